//! Renames are data: what state knows under an old address is planned under the new one.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Address, Diagnostic, Rendered, State, codes};

/// The old address of everything that moves, by the new one.
///
/// Chains are followed to their end. An entry whose old address the state doesn't have was done before, or never was
/// needed.
///
/// # Errors
/// `plan.move`, each of them: circles, an address renamed to two, two renamed to one, one that is still rendered, one
/// whose new address is taken.
pub(super) fn resolve<'a>(
    rendered: &'a Rendered,
    state: &'a State,
) -> Result<BTreeMap<&'a Address, &'a Address>, Vec<Diagnostic>> {
    if rendered.moved.is_empty() && rendered.former.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut problems = Vec::new();
    let forward = forward(rendered, &mut problems);
    let mut moves: BTreeMap<&Address, &Address> = BTreeMap::new();
    for from in state.resources.keys() {
        let now = readdressed(from, rendered);
        let end = match forward.get(now.as_ref().unwrap_or(from)) {
            Some(next) => end(next, &forward),
            // Only its subject or environment is called otherwise.
            None => now.as_ref().and_then(|now| rendered.resources.get_key_value(now)).map(|(to, _)| to),
        };
        let Some(to) = end.filter(|to| rendered.resources.contains_key(*to)) else { continue };
        if state.resources.contains_key(to) {
            problems.push(problem(format!("{from} can't be renamed to {to}: the state has both")));
        } else if let Some(other) = moves.insert(to, from) {
            problems.push(problem(format!("{other} and {from} are both renamed to {to}")));
        }
    }
    if problems.is_empty() { Ok(moves) } else { Err(problems) }
}

/// As [`resolve`], where what was is gone back to: what was renamed since is the same thing under both addresses, and moves
/// back. Later versions said how it was renamed; an earlier one can't.
///
/// # Errors
/// As [`resolve`].
pub(super) fn back<'a>(
    rendered: &'a Rendered,
    state: &'a State,
) -> Result<BTreeMap<&'a Address, &'a Address>, Vec<Diagnostic>> {
    let mut moves = resolve(rendered, state)?;
    let said: BTreeSet<&Address> = moves.values().copied().collect();
    let gone = state
        .resources
        .iter()
        .filter(|(address, _)| !rendered.resources.contains_key(*address) && !said.contains(address));
    let mut by_identity: BTreeMap<(&str, &str), &Address> = BTreeMap::new();
    for (address, known) in gone {
        if let Some(identity) = known.identity.as_deref() {
            by_identity.insert((address.target(), identity), address);
        }
    }
    for (address, desired) in &rendered.resources {
        let is_new = !state.resources.contains_key(address) && !moves.contains_key(address);
        let Some(identity) = desired.identity.as_deref().filter(|_| is_new) else { continue };
        if let Some(from) = by_identity.remove(&(address.target(), identity)) {
            moves.insert(address, from);
        }
    }
    Ok(moves)
}

/// What an address of a former name is called by the name that its subject and environment have now.
fn readdressed(address: &Address, rendered: &Rendered) -> Option<Address> {
    rendered.former.iter().any(|former| former.has(address)).then_some(())?;
    Address::new(&rendered.subject, &rendered.environment, address.target(), address.id()).ok()
}

/// The entries that can be followed, by old address.
fn forward<'a>(rendered: &'a Rendered, problems: &mut Vec<Diagnostic>) -> BTreeMap<&'a Address, &'a Address> {
    let mut forward: BTreeMap<&Address, &Address> = BTreeMap::new();
    let mut backward: BTreeMap<&Address, &Address> = BTreeMap::new();
    for entry in &rendered.moved {
        let (from, to) = (&entry.from, &entry.to);
        if let Some(other) = forward.insert(from, to).filter(|other| *other != to) {
            problems.push(problem(format!("{from} is renamed both to {other} and to {to}")));
        }
        if let Some(other) = backward.insert(to, from).filter(|other| *other != from) {
            problems.push(problem(format!("{other} and {from} are both renamed to {to}")));
        }
        if from != to && rendered.resources.contains_key(from) {
            problems.push(problem(format!("{from} is renamed to {to}, and is still rendered")));
        }
    }
    let mut told: BTreeSet<&Address> = BTreeSet::new();
    for from in forward.keys() {
        if end(from, &forward).is_none() && !told.contains(from) {
            let circle = circle(from, &forward);
            let names: Vec<&str> = circle.iter().map(|address| address.as_str()).collect();
            problems.push(problem(format!("the renames go in a circle: {}", names.join(" → "))));
            told.extend(circle);
        }
    }
    forward
}

