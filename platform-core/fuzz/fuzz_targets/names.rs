//! Names, references, addresses, pointers, versions, requirements, times, digests: what is read is written the same.
#![no_main]

use std::fmt::Display;
use std::str::FromStr;

use libfuzzer_sys::fuzz_target;
use platform_core::formats::suggest;
use platform_core::model::{
    Address, Artifact, Digest, EntityRef, Name, Pointer, Requirement, Scope, Timestamp, Value, Version, slug,
};

fn comes_back<T: FromStr + Display + PartialEq>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        let again = value.to_string().parse::<T>().ok();
        assert!(again.as_ref() == Some(&value), "{text:?} is written {value}");
    }
}

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    comes_back::<Address>(text);
    comes_back::<Digest>(text);
    comes_back::<EntityRef>(text);
    comes_back::<Name>(text);
    comes_back::<Pointer>(text);
    comes_back::<Requirement>(text);
    comes_back::<Scope>(text);
    comes_back::<Timestamp>(text);
    comes_back::<Version>(text);
    let _ = text.parse::<Artifact>();
    assert!((1..=63).contains(&slug(text).len()));
    let _ = suggest(text, ["environment", "parameters", "cart"]);
    if let Ok(pointer) = text.parse::<Pointer>() {
        assert_eq!(Pointer::from_tokens(pointer.tokens().collect::<Vec<_>>().iter().map(String::as_str)), pointer);
        let list = Value::list([Value::map([("name", Value::from(text))]), Value::from(text)]);
        let _ = pointer.find(&list);
    }
});
