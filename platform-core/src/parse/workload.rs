//! Score workloads (`score.dev/v1b1`): what a workload is called and what it depends on. The rest is kept as written.

use super::decode::{At, Decoder, Path, filled};
use super::values;
use super::values::is_label;
use crate::model::{Diagnostic, Entry, Map, Name, NodeKind, Source, Text, Workload, WorkloadResource, codes};

const RESOURCE: [&str; 5] = ["type", "class", "id", "params", "metadata"];

/// Reads a workload.
pub(super) fn read(decoder: &mut Decoder<'_>, source: Source) -> Option<Workload> {
    let at = At::root(decoder.document);
    let fields = decoder.closed(at, &["apiVersion", "metadata", "service", "containers", "resources"])?;
    let name = fields.required(decoder, "metadata", |decoder, at| {
        let fields = decoder.fields(at)?;
        fields.required(decoder, "name", values::name)
    });
    fields.required(decoder, "containers", containers);
    fields.optional(decoder, "service", |decoder, at| {
        let fields = decoder.closed(at, &["ports"])?;
        fields.optional(decoder, "ports", |decoder, at| decoder.fields(at).map(drop))
    });
    let resources = fields
        .optional(decoder, "resources", |decoder, at| decoder.entries(at, label_key, resource))
        .unwrap_or_default();
    let mut workload = Workload::new(name?, at.node.to_value(), resources);
    workload.source = source;
    Some(workload)
}

fn containers(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<()> {
    let fields = decoder.fields(at)?;
    if fields.entries.is_empty() {
        decoder.error(at, codes::VALUE_INVALID, "a workload has at least one container", "add one under `containers`");
    }
    for entry in fields.entries {
        label_key(decoder, at.path, entry);
        let path = at.path.key(&entry.key);
        let Some(container) = decoder.fields(At { node: &entry.value, path: &path }) else { continue };
        container.required(decoder, "image", filled);
        container.optional(decoder, "variables", |decoder, at| {
            let fields = decoder.fields(at)?;
            for entry in fields.entries {
                let path = at.path.key(&entry.key);
                super::decode::text(decoder, At { node: &entry.value, path: &path });
            }
            Some(())
        });
    }
    Some(())
}

/// Score names containers and resources by DNS labels.
fn label_key(decoder: &mut Decoder<'_>, map: &Path<'_>, entry: &Entry) -> Option<Name> {
    if is_label(&entry.key) {
        return entry.key.parse().ok();
    }
    let message = format!("`{}` can't be a name in a Score file", entry.key);
    let help = "use lower-case letters and digits with `-` between them, at most 63 characters";
    decoder.report_key(map, entry, Diagnostic::error(codes::VALUE_NAME, message).with_help(help));
    None
}

fn resource(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<WorkloadResource> {
    let fields = decoder.closed(at, &RESOURCE)?;
    let r#type = fields.required(decoder, "type", word);
    let class = fields.optional(decoder, "class", word);
    let id = fields.optional(decoder, "id", filled);
    let params = fields.optional(decoder, "params", plain_map).unwrap_or_default();
    let metadata = fields.optional(decoder, "metadata", plain_map).unwrap_or_default();
    Some(WorkloadResource { r#type: r#type?, class, id, params, metadata })
}

/// Letters and digits with `-` between them, as Score wants types and classes.
fn word(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Text> {
    let text = filled(decoder, at)?;
    if Name::is_valid(&text) && !text.contains(['_', '.']) {
        return Some(text);
    }
    let message = format!("{} can't be `{text}`", at.path.label());
    decoder.error(at, codes::VALUE_INVALID, message, "use letters and digits with `-` between them");
    None
}

fn plain_map(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Map> {
    match &at.node.kind {
        NodeKind::Map(_) => at.node.to_value().as_map().cloned(),
        _ => {
            decoder.wrong_type(at, "a map");
            None
        }
    }
}
