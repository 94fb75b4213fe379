//! JSON values: what is read comes back from both ways of writing it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use platform_core::formats::json;
use platform_core::model::Value;

fuzz_target!(|data: &[u8]| {
    let Ok(value) = json::read::<Value>("a.json", data) else { return };
    let text = value.to_json();
    assert_eq!(Value::from_json(&text).unwrap(), value);
    assert_eq!(Value::from_json(&json::pretty(&value)).unwrap(), value);
    let other = serde_json::to_string(&value).unwrap();
    assert_eq!(Value::from_json(&other).unwrap(), value, "{text}");
});
