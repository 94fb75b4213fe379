//! From files to what should be.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::handles::PlatformHandle;
use super::super::verb::Call;
use super::super::views::{PlatformView, ResolvedView, ValidationView};
use crate::formats::lock;
use crate::model::{EntityRef, LockFile, Outcome, Pins, Rendered, Scope, Sources, Text, Value};
use crate::parse;

/// Texts of files, by their path relative to the platform's root, with `/`.
pub(super) type Files = BTreeMap<Text, String>;

pub(super) fn sources(files: Files) -> Sources {
    files.into_iter().map(|(path, text)| (path, text.into_bytes().into())).collect()
}

/// The files of a platform.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ParseCall {
    /// Their texts, by their path relative to the platform's root, with `/`.
    files: Files,
}

impl Call for ParseCall {
    type Output = PlatformView;

    fn call(self) -> Outcome<PlatformView> {
        PlatformHandle::parse(&sources(self.files)).map(|platform| platform.overview())
    }
}

/// The files of a platform.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ValidateCall {
    /// Their texts, by their path relative to the platform's root, with `/`.
    files: Files,
}

impl Call for ValidateCall {
    type Output = ValidationView;

    fn call(self) -> Outcome<ValidationView> {
        let parsed = PlatformHandle::parse(&sources(self.files));
        let Some(platform) = parsed.value else { return Outcome::failed(parsed.diagnostics) };
        platform.validate(parsed.diagnostics)
    }
}

/// A catalog file.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ValidateEntitiesCall {
    /// What errors call it.
    #[serde(default = "catalog_info")]
    file: Text,
    /// Its text.
    text: String,
}

fn catalog_info() -> Text {
    "catalog-info.yaml".into()
}

impl Call for ValidateEntitiesCall {
    type Output = Vec<Value>;

    fn call(self) -> Outcome<Vec<Value>> {
        let read = parse::validate_entities(&self.file, self.text.as_bytes());
        read.map(|entities| entities.into_iter().map(|entity| entity.document).collect())
    }
}

/// A subject in an environment.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ResolveCall {
    /// The platform's files: their texts by path.
    files: Files,
    /// The subject.
    subject: EntityRef,
    /// The environment, or `-`.
    environment: Scope,
    /// Exact versions and artifacts; those of the lock file, if absent.
    pins: Option<Pins>,
}

impl Call for ResolveCall {
    type Output = ResolvedView;

    fn call(self) -> Outcome<ResolvedView> {
        with_platform(self.files, |platform| platform.resolve(&self.subject, &self.environment, self.pins.as_ref()))
    }
}

/// A subject in an environment.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RenderCall {
    /// The platform's files: their texts by path.
    files: Files,
    /// The subject.
    subject: EntityRef,
    /// The environment, or `-`.
    environment: Scope,
    /// Exact versions and artifacts; those of the lock file, if absent.
    pins: Option<Pins>,
}

impl Call for RenderCall {
    type Output = Rendered;

    fn call(self) -> Outcome<Rendered> {
        with_platform(self.files, |platform| {
            let rendered = platform.render(&self.subject, &self.environment, self.pins.as_ref());
            rendered.map(|rendered| rendered.rendered().as_ref().clone())
        })
    }
}

/// What goes on in files with errors of their own is said beside the answer.
pub(super) fn with_platform<T>(files: Files, then: impl FnOnce(&PlatformHandle) -> Outcome<T>) -> Outcome<T> {
    let parsed = PlatformHandle::parse(&sources(files));
    let Some(platform) = parsed.value else { return Outcome::failed(parsed.diagnostics) };
    let mut outcome = then(&platform);
    outcome.diagnostics.extend(parsed.diagnostics);
    Outcome::new(outcome.value, outcome.diagnostics)
}

/// A lock file.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct LockTextCall {
    /// What it holds.
    lock: LockFile,
}

impl Call for LockTextCall {
    type Output = String;

    fn call(self) -> Outcome<String> {
        Outcome::ok(lock::write(&self.lock))
    }
}
