//! The command as it is called: what it prints, and how it ends.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects
)]

mod applying;
mod diffing;
mod documents;
mod looking;
mod messages;
mod moving;
mod new;
mod pages;
mod planning;
mod publishing;
mod selecting;
mod support;
