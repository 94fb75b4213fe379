//! In which order plans are applied.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Address, Diagnostic, EntityRef, Intent, PlannedRendering, Rendered, Scope, State, codes};

/// A subject in an environment.
type Key = (EntityRef, Scope);

/// A plan, and what its subject needs in that environment.
#[derive(Clone, Debug, PartialEq)]
pub struct WithNeeds {
    /// The plan.
    pub planned: PlannedRendering,
    /// What it needs: see [`needs`].
    pub needs: BTreeSet<(EntityRef, Scope)>,
}

/// Where it stands among those that wait for nothing.
type Place = (bool, Key);

/// How many who need one thing are named.
const NAMED: usize = 8;

/// A plan that waits for others.
struct Waiting {
    planned: PlannedRendering,
    /// For how many.
    left: usize,
}

/// What a subject needs in an environment: others whose outputs it reads or that it names, and its own `-`.
///
/// What is desired says it; what is to be destroyed is not desired any more, and its state says what it needed.
///
/// ```
/// use platform_core::model::{Intent, Rendered, Scope, State};
/// let (cart, staging) = ("cart".parse().unwrap(), Scope::environment("staging".parse().unwrap()));
/// let rendered = Rendered::empty(cart, staging.clone());
/// let state = State::new(rendered.subject.clone(), staging, "");
/// let needs = platform_core::plan::needs(&rendered, &state, Intent::Converge);
/// assert!(needs.contains(&(rendered.subject, Scope::SUBJECT)));
/// ```
pub fn needs(rendered: &Rendered, state: &State, intent: Intent) -> BTreeSet<(EntityRef, Scope)> {
    let own = (&rendered.subject, &rendered.environment);
    let mut needs = BTreeSet::new();
    match intent {
        Intent::Destroy => {
            for resource in state.resources.values() {
                add(&mut needs, own, resource.depends_on.iter());
            }
        }
        _ => {
            for resource in rendered.resources.values() {
                add(&mut needs, own, resource.depends_on.iter());
                // Documents made by others may leave out what is only read.
                let outputs = resource.outputs.values().filter_map(|output| output.value.as_ref());
                for value in outputs.chain([&resource.body]).filter(|value| value.has_unknown()) {
                    add(&mut needs, own, value.unknown_outputs().iter().map(|(address, _)| address));
                }
            }
        }
    }
    if *own.1 != Scope::SUBJECT {
        needs.insert((own.0.clone(), Scope::SUBJECT));
    }
    needs
}

fn add<'a>(needs: &mut BTreeSet<Key>, own: (&EntityRef, &Scope), read: impl Iterator<Item = &'a Address>) {
    let mut last = ("", "");
    for address in read {
        let names = (address.subject(), address.environment());
        if std::mem::replace(&mut last, names) == names {
            continue;
        }
        // An address holds nothing else than what can be read.
        if let (Ok(subject), Ok(scope)) = (names.0.parse(), names.1.parse())
            && (&subject, &scope) != own
        {
            needs.insert((subject, scope));
        }
    }
}

/// Plans in the order they are applied: what is shared before who shares it, `-` before environments, environments
/// before what lives in them, and else by name. What is destroyed comes after, and goes the other way round: who shares
/// something goes before it does.
///
/// Two that need each other can't both come first: they stand last, by name.
pub fn apply_order(plans: Vec<WithNeeds>) -> Vec<PlannedRendering> {
    let destroys = |one: &WithNeeds| one.planned.plan.intent == Intent::Destroy;
    let (destroyed, made): (Vec<WithNeeds>, Vec<WithNeeds>) = plans.into_iter().partition(destroys);
    let mut sorted = sort(made);
    sorted.extend(sort(destroyed).into_iter().rev());
    sorted
}

/// Who stays and needs what is to be destroyed, as warnings: by the states of all that is known.
pub fn still_needed<'s>(planned: &[PlannedRendering], states: impl IntoIterator<Item = &'s State>) -> Vec<Diagnostic> {
    let destroyed = planned.iter().filter(|one| one.plan.intent == Intent::Destroy);
    let destroyed: BTreeSet<Key> =
        destroyed.map(|one| (one.plan.subject.clone(), one.plan.environment.clone())).collect();
    let mut left: BTreeMap<Key, BTreeSet<String>> = BTreeMap::new();
    if destroyed.is_empty() {
        return Vec::new();
    }
    for state in states {
        let own = (state.subject.clone(), state.environment.clone());
        if destroyed.contains(&own) {
            continue;
        }
        let mut needed = BTreeSet::new();
        for resource in state.resources.values() {
            add(&mut needed, (&own.0, &own.1), resource.depends_on.iter());
        }
        for needed in needed.into_iter().filter(|needed| destroyed.contains(needed)) {
            left.entry(needed).or_default().insert(format!("{} in {}", own.0, own.1));
        }
    }
    let warnings = left.into_iter().map(|((subject, scope), by)| {
        let some: Vec<&str> = by.iter().take(NAMED).map(String::as_str).collect();
        let more = by.len().saturating_sub(some.len());
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let message = format!("{subject} in {scope} is to be destroyed, and is needed by {}{more}", some.join(", "));
        Diagnostic::warning(codes::PLAN_NEEDED, message)
            .with_help("destroy them first, or let them need something else")
    });
    warnings.collect()
}

fn place(key: Key) -> Place {
    (key.0.kind() != "environment", key)
}

