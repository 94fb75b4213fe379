//! Plans for a pull request.

use super::*;
use crate::formats::text::fixtures::{everything, nothing};
use crate::model::*;

#[test]
fn a_plan_for_a_pull_request() {
    let (planned, rendered) = everything();
    insta::assert_snapshot!(plan(&planned, Some(&rendered), &Comment::default()));
    insta::assert_snapshot!("nothing", plan(&nothing(), None, &Comment::default()));
}

fn named(plan: &Plan, subject: &str) -> Plan {
    let mut plan = plan.clone();
    plan.subject = subject.parse().unwrap();
    plan
}

#[test]
fn plans_for_one_pull_request() {
    let (planned, rendered) = everything();
    let quiet = nothing();
    insta::assert_snapshot!(plan_set(
        &[(&quiet, None), (&planned, Some(&rendered)), (&quiet, None)],
        &Comment::default()
    ));
}

#[test]
fn of_many_plans_each_change_is_told_once_and_nothing_is_lost_silently() {
    let (planned, rendered) = everything();
    let plans: Vec<Plan> = (0..300).map(|number| named(&planned, &format!("service-{number:03}"))).collect();
    let few: Vec<_> = plans.iter().take(6).map(|plan| (plan, Some(&rendered))).collect();
    let text = plan_set(&few, &Comment::default());
    insta::assert_snapshot!("six_plans", text.split("#### Plan by plan").next().unwrap());
    let many: Vec<_> = plans.iter().map(|plan| (plan, Some(&rendered))).collect();
    let text = plan_set(&many, &Comment::default());
    assert!(length(&text) <= comment::LONGEST, "{}", length(&text));
    // Every plan is there, whole or by its heading; what is not whole is counted.
    let whole = text.matches("<details><summary><b>service-").count();
    let short = text.matches("\n<b>service-").count();
    let last = text.lines().last().unwrap();
    insta::assert_snapshot!("left_out", last);
    assert_eq!(whole + short, 300, "{last}");
    assert!(last.contains(&format!("the changes of {short} plans")), "{last}");
    // Of five thousand not even the headings fit.
    let thousands: Vec<_> = many.iter().copied().cycle().take(5_000).collect();
    let text = plan_set(&thousands, &Comment::default());
    assert!(length(&text) <= comment::LONGEST, "{}", length(&text));
    let named = text.matches("<b>service-").count();
    assert!(text.contains(&format!("all about {} plans", 5_000 - named)), "{}", text.lines().last().unwrap());
    // Every fold that opens closes.
    assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
}

#[test]
fn nothing_in_a_value_is_markup() {
    let (mut planned, _) = everything();
    let id = "a|b`c<script>@ada _x_";
    let address: Address = format!("payment-api/staging/file/{id}").parse().unwrap();
    let mut change = Change::new(address, vec![Action::Update], Reason::Changed);
    let evil = "```\n</details>\n@ada ~~~ |\n````";
    let field = FieldChange::new(Pointer::root(), Some("x".into()), Some(evil.into()), FieldChangeKind::Intent);
    change.fields = vec![field];
    planned.changes = vec![change];
    planned.blocked = vec![Diagnostic::error(codes::PLAN_BLOCKED, "ask @ada <b>now</b>")];
    let text = plan(&planned, None, &Comment::default());
    insta::assert_snapshot!(text);
    assert!(!text.contains("@ada _x_") && !text.contains("<script>") && !text.contains("<b>"));
}

#[test]
fn nothing_links_or_mentions() {
    let text = escape::escape("see https://evil.example/x, www.evil.example, #12, GH-7, @ada, a/b#3");
    let shown = text.replace("&#35;", "#").replace("&#64;", "@");
    for link in ["://", "www.", "#12", "#3", "GH-7", "@ada"] {
        assert!(!shown.contains(link), "{shown}");
    }
}

