//! What expressions read of the subject, its environment, its artifacts and parameters, with the origin of each.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{
    Diagnostic, Environment, Layer, Map, Origin, OriginId, OriginTable, Pins, Pointer, Subject, Text, Traced, Value,
    codes,
};

use super::expression::{Evaluated, Found, Key, Missing, Problem, Reference, Trace, descend, help};

/// Where facts are read from.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'f> {
    pub(crate) subject: &'f Subject,
    /// None for what a subject has once.
    pub(crate) environment: Option<&'f Environment>,
    pub(crate) pins: &'f Pins,
}

/// What was found under keys; `origin` is made only when it is there.
fn found(evaluated: Evaluated, origin: impl FnOnce() -> OriginId) -> Found {
    match evaluated {
        Evaluated::Value(value) => Found::Value(value, Trace::One(origin())),
        Evaluated::Missing(missing) => Found::Missing(missing),
    }
}

impl Facts<'_> {
    /// `service.owner`: the subject, whatever its kind.
    pub(crate) fn service(&self, reference: &Reference, table: &mut OriginTable) -> Result<Found, Problem> {
        let Some((Key::Name(field), rest)) = reference.keys.split_first() else {
            let fields = FIELDS.iter().filter_map(|field| Some((Text::from(*field), self.field(field)?.0)));
            let origin = || table.add(self.document_origin(reference, &Pointer::root()));
            return Ok(found(Evaluated::Value(Value::Map(Map::from_entries(fields))), origin));
        };
        let Some((value, pointer)) = self.field(field) else {
            let message =
                format!("`service.{field}` is not there: the {} does not say it", self.subject.reference().kind());
            let diagnostic = Diagnostic::error(codes::EXPRESSION_UNDEFINED, message);
            let diagnostic = diagnostic.with_help("add it to the entity, or write `default(…)` if it may be absent");
            return Ok(Found::Missing(Box::new(Missing::Explained(diagnostic))));
        };
        let evaluated = descend(&value, rest, &|depth| reference.text(depth.saturating_add(1)))?;
        let pointer = rest.iter().fold(pointer, |pointer, key| step(&pointer, key));
        Ok(found(evaluated, || table.add(self.document_origin(reference, &pointer))))
    }

    fn document_origin(&self, reference: &Reference, pointer: &Pointer) -> Origin {
        let place = self.subject.entity.source.place(pointer);
        Origin::new(Layer::Document, Some(place)).with_name(reference.to_string())
    }

    /// A field of `service`, and where the entity says it.
    fn field(&self, name: &str) -> Option<(Value, Pointer)> {
        let (subject, reference) = (self.subject, self.subject.reference());
        let metadata = |field: &str| Pointer::from_tokens(["metadata", field]);
        let spec = |field: &str| Some((subject.entity.spec(field)?.clone(), Pointer::from_tokens(["spec", field])));
        match name {
            "name" => Some((Value::from(reference.name()), metadata("name"))),
            "namespace" => Some((Value::from(reference.namespace()), metadata("namespace"))),
            "kind" => Some((Value::from(reference.kind()), Pointer::from_tokens(["kind"]))),
            "ref" => Some((Value::from(reference.full()), metadata("name"))),
            "slug" => Some((Value::from(subject.slug()), metadata("name"))),
            "title" | "description" => Some((subject.entity.metadata(name)?.clone(), metadata(name))),
            "labels" | "annotations" => {
                let map = subject.entity.metadata(name).cloned().unwrap_or_else(Value::empty_map);
                Some((map, metadata(name)))
            }
            "owner" | "system" | "lifecycle" | "type" => spec(name),
            _ => None,
        }
    }

    /// `environment.labels.tier`.
    pub(crate) fn environment(&self, reference: &Reference, table: &mut OriginTable) -> Result<Found, Problem> {
        let Some(environment) = self.environment else {
            let message = format!("`{reference}` is read by what is rendered once for the subject, in no environment");
            let diagnostic = Diagnostic::error(codes::EXPRESSION_SCOPE, message);
            return Err(Box::new(diagnostic.with_help("say `scope: environment`, or leave the environment out")));
        };
        let (value, base, rest) = match reference.keys.split_first() {
            Some((Key::Name(field), rest)) if &**field == "name" => {
                (Value::from(environment.name.text().clone()), vec!["metadata", "name"], rest)
            }
            Some((Key::Name(field), rest)) if &**field == "labels" => {
                (labels(&environment.labels), vec!["metadata", "labels"], rest)
            }
            Some((Key::Name(field), rest)) if &**field == "parameters" => {
                (Value::Map(environment.spec.parameters.clone()), vec!["spec", "parameters"], rest)
            }
            _ => {
                let fields = [
                    ("name", Value::from(environment.name.text().clone())),
                    ("labels", labels(&environment.labels)),
                    ("parameters", Value::Map(environment.spec.parameters.clone())),
                ];
                (Value::map(fields), Vec::new(), reference.keys.as_slice())
            }
        };
        let skipped = reference.keys.len().saturating_sub(rest.len());
        let evaluated = descend(&value, rest, &|depth| reference.text(depth.saturating_add(skipped)))?;
        let pointer = rest.iter().fold(Pointer::from_tokens(base), |pointer, key| step(&pointer, key));
        Ok(found(evaluated, || {
            let place = environment.source.place(&pointer);
            table.add(Origin::new(Layer::Environment, Some(place)).with_name(reference.to_string()))
        }))
    }

    /// `artifacts.app.image`.
    pub(crate) fn artifact(&self, reference: &Reference, table: &mut OriginTable) -> Result<Found, Problem> {
        let Some((Key::Name(name), rest)) = reference.keys.split_first() else {
            let all =
                self.pins.artifacts.keys().filter_map(|name| Some((name.text().clone(), self.image(name.as_str())?)));
            let value = Value::Map(Map::from_entries(all));
            let origin = || table.add(Origin::new(Layer::Artifact, None).with_name("artifacts"));
            return Ok(found(descend(&value, &reference.keys, &|depth| reference.text(depth))?, origin));
        };
        let Some(image) = self.image(name) else {
            return Ok(Found::Missing(Box::new(Missing::Explained(missing_artifact("the template", name, self.pins)))));
        };
        let evaluated = descend(&image, rest, &|depth| reference.text(depth.saturating_add(1)))?;
        let name = format!("artifacts.{name}");
        Ok(found(evaluated, || table.add(Origin::new(Layer::Artifact, None).with_name(name))))
    }

    fn image(&self, name: &str) -> Option<Value> {
        let artifact = self.pins.artifacts.get(name)?;
        let fields = [
            ("image", Some(artifact.to_string().into())),
            ("repository", Some(artifact.image.clone())),
            ("digest", Some(artifact.digest.to_string().into())),
            ("commit", artifact.commit.clone()),
        ];
        Some(Value::map(fields.into_iter().filter_map(|(name, text)| Some((name, Value::String(text?))))))
    }
}

