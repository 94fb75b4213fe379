//! A golden path, compiled: made once, kept beside it, rendered from for every subject and environment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::{
    Diagnostic, Digest, EntityTemplate, FileTemplate, GoldenPath, Layer, ManifestTemplate, Name, OutputTemplate,
    Ownership, Passthrough, PathPin, Place, Pointer, Provides, ResourceTemplate, Source, TemplateScope, Text, Value,
    codes,
};

use super::expression::{Expression, Root, help};
use super::manifests::{self, ManifestFile, ManifestObject};
use super::resolve::Base;
use super::schema::Schema;
use super::template::{Compiler, Reads, Template};

/// A golden path, compiled.
#[derive(Debug)]
pub(crate) struct CompiledPath {
    digest: Digest,
    pub(crate) pin: PathPin,
    pub(crate) schema: Schema,
    /// What the path itself says about its parameters.
    pub(crate) base: Base,
    /// What it renders: resources, then files, then entities.
    pub(crate) units: Vec<Unit>,
    /// What each include is given, by name.
    pub(crate) includes: Vec<Vec<(Text, Template)>>,
    /// The parameters that its expressions read; `None` where it may be any.
    pub(crate) parameters_read: Option<BTreeSet<Text>>,
    /// How many references with constant keys there are.
    pub(crate) slots: usize,
    /// What is wrong with it.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// One template of a golden path.
#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) kind: UnitKind,
    /// Its id; for a file, its path as written.
    pub(crate) id: Text,
    /// The id of all that stands in one file of manifests.
    pub(crate) group: Option<Text>,
    pub(crate) target: Name,
    pub(crate) scope: TemplateScope,
    pub(crate) when: Option<Condition>,
    pub(crate) each: Option<Condition>,
    pub(crate) provides: Option<Provides>,
    pub(crate) depends_on: Vec<(Text, Place)>,
    pub(crate) replaces: Option<(Text, Place)>,
    pub(crate) protect: bool,
    pub(crate) ownership: Option<Ownership>,
    pub(crate) passthrough: Option<Passthrough>,
    pub(crate) outputs: BTreeMap<Name, Output>,
    /// Where a file lies.
    pub(crate) path: Option<Template>,
    pub(crate) body: Template,
    /// Where its id stands.
    pub(crate) place: Place,
}

/// What a template renders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnitKind {
    Resource,
    File,
    Entity,
}

/// An expression with its place.
#[derive(Debug)]
pub(crate) struct Condition {
    pub(crate) expression: Expression,
    /// As it is written.
    pub(crate) text: Text,
    pub(crate) place: Place,
}

/// An output of a template.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) attribute: Option<Text>,
    pub(crate) value: Option<Template>,
    pub(crate) secret: bool,
    pub(crate) place: Place,
}

impl CompiledPath {
    /// The compiled form of a path: what is kept beside it, or made now and kept.
    pub(crate) fn of(path: &GoldenPath) -> Arc<Self> {
        if let Some(kept) = path.prepared.get::<Self>().filter(|kept| kept.digest == path.digest) {
            return kept;
        }
        let compiled = Arc::new(Self::compile(path));
        path.prepared.set(compiled.clone());
        compiled
    }

    fn compile(path: &GoldenPath) -> Self {
        let pin = pin_of(path);
        let schema_pointer = Pointer::from_tokens(["spec", "parameters"]);
        let mut problems = Vec::new();
        let schema = Schema::compile(&path.spec.parameters).unwrap_or_else(|found| {
            problems.extend(found.into_iter().map(|diagnostic| within(diagnostic, &path.source, &schema_pointer)));
            // What it declares is still known, so that the templates are checked against it.
            Schema { document: Value::Null, names: declared(path), open: false, validator: None }
        });
        let manifests = manifests::read(path);
        let mut compiler = Compiler::new(path.source.document(), pin.clone());
        compiler.diagnostics = problems;
        let names = (!schema.open).then_some(&schema.names);
        let units = Units { path, manifests: &manifests, compiler: &mut compiler, parameters: names }.all();
        let includes = includes(path, &mut compiler, names);
        check_ids(&units, &mut compiler.diagnostics);
        check_offer(path, &units, &mut compiler);
        Self {
            digest: path.digest,
            base: Base::of(path, &pin),
            pin,
            units,
            includes,
            parameters_read: compiler.references.names_below(Root::Parameters),
            slots: compiler.references.len(),
            diagnostics: compiler.diagnostics,
            schema,
        }
    }
}

