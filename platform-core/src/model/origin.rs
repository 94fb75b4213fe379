//! Why a value is what it is: which layer, file and line set it, what was read for it, and what it beat.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::diagnostic::Place;
use super::names::Name;
use super::pins::PathPin;
use super::value::{Text, Value};

/// Who says something, weakest first for parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Layer {
    /// A default of the path's parameter schema.
    SchemaDefault,
    /// The path's own `values`.
    PathValues,
    /// The including path.
    Include,
    /// The environment's parameters.
    Environment,
    /// The subject's parameters.
    Subject,
    /// The subject's parameters in this environment.
    SubjectEnvironment,
    /// What the path or the environment enforces.
    Enforced,
    /// A template of the path.
    Template,
    /// An override of the subject.
    Override,
    /// The subject's own document or workload.
    Document,
    /// An output of a resource.
    Output,
    /// An artifact that is pinned.
    Artifact,
    /// The engine itself, such as an annotation it adds.
    Engine,
}

/// Number of an [`Origin`] in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct OriginId(pub u32);

/// Why one or more leaves are what they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Origin {
    /// Who said it.
    pub layer: Layer,
    /// What it is called there, such as `parameters.replicas`, where that is not the leaf's own place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// File, line and pointer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The golden path it belongs to, with its digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<PathPin>,
    /// The expressions as written, if it was computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<Text>,
    /// What the expressions read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reads: Vec<OriginId>,
    /// Weaker layers that said something else, strongest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beat: Vec<Beaten>,
    /// The override's id, for [`Layer::Override`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#override: Option<Name>,
    /// An override that is for some environments only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub environment_only: bool,
}

impl Origin {
    /// A layer at a place.
    pub fn new(layer: Layer, place: Option<Place>) -> Self {
        Self {
            layer,
            name: None,
            place,
            path: None,
            expression: None,
            reads: Vec::new(),
            beat: Vec::new(),
            r#override: None,
            environment_only: false,
        }
    }

    /// With what it is called there.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<Text>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// With the golden path it belongs to.
    #[must_use]
    pub fn with_path(mut self, path: Option<PathPin>) -> Self {
        self.path = path;
        self
    }
}

/// What a stronger layer superseded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Beaten {
    /// Where it was said.
    pub origin: OriginId,
    /// What was said.
    pub value: Value,
}

/// Origins that were met, each once.
///
/// Those of a golden path's templates are the same for everything rendered from it: they are held once and shared.
#[derive(Clone, Debug, Default)]
pub struct OriginTable(Vec<Chunk>);

#[derive(Clone, Debug)]
struct Chunk {
    /// The number of its first origin.
    first: u32,
    origins: Origins,
}

#[derive(Clone, Debug)]
enum Origins {
    Shared(Arc<[Origin]>),
    Own(Vec<Origin>),
}

impl Chunk {
    fn origins(&self) -> &[Origin] {
        match &self.origins {
            Origins::Shared(origins) => origins,
            Origins::Own(origins) => origins,
        }
    }

    fn end(&self) -> u32 {
        self.first.saturating_add(u32::try_from(self.origins().len()).unwrap_or(u32::MAX))
    }
}

impl OriginTable {
    /// Adds an origin.
    pub fn add(&mut self, origin: Origin) -> OriginId {
        let next = self.next();
        match self.0.last_mut() {
            Some(Chunk { origins: Origins::Own(origins), .. }) => origins.push(origin),
            _ => self.0.push(Chunk { first: next, origins: Origins::Own(vec![origin]) }),
        }
        OriginId(next)
    }

    /// Adds origins that others hold too, without copying them; gives the number of the first.
    pub fn add_shared(&mut self, origins: Arc<[Origin]>) -> OriginId {
        let first = self.next();
        self.0.push(Chunk { first, origins: Origins::Shared(origins) });
        OriginId(first)
    }

    /// The same table in a form that is cheap to clone.
    #[must_use]
    pub fn shared(self) -> Self {
        let share = |chunk: Chunk| Chunk {
            first: chunk.first,
            origins: match chunk.origins {
                Origins::Own(origins) => Origins::Shared(origins.into()),
                shared @ Origins::Shared(_) => shared,
            },
        };
        Self(self.0.into_iter().map(share).collect())
    }

    fn next(&self) -> u32 {
        self.0.last().map_or(0, Chunk::end)
    }

    /// The origin with a number.
    pub fn get(&self, id: OriginId) -> Option<&Origin> {
        let chunk = self.0.get(self.0.partition_point(|chunk| chunk.end() <= id.0))?;
        chunk.origins().get(usize::try_from(id.0.checked_sub(chunk.first)?).ok()?)
    }

    /// All, by number.
    pub fn iter(&self) -> impl Iterator<Item = &Origin> {
        self.0.iter().flat_map(Chunk::origins)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.iter().map(|chunk| chunk.origins().len()).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

impl PartialEq for OriginTable {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Serialize for OriginTable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for OriginTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let origins = Vec::<Origin>::deserialize(deserializer)?;
        Ok(Self(vec![Chunk { first: 0, origins: Origins::Own(origins) }]))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for OriginTable {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "OriginTable".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let origin = generator.subschema_for::<Origin>();
        schemars::json_schema!({"type": "array", "items": origin, "description": "Origins, by their number."})
    }
}

/// A value with the origin of every leaf, in leaf order (see [`Value::for_each_leaf`]).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traced {
    /// The value.
    pub value: Value,
    /// One per leaf.
    pub origins: Arc<[OriginId]>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_origins_are_numbered_like_own_ones() {
        let origin = |name: &str| Origin::new(Layer::Template, None).with_name(name);
        let mut table = OriginTable::default();
        let first = table.add(origin("a"));
        let shared = table.add_shared(Arc::new([origin("b"), origin("c")]));
        let empty = table.add_shared(Arc::new([]));
        let last = table.add(origin("d"));
        assert_eq!((first, shared, empty, last), (OriginId(0), OriginId(1), OriginId(3), OriginId(3)));
        let name = |id: u32| table.get(OriginId(id)).and_then(|origin| origin.name.as_deref());
        assert_eq!([name(0), name(1), name(2), name(3), name(4)], [Some("a"), Some("b"), Some("c"), Some("d"), None]);
        let text = serde_json::to_string(&table).unwrap();
        assert_eq!(serde_json::from_str::<OriginTable>(&text).unwrap(), table);
        assert_eq!(table.clone().shared(), table);
        assert_eq!(table.len(), 4);
    }
}
