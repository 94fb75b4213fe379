//! A root module of Terraform's: all that a subject has at a target in an environment.
//!
//! It is written to a folder of its own, planned by Terraform, and what was planned is applied at once. What one of our
//! resources reads of another in the same root is Terraform's own reference.

mod blocks;
mod files;
mod given;
mod guard;
mod target;
#[cfg(test)]
mod tests;

pub use target::TerraformTarget;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use platform_core::model::{Address, Diagnostic, Failure, Name, Rendered, Resource, TerraformPlan, Text, Value};
use platform_core::plan::{TerraformRoot, read_terraform_plan};

use given::Given;

use crate::clients::terraform::{SavedPlan, Sources, Stop, Terraform};

/// A folder with a root module, as it was rendered.
///
/// All that it does blocks.
#[derive(Clone, Debug)]
pub struct TerraformFolder {
    folder: PathBuf,
    root: TerraformRoot,
    sources: Sources,
    resources: BTreeMap<Address, Resource>,
}

/// A plan of Terraform's that can be applied.
#[derive(Clone, Debug)]
pub struct TerraformPlanned {
    /// What it would do, in our words.
    pub plan: TerraformPlan,
    /// Warnings.
    pub diagnostics: Vec<Diagnostic>,
    saved: SavedPlan,
}

impl TerraformPlanned {
    /// Whether there is anything to do.
    pub fn has_changes(&self) -> bool {
        self.saved.has_changes
    }
}

impl TerraformFolder {
    /// Writes the root module of a target. What was written there before and is no longer rendered is removed; everything
    /// else stays, the state among it.
    ///
    /// # Errors
    /// `template.unescapable`: a secret can't stand in a file. `plan.unknown`: a value is not known, and no reference of
    /// Terraform's gives it. `exec.path_escape`, `exec.failed`, `store.io`.
    pub fn write(folder: &Path, rendered: &Rendered, target: &Name) -> Result<Self, Failure> {
        let root = TerraformRoot::new(rendered.subject.clone(), rendered.environment.clone(), target.clone());
        let ours = rendered.resources.iter().filter(|(address, _)| address.target() == target.as_str());
        let resources: BTreeMap<Address, Resource> =
            ours.map(|(address, resource)| (address.clone(), Resource::clone(resource))).collect();
        let root = root.with_secrets(resources.values());
        let sources = files::write(folder, &resources)?;
        Ok(Self { folder: folder.to_owned(), root, sources, resources })
    }

    /// With what was applied there before: what stood where a secret did is told no more than what stands there now.
    #[must_use]
    pub fn knowing(mut self, before: &BTreeMap<Address, Value>) -> Self {
        self.root = before.values().fold(self.root, TerraformRoot::with_secret_places);
        self
    }

    /// What Terraform would do; with `destroy`, or where nothing is rendered any more, to remove everything.
    ///
    /// # Errors
    /// What Terraform finds, with our addresses: `exec.failed`, `exec.locked`, `exec.tool`, `exec.cancelled`, `limit.size`;
    /// `schema.invalid` for a plan in a version that is not known.
    pub fn plan(&self, terraform: &Terraform, destroy: bool, stop: Stop<'_>) -> Result<TerraformPlanned, Failure> {
        terraform.init(&self.folder, stop)?;
        // Without files Terraform makes no other plan.
        let destroy = destroy || self.resources.is_empty();
        let mut saved = terraform.plan(&self.folder, &self.sources, destroy, stop)?;
        // What is sensitive stands in it in clear: from here on nobody has it.
        let text = std::mem::take(&mut saved.text);
        let plan = read_terraform_plan(&text, &self.root)?;
        Ok(TerraformPlanned { plan, diagnostics: std::mem::take(&mut saved.diagnostics), saved })
    }

    /// Applies exactly what was planned, and gives the declared outputs of each resource. One that is secret, or that
    /// Terraform calls sensitive, is a reference; `version` is that of the apply.
    ///
    /// # Errors
    /// As [`TerraformFolder::plan`]; `plan.tampered` and `plan.stale`: plan again. The outcome says what was left.
    pub fn apply(
        &self,
        terraform: &Terraform,
        planned: &TerraformPlanned,
        version: Option<&Text>,
        stop: Stop<'_>,
    ) -> Result<BTreeMap<Address, BTreeMap<Name, Value>>, Failure> {
        terraform.apply(&self.folder, &self.sources, &planned.saved, stop)?;
        // It is done: what was asked to stop meanwhile still learns what was given.
        let state = terraform.state(&self.folder, &|| false)?;
        let given = Given::of(&self.root, &state);
        Ok(self
            .resources
            .values()
            .map(|resource| (resource.address.clone(), given.outputs(resource, version)))
            .collect())
    }
}
