//! Changes of the same shape, so that what happens in hundreds of places is told once.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Action, Change, EntityRef, FieldChangeKind, Plan, Pointer, Reason, Rendered, Resource, Scope};

use super::origins::phrase;
use super::style::{Style, count};

/// A plan with what it was rendered from.
pub(crate) type Pair<'a> = (&'a Plan, Option<&'a Rendered>);

/// One change, with the plan it is in.
#[derive(Clone, Copy)]
pub(crate) struct Member<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) rendered: Option<&'a Rendered>,
    pub(crate) change: &'a Change,
}

impl<'a> Member<'a> {
    pub(crate) fn resource(&self) -> Option<&'a Resource> {
        self.rendered.and_then(|rendered| rendered.resources.get(&self.change.address))
    }
}

/// Changes that do the same, for the same reason, with the same fields of resources of one target and id; their values
/// may differ.
pub(crate) struct Shape<'a> {
    /// At least one.
    pub(crate) members: Vec<Member<'a>>,
}

impl Shape<'_> {
    /// How many different reasons the field with a number has.
    pub(crate) fn reasons(&self, field: usize, style: &Style) -> usize {
        let reasons = self.members.iter().filter_map(|member| {
            let origin = member.change.fields.get(field)?.origin?;
            phrase(&member.rendered?.origins, origin, style)
        });
        reasons.collect::<BTreeSet<String>>().len()
    }

    /// How many different changes the field with a number has.
    pub(crate) fn different(&self, field: usize) -> usize {
        let fields = self.members.iter().filter_map(|member| member.change.fields.get(field));
        let values: BTreeSet<String> = fields.map(|field| format!("{:?}{:?}", field.before, field.after)).collect();
        values.len()
    }
}

/// What changes of one shape have in common.
type Key<'a> = (&'a str, &'a str, &'a [Action], String, bool, Vec<(&'a Pointer, FieldChangeKind, bool, bool)>);

fn key(change: &Change) -> Key<'_> {
    let field = |field: &'_ crate::model::FieldChange| (field.kind, field.before.is_some(), field.after.is_some());
    let fields = change.fields.iter().map(|one| {
        let (kind, before, after) = field(one);
        (&one.path, kind, before, after)
    });
    let reason: Reason = change.reason;
    (
        change.address.target(),
        change.address.id(),
        &change.actions,
        format!("{reason:?}"),
        change.protect,
        fields.collect(),
    )
}

/// The effective changes of plans by shape: by target, those in most places first.
pub(crate) fn shapes<'a>(plans: &[Pair<'a>]) -> Vec<Shape<'a>> {
    let mut found: BTreeMap<Key<'a>, Vec<Member<'a>>> = BTreeMap::new();
    for (plan, rendered) in plans {
        for change in
            plan.changes.iter().filter(|change| change.is_effective() || change.reason == Reason::ExistsUnmanaged)
        {
            found.entry(key(change)).or_default().push(Member { plan, rendered: *rendered, change });
        }
    }
    let mut shapes: Vec<Shape<'a>> = found.into_values().map(|members| Shape { members }).collect();
    let target = |shape: &Shape<'a>| shape.members.first().map(|member| member.change.address.target());
    shapes.sort_by(|a, b| target(a).cmp(&target(b)).then_with(|| b.members.len().cmp(&a.members.len())));
    shapes
}

/// Where something is, in a few words: `payment-api/staging`, `11 subjects in preview, staging`, `cart/staging,
/// cart/production and 7 more`.
pub(crate) fn places<'a>(plans: impl Iterator<Item = &'a Plan>, most: usize) -> String {
    places_of(plans.map(|plan| (&plan.subject, &plan.environment)), most)
}

/// The same of subjects and environments without plans.
pub(crate) fn places_of<'a>(places: impl Iterator<Item = (&'a EntityRef, &'a Scope)>, most: usize) -> String {
    let all: BTreeSet<(String, String)> =
        places.map(|(subject, scope)| (subject.to_string(), scope.to_string())).collect();
    let subjects: BTreeSet<&str> = all.iter().map(|(subject, _)| subject.as_str()).collect();
    let environments: BTreeSet<&str> = all.iter().map(|(_, environment)| environment.as_str()).collect();
    let whole = subjects.len().saturating_mul(environments.len()) == all.len();
    let named = |names: &BTreeSet<&str>| -> String {
        let shown: Vec<&str> = names.iter().take(most).copied().collect();
        match names.len().saturating_sub(shown.len()) {
            0 => shown.join(", "),
            more => format!("{} and {more} more", shown.join(", ")),
        }
    };
    if all.len() > 1 && whole {
        let once = environments.iter().all(|name| *name == "-");
        let of = if once { String::new() } else { format!(" in {}", named(&environments)) };
        return format!("{}{of}", named(&subjects));
    }
    let names: Vec<String> = all.iter().map(|(subject, environment)| format!("{subject}/{environment}")).collect();
    named(&names.iter().map(String::as_str).collect())
}

/// How many places: `in 33 plans`.
pub(crate) fn in_plans(number: usize) -> String {
    format!("in {}", count(number, "plan", "plans"))
}
