//! What a step does to the files of a target, whatever holds them.

use std::collections::BTreeMap;

use platform_core::formats::Limits;
use platform_core::model::{
    Action, Address, Diagnostic, Name, Observation, Present, Resource, StateResource, Target, Value, codes,
};
use platform_core::run::StepWork;

use super::layout::Layout;
use super::outputs::Outputs;
use super::path::RelativePath;
use super::tree::{Tree, TreeError};
use super::{Performed, Problem, codec, problem};

/// Files below a root.
pub(super) trait Files {
    /// The bytes of a file, at most `limit`; `None` when it is not there.
    fn read(&self, path: &RelativePath, limit: usize) -> Result<Option<Vec<u8>>, TreeError>;

    /// Writes a file, wholly or not at all.
    fn write(&self, path: &RelativePath, bytes: &[u8]) -> Result<(), TreeError>;

    /// Gives a file another path, unless something is there already. Gives whether there was a file to move.
    fn rename(&self, from: &RelativePath, to: &RelativePath) -> Result<bool, TreeError>;

    /// Removes a file, and the folders that are empty then. Gives whether it was there.
    fn remove(&self, path: &RelativePath) -> Result<bool, TreeError>;
}

impl Files for Tree {
    fn read(&self, path: &RelativePath, limit: usize) -> Result<Option<Vec<u8>>, TreeError> {
        Tree::read(self, path, limit)
    }

    fn write(&self, path: &RelativePath, bytes: &[u8]) -> Result<(), TreeError> {
        Tree::write(self, path, bytes)
    }

    fn rename(&self, from: &RelativePath, to: &RelativePath) -> Result<bool, TreeError> {
        Tree::rename(self, from, to)
    }

    fn remove(&self, path: &RelativePath) -> Result<bool, TreeError> {
        Tree::remove(self, path)
    }
}

/// Where the files of an environment's targets lie, and what their outputs are.
#[derive(Clone, Debug)]
pub(super) struct Filing {
    layout: Layout,
    outputs: Outputs,
}

impl Filing {
    pub(super) fn new(targets: &BTreeMap<Name, Target>, outputs: Outputs) -> Self {
        Self { layout: Layout::new(targets), outputs }
    }

    pub(super) fn path(&self, address: &Address) -> Result<RelativePath, Diagnostic> {
        self.layout.path(address)
    }

    /// Every file that a step may read or change.
    pub(super) fn paths(&self, work: &StepWork) -> Result<Vec<RelativePath>, Diagnostic> {
        let addresses = [Some(&work.step.address), work.moved_from.as_ref()];
        let paths = addresses.into_iter().flatten().map(|address| self.path(address));
        paths.chain(former(work).map(Ok)).collect()
    }

    /// What is there now.
    pub(super) fn observe(
        &self,
        files: &dyn Files,
        address: &Address,
        known: Option<&StateResource>,
    ) -> Result<Observation, Diagnostic> {
        let path = self.layout.path(address)?;
        let form = self.layout.form(address);
        let Some(bytes) = bytes(files, &path)? else { return Ok(Observation::Absent) };
        // Writing is much faster than reading: a file that is as we would write it need not be read.
        let as_written =
            |known: &&StateResource| codec::encode(address, form, &known.body).is_ok_and(|own| own == bytes);
        let mut present = match known.filter(as_written) {
            Some(known) => Present::as_known(known),
            None => Present::new(codec::decode(&path, form, &bytes)?),
        };
        present.identity = Some(path.to_string().into());
        Ok(Observation::Present(present))
    }

    fn read(&self, files: &dyn Files, address: &Address, path: &RelativePath) -> Result<Option<Value>, Diagnostic> {
        let bytes = bytes(files, path)?;
        bytes.map(|bytes| codec::decode(path, self.layout.form(address), &bytes)).transpose()
    }

    fn write(&self, files: &dyn Files, address: &Address, body: &Value) -> Result<RelativePath, Diagnostic> {
        let path = self.layout.path(address)?;
        let bytes = codec::encode(address, self.layout.form(address), body)?;
        files.write(&path, &bytes).map_err(|error| problem(&Problem::Write, &path, &error))?;
        Ok(path)
    }