fn sort(plans: Vec<WithNeeds>) -> Vec<PlannedRendering> {
    let key = |one: &WithNeeds| (one.planned.plan.subject.clone(), one.planned.plan.environment.clone());
    let known: BTreeSet<Key> = plans.iter().map(key).collect();
    let mut waiting: BTreeMap<Place, Waiting> = BTreeMap::new();
    let mut after: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
    for one in plans {
        let own = place(key(&one));
        let mut left = 0_usize;
        for other in one.needs.into_iter().filter(|other| *other != own.1 && known.contains(other)) {
            after.entry(place(other)).or_default().push(own.clone());
            left = left.saturating_add(1);
        }
        waiting.insert(own, Waiting { planned: one.planned, left });
    }
    let ready = waiting.iter().filter(|(_, one)| one.left == 0);
    let mut ready: BTreeSet<Place> = ready.map(|(place, _)| place.clone()).collect();
    let mut sorted = Vec::with_capacity(waiting.len());
    while let Some(place) = ready.pop_first().or_else(|| waiting.keys().next().cloned()) {
        sorted.extend(waiting.remove(&place).map(|one| one.planned));
        for other in after.remove(&place).unwrap_or_default() {
            if let Some(one) = waiting.get_mut(&other) {
                one.left = one.left.saturating_sub(1);
                if one.left == 0 {
                    ready.insert(other);
                }
            }
        }
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Observed, PlanOptions, Resource, StateResource, Value};

    /// `SUBJECT/SCOPE` or `!SUBJECT/SCOPE` where it is destroyed, and the addresses it depends on.
    fn one((name, on): &(&str, &[&str])) -> WithNeeds {
        let destroyed = name.starts_with('!');
        let (subject, scope) = name.trim_start_matches('!').split_once('/').unwrap();
        let (subject, scope): (EntityRef, Scope) = (subject.parse().unwrap(), scope.parse().unwrap());
        let (mut rendered, mut state) =
            (Rendered::empty(subject.clone(), scope.clone()), State::new(subject, scope, ""));
        let address: Address = format!("{}/kubernetes/a", name.trim_start_matches('!')).parse().unwrap();
        let on: Vec<Address> = on.iter().map(|on| on.parse().unwrap()).collect();
        let body = Value::from_json("{}").unwrap();
        let options = if destroyed {
            let known = StateResource { depends_on: on, ..StateResource::new(body) };
            state.resources.insert(address, known);
            PlanOptions { intent: Intent::Destroy, ..PlanOptions::default() }
        } else {
            rendered.resources.insert(address.clone(), Resource::new(address, body).with_dependencies(on));
            PlanOptions::default()
        };
        let plan = crate::plan::plan(&rendered, &state, &Observed::nothing(), &options).value.unwrap();
        WithNeeds { needs: needs(&rendered, &state, plan.intent), planned: PlannedRendering { plan, rendered } }
    }

    fn order(plans: &[(&str, &[&str])]) -> String {
        let sorted = apply_order(plans.iter().map(one).collect());
        let names = sorted.iter().map(|one| format!("{}/{}", one.plan.subject, one.plan.environment));
        names.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_needed_comes_first() {
        let db = "resource:db/e/kubernetes/a";
        assert_eq!(order(&[("b/e", &[]), ("a/e", &[]), ("a/-", &[])]), "a/- a/e b/e");
        assert_eq!(order(&[("a/e", &[db]), ("resource:db/e", &[])]), "resource:db/e a/e");
        // Through one that stands between them; what is not planned along is waited for by nobody.
        let through =
            [("a/e", &["b/e/kubernetes/a"] as &[&str]), ("b/e", &[db, "c/e/kubernetes/a"]), ("resource:db/e", &[])];
        assert_eq!(order(&through), "resource:db/e b/e a/e");
        assert_eq!(order(&[("a/e", &[]), ("environment:e/e", &[])]), "environment:e/e a/e");
    }

    #[test]
    fn what_is_destroyed_goes_the_other_way_round_and_after_what_is_made() {
        let db = "resource:db/e/kubernetes/a";
        assert_eq!(order(&[("!resource:db/e", &[]), ("!a/e", &[db]), ("!a/-", &[])]), "a/e resource:db/e a/-");
        assert_eq!(order(&[("!a/e", &[]), ("z/e", &[])]), "z/e a/e");
    }

    #[test]
    fn two_that_need_each_other_stand_last_by_name() {
        let circle = [("b/e", &["a/e/kubernetes/a"] as &[&str]), ("a/e", &["b/e/kubernetes/a"]), ("c/e", &[])];
        assert_eq!(order(&circle), "c/e a/e b/e");
    }

    #[test]
    fn who_stays_and_needs_what_goes_is_named() {
        let db = "resource:db/e/kubernetes/a";
        let gone = [one(&("!resource:db/e", &[])).planned];
        let state = |name: &str, on: &str| {
            let (subject, scope) = name.split_once('/').unwrap();
            let mut state = State::new(subject.parse().unwrap(), scope.parse().unwrap(), "");
            let known = StateResource::new(Value::from_json("{}").unwrap());
            let known = StateResource { depends_on: vec![on.parse().unwrap()], ..known };
            state.resources.insert(format!("{name}/kubernetes/a").parse().unwrap(), known);
            state
        };
        let states: Vec<State> = (0..10).map(|n| state(&format!("s{n}/e"), db)).collect();
        let said = still_needed(&gone, &states);
        assert_eq!(said.len(), 1);
        let message = &said[0].message;
        assert!(
            message.ends_with(
                "is needed by s0 in e, s1 in e, s2 in e, s3 in e, s4 in e, s5 in e, s6 in e, s7 in e and 2 more"
            ),
            "{message}"
        );
        // Who goes along, what it needs of its own, and what needs something else are nobody's concern.
        let others = [state("resource:db/e", db), state("s/e", "resource:other/e/kubernetes/a")];
        assert_eq!(still_needed(&gone, &others), []);
        assert_eq!(still_needed(&[one(&("resource:db/e", &[])).planned], &states), []);
    }
}
