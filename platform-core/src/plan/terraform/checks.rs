//! Verdicts as Terraform tells results of checks.

use std::collections::BTreeMap;

use crate::model::{CheckResult, Text, Value, Verdict};

/// `checks`: one a rule, one instance in it a verdict.
pub(super) fn checks(results: &[CheckResult]) -> Value {
    let mut rules: BTreeMap<&Text, Vec<&CheckResult>> = BTreeMap::new();
    for result in results {
        rules.entry(&result.rule).or_default().push(result);
    }
    Value::list(rules.into_iter().map(|(rule, results)| {
        let worst = results.iter().map(|result| status(&result.verdict)).max_by_key(|status| weight(status));
        let shown = format!("check.{rule}");
        let address = [("kind", "check".into()), ("name", Value::from(rule.clone())), ("to_display", shown.into())];
        Value::map([
            ("address", Value::map(address)),
            ("instances", Value::list(results.iter().map(|result| instance(result)))),
            ("status", worst.unwrap_or("pass").into()),
        ])
    }))
}

fn instance(result: &CheckResult) -> Value {
    let at = result
        .address
        .as_ref()
        .map_or_else(|| format!("{}/{}", result.subject, result.environment), |address| address.as_str().to_owned());
    let mut entries =
        vec![("address", Value::map([("to_display", Value::from(at))])), ("status", status(&result.verdict).into())];
    // What is waived is told, though it doesn't fail.
    if !matches!(result.verdict, Verdict::Pass) {
        let problem = Value::map([("message", Value::from(result.message.clone()))]);
        entries.push(("problems", Value::list([problem])));
    }
    Value::map(entries)
}

fn status(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Pass | Verdict::Waived { .. } => "pass",
        Verdict::Fail => "fail",
        Verdict::Unknown { .. } => "unknown",
    }
}

fn weight(status: &str) -> u8 {
    match status {
        "fail" => 2,
        "unknown" => 1,
        _ => 0,
    }
}