pub(crate) const FIELDS: [&str; 13] = [
    "name",
    "namespace",
    "kind",
    "slug",
    "owner",
    "system",
    "lifecycle",
    "type",
    "title",
    "description",
    "labels",
    "annotations",
    "ref",
];

fn labels(labels: &BTreeMap<Text, Text>) -> Value {
    Value::Map(Map::from_entries(labels.iter().map(|(key, value)| (key.clone(), Value::String(value.clone())))))
}

/// One step deeper.
pub(crate) fn step(pointer: &Pointer, key: &Key) -> Pointer {
    match key {
        Key::Name(name) => pointer.join(name),
        Key::Index(index) => usize::try_from(*index).map_or_else(|_| pointer.clone(), |index| pointer.index(index)),
    }
}

/// The error for an artifact that no pin holds.
pub(crate) fn missing_artifact(needs: &str, name: &str, pins: &Pins) -> Diagnostic {
    let message = format!("{needs} needs the artifact `{name}`, and none is pinned");
    let known = pins.artifacts.keys().map(|name| name.as_str());
    let give = format!("give one with its digest: `--image {name}=registry/name@sha256:…`");
    let text = if pins.artifacts.is_empty() { give } else { help(name, known, &give) };
    Diagnostic::error(codes::PATH_ARTIFACT_MISSING, message).with_help(text)
}

