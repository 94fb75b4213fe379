//! `spec.goldenPath`: how an entity or environment follows a golden path.

use std::collections::BTreeSet;

use super::decode::{At, Decoder, filled, parsed, string};
use super::{secrets, values};
use crate::model::{Diagnostic, Follow, FollowEnvironment, Name, NodeKind, Override, PatchOperation, Pointer, codes};

const FOLLOW: [&str; 6] = ["ref", "parameters", "environments", "only", "overrides", "renamedFrom"];
const OVERRIDE: [&str; 8] = ["id", "resource", "environments", "patch", "reason", "owner", "ticket", "expires"];
const PATCH: [&str; 3] = ["op", "path", "value"];

/// Reads `goldenPath`.
pub(super) fn read(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Follow> {
    let fields = decoder.closed(at, &FOLLOW)?;
    let requirement = fields.required(decoder, "ref", values::requirement);
    let parameters = fields.optional(decoder, "parameters", secrets::map);
    let environments = fields.optional(decoder, "environments", |decoder, at| {
        decoder.entries(at, values::name_key, |decoder, at| {
            let fields = decoder.closed(at, &["parameters"])?;
            let parameters = fields.optional(decoder, "parameters", secrets::map).unwrap_or_default();
            Some(FollowEnvironment { parameters })
        })
    });
    let only = fields.optional(decoder, "only", |decoder, at| decoder.items(at, values::name));
    let overrides = fields.optional(decoder, "overrides", overrides);
    let renamed_from = fields.list(decoder, "renamedFrom", values::subject_name);
    let mut follow = Follow::new(requirement?);
    follow.parameters = parameters.unwrap_or_default();
    follow.environments = environments.unwrap_or_default();
    follow.only = only;
    follow.overrides = overrides.unwrap_or_default();
    follow.renamed_from = renamed_from;
    follow.pointer = at.path.pointer();
    Some(follow)
}

fn overrides(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Vec<Override>> {
    let mut seen: BTreeSet<Name> = BTreeSet::new();
    decoder.items(at, |decoder, at| {
        let read = read_override(decoder, at)?;
        if !seen.insert(read.id.clone()) {
            let message = format!("two overrides have the id `{}`", read.id);
            decoder.error(at, codes::PATH_ID_DUPLICATE, message, "give each an id of its own");
        }
        Some(read)
    })
}

fn read_override(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Override> {
    let fields = decoder.closed(at, &OVERRIDE)?;
    let id = fields.required(decoder, "id", values::name);
    let resource = fields.required(decoder, "resource", filled);
    let environments = fields.optional(decoder, "environments", |decoder, at| decoder.items(at, values::name));
    let patch = fields.required(decoder, "patch", |decoder, at| {
        let operations = decoder.items(at, operation)?;
        if matches!(&at.node.kind, NodeKind::List(items) if items.is_empty()) {
            decoder.error(at, codes::VALUE_INVALID, "the patch is empty", "add an operation, or remove the override");
        }
        Some(operations)
    });
    let reason = fields.required(decoder, "reason", filled);
    let owner = fields.optional(decoder, "owner", values::owner);
    let ticket = fields.optional(decoder, "ticket", string);
    let expires = fields.optional(decoder, "expires", values::time);
    Some(Override {
        id: id?,
        resource: resource?,
        environments,
        patch: patch?,
        reason: reason?.as_ref().to_owned(),
        owner,
        ticket,
        expires,
    })
}

#[derive(Clone, Copy)]
enum Operation {
    Add,
    Replace,
    Remove,
    Test,
}

const OPERATIONS: &[(&str, Operation)] = &[
    ("add", Operation::Add),
    ("replace", Operation::Replace),
    ("remove", Operation::Remove),
    ("test", Operation::Test),
];

fn operation(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<PatchOperation> {
    let fields = decoder.closed(at, &PATCH)?;
    let operation = fields.required(decoder, "op", super::decode::one_of(OPERATIONS));
    let path: Option<Pointer> = fields.required(decoder, "path", parsed(codes::VALUE_POINTER, "JSON Pointer"));
    let written = fields.entry("value");
    let value = match (operation?, written) {
        (Operation::Remove, Some(entry)) => {
            let diagnostic = Diagnostic::error(codes::SCHEMA_UNKNOWN_FIELD, "`remove` takes no `value`");
            decoder.report_key(at.path, entry, diagnostic.with_help("remove the field"));
            None
        }
        (Operation::Remove, None) => return Some(PatchOperation::Remove { path: path? }),
        (_, None) => {
            fields.missing(decoder, "value");
            None
        }
        // `null` is a value here like any other.
        (_, Some(entry)) => {
            let path = at.path.key("value");
            secrets::value(decoder, At { node: &entry.value, path: &path })
        }
    };
    let (path, value) = (path?, value?);
    Some(match operation? {
        Operation::Add => PatchOperation::Add { path, value },
        Operation::Replace => PatchOperation::Replace { path, value },
        _ => PatchOperation::Test { path, value },
    })
}
