//! Files of Kubernetes manifests that another tool rendered: each object becomes a template of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::formats::{Limits, yaml};
use crate::model::{
    Diagnostic, Document, GoldenPath, Interner, ManifestTemplate, Node, NodeKind, Pointer, Text, Value, codes, slug,
};

/// The file of one entry of `manifests`.
#[derive(Debug, Default)]
pub(super) struct ManifestFile {
    pub(super) objects: Vec<ManifestObject>,
    /// What is wrong with it.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// An object, and where it stands.
#[derive(Debug)]
pub(super) struct ManifestObject {
    pub(super) document: Arc<Document>,
    pub(super) pointer: Pointer,
    pub(super) body: Value,
    /// `KIND-NAME`, and what tells it from others of that.
    pub(super) key: Text,
    /// Others of the file live in it, or are of its kind.
    pub(super) is_first: bool,
    namespace: Text,
}

/// The files of all entries, in their order.
pub(super) fn read(path: &GoldenPath) -> Vec<ManifestFile> {
    path.spec.manifests.iter().map(|template| file(path, template)).collect()
}

/// The path of a file of the golden path's folder, as places name it.
pub(super) fn place_of(path: &GoldenPath, name: &str) -> Text {
    let document = path.source.document().map(|document| document.file.clone()).unwrap_or_default();
    match document.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{name}").into(),
        None => name.into(),
    }
}

fn file(path: &GoldenPath, template: &ManifestTemplate) -> ManifestFile {
    let mut found = ManifestFile::default();
    // What is not there was told when the path was read.
    let Some(text) = path.files.get(&template.file) else { return found };
    let name = place_of(path, &template.file);
    let parsed = yaml::parse(&name, text.as_bytes(), &Limits::default(), &mut Interner::default());
    found.diagnostics = parsed.diagnostics;
    for document in parsed.value.unwrap_or_default() {
        let document = Arc::new(document);
        found.add(&document, &document.root, &Pointer::root());
    }
    found.tell_apart();
    found
}

impl ManifestFile {
    /// An object, or the items of a list of objects. Documents without content are what conditions of other tools leave.
    fn add(&mut self, document: &Arc<Document>, node: &Node, pointer: &Pointer) {
        let kind = node.get("kind").and_then(Node::as_str);
        let items = node.get("items").filter(|_| kind.is_some_and(|kind| kind.ends_with("List")));
        match (items.map(|items| &items.kind), &node.kind) {
            (Some(NodeKind::List(items)), _) => {
                for (index, item) in items.iter().enumerate() {
                    self.add(document, item, &pointer.join("items").index(index));
                }
            }
            (_, NodeKind::Scalar(value)) if value.is_null() => {}
            _ => self.add_object(document, node, pointer),
        }
    }

    fn add_object(&mut self, document: &Arc<Document>, node: &Node, pointer: &Pointer) {
        let text = |way: &[&str]| way.iter().try_fold(node, |node, key| node.get(key)).and_then(Node::as_str);
        let known = (text(&["apiVersion"]), text(&["kind"]), text(&["metadata", "name"]));
        let (Some(_), Some(kind), Some(name)) = known else {
            return self.wrong(
                document,
                pointer,
                "it is no Kubernetes object: it lacks `apiVersion`, `kind` or `metadata.name`",
                "let the tool render whole objects, each with a name of its own",
            );
        };
        if node.get("metadata").and_then(|metadata| metadata.get("annotations")?.get("helm.sh/hook")).is_some() {
            return self.wrong(
                document,
                pointer,
                &format!("{kind} `{name}` is a hook of Helm's, which nobody would run at its time"),
                "render without: `helm template --no-hooks`",
            );
        }
        self.objects.push(ManifestObject {
            document: document.clone(),
            pointer: pointer.clone(),
            body: node.to_value(),
            key: slug(&format!("{kind}-{}", without_expressions(name))).into(),
            is_first: matches!(kind, "Namespace" | "CustomResourceDefinition"),
            namespace: text(&["metadata", "namespace"]).unwrap_or_default().into(),
        });
    }

    fn wrong(&mut self, document: &Document, pointer: &Pointer, message: &str, help: &str) {
        let diagnostic = Diagnostic::error(codes::TEMPLATE_INVALID, message);
        self.diagnostics.push(diagnostic.with_help(help).with_place(document.place(pointer)));
    }

    /// Those of one kind and name in several namespaces are told apart by these: all of them, whatever their order.
    fn tell_apart(&mut self) {
        let mut counts: BTreeMap<Text, usize> = BTreeMap::new();
        for object in &self.objects {
            let count = counts.entry(object.key.clone()).or_default();
            *count = count.saturating_add(1);
        }
        let is_shared = |key: &Text| counts.get(key).is_some_and(|count| *count > 1);
        for object in self.objects.iter_mut().filter(|object| is_shared(&object.key)) {
            object.key = slug(&format!("{}-{}", object.key, without_expressions(&object.namespace))).into();
        }
    }

    /// The keys of what comes before the others.
    pub(super) fn first(&self) -> BTreeSet<&Text> {
        self.objects.iter().filter(|object| object.is_first).map(|object| &object.key).collect()
    }
}

