//! Texts that are secret somewhere, looked for wherever else they stand.

use std::collections::{BTreeSet, HashSet};
use std::ops::Bound;

use crate::model::Text;

/// Shorter texts stand in too many places by chance; nor is much lost with them.
const SHORTEST: usize = 6;
/// Longer texts are looked for as they are, and not inside of others: what looking costs is bounded.
const LONGEST: usize = 256;

/// Texts that are secret somewhere in a plan or a state of Terraform's, and so are told nowhere in it: neither by themselves nor
/// as a part of another text. Those of less than six bytes are left out.
///
/// ```
/// use platform_core::plan::TerraformSecrets;
/// let secrets: TerraformSecrets = ["hunter2".into(), "pin".into()].into_iter().collect();
/// assert!(secrets.stand_in("hunter2") && secrets.stand_in("postgres://shop:hunter2@db"));
/// assert!(!secrets.stand_in("hunter") && !secrets.stand_in("pin"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct TerraformSecrets {
    texts: BTreeSet<Text>,
    /// How those begin that are looked for inside of others: most places begin none, and are passed over.
    beginnings: HashSet<[u8; SHORTEST]>,
    /// Those of them that do not begin with another one, so that of all that are not behind a text only the last may begin it.
    inner: BTreeSet<Text>,
}

impl FromIterator<Text> for TerraformSecrets {
    fn from_iter<I: IntoIterator<Item = Text>>(texts: I) -> Self {
        let texts: BTreeSet<Text> = texts.into_iter().filter(|text| text.len() >= SHORTEST).collect();
        let mut inner: BTreeSet<Text> = BTreeSet::new();
        for text in texts.iter().filter(|text| text.len() <= LONGEST) {
            if inner.last().is_none_or(|last| !text.starts_with(&**last)) {
                inner.insert(text.clone());
            }
        }
        let beginnings = inner.iter().filter_map(|text| text.as_bytes().first_chunk().copied()).collect();
        Self { texts, beginnings, inner }
    }
}

impl TerraformSecrets {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Whether a text is one, or holds one.
    pub fn stand_in(&self, text: &str) -> bool {
        !self.is_empty() && (self.texts.contains(text) || (0..text.len()).any(|at| self.one_begins(text, at)))
    }

    fn one_begins(&self, text: &str, at: usize) -> bool {
        let begins = |rest: &&[u8]| rest.first_chunk().is_some_and(|first| self.beginnings.contains(first));
        if text.as_bytes().get(at..).filter(begins).is_none() {
            return false;
        }
        // No secret begins inside of a character.
        text.get(at..).is_some_and(|rest| {
            let last = self.inner.range::<str, _>((Bound::Unbounded, Bound::Included(rest))).next_back();
            last.is_some_and(|last| rest.starts_with(&**last))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// As if every secret was looked for at every place.
        #[test]
        fn it_finds_what_a_plain_search_finds(
            secrets in prop::collection::vec("[ab]{4,9}", 0..6),
            text in "[ab]{0,12}|é[ab]{6,12}é",
        ) {
            let known: TerraformSecrets = secrets.iter().map(|text| Text::from(text.as_str())).collect();
            let found = secrets.iter().any(|secret| secret.len() >= SHORTEST && text.contains(secret));
            prop_assert_eq!(known.stand_in(&text), found);
        }
    }

    #[test]
    fn long_ones_are_found_as_they_are() {
        let long = "x".repeat(LONGEST + 1);
        let secrets: TerraformSecrets = [Text::from(long.as_str())].into_iter().collect();
        assert!(secrets.stand_in(&long) && !secrets.stand_in(&format!("{long}y")));
        assert!(TerraformSecrets::default().is_empty());
    }
}
