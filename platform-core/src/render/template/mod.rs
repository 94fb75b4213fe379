//! Templates: data or text with expressions in it, compiled once and rendered for many.

mod compile;
mod digest;
mod escape;
mod fill;

use std::sync::Arc;

use crate::model::{Diagnostic, Origin, OriginId, Place, Text, Value};

use super::expression::{Expression, Reference, Roots};

pub(crate) use compile::{Compiler, Reads};
pub(crate) use escape::Escape;
pub(crate) use fill::text_of_parts;

/// A template: what is fixed in it is held as it will be, and shared by everything that is rendered from it.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    node: Node,
    /// One for each leaf of the template, in order: where it stands, and its expression.
    origins: Arc<[Origin]>,
}

#[derive(Clone, Debug)]
enum Node {
    /// No expression in it.
    Fixed {
        value: Value,
        /// The number of its first origin.
        first: u32,
        leaves: u32,
        /// Its canonical JSON.
        json: Text,
    },
    /// Keys fixed, sorted.
    Map(Vec<Entry>),
    /// Some keys are computed.
    OpenMap(Vec<(Key, Node)>),
    List(Vec<Node>),
    /// `{secretRef: {store: …}}` with expressions in it: what is filled in becomes the reference.
    Secret(Box<Node>),
    Leaf(Box<Leaf>),
}

/// A field with a fixed key.
#[derive(Clone, Debug)]
struct Entry {
    key: Text,
    /// The key as JSON, and the colon behind it.
    json: Text,
    node: Node,
}

impl Template {
    fn new(mut node: Node, origins: Vec<Origin>) -> Self {
        digest::write_fixed(&mut node);
        Self { node, origins: origins.into() }
    }
}

#[derive(Clone, Debug)]
enum Key {
    Fixed(Text),
    Computed(Box<Leaf>),
}

/// A text with expressions.
#[derive(Clone, Debug)]
struct Leaf {
    content: Content,
    /// The number of its origin.
    origin: u32,
    place: Place,
}

#[derive(Clone, Debug)]
enum Content {
    /// `${{ parameters.port }}`, and nothing beside it: read without the evaluator.
    Read(Arc<Reference>),
    /// One expression and nothing beside it: keeps its native type.
    Whole(Expression, Text),
    /// Joined to one text.
    Joined(Vec<Part>),
}

#[derive(Clone, Debug)]
enum Part {
    Literal(Text),
    /// With its text, for errors, and its place where that is not the leaf's.
    Expression(Expression, Text, Option<Box<Place>>),
}

/// Where templates read from, and what takes what comes of it.
pub(crate) trait Sink: Roots {
    /// Adds an origin to the table of what is rendered.
    fn add_origin(&mut self, origin: Origin) -> OriginId;

    /// Takes an error. Rendering goes on, so that all are found.
    fn report(&mut self, diagnostic: Diagnostic);
}

impl Template {
    /// One for each leaf of the template, in order.
    pub(crate) fn origins(&self) -> &Arc<[Origin]> {
        &self.origins
    }
}
