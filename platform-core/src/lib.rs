//! `terraform plan` for golden paths, as a library.
//!
//! Services, environments and golden paths are typed data ([`model`]); reading them, rendering them, comparing and
//! planning are pure functions: no I/O (the thin `Platform::load` apart), no clock, no randomness, no environment
//! variables and no globals.
//!
//! The same engine runs in-process in Rust, Python and Node and gives the same bytes in each.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]

/// What the documentation shows runs.
#[cfg(doctest)]
#[doc = include_str!("../../docs/diff.md")]
struct DiffPage;

#[cfg(feature = "files")]
pub mod author;
#[cfg(feature = "files")]
pub mod boundary;
pub mod formats;
pub mod model;
#[cfg(feature = "files")]
pub mod parse;
pub mod plan;
pub mod policy;
#[cfg(feature = "files")]
pub mod render;
#[cfg(feature = "files")]
pub mod review;
pub mod run;
#[cfg(feature = "schema")]
pub mod schemas;
