//! `platform.yaml`: where the parts of a platform are found.

use super::decode::{At, Decoder, Path, text};
use super::item::Files;
use super::kind::{Kind, Strictness, identify};
use super::layout::{CONFIG, Folder, Layout};
use super::values;
use crate::formats::{Limits, yaml};
use crate::model::{Diagnostic, Interner, NodeKind, Text, codes};

const SPEC: [&str; 6] = ["services", "environments", "goldenPaths", "policies", "prices", "catalog"];

/// Reads the configuration; what it does not say is where it is by default.
pub(super) fn read(decoder: &mut Decoder<'_>) -> Layout {
    let mut layout = Layout::default();
    let at = At::root(decoder.document);
    let Some(fields) = decoder.closed(at, &["apiVersion", "kind", "metadata", "spec"]) else { return layout };
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
        Some(())
    });
    layout
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

/// The layout that `platform.yaml` gives, or the default one where there is no such file.
pub(super) fn find(
    files: &Files,
    limits: &Limits,
    interner: &mut Interner,
    diagnostics: &mut Vec<Diagnostic>,
) -> Layout {
    let Some(bytes) = files.get(CONFIG) else { return Layout::default() };
    let parsed = yaml::parse_each(CONFIG, bytes, limits, interner);
    diagnostics.extend(parsed.diagnostics);
    let Some((document, _)) = parsed.documents.first() else { return Layout::default() };
    let mut decoder = Decoder::new(document);
    let layout = match identify(&mut decoder, Strictness::Ours) {
        Some(Kind::Config) => {
            let layout = read(&mut decoder);
            note_empty(&mut decoder, files);
            layout
        }
        Some(_) => {
            let at = At::root(document);
            decoder.error(at, codes::SCHEMA_KIND, "this file holds the platform's own configuration", HELP);
            Layout::default()
        }
        None => Layout::default(),
    };
    diagnostics.append(&mut decoder.diagnostics);
    layout
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
