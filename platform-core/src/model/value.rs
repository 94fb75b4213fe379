//! JSON plus two more: what is known only after apply, and what is never known here.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::address::Address;
use super::map::Map;

/// A shared, immutable string. Keys and short strings are interned per platform.
pub type Text = Arc<str>;

/// The largest integer a document may hold: beyond it, JSON readers of other languages round.
pub const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

/// JSON, plus [`Value::Unknown`] (known after apply) and [`Value::Secret`] (a reference to one).
///
/// 24 bytes, shared by reference: a clone copies no data. Maps are sorted when they are built, so that two equal
/// values have the same layout, walk and canonical bytes.
///
/// ```
/// use platform_core::model::Value;
/// let port = Value::from_json(r#"{"port": 8080}"#)?;
/// assert_eq!(port.get("port"), Some(&Value::Integer(8080)));
/// # Ok::<(), platform_core::model::Failure>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// JSON `null`.
    #[default]
    Null,
    /// JSON `true` or `false`.
    Bool(bool),
    /// An integer within ±(2^53−1).
    Integer(i64),
    /// A finite number with a fraction, or too large for [`Value::Integer`]. Build it with [`Value::number`].
    Float(f64),
    /// An observed number that neither of the two holds exactly: its digits as they came in.
    Digits(Text),
    /// A string.
    String(Text),
    /// A list.
    List(Arc<[Value]>),
    /// A map with string keys.
    Map(Map),
    /// Known after apply.
    Unknown(Arc<Unknown>),
    /// A reference to a secret; the secret itself never enters the engine.
    Secret(Arc<SecretRef>),
}

impl Eq for Value {}

/// What is known of a value before apply: the parts of a string, or one output as it will be.
///
/// A single [`UnknownPart::Output`] stands for the output itself, of any type; anything else is a string made by
/// joining the parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unknown {
    /// In order; never empty, never two literals in a row.
    pub parts: Vec<UnknownPart>,
}

/// One part of an [`Unknown`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum UnknownPart {
    /// Text that is known.
    Literal(Text),
    /// What the resource at this address will give under this name.
    Output {
        /// The resource that gives it.
        address: Address,
        /// The output's name.
        output: Text,
    },
}

impl Unknown {
    /// The output itself, whatever its type.
    pub fn output(address: Address, output: impl Into<Text>) -> Self {
        Self { parts: vec![UnknownPart::Output { address, output: output.into() }] }
    }

    /// The outputs it waits for, in order of appearance.
    pub fn outputs(&self) -> impl Iterator<Item = (&Address, &Text)> {
        self.parts.iter().filter_map(|part| match part {
            UnknownPart::Output { address, output } => Some((address, output)),
            UnknownPart::Literal(_) => None,
        })
    }

    /// Whether it is one output as a whole, and not a string with one in it.
    pub fn is_whole(&self) -> bool {
        matches!(self.parts.as_slice(), [UnknownPart::Output { .. }])
    }
}

/// Where a secret is kept. The reference is not secret; rotation shows by `version`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SecretRef {
    /// The secret store's name, as the platform calls it. `output` is ours: an output of a resource.
    pub store: Text,
    /// The secret's key within the store.
    pub key: Text,
    /// One property of the secret, if it has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub property: Option<Text>,
    /// The store's version of it; absent means the newest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Text>,
}

impl Value {
    /// An empty map.
    pub fn empty_map() -> Self {
        Self::Map(Map::default())
    }

    /// A map from entries.
    pub fn map<K: Into<Text>>(entries: impl IntoIterator<Item = (K, Value)>) -> Self {
        Self::Map(Map::from_entries(entries.into_iter().map(|(key, value)| (key.into(), value))))
    }

    /// A list from items.
    pub fn list(items: impl IntoIterator<Item = Value>) -> Self {
        Self::List(items.into_iter().collect())
    }

    /// A number. One without a fraction that fits ±(2^53−1) is an integer; a larger one is kept by its digits where an
    /// integer that is written like that is (up to 64 bits). Infinities and NaN give `None`.
    pub fn number(number: f64) -> Option<Self> {
        const I64_MIN: f64 = -9_223_372_036_854_775_808.0;
        const U64_END: f64 = 18_446_744_073_709_551_616.0;
        #[allow(clippy::cast_precision_loss)]
        let limit = MAX_SAFE_INTEGER as f64;
        if !number.is_finite() {
            return None;
        }
        if number.fract() == 0.0 && number.abs() <= limit {
            #[allow(clippy::cast_possible_truncation)]
            return Some(Self::Integer(number as i64));
        }
        if number.fract() == 0.0 && (I64_MIN..U64_END).contains(&number) {
            return Some(Self::Digits(number.to_string().into()));
        }
        Some(Self::Float(number))
    }

