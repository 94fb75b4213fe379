//! YAML to documents with places.

use std::borrow::Cow;

use granit_parser::{ErrorKind, Event, Marker, Parser, ScanError};

use super::syntax;
use super::tree::{Anchors, Frame, Key};
use crate::formats::utf8::{self, count};
use crate::formats::{Limits, MOST_PROBLEMS};
use crate::model::{Code, Diagnostic, Document, Interner, Node, Outcome, Place, Pointer, Span, Text, codes};

/// Reads all documents of a file; those without content are left out.
///
/// YAML 1.2 with its core schema. Text in quotes stays text, `yes`, `no`, `on` and `off` are text, a float without a
/// fraction is an integer; keys that are numbers or booleans are taken as they are written. Aliases are expanded.
///
/// # Errors
/// All problems of the file, each with its place: `parse.syntax`, `parse.encoding`, `parse.duplicate_key`, `parse.key`,
/// `parse.tag`, `parse.merge_key`, `parse.number`, `parse.alias` and the `limit.*` of `limits`. After an error in the
/// syntax, reading goes on at the next document.
///
/// ```
/// use platform_core::{formats::{Limits, yaml}, model::Interner};
/// let read = |text: &str| yaml::parse("a.yaml", text.as_bytes(), &Limits::default(), &mut Interner::default());
/// let documents = read("port: 8080").value.unwrap_or_default();
/// assert_eq!(documents[0].root.to_value().to_json(), r#"{"port":8080}"#);
/// let outcome = read("port: 1\nport: 2\nmode: 0644");
/// let found: Vec<_> = outcome.diagnostics.iter().map(|problem| problem.code.as_str()).collect();
/// assert_eq!(found, ["parse.duplicate_key", "parse.number"]);
/// ```
pub fn parse(file: &str, bytes: &[u8], limits: &Limits, interner: &mut Interner) -> Outcome<Vec<Document>> {
    let parsed = parse_each(file, bytes, limits, interner);
    Outcome::unless_errors(parsed.documents.into_iter().map(|(document, _)| document).collect(), parsed.diagnostics)
}

/// What could be read of a file.
pub(crate) struct Parsed {
    /// Documents whose syntax is valid, and whether each is free of errors.
    pub(crate) documents: Vec<(Document, bool)>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Reads what can be read, so that what a file means can be checked although a part of it is wrong.
pub(crate) fn parse_each(file: &str, bytes: &[u8], limits: &Limits, interner: &mut Interner) -> Parsed {
    let file: Text = file.into();
    let refuse = |diagnostic: Diagnostic| Parsed { documents: Vec::new(), diagnostics: vec![diagnostic] };
    if bytes.len() > limits.document_bytes {
        return refuse(too_large(file, bytes.len(), limits));
    }
    let (text, shift) = match decode(&file, bytes) {
        Ok(decoded) => decoded,
        Err(diagnostic) => return refuse(*diagnostic),
    };
    let warning = utf8::reordered(&file, text);
    let mut reader = Reader::new(file, shift, limits, interner);
    reader.run(text);
    reader.diagnostics.extend(warning);
    Parsed { documents: reader.documents, diagnostics: reader.diagnostics }
}

/// A file that is too large to be read.
pub(crate) fn too_large(file: Text, bytes: usize, limits: &Limits) -> Diagnostic {
    let message = format!("the file has {bytes} bytes; at most {} are read", limits.document_bytes);
    Diagnostic::error(codes::LIMIT_SIZE, message).with_place(Place::file(file)).with_help("split the file")
}

/// UTF-8 text without its byte order mark, and the length of that mark.
fn decode<'t>(file: &Text, bytes: &'t [u8]) -> Result<(&'t str, usize), Box<Diagnostic>> {
    let text = utf8::decode(file, bytes)?;
    Ok(text.strip_prefix('\u{feff}').map_or((text, 0), |body| (body, 3)))
}

/// Whether reading goes on.
pub(super) enum Step {
    On,
    /// The rest of the document is left out.
    Skip,
    /// The rest of the file is left out.
    Stop,
}

