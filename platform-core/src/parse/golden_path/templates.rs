//! The templates of a golden path: resources, files, catalog entities.

use std::collections::{BTreeMap, HashMap};

use super::super::decode::{At, Decoder, Fields, anything, boolean, did_you_mean, filled, one_of, text};
use super::super::{secrets, values};
use crate::model::{
    Diagnostic, EntityTemplate, FileTemplate, Name, NodeKind, OutputTemplate, Ownership, Passthrough, Place, Provides,
    ResourceTemplate, TemplateScope, Text, Value, codes,
};

const RESOURCE: [&str; 11] =
    ["id", "target", "scope", "when", "each", "provides", "dependsOn", "replaces", "protect", "outputs", "body"];
const FILE: [&str; 7] = ["path", "template", "content", "ownership", "passthrough", "when", "scope"];
const SCOPES: &[(&str, TemplateScope)] =
    &[("environment", TemplateScope::Environment), ("subject", TemplateScope::Subject)];
const OWNERSHIPS: &[(&str, Ownership)] =
    &[("managed", Ownership::Managed), ("seeded", Ownership::Seeded), ("merged", Ownership::Merged)];
const PASSTHROUGHS: &[(&str, Passthrough)] = &[("github-actions", Passthrough::GithubActions)];

/// Ids that were seen, and where.
#[derive(Default)]
struct Seen(HashMap<Text, Place>);

impl Seen {
    fn add(&mut self, decoder: &mut Decoder<'_>, at: At<'_>, what: &str, id: &Text, help: &str) {
        let place = decoder.place(at);
        if let Some(first) = self.0.get(id) {
            let message = format!("two {what} `{id}`");
            let diagnostic = Diagnostic::error(codes::PATH_ID_DUPLICATE, message).with_help(help);
            let first = first.clone();
            decoder.report(at, diagnostic.with_related("it stands here first", first));
        } else {
            self.0.insert(id.clone(), place);
        }
    }
}

pub(super) fn resources(decoder: &mut Decoder<'_>, fields: &Fields<'_>) -> Vec<ResourceTemplate> {
    let mut seen = Seen::default();
    fields.list(decoder, "resources", |decoder, at| resource(decoder, at, &mut seen))
}

fn resource(decoder: &mut Decoder<'_>, at: At<'_>, seen: &mut Seen) -> Option<ResourceTemplate> {
    let fields = decoder.closed(at, &RESOURCE)?;
    let id = fields.required(decoder, "id", |decoder, at| {
        let id = values::id(decoder, at)?;
        seen.add(decoder, at, "resources have the id", id.text(), "give each an id of its own");
        Some(id)
    });
    let target = fields.required(decoder, "target", values::name);
    let scope = fields.optional(decoder, "scope", one_of(SCOPES)).unwrap_or_default();
    let when = fields.optional(decoder, "when", expression);
    let each = fields.optional(decoder, "each", expression);
    let provides = fields.optional(decoder, "provides", provides);
    let depends_on = fields.list(decoder, "dependsOn", filled);
    let replaces = fields.optional(decoder, "replaces", filled);
    let protect = fields.optional(decoder, "protect", boolean).unwrap_or_default();
    let outputs = fields.optional(decoder, "outputs", |decoder, at| decoder.entries(at, values::name_key, output));
    let body = fields.required(decoder, "body", body);
    if each.is_some() && provides.is_some() {
        let message = "`each` and `provides` both make instances of a template";
        decoder.error(at, codes::TEMPLATE_INVALID, message, "use one of the two");
    }
    let mut template = ResourceTemplate::new(id?, target?, body?);
    template.scope = scope;
    template.when = when;
    template.each = each;
    template.provides = provides;
    template.depends_on = depends_on;
    template.replaces = replaces;
    template.protect = protect;
    template.outputs = outputs.unwrap_or_default();
    Some(template)
}

