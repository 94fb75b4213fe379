//! The laws of the engine as properties over generated platforms (see the README's list of laws).
//!
//! `PLATFORM_LAW_CASES` sets the number of cases for each property (default 256), `PLATFORM_LAW_SEED` another seed;
//! `tests/laws --cases N` runs them optimised. Each law prints how often its cases had what matters, and fails when
//! one of those is rarer than 1 %: a law over cases that never happen proves nothing.

#![allow(missing_docs, unreachable_pub)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects, clippy::string_slice, clippy::print_stdout)]

mod agreement;
mod coverage;
mod delegated;
mod generate;
mod languages;
mod law_1;
mod law_12;
mod law_2;
mod law_3;
mod law_4;
mod law_5;
mod law_6;
mod law_7;
mod law_8;
mod law_9;
mod reference;
mod runner;
mod sameness;
mod unknowns;
mod world;
