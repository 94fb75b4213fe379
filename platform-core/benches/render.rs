//! What rendering a resource costs, origins and digest included: ten expressions, 52 leaves and about 2 kB each.
//!
//! `cargo bench --package platform-core --bench render`. One core, warm, everything in memory.

#![allow(missing_docs, unreachable_pub, dead_code)]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::print_stdout)]
#![allow(clippy::cast_precision_loss, clippy::print_stderr)]

/// That of the `platform` command and of the packages for Python and Node; with the system's it takes a tenth more.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod fleet;
mod measure;

use measure::{Report, measure};
use platform_core::render::{render, resolve};

fn main() {
    measure::machine();
    fleet::describe();
    let mut report = Report::default();
    for size in [100, 1_000, 10_000] {
        report.size = size;
        let (platform, subjects, scope, pins) = fleet::platform(size);
        let one = |subject| resolve(&platform, subject, &scope, &pins).into_result().unwrap().0;
        let resolved: Vec<_> = subjects.iter().map(one).collect();
        let rendered = || resolved.iter().map(|resolved| render(resolved).into_result().unwrap()).collect::<Vec<_>>();
        report.row("F render", Some(5.0), measure(rendered));
        report.row(
            "F resolve, a tenth of a subject each",
            None,
            measure(|| subjects.iter().map(one).collect::<Vec<_>>()),
        );
    }
    report.print();
}
