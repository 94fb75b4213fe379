//! What a selection selects.

use std::collections::BTreeSet;

use super::touched::{Reached, used};
use crate::formats::suggest;
use crate::model::{
    Diagnostic, EntityRef, LabelRule, LabelSelector, Outcome, Platform, Requirement, Scope, Selection, Subject, Value,
    codes,
};

/// What a selection selects of a platform, by subject and environment.
///
/// # Errors
/// `graph.subject_unknown`, `graph.environment_unknown`, `graph.nothing_selected`: a value of the selection is nothing's,
/// each with what was probably meant; or each is something's, and nothing has them all. That no changed file changes
/// anything is no error.
///
/// ```
/// use platform_core::model::{Platform, Selection, Sources};
/// let text = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: cart}\n\
///             spec: {type: service, lifecycle: production, owner: shop, system: checkout, goldenPath: {ref: web}}\n";
/// let sources = Sources::from([("services/cart/catalog-info.yaml".into(), text.as_bytes().into())]);
/// let platform = Platform::parse(&sources).value.ok_or("no platform")?;
/// let mut selection = Selection::default();
/// selection.systems.push("chekout".into());
/// let problems = platform_core::plan::select(&platform, &selection).diagnostics;
/// assert_eq!(problems[0].help.as_deref(), Some("did you mean `checkout`?"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn select(platform: &Platform, selection: &Selection) -> Outcome<Vec<(EntityRef, Scope)>> {
    let mut problems = unknown(platform, selection);
    if !problems.is_empty() {
        return Outcome::failed(problems);
    }
    let (selected, without_changed) = find(platform, selection);
    if without_changed == 0 && *selection != Selection::default() && !platform.subjects.is_empty() {
        problems
            .push(nothing("nothing is all that was asked for at once", "leave one of the conditions out".to_owned()));
    }
    Outcome::unless_errors(selected, problems)
}

/// What each value of a selection that is nothing's was probably meant to be.
pub(crate) fn unknown(platform: &Platform, selection: &Selection) -> Vec<Diagnostic> {
    Select { platform, selection }.unknown()
}

/// What a selection selects of a platform, whatever of it is nothing's there.
pub(crate) fn selected(platform: &Platform, selection: &Selection) -> Vec<(EntityRef, Scope)> {
    find(platform, selection).0
}

/// What is selected, and how much would be, whatever changed.
fn find(platform: &Platform, selection: &Selection) -> (Vec<(EntityRef, Scope)>, usize) {
    let select = Select { platform, selection };
    let touched = selection
        .touched
        .as_ref()
        .map(|touched| touched.iter().map(|one| (&one.subject, &one.environment)).collect::<BTreeSet<_>>());
    let changed = selection.changed.as_ref().map(|changed| Reached::new(platform, changed));
    let mut selected = Vec::new();
    let mut without_changed = 0_usize;
    for subject in platform.subjects.values().filter(|subject| select.allows(subject)) {
        let reference = subject.reference();
        let scopes = platform.scopes(subject).into_iter();
        for scope in scopes.filter(|scope| select.allows_scope(subject, scope)) {
            without_changed = without_changed.saturating_add(1);
            if changed.as_ref().is_none_or(|changed| changed.has(reference, &scope))
                && touched.as_ref().is_none_or(|touched| touched.contains(&(reference, &scope)))
            {
                selected.push((reference.clone(), scope));
            }
        }
    }
    (selected, without_changed)
}

struct Select<'s> {
    platform: &'s Platform,
    selection: &'s Selection,
}

