//! Makes `kubernetes_types.rs` from what Kubernetes and its extensions publish, and checks that it still is that.
//!
//! `tests/kubernetes rules` fetches what is read here and says where it is.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::super::crd::{self, Types};
use super::super::schema::{Absent, Case, Field, Is, Root, Type};
use super::super::{Key, ListRule, ScalarRule};
use super::*;
use crate::formats::{Limits, yaml};
use crate::model::Interner;

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/plan/rules/kubernetes_types.rs");
const DEFAULTS: &str = include_str!("../kubernetes_defaults.txt");

#[test]
#[ignore = "reads what is published: tests/kubernetes rules"]
fn the_table_is_as_published() {
    let told = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is told by tests/kubernetes rules"));
    let folders = told("KUBERNETES_GO");
    let go = Go::read(folders.split(' ').filter_map(|pair| pair.split_once('=')));
    let mut published = Published { go, defaults: defaults(), ..Published::default() };
    published.read_openapi(Path::new(&told("KUBERNETES_OPENAPI")));
    published.read_crds(told("KUBERNETES_CRDS").split(' '));
    let table = published.write(&told("KUBERNETES_SOURCES"));
    if std::env::var_os("KUBERNETES_WRITE").is_some() {
        std::fs::write(TABLE, table).unwrap();
    } else {
        let committed = std::fs::read_to_string(TABLE).unwrap();
        assert!(committed == table, "kubernetes_types.rs is not what is published: tests/kubernetes rules --write");
    }
}

/// The lines of `kubernetes_defaults.txt`, by type and field.
fn defaults() -> BTreeMap<(String, String), Absent> {
    let mut all: BTreeMap<(String, String), Vec<Case>> = BTreeMap::new();
    for line in DEFAULTS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (line, condition) = line.split_once(" when ").unwrap_or((line, "="));
        let (sibling, text) = condition.split_once('=').unwrap();
        let (name, value) = line.split_once(' ').unwrap();
        let (name, entries) = name.strip_suffix(".*").map_or((name, ""), |name| (name, ".*"));
        let (of, field) = name.rsplit_once('.').unwrap();
        let absent = if let Some(sibling) = value.strip_prefix("= ") {
            Absent::Beside(crd::owned(sibling))
        } else if let Some(siblings) = value.strip_prefix("from ") {
            Absent::Above(siblings.split(' ').map(crd::owned).collect())
        } else if let Some(sibling) = value.strip_prefix("pull ") {
            Absent::PullPolicy(crd::owned(sibling))
        } else {
            match Value::from_json(value).unwrap() {
                Value::List(list) => {
                    Absent::Texts(list.iter().map(|text| crd::owned(text.as_str().unwrap())).collect())
                }
                other => crd::absent(&other),
            }
        };
        let case = Case { beside: crd::owned(sibling), has: crd::owned(text), then: absent };
        all.entry((of.to_owned(), format!("{field}{entries}"))).or_default().push(case);
    }
    let one = |mut cases: Vec<Case>| {
        let is_plain = cases.len() == 1 && cases[0].beside.is_empty();
        if is_plain { cases.remove(0).then } else { Absent::When(Cow::Owned(cases)) }
    };
    all.into_iter().map(|(name, cases)| (name, one(cases))).collect()
}

/// What the Go types say that their OpenAPI doesn't: which fields are pointers, and so tell `false` from nothing.
#[derive(Default)]
struct Go(BTreeMap<String, GoType>);

#[derive(Default)]
struct GoType {
    /// By the name in JSON.
    fields: BTreeMap<String, String>,
    inline: Vec<String>,
}

