//! Python's values as JSON text.

use std::fmt::Write as _;

use pyo3::exceptions::PyUnicodeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple};

/// As deep as values may be in each other; the core's own limit is a little more.
const DEEPEST: usize = 120;
/// As long as a value may be as JSON, in bytes: one that holds the same over and over would fill the memory.
const LONGEST: usize = 1 << 29;
/// What JSON readers of all languages hold exactly.
const LARGEST: i64 = 9_007_199_254_740_991;

/// Why something is no data, and where: the keys and indices that lead to it.
pub(crate) struct Refusal {
    message: String,
    at: Vec<String>,
}

/// What stops the writing: what is no data, or what a value's own code raised.
enum Stop {
    Refused(String),
    Raised(PyErr),
}

impl From<PyErr> for Stop {
    fn from(error: PyErr) -> Self {
        Self::Raised(error)
    }
}

fn refused<T>(message: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Refused(message.into()))
}

/// One step down.
enum Step<'py> {
    Key(Bound<'py, PyString>),
    Index(usize),
}

struct Writer<'py> {
    out: String,
    at: Vec<Step<'py>>,
    /// What is being written, outermost first.
    above: Vec<usize>,
}

impl<'py> Writer<'py> {
    fn value(&mut self, value: &Bound<'py, PyAny>) -> Result<(), Stop> {
        self.room(0)?;
        if value.is_none() {
            self.out.push_str("null");
        } else if let Ok(truth) = value.cast_exact::<PyBool>() {
            self.out.push_str(if truth.is_true() { "true" } else { "false" });
        } else if let Ok(text) = value.cast::<PyString>() {
            self.text(text)?;
        } else if let Ok(number) = value.cast::<PyInt>() {
            match number.extract::<i64>() {
                Ok(number) if (-LARGEST..=LARGEST).contains(&number) => {
                    // Writing to a String can't fail.
                    let _ = write!(self.out, "{number}");
                }
                _ => return refused("an integer is beyond ±(2^53−1); write it as a text"),
            }
        } else if let Ok(number) = value.cast::<PyFloat>() {
            let number = number.value();
            if !number.is_finite() {
                return refused("a number is not finite");
            }
            let _ = write!(self.out, "{number:?}");
        } else {
            self.whole(value)?;
        }
        Ok(())
    }

    fn room(&mut self, more: usize) -> Result<(), Stop> {
        if self.out.len().saturating_add(more) < LONGEST {
            return Ok(());
        }
        self.at.truncate(8);
        refused("a value is longer than 512 MiB as JSON; give its text in parts")
    }

