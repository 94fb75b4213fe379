//! A platform with a store and executors: everything that reads and changes the world.

mod applying;
mod delegating;
mod editing;
mod facts;
mod images;
mod locking;
mod planning;
mod preparing;
mod publishing;
mod refusing;
mod report;
mod request;
mod resuming;
mod site;
mod status;
#[cfg(test)]
mod tests;
mod versions;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use platform_core::model::{
    Address, Diagnostic, EntityRef, Failure, LockFiles, Name, Outcome, Pins, Platform, Pointer, Release, Scope,
    ValueHistory, codes,
};
use platform_core::plan::ValueTracing;

pub use publishing::{Publication, PublishRequest};
pub use report::{Applied, ApplyReport, LockChange, Planned, Status};
pub use request::{ApplyRequest, Image, InvalidImageArgument, LockMode, LockRequest, PlanRequest, Selection};

use crate::driver::blocking;
use crate::executors::{Executor, Tree};
use crate::store::{ReleaseEntry, SqliteStore, Store};

/// Where the store lies in a platform's folder.
const STORE: &str = ".platform/state.db";

/// A platform in a folder, with its store and executors: the only type that does I/O. Cloning shares it.
///
/// Nothing is written until something has to be: planning creates no store, only absent entries of lock files.
///
/// Its futures run on a tokio runtime.
///
/// ```no_run
/// # async fn deploy() -> Result<(), platform_core::model::Failure> {
/// use platform_host::workspace::{ApplyRequest, PlanRequest, Workspace};
/// let (workspace, _warnings) = Workspace::open("examples/shop".as_ref()).into_result()?;
/// let (subject, staging) = ("payment-api".parse().unwrap(), "staging".parse().unwrap());
/// let plan = PlanRequest::default();
/// let report = workspace.deploy(&subject, &staging, &plan, &ApplyRequest::new("ada")).await?;
/// assert!(report.succeeded());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Workspace {
    inner: Arc<Inner>,
}

#[derive(Clone)]
struct Inner {
    root: PathBuf,
    platform: Arc<Platform>,
    tree: Arc<Tree>,
    store: Arc<Mutex<Option<Arc<dyn Store>>>>,
    /// The lock files as they are by now.
    locks: Arc<Mutex<LockFiles>>,
    executors: BTreeMap<Name, Arc<dyn Executor>>,
    #[cfg(feature = "kubernetes")]
    clusters: crate::executors::Clusters,
}

impl Workspace {
    /// Opens the platform in a folder. There is a value even when some documents are broken; the diagnostics hold
    /// every problem.
    ///
    /// # Errors
    /// `store.io`: the folder can't be read; there is no value only then.
    pub fn open(folder: &Path) -> Outcome<Self> {
        let loaded = Platform::load(folder);
        let tree = match Tree::open(folder) {
            Ok(tree) => tree,
            Err(error) => {
                let message = format!("the folder `{}` can't be opened: {error}", folder.display());
                return Diagnostic::error(codes::STORE_IO, message).into();
            }
        };
        loaded.map(|platform| {
            let locks = Arc::new(Mutex::new(platform.locks.clone()));
            let inner = Inner {
                root: folder.to_owned(),
                platform: Arc::new(platform),
                tree: Arc::new(tree),
                store: Arc::default(),
                locks,
                executors: BTreeMap::new(),
                #[cfg(feature = "kubernetes")]
                clusters: crate::executors::Clusters::default(),
            };
            Self { inner: Arc::new(inner) }
        })
    }

    /// With another store than `.platform/state.db`.
    #[must_use]
    pub fn with_store(self, store: Arc<dyn Store>) -> Self {
        let inner = Inner { store: Arc::new(Mutex::new(Some(store))), ..(*self.inner).clone() };
        Self { inner: Arc::new(inner) }
    }

    /// With an executor of the caller's own for the targets of a key.
    #[must_use]
    pub fn with_executor(self, target: Name, executor: Arc<dyn Executor>) -> Self {
        let mut inner = (*self.inner).clone();
        inner.executors.insert(target, executor);
        Self { inner: Arc::new(inner) }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.inner.root
    }

    /// Everything that was read.
    pub fn platform(&self) -> &Platform {
        &self.inner.platform
    }

    /// The same, to be kept.
    pub fn shared_platform(&self) -> Arc<Platform> {
        self.inner.platform.clone()
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
        let (inner, subject, scope) = (self.inner.clone(), subject.cloned(), scope.cloned());
        let read = move || match inner.stored()? {
            Some(store) => store.releases(subject.as_ref(), scope.as_ref()),
            None => Ok(Vec::new()),
        };
        blocking(read).await
    }

    /// One release with all that it holds.
    ///
    /// # Errors
    /// `state.release_unknown`: there is none with that serial; `store.*`: the store can't be read.
    pub async fn release(&self, subject: &EntityRef, scope: &Scope, serial: u64) -> Result<Release, Failure> {
        let (inner, subject, scope) = (self.inner.clone(), subject.clone(), scope.clone());
        let read = move || match inner.stored()? {
            Some(store) => store.release(&subject, &scope, serial),
            None => {
                let message = format!("{subject} was never applied in {scope}");
                Err(Diagnostic::error(codes::STATE_RELEASE_UNKNOWN, message).into())
            }
        };
        blocking(read).await
    }
}

impl Workspace {
    /// Which releases changed a value, newest first.
    ///
    /// # Errors
    /// `state.release_unknown`: nothing was applied there; `store.*`: the store can't be read.
    pub async fn value_history(&self, address: &Address, path: &Pointer) -> Result<ValueHistory, Failure> {
        let (inner, address, path) = (self.inner.clone(), address.clone(), path.clone());
        let read = move || {
            let unknown = |message: String| Diagnostic::error(codes::STATE_RELEASE_UNKNOWN, message);
            let never = || unknown(format!("{} was never applied in {}", address.subject(), address.environment()));
            let store = inner.stored()?.ok_or_else(never)?;
            let names = (address.subject().parse::<EntityRef>(), address.environment().parse::<Scope>());
            let (Ok(subject), Ok(scope)) = names else { return Err(never().into()) };
            let releases = store.releases(Some(&subject), Some(&scope))?;
            if releases.is_empty() {
                return Err(never().into());
            }
            // One at a time: each holds all that was rendered.
            let mut tracing = ValueTracing::new(address.clone(), path);
            for entry in releases {
                tracing.see(&store.release(&subject, &scope, entry.serial)?);
            }
            Ok(tracing.finish())
        };
        blocking(read).await
    }
}

impl Inner {
    /// The store, if there is one: looking creates none.
    fn stored(&self) -> Result<Option<Arc<dyn Store>>, Failure> {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        if store.is_none() {
            let opened = SqliteStore::open(&self.root.join(STORE))?;
            *store = opened.map(|store| Arc::new(store) as Arc<dyn Store>);
        }
        Ok(store.clone())
    }

    /// The store, created if need be.
    fn store(&self) -> Result<Arc<dyn Store>, Failure> {
        if let Some(store) = self.stored()? {
            return Ok(store);
        }
        let created: Arc<dyn Store> = Arc::new(SqliteStore::create(&self.root.join(STORE))?);
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(store.get_or_insert(created).clone())
    }

    /// What the lock files hold by now.
    fn pins(&self, subject: &EntityRef, scope: &Scope) -> Pins {
        let locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        locks.pins(subject, scope).cloned().unwrap_or_default()
    }
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Workspace").field("root", &self.root).finish_non_exhaustive()
    }
}
