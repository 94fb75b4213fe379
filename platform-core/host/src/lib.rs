//! What does I/O for `platform-core`: stores, executors, the driver, and the [`workspace::Workspace`] that joins them.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]

pub mod boundary;
pub mod cli;
pub mod clients;
pub mod driver;
pub mod executors;
pub mod store;
pub mod workspace;
