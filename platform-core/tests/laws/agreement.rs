//! The second planner and `plan` say the same.

use std::collections::{BTreeMap, BTreeSet};

use platform_core::model::{Action, Address, Reason};
use platform_core::plan;
use proptest::prelude::*;

use crate::coverage;
use crate::generate::case;
use crate::reference;
use crate::runner::law;

#[test]
fn both_planners_say_the_same() {
    law("A (two planners agree)", coverage::CELLS, &case(false), |case, seen| {
        let verdict = reference::plan(&case.rendered, &case.state, &case.observed, &case.options);
        let outcome = plan::plan(&case.rendered, &case.state, &case.observed, &case.options);
        let Some(plan) = outcome.value else {
            return Err(TestCaseError::fail(format!("no plan: {:?}", outcome.diagnostics)));
        };
        coverage::mark(seen, case, &plan);
        // Whether what it reads is replaced, or it changed itself, is told by the fields.
        let why = |reason: Reason, actions: &[Action]| match reason {
            _ if actions.contains(&Action::Move) => Reason::Renamed,
            Reason::DependencyReplaced if actions.contains(&Action::Delete) => Reason::CannotUpdateInPlace,
            Reason::DependencyReplaced => Reason::Changed,
            other => other,
        };
        let effective = |action: &Action| *action != Action::NoOp;
        let told = |actions: &[Action], reason: Reason| {
            let done: Vec<Action> = actions.iter().copied().filter(effective).collect();
            let reason = why(reason, &done);
            (done, reason)
        };
        let changes = plan.changes.iter().filter(|change| change.is_effective());
        let ours: BTreeMap<&Address, (Vec<Action>, Reason)> =
            changes.map(|change| (&change.address, told(&change.actions, change.reason))).collect();
        let theirs = verdict.actions.iter();
        let theirs: BTreeMap<&Address, (Vec<Action>, Reason)> =
            theirs.map(|(address, (actions, reason))| (address, told(actions, *reason))).collect();
        let all: BTreeSet<&&Address> = ours.keys().chain(theirs.keys()).collect();
        for address in all {
            prop_assert_eq!(ours.get(*address), theirs.get(*address), "plan, second planner: {}", address);
        }
        if !case.options.without_state {
            let text: String = plan.blocked.iter().map(|diagnostic| format!("{diagnostic}\n")).collect();
            let blocked = !verdict.blocked.is_empty() || verdict.held;
            prop_assert_eq!(
                !plan.blocked.is_empty(),
                blocked,
                "blocked; the second planner: {:?}; plan: {}",
                verdict.blocked,
                text
            );
            for address in &verdict.blocked {
                prop_assert!(text.contains(address.id()), "{} is not named in: {}", address, text);
            }
        }
        Ok(())
    });
}

#[test]
fn the_second_planner_shares_nothing_but_the_types() {
    let sources = [include_str!("reference.rs"), include_str!("sameness.rs"), include_str!("unknowns.rs")];
    for source in sources {
        let ours = source.lines().filter(|line| line.contains("platform_core::"));
        assert!(ours.into_iter().all(|line| line.starts_with("use platform_core::model::")));
        assert!(source.lines().count() <= 300, "what is obviously right is short");
    }
}
