//! What it costs to plan anew after one service of many was edited: reload, resolve, render, plan. And how that grows with
//! the platform.
//!
//! `cargo bench --package platform-core --bench reload`.

#![allow(missing_docs, unreachable_pub, dead_code)]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::print_stdout)]

#[path = "../tests/fleet/mod.rs"]
mod fleet;
mod measure;

use std::collections::BTreeMap;
use std::hint::black_box;

use fleet::Size;
use measure::measure;
use platform_core::model::{Changes, Observed, PlanOptions, Platform, Rendered, Scope, State, StateResource};
use platform_core::plan::plan;
use platform_core::render::{render, resolve};

fn main() {
    measure::machine();
    println!("one service of 5 resources in one environment was edited: CPU of reload, resolve, render and plan\n");
    println!("| resources of the platform | files | best, ms | median, ms |\n|--:|--:|--:|--:|");
    let [small, large] = [1_000, 10_000].map(|services| edited(Size { services, environments: 2, resources: 5 }));
    println!("\n- 100,000 resources against 10,000: {:.2} (goal: at most 1.5)", large / small);
    println!("- at 100,000: {:.3} ms (goal: at most 1 ms)", large * 1e3);
}

fn edited(size: Size) -> f64 {
    let sources = fleet::sources(size);
    let files = sources.len();
    let platform = Platform::parse(&sources).into_result().unwrap().0;
    drop(sources);
    let scope: Scope = "production".parse().unwrap();
    let subject = fleet::name(size.services / 2).parse().unwrap();
    let rendered = |platform: &Platform| -> Rendered {
        let pins = platform.pins(&subject, &scope);
        let resolved = resolve(platform, &subject, &scope, &pins).into_result().unwrap().0;
        render(&resolved).into_result().unwrap().0
    };
    let mut state = State::new(subject.clone(), scope.clone(), "bench");
    let before = rendered(&platform);
    let known = |(address, resource): (&_, &platform_core::model::Resource)| {
        (Clone::clone(address), StateResource::new(resource.body.clone()))
    };
    state.resources = before.resources.iter().map(known).collect::<BTreeMap<_, _>>();
    state.pins = before.pins.clone();
    let mut replicas = 5;
    let measured = measure(|| {
        // Never the same text twice.
        replicas += 1;
        let text = fleet::service(size.services / 2, replicas);
        let file = fleet::file(size.services / 2);
        let changes: Changes = BTreeMap::from([(file.as_str().into(), Some(text.into_bytes().into()))]);
        let platform = platform.with_changes(&changes).into_result().unwrap().0;
        let rendered = rendered(&platform);
        let plan = plan(&rendered, &state, &Observed::nothing(), &PlanOptions::default()).value.unwrap();
        assert_eq!(plan.summary.update, 5);
        (platform, rendered, black_box(plan))
    });
    let resources = size.services * size.environments * size.resources;
    println!("| {resources} | {files} | {:.3} | {:.3} |", measured.best * 1e3, measured.median * 1e3);
    measured.best
}
