//! The README's Rust: `cargo run --package platform-core --example readme`, in the repository's folder.
#![allow(clippy::print_stdout)]

use platform_core::model::{Observed, PlanOptions, Platform, Scope, State};
use platform_core::{plan, render};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (shop, _) = Platform::load("examples/shop".as_ref()).into_result()?;
    let (subject, staging) = ("payment-api".parse()?, "staging".parse::<Scope>()?);
    let (resolved, _) = render::resolve(&shop, &subject, &staging, &shop.pins(&subject, &staging)).into_result()?;
    let (rendered, _) = render::render(&resolved).into_result()?;
    let nothing_yet = State::new(subject, staging, "readme");
    let (plan, _) = plan::plan(&rendered, &nothing_yet, &Observed::nothing(), &PlanOptions::default()).into_result()?;
    println!("{} to create, digest {}", plan.summary.create, plan.digest);
    Ok(())
}
