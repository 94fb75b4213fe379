//! A saved plan of Terraform's, read.

mod change;
mod checks;
mod places;
mod raw;
mod secrets;
mod values;

use std::collections::BTreeMap;

use super::root::TerraformRoot;
use raw::Resource;

use crate::formats::{Limits, json};
use crate::model::{
    Action, Address, Diagnostic, Failure, FormatVersion, Place, Pointer, TerraformChange, TerraformDeferral,
    TerraformOutput, TerraformPlan, Text, Timestamp, codes,
};

/// The major version of the format that is read.
const MAJOR: &str = "1";
const HELP: &str = "give what `terraform show -json PLAN` prints";

/// Reads what `terraform show -json` says of a saved plan, of any version 1 of the format.
///
/// Unknowns become outputs of their resource by place, what is marked sensitive becomes a reference: nothing of it is
/// kept, and no error tells it (docs/decisions/0012).
///
/// ```
/// use platform_core::plan::{TerraformRoot, read_terraform_plan};
/// let text = r#"{"format_version": "1.2", "resource_changes": [{"address": "aws_x.a", "mode": "managed", "type": "aws_x",
///     "name": "a", "change": {"actions": ["delete", "create"], "before": {"n": 1}, "after": {}, "after_unknown": {"n": true}}}]}"#;
/// let root = TerraformRoot::new("cart".parse()?, "staging".parse()?, "terraform".parse()?);
/// let plan = read_terraform_plan(text, &root)?;
/// assert_eq!(plan.changes.first().map(|change| change.actions.len()), Some(2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `parse.json`, `limit.size`, `limit.depth`, and `schema.invalid` for what is no such plan, with the pointer to it.
pub fn read_terraform_plan(text: &str, root: &TerraformRoot) -> Result<TerraformPlan, Failure> {
    let limit = Limits::default().document_bytes;
    if text.len() > limit {
        return Err(too_large(format!("the plan has {} bytes; {limit} is the limit", text.len())));
    }
    is_plan(text)?;
    let document: raw::Document = json::read(FILE, text.as_bytes()).map_err(discreet)?;
    places::check(&document)?;
    let timestamp = document.timestamp.as_deref().map(str::parse::<Timestamp>).transpose();
    let timestamp = timestamp.map_err(|_| invalid("this is not a time", Pointer::root().join("timestamp")))?;
    let reader = change::Reader { root, secrets: secrets::Secrets::of(&document, root) };
    let all = |resources: &[Resource], key: &str| -> Result<Vec<TerraformChange>, Failure> {
        let read = |(index, one)| reader.change(one, &Pointer::root().join(key).index(index));
        let mut read: Vec<TerraformChange> = resources.iter().enumerate().map(read).collect::<Result<_, _>>()?;
        read.sort_by(|left, right| (&left.address, &left.deposed).cmp(&(&right.address, &right.deposed)));
        Ok(read)
    };
    let changes = all(&document.resource_changes, "resource_changes")?;
    once_each(&changes)?;
    let deferred = document.deferred_changes.iter().enumerate().map(|(index, one)| {
        let at = Pointer::root().join("deferred_changes").index(index).join("resource_change");
        let change = reader.change(&one.resource_change, &at)?;
        Ok(TerraformDeferral { reason: one.reason.as_str().into(), change })
    });
    let deferred = deferred.collect::<Result<Vec<_>, Failure>>()?;
    let outputs = document.output_changes.iter().map(|(name, change)| {
        let at = Pointer::root().join("output_changes").join(name);
        let sides = reader.sides(&address(root, &format!("output.{name}"), &at)?, None, change);
        let actions = change::actions(&change.actions, false, false, &at)?;
        Ok((name.as_str().into(), TerraformOutput { actions, before: sides.before, after: sides.after }))
    });
    let outputs = outputs.collect::<Result<BTreeMap<Text, TerraformOutput>, Failure>>()?;
    let does = |actions: &[Action]| actions.iter().any(|action| *action != Action::NoOp);
    let has_changes =
        changes.iter().any(|change| does(&change.actions)) || outputs.values().any(|output| does(&output.actions));
    Ok(TerraformPlan {
        format_version: FormatVersion::CURRENT,
        terraform_version: document.terraform_version.as_str().into(),
        timestamp,
        // OpenTofu, and what is older than this part of the format, does not say it.
        applyable: document.applyable.unwrap_or(has_changes && !document.errored),
        complete: document.complete.unwrap_or(deferred.is_empty() && !document.errored),
        errored: document.errored,
        drift: all(&document.resource_drift, "resource_drift")?,
        checks: checks::results(&document.checks, root),
        changes,
        deferred,
        outputs,
    })
}

fn address(root: &TerraformRoot, id: &str, at: &Pointer) -> Result<Address, Failure> {
    Address::new(&root.subject, &root.environment, root.target.as_str(), id)
        .map_err(|_| invalid("an address is empty, or has characters that can't be shown", at.join("address")))
}

/// What errors call it.
const FILE: &str = "terraform plan";

/// Another version may have another shape, and a state has the same head: both are told before anything else is.
fn is_plan(text: &str) -> Result<(), Failure> {
    let head: raw::Head = json::read(FILE, text.as_bytes()).map_err(discreet)?;
    if head.format_version.split('.').next() != Some(MAJOR) {
        let message = format!("this version of the format is not known: version {MAJOR} is read");
        return Err(invalid(&message, Pointer::root().join("format_version")));
    }
    let is_planned = head.planned_values.is_some() || head.configuration.is_some() || head.resource_changes.is_some();
    // A list could be taken for the values of a map.
    if !is_planned || !text.trim_start().starts_with('{') {
        return Err(invalid("this is no plan: nothing in it says what is planned", Pointer::root()));
    }
    Ok(())
}

fn once_each(changes: &[TerraformChange]) -> Result<(), Failure> {
    let twice = changes.windows(2).find_map(|pair| match pair {
        [one, other] if one.address == other.address && one.deposed == other.deposed => Some(&one.address),
        _ => None,
    });
    twice.map_or(Ok(()), |address| {
        Err(invalid(&format!("{} stands twice", address.id()), Pointer::root().join("resource_changes")))
    })
}

fn too_large(message: String) -> Failure {
    Diagnostic::error(codes::LIMIT_SIZE, message).with_help("split the root module").into()
}

fn invalid(message: &str, at: Pointer) -> Failure {
    let problem = Diagnostic::error(codes::SCHEMA_INVALID, message).with_help(HELP);
    problem.with_place(Place { pointer: at, ..Place::file(FILE) }).into()
}

/// What is found where something else should be may be anything: it is not repeated.
fn discreet(failure: Failure) -> Failure {
    let tell = |problem: Diagnostic| {
        let quotes = problem.code == codes::SCHEMA_INVALID && !problem.message.starts_with("missing field");
        let message = if quotes { "something else is expected here".to_owned() } else { problem.message.clone() };
        Diagnostic { message, ..problem }.with_help(HELP)
    };
    Failure { diagnostics: failure.diagnostics.into_iter().map(tell).collect() }
}
