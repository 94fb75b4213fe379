//! What is asked: the API server for what a controller says, the repository for what came after what.

use std::collections::BTreeMap;

use platform_core::model::{Controller, Diagnostic, GitDelivery, Retry, Value, codes};

use super::super::super::kubernetes::problems::{self, Attempt};
use super::super::super::visits::blocking;
use super::fields::text;
use super::finding::{Fit, Wanted};
use super::verdict::{Seen, Verdict, verdict};
use super::{Awaiting, Committed, argocd, flux};
use crate::clients::git::CommitId;
use crate::clients::kubernetes::{Cluster, Kind, Place, Trouble};

/// What came of a look.
#[derive(Debug)]
pub(super) struct Look {
    pub(super) verdict: Verdict,
    pub(super) reasons: Vec<String>,
    /// Nobody takes what was committed.
    pub(super) found_none: bool,
    /// Something of it is of what was committed, or of what came after.
    pub(super) is_ours: bool,
}

/// Why there is no look.
#[derive(Debug)]
pub(super) struct NoLook {
    pub(super) problem: Diagnostic,
    /// It may be better in a moment.
    pub(super) passes: bool,
}

/// One that is waited for, and what is known of it.
pub(super) struct Asking<'a> {
    awaiting: &'a Awaiting,
    committed: &'a Committed,
    remote: Option<String>,
    wanted: Wanted,
    /// The objects that take what was committed, once they were found.
    names: Vec<String>,
    /// Whether a commit is the one that is waited for, or comes after it; of those that are known.
    holds: BTreeMap<String, bool>,
}

/// As many names are told.
const MOST_NAMED: usize = 5;

impl<'a> Asking<'a> {
    pub(super) async fn new(
        awaiting: &'a Awaiting,
        git: &GitDelivery,
        committed: &'a Committed,
    ) -> Result<Self, Diagnostic> {
        let (of, to) = (git.clone(), committed.clone());
        let wanted = blocking(move || super::wanted(&of, &to)).await?;
        let remote = git.push.as_ref().map(ToString::to_string);
        Ok(Self { awaiting, committed, remote, wanted, names: Vec::new(), holds: BTreeMap::new() })
    }

    /// Looks once.
    pub(super) async fn look(&mut self) -> Result<Look, NoLook> {
        let objects = self.objects().await?;
        let mut seen: Vec<Seen> = objects
            .iter()
            .map(|object| match self.awaiting.controller {
                Controller::Flux => flux::seen(object),
                _ => argocd::seen(object, &self.wanted),
            })
            .collect();
        let committed = self.committed.clone();
        let is_left = blocking(move || committed.repository.has(&committed.commit, &committed.folder)).await;
        if !is_left.map_err(passing)? {
            seen = self.without_folder(seen).await?;
            if seen.is_empty() {
                return Ok(Look { verdict: Verdict::Done, reasons: Vec::new(), found_none: false, is_ours: true });
            }
        }
        if seen.is_empty() {
            return Ok(self.found_none());
        }
        let (mut looks, mut is_ours) = (Vec::new(), false);
        for one in seen {
            for commit in one.at.iter().chain(one.ended.iter().flat_map(|ended| &ended.at)) {
                self.learn(commit).await.map_err(passing)?;
            }
            let holds = |commit: &str| self.holds.get(commit).copied().unwrap_or_default();
            is_ours |= one.at.iter().any(|at| holds(at));
            looks.push((verdict(&one, &holds), one.reasons));
        }
        Ok(Look { is_ours, ..together(looks) })
    }