pub(super) struct Reader<'i> {
    file: Text,
    shift: usize,
    pub(super) limits: &'i Limits,
    pub(super) interner: &'i mut Interner,
    documents: Vec<(Document, bool)>,
    diagnostics: Vec<Diagnostic>,
    /// The number of the next document.
    index: usize,
    nodes: usize,
    pub(super) expanded: usize,
    pub(super) stack: Vec<Frame>,
    root: Option<Node>,
    pub(super) anchors: Anchors,
    /// The document being read has an error.
    pub(super) broken: bool,
}

impl<'i> Reader<'i> {
    fn new(file: Text, shift: usize, limits: &'i Limits, interner: &'i mut Interner) -> Self {
        Self {
            file,
            shift,
            limits,
            interner,
            documents: Vec::new(),
            diagnostics: Vec::new(),
            index: 0,
            nodes: 0,
            expanded: 0,
            stack: Vec::new(),
            root: None,
            anchors: Anchors::default(),
            broken: false,
        }
    }

    fn run(&mut self, text: &str) {
        let nesting = self.limits.depth;
        let options = granit_parser::options! {
            emit_unresolved_aliases: true,
            emit_anchor_events: true,
            emit_comments: false,
            flow_nesting_limit: nesting,
            block_nesting_limit: nesting,
        };
        let mut parser = Parser::new_from_str_with_options(text, options);
        while let Some(next) = parser.next_event() {
            let step = match next {
                Ok((event, span)) => self.event(event, &span),
                Err(error) => self.syntax(&error, text),
            };
            match step {
                Step::On => {}
                Step::Skip if matches!(parser.proceed_next_document(), Ok(true)) => self.begin(),
                Step::Skip | Step::Stop => return,
            }
        }
    }

