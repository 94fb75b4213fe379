//! What typed documents are read with where serde's own way costs more: documents have tens of thousands of each.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// Reads a type by its text form, without a copy of the text.
pub(super) fn by_text<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: fmt::Display>,
{
    struct ByText<T>(PhantomData<T>);

    impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for ByText<T> {
        type Value = T;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a string")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_str(ByText(PhantomData))
}

/// Reads a map whose keys are most likely in order: it is built at once, not entry by entry. Of a key that stands twice the last
/// counts, as with serde.
pub(super) fn in_order<'de, D, K, V>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
where
    D: Deserializer<'de>,
    K: Deserialize<'de> + Ord,
    V: Deserialize<'de>,
{
    Ok(entries(deserializer)?.into_iter().collect())
}

/// Reads a map as the entries that stand there.
pub(super) fn entries<'de, D, K, V>(deserializer: D) -> Result<Vec<(K, V)>, D::Error>
where
    D: Deserializer<'de>,
    K: Deserialize<'de>,
    V: Deserialize<'de>,
{
    struct Entries<K, V>(PhantomData<(K, V)>);

    impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for Entries<K, V> {
        type Value = Vec<(K, V)>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a map")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries = Vec::new();
            while let Some(entry) = map.next_entry()? {
                entries.push(entry);
            }
            Ok(entries)
        }
    }

    deserializer.deserialize_map(Entries(PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(json: &str) -> serde_json::Result<BTreeMap<String, u8>> {
        in_order(&mut serde_json::Deserializer::from_str(json))
    }

    #[test]
    fn a_map_is_what_serde_reads_whatever_the_order() {
        for json in
            ["{}", r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#, r#"{"a":1,"b":2,"a":3}"#, r#"{"b":1,"a":2,"b":3,"b":4}"#]
        {
            assert_eq!(map(json).unwrap(), serde_json::from_str(json).unwrap(), "{json}");
        }
        for json in ["[]", "null", r#"{"a":300}"#, r#"{"a":1"#] {
            let theirs = serde_json::from_str::<BTreeMap<String, u8>>(json).unwrap_err();
            assert_eq!(map(json).unwrap_err().to_string(), theirs.to_string(), "{json}");
        }
    }

    #[test]
    fn a_text_with_escapes_is_read_and_another_type_refused() {
        let read = |json: &str| by_text::<_, u8>(&mut serde_json::Deserializer::from_str(json));
        assert_eq!(read(r#""7""#).unwrap(), 7);
        assert_eq!(read(r#""\u0037""#).unwrap(), 7);
        assert_eq!(
            read("7").unwrap_err().to_string(),
            "invalid type: integer `7`, expected a string at line 1 column 1"
        );
        assert_eq!(read(r#""x""#).unwrap_err().to_string(), "invalid digit found in string at line 1 column 3");
    }
}