    /// What takes what was committed, as it is now.
    async fn objects(&mut self) -> Result<Vec<Value>, NoLook> {
        let (cluster, kind) = self.awaiting.kind(&self.committed.target).await?;
        let named = self.awaiting.name.clone().map_or_else(|| self.names.clone(), |name| vec![name]);
        let mut objects = Vec::new();
        for name in &named {
            objects.extend(self.get(&cluster, &kind, &self.awaiting.namespace, name).await?);
        }
        if self.awaiting.name.is_some() || (!named.is_empty() && objects.len() == named.len()) {
            return Ok(objects);
        }
        let all = cluster.list_all(&kind, &self.awaiting.namespace).await;
        let all = all.map_err(|trouble| self.trouble("*", &trouble))?;
        let mut fits: Vec<(Fit, Value)> = Vec::new();
        for one in all {
            let fit = match self.awaiting.controller {
                Controller::Flux => self.fit_of_flux(&cluster, &one).await?,
                _ => argocd::fit(&one, &self.wanted),
            };
            fits.extend(fit.map(|fit| (fit, one)));
        }
        // Where some surely are of our repository, those that only might be are not.
        let best = fits.iter().map(|(fit, _)| *fit).max();
        let objects: Vec<Value> = fits.into_iter().filter(|(fit, _)| Some(*fit) == best).map(|(_, one)| one).collect();
        self.names = objects.iter().map(|one| text(one, &["metadata", "name"]).to_owned()).collect();
        Ok(objects)
    }

    async fn fit_of_flux(&self, cluster: &Cluster, kustomization: &Value) -> Result<Option<Fit>, NoLook> {
        let Some((namespace, name)) = flux::source(kustomization) else { return Ok(None) };
        let kind = cluster.kind(flux::SOURCE_API_VERSION, flux::SOURCE_KIND).await;
        let Some(kind) = kind.map_err(|trouble| self.trouble(name, &trouble))? else { return Ok(None) };
        let repository = self.get(cluster, &kind, namespace, name).await?;
        Ok(repository.and_then(|repository| flux::fit(kustomization, &repository, &self.wanted)))
    }

    async fn get(&self, cluster: &Cluster, kind: &Kind, namespace: &str, name: &str) -> Result<Option<Value>, NoLook> {
        let place = Place { kind: kind.clone(), namespace: Some(namespace.to_owned()), name: name.to_owned() };
        cluster.get(&place).await.map_err(|trouble| self.trouble(name, &trouble))
    }

    /// Whether a commit holds what was committed. What is not here is fetched.
    async fn learn(&mut self, commit: &str) -> Result<(), Diagnostic> {
        let Some(id) = CommitId::new(commit).filter(|_| !self.holds.contains_key(commit)) else { return Ok(()) };
        let (committed, remote, branch) = (self.committed.clone(), self.remote.clone(), self.wanted.branch.clone());
        let holds = blocking(move || {
            let holds = || committed.repository.comes_after(&id, &committed.commit);
            match (holds()?, remote) {
                (None, Some(remote)) => {
                    committed.repository.fetch(&remote, &branch)?;
                    holds()
                }
                (known, _) => Ok(known),
            }
        });
        // What is not there even then is of another branch, and was not made of ours.
        let holds = holds.await?.unwrap_or_default();
        self.holds.insert(commit.to_owned(), holds);
        Ok(())
    }

    /// Notes who takes only what is gone with its last file.
    async fn without_folder(&self, mut seen: Vec<Seen>) -> Result<Vec<Seen>, NoLook> {
        let committed = self.committed.clone();
        let looked = blocking(move || {
            for one in &mut seen {
                let mut is_there = false;
                for folder in &one.folders {
                    is_there |= committed.repository.has(&committed.commit, folder)?;
                }
                one.is_without_folder = !is_there;
            }
            Ok(seen)
        });
        looked.await.map_err(passing)
    }

    fn found_none(&self) -> Look {
        let (kind, namespace) = (self.awaiting.api().1, &self.awaiting.namespace);
        let why = match &self.awaiting.name {
            Some(name) => format!("there is no {kind} {namespace}/{name}"),
            None => format!(
                "no {kind} in namespace `{namespace}` takes `{}` of branch `{}`",
                self.wanted.folder, self.wanted.branch
            ),
        };
        Look { verdict: Verdict::Waiting(why), reasons: Vec::new(), found_none: true, is_ours: false }
    }

