//! Nothing is removed that our plan did not say: Terraform knows better what can't be changed in place, and people
//! looked at ours.

use std::collections::BTreeSet;

use platform_core::model::{Action, Address, Diagnostic, Retry, TerraformChange, TerraformPlan, codes};
use platform_core::plan::{TerraformBlock, TerraformOwners};
use platform_core::run::Visit;

/// What Terraform would delete or replace, and the plan does not say; nothing, where there is none. `program` is its name
/// for people.
pub(super) fn unannounced(plan: &TerraformPlan, visit: &Visit, program: &str) -> Option<Diagnostic> {
    let rendered = visit.rendered.resources.iter().map(|(address, resource)| (address, &resource.body));
    let owners = TerraformOwners::new(rendered, visit.known.iter());
    let replaceable = visit.rendered.resources.values().filter(|resource| !resource.protect);
    let bodies = replaceable.flat_map(|resource| TerraformBlock::all(&resource.body));
    let succeeded: BTreeSet<String> = bodies.filter(|block| block.is_succeeded).map(|block| block.address).collect();
    let is_said = |change: &&TerraformChange| {
        let actions =
            owners.of(change).and_then(|owner| visit.actions.get(owner)).map(Vec::as_slice).unwrap_or_default();
        // What was replaced before and is still there, is replaced already.
        change.deposed.is_some()
            || actions.contains(&Action::Delete)
            // What was only half made is made anew.
            || (actions.contains(&Action::Create) && change.reason.as_deref() == Some("replace_because_tainted"))
            || (actions.contains(&Action::Update) && is_shrunk(change, owners.now(change).is_none()))
            // The path says how it is replaced: its successor is there before it goes.
            || (actions.contains(&Action::Update) && succeeded.contains(&change.block()) && stays_until_then(change))
    };
    // What is forgotten and made anew is replaced, too: what is there stays, and is nobody's.
    let removes = |change: &&TerraformChange| {
        let does = |action| change.actions.contains(&action);
        does(Action::Delete) || (does(Action::Forget) && does(Action::Create))
    };
    let unsaid: Vec<&TerraformChange> = plan.changes.iter().filter(removes).filter(|change| !is_said(change)).collect();
    unsaid.first()?;
    let verb = |change: &TerraformChange| if change.actions.contains(&Action::Create) { "replace" } else { "delete" };
    let names: Vec<String> = unsaid.iter().map(|change| format!("{} {}", verb(change), change.address.id())).collect();
    let ours: BTreeSet<&Address> = unsaid.iter().filter_map(|change| owners.now(change)).collect();
    let asked: Vec<String> = ours.iter().map(|owner| format!("--replace {owner}")).collect();
    let help = if ours.is_empty() {
        format!("bring it into the files, or let Terraform forget it: `{program} state rm`")
    } else {
        format!("where that is wanted, plan with `{}`; else undo what forces it", asked.join(" "))
    };
    let message = format!("Terraform would {}, and the plan does not say so", names.join(", "));
    Some(Diagnostic::error(codes::EXEC_UNANNOUNCED, message).with_help(help).with_retry(Retry::AfterReplan))
}

/// Whether it is there until its successor is.
fn stays_until_then(change: &TerraformChange) -> bool {
    matches!(change.actions.as_slice(), [Action::Create, Action::Delete] | [Action::Forget, Action::Create])
}

/// Whether fewer instances, or one block less of a resource of ours, is what was asked for.
fn is_shrunk(change: &TerraformChange, is_gone: bool) -> bool {
    let by_count = [
        "delete_because_count_index",
        "delete_because_each_key",
        "delete_because_wrong_repetition",
        // OpenTofu's alone.
        "delete_because_enabled_false",
    ];
    let is_fewer = change.reason.as_deref().is_some_and(|reason| by_count.contains(&reason));
    !change.actions.contains(&Action::Create) && (is_gone || is_fewer)
}
