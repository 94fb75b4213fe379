//! Plans that are applied to a real API server, with real controllers (`tests/kubernetes` starts both and runs this).
//!
//! There are no nodes: a pod becomes what a test makes of it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod applying;
mod failing;
mod flux;
mod gitops;
mod interrupted;
mod removing;
mod shop;
