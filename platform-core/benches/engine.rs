//! What a resource costs: rendering, comparing and planning 100, 1,000 and 10,000 of them (51 leaves, about 2 kB each).
//!
//! `cargo bench --package platform-core`; the column to read is the throughput in items, a resource being one item.
//! One core, warm, everything in memory.

#![allow(missing_docs, unreachable_pub)]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::print_stdout)]

mod fleet;

use divan::{Bencher, black_box, counter::ItemsCount};
use platform_core::model::{Observed, PlanOptions, Value};
use platform_core::plan::{DiffRules, diff, plan};
use platform_core::render::{render, resolve};

const SIZES: [usize; 3] = [100, 1_000, 10_000];

fn main() {
    fleet::describe();
    divan::main();
}

#[divan::bench(args = SIZES)]
fn a_plan_against_state_1_percent_changed(bencher: Bencher, size: usize) {
    let (rendered, state) = (fleet::rendered(size, 1), fleet::state(size));
    let options = PlanOptions::default();
    bencher
        .counter(ItemsCount::new(size))
        .bench_local(|| plan(black_box(&rendered), black_box(&state), &Observed::nothing(), &options));
}

#[divan::bench(args = SIZES)]
fn b_plan_against_observations_1_percent_changed(bencher: Bencher, size: usize) {
    let (rendered, state, observed) = (fleet::rendered(size, 1), fleet::state(size), fleet::observed(size));
    let options = PlanOptions::default();
    bencher
        .counter(ItemsCount::new(size))
        .bench_local(|| plan(black_box(&rendered), black_box(&state), black_box(&observed), &options));
}

#[divan::bench(args = SIZES)]
fn c_plan_against_observations_all_changed(bencher: Bencher, size: usize) {
    let (rendered, state, observed) = (fleet::rendered(size, 100), fleet::state(size), fleet::observed(size));
    let options = PlanOptions::default();
    bencher
        .counter(ItemsCount::new(size))
        .bench_local(|| plan(black_box(&rendered), black_box(&state), black_box(&observed), &options));
}

#[divan::bench(args = SIZES)]
fn d_diff_of_changed_bodies(bencher: Bencher, size: usize) {
    let pairs: Vec<(Value, Value)> = (0..size).map(|index| (fleet::body(index, 2), fleet::body(index, 3))).collect();
    let rules = DiffRules::none();
    bencher.counter(ItemsCount::new(size)).bench_local(|| {
        for (before, after) in &pairs {
            black_box(diff(Some(before), Some(after), &rules));
        }
    });
}

#[divan::bench(args = SIZES)]
fn e_peer_serde_json_equality_walk(bencher: Bencher, size: usize) {
    let json = |value: Value| serde_json::to_value(value).unwrap();
    let pairs: Vec<_> = (0..size).map(|index| (json(fleet::body(index, 2)), json(fleet::body(index, 2)))).collect();
    bencher.counter(ItemsCount::new(size)).bench_local(|| pairs.iter().filter(|(a, b)| black_box(a) == b).count());
}

#[divan::bench(args = SIZES)]
fn f_resolve_and_render_ten_expressions(bencher: Bencher, size: usize) {
    let (platform, subjects, scope, pins) = fleet::platform(size);
    bencher.counter(ItemsCount::new(size)).bench_local(|| {
        for subject in &subjects {
            let resolved = resolve(&platform, subject, &scope, &pins).into_result().unwrap().0;
            black_box(render(&resolved).into_result().unwrap());
        }
    });
}

#[divan::bench(args = SIZES)]
fn g_digests_of_bodies(bencher: Bencher, size: usize) {
    let bodies: Vec<Value> = (0..size).map(|index| fleet::body(index, 2)).collect();
    bencher.counter(ItemsCount::new(size)).bench_local(|| {
        for body in &bodies {
            black_box(body.digest());
        }
    });
}
