//! What tools would do.

use platform_core::model::{Failure, FormatVersion, Outcome, PlannedRendering};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::documents::{PreviewDocument, PreviewedTarget};
use super::super::verb::{Call, Context, outcome};
use crate::workspace::Workspace;

/// The plans cross beside it.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "WorkspacePreviewCall")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PreviewAsked {}

impl Call for PreviewAsked {
    type Output = PreviewDocument;

    async fn call(self, context: Context) -> Outcome<PreviewDocument> {
        outcome(previews(&context.workspace, &context.plans.file().plans).await)
    }
}

/// What the tools would do for each plan, one after the other.
pub(crate) async fn previews(workspace: &Workspace, plans: &[PlannedRendering]) -> Result<PreviewDocument, Failure> {
    let mut targets = Vec::new();
    for planned in plans {
        let made = workspace.preview(planned).await?;
        targets.extend(made.into_iter().map(|(target, preview)| PreviewedTarget::new(&planned.plan, target, preview)));
    }
    Ok(PreviewDocument { format_version: FormatVersion::CURRENT, targets })
}
