//! A subject in an environment to all that it should be, with the origin of every leaf.

use crate::model::{Diagnostic, EntityRef, Outcome, Pins, Platform, Rendered, Resolved, Scope, Timestamp, codes};

/// Finds a subject's path, versions and parameters in an environment.
pub fn resolve(platform: &Platform, subject: &EntityRef, scope: &Scope, pins: &Pins) -> Outcome<Resolved> {
    let _ = (platform, pins);
    Outcome::failed([Diagnostic::error(codes::INTERNAL, format!("{subject}/{scope} can't be resolved yet"))])
}

/// Renders everything that a subject should be in an environment.
pub fn render(resolved: &Resolved) -> Outcome<Rendered> {
    Outcome::ok(Rendered::empty(resolved.subject.reference().clone(), resolved.scope.clone()))
}

/// What must be done by a date: near or passed deadlines.
pub fn deadlines(resolved: &Resolved, now: Timestamp) -> Vec<Diagnostic> {
    let _ = (resolved, now);
    Vec::new()
}

mod compiled;
mod expression;
mod facts;
mod schema;
mod template;
