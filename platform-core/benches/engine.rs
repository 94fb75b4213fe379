//! What rendering a resource costs: 100, 1,000 and 10,000 of them (51 leaves, about 2 kB each).
//!
//! `cargo bench --package platform-core`; the column to read is the throughput in items, a resource being one item.
//! One core, warm, everything in memory.

#![allow(missing_docs, unreachable_pub)]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::print_stdout)]

mod fleet;

use divan::{Bencher, black_box, counter::ItemsCount};
use platform_core::render::{render, resolve};

const SIZES: [usize; 3] = [100, 1_000, 10_000];

fn main() {
    fleet::describe();
    divan::main();
}

#[divan::bench(args = SIZES)]
fn resolve_and_render_ten_expressions(bencher: Bencher, size: usize) {
    let (platform, subjects, scope, pins) = fleet::platform(size);
    bencher.counter(ItemsCount::new(size)).bench_local(|| {
        for subject in &subjects {
            let resolved = resolve(&platform, subject, &scope, &pins).into_result().unwrap().0;
            black_box(render(&resolved).into_result().unwrap());
        }
    });
}
