//! Golden paths: one version, with the files of its folder.

mod manifests;
mod templates;

use std::collections::{BTreeMap, BTreeSet};

use super::decode::{At, Decoder, Fields, filled, one_of, parsed, string};
use super::entity::check_metadata_texts;
use super::{secrets, values};
use crate::model::{
    Deprecation, Diagnostic, GoldenPath, GoldenPathMetadata, GoldenPathSpec, Include, MovedId, Name, NodeKind, Offer,
    Overridable, Source, Text, Value, codes,
};

const METADATA: [&str; 5] = ["name", "version", "owner", "title", "description"];
const SPEC: [&str; 17] = [
    "appliesTo",
    "decision",
    "deprecated",
    "includes",
    "parameters",
    "values",
    "enforce",
    "artifacts",
    "resources",
    "manifests",
    "files",
    "entities",
    "provides",
    "overridable",
    "policies",
    "rollout",
    "moved",
];
/// The kinds of subject that a path can be for.
const KINDS: &[(&str, &str)] = &[
    ("component", "component"),
    ("resource", "resource"),
    ("system", "system"),
    ("group", "group"),
    ("api", "api"),
    ("environment", "environment"),
];

/// The folder a golden path was found in.
pub(super) struct Folder<'f> {
    /// The name of the folder above.
    pub(super) name: &'f str,
    /// The folder's own name.
    pub(super) version: &'f str,
    /// The texts of the files in it, by their path in it.
    pub(super) files: BTreeMap<Text, Text>,
}

/// Reads a golden path.
pub(super) fn read(decoder: &mut Decoder<'_>, folder: Folder<'_>, source: Source) -> Option<GoldenPath> {
    let at = At::root(decoder.document);
    let fields = decoder.closed(at, &["apiVersion", "kind", "metadata", "spec"])?;
    let metadata = fields.required(decoder, "metadata", |decoder, at| metadata(decoder, at, &folder));
    let spec = fields.required(decoder, "spec", |decoder, at| spec(decoder, at, &folder.files));
    let (metadata, spec) = (metadata?, spec?);
    let digest = GoldenPath::digest_of(&at.node.to_value(), &folder.files);
    Some(GoldenPath { metadata, spec, files: folder.files, digest, source, prepared: Default::default() })
}

fn metadata(decoder: &mut Decoder<'_>, at: At<'_>, folder: &Folder<'_>) -> Option<GoldenPathMetadata> {
    let fields = decoder.closed(at, &METADATA)?;
    let name = fields.required(decoder, "name", |decoder, at| {
        let name = values::name(decoder, at)?;
        agree(decoder, at, "name", name.as_str(), folder.name);
        Some(name)
    });
    let version = fields.required(decoder, "version", |decoder, at| {
        let version = values::version(decoder, at)?;
        agree(decoder, at, "version", &version.to_string(), folder.version);
        Some(version)
    });
    let owner = fields.optional(decoder, "owner", values::owner);
    check_metadata_texts(decoder, &fields);
    let text = |key: &str| fields.entry(key).and_then(|entry| entry.value.as_str()).map(str::to_owned);
    Some(GoldenPathMetadata {
        name: name?,
        version: version?,
        owner,
        title: text("title"),
        description: text("description"),
    })
}

/// A version is found by its folder, so what it says of itself must be the same.
fn agree(decoder: &mut Decoder<'_>, at: At<'_>, what: &str, written: &str, folder: &str) {
    if written != folder {
        let message = format!("the {what} is `{written}`, but the folder says `{folder}`");
        let help = "a golden path lies in `golden-paths/NAME/VERSION/golden-path.yaml`: rename the folder or change the \
                    metadata";
        decoder.error(at, codes::PATH_FOLDER_MISMATCH, message, help);
    }
}

fn spec(decoder: &mut Decoder<'_>, at: At<'_>, files: &BTreeMap<Text, Text>) -> Option<GoldenPathSpec> {
    let fields = decoder.closed(at, &SPEC)?;
    let resources = templates::resources(decoder, &fields);
    Some(GoldenPathSpec {
        applies_to: fields.list(decoder, "appliesTo", |decoder, at| one_of(KINDS)(decoder, at).map(Into::into)),
        decision: fields.optional(decoder, "decision", string),
        deprecated: fields.optional(decoder, "deprecated", deprecated),
        includes: includes(decoder, &fields),
        parameters: fields.optional(decoder, "parameters", schema).unwrap_or_default(),
        values: fields.optional(decoder, "values", secrets::map).unwrap_or_default(),
        enforce: fields.optional(decoder, "enforce", secrets::map).unwrap_or_default(),
        artifacts: fields.list(decoder, "artifacts", values::name),
        manifests: manifests::manifests(decoder, &fields, &resources, files),
        resources,
        files: templates::files(decoder, &fields, files),
        entities: templates::entities(decoder, &fields),
        provides: fields.optional(decoder, "provides", offer),
        overridable: fields.list(decoder, "overridable", overridable),
        policies: fields.list(decoder, "policies", |decoder, at| {
            let path = values::relative_path(decoder, at)?;
            templates::check_file(decoder, at, &path, files);
            Some(path)
        }),
        rollout: fields
            .optional(decoder, "rollout", |decoder, at| {
                decoder.fields(at)?;
                Some(at.node.to_value())
            })
            .unwrap_or_default(),
        moved: moves(decoder, &fields),
    })
}

