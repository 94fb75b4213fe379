//! Terraform's own plan beside ours.

use std::collections::BTreeSet;

use platform_core::model::{Action, Address, Pointer, TerraformChange, TerraformPlan, Value};
use platform_core::run::Visit;

use super::super::preview::{PreviewedChange, PreviewedField, Standing};
use super::guard::{block, owners};

/// Each change of Terraform's with how it stands to our plan, and what our plan says that Terraform would not do.
pub(super) fn merged(plan: &TerraformPlan, visit: &Visit) -> Vec<PreviewedChange> {
    let rendered = visit.rendered.resources.iter().map(|(address, resource)| (address, &resource.body));
    let (now, before) = (owners(rendered), owners(visit.known.iter()));
    let owner = |change: &TerraformChange| {
        let block = block(change);
        now.get(&block).or_else(|| before.get(&block)).map(|owner| (*owner).clone())
    };
    let is_change =
        |change: &&TerraformChange| change.actions.iter().any(|action| !matches!(action, Action::NoOp | Action::Read));
    let mut made: Vec<PreviewedChange> = Vec::new();
    for change in plan.changes.iter().filter(is_change) {
        let owner = owner(change);
        let resource = owner.as_ref().and_then(|owner| visit.rendered.resources.get(owner));
        let said = resource.and_then(|resource| body_of(&resource.body, change));
        let fields = if change.actions == [Action::Update] { fields(change, said) } else { Vec::new() };
        let ours = owner.as_ref().and_then(|owner| visit.actions.get(owner)).map(Vec::as_slice).unwrap_or_default();
        made.push(PreviewedChange {
            standing: standing(ours, change, &fields),
            address: owner,
            resource: Some(change.address.id().into()),
            actions: change.actions.clone(),
            reason: change.reason.clone(),
            fields,
        });
    }
    let touched: BTreeSet<Address> = made.iter().filter_map(|change| change.address.clone()).collect();
    let is_idle = |(address, actions): &(&Address, &Vec<Action>)| {
        // What is only read, moved or forgotten is no work of Terraform's.
        let works = |action: &Action| matches!(action, Action::Create | Action::Update | Action::Delete);
        !touched.contains(*address) && actions.iter().any(works)
    };
    made.extend(visit.actions.iter().filter(is_idle).map(|(address, actions)| PreviewedChange {
        standing: Standing::Idle,
        address: Some(address.clone()),
        resource: None,
        actions: actions.clone(),
        reason: None,
        fields: Vec::new(),
    }));
    made
}

fn standing(ours: &[Action], change: &TerraformChange, fields: &[PreviewedField]) -> Standing {
    let theirs = &change.actions;
    let does = |action: Action| ours.contains(&action);
    let is_planned = match theirs.as_slice() {
        // One block more, or less, of what we change.
        [Action::Create] => does(Action::Create) || does(Action::Update),
        [Action::Delete] => does(Action::Delete) || does(Action::Update),
        [Action::Update] => does(Action::Update) || does(Action::Create),
        actions if actions.contains(&Action::Delete) => does(Action::Delete) || change.deposed.is_some(),
        actions => actions.iter().all(|action| does(*action)),
    };
    match is_planned {
        true => Standing::Planned,
        false if theirs.as_slice() == [Action::Update] && fields.iter().all(|field| !field.is_said) => Standing::Noise,
        false => Standing::Own,
    }
}

/// What a body says of the resource that a change is of.
fn body_of<'v>(body: &'v Value, change: &TerraformChange) -> Option<&'v Value> {
    let section = if change.is_data { "data" } else { "resource" };
    step(step(step(body, section)?, &change.r#type)?, &change.name)
}

/// A step into what is said: what Terraform has as a list of one block may be said as a block, and the other way round.
fn step<'v>(said: &'v Value, token: &str) -> Option<&'v Value> {
    match said {
        Value::List(items) => match token.parse::<usize>() {
            Ok(index) => items.get(index),
            Err(_) => items.iter().find_map(|item| item.get(token)),
        },
        map => map.get(token).or_else(|| (token == "0").then_some(map).filter(|map| map.as_map().is_some())),
    }
}

/// The values that differ, each with whether it is said.
fn fields(change: &TerraformChange, said: Option<&Value>) -> Vec<PreviewedField> {
    let mut found = Vec::new();
    let (before, after) = (change.before.as_ref(), change.after.as_ref());
    differing(Pointer::root(), before, after, &mut |path, before, after| {
        let is_said = path.tokens().try_fold(said, |said, token| Some(step(said?, &token))).flatten().is_some();
        found.push(PreviewedField { path, before: before.cloned(), after: after.cloned(), is_said });
    });
    found
}

