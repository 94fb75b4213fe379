//! `platform new environment`.

use std::collections::BTreeSet;

use platform_core::model::{Name, Platform};

use super::ask::{Question, text};
use super::{check_name, finish, folder, pair, scalar};
use crate::cli::arguments::NewEnvironment;
use crate::cli::session::{Ended, Session, usage};

pub(super) fn run(session: &mut Session, arguments: &NewEnvironment) -> Ended {
    let workspace = session.open()?;
    let platform = workspace.platform();
    let name = Question { text: "Name", help: "staging, production, preview …", flag: "NAME" };
    let name = text(session, arguments.name.as_deref(), name, check_name)?;
    let mut document = format!(
        "apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata:\n  name: {}\n",
        scalar(name.as_str())
    );
    if !arguments.label.is_empty() {
        document.push_str("  labels:\n");
    }
    for label in &arguments.label {
        let (key, value) = pair(label, "--label")?;
        document.push_str(&format!("    {}: {}\n", scalar(key), scalar(value)));
    }
    document.push_str("spec:\n");
    if !arguments.promotes_from.is_empty() {
        let mut earlier = Vec::new();
        for one in &arguments.promotes_from {
            session.scope(one)?;
            earlier.push(scalar(one));
        }
        document.push_str(&format!("  promotesFrom: [{}]\n", earlier.join(", ")));
    }
    document.push_str("  targets:\n");
    for target in targets(platform, &arguments.target)? {
        document.push_str(&format!("    {}: {{delivery: directory}}\n", scalar(&target)));
    }
    let file = folder(session, "environments", "environments").join(format!("{name}.yaml"));
    let next = match platform.subjects.keys().next() {
        _ if platform.golden_paths.is_empty() => "new path NAME".to_owned(),
        None => "new service".to_owned(),
        Some(subject) => format!("plan {subject} --env {name}"),
    };
    finish(session, &file, &document, &[next])
}

/// What was given, or what the golden paths name.
fn targets(platform: &Platform, given: &[String]) -> Result<BTreeSet<String>, platform_core::model::Failure> {
    for target in given {
        check_name(target).map_err(usage)?;
    }
    if !given.is_empty() {
        return Ok(given.iter().cloned().collect());
    }
    let versions = platform.golden_paths.values().flat_map(std::collections::BTreeMap::values);
    let named: BTreeSet<String> = versions
        .flat_map(|path| &path.spec.resources)
        .map(|resource| Name::to_string(&resource.target))
        .filter(|target| target != "file" && target != "catalog")
        .collect();
    Ok(if named.is_empty() { BTreeSet::from(["kubernetes".to_owned()]) } else { named })
}
