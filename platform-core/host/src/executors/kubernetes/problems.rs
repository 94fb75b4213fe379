//! What goes wrong, in our words.

use platform_core::model::{Address, Code, Diagnostic, Effect, Retry, codes};

use super::object::Object;
use crate::clients::kubernetes::{Cause, InvalidConfiguration, Status, Trouble};

pub(super) fn unconfigured(error: &InvalidConfiguration) -> Diagnostic {
    Diagnostic::error(codes::K8S_CONFIG, error.to_string())
        .with_help(
            "set KUBECONFIG, and `context` in the environment's target; `kubectl config get-contexts` shows them",
        )
        .with_retry(Retry::AfterHuman)
}

pub(super) fn missing_kind(address: &Address, object: &Object<'_>) -> Diagnostic {
    let message = format!("{address}: the cluster knows no `{}` of `{}`", object.kind, object.api_version);
    Diagnostic::error(codes::K8S_MISSING_KIND, message)
        .with_help("install its CustomResourceDefinition, or let the environment choose what the cluster has")
        .with_retry(Retry::AfterHuman)
}

/// What was to be done with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::executors) enum Attempt {
    Look,
    Rehearse,
    Apply,
    Remove,
}

impl Attempt {
    fn word(self) -> &'static str {
        match self {
            Self::Look => "looked at",
            Self::Rehearse => "tried out",
            Self::Apply => "applied",
            Self::Remove => "removed",
        }
    }

    /// What is left in the world when there is no answer.
    fn unanswered(self) -> Effect {
        match self {
            Self::Look | Self::Rehearse => Effect::None,
            Self::Apply | Self::Remove => Effect::Unknown,
        }
    }
}

pub(super) fn of(address: &Address, attempt: Attempt, trouble: &Trouble) -> Diagnostic {
    about(&address.to_string(), &format!("{}/{}", address.environment(), address.target()), attempt, trouble)
}

/// What went wrong with one thing, in the cluster of `whose`.
pub(in crate::executors) fn about(thing: &str, whose: &str, attempt: Attempt, trouble: &Trouble) -> Diagnostic {
    let (address, done) = (thing, attempt.word());
    match trouble {
        Trouble::Unreachable(why) => {
            // The same for all that is there: it is told once.
            net(codes::NET_UNREACHABLE, format!("the cluster of {whose} can't be reached: {why}"))
                .with_help("is the address in the kubeconfig right, and the network there?")
                .with_retry(Retry::Now)
        }
        Trouble::NoAnswer(why) if attempt.unanswered() == Effect::Unknown => {
            net(codes::NET_NO_ANSWER, format!("{address} was to be {done}, and nobody knows whether it was: {why}"))
                .with_help("plan again: it shows what is there")
                .with_retry(Retry::AfterReplan)
                .with_outcome(Effect::Unknown)
        }
        Trouble::NoAnswer(why) => net(codes::NET_NO_ANSWER, format!("{address} could not be {done}: {why}"))
            .with_help("try again")
            .with_retry(Retry::Now),
        Trouble::Busy(status) => {
            net(codes::NET_BUSY, format!("{address} could not be {done}: the cluster is busy: {}", status.message))
                .with_help("try again later")
                .with_retry(Retry::After)
        }
        Trouble::Garbage(why) => net(codes::NET_BAD_ANSWER, format!("{address} could not be {done}: {why}"))
            .with_help("something else answers at the address in the kubeconfig")
            .with_retry(Retry::AfterHuman)
            .with_outcome(attempt.unanswered()),
        Trouble::Refused(status) => said_no(address, done, status),
    }
}

fn net(code: Code, message: String) -> Diagnostic {
    Diagnostic::error(code, message)
}

fn said_no(address: &str, done: &str, status: &Status) -> Diagnostic {
    let others = status.causes.iter().filter(|cause| cause.reason == "FieldManagerConflict").collect::<Vec<_>>();
    match status.code {
        // Both are answers of an admission controller, too, which then has no account to name.
        401 | 403 => {
            Diagnostic::error(codes::K8S_FORBIDDEN, format!("{address} may not be {done}: {}", status.message))
                .with_help("give the account that the kubeconfig names the permission, or use another context")
                .with_retry(Retry::AfterHuman)
        }
        409 if !others.is_empty() => conflict(address, &others),
        409 => Diagnostic::error(codes::PLAN_STALE, format!("{address} was changed meanwhile: {}", status.message))
            .with_help("plan again")
            .with_retry(Retry::AfterReplan),
        _ => refused(address, status),
    }
}

/// The fields, and who manages each.
fn conflict(address: &str, causes: &[&Cause]) -> Diagnostic {
    let fields: Vec<String> =
        causes.iter().map(|cause| format!("`{}` ({})", cause.field, manager(&cause.message))).collect();
    let message = format!("{address} has fields that somebody else manages: {}", fields.join(", "));
    Diagnostic::error(codes::K8S_CONFLICT, message)
        .with_help(
            "leave them out of the template, so that they stay as they are, or say `forceConflicts: true` in the \
             environment's target to take them over",
        )
        .with_retry(Retry::AfterHuman)
}

/// Of `conflict with "kubectl-edit" using apps/v1`, the name.
fn manager(message: &str) -> &str {
    message.split('"').nth(1).unwrap_or(message)
}

fn refused(address: &str, status: &Status) -> Diagnostic {
    let message = format!("{address} is refused by the cluster: {}", status.message);
    let diagnostic = Diagnostic::error(codes::K8S_REFUSED, message)
        .with_help("mend the template, or what the message names")
        .with_retry(Retry::AfterReplan);
    let named = status.causes.iter().filter(|cause| !cause.field.is_empty());
    named.fold(diagnostic, |all, cause| all.with_related(format!("`{}`: {}", cause.field, cause.message), None))
}

pub(super) fn cancelled(address: &Address, waited_for: &str) -> Diagnostic {
    let message = format!("{address} was cut short while it waited {waited_for}");
    Diagnostic::error(codes::EXEC_CANCELLED, message).with_retry(Retry::Now).with_outcome(Effect::Done)
}

/// Whether a namespace is not there.
pub(super) fn missing_namespace(status: &Status) -> bool {
    status.code == 404 && status.kind == "namespaces"
}

pub(super) fn gone(address: &Address) -> Diagnostic {
    Diagnostic::error(codes::PLAN_STALE, format!("{address} is not in the cluster any more"))
        .with_help("plan again")
        .with_retry(Retry::AfterReplan)
}

pub(super) fn broken_off(address: &Address) -> Diagnostic {
    Diagnostic::error(codes::INTERNAL, format!("looking at {address} broke off"))
}
