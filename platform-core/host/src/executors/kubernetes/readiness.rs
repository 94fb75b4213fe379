//! Whether an object is as it should be, by what its controllers say of it.
//!
//! The same as `kubectl rollout status` and `kubectl wait` look at; for other kinds the conditions `Ready` and `Stalled`
//! (<https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md>).

use platform_core::model::Value;

/// How far an object is, with why in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Readiness {
    Ready,
    /// `it has 1 of 3 replicas`.
    Waiting(String),
    /// Waiting longer is no use.
    Failed(String),
}

use Readiness::{Failed, Ready, Waiting};

/// Judges an object as the server gives it. A kind that tells nothing of itself is ready.
pub(super) fn readiness(object: &Value) -> Readiness {
    let look = Look(object);
    if look.text(&["metadata", "deletionTimestamp"]).is_some() {
        return Failed("somebody is removing it".to_owned());
    }
    if let Some(seen) = look.number(&["status", "observedGeneration"])
        && look.number(&["metadata", "generation"]).is_some_and(|generation| seen < generation)
    {
        return Waiting("its controller has not seen the change".to_owned());
    }
    let group = look.text(&["apiVersion"]).and_then(|version| Some(version.split_once('/')?.0)).unwrap_or_default();
    match (group, look.text(&["kind"]).unwrap_or_default()) {
        ("apps", "Deployment") => look.deployment(),
        ("apps", "StatefulSet") => look.stateful_set(),
        ("apps", "DaemonSet") => look.daemon_set(),
        ("batch", "Job") => look.job(),
        ("", "Pod") => look.pod(),
        ("", "Namespace") => look.phase(&["Active"], &["Terminating"]),
        // One that waits for its first consumer would be waited for in vain.
        ("", "PersistentVolumeClaim") => look.phase(&["Bound", "Pending"], &["Lost"]),
        ("", "Service") => look.service(),
        ("apiextensions.k8s.io", "CustomResourceDefinition") => look.definition(),
        ("apiregistration.k8s.io", "APIService") => look.condition_only("Available"),
        // At a pause of its canary it is somebody else's turn.
        ("argoproj.io", "Rollout") => look.phase(&["Healthy", "Paused"], &["Degraded"]),
        _ => look.any(),
    }
}

struct Look<'v>(&'v Value);

/// A condition: its status, and what it says.
struct Condition<'v> {
    status: &'v str,
    reason: &'v str,
    message: &'v str,
}

impl Condition<'_> {
    fn words(&self) -> String {
        match (self.reason, self.message) {
            ("", "") => "without a reason".to_owned(),
            (reason, "") => reason.to_owned(),
            ("", message) => message.to_owned(),
            (reason, message) => format!("{reason}: {message}"),
        }
    }
}

