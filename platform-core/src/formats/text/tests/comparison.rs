//! Comparisons, as people read them.

use super::fixtures::{address, pins};
use crate::formats::text::{Style, comparison, comparison_set};
use crate::model::*;

fn origin(layer: Layer, name: &str, file: &str, line: u32) -> ExplainedOrigin {
    let place = (line > 0).then(|| Place { line, column: 3, ..Place::file(file) });
    ExplainedOrigin { depth: 0, origin: Origin::new(layer, place).with_name(name), beat: Vec::new() }
}

fn of_path(mut told: ExplainedOrigin) -> ExplainedOrigin {
    told.origin.path = pins("1.4.0", "a").path;
    told
}

fn field(
    path: &str,
    [before, after]: [Option<Value>; 2],
    reason: DifferenceReason,
    [before_origins, after_origins]: [Vec<ExplainedOrigin>; 2],
) -> FieldDifference {
    let path = path.parse().unwrap();
    FieldDifference { path, before, after, kind: reason.kind(), reason, before_origins, after_origins }
}

fn resource(id: &str, presence: Presence, reason: DifferenceReason) -> ResourceDifference {
    ResourceDifference {
        address: address("kubernetes", id),
        class: ResourceClass::Object,
        presence,
        kind: reason.kind(),
        reason,
        origins: Vec::new(),
        fields: Vec::new(),
    }
}

fn between(before: (&str, Option<u64>), after: (&str, Option<u64>)) -> Comparison {
    let side = |(environment, release): (&str, Option<u64>), pins| {
        ComparedSide::new("payment-api".parse().unwrap(), environment.parse().unwrap(), release, pins)
    };
    Comparison {
        format_version: FormatVersion::CURRENT,
        before: side(before, pins("1.5.0", "b")),
        after: side(after, pins("1.4.0", "a")),
        resources: Vec::new(),
        summary: ComparisonSummary::default(),
    }
}

fn counted(mut comparison: Comparison) -> Comparison {
    for resource in &comparison.resources {
        match resource.presence {
            Presence::Both => resource.fields.iter().for_each(|field| comparison.summary.count(field.kind)),
            _ => comparison.summary.count(resource.kind),
        }
    }
    comparison
}

pub(crate) fn environments() -> Comparison {
    use DifferenceReason::*;
    let some = |value: i32| Some(Value::from(value));
    let text = |value: &str| Some(Value::from(value));
    let service = "services/payment-api/catalog-info.yaml";
    let replicas = origin(Layer::SubjectEnvironment, "parameters.replicas", service, 14);
    let zone = origin(Layer::Environment, "environment.labels.zone", "environments/staging.yaml", 9);
    let memory = of_path(origin(Layer::SchemaDefault, "parameters.memory", "golden-path.yaml", 31));
    let image = |digest: &str| text(&format!("registry.example/shop/payment-api@sha256:{}", digest.repeat(16)));
    let mut workload = resource("workload", Presence::Both, PathVersion);
    workload.fields = vec![
        field("/spec/replicas", [some(2), some(5)], Environment, [Vec::new(), vec![replicas]]),
        field("/metadata/labels/zone", [text("a"), None], Environment, [vec![zone], Vec::new()]),
        field("/spec/template/memory", [text("192Mi"), text("128Mi")], PathVersion, [Vec::new(), vec![memory]]),
        field("/spec/template/image", [image("12ab"), image("98fe")], Artifact, [Vec::new(), Vec::new()]),
        field("/spec/paused", [None, Some(true.into())], Unknown, [Vec::new(), Vec::new()]),
    ];
    let mut budget = resource("disruption-budget", Presence::OnlyAfter, Environment);
    budget.origins = vec![origin(Layer::Environment, "environment.labels.tier", "environments/production.yaml", 5)];
    let monitor = resource("monitor", Presence::OnlyBefore, PathVersion);
    let mut comparison = between(("staging", None), ("production", None));
    comparison.resources = vec![budget, monitor, workload];
    counted(comparison)
}

#[test]
fn two_environments_beside_each_other() {
    insta::assert_snapshot!(comparison(&environments(), &Style::default()));
    insta::assert_snapshot!("two_environments_narrow", comparison(&environments(), &Style::default().with_width(80)));
    insta::assert_snapshot!("nothing_differs", comparison(&between(("a", None), ("b", None)), &Style::default()));
}

#[test]
fn two_releases_beside_each_other() {
    let mut releases = between(("staging", Some(3)), ("staging", None));
    let mut workload = resource("workload", Presence::Both, DifferenceReason::Files);
    let edited = origin(Layer::Subject, "parameters.port", "services/payment-api/catalog-info.yaml", 12);
    let ports = [Some(Value::from(8080)), Some(Value::from(9090))];
    workload.fields = vec![field("/spec/port", ports, DifferenceReason::Files, [Vec::new(), vec![edited]])];
    releases.resources = vec![resource("old", Presence::OnlyBefore, DifferenceReason::Files), workload];
    insta::assert_snapshot!(comparison(&counted(releases), &Style::default()));
}

#[test]
fn of_many_only_what_is_not_intended_is_told() {
    let mut intended = environments();
    intended.resources.retain(|resource| resource.kind == DifferenceKind::Intended);
    intended.summary = ComparisonSummary::default();
    let named = |comparison: Comparison, name: &str| {
        let mut comparison = counted(comparison);
        comparison.after.subject = name.parse().unwrap();
        comparison
    };
    let quiet = || between(("staging", None), ("production", None));
    let all = [environments(), named(intended, "cart"), named(quiet(), "search"), named(quiet(), "orders")];
    insta::assert_snapshot!(comparison_set(&all, &Style::default()));
}
