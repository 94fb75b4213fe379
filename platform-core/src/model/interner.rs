//! Equal strings, held once.

use super::table::{Hasher, Table};
use super::value::Text;

/// Shares equal strings: keys and short texts are held once.
///
/// It remembers a bounded number of them and forgets one for another when it is full, so that no input can make it slow
/// or large.
///
/// ```
/// use platform_core::model::Interner;
/// let mut interner = Interner::default();
/// let (one, other) = (interner.intern("kind"), interner.intern("kind"));
/// assert!(std::sync::Arc::ptr_eq(&one, &other));
/// ```
#[derive(Clone, Debug)]
pub struct Interner(Table<Text>);

impl Default for Interner {
    fn default() -> Self {
        Self(Table::new(Self::MOST))
    }
}

impl Interner {
    /// Strings longer than this, in bytes, rarely repeat and are not remembered. Names of images with digests are shorter.
    pub const LONGEST: usize = 256;
    /// At most so many strings are remembered.
    pub const MOST: usize = 1 << 17;

    /// The shared string equal to `text`.
    pub fn intern(&mut self, text: &str) -> Text {
        if text.len() > Self::LONGEST {
            return text.into();
        }
        let mut hasher = Hasher::new(text.len());
        hasher.add_text(text);
        let hash = hasher.finish();
        if let Some(known) = self.0.find(hash, |known| **known == *text) {
            return known.clone();
        }
        let text: Text = text.into();
        self.0.insert(hash, text.clone());
        text
    }

    /// Forgets what nobody else holds.
    pub(super) fn forget_unused(&mut self) {
        self.0.retain(|text| std::sync::Arc::strong_count(text) > 1);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn short_strings_are_held_once_and_long_ones_are_not_remembered() {
        let mut interner = Interner::default();
        let texts: Vec<String> = (0..=Interner::LONGEST)
            .step_by(5)
            .map(|length| "x".repeat(length))
            .chain(["é1".into(), "x".repeat(Interner::LONGEST)])
            .collect();
        let first: Vec<Text> = texts.iter().map(|text| interner.intern(text)).collect();
        for (text, first) in texts.iter().zip(&first) {
            let again = interner.intern(text);
            assert_eq!(&*again, text);
            assert!(Arc::ptr_eq(&again, first), "{text}");
        }
        let long = "x".repeat(Interner::LONGEST + 1);
        assert!(!Arc::ptr_eq(&interner.intern(&long), &interner.intern(&long)));
    }
}
