//! From what is written to templates.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::{
    Diagnostic, Document, Layer, Map, Node as Written, Origin, Passthrough, PathPin, Place, Pointer, Text, Value, codes,
};
use crate::render::expression::{
    Expression, Key as Step, Piece, Problem, Reference, References, Root, has_expressions, help, parse, scan,
};

use crate::render::facts::FIELDS;

use super::{Content, Entry, Key, Leaf, Node, Part, Template};

/// Compiles what one golden path has written.
pub(crate) struct Compiler<'c> {
    pub(crate) references: References,
    pub(crate) diagnostics: Vec<Diagnostic>,
    document: Option<&'c Arc<Document>>,
    pin: PathPin,
    layer: Layer,
}

/// What a template may read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reads<'c> {
    /// The parameters that are declared; `None` when any may be given.
    pub(crate) parameters: Option<&'c BTreeSet<Text>>,
    /// Whether it has instances of `each`.
    pub(crate) each: bool,
    /// Whether it has instances for the workload's dependencies.
    pub(crate) resource: bool,
    /// Whether there are other resources to read from.
    pub(crate) resources: bool,
}

impl<'c> Compiler<'c> {
    /// For a golden path with its document, if it was read from one.
    pub(crate) fn new(document: Option<&'c Arc<Document>>, pin: PathPin) -> Self {
        Self { references: References::default(), diagnostics: Vec::new(), document, pin, layer: Layer::Template }
    }

    /// Says that what is compiled next is given to an included path.
    pub(crate) fn set_layer(&mut self, layer: Layer) {
        self.layer = layer;
    }

    /// Says which document what is compiled next stands in.
    pub(crate) fn set_document(&mut self, document: Option<&'c Arc<Document>>) {
        self.document = document;
    }

    /// The place of a pointer in the document.
    pub(crate) fn place(&self, pointer: &Pointer) -> Place {
        self.document.map_or_else(|| Place::pointer(pointer.clone()), |document| document.place(pointer))
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Compiles data that stands at a pointer of the document.
    pub(crate) fn data(&mut self, value: &Value, pointer: &Pointer, reads: Reads<'_>) -> Template {
        let written = self.document.and_then(|document| document.find(pointer));
        let mut compiling = Compiling { compiler: self, reads, origins: Vec::new() };
        let node = compiling.node(value, written, pointer);
        Template::new(node, compiling.origins)
    }

    /// Compiles a text; `place` gives the place of a position in it, in bytes.
    pub(crate) fn text(
        &mut self,
        text: &str,
        passthrough: Option<Passthrough>,
        reads: Reads<'_>,
        place: &dyn Fn(usize) -> Place,
    ) -> Template {
        let mut compiling = Compiling { compiler: self, reads, origins: Vec::new() };
        let origin = compiling.origin(place(0), compiling.expressions(text, passthrough));
        let node = match compiling.parts(text, passthrough, place) {
            Some(parts) if parts.iter().any(|part| matches!(part, Part::Expression(..))) => {
                Node::Leaf(Box::new(Leaf { content: Content::Joined(parts), origin, place: place(0) }))
            }
            _ => Node::Fixed { value: Value::from(text), first: origin, leaves: 1, json: Text::default() },
        };
        Template::new(node, compiling.origins)
    }

    /// Compiles a text that is one expression, and nothing beside it.
    pub(crate) fn condition(&mut self, text: &str, pointer: &Pointer, reads: Reads<'_>) -> Option<(Expression, Place)> {
        let place = self.place(pointer);
        let mut compiling = Compiling { compiler: self, reads, origins: Vec::new() };
        let inner = match scan(text, None).as_deref() {
            Ok([Piece::Expression { inner, .. }]) => *inner,
            _ => {
                let message = format!("`{text}` is not one expression");
                let help = "write one `${{ … }}` and nothing beside it";
                let diagnostic = Diagnostic::error(codes::TEMPLATE_INVALID, message).with_help(help);
                self.report(diagnostic.with_place(place));
                return None;
            }
        };
        compiling.expression(inner, &place).map(|expression| (expression, place))
    }
}

struct Compiling<'c, 'd, 'r> {
    compiler: &'c mut Compiler<'d>,
    reads: Reads<'r>,
    origins: Vec<Origin>,
}

