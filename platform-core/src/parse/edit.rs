//! Edits of many files of a platform at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::formats::Limits;
use crate::formats::yaml::{Edit, EditOperation, edit};
use crate::model::{Changes, Diagnostic, EntityRef, Failure, Outcome, Place, Platform, Pointer, Text, codes};

/// An edit of one file of a platform.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SourceEdit {
    /// The file, relative to the platform's root.
    pub file: Text,
    /// What is done in it.
    pub edit: Edit,
}

impl SourceEdit {
    /// An edit of a file.
    pub fn new(file: impl Into<Text>, edit: Edit) -> Self {
        Self { file: file.into(), edit }
    }

    /// An edit of the document that declares a subject.
    ///
    /// # Errors
    /// `graph.subject_unknown`: the platform has no such subject, or it was not read from a file.
    pub fn of_subject(
        platform: &Platform,
        subject: &EntityRef,
        pointer: Pointer,
        operation: EditOperation,
    ) -> Result<Self, Failure> {
        let document = platform.subjects.get(subject).and_then(|subject| subject.entity.source.document());
        let Some(document) = document else {
            let message = format!("no file declares {subject}");
            return Err(Diagnostic::error(codes::GRAPH_SUBJECT_UNKNOWN, message).into());
        };
        let edit = Edit::new(pointer, operation).in_document(document.index);
        Ok(Self::new(document.file.clone(), edit))
    }
}

/// What edits give.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Edited {
    /// The new bytes of the files that change.
    pub files: BTreeMap<Text, Arc<[u8]>>,
    /// The platform that they make.
    pub platform: Platform,
}

impl Platform {
    /// Makes edits in the platform's files, one after the other; nothing is written, and this platform stays as it is.
    ///
    /// Comments, order and layout stay: see [`edit`](crate::formats::yaml::edit). What was broken before may stay broken.
    ///
    /// # Errors
    /// Those of [`edit`](crate::formats::yaml::edit), `value.invalid` for a file that the platform does not have, and
    /// every error of the platform that was not there before: then nothing is edited.
    ///
    /// ```
    /// use platform_core::{formats::yaml::EditOperation, model::Platform, parse::SourceEdit};
    /// let (shop, _) = Platform::load("../examples/shop".as_ref()).into_result()?;
    /// let scale = |service: &str| {
    ///     let pointer = "/spec/goldenPath/parameters/replicas".parse().unwrap_or_default();
    ///     SourceEdit::of_subject(&shop, &service.parse().unwrap_or_else(|_| unreachable!()), pointer, EditOperation::Set(4.into()))
    /// };
    /// let edited = shop.edit(&[scale("cart")?, scale("payment-api")?]).value.unwrap_or_else(|| unreachable!());
    /// assert_eq!(edited.files.len(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn edit(&self, edits: &[SourceEdit]) -> Outcome<Edited> {
        let limits = Limits::default();
        let mut by_file: BTreeMap<&Text, Vec<Edit>> = BTreeMap::new();
        edits.iter().for_each(|one| by_file.entry(&one.file).or_default().push(one.edit.clone()));
        let (mut files, mut problems) = (BTreeMap::new(), Vec::new());
        for (file, edits) in by_file {
            let Some(source) = self.sources.get(file) else {
                let problem = Diagnostic::error(codes::VALUE_INVALID, format!("the platform has no file {file}"));
                problems.push(problem.with_place(Place::file(file.clone())));
                continue;
            };
            let outcome = edit(file, source, &edits, &limits);
            problems.extend(outcome.diagnostics);
            let changed = outcome.value.filter(|bytes| **bytes != **source);
            if let Some(bytes) = changed {
                files.insert(file.clone(), bytes.into());
            }
        }
        if problems.iter().any(Diagnostic::is_error) {
            return Outcome::new(None, problems);
        }
        if files.is_empty() {
            return Outcome::ok(Edited { files, platform: self.clone() });
        }
        self.checked(files)
    }

    /// Reads the new files; what they break is an error.
    fn checked(&self, files: BTreeMap<Text, Arc<[u8]>>) -> Outcome<Edited> {
        let changes: Changes = files.iter().map(|(file, bytes)| (file.clone(), Some(bytes.clone()))).collect();
        let after = self.with_changes(&changes);
        let said = |problem: &Diagnostic| {
            let file = problem.at.as_ref().map(|place| place.file.clone());
            (problem.code.as_str().to_owned(), file, problem.message.clone())
        };
        // An edit moves lines, so what was there before is known by its words.
        let before = Self::parse(&self.sources.to_map()).diagnostics;
        let known: BTreeSet<_> = before.iter().map(said).collect();
        let new: Vec<Diagnostic> =
            after.diagnostics.into_iter().filter(|problem| !known.contains(&said(problem))).collect();
        match after.value {
            Some(platform) => Outcome::unless_errors(Edited { files, platform }, new),
            None => Outcome::new(None, new),
        }
    }
}
