//! What handles and hosts are asked in the same words.

use serde::Deserialize;

use crate::formats::yaml::{Edit, EditOperation};
use crate::model::{EntityRef, Failure, Platform, Pointer, Selection, Text, Value};
use crate::parse::SourceEdit;
use crate::plan;

/// One edit: in a file, or else in the document of each subject that is selected.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EditInput {
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
#[derive(Clone, Debug, PartialEq, Deserialize)]
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

impl EditInput {
    /// Each file's edit that it stands for.
    ///
    /// # Errors
    /// `graph.*`: nothing could be selected, or no file declares a subject.
    pub fn edits(self, platform: &Platform) -> Result<Vec<SourceEdit>, Failure> {
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
