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
use measure::{head, measure, ratio, row};
use platform_core::formats::json;
use platform_core::model::{JsonReader, Observed, PlanOptions, Value};
use platform_core::plan::{DiffRules, diff, plan};

fn main() {
    let picked: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let wants = |name: &str| picked.is_empty() || picked.iter().any(|start| name.starts_with(start.as_str()));
    measure::machine();
    fleet::describe();
    println!("warm: each row runs again and again; 100 resources stay in the caches, 10000 do not\n");
    head();
    for size in [100, 10_000] {
        let goal = |micros: f64| Some(micros).filter(|_| size == 10_000);
        let options = PlanOptions::default();
        let (one, all) = (Fleet::new(size, 1), Fleet::new(size, 100));
        let nothing = Observed::nothing();
        if wants("A") {
            let measured = measure(|| plan(black_box(&one.rendered), black_box(&one.state), &nothing, &options));
            row("A plan against state, 1 % changed", size, goal(0.5), measured);
            let measured = measure(|| plan(black_box(&all.rendered), black_box(&all.state), &nothing, &options));
            row("A plan against state, 100 % changed", size, None, measured);
        }
        if wants("B") {
            for (fleet, name, micros) in [
                (&one, "B plan against observations, 1 % changed", 3.0),
                (&all, "B plan against observations, 100 % changed", 9.0),
            ] {
                let measured =
                    measure(|| plan(black_box(&fleet.rendered), black_box(&fleet.state), &fleet.observed, &options));
                row(name, size, goal(micros), measured);
            }
            let apart = Fleet::apart(size, 1);
            let measured =
                measure(|| plan(black_box(&apart.rendered), black_box(&apart.state), &apart.observed, &options));
            row("B the same, 1 %, nothing shared between the three", size, goal(3.0), measured);
            let apart = Fleet::apart(size, 100);
            let measured =
                measure(|| plan(black_box(&apart.rendered), black_box(&apart.state), &apart.observed, &options));
            row("B the same, 100 %, nothing shared", size, goal(9.0), measured);
            diffs(size);
        }
        if wants("C") {
            texts(size, &goal);
        }
        if wants("D") {
            digests(size);
        }
        if wants("J") {
            written(&one, &all, size);
        }
    }
}

fn diffs(size: usize) {
    let mut reader = JsonReader::default();
    let mut body = |index, replicas| fleet::held(&mut reader, &fleet::body(index, replicas));
    let pairs: Vec<(Value, Value)> = (0..size).map(|index| (body(index, 2), body(index, 3))).collect();
    let rules = DiffRules::for_target("kubernetes");
    let run = || {
        pairs.iter().filter(|(before, after)| !diff(Some(before), Some(after), black_box(&rules)).is_empty()).count()
    };
    let ours = row("B diff of two bodies, one field", size, None, measure(run));
    let pairs = peers::pairs(size);
    let run = || pairs.iter().filter(|(before, after)| black_box(before) == black_box(after)).count();
    let theirs = row("  peer: serde_json::Value ==, to the end", size, None, measure(run));
    let pairs = peers::changed_pairs(size);
    let patch = row(
        "  peer: json-patch diff",
        size,
        None,
        measure(|| pairs.iter().map(|(a, b)| json_patch::diff(a, b).len()).sum::<usize>()),
    );
    let tree = row(
        "  peer: treediff",
        size,
        None,
        measure(|| pairs.iter().map(|(a, b)| peers::treediff(a, b)).sum::<usize>()),
    );
    println!();
    ratio("diff against a serde_json equality walk", ours, theirs, Some(0.6).filter(|_| size == 10_000));
    ratio(
        "diff, nothing shared, against a serde_json equality walk",
        ours_apart,
        theirs,
        Some(0.6).filter(|_| size == 10_000),
    );
    ratio("diff against json-patch", ours, patch, None);
    ratio("diff against treediff", ours, tree, None);
    println!();
    head();
}

fn texts(size: usize, goal: &dyn Fn(f64) -> Option<f64>) {
    let fleet = Fleet::new(size, 1);
    let texts = fleet.texts();
    let options = PlanOptions::default();
    let measured = measure(|| {
        let mut reader = JsonReader::default();
        let (rendered, observed) = texts.read(&mut reader, &fleet.rendered);
        (plan(&rendered, &fleet.state, &observed, &options), rendered, observed, reader)
    });
    row("C plan from two new texts", size, goal(25.0), measured);
    let mut reader = JsonReader::default();
    let seen = texts.observe(&Observed::nothing(), &mut reader);
    let measured = measure(|| {
        let observed = texts.observe(&seen, &mut reader);
        (plan(&fleet.rendered, &fleet.state, &observed, &options), observed)
    });
    row("C plan, observed texts seen before", size, goal(3.0), measured);
    let measured = measure(|| {
        let mut reader = JsonReader::default();
        texts.observed.iter().map(|(_, text)| reader.read(text).unwrap()).collect::<Vec<_>>()
    });
    let ours = row("C one text to Value", size, None, measured);
    let measured = measure(|| {
        texts
            .observed
            .iter()
            .map(|(_, text)| serde_json::from_str::<serde_json::Value>(text).unwrap())
            .collect::<Vec<_>>()
    });
    let theirs = row("  peer: serde_json::Value", size, None, measured);
    println!();
    ratio("reading JSON", ours, theirs, None);
    println!();
    head();
}

fn digests(size: usize) {
    let bodies: Vec<Value> = (0..size).map(|index| fleet::body(index, 2)).collect();
    let ours = row(
        "D canonical JSON and SHA-256",
        size,
        None,
        measure(|| bodies.iter().map(Value::digest).collect::<Vec<_>>()),
    );
    let pairs = peers::pairs(size);
    let run = || pairs.iter().map(|(body, _)| peers::digest(body)).collect::<Vec<_>>();
    let theirs = row("  peer: serde_json_canonicalizer", size, None, measure(run));
    println!();
    ratio("digests", ours, theirs, None);
    println!();
    head();
}

fn written(one: &Fleet, all: &Fleet, size: usize) {
    let options = PlanOptions::default();
    for (fleet, name) in [(one, "J plan's JSON, 1 % changed"), (all, "J plan's JSON, 100 % changed")] {
        let plan = plan(&fleet.rendered, &fleet.state, &fleet.observed, &options).value.unwrap();
        let measured = measure(|| serde_json::to_string(&plan).unwrap());
        row(name, size, None, measured);
        println!(
            "|   whole: {:.3} ms, {} kB | | | | | | |",
            measured.best * 1e3,
            serde_json::to_string(&plan).unwrap().len() / 1000
        );
    }
}
