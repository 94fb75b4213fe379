//! What a plain scalar means: the core schema of YAML 1.2, without its traps.

use crate::model::{MAX_SAFE_INTEGER, Value};

/// What a scalar without quotes stands for.
#[derive(Debug, PartialEq)]
pub(super) enum Scalar {
    /// Null, a boolean or a number.
    Value(Value),
    /// Text.
    Text,
    /// A number that can't be used.
    Trouble(Trouble),
}

/// Why a number can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    LeadingZero,
    TooLarge,
    NotFinite,
}

/// Reads a scalar written without quotes.
pub(super) fn resolve(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Scalar::Value(Value::Null),
        "true" | "True" | "TRUE" => return Scalar::Value(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Scalar::Value(Value::Bool(false)),
        ".nan" | ".NaN" | ".NAN" => return Scalar::Trouble(Trouble::NotFinite),
        _ => {}
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    match unsigned.bytes().next() {
        Some(b'0'..=b'9' | b'.') => number(text, unsigned),
        _ => Scalar::Text,
    }
}

fn number(text: &str, unsigned: &str) -> Scalar {
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Scalar::Trouble(Trouble::NotFinite);
    }
    // Signs before these two are not part of the core schema.
    for (prefix, radix) in [("0o", 8), ("0x", 16)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            let valid = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
            return if valid { integer(i64::from_str_radix(digits, radix).ok()) } else { Scalar::Text };
        }
    }
    let (whole, rest) = split_digits(unsigned);
    let (fraction, exponent) = match rest.strip_prefix('.') {
        Some(rest) => split_digits(rest),
        None => ("", rest),
    };
    if whole.is_empty() && fraction.is_empty() || !is_exponent(exponent) {
        return Scalar::Text;
    }
    if whole.len() > 1 && whole.starts_with('0') {
        return Scalar::Trouble(Trouble::LeadingZero);
    }
    if rest.is_empty() {
        return integer(text.parse().ok());
    }
    match text.parse().ok().and_then(Value::number) {
        Some(Value::Digits(_)) => Scalar::Trouble(Trouble::TooLarge),
        Some(value) => Scalar::Value(value),
        None => Scalar::Trouble(Trouble::NotFinite),
    }
}

fn integer(number: Option<i64>) -> Scalar {
    match number.filter(|number| (-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(number)) {
        Some(number) => Scalar::Value(Value::Integer(number)),
        None => Scalar::Trouble(Trouble::TooLarge),
    }
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

fn is_exponent(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['e', 'E']) else { return text.is_empty() };
    let digits = rest.strip_prefix(['-', '+']).unwrap_or(rest);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_schema() {
        let value = |text: &str| match resolve(text) {
            Scalar::Value(value) => value.to_json(),
            Scalar::Text => "text".into(),
            Scalar::Trouble(trouble) => format!("{trouble:?}"),
        };
        for (text, expected) in [
            ("~", "null"),
            ("", "null"),
            ("nUll", "text"),
            ("TRUE", "true"),
            ("yes", "text"),
            ("off", "text"),
            ("12", "12"),
            ("+12", "12"),
            ("-0", "0"),
            ("0", "0"),
            ("0o17", "15"),
            ("0x1F", "31"),
            ("0x", "text"),
            ("-0x1F", "text"),
            ("0b1", "text"),
            ("1.5", "1.5"),
            ("1.", "1"),
            (".5", "0.5"),
            ("0.5", "0.5"),
            ("1e3", "1000"),
            ("1.5e-1", "0.15"),
            ("1e", "text"),
            (".", "text"),
            ("-", "text"),
            ("1.4.0", "text"),
            ("1_000", "text"),
            ("12:30", "text"),
            ("2027-03-01", "text"),
            ("014", "LeadingZero"),
            ("-0644", "LeadingZero"),
            ("01.5", "LeadingZero"),
            ("08:30", "text"),
            ("9007199254740991", "9007199254740991"),
            ("9007199254740992", "TooLarge"),
            ("99999999999999999999", "TooLarge"),
            ("0xFFFFFFFFFFFFFFFFFF", "TooLarge"),
            ("1e400", "NotFinite"),
            (".inf", "NotFinite"),
            ("-.INF", "NotFinite"),
            (".NaN", "NotFinite"),
        ] {
            assert_eq!(value(text), expected, "{text}");
        }
    }
}
