//! Expressions: in a body, in a key, in a condition, in a workflow file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use platform_core::model::Value;

const PATH: &str = "golden-paths/web/1.0.0/golden-path.yaml";

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let quoted = Value::from(format!("${{{{ {text} }}}}")).to_json();
    let plain = Value::from(text).to_json();
    let body = format!("note: {quoted}, other: {plain}, {plain}: a");
    platform_core_fuzz::everything(&platform_core_fuzz::base_with(PATH, "note: \"text\"", &body));
    let when = format!("- id: workload\n      when: {quoted}\n      each: {quoted}");
    platform_core_fuzz::everything(&platform_core_fuzz::base_with(PATH, "- id: workload", &when));
    let engine = format!("engine: {plain}");
    platform_core_fuzz::everything(&platform_core_fuzz::base_with(PATH, "engine: \"postgres\"", &engine));
    let mut sources = platform_core_fuzz::base();
    sources.insert("golden-paths/web/1.0.0/templates/ci.yml".into(), data.into());
    platform_core_fuzz::everything(&sources);
});
