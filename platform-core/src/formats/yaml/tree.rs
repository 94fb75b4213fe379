//! A document while it is read: open lists and maps, anchors, and copies of what aliases name.

use std::collections::{HashMap, HashSet};

use crate::model::{Entry, Node, NodeKind, Span, Text, Value};

/// A list or map that is not closed yet.
pub(super) struct Frame {
    span: Span,
    kind: FrameKind,
    /// It stands where a key must, so it is left out when it closes.
    is_key: bool,
    /// Its number among the lists and maps of the document.
    number: usize,
}

enum FrameKind {
    List(Vec<Node>),
    Map {
        entries: Vec<Entry>,
        /// The key that waits for its value.
        key: Option<Key>,
        /// Where keys stand already; only for maps too large to be searched.
        index: HashMap<Text, usize>,
    },
}

/// A key that was read.
pub(super) enum Key {
    Good(Text, Span),
    /// A key with an error: its value is read and left out.
    Dropped,
}

/// Maps up to this size are searched for duplicates from the front.
const SEARCHED: usize = 16;

impl Frame {
    pub(super) fn list(span: Span, is_key: bool, number: usize) -> Self {
        Self { span, kind: FrameKind::List(Vec::new()), is_key, number }
    }

    pub(super) fn map(span: Span, is_key: bool, number: usize) -> Self {
        Self { span, kind: FrameKind::Map { entries: Vec::new(), key: None, index: HashMap::new() }, is_key, number }
    }

    /// The number its next child will have.
    fn next(&self) -> usize {
        match &self.kind {
            FrameKind::List(items) => items.len(),
            FrameKind::Map { entries, .. } => entries.len(),
        }
    }

    fn child(&self, position: usize) -> Option<&Node> {
        match &self.kind {
            FrameKind::List(items) => items.get(position),
            FrameKind::Map { entries, .. } => entries.get(position).map(|entry| &entry.value),
        }
    }

    /// Whether the next node is a key.
    pub(super) fn wants_key(&self) -> bool {
        matches!(&self.kind, FrameKind::Map { key: None, .. })
    }

    /// Whether what comes is left out, because its key had an error.
    fn drops(&self) -> bool {
        self.is_key || matches!(&self.kind, FrameKind::Map { key: Some(Key::Dropped), .. })
    }

    /// Whether it stands where a key must.
    pub(super) fn is_key(&self) -> bool {
        self.is_key
    }

    /// The node; none when it stood where a key must.
    pub(super) fn close(self) -> Option<Node> {
        let kind = match self.kind {
            FrameKind::List(items) => NodeKind::List(items),
            FrameKind::Map { entries, .. } => NodeKind::Map(entries.into()),
        };
        (!self.is_key).then_some(Node { span: self.span, kind })
    }

    /// Where a key stands already.
    pub(super) fn place_of_key(&self, wanted: &str) -> Option<Span> {
        let FrameKind::Map { entries, index, .. } = &self.kind else { return None };
        let found = if entries.len() <= SEARCHED {
            entries.iter().find(|entry| &*entry.key == wanted)
        } else {
            index.get(wanted).and_then(|position| entries.get(*position))
        };
        found.map(|entry| entry.key_span)
    }

    pub(super) fn set_key(&mut self, new: Key) {
        if let FrameKind::Map { key, .. } = &mut self.kind {
            *key = Some(new);
        }
    }

    /// Adds a value: to a list, or under the key that waits.
    pub(super) fn add(&mut self, node: Node) {
        match &mut self.kind {
            FrameKind::List(items) => items.push(node),
            FrameKind::Map { entries, key, index } => {
                let Some(Key::Good(key, key_span)) = key.take() else { return };
                entries.push(Entry { key, key_span, value: node });
                if entries.len() == SEARCHED.saturating_add(1) {
                    index.extend(entries.iter().enumerate().map(|(position, entry)| (entry.key.clone(), position)));
                } else if entries.len() > SEARCHED {
                    index.extend(entries.last().map(|entry| (entry.key.clone(), entries.len().saturating_sub(1))));
                }
            }
        }
    }
}

