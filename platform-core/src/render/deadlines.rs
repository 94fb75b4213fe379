//! Dates by which something must be done. They never change what is rendered.

use crate::model::{Diagnostic, Place, Pointer, Resolved, Timestamp, codes};

/// Days ahead of a deadline from which it is worth a warning.
const AHEAD: i64 = 30;

/// Every deadline that is near or has passed.
pub(crate) fn deadlines(resolved: &Resolved, now: Timestamp) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    found.extend(overrides(resolved, now));
    found.extend(paths(resolved, now));
    found.extend(environment(resolved, now));
    crate::model::sort_diagnostics(&mut found);
    found
}

/// The warning for a deadline, if it is near or has passed.
fn warning(what: &str, deadline: Timestamp, now: Timestamp, help: &str, place: Place) -> Option<Diagnostic> {
    let days = now.days_until(deadline);
    let date = deadline.to_string();
    let date = date.split('T').next().unwrap_or_default();
    let message = if now >= deadline {
        format!("the deadline of {what} has passed: {date}")
    } else if days <= AHEAD {
        let when = match days {
            0 => "today".to_owned(),
            1 => "tomorrow".to_owned(),
            days => format!("in {days} days"),
        };
        format!("the deadline of {what} is {when}: {date}")
    } else {
        return None;
    };
    Some(Diagnostic::warning(codes::PATH_DEADLINE, message).with_help(help).with_place(place))
}

fn overrides(resolved: &Resolved, now: Timestamp) -> Vec<Diagnostic> {
    let follows = &resolved.subject.follows;
    let source = &resolved.subject.entity.source;
    let here = |names: &Vec<crate::model::Name>| resolved.scope.name().is_some_and(|name| names.contains(name));
    let overrides = follows.overrides.iter().enumerate();
    let overrides = overrides.filter(|(_, r#override)| r#override.environments.as_ref().is_none_or(here));
    let warnings = overrides.filter_map(|(index, r#override)| {
        let place = source.place(&follows.pointer.join("overrides").index(index).join("expires"));
        let what = format!("the override `{}`", r#override.id);
        warning(&what, r#override.expires?, now, "remove it, or agree on a new date", place)
    });
    warnings.collect()
}

fn paths(resolved: &Resolved, now: Timestamp) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for part in &resolved.parts {
        let Some(deprecated) = &part.path.spec.deprecated else { continue };
        let place = part.path.source.place(&Pointer::from_tokens(["spec", "deprecated"]));
        let label = part.path.label();
        let instead = deprecated.r#use.as_ref().map(|instead| format!("move to {instead}"));
        let help = instead.or_else(|| deprecated.reason.clone()).unwrap_or_else(|| "move to another version".into());
        let what = format!("the deprecated golden path {label}");
        let deadline = deprecated.until.and_then(|until| warning(&what, until, now, &help, place.clone()));
        let began = deprecated.since.is_none_or(|since| since <= now);
        let reason = deprecated.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        found.extend(deadline.or_else(|| {
            let message = format!("the golden path {label} is deprecated{reason}");
            let diagnostic = Diagnostic::warning(codes::PATH_DEPRECATED, message).with_help(help);
            began.then(|| diagnostic.with_place(place))
        }));
    }
    found
}

fn environment(resolved: &Resolved, now: Timestamp) -> Option<Diagnostic> {
    let environment = resolved.environment.as_ref()?;
    let place = environment.source.place(&Pointer::from_tokens(["spec", "expires"]));
    let what = format!("the environment {}", environment.name);
    warning(&what, environment.spec.expires?, now, "remove it, or agree on a new date", place)
}