/// What is written around expressions.
fn without_expressions(text: &str) -> String {
    let mut parts = text.split("${{");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once("}}").map_or("", |(_, behind)| behind));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Fixture;

    const FILE: &str = "golden-paths/web/1.0.0/manifests/redis.yaml";
    const SPEC: &str = "parameters: {type: object, properties: {memory: {type: string, default: 64Mi}}}\n\
        resources:\n  - id: app\n    target: kubernetes\n    dependsOn: [redis]\n    \
        body: {apiVersion: v1, kind: ConfigMap, metadata: {name: app}}\n\
        manifests:\n  - {id: redis, file: manifests/redis.yaml, target: kubernetes, dependsOn: [base]}\n  \
        - {id: base, file: manifests/base.yaml, target: kubernetes, when: \"${{ environment.name != 'production' }}\"}\n";
    const REDIS: &str = "# Source: redis/templates/all.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: \"${{ service.slug }}-redis\"}
spec:
  replicas: 1
  template: {spec: {containers: [{name: redis, resources: {requests: {memory: \"${{ parameters.memory }}\"}}}]}}
---
# Nothing, where a condition did not hold.
---
~
---
apiVersion: v1
kind: List
items:
  - {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: redis, namespace: a}}
  - {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: redis, namespace: b}}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: caches.redis.example}
";
    const BASE: &str = "apiVersion: v1\nkind: Namespace\nmetadata: {name: data}\n";

    fn fixture(redis: &str) -> Fixture {
        Fixture::new(SPEC, "").file(FILE, redis).file("golden-paths/web/1.0.0/manifests/base.yaml", BASE)
    }

    #[test]
    fn each_object_is_a_resource_with_an_origin_in_its_file() {
        let fixture = fixture(REDIS);
        assert_eq!(fixture.says("staging"), "");
        let rendered = fixture.rendered("staging");
        let ids: Vec<&str> = rendered.resources.keys().map(|address| address.id()).collect();
        let expected = [
            "app",
            "base.namespace-data",
            "redis.customresourcedefinition-caches-redis-example",
            "redis.role-redis-a",
            "redis.role-redis-b",
            "redis.statefulset-redis",
        ];
        assert_eq!(ids, expected);
        let address = "cart/staging/kubernetes/redis.statefulset-redis".parse().unwrap();
        let redis = rendered.resources.get(&address).unwrap();
        let json = redis.body.to_json();
        assert!(
            json.contains("\"cart-redis\"") && json.contains("\"64Mi\"") && json.contains("\"replicas\":1"),
            "{json}"
        );
        let places = redis.origins.iter().filter_map(|id| rendered.origins.get(*id)?.place.clone());
        let places: Vec<String> = places.map(|place| place.to_string()).collect();
        assert!(places.contains(&format!("{FILE}:6:13")), "{places:?}");
        let before: Vec<&str> = redis.depends_on.iter().map(|address| address.id()).collect();
        assert_eq!(before, ["base.namespace-data", "redis.customresourcedefinition-caches-redis-example"]);
        let app = rendered.resources.get(&"cart/staging/kubernetes/app".parse().unwrap()).unwrap();
        assert_eq!(app.depends_on.len(), 4, "it waits for all that the file holds");
        let production = fixture.rendered("production");
        assert!(!production.resources.keys().any(|address| address.id().starts_with("base")));
    }

    #[test]
    fn another_text_is_another_path() {
        let digest =
            |text: &str| fixture(text).platform().golden_paths.values().next().unwrap().values().next().unwrap().digest;
        assert_eq!(digest(REDIS), digest(REDIS));
        assert_ne!(digest(REDIS), digest(&REDIS.replace("replicas: 1", "replicas: 2")));
    }

    #[test]
    fn what_is_no_object_is_told_with_its_place() {
        for (text, place, said) in [
            ("kind: ConfigMap\nmetadata: {name: a}\n", "1:1", "no Kubernetes object"),
            ("a: 1\n---\n- b\n", "3:1", "no Kubernetes object"),
            ("apiVersion: v1\nkind: List\nitems:\n  - {kind: Pod}\n", "4:5", "no Kubernetes object"),
            ("apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}\n", "1:1", "no Kubernetes object"),
            (
                "apiVersion: v1\nkind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}\n",
                "1:1",
                "hook of Helm's",
            ),
            (
                "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\n",
                "5:1",
                "two templates",
            ),
            ("# What a condition left.\n---\n~\n---\n3\n", "5:1", "no Kubernetes object"),
            ("a: [\n", "1:4", ""),
        ] {
            let told = fixture(text).says("staging");
            assert!(told.contains(&format!("{FILE}:{place}")) && told.contains(said), "{text}: {told}");
        }
    }

    #[test]
    fn what_is_named_must_be_there() {
        let platform = |from: &str, to: &str| {
            let outcome = Fixture::new(&SPEC.replace(from, to), "")
                .file(FILE, REDIS)
                .file("golden-paths/web/1.0.0/manifests/base.yaml", BASE);
            let broken = outcome.platform();
            broken.broken.keys().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(platform("x", "x"), Vec::<String>::new());
        let path = ["golden-paths/web/1.0.0/golden-path.yaml"];
        assert_eq!(platform("manifests/redis.yaml", "manifests/rediss.yaml"), path);
        assert_eq!(platform("dependsOn: [base]", "dependsOn: [bse]"), path);
        assert_eq!(platform("id: base", "id: app"), path);
    }
}
