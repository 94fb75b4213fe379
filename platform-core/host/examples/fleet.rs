//! Writes a platform of some size into a folder, the same each time: to measure on, or to try things on.
//!
//! `cargo run --example fleet -- FOLDER SERVICES [ENVIRONMENTS] [RESOURCES]`

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::Path;

#[path = "../../tests/fleet/mod.rs"]
mod fleet;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default: usize| arguments.get(at).map_or(default, |text| text.parse().unwrap());
    let Some(folder) = arguments.first().map(Path::new) else {
        println!("fleet FOLDER SERVICES [ENVIRONMENTS] [RESOURCES]");
        return;
    };
    let size = fleet::Size { services: number(1, 10), environments: number(2, 3), resources: number(3, 4) };
    for (path, bytes) in fleet::sources(size) {
        let file = folder.join(&*path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, &bytes).unwrap();
    }
}
