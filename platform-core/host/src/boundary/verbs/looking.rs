//! What is stored.

use platform_core::model::{Address, EntityRef, Outcome, Pointer, Release, Scope, ValueHistory};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::documents::{HistoryDocument, StatusDocument};
use super::super::verb::{Call, Context, outcome};

/// Which subjects and environments.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "WorkspaceStatusCall")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct StatusAsked {
    /// Only this subject.
    subject: Option<EntityRef>,
    /// Only this environment, or `-`.
    environment: Option<Scope>,
}

impl Call for StatusAsked {
    type Output = StatusDocument;

    async fn call(self, context: Context) -> Outcome<StatusDocument> {
        outcome(context.workspace.status().await.map(|mut found| {
            found.retain(|one| {
                self.subject.as_ref().is_none_or(|subject| one.subject == *subject)
                    && self.environment.as_ref().is_none_or(|environment| one.environment == *environment)
            });
            StatusDocument::from(found.as_slice())
        }))
    }
}

/// Which releases.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "WorkspaceHistoryCall")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct HistoryAsked {
    /// Only of this subject.
    subject: Option<EntityRef>,
    /// Only in this environment, or `-`.
    environment: Option<Scope>,
    /// No more than so many; all, if absent.
    limit: Option<usize>,
}

impl Call for HistoryAsked {
    type Output = HistoryDocument;

    async fn call(self, context: Context) -> Outcome<HistoryDocument> {
        let found = context.workspace.history(self.subject.as_ref(), self.environment.as_ref()).await;
        outcome(found.map(|mut releases| {
            releases.truncate(self.limit.unwrap_or(usize::MAX));
            HistoryDocument::from(releases.as_slice())
        }))
    }
}

/// One release.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "WorkspaceReleaseCall")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ReleaseAsked {
    /// The subject.
    subject: EntityRef,
    /// The environment, or `-`.
    environment: Scope,
    /// The state's serial that it made.
    serial: u64,
}

impl Call for ReleaseAsked {
    type Output = Release;

    async fn call(self, context: Context) -> Outcome<Release> {
        outcome(context.workspace.release(&self.subject, &self.environment, self.serial).await)
    }
}

/// A value.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "WorkspaceValueHistoryCall")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ValueHistoryAsked {
    /// The resource, as it is called now.
    address: Address,
    /// The place in it.
    #[serde(default)]
    path: Pointer,
}

impl Call for ValueHistoryAsked {
    type Output = ValueHistory;

    async fn call(self, context: Context) -> Outcome<ValueHistory> {
        outcome(context.workspace.value_history(&self.address, &self.path).await)
    }
}