/// Where a chain of renames ends; `None` when it does not.
fn end<'a>(from: &'a Address, forward: &BTreeMap<&'a Address, &'a Address>) -> Option<&'a Address> {
    let mut at = from;
    for _ in 0..=forward.len() {
        match forward.get(at) {
            Some(next) => at = next,
            None => return Some(at),
        }
    }
    None
}

/// The addresses of the circle that a chain runs into, the first again at the end.
fn circle<'a>(from: &'a Address, forward: &BTreeMap<&'a Address, &'a Address>) -> Vec<&'a Address> {
    let mut way: Vec<&Address> = vec![from];
    while let Some(next) = way.last().and_then(|last| forward.get(*last)) {
        if let Some(start) = way.iter().position(|address| address == next) {
            way.drain(..start);
            way.push(next);
            break;
        }
        way.push(next);
    }
    way
}

fn problem(message: String) -> Diagnostic {
    Diagnostic::error(codes::PLAN_MOVE, message).with_help("mend the `moved` entries of the golden path")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EntityRef, Former, Move, Resource, Scope, StateResource, Value};

    fn address(id: &str) -> Address {
        format!("cart/staging/kubernetes/{id}").parse().unwrap()
    }

    /// Renames `a>b`, with what is rendered and what the state has.
    fn moves(renames: &[&str], rendered: &[&str], state: &[&str]) -> Result<Vec<String>, Vec<String>> {
        let (subject, scope): (EntityRef, Scope) = ("cart".parse().unwrap(), "staging".parse().unwrap());
        let mut desired = Rendered::empty(subject.clone(), scope.clone());
        for id in rendered {
            desired = desired.with_resource(Resource::new(address(id), Value::Null));
        }
        for rename in renames {
            let (from, to) = rename.split_once('>').unwrap();
            desired.moved.push(Move { from: address(from), to: address(to) });
        }
        let mut known = State::new(subject, scope, "lineage");
        for id in state {
            known = known.with_resource(address(id), StateResource::new(Value::Null));
        }
        let told = |problem: &Diagnostic| problem.message.replace("cart/staging/kubernetes/", "");
        let result = resolve(&desired, &known);
        result
            .map(|moves| moves.iter().map(|(to, from)| format!("{}>{}", from.id(), to.id())).collect())
            .map_err(|problems| problems.iter().map(told).collect())
    }

    #[test]
    fn chains_are_followed() {
        assert_eq!(moves(&["a>b", "b>c"], &["c"], &["a"]).unwrap(), ["a>c"]);
        assert_eq!(moves(&["a>b", "b>c"], &["c"], &["b"]).unwrap(), ["b>c"]);
        assert!(moves(&["a>b"], &["b"], &["b"]).unwrap().is_empty(), "done before");
        assert!(moves(&["a>b"], &[], &["a"]).unwrap().is_empty(), "no longer rendered under any name");
    }

    #[test]
    fn what_is_renamed_with_its_subject_or_environment_moves_along() {
        let mut desired = Rendered::empty("cart".parse().unwrap(), "staging".parse().unwrap());
        for id in ["a", "c"] {
            desired = desired.with_resource(Resource::new(address(id), Value::Null));
        }
        desired.moved.push(Move { from: address("b"), to: address("c") });
        let former = |subject: &str, environment: &str| Former {
            subject: subject.parse().unwrap(),
            environment: environment.parse().unwrap(),
        };
        desired.former = vec![former("cart", "test"), former("basket", "staging"), former("basket", "test")];
        let known = |names: &[&str]| {
            let state = State::new("basket".parse().unwrap(), "test".parse().unwrap(), "lineage");
            names
                .iter()
                .fold(state, |state, name| state.with_resource(name.parse().unwrap(), StateResource::new(Value::Null)))
        };
        let told = |names: &[&str]| match resolve(&desired, &known(names)) {
            Ok(moves) => moves.iter().map(|(to, from)| format!("{from} > {}", to.id())).collect::<Vec<_>>(),
            Err(problems) => problems.iter().map(|problem| problem.message.clone()).collect(),
        };
        assert_eq!(told(&["basket/test/kubernetes/a"]), ["basket/test/kubernetes/a > a"]);
        // With its id, too; half of it was done before.
        assert_eq!(told(&["basket/test/kubernetes/b", "cart/staging/kubernetes/a"]), ["basket/test/kubernetes/b > c"]);
        assert!(told(&["basket/test/kubernetes/gone", "other/test/kubernetes/a"]).is_empty());
        assert_eq!(
            told(&["basket/test/kubernetes/a", "cart/test/kubernetes/a"]),
            ["basket/test/kubernetes/a and cart/test/kubernetes/a are both renamed to cart/staging/kubernetes/a"]
        );
    }

    #[test]
    fn what_is_gone_back_to_has_its_address_by_what_it_is() {
        let told = |rendered: &[(&str, &str)], state: &[(&str, &str)]| {
            let (subject, scope): (EntityRef, Scope) = ("cart".parse().unwrap(), "staging".parse().unwrap());
            let mut desired = Rendered::empty(subject.clone(), scope.clone());
            for (id, identity) in rendered {
                let mut resource = Resource::new(address(id), Value::Null);
                resource.identity = Some((*identity).into());
                desired = desired.with_resource(resource);
            }
            let mut known = State::new(subject, scope, "lineage");
            for (id, identity) in state {
                let mut resource = StateResource::new(Value::Null);
                resource.identity = Some((*identity).into());
                known = known.with_resource(address(id), resource);
            }
            let moves = back(&desired, &known).unwrap();
            moves.iter().map(|(to, from)| format!("{}>{}", from.id(), to.id())).collect::<Vec<_>>()
        };
        assert_eq!(told(&[("old", "x")], &[("new", "x")]), ["new>old"]);
        assert!(told(&[("old", "x")], &[("new", "y")]).is_empty());
        // What stays where it is does not move, and what is there already is not moved to.
        assert!(told(&[("new", "x"), ("old", "x")], &[("new", "x")]).is_empty());
        assert!(told(&[("old", "x")], &[("new", "x"), ("old", "x")]).is_empty());
    }

    #[test]
    fn what_can_not_be_followed_is_told() {
        assert_eq!(moves(&["a>b", "b>a"], &[], &["a"]).unwrap_err(), ["the renames go in a circle: a → b → a"]);
        assert_eq!(moves(&["a>a"], &["a"], &["a"]).unwrap_err(), ["the renames go in a circle: a → a"]);
        assert_eq!(moves(&["a>b", "a>c"], &["b"], &["a"]).unwrap_err(), ["a is renamed both to b and to c"]);
        assert_eq!(moves(&["a>c", "b>c"], &["c"], &["a", "b"]).unwrap_err()[0], "a and b are both renamed to c");
        assert_eq!(moves(&["a>c", "b>c"], &["c"], &["a"]).unwrap_err(), ["a and b are both renamed to c"]);
        assert_eq!(moves(&["a>c", "a>c"], &["c"], &["a"]).unwrap(), ["a>c"], "said twice");
        assert_eq!(moves(&["a>b"], &["a", "b"], &["a"]).unwrap_err(), ["a is renamed to b, and is still rendered"]);
        assert_eq!(moves(&["a>b"], &["b"], &["a", "b"]).unwrap_err(), ["a can't be renamed to b: the state has both"]);
        assert_eq!(moves(&["a>b", "b>c"], &["c"], &["a", "b"]).unwrap_err(), ["a and b are both renamed to c"]);
    }
}
