//! The command `platform`.

use std::process::ExitCode;

fn main() -> ExitCode {
    platform_host::cli::main()
}
