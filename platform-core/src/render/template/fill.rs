//! A template and its roots to a value, with the origin of every leaf.

use std::sync::Arc;

use crate::model::{Diagnostic, Map, OriginId, Place, Text, Unknown, UnknownPart, Value, codes};
use crate::render::expression::{Expression, Found, Problem, Trace, text_of, value_of};

use super::escape::CodeDepth;
use super::{Content, Escape, Key, Leaf, Node, Part, Sink, Template};

impl Template {
    /// Renders the template. Errors are reported to the sink; what is given then is not to be used.
    ///
    /// `first` is the number that the first of the template's own origins has in the sink's table.
    pub(crate) fn fill(&self, first: OriginId, escape: Escape, sink: &mut dyn Sink) -> (Value, Arc<[OriginId]>) {
        let mut filling =
            Filling { template: self, first, escape, sink, origins: Vec::with_capacity(self.origins.len()) };
        let value = filling.node(&self.node);
        (value, filling.origins.into())
    }
}

impl Template {
    /// The place of one of the template's own origins.
    fn place_of(&self, first: OriginId, id: OriginId) -> Option<Place> {
        let index = usize::try_from(id.0.checked_sub(first.0)?).ok()?;
        self.origins.get(index)?.place.clone()
    }
}

struct Filling<'f> {
    template: &'f Template,
    first: OriginId,
    escape: Escape,
    sink: &'f mut dyn Sink,
    origins: Vec<OriginId>,
}

