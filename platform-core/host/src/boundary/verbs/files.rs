//! What changes the platform's own files.

use platform_core::boundary::EditInput;
use platform_core::model::{Failure, Name, Outcome, Selection, Text, Version};
use platform_core::parse::SourceEdit;
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::documents::{EditDocument, LockDocument, PublicationsDocument};
use super::super::verb::{Call, Context};
use super::planning::images;
use crate::workspace::{LockRequest, PublishRequest};

/// Which entries of lock files.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "WorkspaceLockCall")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct LockAsked {
    /// Which; all, if absent.
    #[serde(default)]
    selection: Selection,
    /// Moves to the newest versions that the requirements allow; else only what is absent is filled in.
    #[serde(default)]
    update: bool,
    /// Artifacts to lock.
    #[serde(default)]
    images: Vec<Text>,
}

impl Call for LockAsked {
    type Output = LockDocument;

    async fn call(self, context: Context) -> Outcome<LockDocument> {
        let images = match images(&self.images) {
            Ok(images) => images,
            Err(failure) => return failure.into(),
        };
        let request = LockRequest { update: self.update, images };
        let changed = context.workspace.lock(&self.selection, &request).await;
        or_errors(changed.map(|changes| LockDocument::from(changes.as_slice())))
    }
}

/// Edits.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "WorkspaceEditCall")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct EditAsked {
    /// The edits, one after the other.
    edits: Vec<EditInput>,
    /// Whether the files are written; the workspace knows them as they were until it is told to `reload`.
    #[serde(default)]
    write: bool,
}

impl Call for EditAsked {
    type Output = EditDocument;

    async fn call(self, context: Context) -> Outcome<EditDocument> {
        let workspace = &context.workspace;
        let edits: Result<Vec<Vec<SourceEdit>>, Failure> =
            self.edits.into_iter().map(|edit| edit.edits(workspace.platform())).collect();
        let edits: Vec<SourceEdit> = match edits {
            Ok(edits) => edits.into_iter().flatten().collect(),
            Err(failure) => return failure.into(),
        };
        let mut said = Vec::new();
        let edited = match workspace.edit(&edits).await.take(&mut said) {
            Ok(edited) => edited,
            Err(failure) => return failure.into(),
        };
        let write = self.write && !edited.files.is_empty();
        if write && let Err(failure) = workspace.write_edited(&edited).await {
            return failure.into();
        }
        Outcome::new(Some(EditDocument::new(workspace, &edited, write)), said)
    }
}

/// Golden paths that are to be published.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "WorkspacePublishPathsCall")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PublishPathsAsked {
    /// Which; all, if empty.
    #[serde(default)]
    paths: Vec<PathAsked>,
    /// Whether nothing is written, and what is not published yet is an error.
    #[serde(default)]
    check: bool,
}

/// A golden path.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "WorkspacePublishedPath")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PathAsked {
    /// Its name.
    path: Name,
    /// The version; every one that is newer than what was published, if absent.
    version: Option<Version>,
}

impl Call for PublishPathsAsked {
    type Output = PublicationsDocument;

    async fn call(self, context: Context) -> Outcome<PublicationsDocument> {
        let paths = self.paths.into_iter().map(|asked| (asked.path, asked.version)).collect();
        let published = context.workspace.publish(&PublishRequest { paths, check: self.check }).await;
        or_errors(published.map(PublicationsDocument::from))
    }
}

/// What is wrong with some is not passed over for what was done with others, which stays done.
fn or_errors<T>(done: Outcome<T>) -> Outcome<T> {
    match done.value {
        Some(value) => Outcome::unless_errors(value, done.diagnostics),
        None => done,
    }
}

/// Nothing is asked.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "WorkspaceReloadCall")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ReloadAsked {}

impl Call for ReloadAsked {
    type Output = ();

    async fn call(self, context: Context) -> Outcome<()> {
        match context.reload().await {
            Ok(said) => Outcome::new(Some(()), said),
            Err(failure) => failure.into(),
        }
    }
}