#[test]
fn a_comment_never_grows_too_long() {
    let (planned, _) = everything();
    // Long values, many changes, many fields, many problems.
    let field = |path: String, value: &str| {
        FieldChange::new(path.parse().unwrap(), None, Some(value.into()), FieldChangeKind::Intent)
    };
    for (changes, fields, size) in [(5, 1, 50_000), (3_000, 0, 0), (40, 200, 2_000), (1, 3_000, 10)] {
        let mut plan_of = planned.clone();
        plan_of.changes = (0..changes)
            .map(|number| {
                let address = format!("payment-api/staging/kubernetes/r{number}").parse().unwrap();
                let mut change = Change::new(address, vec![Action::Update], Reason::Changed);
                change.fields = (0..fields).map(|at| field(format!("/f{at}"), &"x".repeat(size))).collect();
                change
            })
            .collect();
        plan_of.blocked = (0..500).map(|_| Diagnostic::error(codes::PLAN_BLOCKED, "x".repeat(3_000))).collect();
        assert!(plan(&plan_of, None, &Comment::default()).contains("480 more problems"));
        for text in [
            plan(&plan_of, None, &Comment::default()),
            plan_set(&[(&plan_of, None)], &Comment::default()),
            plan_set(&[(&plan_of, None); 7], &Comment::default()),
        ] {
            assert!(length(&text) <= comment::LONGEST, "{changes} {fields} {size}: {}", length(&text));
            assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
        }
    }
}

#[test]
fn what_differs_in_a_long_value_is_seen() {
    let (mut planned, _) = everything();
    let long = |at: &str| Some(Value::from(format!("{}{at}{}", "a".repeat(1_000), "b".repeat(1_000))));
    let mut change = planned.changes[0].clone();
    change.actions = vec![Action::Update];
    change.fields = vec![FieldChange::new("/x".parse().unwrap(), long("OLD"), long("NEW"), FieldChangeKind::Intent)];
    planned.changes = vec![change];
    let text = plan(&planned, None, &Comment::default());
    assert!(text.contains("OLD") && text.contains("NEW") && text.len() < 3_000, "{text}");
}

#[test]
fn what_checks_say_stands_above_what_changes() {
    let (mut planned, rendered) = everything();
    planned.break_glass = Some("the shop is *down*".into());
    let check = |rule: &str, subject: &str, verdict: Verdict, message: &str| {
        let mut check = CheckResult::new(rule, subject.parse().unwrap(), planned.environment.clone(), verdict, message);
        check.help = Some("remove it".into());
        check
    };
    let until = "2027-03-01".parse().unwrap();
    let mut checks = vec![
        check("deadline/override/a|b", "payment-api", Verdict::Fail, "the deadline of `a|b` has passed"),
        check("deadline/environment/x", "payment-api", Verdict::Waived { until }, "group:sre answers for it @ada"),
        check("deadline/environment/y", "payment-api", Verdict::Unknown { blocked_on: Vec::new() }, "it waits"),
        check("deadline/environment/z", "payment-api", Verdict::Pass, "the deadline is far"),
    ];
    let comment = Comment::default().with_checks(checks.clone());
    let text = plan(&planned, Some(&rendered), &comment);
    insta::assert_snapshot!(text.split("| | target").next().unwrap());
    // Of many plans each is told once with its places, and what passes is counted.
    checks.extend((0..300).map(|number| check("deadline/environment/w", &format!("s{number}"), Verdict::Fail, "late")));
    checks.extend((0..300).map(|number| check("r", &format!("s{number}"), Verdict::Fail, &format!("no {number}"))));
    let comment = Comment::default().with_checks(checks);
    let pairs: Vec<_> = (0..900).map(|_| (&planned, Some(&rendered))).collect();
    let text = plan_set(&pairs, &comment);
    assert!(text.contains("in s0 in staging, s1 in staging") && text.contains(" and 294 more\n"), "{text}");
    assert!(text.contains("\n> and 282 more checks\n"), "{}", text.get(..9_000).unwrap());
    assert!(length(&text) <= comment::LONGEST, "{}", length(&text));
}

#[test]
fn how_environments_differ_for_a_pull_request() {
    let one = crate::formats::text::comparison_fixtures::environments();
    insta::assert_snapshot!(comparison(std::slice::from_ref(&one), &Comment::default().with_commit("1a2b3c")));
    let mut same = one.clone();
    same.resources.retain(|resource| resource.kind == DifferenceKind::Intended);
    same.summary = ComparisonSummary::default();
    let all = [one.clone(), same];
    insta::assert_snapshot!("comparisons", comparison(&all, &Comment::default()));
    // What does not fit is counted, and every fold closes.
    let many = vec![one; 3_000];
    let text = comparison(&many, &Comment::default());
    assert!(length(&text) <= comment::LONGEST, "{}", length(&text));
    let told = text.matches("#### ").count();
    assert!(text.contains(&format!("{} more subjects", 3_000 - told)), "{}", text.lines().last().unwrap());
    assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
}
