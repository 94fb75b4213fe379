//! What stands in the rows: documents as JSON, and the head of a state without its resources.

use platform_core::model::{Digest, EntityRef, Failure, Scope, State};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{StateHead, errors};

pub(super) fn encode(what: &str, data: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(data).map_err(|error| errors::invalid(what, &error))
}

pub(super) fn decode<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| errors::invalid(what, &error))
}

/// A state without its resources: they have rows of their own, so that a step writes only what it changed.
pub(super) fn head(state: &State) -> State {
    let mut head = State::new(state.subject.clone(), state.environment.clone(), state.lineage.clone());
    head.format_version = state.format_version;
    head.serial = state.serial;
    head.applying.clone_from(&state.applying);
    head.pins.clone_from(&state.pins);
    head.hold.clone_from(&state.hold);
    head
}

pub(super) fn listed(head: State, resources: usize) -> StateHead {
    StateHead {
        subject: head.subject,
        environment: head.environment,
        serial: head.serial,
        pins: head.pins,
        applying: head.applying,
        hold: head.hold,
        resources,
    }
}

/// A plan of a run, without the plan itself.
pub(super) type Member = (EntityRef, Scope, Digest);

/// SQLite's integers are signed; ours count from 0 and never come near the end.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}
