//! What the cluster would refuse, asked before anything is changed.

use std::collections::BTreeSet;

use platform_core::model::{Action, Address, Diagnostic, Value};
use platform_core::run::StepWork;

use super::looking::uid;
use super::object::Object;
use super::problems::{self, Attempt};
use super::{Inner, all};
use crate::clients::kubernetes::{Applying, Cluster, Trouble};
use crate::executors::codec;

/// Names that are made along the way.
#[derive(Default)]
struct Made {
    namespaces: BTreeSet<String>,
    /// Groups with kinds: `argoproj.io/Rollout`.
    kinds: BTreeSet<String>,
}

impl Inner {
    /// Every object goes to the server as if. What waits for a namespace or a kind that is made along the way can't be
    /// told yet, nor what is made anew where it stands.
    pub(super) async fn rehearse(&self, work: &[StepWork], earlier: &[StepWork]) -> Vec<Diagnostic> {
        let cluster = match self.cluster().await {
            Ok(cluster) => cluster,
            Err(problem) => return vec![problem],
        };
        let made = Made::by(earlier.iter().chain(work));
        let removed: BTreeSet<&Address> =
            work.iter().filter(|work| is_removal(work)).map(|work| &work.step.address).collect();
        let can_tell =
            |work: &&StepWork| work.refused.is_none() && (is_removal(work) || !removed.contains(&work.step.address));
        let asked = work.iter().filter(can_tell).filter_map(|work| self.ask(&cluster, work, &made));
        all(asked).await.into_iter().flatten().filter_map(Result::err).collect()
    }

    fn ask(
        &self,
        cluster: &Cluster,
        work: &StepWork,
        made: &Made,
    ) -> Option<impl Future<Output = Result<(), Diagnostic>> + Send + use<>> {
        let body = work.body.clone().or_else(|| work.before.as_ref().map(|before| before.body.clone()))?;
        let (address, cluster, forced, removal) =
            (work.step.address.clone(), cluster.clone(), self.forced, is_removal(work));
        let is_wanted = removal || matches!(work.step.action, Action::Create | Action::Update);
        let (kind_follows, namespace_follows) = made.before(&body);
        is_wanted.then_some(async move {
            let object = Object::of(&address, &body)?;
            let kind = cluster.kind(object.api_version, object.kind).await;
            if kind.map_err(|trouble| problems::of(&address, Attempt::Rehearse, &trouble))?.is_none() {
                let is_fine = removal || kind_follows;
                return if is_fine { Ok(()) } else { Err(problems::missing_kind(&address, &object)) };
            }
            let place = object.place(&address, &cluster).await?;
            let answer = if removal {
                let found =
                    cluster.get(&place).await.map_err(|trouble| problems::of(&address, Attempt::Rehearse, &trouble))?;
                match found {
                    Some(found) => cluster.delete(&place, uid(&found), true).await.map(drop),
                    None => Ok(()),
                }
            } else {
                let text = codec::for_a_server(&address, &body)?;
                cluster.apply(&place, text, Applying { rehearsed: true, forced }).await.map(drop)
            };
            match answer {
                Err(Trouble::Refused(status)) if namespace_follows && problems::missing_namespace(&status) => Ok(()),
                other => other.map_err(|trouble| problems::of(&address, Attempt::Rehearse, &trouble)),
            }
        })
    }
}

fn is_removal(work: &StepWork) -> bool {
    work.step.action == Action::Delete
}

impl Made {
    fn by<'w>(work: impl Iterator<Item = &'w StepWork>) -> Self {
        let mut made = Self::default();
        for body in work.filter_map(|work| work.body.as_ref()) {
            let text = |path: &[&str]| at(body, path).unwrap_or_default().to_owned();
            match at(body, &["kind"]) {
                Some("Namespace") => {
                    made.namespaces.insert(text(&["metadata", "name"]));
                }
                Some("CustomResourceDefinition") => {
                    let (group, kind) = (text(&["spec", "group"]), text(&["spec", "names", "kind"]));
                    made.kinds.insert(format!("{group}/{kind}"));
                }
                _ => {}
            }
        }
        made
    }

    /// Whether the kind, and the namespace, of an object are made along the way.
    fn before(&self, body: &Value) -> (bool, bool) {
        let group = at(body, &["apiVersion"]).and_then(|version| Some(version.split_once('/')?.0)).unwrap_or_default();
        let kind = format!("{group}/{}", at(body, &["kind"]).unwrap_or_default());
        let namespace = at(body, &["metadata", "namespace"]);
        (self.kinds.contains(&kind), namespace.is_some_and(|namespace| self.namespaces.contains(namespace)))
    }
}

fn at<'v>(value: &'v Value, path: &[&str]) -> Option<&'v str> {
    path.iter().try_fold(value, |value, step| value.get(step))?.as_str()
}
