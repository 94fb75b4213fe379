//! Catalog entities, checked as Backstage's own catalog checks them.
//!
//! The rules are those of `@backstage/catalog-model`: the envelope and field formats of its entity policies, and the
//! required fields and types of its JSON Schemas by kind. What they don't know is kept.

mod formats;
mod kinds;

use super::decode::{At, Decoder, Fields, filled, text};
use super::values::is_label;
use crate::formats::suggest;
use crate::model::{Diagnostic, Entity, EntityRef, Follow, NodeKind, Source, codes};

pub(super) use formats::{check_labels, check_metadata_texts};
pub(super) use kinds::{Rules, kinds, references, rules};

/// What an entity may begin with.
const ENVELOPE: [&str; 4] = ["apiVersion", "kind", "metadata", "spec"];

/// Reads an entity, and how it follows a golden path, if it does.
pub(super) fn read(
    decoder: &mut Decoder<'_>,
    rules: &'static Rules,
    source: Source,
) -> Option<(Entity, Option<Follow>)> {
    let at = At::root(decoder.document);
    let fields = decoder.closed(at, &ENVELOPE)?;
    let reference = fields.required(decoder, "metadata", |decoder, at| metadata(decoder, at, rules)).flatten();
    let follow = fields.required(decoder, "spec", |decoder, at| Some(spec(decoder, at, rules))).flatten();
    let mut entity = Entity::new(reference?, at.node.to_value());
    entity.source = source;
    Some((entity, follow))
}

/// Notes the problems of `metadata`; gives what it names.
#[allow(clippy::option_option)]
fn metadata(decoder: &mut Decoder<'_>, at: At<'_>, rules: &Rules) -> Option<Option<EntityRef>> {
    let fields = decoder.fields(at)?;
    let name = fields.required(decoder, "name", super::values::name);
    let namespace = fields.optional(decoder, "namespace", |decoder, at| {
        let text = text(decoder, at)?;
        if !is_label(&text) {
            let message = format!("`{text}` can't be a namespace");
            let help = "use lower-case letters and digits with single `-` between them, at most 63 characters";
            decoder.error(at, codes::VALUE_NAME, message, help);
        }
        Some(text)
    });
    formats::check(decoder, &fields);
    let namespace = namespace.as_deref().unwrap_or("default");
    Some(name.and_then(|name| EntityRef::new(rules.kind, namespace, name.as_str()).ok()))
}

fn spec(decoder: &mut Decoder<'_>, at: At<'_>, rules: &Rules) -> Option<Follow> {
    let fields = decoder.fields(at)?;
    rules.check(decoder, &fields);
    near_miss(decoder, &fields);
    let entry = fields.entry("goldenPath")?;
    if !rules.follows {
        let message = format!("a {} can't follow a golden path", rules.kind);
        let help = "Components, Resources, Systems, Groups, APIs and Environments can";
        decoder.report_key(at.path, entry, Diagnostic::error(codes::SCHEMA_UNKNOWN_FIELD, message).with_help(help));
        return None;
    }
    let path = at.path.key("goldenPath");
    super::follow::read(decoder, At { node: &entry.value, path: &path })
}

/// Fields that Backstage doesn't know are kept, but `golddenPath` would silently plan nothing.
fn near_miss(decoder: &mut Decoder<'_>, fields: &Fields<'_>) {
    for entry in fields.entries.iter().filter(|entry| &*entry.key != "goldenPath") {
        if suggest(&entry.key, ["goldenPath"]).is_some() {
            let message = format!("`{}` means nothing here", entry.key);
            let diagnostic = Diagnostic::warning(codes::SCHEMA_UNKNOWN_FIELD, message);
            decoder.report_key(fields.at.path, entry, diagnostic.with_help("did you mean `goldenPath`?"));
        }
    }
}

/// A map `{$text: file}`, which Backstage replaces by what it names.
fn is_placeholder(at: At<'_>) -> bool {
    matches!(&at.node.kind, NodeKind::Map(entries) if matches!(&**entries, [entry] if entry.key.starts_with('$')))
}

/// A field that holds text with something in it, or a placeholder.
fn check_text(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<()> {
    if is_placeholder(at) { Some(()) } else { filled(decoder, at).map(|_| ()) }
}
