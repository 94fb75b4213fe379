//! The documents that people write, as they stand in files.
#![allow(dead_code, reason = "the types are only described, never made")]

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::{Schema, finish, lock, object};
use crate::model::{
    DependencyType, EnvironmentSpec, Follow, GoldenPathMetadata, GoldenPathSpec, Name, Text, Timestamp,
    WorkloadResource,
};

pub(super) fn all() -> Vec<Schema> {
    vec![
        service(),
        authored::<EnvironmentDocument>("environment"),
        golden_path(),
        golden_path_test(),
        authored::<PlatformConfigDocument>("platform-config"),
        authored::<WaiverDocument>("waiver"),
        authored::<WorkloadDocument>("score"),
        lock(),
    ]
}

macro_rules! constant {
    ($name:ident, $text:literal) => {
        struct $name;

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "const": $text})
            }
        }
    };
}

constant!(OurVersion, "platform-core.dev/v1alpha1");
constant!(ScoreVersion, "score.dev/v1b1");
constant!(EnvironmentKind, "Environment");
constant!(GoldenPathKind, "GoldenPath");
constant!(GoldenPathTestKind, "GoldenPathTest");
constant!(PlatformConfigKind, "PlatformConfig");
constant!(WaiverKind, "Waiver");

/// Where things run: staging, production, a preview.
#[derive(JsonSchema)]
#[schemars(title = "Environment", rename_all = "camelCase", deny_unknown_fields)]
struct EnvironmentDocument {
    /// The version of the format.
    api_version: OurVersion,
    /// What the document is.
    kind: EnvironmentKind,
    /// What it is called.
    metadata: EnvironmentMetadata,
    /// Everything else.
    spec: Option<EnvironmentSpec>,
}

/// What an environment is called.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct EnvironmentMetadata {
    /// Its name.
    name: Name,
    /// What people call it.
    title: Option<Text>,
    /// What it is for.
    description: Option<Text>,
    /// What expressions decide by: `environment.labels.tier`.
    labels: Option<BTreeMap<Text, Text>>,
}

/// The one supported way to build a kind of thing, in one version.
#[derive(JsonSchema)]
#[schemars(title = "Golden path", rename_all = "camelCase", deny_unknown_fields)]
struct GoldenPathDocument {
    /// The version of the format.
    api_version: OurVersion,
    /// What the document is.
    kind: GoldenPathKind,
    /// Name, version and who answers for it.
    metadata: GoldenPathMetadata,
    /// Everything else.
    spec: GoldenPathSpec,
}

/// Where the parts of a platform are found; only needed where they are not in the usual folders.
#[derive(JsonSchema)]
#[schemars(title = "PlatformConfig", rename_all = "camelCase", deny_unknown_fields)]
struct PlatformConfigDocument {
    /// The version of the format.
    api_version: OurVersion,
    /// What the document is.
    kind: PlatformConfigKind,
    /// What it is called; for people only.
    metadata: Option<PlatformConfigMetadata>,
    /// The folders.
    spec: Option<PlatformConfigSpec>,
}

/// What a platform is called.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct PlatformConfigMetadata {
    /// Its name.
    name: Option<Name>,
    /// What people call it.
    title: Option<Text>,
    /// What it is for.
    description: Option<Text>,
}

/// Folders and files, relative to this one.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct PlatformConfigSpec {
    /// Folders of services and other subjects; `services`, if absent.
    services: Option<Vec<Text>>,
    /// Folders of other catalog entities; `catalog`, if absent.
    catalog: Option<Vec<Text>>,
    /// Folders of environments; `environments`, if absent.
    environments: Option<Vec<Text>>,
    /// Folders of golden paths, each `NAME/VERSION/golden-path.yaml`; `golden-paths`, if absent.
    golden_paths: Option<Vec<Text>>,
    /// Folders of policies; `policies`, if absent.
    policies: Option<Vec<Text>>,
    /// Folders of waivers; `waivers`, if absent.
    waivers: Option<Vec<Text>>,
    /// The price list; `prices.yaml`, if absent.
    prices: Option<Text>,
    /// What every provider of a type of dependency gives, by type.
    dependency_types: Option<BTreeMap<Text, DependencyType>>,
}

/// Somebody answers for a rule that fails, until a date.
#[derive(JsonSchema)]
#[schemars(title = "Waiver document", rename_all = "camelCase", deny_unknown_fields)]
struct WaiverDocument {
    /// The version of the format.
    api_version: OurVersion,
    /// What the document is.
    kind: WaiverKind,
    /// What it is called.
    metadata: WaiverMetadata,
    /// What is waived.
    spec: WaiverSpec,
}

/// What a waiver is called.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct WaiverMetadata {
    /// Its name.
    name: Name,
    /// What people call it.
    title: Option<Text>,
    /// What it is for.
    description: Option<Text>,
}

