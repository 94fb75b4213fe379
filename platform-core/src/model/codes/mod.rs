//! Every code a problem can have, with its cause and its mend. Codes are stable and never reused.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A stable code: `category.name`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Code(Cow<'static, str>);

impl Code {
    const fn new(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first word: `parse`, `path`, `plan` …
    pub fn category(&self) -> &str {
        self.0.split('.').next().unwrap_or_default()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What `platform error CODE` prints.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CodeInfo {
    /// The code.
    pub code: Code,
    /// Why it happens.
    pub cause: &'static str,
    /// Something that causes it.
    pub example: &'static str,
    /// What mends it.
    pub fix: &'static str,
}

macro_rules! codes {
    ($($name:ident = $code:literal, $cause:literal, $example:literal, $fix:literal;)*) => {
        $(#[doc = concat!("`", $code, "`: ", $cause)] pub const $name: Code = Code::new($code);)*
        pub(super) const ALL: &[CodeInfo] = &[$(CodeInfo { code: $name, cause: $cause, example: $example, fix: $fix },)*];
    };
}

mod apply;
mod authored;
mod boundary;
mod network;
mod planning;
mod reading;

pub use apply::*;
pub use authored::*;
pub use boundary::*;
pub use network::*;
pub use planning::*;
pub use reading::*;

/// Every code, sorted.
pub fn all() -> Vec<&'static CodeInfo> {
    let mut all: Vec<_> = [reading::ALL, authored::ALL, planning::ALL, apply::ALL, network::ALL, boundary::ALL]
        .into_iter()
        .flatten()
        .collect();
    all.sort_by(|a, b| a.code.cmp(&b.code));
    all
}

/// What is known of a code.
pub fn find(code: &str) -> Option<&'static CodeInfo> {
    all().into_iter().find(|info| info.code.as_str() == code)
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_code_stands_twice_and_all_have_a_category() {
        let codes: Vec<_> = super::all().into_iter().map(|info| info.code.as_str()).collect();
        let mut unique = codes.clone();
        unique.dedup();
        assert_eq!(codes, unique);
        assert!(codes.iter().all(|code| code.contains('.') || *code == "internal"));
    }
}
