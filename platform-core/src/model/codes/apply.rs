//! `exec.*`, `store.*`, `internal`: what applying finds.

use super::{Code, CodeInfo};

codes! {
    EXEC_DELIVERY_UNAVAILABLE = "exec.delivery_unavailable", "A target asks for a delivery that this build does not have.", "`delivery: gitops`", "Use `delivery: directory`.";
    EXEC_FAILED = "exec.failed", "An executor could not make a change.", "A folder that may not be written.", "Mend the cause and resume.";
    EXEC_PATH_ESCAPE = "exec.path_escape", "A file would lie outside its folder.", "`path: ../../etc/passwd`", "Use a path below the folder.";
    EXEC_OUTPUT_MISSING = "exec.output_missing", "A target did not give an output that was declared.", "A database without `host` in the outputs file.", "Add it to the target's outputs.";
    STORE_IO = "store.io", "A file or the store can't be read or written.", "A read-only folder.", "Mend the cause shown.";
    STORE_VERSION = "store.version", "The store was written by a newer version.", "An old command on a new store.", "Update the command.";
    USAGE = "usage.invalid", "The command was not called as it must be.", "`platform plan` without an environment.", "See `platform help`.";
    INTERNAL = "internal", "A fault of the engine itself.", "None is known.", "Please report it with the message.";
}
