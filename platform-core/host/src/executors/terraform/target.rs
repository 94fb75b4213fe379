//! A delegated target: the first step that is begun there does all of them, the others learn what came of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use platform_core::model::{Address, Diagnostic, Failure, Name, Observation, Rendered, TerraformPlan, Value, codes};
use platform_core::run::{StepWork, Visit};

use super::super::codec;
use super::super::stopping::Stopping;
use super::super::visits::{Visits, blocking, broken_off};
use super::super::{Asked, Capabilities, Executor, Performed, Stop, Task};
use super::guard::unannounced;
use super::{TerraformFolder, files};
use crate::clients::terraform::Terraform;

/// What each resource gave.
type Given = BTreeMap<Address, BTreeMap<Name, Value>>;

/// Terraform, for one target of an environment.
///
/// It is made for one apply: what was done in it is done once. Doing it again in another is harmless, since Terraform
/// looks itself at what is there.
#[derive(Clone)]
pub struct TerraformTarget(Arc<Inner>);

struct Inner {
    terraform: Terraform,
    key: Name,
    folder: PathBuf,
    stop: Stopping,
    visits: Visits<Given>,
}

impl TerraformTarget {
    /// Works in folders below `folder`, one for each subject: its own to the owner alone.
    pub fn new(terraform: Terraform, key: Name, folder: PathBuf) -> Self {
        Self(Arc::new(Inner { terraform, key, folder, stop: Stopping::default(), visits: Visits::default() }))
    }
}

impl Inner {
    fn folder_of(&self, subject: &str, environment: &str, target: &str) -> PathBuf {
        self.folder.join(environment).join(target).join(subject.replace(':', "."))
    }

    fn visit(&self, visit: &Visit) -> Result<Given, Diagnostic> {
        let (folder, former) = self.folders(visit);
        if let Some(former) = former {
            follow(&former, &folder).map_err(|error| unmoved(&former, &error))?;
        }
        let stop = self.stop.asked();
        let root = TerraformFolder::write(&folder, &visit.rendered, &self.key).map_err(one)?.knowing(&visit.known);
        let planned = root.plan(&self.terraform, visit.destroys, &*stop).map_err(one)?;
        if let Err(problem) = announced(&planned.plan, visit, &self.terraform.name()) {
            Terraform::discard(&folder);
            return Err(problem);
        }
        root.apply(&self.terraform, &planned, None, &*stop).map_err(one)
    }

    /// Changes nothing but the files of the root.
    fn ask(&self, visit: &Visit) -> Result<BTreeMap<Address, Observation>, Failure> {
        let (folder, former) = self.folders(visit);
        let folder = former.filter(|former| former.exists() && !folder.exists()).unwrap_or(folder);
        let root = TerraformFolder::write(&folder, &visit.rendered, &self.key)?.knowing(&visit.known);
        let planned = root.plan(&self.terraform, visit.destroys, &*self.stop.asked())?;
        Terraform::discard(&folder);
        visit.observe(&planned.plan).into_result().map(|(found, _)| found)
    }

    /// The folder of a root, and the one it had before a rename.
    fn folders(&self, visit: &Visit) -> (PathBuf, Option<PathBuf>) {
        let (subject, environment) = (visit.rendered.subject.to_string(), visit.rendered.environment.as_str());
        let former = visit.renamed_from.as_ref();
        let former = former.map(|former| self.folder_of(former.subject(), former.environment(), former.target()));
        (self.folder_of(&subject, environment, self.key.as_str()), former)
    }
}

/// What Terraform would do now is what was planned with it; where it was not asked, it removes nothing that the plan does
/// not say.
fn announced(theirs: &TerraformPlan, visit: &Visit, program: &str) -> Result<(), Diagnostic> {
    if visit.expected.is_empty() {
        return unannounced(theirs, visit, program).map_or(Ok(()), Err);
    }
    let (found, _) = visit.observe(theirs).into_result().map_err(one)?;
    visit.check_tool(&found)
}

/// A failure as the one problem that a step ends with.
fn one(failure: Failure) -> Diagnostic {
    let mut errors = failure.diagnostics.into_iter().filter(Diagnostic::is_error);
    let first = errors.next();
    let first = first.unwrap_or_else(|| Diagnostic::error(codes::INTERNAL, "Terraform failed without a reason"));
    errors.fold(first, |first, other| first.with_related(other.message, other.at))
}

impl Executor for TerraformTarget {
    fn capabilities(&self) -> Capabilities {
        Capabilities { idempotent: true, can_look_up: false }
    }

    /// Terraform looks itself.
    fn observes(&self) -> bool {
        false
    }

    fn observe<'a>(&'a self, asked: &'a [Asked<'a>]) -> Task<'a, Vec<Result<Observation, Diagnostic>>> {
        let unseen = |asked: &Asked<'_>| {
            let message = format!("{} can't be looked at: Terraform does it while it plans", asked.address);
            Err(Diagnostic::error(codes::EXEC_UNREADABLE, message))
        };
        Box::pin(async move { asked.iter().map(unseen).collect() })
    }

    fn perform<'a>(&'a self, work: &'a StepWork) -> Task<'a, Result<Performed, Diagnostic>> {
        Box::pin(async move {
            let Some(visit) = work.visit.clone() else {
                let message =
                    format!("{} is to be done by Terraform, and nothing says what else is", work.step.address);
                return Err(Diagnostic::error(codes::INTERNAL, message));
            };
            let inner = self.0.clone();
            let given = self.0.visits.once(&visit.clone(), blocking(move || inner.visit(&visit))).await;
            let outputs = given?.remove(&work.step.address).unwrap_or_default();
            Ok(Performed { outputs, ..Performed::default() })
        })
    }

    fn refuses(&self, address: &Address, rendered: &Rendered) -> Option<Diagnostic> {
        let body = files::native(&rendered.resources.get(address)?.body, address.target(), &rendered.resources);
        codec::secret(address, &body, codec::WRITTEN)
    }

    fn ask<'a>(&'a self, visit: Visit) -> Task<'a, Result<BTreeMap<Address, Observation>, Failure>> {
        let inner = self.0.clone();
        Box::pin(async move {
            let made = tokio::task::spawn_blocking(move || inner.ask(&visit)).await;
            made.unwrap_or_else(|error| Err(broken_off(&error).into()))
        })
    }

    fn stop_when(&self, stop: Stop) {
        self.0.stop.set(stop);
    }
}

/// What was renamed keeps its folder, and with it its state: without it Terraform would make everything anew.
fn follow(former: &Path, folder: &Path) -> std::io::Result<()> {
    if folder.exists() || !former.exists() {
        return Ok(());
    }
    folder.parent().map_or(Ok(()), std::fs::create_dir_all)?;
    std::fs::rename(former, folder)
}

fn unmoved(former: &Path, error: &std::io::Error) -> Diagnostic {
    let message = format!("the work folder `{}` can't follow what was renamed: {error}", former.display());
    Diagnostic::error(codes::STORE_IO, message).with_help("mend the cause and apply again")
}
