//! Terraform's own plan as what was found at our addresses.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Action, Address, Diagnostic, Name, Observation, Outcome, Pointer, Rendered, Retry, State, TerraformChange,
    TerraformPlan, ToolChange, ToolField, ToolPlan, Value, codes,
};

use super::owned::{TerraformOwners, said};

/// What Terraform would do with each resource of ours at a target, for [`plan`](crate::plan::plan) to be made with: what
/// Terraform alone knows (what can't be changed in place, what somebody else changed or removed, what is so already)
/// becomes part of our plan, and what it would do instead by the time of an apply makes that stale.
///
/// Every resource that is rendered or known there gets one; to what Terraform leaves alone it would do nothing.
///
/// ```
/// use platform_core::model::{Observed, PlanOptions, Rendered, Resource, State, StateResource, Value};
/// use platform_core::plan::{TerraformRoot, observe_terraform_plan, plan, read_terraform_plan};
/// let body = Value::from_json(r#"{"resource": {"aws_sqs_queue": {"jobs": {"name": "jobs"}}}}"#)?;
/// let address: platform_core::model::Address = "cart/staging/terraform/queue".parse()?;
/// let resource = Resource::new(address.clone(), body);
/// let state = State::new("cart".parse()?, "staging".parse()?, "lineage")
///     .with_resource(address.clone(), StateResource::new(resource.body.clone()));
/// let rendered = Rendered::empty("cart".parse()?, "staging".parse()?).with_resource(resource);
/// let text = r#"{"format_version": "1.2", "resource_changes": [{"address": "aws_sqs_queue.jobs", "mode": "managed",
///     "type": "aws_sqs_queue", "name": "jobs", "change": {"actions": ["update"], "after_unknown": {},
///     "before": {"name": "jobs", "delay_seconds": 9}, "after": {"name": "jobs", "delay_seconds": 0}}}]}"#;
/// let root = TerraformRoot::new("cart".parse()?, "staging".parse()?, "terraform".parse()?);
/// let theirs = read_terraform_plan(text, &root)?;
/// let (found, _) = observe_terraform_plan(&theirs, &rendered, &state, &root.target).into_result()?;
/// let observed = Observed::nothing().with_observations(found);
/// let (plan, _) = plan(&rendered, &state, &observed, &PlanOptions::default()).into_result()?;
/// let field = plan.change(&address).and_then(|change| change.fields.first());
/// assert_eq!(field.map(|field| field.path.as_str()), Some("/resource/aws_sqs_queue/jobs/delay_seconds"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `exec.unannounced` for what it would remove and is of no resource of ours.
pub fn observe_terraform_plan(
    theirs: &TerraformPlan,
    rendered: &Rendered,
    state: &State,
    target: &Name,
) -> Outcome<BTreeMap<Address, Observation>> {
    let is_there = |(address, _): &(&Address, &Value)| address.target() == target.as_str();
    let wanted = rendered.resources.iter().map(|(address, resource)| (address, &resource.body));
    let known = state.resources.iter().map(|(address, resource)| (address, &resource.body));
    observe(theirs, wanted.filter(is_there), known.filter(is_there))
}

/// As [`observe_terraform_plan`], of the bodies at the target that are wanted, and of those that are known.
pub(crate) fn observe<'a>(
    theirs: &TerraformPlan,
    wanted: impl Iterator<Item = (&'a Address, &'a Value)> + Clone,
    known: impl Iterator<Item = (&'a Address, &'a Value)> + Clone,
) -> Outcome<BTreeMap<Address, Observation>> {
    let bodies: BTreeMap<&Address, &Value> = known.clone().chain(wanted.clone()).collect();
    let blocks: BTreeMap<&Address, BTreeMap<String, &Value>> =
        bodies.iter().map(|(address, body)| (*address, said(body).collect())).collect();
    let owners = TerraformOwners::new(wanted, known);
    let mut found: BTreeMap<&Address, Vec<ToolChange>> = bodies.keys().map(|one| (*one, Vec::new())).collect();
    let mut problems = Vec::new();
    let does = |action: &Action| !matches!(action, Action::NoOp | Action::Read);
    for change in theirs.changes.iter().filter(|change| change.actions.iter().any(does)) {
        let owner = owners.of(change).and_then(|owner| Some((owner, blocks.get(owner)?)));
        match owner {
            Some((owner, blocks)) => found.entry(owner).or_default().push(tool_change(change, blocks)),
            None if change.deposed.is_none() && change.actions.contains(&Action::Delete) => {
                problems.push(of_nobody(change));
            }
            None => {}
        }
    }
    let planned = found.into_iter();
    let planned = planned.map(|(address, changes)| (address.clone(), Observation::Planned(ToolPlan::new(changes))));
    let planned = problems.is_empty().then(|| planned.collect());
    Outcome::new(planned, problems)
}

