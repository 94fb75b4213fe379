//! The whole document.

use std::collections::BTreeMap;

use super::blocks::{MOST_OF_ALL, identifier, number_of_instances, provider_name};
use super::change::{Entry, entries};
use super::checks::checks;
use super::item::{Item, items};
use super::outputs::outputs;
use super::{FORMAT_VERSION, TERRAFORM_VERSION, TerraformContext, TerraformPart};
use crate::model::{Reason, Text, Value};

pub(super) fn document(plans: &[TerraformPart<'_>], context: &TerraformContext<'_>) -> Value {
    let mut parts: Vec<(Option<Text>, Vec<Item<'_>>)> = plans
        .iter()
        .map(|part| {
            let module = (plans.len() != 1).then(|| module_address(part));
            let items = items(part, module.as_ref());
            (module, items)
        })
        .collect();
    let all = || parts.iter().flat_map(|(_, items)| items);
    // A few bytes, `count: 1000`, make a thousand of a block: what comes of all of them is bounded.
    if all().map(number_of_instances).fold(0, usize::saturating_add) > MOST_OF_ALL {
        parts.iter_mut().flat_map(|(_, items)| items).for_each(|item| item.has_instances = false);
    }
    let entries: Vec<Entry<'_>> = parts.iter().flat_map(|(_, items)| items).flat_map(entries).collect();
    let is_deferred = |entry: &&Entry<'_>| entry.item.change.is_some_and(|change| change.reason == Reason::Deferred);
    let (deferred, certain): (Vec<&Entry<'_>>, Vec<&Entry<'_>>) = entries.iter().partition(is_deferred);
    let version: Text = context.terraform_version.cloned().unwrap_or_else(|| TERRAFORM_VERSION.into());
    // Terraform tells outputs of the root module alone.
    let (output_changes, planned_outputs) = match parts.as_slice() {
        [(_, items)] => outputs(items),
        _ => outputs(&[]),
    };
    let planned = module(&entries, |entry| entry.after.as_ref().map(|after| entry.state(after)));
    let prior = module(&entries, |entry| entry.before.as_ref().map(|before| entry.state(before)));
    let applyable =
        plans.iter().all(|part| part.plan.is_applicable()) && plans.iter().any(|part| part.plan.has_changes());
    let mut document = vec![
        ("applyable", Value::from(applyable)),
        ("complete", deferred.is_empty().into()),
        ("configuration", configuration(&entries)),
        ("errored", false.into()),
        ("format_version", FORMAT_VERSION.into()),
        ("output_changes", output_changes),
        ("planned_values", Value::map([("outputs", planned_outputs), ("root_module", planned)])),
        (
            "prior_state",
            Value::map([
                ("format_version", "1.0".into()),
                ("terraform_version", version.clone().into()),
                ("values", Value::map([("root_module", prior)])),
            ]),
        ),
        ("resource_changes", Value::list(certain.into_iter().map(Entry::change))),
        ("terraform_version", version.into()),
    ];
    let drift: Vec<Value> = entries.iter().filter_map(Entry::drift).collect();
    let waits = |entry: &Entry<'_>| {
        Value::map([("reason", "resource_config_unknown".into()), ("resource_change", entry.change())])
    };
    let some = [
        ("checks", checks(context.checks)),
        ("deferred_changes", Value::list(deferred.into_iter().map(waits))),
        ("resource_drift", Value::list(drift)),
    ];
    document.extend(some.into_iter().filter(|(_, list)| !list.is_leaf()));
    document.extend(context.now.map(|now| ("timestamp", Value::from(now.to_string()))));
    Value::map(document)
}

/// The module that stands for a plan: `module.payment-api_staging`.
fn module_address(part: &TerraformPart<'_>) -> Text {
    let (subject, environment) = (&part.plan.subject, &part.plan.environment);
    let is_plain = !subject.to_string().contains('_') && !environment.as_str().contains('_');
    let name = identifier(&format!("{subject}_{environment}"), is_plain, &format!("{subject}/{environment}"));
    format!("module.{name}").into()
}

/// The root module with the resources that have a side, those of modules in `child_modules`.
fn module(entries: &[Entry<'_>], side: impl Fn(&Entry<'_>) -> Option<Value>) -> Value {
    let mut modules: BTreeMap<Option<&Text>, Vec<Value>> = BTreeMap::new();
    for entry in entries {
        if let Some(resource) = side(entry) {
            modules.entry(entry.item.module.as_ref()).or_default().push(resource);
        }
    }
    let root = modules.remove(&None).map(|resources| ("resources", Value::list(resources)));
    let children = modules.into_iter().filter_map(|(address, resources)| {
        Some(Value::map([("address", address?.clone().into()), ("resources", Value::list(resources))]))
    });
    let children = Value::list(children);
    Value::map(root.into_iter().chain((!children.is_leaf()).then_some(("child_modules", children))))
}

/// What Terraform's configuration would name: blocks and providers, without expressions.
fn configuration(entries: &[Entry<'_>]) -> Value {
    let wanted = || entries.iter().filter(|entry| entry.after.is_some());
    let providers = wanted().filter_map(Entry::attributes).map(|attributes| {
        let local = attributes.provider.clone();
        let full = provider_name(&local);
        (local.clone(), Value::map([("full_name", Value::from(full)), ("name", local.into())]))
    });
    let mut modules: BTreeMap<Option<&str>, BTreeMap<String, Value>> = BTreeMap::new();
    for entry in wanted() {
        let module = entry.item.module.as_ref().and_then(|module| module.strip_prefix("module."));
        modules.entry(module).or_default().insert(entry.name.block(), entry.configuration());
    }
    let root = modules.remove(&None).map(|blocks| ("resources", Value::list(blocks.into_values())));
    let calls = modules.into_iter().filter_map(|(name, blocks)| {
        Some((
            name?.to_owned(),
            Value::map([("module", Value::map([("resources", Value::list(blocks.into_values()))]))]),
        ))
    });
    let calls = Value::map(calls.collect::<Vec<_>>());
    let root = root.into_iter().chain((!calls.is_leaf()).then_some(("module_calls", calls)));
    Value::map([("provider_config", Value::map(providers.collect::<Vec<_>>())), ("root_module", Value::map(root))])
}
