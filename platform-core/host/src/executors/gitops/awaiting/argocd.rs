//! What Argo CD says of an Application
//! (<https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml>, and the types of its API).

use platform_core::model::Value;

use super::super::super::kubernetes::reasons::Told;
use super::fields::{at, list, text};
use super::finding::{Fit, Wanted, tidy};
use super::verdict::{Ended, Seen, words};

pub(super) const API_VERSION: &str = "argoproj.io/v1alpha1";
pub(super) const KIND: &str = "Application";

/// A source of an Application, and its place among them.
struct Source<'v> {
    index: usize,
    value: &'v Value,
    /// `Directory`, `Kustomize`, `Helm`, `Plugin`, once Argo CD knows it.
    kind: Option<&'v str>,
}

/// How sure it is that an Application takes what is committed; `None`: it does not.
pub(super) fn fit(application: &Value, wanted: &Wanted) -> Option<Fit> {
    sources(application).iter().filter_map(|source| source.fit(wanted)).max()
}

/// What it says. The sources are those that take what is committed; of an Application that is named and has none, all.
pub(super) fn seen(application: &Value, wanted: &Wanted) -> Seen {
    let all = sources(application);
    let ours: Vec<&Source<'_>> = all.iter().filter(|source| source.fit(wanted).is_some()).collect();
    let any = ours.is_empty();
    let ours = if any { all.iter().collect() } else { ours };
    let sync = at(application, &["status", "sync"]);
    let revisions = sync.map(revisions).unwrap_or_default();
    let of_ours = |source: &&Source<'_>| revisions.get(source.index).filter(|at| !at.is_empty()).cloned();
    let folders = ours.iter().map(|source| tidy(text(source.value, &["path"]))).collect();
    let (operation, name) = (at(application, &["status", "operationState"]), name(application));
    Seen {
        name,
        at: ours.iter().copied().filter_map(|source| of_ours(&source)).collect(),
        any,
        folders,
        // What somebody asks for anew is not judged by what was before.
        is_without_folder: false,
        ended: operation.filter(|_| at(application, &["operation"]).is_none()).and_then(ended),
        lacks: lacks(application, operation),
        reasons: reasons(application, operation),
    }
}

fn name(application: &Value) -> String {
    let of = |field| text(application, &["metadata", field]);
    format!("{KIND} {}/{}", of("namespace"), of("name"))
}

/// `spec.sources` comes before `spec.source`, as in Argo CD itself.
fn sources(application: &Value) -> Vec<Source<'_>> {
    let several = list(application, &["spec", "sources"]);
    if several.is_empty() {
        let kind = at(application, &["status", "sourceType"]).and_then(Value::as_str);
        return at(application, &["spec", "source"])
            .map(|value| Source { index: 0, value, kind })
            .into_iter()
            .collect();
    }
    let kinds = list(application, &["status", "sourceTypes"]);
    let source = |(index, value)| Source { index, value, kind: kinds.get(index).and_then(Value::as_str) };
    several.iter().enumerate().map(source).collect()
}

impl Source<'_> {
    fn fit(&self, wanted: &Wanted) -> Option<Fit> {
        // A chart has none, and what others only refer to has none either.
        let path = at(self.value, &["path"]).and_then(Value::as_str)?;
        // Of a plain folder Argo CD takes only what lies in it, unless it is told otherwise.
        let recurses = at(self.value, &["directory", "recurse"]) == Some(&Value::Bool(true));
        if self.kind == Some("Directory") && !recurses && !wanted.is_folder(path) {
            return None;
        }
        wanted.fit(text(self.value, &["repoURL"]), text(self.value, &["targetRevision"]), path)
    }
}

/// The commits of a status, of a result or of an operation, in the order of the sources.
fn revisions(of: &Value) -> Vec<String> {
    let several = list(of, &["revisions"]);
    if several.is_empty() {
        return vec![text(of, &["revision"]).to_owned()];
    }
    several.iter().map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
}

/// An operation that ended badly. One that will be tried again is still running.
fn ended(operation: &Value) -> Option<Ended> {
    let phase = text(operation, &["phase"]);
    if !matches!(phase, "Failed" | "Error") {
        return None;
    }
    let places: [&[&str]; 2] = [&["syncResult"], &["operation", "sync"]];
    let tried = places.into_iter().filter_map(|place| at(operation, place)).flat_map(revisions);
    let message = words(text(operation, &["message"]));
    let why = if message.is_empty() { String::new() } else { format!(": {message}") };
    let word = if phase == "Failed" { "failed to sync" } else { "could not be synced" };
    Some(Ended { at: tried.filter(|at| !at.is_empty()).collect(), why: format!("{word}{why}") })
}

