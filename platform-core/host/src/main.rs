//! The command `platform`.

use std::process::ExitCode;

/// A plan is made of many small allocations.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    platform_host::cli::main()
}
