//! A plan in which everything happens.

use std::collections::BTreeMap;

use crate::model::*;

pub(crate) fn address(target: &str, id: &str) -> Address {
    format!("payment-api/staging/{target}/{id}").parse().unwrap()
}

fn digest(seed: &str) -> Digest {
    Digest::of(seed.as_bytes())
}

pub(crate) fn pins(version: &str, image: &str) -> Pins {
    let pin = |name: &str, version: &str| PathPin {
        name: name.parse().unwrap(),
        version: version.parse().unwrap(),
        digest: digest(&format!("{name}{version}")),
    };
    let artifact = Artifact { image: "registry.example/shop/payment-api".into(), digest: digest(image), commit: None };
    Pins {
        path: Some(pin("web-service", version)),
        includes: BTreeMap::from([("observability".parse().unwrap(), pin("observability", "1.2.0"))]),
        artifacts: BTreeMap::from([("app".parse().unwrap(), artifact)]),
    }
}

pub(crate) struct Origins {
    pub(crate) table: OriginTable,
    pub(crate) template: OriginId,
    pub(crate) replicas: OriginId,
    pub(crate) image: OriginId,
    pub(crate) r#override: OriginId,
}

fn place(file: &str, line: u32) -> Place {
    Place { line, column: 5, ..Place::file(file) }
}