    fn event(&mut self, event: Event<'_>, span: &granit_parser::Span) -> Step {
        let place = self.span(span);
        match event {
            Event::DocumentStart(..) => {
                self.begin();
                if self.index >= self.limits.documents {
                    let message = format!("the file has more than {} documents", self.limits.documents);
                    self.error(codes::LIMIT_DOCUMENTS, place, message, Some("split the file"));
                    return Step::Stop;
                }
            }
            Event::DocumentEnd => self.end(),
            Event::Scalar(text, style, anchor, tag) => return self.scalar(&text, style, anchor, tag.as_deref(), place),
            Event::SequenceStart(_, anchor, tag) => {
                self.check_tag(tag.as_deref(), "seq", span);
                return self.open(place, anchor, false);
            }
            Event::MappingStart(_, anchor, tag) => {
                self.check_tag(tag.as_deref(), "map", span);
                return self.open(place, anchor, true);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(id) => return self.alias(id, place),
            Event::UnresolvedAlias(name) => return self.unresolved(&name, place),
            Event::Anchor(_, name) => self.anchors.add_name(&name),
            _ => {}
        }
        Step::On
    }

    fn begin(&mut self) {
        self.stack.clear();
        self.root = None;
        self.anchors = Anchors::default();
        self.broken = false;
    }

    fn end(&mut self) {
        let index = count(self.index);
        self.index = self.index.saturating_add(1);
        if let Some(root) = self.root.take() {
            let document = Document { file: self.file.clone(), index, root };
            self.documents.push((document, !self.broken));
        }
    }

    fn syntax(&mut self, error: &ScanError, text: &str) -> Step {
        let span = self.mark(error.marker());
        self.index = self.index.saturating_add(1);
        if *error.kind() == ErrorKind::RecursionLimitExceeded {
            return self.too_deep(span);
        }
        let (message, help) = syntax::explain(error.kind());
        // It reads the whole file: the first errors are enough.
        let cause = if self.diagnostics.len() < 8 { syntax::cause(text, span) } else { None };
        let (span, message, help) = match cause {
            Some(cause) => {
                let offset = cause.span.offset.saturating_add(count(self.shift));
                (Span { offset, ..cause.span }, cause.message.into(), cause.help)
            }
            None => (span, message, help),
        };
        self.error(codes::PARSE_SYNTAX, span, message, Some(help));
        Step::Skip
    }

    pub(super) fn too_deep(&mut self, span: Span) -> Step {
        let message = format!("lists and maps stand more than {} deep in each other", self.limits.depth);
        self.error(codes::LIMIT_DEPTH, span, message, Some("flatten the document"));
        Step::Skip
    }

    /// Counts a node that is written in the file.
    pub(super) fn written(&mut self, span: Span) -> Step {
        self.nodes = self.nodes.saturating_add(1);
        if self.nodes <= self.limits.written_nodes {
            return Step::On;
        }
        let message = format!("the file holds more than {} values", self.limits.written_nodes);
        self.error(codes::LIMIT_NODES, span, message, Some("split the file"));
        Step::Stop
    }

    pub(super) fn wants_key(&self) -> bool {
        self.stack.last().is_some_and(Frame::wants_key)
    }

    fn open(&mut self, span: Span, anchor: usize, is_map: bool) -> Step {
        if self.stack.len() >= self.limits.depth {
            return self.too_deep(span);
        }
        let is_key = self.wants_key();
        if is_key && !self.stack.iter().any(Frame::is_key) {
            let help = "write the key as text; `{{ … }}` without quotes is read as a map, so put it into quotes";
            self.error(codes::PARSE_KEY, span, "a key can't be a list or a map", Some(help));
        }
        let number = self.anchors.begin(&self.stack);
        if anchor != 0 {
            self.anchors.add(anchor, Anchors::collection(number, &self.stack));
        }
        self.stack.push(if is_map { Frame::map(span, is_key, number) } else { Frame::list(span, is_key, number) });
        self.written(span)
    }

    fn close(&mut self, end: &granit_parser::Span) {
        let Some(frame) = self.stack.pop() else { return };
        match frame.close() {
            Some(mut node) => {
                // Only a bracket says where it ends; a block ends where the next thing begins.
                if !end.is_empty() {
                    let behind = count(end.end.byte_offset().unwrap_or(0).saturating_add(self.shift));
                    node.span.length = behind.saturating_sub(node.span.offset);
                }
                self.add(node);
            }
            None => self.set_key(Key::Dropped),
        }
    }

    pub(super) fn add(&mut self, node: Node) {
        match self.stack.last_mut() {
            Some(frame) => frame.add(node),
            None => self.root = Some(node),
        }
    }

    pub(super) fn set_key(&mut self, key: Key) {
        if let Some(frame) = self.stack.last_mut() {
            frame.set_key(key);
        }
    }

    pub(super) fn span(&self, span: &granit_parser::Span) -> Span {
        let length = span.byte_range().map_or(0, |range| range.len());
        Span { length: count(length), ..self.mark(&span.start) }
    }

    fn mark(&self, mark: &Marker) -> Span {
        Span {
            line: count(mark.line()),
            column: count(mark.col().saturating_add(1)),
            offset: count(mark.byte_offset().unwrap_or(0).saturating_add(self.shift)),
            length: 0,
        }
    }

    pub(super) fn place(&self, span: Span) -> Place {
        Place {
            file: self.file.clone(),
            line: span.line,
            column: span.column,
            offset: span.offset,
            length: span.length,
            pointer: Pointer::root(),
        }
    }

    pub(super) fn error(&mut self, code: Code, span: Span, message: impl Into<String>, help: Option<&str>) {
        let mut diagnostic = Diagnostic::error(code, message);
        diagnostic.help = help.map(Into::into);
        self.report(diagnostic, span);
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic, span: Span) {
        self.broken = true;
        // What a hostile file repeats a million times is said often enough.
        if self.diagnostics.len() < MOST_PROBLEMS {
            let place = self.place(span);
            self.diagnostics.push(diagnostic.with_place(place));
        }
    }
}

/// Long texts don't belong into messages.
pub(super) fn shorten(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(60) {
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(text),
    }
}
