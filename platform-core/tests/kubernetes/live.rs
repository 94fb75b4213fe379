//! The server's answers, asked by `tests/kubernetes`, which runs these one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use platform_core::formats::{Limits, yaml};
use platform_core::model::{Interner, Value};

use crate::noise::{noise, unaccounted};
use crate::record::{RECORDS, Record, committed, text};

fn told(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is told by tests/kubernetes"))
}

fn calls() -> PathBuf {
    told("KUBERNETES_CALLS").into()
}

/// The objects of a file, those of lists one by one; none where it isn't for us to read.
fn objects(file: &Path) -> Vec<Value> {
    let text = std::fs::read(file).unwrap();
    let read = yaml::parse("manifest", &text, &Limits::default(), &mut Interner::default());
    let documents = read.value.unwrap_or_default().into_iter().map(|document| document.root.to_value());
    documents
        .flat_map(|value| match (value.get("kind").and_then(Value::as_str), value.get("items")) {
            (Some("List"), Some(Value::List(items))) => items.to_vec(),
            _ => vec![value],
        })
        .collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            files(&entry, found);
        } else if entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with("invalid-")) {
            // Says of itself that it isn't what is to be read.
        } else if entry.extension().is_some_and(|end| ["yaml", "yml", "json"].iter().any(|known| end == *known)) {
            found.push(entry);
        }
    }
}

/// Calls in curl's own language.
#[derive(Default)]
struct Calls {
    config: String,
    token: String,
}

impl Calls {
    fn new() -> Self {
        Self { config: String::new(), token: std::fs::read_to_string(told("KUBERNETES_TOKEN")).unwrap() }
    }

    fn add(&mut self, method: &str, path: &str, body: Option<&Path>, answer: Option<&Path>) {
        let url = told("KUBERNETES_URL");
        let answer = answer.map_or_else(|| "/dev/null".into(), |path| path.display().to_string());
        if !self.config.is_empty() {
            self.config.push_str("next\n");
        }
        write!(
            self.config,
            "insecure\nsilent\nrequest = \"{method}\"\nurl = \"{url}{path}\"\noutput = \"{answer}\"\n\
             header = \"Authorization: Bearer {}\"\nheader = \"Content-Type: application/json\"\n",
            self.token
        )
        .unwrap();
        if let Some(body) = body {
            writeln!(self.config, "data = \"@{}\"", body.display()).unwrap();
        }
    }

    fn save(&self, name: &str) {
        std::fs::write(calls().join(name), &self.config).unwrap();
    }
}

