//! What was decided about one resource.

use crate::model::{Action, Change, Diagnostic, Expectation};

use super::walk::Found;

/// What is done with one resource; nothing was made when it stays as it is. Small, as there is one for each that was
/// looked at.
#[derive(Default)]
pub(super) struct Decision {
    pub(super) made: Option<Box<Made>>,
    pub(super) server_defaults: u32,
    pub(super) reordered: u32,
}

/// What comes of a decision.
pub(super) struct Made {
    pub(super) change: Change,
    pub(super) expect: Option<Expectation>,
    pub(super) blocked: Option<Box<Diagnostic>>,
}

impl Decision {
    pub(super) fn unchanged() -> Self {
        Self::default()
    }

    pub(super) fn new(change: Change, expect: Option<Expectation>) -> Self {
        Self { made: Some(Box::new(Made { change, expect, blocked: None })), ..Self::default() }
    }

    /// With why its change may not be made, if there is a reason.
    pub(super) fn blocked(mut self, blocked: Option<Diagnostic>) -> Self {
        if let Some(made) = &mut self.made {
            made.blocked = blocked.map(Box::new);
        }
        self
    }

    pub(super) fn counting(mut self, found: &Found) -> Self {
        self.server_defaults = found.server_defaults;
        self.reordered = found.reordered;
        self
    }

    pub(super) fn change(&self) -> Option<&Change> {
        self.made.as_ref().map(|made| &made.change)
    }

    /// Whether what it gives may be another afterwards.
    pub(super) fn changes_outputs(&self) -> bool {
        let made = |action: &Action| matches!(action, Action::Create | Action::Update | Action::Delete);
        self.change().is_some_and(|change| change.actions.iter().any(made))
    }

    /// Whether nothing is done to it but giving it another name.
    pub(super) fn only_moves(&self) -> bool {
        self.change().is_none_or(|change| change.actions == [Action::Move])
    }
}
