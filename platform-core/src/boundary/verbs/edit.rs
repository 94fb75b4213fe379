//! Edits of files that people wrote.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::verb::Call;
use super::platform::{Files, sources};
use crate::formats::yaml::{Edit, EditOperation};
use crate::model::{EntityRef, Failure, Outcome, Platform, Pointer, Selection, Text, Value};
use crate::parse::SourceEdit;
use crate::plan;

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

/// One edit: in a file, or else in the document of each subject that is selected.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct EditInput {
    /// The file.
    file: Option<Text>,
    /// Which of its documents, from 0.
    #[serde(default)]
    document: u32,
    /// These subjects; all that the other conditions leave, if absent.
    #[serde(default)]
    subjects: Vec<EntityRef>,
    /// Subjects that are part of these systems.
    #[serde(default)]
    systems: Vec<Text>,
    /// Subjects of these owners.
    #[serde(default)]
    owners: Vec<Text>,
    /// The place.
    path: Pointer,
    /// What is done there.
    operation: OperationInput,
}

/// What an edit does.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub(crate) enum OperationInput {
    /// Makes it this value, and the maps on the way where there are none.
    Set {
        /// The value.
        value: Value,
    },
    /// Adds what must not be there: a key, or, by number, an item before the one that has it.
    Add {
        /// The value.
        value: Value,
    },
    /// Removes what must be there.
    Remove,
}

/// What edits give.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Edited"))]
#[serde(rename_all = "camelCase")]
pub(crate) struct EditedView {
    /// The new texts of the files that change, by path.
    files: BTreeMap<Text, String>,
}

impl EditInput {
    fn edits(self, platform: &Platform) -> Result<Vec<SourceEdit>, Failure> {
        let operation = match self.operation {
            OperationInput::Set { value } => EditOperation::Set(value),
            OperationInput::Add { value } => EditOperation::Add(value),
            OperationInput::Remove => EditOperation::Remove,
        };
        if let Some(file) = self.file {
            return Ok(vec![SourceEdit::new(file, Edit::new(self.path, operation).in_document(self.document))]);
        }
        let mut selection = Selection::of(self.subjects, []);
        selection.systems = self.systems;
        selection.owners = self.owners;
        let (selected, _) = plan::select(platform, &selection).into_result()?;
        let mut subjects: Vec<EntityRef> = selected.into_iter().map(|(subject, _)| subject).collect();
        subjects.dedup();
        let edits = subjects.iter();
        edits.map(|one| SourceEdit::of_subject(platform, one, self.path.clone(), operation.clone())).collect()
    }
}

impl Call for EditCall {
    type Output = EditedView;

    fn call(self) -> Outcome<EditedView> {
        // What was broken before may stay broken, so what reading says is not said again.
        let parsed = Platform::parse(&sources(self.files));
        let Some(platform) = parsed.value else { return Outcome::failed(parsed.diagnostics) };
        let mut edits = Vec::new();
        for edit in self.edits {
            match edit.edits(&platform) {
                Ok(more) => edits.extend(more),
                Err(failure) => return failure.into(),
            }
        }
        platform.edit(&edits).map(|edited| {
            // Edited files are YAML, and so UTF-8.
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            EditedView { files: edited.files.iter().map(|(file, bytes)| (file.clone(), text(bytes))).collect() }
        })
    }
}
