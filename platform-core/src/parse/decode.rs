//! Reading typed data out of a document: every problem is noted with its place, and reading goes on.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::str::FromStr;

use crate::formats::{MOST_PROBLEMS, MOST_SAID, suggest};
use crate::model::{Code, Diagnostic, Document, Entry, Node, NodeKind, Place, Pointer, Text, Value, codes, is_hidden};

/// The way from a document's root to a part of it. Made into a [`Pointer`] only when there is something to say.
pub(super) struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    step: Step<'p>,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Root,
    Key(&'p str),
    Index(usize),
}

impl<'p> Path<'p> {
    pub(super) const ROOT: Path<'static> = Path { parent: None, step: Step::Root };

    pub(super) fn key(&'p self, key: &'p str) -> Path<'p> {
        Path { parent: Some(self), step: Step::Key(key) }
    }

    pub(super) fn index(&'p self, index: usize) -> Path<'p> {
        Path { parent: Some(self), step: Step::Index(index) }
    }

    pub(super) fn pointer(&self) -> Pointer {
        let mut steps: Vec<Cow<'_, str>> = Vec::new();
        let mut current = Some(self);
        while let Some(path) = current {
            match path.step {
                Step::Root => {}
                Step::Key(key) => steps.push(key.into()),
                Step::Index(index) => steps.push(index.to_string().into()),
            }
            current = path.parent;
        }
        Pointer::from_tokens(steps.iter().rev().map(|step| &**step))
    }

    /// What people call it: the last key of the way, with the number of the item behind it.
    pub(super) fn label(&self) -> String {
        match (self.step, self.parent) {
            (Step::Key(key), _) => format!("`{key}`"),
            (Step::Index(index), Some(list)) => format!("item {} of {}", index.saturating_add(1), list.label()),
            _ => "the document".into(),
        }
    }
}

/// A part of a document that is being read.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) node: &'a Node,
    pub(super) path: &'a Path<'a>,
}

impl<'a> At<'a> {
    pub(super) fn root(document: &'a Document) -> At<'a> {
        At { node: &document.root, path: &Path::ROOT }
    }

    /// Whether nothing is written there.
    pub(super) fn is_null(self) -> bool {
        matches!(&self.node.kind, NodeKind::Scalar(Value::Null))
    }
}

/// Notes the problems of one document.
pub(super) struct Decoder<'d> {
    pub(super) document: &'d Document,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Whether all of it could be read.
    whole: bool,
    /// Bytes of what was said.
    said: usize,
}

