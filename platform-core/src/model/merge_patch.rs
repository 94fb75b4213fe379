//! JSON Merge Patch.

use super::map::Map;
use super::value::{Text, Value};

impl Map {
    /// Merged with a patch (RFC 7396): maps merge, all else replaces, null removes. The depth is that of the values, which
    /// readers bound.
    ///
    /// ```
    /// use platform_core::model::Value;
    /// let read = |text: &str| Value::from_json(text).map(|value| value.as_map().cloned().unwrap_or_default());
    /// let (base, patch) = (read(r#"{"a": {"b": 1, "c": 2}, "d": 3}"#)?, read(r#"{"a": {"b": null}, "d": [4]}"#)?);
    /// assert_eq!(Value::Map(base.merged(&patch)).to_json(), r#"{"a":{"c":2},"d":[4]}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn merged(&self, patch: &Self) -> Self {
        let empty = Self::default();
        let kept = self.iter().filter(|(key, _)| !patch.contains_key(key)).cloned();
        let set = patch.iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| {
            let value = match value {
                Value::Map(patch) => Value::Map(self.get(key).and_then(Value::as_map).unwrap_or(&empty).merged(patch)),
                other => other.clone(),
            };
            (Text::clone(key), value)
        });
        Self::from_entries(kept.chain(set))
    }
}
