//! Bad and hostile input: every case of `tests/bad-input` gives exactly the problems it lists, each with its place and
//! with what helps, in bounded work and memory.
//!
//! Each case runs in a process of its own, on a stack of 512 KiB, with 256 MiB of memory and 2 s of processor time
//! (20 s without optimisation). `PLATFORM_BAD_INPUT=show` prints what is said, `PLATFORM_BAD_INPUT=write` writes what
//! was found into the cases, to be looked at.
//!
//! An argument runs only the cases with that in their name.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::string_slice,
    clippy::print_stdout
)]

mod cases;
mod child;
mod judge;

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use cases::Case;
use judge::{Run, Usage};

/// Cases that there must be: fewer means that they were not read.
const FEWEST: usize = 200;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [word, area, name] = arguments.as_slice()
        && word == "child"
    {
        child::run(&cases::find(area, name));
        return ExitCode::SUCCESS;
    }
    let filter = arguments.iter().find(|argument| !argument.starts_with('-')).cloned().unwrap_or_default();
    let mode = std::env::var("PLATFORM_BAD_INPUT").unwrap_or_default();
    let all = cases::all();
    let chosen: Vec<&Case> = all.iter().filter(|case| case.label().contains(&filter)).collect();
    let runs = run_all(&chosen);
    if mode == "write" {
        cases::write_found(&runs);
    }
    let mut failed = 0;
    let mut most = (Usage::default(), Usage::default());
    for run in &runs {
        let faults = run.faults();
        if mode == "show" || !faults.is_empty() && mode != "write" {
            println!("{}\n{}", run.case.label(), run.said());
        }
        faults.iter().for_each(|fault| println!("    FAULT: {fault}"));
        failed += usize::from(!faults.is_empty());
        most.0 = if run.usage.milliseconds > most.0.milliseconds { run.usage.clone() } else { most.0 };
        most.1 = if run.usage.kibibytes > most.1.kibibytes { run.usage.clone() } else { most.1 };
    }
    let areas = all.iter().map(|case| case.area.clone()).collect::<std::collections::BTreeSet<_>>();
    println!("{} cases in {} areas", runs.len(), areas.len());
    println!("longest: {} ms of processor time, {}", most.0.milliseconds, most.0.case);
    println!("largest: {} KiB of memory, {}", most.1.kibibytes, most.1.case);
    println!("\ntest result: {} passed; {failed} failed", runs.len() - failed);
    let too_few = filter.is_empty() && all.len() < FEWEST;
    if too_few {
        println!("only {} cases were found; there must be {FEWEST}", all.len());
    }
    if failed > 0 || too_few || runs.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Runs the cases, two at a time, and gives them in order.
fn run_all<'c>(cases: &[&'c Case]) -> Vec<Run<'c>> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let run = judge::run(case);
                    done.lock().unwrap().push(run);
                }
            });
        }
    });
    let mut runs = done.into_inner().unwrap();
    runs.sort_by_key(|run| cases.iter().position(|case| case.label() == run.case.label()));
    runs
}
