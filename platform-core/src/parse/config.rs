//! `platform.yaml`: where the parts of a platform are found, and what types of dependencies promise.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::decode::{At, Decoder, Path, boolean, text};
use super::item::Files;
use super::kind::{Kind, Strictness, identify};
use super::layout::{CONFIG, Folder, Layout};
use super::values;
use crate::formats::{Limits, yaml};
use crate::model::{DependencyOutput, DependencyType, Diagnostic, Interner, NodeKind, Text, codes};

const SPEC: [&str; 8] =
    ["services", "environments", "goldenPaths", "policies", "waivers", "prices", "catalog", "dependencyTypes"];

/// What `platform.yaml` says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Config {
    pub(super) layout: Layout,
    /// What every provider of a type of dependency gives.
    pub(super) dependency_types: Arc<BTreeMap<Text, DependencyType>>,
}

/// Reads the configuration; what it does not say is as it is by default.
pub(super) fn read(decoder: &mut Decoder<'_>) -> Config {
    let mut config = Config::default();
    let layout = &mut config.layout;
    let at = At::root(decoder.document);
    let Some(fields) = decoder.closed(at, &["apiVersion", "kind", "metadata", "spec"]) else { return config };
    fields.optional(decoder, "metadata", |decoder, at| {
        let fields = decoder.closed(at, &["name", "title", "description"])?;
        fields.optional(decoder, "name", values::name);
        super::entity::check_metadata_texts(decoder, &fields);
        Some(())
    });
    fields.optional(decoder, "spec", |decoder, at| {
        let fields = decoder.closed(at, &SPEC)?;
        let parts = [
            ("services", &mut layout.services),
            ("environments", &mut layout.environments),
            ("goldenPaths", &mut layout.golden_paths),
            ("policies", &mut layout.policies),
            ("waivers", &mut layout.waivers),
            ("catalog", &mut layout.catalog),
        ];
        for (key, folders) in parts {
            if let Some(read) = fields.optional(decoder, key, |decoder, at| decoder.items(at, folder)) {
                *folders = read;
            }
        }
        if let Some(prices) = fields.optional(decoder, "prices", values::relative_path) {
            layout.prices = prices;
        }
        if let Some(types) = fields.optional(decoder, "dependencyTypes", |decoder, at| {
            decoder.entries(at, |_, _, entry| Some(entry.key.clone()), dependency_type)
        }) {
            config.dependency_types = Arc::new(types);
        }
        Some(())
    });
    config
}

fn dependency_type(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<DependencyType> {
    let fields = decoder.closed(at, &["description", "outputs"])?;
    let description = fields.optional(decoder, "description", text);
    let outputs = fields.required(decoder, "outputs", |decoder, at| decoder.entries(at, values::name_key, output));
    Some(DependencyType { description, outputs: outputs? })
}

fn output(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<DependencyOutput> {
    let place = Some(decoder.place(at));
    let fields = decoder.closed(at, &["description", "secret"])?;
    let description = fields.optional(decoder, "description", text);
    let secret = fields.optional(decoder, "secret", boolean).unwrap_or_default();
    Some(DependencyOutput { description, secret, place })
}

fn folder(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Folder> {
    let text: Text = text(decoder, at)?;
    let folder = Folder::new(&text);
    if folder.is_none() {
        let message = format!("`{text}` is no folder below the platform's root");
        decoder.error(
            at,
            codes::EXEC_PATH_ESCAPE,
            message,
            "write a relative path with `/`, without `..`; `.` is the root",
        );
    }
    folder
}

/// What `platform.yaml` says, or what holds without it.
pub(super) fn find(
    files: &Files,
    limits: &Limits,
    interner: &mut Interner,
    diagnostics: &mut Vec<Diagnostic>,
) -> Config {
    let Some(bytes) = files.get(CONFIG) else { return Config::default() };
    let parsed = yaml::parse_each(CONFIG, bytes, limits, interner);
    diagnostics.extend(parsed.diagnostics);
    let Some((document, _)) = parsed.documents.first() else { return Config::default() };
    let mut decoder = Decoder::new(document);
    let config = match identify(&mut decoder, Strictness::Ours) {
        Some(Kind::Config) => {
            let config = read(&mut decoder);
            note_empty(&mut decoder, files);
            config
        }
        Some(_) => {
            let at = At::root(document);
            decoder.error(at, codes::SCHEMA_KIND, "this file holds the platform's own configuration", HELP);
            Config::default()
        }
        None => Config::default(),
    };
    diagnostics.append(&mut decoder.diagnostics);
    config
}

/// A folder that is named and holds nothing is probably another one.
fn note_empty(decoder: &mut Decoder<'_>, files: &Files) {
    let at = At::root(decoder.document);
    let Some(spec) = at.node.get("spec") else { return };
    for key in SPEC {
        let Some(NodeKind::List(items)) = spec.get(key).map(|list| &list.kind) else { continue };
        for (index, node) in items.iter().enumerate() {
            let Some(folder) = node.as_str().and_then(Folder::new) else { continue };
            if folder.holds_any(files) {
                continue;
            }
            let spec = Path::ROOT.key("spec");
            let list = spec.key(key);
            let path = list.index(index);
            let message = format!("nothing of a platform lies in the folder `{}`", folder.as_str());
            let diagnostic = Diagnostic::warning(codes::GRAPH_DANGLING, message).with_help("mend the folder's name");
            decoder.report(At { node, path: &path }, diagnostic);
        }
    }
}

const HELP: &str = "write `kind: PlatformConfig`, and put other documents into other files";
