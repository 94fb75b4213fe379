//! JSON that people read (two spaces, one entry a line, keys sorted), and documents written piece by piece.

use std::{fmt, io};

use serde::Serialize;

pub(crate) use super::json_read::plain;
pub use super::json_read::{read, read_plain};
use crate::model::{Diagnostic, Failure, Map, Value, codes};

/// Indented JSON in wire form, with a newline at the end: [`Value::from_json`] gives the value back.
///
/// ```
/// use platform_core::{formats::json, model::Value};
/// let value = Value::from_json(r#"{"b": [], "a": {"c": 1}}"#)?;
/// assert_eq!(json::pretty(&value), "{\n  \"a\": {\n    \"c\": 1\n  },\n  \"b\": []\n}\n");
/// # Ok::<(), platform_core::model::Failure>(())
/// ```
pub fn pretty(value: &Value) -> String {
    let mut out = String::new();
    indent(value, Form::Wire, 0, &mut out);
    out.push('\n');
    out
}

/// The same for other tools, which don't know our wire form: a map with the one key `$unknown` or `$secret` is written
/// as it is.
pub fn pretty_plain(value: &Value) -> String {
    let mut out = String::new();
    indent(value, Form::Plain, 0, &mut out);
    out.push('\n');
    out
}

/// Writes a document (a plan, a set of plans) as compact JSON, piece by piece: nothing as large as its text is held.
///
/// ```
/// use platform_core::{formats::json, model::PlanSet};
/// let mut text = String::new();
/// json::write(&PlanSet::default(), &mut text)?;
/// assert_eq!(text, r#"{"formatVersion":"1.0","ok":[],"failed":[]}"#);
/// # Ok::<(), platform_core::model::Failure>(())
/// ```
///
/// # Errors
/// `value.unrepresentable` for what JSON can't hold, or when `out` takes no more.
pub fn write(document: &impl Serialize, out: &mut impl fmt::Write) -> Result<(), Failure> {
    let mut pieces = Pieces { held: Vec::with_capacity(PIECE), out };
    let written = serde_json::to_writer(&mut pieces, document).map_err(|error| error.to_string());
    let written = written.and_then(|()| io::Write::flush(&mut pieces).map_err(|error| error.to_string()));
    written.map_err(|problem| Diagnostic::error(codes::VALUE_UNREPRESENTABLE, problem).into())
}

/// Bytes that are held before they are handed on.
const PIECE: usize = 8 * 1024;

/// Gathers what serde writes, which is whole characters each time.
struct Pieces<'o, W> {
    held: Vec<u8>,
    out: &'o mut W,
}

impl<W: fmt::Write> io::Write for Pieces<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.held.len().saturating_add(bytes.len()) > PIECE {
            self.flush()?;
        }
        self.held.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let text = std::str::from_utf8(&self.held).map_err(io::Error::other)?;
        self.out.write_str(text).map_err(io::Error::other)?;
        self.held.clear();
        Ok(())
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    Wire,
    Plain,
}

fn indent(value: &Value, form: Form, level: usize, out: &mut String) {
    match value {
        Value::List(items) if !items.is_empty() => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                begin_line(index, level, out);
                indent(item, form, level.saturating_add(1), out);
            }
            end_lines(level, out);
            out.push(']');
        }
        Value::Map(map) if !map.is_empty() => {
            let mark = if form == Form::Wire && looks_like_wire(map) { "$" } else { "" };
            out.push('{');
            for (index, (key, value)) in map.iter().enumerate() {
                begin_line(index, level, out);
                Value::from(format!("{mark}{key}")).write_canonical_json(out);
                out.push_str(": ");
                indent(value, form, level.saturating_add(1), out);
            }
            end_lines(level, out);
            out.push('}');
        }
        leaf => leaf.write_canonical_json(out),
    }
}

/// As the model's canonical JSON escapes a user's own map that could be taken for one of our two wire forms.
fn looks_like_wire(map: &Map) -> bool {
    let has_form = |key: &str| key.starts_with('$') && matches!(key.trim_start_matches('$'), "unknown" | "secret");
    map.len() == 1 && map.keys().all(|key| has_form(key))
}

fn begin_line(index: usize, level: usize, out: &mut String) {
    out.push_str(if index == 0 { "\n" } else { ",\n" });
    (0..=level).for_each(|_| out.push_str("  "));
}

fn end_lines(level: usize, out: &mut String) {
    out.push('\n');
    (0..level).for_each(|_| out.push_str("  "));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SecretRef;

    #[test]
    fn wire_forms_come_back_and_other_tools_get_what_was_written() {
        let own = Value::map([("$secret", Value::from("mine"))]);
        let secret = Value::from(SecretRef { store: "vault".into(), key: "a".into(), ..Default::default() });
        let value = Value::map([("own", own), ("secret", secret), ("list", Value::list([1.into(), Value::Null]))]);
        assert_eq!(Value::from_json(&pretty(&value)).unwrap(), value);
        assert!(pretty_plain(&value).contains("\"$secret\": \"mine\""));
        assert!(pretty(&value).contains("\"$$secret\": \"mine\""));
    }

    #[test]
    fn pieces_are_what_serde_writes_at_once() {
        let texts = (0..2_000).map(|number| Value::from(format!("{number} \"é日😀\n\\")));
        let list = Value::list(texts.chain([Value::from("x".repeat(3 * PIECE))]));
        let mut text = String::new();
        super::write(&list, &mut text).unwrap();
        assert_eq!(text, serde_json::to_string(&list).unwrap());
    }

    #[test]
    fn what_takes_no_more_is_an_error() {
        struct Full;
        impl fmt::Write for Full {
            fn write_str(&mut self, _: &str) -> fmt::Result {
                Err(fmt::Error)
            }
        }
        assert!(super::write(&Value::Null, &mut Full).is_err());
    }

    #[test]
    fn scalars_and_empty_collections_stay_on_their_line() {
        assert_eq!(pretty(&Value::from("a\n")), "\"a\\n\"\n");
        assert_eq!(pretty(&Value::list([Value::empty_map()])), "[\n  {}\n]\n");
    }
}