impl<'d> Decoder<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self { document, diagnostics: Vec::new(), whole: true, said: 0 }
    }

    /// For a document of which parts may be missing, because they could not be read.
    pub(super) fn of_parts(document: &'d Document, whole: bool) -> Self {
        Self { whole, ..Self::new(document) }
    }

    pub(super) fn place(&self, at: At<'_>) -> Place {
        self.document.place_of(at.node.span, &at.path.pointer())
    }

    /// Whether enough is said of this document.
    pub(super) fn is_full(&self) -> bool {
        self.diagnostics.len() >= MOST_PROBLEMS || self.said >= MOST_SAID
    }

    fn push(&mut self, diagnostic: Diagnostic, place: Place) {
        self.said = self.said.saturating_add(place.pointer.as_str().len()).saturating_add(diagnostic.message.len());
        self.diagnostics.push(diagnostic.with_place(place));
    }

    /// Notes a problem of a part.
    pub(super) fn report(&mut self, at: At<'_>, diagnostic: Diagnostic) {
        if !self.is_full() {
            let place = self.place(at);
            self.push(diagnostic, place);
        }
    }

    pub(super) fn error(&mut self, at: At<'_>, code: Code, message: impl Into<String>, help: impl Into<String>) {
        self.report(at, Diagnostic::error(code, message).with_help(help));
    }

    /// Notes a problem of a key.
    pub(super) fn report_key(&mut self, map: &Path<'_>, entry: &Entry, diagnostic: Diagnostic) {
        if !self.is_full() {
            let place = self.document.place_of(entry.key_span, &map.key(&entry.key).pointer());
            self.push(diagnostic, place);
        }
    }

    /// Something of another type than it must be.
    pub(super) fn wrong_type(&mut self, at: At<'_>, wanted: &str) {
        // What could not be read as it was meant has its problem already.
        if !self.whole && !matches!(at.node.kind, NodeKind::Scalar(Value::String(_))) {
            return;
        }
        let message = format!("{} must be {wanted}, not {}", at.path.label(), with_article(at.node.type_name()));
        let diagnostic = Diagnostic::error(codes::SCHEMA_TYPE, message).with_help(how_to_write(wanted, at.node));
        self.report(at, diagnostic);
    }

    /// The fields of a map.
    pub(super) fn fields<'a>(&mut self, at: At<'a>) -> Option<Fields<'a>> {
        match &at.node.kind {
            NodeKind::Map(entries) => Some(Fields { at, entries }),
            _ => {
                self.wrong_type(at, "a map");
                None
            }
        }
    }

    /// The fields of a map that has no other fields than these.
    pub(super) fn closed<'a>(&mut self, at: At<'a>, known: &[&str]) -> Option<Fields<'a>> {
        let fields = self.fields(at)?;
        for entry in fields.entries.iter().filter(|entry| !known.contains(&&*entry.key)) {
            if self.is_full() {
                break;
            }
            let message = format!("{} has no field `{}`", at.path.label(), entry.key);
            let help = did_you_mean(&entry.key, known.iter().copied());
            let diagnostic = Diagnostic::error(codes::SCHEMA_UNKNOWN_FIELD, message).with_help(help);
            self.report_key(at.path, entry, diagnostic);
        }
        Some(fields)
    }

    /// The items of a list.
    pub(super) fn items<T>(
        &mut self,
        at: At<'_>,
        mut read: impl FnMut(&mut Self, At<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let NodeKind::List(items) = &at.node.kind else {
            self.wrong_type(at, "a list");
            return None;
        };
        let items = items.iter().enumerate().filter_map(|(index, node)| {
            let path = at.path.index(index);
            read(self, At { node, path: &path })
        });
        Some(items.collect())
    }

    /// The entries of a map whose keys are names of any kind.
    pub(super) fn entries<K: Ord, T>(
        &mut self,
        at: At<'_>,
        mut read_key: impl FnMut(&mut Self, &Path<'_>, &Entry) -> Option<K>,
        mut read: impl FnMut(&mut Self, At<'_>) -> Option<T>,
    ) -> Option<BTreeMap<K, T>> {
        let fields = self.fields(at)?;
        let entries = fields.entries.iter().filter_map(|entry| {
            let key = read_key(self, at.path, entry);
            let path = at.path.key(&entry.key);
            let value = read(self, At { node: &entry.value, path: &path });
            key.zip(value)
        });
        Some(entries.collect())
    }
}

const TEXT: &str = "text";

/// What helps where something is of another type than it must be.
fn how_to_write(wanted: &str, node: &Node) -> String {
    let text = node.as_str().map(str::trim);
    match (&node.kind, wanted) {
        (NodeKind::Scalar(Value::Null), _) => "write a value behind the `:`, or remove the field".into(),
        (NodeKind::Scalar(Value::Bool(_) | Value::Integer(_) | Value::Float(_)), TEXT) => "put it into quotes".into(),
        (NodeKind::List(_), TEXT) => "write one value, without brackets and without `-`".into(),
        (NodeKind::Map(_), TEXT) => "write one value; text with `{` or `: ` in it goes into quotes".into(),
        (_, "a list") if text.is_some_and(|text| text.starts_with('-')) => {
            "begin every item with `- `, a space behind the `-`".into()
        }
        (NodeKind::Scalar(_), "a list") => "write a list: `[a, b]`, or a line `- a` for every item".into(),
        (NodeKind::Map(_), "a list") => "begin every item with `- `".into(),
        (NodeKind::List(_), wanted) if wanted.starts_with("a map") => {
            "write `key: value`, without `-` and brackets".into()
        }
        (_, wanted) if wanted.starts_with("a map") => "write `key: value` below it, indented".into(),
        (_, "`true` or `false`") if text.is_some_and(|text| matches!(text, "yes" | "no" | "on" | "off")) => {
            "write `true` or `false`: in YAML 1.2 `yes`, `no`, `on` and `off` are text".into()
        }
        _ => format!("write {wanted}"),
    }
}

fn with_article(type_name: &str) -> String {
    match type_name {
        "null" => "empty".into(),
        "integer" => "an integer".into(),
        "string" => "text".into(),
        other => format!("a {other}"),
    }
}

/// The characters of a text that are not what they look like: invisible ones, and letters that are not Latin.
pub(super) fn foreign(text: &str) -> Option<String> {
    let name = |character: char| {
        let code = format!("U+{:04X}", u32::from(character));
        if is_hidden(character) { format!("the invisible {code}") } else { format!("`{character}` ({code})") }
    };
    let named: Vec<String> = text.chars().filter(|character| !character.is_ascii()).take(4).map(name).collect();
    (!named.is_empty()).then(|| named.join(", "))
}

/// "did you mean …?", or all names when none is near.
pub(super) fn did_you_mean<'n>(wrong: &str, known: impl IntoIterator<Item = &'n str> + Clone) -> String {
    if let Some(name) = suggest(wrong, known.clone()) {
        let looks_like = foreign(wrong).map(|which| format!("; what is written holds {which}")).unwrap_or_default();
        return format!("did you mean `{name}`?{looks_like}");
    }
    let names: Vec<String> = known.into_iter().take(24).map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "there is none".into() } else { format!("known here: {}", names.join(", ")) }
}

/// The fields of a map that is being read.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    pub(super) at: At<'a>,
    pub(super) entries: &'a [Entry],
}