/// The exact version of a path.
pub(crate) fn pin_of(path: &GoldenPath) -> PathPin {
    PathPin { name: path.metadata.name.clone(), version: path.metadata.version.clone(), digest: path.digest }
}

fn declared(path: &GoldenPath) -> BTreeSet<Text> {
    let properties = path.spec.parameters.get("properties").and_then(Value::as_map);
    properties.into_iter().flat_map(|map| map.keys().cloned()).collect()
}

/// A diagnostic whose place is a pointer within a part of a document.
fn within(diagnostic: Diagnostic, source: &Source, base: &Pointer) -> Diagnostic {
    let inner = diagnostic.at.as_ref().map(|place| place.pointer.clone()).unwrap_or_default();
    let pointer = inner.tokens().fold(base.clone(), |pointer, token| pointer.join(&token));
    diagnostic.with_place(source.place(&pointer))
}

fn includes(
    path: &GoldenPath,
    compiler: &mut Compiler<'_>,
    parameters: Option<&BTreeSet<Text>>,
) -> Vec<Vec<(Text, Template)>> {
    compiler.set_layer(Layer::Include);
    let reads = Reads { parameters, ..Reads::default() };
    let base = Pointer::from_tokens(["spec", "includes"]);
    let includes = path.spec.includes.iter().enumerate();
    let compiled = includes.map(|(index, include)| {
        let base = base.index(index).join("parameters");
        let given = include.parameters.iter();
        given.map(|(name, value)| (name.clone(), compiler.data(value, &base.join(name), reads))).collect()
    });
    let compiled = compiled.collect();
    compiler.set_layer(Layer::Template);
    compiled
}

struct Units<'u, 'c> {
    path: &'c GoldenPath,
    manifests: &'c [ManifestFile],
    compiler: &'u mut Compiler<'c>,
    parameters: Option<&'u BTreeSet<Text>>,
}

