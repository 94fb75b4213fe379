//! What a real Kubernetes API server makes of a manifest is no change.
//!
//! `returned.jsonl` records what the server gave back, a line each; `tests/kubernetes` asks it again. The manifests are
//! Kubernetes' own examples, those of tools that extend it, ours, and what `examples/shop` renders. Those of others are
//! under the Apache License 2.0.

#![allow(missing_docs, unreachable_pub)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects, clippy::string_slice, clippy::print_stdout)]

mod live;
mod noise;
mod record;
