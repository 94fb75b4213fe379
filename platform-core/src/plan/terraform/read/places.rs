//! How much the names of places may come to.
//!
//! What is unknown or sensitive is written with its address and its place: a long address, or long keys around many
//! values, would make gigabytes of a small plan.

use serde_json::Value as Json;

use super::raw::{Change, Document, Resource};
use super::too_large;
use crate::model::Failure;

/// Bytes of all places together; those of the largest plan that is read come to a fifth of it, where they are of usual
/// length.
const MOST: usize = 256 * 1024 * 1024;

/// Refuses a plan whose places would be too long together.
pub(super) fn check(document: &Document) -> Result<(), Failure> {
    let deferred = document.deferred_changes.iter().map(|one| &one.resource_change);
    let resources = document.resource_changes.iter().chain(&document.resource_drift).chain(deferred);
    let places = Some(MOST);
    let places = resources.fold(places, |left, one| of_resource(one, left));
    let places = document.output_changes.iter().fold(places, |left, (name, one)| of_change(name.len(), one, left));
    let places = document.checks.iter().fold(places, |left, check| {
        let name = check.address.to_display.len();
        left?.checked_sub(name.saturating_mul(check.instances.len()))
    });
    match places {
        Some(_) => Ok(()),
        None => Err(too_large(format!("the names of all places come to more than {MOST} bytes"))),
    }
}

fn of_resource(resource: &Resource, left: Option<usize>) -> Option<usize> {
    of_change(resource.address.len(), &resource.change, left)
}

fn of_change(address: usize, change: &Change, left: Option<usize>) -> Option<usize> {
    let all = [&change.before, &change.after, &change.after_unknown, &change.before_sensitive, &change.after_sensitive];
    all.into_iter().fold(left, |left, json| of_value(json, address, left?))
}

fn of_value(json: &Json, at: usize, left: usize) -> Option<usize> {
    let left = left.checked_sub(at)?;
    match json {
        Json::Object(map) => map
            .iter()
            .try_fold(left, |left, (key, value)| of_value(value, at.saturating_add(key.len()).saturating_add(1), left)),
        Json::Array(items) => items.iter().try_fold(left, |left, value| of_value(value, at.saturating_add(2), left)),
        _ => Some(left),
    }
}
