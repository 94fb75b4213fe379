//! A golden path, and its file template behind `====`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some([path, template]) = platform_core_fuzz::parts(data) else { return };
    let mut sources = platform_core_fuzz::base();
    sources.insert("golden-paths/web/1.0.0/golden-path.yaml".into(), path.as_bytes().into());
    sources.insert("golden-paths/web/1.0.0/templates/ci.yml".into(), template.as_bytes().into());
    platform_core_fuzz::everything(&sources);
});
