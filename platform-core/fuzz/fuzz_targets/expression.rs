//! Expressions: in a body, in a key, in a condition, in a workflow file. The first byte says where.
#![no_main]

use libfuzzer_sys::fuzz_target;
use platform_core::model::Value;

const PATH: &str = "golden-paths/web/1.0.0/golden-path.yaml";

fuzz_target!(|data: &[u8]| {
    let Some((place, data)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(data) else { return };
    let quoted = Value::from(format!("${{{{ {text} }}}}")).to_json();
    let plain = Value::from(text).to_json();
    platform_core_fuzz::everything(&match place % 4 {
        0 => {
            let body = format!("note: {quoted}, other: {plain}, {plain}: a");
            platform_core_fuzz::base_with(PATH, "note: \"text\"", &body)
        }
        1 => {
            let when = format!("- id: workload\n      when: {quoted}\n      each: {quoted}");
            platform_core_fuzz::base_with(PATH, "- id: workload", &when)
        }
        2 => platform_core_fuzz::base_with(PATH, "engine: \"postgres\"", &format!("engine: {plain}")),
        _ => {
            let mut sources = platform_core_fuzz::base();
            sources.insert("golden-paths/web/1.0.0/templates/ci.yml".into(), data.into());
            sources
        }
    });
});
