//! Filters that make texts and numbers of single values.

use std::fmt::Write as _;

use crate::model::{Digest, EntityRef, Value, slug, slug_within};

use super::Problem;
use super::filters::{Call, Filter, MOST_TEXT};
use super::texts::{kind, text_of};

/// What such a filter makes.
pub(super) fn make(call: &Call<'_>) -> Result<Value, Problem> {
    let text = || {
        let refuse = || call.refuse(&format!("is for texts, not for {}", kind(call.value)));
        call.value.as_str().ok_or_else(refuse)
    };
    let made = match call.filter {
        Filter::Lower => text()?.to_lowercase(),
        Filter::Upper => text()?.to_uppercase(),
        Filter::Title => title(text()?),
        Filter::Capitalize => capitalize(text()?),
        Filter::Trim => match call.text_argument(0)? {
            Some(characters) => text()?.trim_matches(|character| characters.contains(character)).to_owned(),
            None => text()?.trim().to_owned(),
        },
        Filter::Replace => replace(call, text()?)?,
        Filter::Split => return split(call, text()?),
        Filter::Indent => indent(call, text()?)?,
        Filter::Slug => match call.argument(0) {
            None => slug(text()?),
            Some(Value::Integer(longest)) if (16..=63).contains(longest) => {
                slug_within(text()?, usize::try_from(*longest).unwrap_or_default())
            }
            Some(_) => return Err(call.refuse("takes a length from 16 to 63")),
        },
        Filter::Base64 => base64(text()?.as_bytes()),
        Filter::Sha256 => {
            let digest = Digest::of(text()?.as_bytes()).to_string();
            digest.strip_prefix("sha256:").unwrap_or(&digest).to_owned()
        }
        Filter::Text => text_of(call.value)?.into_owned(),
        Filter::ParseEntityRef => return parse_entity_ref(call, text()?),
        _ => return number(call),
    };
    Ok(Value::from(made))
}

fn title(text: &str) -> String {
    let mut begins = true;
    let mut made = String::with_capacity(text.len());
    for character in text.chars() {
        match begins {
            true => made.extend(character.to_uppercase()),
            false => made.extend(character.to_lowercase()),
        }
        begins = matches!(character, '-' | '(' | '{' | '[' | '<') || character.is_whitespace();
    }
    made
}

fn capitalize(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters.flat_map(char::to_lowercase)).collect()
}

fn replace(call: &Call<'_>, text: &str) -> Result<String, Problem> {
    let (from, to) = (call.text_argument(0)?.unwrap_or_default(), call.text_argument(1)?.unwrap_or_default());
    // What is made may be far longer than what it is made of: the length is known before it is made.
    let grown = text.matches(from).count().saturating_mul(to.len()).saturating_add(text.len());
    if grown > MOST_TEXT { Err(call.refuse("makes a text that is too long")) } else { Ok(text.replace(from, to)) }
}

fn split(call: &Call<'_>, text: &str) -> Result<Value, Problem> {
    Ok(match call.text_argument(0)? {
        Some("") => return Err(call.refuse("needs a separator that is not empty")),
        Some(separator) => Value::list(text.split(separator).map(Value::from)),
        None => Value::list(text.split_whitespace().map(Value::from)),
    })
}

fn indent(call: &Call<'_>, text: &str) -> Result<String, Problem> {
    let width = match call.argument(0) {
        None => 4,
        Some(Value::Integer(width)) if (0..=100).contains(width) => usize::try_from(*width).unwrap_or_default(),
        Some(_) => return Err(call.refuse("takes a width from 0 to 100")),
    };
    let (first, blank) = (call.flag(1)?, call.flag(2)?);
    let mut made = String::with_capacity(text.len().saturating_mul(2));
    for (index, line) in text.trim_end_matches('\n').split('\n').enumerate() {
        if index > 0 {
            made.push('\n');
        }
        if (index > 0 || first) && (blank || !line.trim().is_empty()) {
            made.extend(std::iter::repeat_n(' ', width));
        }
        made.push_str(line);
        if made.len() > MOST_TEXT {
            return Err(call.refuse("makes a text that is too long"));
        }
    }
    Ok(made)
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3).saturating_mul(4));
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or_default());
        let bits = (byte(0) << 16) | (byte(1) << 8) | byte(2);
        for (index, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let digit = usize::try_from((bits >> shift) & 63).ok().and_then(|digit| BASE64.get(digit).copied());
            let is_padding = index > chunk.len();
            text.push(if is_padding { '=' } else { char::from(digit.unwrap_or(b'=')) });
        }
    }
    text
}

/// As Backstage's filter of that name: `{kind, namespace, name}`.
fn parse_entity_ref(call: &Call<'_>, text: &str) -> Result<Value, Problem> {
    let reference = EntityRef::parse_catalog(text, "component", "default")
        .map_err(|_| call.refuse(&format!("can't read `{text}` as an entity reference")))?;
    let fields = [("kind", reference.kind()), ("namespace", reference.namespace()), ("name", reference.name())];
    Ok(Value::map(fields.map(|(name, text)| (name, Value::from(text)))))
}

fn number(call: &Call<'_>) -> Result<Value, Problem> {
    let refuse = || {
        let mut what = String::from("does not go with ");
        let _ = match call.value {
            Value::String(text) => write!(what, "`{}`", text.chars().take(40).collect::<String>()),
            other => write!(what, "{}", kind(other)),
        };
        call.refuse(&what)
    };
    let made = match (call.filter, call.value) {
        (Filter::Boolean, value) => Some(Value::Bool(super::is_true(value)?)),
        (Filter::Integer, Value::Bool(value)) => Some(Value::Integer(i64::from(*value))),
        (Filter::Integer, Value::Integer(_)) | (Filter::Float, Value::Integer(_) | Value::Float(_)) => {
            Some(call.value.clone())
        }
        (Filter::Integer, Value::Float(value)) => Value::number(value.trunc()),
        (Filter::Integer, Value::String(text)) => text.trim().parse::<i64>().ok().and_then(exact),
        (Filter::Float, Value::String(text)) => text.trim().parse::<f64>().ok().and_then(Value::number),
        (Filter::Absolute, Value::Integer(value)) => value.checked_abs().map(Value::Integer),
        (Filter::Absolute, Value::Float(value)) => Value::number(value.abs()),
        (Filter::Round, Value::Integer(_)) => Some(call.value.clone()),
        (Filter::Round, Value::Float(value)) => round(call, *value)?,
        _ => None,
    };
    made.ok_or_else(refuse)
}

fn exact(number: i64) -> Option<Value> {
    (number.abs() <= crate::model::MAX_SAFE_INTEGER).then_some(Value::Integer(number))
}

fn round(call: &Call<'_>, value: f64) -> Result<Option<Value>, Problem> {
    let precision = match call.argument(0) {
        None => 0,
        Some(Value::Integer(precision)) if (0..=15).contains(precision) => {
            usize::try_from(*precision).unwrap_or_default()
        }
        Some(_) => return Err(call.refuse("takes a precision from 0 to 15")),
    };
    // Formatting rounds the exact decimal value, half to even, as Python's `round` does; scaling would not.
    Ok(format!("{value:.precision$}").parse().ok().and_then(Value::number))
}
