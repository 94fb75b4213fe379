//! A fleet to measure on: Deployments of 51 leaves and about 2 kB.

// Each benchmark uses a part of it.
#![allow(dead_code)]

use std::collections::BTreeMap;

use platform_core::model::{
    Address, Artifact, Entity, EntityRef, Environment, EnvironmentSpec, Follow, GoldenPath, GoldenPathMetadata,
    GoldenPathSpec, JsonReader, Map, Name, Observation, Observed, Pins, Platform, Rendered, Resource, ResourceTemplate,
    Scope, State, StateResource, Subject, Target, Value,
};

/// Templates in the path that the render benchmark uses; a subject renders as many resources.
const TEMPLATES: usize = 10;

/// Prints what the payload is.
pub fn describe() {
    let body = body(0, 2);
    println!("payload: {} leaves, {} bytes of JSON a resource", body.leaf_count(), body.to_json().len());
}

fn text(template: &str) -> Value {
    template.into()
}

/// A Deployment; `replicas` is what changes.
pub fn body(index: usize, replicas: i32) -> Value {
    deployment(
        &format!("service-{index:06}"),
        replicas.into(),
        text("registry.example/fleet/service@sha256:5f34a27119d156b24eb42781994c9ac1739649f0b73b75465d85dbccaf39469d"),
        8080.into(),
    )
}

fn deployment(name: &str, replicas: Value, image: Value, port: Value) -> Value {
    let labels = || {
        Value::map([
            ("app.kubernetes.io/name", text(name)),
            ("app.kubernetes.io/part-of", text("checkout")),
            ("app.kubernetes.io/managed-by", text("platform")),
        ])
    };
    let env = |key: &str, value: &str| Value::map([("name", text(key)), ("value", text(value))]);
    let probe = |path: &str| {
        Value::map([
            ("httpGet", Value::map([("path", text(path)), ("port", text("http"))])),
            ("periodSeconds", 10.into()),
            ("failureThreshold", 3.into()),
        ])
    };
    let container = Value::map([
        ("name", text("app")),
        ("image", image),
        ("imagePullPolicy", text("IfNotPresent")),
        (
            "ports",
            Value::list([Value::map([("name", text("http")), ("containerPort", port), ("protocol", text("TCP"))])]),
        ),
        (
            "env",
            Value::list([
                env("LOG_LEVEL", "info"),
                env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.observability.svc.cluster.local:4317"),
                env("OTEL_SERVICE_NAME", name),
                env(
                    "FEATURE_FLAGS",
                    "checkout-redesign,faster-search,new-recommendations,one-page-basket,saved-cards,gift-messages,split-shipments,address-lookup,order-tracking,price-alerts,stock-by-store,returns-by-post,loyalty-points,dark-mode,voice-search,compare-items",
                ),
                env("DATABASE_POOL_SIZE", "16"),
            ]),
        ),
        ("readinessProbe", probe("/ready")),
        ("livenessProbe", probe("/alive")),
        (
            "resources",
            Value::map([
                ("requests", Value::map([("cpu", text("100m")), ("memory", text("128Mi"))])),
                ("limits", Value::map([("memory", text("256Mi"))])),
            ]),
        ),
        (
            "securityContext",
            Value::map([
                ("allowPrivilegeEscalation", false.into()),
                ("readOnlyRootFilesystem", true.into()),
                ("capabilities", Value::map([("drop", Value::list([text("ALL")]))])),
            ]),
        ),
        ("volumeMounts", Value::list([Value::map([("name", text("tmp")), ("mountPath", text("/tmp"))])])),
    ]);
    let pod = Value::map([
        ("serviceAccountName", text(name)),
        ("automountServiceAccountToken", false.into()),
        ("terminationGracePeriodSeconds", 30.into()),
        (
            "securityContext",
            Value::map([
                ("runAsNonRoot", true.into()),
                ("seccompProfile", Value::map([("type", text("RuntimeDefault"))])),
            ]),
        ),
        ("containers", Value::list([container])),
        ("volumes", Value::list([Value::map([("name", text("tmp")), ("emptyDir", Value::map::<&str>([]))])])),
    ]);
    Value::map([
        ("apiVersion", text("apps/v1")),
        ("kind", text("Deployment")),
        ("metadata", Value::map([("name", text(name)), ("namespace", text("checkout")), ("labels", labels())])),
        (
            "spec",
            Value::map([
                ("replicas", replicas),
                ("revisionHistoryLimit", 5.into()),
                ("selector", Value::map([("matchLabels", Value::map([("app.kubernetes.io/name", text(name))]))])),
                ("template", Value::map([("metadata", Value::map([("labels", labels())])), ("spec", pod)])),
            ]),
        ),
    ])
}

fn address(index: usize) -> Address {
    format!("fleet/production/kubernetes/service-{index:06}").parse().unwrap()
}

fn scope() -> Scope {
    "production".parse().unwrap()
}

/// As it is in memory after it was read: equal keys and short strings of all that one reader reads are held once.
pub fn held(reader: &mut JsonReader, body: &Value) -> Value {
    reader.read(&body.to_json()).unwrap()
}

/// What should be, what was applied and what is there, read by one reader.
pub struct Fleet {
    pub rendered: Rendered,
    pub state: State,
    pub observed: Observed,
    /// What read all three.
    pub reader: JsonReader,
}

impl Fleet {
    /// `percent` of the resources have another number of replicas than the state; the world is as the state says.
    pub fn new(size: usize, percent: usize) -> Self {
        let mut one = JsonReader::default();
        let made = Self::made(size, percent, |_, body| held(&mut one, body));
        Self { reader: one, ..made }
    }

