//! Equal strings, held once.

use super::value::Text;

/// Shares equal strings: keys and short texts of a platform are held once.
#[derive(Debug, Default)]
pub struct Interner {
    known: std::collections::HashSet<Text>,
}

impl Interner {
    /// Strings longer than this rarely repeat and are not remembered.
    pub const LONGEST: usize = 64;

    /// The shared string equal to `text`.
    pub fn intern(&mut self, text: &str) -> Text {
        if text.len() > Self::LONGEST {
            return text.into();
        }
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        let text: Text = text.into();
        self.known.insert(text.clone());
        text
    }
}
