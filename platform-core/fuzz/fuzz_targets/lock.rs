//! Lock files: what is read can be written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use platform_core::formats::lock;
use platform_core::model::{LockFile, Platform, Sources};

const FILE: &str = "services/cart/platform.lock";

fn read(bytes: &[u8]) -> Option<LockFile> {
    let mut sources = platform_core_fuzz::base();
    sources.insert(FILE.into(), bytes.into());
    let outcome = Platform::parse(&sources);
    platform_core_fuzz::said(&outcome.diagnostics, &Sources::from([(FILE.into(), bytes.into())]));
    Some((**outcome.value?.locks.get(FILE)?).clone())
}

fuzz_target!(|data: &[u8]| {
    let Some(found) = read(data) else { return };
    let again = read(lock::write(&found).as_bytes()).expect("what was written can be read");
    assert_eq!(again.subjects, found.subjects);
});
