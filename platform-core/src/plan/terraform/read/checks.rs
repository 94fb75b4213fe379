//! Conditions and checks of a plan, as verdicts.

use super::TerraformRoot;
use super::raw::{Check, Instance, Status};
use crate::model::{Address, CheckResult, Text, Verdict};

/// One verdict for each instance; for a check without any, its own.
pub(super) fn results(checks: &[Check], root: &TerraformRoot) -> Vec<CheckResult> {
    checks.iter().flat_map(|check| of_check(check, root)).collect()
}

fn of_check(check: &Check, root: &TerraformRoot) -> Vec<CheckResult> {
    let rule: Text = format!("terraform/{}", check.address.to_display).into();
    let result = |status: Status, message: String| {
        CheckResult::new(rule.clone(), root.subject.clone(), root.environment.clone(), verdict(status), message)
    };
    if check.instances.is_empty() {
        return vec![result(check.status, said(check.status, &check.address.to_display))];
    }
    let one = |instance: &Instance| {
        let name = instance.address.to_display.as_str();
        let problems: Vec<&str> = instance.problems.iter().map(|problem| problem.message.as_str()).collect();
        let told = if problems.is_empty() { said(instance.status, name) } else { problems.join("; ") };
        let is_resource = check.address.kind == "resource";
        let address = Address::new(&root.subject, &root.environment, root.target.as_str(), name).ok();
        CheckResult { address: address.filter(|_| is_resource), ..result(instance.status, told) }
    };
    check.instances.iter().map(one).collect()
}

fn verdict(status: Status) -> Verdict {
    match status {
        Status::Pass => Verdict::Pass,
        Status::Fail | Status::Error => Verdict::Fail,
        Status::Unknown => Verdict::Unknown { blocked_on: Vec::new() },
    }
}

fn said(status: Status, what: &str) -> String {
    match status {
        Status::Pass => format!("{what} holds"),
        Status::Fail => format!("{what} does not hold"),
        Status::Error => format!("{what} could not be judged"),
        Status::Unknown => format!("{what} is known only after apply"),
    }
}
