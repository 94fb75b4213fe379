//! Scalars and keys of a document that is read: what they mean, and which are refused.

use std::borrow::Cow;

use granit_parser::{ScalarStyle, Tag};

use super::read::{Reader, Step, shorten};
use super::scalar::{Scalar, Trouble, resolve};
use super::tree::{Anchor, Key};
use crate::model::{Diagnostic, Node, NodeKind, Span, Value, codes};

impl Reader<'_> {
    pub(super) fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        span: Span,
    ) -> Step {
        let plain = style == ScalarStyle::Plain;
        if self.wants_key() {
            self.check_scalar_tag(tag, span);
            let key = self.key(text, plain, span);
            if anchor != 0 {
                self.anchors.add(anchor, Anchor::Scalar(Value::String(self.interner.intern(text)), span));
            }
            self.set_key(key);
            return self.written(span);
        }
        // The parser writes `~` for what is not there.
        if self.stack.is_empty() && plain && span.length == 0 && anchor == 0 && tag.is_none() {
            return Step::On;
        }
        let value = self.value(text, plain, tag, span);
        if anchor != 0 {
            self.anchors.add(anchor, Anchor::Scalar(value.clone(), span));
        }
        self.add(Node { span, kind: NodeKind::Scalar(value) });
        self.written(span)
    }

    fn key(&mut self, text: &str, plain: bool, span: Span) -> Key {
        if plain && text == "<<" {
            let help = "write the keys out, or use the parameters of a golden path";
            self.error(codes::PARSE_MERGE_KEY, span, "merge keys (`<<`) are not used here", Some(help));
            return Key::Dropped;
        }
        if plain && resolve(text) == Scalar::Value(Value::Null) {
            let help = "write the key as text; put it into quotes if it is one";
            self.error(codes::PARSE_KEY, span, "a key can't be null", Some(help));
            return Key::Dropped;
        }
        self.new_key(text, span)
    }

    pub(super) fn new_key(&mut self, text: &str, span: Span) -> Key {
        if text.len() > self.limits.key_bytes {
            let message = format!("a key has {} bytes; at most {} are read", text.len(), self.limits.key_bytes);
            self.error(codes::LIMIT_KEY, span, message, Some("give it a short name"));
            return Key::Dropped;
        }
        let first = self.stack.last().and_then(|frame| frame.place_of_key(text));
        if let Some(first) = first {
            let message = format!("the key `{}` stands twice in one map", shorten(text));
            let place = self.place(first);
            let diagnostic = Diagnostic::error(codes::PARSE_DUPLICATE_KEY, message)
                .with_help("remove one of the two")
                .with_related("it stands here first", place);
            self.report(diagnostic, span);
            return Key::Dropped;
        }
        Key::Good(self.interner.intern(text), span)
    }

    fn value(&mut self, text: &str, plain: bool, tag: Option<&Tag>, span: Span) -> Value {
        let Some(kind) = self.check_scalar_tag(tag, span) else {
            return match plain {
                true => self.plain(text, span),
                false => Value::String(self.interner.intern(text)),
            };
        };
        let value = if kind == "str" { Value::String(self.interner.intern(text)) } else { self.plain(text, span) };
        let fits = match kind {
            "int" => matches!(value, Value::Integer(_)),
            "float" => matches!(value, Value::Integer(_) | Value::Float(_)),
            "bool" => matches!(value, Value::Bool(_)),
            "null" => value.is_null(),
            _ => matches!(value, Value::String(_)),
        };
        if !fits && !self.broken {
            let message = format!("`{}` is not what its tag `!!{kind}` says", shorten(text));
            self.error(codes::PARSE_TAG, span, message, Some("remove the tag"));
        }
        value
    }

    fn plain(&mut self, text: &str, span: Span) -> Value {
        let trouble = match resolve(text) {
            Scalar::Value(value) => return value,
            Scalar::Text => return Value::String(self.interner.intern(text)),
            Scalar::Trouble(trouble) => trouble,
        };
        let short = shorten(text);
        let (message, help): (String, Cow<'static, str>) = match trouble {
            Trouble::LeadingZero => {
                let digits = text.trim_start_matches(['-', '+']).trim_start_matches('0');
                let sign = if text.starts_with('-') { "-" } else { "" };
                let digits = if digits.is_empty() { "0" } else { digits };
                let help = format!("write `\"{short}\"` for text, or `{sign}{}` for the number", shorten(digits));
                (format!("`{short}` has a leading zero: some readers take it for octal, others don't"), help.into())
            }
            Trouble::TooLarge => {
                let message = format!("`{short}` is beyond ±9007199254740991, so not every reader keeps it exactly");
                (message, "put it into quotes".into())
            }
            Trouble::NotFinite => {
                (format!("`{short}` is no finite number"), "put it into quotes if it is meant as text".into())
            }
        };
        let diagnostic = Diagnostic::error(codes::PARSE_NUMBER, message).with_help(help);
        self.report(diagnostic, span);
        Value::Null
    }

    /// The name of a scalar's core tag; `str` for `!`.
    fn check_scalar_tag<'t>(&mut self, tag: Option<&'t Tag>, span: Span) -> Option<&'t str> {
        let tag = tag?;
        match tag.core_suffix() {
            Some(kind @ ("str" | "int" | "float" | "bool" | "null")) => Some(kind),
            _ if tag.parts() == ("", "!") || tag.parts() == ("!", "") => Some("str"),
            _ => {
                self.bad_tag(tag, span);
                None
            }
        }
    }

    pub(super) fn check_tag(&mut self, tag: Option<&Tag>, wanted: &str, span: &granit_parser::Span) {
        if let Some(tag) = tag
            && tag.core_suffix() != Some(wanted)
            && tag.parts() != ("", "!")
            && tag.parts() != ("!", "")
        {
            let span = span.tag_span().map_or_else(|| self.span(span), |span| self.span(&span));
            self.bad_tag(tag, span);
        }
    }

    fn bad_tag(&mut self, tag: &Tag, span: Span) {
        let message = format!("the tag `{}` is not used here", shorten(&tag.original()));
        self.error(codes::PARSE_TAG, span, message, Some("remove the tag"));
    }
}