fn deprecated(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Deprecation> {
    let fields = decoder.closed(at, &["since", "until", "use", "reason"])?;
    let since = fields.optional(decoder, "since", values::time);
    let until = fields.optional(decoder, "until", values::time);
    let r#use = fields.optional(decoder, "use", values::requirement);
    let reason = fields.optional(decoder, "reason", string);
    if let (Some(since), Some(until)) = (since, until)
        && since > until
    {
        let message = "the deprecation ends before it begins";
        decoder.error(at, codes::VALUE_INVALID, message, "let `since` come before `until`");
    }
    Some(Deprecation { since, until, r#use, reason })
}

fn includes(decoder: &mut Decoder<'_>, fields: &Fields<'_>) -> Vec<Include> {
    let mut names: BTreeSet<Name> = BTreeSet::new();
    fields.list(decoder, "includes", |decoder, at| {
        let fields = decoder.closed(at, &["ref", "parameters"])?;
        let requirement = fields.required(decoder, "ref", values::requirement);
        let parameters = fields.optional(decoder, "parameters", secrets::map).unwrap_or_default();
        let requirement = requirement?;
        if !names.insert(requirement.name().clone()) {
            let message = format!("`{}` is included twice", requirement.name());
            decoder.error(at, codes::PATH_ID_DUPLICATE, message, "include a path once");
        }
        Some(Include { r#ref: requirement, parameters })
    })
}

/// The schema of the parameters. Whether it is a valid one is found when parameters are checked against it.
fn schema(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Value> {
    let fields = decoder.fields(at)?;
    match fields.entry("type").map(|entry| entry.value.as_str()) {
        Some(Some("object")) | None => {}
        Some(_) => {
            let path = at.path.key("type");
            let node = &fields.entry("type")?.value;
            let message = "parameters are a map, so their schema has the type `object`";
            decoder.error(At { node, path: &path }, codes::PATH_SCHEMA, message, "write `type: object`");
        }
    }
    Some(at.node.to_value())
}

fn offer(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Offer> {
    let fields = decoder.closed(at, &["type", "resources"])?;
    let r#type = fields.required(decoder, "type", filled);
    let resources = fields.required(decoder, "resources", |decoder, at| {
        let resources = decoder.items(at, values::id)?;
        if matches!(&at.node.kind, NodeKind::List(items) if items.is_empty()) {
            let help = "name the resources that give its outputs";
            decoder.error(at, codes::VALUE_INVALID, "what is provided needs a resource", help);
        }
        Some(resources)
    });
    Some(Offer { r#type: r#type?, resources: resources? })
}

fn overridable(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Overridable> {
    let fields = decoder.closed(at, &["resource", "paths"])?;
    let resource = fields.required(decoder, "resource", filled);
    let paths = fields
        .required(decoder, "paths", |decoder, at| decoder.items(at, parsed(codes::VALUE_POINTER, "JSON Pointer")));
    Some(Overridable { resource: resource?, paths: paths? })
}

/// Ids that were renamed. Each has one new one, and no two become one.
fn moves(decoder: &mut Decoder<'_>, fields: &Fields<'_>) -> Vec<MovedId> {
    let (mut from, mut to) = (BTreeSet::new(), BTreeSet::new());
    fields.list(decoder, "moved", |decoder, at| {
        let read = moved(decoder, at)?;
        let twice = [(&mut from, &read.from, "moved twice"), (&mut to, &read.to, "what two are moved to")];
        for (seen, id, what) in twice {
            if !seen.insert(id.clone()) {
                let message = format!("`{id}` is {what}");
                decoder.error(at, codes::PLAN_MOVE, message, "an id has one new id: remove one of the two entries");
            }
        }
        Some(read)
    })
}

fn moved(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<MovedId> {
    let fields = decoder.closed(at, &["from", "to"])?;
    let from = fields.required(decoder, "from", filled);
    let to = fields.required(decoder, "to", filled);
    let (from, to) = (from?, to?);
    if from == to {
        let diagnostic = Diagnostic::error(codes::PLAN_MOVE, format!("`{from}` is moved to itself"));
        decoder.report(at, diagnostic.with_help("remove the entry"));
        return None;
    }
    Some(MovedId { from, to })
}
