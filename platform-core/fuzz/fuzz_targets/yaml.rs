//! YAML: reading ends with places, and what is read can be written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use platform_core::formats::{Limits, yaml};
use platform_core::model::{Interner, Sources};

fuzz_target!(|data: &[u8]| {
    let read = |bytes: &[u8]| yaml::parse("a.yaml", bytes, &Limits::default(), &mut Interner::default());
    let outcome = read(data);
    platform_core_fuzz::said(&outcome.diagnostics, &Sources::from([("a.yaml".into(), data.into())]));
    for document in outcome.value.unwrap_or_default() {
        let value = document.root.to_value();
        let text = yaml::write(&value);
        let again = read(text.as_bytes());
        assert_eq!(again.diagnostics, [], "{text}");
        let again = again.value.unwrap();
        assert_eq!(again.len(), 1, "{text}");
        assert_eq!(again[0].root.to_value(), value, "{text}");
    }
});
