//! Scalars by meaning: quantities, spans of time, numbers as text.
//!
//! Each has one canonical text; two scalars mean the same when they have the same. What can't be read is compared as it
//! is.

#[cfg(feature = "files")]
use crate::model::Interner;
use crate::model::{Timestamp, Value};

use super::rules::ScalarRule;

/// Whether two scalars mean the same.
pub(super) fn same(rule: ScalarRule, left: &Value, right: &Value) -> bool {
    left == right || canonical(rule, left).is_some_and(|text| Some(text) == canonical(rule, right))
}

/// The one value that all scalars with this meaning have.
pub(super) fn canonical(rule: ScalarRule, value: &Value) -> Option<Value> {
    match rule {
        ScalarRule::Exact => None,
        ScalarRule::Quantity => quantity(&text(value)?).map(Value::from),
        ScalarRule::Duration => duration(&text(value)?).map(|span| Value::from(format!("{span}ns"))),
        ScalarRule::IntOrString => match value {
            Value::String(digits) if is_plain_integer(digits) => digits.parse::<i32>().ok().map(Value::from),
            Value::Integer(_) => Some(value.clone()),
            _ => None,
        },
        ScalarRule::Time => time(value),
        ScalarRule::Bytes => {
            let text = value.as_str()?;
            Some(text.chars().filter(|character| !character.is_ascii_whitespace()).collect::<String>().into())
        }
        ScalarRule::Json => held(Value::from_json(value.as_str()?).ok()?),
        ScalarRule::Yaml => held(yaml(value.as_str()?)?),
        ScalarRule::EntityRef(kind) => entity_ref(kind, value.as_str()?),
    }
}

/// A moment in UTC; to the millisecond, as everything that is kept here.
fn time(value: &Value) -> Option<Value> {
    let text = value.as_str()?;
    let _ = text.split_once('T')?;
    text.parse::<Timestamp>().ok().map(|time| time.to_string().into())
}

/// What a text holds, as the one text that all with this meaning have. `None` where a number is not told exactly.
fn held(value: Value) -> Option<Value> {
    const EXACT: f64 = 9_007_199_254_740_991.0;
    let mut exact = !matches!(value, Value::Float(_));
    value.for_each_leaf(&mut |leaf| exact &= !matches!(leaf, Value::Float(number) if number.abs() > EXACT));
    exact.then(|| value.to_json().into())
}

#[cfg(feature = "files")]
fn yaml(text: &str) -> Option<Value> {
    let read =
        crate::formats::yaml::parse("", text.as_bytes(), &crate::formats::Limits::default(), &mut Interner::default());
    let mut documents = read.value?.into_iter();
    let document = documents.next()?;
    documents.next().is_none().then_some(document.root.to_value())
}

#[cfg(not(feature = "files"))]
fn yaml(_: &str) -> Option<Value> {
    None
}

/// `kind:namespace/name`, all of it in small letters, as the catalog compares them.
fn entity_ref(kind: &str, text: &str) -> Option<Value> {
    let (kind, rest) = text.split_once(':').unwrap_or((kind, text));
    let (namespace, name) = rest.split_once('/').unwrap_or(("default", rest));
    let is_whole = !kind.is_empty() && !namespace.is_empty() && !name.is_empty() && !name.contains([':', '/']);
    is_whole.then(|| format!("{kind}:{namespace}/{name}").to_lowercase().into())
}

fn text(value: &Value) -> Option<std::borrow::Cow<'_, str>> {
    match value {
        Value::String(text) => Some(std::borrow::Cow::Borrowed(text)),
        Value::Integer(_) | Value::Float(_) | Value::Digits(_) => Some(std::borrow::Cow::Owned(value.to_json())),
        _ => None,
    }
}

fn is_plain_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// What stands behind a quantity's number, as a power of ten or of two.
enum Scale {
    Ten(i32),
    Two(u32),
}

