//! How much work expressions may do: counted, never timed, so that it is the same everywhere.

use crate::formats::Limits;
use crate::model::{Diagnostic, codes};

use super::Problem;

/// What is left of the limits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    steps: u64,
    bytes: u64,
}

impl Budget {
    /// As the limits allow for one template.
    pub(crate) fn of(limits: &Limits) -> Self {
        Self::new(limits.fuel, u64::try_from(limits.output_bytes).unwrap_or(u64::MAX))
    }

    /// With so many steps and so many bytes of text.
    pub(crate) fn new(steps: u64, bytes: u64) -> Self {
        Self { steps, bytes }
    }

    /// Takes steps.
    pub(crate) fn step(&mut self, count: usize) -> Result<(), Problem> {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        self.steps = self.steps.checked_sub(count).ok_or_else(|| {
            Box::new(
                Diagnostic::error(codes::LIMIT_FUEL, "the template does more work than the limit allows")
                    .with_help("simplify its expressions"),
            )
        })?;
        Ok(())
    }

    /// What another budget of the same size has taken.
    pub(crate) fn step_as(&mut self, other: &Self, of: &Limits) -> Result<(), Problem> {
        let taken = of.fuel.saturating_sub(other.steps);
        self.step(usize::try_from(taken).unwrap_or(usize::MAX))
    }

    /// Takes bytes of text that are made.
    pub(crate) fn text(&mut self, length: usize) -> Result<(), Problem> {
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        self.bytes = self.bytes.checked_sub(length).ok_or_else(|| {
            Box::new(
                Diagnostic::error(codes::LIMIT_OUTPUT, "the template makes more text than the limit allows")
                    .with_help("make what it inserts smaller"),
            )
        })?;
        Ok(())
    }
}
