//! JSON text to typed data, with the place of what is wrong.

use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_path_to_error::{Path, Segment};

use crate::model::{Address, Diagnostic, Digest, Place, Pointer, Rendered, State, Value, codes};

/// Bytes as the text they must be.
///
/// # Errors
/// `boundary.encoding` with the number of the first byte that is no UTF-8.
pub fn utf8(bytes: &[u8]) -> Result<&str, Diagnostic> {
    std::str::from_utf8(bytes).map_err(|error| {
        let message = format!("the input is not UTF-8: byte {} does not belong there", error.valid_up_to());
        Diagnostic::error(codes::BOUNDARY_ENCODING, message)
    })
}

/// One JSON document as typed data.
pub(super) fn decode<T: DeserializeOwned>(text: &str) -> Result<T, Diagnostic> {
    // Keeping track of the place costs time that only a mistake is worth.
    serde_json::from_str(text).map_err(|error| explain::<T>(text, &error))
}

/// The input of a call as typed data: a map, even where a list could be taken for its values.
///
/// # Errors
/// `boundary.*`, and `limit.depth`, with the place of what is wrong.
pub fn input<T: DeserializeOwned>(text: &str) -> Result<T, Diagnostic> {
    let decoded = decode(text)?;
    if text.trim_start().starts_with('{') {
        return Ok(decoded);
    }
    let diagnostic = Diagnostic::error(codes::BOUNDARY_INPUT, "the input is not a map");
    Err(diagnostic.with_help("give what the verb's schema asks for").with_place(Place::pointer(Pointer::root())))
}

fn explain<T: DeserializeOwned>(text: &str, error: &serde_json::Error) -> Diagnostic {
    let mut reader = serde_json::Deserializer::from_str(text);
    let tracked = serde_path_to_error::deserialize::<_, T>(&mut reader);
    let pointer = tracked.err().map(|error| pointer(error.path())).unwrap_or_default();
    let said = error.to_string();
    let message = said.rsplit_once(" at line ").map_or(said.as_str(), |(message, _)| message);
    let (code, help) = match error.classify() {
        _ if message.starts_with("recursion limit") => (codes::LIMIT_DEPTH, "flatten it"),
        Category::Data => (codes::BOUNDARY_INPUT, "give what the verb's schema asks for"),
        Category::Syntax | Category::Eof | Category::Io => (codes::BOUNDARY_JSON, "give one JSON document"),
    };
    let place = Place {
        line: u32::try_from(error.line()).unwrap_or(u32::MAX),
        column: u32::try_from(error.column()).unwrap_or(u32::MAX),
        pointer,
        ..Place::default()
    };
    Diagnostic::error(code, message).with_help(help).with_place(place)
}

fn pointer(path: &Path) -> Pointer {
    path.iter().fold(Pointer::root(), |pointer, segment| match segment {
        Segment::Seq { index } => pointer.index(*index),
        Segment::Map { key } => pointer.join(key),
        Segment::Enum { .. } | Segment::Unknown => pointer,
    })
}

/// A document that carries digests of its parts: what comes from outside is not believed.
pub(super) trait Digested {
    /// The first address whose digest is not that of its body.
    fn wrong(&self) -> Option<&Address>;

    /// Refuses a document whose digests are not its own; `at` is where it stands in the input.
    fn checked(&self, at: &str) -> Result<(), Diagnostic> {
        let Some(address) = self.wrong() else { return Ok(()) };
        let message = format!("the digest of {address} is not that of its body");
        let document = if at.is_empty() { Pointer::root() } else { Pointer::root().join(at) };
        let place = Place::pointer(document.join("resources").join(address.as_str()));
        let diagnostic = Diagnostic::error(codes::BOUNDARY_DIGEST, message);
        Err(diagnostic.with_help("give the document as the engine wrote it").with_place(place))
    }
}

fn differs(body: &Value, digest: Digest) -> bool {
    body.digest() != digest
}

impl Digested for Rendered {
    fn wrong(&self) -> Option<&Address> {
        let wrong =
            self.resources.iter().find(|(address, one)| one.address != **address || differs(&one.body, one.digest));
        wrong.map(|(address, _)| address)
    }
}

impl Digested for State {
    fn wrong(&self) -> Option<&Address> {
        self.resources.iter().find(|(_, one)| differs(&one.body, one.digest)).map(|(address, _)| address)
    }
}