impl Go {
    fn read<'a>(packages: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut go = Self::default();
        for (package, folder) in packages {
            for file in std::fs::read_dir(folder).unwrap() {
                let path = file.unwrap().path();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                if name.ends_with(".go") && !name.starts_with("generated") && !name.contains("_test") {
                    go.read_file(package, &std::fs::read_to_string(&path).unwrap());
                }
            }
        }
        go
    }

    fn read_file(&mut self, package: &str, text: &str) {
        let mut open: Option<(String, GoType)> = None;
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("type ").and_then(|rest| rest.strip_suffix(" struct {")) {
                open = Some((format!("{package}.{name}"), GoType::default()));
            } else if line == "}" {
                self.0.extend(open.take());
            } else if let (Some((_, said)), Some((before, tag))) = (&mut open, line.split_once("`json:\"")) {
                let words: Vec<&str> = before.split_whitespace().collect();
                let tag = tag.split('"').next().unwrap();
                let name = tag.split(',').next().unwrap();
                match words[..] {
                    [of] if name.is_empty() => said.inline.push(of.to_owned()),
                    [of] | [_, of] => drop(said.fields.insert(name.to_owned(), of.to_owned())),
                    _ => {}
                }
            }
        }
    }

    fn is_pointer(&self, name: &str, field: &str) -> bool {
        let Some(said) = self.0.get(name) else { return true };
        let package = name.rsplit_once('.').unwrap().0;
        said.fields.get(field).map_or_else(
            || {
                said.inline.iter().any(|inline| {
                    self.has(package, inline, field) && self.is_pointer(&format!("{package}.{inline}"), field)
                })
            },
            |of| of.starts_with('*'),
        )
    }

    fn has(&self, package: &str, name: &str, field: &str) -> bool {
        self.0.get(&format!("{package}.{name}")).is_some_and(|said| {
            said.fields.contains_key(field) || said.inline.iter().any(|inline| self.has(package, inline, field))
        })
    }
}

#[derive(Default)]
struct Published {
    go: Go,
    defaults: BTreeMap<(String, String), Absent>,
    definitions: BTreeMap<String, Value>,
    known: BTreeMap<String, u32>,
    types: Types,
    kinds: Vec<Root>,
}

/// `core.v1.PodSpec` for `io.k8s.api.core.v1.PodSpec`: the last three parts.
fn short(name: &str) -> String {
    let parts: Vec<&str> = name.rsplitn(4, '.').collect();
    [parts[2], parts[1], parts[0]].join(".")
}

/// The name of the definition that a schema refers to, and whether it is always there.
fn reference(schema: &Value) -> Option<(String, bool)> {
    let direct = schema.get("$ref");
    let inside = schema.get("allOf").and_then(|all| all.as_list()?.first()?.get("$ref"));
    let name = direct.or(inside)?.as_str()?.rsplit('/').next()?.to_owned();
    Some((name, direct.is_none() && schema.get("default").is_some()))
}

impl Published {
    fn read_openapi(&mut self, folder: &Path) {
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        for file in files {
            let document = Value::from_json(&std::fs::read_to_string(file).unwrap()).unwrap();
            let schemas = document.get("components").and_then(|components| components.get("schemas")?.as_map());
            for (name, schema) in schemas.into_iter().flatten() {
                self.definitions.insert(name.to_string(), schema.clone());
            }
        }
        for (name, schema) in self.definitions.clone() {
            let metadata = schema.get("properties").and_then(|properties| reference(properties.get("metadata")?));
            let is_object = metadata.is_some_and(|(of, _)| of.ends_with("meta.v1.ObjectMeta"));
            let kinds = schema.get("x-kubernetes-group-version-kind").and_then(Value::as_list).unwrap_or_default();
            if let ([kind], true) = (kinds, is_object) {
                let text = |field: &str| crd::owned(kind.get(field).unwrap().as_str().unwrap());
                // What is only asked, never kept.
                if ["authentication.k8s.io", "authorization.k8s.io"].contains(&&*text("group")) {
                    continue;
                }
                let of = self.object(&name);
                self.kinds.push(Root { group: text("group"), kind: text("kind"), version: text("version"), of });
            }
        }
    }

