//! Instants and dates, always given by the caller: the engine has no clock.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant in UTC with milliseconds, written as RFC 3339: `2026-11-21T08:30:00Z`. A bare date is its midnight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// The text is no RFC 3339 instant and no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a time is written as RFC 3339 (`2027-03-01T12:00:00Z`) or as a date (`2027-03-01`)")]
pub struct InvalidTimestamp;

impl Timestamp {
    /// From milliseconds since 1970 (UTC).
    pub fn from_milliseconds(milliseconds: i64) -> Self {
        Self(milliseconds)
    }

    /// Milliseconds since 1970 (UTC).
    pub fn milliseconds(self) -> i64 {
        self.0
    }

    /// Whole days from `self` to `later`; negative when it has passed.
    pub fn days_until(self, later: Self) -> i64 {
        later.0.saturating_sub(self.0).div_euclid(86_400_000)
    }
}

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let instant = text.parse::<jiff::Timestamp>().or_else(|_| {
            let date = text.parse::<jiff::civil::Date>().map_err(|_| InvalidTimestamp)?;
            if text.len() > 10 {
                return Err(InvalidTimestamp);
            }
            let midnight = date.to_zoned(jiff::tz::TimeZone::UTC).map_err(|_| InvalidTimestamp)?;
            Ok(midnight.timestamp())
        })?;
        Ok(Self(instant.as_millisecond()))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(instant) => write!(formatter, "{instant}"),
            Err(_) => write!(formatter, "{} ms since 1970", self.0),
        }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::deserialize::by_text(deserializer)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Timestamp {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "An RFC 3339 instant (`2027-03-01T12:00:00Z`), or a date (`2027-03-01`: its midnight in UTC)."
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_instants() {
        let date: Timestamp = "2027-03-01".parse().unwrap();
        assert_eq!(date.to_string(), "2027-03-01T00:00:00Z");
        assert_eq!(date, "2027-03-01T01:00:00+01:00".parse().unwrap());
        assert!("soon".parse::<Timestamp>().is_err());
        assert!("2027-02-30".parse::<Timestamp>().is_err());
    }
}