/// What is waived.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct WaiverSpec {
    /// The rule; that of a deadline is `deadline/override/ID`, `deadline/environment/NAME` or
    /// `deadline/goldenPath/NAME@VERSION`.
    rule: Text,
    /// Whose plans it lets pass, as Backstage refers to entities (a component, if no kind is said); everybody's, if absent.
    subject: Option<Text>,
    /// Why.
    reason: Text,
    /// Who answers for it, as Backstage refers to entities (a group, if no kind is said).
    owner: Text,
    /// Until when it holds: a date, or a time.
    until: Timestamp,
}

/// A Score workload, as far as the platform reads it; Score's own schema says the rest.
#[derive(JsonSchema)]
#[schemars(title = "Score workload", rename_all = "camelCase")]
struct WorkloadDocument {
    /// The version of the format.
    api_version: ScoreVersion,
    /// What the workload is called.
    metadata: WorkloadMetadata,
    /// What it depends on, by the name it uses for it.
    resources: Option<BTreeMap<Name, WorkloadResource>>,
    /// Its containers, by name.
    containers: BTreeMap<Text, crate::model::Map>,
    /// The ports it offers.
    service: Option<crate::model::Map>,
}

/// What a workload is called.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
struct WorkloadMetadata {
    /// Its name.
    name: Name,
}

/// What the author of a golden path expects of it: a file of its folder `tests`.
#[derive(JsonSchema)]
#[schemars(title = "Golden path test", rename_all = "camelCase", deny_unknown_fields)]
struct GoldenPathTestDocument {
    /// The version of the format.
    api_version: OurVersion,
    /// What the document is.
    kind: GoldenPathTestKind,
    /// What it is called.
    metadata: PathTestMetadata,
    /// The cases.
    spec: PathTestSpec,
}

/// What a test is called.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct PathTestMetadata {
    /// Its name.
    name: Name,
    /// What people call it.
    title: Option<Text>,
    /// What it is about.
    description: Option<Text>,
}

/// The cases of a test.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct PathTestSpec {
    /// What is given to every case.
    given: Option<PathTestGiven>,
    /// The cases; each has a name of its own.
    cases: Vec<PathTestCase>,
}

/// One case.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct PathTestCase {
    /// What people call it.
    name: Text,
    /// What is given, merged over what is given to every case (RFC 7396).
    given: Option<PathTestGiven>,
    /// What must come of it.
    expect: PathTestExpectation,
}

/// What a case is played with.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct PathTestGiven {
    /// The subject, merged over one named `example` of the first kind that the path is for.
    entity: Option<crate::model::Map>,
    /// The name of an environment of the platform, `-`, or an environment of the case's own: `name`, `labels` and what stands
    /// in the `spec` of one.
    environment: Option<crate::model::Value>,
    /// What stands under `spec.goldenPath.parameters`.
    parameters: Option<crate::model::Map>,
    /// What stands under `spec.goldenPath.overrides`.
    overrides: Option<Vec<crate::model::Map>>,
    /// Images by the artifact's name; made up for each that the path needs, if absent.
    artifacts: Option<BTreeMap<Name, Text>>,
    /// A Score workload.
    workload: Option<crate::model::Map>,
    /// Other documents of the platform, such as a shared Resource.
    documents: Option<Vec<crate::model::Map>>,
    /// What was applied before: what differed then from all that is given. `version` names another version of the path.
    before: Option<crate::model::Map>,
    /// Outputs that are known, by the resource's id and their name.
    outputs: Option<BTreeMap<Text, crate::model::Map>>,
    /// What is there instead of what was applied, by the resource's id: `absent`, or a merge patch.
    observed: Option<BTreeMap<Text, crate::model::Value>>,
}

/// What must come of a case.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct PathTestExpectation {
    /// Values by id and place; null is nothing at all, `{$unknown: true}` what is known after apply.
    fields: Option<BTreeMap<Text, crate::model::Map>>,
    /// Ids that are rendered.
    present: Option<Vec<Text>>,
    /// Ids that are not.
    absent: Option<Vec<Text>>,
    /// What stands in files, by their path.
    texts: Option<BTreeMap<Text, PathTestText>>,
    /// What a plan does to each id after `before`; one that is not listed stays as it is.
    actions: Option<BTreeMap<Text, Vec<crate::model::Action>>>,
    /// The code that it fails with; nothing else is expected then.
    error: Option<crate::model::Code>,
    /// All that is rendered is as it was accepted.
    snapshot: Option<bool>,
}

/// What stands in a file.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct PathTestText {
    /// What it holds.
    contains: Option<Vec<Text>>,
    /// What it does not hold.
    lacks: Option<Vec<Text>>,
}

/// In a test null means something: it unsets what is given to every case.
fn golden_path_test() -> Schema {
    finish("golden-path-test", described::<GoldenPathTestDocument>()).of_input()
}

