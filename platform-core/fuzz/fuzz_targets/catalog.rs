//! Catalog files by themselves.
#![no_main]

use libfuzzer_sys::fuzz_target;
use platform_core::model::Sources;
use platform_core::parse::validate_entities;

fuzz_target!(|data: &[u8]| {
    let outcome = validate_entities("catalog-info.yaml", data);
    platform_core_fuzz::said(&outcome.diagnostics, &Sources::from([("catalog-info.yaml".into(), data.into())]));
});
