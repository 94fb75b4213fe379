//! What can go wrong with a store, in the engine's words.

use std::fmt::Display;

use platform_core::model::{Applying, Diagnostic, EntityRef, Failure, Retry, Scope, codes};

pub(super) fn io(what: &str, error: &rusqlite::Error) -> Failure {
    let busy = matches!(
        error.sqlite_error_code(),
        Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked)
    );
    let retry = if busy { Retry::After } else { Retry::AfterHuman };
    let help = if busy {
        "another process holds the store; try again when it is done"
    } else {
        "see that the folder `.platform` may be read and written and that its disk is not full"
    };
    let message = format!("the store could not {what}: {error}");
    Diagnostic::error(codes::STORE_IO, message).with_help(help).with_retry(retry).into()
}

pub(super) fn invalid(what: &str, error: &dyn Display) -> Failure {
    let message = format!("{what} is not what was written: {error}");
    Diagnostic::error(codes::STATE_INVALID, message).with_help("restore the store from a backup").into()
}

pub(super) fn busy(subject: &EntityRef, scope: &Scope, applying: &Applying) -> Failure {
    let message = format!(
        "an apply of {subject} in {scope} has begun and has not ended (plan {}, attempt {})",
        applying.plan_digest.short(),
        applying.attempt
    );
    let help = "if it was killed, go on with it: `platform apply --resume`; else wait until it ends";
    Diagnostic::error(codes::STATE_BUSY, message).with_help(help).with_retry(Retry::After).into()
}

pub(super) fn conflict(subject: &EntityRef, scope: &Scope) -> Failure {
    let message = format!("somebody else changed the state of {subject} in {scope} at the same time");
    let diagnostic = Diagnostic::error(codes::STATE_CONFLICT, message);
    diagnostic.with_help("plan again").with_retry(Retry::AfterReplan).into()
}