type Found<'f, 'v> = dyn FnMut(Pointer, Option<&'v Value>, Option<&'v Value>) + 'f;

fn differing<'v>(path: Pointer, before: Option<&'v Value>, after: Option<&'v Value>, found: &mut Found<'_, 'v>) {
    match (before, after) {
        (Some(Value::Null) | None, Some(Value::Null) | None) => {}
        (before, after) if before == after => {}
        (Some(Value::Map(one)), Some(Value::Map(other))) => {
            let keys: BTreeSet<&str> = one.iter().chain(other.iter()).map(|(key, _)| &**key).collect();
            for key in keys {
                differing(path.join(key), one.get(key), other.get(key), found);
            }
        }
        (Some(Value::List(one)), Some(Value::List(other))) if one.len() == other.len() => {
            for (index, (before, after)) in one.iter().zip(other.iter()).enumerate() {
                differing(path.index(index), Some(before), Some(after), found);
            }
        }
        (before, after) => found(path, before, after),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform_core::plan::{TerraformRoot, read_terraform_plan};

    /// A change in Terraform's format, as it is read.
    fn change(actions: &str, before: &str, after: &str) -> TerraformChange {
        let document = format!(
            r#"{{"format_version": "1.2", "terraform_version": "1.11.0", "resource_changes": [{{"address": "aws_lb.main",
            "mode": "managed", "type": "aws_lb", "name": "main", "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": {{"actions": {actions}, "before": {before}, "after": {after}, "after_unknown": {{}}}}}}]}}"#
        );
        let root =
            TerraformRoot::new("cart".parse().unwrap(), "staging".parse().unwrap(), "terraform".parse().unwrap());
        read_terraform_plan(&document, &root).unwrap().changes.remove(0)
    }

    fn told(change: &TerraformChange, body: &str) -> Vec<(String, bool)> {
        let body = Value::from_json(body).unwrap();
        let fields = fields(change, body_of(&body, change));
        fields.iter().map(|field| (field.path.to_string(), field.is_said)).collect()
    }

    #[test]
    fn a_value_is_said_by_whoever_wrote_it_as_a_block_or_as_a_list_of_one() {
        let before = r#"{"name": "a", "tags_all": {"x": "1"}, "check": [{"path": "/", "port": 1}], "arn": null}"#;
        let after = r#"{"name": "b", "tags_all": {"x": "2"}, "check": [{"path": "/healthz", "port": 2}], "arn": null}"#;
        let change = change(r#"["update"]"#, before, after);
        let expected = [("/check/0/path", true), ("/check/0/port", false), ("/name", true), ("/tags_all/x", false)];
        let expected = expected.map(|(path, is_said)| (path.to_owned(), is_said));
        for check in [r#"{"path": "/healthz"}"#, r#"[{"path": "/healthz"}]"#] {
            let body = format!(r#"{{"resource": {{"aws_lb": {{"main": {{"name": "b", "check": {check}}}}}}}}}"#);
            assert_eq!(told(&change, &body), expected);
            let body = format!(r#"{{"resource": [{{"aws_lb": {{"main": [{{"name": "b", "check": {check}}}]}}}}]}}"#);
            assert_eq!(told(&change, &body), expected);
        }
        assert!(told(&change, "{}").iter().all(|(_, is_said)| !is_said), "what is of nobody is said by nobody");
    }

    #[test]
    fn what_stands_in_no_plan_is_noise_only_where_nobody_wrote_it() {
        let update = change(r#"["update"]"#, r#"{"name": "a"}"#, r#"{"name": "b"}"#);
        let fields = |is_said| vec![PreviewedField { path: Pointer::root(), before: None, after: None, is_said }];
        assert_eq!(standing(&[], &update, &fields(false)), Standing::Noise);
        assert_eq!(standing(&[Action::NoOp], &update, &fields(true)), Standing::Own);
        assert_eq!(standing(&[Action::Update], &update, &fields(false)), Standing::Planned);
        let replace = change(r#"["delete", "create"]"#, r#"{"name": "a"}"#, r#"{"name": "b"}"#);
        assert_eq!(standing(&[Action::Update], &replace, &[]), Standing::Own, "an update is no replacement");
        assert_eq!(standing(&[Action::Delete, Action::Create], &replace, &[]), Standing::Planned);
        let create = change(r#"["create"]"#, "null", r#"{"name": "b"}"#);
        assert_eq!(standing(&[], &create, &[]), Standing::Own);
        assert_eq!(standing(&[Action::Update], &create, &[]), Standing::Planned, "one block more");
    }
}
