//! RFC 8785, the one form of JSON that digests are made of.

use super::digest::Digest;
use super::json::plain_length;
use super::value::Value;
use super::wire;

/// Bytes that most resources' JSON fits into.
const COMMON_SIZE: usize = 4096;

impl Value {
    /// The canonical JSON of RFC 8785, in wire form. Maps are sorted already, so this is one walk.
    pub fn to_canonical_json(&self) -> String {
        let mut out = String::new();
        self.write_canonical_json(&mut out);
        out
    }

    /// Appends the canonical JSON to `out`.
    pub fn write_canonical_json(&self, out: &mut String) {
        write(self, true, out);
    }

    /// The digest of the canonical JSON.
    pub fn digest(&self) -> Digest {
        let mut text = String::with_capacity(COMMON_SIZE);
        self.write_canonical_json(&mut text);
        Digest::of(text.as_bytes())
    }
}

/// `escape` is off inside our own wire forms, whose `$` keys are meant.
fn write(value: &Value, escape: bool, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Integer(number) => write_integer(*number, out),
        Value::Float(number) => write_float(*number, out),
        Value::Digits(digits) => out.push_str(digits),
        Value::String(text) => write_string(text, out),
        Value::List(list) => {
            out.push('[');
            for (index, item) in list.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, escape, out);
            }
            out.push(']');
        }
        Value::Map(map) => {
            let mark = if escape && wire::needs_escape(map) { "$" } else { "" };
            out.push('{');
            for (index, (key, value)) in map.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                if mark.is_empty() {
                    write_string(key, out);
                } else {
                    write_string(&format!("{mark}{key}"), out);
                }
                out.push(':');
                write(value, escape, out);
            }
            out.push('}');
        }
        Value::Unknown(unknown) => write(&wire::unknown(unknown), false, out),
        Value::Secret(secret) => write(&wire::secret(secret), false, out),
    }
}

fn write_integer(number: i64, out: &mut String) {
    if number < 0 {
        out.push('-');
    }
    let mut digits = [0_u8; 20];
    let mut rest = number.unsigned_abs();
    let mut first = digits.len();
    for (at, digit) in digits.iter_mut().enumerate().rev() {
        // Below ten, always.
        *digit = b'0'.wrapping_add(u8::try_from(rest.wrapping_rem(10)).unwrap_or_default());
        rest = rest.wrapping_div(10);
        first = at;
        if rest == 0 {
            break;
        }
    }
    out.push_str(digits.get(first..).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default());
}

/// As ECMAScript writes numbers, which RFC 8785 demands; the exponent begins at 1e21 and below 1e-6.
fn write_float(number: f64, out: &mut String) {
    use std::fmt::Write as _;
    let size = number.abs();
    if size == 0.0 {
        out.push('0');
    } else if (1e-6..1e21).contains(&size) {
        let _ = write!(out, "{number}");
    } else {
        let text = format!("{number:e}");
        match text.split_once('e') {
            Some((digits, exponent)) if !exponent.starts_with('-') => {
                let _ = write!(out, "{digits}e+{exponent}");
            }
            _ => out.push_str(&text),
        }
    }
}

/// Escapes only what RFC 8785 escapes; everything else is copied in runs.
pub(crate) fn write_string(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    loop {
        let (plain, tail) = rest.split_at_checked(plain_length(rest.as_bytes())).unwrap_or((rest, ""));
        out.push_str(plain);
        let mut characters = tail.chars();
        let Some(special) = characters.next() else { break };
        write_escape(special, out);
        rest = characters.as_str();
    }
    out.push('"');
}

fn write_escape(special: char, out: &mut String) {
    use std::fmt::Write as _;
    match special {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        control => {
            // Writing to a String can't fail.
            let _ = write!(out, "\\u{:04x}", u32::from(control));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_ecmascript_does() {
        let written = |number: f64| Value::number(number).map(|value| value.to_canonical_json());
        assert_eq!(written(1e21).as_deref(), Some("1e+21"));
        assert_eq!(written(1e20).as_deref(), Some("100000000000000000000"));
        assert_eq!(written(0.000_001).as_deref(), Some("0.000001"));
        assert_eq!(written(1e-7).as_deref(), Some("1e-7"));
        assert_eq!(written(-0.0).as_deref(), Some("0"));
        assert_eq!(written(1.5e300).as_deref(), Some("1.5e+300"));
    }

    #[test]
    fn integers() {
        for number in [0, 7, -7, 10, 1_000_000, i64::MAX, i64::MIN, 9_007_199_254_740_991] {
            assert_eq!(Value::Integer(number).to_canonical_json(), number.to_string());
        }
    }

    #[test]
    fn strings_are_escaped_as_little_as_possible() {
        assert_eq!(Value::from("a\"\\\n\u{1}é\u{7f}").to_canonical_json(), "\"a\\\"\\\\\\n\\u0001é\u{7f}\"");
    }
}
