//! Why two renderings differ at a place.

use std::collections::BTreeSet;

use crate::model::{DifferenceReason, ExplainedOrigin, Layer, Origin, PathPin, Pins, Presence, Rendered, Text};

use super::compare::Side;

/// What is known of both sides as a whole.
pub(super) struct Reasons<'a> {
    before: &'a Rendered,
    after: &'a Rendered,
    /// Both were rendered from the same files.
    same_files: bool,
}

impl<'a> Reasons<'a> {
    pub(super) fn new(before: &Side<'a>, after: &Side<'a>) -> Self {
        let same_files = before.release.is_none() && after.release.is_none();
        Self { before: before.rendered, after: after.rendered, same_files }
    }

    /// Why a value differs, or is on one side only, by where both come from.
    pub(super) fn of_field(&self, before: &[ExplainedOrigin], after: &[ExplainedOrigin]) -> DifferenceReason {
        if self.template_changed(before, after) {
            return DifferenceReason::PathVersion;
        }
        self.of_inputs(before, after)
    }

    /// Why a resource is on one side only, by the condition that holds there.
    pub(super) fn of_resource(&self, condition: &[ExplainedOrigin], presence: Presence) -> DifferenceReason {
        let (before, after) = match presence {
            Presence::OnlyBefore => (condition, &[][..]),
            _ => (&[][..], condition),
        };
        match self.of_inputs(before, after) {
            DifferenceReason::Unknown if self.paths_differ() => DifferenceReason::PathVersion,
            DifferenceReason::Unknown if !self.same_files => DifferenceReason::Files,
            reason => reason,
        }
    }

    fn of_inputs(&self, before: &[ExplainedOrigin], after: &[ExplainedOrigin]) -> DifferenceReason {
        let all = || before.iter().chain(after).map(|told| &told.origin);
        let other_environment = self.before.environment != self.after.environment;
        if other_environment && all().any(is_environments) {
            return DifferenceReason::Environment;
        }
        if all().any(|origin| origin.layer == Layer::Artifact)
            && self.before.pins.artifacts != self.after.pins.artifacts
        {
            return DifferenceReason::Artifact;
        }
        let moved = |told: &[ExplainedOrigin], pins: &Pins| {
            told.iter().filter_map(|told| told.origin.path.as_ref()).any(|pin| !has(pins, pin))
        };
        if moved(before, &self.after.pins) || moved(after, &self.before.pins) {
            return DifferenceReason::PathVersion;
        }
        if all().any(|origin| origin.layer == Layer::Output) {
            return DifferenceReason::Output;
        }
        let written = |origin: &Origin| origin.path.is_none() && !matches!(origin.layer, Layer::Engine);
        if !self.same_files && all().any(written) {
            return DifferenceReason::Files;
        }
        DifferenceReason::Unknown
    }

    /// Whether another version of the golden path says it in other words.
    fn template_changed(&self, before: &[ExplainedOrigin], after: &[ExplainedOrigin]) -> bool {
        let (old, new) = (templates(before), templates(after));
        let moved = |origins: &[&Origin], pins: &Pins| {
            origins.iter().filter_map(|origin| origin.path.as_ref()).any(|pin| !has(pins, pin))
        };
        if !moved(&old, &self.after.pins) && !moved(&new, &self.before.pins) {
            return false;
        }
        let words = |origins: &[&Origin]| -> BTreeSet<Option<Text>> {
            origins.iter().map(|origin| origin.expression.clone()).collect()
        };
        // Without expressions the values themselves are the words.
        let plain = old.iter().chain(&new).all(|origin| origin.expression.is_none());
        plain || words(&old) != words(&new)
    }

    fn paths_differ(&self) -> bool {
        let pins = |pins: &'_ Pins| (pins.path.clone(), pins.includes.clone());
        pins(&self.before.pins) != pins(&self.after.pins)
    }
}

/// The templates that say a value themselves.
fn templates(told: &[ExplainedOrigin]) -> Vec<&Origin> {
    let own = told.iter().filter(|told| told.depth == 0 && told.origin.layer == Layer::Template);
    own.map(|told| &told.origin).collect()
}

/// Whether an origin speaks of one environment.
fn is_environments(origin: &Origin) -> bool {
    match origin.layer {
        Layer::Environment | Layer::SubjectEnvironment => true,
        Layer::Enforced => origin.path.is_none(),
        Layer::Override => origin.environment_only,
        _ => false,
    }
}

fn has(pins: &Pins, pin: &PathPin) -> bool {
    pins.path.iter().chain(pins.includes.values()).any(|other| other == pin)
}
