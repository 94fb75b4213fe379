//! The threads that work for other languages: one runtime a process, made when it is first needed.

use std::sync::{Arc, Mutex, PoisonError};

use platform_core::model::{Diagnostic, codes};
use tokio::runtime::{Builder, Handle, Runtime};

/// What plans and applies wait for is done elsewhere; few are enough.
const WORKERS: usize = 4;

static RUNTIME: Mutex<Option<(u32, Arc<Runtime>)>> = Mutex::new(None);

/// The process's runtime. A process that was forked has none of its parent's threads, and so gets one of its own.
pub(super) fn runtime() -> Result<Handle, Diagnostic> {
    let mut kept = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    let process = std::process::id();
    if let Some((owner, runtime)) = kept.as_ref() {
        if *owner == process {
            return Ok(runtime.handle().clone());
        }
        // Ending it would wait for threads that are not here.
        std::mem::forget(runtime.clone());
    }
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let made = Builder::new_multi_thread()
        .worker_threads(processors.min(WORKERS))
        .thread_name("platform-core")
        .enable_all()
        .build()
        .map_err(|error| Diagnostic::error(codes::INTERNAL, format!("no runtime could be made: {error}")))?;
    let handle = made.handle().clone();
    *kept = Some((process, Arc::new(made)));
    Ok(handle)
}
