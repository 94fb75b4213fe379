//! What an apply leaves in the history.

use super::apply::Apply;
use super::schedule::Status;
use crate::model::{FormatVersion, Release, ReleaseVerdict, Text, Timestamp};

impl Apply {
    /// How it ended: everything was done, or not.
    pub fn verdict(&self) -> ReleaseVerdict {
        let done = (0..self.schedule.len()).all(|at| self.schedule.status(at) == Status::Done);
        if done { ReleaseVerdict::Succeeded } else { ReleaseVerdict::Failed }
    }

    /// What history keeps of it: enough to go back to it.
    pub fn release(&self, actor: impl Into<Text>, started_at: Timestamp, ended_at: Timestamp) -> Release {
        Release {
            format_version: FormatVersion::CURRENT,
            subject: self.plan.subject.clone(),
            environment: self.plan.environment.clone(),
            serial: self.state.serial,
            pins: self.plan.pins.clone(),
            plan_digest: self.plan.digest,
            actor: actor.into(),
            started_at,
            ended_at,
            intent: self.plan.intent,
            verdict: self.verdict(),
            summary: self.plan.summary,
            break_glass: self.plan.break_glass.clone(),
            rendered: (*self.rendered).clone(),
        }
    }
}