    /// The value under a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_map()?.get(key)
    }

    /// As a map.
    pub fn as_map(&self) -> Option<&Map> {
        if let Self::Map(map) = self { Some(map) } else { None }
    }

    /// As a list.
    pub fn as_list(&self) -> Option<&[Value]> {
        if let Self::List(list) = self { Some(list) } else { None }
    }

    /// As text.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// As a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    /// As an integer.
    pub fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(value) = self { Some(*value) } else { None }
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// What JSON calls its type; `unknown` and `secret` for ours.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Integer(_) => "integer",
            Self::Float(_) | Self::Digits(_) => "number",
            Self::String(_) => "string",
            Self::List(_) => "list",
            Self::Map(_) => "map",
            Self::Unknown(_) => "unknown",
            Self::Secret(_) => "secret",
        }
    }

    /// Whether it has no parts: a scalar, or an empty list or map. Leaves are what origins and changes speak of.
    pub fn is_leaf(&self) -> bool {
        match self {
            Self::List(list) => list.is_empty(),
            Self::Map(map) => map.is_empty(),
            _ => true,
        }
    }

    /// Calls `visit` with every leaf, in order (maps by key).
    pub fn for_each_leaf<'a>(&'a self, visit: &mut impl FnMut(&'a Value)) {
        match self {
            Self::List(list) if !list.is_empty() => list.iter().for_each(|item| item.for_each_leaf(visit)),
            Self::Map(map) if !map.is_empty() => map.iter().for_each(|(_, value)| value.for_each_leaf(visit)),
            leaf => visit(leaf),
        }
    }

    /// The number of leaves.
    pub fn leaf_count(&self) -> usize {
        let mut count = 0_usize;
        self.for_each_leaf(&mut |_| count = count.saturating_add(1));
        count
    }

    /// Whether any leaf is unknown.
    pub fn has_unknown(&self) -> bool {
        match self {
            Self::Unknown(_) => true,
            Self::List(list) => list.iter().any(Self::has_unknown),
            Self::Map(map) => map.iter().any(|(_, value)| value.has_unknown()),
            _ => false,
        }
    }

    /// The outputs that it waits for, each once.
    ///
    /// ```
    /// assert!(platform_core::model::Value::from(true).unknown_outputs().is_empty());
    /// ```
    pub fn unknown_outputs(&self) -> BTreeSet<(Address, Text)> {
        let mut outputs = BTreeSet::new();
        self.for_each_leaf(&mut |leaf| {
            if let Self::Unknown(unknown) = leaf {
                outputs.extend(unknown.outputs().map(|(address, output)| (address.clone(), output.clone())));
            }
        });
        outputs
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::Integer(value.into())
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::String(value.into())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::String(value.into())
    }
}

impl From<Text> for Value {
    fn from(value: Text) -> Self {
        Self::String(value)
    }
}

impl From<Map> for Value {
    fn from(value: Map) -> Self {
        Self::Map(value)
    }
}

impl From<Vec<Value>> for Value {
    fn from(value: Vec<Value>) -> Self {
        Self::List(value.into())
    }
}

impl From<SecretRef> for Value {
    fn from(value: SecretRef) -> Self {
        Self::Secret(Arc::new(value))
    }
}

impl From<Unknown> for Value {
    fn from(value: Unknown) -> Self {
        Self::Unknown(Arc::new(value))
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::*;
    use crate::model::compare_keys;

    #[test]
    fn a_value_is_24_bytes() {
        assert_eq!(size_of::<Value>(), 24);
    }

    #[test]
    fn keys_sort_by_utf16() {
        // U+1F600 is written with surrogates (0xD83D…), so it sorts before U+FFFD, unlike in UTF-8.
        assert_eq!(compare_keys("\u{1F600}", "\u{FFFD}"), Ordering::Less);
        assert_eq!(compare_keys("a", "b"), Ordering::Less);
        assert_eq!(compare_keys("a", "ab"), Ordering::Less);
        assert_eq!(compare_keys("é", "z"), Ordering::Greater);
    }

    #[test]
    fn the_last_of_equal_keys_stays() {
        let map = Map::from_entries([("b".into(), 1.into()), ("a".into(), 2.into()), ("b".into(), 3.into())]);
        assert_eq!(map.len(), 2);
        assert_eq!(map.get("b"), Some(&Value::Integer(3)));
    }

    #[test]
    fn a_float_with_an_integral_value_is_that_integer() {
        assert_eq!(Value::number(14.0), Some(Value::Integer(14)));
        assert_eq!(Value::number(f64::NAN), None);
        assert_eq!(Value::number(1e300), Some(Value::Float(1e300)));
        for number in [2_f64.powi(53), -(2_f64.powi(63)), 40_719_906_440_719_925.74, 1.8e19, 2_f64.powi(64), -1e19] {
            let value = Value::number(number).unwrap();
            assert_eq!(Value::from_json(&value.to_json()).unwrap(), value, "{number}");
            assert_eq!(Value::from_json(&format!("{number:e}")).unwrap(), value, "{number}");
        }
    }
}