impl<'c> Units<'_, 'c> {
    fn all(mut self) -> Vec<Unit> {
        let path = self.path;
        let spec = |list: &str, index: usize| Pointer::from_tokens(["spec", list]).index(index);
        let mut units = Vec::new();
        for (index, template) in path.spec.resources.iter().enumerate() {
            units.push(self.resource(template, &spec("resources", index)));
        }
        for (index, (template, file)) in path.spec.manifests.iter().zip(self.manifests).enumerate() {
            self.compiler.diagnostics.extend(file.diagnostics.iter().cloned());
            let first = file.first();
            for object in &file.objects {
                units.push(self.manifest(template, object, &first, &spec("manifests", index)));
            }
        }
        for (index, template) in path.spec.files.iter().enumerate() {
            units.extend(self.file(template, &spec("files", index)));
        }
        for (index, template) in path.spec.entities.iter().enumerate() {
            units.extend(self.entity(template, &spec("entities", index)));
        }
        units
    }

    fn condition(&mut self, text: Option<&Text>, pointer: &Pointer, reads: Reads<'_>) -> Option<Condition> {
        let text = text?;
        let (expression, place) = self.compiler.condition(text, pointer, reads)?;
        Some(Condition { expression, text: text.clone(), place })
    }

    fn resource(&mut self, template: &ResourceTemplate, pointer: &Pointer) -> Unit {
        let plain = Reads { parameters: self.parameters, resources: true, ..Reads::default() };
        let instance = Reads { resource: template.provides.is_some(), ..plain };
        let reads = Reads { each: template.each.is_some(), ..instance };
        let place = self.compiler.place(&pointer.join("id"));
        if template.each.is_some() && template.provides.is_some() {
            let message = format!("`{}` has both `each` and `provides`", template.id);
            self.invalid(message, "use one of them: each makes instances of its own", place.clone());
        }
        let names =
            |compiler: &Compiler<'_>, field: &str, index: usize| compiler.place(&pointer.join(field).index(index));
        let depends_on = template.depends_on.iter().enumerate();
        let depends_on = depends_on.map(|(index, id)| (id.clone(), names(self.compiler, "dependsOn", index))).collect();
        let replaces = template.replaces.clone().map(|id| (id, self.compiler.place(&pointer.join("replaces"))));
        Unit {
            kind: UnitKind::Resource,
            id: template.id.text().clone(),
            group: None,
            target: template.target.clone(),
            scope: template.scope,
            when: self.condition(template.when.as_ref(), &pointer.join("when"), reads),
            each: self.condition(template.each.as_ref(), &pointer.join("each"), instance),
            provides: template.provides.clone(),
            depends_on,
            replaces,
            protect: template.protect,
            ownership: None,
            passthrough: None,
            outputs: self.outputs(template, &pointer.join("outputs"), reads),
            path: None,
            body: self.compiler.data(&template.body, &pointer.join("body"), reads),
            place,
        }
    }

    /// An object of a file. What it is made of stands there; all else where the file is named.
    fn manifest(
        &mut self,
        template: &ManifestTemplate,
        object: &'c ManifestObject,
        first: &BTreeSet<&Text>,
        pointer: &Pointer,
    ) -> Unit {
        let reads = Reads { parameters: self.parameters, resources: true, ..Reads::default() };
        let when = self.condition(template.when.as_ref(), &pointer.join("when"), reads);
        let named = template.depends_on.iter().enumerate();
        let named = named.map(|(index, id)| (id.clone(), self.compiler.place(&pointer.join("dependsOn").index(index))));
        let mut depends_on: Vec<(Text, Place)> = named.collect();
        self.compiler.set_document(Some(&object.document));
        let place = object.document.place(&object.pointer);
        let id = |key: &Text| -> Text { format!("{}.{key}", template.id).into() };
        if !object.is_first {
            depends_on.extend(first.iter().map(|key| (id(key), place.clone())));
        }
        let body = self.compiler.data(&object.body, &object.pointer, reads);
        self.compiler.set_document(self.path.source.document());
        Unit {
            kind: UnitKind::Resource,
            id: id(&object.key),
            group: Some(template.id.text().clone()),
            target: template.target.clone(),
            scope: TemplateScope::Environment,
            when,
            each: None,
            provides: None,
            depends_on,
            replaces: None,
            protect: template.protect,
            ownership: None,
            passthrough: None,
            outputs: BTreeMap::new(),
            path: None,
            body,
            place,
        }
    }

    fn outputs(&mut self, template: &ResourceTemplate, pointer: &Pointer, reads: Reads<'_>) -> BTreeMap<Name, Output> {
        let mut outputs = BTreeMap::new();
        for (name, output) in &template.outputs {
            let pointer = pointer.join(name.as_str());
            let place = self.compiler.place(&pointer);
            if let Some((message, help)) = wrong_output(name, output) {
                self.invalid(message, help, place.clone());
            }
            let value = output.value.as_ref();
            let value = value.map(|value| self.compiler.data(value, &pointer.join("value"), reads));
            let output = Output { attribute: output.attribute.clone(), value, secret: output.secret, place };
            outputs.insert(name.clone(), output);
        }
        outputs
    }

    fn invalid(&mut self, message: String, help: &str, place: Place) {
        self.compiler.report(Diagnostic::error(codes::TEMPLATE_INVALID, message).with_help(help).with_place(place));
    }

    fn file(&mut self, template: &FileTemplate, pointer: &Pointer) -> Option<Unit> {
        let reads = Reads { parameters: self.parameters, resources: true, ..Reads::default() };
        let place = self.compiler.place(&pointer.join("path"));
        let path = {
            let place = place.clone();
            self.compiler.text(&template.path, None, reads, &move |_| place.clone())
        };
        let body = match (&template.template, &template.content) {
            (Some(name), None) => self.template_file(name, &pointer.join("template"), template.passthrough, reads)?,
            (None, Some(content)) => {
                let place = self.compiler.place(&pointer.join("content"));
                self.compiler.text(content, template.passthrough, reads, &move |_| place.clone())
            }
            _ => {
                let message = format!("the file `{}` needs either `template` or `content`", template.path);
                self.invalid(message, "name a file of the path's folder, or write the text as `content: |`", place);
                return None;
            }
        };
        Some(Unit {
            kind: UnitKind::File,
            id: template.path.clone(),
            group: None,
            target: known_name("file")?,
            scope: template.scope,
            when: self.condition(template.when.as_ref(), &pointer.join("when"), reads),
            each: None,
            provides: None,
            depends_on: Vec::new(),
            replaces: None,
            protect: false,
            ownership: Some(template.ownership),
            passthrough: template.passthrough,
            outputs: BTreeMap::new(),
            path: Some(path),
            body,
            place,
        })
    }

    fn template_file(
        &mut self,
        name: &Text,
        pointer: &Pointer,
        passthrough: Option<Passthrough>,
        reads: Reads<'_>,
    ) -> Option<Template> {
        let Some(text) = self.path.files.get(name) else {
            let message = format!("there is no template file `{name}` in the folder of {}", self.path.label());
            let names = self.path.files.keys().map(|name| &**name);
            let diagnostic = Diagnostic::error(codes::TEMPLATE_MISSING, message).with_help(help(name, names, "add it"));
            self.compiler.report(diagnostic.with_place(self.compiler.place(pointer)));
            return None;
        };
        let file = manifests::place_of(self.path, name);
        Some(self.compiler.text(text, passthrough, reads, &|offset| place_in(text, &file, offset)))
    }

    fn entity(&mut self, template: &EntityTemplate, pointer: &Pointer) -> Option<Unit> {
        let reads = Reads { parameters: self.parameters, resources: true, ..Reads::default() };
        Some(Unit {
            kind: UnitKind::Entity,
            id: template.id.text().clone(),
            group: None,
            target: known_name("catalog")?,
            scope: TemplateScope::Subject,
            when: self.condition(template.when.as_ref(), &pointer.join("when"), reads),
            each: None,
            provides: None,
            depends_on: Vec::new(),
            replaces: None,
            protect: false,
            ownership: None,
            passthrough: None,
            outputs: BTreeMap::new(),
            path: None,
            body: self.compiler.data(&template.body, &pointer.join("body"), reads),
            place: self.compiler.place(&pointer.join("id")),
        })
    }
}

