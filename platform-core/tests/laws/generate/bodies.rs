//! What the things in a platform look like: like Kubernetes', like Terraform's, like anything's.

use platform_core::model::{SecretRef, Text, Unknown, UnknownPart, Value};

/// What a thing is.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A Kubernetes Deployment: keyed lists, quantities.
    Deployment,
    /// A Kubernetes Service: ports keyed by two fields.
    Service,
    /// A Kubernetes ConfigMap.
    ConfigMap,
    /// A Terraform resource.
    Terraform,
    /// Data for a target without rules.
    Plain,
    /// A file of ours, of theirs, of both.
    Managed,
    Seeded,
    Merged,
    /// A catalog entity.
    Entity,
}

impl Shape {
    /// The key of the environment's target.
    pub fn target(&self) -> &'static str {
        match self {
            Self::Deployment | Self::ConfigMap => "kubernetes",
            // A key that is not its type.
            Self::Service => "cluster",
            Self::Terraform => "terraform",
            Self::Plain => "grafana",
            Self::Managed | Self::Seeded | Self::Merged => "file",
            Self::Entity => "catalog",
        }
    }

    pub fn is_file(&self) -> bool {
        matches!(self, Self::Managed | Self::Seeded | Self::Merged)
    }

    pub fn is_kubernetes(&self) -> bool {
        matches!(self, Self::Deployment | Self::Service | Self::ConfigMap)
    }
}

/// What a body is made of.
pub struct Parts<'a> {
    /// What the target calls it.
    pub name: &'a str,
    /// Values read from other things' outputs.
    pub reads: &'a [Value],
    /// The version of a secret.
    pub secret: Option<u8>,
    /// Anything.
    pub extra: &'a Value,
    /// A number.
    pub size: u8,
}

fn object(api_version: &str, kind: &str, parts: &Parts, rest: Vec<(&str, Value)>) -> Value {
    let labels = Value::map([("app", Value::from(parts.name)), ("size", Value::from(format!("s{}", parts.size)))]);
    // A set: neither order nor number counts.
    let finalizers = (0..parts.size).rev().map(|number| Value::from(format!("example.org/{number}")));
    let finalizers = (kind != "API").then(|| ("finalizers", Value::list(finalizers)));
    let names = [("name", parts.name.into()), ("namespace", "shop".into()), ("labels", labels)];
    let metadata = names.into_iter().chain(finalizers);
    let head =
        [("apiVersion", Value::from(api_version)), ("kind", Value::from(kind)), ("metadata", Value::map(metadata))];
    Value::map(head.into_iter().chain(rest))
}

fn secret_of(version: u8) -> Value {
    let version = (version > 0).then(|| Text::from(version.to_string()));
    SecretRef { store: "vault".into(), key: "db".into(), property: None, version }.into()
}

fn named(parts: &Parts) -> Vec<(String, Value)> {
    let reads = parts.reads.iter().enumerate().map(|(number, value)| (format!("READ_{number}"), value.clone()));
    reads.chain(parts.secret.map(|version| ("TOKEN".to_owned(), secret_of(version)))).collect()
}

fn environment(parts: &Parts) -> Value {
    let fixed = [("LEVEL".to_owned(), Value::from("info")), ("SIZE".to_owned(), parts.size.to_string().into())];
    let all = fixed.into_iter().chain(named(parts));
    Value::list(all.map(|(name, value)| Value::map([("name", Value::from(name)), ("value", value)])))
}

