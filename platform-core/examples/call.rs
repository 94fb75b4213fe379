//! Calls a verb of the boundary: `cargo run --package platform-core --example call VERB`, its input as JSON on stdin.
#![allow(clippy::print_stdout)]

use std::io::Read;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let verb = std::env::args().nth(1).ok_or("give a verb: `verbs()` lists them")?;
    let mut input = Vec::new();
    std::io::stdin().read_to_end(&mut input)?;
    println!("{}", platform_core::boundary::call_bytes(&verb, &input));
    Ok(())
}
