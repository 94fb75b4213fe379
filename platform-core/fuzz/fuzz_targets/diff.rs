//! Two values: what changed from one to the other, applied to the one, gives the other.
#![no_main]

use libfuzzer_sys::fuzz_target;
use platform_core::formats::json;
use platform_core::model::Value;
use platform_core::plan::{self, DiffRules};

fuzz_target!(|data: &[u8]| {
    let Some([rules, before, after]) = platform_core_fuzz::parts(data) else { return };
    let read = |text: &str| json::read::<Value>("a.json", text.as_bytes());
    let (Ok(before), Ok(after)) = (read(before), read(after)) else { return };
    let rules = match rules {
        "" => DiffRules::default(),
        target => DiffRules::for_target(target),
    };
    assert_eq!(plan::diff(Some(&before), Some(&before), &rules), []);
    let changes = plan::diff(Some(&before), Some(&after), &rules);
    let applied = plan::apply(&before, &changes);
    assert_eq!(plan::normalize(&applied, &rules), plan::normalize(&after, &rules));
});
