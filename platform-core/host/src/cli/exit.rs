//! How the command ends: one table from codes to exit codes.

use platform_core::model::{Diagnostic, Effect};

/// Why the command ended. The number is its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Everything was done.
    Done = 0,
    /// Something failed, or there is a bug; with `--detailed-exitcode`, any error.
    Failed = 1,
    /// Only with `--detailed-exitcode`: there are changes.
    Changes = 2,
    /// What was written or given is not valid.
    InvalidInput = 3,
    /// A policy or protection forbids it.
    Policy = 4,
    /// Something changed under a plan, or somebody else was first.
    Conflict = 5,
    /// A target could not be changed.
    Executor = 6,
    /// The network failed.
    Network = 7,
    /// It was cancelled and can be resumed.
    Cancelled = 8,
    /// Nobody knows what was done.
    Unknown = 9,
    /// It waits for an approval.
    Approval = 10,
    /// The command was not called as it must be.
    Usage = 64,
}

/// Which exit a code leads to: the first line whose beginning fits. Later lines are for whole categories.
const TABLE: &[(&str, Exit)] = &[
    ("internal", Exit::Failed),
    ("exec.cancelled", Exit::Cancelled),
    ("exec.outcome_unknown", Exit::Unknown),
    ("plan.stale", Exit::Conflict),
    ("plan.tampered", Exit::Conflict),
    ("plan.exists", Exit::Conflict),
    ("plan.blocked", Exit::Policy),
    ("plan.protected", Exit::Policy),
    ("plan.held", Exit::Policy),
    ("plan.", Exit::InvalidInput),
    ("policy.approval", Exit::Approval),
    ("policy.", Exit::Policy),
    ("state.release_unknown", Exit::InvalidInput),
    ("state.", Exit::Conflict),
    ("store.conflict", Exit::Conflict),
    ("store.", Exit::Failed),
    ("exec.", Exit::Executor),
    ("k8s.conflict", Exit::Conflict),
    ("k8s.", Exit::Executor),
    ("gitops.", Exit::Executor),
    ("net.", Exit::Network),
    ("usage.", Exit::Usage),
    ("parse.", Exit::InvalidInput),
    ("schema.", Exit::InvalidInput),
    ("value.", Exit::InvalidInput),
    ("limit.", Exit::InvalidInput),
    ("graph.", Exit::InvalidInput),
    ("path.", Exit::InvalidInput),
    ("template.", Exit::InvalidInput),
    ("expression.", Exit::InvalidInput),
    ("secret.", Exit::InvalidInput),
    ("lock.", Exit::InvalidInput),
    ("boundary.", Exit::InvalidInput),
];

/// Which exit says most, where several problems lead to different ones.
const WEIGHT: [Exit; 10] = [
    Exit::Unknown,
    Exit::Cancelled,
    Exit::Failed,
    Exit::Executor,
    Exit::Network,
    Exit::Conflict,
    Exit::Approval,
    Exit::Policy,
    Exit::InvalidInput,
    Exit::Usage,
];

impl Exit {
    /// The exit that problems lead to; `Done` without an error among them.
    pub(crate) fn of(problems: &[Diagnostic]) -> Self {
        let exits = problems.iter().filter(|problem| problem.is_error()).map(Self::of_one);
        let weight = |exit: &Self| WEIGHT.iter().position(|one| one == exit).unwrap_or(usize::MAX);
        exits.min_by_key(weight).unwrap_or(Self::Done)
    }

    fn of_one(problem: &Diagnostic) -> Self {
        if problem.outcome == Effect::Unknown { Self::Unknown } else { Self::of_code(problem.code.as_str()) }
    }

    fn of_code(code: &str) -> Self {
        TABLE.iter().find(|(start, _)| code.starts_with(start)).map_or(Self::Failed, |(_, exit)| *exit)
    }

    /// The exit code.
    pub(crate) fn code(self) -> u8 {
        self as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform_core::model::codes;

    #[test]
    fn every_code_has_an_exit() {
        for info in codes::all() {
            let code = info.code.as_str();
            assert!(TABLE.iter().any(|(start, _)| code.starts_with(start)), "{code} is in no line of the table");
        }
    }

    #[test]
    fn the_exit_that_says_most_wins() {
        let problem = |code| Diagnostic::error(code, "x");
        assert_eq!(Exit::of(&[]), Exit::Done);
        assert_eq!(Exit::of(&[Diagnostic::warning(codes::PATH_DEADLINE, "x")]), Exit::Done);
        assert_eq!(Exit::of(&[problem(codes::PARSE_SYNTAX)]).code(), 3);
        assert_eq!(Exit::of(&[problem(codes::PLAN_PROTECTED)]).code(), 4);
        assert_eq!(Exit::of(&[problem(codes::PARSE_SYNTAX), problem(codes::PLAN_STALE)]).code(), 5);
        assert_eq!(Exit::of(&[problem(codes::STATE_BUSY)]).code(), 5);
        assert_eq!(Exit::of(&[problem(codes::EXEC_FAILED)]).code(), 6);
        assert_eq!(Exit::of(&[problem(codes::EXEC_FAILED), problem(codes::EXEC_CANCELLED)]).code(), 8);
        assert_eq!(Exit::of(&[problem(codes::EXEC_FAILED).with_outcome(Effect::Unknown)]).code(), 9);
        assert_eq!(Exit::of(&[problem(codes::INTERNAL), problem(codes::PARSE_SYNTAX)]).code(), 1);
        assert_eq!(Exit::of(&[problem(codes::USAGE)]).code(), 64);
    }
}
