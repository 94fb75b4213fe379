//! Writes what the benchmarks of other languages read: 10,000 resources, 1 % changed and all changed, as documents.
//!
//! `PLATFORM_BENCH_FOLDER=… cargo bench --package platform-core --bench crossing`; `tests/bench crossing` does the rest.

#![allow(missing_docs, unreachable_pub, dead_code)]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::print_stdout)]
#![allow(clippy::cast_precision_loss, clippy::print_stderr)]

mod fleet;

use std::path::Path;

const RESOURCES: usize = 10_000;

fn main() {
    let Ok(folder) = std::env::var("PLATFORM_BENCH_FOLDER") else {
        println!("PLATFORM_BENCH_FOLDER names no folder");
        return;
    };
    let write = |name: &str, text: String| std::fs::write(Path::new(&folder).join(name), text).unwrap();
    for (name, percent) in [("some", 1), ("all", 100)] {
        let made = fleet::Fleet::new(RESOURCES, percent);
        write(&format!("{name}.rendered.json"), serde_json::to_string(&made.rendered).unwrap());
        write(&format!("{name}.state.json"), serde_json::to_string(&made.state).unwrap());
        write(&format!("{name}.observed.json"), serde_json::to_string(&made.observed).unwrap());
        // For others: what was, and what should be.
        let before: std::collections::BTreeMap<_, _> =
            made.state.resources.iter().map(|(address, known)| (address, &known.body)).collect();
        let after: std::collections::BTreeMap<_, _> =
            made.rendered.resources.iter().map(|(address, resource)| (address, &resource.body)).collect();
        write(&format!("{name}.before.json"), serde_json::to_string(&before).unwrap());
        write(&format!("{name}.after.json"), serde_json::to_string(&after).unwrap());
    }
}
