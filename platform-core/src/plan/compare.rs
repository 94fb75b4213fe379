//! Two renderings side by side.

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::text;
use crate::model::{
    Address, ComparedSide, Comparison, ComparisonSummary, DifferenceReason, FieldChange, FieldDifference,
    FormatVersion, Presence, Release, Rendered, Resource, ResourceDifference, Scope, Unknown, UnknownPart, Value,
};

use super::compare_reason::Reasons;
use super::rules::DiffRules;
use super::walk::walk;
use super::{
    fill::{Keep, filled},
    origins,
};

/// One of two renderings to compare: what the files say now, or what a release applied.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    pub(super) rendered: &'a Rendered,
    pub(super) release: Option<u64>,
}

impl<'a> From<&'a Rendered> for Side<'a> {
    fn from(rendered: &'a Rendered) -> Self {
        Self { rendered, release: None }
    }
}

impl<'a> From<&'a Release> for Side<'a> {
    fn from(release: &'a Release) -> Self {
        Self { rendered: &release.rendered, release: Some(release.serial) }
    }
}

impl Side<'_> {
    fn told(&self) -> ComparedSide {
        let Rendered { subject, environment, pins, .. } = self.rendered;
        ComparedSide::new(subject.clone(), environment.clone(), self.release, pins.clone())
    }
}

/// How `after` differs from `before`, and whether each difference should be.
///
/// Addresses are matched without subject and environment, also where a value waits for an output. A difference is
/// *intended* when an environment says it (its parameters, labels or name, what it enforces, the subject's parameters or
/// overrides for it, a `when` or `each` that reads it); *skew* when one side has other versions of the golden path, other
/// artifacts or outputs, or was rendered from files that were edited since; and *unexplained* when neither tells why.
/// Where a golden path's version changed the template itself, that counts, whatever the template reads.
///
/// ```
/// use platform_core::model::{Rendered, Resource, Value};
/// let side = |environment: &str, replicas: i32| -> Result<Rendered, Box<dyn std::error::Error>> {
///     let address = format!("cart/{environment}/kubernetes/workload").parse()?;
///     let resource = Resource::new(address, Value::map([("replicas", Value::from(replicas))]));
///     Ok(Rendered::empty("cart".parse()?, environment.parse()?).with_resource(resource))
/// };
/// let (staging, production) = (side("staging", 2)?, side("production", 5)?);
/// let comparison = platform_core::plan::compare(&(&staging).into(), &(&production).into());
/// assert_eq!(comparison.resources[0].fields[0].path.as_str(), "/replicas");
/// assert_eq!(comparison.summary.unexplained, 1); // Nobody said where the numbers come from.
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn compare(before: &Side<'_>, after: &Side<'_>) -> Comparison {
    let mut pairs: BTreeMap<(&str, &str), Pair<'_>> = BTreeMap::new();
    for (address, resource) in &before.rendered.resources {
        pairs.entry((address.target(), address.id())).or_default().0 = Some(resource);
    }
    for (address, resource) in &after.rendered.resources {
        pairs.entry((address.target(), address.id())).or_default().1 = Some(resource);
    }
    let reasons = Reasons::new(before, after);
    let comparing = Comparing { before: before.rendered, after: after.rendered, reasons };
    let resources: Vec<ResourceDifference> = pairs.into_values().filter_map(|pair| comparing.one(pair)).collect();
    let mut summary = ComparisonSummary::default();
    for resource in &resources {
        match resource.presence {
            Presence::Both => resource.fields.iter().for_each(|field| summary.count(field.kind)),
            _ => summary.count(resource.kind),
        }
    }
    Comparison {
        format_version: FormatVersion::CURRENT,
        before: before.told(),
        after: after.told(),
        resources,
        summary,
    }
}

/// What stands at one address on both sides.
type Pair<'a> = (Option<&'a Resource>, Option<&'a Resource>);

struct Comparing<'a> {
    before: &'a Rendered,
    after: &'a Rendered,
    reasons: Reasons<'a>,
}

