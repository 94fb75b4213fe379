//! Values are data in the target language, too: what is inserted can't become code there.

use std::borrow::Cow;

use crate::formats::terraform;
use crate::model::{Diagnostic, Map, Text, Unknown, UnknownPart, Value, codes};
use crate::render::expression::Problem;

/// How inserted texts are kept data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Escape {
    /// The target takes texts as they are.
    #[default]
    None,
    /// Terraform reads `${…}` and `%{…}` in every text: written `$${` and `%%{` they are plain.
    Terraform,
    /// A GitHub workflow reads `${{ … }}` in every text and knows no escape: refused.
    GithubActions,
}

impl Escape {
    /// Appends a text that was inserted to what stands before it. Code that begins before it, in the template's own
    /// text, would be as harmful as code inside it.
    pub(super) fn push(self, out: &mut String, inserted: &str) -> Result<(), Problem> {
        match self {
            Self::None => out.push_str(inserted),
            Self::Terraform => terraform::push(out, inserted),
            Self::GithubActions => {
                let begun = if out.ends_with("${") { 2 } else { usize::from(out.ends_with('$')) };
                let whole = format!("{}{inserted}", "${".get(..begun).unwrap_or_default());
                if whole.contains("${{") {
                    return Err(unescapable());
                }
                out.push_str(inserted);
            }
        }
        Ok(())
    }

    /// Appends the template's own text behind what was inserted.
    pub(super) fn push_literal(self, out: &mut String, literal: &str, follows_inserted: bool) -> Result<(), Problem> {
        let last = out.chars().next_back();
        match self {
            Self::Terraform if follows_inserted => {
                terraform::push_behind(out, literal);
                return Ok(());
            }
            Self::GithubActions
                if follows_inserted
                    && ((last == Some('$') && literal.starts_with("{{"))
                        || (out.ends_with("${") && literal.starts_with('{'))) =>
            {
                return Err(unescapable());
            }
            _ => {}
        }
        out.push_str(literal);
        Ok(())
    }

    /// A value that is inserted whole.
    pub(crate) fn whole(self, value: Value) -> Result<Value, Problem> {
        if self == Self::None || !self.has_code(&value) { Ok(value) } else { self.escaped(&value) }
    }

    fn is_code(self, text: &str) -> bool {
        match self {
            Self::None => false,
            Self::Terraform => terraform::is_code(text),
            Self::GithubActions => text.contains("${{"),
        }
    }

    fn has_code(self, value: &Value) -> bool {
        match value {
            Value::String(text) => self.is_code(text),
            Value::List(list) => list.iter().any(|item| self.has_code(item)),
            Value::Map(map) => map.iter().any(|(key, value)| self.is_code(key) || self.has_code(value)),
            Value::Unknown(unknown) => unknown.parts.iter().any(|part| match part {
                UnknownPart::Literal(text) => self.is_code(text),
                _ => false,
            }),
            _ => false,
        }
    }

    fn escaped(self, value: &Value) -> Result<Value, Problem> {
        Ok(match value {
            Value::String(text) => Value::String(self.text(text)?.as_ref().into()),
            Value::List(list) => {
                Value::from(list.iter().map(|item| self.escaped(item)).collect::<Result<Vec<_>, _>>()?)
            }
            Value::Map(map) => {
                let entries =
                    map.iter().map(|(key, value)| Ok((self.text(key)?.as_ref().into(), self.escaped(value)?)));
                Value::Map(Map::from_entries(entries.collect::<Result<Vec<(Text, Value)>, Problem>>()?))
            }
            Value::Unknown(unknown) => {
                let parts = unknown.parts.iter().map(|part| match part {
                    UnknownPart::Literal(text) => Ok(UnknownPart::Literal(self.text(text)?.as_ref().into())),
                    output => Ok(output.clone()),
                });
                Value::from(Unknown { parts: parts.collect::<Result<_, Problem>>()? })
            }
            other => other.clone(),
        })
    }

    pub(super) fn text(self, text: &str) -> Result<Cow<'_, str>, Problem> {
        if !self.is_code(text) {
            return Ok(Cow::Borrowed(text));
        }
        let mut out = String::with_capacity(text.len().saturating_add(4));
        self.push(&mut out, text)?;
        Ok(Cow::Owned(out))
    }
}

/// How deep a text stands in Terraform's own code: behind a `${` or `%{` of the template that is not closed yet.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct CodeDepth(usize);

impl CodeDepth {
    /// Reads on in the template's own text.
    pub(super) fn read(&mut self, literal: &str) {
        let mut before = (None, None);
        for character in literal.chars() {
            let opens = matches!(before, (other, Some(sign @ ('$' | '%'))) if other != Some(sign));
            match character {
                '{' if self.0 > 0 || opens => self.0 = self.0.saturating_add(1),
                '}' => self.0 = self.0.saturating_sub(1),
                _ => {}
            }
            before = (before.1, Some(character));
        }
    }

    /// In code no text is data: only what can be part of a name may be inserted.
    pub(super) fn check(self, inserted: &Value) -> Result<(), Problem> {
        let is_name = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        let fits = match inserted {
            Value::Unknown(_) => false,
            Value::String(text) => is_name(text),
            _ => true,
        };
        if self.0 == 0 || fits {
            return Ok(());
        }
        let message = "only a name can be inserted into an expression of Terraform's own";
        let help = "insert letters, digits, `_` and `-` there, or put the value into a field of its own";
        Err(Box::new(Diagnostic::error(codes::TEMPLATE_UNESCAPABLE, message).with_help(help)))
    }
}

fn unescapable() -> Problem {
    let message = "a value holds `${{`, which GitHub would read as an expression of its own";
    Box::new(Diagnostic::error(codes::TEMPLATE_UNESCAPABLE, message).with_help("take it out of the value"))
}
