//! Why one leaf is what it is.

use crate::model::{Address, Diagnostic, Explanation, Outcome, Place, Plan, Pointer, Rendered, Value, codes};

use super::{names, origins};

/// Why a leaf is what it is: its value, how and why it changes, where it comes from, what that read and what it beat.
///
/// For a place with more than one leaf, the origins of all of them, each once. An item of a keyed list may be named by
/// its key.
///
/// # Errors
/// `graph.address_unknown` when neither the rendering nor the plan has the address, `value.pointer` when nothing
/// stands at the place; both say what was meant, where that can be told.
pub fn explain(plan: &Plan, rendered: &Rendered, address: &Address, path: &Pointer) -> Outcome<Explanation> {
    let resource = rendered.resources.get(address);
    let change = plan.change(address);
    if resource.is_none() && change.is_none() {
        return unknown_address(plan, rendered, address).into();
    }
    let mut explanation = Explanation::new(address.clone(), path.clone());
    explanation.reason = change.map(|change| change.reason);
    explanation.change = change.and_then(|change| {
        let exact = change.fields.iter().find(|field| field.path == *path);
        exact.or_else(|| change.fields.iter().find(|field| field.path.contains(path))).cloned()
    });
    explanation.value = resource.and_then(|resource| path.find(&resource.body)).cloned();
    if explanation.value.is_none() && explanation.change.is_none() && !path.is_root() {
        return unknown_path(resource.map(|resource| &resource.body), address, path).into();
    }
    if let Some(resource) = resource.filter(|_| explanation.value.is_some()) {
        explanation.origins = origins::told(&rendered.origins, &origins::at(resource, path));
    }
    Outcome::ok(explanation)
}

fn unknown_address(plan: &Plan, rendered: &Rendered, address: &Address) -> Diagnostic {
    let known = rendered.resources.keys().chain(plan.changes.iter().map(|change| &change.address));
    let message = format!("{} in {} has no resource {address}", rendered.subject, rendered.environment);
    names::suggest(
        Diagnostic::error(codes::GRAPH_ADDRESS_UNKNOWN, message),
        address.as_str(),
        known.map(Address::as_str),
    )
}

fn unknown_path(body: Option<&Value>, address: &Address, path: &Pointer) -> Diagnostic {
    let message = format!("nothing stands at {path} in {address}");
    let diagnostic = Diagnostic::error(codes::VALUE_POINTER, message).with_place(Place::pointer(path.clone()));
    let Some((parent, token)) = path.parent().zip(path.tokens().last()) else { return diagnostic };
    let siblings = body.and_then(|body| parent.find(body)).and_then(Value::as_map);
    let known = siblings.into_iter().flat_map(|map| map.keys()).map(|key| &**key);
    match names::nearest(&token, known) {
        Some(name) => diagnostic.with_help(format!("did you mean `{}`?", parent.join(name))),
        None => diagnostic,
    }
}
