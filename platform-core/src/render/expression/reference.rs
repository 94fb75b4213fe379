//! What expressions read: a root and the keys below it.

use std::fmt;

use crate::model::{Diagnostic, OriginId, SecretRef, Text, Value, codes};

use super::texts::{kind, undecidable};
use super::{Evaluated, Problem, suggest};

/// A name that expressions begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Root {
    Service,
    Parameters,
    Environment,
    Artifacts,
    Workload,
    Resource,
    Resources,
    Each,
}

impl Root {
    pub(crate) const ALL: [Self; 8] = [
        Self::Service,
        Self::Parameters,
        Self::Environment,
        Self::Artifacts,
        Self::Workload,
        Self::Resource,
        Self::Resources,
        Self::Each,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Parameters => "parameters",
            Self::Environment => "environment",
            Self::Artifacts => "artifacts",
            Self::Workload => "workload",
            Self::Resource => "resource",
            Self::Resources => "resources",
            Self::Each => "each",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|root| root.name() == name)
    }
}

/// One step below a root or value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Key {
    /// Into a map.
    Name(Text),
    /// Into a list; from the end, if negative.
    Index(i64),
}

impl Key {
    /// What stands under the key.
    pub(crate) fn of<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        match (self, value) {
            (Self::Name(name), Value::Map(map)) => map.get(name),
            (Self::Index(index), Value::List(list)) => list.get(self.position(*index, list.len())?),
            _ => None,
        }
    }

    fn position(&self, index: i64, length: usize) -> Option<usize> {
        match usize::try_from(index) {
            Ok(index) => Some(index),
            Err(_) => length.checked_sub(usize::try_from(index.unsigned_abs()).ok()?),
        }
    }
}

/// A root and the keys below it: `environment.labels.tier`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Reference {
    pub(crate) root: Root,
    pub(crate) keys: Vec<Key>,
    /// Its number among the references of its golden path, where all its keys are constants: what was read once is
    /// not read again.
    pub(crate) slot: Option<usize>,
}

impl Reference {
    /// The text of the root and the first `depth` keys.
    pub(crate) fn text(&self, depth: usize) -> String {
        let mut text = self.root.name().to_owned();
        self.keys.iter().take(depth).for_each(|key| push_key(&mut text, key));
        text
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text(usize::MAX))
    }
}

/// As it is written in an expression.
pub(crate) fn push_key(text: &mut String, key: &Key) {
    let is_word = |name: &str| {
        name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.starts_with(|c: char| c.is_ascii_digit())
    };
    match key {
        Key::Name(name) if !name.is_empty() && is_word(name) => {
            text.push('.');
            text.push_str(name);
        }
        Key::Name(name) => {
            text.push_str("['");
            text.push_str(name);
            text.push_str("']");
        }
        Key::Index(index) => {
            text.push('[');
            text.push_str(&index.to_string());
            text.push(']');
        }
    }
}

/// Where a value that was read comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Trace {
    /// From nothing that has an origin.
    #[default]
    Nothing,
    /// All of it from one place.
    One(OriginId),
    /// Each leaf from its own, in leaf order.
    Leaves(std::sync::Arc<[OriginId]>),
    /// All of it from several places.
    Several(std::sync::Arc<[OriginId]>),
}

impl Trace {
    /// From several places, each named once.
    pub(crate) fn of(mut reads: Vec<OriginId>) -> Self {
        reads.sort_unstable();
        reads.dedup();
        match reads.as_slice() {
            [] => Self::Nothing,
            [one] => Self::One(*one),
            _ => Self::Several(reads.into()),
        }
    }

    /// The origins.
    pub(crate) fn ids(&self) -> &[OriginId] {
        match self {
            Self::Nothing => &[],
            Self::One(id) => std::slice::from_ref(id),
            Self::Leaves(ids) | Self::Several(ids) => ids,
        }
    }
}

/// What was read.
#[derive(Clone, Debug)]
pub(crate) enum Found {
    /// It is there.
    Value(Value, Trace),
    /// It is not; which is an error unless a default is given.
    Missing(Box<Missing>),
}

/// Why something is not there.
#[derive(Clone, Debug)]
pub(crate) enum Missing {
    /// A key of a value that is there.
    Key {
        /// The text of what was looked into.
        of: Text,
        key: Key,
        parent: Value,
    },
    /// Something that has its own explanation.
    Explained(Diagnostic),
}

impl Missing {
    /// As the error it is where no default is given.
    pub(crate) fn problem(self) -> Box<Diagnostic> {
        match self {
            Self::Explained(diagnostic) => Box::new(diagnostic),
            Self::Key { of, key, parent } => Box::new(missing_key(&of, &key, &parent)),
        }
    }
}

fn missing_key(of: &str, key: &Key, parent: &Value) -> Diagnostic {
    let mut whole = of.to_owned();
    push_key(&mut whole, key);
    let message = match (parent, key) {
        (Value::Map(_), _) => format!("`{whole}` is not there"),
        (Value::List(list), Key::Index(_)) => format!("`{whole}` is not there: `{of}` has {} items", list.len()),
        (Value::List(_), Key::Name(name)) => format!("`{of}` is a list and has no field `{name}`"),
        (other, _) => format!("`{whole}` is not there: `{of}` is {} and has no parts", kind(other)),
    };
    let diagnostic = Diagnostic::error(codes::EXPRESSION_UNDEFINED, message);
    match (parent, key) {
        (Value::Map(map), Key::Name(name)) => {
            let names = map.keys().map(|name| &**name);
            diagnostic.with_help(suggest::help(name, names, "write `default(…)` if it may be absent"))
        }
        (Value::List(_), Key::Name(name)) if &**name == "length" => {
            diagnostic.with_help(format!("write `{of} | length`"))
        }
        _ => diagnostic.with_help("write `default(…)` if it may be absent"),
    }
}

/// Follows keys into a value. `of` gives the text of the root and its first so many keys.
///
/// # Errors
/// When the way leads into something that is unknown or secret.
pub(crate) fn descend(value: &Value, keys: &[Key], of: &dyn Fn(usize) -> String) -> Result<Evaluated, Problem> {
    let mut value = value;
    for (depth, key) in keys.iter().enumerate() {
        if let (Value::Secret(secret), Key::Name(name)) = (value, key)
            && &**name == "secretRef"
        {
            let rest = keys.get(depth.saturating_add(1)..).unwrap_or_default();
            return descend(&fields(secret), rest, &|more| of(depth.saturating_add(1).saturating_add(more)));
        }
        if let Some(problem) = undecidable(value) {
            return Err(problem);
        }
        match key.of(value) {
            Some(inner) => value = inner,
            None => {
                let parent = value.clone();
                return Ok(Evaluated::Missing(Box::new(Missing::Key {
                    of: of(depth).into(),
                    key: key.clone(),
                    parent,
                })));
            }
        }
    }
    Ok(Evaluated::Value(value.clone()))
}

/// The fields of a secret's reference: they say where it is kept and are not secret.
fn fields(secret: &SecretRef) -> Value {
    let required = [("store", Some(&secret.store)), ("key", Some(&secret.key))];
    let optional = [("property", secret.property.as_ref()), ("version", secret.version.as_ref())];
    let fields = required.into_iter().chain(optional);
    Value::map(fields.filter_map(|(name, text)| Some((name, Value::String(text?.clone())))))
}