/// A document as people write it: what may be absent is left out, never written as null.
fn authored<T: JsonSchema>(name: &'static str) -> Schema {
    let mut schema = described::<T>();
    without_null(&mut schema);
    finish(name, schema).of_input()
}

fn described<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12().for_deserialize().into_generator().into_root_schema_for::<T>().into()
}

/// Takes `null` out of what the optional fields of our types allow.
fn without_null(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Array(types)) = map.get_mut("type") {
                types.retain(|one| one != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    map.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(choices)) = map.get_mut("anyOf") {
                choices.retain(|one| one.get("type").is_none_or(|kind| kind != "null"));
                if let [Value::Object(only)] = choices.as_slice() {
                    let only = only.clone();
                    map.remove("anyOf");
                    map.extend(only);
                }
            }
            map.values_mut().for_each(without_null);
        }
        Value::Array(items) => items.iter_mut().for_each(without_null),
        _ => {}
    }
}

/// Parameters are a JSON Schema themselves: editors complete them by its own schema.
fn golden_path() -> Schema {
    let mut schema = described::<GoldenPathDocument>();
    without_null(&mut schema);
    let parameters = schema.pointer_mut("/$defs/GoldenPathSpec/properties/parameters").and_then(Value::as_object_mut);
    if let Some(parameters) = parameters {
        parameters.remove("default");
        parameters.insert("$ref".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
        parameters.insert("type".to_owned(), "object".into());
    }
    finish("golden-path", schema).of_input()
}

/// A Backstage entity that may follow a golden path: what the platform does not know of it is left open.
fn service() -> Schema {
    let mut generator = SchemaSettings::draft2020_12().for_deserialize().into_generator();
    let follow: Value = generator.subschema_for::<Follow>().into();
    let mut definitions = Value::Object(generator.take_definitions(true));
    without_null(&mut definitions);
    let text = |description: &str| object([("type", "string".into()), ("description", description.into())]);
    let texts = |description: &str| {
        object([
            ("type", "array".into()),
            ("items", object([("type", "string".into())])),
            ("description", description.into()),
        ])
    };
    let strings = |description: &str| {
        object([
            ("type", "object".into()),
            ("additionalProperties", object([("type", "string".into())])),
            ("description", description.into()),
        ])
    };
    let metadata = object([
        ("description", "What the entity is called.".into()),
        ("type", "object".into()),
        ("required", vec![Value::from("name")].into()),
        (
            "properties",
            object([
                ("name", text("Letters and digits with single `-`, `_` or `.` between them; at most 63.")),
                ("namespace", text("Its namespace; `default`, if absent.")),
                ("title", text("What people call it.")),
                ("description", text("What it is for.")),
                ("labels", strings("Short texts that tools select by.")),
                ("annotations", strings("What tools need to know.")),
                ("tags", texts("Short lower-case words.")),
            ]),
        ),
    ]);
    let spec = object([
        ("description", "What the entity is.".into()),
        ("type", "object".into()),
        (
            "properties",
            object([
                ("type", text("What kind of component or resource it is: `service`, `website`, `database`.")),
                ("lifecycle", text("How far it is: `experimental`, `production`, `deprecated`.")),
                ("owner", text("Who answers for it: a group or user.")),
                ("system", text("The system it is part of.")),
                ("dependsOn", texts("What it needs, as entity references: `resource:default/orders-db`.")),
                ("providesApis", texts("The APIs it offers.")),
                ("consumesApis", texts("The APIs it uses.")),
                ("goldenPath", follow),
            ]),
        ),
    ]);
    if let Some(definitions) = definitions.as_object_mut() {
        definitions.insert("ServiceMetadata".to_owned(), metadata);
        definitions.insert("ServiceSpec".to_owned(), spec);
    }
    let reference = |name: &str| object([("$ref", format!("#/$defs/{name}").into())]);
    let kinds = ["Component", "Resource", "System", "Domain", "Group", "User", "API", "Location"];
    let schema = object([
        ("$schema", "https://json-schema.org/draft/2020-12/schema".into()),
        ("title", "Service".into()),
        ("description", "A service, or another entity of the catalog, and the golden path it follows.".into()),
        ("type", "object".into()),
        ("required", ["apiVersion", "kind", "metadata"].map(Value::from).to_vec().into()),
        (
            "properties",
            object([
                ("apiVersion", object([("type", "string".into()), ("pattern", "^backstage\\.io/".into())])),
                ("kind", object([("type", "string".into()), ("enum", kinds.map(Value::from).to_vec().into())])),
                ("metadata", reference("ServiceMetadata")),
                ("spec", reference("ServiceSpec")),
            ]),
        ),
        ("$defs", definitions),
    ]);
    finish("service", schema).of_input()
}