/// What is missing, whatever the commit.
fn lacks(application: &Value, operation: Option<&Value>) -> Option<String> {
    let phase = operation.map(|operation| text(operation, &["phase"])).unwrap_or_default();
    let (sync, health) =
        (text(application, &["status", "sync", "status"]), text(application, &["status", "health", "status"]));
    if matches!(phase, "Running" | "Terminating") {
        return Some("is being synced".to_owned());
    }
    if at(application, &["operation"]).is_some() {
        return Some("is about to be synced".to_owned());
    }
    if sync != "Synced" {
        let by_hand = if is_automated(application) { "" } else { ", and is not synced automatically" };
        return Some(format!("is {}{by_hand}", or_unknown(sync)));
    }
    // Promoting what is paused at a step of its canary is another decision than applying it.
    (!matches!(health, "Healthy" | "Suspended")).then(|| format!("is Synced and {}", or_unknown(health)))
}

fn or_unknown(status: &str) -> &str {
    if status.is_empty() { "of unknown status" } else { status }
}

fn is_automated(application: &Value) -> bool {
    let automated = at(application, &["spec", "syncPolicy", "automated"]);
    automated.is_some_and(|automated| automated.get("enabled") != Some(&Value::Bool(false)))
}

fn reasons(application: &Value, operation: Option<&Value>) -> Vec<String> {
    let mut told = Told::default();
    for condition in list(application, &["status", "conditions"]) {
        told.say(&words(&format!("{}: {}", text(condition, &["type"]), text(condition, &["message"]))));
    }
    let results = operation.map(|operation| list(operation, &["syncResult", "resources"])).unwrap_or_default();
    let is_bad = |one: &&Value| {
        let phase = text(one, &["hookPhase"]);
        matches!(text(one, &["status"]), "SyncFailed") || matches!(phase, "Failed" | "Error")
    };
    for result in results.iter().filter(is_bad) {
        told.say(&words(&format!("{}: {}", object(result), text(result, &["message"]))));
    }
    let resources: Vec<String> = list(application, &["status", "resources"]).iter().filter_map(of_resource).collect();
    resources.iter().for_each(|text| told.say(&words(text)));
    // Since 3.0 Argo CD keeps the health of each resource to itself, unless it is told otherwise.
    let is_bad =
        !matches!(text(application, &["status", "health", "status"]), "" | "Healthy" | "Suspended" | "Missing");
    if is_bad && resources.is_empty() && text(application, &["status", "resourceHealthSource"]) == "appTree" {
        let of = |field| text(application, &["metadata", field]);
        told.say(&words(&format!("`argocd app get {}/{}` says which of its resources", of("namespace"), of("name"))));
    }
    let message = operation.map(|operation| text(operation, &["message"])).unwrap_or_default();
    let phase = operation.map(|operation| text(operation, &["phase"])).unwrap_or_default();
    if !message.is_empty() && phase != "Succeeded" {
        told.say(&words(&format!("last sync: {phase}: {message}")));
    }
    let sync = text(application, &["status", "sync", "status"]);
    if sync != "Synced" && !is_automated(application) {
        told.say("it has no `syncPolicy.automated`: somebody has to sync it");
    }
    told.texts
}

/// What of an object is not as it should be.
fn of_resource(resource: &Value) -> Option<String> {
    let (sync, health) = (text(resource, &["status"]), text(resource, &["health", "status"]));
    let mut lacks = Vec::new();
    if !matches!(sync, "Synced" | "") {
        let prunes = resource.get("requiresPruning") == Some(&Value::Bool(true));
        lacks.push(format!("{sync}{}", if prunes { " (it is to be pruned)" } else { "" }));
    }
    if !matches!(health, "Healthy" | "Suspended" | "") {
        let message = text(resource, &["health", "message"]);
        lacks.push(if message.is_empty() { health.to_owned() } else { format!("{health}: {message}") });
    }
    (!lacks.is_empty()).then(|| format!("{} is {}", object(resource), lacks.join(", ")))
}

/// `Deployment shop/cart`.
fn object(of: &Value) -> String {
    let namespace = text(of, &["namespace"]);
    let slash = if namespace.is_empty() { "" } else { "/" };
    format!("{} {namespace}{slash}{}", text(of, &["kind"]), text(of, &["name"]))
}