/// An expression is text with `${{ … }}`.
pub(super) fn expression(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Text> {
    if let NodeKind::Scalar(Value::Bool(value)) = &at.node.kind {
        // Always or never: the same as the expression that says so.
        return Some(if *value { "${{ true }}" } else { "${{ false }}" }.into());
    }
    let text = match &at.node.kind {
        NodeKind::Scalar(Value::String(text)) => text,
        _ => {
            decoder.wrong_type(at, "an expression");
            return None;
        }
    };
    if !text.contains("${{") {
        let message = format!("{} must be an expression", at.path.label());
        let help = format!("write `\"${{{{ {} }}}}\"`", text.trim());
        decoder.error(at, codes::EXPRESSION_SYNTAX, message, help);
        return None;
    }
    Some(text.clone())
}

fn provides(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Provides> {
    let fields = decoder.closed(at, &["type", "class"])?;
    let r#type = fields.required(decoder, "type", filled);
    let class = fields.optional(decoder, "class", filled);
    Some(Provides { r#type: r#type?, class })
}

fn output(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<OutputTemplate> {
    let fields = decoder.closed(at, &["attribute", "value", "secret"])?;
    let attribute = fields.optional(decoder, "attribute", filled);
    let value = fields.optional(decoder, "value", anything);
    let secret = fields.optional(decoder, "secret", boolean).unwrap_or_default();
    let written = ["attribute", "value"].iter().filter(|key| fields.is_given(key)).count();
    if written != 1 {
        let message = format!("the output {} has to be read from one place", at.path.label());
        let help = "write `attribute` for what is known after apply, or `value` for what is known now";
        decoder.error(at, codes::TEMPLATE_INVALID, message, help);
    }
    Some(OutputTemplate { attribute, value, secret })
}

fn body(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Value> {
    if !matches!(&at.node.kind, NodeKind::Map(_)) && at.node.as_str().is_none_or(|text| !text.contains("${{")) {
        decoder.wrong_type(at, "a map, or an expression that gives one");
        return None;
    }
    secrets::body(decoder, at)
}

pub(super) fn files(
    decoder: &mut Decoder<'_>,
    fields: &Fields<'_>,
    present: &BTreeMap<Text, Text>,
) -> Vec<FileTemplate> {
    let mut seen = Seen::default();
    fields.list(decoder, "files", |decoder, at| file(decoder, at, present, &mut seen))
}

fn file(
    decoder: &mut Decoder<'_>,
    at: At<'_>,
    present: &BTreeMap<Text, Text>,
    seen: &mut Seen,
) -> Option<FileTemplate> {
    let fields = decoder.closed(at, &FILE)?;
    let conditional = fields.is_given("when");
    let path = fields.required(decoder, "path", |decoder, at| {
        let path = values::relative_path(decoder, at)?;
        if !conditional {
            seen.add(decoder, at, "files have the path", &path, "write each file once, or say `when`");
        }
        Some(path)
    });
    let template = fields.optional(decoder, "template", |decoder, at| {
        let path = values::relative_path(decoder, at)?;
        check_file(decoder, at, &path, present);
        Some(path)
    });
    let content = fields.optional(decoder, "content", text);
    let ownership = fields.optional(decoder, "ownership", one_of(OWNERSHIPS)).unwrap_or_default();
    let passthrough = fields.optional(decoder, "passthrough", one_of(PASSTHROUGHS));
    let when = fields.optional(decoder, "when", expression);
    let scope = fields.optional(decoder, "scope", one_of(SCOPES)).unwrap_or(TemplateScope::Subject);
    let written = ["template", "content"].iter().filter(|key| fields.is_given(key)).count();
    if written != 1 {
        let message = "a file is made from one source";
        decoder.error(at, codes::TEMPLATE_INVALID, message, "write `template: FILE` or `content: |`, and not both");
    }
    Some(FileTemplate { path: path?, template, content, ownership, passthrough, when, scope })
}

/// A file that the path's folder must hold.
pub(super) fn check_file(decoder: &mut Decoder<'_>, at: At<'_>, path: &Text, present: &BTreeMap<Text, Text>) {
    if !present.contains_key(path) && !decoder.is_full() {
        let message = format!("there is no file `{path}` in the path's folder");
        let help = match present.is_empty() {
            true => "put it there, as text in UTF-8".into(),
            false => did_you_mean(path, present.keys().map(|path| &**path)),
        };
        decoder.error(at, codes::TEMPLATE_MISSING, message, help);
    }
}

pub(super) fn entities(decoder: &mut Decoder<'_>, fields: &Fields<'_>) -> Vec<EntityTemplate> {
    let mut seen = Seen::default();
    fields.list(decoder, "entities", |decoder, at| {
        let fields = decoder.closed(at, &["id", "when", "body"])?;
        let id: Option<Name> = fields.required(decoder, "id", |decoder, at| {
            let id = values::id(decoder, at)?;
            seen.add(decoder, at, "entities have the id", id.text(), "give each an id of its own");
            Some(id)
        });
        let when = fields.optional(decoder, "when", expression);
        let body = fields.required(decoder, "body", body);
        Some(EntityTemplate { id: id?, when, body: body? })
    })
}
