//! What asks an executor to stop.

use std::sync::{Arc, Mutex, PoisonError};

use super::Stop;

/// What is to be asked while a step takes long; nobody asks to stop before it is told.
#[derive(Default)]
pub(super) struct Stopping(Mutex<Option<Stop>>);

impl Stopping {
    pub(super) fn set(&self, stop: Stop) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(stop);
    }

    /// To be asked elsewhere.
    pub(super) fn asked(&self) -> Stop {
        let stop = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        stop.unwrap_or_else(|| Arc::new(|| false))
    }
}
