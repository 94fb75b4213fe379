//! Numbers as JSON writes them.

use crate::model::value::{MAX_SAFE_INTEGER, Value};

/// The number at the start of a text, and how many bytes it has.
pub(super) fn number(text: &str) -> Option<(Value, usize)> {
    let bytes = text.as_bytes();
    let mut at = usize::from(bytes.first() == Some(&b'-'));
    let negative = at == 1;
    let first = at;
    let mut size = 0_u64;
    while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
        size = size.wrapping_mul(10).wrapping_add(u64::from(digit.wrapping_sub(b'0')));
        at = at.saturating_add(1);
    }
    let digits = at.saturating_sub(first);
    if digits == 0 || (digits > 1 && bytes.get(first) == Some(&b'0')) {
        return None;
    }
    match bytes.get(at) {
        Some(b'.' | b'e' | b'E') => {
            let length = float_length(bytes, at)?;
            float(text.get(..length)?).map(|value| (value, length))
        }
        // So few can't overflow, nor be beyond the safe integers.
        _ if digits <= 15 => {
            let size = i64::try_from(size).ok()?;
            Some((Value::Integer(if negative { size.wrapping_neg() } else { size }), at))
        }
        _ => integer(text.get(..at)?).map(|value| (value, at)),
    }
}

/// Whether a number is one of RFC 8785 as it stands. Only integers are looked at: they are what documents have.
pub(super) fn is_canonical(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.len() <= 15 && text != "-0" && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// An integer of many digits.
fn integer(text: &str) -> Option<Value> {
    match text.parse::<i64>() {
        Ok(number) if (-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(&number) => Some(Value::Integer(number)),
        Ok(number) => Some(Value::Digits(number.to_string().into())),
        Err(_) => match text.parse::<u64>() {
            Ok(number) => Some(Value::Digits(number.to_string().into())),
            Err(_) => float(text),
        },
    }
}

fn float(text: &str) -> Option<Value> {
    Value::number(text.parse().ok()?)
}

/// Where a number ends whose digits before the point or exponent end at `at`.
fn float_length(bytes: &[u8], mut at: usize) -> Option<usize> {
    let digits = |from: usize| {
        let count = bytes.get(from..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
        (count > 0).then(|| from.saturating_add(count))
    };
    if bytes.get(at) == Some(&b'.') {
        at = digits(at.saturating_add(1))?;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = at.saturating_add(1);
        let signed = matches!(bytes.get(sign), Some(b'+' | b'-'));
        at = digits(sign.saturating_add(usize::from(signed)))?;
    }
    Some(at)
}
