//! Objects that another tool rendered.

use std::collections::BTreeMap;

use super::super::decode::{Decoder, Fields, boolean, filled};
use super::super::values;
use super::templates::{check_file, expression};
use crate::model::{Diagnostic, ManifestTemplate, Name, ResourceTemplate, Text, codes};

pub(super) fn manifests(
    decoder: &mut Decoder<'_>,
    fields: &Fields<'_>,
    resources: &[ResourceTemplate],
    present: &BTreeMap<Text, Text>,
) -> Vec<ManifestTemplate> {
    let mut taken: Vec<Name> = resources.iter().map(|resource| resource.id.clone()).collect();
    fields.list(decoder, "manifests", |decoder, at| {
        let fields = decoder.closed(at, &["id", "file", "target", "when", "dependsOn", "protect"])?;
        let id = fields.required(decoder, "id", |decoder, at| {
            let id = values::id(decoder, at)?;
            if taken.contains(&id) {
                let diagnostic =
                    Diagnostic::error(codes::PATH_ID_DUPLICATE, format!("two resources have the id `{id}`"));
                decoder.report(at, diagnostic.with_help("give each an id of its own"));
            }
            taken.push(id.clone());
            Some(id)
        });
        let file = fields.required(decoder, "file", |decoder, at| {
            let path = values::relative_path(decoder, at)?;
            check_file(decoder, at, &path, present);
            Some(path)
        });
        let target = fields.required(decoder, "target", values::name);
        let when = fields.optional(decoder, "when", expression);
        let depends_on = fields.list(decoder, "dependsOn", filled);
        let protect = fields.optional(decoder, "protect", boolean).unwrap_or_default();
        let mut template = ManifestTemplate::new(id?, file?, target?);
        (template.when, template.depends_on, template.protect) = (when, depends_on, protect);
        Some(template)
    })
}