impl Comparing<'_> {
    fn one(&self, pair: Pair<'_>) -> Option<ResourceDifference> {
        match pair {
            (Some(before), Some(after)) if before.digest == after.digest => None,
            (Some(before), Some(after)) => self.both(before, after),
            (Some(before), None) => Some(self.alone(before, self.before, Presence::OnlyBefore)),
            (None, Some(after)) => Some(self.alone(after, self.after, Presence::OnlyAfter)),
            (None, None) => None,
        }
    }

    fn alone(&self, resource: &Resource, rendered: &Rendered, presence: Presence) -> ResourceDifference {
        let origins = origins::told(&rendered.origins, resource.condition.as_slice());
        let reason = self.reasons.of_resource(&origins, presence);
        let (address, class) = (resource.address.clone(), resource.class);
        ResourceDifference { address, class, presence, kind: reason.kind(), reason, origins, fields: Vec::new() }
    }

    fn both(&self, before: &Resource, after: &Resource) -> Option<ResourceDifference> {
        let rules = self.rules_of(after);
        let filled = filled(Keep::AsItIs, &before.body, &|address, output| self.in_after(address, output));
        let body = filled.as_ref().unwrap_or(&before.body);
        let found = walk(&rules, Some(body), Some(&after.body), Some(body)).fields;
        // What a server would put there means the same.
        let means = |field: &FieldChange| !field.kind.stays();
        let parts = found.into_iter().filter(means).flat_map(|field| parts(field, after));
        let fields: Vec<FieldDifference> = parts.map(|field| self.field(field, before, after)).collect();
        let worst = fields.iter().max_by_key(|field| (field.kind, std::cmp::Reverse(field.reason)))?;
        Some(ResourceDifference {
            address: after.address.clone(),
            class: after.class,
            presence: Presence::Both,
            kind: worst.kind,
            reason: worst.reason,
            origins: Vec::new(),
            fields,
        })
    }

    fn field(&self, field: FieldChange, before: &Resource, after: &Resource) -> FieldDifference {
        let at = |resource: &Resource, rendered: &Rendered, value: &Option<Value>| match value {
            Some(_) => origins::told(&rendered.origins, &origins::at(resource, &field.path)),
            None => Vec::new(),
        };
        let before_origins = at(before, self.before, &field.before);
        let after_origins = at(after, self.after, &field.after);
        let mut reason = self.reasons.of_field(&before_origins, &after_origins);
        if reason == DifferenceReason::Output && self.other_producer(&field) {
            reason = DifferenceReason::Environment;
        }
        FieldDifference {
            path: field.path,
            before: field.before,
            after: field.after,
            kind: reason.kind(),
            reason,
            before_origins,
            after_origins,
        }
    }

    /// Whether another resource gives the value: with the same versions only what an environment says chooses it, as the
    /// container in a preview stands where the database stands in production.
    fn other_producer(&self, field: &FieldChange) -> bool {
        let producers = |value: &Option<Value>| -> BTreeSet<(String, String)> {
            let mut found = BTreeSet::new();
            value.iter().for_each(|value| {
                value.for_each_leaf(&mut |leaf| {
                    if let Value::Unknown(unknown) = leaf {
                        let names = unknown.outputs().map(|(one, _)| (one.target().to_owned(), one.id().to_owned()));
                        found.extend(names);
                    }
                });
            });
            found
        };
        self.before.environment != self.after.environment && producers(&field.before) != producers(&field.after)
    }

    fn rules_of(&self, resource: &Resource) -> DiffRules {
        let key = resource.address.target();
        let target = self.after.targets.get(key).and_then(|target| target.r#type.as_ref());
        super::rules::rules_of(self.after, target.map_or(key, |target| target.as_str()))
    }

    /// The same output of the same resource on the other side.
    fn in_after(&self, address: &Address, output: &str) -> Option<Value> {
        let subject = if *address.subject() == self.before.subject.to_string() {
            self.after.subject.to_string()
        } else {
            address.subject().to_owned()
        };
        let environment = Some(&self.after.environment).filter(|_| address.environment() != Scope::SUBJECT.as_str())?;
        let address = format!("{subject}/{environment}/{}/{}", address.target(), address.id()).parse().ok()?;
        Some(Unknown { parts: vec![UnknownPart::Output { address, output: output.into() }] }.into())
    }
}

/// A list or map that differs as a whole, part by part; a list of scalars stays whole.
fn parts(field: FieldChange, after: &Resource) -> Vec<FieldChange> {
    let scalars = |value: &Option<Value>| {
        value.as_ref().and_then(Value::as_list).is_some_and(|list| list.iter().all(Value::is_leaf))
    };
    let whole = scalars(&field.before) && scalars(&field.after);
    let parts = if whole { Vec::new() } else { text::parts(&field, Some(after)) };
    if parts.is_empty() { vec![field] } else { parts }
}
