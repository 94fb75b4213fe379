use super::fixtures::{address, everything, nothing, origins, pins};
use crate::formats::text::*;
use crate::model::*;

#[test]
fn a_plan() {
    let (plan, rendered) = everything();
    insta::assert_snapshot!(super::super::plan(&plan, Some(&rendered), &Style::default()));
}

#[test]
fn a_plan_in_colour() {
    let (plan, rendered) = everything();
    let style = Style::default().with_color(true);
    let text = super::super::plan(&plan, Some(&rendered), &style);
    let plain = super::super::plan(&plan, Some(&rendered), &Style::default());
    assert_eq!(strip(&text), plain);
}

#[test]
fn a_plan_in_ascii_and_narrow() {
    let (plan, rendered) = everything();
    let style = Style::default().with_unicode(false).with_width(80);
    let text = super::super::plan(&plan, Some(&rendered), &style);
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn a_plan_in_full() {
    let (plan, rendered) = everything();
    insta::assert_snapshot!(super::super::plan(&plan, Some(&rendered), &Style::default().with_full(true)));
}

#[test]
fn a_plan_without_changes_and_one_without_state() {
    let mut plan = nothing();
    insta::assert_snapshot!("nothing", super::super::plan(&plan, None, &Style::default()));
    plan.basis = Basis::NoState;
    plan.environment = Scope::SUBJECT;
    insta::assert_snapshot!("no_state", super::super::plan(&plan, None, &Style::default()));
}

#[test]
fn plans_of_many() {
    let (plan, rendered) = everything();
    let quiet = nothing();
    let failed = FailedPlan {
        subject: "cart".parse().unwrap(),
        environment: Scope::SUBJECT,
        diagnostics: vec![Diagnostic::error(codes::PATH_NOT_FOUND, "no version of `web` meets `^9`")],
    };
    let plans = [(&quiet, None), (&plan, Some(&rendered)), (&quiet, None)];
    insta::assert_snapshot!(plan_set(&plans, &[failed], &Sources::new(), &Style::default()));
}

fn strip(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| out + part.split_once('m').unwrap().1)
}

#[test]
fn an_explanation() {
    let origins = origins();
    let mut found = Explanation::new(address("kubernetes", "workload"), "/spec/replicas".parse().unwrap());
    found.value = Some(5.into());
    found.reason = Some(Reason::Changed);
    let path = found.path.clone();
    found.change = Some(FieldChange::new(path, Some(3.into()), Some(5.into()), FieldChangeKind::Intent));
    let leaf = origins.table.get(origins.replicas).unwrap().clone();
    let read = origins.table.get(leaf.reads[0]).unwrap().clone();
    let beaten = read.beat.iter().map(|beaten| BeatenOrigin {
        origin: origins.table.get(beaten.origin).unwrap().clone(),
        value: beaten.value.clone(),
    });
    found.origins = vec![
        ExplainedOrigin { depth: 0, origin: leaf, beat: Vec::new() },
        ExplainedOrigin { depth: 1, beat: beaten.collect(), origin: read },
    ];
    let lines = "\n".repeat(13) + "      production: {parameters: {replicas: 5}}\n";
    let sources = Sources::from([("services/payment-api/catalog-info.yaml".into(), lines.into_bytes().into())]);
    insta::assert_snapshot!(explanation(&found, &sources, &Style::default()));
}

fn release(serial: u64, verdict: ReleaseVerdict) -> Release {
    let (plan, rendered) = everything();
    Release {
        format_version: FormatVersion::CURRENT,
        subject: plan.subject,
        environment: plan.environment,
        serial,
        pins: plan.pins,
        plan_digest: plan.digest,
        actor: "ada".into(),
        started_at: Timestamp::from_milliseconds(1_790_000_000_000),
        ended_at: Timestamp::from_milliseconds(1_790_000_001_000),
        intent: if serial == 3 { Intent::Rollback } else { Intent::Converge },
        verdict,
        summary: plan.summary,
        break_glass: (serial == 3).then(|| "the shop is down".into()),
        rendered,
    }
}

#[test]
fn what_was_done_and_how_things_stand() {
    let releases = [release(4, ReleaseVerdict::Failed), release(3, ReleaseVerdict::Succeeded)];
    let rows: Vec<HistoryRow<'_>> = releases.iter().map(Into::into).collect();
    insta::assert_snapshot!("history", history(&rows, &Style::default()));

    let subject: EntityRef = "payment-api".parse().unwrap();
    let staging = Scope::environment("staging".parse().unwrap());
    let (old, new) = (pins("1.4.0", "a"), pins("1.5.0", "a"));
    let busy = Applying { plan_digest: Digest::of(b"p"), attempt: 2 };
    let row = |locked, applied| StatusRow {
        subject: &subject,
        environment: &staging,
        declared: true,
        locked,
        applied,
        resources: 4,
        applying: None,
        hold: None,
        last: Some((Timestamp::from_milliseconds(1_790_000_000_000), ReleaseVerdict::Succeeded)),
    };
    let rows = [
        row(&old, Some(&old)),
        row(&new, Some(&old)),
        StatusRow { applying: Some(&busy), ..row(&old, Some(&old)) },
        StatusRow { declared: false, ..row(&old, Some(&old)) },
        StatusRow { resources: 0, last: None, ..row(&old, None) },
    ];
    insta::assert_snapshot!("status", status(&rows, &Style::default()));
}

#[test]
fn what_made_a_plan_stale() {
    let causes = vec![
        Staleness::Serial { planned: 3, found: 4 },
        Staleness::Fields {
            address: address("kubernetes", "workload"),
            paths: vec!["/spec/replicas".parse().unwrap()],
        },
    ];
    insta::assert_snapshot!(freshness(&Freshness::Stale { causes }, &Style::default()));
}
