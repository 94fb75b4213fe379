//! What a case rendered and planned, against what is expected of it.

use std::collections::BTreeMap;

use crate::formats::suggest;
use crate::formats::text::{action_word, inline};
use crate::model::{
    Action, Address, Code, Diagnostic, ExpectedField, ExpectedText, PathExpectation, Place, Plan, Rendered, Text,
    Value, codes,
};

use super::play::{Played, find};

/// The wire form of what is known after apply: any will do where nothing more is said of it.
const UNKNOWN: &str = "$unknown";

/// Something that is not as expected.
pub(super) fn problem(message: impl Into<String>, place: &Place) -> Diagnostic {
    Diagnostic::error(codes::PATH_TEST, message).with_place(place.clone())
}

/// An error that nobody expected. It stands where it is written, if that is a file of the platform's, else at the case.
pub(super) fn failed(error: &Diagnostic, case: &Place) -> Diagnostic {
    let message = format!("it fails with `{}`: {}", error.code, error.message);
    let told = problem(message, case);
    let told = error.help.iter().fold(told, |told, help| told.with_help(help.clone()));
    match &error.at {
        Some(at) if !at.file.contains("path-test/") => told.with_related("it fails here", at.clone()),
        _ => told,
    }
}

/// It failed: with the error that is expected?
pub(super) fn other_error(found: &[Diagnostic], code: &Code, place: &Place) -> Vec<Diagnostic> {
    if found.iter().any(|problem| problem.code == *code) {
        return Vec::new();
    }
    let told = found.iter().map(|problem| format!("`{}`: {}", problem.code, problem.message));
    let message = format!("`{code}` is expected, and it fails with {}", told.collect::<Vec<_>>().join("; "));
    vec![problem(message, place)]
}

/// Everything that is not as expected.
pub(super) fn problems(expect: &PathExpectation, played: &Played) -> Vec<Diagnostic> {
    let rendered = &played.rendered;
    let mut problems = Vec::new();
    problems.extend(expect.fields.iter().filter_map(|field| wrong_field(field, rendered)));
    problems.extend(expect.texts.iter().flat_map(|text| wrong_text(text, rendered)));
    for (id, place) in &expect.present {
        problems.extend(address(rendered, id, place).err());
    }
    for (id, place) in &expect.absent {
        if let Some(address) = find(rendered.resources.keys(), id) {
            problems.push(problem(format!("nothing of the id `{id}` is expected, and there is {address}"), place));
        }
    }
    if let (Some((actions, place)), Some(plan)) = (&expect.actions, &played.plan) {
        problems.extend(wrong_actions(actions, place, plan));
    }
    problems
}

fn address<'r>(rendered: &'r Rendered, id: &str, place: &Place) -> Result<&'r Address, Diagnostic> {
    find(rendered.resources.keys(), id).ok_or_else(|| {
        let ids: Vec<&str> = rendered.resources.keys().map(Address::id).collect();
        let help = match suggest(id, ids.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if ids.is_empty() => "nothing at all is rendered".to_owned(),
            None => format!("there is: {}", ids.join(", ")),
        };
        problem(format!("nothing of the id `{id}` is rendered"), place).with_help(help)
    })
}

fn body<'r>(rendered: &'r Rendered, id: &str, place: &Place) -> Result<&'r Value, Diagnostic> {
    let address = address(rendered, id, place)?;
    let resource = rendered.resources.get(address).map(|resource| &resource.body);
    resource.ok_or_else(|| problem(format!("nothing of the id `{id}` is rendered"), place))
}

fn wrong_field(field: &ExpectedField, rendered: &Rendered) -> Option<Diagnostic> {
    let body = match body(rendered, &field.id, &field.place) {
        Ok(body) => body,
        Err(problem) => return Some(problem),
    };
    let (id, pointer) = (&field.id, &field.pointer);
    let message = match (field.pointer.find(body), &field.value) {
        (None, None) => return None,
        (Some(found), Some(expected)) if fits(found, expected) => return None,
        (Some(found), Some(expected)) => {
            format!("`{id}` has {} at {pointer}, not {}", inline(found), inline(expected))
        }
        (Some(found), None) => format!("`{id}` has {} at {pointer}, where nothing is expected", inline(found)),
        (None, Some(expected)) => format!("`{id}` has nothing at {pointer}, where {} is expected", inline(expected)),
    };
    Some(problem(message, &field.place))
}

/// Whether a value is the one that is expected.
fn fits(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Unknown(_), Value::Map(map)) if map.contains_key(UNKNOWN) => true,
        (found, expected) => found == expected,
    }
}

fn wrong_text(text: &ExpectedText, rendered: &Rendered) -> Vec<Diagnostic> {
    let body = match body(rendered, &text.id, &text.place) {
        Ok(body) => body,
        Err(problem) => return vec![problem],
    };
    let written = body.as_str().map_or_else(|| crate::formats::yaml::write(body), str::to_owned);
    let lacks = text.contains.iter().filter(|part| !written.contains(&***part));
    let has = text.lacks.iter().filter(|part| written.contains(&***part));
    let id = &text.id;
    lacks
        .map(|part| problem(format!("`{id}` does not hold {}", inline(&Value::String(part.clone()))), &text.place))
        .chain(has.map(|part| {
            problem(format!("`{id}` holds {}, which it should not", inline(&Value::String(part.clone()))), &text.place)
        }))
        .collect()
}

/// What is done to each id is exactly what is expected: what is not listed stays as it is.
fn wrong_actions(expected: &BTreeMap<Text, Vec<Action>>, place: &Place, plan: &Plan) -> Vec<Diagnostic> {
    let effective: Vec<_> = plan.changes.iter().filter(|change| change.is_effective()).collect();
    let mut problems = Vec::new();
    for (id, actions) in expected {
        let found = effective.iter().find(|change| find(std::iter::once(&change.address), id).is_some());
        match found {
            Some(change) if change.actions == *actions => {}
            Some(change) => {
                let (is, should) = (names(&change.actions), names(actions));
                problems.push(problem(format!("the plan would {is} `{id}`, not {should}"), place));
            }
            None => {
                problems.push(problem(format!("the plan would leave `{id}` as it is, not {}", names(actions)), place))
            }
        }
    }
    for change in effective {
        let listed = expected.keys().any(|id| find(std::iter::once(&change.address), id).is_some());
        if !listed {
            let fields: Vec<String> = change.fields.iter().take(3).map(|field| field.path.to_string()).collect();
            let at = if fields.is_empty() { String::new() } else { format!(" ({})", fields.join(", ")) };
            let (id, does) = (change.address.id(), names(&change.actions));
            problems.push(problem(format!("the plan would {does} `{id}`{at}, which is not expected"), place));
        }
    }
    problems
}

fn names(actions: &[Action]) -> String {
    actions.iter().map(|action| action_word(*action)).collect::<Vec<_>>().join(" and ")
}
