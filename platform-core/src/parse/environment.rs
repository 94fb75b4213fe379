//! Environments.

use std::collections::BTreeMap;

use super::decode::{At, Decoder, Fields, boolean, filled, one_of, text};
use super::entity::{check_labels, check_metadata_texts};
use super::{follow, git, secrets, values};
use crate::model::{
    Access, ApprovalRule, Budget, Delivery, Diagnostic, Environment, EnvironmentSpec, Name, NodeKind, Source, Target,
    TerraformProgram, Text, Value, codes, span,
};

const METADATA: [&str; 4] = ["name", "labels", "title", "description"];
const SPEC: [&str; 9] =
    ["promotesFrom", "parameters", "enforce", "targets", "access", "budget", "expires", "renamedFrom", "goldenPath"];
const TARGET: [&str; 9] =
    ["type", "delivery", "directory", "outputs", "git", "context", "readyWithin", "forceConflicts", "program"];
const DELIVERIES: &[(&str, Delivery)] =
    &[("directory", Delivery::Directory), ("apply", Delivery::Apply), ("gitops", Delivery::Gitops)];
const PROGRAMS: &[(&str, TerraformProgram)] =
    &[("terraform", TerraformProgram::Terraform), ("tofu", TerraformProgram::Tofu)];
/// Targets that every subject has once, outside all environments.
const BUILT_IN: [&str; 2] = ["file", "catalog"];

/// Reads an environment.
pub(super) fn read(decoder: &mut Decoder<'_>, source: Source) -> Option<Environment> {
    let at = At::root(decoder.document);
    let fields = decoder.closed(at, &["apiVersion", "kind", "metadata", "spec"])?;
    let metadata = fields.required(decoder, "metadata", metadata);
    let spec = fields.required(decoder, "spec", spec);
    let (name, labels) = metadata?;
    let mut environment = Environment::new(name, spec?);
    environment.labels = labels;
    environment.source = source;
    Some(environment)
}

fn metadata(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<(Name, BTreeMap<Text, Text>)> {
    let fields = decoder.closed(at, &METADATA)?;
    let name = fields.required(decoder, "name", values::name);
    check_metadata_texts(decoder, &fields);
    let labels = fields.optional(decoder, "labels", |decoder, at| {
        check_labels(decoder, at)?;
        let NodeKind::Map(entries) = &at.node.kind else { return None };
        let text = |value: &Value| value.as_str().map(Text::from);
        let labels = entries.iter().filter_map(|entry| match &entry.value.kind {
            NodeKind::Scalar(value) => Some((entry.key.clone(), text(value)?)),
            _ => None,
        });
        Some(labels.collect())
    });
    Some((name?, labels.unwrap_or_default()))
}

fn spec(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<EnvironmentSpec> {
    let fields = decoder.closed(at, &SPEC)?;
    Some(EnvironmentSpec {
        promotes_from: fields.list(decoder, "promotesFrom", values::name),
        parameters: fields.optional(decoder, "parameters", secrets::map).unwrap_or_default(),
        enforce: fields.optional(decoder, "enforce", secrets::map).unwrap_or_default(),
        targets: targets(decoder, &fields),
        access: fields.optional(decoder, "access", access),
        budget: fields.optional(decoder, "budget", budget),
        expires: fields.optional(decoder, "expires", values::time),
        renamed_from: fields.list(decoder, "renamedFrom", values::name),
        golden_path: fields.optional(decoder, "goldenPath", follow::read),
    })
}

fn targets(decoder: &mut Decoder<'_>, fields: &Fields<'_>) -> BTreeMap<Name, Target> {
    let key = |decoder: &mut Decoder<'_>, map: &super::decode::Path<'_>, entry: &crate::model::Entry| {
        if BUILT_IN.contains(&&*entry.key) {
            let message = format!("`{}` is a target that every subject has already", entry.key);
            let diagnostic = Diagnostic::error(codes::VALUE_INVALID, message);
            decoder.report_key(map, entry, diagnostic.with_help("give the target another key"));
            return None;
        }
        values::name_key(decoder, map, entry)
    };
    let targets = fields.optional(decoder, "targets", |decoder, at| decoder.entries(at, key, target));
    targets.unwrap_or_default()
}

fn target(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Target> {
    let mut target = Target::default();
    if at.is_null() {
        return Some(target);
    }
    let fields = decoder.closed(at, &TARGET)?;
    target.r#type = fields.optional(decoder, "type", values::name);
    target.delivery = fields.optional(decoder, "delivery", one_of(DELIVERIES)).unwrap_or_default();
    target.directory = fields.optional(decoder, "directory", values::relative_path);
    target.outputs = fields.optional(decoder, "outputs", values::relative_path);
    target.git = git::read(decoder, &fields, target.delivery);
    target.context = fields.optional(decoder, "context", filled);
    target.ready_within = fields.optional(decoder, "readyWithin", ready_within);
    target.force_conflicts = fields.optional(decoder, "forceConflicts", boolean).unwrap_or_default();
    target.program = fields.optional(decoder, "program", one_of(PROGRAMS));
    Some(target)
}

pub(super) fn ready_within(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Text> {
    let text = text(decoder, at)?;
    if span(&text).is_none() {
        let message = format!("{} must be a span of time, and is `{text}`", at.path.label());
        decoder.error(at, codes::VALUE_INVALID, message, "write a whole number with its unit: `90s`, `10m`, `1h`");
    }
    Some(text)
}

fn access(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Access> {
    let fields = decoder.closed(at, &["apply", "approve"])?;
    let apply = fields.list(decoder, "apply", values::owner);
    let approve = fields.list(decoder, "approve", |decoder, at| {
        let fields = decoder.closed(at, &["group", "count"])?;
        let group = fields.required(decoder, "group", values::owner);
        let count = fields.required(decoder, "count", count);
        Some(ApprovalRule { group: group?, count: count? })
    });
    Some(Access { apply, approve })
}

fn count(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<u32> {
    let number = match &at.node.kind {
        NodeKind::Scalar(Value::Integer(number)) => u32::try_from(*number).ok().filter(|number| *number > 0),
        _ => None,
    };
    if number.is_none() {
        decoder.wrong_type(at, "a number of people, from 1");
    }
    number
}

fn budget(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Budget> {
    let fields = decoder.closed(at, &["monthly", "currency"])?;
    let monthly = fields.required(decoder, "monthly", |decoder, at| {
        let text = text(decoder, at)?;
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(fraction) {
            let message = format!("`{text}` is no amount of money");
            decoder.error(
                at,
                codes::VALUE_INVALID,
                message,
                "write a decimal number as text: `\"2000\"` or `\"13.10\"`",
            );
        }
        Some(text)
    });
    let currency = fields.required(decoder, "currency", |decoder, at| {
        let text = filled(decoder, at)?;
        if text.len() != 3 || !text.bytes().all(|byte| byte.is_ascii_uppercase()) {
            let message = format!("`{text}` is no currency");
            decoder.error(at, codes::VALUE_INVALID, message, "write the three letters of ISO 4217: `EUR`");
        }
        Some(text)
    });
    Some(Budget { monthly: monthly?, currency: currency? })
}