fn known_name(name: &str) -> Option<Name> {
    name.parse().ok()
}

fn wrong_output(name: &Name, output: &OutputTemplate) -> Option<(String, &'static str)> {
    match (&output.attribute, &output.value) {
        (None, None) => Some((
            format!("the output `{name}` says neither `attribute` nor `value`"),
            "say which attribute of the target gives it, or what it is",
        )),
        (Some(_), Some(_)) => Some((
            format!("the output `{name}` says both `attribute` and `value`"),
            "keep `value` if it is known now, else `attribute`",
        )),
        (None, Some(_)) if output.secret => Some((
            format!("the secret output `{name}` has a `value`"),
            "a secret is never written down: give the `attribute` that holds it",
        )),
        _ => None,
    }
}

/// Line and column of a position in a text.
fn place_in(text: &str, file: &Text, offset: usize) -> Place {
    let before = text.get(..offset).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |end| end.saturating_add(1));
    let column = before.get(line_start..).unwrap_or_default().chars().count();
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Place {
        file: file.clone(),
        line: number(before.matches('\n').count().saturating_add(1)),
        column: number(column.saturating_add(1)),
        offset: number(offset),
        ..Place::default()
    }
}

/// Ids are unique among resources and among entities; paths among files.
fn check_ids(units: &[Unit], diagnostics: &mut Vec<Diagnostic>) {
    let mut known: BTreeMap<(u8, &str), &Place> = BTreeMap::new();
    for unit in units {
        if let Some(first) = known.insert((unit.kind as u8, &unit.id), &unit.place) {
            let what = if unit.kind == UnitKind::File { "files have the path" } else { "templates have the id" };
            let message = format!("two {what} `{}`", unit.id);
            let diagnostic = Diagnostic::error(codes::PATH_ID_DUPLICATE, message).with_place(unit.place.clone());
            diagnostics.push(diagnostic.with_related("the first is here", first.clone()));
        }
    }
}

/// What a subject on the path offers must be given by templates that are there.
fn check_offer(path: &GoldenPath, units: &[Unit], compiler: &mut Compiler<'_>) {
    let Some(offer) = path.spec.provides.as_ref().filter(|_| path.spec.includes.is_empty()) else { return };
    let base = Pointer::from_tokens(["spec", "provides", "resources"]);
    for (index, id) in offer.resources.iter().enumerate() {
        let is_resource = |unit: &&Unit| unit.kind == UnitKind::Resource;
        if !units.iter().filter(is_resource).any(|unit| &*unit.id == id.as_str()) {
            let names = units.iter().filter(is_resource).map(|unit| &*unit.id);
            let message = format!("`provides` names `{id}`, and no resource has that id");
            let diagnostic = Diagnostic::error(codes::TEMPLATE_INVALID, message);
            let diagnostic = diagnostic.with_help(help(id.as_str(), names, "add it"));
            compiler.report(diagnostic.with_place(compiler.place(&base.index(index))));
        }
    }
}