    fn trouble(&self, name: &str, trouble: &Trouble) -> NoLook {
        self.awaiting.trouble(name, &self.committed.target, trouble)
    }
}

impl Awaiting {
    fn api(&self) -> (&'static str, &'static str) {
        match self.controller {
            Controller::Flux => (flux::API_VERSION, flux::KIND),
            _ => (argocd::API_VERSION, argocd::KIND),
        }
    }

    /// The cluster, and how it is asked for what the controller says.
    async fn kind(&self, target: &str) -> Result<(Cluster, Kind), NoLook> {
        let cluster = self.connection.cluster().await.map_err(|problem| NoLook { problem, passes: false })?;
        let (api_version, kind) = self.api();
        let known = cluster.kind(api_version, kind).await;
        match known.map_err(|trouble| self.trouble(self.name.as_deref().unwrap_or("*"), target, &trouble))? {
            Some(known) => Ok((cluster, known)),
            None => Err(NoLook { problem: self.missing_kind(target), passes: false }),
        }
    }

    fn missing_kind(&self, target: &str) -> Diagnostic {
        let ((api_version, kind), name, field) = (self.api(), self.controller.name(), self.controller.field());
        let message = format!("{target} waits for {name}, and the cluster knows no `{kind}` of `{api_version}`");
        Diagnostic::error(codes::K8S_MISSING_KIND, message)
            .with_help(format!("name the context of the cluster that {name} is installed in: `git.{field}.context`"))
            .with_retry(Retry::AfterHuman)
    }

    fn trouble(&self, name: &str, target: &str, trouble: &Trouble) -> NoLook {
        let passes = match trouble {
            Trouble::Unreachable(_) | Trouble::NoAnswer(_) | Trouble::Busy(_) => true,
            // A list that became too old while it was read on, and a server that stumbled.
            Trouble::Refused(status) => status.code == 410 || status.code >= 500,
            Trouble::Garbage(_) => false,
        };
        let thing = format!("{} {}/{name}", self.api().1, self.namespace);
        let whose = format!("{} for {target}", self.controller.name());
        NoLook { problem: problems::about(&thing, &whose, Attempt::Look, trouble), passes }
    }
}

/// Whether it can be looked at.
pub(super) async fn reach(awaiting: &Awaiting, target: &str) -> Result<(), NoLook> {
    let (cluster, kind) = awaiting.kind(target).await?;
    let asked = match &awaiting.name {
        Some(name) => {
            let (namespace, name) = (Some(awaiting.namespace.clone()), name.clone());
            cluster.get(&Place { kind, namespace, name }).await.map(drop)
        }
        None => cluster.list(&kind, &awaiting.namespace, "").await.map(drop),
    };
    asked.map_err(|trouble| awaiting.trouble(awaiting.name.as_deref().unwrap_or("*"), target, &trouble))
}

/// What is said of all that take it: the first that failed, or all that are waited for.
fn together(looks: Vec<(Verdict, Vec<String>)>) -> Look {
    let (mut waiting, mut reasons) = (Vec::new(), Vec::new());
    for (verdict, why) in looks {
        match verdict {
            Verdict::Failed(_) => return Look { verdict, reasons: why, found_none: false, is_ours: true },
            Verdict::Waiting(text) => {
                waiting.push(text);
                reasons.extend(why);
            }
            Verdict::Done => {}
        }
    }
    let more = waiting.len().saturating_sub(MOST_NAMED);
    waiting.truncate(MOST_NAMED);
    if more > 0 {
        waiting.push(format!("so are {more} more"));
    }
    let verdict = if waiting.is_empty() { Verdict::Done } else { Verdict::Waiting(waiting.join("; ")) };
    Look { verdict, reasons, found_none: false, is_ours: false }
}

/// What Git could not do.
fn passing(problem: Diagnostic) -> NoLook {
    let passes = problem.code != codes::EXEC_TOOL && problem.code != codes::EXEC_CANCELLED;
    NoLook { problem, passes }
}