    fn object(&mut self, name: &str) -> u32 {
        let of = self.of(name).unwrap();
        let mut said = self.types.0[of as usize].clone();
        said.fields.to_mut().retain(|field| field.name != "status");
        self.types.0[of as usize] = said;
        of
    }

    fn of(&mut self, name: &str) -> Option<u32> {
        if let Some(known) = self.known.get(name) {
            return Some(*known);
        }
        let schema = self.definitions.get(name)?.clone();
        let properties = schema.get("properties")?.as_map()?.clone();
        let of = u32::try_from(self.types.0.len()).unwrap();
        // It may be part of itself. No other type may be taken for it while it is made.
        let open = Field { name: crd::owned(name), of: None, is: Is::Plain, absent: Absent::Nothing, zero: false };
        self.types.0.push(Type { fields: Cow::Owned(vec![open]), zero: true });
        self.known.insert(name.to_owned(), of);
        let required = schema.get("required").and_then(Value::as_list).unwrap_or_default().to_vec();
        let mut fields: Vec<Field> = properties
            .iter()
            .filter(|(field, _)| &**field != "managedFields")
            .filter_map(|(field, schema)| self.field(name, field, schema, required.contains(&(&**field).into())))
            .collect();
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        self.types.0[of as usize] = Type { fields: Cow::Owned(fields), zero: true };
        Some(of)
    }

    /// An object that is part of another, as in the templates of a StatefulSet: the server says what it is, and how it is.
    fn embedded(&mut self, name: &str) -> Option<u32> {
        let kinds = self.definitions.get(name)?.get("x-kubernetes-group-version-kind")?.as_list()?;
        let [kind] = kinds else { return None };
        let text = |field: &str| kind.get(field).unwrap().as_str().unwrap();
        let version = format!("{}/{}", text("group"), text("version"));
        let said = [("apiVersion", version.trim_start_matches('/').to_owned()), ("kind", text("kind").to_owned())];
        let plain = |name: &str, absent| Field { name: crd::owned(name), of: None, is: Is::Plain, absent, zero: true };
        let object = self.object(name);
        let mut fields = self.types.0[object as usize].fields.to_vec();
        fields.extend(said.map(|(name, text)| plain(name, Absent::Text(Cow::Owned(text)))));
        let phase = plain("phase", Absent::Text("Pending".into()));
        let status = self.types.add(Type { fields: Cow::Owned(vec![phase]), zero: true });
        fields.push(Field { of: Some(status), ..plain("status", Absent::Filled) });
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        Some(self.types.add(Type { fields: Cow::Owned(fields), zero: true }))
    }

