//! Dates by which something must be done. They never change what is rendered.

use crate::model::{Deadline, DeadlineKind, Name, Pointer, Resolved};

/// Every deadline of what goes into a rendering: of overrides, of the environment, of versions of golden paths.
pub(crate) fn deadlines(resolved: &Resolved) -> Vec<Deadline> {
    overrides(resolved).chain(environment(resolved)).chain(paths(resolved)).collect()
}

fn overrides(resolved: &Resolved) -> impl Iterator<Item = Deadline> {
    let follows = &resolved.subject.follows;
    let here = |names: &Vec<Name>| resolved.scope.name().is_some_and(|name| names.contains(name));
    let overrides = follows.overrides.iter().enumerate();
    let overrides = overrides.filter(move |(_, r#override)| r#override.environments.as_ref().is_none_or(here));
    overrides.filter_map(move |(index, r#override)| {
        let expires = r#override.expires?;
        let pointer = follows.pointer.join("overrides").index(index).join("expires");
        let mut deadline = Deadline::new(
            DeadlineKind::Override,
            r#override.id.as_str(),
            "remove it, or agree on a new date with who reviews it",
        );
        deadline.reason = Some(r#override.reason.as_str().into());
        Some(deadline.with_until(Some(expires)).with_place(resolved.subject.entity.source.place(&pointer)))
    })
}

fn environment(resolved: &Resolved) -> Option<Deadline> {
    let environment = resolved.environment.as_ref()?;
    let expires = environment.spec.expires?;
    let place = environment.source.place(&Pointer::from_tokens(["spec", "expires"]));
    let deadline =
        Deadline::new(DeadlineKind::Environment, environment.name.as_str(), "remove it, or agree on a new date");
    Some(deadline.with_until(Some(expires)).with_place(place))
}

fn paths(resolved: &Resolved) -> impl Iterator<Item = Deadline> {
    resolved.parts.iter().filter_map(|part| {
        let deprecated = part.path.spec.deprecated.as_ref()?;
        let place = part.path.source.place(&Pointer::from_tokens(["spec", "deprecated"]));
        let instead = deprecated.r#use.as_ref().map(|instead| format!("move to {instead}"));
        let help = instead.unwrap_or_else(|| "move to another version".to_owned());
        let mut deadline = Deadline::new(DeadlineKind::GoldenPath, part.path.label(), help);
        deadline.since = deprecated.since;
        deadline.reason = deprecated.reason.as_ref().map(|reason| reason.as_str().into());
        Some(deadline.with_until(deprecated.until).with_place(place))
    })
}
