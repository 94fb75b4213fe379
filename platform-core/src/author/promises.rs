//! What a version of a golden path promises to those who use it, against what another does.

use std::collections::BTreeSet;

use crate::model::{Bump, GoldenPath, PathDifference, Place, Pointer, Text, Value};

/// What is promised differently.
pub(super) fn differences(old: &GoldenPath, new: &GoldenPath) -> Vec<PathDifference> {
    let mut found = Vec::new();
    parameters(old, new, &mut found);
    outputs(old, new, &mut found);
    let spec = |path: &GoldenPath| path.spec.clone();
    let (before, after) = (spec(old), spec(new));
    let artifacts = before.artifacts.iter().map(ToString::to_string).collect();
    lists(
        &artifacts,
        &after.artifacts.iter().map(ToString::to_string).collect(),
        [Bump::Minor, Bump::Major],
        "the artifact",
        &mut found,
    );
    let kinds = |kinds: &[Text]| -> BTreeSet<String> {
        let named = kinds.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
        if named.is_empty() { BTreeSet::from(["component".to_owned()]) } else { named }
    };
    lists(
        &kinds(&before.applies_to),
        &kinds(&after.applies_to),
        [Bump::Major, Bump::Minor],
        "subjects of the kind",
        &mut found,
    );
    let places = |path: &GoldenPath| -> BTreeSet<String> {
        let each = path.spec.overridable.iter();
        each.flat_map(|one| one.paths.iter().map(move |at| format!("{}{at}", one.resource))).collect()
    };
    lists(&places(old), &places(new), [Bump::Major, Bump::Minor], "what may be overridden,", &mut found);
    for name in after.enforce.keys().filter(|name| !before.enforce.contains_key(name)) {
        let at = new.source.key_place(&Pointer::from_tokens(["spec", "enforce"]).join(name));
        found.push(difference(Bump::Major, format!("the parameter `{name}` is enforced now"), Some(at)));
    }
    found
}

fn difference(bump: Bump, message: String, at: Option<Place>) -> PathDifference {
    PathDifference { bump, message, at }
}

/// What is gone and what is new, each with how far that goes.
fn lists(
    before: &BTreeSet<String>,
    after: &BTreeSet<String>,
    [gone, added]: [Bump; 2],
    what: &str,
    found: &mut Vec<PathDifference>,
) {
    found.extend(before.difference(after).map(|name| difference(gone, format!("{what} `{name}` is gone"), None)));
    found.extend(after.difference(before).map(|name| difference(added, format!("{what} `{name}` is new"), None)));
}

fn parameters(old: &GoldenPath, new: &GoldenPath, found: &mut Vec<PathDifference>) {
    let (before, after) = (&old.spec.parameters, &new.spec.parameters);
    let declared = |schema: &Value| schema.get("properties").and_then(Value::as_map).cloned().unwrap_or_default();
    let required = |schema: &Value| -> BTreeSet<Text> {
        let names = schema.get("required").and_then(Value::as_list).unwrap_or_default().iter();
        names.filter_map(|name| name.as_str().map(Text::from)).collect()
    };
    let (known, now) = (declared(before), declared(after));
    let place =
        |name: &str| new.source.key_place(&Pointer::from_tokens(["spec", "parameters", "properties"]).join(name));
    for (name, schema) in known.iter() {
        match now.get(name) {
            None => found.push(difference(Bump::Major, format!("the parameter `{name}` is gone"), None)),
            Some(now) => found.extend(narrower(schema, now).map(|how| {
                difference(Bump::Major, format!("the parameter `{name}` accepts less: {how}"), Some(place(name)))
            })),
        }
    }
    for name in now.keys().filter(|name| !known.contains_key(name)) {
        found.push(difference(Bump::Minor, format!("the parameter `{name}` is new"), Some(place(name))));
    }
    let (was, is) = (required(before), required(after));
    for name in is.difference(&was).filter(|name| now.get(name).and_then(|schema| schema.get("default")).is_none()) {
        found.push(difference(Bump::Major, format!("the parameter `{name}` must be given now"), Some(place(name))));
    }
}

/// How a schema accepts less than before, as far as its own words tell.
fn narrower(before: &Value, after: &Value) -> Option<String> {
    let changed = |key: &str| before.get(key) != after.get(key);
    if changed("type") && !accepts_types(before.get("type"), after.get("type")) {
        return Some("another type".into());
    }
    let values = |schema: &Value| schema.get("enum").and_then(Value::as_list).map(<[Value]>::to_vec);
    match (values(before), values(after)) {
        (Some(before), Some(after)) => {
            if let Some(gone) = before.iter().find(|value| !after.contains(value)) {
                return Some(format!("{gone} is no longer allowed"));
            }
        }
        (None, Some(_)) => return Some("only a few values are allowed now".into()),
        _ => {}
    }
    let number = |schema: &Value, key: &str| match schema.get(key) {
        Some(Value::Integer(number)) => Some(*number as f64),
        Some(Value::Float(number)) => Some(*number),
        _ => None,
    };
    for key in ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"] {
        if number(after, key).is_some_and(|now| number(before, key).is_none_or(|then| now > then)) {
            return Some(format!("`{key}` is higher"));
        }
    }
    for key in ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"] {
        if number(after, key).is_some_and(|now| number(before, key).is_none_or(|then| now < then)) {
            return Some(format!("`{key}` is lower"));
        }
    }
    let others = ["pattern", "format", "const", "multipleOf"];
    others.into_iter().find(|key| changed(key) && after.get(key).is_some()).map(|key| format!("`{key}` is another"))
}

/// Whether all types that were accepted still are.
fn accepts_types(before: Option<&Value>, after: Option<&Value>) -> bool {
    let names = |value: Option<&Value>| -> Option<Vec<String>> {
        match value? {
            Value::List(list) => Some(list.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()),
            other => Some(vec![other.as_str()?.to_owned()]),
        }
    };
    let Some(after) = names(after) else { return true };
    let accepts = |name: &String| after.contains(name) || name == "integer" && after.iter().any(|one| one == "number");
    names(before).is_some_and(|before| before.iter().all(accepts))
}

/// Outputs of templates that stay: others may read them.
fn outputs(old: &GoldenPath, new: &GoldenPath, found: &mut Vec<PathDifference>) {
    for template in &old.spec.resources {
        let now = |template: &crate::model::ResourceTemplate| {
            let id = template.id.text();
            let renamed = new.spec.moved.iter().find(|moved| moved.from == *id).map_or(id, |moved| &moved.to);
            new.spec.resources.iter().find(|one| one.id.text() == renamed)
        };
        let Some(now) = now(template) else { continue };
        for (name, output) in &template.outputs {
            let id = &now.id;
            match now.outputs.get(name) {
                None => found.push(difference(Bump::Major, format!("the output `{name}` of `{id}` is gone"), None)),
                Some(other) if other.secret != output.secret => {
                    let message = format!(
                        "the output `{name}` of `{id}` is {} secret",
                        if other.secret { "now a" } else { "no longer a" }
                    );
                    found.push(difference(Bump::Major, message, None));
                }
                Some(_) => {}
            }
        }
        for name in now.outputs.keys().filter(|name| !template.outputs.contains_key(*name)) {
            found.push(difference(Bump::Minor, format!("the output `{name}` of `{}` is new", now.id), None));
        }
    }
}
