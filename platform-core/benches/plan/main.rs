//! What planning costs: CPU time of one thread a resource, against the goals of the design and against peers.
//!
//! `cargo bench -p platform-core --bench plan`. An argument picks the rows whose name begins with it: `-- B`.

#![allow(missing_docs, unreachable_pub)]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::print_stdout, clippy::indexing_slicing)]

#[path = "../fleet/mod.rs"]
mod fleet;
#[path = "../measure/mod.rs"]
mod measure;
mod peers;

use std::hint::black_box;

use fleet::Fleet;
use measure::{Report, measure};
use platform_core::formats::json;
use platform_core::model::{JsonReader, Observed, PlanOptions, Value};
use platform_core::plan::{DiffRules, diff, plan};

fn main() {
    let picked: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let wants = |name: &str| picked.is_empty() || picked.iter().any(|start| name.starts_with(start.as_str()));
    measure::machine();
    fleet::describe();
    println!("warm: each row runs again and again; 100 resources stay in the caches, 10000 do not\n");
    let mut report = Report::default();
    for size in [100, 10_000] {
        report.size = size;
        let (one, all) = (Fleet::new(size, 1), Fleet::new(size, 100));
        if wants("A") {
            against_state(&mut report, &one, &all);
        }
        if wants("B") {
            against_observations(&mut report, &one, &all);
            diffs(&mut report);
        }
        if wants("C") {
            texts(&mut report, &one);
        }
        if wants("D") {
            digests(&mut report);
        }
        if wants("J") {
            written(&mut report, &one, "J plan's JSON, 1 % changed");
            written(&mut report, &all, "J plan's JSON, 100 % changed");
        }
    }
    report.print();
}

fn against_state(report: &mut Report, one: &Fleet, all: &Fleet) {
    let nothing = Observed::nothing();
    let options = PlanOptions::default();
    let run = |fleet: &Fleet| plan(black_box(&fleet.rendered), black_box(&fleet.state), &nothing, &options);
    report.row("A plan against state, 1 % changed", Some(0.5), measure(|| run(one)));
    report.row("A plan against state, 100 % changed", None, measure(|| run(all)));
}

fn against_observations(report: &mut Report, one: &Fleet, all: &Fleet) {
    let options = PlanOptions::default();
    let run = |fleet: &Fleet| plan(black_box(&fleet.rendered), black_box(&fleet.state), &fleet.observed, &options);
    report.row("B plan against observations, 1 % changed", Some(3.0), measure(|| run(one)));
    report.row("B plan against observations, 100 % changed", Some(9.0), measure(|| run(all)));
    for (percent, name, goal) in [
        (1, "B the same, 1 % changed, each read by a reader of its own", 3.0),
        (100, "B the same, 100 % changed, each read by a reader of its own", 9.0),
    ] {
        let apart = Fleet::apart(report.size, percent);
        report.row(name, Some(goal), measure(|| run(&apart)));
    }
}

/// One field differs.
fn diffs(report: &mut Report) {
    let size = report.size;
    let (mut one, mut other) = (JsonReader::default(), JsonReader::default());
    let before: Vec<Value> = (0..size).map(|index| fleet::held(&mut one, &fleet::body(index, 2))).collect();
    let after: Vec<Value> = (0..size).map(|index| fleet::held(&mut one, &fleet::body(index, 3))).collect();
    let apart: Vec<Value> = (0..size).map(|index| fleet::held(&mut other, &fleet::body(index, 3))).collect();
    let rules = DiffRules::for_target("kubernetes");
    let run = |after: &[Value]| {
        let pairs = before.iter().zip(after);
        pairs.map(|(before, after)| diff(Some(before), Some(after), black_box(&rules)).len()).sum::<usize>()
    };
    let ours = report.row("B diff of two bodies, one reader", None, measure(|| run(&after)));
    let ours_apart = report.row("B diff of two bodies, each its own reader", None, measure(|| run(&apart)));
    let pairs = peers::pairs(size);
    let equality = measure(|| pairs.iter().filter(|(before, after)| black_box(before) == black_box(after)).count());
    let walk = report.row("  peer: serde_json::Value ==, of equal ones", None, equality);
    let pairs = peers::changed_pairs(size);
    let patch = measure(|| pairs.iter().map(|(before, after)| json_patch::diff(before, after).len()).sum::<usize>());
    let patch = report.row("  peer: json-patch diff", None, patch);
    let tree = measure(|| pairs.iter().map(|(before, after)| peers::treediff(before, after)).sum::<usize>());
    let tree = report.row("  peer: treediff", None, tree);
    report.ratio("diff, one reader, against serde_json's ==", ours, walk, Some(0.6));
    report.ratio("diff, each its own reader, against serde_json's ==", ours_apart, walk, Some(0.6));
    report.ratio("diff, each its own reader, against json-patch", ours_apart, patch, None);
    report.ratio("diff, each its own reader, against treediff", ours_apart, tree, None);
}

fn texts(report: &mut Report, fleet: &Fleet) {
    let texts = fleet.texts();
    let options = PlanOptions::default();
    let fresh = measure(|| {
        let mut reader = JsonReader::default();
        let (rendered, observed) = texts.read(&mut reader, &fleet.rendered);
        (plan(&rendered, &fleet.state, &observed, &options), rendered, observed, reader)
    });
    report.row("C plan from two texts never seen", Some(25.0), fresh);
    let mut reader = fleet.reader.clone();
    let seen = texts.observe(&Observed::nothing(), &mut reader);
    let again = measure(|| {
        let observed = texts.observe(&seen, &mut reader);
        (plan(&fleet.rendered, &fleet.state, &observed, &options), observed)
    });
    report.row("C plan, observed texts seen before", Some(3.0), again);
    let read = measure(|| {
        let mut reader = JsonReader::default();
        let values: Vec<Value> = texts.observed.iter().map(|(_, text)| reader.read(text).unwrap()).collect();
        (values, reader)
    });
    let ours = report.row("C a text read", None, read);
    let read = measure(|| texts.observed.iter().map(|(_, text)| peers::read(text)).collect::<Vec<_>>());
    let theirs = report.row("  peer: serde_json::Value", None, read);
    report.ratio("reading JSON against serde_json", ours, theirs, None);
}

fn digests(report: &mut Report) {
    let bodies: Vec<Value> = (0..report.size).map(|index| fleet::body(index, 2)).collect();
    let digests = measure(|| bodies.iter().map(Value::digest).collect::<Vec<_>>());
    let ours = report.row("D canonical JSON and its SHA-256", None, digests);
    let pairs = peers::pairs(report.size);
    let digests = measure(|| pairs.iter().map(|(body, _)| peers::digest(body)).collect::<Vec<_>>());
    let theirs = report.row("  peer: serde_json_canonicalizer", None, digests);
    report.ratio("digests against serde_json_canonicalizer", ours, theirs, None);
}

fn written(report: &mut Report, fleet: &Fleet, name: &str) {
    let plan = plan(&fleet.rendered, &fleet.state, &fleet.observed, &PlanOptions::default()).value.unwrap();
    let mut text = String::new();
    let measured = measure(|| {
        text.clear();
        json::write(&plan, &mut text).unwrap();
    });
    report.row(name, None, measured);
    let kilobytes = text.len() as f64 / 1e3;
    report.note(format!("{name}: {:.3} ms, {kilobytes:.0} kB as a whole", measured.best * 1e3));
}