/// `parameters.port`, of parameters with an origin for each leaf.
pub(crate) fn parameter(parameters: &Traced, reference: &Reference) -> Result<Found, Problem> {
    match descend(&parameters.value, &reference.keys, &|depth| reference.text(depth))? {
        Evaluated::Value(value) => {
            Ok(Found::Value(value, trace_at(&parameters.value, &parameters.origins, &reference.keys)))
        }
        Evaluated::Missing(missing) => Ok(Found::Missing(match *missing {
            Missing::Key { of, key: Key::Name(name), .. } if &*of == "parameters" => {
                Box::new(Missing::Explained(unset(&name)))
            }
            missing => Box::new(missing),
        })),
    }
}

fn unset(name: &str) -> Diagnostic {
    let message = format!("the parameter `{name}` has no value: nobody sets it, and it has no default");
    Diagnostic::error(codes::EXPRESSION_UNDEFINED, message)
        .with_help("set it, give it a default in the path's schema, or write `default(…)` if it may be absent")
}

/// The origins of what stands under keys of a value, whose own trace is known.
pub(crate) fn trace_of_part(whole: &Value, trace: &Trace, keys: &[Key]) -> Trace {
    match trace {
        Trace::Leaves(ids) => trace_at(whole, ids, keys),
        other => other.clone(),
    }
}

/// The origins of each entry of a map or item of a list, in order; of anything else, none.
pub(crate) fn traces_of_entries(whole: &Value, trace: &Trace) -> Vec<Trace> {
    let mut rest: &[OriginId] = match trace {
        Trace::Leaves(ids) => ids,
        _ => &[],
    };
    let mut next = |value: &Value| match trace {
        Trace::Leaves(_) => {
            let (part, behind) = rest.split_at_checked(value.leaf_count()).unwrap_or((rest, &[]));
            rest = behind;
            trace_of_leaves(part)
        }
        other => other.clone(),
    };
    match whole {
        Value::Map(map) => map.iter().map(|(_, value)| next(value)).collect(),
        Value::List(list) => list.iter().map(next).collect(),
        _ => Vec::new(),
    }
}

/// The origins of what stands under keys, of one for each leaf.
fn trace_at(whole: &Value, origins: &[OriginId], keys: &[Key]) -> Trace {
    let (mut value, mut start) = (whole, 0_usize);
    for key in keys {
        let skipped: usize = match (value, key) {
            (Value::Map(map), Key::Name(name)) => {
                map.iter().take_while(|(key, _)| key != name).map(|(_, value)| value.leaf_count()).sum()
            }
            (Value::List(list), Key::Index(index)) => {
                let position = usize::try_from(*index).unwrap_or(list.len());
                list.iter().take(position).map(Value::leaf_count).sum()
            }
            _ => 0,
        };
        match key.of(value) {
            Some(inner) => value = inner,
            // Into a secret's reference, which is one leaf.
            None => break,
        }
        start = start.saturating_add(skipped);
    }
    trace_of_leaves(origins.get(start..start.saturating_add(value.leaf_count())).unwrap_or_default())
}

fn trace_of_leaves(ids: &[OriginId]) -> Trace {
    match ids {
        [] => Trace::Nothing,
        [first, rest @ ..] if rest.iter().all(|id| id == first) => Trace::One(*first),
        ids => Trace::Leaves(Arc::from(ids)),
    }
}
