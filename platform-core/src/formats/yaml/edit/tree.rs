//! Where each part of a YAML text stands: the same events that are read for its data, with their bytes.

use granit_parser::{Event, Parser, ScalarStyle};

use super::text::behind_colon;

/// A part of a text. Offsets are bytes.
#[derive(Debug)]
pub(super) struct Part {
    /// Where its content begins: behind an anchor, with a tag.
    pub(super) start: usize,
    /// Where its content ends; of a block scalar with its last line break.
    pub(super) end: usize,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Scalar(ScalarStyle),
    List { flow: bool, items: Vec<Part> },
    Map { flow: bool, entries: Vec<(Part, Part)> },
    Alias,
}

impl Part {
    /// Whether it is a list or map in block style.
    pub(super) fn is_block(&self) -> bool {
        matches!(self.kind, Kind::List { flow: false, .. } | Kind::Map { flow: false, .. })
    }

    pub(super) fn is_block_scalar(&self) -> bool {
        matches!(self.kind, Kind::Scalar(ScalarStyle::Literal | ScalarStyle::Folded))
    }
}

/// One document of a text.
#[derive(Debug)]
pub(super) struct Tree {
    /// Behind its `---`.
    pub(super) start: usize,
    /// Nothing where it has no content.
    pub(super) root: Option<Part>,
}

/// A list or map that is not closed yet.
struct Open {
    part: Part,
    /// The key that waits for its value.
    key: Option<Part>,
}

impl Open {
    fn add(&mut self, text: &str, mut part: Part) {
        // The parser places what is not there behind the key; it stands behind the colon.
        if let (Some(key), true) = (&self.key, part.start == part.end) {
            let lead = behind_colon(text, key.end);
            (part.start, part.end) = (lead, lead);
        }
        // A block ends where its last part does.
        self.part.end = self.part.end.max(part.end);
        match (&mut self.part.kind, self.key.take()) {
            (Kind::List { items, .. }, _) => items.push(part),
            (Kind::Map { entries, .. }, Some(key)) => entries.push((key, part)),
            (Kind::Map { .. }, None) => self.key = Some(part),
            _ => {}
        }
    }
}

/// The documents of a text that has no errors.
pub(super) fn trees(text: &str, depth: usize) -> Option<Vec<Tree>> {
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        emit_anchor_events: false,
        emit_comments: false,
        flow_nesting_limit: depth,
        block_nesting_limit: depth,
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let (mut trees, mut stack): (Vec<Tree>, Vec<Open>) = (Vec::new(), Vec::new());
    while let Some(next) = parser.next_event() {
        let (event, span) = next.ok()?;
        let (begin, end) = (span.start.byte_offset()?, span.end.byte_offset()?);
        let tagged = span.tag_span().and_then(|tag| tag.start.byte_offset()).unwrap_or(begin);
        let open = |kind| Open { part: Part { start: tagged, end: begin, kind }, key: None };
        let done = match event {
            Event::DocumentStart(explicit, ..) => {
                trees.push(Tree { start: if explicit { end } else { begin }, root: None });
                continue;
            }
            Event::SequenceStart(style, ..) => {
                let flow = style == granit_parser::StructureStyle::Flow;
                stack.push(open(Kind::List { flow, items: Vec::new() }));
                continue;
            }
            Event::MappingStart(style, ..) => {
                let flow = style == granit_parser::StructureStyle::Flow;
                stack.push(open(Kind::Map { flow, entries: Vec::new() }));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let mut part = stack.pop()?.part;
                if !part.is_block() {
                    part.end = end;
                }
                part
            }
            Event::Scalar(_, style, ..) => {
                let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                let end = if block { without_indentation(text, begin, end) } else { end };
                Part { start: tagged, end, kind: Kind::Scalar(style) }
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => Part { start: begin, end, kind: Kind::Alias },
            _ => continue,
        };
        match (stack.last_mut(), trees.last_mut()) {
            (Some(open), _) => open.add(text, done),
            (None, Some(tree)) => tree.root = Some(done),
            (None, None) => return None,
        }
    }
    Some(trees)
}

/// The parser takes the indentation of what follows a block scalar for a part of it.
fn without_indentation(text: &str, begin: usize, end: usize) -> usize {
    let content = text.get(begin..end).unwrap_or_default();
    let trimmed = content.trim_end_matches(' ');
    if trimmed.ends_with('\n') { begin.saturating_add(trimmed.len()) } else { end }
}