    /// The same with a reader for each of the three: nothing is shared between them.
    pub fn apart(size: usize, percent: usize) -> Self {
        let mut readers = [JsonReader::default(), JsonReader::default(), JsonReader::default()];
        Self::made(size, percent, |which, body| held(readers.get_mut(which).unwrap(), body))
    }

    fn made(size: usize, percent: usize, mut hold: impl FnMut(usize, &Value) -> Value) -> Self {
        let mut rendered = Rendered::empty("fleet".parse().unwrap(), scope());
        rendered.targets.insert("kubernetes".parse().unwrap(), Target::default());
        let mut state = State::new("fleet".parse().unwrap(), scope(), "benchmark");
        let mut observed = Observed::nothing();
        for index in 0..size {
            let replicas = if index % 100 < percent { 3 } else { 2 };
            let resource = Resource::new(address(index), hold(0, &body(index, replicas)));
            state = state.with_resource(resource.address.clone(), StateResource::new(hold(1, &body(index, 2))));
            observed = observed.with_present(resource.address.clone(), hold(2, &seen(index)));
            rendered = rendered.with_resource(resource);
        }
        Self { rendered, state, observed, reader: JsonReader::default() }
    }

    /// The bodies as JSON.
    pub fn texts(&self) -> Texts {
        let rendered =
            self.rendered.resources.iter().map(|(address, resource)| (address.clone(), resource.body.to_json()));
        let observed = self.observed.resources.iter().filter_map(|(address, observation)| match observation {
            Observation::Present(present) => Some((address.clone(), present.body().to_json())),
            _ => None,
        });
        Texts { rendered: rendered.collect(), observed: observed.collect() }
    }
}

/// Bodies as JSON.
pub struct Texts {
    pub rendered: Vec<(Address, String)>,
    pub observed: Vec<(Address, String)>,
}

impl Texts {
    /// What is there, read where it is not as it was before.
    pub fn observe(&self, before: &Observed, reader: &mut JsonReader) -> Observed {
        let texts = self.observed.iter().map(|(address, text)| (address.clone(), text.as_str()));
        Observed::read(texts, before, reader).unwrap()
    }

    /// Reads them; what is not a body is taken from `like`.
    pub fn read(&self, reader: &mut JsonReader, like: &Rendered) -> (Rendered, Observed) {
        let mut rendered = Rendered::empty(like.subject.clone(), like.environment.clone());
        rendered.targets = like.targets.clone();
        let mut observed = Observed::nothing();
        for (address, text) in &self.rendered {
            rendered = rendered.with_resource(Resource::new(address.clone(), reader.read(text).unwrap()));
        }
        for (address, text) in &self.observed {
            observed = observed.with_present(address.clone(), reader.read(text).unwrap());
        }
        (rendered, observed)
    }
}

/// What is there: what was applied, with what a server adds.
fn seen(index: usize) -> Value {
    let Value::Map(map) = body(index, 2) else { return Value::Null };
    let status = Value::map([("observedGeneration", 1.into()), ("readyReplicas", 2.into())]);
    Value::Map(map.with("status", status))
}

/// A platform whose subjects render `size` resources with ten expressions each.
pub fn platform(size: usize) -> (Platform, Vec<EntityRef>, Scope, Pins) {
    let mut platform = Platform::new();
    let spec = EnvironmentSpec::default();
    let mut environment = Environment::new("production".parse().unwrap(), spec).with_label("tier", "production");
    environment.spec.targets.insert("kubernetes".parse().unwrap(), Target::default());
    platform.add_environment(environment);

    let mut spec = GoldenPathSpec::default();
    spec.parameters = Value::from_json(
        r#"{"type": "object", "properties": {"port": {"type": "integer"}, "replicas": {"type": "integer", "default": 2}}}"#,
    )
    .unwrap();
    let kubernetes: Name = "kubernetes".parse().unwrap();
    for index in 0..TEMPLATES {
        let name = format!("${{{{ service.slug }}}}-{index}");
        let (replicas, image, port) =
            (text("${{ parameters.replicas }}"), text("${{ artifacts.app.image }}"), text("${{ parameters.port }}"));
        let body = deployment(&name, replicas, image, port);
        let id = format!("workload-{index}").parse().unwrap();
        spec.resources.push(ResourceTemplate::new(id, kubernetes.clone(), body));
    }
    let metadata = GoldenPathMetadata {
        name: "fleet".parse().unwrap(),
        version: "1.0.0".parse().unwrap(),
        owner: None,
        title: None,
        description: None,
    };
    platform.add_golden_path(GoldenPath::new(metadata, spec, BTreeMap::new()));

    let subjects: Vec<EntityRef> =
        (0..size.div_ceil(TEMPLATES)).map(|index| format!("service-{index:06}").parse().unwrap()).collect();
    for subject in &subjects {
        let document = Value::map([
            ("apiVersion", text("backstage.io/v1alpha1")),
            ("kind", text("Component")),
            ("metadata", Value::map([("name", text(subject.name()))])),
            (
                "spec",
                Value::map([("type", text("service")), ("lifecycle", text("production")), ("owner", text("team"))]),
            ),
        ]);
        let parameters = Map::from_entries([("port".into(), 8080.into())]);
        let follows = Follow::new("fleet@^1".parse().unwrap()).with_parameters(parameters);
        platform.add_subject(Subject::new(Entity::new(subject.clone(), document), follows));
    }
    let digest = "5f34a27119d156b24eb42781994c9ac1739649f0b73b75465d85dbccaf39469d";
    let artifact: Artifact = format!("registry.example/fleet/service@sha256:{digest}").parse().unwrap();
    let pins = Pins::default().with_artifact("app".parse().unwrap(), artifact);
    (platform, subjects, scope(), pins)
}