fn of_nobody(change: &TerraformChange) -> Diagnostic {
    let verb = if change.actions.contains(&Action::Create) { "replace" } else { "delete" };
    let message = format!("Terraform would {verb} {}, which is of no resource of ours", change.address.id());
    Diagnostic::error(codes::EXEC_UNANNOUNCED, message)
        .with_help("bring it into the files, or let Terraform forget it: `terraform state rm`, or `tofu state rm`")
        .with_retry(Retry::AfterReplan)
}

fn tool_change(change: &TerraformChange, blocks: &BTreeMap<String, &Value>) -> ToolChange {
    let (path, said) = place(change, blocks);
    let mut made = ToolChange::new(change.address.id(), path.clone(), change.actions.clone());
    made.reason.clone_from(&change.reason);
    made.deposed = change.deposed.is_some();
    if change.before.is_some() && change.after.is_some() {
        let forces = |at: &Pointer| change.forced_by.iter().any(|by| by.contains(at) || at.contains(by));
        let mut found = Vec::new();
        differing(&Pointer::root(), change.before.as_ref(), change.after.as_ref(), &mut |at, before, after| {
            let field = ToolField::new(within(&path, said, at), before.cloned(), after.cloned());
            found.push(ToolField { forces_replacement: forces(at), ..field });
        });
        made.fields = found;
    }
    made
}

/// Where one of Terraform's resources stands in a body, and what is said of it there.
fn place<'v>(change: &TerraformChange, blocks: &BTreeMap<String, &'v Value>) -> (Pointer, Option<&'v Value>) {
    let block = change.block();
    if change.module.is_some() {
        let (_, module) = block.split_once('.').unwrap_or(("", &block));
        let inner = change.address.id().split_once(&block).map_or("", |(_, inner)| inner.trim_start_matches('.'));
        return (Pointer::from_tokens(["module", module, inner]), None);
    }
    let section = if change.is_data { "data" } else { "resource" };
    let index = change.address.id().strip_prefix(&block).unwrap_or_default();
    let name = format!("{}{index}", change.name);
    (Pointer::from_tokens([section, &change.r#type, &name]), blocks.get(&block).copied())
}

/// A place in one of Terraform's resources as a place in the body, in the form that the body has: what Terraform has as a
/// list of one block may be said as a block.
fn within(path: &Pointer, said: Option<&Value>, at: &Pointer) -> Pointer {
    let mut path = path.clone();
    let mut said = said;
    for token in at.tokens() {
        match said.and_then(|said| step(said, &token)) {
            Some((token, inner)) => {
                said = Some(inner);
                if let Some(token) = token {
                    path = path.join(token);
                }
            }
            None => {
                said = None;
                path = path.join(&token);
            }
        }
    }
    path
}

/// A step into what is said, and the token of it there, if it is one.
fn step<'t, 'v>(said: &'v Value, token: &'t str) -> Option<(Option<&'t str>, &'v Value)> {
    match said {
        Value::List(items) => match (token.parse::<usize>(), &**items) {
            (Ok(index), items) => items.get(index).map(|item| (Some(token), item)),
            // A list of one block.
            (Err(_), [block]) => block.get(token).map(|item| (Some(token), item)),
            _ => None,
        },
        map => match map.get(token) {
            Some(inner) => Some((Some(token), inner)),
            None => (token == "0" && map.as_map().is_some()).then_some((None, map)),
        },
    }
}

type Differing<'f, 'v> = dyn FnMut(&Pointer, Option<&'v Value>, Option<&'v Value>) + 'f;

fn differing<'v>(at: &Pointer, before: Option<&'v Value>, after: Option<&'v Value>, found: &mut Differing<'_, 'v>) {
    match (before, after) {
        (Some(Value::Null) | None, Some(Value::Null) | None) => {}
        (before, after) if before == after => {}
        (Some(Value::Map(one)), Some(Value::Map(other))) => {
            let keys: BTreeSet<&str> = one.iter().chain(other.iter()).map(|(key, _)| &**key).collect();
            for key in keys {
                differing(&at.join(key), one.get(key), other.get(key), found);
            }
        }
        (Some(Value::List(one)), Some(Value::List(other))) if one.len() == other.len() => {
            for (index, (before, after)) in one.iter().zip(other.iter()).enumerate() {
                differing(&at.index(index), Some(before), Some(after), found);
            }
        }
        (before, after) => found(at, before, after),
    }
}