fn scale(suffix: &str) -> Option<Scale> {
    let scale = match suffix {
        "n" => Scale::Ten(-9),
        "u" => Scale::Ten(-6),
        "m" => Scale::Ten(-3),
        "" => Scale::Ten(0),
        "k" => Scale::Ten(3),
        "M" => Scale::Ten(6),
        "G" => Scale::Ten(9),
        "T" => Scale::Ten(12),
        "P" => Scale::Ten(15),
        "E" => Scale::Ten(18),
        "Ki" => Scale::Two(10),
        "Mi" => Scale::Two(20),
        "Gi" => Scale::Two(30),
        "Ti" => Scale::Two(40),
        "Pi" => Scale::Two(50),
        "Ei" => Scale::Two(60),
        exponent => Scale::Ten(exponent.strip_prefix(['e', 'E'])?.parse().ok()?),
    };
    Some(scale)
}

/// A Kubernetes quantity as `DIGITSeEXPONENT` without trailing zeros in the digits: exact, whatever its suffix.
fn quantity(text: &str) -> Option<String> {
    let end = text.find(|c: char| !matches!(c, '0'..='9' | '.' | '+' | '-')).unwrap_or(text.len());
    let (number, suffix) = text.split_at_checked(end)?;
    let negative = number.starts_with('-');
    let unsigned = number.strip_prefix(['+', '-']).unwrap_or(number);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    if (whole.is_empty() && fraction.is_empty()) || !format!("{whole}{fraction}").bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut digits: u128 = format!("0{whole}{fraction}").parse().ok()?;
    let mut exponent = i32::try_from(fraction.len()).ok()?.checked_neg()?;
    match scale(suffix)? {
        Scale::Ten(power) => exponent = exponent.checked_add(power)?,
        Scale::Two(power) => digits = digits.checked_mul(1_u128.checked_shl(power)?)?,
    }
    if digits == 0 {
        return Some("0".to_owned());
    }
    while digits.is_multiple_of(10) {
        digits = digits.checked_div(10)?;
        exponent = exponent.checked_add(1)?;
    }
    Some(format!("{}{digits}e{exponent}", if negative { "-" } else { "" }))
}

