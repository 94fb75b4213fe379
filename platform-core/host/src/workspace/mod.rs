//! A platform with a store and executors: everything that reads and changes the world.

mod report;
mod request;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use platform_core::model::{
    Diagnostic, EntityRef, Failure, Outcome, PlanFile, PlannedRendering, Platform, Release, Rendered, Scope, codes,
};

pub use report::{Applied, ApplyReport, LockChange, Planned, Status};
pub use request::{ApplyRequest, Image, InvalidImageArgument, LockMode, LockRequest, PlanRequest, Selection};

use crate::store::ReleaseEntry;

/// A platform in a folder, with its store and executors: the only type that does I/O. Cloning shares it.
///
/// Nothing is written until something has to be: planning creates no store.
#[derive(Clone, Debug)]
pub struct Workspace {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    root: PathBuf,
    platform: Platform,
}

fn unbuilt() -> Diagnostic {
    Diagnostic::error(codes::INTERNAL, "not built yet")
}

impl Workspace {
    /// Opens the platform in a folder. There is a value even when some documents are broken; the diagnostics hold
    /// every problem.
    ///
    /// No value only when the folder can't be read.
    pub fn open(folder: &Path) -> Outcome<Self> {
        Outcome::ok(Self { inner: Arc::new(Inner { root: folder.to_owned(), platform: Platform::new() }) })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.inner.root
    }

    /// Everything that was read.
    pub fn platform(&self) -> &Platform {
        &self.inner.platform
    }

    /// All that one subject should be in one environment. Writes nothing.
    pub async fn render(&self, subject: &EntityRef, scope: &Scope, request: &PlanRequest) -> Outcome<Rendered> {
        let _ = (subject, scope, request);
        unbuilt().into()
    }

    /// The plan of one subject in one environment. Writes the lock file, if the request lets it.
    pub async fn plan(&self, subject: &EntityRef, scope: &Scope, request: &PlanRequest) -> Outcome<PlannedRendering> {
        let _ = (subject, scope, request);
        unbuilt().into()
    }

    /// The plans of `-` and of one environment: what [`Workspace::apply`] needs to deploy a subject.
    pub async fn plan_deploy(&self, subject: &EntityRef, scope: &Scope, request: &PlanRequest) -> Outcome<PlanFile> {
        let _ = (subject, scope, request);
        unbuilt().into()
    }

    /// The plans of many, each as if it were made alone, in the order they are to be applied.
    pub async fn plan_all(&self, selection: &Selection, request: &PlanRequest) -> Planned {
        let _ = (selection, request);
        Planned::default()
    }

    /// Applies plans in their order. Nothing is touched when one of them is stale.
    ///
    /// # Errors
    /// - `plan.stale`, `plan.tampered`, `plan.no_state`, `state.busy`, `state.conflict` and whatever blocks a plan:
    ///   nothing was touched.
    /// - `exec.cancelled`: it was cancelled and can be resumed.
    ///
    /// A step that failed is no error of the call: it stands in the report.
    pub async fn apply(&self, plans: PlanFile, request: &ApplyRequest) -> Result<ApplyReport, Failure> {
        let _ = (plans, request);
        Err(unbuilt().into())
    }

    /// Goes on with every apply that was killed or cancelled, or with those of one subject (and environment).
    ///
    /// # Errors
    /// `state.unchanged`: there is none; else as [`Workspace::apply`].
    pub async fn resume(
        &self,
        subject: Option<&EntityRef>,
        scope: Option<&Scope>,
        request: &ApplyRequest,
    ) -> Result<ApplyReport, Failure> {
        let _ = (subject, scope, request);
        Err(unbuilt().into())
    }

    /// Resolves anew and writes the lock files.
    pub async fn lock(&self, selection: &Selection, request: &LockRequest) -> Outcome<Vec<LockChange>> {
        let _ = (selection, request);
        unbuilt().into()
    }

    /// What was applied, newest first.
    ///
    /// # Errors
    /// `store.*`: the store can't be read.
    pub async fn history(
        &self,
        subject: Option<&EntityRef>,
        scope: Option<&Scope>,
    ) -> Result<Vec<ReleaseEntry>, Failure> {
        let _ = (subject, scope);
        Ok(Vec::new())
    }

    /// One release with all that it holds.
    ///
    /// # Errors
    /// `state.release_unknown`: there is none with that serial; `store.*`: the store can't be read.
    pub async fn release(&self, subject: &EntityRef, scope: &Scope, serial: u64) -> Result<Release, Failure> {
        let _ = (subject, scope, serial);
        Err(unbuilt().into())
    }

    /// How every subject stands in every environment it lives in, and what is left of those that vanished.
    ///
    /// # Errors
    /// `store.*`: the store can't be read.
    pub async fn status(&self) -> Result<Vec<Status>, Failure> {
        Ok(Vec::new())
    }
}
