//! An edit, a pointer, a value in JSON, and the YAML that it is made in, separated by `====`: what is given back says what
//! was asked for, and making the edit again changes no byte.
#![no_main]

use libfuzzer_sys::fuzz_target;
use platform_core::formats::Limits;
use platform_core::formats::yaml::{self, Edit, EditOperation};
use platform_core::model::{Interner, Pointer, Value};

fuzz_target!(|data: &[u8]| {
    let Some([operation, pointer, value, text]) = platform_core_fuzz::parts(data) else { return };
    let (Ok(pointer), Ok(value)) = (pointer.parse::<Pointer>(), Value::from_json(value)) else { return };
    let operation = match operation {
        "set" => EditOperation::Set(value.clone()),
        "add" => EditOperation::Add(value.clone()),
        _ => EditOperation::Remove,
    };
    let edits = [Edit::new(pointer.clone(), operation.clone())];
    let outcome = yaml::edit("a.yaml", text.as_bytes(), &edits, &Limits::default());
    let Some(edited) = platform_core_fuzz::value(outcome) else { return };
    let read = yaml::parse("a.yaml", &edited, &Limits::default(), &mut Interner::default());
    assert!(!read.has_errors(), "{:?}", read.diagnostics);
    let documents = read.value.expect("documents");
    let root = documents.first().map(|document| document.root.to_value()).unwrap_or_default();
    if matches!(operation, EditOperation::Set(_)) {
        // An item that is added, or that was found by its name or as itself, need not be found by the same words afterwards.
        let parent = pointer.parent().and_then(|parent| parent.find(&root).cloned());
        let by_number = pointer.tokens().last().is_some_and(|last| last.parse::<usize>().is_ok());
        if let (Some(Value::List(items)), false) = (parent, by_number) {
            return assert!(items.contains(&value));
        }
        assert_eq!(pointer.find(&root), Some(&value));
        let again = yaml::edit("a.yaml", &edited, &edits, &Limits::default()).value.expect("once more");
        assert_eq!(again, edited);
    }
});