/// Nanoseconds of `1h30m`, `300s`, `1.5h`, `2d`, `1y` (of 365 days), or of a bare number of seconds.
fn duration(text: &str) -> Option<u128> {
    const SECOND: u128 = 1_000_000_000;
    if is_plain_integer(text) {
        return text.parse::<u64>().ok().map(u128::from)?.checked_mul(SECOND);
    }
    let mut rest = text;
    let mut total: u128 = 0;
    while !rest.is_empty() {
        let (number, behind) = rest.split_at_checked(rest.find(|c: char| !matches!(c, '0'..='9' | '.'))?)?;
        let end = behind.find(|c: char| matches!(c, '0'..='9' | '.')).unwrap_or(behind.len());
        let (unit, next) = behind.split_at_checked(end)?;
        let unit: u128 = match unit {
            "ns" => 1,
            "us" | "µs" => 1_000,
            "ms" => 1_000_000,
            "s" => SECOND,
            "m" => SECOND.checked_mul(60)?,
            "h" => SECOND.checked_mul(3_600)?,
            "d" => SECOND.checked_mul(86_400)?,
            "w" => SECOND.checked_mul(604_800)?,
            "y" => SECOND.checked_mul(31_536_000)?,
            _ => return None,
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let divisor = 10_u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let digits: u128 = format!("{whole}{fraction}").parse().ok()?;
        total = total.checked_add(digits.checked_mul(unit)?.checked_div(divisor)?)?;
        rest = next;
    }
    (!text.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_same(rule: ScalarRule, values: &[Value]) {
        for pair in values.windows(2) {
            assert!(same(rule, &pair[0], &pair[1]), "{} and {}", pair[0], pair[1]);
        }
    }

    #[test]
    fn quantities_are_exact() {
        all_same(ScalarRule::Quantity, &["0.5".into(), "500m".into(), "500000u".into(), ".5".into(), "5e-1".into()]);
        all_same(ScalarRule::Quantity, &[1.into(), "1".into(), "1000m".into(), "1.0".into(), "+1".into()]);
        all_same(ScalarRule::Quantity, &["1Gi".into(), "1024Mi".into(), "1073741824".into(), 1_073_741_824.into()]);
        all_same(ScalarRule::Quantity, &["1E3".into(), "1k".into(), "1e3".into()]);
        all_same(ScalarRule::Quantity, &["0".into(), "0Ki".into(), "-0".into()]);
        let quantity = |left: &str, right: &str| same(ScalarRule::Quantity, &left.into(), &right.into());
        assert!(!quantity("1G", "1Gi"));
        assert!(!quantity("1E", "1e"));
        assert!(!quantity("1", "-1"));
        assert!(!quantity("9007199254740993", "9007199254740992"));
        assert!(!quantity("one", "1"));
        assert!(!quantity("", "0"));
        assert!(!quantity("1-2", "12"));
    }

    #[test]
    fn every_suffix_has_its_size() {
        let tens = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
        let twos = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
        for (suffixes, step) in [(&tens[..], 1000), (&twos[..], 1024)] {
            for pair in suffixes.windows(2) {
                let (small, large) = (format!("{step}{}", pair[0]), format!("1{}", pair[1]));
                all_same(ScalarRule::Quantity, &[small.into(), large.into()]);
            }
        }
    }

    #[test]
    fn spans_of_time() {
        all_same(
            ScalarRule::Duration,
            &["5m".into(), "300s".into(), "0.5m270s".into(), "300".into(), "300000ms".into()],
        );
        all_same(ScalarRule::Duration, &["1h30m".into(), "1.5h".into(), "5400s".into()]);
        all_same(ScalarRule::Duration, &["1ms".into(), "1000us".into(), "1000µs".into(), "1000000ns".into()]);
        all_same(ScalarRule::Duration, &["1w".into(), "7d".into(), "168h".into()]);
        all_same(ScalarRule::Duration, &["1y".into(), "365d".into()]);
        assert!(!same(ScalarRule::Duration, &"5m".into(), &"5h".into()));
        assert!(!same(ScalarRule::Duration, &"m".into(), &"0".into()));
    }

    #[test]
    fn ports_by_number() {
        all_same(ScalarRule::IntOrString, &["8080".into(), 8080.into()]);
        assert!(!same(ScalarRule::IntOrString, &"http".into(), &80.into()));
        assert!(!same(ScalarRule::IntOrString, &"25%".into(), &25.into()));
        assert!(!same(ScalarRule::IntOrString, &"+80".into(), &80.into()), "a server takes it for a name");
    }

    #[test]
    fn what_a_text_holds() {
        all_same(ScalarRule::Json, &[r#"{"a":1,"b":[2]}"#.into(), r#"{ "b": [2.0], "a": 1 }"#.into()]);
        let json = |left: &str, right: &str| same(ScalarRule::Json, &left.into(), &right.into());
        assert!(!json("[1]", "[2]"));
        let large = ["100000000000000000000000", "100000000000000000000001"];
        assert!(!json(large[0], large[1]), "numbers that are not read exactly");
        assert!(!json(&format!("[{}, 1]", large[0]), &format!("[{}, 1]", large[1])));
        assert!(!json(&format!("[1, {}]", large[0]), &format!("[1, {}]", large[1])));
    }

    #[cfg(feature = "files")]
    #[test]
    fn what_a_text_of_yaml_holds() {
        all_same(ScalarRule::Yaml, &["a: 1\nb: [2]\n".into(), "{b: [2], a: 1}".into()]);
        let yaml = |left: &str, right: &str| same(ScalarRule::Yaml, &left.into(), &right.into());
        assert!(!yaml("a: 1", "a: 2"));
        assert!(!yaml("a: 1\n---\nb: 1\n", "a: 1\n---\nb: 2\n"), "two documents are no value");
        assert!(!yaml("a: [1", "a: [2"), "what can't be read is compared as it is");
    }

    #[test]
    fn references_are_compared_as_the_catalog_does() {
        let rule = ScalarRule::EntityRef("component");
        all_same(
            rule,
            &["Cart".into(), "component:cart".into(), "Component:default/cart".into(), "default/cart".into()],
        );
        for text in [":default/Cart", "component:/Cart", "Component:default/", "component:a/B/c", "component:a/b:C"] {
            assert!(!same(rule, &text.into(), &text.to_lowercase().into()), "{text} is no reference");
        }
    }
}