impl<'a> Fields<'a> {
    pub(super) fn entry(&self, key: &str) -> Option<&'a Entry> {
        self.at.node.entry(key)
    }

    /// Whether a field is there and not empty.
    pub(super) fn is_given(&self, key: &str) -> bool {
        self.entry(key).is_some_and(|entry| !matches!(&entry.value.kind, NodeKind::Scalar(Value::Null)))
    }

    /// A field that may be missing or empty.
    pub(super) fn optional<T>(
        &self,
        decoder: &mut Decoder<'_>,
        key: &str,
        read: impl FnOnce(&mut Decoder<'_>, At<'_>) -> Option<T>,
    ) -> Option<T> {
        let entry = self.entry(key)?;
        let path = self.at.path.key(&entry.key);
        let at = At { node: &entry.value, path: &path };
        if at.is_null() { None } else { read(decoder, at) }
    }

    /// A field that must be there.
    pub(super) fn required<T>(
        &self,
        decoder: &mut Decoder<'_>,
        key: &str,
        read: impl FnOnce(&mut Decoder<'_>, At<'_>) -> Option<T>,
    ) -> Option<T> {
        match self.entry(key).filter(|entry| !matches!(&entry.value.kind, NodeKind::Scalar(Value::Null))) {
            Some(entry) => {
                let path = self.at.path.key(&entry.key);
                read(decoder, At { node: &entry.value, path: &path })
            }
            None => {
                self.missing(decoder, key);
                None
            }
        }
    }

    /// Notes that a field is not there. One that is there under a slightly wrong name is not noted twice.
    pub(super) fn missing(&self, decoder: &mut Decoder<'_>, key: &str) {
        if decoder.is_full() || !decoder.whole && self.entry(key).is_some_and(|entry| entry.value.span.length > 0) {
            return;
        }
        let message = format!("{} lacks the field `{key}`", self.at.path.label());
        let mut diagnostic =
            Diagnostic::error(codes::SCHEMA_MISSING_FIELD, message).with_help(format!("add `{key}: …`"));
        let similar = suggest(key, self.entries.iter().map(|entry| &*entry.key)).filter(|found| *found != key);
        if let Some(similar) = similar {
            let is_noted = |problem: &Diagnostic| {
                let offset = self.entry(similar).map(|entry| entry.key_span.offset);
                problem.code == codes::SCHEMA_UNKNOWN_FIELD && problem.at.as_ref().map(|at| at.offset) == offset
            };
            if decoder.diagnostics.iter().rev().take(64).any(is_noted) {
                return;
            }
            diagnostic = diagnostic.with_help(format!("is `{similar}` meant to be `{key}`?"));
        }
        let path = self.at.path.key(key);
        let span = self.entry(key).map_or(self.at.node.span, |entry| entry.key_span);
        let place = decoder.document.place_of(span, &path.pointer());
        decoder.push(diagnostic, place);
    }

    /// A list that may be missing.
    pub(super) fn list<T>(
        &self,
        decoder: &mut Decoder<'_>,
        key: &str,
        read: impl FnMut(&mut Decoder<'_>, At<'_>) -> Option<T>,
    ) -> Vec<T> {
        self.optional(decoder, key, |decoder, at| decoder.items(at, read)).unwrap_or_default()
    }
}

/// Text.
pub(super) fn text(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Text> {
    match &at.node.kind {
        NodeKind::Scalar(Value::String(text)) => Some(text.clone()),
        _ => {
            decoder.wrong_type(at, TEXT);
            None
        }
    }
}

/// Text as an owned string.
pub(super) fn string(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<String> {
    text(decoder, at).map(|text| text.as_ref().to_owned())
}

/// Text with something in it.
pub(super) fn filled(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Text> {
    let text = text(decoder, at)?;
    if text.trim().is_empty() {
        let message = format!("{} is empty", at.path.label());
        decoder.error(at, codes::VALUE_INVALID, message, "write something there, or remove the field");
        return None;
    }
    Some(text)
}

/// True or false.
pub(super) fn boolean(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<bool> {
    match &at.node.kind {
        NodeKind::Scalar(Value::Bool(value)) => Some(*value),
        _ => {
            decoder.wrong_type(at, "`true` or `false`");
            None
        }
    }
}

/// Text of a form that the type itself checks.
pub(super) fn parsed<T>(code: Code, what: &'static str) -> impl Fn(&mut Decoder<'_>, At<'_>) -> Option<T>
where
    T: FromStr<Err: std::fmt::Display>,
{
    move |decoder, at| {
        let text = text(decoder, at)?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                let message = format!("`{text}` is no valid {what}");
                decoder.error(at, code.clone(), message, error.to_string());
                None
            }
        }
    }
}

/// One of a few words.
pub(super) fn one_of<T: Copy>(
    words: &'static [(&'static str, T)],
) -> impl Fn(&mut Decoder<'_>, At<'_>) -> Option<T> + Copy {
    move |decoder, at| {
        let text = text(decoder, at)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == &*text) {
            return Some(*value);
        }
        let message = format!("{} can't be `{text}`", at.path.label());
        let help = did_you_mean(&text, words.iter().map(|(word, _)| *word));
        decoder.error(at, codes::VALUE_INVALID, message, help);
        None
    }
}

/// Anything, as it is written.
pub(super) fn anything(_: &mut Decoder<'_>, at: At<'_>) -> Option<Value> {
    Some(at.node.to_value())
}
