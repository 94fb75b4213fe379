//! A golden path as Backstage's `Template`: a form made of its parameters, and steps that call our actions.

use super::form::form;
use super::version_of;
use crate::formats::Limits;
use crate::model::{
    Diagnostic, Entry, GoldenPath, Map, Name, NodeKind, Outcome, Platform, Pointer, Requirement, Retry, Text, Value,
    Version, codes,
};

/// What writes the service's files into the workspace of the scaffolder.
const WRITE: &str = "platform-core:new";
/// What shows what they would change.
const PLAN: &str = "platform-core:plan";

/// Backstage's `Template` (`scaffolder.backstage.io/v1beta3`) of one version of a golden path.
///
/// Its form asks for what every subject has, and then for the path's parameters: their JSON Schema in the draft that
/// Backstage's forms read (7). What the path enforces is not asked for; what it sets itself is the default. Its steps are
/// our own actions, `platform-core:new` and `platform-core:plan`; how the files are published is for the team to add.
///
/// # Errors
/// `path.version_of`; `value.unrepresentable`: the schema refers to what Backstage can't find.
///
/// ```
/// use platform_core::model::{Platform, Pointer, Sources, Value};
/// let path = "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata: {name: web, version: 1.2.0, title: Web}\n\
///     spec: {parameters: {type: object, properties: {port: {type: integer, title: Port}}}}\n";
/// let sources = Sources::from([("golden-paths/web/1.2.0/golden-path.yaml".into(), path.as_bytes().into())]);
/// let platform = Platform::parse(&sources).into_result()?.0;
/// let template = platform_core::author::backstage_template(&platform, &"web".parse()?, &"1.2.0".parse()?);
/// let template = template.into_result()?.0;
/// let port: Pointer = "/spec/parameters/1/properties/parameters/properties/port/title".parse()?;
/// assert_eq!(port.find(&template).and_then(Value::as_str), Some("Port"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn backstage_template(platform: &Platform, name: &Name, version: &Version) -> Outcome<Value> {
    let path = match version_of(platform, name, version) {
        Ok(path) => path,
        Err(problem) => return problem.into(),
    };
    let schema = match form(&path.spec, Limits::default().depth) {
        Ok(schema) => schema,
        Err(why) => {
            let message = format!("the parameters of {} can't be a form of Backstage's: {why}", path.label());
            let problem = Diagnostic::error(codes::VALUE_UNREPRESENTABLE, message).with_retry(Retry::AfterHuman);
            return problem.with_help("use `$ref` within the schema only, and not around in circles").into();
        }
    };
    Outcome::ok(template(path, schema))
}

fn template(path: &GoldenPath, schema: Map) -> Value {
    let metadata = &path.metadata;
    let kind = path.spec.applies_to.first().map_or("component", |kind| &**kind);
    let title = metadata.title.as_deref().unwrap_or(metadata.name.as_str());
    let mut told = vec![
        ("name", Value::from(metadata.name.as_str())),
        ("title", title.into()),
        ("annotations", Value::map([("platform-core.dev/golden-path", Value::from(path.label()))])),
        ("tags", Value::list([Value::from("golden-path")])),
    ];
    told.extend(metadata.description.as_deref().map(|description| ("description", Value::from(description))));
    let mut spec = vec![
        ("type", Value::from(if kind == "component" { "service" } else { kind })),
        ("parameters", Value::list([about(kind), of_path(title, in_order(path, schema))])),
        ("steps", steps(path, kind)),
    ];
    spec.extend(metadata.owner.as_ref().map(|owner| ("owner", Value::from(owner.to_string()))));
    Value::map([
        ("apiVersion", Value::from("scaffolder.backstage.io/v1beta3")),
        ("kind", "Template".into()),
        ("metadata", Value::map(told)),
        ("spec", Value::map(spec)),
    ])
}

/// What is asked of every subject.
fn about(kind: &str) -> Value {
    let picker = |title: &str, description: &str, field: &str, kinds: &str| {
        Value::map([
            ("type", Value::from("string")),
            ("title", title.into()),
            ("description", description.into()),
            ("ui:field", field.into()),
            ("ui:options", Value::map([("catalogFilter", Value::map([("kind", Value::from(kinds))]))])),
        ])
    };
    let name = Value::map([
        ("type", Value::from("string")),
        ("title", "Name".into()),
        ("description", "Lower-case letters and digits, with single `-` between them.".into()),
        ("pattern", "^[a-z0-9]+(-[a-z0-9]+)*$".into()),
        ("maxLength", 63.into()),
        ("ui:autofocus", true.into()),
    ]);
    let mut properties =
        vec![("name", name), ("owner", picker("Owner", "Who answers for it.", "OwnerPicker", "Group"))];
    if matches!(kind, "component" | "resource" | "api") {
        properties.push(("system", picker("System", "What it is a part of.", "EntityPicker", "System")));
    }
    Value::map([
        ("title", Value::from(format!("The {kind}"))),
        ("required", Value::list([Value::from("name"), "owner".into()])),
        ("properties", Value::map(properties)),
    ])
}

/// With the order that the parameters are written in: a form asks for what matters first.
fn in_order(path: &GoldenPath, schema: Map) -> Map {
    let written = path.source.node(&Pointer::from_tokens(["spec", "parameters", "properties"]));
    let Some(NodeKind::Map(entries)) = written.map(|node| &node.kind) else { return schema };
    let is_asked = |name: &&Entry| schema.get("properties").is_some_and(|asked| asked.get(&name.key).is_some());
    let names = entries.iter().filter(is_asked).map(|entry| Value::from(entry.key.clone()));
    let order = Value::list(names.chain([Value::from("*")]));
    schema.with("ui:order", order)
}

/// The path's parameters, below a name of their own: one of them may be called `name` too.
fn of_path(title: &str, mut schema: Map) -> Value {
    let definitions = schema.get("definitions").cloned();
    schema = schema.without("definitions");
    let mut page =
        vec![("title", Value::from(title)), ("properties", Value::map([("parameters", Value::Map(schema))]))];
    page.extend(definitions.map(|definitions| ("definitions", definitions)));
    Value::map(page)
}

fn steps(path: &GoldenPath, kind: &str) -> Value {
    let read = |name: &str| Value::from(format!("${{{{ parameters.{name} }}}}"));
    // Compatible versions: the form belongs to this one, and a later one takes what it gives.
    let requirement = format!("{}@^{}", path.metadata.name, path.metadata.version);
    let requirement = requirement.parse::<Requirement>().map_or(requirement, |requirement| requirement.to_string());
    let step = |id: &str, name: &str, action: &str, input: Vec<(&str, Value)>| {
        Value::map([
            ("id", Value::from(id)),
            ("name", name.into()),
            ("action", action.into()),
            ("input", Value::map(input)),
        ])
    };
    let mut new = vec![("goldenPath", Value::from(requirement)), ("kind", kind.into())];
    new.extend(["name", "owner", "system", "parameters"].map(|name| (name, read(name))));
    if !matches!(kind, "component" | "resource" | "api") {
        new.retain(|(name, _)| *name != "system");
    }
    let plan = vec![("subject", Value::from(format!("{}${{{{ parameters.name }}}}", prefix(kind))))];
    Value::list([step("new", "Write its files", WRITE, new), step("plan", "Show what that would make", PLAN, plan)])
}

/// What comes before a name in a reference.
fn prefix(kind: &str) -> Text {
    if kind == "component" { "".into() } else { format!("{kind}:").into() }
}