    fn field(&mut self, of: &str, name: &str, schema: &Value, required: bool) -> Option<Field> {
        let (items, entries) = (schema.get("items"), schema.get("additionalProperties"));
        let referred = reference(items.or(entries).unwrap_or(schema));
        let by_name = referred.as_ref().and_then(|(name, _)| scalar_type(name));
        let is_scalar = by_name.is_some() || (referred.is_none() && items.is_none() && entries.is_none());
        let definition = referred.as_ref().and_then(|(name, _)| self.definitions.get(name).cloned());
        let mut within = referred
            .as_ref()
            .filter(|_| by_name.is_none())
            .and_then(|(name, _)| self.embedded(name).or_else(|| self.of(name)));
        let is = match (items, entries) {
            (Some(_), _) => {
                crd::list(name, schema, definition.as_ref().unwrap_or(&Value::Null)).map_or(Is::Plain, Is::List)
            }
            (_, Some(_)) => {
                if let Some(rule) = by_name {
                    let told = self.defaults.remove(&(short(of), format!("{name}.*")));
                    let absent = told.unwrap_or_default();
                    let entry = Field { name: "*".into(), of: None, is: Is::Scalar(rule), absent, zero: false };
                    within = Some(self.types.add(Type { fields: Cow::Owned(vec![entry]), zero: false }));
                }
                Is::Plain
            }
            _ => by_name.or_else(|| crd::scalar(schema)).map_or(Is::Plain, Is::Scalar),
        };
        let copied = within.is_some_and(|of| {
            matches!(self.types.0[of as usize].fields.first(), Some(Field { absent: Absent::Above(_), .. }))
        });
        let told = self.defaults.remove(&(short(of), name.to_owned()));
        let published = schema.get("default").filter(|_| !required).map(crd::absent);
        let published = published.filter(|absent| !matches!(absent, Absent::Filled | Absent::Nothing));
        // An empty text as a default says no more than that the field is not asked for.
        let published = published.filter(|absent| *absent != Absent::Text("".into()));
        let is_plain_scalar = is_scalar || schema.get("type").is_some_and(|of| of != &Value::from("object"));
        let is_part = !is_plain_scalar && items.or(entries).is_none();
        let zero = !is_part && (!is_plain_scalar || !self.go.is_pointer(of, name));
        let by_type = match &referred {
            Some((_, true)) if is_part => Absent::Filled,
            _ if copied => Absent::Filled,
            _ => Absent::Nothing,
        };
        let absent = told.or(published).unwrap_or(by_type);
        let says_something = within.is_some() || is != Is::Plain || absent != Absent::Nothing || !zero;
        says_something.then(|| Field { name: crd::owned(name), of: within, is, absent, zero })
    }

    fn read_crds<'f>(&mut self, files: impl Iterator<Item = &'f str>) {
        for file in files {
            let text = std::fs::read(file).unwrap();
            let limits = Limits::default();
            let read = yaml::parse(file, &text, &limits, &mut Interner::default());
            let documents = read.value.unwrap_or_else(|| panic!("{file}: {:?}", read.diagnostics));
            for document in documents {
                let definition = document.root.to_value();
                self.kinds.extend(crd::roots(&definition, &mut self.types).unwrap());
            }
        }
        self.kinds.sort_by(|a, b| (&a.group, &a.kind, &a.version).cmp(&(&b.group, &b.kind, &b.version)));
    }

    fn write(&self, sources: &str) -> String {
        assert!(self.defaults.is_empty(), "no such fields: {:?}", self.defaults.keys());
        let mut out = format!(
            "//! Made by `tests/kubernetes rules --write` from {sources}, and from kubernetes_defaults.txt.\n\n\
             use std::borrow::Cow::Borrowed as B;\n\nuse super::Key;\nuse super::ListRule::{{Map, OrderedMap, Set}};\n\
             use super::ScalarRule::{{Bytes, Duration, IntOrString, Quantity, Time}};\n\
             use super::schema::{{Absent as A, Case, Field, Is, Root, Schema, Type}};\n\n"
        );
        out.push_str(
            "pub(super) static PUBLISHED: Schema = Schema { kinds: B(KINDS), types: B(TYPES) };\n\n\
             const fn f(name: &'static str, of: Option<u32>, is: Is, absent: A) -> Field { Field { name: B(name), of, is, absent, zero: false } }\n\
             const fn z(name: &'static str, of: Option<u32>, is: Is, absent: A) -> Field { Field { name: B(name), of, is, absent, zero: true } }\n\
             const fn r(group: &'static str, kind: &'static str, version: &'static str, of: u32) -> Root { Root { group: B(group), kind: B(kind), version: B(version), of } }\n\
             const fn k(field: &'static str) -> Key { Key { field: B(field), default: None } }\n\
             const fn kd(field: &'static str, default: &'static str) -> Key { Key { field: B(field), default: Some(B(default)) } }\n\
             const P: Is = Is::Plain;\nconst N: A = A::Nothing;\nconst F: A = A::Filled;\n",
        );
        let mut keys: Vec<String> = Vec::new();
        let mut body = String::new();
        for (number, said) in self.types.0.iter().enumerate() {
            let fields: Vec<String> = said.fields.iter().map(|field| field_text(field, &mut keys)).collect();
            writeln!(body, "const T{number}: &[Field] = &[{}];", fields.join(", ")).unwrap();
        }
        for (number, key) in keys.iter().enumerate() {
            writeln!(out, "const K{number}: &[Key] = &[{key}];").unwrap();
        }
        out.push_str(&body);
        let types: Vec<String> = self
            .types
            .0
            .iter()
            .enumerate()
            .map(|(n, said)| format!("Type {{ fields: B(T{n}), zero: {} }}", said.zero))
            .collect();
        writeln!(out, "const TYPES: &[Type] = &[\n    {},\n];", types.join(",\n    ")).unwrap();
        let roots = self
            .kinds
            .iter()
            .map(|root| format!("r({:?}, {:?}, {:?}, {})", root.group, root.kind, root.version, root.of));
        writeln!(out, "const KINDS: &[Root] = &[\n    {},\n];", roots.collect::<Vec<_>>().join(",\n    ")).unwrap();
        out
    }
}