/// No value is one that a server would put there: the second planner knows none of those.
fn deployment(parts: &Parts) -> Value {
    let port = |number: i32, name: &str| {
        Value::map([("containerPort", number.into()), ("protocol", "TCP".into()), ("name", Value::from(name))])
    };
    let limits =
        Value::map([("cpu", Value::from(format!("{}m", 100 * i32::from(parts.size)))), ("memory", "1Gi".into())]);
    let container = |name: &str| {
        Value::map([
            ("name", Value::from(name)),
            ("image", "registry.example/shop/app@sha256:0".into()),
            ("args", Value::list(["--fast".into(), "--size".into(), i32::from(parts.size).into()])),
            ("env", environment(parts)),
            ("ports", Value::list([port(8080, "http"), port(9090, "metrics")])),
            ("resources", Value::map([("limits", limits.clone())])),
        ])
    };
    let pod = Value::map([
        ("containers", Value::list([container("app"), container("sidecar")])),
        ("terminationGracePeriodSeconds", 45.into()),
    ]);
    let labels = Value::map([("app", Value::from(parts.name))]);
    let template = Value::map([("metadata", Value::map([("labels", labels.clone())])), ("spec", pod)]);
    let spec = [
        ("replicas", (i32::from(parts.size) + 1).into()),
        ("selector", Value::map([("matchLabels", labels)])),
        ("template", template),
    ];
    object("apps/v1", "Deployment", parts, vec![("spec", Value::map(spec))])
}

fn service(parts: &Parts) -> Value {
    let port = |number: i32, name: &str| {
        let target = ("targetPort", Value::from(i32::from(parts.size) + 8000));
        Value::map([("port", number.into()), ("protocol", "TCP".into()), ("name", Value::from(name)), target])
    };
    let spec = [("ports", Value::list([port(80, "http"), port(443, "https")])), ("type", "NodePort".into())];
    object("v1", "Service", parts, vec![("spec", Value::map(spec))])
}

/// A text of lines; what it reads is a line of its own.
fn text(parts: &Parts) -> Value {
    let mut all: Vec<UnknownPart> = Vec::new();
    let body = ["name", "extra", "size"].map(|word| match word {
        "name" => format!("name: {}\n---\n", parts.name),
        "extra" => format!("extra: {}\n---\n", parts.extra.to_json()),
        _ => format!("size: {}\n---\n", parts.size),
    });
    all.push(UnknownPart::Literal(body.concat().into()));
    for (number, read) in parts.reads.iter().enumerate() {
        all.push(UnknownPart::Literal(format!("read {number}: ").into()));
        match read {
            Value::Unknown(unknown) => all.extend(unknown.parts.iter().cloned()),
            other => all.push(UnknownPart::Literal(other.to_json().into())),
        }
        all.push(UnknownPart::Literal("\n---\n".into()));
    }
    let mut joined: Vec<UnknownPart> = Vec::new();
    for part in all {
        match (joined.last_mut(), part) {
            (Some(UnknownPart::Literal(last)), UnknownPart::Literal(next)) => *last = format!("{last}{next}").into(),
            (_, part) => joined.push(part),
        }
    }
    match joined.as_slice() {
        [UnknownPart::Literal(text)] => Value::from(&**text),
        _ => Value::from(Unknown { parts: joined }),
    }
}

/// The body of a thing.
pub fn body(shape: &Shape, parts: &Parts) -> Value {
    match shape {
        Shape::Deployment => deployment(parts),
        Shape::Service => service(parts),
        Shape::ConfigMap => {
            let data = named(parts).into_iter().chain([("extra".to_owned(), parts.extra.clone())]);
            object("v1", "ConfigMap", parts, vec![("data", Value::map(data))])
        }
        Shape::Terraform => {
            let settings = named(parts).into_iter().chain([
                ("engine".to_owned(), Value::from("postgres")),
                ("size".to_owned(), i32::from(parts.size).into()),
                ("extra".to_owned(), parts.extra.clone()),
            ]);
            let resource = Value::map([(parts.name.to_owned(), Value::map(settings))]);
            Value::map([("resource", Value::map([("aws_db_instance", resource)]))])
        }
        Shape::Plain => Value::map([
            ("extra", parts.extra.clone()),
            ("reads", Value::map(named(parts))),
            ("items", Value::list(named(parts).into_iter().map(|(_, value)| value))),
        ]),
        Shape::Managed | Shape::Seeded | Shape::Merged => text(parts),
        Shape::Entity => object("backstage.io/v1alpha1", "API", parts, vec![("spec", parts.extra.clone())]),
    }
}

/// The body of a thing that reads nothing.
pub fn body_of(shape: &Shape, size: u8, extra: &Value) -> Value {
    body(shape, &Parts { name: "n", reads: &[], secret: None, extra, size })
}
