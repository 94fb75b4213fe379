//! The same work done with what others use.

use crate::fleet;
use serde_json::Value;
use sha2::Digest as _;

pub fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn body(index: usize, replicas: i32) -> Value {
    read(&fleet::body(index, replicas).to_json())
}

/// Equal bodies, each read by itself.
pub fn pairs(size: usize) -> Vec<(Value, Value)> {
    (0..size).map(|index| (body(index, 2), body(index, 2))).collect()
}

/// Bodies with one field changed.
pub fn changed_pairs(size: usize) -> Vec<(Value, Value)> {
    (0..size).map(|index| (body(index, 2), body(index, 3))).collect()
}

pub fn digest(body: &Value) -> [u8; 32] {
    sha2::Sha256::digest(serde_json_canonicalizer::to_vec(body).unwrap()).into()
}

/// The number of differences.
pub fn treediff(before: &Value, after: &Value) -> usize {
    use treediff::tools::{ChangeType, Recorder};
    let mut recorder = Recorder::default();
    treediff::diff(before, after, &mut recorder);
    recorder.calls.iter().filter(|call| !matches!(call, ChangeType::Unchanged(..))).count()
}
