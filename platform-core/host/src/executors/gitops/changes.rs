//! The files of a branch, and what is to be changed of them: nothing is written before it is all there.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use platform_core::formats::Limits;

use super::super::RelativePath;
use super::super::filing::Files;
use super::super::tree::TreeError;
use super::names::refuse_gits_own;
use crate::clients::git::{Edit, Found, GitSnapshot};

/// What a branch holds below a folder, with changes over it.
pub(super) struct Changes<'a> {
    base: &'a GitSnapshot,
    /// The folder's path in the repository: empty, or with a `/` at its end.
    prefix: &'a str,
    /// By path in the repository; `None` for what is removed.
    changed: Mutex<BTreeMap<String, Option<Vec<u8>>>>,
}

impl<'a> Changes<'a> {
    /// None yet.
    pub(super) fn new(base: &'a GitSnapshot, prefix: &'a str) -> Self {
        Self { base, prefix, changed: Mutex::default() }
    }

    /// What makes the branch what it should be: what is there as it should be already is left out.
    pub(super) fn edits(&self) -> BTreeMap<String, Edit> {
        let changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        let edit = |(path, bytes): (&String, &Option<Vec<u8>>)| {
            let before = match self.base.find(path) {
                Found::File(file) => Some(file),
                _ => None,
            };
            let Some(bytes) = bytes else { return before.map(|_| (path.clone(), Edit::Remove)) };
            if before.as_ref().and_then(|file| self.base.bytes(file)).as_ref() == Some(bytes) {
                return None;
            }
            let is_executable = before.is_some_and(|file| file.is_executable);
            Some((path.clone(), Edit::Write { bytes: bytes.clone(), is_executable }))
        };
        changed.iter().filter_map(edit).collect()
    }

    /// What the branch holds at a path of the repository.
    fn base(&self, full: &str) -> Result<Option<Vec<u8>>, TreeError> {
        match self.base.find(full) {
            Found::Absent => Ok(None),
            Found::File(file) => match self.base.bytes(&file) {
                Some(bytes) => Ok(Some(bytes)),
                None => Err(TreeError::TooLarge(Limits::default().document_bytes)),
            },
            Found::Link(part) => Err(TreeError::Link(part)),
            Found::Submodule(part) => Err(TreeError::Submodule(part)),
            Found::NotAFolder(part) => Err(TreeError::NotAFolder(part)),
            Found::Folder(part) => Err(TreeError::NotAFile(part)),
        }
    }

    fn full(&self, path: &RelativePath) -> Result<String, TreeError> {
        refuse_gits_own(path)?;
        Ok(format!("{}{path}", self.prefix))
    }

    fn get(&self, path: &RelativePath) -> Result<Option<Vec<u8>>, TreeError> {
        let full = self.full(path)?;
        let changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner).get(&full).cloned();
        changed.map_or_else(|| self.base(&full), Ok)
    }

    fn set(&self, path: &RelativePath, bytes: Option<Vec<u8>>) -> Result<(), TreeError> {
        let full = self.full(path)?;
        match self.base(&full) {
            // It need not be read to be replaced.
            Ok(_) | Err(TreeError::TooLarge(_)) => {}
            Err(error) => return Err(error),
        }
        self.changed.lock().unwrap_or_else(PoisonError::into_inner).insert(full, bytes);
        Ok(())
    }
}

impl Files for Changes<'_> {
    fn read(&self, path: &RelativePath, limit: usize) -> Result<Option<Vec<u8>>, TreeError> {
        match self.get(path)? {
            Some(bytes) if bytes.len() > limit => Err(TreeError::TooLarge(limit)),
            bytes => Ok(bytes),
        }
    }

    fn write(&self, path: &RelativePath, bytes: &[u8]) -> Result<(), TreeError> {
        self.set(path, Some(bytes.to_vec()))
    }

    fn rename(&self, from: &RelativePath, to: &RelativePath) -> Result<bool, TreeError> {
        let Some(bytes) = self.get(from)? else { return Ok(false) };
        if self.get(to)?.is_some() {
            return Err(TreeError::Io(std::io::ErrorKind::AlreadyExists.into()));
        }
        self.set(to, Some(bytes))?;
        self.set(from, None)?;
        Ok(true)
    }

    fn remove(&self, path: &RelativePath) -> Result<bool, TreeError> {
        let was_there = match self.get(path) {
            Ok(bytes) => bytes.is_some(),
            Err(TreeError::TooLarge(_)) => true,
            Err(error) => return Err(error),
        };
        self.set(path, None)?;
        Ok(was_there)
    }
}
