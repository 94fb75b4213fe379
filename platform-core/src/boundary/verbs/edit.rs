//! Edits of files that people wrote.

use serde::Deserialize;

use super::super::handles::PlatformHandle;
use super::super::inputs::EditInput;
use super::super::verb::Call;
use super::super::views::EditedView;
use super::platform::{Files, sources};
use crate::model::{Outcome, Platform};

/// A platform, and what is to be edited in the documents of its subjects or in its files.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct EditCall {
    /// The platform's files: their texts by path.
    files: Files,
    /// The edits, one after the other.
    edits: Vec<EditInput>,
}

impl Call for EditCall {
    type Output = EditedView;

    fn call(self) -> Outcome<EditedView> {
        // What was broken before may stay broken, so what reading says is not said again.
        let parsed = Platform::parse(&sources(self.files));
        let Some(platform) = parsed.value else { return Outcome::failed(parsed.diagnostics) };
        PlatformHandle::new(platform).edit(self.edits).map(|(_, edited)| edited)
    }
}
