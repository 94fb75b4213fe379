//! What Flux says of a Kustomization (<https://fluxcd.io/flux/components/kustomize/kustomizations/>).

use platform_core::model::Value;

use super::super::super::kubernetes::reasons::Told;
use super::fields::{at, list, text};
use super::finding::{Fit, Wanted, tidy};
use super::verdict::{Ended, Seen, words};

pub(super) const API_VERSION: &str = "kustomize.toolkit.fluxcd.io/v1";
pub(super) const KIND: &str = "Kustomization";
pub(super) const SOURCE_API_VERSION: &str = "source.toolkit.fluxcd.io/v1";
pub(super) const SOURCE_KIND: &str = "GitRepository";

/// The namespace and the name of the GitRepository that a Kustomization takes from.
pub(super) fn source(kustomization: &Value) -> Option<(&str, &str)> {
    let reference = at(kustomization, &["spec", "sourceRef"]).filter(|from| text(from, &["kind"]) == SOURCE_KIND)?;
    let own = text(kustomization, &["metadata", "namespace"]);
    let namespace = Some(text(reference, &["namespace"])).filter(|namespace| !namespace.is_empty()).unwrap_or(own);
    Some((namespace, text(reference, &["name"])))
}

/// How sure it is that a Kustomization takes what is committed, by its GitRepository; `None`: it does not.
pub(super) fn fit(kustomization: &Value, repository: &Value, wanted: &Wanted) -> Option<Fit> {
    // A commit, a name or a tag overrules the branch.
    let reference = |field| text(repository, &["spec", "ref", field]);
    let overruled = ["commit", "semver", "tag"].into_iter().any(|field| !reference(field).is_empty());
    let revision = if reference("name").is_empty() { reference("branch") } else { reference("name") };
    if overruled {
        return None;
    }
    wanted.fit(text(repository, &["spec", "url"]), revision, text(kustomization, &["spec", "path"]))
}

/// What it says.
pub(super) fn seen(kustomization: &Value) -> Seen {
    let of = |field| text(kustomization, &["metadata", field]);
    let attempted = commit(text(kustomization, &["status", "lastAttemptedRevision"]));
    let applied = commit(text(kustomization, &["status", "lastAppliedRevision"]));
    let stalled = condition(kustomization, "Stalled").filter(|one| text(one, &["status"]) == "True");
    let ended = stalled.map(|stalled| {
        let at = attempted.or(applied).into_iter().map(str::to_owned).collect();
        Ended { at, why: format!("is stalled: {}", said(stalled)) }
    });
    let mut told = Told::default();
    for name in ["Stalled", "Ready", "Healthy"] {
        let bad = if name == "Stalled" { "True" } else { "False" };
        if let Some(one) = condition(kustomization, name).filter(|one| text(one, &["status"]) == bad) {
            told.say(&words(&format!("{name}: {}", said(one))));
        }
    }
    if is_suspended(kustomization) {
        told.say("it is suspended");
    }
    // What it tries now, or tried and could not apply, is not what it applied last.
    let is_ready = condition(kustomization, "Ready").is_some_and(|ready| text(ready, &["status"]) == "True");
    let at = if is_ready { applied } else { attempted.or(applied) };
    Seen {
        name: format!("{KIND} {}/{}", of("namespace"), of("name")),
        at: at.into_iter().map(str::to_owned).collect(),
        any: false,
        folders: vec![tidy(text(kustomization, &["spec", "path"]))],
        is_without_folder: false,
        ended,
        lacks: lacks(kustomization),
        reasons: told.texts,
    }
}

/// The commit of `deploy/staging@sha1:HASH`, or of `deploy/staging/HASH` as it was written before.
fn commit(revision: &str) -> Option<&str> {
    let last = revision.rsplit(['@', '/']).next()?;
    let commit = last.rsplit_once(':').map_or(last, |(_, commit)| commit);
    (!commit.is_empty()).then_some(commit)
}

fn lacks(kustomization: &Value) -> Option<String> {
    if is_suspended(kustomization) {
        return Some("is suspended".to_owned());
    }
    let ready = condition(kustomization, "Ready");
    let wanted = at(kustomization, &["metadata", "generation"]);
    // The object's own is -1 as long as nothing was applied, whatever was tried: then the condition says it.
    let failed = ready.filter(|ready| text(ready, &["status"]) != "True");
    let seen = failed.and_then(|failed| at(failed, &["observedGeneration"]));
    let seen = seen.or_else(|| at(kustomization, &["status", "observedGeneration"]));
    if wanted.is_some() && seen != wanted {
        return Some("was changed, and not looked at since".to_owned());
    }
    match ready.map(|ready| (text(ready, &["status"]), ready)) {
        Some(("True", _)) => None,
        Some((_, ready)) => Some(format!("is not ready: {}", said(ready))),
        None => Some("is not ready".to_owned()),
    }
}

fn is_suspended(kustomization: &Value) -> bool {
    at(kustomization, &["spec", "suspend"]) == Some(&Value::Bool(true))
}

fn condition<'v>(kustomization: &'v Value, name: &str) -> Option<&'v Value> {
    list(kustomization, &["status", "conditions"]).iter().find(|one| text(one, &["type"]) == name)
}

fn said(condition: &Value) -> String {
    words(&format!("{}: {}", text(condition, &["reason"]), text(condition, &["message"])))
}
