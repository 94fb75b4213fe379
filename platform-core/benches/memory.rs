//! What is held in memory a resource, and what a plan adds to it: bytes asked of the allocator.
//!
//! `cargo bench -p platform-core --bench memory`.

#![allow(missing_docs, unreachable_pub)]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::print_stdout, clippy::indexing_slicing)]

mod fleet;

use fleet::Fleet;
use peak_alloc::PeakAlloc;
use platform_core::model::{JsonReader, PlanOptions, Value};
use platform_core::plan::plan;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const SIZE: usize = 10_000;

/// What something holds, in bytes.
fn held<T>(make: impl FnOnce() -> T) -> (T, usize) {
    let before = MEMORY.current_usage();
    let made = make();
    (made, MEMORY.current_usage() - before)
}

fn row(name: &str, bytes: usize, goal: Option<f64>) {
    let bytes = bytes as f64 / SIZE as f64;
    let verdict = goal.map(|goal| if bytes <= goal { "met" } else { "MISSED" }).unwrap_or_default();
    println!("| {name} | {} | {bytes:.0} | {verdict} |", goal.map(|goal| format!("{goal}")).unwrap_or_default());
}

fn main() {
    fleet::describe();
    println!("{SIZE} resources\n\n| bytes a resource | goal | held | |\n|---|--:|--:|---|");
    bodies();
    let inputs = fleets();
    println!("\n| a plan adds | goal × its inputs | held | at the highest | |\n|---|--:|--:|--:|---|");
    for (percent, goal) in [(1, 0.1), (100, 0.25)] {
        let fleet = Fleet::new(SIZE, percent);
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let plan = plan(&fleet.rendered, &fleet.state, &fleet.observed, &PlanOptions::default());
        let times = |bytes: usize| (bytes - before) as f64 / inputs as f64;
        let (held, peak) = (times(MEMORY.current_usage()), times(MEMORY.peak_usage()));
        let verdict = if peak <= goal { "met" } else { "MISSED" };
        println!("| {percent} % changed | {goal} | {held:.3} | {peak:.3} | {verdict} |");
        drop(plan);
    }
}

/// One body each: ours, and a peer's.
fn bodies() {
    let texts: Vec<String> = (0..SIZE).map(|index| fleet::body(index, 2).to_json()).collect();
    let (values, bytes) = held(|| {
        let mut reader = JsonReader::default();
        texts.iter().map(|text| reader.read(text).unwrap()).collect::<Vec<Value>>()
    });
    row("a body", bytes, None);
    drop(values);
    let (values, bytes) =
        held(|| texts.iter().map(|text| serde_json::from_str::<serde_json::Value>(text).unwrap()).collect::<Vec<_>>());
    row("  peer: serde_json::Value", bytes, None);
    drop(values);
}

/// What should be, what was applied and what is there.
fn fleets() -> usize {
    let (fleet, apart) = held(|| Fleet::apart(SIZE, 1));
    drop(fleet);
    row("rendered, state and observed, each read by a reader of its own", apart, None);
    let (fleet, with_reader) = held(|| Fleet::new(SIZE, 1));
    let before = MEMORY.current_usage();
    drop(fleet.reader);
    let reader = before - MEMORY.current_usage();
    let together = with_reader - reader;
    row("rendered, state and observed, one reader", together, Some(4_000.0));
    row("  the reader, while it is kept", reader, None);
    together
}