impl Filling<'_> {
    fn id(&self, origin: u32) -> OriginId {
        OriginId(self.first.0.saturating_add(origin))
    }

    fn node(&mut self, node: &Node) -> Value {
        match node {
            Node::Fixed { value, first, leaves, .. } => {
                let first = self.id(*first).0;
                self.origins.extend((first..first.saturating_add(*leaves)).map(OriginId));
                value.clone()
            }
            Node::Map(entries) => {
                let filled = entries.iter().map(|entry| (entry.key.clone(), self.node(&entry.node)));
                Value::Map(Map::from_sorted(filled.collect()))
            }
            Node::OpenMap(entries) => self.open_map(entries),
            Node::List(items) => Value::list(items.iter().map(|item| self.node(item))),
            Node::Secret(reference) => self.secret(reference),
            Node::Leaf(leaf) => self.leaf(leaf),
        }
    }

    fn secret(&mut self, reference: &Node) -> Value {
        let before = self.origins.len();
        let filled = self.node(reference);
        match filled.as_map().and_then(Value::read_secret_ref) {
            Some(Ok(secret)) => {
                self.origins.truncate(before.saturating_add(1));
                Value::from(secret)
            }
            Some(Err(message)) => {
                let place = self.origins.get(before).and_then(|id| self.template.place_of(self.first, *id));
                self.sink.report(Diagnostic::error(codes::VALUE_SECRET, message).with_place(place));
                filled
            }
            None => filled,
        }
    }

    /// Leaves are in the order of the keys, which is known only now.
    fn open_map(&mut self, entries: &[(Key, Node)]) -> Value {
        let mut filled: Vec<(Text, Value, Vec<OriginId>)> = Vec::with_capacity(entries.len());
        for (key, node) in entries {
            let outer = std::mem::take(&mut self.origins);
            let value = self.node(node);
            let origins = std::mem::replace(&mut self.origins, outer);
            match key {
                Key::Fixed(key) => filled.push((key.clone(), value, origins)),
                Key::Computed(leaf) => match self.key(leaf) {
                    Ok(key) => filled.push((key, value, origins)),
                    Err(problem) => self.report(leaf, *problem),
                },
            }
        }
        filled.sort_by(|(a, ..), (b, ..)| crate::model::compare_keys(a, b));
        for pair in filled.windows(2) {
            if let [(a, ..), (b, ..)] = pair
                && a == b
            {
                self.report_duplicate(a, entries);
            }
        }
        for (.., origins) in &filled {
            self.origins.extend_from_slice(origins);
        }
        Value::Map(Map::from_entries(filled.into_iter().map(|(key, value, _)| (key, value))))
    }

    fn key(&mut self, leaf: &Leaf) -> Result<Text, Problem> {
        let (value, _) = self.content(leaf)?;
        match &value {
            Value::Unknown(_) | Value::Secret(_) => text_of(&value).map(|text| text.as_ref().into()),
            value => Ok(self.escape.text(&text_of(value)?)?.as_ref().into()),
        }
    }

    fn report_duplicate(&mut self, key: &str, entries: &[(Key, Node)]) {
        let computed =
            entries.iter().find_map(|(key, _)| if let Key::Computed(leaf) = key { Some(leaf) } else { None });
        let message = format!("the key `{key}` comes out twice in one map");
        let diagnostic = Diagnostic::error(codes::TEMPLATE_INVALID, message);
        self.sink.report(diagnostic.with_place(computed.map(|leaf| leaf.place.clone())));
    }

    fn report(&mut self, leaf: &Leaf, mut diagnostic: Diagnostic) {
        diagnostic.at.get_or_insert_with(|| leaf.place.clone());
        self.sink.report(diagnostic);
    }

    fn leaf(&mut self, leaf: &Leaf) -> Value {
        let before = self.origins.len();
        let filled =
            self.content(leaf).and_then(|(value, reads)| Ok((self.escape.whole_unless_joined(leaf, value)?, reads)));
        match filled {
            Ok((value, reads)) => {
                self.trace(leaf, &value, reads);
                value
            }
            Err(problem) => {
                self.report(leaf, *problem);
                self.origins.truncate(before);
                self.origins.push(self.id(leaf.origin));
                Value::Null
            }
        }
    }

    /// The value of a leaf, not yet escaped where it is whole, and what was read for it.
    fn content(&mut self, leaf: &Leaf) -> Result<(Value, Trace), Problem> {
        match &leaf.content {
            Content::Read(reference) => match self.sink.read(reference)? {
                Found::Value(value, trace) => Ok((value, trace)),
                Found::Missing(missing) => Err(missing.problem()),
            },
            Content::Whole(expression, text) => {
                let mut reads = Vec::new();
                let value = self.evaluate(expression, text, &mut reads)?;
                Ok((value, Trace::of(reads)))
            }
            Content::Joined(parts) => {
                let mut reads = Vec::new();
                let value = self.join(parts, &mut reads)?;
                Ok((value, Trace::of(reads)))
            }
        }
    }

    fn evaluate(&mut self, expression: &Expression, text: &Text, reads: &mut Vec<OriginId>) -> Result<Value, Problem> {
        value_of(expression, self.sink, reads).map_err(|mut problem| {
            if !problem.message.contains(&**text) {
                problem.reword(|message| format!("{message}, in `{text}`"));
            }
            problem
        })
    }

    fn join(&mut self, parts: &[Part], reads: &mut Vec<OriginId>) -> Result<Value, Problem> {
        let mut joined = Joined { escape: self.escape, ..Joined::default() };
        // In a file the leaf is all of the text, and each expression has a place of its own. What follows an expression
        // is refused only for what came out of it.
        let mut at: Option<&Place> = None;
        for part in parts {
            let added = match part {
                Part::Literal(literal) => joined.literal(literal),
                Part::Expression(expression, source, place) => {
                    at = place.as_deref();
                    self.evaluate(expression, source, reads).and_then(|value| {
                        joined.insert(&value).map_err(|mut problem| {
                            problem.reword(|message| format!("{message}, in `{source}`"));
                            problem
                        })
                    })
                }
            };
            added.map_err(|mut problem| {
                problem.at = problem.at.take().or_else(|| at.cloned());
                problem
            })?;
        }
        self.sink.budget().text(joined.text.len())?;
        Ok(joined.finish())
    }

    /// Gives every leaf of what came out its origin.
    fn trace(&mut self, leaf: &Leaf, value: &Value, reads: Trace) {
        let count = value.leaf_count();
        let own = self.id(leaf.origin);
        match reads {
            Trace::Nothing => self.origins.extend(std::iter::repeat_n(own, count)),
            Trace::One(read) => {
                let id = self.derived(leaf, vec![read]);
                self.origins.extend(std::iter::repeat_n(id, count));
            }
            // A list or map put in as it is: each leaf comes from its own.
            Trace::Leaves(ids) if ids.len() == count && matches!(leaf.content, Content::Read(_)) => {
                let mut last: Option<(OriginId, OriginId)> = None;
                for read in ids.iter().copied() {
                    let id = match last {
                        Some((known, id)) if known == read => id,
                        _ => self.derived(leaf, vec![read]),
                    };
                    last = Some((read, id));
                    self.origins.push(id);
                }
            }
            Trace::Leaves(ids) | Trace::Several(ids) => {
                let mut reads = ids.to_vec();
                reads.sort_unstable();
                reads.dedup();
                let id = self.derived(leaf, reads);
                self.origins.extend(std::iter::repeat_n(id, count));
            }
        }
    }

    fn derived(&mut self, leaf: &Leaf, reads: Vec<OriginId>) -> OriginId {
        let index = usize::try_from(leaf.origin).unwrap_or(usize::MAX);
        match self.template.origins.get(index) {
            Some(origin) => {
                let mut origin = origin.clone();
                origin.reads = reads;
                self.sink.add_origin(origin)
            }
            None => self.id(leaf.origin),
        }
    }
}