impl Compiling<'_, '_, '_> {
    fn origin(&mut self, place: Place, expression: Option<Text>) -> u32 {
        // What an include is given has the names that the included path knows.
        let name = (self.compiler.layer == Layer::Include).then(|| {
            let tokens = place.pointer.tokens().skip(4);
            tokens.fold("parameters".to_owned(), |name, token| format!("{name}.{token}"))
        });
        let mut origin = Origin::new(self.compiler.layer, Some(place)).with_path(Some(self.compiler.pin.clone()));
        origin.name = name.map(Into::into);
        origin.expression = expression;
        let number = u32::try_from(self.origins.len()).unwrap_or(u32::MAX);
        self.origins.push(origin);
        number
    }

    fn place_of(&self, written: Option<&Written>, pointer: &Pointer) -> Place {
        match (self.compiler.document, written) {
            (Some(document), Some(written)) => document.place_of(written.span, pointer),
            _ => Place::pointer(pointer.clone()),
        }
    }

    fn node(&mut self, value: &Value, written: Option<&Written>, pointer: &Pointer) -> Node {
        let first = u32::try_from(self.origins.len()).unwrap_or(u32::MAX);
        match value {
            Value::Map(map) if !map.is_empty() => self.map(map, written, pointer, first),
            Value::List(list) if !list.is_empty() => {
                let items = list.iter().enumerate();
                let nodes: Vec<Node> = items
                    .map(|(index, item)| {
                        self.node(item, written.and_then(|written| written.item(index)), &pointer.index(index))
                    })
                    .collect();
                self.fixed(value, first, nodes.iter()).unwrap_or(Node::List(nodes))
            }
            Value::String(text) if has_expressions(text) => self.leaf(text, written, pointer),
            leaf => {
                let place = self.place_of(written, pointer);
                self.origin(place, None);
                Node::Fixed { value: leaf.clone(), first, leaves: 1, json: Text::default() }
            }
        }
    }

    /// The value as it is, when nothing in it is computed.
    fn fixed<'n>(&self, value: &Value, first: u32, mut nodes: impl Iterator<Item = &'n Node>) -> Option<Node> {
        let leaves = u32::try_from(self.origins.len()).unwrap_or(u32::MAX).saturating_sub(first);
        let is_fixed = nodes.all(|node| matches!(node, Node::Fixed { .. }));
        is_fixed.then(|| Node::Fixed { value: value.clone(), first, leaves, json: Text::default() })
    }

    fn map(&mut self, map: &Map, written: Option<&Written>, pointer: &Pointer, first: u32) -> Node {
        let nodes: Vec<(Key, Node)> = map
            .iter()
            .map(|(name, value)| {
                let pointer = pointer.join(name);
                let key = match has_expressions(name) {
                    true => self.key(name, place_of_key(written, self.compiler.document, name, &pointer)),
                    false => Key::Fixed(name.clone()),
                };
                (key, self.node(value, written.and_then(|written| written.get(name)), &pointer))
            })
            .collect();
        if nodes.iter().any(|(key, _)| matches!(key, Key::Computed(_))) {
            return Node::OpenMap(nodes);
        }
        if let Some(fixed) = self.fixed(&Value::Map(map.clone()), first, nodes.iter().map(|(_, node)| node)) {
            return fixed;
        }
        let is_secret = map.len() == 1 && map.get("secretRef").is_some_and(|inner| inner.get("store").is_some());
        let entry = |(key, (_, node)): (&Text, (Key, Node))| Entry { key: key.clone(), json: Text::default(), node };
        let node = Node::Map(map.keys().zip(nodes).map(entry).collect());
        if is_secret { Node::Secret(Box::new(node)) } else { node }
    }

    fn key(&mut self, text: &Text, place: Place) -> Key {
        match self.content(text, &place) {
            Some(content) => Key::Computed(Box::new(Leaf { content, origin: 0, place })),
            None => Key::Fixed(text.clone()),
        }
    }

    fn leaf(&mut self, text: &Text, written: Option<&Written>, pointer: &Pointer) -> Node {
        let place = self.place_of(written, pointer);
        let origin = self.origin(place.clone(), self.expressions(text, None));
        match self.content(text, &place) {
            Some(content) => Node::Leaf(Box::new(Leaf { content, origin, place })),
            None => Node::Fixed { value: Value::String(text.clone()), first: origin, leaves: 1, json: Text::default() },
        }
    }

    fn content(&mut self, text: &str, place: &Place) -> Option<Content> {
        let mut parts = self.parts(text, None, &|_| place.clone())?;
        let is_whole = matches!(parts.as_slice(), [Part::Expression(..)]);
        match parts.pop() {
            Some(Part::Expression(Expression::Read(reference), ..)) if is_whole => Some(Content::Read(reference)),
            Some(Part::Expression(expression, source, _)) if is_whole => Some(Content::Whole(expression, source)),
            Some(last) => {
                parts.push(last);
                Some(Content::Joined(parts))
            }
            None => None,
        }
    }

    /// The parts of a text; `None` when one of them can't be read, which is reported.
    fn parts(
        &mut self,
        text: &str,
        passthrough: Option<Passthrough>,
        place: &dyn Fn(usize) -> Place,
    ) -> Option<Vec<Part>> {
        let pieces = match scan(text, passthrough) {
            Ok(pieces) => pieces,
            Err(unclosed) => {
                let diagnostic = Diagnostic::error(codes::EXPRESSION_SYNTAX, "`${{` has no `}}`");
                let diagnostic = diagnostic.with_help("close it; as plain text it is written `${{ '${{' }}`");
                self.compiler.report(diagnostic.with_place(place(unclosed.offset)));
                return None;
            }
        };
        let start = place(0);
        let mut parts = Vec::with_capacity(pieces.len());
        let mut complete = true;
        for piece in pieces {
            match piece {
                Piece::Literal(literal) => parts.push(Part::Literal(literal.into())),
                Piece::Expression { inner, offset } => {
                    let at = place(offset);
                    match self.expression(inner, &at) {
                        Some(expression) => {
                            let own = (at != start).then(|| Box::new(at));
                            parts.push(Part::Expression(expression, inner.trim().into(), own));
                        }
                        None => complete = false,
                    }
                }
            }
        }
        complete.then_some(parts)
    }

    /// The expressions of a text as an origin names them.
    fn expressions(&self, text: &str, passthrough: Option<Passthrough>) -> Option<Text> {
        const LONGEST: usize = 256;
        let pieces = scan(text, passthrough).ok()?;
        let is_expression = |piece: &&Piece<'_>| matches!(piece, Piece::Expression { .. });
        pieces.iter().find(is_expression)?;
        if text.len() <= LONGEST {
            return Some(text.into());
        }
        let inner = pieces.iter().filter_map(|piece| match piece {
            Piece::Expression { inner, .. } => Some(format!("${{{{{inner}}}}}")),
            Piece::Literal(_) => None,
        });
        let inner: BTreeSet<String> = inner.take(64).collect();
        Some(inner.into_iter().collect::<Vec<_>>().join(" ").into())
    }

    fn expression(&mut self, inner: &str, place: &Place) -> Option<Expression> {
        let parsed = parse(inner, &mut self.compiler.references).and_then(|expression| {
            self.check(&expression)?;
            Ok(expression)
        });
        match parsed {
            Ok(expression) => Some(expression),
            Err(problem) => {
                self.compiler.report(problem.with_place(place.clone()));
                None
            }
        }
    }

    /// Whether all that is read can be there at all.
    fn check(&self, expression: &Expression) -> Result<(), Problem> {
        let mut found = Ok(());
        expression.for_each_read(&mut |root, reference| {
            if found.is_ok() {
                found = self.check_read(root, reference);
            }
        });
        found
    }

    fn check_read(&self, root: Root, reference: Option<&Arc<Reference>>) -> Result<(), Problem> {
        let first = reference.and_then(|reference| reference.keys.first());
        let name = if let Some(Step::Name(name)) = first { Some(name) } else { None };
        let known = |names: &[&str]| match name {
            Some(name) if !names.contains(&&**name) => Err(undefined(root, name, names.iter().copied())),
            _ => Ok(()),
        };
        match root {
            Root::Service => known(&FIELDS),
            Root::Environment => known(&["name", "labels", "parameters"]),
            Root::Each if !self.reads.each => Err(nowhere("each", "a template with `each`")),
            Root::Each => known(&["key", "value"]),
            Root::Resource if !self.reads.resource => Err(nowhere("resource", "a template with `provides`")),
            Root::Resource => known(&["name", "type", "class", "id", "params", "slug"]),
            Root::Resources if !self.reads.resources => Err(nowhere("resources", "a template or an output")),
            Root::Parameters => match (self.reads.parameters, name) {
                (Some(declared), Some(name)) if !declared.contains(name) => {
                    Err(undefined(root, name, declared.iter().map(|name| &**name)))
                }
                _ => Ok(()),
            },
            Root::Resources | Root::Artifacts | Root::Workload => Ok(()),
        }
    }
}

fn undefined<'n>(root: Root, name: &str, names: impl IntoIterator<Item = &'n str>) -> Problem {
    let root = root.name();
    let message = match root {
        "parameters" => format!("the golden path declares no parameter `{name}`"),
        root => format!("`{root}` has no `{name}`"),
    };
    let otherwise = if root == "parameters" { "declare it under `spec.parameters.properties`" } else { "" };
    Box::new(Diagnostic::error(codes::EXPRESSION_UNDEFINED, message).with_help(help(name, names, otherwise)))
}

fn nowhere(root: &str, only: &str) -> Problem {
    let message = format!("`{root}` is there only in {only}");
    Box::new(Diagnostic::error(codes::EXPRESSION_UNDEFINED, message))
}

/// Where a key was written.
fn place_of_key(written: Option<&Written>, document: Option<&Arc<Document>>, key: &str, pointer: &Pointer) -> Place {
    match (document, written.and_then(|written| written.entry(key))) {
        (Some(document), Some(entry)) => document.place_of(entry.key_span, pointer),
        _ => Place::pointer(pointer.clone()),
    }
}
