//! Writes everything that is generated and committed: `cargo regenerate`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod everything;
mod model;
mod python;
mod typescript;

fn main() {
    for (path, text) in everything::generated() {
        let file = everything::repository().join(&path);
        if std::fs::read_to_string(&file).ok().as_deref() != Some(&text) {
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, text).unwrap();
            println!("wrote {path}");
        }
    }
}
