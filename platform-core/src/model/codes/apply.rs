//! `exec.*`, `store.*`, `internal`: what applying finds.

use super::{Code, CodeInfo};

codes! {
    EXEC_DELIVERY_UNAVAILABLE = "exec.delivery_unavailable", "A target asks for a delivery that this build does not have.", "`delivery: apply` of a target of type `grafana`.", "Use `delivery: directory`.";
    EXEC_APPROVAL_UNAVAILABLE = "exec.approval_unavailable", "An environment asks for approvals, which this build can't take.", "`access: {approve: [{group: group:sre, count: 1}]}`", "Approve where the files are reviewed, and remove `access.approve` until approvals are built.";
    EXEC_FAILED = "exec.failed", "An executor could not make a change.", "A folder that may not be written.", "Mend the cause and apply again.";
    EXEC_UNREADABLE = "exec.unreadable", "What is in a target can't be read as what it should be.", "A manifest in `deploy/` that was edited and is no YAML any more.", "Mend it, or delete it: the next apply writes it again.";
    EXEC_CANCELLED = "exec.cancelled", "An apply was cancelled: what was running is done, the rest is not.", "Ctrl-C during `apply`.", "Go on with it: `platform apply --resume`.";
    EXEC_OUTCOME_UNKNOWN = "exec.outcome_unknown", "A step was started, and nobody can tell whether it was done.", "A killed apply on a target that can't be asked.", "Look at the target, then plan again.";
    EXEC_SKIPPED = "exec.skipped", "A plan was not begun, because one that comes before it failed.", "`deploy` of a service whose files in `-` could not be written.", "Mend what failed and apply again.";
    EXEC_ORDER = "exec.order", "An event of an apply came out of order.", "A step recorded as done that was never started.", "Mend the program that drives the apply: record `Started` before a step is done, and its end once.";
    EXEC_PATH_ESCAPE = "exec.path_escape", "A file would lie outside its folder.", "`path: ../../etc/passwd`", "Use a path below the folder.";
    EXEC_LOCKED = "exec.locked", "Somebody else works on the same thing, and holds its lock.", "Two runs of `terraform apply` at once.", "Wait until the other has ended; the message says who it is.";
    EXEC_CHECKED_OUT = "exec.checked_out", "A branch that is to be committed to is checked out.", "`git: {branch: main}` in the repository that you work in.", "Commit to a branch of its own, or name a remote to push to.";
    EXEC_TOOL = "exec.tool", "A program that does the work is not there, or can't be used.", "`delivery: apply` to Terraform where no `terraform` is installed.", "Install the program named in the message.";
    EXEC_UNANNOUNCED = "exec.unannounced", "A tool would delete or replace what the plan does not say.", "A new `availability_zone` of a database, for which Terraform must replace it.", "Plan with `--replace ADDRESS` where that is wanted; else undo what forces it.";
    EXEC_OUTPUT_MISSING = "exec.output_missing", "A target did not give an output that was declared.", "A database without `host` in the outputs file.", "Add it to the target's outputs.";
    STORE_IO = "store.io", "A file or the store can't be read or written.", "A read-only folder.", "Mend the cause shown.";
    STORE_VERSION = "store.version", "The store was written by a newer version.", "An old command on a new store.", "Update the command.";
    USAGE = "usage.invalid", "The command was not called as it must be.", "`platform plan` without an environment.", "See `platform help`.";
    USAGE_CONFIRM = "usage.confirm", "Something would be deleted or replaced, and nobody can be asked.", "`apply` in a pipeline, without a saved plan.", "Add `--yes`, or save the plan, look at it and apply the file.";
    USAGE_EXISTS = "usage.exists", "A file that would be written is there already.", "`platform new service cart`, twice.", "Choose another name, or edit the file.";
    INTERNAL = "internal", "A fault of the engine itself.", "None is known.", "Please report it with the message.";
}
