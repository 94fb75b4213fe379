//! Why an object is not ready: what its pods say, and the warnings about it.

use std::collections::BTreeSet;

use platform_core::model::Value;

use super::looking::uid;
use crate::clients::kubernetes::{Cluster, Place};

/// As many reasons are told.
const MOST: usize = 10;
/// As much of each.
const MOST_SAID: usize = 500;

/// What is told: each once, in one line, and not too much of it.
#[derive(Debug, Default)]
pub(in crate::executors) struct Told {
    pub(in crate::executors) texts: Vec<String>,
    seen: BTreeSet<String>,
}

impl Told {
    pub(in crate::executors) fn say(&mut self, text: &str) {
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MOST_SAID).collect();
        if self.texts.len() < MOST && self.seen.insert(text.clone()) {
            self.texts.push(text);
        }
    }
}

/// Reasons in words, most telling first, each once. What can't be asked for is left out.
pub(super) async fn of(cluster: &Cluster, place: &Place, object: &Value) -> Vec<String> {
    let Some(namespace) = &place.namespace else { return Vec::new() };
    let mut told = Told::default();
    let pods = pods(cluster, namespace, object).await;
    pods.iter().flat_map(of_pod).for_each(|text| told.say(&text));
    let involved = std::iter::once(object).chain(&pods).filter_map(uid);
    for uid in involved.take(MOST) {
        let query = format!("fieldSelector=involvedObject.uid%3D{uid}%2Ctype%3DWarning");
        let Ok(Some(kind)) = cluster.kind("v1", "Event").await else { break };
        let warnings = cluster.list(&kind, namespace, &query).await.unwrap_or_default();
        warnings.iter().filter_map(of_warning).for_each(|text| told.say(&text));
    }
    told.texts
}

async fn pods(cluster: &Cluster, namespace: &str, object: &Value) -> Vec<Value> {
    let labels = at(object, &["spec", "selector", "matchLabels"]).and_then(Value::as_map);
    let Some(labels) = labels.filter(|labels| !labels.is_empty()) else { return Vec::new() };
    let chosen: Vec<String> = labels
        .iter()
        .filter_map(|(key, value)| Some(format!("{}%3D{}", key.replace('/', "%2F"), value.as_str()?)))
        .collect();
    let Ok(Some(kind)) = cluster.kind("v1", "Pod").await else { return Vec::new() };
    cluster.list(&kind, namespace, &format!("labelSelector={}", chosen.join("%2C"))).await.unwrap_or_default()
}

/// What keeps a pod from running.
fn of_pod(pod: &Value) -> Vec<String> {
    let name = text(pod, &["metadata", "name"]);
    let lists = ["initContainerStatuses", "containerStatuses"].into_iter();
    let containers = lists.filter_map(|list| at(pod, &["status", list])?.as_list()).flatten();
    let mut told: Vec<String> = containers
        .filter_map(|container| {
            let whose = format!("pod {name}, container {}", text(container, &["name"]));
            let ended = |state: &str| {
                let ended = at(container, &[state, "terminated"])?;
                let code = match at(ended, &["exitCode"]) {
                    Some(Value::Integer(code)) => *code,
                    _ => return None,
                };
                (code != 0).then(|| format!("{} (exit code {code})", text(ended, &["reason"])))
            };
            let waits = at(container, &["state", "waiting"]);
            let waits =
                waits.filter(|waits| !matches!(text(waits, &["reason"]), "ContainerCreating" | "PodInitializing" | ""));
            match (waits, ended("state").or_else(|| ended("lastState"))) {
                (Some(waits), Some(ended)) => Some(format!("{whose}: {}, {ended}", text(waits, &["reason"]))),
                (Some(waits), None) => {
                    Some(format!("{whose}: {}: {}", text(waits, &["reason"]), text(waits, &["message"])))
                }
                (None, ended) => ended.map(|ended| format!("{whose}: {ended}")),
            }
        })
        .collect();
    let conditions = at(pod, &["status", "conditions"]).and_then(Value::as_list).unwrap_or_default();
    let unscheduled =
        conditions.iter().find(|one| text(one, &["type"]) == "PodScheduled" && text(one, &["status"]) == "False");
    told.extend(unscheduled.map(|one| format!("pod {name}: {}: {}", text(one, &["reason"]), text(one, &["message"]))));
    told
}

fn of_warning(event: &Value) -> Option<String> {
    let message = text(event, &["message"]);
    (!message.is_empty()).then(|| format!("{}: {message}", text(event, &["reason"])))
}

fn at<'v>(value: &'v Value, path: &[&str]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, step| value.get(step))
}

fn text<'v>(value: &'v Value, path: &[&str]) -> &'v str {
    at(value, path).and_then(Value::as_str).unwrap_or_default()
}
