//! What the author of a golden path expects of it.

use std::collections::BTreeMap;

use super::codes::Code;
use super::diagnostic::Place;
use super::map::Map;
use super::plan::Action;
use super::pointer::Pointer;
use super::value::{Text, Value};

/// One file of a golden path's `tests` folder: `kind: GoldenPathTest`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PathTest {
    /// The file, below the path's folder: `tests/replicas.yaml`.
    pub file: Text,
    /// What it is about.
    pub name: Text,
    /// Each in the order in which it is written.
    pub cases: Vec<PathCase>,
}

/// What is given, and what is expected of that.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PathCase {
    /// What people call it; it is the only one of this name in its file.
    pub name: Text,
    /// Where it stands.
    pub place: Place,
    /// What is given: what the file gives to every case, with the case's own merged over it.
    pub given: Map,
    /// What must come of it.
    pub expect: PathExpectation,
}

/// What must come of a case. What is not mentioned is not looked at, except by `actions` and a snapshot.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct PathExpectation {
    /// Values in resources.
    pub fields: Vec<ExpectedField>,
    /// Ids that are rendered.
    pub present: Vec<(Text, Place)>,
    /// Ids that are not.
    pub absent: Vec<(Text, Place)>,
    /// What stands in files.
    pub texts: Vec<ExpectedText>,
    /// What a plan would do to each resource after what was applied before. An id that is not listed stays as it is.
    pub actions: Option<(BTreeMap<Text, Vec<Action>>, Place)>,
    /// It fails with this code.
    pub error: Option<(Code, Place)>,
    /// All that is rendered is as it was the last time that somebody looked.
    pub snapshot: bool,
}

/// A value that is expected somewhere in a resource.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ExpectedField {
    /// The resource's id.
    pub id: Text,
    /// Where in it.
    pub pointer: Pointer,
    /// What stands there, in wire form; `None` for nothing at all.
    pub value: Option<Value>,
    /// Where it is expected.
    pub place: Place,
}

/// What is expected in the text of a file.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ExpectedText {
    /// The file's path.
    pub id: Text,
    /// What stands in it.
    pub contains: Vec<Text>,
    /// What does not.
    pub lacks: Vec<Text>,
    /// Where it is expected.
    pub place: Place,
}
