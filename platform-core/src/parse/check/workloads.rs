//! Score workloads and the services they belong to: those declared in the same folder.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Findings, Suspects};
use crate::model::{Diagnostic, EntityRef, Platform, Pointer, Source, Subject, Workload, codes};
use crate::parse::decode::did_you_mean;

/// The folder of a document.
fn folder(source: &Source) -> String {
    let file = source.document().map(|document| document.file.clone()).unwrap_or_default();
    file.rsplit_once('/').map(|(folder, _)| folder.to_owned()).unwrap_or_default()
}

/// Gives the workloads to the subjects of a platform.
pub(super) fn attach(
    platform: &mut Platform,
    workloads: Vec<Arc<Workload>>,
    suspects: &Suspects<'_>,
    findings: &mut Findings,
) {
    let subjects: Vec<EntityRef> = platform.subjects.keys().cloned().collect();
    attach_to(platform, &subjects, workloads, suspects, findings);
}

/// Gives the workloads to some subjects: all those of the workloads' folders must be among them.
pub(super) fn attach_to(
    platform: &mut Platform,
    subjects: &[EntityRef],
    workloads: Vec<Arc<Workload>>,
    suspects: &Suspects<'_>,
    findings: &mut Findings,
) {
    let mut followers: BTreeMap<String, Vec<EntityRef>> = BTreeMap::new();
    for reference in subjects.iter().filter(|reference| reference.kind() != "environment") {
        let Some(subject) = platform.subjects.get(reference) else { continue };
        followers.entry(folder(&subject.entity.source)).or_default().push(reference.clone());
    }
    let mut by_folder: BTreeMap<String, Vec<Arc<Workload>>> = BTreeMap::new();
    for workload in workloads {
        by_folder.entry(folder(&workload.source)).or_default().push(workload);
    }
    for (folder, workloads) in by_folder {
        let here = followers.get(&folder).map(Vec::as_slice).unwrap_or_default();
        let alone = here.len() == 1 && workloads.len() == 1;
        for workload in workloads {
            let owner = here.iter().find(|subject| alone || subject.name() == workload.name.as_str());
            match owner {
                Some(owner) => give(platform, owner, &workload, findings),
                None => findings.add(|| ownerless(&workload, &folder, here, suspects)),
            }
        }
    }
}

fn give(platform: &mut Platform, owner: &EntityRef, workload: &Workload, findings: &mut Findings) {
    let Some(subject) = platform.subjects.get(owner) else { return };
    let name = Pointer::from_tokens(["metadata", "name"]);
    if let Some(first) = &subject.workload {
        findings.add(|| {
            let diagnostic = Diagnostic::error(codes::GRAPH_DUPLICATE, format!("`{owner}` has two workloads"))
                .with_help("keep one Score file for each service")
                .with_related("the first one", first.source.place(&name));
            Some(diagnostic.with_place(workload.source.place(&name)))
        });
        return;
    }
    let subject = Subject::clone(subject).with_workload(workload.clone());
    platform.subjects.insert(owner.clone(), Arc::new(subject));
}

fn ownerless(workload: &Workload, folder: &str, here: &[EntityRef], suspects: &Suspects<'_>) -> Option<Diagnostic> {
    let inside = format!("{folder}/");
    if suspects.files.iter().any(|(file, _)| file.starts_with(&inside)) {
        return None;
    }
    let place = workload.source.place(&Pointer::from_tokens(["metadata", "name"]));
    if here.is_empty() {
        let message = format!("the workload `{}` stands beside no service that follows a golden path", workload.name);
        let diagnostic = Diagnostic::warning(codes::GRAPH_DANGLING, message).with_place(place);
        return Some(diagnostic.with_help("put it beside the service's `catalog-info.yaml`"));
    }
    let message = format!("no service beside the workload has the name `{}`", workload.name);
    let help = did_you_mean(workload.name.as_str(), here.iter().map(EntityRef::name));
    Some(Diagnostic::error(codes::GRAPH_DANGLING, message).with_help(help).with_place(place))
}