impl Select<'_> {
    /// Whether everything that is asked of a subject itself holds.
    fn allows(&self, subject: &Subject) -> bool {
        let wanted = self.selection;
        let any =
            |of: &[crate::model::Text], holds: &dyn Fn(&str) -> bool| of.is_empty() || of.iter().any(|one| holds(one));
        (wanted.subjects.is_empty() || wanted.subjects.contains(subject.reference()))
            && any(&wanted.names, &|pattern| is_named(subject, pattern))
            && any(&wanted.kinds, &|kind| subject.reference().kind().eq_ignore_ascii_case(kind))
            && any(&wanted.systems, &|system| is_reference(subject, "system", "system", system))
            && any(&wanted.owners, &|owner| is_reference(subject, "owner", "group", owner))
            && wanted.labels.iter().all(|selector| selector.holds(label(subject, &selector.key)))
    }

    fn allows_scope(&self, subject: &Subject, scope: &Scope) -> bool {
        let wanted = self.selection;
        (wanted.scopes.is_empty() || wanted.scopes.contains(scope))
            && (wanted.paths.is_empty() || wanted.paths.iter().any(|path| self.uses(subject, scope, path)))
    }

    fn uses(&self, subject: &Subject, scope: &Scope, path: &Requirement) -> bool {
        let meets = |version: Option<&crate::model::Version>| version.is_some_and(|version| path.matches(version));
        used(self.platform, subject, scope).iter().any(|used| used.name == path.name() && meets(used.version))
    }

    /// What each value of the selection that is nothing's was probably meant to be.
    fn unknown(&self) -> Vec<Diagnostic> {
        let wanted = self.selection;
        let subjects = || self.platform.subjects.values();
        let mut problems = Vec::new();
        for reference in wanted.subjects.iter().filter(|one| !self.platform.subjects.contains_key(*one)) {
            let known = subjects().map(|subject| subject.reference().to_string());
            let help = choice(&reference.to_string(), known);
            let problem = Diagnostic::error(codes::GRAPH_SUBJECT_UNKNOWN, format!("there is no subject `{reference}`"));
            problems.push(problem.with_help(help));
        }
        for name in wanted.scopes.iter().filter_map(Scope::name) {
            if !self.platform.environments.contains_key(name) {
                let help = choice(name.as_str(), self.platform.environments.keys().map(ToString::to_string));
                let message = format!("there is no environment `{name}`");
                problems.push(Diagnostic::error(codes::GRAPH_ENVIRONMENT_UNKNOWN, message).with_help(help));
            }
        }
        for pattern in wanted.names.iter().filter(|pattern| !subjects().any(|subject| is_named(subject, pattern))) {
            let help = choice(pattern, subjects().map(|subject| subject.reference().to_string()));
            problems.push(nothing(&format!("no subject is named `{pattern}`"), help));
        }
        let has_kind = |kind: &str| subjects().any(|subject| subject.reference().kind().eq_ignore_ascii_case(kind));
        for kind in wanted.kinds.iter().filter(|kind| !has_kind(kind)) {
            let help = choice(kind, subjects().map(|subject| subject.reference().kind().to_owned()));
            problems.push(nothing(&format!("no subject is of kind `{kind}`"), help));
        }
        for (field, default, values) in [("system", "system", &wanted.systems), ("owner", "group", &wanted.owners)] {
            let has = |value: &str| subjects().any(|subject| is_reference(subject, field, default, value));
            for value in values.iter().filter(|value| !has(value)) {
                let help = choice(value, subjects().filter_map(|subject| short(subject, field, default)));
                problems.push(nothing(&format!("no subject has the {field} `{value}`"), help));
            }
        }
        problems.extend(wanted.labels.iter().filter_map(|selector| self.unknown_label(selector)));
        problems.extend(wanted.paths.iter().filter_map(|path| self.unknown_path(path)));
        problems
    }

    fn unknown_label(&self, selector: &LabelSelector) -> Option<Diagnostic> {
        let subjects = || self.platform.subjects.values();
        if subjects().any(|subject| selector.holds(label(subject, &selector.key))) {
            return None;
        }
        let values: BTreeSet<&str> = subjects().filter_map(|subject| label(subject, &selector.key)).collect();
        let message = format!("no subject has the label `{selector}`");
        Some(match &selector.rule {
            LabelRule::Is(value) if !values.is_empty() => {
                let help = choice(value, values.into_iter().map(str::to_owned));
                nothing(&message, format!("of `{}`, {help}", selector.key))
            }
            _ => nothing(&message, choice(&selector.key, subjects().flat_map(|subject| label_keys(subject)))),
        })
    }

    fn unknown_path(&self, path: &Requirement) -> Option<Diagnostic> {
        let subjects = || self.platform.subjects.values();
        let scopes = |subject: &Subject| self.platform.scopes(subject);
        if subjects().any(|subject| scopes(subject).iter().any(|scope| self.uses(subject, scope, path))) {
            return None;
        }
        let mut versions: BTreeSet<&crate::model::Version> = BTreeSet::new();
        let mut names: BTreeSet<&str> = self.platform.golden_paths.keys().map(|name| name.as_str()).collect();
        for subject in subjects() {
            for scope in scopes(subject) {
                for used in used(self.platform, subject, &scope) {
                    names.insert(used.name.as_str());
                    versions.extend(used.version.filter(|_| used.name == path.name()));
                }
            }
        }
        let help = if !versions.is_empty() {
            let versions: Vec<String> = versions.iter().map(ToString::to_string).collect();
            format!("in use: {}", versions.join(", "))
        } else if names.contains(path.name().as_str()) {
            "nothing follows or includes it".to_owned()
        } else {
            choice(path.name().as_str(), names.into_iter().map(str::to_owned))
        };
        Some(nothing(&format!("nothing uses `{path}`"), help))
    }
}

