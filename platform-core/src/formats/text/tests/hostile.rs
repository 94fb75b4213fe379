//! Whatever stands in names and values: text ends, and nothing in it acts on a terminal.

use proptest::prelude::*;

use super::fixtures::everything;
use crate::formats::text::{Style, diagnostics, explanation, plan, resource};
use crate::model::*;

fn values() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        any::<String>(),
        "[a-z\\n]{0,40}",
        Just("\u{1b}[31m\u{202e}\r\n\t\u{9b}".to_owned()),
        Just("日本語 sha256:".to_owned() + &"0f".repeat(32)),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        text.prop_map(Value::from),
        any::<String>().prop_map(|key| SecretRef { store: "s".into(), key: key.into(), ..Default::default() }.into()),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::list),
            prop::collection::vec((any::<String>(), inner), 0..4).prop_map(Value::map),
        ]
    })
}

fn acts(text: &str) -> Option<char> {
    text.chars().find(|c| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c))
}

proptest! {
    #[test]
    fn a_plan_of_anything(before in prop::option::of(values()), after in prop::option::of(values()), id in any::<String>(), width in 0_usize..200, full in any::<bool>()) {
        let (mut planned, mut rendered) = everything();
        let id: String = id.chars().filter(|c| !c.is_control()).collect();
        let address: Address = format!("payment-api/staging/kubernetes/x{id}").parse().unwrap();
        let mut change = Change::new(address.clone(), vec![Action::Create], Reason::New);
        change.fields = vec![FieldChange::new(Pointer::root().join(&id), before.clone(), after.clone(), FieldChangeKind::Intent)];
        let mut updated = change.clone();
        updated.actions = vec![Action::Update];
        planned.changes.extend([change, updated]);
        let resource_ = Resource::new(address.clone(), after.clone().unwrap_or_default());
        rendered = rendered.with_resource(resource_.clone());
        let style = Style::default().with_width(width).with_full(full);
        prop_assert_eq!(acts(&plan(&planned, Some(&rendered), &style)), None);
        prop_assert_eq!(acts(&resource(&resource_, &rendered, None, &style)), None);
        let mut explained = Explanation::new(address, Pointer::root().join(&id));
        explained.value = after;
        prop_assert_eq!(acts(&explanation(&explained, &Sources::new(), &style)), None);
        prop_assert_eq!(acts(&crate::formats::markdown::plan(&planned, Some(&rendered), &Default::default())), None);
    }

    #[test]
    fn a_problem_anywhere(source in any::<Vec<u8>>(), message in any::<String>(), line in 0_u32..6, column in 0_u32..40, offset in 0_u32..60, length in 0_u32..60) {
        let place = Place { line, column, offset, length, ..Place::file("a") };
        let problem = Diagnostic::error(codes::PARSE_SYNTAX, message.clone()).with_help(message.clone())
            .with_related(message, place.clone()).with_place(place);
        let sources = Sources::from([("a".into(), source.into())]);
        prop_assert_eq!(acts(&diagnostics(&[problem.clone(), problem], &sources, &Style::default())), None);
    }
}