pub(crate) fn origins() -> Origins {
    let mut table = OriginTable::default();
    let path = pins("1.5.0", "b").path;
    let file = "golden-paths/web-service/1.5.0/golden-path.yaml";
    let template = table.add(Origin::new(Layer::Template, Some(place(file, 40))).with_path(path.clone()));
    let default = table.add(Origin::new(Layer::SchemaDefault, Some(place(file, 22))).with_name("parameters.replicas"));
    let mut set = Origin::new(Layer::SubjectEnvironment, Some(place("services/payment-api/catalog-info.yaml", 14)))
        .with_name("parameters.replicas");
    set.beat.push(Beaten { origin: default, value: 2.into() });
    let set = table.add(set);
    let mut leaf = Origin::new(Layer::Template, Some(place(file, 51))).with_path(path.clone());
    leaf.reads.push(set);
    let replicas = table.add(leaf);
    let pinned = table.add(
        Origin::new(Layer::Artifact, Some(place("services/payment-api/platform.lock", 9)))
            .with_name("artifacts.app.image"),
    );
    let mut leaf = Origin::new(Layer::Template, Some(place(file, 60))).with_path(path);
    leaf.reads.push(pinned);
    let image = table.add(leaf);
    let mut drain = Origin::new(Layer::Override, Some(place("services/payment-api/catalog-info.yaml", 20)));
    drain.r#override = Some("slow-drain".parse().unwrap());
    let r#override = table.add(drain);
    Origins { table, template, replicas, image, r#override }
}

fn field(path: &str, before: Option<Value>, after: Option<Value>, kind: FieldChangeKind) -> FieldChange {
    FieldChange::new(path.parse().unwrap(), before, after, kind)
}

fn image(seed: &str) -> Value {
    format!("registry.example/shop/payment-api@{}", digest(seed)).into()
}

fn changes(origins: &Origins) -> Vec<Change> {
    use FieldChangeKind::{Drift, Intent, SecretVersion, ServerDefault, UnknownOnly};
    let with = |mut field: FieldChange, origin: OriginId| {
        field.origin = Some(origin);
        field
    };
    let make =
        |target: &str, id: &str, actions: &[Action], reason| Change::new(address(target, id), actions.to_vec(), reason);

    let mut workload = make("kubernetes", "workload", &[Action::Update], Reason::Changed);
    let unknown = Value::from(Unknown::output(address("terraform", "database"), "host"));
    workload.fields = vec![
        field("/metadata/managedFields", None, Some(Value::list([])), ServerDefault),
        with(field("/spec/replicas", Some(3.into()), Some(5.into()), Intent), origins.replicas),
        field("/spec/template/metadata/annotations/old", Some("x".into()), None, Intent),
        with(
            field("/spec/template/spec/containers/name=app/image", Some(image("a")), Some(image("b")), Intent),
            origins.image,
        ),
        with(
            field(
                "/spec/template/spec/containers/name=app/env/name=DATABASE_HOST/value",
                Some("db.internal".into()),
                Some(unknown),
                UnknownOnly,
            ),
            origins.template,
        ),
        with(
            field("/spec/template/spec/terminationGracePeriodSeconds", Some(30.into()), Some(90.into()), Drift),
            origins.r#override,
        ),
    ];
    let mut config = make("kubernetes", "config", &[Action::Update], Reason::Changed);
    config.fields = vec![with(
        field("/data/app.yaml", Some("a: 1\nb: 2\nc: 3\n".into()), Some("a: 1\nb: 4\nc: 3\nd: 5\n".into()), Intent),
        origins.template,
    )];
    let secret = |version: &str| {
        Value::from(SecretRef {
            store: "vault".into(),
            key: "payments/db".into(),
            property: Some("password".into()),
            version: Some(version.into()),
        })
    };
    let mut credentials = make("kubernetes", "credentials", &[Action::Update], Reason::Changed);
    credentials.fields = vec![field("/spec/password", Some(secret("6")), Some(secret("7")), SecretVersion)];

    let mut database = make("terraform", "database", &[Action::Delete, Action::Create], Reason::CannotUpdateInPlace);
    database.protect = true;
    let mut zone = field(
        "/resource/aws_db_instance/db/availability_zone",
        Some("eu-west-1a".into()),
        Some("eu-west-1b".into()),
        Intent,
    );
    zone.forces_replacement = true;
    database.fields = vec![zone];

    let mut renamed = make("kubernetes", "metrics", &[Action::Move], Reason::Renamed);
    renamed.moved_from = Some(address("kubernetes", "monitoring"));
    let mut all = vec![
        workload,
        config,
        credentials,
        database,
        renamed,
        make("kubernetes", "service", &[Action::Create], Reason::New),
        make("kubernetes", "old-job", &[Action::Delete], Reason::NoLongerRendered),
        make("kubernetes", "legacy", &[Action::Forget], Reason::Requested),
        make("kubernetes", "budget", &[Action::Create], Reason::DeletedOutside),
        make("kubernetes", "ingress", &[Action::NoOp], Reason::ExistsUnmanaged),
        make("grafana", "dashboard", &[Action::Import, Action::Update], Reason::Requested),
    ];
    all.sort_by(|a, b| a.address.cmp(&b.address));
    all
}

/// A plan in which everything happens, and what goes with it.
pub(crate) fn everything() -> (Plan, Rendered) {
    let origins = origins();
    let subject: EntityRef = "payment-api".parse().unwrap();
    let environment = Scope::environment("staging".parse().unwrap());
    let mut rendered = Rendered::empty(subject.clone(), environment.clone());
    rendered.origins = origins.table.clone();
    let body = |text: &str| Value::from_json(text).unwrap();
    let mut service = Resource::new(
        address("kubernetes", "service"),
        body(
            r#"{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "payment-api"},
                "spec": {"ports": [{"name": "http", "port": 80}], "replicas": 5}}"#,
        ),
    );
    let (t, r) = (origins.template, origins.replicas);
    service.origins = vec![t, t, t, t, r, r].into();
    let workload = Resource::new(
        address("kubernetes", "workload"),
        body(r#"{"kind": "Rollout", "metadata": {"name": "payment-api"}}"#),
    );
    let database =
        Resource::new(address("terraform", "database"), body(r#"{"resource": {"aws_db_instance": {"db": {}}}}"#));
    rendered = rendered.with_resource(service).with_resource(workload).with_resource(database);
    let summary = Summary {
        create: 2,
        update: 4,
        replace: 1,
        delete: 1,
        forget: 1,
        r#move: 1,
        unchanged: 12,
        server_defaults: 1,
        ..Summary::default()
    };
    let blocked = Diagnostic::error(codes::PLAN_PROTECTED, "terraform/database is protected and would be replaced")
        .with_help("if it may go, add `--release payment-api/staging/terraform/database`");
    let plan = Plan {
        format_version: FormatVersion::CURRENT,
        subject,
        environment,
        intent: Intent::Converge,
        basis: Basis::State,
        base: Base { lineage: "l".into(), serial: 3, pins: pins("1.4.0", "a"), renamed_from: None },
        pins: pins("1.5.0", "b"),
        targets: ["kubernetes", "terraform", "grafana"].map(|key| (key.parse().unwrap(), Target::default())).into(),
        changes: changes(&origins),
        steps: vec![
            Step::new(0, address("terraform", "database"), Action::Delete, vec![]),
            Step::new(1, address("terraform", "database"), Action::Create, vec![0]),
            Step::new(2, address("kubernetes", "workload"), Action::Update, vec![1]),
        ],
        preconditions: Vec::new(),
        summary,
        blocked: vec![blocked],
        break_glass: None,
        rendered_digest: digest("r"),
        digest: digest("p"),
    };
    (plan, rendered)
}

/// A plan that finds everything as it should be.
pub(crate) fn nothing() -> Plan {
    let (mut plan, _) = everything();
    plan.base.pins = plan.pins.clone();
    plan.changes.clear();
    plan.blocked.clear();
    plan.steps.clear();
    plan.summary = Summary { unchanged: 12, ..Summary::default() };
    plan
}