fn nothing(message: &str, help: String) -> Diagnostic {
    Diagnostic::error(codes::GRAPH_NOTHING_SELECTED, message).with_help(help)
}

/// What was meant, or what there is.
fn choice(wrong: &str, known: impl Iterator<Item = String>) -> String {
    let known: BTreeSet<String> = known.collect();
    if let Some(near) = suggest(wrong, known.iter().map(String::as_str)) {
        return format!("did you mean `{near}`?");
    }
    let some: Vec<&str> = known.iter().take(8).map(String::as_str).collect();
    match known.len().saturating_sub(some.len()) {
        0 if some.is_empty() => "there is none".to_owned(),
        0 => format!("there is: {}", some.join(", ")),
        more => format!("there is: {} and {more} more", some.join(", ")),
    }
}

/// Whether a subject, or only its name, is as a pattern says.
fn is_named(subject: &Subject, pattern: &str) -> bool {
    let reference = subject.reference();
    is_like(&reference.to_string(), pattern) || is_like(reference.name(), pattern)
}

/// Whether a text is as a pattern with `*` and `?` says. The work is at most the product of their lengths.
fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
    let (mut at, mut next) = (0_usize, 0_usize);
    // Where the last `*` stands, and how far the text that it stands for goes.
    let mut star: Option<(usize, usize)> = None;
    while at < text.len() {
        match (pattern.get(next), star) {
            (Some('*'), _) => {
                star = Some((next, at));
                next = next.saturating_add(1);
            }
            (Some(wanted), _) if *wanted == '?' || text.get(at) == Some(wanted) => {
                at = at.saturating_add(1);
                next = next.saturating_add(1);
            }
            (_, Some((place, until))) => {
                star = Some((place, until.saturating_add(1)));
                at = until.saturating_add(1);
                next = place.saturating_add(1);
            }
            _ => return false,
        }
    }
    pattern.iter().skip(next).all(|rest| *rest == '*')
}

/// The entity that a field of a subject's `spec` names, as a reference within the subject's namespace.
fn named(subject: &Subject, field: &str, default_kind: &str) -> Option<EntityRef> {
    let text = subject.entity.spec(field).and_then(Value::as_str)?;
    EntityRef::parse_catalog(text, default_kind, subject.reference().namespace()).ok()
}

fn is_reference(subject: &Subject, field: &str, default_kind: &str, wanted: &str) -> bool {
    let named = named(subject, field, default_kind);
    named.is_some_and(|named| {
        EntityRef::parse_catalog(wanted, default_kind, "default").is_ok_and(|wanted| named == wanted)
    })
}

/// As short as it can be written to select it.
fn short(subject: &Subject, field: &str, default_kind: &str) -> Option<String> {
    let named = named(subject, field, default_kind)?;
    let kind = if named.kind() == default_kind { String::new() } else { format!("{}:", named.kind()) };
    let namespace = if named.namespace() == "default" { String::new() } else { format!("{}/", named.namespace()) };
    Some(format!("{kind}{namespace}{}", named.name()))
}

fn label<'s>(subject: &'s Subject, key: &str) -> Option<&'s str> {
    subject.entity.metadata("labels")?.get(key)?.as_str()
}

fn label_keys(subject: &Subject) -> impl Iterator<Item = String> {
    let labels = subject.entity.metadata("labels").and_then(Value::as_map);
    labels.into_iter().flat_map(|labels| labels.keys().map(ToString::to_string))
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn patterns() {
        for (text, pattern, like) in [
            ("payment-api", "payment-api", true),
            ("payment-api", "payment-*", true),
            ("payment-api", "*-api", true),
            ("payment-api", "*ment*a?i", true),
            ("payment-api", "p*t", false),
            ("payment-api", "", false),
            ("payment-api", "*", true),
            ("payment-api", "payment-api?", false),
            ("", "*", true),
            ("aaaaaaaaaaaaaaaaaaaaaaaaaaab", "*a*a*a*a*a*a*c", false),
        ] {
            assert_eq!(is_like(text, pattern), like, "{text} {pattern}");
        }
    }
}
