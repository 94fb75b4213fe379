//! Why a value is what it is: which layer, file and line set it, what was read for it, and what it beat.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use serde::ser::SerializeStruct;
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

/// Why one or more leaves are what they are. Cheap to clone: what it says is shared.
///
/// ```
/// use platform_core::model::{Layer, Origin, OriginId};
/// let template = Origin::new(Layer::Template, None).with_name("parameters.replicas");
/// let mut read = template.clone();
/// read.reads = vec![OriginId(3)];
/// assert_eq!((read.layer, read.name.as_deref()), (Layer::Template, Some("parameters.replicas")));
/// assert_ne!(read, template);
/// ```
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "Flat")]
#[non_exhaustive]
pub struct Origin {
    said: Arc<Said>,
    /// What the expressions read.
    pub reads: Vec<OriginId>,
}

/// What an origin says of itself: its fields are those of the [`Origin`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Said {
    /// Who said it.
    pub layer: Layer,
    /// What it is called there, such as `parameters.replicas`, where that is not the leaf's own place.
    pub name: Option<Text>,
    /// File, line and pointer.
    pub place: Option<Place>,
    /// The golden path it belongs to, with its digest.
    pub path: Option<PathPin>,
    /// The expressions as written, if it was computed.
    pub expression: Option<Text>,
    /// Weaker layers that said something else, strongest first.
    pub beat: Vec<Beaten>,
    /// The override's id, for [`Layer::Override`].
    pub r#override: Option<Name>,
    /// An override that is for some environments only.
    pub environment_only: bool,
}

impl Deref for Origin {
    type Target = Said;

    fn deref(&self) -> &Said {
        &self.said
    }
}

impl DerefMut for Origin {
    fn deref_mut(&mut self) -> &mut Said {
        Arc::make_mut(&mut self.said)
    }
}

impl Origin {
    /// A layer at a place.
    pub fn new(layer: Layer, place: Option<Place>) -> Self {
        let said = Said {
            layer,
            name: None,
            place,
            path: None,
            expression: None,
            beat: Vec::new(),
            r#override: None,
            environment_only: false,
        };
        Self { said: said.into(), reads: Vec::new() }
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

/// Why one or more leaves are what they are.
// `skip_serializing_if` is for the schema alone: an `Origin` writes itself.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Origin"))]
#[serde(rename_all = "camelCase")]
struct Flat {
    /// Who said it.
    layer: Layer,
    /// What it is called there, such as `parameters.replicas`, where that is not the leaf's own place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Text>,
    /// File, line and pointer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    /// The golden path it belongs to, with its digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<PathPin>,
    /// The expressions as written, if it was computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expression: Option<Text>,
    /// What the expressions read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reads: Vec<OriginId>,
    /// Weaker layers that said something else, strongest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    beat: Vec<Beaten>,
    /// The override's id, for [`Layer::Override`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    r#override: Option<Name>,
    /// An override that is for some environments only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    environment_only: bool,
}

impl From<Flat> for Origin {
    fn from(flat: Flat) -> Self {
        let Flat { layer, name, place, path, expression, reads, beat, r#override, environment_only } = flat;
        let said = Said { layer, name, place, path, expression, beat, r#override, environment_only };
        Self { said: said.into(), reads }
    }
}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Said { layer, name, place, path, expression, beat, r#override, environment_only } = &**self;
        let mut fields = serializer.serialize_struct("Origin", 9)?;
        fields.serialize_field("layer", layer)?;
        optional(&mut fields, "name", name.as_ref())?;
        optional(&mut fields, "place", place.as_ref())?;
        optional(&mut fields, "path", path.as_ref())?;
        optional(&mut fields, "expression", expression.as_ref())?;
        optional(&mut fields, "reads", Some(&self.reads).filter(|reads| !reads.is_empty()))?;
        optional(&mut fields, "beat", Some(beat).filter(|beat| !beat.is_empty()))?;
        optional(&mut fields, "override", r#override.as_ref())?;
        optional(&mut fields, "environmentOnly", Some(environment_only).filter(|only| **only))?;
        fields.end()
    }
}

fn optional<F: SerializeStruct>(
    fields: &mut F,
    name: &'static str,
    value: Option<&impl Serialize>,
) -> Result<(), F::Error> {
    match value {
        Some(value) => fields.serialize_field(name, value),
        None => fields.skip_field(name),
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Origin {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        Flat::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Flat::json_schema(generator)
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
