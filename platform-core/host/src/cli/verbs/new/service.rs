//! `platform new service`.

use std::sync::Arc;

use platform_core::formats::yaml;
use platform_core::model::{Diagnostic, EntityRef, Failure, GoldenPath, Map, Platform, Requirement, Value, codes};

use super::ask::{Question, choose, text};
use super::{check_name, finish, folder, pair, scalar};
use crate::cli::arguments::NewService;
use crate::cli::session::{Ended, Session, choice, usage};

pub(super) fn run(session: &mut Session, arguments: &NewService) -> Ended {
    let workspace = session.open()?;
    let platform = workspace.platform();
    let name = Question { text: "Name", help: "letters and digits with single `-` between them", flag: "NAME" };
    let name = text(session, arguments.name.as_deref(), name, check_name)?;
    let (requirement, path) = golden_path(session, platform, arguments.path.as_deref())?;
    let owner = owner(session, platform, arguments.owner.as_deref())?;
    let parameters = parameters(session, &path, &arguments.parameter)?;

    let mut document = format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {}\nspec:\n  type: service\n  lifecycle: experimental\n  owner: {}\n",
        scalar(name.as_str()),
        scalar(&owner),
    );
    if let Some(system) = &arguments.system {
        document.push_str(&format!("  system: {}\n", scalar(system)));
    }
    document.push_str(&format!("  goldenPath:\n    ref: {}\n", scalar(&requirement.to_string())));
    if !parameters.is_empty() {
        document.push_str("    parameters:\n");
        let written = yaml::write(&Value::Map(parameters));
        written.lines().for_each(|line| document.push_str(&format!("      {line}\n")));
    }
    let file = folder(session, "services", "services").join(name.as_str()).join("catalog-info.yaml");
    finish(session, &file, &document, &next(platform, name.as_str(), &path))
}

fn next(platform: &Platform, name: &str, path: &GoldenPath) -> Vec<String> {
    // Where nothing is promoted from is where a new service goes first.
    let first = platform.environments.values().find(|environment| environment.spec.promotes_from.is_empty());
    let environment = first.map_or("ENV", |environment| environment.name.as_str());
    let images: Vec<String> = match path.spec.artifacts.as_slice() {
        [] => Vec::new(),
        [_] => vec![" --image REGISTRY/NAME@sha256:…".to_owned()],
        several => several.iter().map(|name| format!(" --image {name}=REGISTRY/NAME@sha256:…")).collect(),
    };
    let mut lines = Vec::new();
    if platform.environments.is_empty() {
        lines.push("new environment staging".to_owned());
    }
    lines.push(format!("deploy {name} --env {environment}{}", images.concat()));
    lines
}

/// The path to follow, in its newest version, and the requirement that is written for it.
fn golden_path(
    session: &Session,
    platform: &Platform,
    given: Option<&str>,
) -> Result<(Requirement, Arc<GoldenPath>), Failure> {
    let names: Vec<String> = platform.golden_paths.keys().map(ToString::to_string).collect();
    if names.is_empty() && given.is_none() {
        let problem = Diagnostic::error(codes::PATH_NOT_FOUND, "there is no golden path to follow yet");
        return Err(problem.with_help("`platform new path NAME` writes one").into());
    }
    let question = Question { text: "Golden path", help: "the golden path it follows", flag: "--path" };
    let wanted = choose(session, given, question, names.clone())?;
    let requirement: Requirement =
        wanted.parse().map_err(|error| usage(format!("`{wanted}` is no golden path: {error}")))?;
    let Some(path) = platform.newest(&requirement) else {
        let problem = Diagnostic::error(codes::PATH_NOT_FOUND, format!("there is no golden path `{wanted}`"));
        return Err(problem
            .with_help(choice(requirement.name().as_str(), &names, "there is none yet: `platform new path NAME`"))
            .into());
    };
    if requirement.versions().is_some() {
        return Ok((requirement, path.clone()));
    }
    // Without versions, those that are compatible with the newest.
    let version = path.metadata.version.to_string();
    let mut parts = version.split('.');
    let (major, minor) = (parts.next().unwrap_or("0"), parts.next().unwrap_or("0"));
    let compatible = if major == "0" { format!("^{major}.{minor}") } else { format!("^{major}") };
    let requirement = format!("{}@{compatible}", requirement.name()).parse();
    let requirement = requirement.map_err(|error| Diagnostic::error(codes::INTERNAL, format!("{error}")))?;
    Ok((requirement, path.clone()))
}

fn owner(session: &Session, platform: &Platform, given: Option<&str>) -> Result<String, Failure> {
    let groups = platform.entities.keys().filter(|entity| entity.kind() == "group");
    let names: Vec<String> = groups.map(|group| group.name().to_owned()).collect();
    let question = Question { text: "Owner", help: "the group that answers for it", flag: "--owner" };
    let owner = choose(session, given, question, names)?;
    match EntityRef::parse_catalog(&owner, "group", "default") {
        Ok(_) => Ok(owner),
        Err(error) => Err(usage(format!("`{owner}` can't be an owner: {error}")).into()),
    }
}

/// What was given, and what the path asks for and has no default for.
fn parameters(session: &Session, path: &GoldenPath, given: &[String]) -> Result<Map, Failure> {
    let properties = path.spec.parameters.get("properties").and_then(Value::as_map).cloned().unwrap_or_default();
    let mut entries: Vec<(platform_core::model::Text, Value)> = Vec::new();
    for parameter in given {
        let (name, value) = pair(parameter, "--parameter")?;
        let Some(schema) = properties.get(name) else {
            let names: Vec<String> = properties.keys().map(ToString::to_string).collect();
            let problem =
                Diagnostic::error(codes::PATH_PARAMETER_UNKNOWN, format!("{} has no parameter `{name}`", path.label()));
            return Err(problem.with_help(choice(name, &names, "it has no parameters")).into());
        };
        entries.push((name.into(), value_of(value, schema)));
    }
    let required = path.spec.parameters.get("required").and_then(Value::as_list).unwrap_or_default();
    for name in required.iter().filter_map(Value::as_str) {
        let Some(schema) = properties.get(name) else { continue };
        let known = entries.iter().any(|(given, _)| &**given == name) || path.spec.values.contains_key(name);
        if known || schema.get("default").is_some() {
            continue;
        }
        let title = schema.get("title").and_then(Value::as_str).unwrap_or(name);
        let help =
            schema.get("description").and_then(Value::as_str).unwrap_or("a parameter that the golden path needs");
        let flag = format!("--parameter {name}=…");
        let answer = text(session, None, Question { text: title, help, flag: &flag }, not_empty)?;
        entries.push((name.into(), value_of(&answer, schema)));
    }
    Ok(Map::from_entries(entries))
}

fn not_empty(text: &str) -> Result<String, String> {
    if text.is_empty() { Err("it needs a value".to_owned()) } else { Ok(text.to_owned()) }
}

/// A text stays a text where the path asks for one; otherwise it is what it looks like.
fn value_of(text: &str, schema: &Value) -> Value {
    let wants_text = schema.get("type").and_then(Value::as_str) == Some("string");
    if wants_text { Value::from(text) } else { Value::from_json(text).unwrap_or_else(|_| Value::from(text)) }
}
