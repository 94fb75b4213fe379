//! A subject in an environment to all that it should be, with the origin of every leaf.
//!
//! [`resolve`] finds the subject's golden path, the exact versions of it and of what it includes, and its parameters
//! with all layers merged. [`render`] makes resources, files and catalog entities of that. Both are pure: the same
//! input gives the same bytes, whatever the order of maps.

mod assemble;
mod compiled;
mod deadlines;
#[cfg(test)]
mod examples;
mod expression;
mod facts;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod laws;
mod manifests;
mod resolve;
mod schema;
mod template;

use std::collections::BTreeSet;

use crate::formats::Limits;
use crate::model::{Diagnostic, EntityRef, GoldenPath, Outcome, Pins, Platform, Rendered, Resolved, Scope, Text};

pub(crate) use assemble::ANNOTATION as VERSION_ANNOTATION;
use compiled::CompiledPath;

pub use resolve::follows_nothing;

/// What compiling a golden path tells of it.
pub(crate) struct Inspection {
    /// What is wrong with its templates.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The parameters that its expressions read; `None` where it may be any.
    pub(crate) parameters_read: Option<BTreeSet<Text>>,
}

/// Looks into a golden path without rendering it.
pub(crate) fn inspect(path: &GoldenPath) -> Inspection {
    let compiled = CompiledPath::of(path);
    Inspection { diagnostics: compiled.diagnostics.clone(), parameters_read: compiled.parameters_read.clone() }
}

/// Finds what a subject is made of in an environment: its golden path and all that it includes in exact versions, and
/// the parameters of each, merged, with the origin of every leaf.
///
/// Pins that are given are honoured; what they leave open is filled with the newest version that meets the
/// requirement, and [`Resolved::pins_filled`] says so.
///
/// # Errors
/// In the outcome, all at once: what is not there (`graph.*`, `path.not_found`), a published version that changed
/// (`path.digest_changed`), parameters that do not fit (`path.parameter`, `path.parameter_unknown`) or are enforced
/// otherwise (`path.enforced`), a missing artifact (`path.artifact_missing`), and what is wrong with the paths' own
/// templates (`template.*`, `expression.*`).
///
/// ```
/// use platform_core::model::{Follow, Entity, GoldenPath, Pins, Platform, Scope, Subject, Value};
/// # use platform_core::model::{GoldenPathMetadata, GoldenPathSpec};
/// let mut platform = Platform::new();
/// let metadata = GoldenPathMetadata {
///     name: "web".parse()?, version: "1.0.0".parse()?, owner: None, title: None, description: None,
/// };
/// platform.add_golden_path(GoldenPath::new(metadata, GoldenPathSpec::default(), Default::default()));
/// let subject: platform_core::model::EntityRef = "cart".parse()?;
/// let document = Value::from_json(r#"{"kind": "Component", "metadata": {"name": "cart"}}"#)?;
/// platform.add_subject(Subject::new(Entity::new(subject.clone(), document), Follow::new("web@^1".parse()?)));
///
/// let outcome = platform_core::render::resolve(&platform, &subject, &Scope::SUBJECT, &Pins::default());
/// let resolved = outcome.into_result()?.0;
/// assert_eq!(resolved.pins.path.map(|pin| pin.to_string()).as_deref(), Some("web@1.0.0"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn resolve(platform: &Platform, subject: &EntityRef, scope: &Scope, pins: &Pins) -> Outcome<Resolved> {
    resolve_with(platform, subject, scope, pins, &Limits::default())
}

/// [`resolve`] with other limits than the usual ones.
///
/// # Errors
/// As [`resolve`].
pub fn resolve_with(
    platform: &Platform,
    subject: &EntityRef,
    scope: &Scope,
    pins: &Pins,
    limits: &Limits,
) -> Outcome<Resolved> {
    helped(resolve::Resolver::new(platform, limits).resolve(subject, scope, pins))
}

/// Renders everything that a subject should be in an environment: resources, files and catalog entities by address,
/// with the origin of every leaf.
///
/// # Errors
/// In the outcome, all at once: expressions that fail (`expression.*`, `secret.position`, `limit.*`), dependencies
/// that not exactly one template provides (`path.provider`), overrides that are not allowed (`path.override`), two
/// resources with one name (`path.id_duplicate`, `path.identity_duplicate`), circles (`graph.cycle`).
///
/// ```
/// # use platform_core::model::*;
/// # let mut platform = Platform::new();
/// # let metadata = GoldenPathMetadata {
/// #     name: "web".parse()?, version: "1.0.0".parse()?, owner: None, title: None, description: None,
/// # };
/// # let mut spec = GoldenPathSpec::default();
/// let body = Value::from_json(r#"{"kind": "Service", "metadata": {"name": "${{ service.slug }}"}}"#)?;
/// spec.resources.push(ResourceTemplate::new("service".parse()?, "kubernetes".parse()?, body));
/// # platform.add_golden_path(GoldenPath::new(metadata, spec, Default::default()));
/// # let mut environment = EnvironmentSpec::default();
/// # environment.targets.insert("kubernetes".parse()?, Target::default());
/// # platform.add_environment(Environment::new("staging".parse()?, environment));
/// # let subject: EntityRef = "cart".parse()?;
/// # let document = Value::from_json(r#"{"kind": "Component", "metadata": {"name": "cart"}}"#)?;
/// # platform.add_subject(Subject::new(Entity::new(subject.clone(), document), Follow::new("web@^1".parse()?)));
/// # let resolved = platform_core::render::resolve(&platform, &subject, &"staging".parse()?, &Pins::default());
/// # let resolved = resolved.into_result()?.0;
/// let rendered = platform_core::render::render(&resolved).into_result()?.0;
/// let service = &rendered.resources[&"cart/staging/kubernetes/service".parse::<Address>()?];
/// assert_eq!(service.body.to_json(), r#"{"kind":"Service","metadata":{"name":"cart"}}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn render(resolved: &Resolved) -> Outcome<Rendered> {
    render_with(resolved, &Limits::default())
}

/// [`render`] with other limits than the usual ones.
///
/// # Errors
/// As [`render`].
pub fn render_with(resolved: &Resolved, limits: &Limits) -> Outcome<Rendered> {
    helped(assemble::render(resolved, limits))
}

/// Every error says what helps; where nothing is known of the case, what its code says.
fn helped<T>(mut outcome: Outcome<T>) -> Outcome<T> {
    outcome.diagnostics = outcome.diagnostics.into_iter().map(Diagnostic::or_general_help).collect();
    outcome
}