/// What an anchor names.
pub(super) enum Anchor {
    Scalar(Value, Span),
    /// The number of a list or map. Nothing is copied until an alias asks.
    Collection(usize),
    /// It stands in something that was left out because of an error.
    Lost,
}

/// The anchors of one document.
#[derive(Default)]
pub(super) struct Anchors {
    known: HashMap<usize, Anchor>,
    /// Some of the names, to suggest from.
    names: HashSet<String>,
    /// Every list and map by its number: the number of the one it stands in, and which child of that it is.
    collections: Vec<(usize, usize)>,
}

/// Names beyond this many are not suggested.
const SUGGESTED: usize = 1_000;

/// What an alias stands for.
pub(super) enum Aliased<'a> {
    Scalar(&'a Value, Span),
    Collection(&'a Node),
    /// It names what it stands in.
    Inside,
    Lost,
}

impl Anchors {
    pub(super) fn add(&mut self, id: usize, anchor: Anchor) {
        self.known.insert(id, anchor);
    }

    pub(super) fn add_name(&mut self, name: &str) {
        if self.names.len() < SUGGESTED {
            self.names.insert(name.to_owned());
        }
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Gives a number to a list or map that begins as the next child of the innermost frame.
    pub(super) fn begin(&mut self, stack: &[Frame]) -> usize {
        let number = self.collections.len();
        let inside = stack.last().map_or((usize::MAX, 0), |frame| (frame.number, frame.next()));
        self.collections.push(inside);
        number
    }

    /// What an anchor at a list or map names.
    pub(super) fn collection(number: usize, stack: &[Frame]) -> Anchor {
        if stack.iter().any(Frame::drops) { Anchor::Lost } else { Anchor::Collection(number) }
    }

    /// The way from the document's root, by the number of each child.
    fn way(&self, number: usize) -> Vec<usize> {
        let mut way = Vec::new();
        let mut current = number;
        while let Some((inside, child)) = self.collections.get(current).filter(|(inside, _)| *inside != usize::MAX) {
            way.push(*child);
            current = *inside;
        }
        way.reverse();
        way
    }

    pub(super) fn find<'a>(&'a self, id: usize, stack: &'a [Frame]) -> Aliased<'a> {
        match self.known.get(&id) {
            Some(Anchor::Scalar(value, span)) => Aliased::Scalar(value, *span),
            Some(Anchor::Collection(number)) => follow(&self.way(*number), stack),
            Some(Anchor::Lost) | None => Aliased::Lost,
        }
    }
}

/// Walks the open frames as far as the way leads through them, then the closed children.
fn follow<'a>(way: &[usize], stack: &'a [Frame]) -> Aliased<'a> {
    let mut open = stack.iter();
    let mut steps = way.iter();
    let mut frame = open.next();
    while let (Some(current), Some(step)) = (frame, steps.next()) {
        if let Some(closed) = current.child(*step) {
            let found = steps.try_fold(closed, |node, step| child(node, *step));
            return found.map_or(Aliased::Lost, Aliased::Collection);
        }
        frame = open.next();
    }
    Aliased::Inside
}

fn child(node: &Node, position: usize) -> Option<&Node> {
    match &node.kind {
        NodeKind::List(items) => items.get(position),
        NodeKind::Map(entries) => entries.get(position).map(|entry| &entry.value),
        NodeKind::Scalar(_) => None,
    }
}

/// The number of nodes and the depth of a tree; `None` when it has more than `budget` nodes.
pub(super) fn measure(node: &Node, budget: usize) -> Option<(usize, usize)> {
    let mut left = budget.checked_sub(1)?;
    let mut depth = 0_usize;
    let mut visit = |node: &Node| -> Option<()> {
        let (count, height) = measure(node, left)?;
        left = left.checked_sub(count)?;
        depth = depth.max(height);
        Some(())
    };
    match &node.kind {
        NodeKind::Scalar(_) => return Some((1, 0)),
        NodeKind::List(items) => items.iter().try_for_each(&mut visit)?,
        NodeKind::Map(entries) => entries.iter().try_for_each(|entry| visit(&entry.value))?,
    }
    Some((budget.saturating_sub(left), depth.saturating_add(1)))
}
