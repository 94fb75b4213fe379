//! Texts that are data to GitHub, which reads `${{ … }}` in every text of a workflow and knows no escape.

/// Where an expression begins.
const BEGIN: &str = "${{";

/// A part of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part<'t> {
    /// The template's own: its expressions are meant.
    Own(&'t str),
    /// What is put into it.
    Inserted(&'t str),
    /// What is not known yet.
    Unknown,
}

/// Whether parts put together begin an expression that is not wholly the template's own.
pub(crate) fn makes_code(parts: &[Part<'_>]) -> bool {
    let mut text = String::new();
    let mut own = Vec::new();
    for part in parts {
        let begin = text.len();
        match part {
            Part::Own(literal) => {
                text.push_str(literal);
                own.push(begin..text.len());
            }
            Part::Inserted(inserted) => text.push_str(inserted),
            // It can't be part of what begins before it.
            Part::Unknown => text.push('\0'),
        }
    }
    let is_own = |at: usize| own.iter().any(|own| own.start <= at && at.saturating_add(BEGIN.len()) <= own.end);
    text.match_indices(BEGIN).any(|(at, _)| !is_own(at))
}

#[cfg(test)]
mod tests {
    use super::{Part::*, makes_code};

    #[test]
    fn only_the_templates_own_expressions_are_meant() {
        assert!(!makes_code(&[Own("run: ${{ github.sha }} "), Inserted("db.internal"), Own(" ${{ matrix.os }}")]));
        assert!(!makes_code(&[Own("$"), Unknown, Own("{{")]));
        assert!(!makes_code(&[Inserted("${"), Own(" {")]));
        for parts in [
            [Own("a"), Inserted("${{ secrets.X }}"), Own("")],
            [Own("${"), Inserted("{ secrets.X }}"), Own("")],
            [Own("a "), Inserted("$"), Own("{{ secrets.X }}")],
            [Inserted("$"), Inserted("{"), Inserted("{ secrets.X }}")],
            [Own("$"), Inserted("{"), Own("{")],
        ] {
            assert!(makes_code(&parts), "{parts:?}");
        }
    }
}
