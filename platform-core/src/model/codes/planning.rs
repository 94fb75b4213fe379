//! `plan.*`, `policy.*`, `state.*`: what planning, checking and verifying find.

use super::{Code, CodeInfo};

codes! {
    PLAN_STALE = "plan.stale", "What the plan was made from has changed since.", "An apply between `plan --out` and `apply`.", "Plan again; the message names what changed.";
    PLAN_TAMPERED = "plan.tampered", "A plan file does not match its digest.", "A plan file edited by hand.", "Plan again.";
    PLAN_BLOCKED = "plan.blocked", "The plan holds a change that may not be made as things stand.", "Deleting a protected database.", "Do what the message names, or leave the change out.";
    PLAN_EXISTS = "plan.exists", "Something the plan would create is there already, and is not ours.", "A Deployment made by hand.", "Adopt it by address, or remove it.";
    PLAN_PROTECTED = "plan.protected", "A protected resource would be deleted or replaced.", "A database whose path is gone.", "Release it by address if it may go.";
    PLAN_UNKNOWN = "plan.unknown", "A value is still unknown where it must be written.", "A shared database that was never deployed.", "Apply first what gives the value.";
    PLAN_MOVE = "plan.move", "A rename that can't be followed, or that nobody said.", "Two resources renamed to one; an id changed without `moved`.", "Mend the `moved` or `renamedFrom` entries.";
    PLAN_NEEDED = "plan.needed", "What is to be destroyed is needed by others that stay.", "A shared database that services still read.", "Destroy them first, or let them need something else.";
    PLAN_HELD = "plan.held", "A rollback holds the environment.", "A plan after a rollback.", "Lift the hold by name.";
    PLAN_NO_STATE = "plan.no_state", "The plan was made without state, so it can't be applied.", "Applying a plan of a pull request.", "Plan with the state.";
    POLICY_DEADLINE = "policy.deadline", "A deadline has passed, so the check of the plan fails.", "An override with `expires: 2026-01-01`, a month later.", "Remove what expired, or agree on a new date.";
    POLICY_BREAK_GLASS = "policy.break_glass", "A check fails, and the glass was broken: it holds nothing up.", "`--break-glass \"the shop is down\"` after a deadline.", "Mend what the check is about as soon as the emergency is over.";
    STATE_CONFLICT = "state.conflict", "Somebody else changed the state at the same time.", "Two applies at once: one wins.", "Plan again.";
    STATE_BUSY = "state.busy", "An apply has begun and has not ended.", "An apply that was killed.", "Resume it, or wait until it ends.";
    STATE_INVALID = "state.invalid", "A stored state is not what was written.", "A file cut short.", "Restore it from a backup.";
    STATE_UNCHANGED = "state.unchanged", "There is nothing to resume.", "`apply --resume` after a finished apply.", "Plan and apply as usual.";
    STATE_RELEASE_UNKNOWN = "state.release_unknown", "No release has that serial.", "A serial that no apply made.", "Take one that `platform history` lists.";
}