    fn remove(&self, files: &dyn Files, address: &Address) -> Result<RelativePath, Diagnostic> {
        let path = self.layout.path(address)?;
        files.remove(&path).map_err(|error| problem(&Problem::Remove, &path, &error))?;
        Ok(path)
    }

    /// Does a step.
    pub(super) fn perform(&self, files: &dyn Files, work: &StepWork) -> Result<Performed, Diagnostic> {
        let address = &work.step.address;
        let path = match work.step.action {
            Action::Create | Action::Update => match &work.body {
                Some(body) => {
                    let path = self.write(files, address, body)?;
                    remove_elsewhere(files, work, &path)?;
                    Some(path)
                }
                None => return Err(nothing_to_write(address)),
            },
            Action::Delete => Some(self.remove(files, address)?),
            Action::Move => Some(self.relocate(files, work)?),
            Action::Import => match self.observe(files, address, work.before.as_ref())? {
                Observation::Present(_) => Some(self.layout.path(address)?),
                _ => return Err(gone(address)),
            },
            _ => None,
        };
        Ok(Performed {
            outputs: work.resource.as_ref().map(|resource| self.outputs(resource)).unwrap_or_default(),
            identity: path.map(|path| path.to_string().into()),
            body: None,
        })
    }

    /// Gives what is there its new file. Where the two are written differently, it is read and written anew.
    fn relocate(&self, files: &dyn Files, work: &StepWork) -> Result<RelativePath, Diagnostic> {
        let to = &work.step.address;
        let new = self.layout.path(to)?;
        let Some(from) = &work.moved_from else { return Ok(new) };
        let old = self.layout.path(from)?;
        if old == new {
            return Ok(new);
        }
        if self.layout.form(from) == self.layout.form(to) {
            files.rename(&old, &new).map_err(|error| problem(&Problem::Write, &new, &error))?;
        } else if let Some(body) = self.read(files, from, &old)? {
            self.write(files, to, &body)?;
            self.remove(files, from)?;
        }
        Ok(new)
    }

    /// Where the outputs of a resource are to be given.
    pub(super) fn outputs_place(&self, address: &Address) -> Option<String> {
        let (file, key) = self.outputs.place(address)?;
        Some(format!("`{file}` under \"{key}\""))
    }

    /// What the outputs file gives of what the resource declares. What it doesn't give is missed by who reads it.
    pub(super) fn outputs(&self, resource: &Resource) -> BTreeMap<Name, Value> {
        let Some(given) = self.outputs.get(&resource.address) else { return BTreeMap::new() };
        let declared = resource.outputs.iter().filter(|(_, output)| !output.secret && output.value.is_none());
        declared.filter_map(|(name, _)| Some((name.clone(), given.get(name)?.clone()))).collect()
    }
}

/// Where a step's resource lay before, by what the target knows it by.
fn former(work: &StepWork) -> Option<RelativePath> {
    let known = work.before.as_ref().and_then(|before| before.identity.as_deref());
    known.and_then(|identity| RelativePath::new(identity).ok())
}

/// A target that got another folder leaves no file of ours behind in its old one.
fn remove_elsewhere(files: &dyn Files, work: &StepWork, path: &RelativePath) -> Result<(), Diagnostic> {
    let Some(old) = former(work) else { return Ok(()) };
    if old == *path || old.split().1 != path.split().1 {
        return Ok(());
    }
    files.remove(&old).map(|_| ()).map_err(|error| problem(&Problem::Remove, &old, &error))
}

fn bytes(files: &dyn Files, path: &RelativePath) -> Result<Option<Vec<u8>>, Diagnostic> {
    let bytes = files.read(path, Limits::default().document_bytes);
    bytes.map_err(|error| problem(&Problem::Read, path, &error))
}

fn nothing_to_write(address: &Address) -> Diagnostic {
    Diagnostic::error(codes::INTERNAL, format!("{address} is to be written, and nothing was rendered for it"))
}

fn gone(address: &Address) -> Diagnostic {
    let message = format!("{address} was to be taken over, and is not there");
    Diagnostic::error(codes::PLAN_STALE, message).with_help("plan again")
}