    fn text(&mut self, text: &Bound<'_, PyString>) -> Result<(), Stop> {
        match text.to_str() {
            Ok(text) => {
                self.room(text.len())?;
                quote(text, &mut self.out);
                Ok(())
            }
            Err(error) if error.is_instance_of::<PyUnicodeError>(text.py()) => {
                refused("a text holds half of a surrogate pair")
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A list, a map, or what says itself how it is written.
    fn whole(&mut self, value: &Bound<'py, PyAny>) -> Result<(), Stop> {
        if let Ok(map) = value.cast_exact::<PyDict>() {
            return self.inside(value, |writer| writer.map(map.iter()));
        }
        if let Ok(list) = value.cast::<PyList>() {
            return self.inside(value, |writer| writer.list(list.iter()));
        }
        if let Some(wire) = value.getattr_opt("to_wire")? {
            // As deep as it says; one that gives itself holds itself.
            let wire = wire.call0()?;
            return self.inside(value, |writer| writer.value(&wire));
        }
        if let Ok(tuple) = value.cast::<PyTuple>() {
            return self.inside(value, |writer| writer.list(tuple.iter()));
        }
        if let Ok(map) = value.cast::<PyMapping>() {
            let items = map.items()?;
            let pairs: Vec<_> = items.iter().map(|pair| pair.extract()).collect::<PyResult<_>>()?;
            return self.inside(value, |writer| writer.map(pairs.into_iter()));
        }
        refused(format!("a value of type {} is no data", value.get_type().name()?))
    }

    fn inside(
        &mut self,
        value: &Bound<'py, PyAny>,
        write: impl FnOnce(&mut Self) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let identity = value.as_ptr() as usize;
        if self.above.contains(&identity) {
            return refused("a value holds itself");
        }
        if self.above.len() >= DEEPEST {
            self.at.truncate(8);
            return refused(format!("values are more than {DEEPEST} deep in each other"));
        }
        self.above.push(identity);
        write(self)?;
        self.above.pop();
        Ok(())
    }

    fn list(&mut self, items: impl Iterator<Item = Bound<'py, PyAny>>) -> Result<(), Stop> {
        self.out.push('[');
        for (index, item) in items.enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            self.at.push(Step::Index(index));
            self.value(&item)?;
            self.at.pop();
        }
        self.out.push(']');
        Ok(())
    }

    fn map(&mut self, entries: impl Iterator<Item = (Bound<'py, PyAny>, Bound<'py, PyAny>)>) -> Result<(), Stop> {
        self.out.push('{');
        for (number, (key, item)) in entries.enumerate() {
            if number > 0 {
                self.out.push(',');
            }
            let key = match key.cast_into::<PyString>() {
                Ok(key) => key,
                Err(error) => {
                    let name = error.into_inner().get_type().name()?;
                    return refused(format!("a key is no text but of type {name}"));
                }
            };
            let written = self.text(&key);
            self.at.push(Step::Key(key));
            written?;
            self.out.push(':');
            self.value(&item)?;
            self.at.pop();
        }
        self.out.push('}');
        Ok(())
    }
}

/// A key as it can be shown: what is no text of Unicode is written as Python escapes it.
fn shown(key: &Bound<'_, PyString>) -> PyResult<String> {
    match key.to_str() {
        Ok(key) => Ok(key.to_owned()),
        Err(_) => {
            key.call_method1("encode", ("utf-8", "backslashreplace"))?.call_method1("decode", ("utf-8",))?.extract()
        }
    }
}

/// Whether JSON writes a text as it is; eight bytes are looked at at once.
fn is_plain(text: &[u8]) -> bool {
    let escaped = |found: bool, byte: &u8| found | (*byte < 0x20) | (*byte == b'"') | (*byte == b'\\');
    let Some(last) = text.last_chunk::<8>() else { return !text.iter().fold(false, escaped) };
    let stops = |word: &[u8; 8]| {
        let word = u64::from_le_bytes(*word);
        let is = |byte: u8| {
            let difference = word ^ ONES.wrapping_mul(u64::from(byte));
            difference.wrapping_sub(ONES) & !difference
        };
        (is(b'"') | is(b'\\') | (word.wrapping_sub(ONES.wrapping_mul(0x20)) & !word)) & HIGH
    };
    // What is left over at the end is looked at with what is before it.
    text.as_chunks::<8>().0.iter().fold(stops(last), |found, word| found | stops(word)) == 0
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// A text as JSON.
fn quote(text: &str, out: &mut String) {
    out.push('"');
    // Nearly always.
    if is_plain(text.as_bytes()) {
        out.push_str(text);
        out.push('"');
        return;
    }
    let mut begin = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        // What is escaped is a character of one byte.
        out.push_str(text.get(begin..at).unwrap_or_default());
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            other => out.push_str(&format!("\\u{other:04x}")),
        }
        begin = at.saturating_add(1);
    }
    out.push_str(text.get(begin..).unwrap_or_default());
    out.push('"');
}

/// A value as JSON text, or what in it is no data.
pub(crate) fn encode(value: &Bound<'_, PyAny>) -> PyResult<Result<String, Refusal>> {
    let mut writer = Writer { out: String::new(), at: Vec::new(), above: Vec::new() };
    match writer.value(value) {
        Ok(()) => Ok(Ok(writer.out)),
        Err(Stop::Raised(error)) => Err(error),
        Err(Stop::Refused(message)) => {
            let token = |step| match step {
                Step::Key(key) => shown(&key),
                Step::Index(index) => Ok(index.to_string()),
            };
            Ok(Err(Refusal { message, at: writer.at.into_iter().map(token).collect::<PyResult<_>>()? }))
        }
    }
}

/// A value that was written as JSON text. Python does not see the text: it would be copied to and fro.
#[pyclass(frozen, module = "platform_core._native")]
pub(crate) struct Encoded(String);

impl Encoded {
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl Refusal {
    /// Its message and the way to it.
    pub(crate) fn into_parts(self) -> (String, Vec<String>) {
        (self.message, self.at)
    }
}
