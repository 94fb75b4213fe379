//! Delivery to a folder: written is done.

use std::collections::BTreeMap;
use std::sync::Arc;

use platform_core::formats::Limits;
use platform_core::model::{
    Action, Address, Diagnostic, Effect, Name, Observation, Present, Resource, StateResource, Target, Value, codes,
};
use platform_core::run::StepWork;

use super::layout::Layout;
use super::outputs::Outputs;
use super::path::RelativePath;
use super::tree::{Tree, TreeError};
use super::{Asked, Capabilities, Executor, Performed, Problem, Task, codec, problem};

/// Writes manifests, `.tf.json`, repository files and catalog entries below a platform's folder.
///
/// Every file is written wholly or not at all, and nothing outside of the folder is ever touched. Its futures run on
/// tokio's threads for blocking work.
#[derive(Clone, Debug)]
pub struct Directory(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    tree: Arc<Tree>,
    layout: Layout,
    outputs: Outputs,
}

impl Directory {
    /// For the targets of one environment.
    pub fn new(tree: Arc<Tree>, targets: &BTreeMap<Name, Target>, outputs: Outputs) -> Self {
        Self(Arc::new(Inner { tree, layout: Layout::new(targets), outputs }))
    }

    /// The file of an address, relative to the platform's root.
    ///
    /// # Errors
    /// `exec.path_escape`.
    pub fn path(&self, address: &Address) -> Result<RelativePath, Diagnostic> {
        self.0.layout.path(address)
    }
}

impl Inner {
    fn observe(&self, address: &Address, known: Option<&StateResource>) -> Result<Observation, Diagnostic> {
        let path = self.layout.path(address)?;
        let form = self.layout.form(address);
        let Some(bytes) = self.bytes(&path)? else { return Ok(Observation::Absent) };
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

    fn bytes(&self, path: &RelativePath) -> Result<Option<Vec<u8>>, Diagnostic> {
        let bytes = self.tree.read(path, Limits::default().document_bytes);
        bytes.map_err(|error| problem(&Problem::Read, path, &error))
    }

    fn read(&self, address: &Address, path: &RelativePath) -> Result<Option<Value>, Diagnostic> {
        let bytes = self.bytes(path)?;
        bytes.map(|bytes| codec::decode(path, self.layout.form(address), &bytes)).transpose()
    }

    fn write(&self, address: &Address, body: &Value) -> Result<RelativePath, Diagnostic> {
        let path = self.layout.path(address)?;
        let bytes = codec::encode(address, self.layout.form(address), body)?;
        self.tree.write(&path, &bytes).map_err(|error| problem(&Problem::Write, &path, &error))?;
        Ok(path)
    }

    fn remove(&self, address: &Address) -> Result<RelativePath, Diagnostic> {
        let path = self.layout.path(address)?;
        self.tree.remove(&path).map_err(|error| problem(&Problem::Remove, &path, &error))?;
        Ok(path)
    }

    fn perform(&self, work: &StepWork) -> Result<Performed, Diagnostic> {
        let address = &work.step.address;
        let path = match work.step.action {
            Action::Create | Action::Update => match &work.body {
                Some(body) => {
                    let path = self.write(address, body)?;
                    self.remove_elsewhere(work, &path)?;
                    Some(path)
                }
                None => return Err(nothing_to_write(address)),
            },
            Action::Delete => Some(self.remove(address)?),
            Action::Move => Some(self.relocate(work)?),
            Action::Import => match self.observe(address, work.before.as_ref())? {
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

    /// A target that got another folder leaves no file of ours behind in its old one.
    fn remove_elsewhere(&self, work: &StepWork, path: &RelativePath) -> Result<(), Diagnostic> {
        let known = work.before.as_ref().and_then(|before| before.identity.as_deref());
        let Some(old) = known.and_then(|identity| RelativePath::new(identity).ok()) else { return Ok(()) };
        if old == *path || old.split().1 != path.split().1 {
            return Ok(());
        }
        self.tree.remove(&old).map(|_| ()).map_err(|error| problem(&Problem::Remove, &old, &error))
    }

    /// Gives what is there its new file. Where the two are written differently, it is read and written anew.
    fn relocate(&self, work: &StepWork) -> Result<RelativePath, Diagnostic> {
        let to = &work.step.address;
        let new = self.layout.path(to)?;
        let Some(from) = &work.moved_from else { return Ok(new) };
        let old = self.layout.path(from)?;
        if old == new {
            return Ok(new);
        }
        if self.layout.form(from) == self.layout.form(to) {
            self.tree.rename(&old, &new).map_err(|error| problem(&Problem::Write, &new, &error))?;
        } else if let Some(body) = self.read(from, &old)? {
            self.write(to, &body)?;
            self.remove(from)?;
        }
        Ok(new)
    }

    /// What the outputs file gives of what the resource declares. What it doesn't give is missed by who reads it.
    fn outputs(&self, resource: &Resource) -> BTreeMap<Name, Value> {
        let Some(given) = self.outputs.get(&resource.address) else { return BTreeMap::new() };
        let declared = resource.outputs.iter().filter(|(_, output)| !output.secret && output.value.is_none());
        declared.filter_map(|(name, _)| Some((name.clone(), given.get(name)?.clone()))).collect()
    }
}

fn nothing_to_write(address: &Address) -> Diagnostic {
    Diagnostic::error(codes::INTERNAL, format!("{address} is to be written, and nothing was rendered for it"))
}

fn gone(address: &Address) -> Diagnostic {
    let message = format!("{address} was to be taken over, and is not there");
    Diagnostic::error(codes::PLAN_STALE, message).with_help("plan again")
}

impl Executor for Directory {
    fn capabilities(&self) -> Capabilities {
        Capabilities { idempotent: true, can_look_up: true }
    }

    fn observe<'a>(&'a self, asked: &'a [Asked<'a>]) -> Task<'a, Vec<Result<Observation, Diagnostic>>> {
        let asked: Vec<(Address, Option<StateResource>)> =
            asked.iter().map(|asked| (asked.address.clone(), asked.known.cloned())).collect();
        let inner = self.0.clone();
        Box::pin(async move {
            let count = asked.len();
            let look = move || asked.iter().map(|(address, known)| inner.observe(address, known.as_ref())).collect();
            tokio::task::spawn_blocking(look).await.unwrap_or_else(|error| vec![Err(interrupted(&error)); count])
        })
    }

    fn perform<'a>(&'a self, work: &'a StepWork) -> Task<'a, Result<Performed, Diagnostic>> {
        let (inner, work) = (self.0.clone(), work.clone());
        Box::pin(async move {
            let done = tokio::task::spawn_blocking(move || inner.perform(&work)).await;
            done.unwrap_or_else(|error| Err(interrupted(&error).with_outcome(Effect::Unknown)))
        })
    }

    fn outputs_place(&self, address: &Address) -> Option<String> {
        let (file, key) = self.0.outputs.place(address)?;
        Some(format!("`{file}` under \"{key}\""))
    }
}

fn interrupted(error: &tokio::task::JoinError) -> Diagnostic {
    Diagnostic::error(codes::INTERNAL, format!("writing was interrupted: {error}"))
}

/// Whether a fault of the file system is an attempt to leave the folder.
pub(super) fn escapes(error: &TreeError) -> bool {
    matches!(error, TreeError::Link(_))
}