fn scalar_type(name: &str) -> Option<ScalarRule> {
    match name.rsplit('.').next()? {
        "Quantity" => Some(ScalarRule::Quantity),
        "IntOrString" => Some(ScalarRule::IntOrString),
        "Duration" => Some(ScalarRule::Duration),
        "Time" | "MicroTime" => Some(ScalarRule::Time),
        _ => None,
    }
}

fn field_text(field: &Field, keys: &mut Vec<String>) -> String {
    let mut list = |name: &str, list: &[Key]| {
        let texts = list.iter().map(|key| match &key.default {
            Some(default) => format!("kd({:?}, {default:?})", key.field),
            None => format!("k({:?})", key.field),
        });
        let text = texts.collect::<Vec<_>>().join(", ");
        let place = keys.iter().position(|known| *known == text).unwrap_or_else(|| {
            keys.push(text);
            keys.len() - 1
        });
        format!("Is::List({name}(B(K{place})))")
    };
    let is = match &field.is {
        Is::Plain => "P".to_owned(),
        Is::Scalar(rule) => format!("Is::Scalar({rule:?})"),
        Is::List(ListRule::Set) => "Is::List(Set)".to_owned(),
        Is::List(ListRule::Map(keys)) => list("Map", keys),
        Is::List(ListRule::OrderedMap(keys)) => list("OrderedMap", keys),
        Is::List(other) => format!("Is::List({other:?})"),
    };
    let call = if field.zero { "z" } else { "f" };
    format!("{call}({:?}, {:?}, {is}, {})", field.name, field.of, absent_text(&field.absent))
}

fn absent_text(absent: &Absent) -> String {
    match absent {
        Absent::Nothing => "N".to_owned(),
        Absent::Filled => "F".to_owned(),
        Absent::Bool(default) => format!("A::Bool({default})"),
        Absent::Integer(default) => format!("A::Integer({default})"),
        Absent::Text(text) => format!("A::Text(B({text:?}))"),
        Absent::Texts(texts) => format!("A::Texts({})", borrowed(texts)),
        Absent::Above(names) => format!("A::Above({})", borrowed(names)),
        Absent::Beside(name) => format!("A::Beside(B({name:?}))"),
        Absent::PullPolicy(name) => format!("A::PullPolicy(B({name:?}))"),
        Absent::When(cases) => {
            let cases = cases.iter().map(|case| {
                let text = absent_text(&case.then);
                format!("Case {{ beside: B({:?}), has: B({:?}), then: {text} }}", case.beside, case.has)
            });
            format!("A::When(B(&[{}]))", cases.collect::<Vec<_>>().join(", "))
        }
    }
}

fn borrowed(texts: &[Cow<'static, str>]) -> String {
    let texts = texts.iter().map(|text| format!("B({text:?})")).collect::<Vec<_>>();
    format!("B(&[{}])", texts.join(", "))
}