impl<'v> Look<'v> {
    fn at(&self, path: &[&str]) -> Option<&'v Value> {
        path.iter().try_fold(self.0, |value, step| value.get(step))
    }

    fn text(&self, path: &[&str]) -> Option<&'v str> {
        self.at(path)?.as_str()
    }

    fn number(&self, path: &[&str]) -> Option<i64> {
        match self.at(path)? {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    fn status(&self, field: &str) -> i64 {
        self.number(&["status", field]).unwrap_or_default()
    }

    fn condition(&self, name: &str) -> Option<Condition<'v>> {
        let all = self.at(&["status", "conditions"])?.as_list()?;
        let found = Look(all.iter().find(|one| one.get("type").and_then(Value::as_str) == Some(name))?);
        let text = |field: &str| found.text(&[field]).unwrap_or_default();
        Some(Condition { status: text("status"), reason: text("reason"), message: text("message") })
    }

    /// A condition that is `True`.
    fn holds(&self, name: &str) -> Option<Condition<'v>> {
        self.condition(name).filter(|condition| condition.status == "True")
    }

    fn replicas(&self) -> i64 {
        self.number(&["spec", "replicas"]).unwrap_or(1)
    }

    fn deployment(&self) -> Readiness {
        if let Some(stuck) = self.condition("Progressing").filter(|one| one.reason == "ProgressDeadlineExceeded") {
            return Failed(stuck.words());
        }
        if self.at(&["status", "observedGeneration"]).is_none() {
            return unseen();
        }
        let wanted = self.replicas();
        let (updated, all, available) =
            (self.status("updatedReplicas"), self.status("replicas"), self.status("availableReplicas"));
        if updated < wanted {
            Waiting(format!("{updated} of {wanted} replicas are updated{}", self.failure()))
        } else if all > updated {
            Waiting(format!("{} old replicas are still there", all.saturating_sub(updated)))
        } else if available < updated {
            Waiting(format!("{available} of {updated} replicas are available"))
        } else {
            Ready
        }
    }

    /// What keeps pods from being made: a quota, an admission controller.
    fn failure(&self) -> String {
        self.holds("ReplicaFailure").map(|failure| format!(": {}", failure.words())).unwrap_or_default()
    }

    fn stateful_set(&self) -> Readiness {
        if self.text(&["spec", "updateStrategy", "type"]) == Some("OnDelete") {
            return Ready;
        }
        if self.at(&["status", "observedGeneration"]).is_none() {
            return unseen();
        }
        let wanted = self.replicas();
        let kept = self.number(&["spec", "updateStrategy", "rollingUpdate", "partition"]).unwrap_or_default();
        let to_update = wanted.saturating_sub(kept).max(0);
        let (ready, updated) = (self.status("readyReplicas"), self.status("updatedReplicas"));
        let same = self.text(&["status", "updateRevision"]) == self.text(&["status", "currentRevision"]);
        if ready < wanted {
            Waiting(format!("{ready} of {wanted} replicas are ready"))
        } else if !same && updated < to_update {
            Waiting(format!("{updated} of {to_update} replicas are updated"))
        } else {
            Ready
        }
    }

    fn daemon_set(&self) -> Readiness {
        if self.text(&["spec", "updateStrategy", "type"]) == Some("OnDelete") {
            return Ready;
        }
        if self.at(&["status", "observedGeneration"]).is_none() {
            return unseen();
        }
        let wanted = self.status("desiredNumberScheduled");
        let (updated, available) = (self.status("updatedNumberScheduled"), self.status("numberAvailable"));
        if updated < wanted {
            Waiting(format!("{updated} of {wanted} pods are updated"))
        } else if available < wanted {
            Waiting(format!("{available} of {wanted} pods are available"))
        } else {
            Ready
        }
    }

    fn job(&self) -> Readiness {
        if let Some(failed) = self.holds("Failed") {
            return Failed(failed.words());
        }
        let suspended = self.at(&["spec", "suspend"]) == Some(&Value::Bool(true));
        if suspended || self.holds("Complete").is_some() {
            return Ready;
        }
        Waiting("it is not complete".to_owned())
    }

    fn pod(&self) -> Readiness {
        match self.text(&["status", "phase"]) {
            Some("Succeeded") => Ready,
            Some("Failed") => Failed(self.text(&["status", "message"]).unwrap_or("its containers failed").to_owned()),
            _ if self.holds("Ready").is_some() => Ready,
            _ => Waiting("it is not ready".to_owned()),
        }
    }

    fn phase(&self, good: &[&str], bad: &[&str]) -> Readiness {
        match self.text(&["status", "phase"]) {
            Some(phase) if good.contains(&phase) => Ready,
            Some(phase) if bad.contains(&phase) => {
                let why = self.text(&["status", "message"]).map(|why| format!(": {why}")).unwrap_or_default();
                Failed(format!("it is {phase}{why}"))
            }
            Some(phase) => Waiting(format!("it is {phase}")),
            None => unseen(),
        }
    }

    fn service(&self) -> Readiness {
        let balanced = self.text(&["spec", "type"]) == Some("LoadBalancer");
        let addresses = self.at(&["status", "loadBalancer", "ingress"]).and_then(Value::as_list);
        if balanced && addresses.is_none_or(<[Value]>::is_empty) {
            return Waiting("its load balancer has no address".to_owned());
        }
        Ready
    }

    fn definition(&self) -> Readiness {
        if let Some(taken) = self.condition("NamesAccepted").filter(|one| one.status == "False") {
            return Failed(taken.words());
        }
        self.condition_only("Established")
    }

    fn condition_only(&self, name: &str) -> Readiness {
        match self.condition(name) {
            Some(condition) if condition.status == "True" => Ready,
            Some(condition) => Waiting(format!("it is not {}: {}", name.to_lowercase(), condition.words())),
            None => Waiting(format!("it is not {}", name.to_lowercase())),
        }
    }

    fn any(&self) -> Readiness {
        if let Some(stalled) = self.holds("Stalled") {
            return Failed(stalled.words());
        }
        match self.condition("Ready") {
            Some(_) => self.condition_only("Ready"),
            None => Ready,
        }
    }
}

fn unseen() -> Readiness {
    Waiting("its controller has not seen it".to_owned())
}