impl Escape {
    /// What is joined is escaped while it is joined.
    fn whole_unless_joined(self, leaf: &Leaf, value: Value) -> Result<Value, Problem> {
        if matches!(leaf.content, Content::Joined(_)) { Ok(value) } else { self.whole(value) }
    }
}

/// A text that grows; with unknown parts it becomes an unknown.
#[derive(Default)]
struct Joined {
    escape: Escape,
    parts: Vec<UnknownPart>,
    text: String,
    /// Whether the end of the text was inserted.
    inserted: bool,
    /// Whether it stands in code of the target's, for Terraform.
    code: CodeDepth,
}

impl Joined {
    fn literal(&mut self, literal: &str) -> Result<(), Problem> {
        self.escape.push_literal(&mut self.text, literal, self.inserted)?;
        self.code.read(literal);
        self.inserted = false;
        Ok(())
    }

    fn insert(&mut self, value: &Value) -> Result<(), Problem> {
        if self.escape == Escape::Terraform {
            self.code.check(value)?;
        }
        let Value::Unknown(unknown) = value else {
            let text = text_of(value)?;
            self.escape.push(&mut self.text, &text)?;
            self.inserted = self.inserted || !text.is_empty();
            return Ok(());
        };
        for part in &unknown.parts {
            match part {
                UnknownPart::Literal(text) => self.escape.push(&mut self.text, text)?,
                output => {
                    self.flush();
                    self.parts.push(output.clone());
                }
            }
        }
        self.inserted = true;
        Ok(())
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.parts.push(UnknownPart::Literal(std::mem::take(&mut self.text).into()));
        }
    }

    fn finish(mut self) -> Value {
        if self.parts.is_empty() {
            return Value::from(self.text);
        }
        self.flush();
        Value::from(text_of_parts(self.parts))
    }
}

/// The unknown text made of parts. One output alone would be that output, of whatever type; an empty literal beside it
/// says that it is a text.
pub(crate) fn text_of_parts(mut parts: Vec<UnknownPart>) -> Unknown {
    if matches!(parts.as_slice(), [UnknownPart::Output { .. }]) {
        parts.insert(0, UnknownPart::Literal("".into()));
    }
    Unknown { parts }
}
