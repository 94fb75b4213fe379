//! The catalog file of a service, and its Score workload behind `====`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some([catalog, score]) = platform_core_fuzz::parts(data) else { return };
    let mut sources = platform_core_fuzz::base();
    sources.insert("services/cart/catalog-info.yaml".into(), catalog.as_bytes().into());
    if !score.is_empty() {
        sources.insert("services/cart/score.yaml".into(), score.as_bytes().into());
    }
    platform_core_fuzz::everything(&sources);
});
