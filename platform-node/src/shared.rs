//! What the documents of this process share.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use platform_core::boundary::SharedReader;

/// Lives as long as a document does that it served.
static SHARED: Mutex<Weak<SharedReader>> = Mutex::new(Weak::new());

/// What holds equal parts of documents once. The lock is held for no longer than this takes.
pub(crate) fn shared() -> Arc<SharedReader> {
    let mut known = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    known.upgrade().unwrap_or_else(|| {
        let new = Arc::new(SharedReader::default());
        *known = Arc::downgrade(&new);
        new
    })
}