#[test]
#[ignore = "part of tests/kubernetes"]
fn kinds() {
    let mut asked = Calls::new();
    for (number, file) in told("KUBERNETES_CRDS").split(' ').enumerate() {
        for object in objects(Path::new(file)) {
            let body = calls().join(format!("kind-{number}.json"));
            std::fs::write(&body, object.to_json()).unwrap();
            asked.add("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Some(&body), None);
        }
    }
    asked.save("kinds.curl");
}

/// Where objects of a kind are: the path of their version, their name there, whether they are in a namespace.
type Place = (String, String, bool);

fn places() -> BTreeMap<(String, String), Place> {
    let mut places = BTreeMap::new();
    for name in ["api", "apis"] {
        let document =
            Value::from_json(&std::fs::read_to_string(calls().join(format!("{name}.json"))).unwrap()).unwrap();
        for group in document.get("items").unwrap().as_list().unwrap() {
            let metadata = group.get("metadata");
            let group_name = metadata.and_then(|metadata| metadata.get("name")?.as_str()).unwrap_or_default();
            for version in group.get("versions").unwrap().as_list().unwrap() {
                let number = version.get("version").unwrap().as_str().unwrap();
                let api = if group_name.is_empty() { number.to_owned() } else { format!("{group_name}/{number}") };
                let resources = version.get("resources").and_then(Value::as_list).unwrap_or_default();
                for resource in resources {
                    let field = |name: &str| resource.get(name).and_then(Value::as_str).unwrap_or_default();
                    let kind = resource.get("responseKind").and_then(|kind| kind.get("kind")?.as_str());
                    let Some(kind) = kind else { continue };
                    let place =
                        (format!("/{name}/{api}"), field("resource").to_owned(), field("scope") == "Namespaced");
                    places.insert((api.clone(), kind.to_owned()), place);
                }
            }
        }
    }
    places
}

#[test]
#[ignore = "part of tests/kubernetes"]
fn requests() {
    let places = places();
    let mut asked = Calls::new();
    let mut number = 0;
    let mut definitions = BTreeSet::new();
    for source in told("KUBERNETES_MANIFESTS").split_whitespace() {
        let (name, folder) = source.split_once('=').unwrap();
        let mut found = Vec::new();
        files(Path::new(folder), &mut found);
        for (file_number, file) in found.iter().enumerate() {
            // Names meet: each file has a namespace of its own.
            let namespace = format!("m{number}-{file_number}");
            let body = calls().join(format!("{namespace}.namespace.json"));
            std::fs::write(&body, format!(r#"{{"metadata": {{"name": "{namespace}"}}}}"#)).unwrap();
            asked.add("POST", "/api/v1/namespaces", Some(&body), None);
            for (place, object) in objects(file).into_iter().enumerate() {
                let field = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
                let Some((path, plural, namespaced)) = places.get(&(field("apiVersion"), field("kind"))) else {
                    continue;
                };
                let Some(metadata) = object.get("metadata").and_then(Value::as_map) else { continue };
                let Some(object_name) = metadata.get("name").and_then(Value::as_str) else { continue };
                // Deleted once, its name is free only later: a second one is taken or refused as it happens.
                if plural == "customresourcedefinitions" && !definitions.insert(object_name.to_owned()) {
                    continue;
                }
                let metadata = metadata.without("namespace");
                let written = Value::Map(object.as_map().unwrap().with("metadata", Value::Map(metadata.clone())));
                let within = if *namespaced {
                    format!("{path}/namespaces/{namespace}/{plural}")
                } else {
                    format!("{path}/{plural}")
                };
                let save = |end: &str, text: &str| {
                    let file = calls().join(format!("{number:04}.{end}"));
                    std::fs::write(&file, text).unwrap();
                    file
                };
                let relative = file.strip_prefix(folder).unwrap().display();
                save("from", &format!("{name}/{relative}#{place}"));
                let body = save("written", &written.to_json());
                let (created, returned) = (save("created", ""), save("returned", ""));
                save("namespace", &namespace);
                // What is not understood is refused, not dropped.
                asked.add("POST", &format!("{within}?fieldValidation=Strict"), Some(&body), Some(&created));
                asked.add("GET", &format!("{within}/{object_name}"), None, Some(&returned));
                if !namespaced {
                    asked.add("DELETE", &format!("{within}/{object_name}"), None, None);
                }
                number += 1;
            }
        }
    }
    assert!(number > 100, "only {number} manifests were found");
    asked.save("requests.curl");
}

/// What the server gave back, with what is another each time made the same.
fn returned(number: &str, text: &str) -> Value {
    let value = Value::from_json(text).unwrap();
    let at = |path: &str| path.split('/').try_fold(&value, |value, name| value.get(name)).and_then(Value::as_str);
    let namespace = std::fs::read_to_string(calls().join(format!("{number}.namespace"))).unwrap();
    let mut text = text.replace(&namespace, "manifests");
    for (path, instead) in [("metadata/uid", "00000000-0000-0000-0000-000000000000"), ("spec/clusterIP", "10.96.0.1")] {
        if let Some(found) = at(path).filter(|found| !found.is_empty() && *found != "None") {
            text = text.replace(found, instead);
        }
    }
    if let Some(time) = at("metadata/creationTimestamp") {
        text = text.replace(time, "2027-01-01T00:00:00Z");
    }
    let set = |value: &Value, path: &[&str], to: Value| set(value, path, &to);
    let mut value = Value::from_json(&text).unwrap();
    value = set(&value, &["metadata", "resourceVersion"], "1".into());
    value = set(&value, &["metadata", "managedFields"], Value::list([Value::map([("manager", "curl".into())])]));
    value = set(&value, &["spec", "healthCheckNodePort"], 30000.into());
    if let (Some("CustomResourceDefinition" | "APIService" | "FlowSchema" | "PriorityLevelConfiguration"), Some(map)) =
        (at("kind"), value.as_map())
    {
        // How far the server has come with it.
        value = Value::Map(map.with("status", Value::empty_map()));
    }
    if let Some(Value::List(ports)) = value.get("spec").and_then(|spec| spec.get("ports")) {
        let ports = ports.iter().map(|port| set(port, &["nodePort"], 30000.into())).collect::<Vec<_>>();
        value = set(&value, &["spec", "ports"], Value::list(ports));
    }
    value
}

/// The value with what is at a place replaced, where there is something.
fn set(value: &Value, path: &[&str], to: &Value) -> Value {
    let ([name, rest @ ..], Some(map)) = (path, value.as_map()) else { return to.clone() };
    match map.get(name) {
        Some(inner) => Value::Map(map.with(*name, if rest.is_empty() { to.clone() } else { set(inner, rest, to) })),
        None => value.clone(),
    }
}

#[test]
#[ignore = "part of tests/kubernetes"]
fn answers() {
    let mut records = Vec::new();
    let mut refused = 0;
    let mut numbers: Vec<String> = std::fs::read_dir(calls())
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.strip_suffix(".from").map(str::to_owned))
        .collect();
    numbers.sort();
    for number in numbers {
        let read = |end: &str| std::fs::read_to_string(calls().join(format!("{number}.{end}"))).unwrap();
        let created = Value::from_json(&read("created")).unwrap();
        if created.get("kind").and_then(Value::as_str) == Some("Status") {
            refused += 1;
            if std::env::var_os("KUBERNETES_REFUSED").is_some() {
                println!("refused: {}: {}", read("from"), created.get("message").unwrap());
            }
            continue;
        }
        let written = Value::from_json(&read("written")).unwrap();
        // What a Secret holds is a reference as soon as it comes in: it is not compared with what a manifest holds.
        if written.get("kind") == Some(&"Secret".into()) {
            continue;
        }
        records.push(Record { from: read("from"), written, returned: returned(&number, &read("returned")) });
    }
    println!("{} manifests were taken, {refused} refused", records.len());
    let wrong: Vec<String> = records.iter().flat_map(|record| [noise(record), unaccounted(record)].concat()).collect();
    // What is large says little more than what is small, and many of a kind no more than some.
    let mut kept: BTreeMap<String, u32> = BTreeMap::new();
    records.retain(|record| {
        let of_kind = kept.entry(record.kind()).or_default();
        *of_kind += 1;
        record.written.to_json().len() < 6_000 && *of_kind <= 10
    });
    if std::env::var_os("KUBERNETES_WRITE").is_some() {
        std::fs::write(RECORDS, text(&records)).unwrap();
    } else {
        let committed = committed();
        let drifted: Vec<&str> = records
            .iter()
            .filter(|record| committed.iter().find(|known| known.from == record.from) != Some(record))
            .map(|record| record.from.as_str())
            .collect();
        assert!(
            drifted.is_empty() && records.len() == committed.len(),
            "not as recorded (tests/kubernetes --write): {drifted:#?}"
        );
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}
