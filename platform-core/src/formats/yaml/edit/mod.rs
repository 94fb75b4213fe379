//! Edits of YAML as people wrote it: only the lines that must change do.

mod change;
mod emit;
#[cfg(test)]
mod tests;
mod text;
mod tree;
mod value;

use crate::formats::{Limits, suggest};
use crate::model::{Diagnostic, Document, Failure, Interner, Outcome, Place, Pointer, Text, Value, codes};

use super::read::{parse_each, too_large};
use change::{Change, Holder, Slot, Writer};
use emit::Layout;
use tree::{Kind, Part};

/// One edit of one document.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Edit {
    /// The document's number in its file, from 0.
    pub document: u32,
    /// Where. List items by number or by key (`name=app`); `-` is behind the last.
    pub pointer: Pointer,
    /// What is done there.
    pub operation: EditOperation,
}

/// What an edit does.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum EditOperation {
    /// Makes it this value, and the maps on the way where there are none.
    Set(Value),
    /// Adds what must not be there: a key, or, by number, an item before the one that has it.
    Add(Value),
    /// Removes what must be there.
    Remove,
}

impl Edit {
    /// An edit of the first document.
    pub fn new(pointer: Pointer, operation: EditOperation) -> Self {
        Self { document: 0, pointer, operation }
    }

    /// In another document.
    #[must_use]
    pub fn in_document(mut self, document: u32) -> Self {
        self.document = document;
        self
    }
}

/// Makes edits in a file, one after the other; gives the new bytes.
///
/// Comments, order, quotes, indentation, anchors, other documents, the byte order mark and the line breaks stay as they
/// are; a value that is there already changes no byte. New keys come last in their map. What is removed takes its line
/// with it, and a comment at the end of that line, but not the comments above. Where an alias is edited, what it stands
/// for is written out. At the end the text is read again: it says exactly what was asked for, or nothing is given.
///
/// # Errors
/// The `parse.*` and `limit.*` of a file that can't be read; `value.pointer` where nothing stands, or something that
/// can't be gone into; `value.unrepresentable` for what YAML can't hold as it is; `value.edit` where the text can't be
/// changed at this place alone, for instance because an alias elsewhere repeats it.
///
/// ```
/// use platform_core::formats::{Limits, yaml::{Edit, EditOperation, edit}};
/// let text = "port: 80 # the usual one\nenv:\n  - {name: MODE, value: 'a'}\n";
/// let set = |pointer: &str, value: &str| -> Result<Edit, Box<dyn std::error::Error>> {
///     Ok(Edit::new(pointer.parse()?, EditOperation::Set(value.into())))
/// };
/// let edits = [set("/env/name=MODE/value", "b")?, set("/owner", "team-a")?];
/// let edited = edit("a.yaml", text.as_bytes(), &edits, &Limits::default()).value.unwrap_or_default();
/// let expected = "port: 80 # the usual one\nenv:\n  - {name: MODE, value: 'b'}\nowner: team-a\n";
/// assert_eq!(String::from_utf8(edited)?, expected);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn edit(file: &str, source: &[u8], edits: &[Edit], limits: &Limits) -> Outcome<Vec<u8>> {
    let mark: &[u8] = if source.starts_with(b"\xEF\xBB\xBF") { b"\xEF\xBB\xBF" } else { b"" };
    let mut state = match State::read(file, source, limits) {
        Ok(state) => state,
        Err(failure) => return failure.into(),
    };
    for edit in edits {
        state = match state.edited(edit) {
            Ok(state) => state,
            Err(failure) => return failure.into(),
        };
    }
    Outcome::ok([mark, state.text.as_bytes()].concat())
}

/// A text without errors, and what it says.
struct State<'a> {
    file: Text,
    limits: &'a Limits,
    text: String,
    /// The documents with content.
    documents: Vec<Document>,
}

impl<'a> State<'a> {
    fn read(file: &str, source: &[u8], limits: &'a Limits) -> Result<Self, Failure> {
        let parsed = parse_each(file, source, limits, &mut Interner::default());
        if parsed.diagnostics.iter().any(Diagnostic::is_error) {
            return Err(Failure { diagnostics: parsed.diagnostics });
        }
        let body = source.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(source);
        let text = String::from_utf8_lossy(body).into_owned();
        let documents = parsed.documents.into_iter().map(|(document, _)| document).collect();
        Ok(Self { file: file.into(), limits, text, documents })
    }

    fn edited(self, edit: &Edit) -> Result<Self, Failure> {
        writable(edit)?;
        let Some(old) = self.document(edit.document).map(|document| document.root.to_value()) else {
            let message = format!("the file has no document {} with content", edit.document);
            return Err(Diagnostic::error(codes::VALUE_POINTER, message).with_place(Place::file(self.file)).into());
        };
        let new =
            value::edited(&old, &edit.pointer, &edit.operation).map_err(|refused| self.refused(edit, &refused))?;
        let wanted: Vec<(u32, Value)> = self
            .documents
            .iter()
            .map(|document| match document.index {
                index if index == edit.document => (index, new.clone()),
                index => (index, document.root.to_value()),
            })
            .collect();
        // Each round brings the text closer: there are no more rounds than values that can differ.
        let mut rounds = count_nodes(&old).saturating_add(count_nodes(&new)).saturating_add(2);
        let mut state = self;
        while !state.says(&wanted) {
            let change = rounds.checked_sub(1).and_then(|left| {
                rounds = left;
                state.next_change(edit.document, &new)
            });
            state = match change {
                Some(change) => state.changed(&change, edit)?,
                None => return Err(state.impossible(edit)),
            };
        }
        Ok(state)
    }

    fn document(&self, index: u32) -> Option<&Document> {
        self.documents.iter().find(|document| document.index == index)
    }

    fn says(&self, wanted: &[(u32, Value)]) -> bool {
        let mut found = self.documents.iter().map(|document| (document.index, document.root.to_value()));
        wanted.iter().all(|one| found.next().as_ref() == Some(one)) && found.next().is_none()
    }

    fn next_change(&self, document: u32, new: &Value) -> Option<Change> {
        let old = &self.document(document)?.root;
        let trees = tree::trees(&self.text, self.limits.depth)?;
        let tree = trees.get(usize::try_from(document).ok()?)?;
        let root = tree.root.as_ref()?;
        let writer = Writer { text: &self.text, layout: layout(&self.text, root) };
        let slot = Slot { lead: tree.start, column: 0, place: Holder::Root };
        writer.next(root, old, new, slot)
    }

    fn changed(&self, change: &Change, edit: &Edit) -> Result<State<'a>, Failure> {
        let (before, after) = (self.text.get(..change.start), self.text.get(change.end..));
        let (Some(before), Some(after)) = (before, after) else { return Err(self.impossible(edit)) };
        let text = [before, &change.text, after].concat();
        if text.len() > self.limits.document_bytes {
            return Err(too_large(self.file.clone(), text.len(), self.limits).into());
        }
        State::read(&self.file, text.as_bytes(), self.limits).map_err(|_| self.impossible(edit))
    }

    fn place(&self, pointer: &Pointer) -> Place {
        Place { pointer: pointer.clone(), ..Place::file(self.file.clone()) }
    }

    fn impossible(&self, edit: &Edit) -> Failure {
        let message = format!("{} can't be edited so that nothing else changes", edit.pointer);
        let help = if self.text.contains('*') {
            "an alias may repeat it elsewhere: write the values out, or edit the file by hand"
        } else {
            "edit the file by hand"
        };
        Diagnostic::error(codes::VALUE_EDIT, message).with_help(help).with_place(self.place(&edit.pointer)).into()
    }

    fn refused(&self, edit: &Edit, refused: &value::Refused) -> Failure {
        let what = if refused.at.is_root() { "the document".to_owned() } else { refused.at.to_string() };
        let verb = match edit.operation {
            EditOperation::Set(_) => "set",
            EditOperation::Add(_) => "added",
            EditOperation::Remove => "removed",
        };
        let message = format!("{} can't be {verb}: {what} {}", edit.pointer, refused.why);
        let mut diagnostic = Diagnostic::error(codes::VALUE_POINTER, message).with_place(self.place(&refused.at));
        let token = refused.at.tokens().last().unwrap_or_default();
        if let Some(near) = suggest(&token, refused.known.iter().map(String::as_str)) {
            let parent = refused.at.parent().unwrap_or_default();
            diagnostic = diagnostic.with_help(format!("did you mean `{}`?", parent.join(near)));
        }
        diagnostic.into()
    }
}

/// What an authored document can hold.
fn writable(edit: &Edit) -> Result<(), Failure> {
    let (EditOperation::Set(value) | EditOperation::Add(value)) = &edit.operation else { return Ok(()) };
    let mut wrong = None;
    value.for_each_leaf(&mut |leaf| match leaf {
        Value::Unknown(_) => wrong = Some("a value that is known only after apply"),
        Value::Secret(_) => wrong = Some("a secret; write it as `{secretRef: …}`"),
        Value::Digits(_) => wrong = Some("a number that not every reader keeps exactly; write it as text"),
        _ => {}
    });
    match wrong {
        None => Ok(()),
        Some(wrong) => {
            let message = format!("what {} is to be holds {wrong}", edit.pointer);
            Err(Diagnostic::error(codes::VALUE_UNREPRESENTABLE, message).into())
        }
    }
}

fn count_nodes(value: &Value) -> usize {
    match value {
        Value::List(items) => items.iter().map(count_nodes).fold(1, usize::saturating_add),
        Value::Map(map) => map.iter().map(|(_, value)| count_nodes(value)).fold(1, usize::saturating_add),
        _ => 1,
    }
}

/// How a document is laid out, by the first map and the first list that stand below a key.
fn layout(text: &str, root: &Part) -> Layout {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (mut step, mut list) = (None, None);
    look(text, root, &mut step, &mut list);
    let step = step.unwrap_or(2);
    Layout { step, list: list.unwrap_or(2), newline }
}

fn look(text: &str, part: &Part, step: &mut Option<usize>, list: &mut Option<usize>) {
    let column = |at: usize| at.saturating_sub(text::line_start(text, at));
    match &part.kind {
        Kind::Map { flow: false, entries } => {
            for (key, value) in entries {
                let deeper = |at: usize| column(at).checked_sub(column(key.start));
                match &value.kind {
                    Kind::Map { flow: false, .. } if step.is_none() => *step = deeper(value.start),
                    Kind::List { flow: false, .. } if list.is_none() => {
                        let lead = text::behind_colon(text, key.end);
                        *list = deeper(text::behind_dash(text, lead).saturating_sub(1));
                    }
                    _ => {}
                }
                look(text, value, step, list);
            }
        }
        Kind::List { flow: false, items } => items.iter().for_each(|item| look(text, item, step, list)),
        _ => {}
    }
}
