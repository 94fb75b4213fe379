//! Aliases of a document that is read: copies of what an anchor names, within limits.

use super::read::{Reader, Step, shorten};
use super::tree::{Aliased, Key, measure};
use crate::model::{Diagnostic, Node, NodeKind, Span, Value, codes};

impl Reader<'_> {
    pub(super) fn unresolved(&mut self, name: &str, span: Span) -> Step {
        let similar = crate::formats::suggest(name, self.anchors.names());
        let help = similar.map(|similar| format!("did you mean `*{similar}`?"));
        let diagnostic = Diagnostic::error(codes::PARSE_ALIAS, format!("no anchor `&{}` before this", shorten(name)));
        self.report(diagnostic.with_help(help.unwrap_or_else(|| "define the anchor before it is used".into())), span);
        self.stand_in(span);
        self.written(span)
    }

    pub(super) fn alias(&mut self, id: usize, span: Span) -> Step {
        let left = self.limits.nodes.saturating_sub(self.expanded);
        let node = match self.anchors.find(id, &self.stack) {
            Aliased::Scalar(value, written) => Node { span: written, kind: NodeKind::Scalar(value.clone()) },
            Aliased::Lost => {
                self.stand_in(span);
                return self.written(span);
            }
            Aliased::Inside => {
                self.error(
                    codes::PARSE_ALIAS,
                    span,
                    "an alias inside what it names would never end",
                    Some("write out what is meant"),
                );
                self.stand_in(span);
                return self.written(span);
            }
            Aliased::Collection(_) if self.wants_key() => {
                self.error(codes::PARSE_KEY, span, "a key can't be a list or a map", Some("write the key as text"));
                self.set_key(Key::Dropped);
                return self.written(span);
            }
            Aliased::Collection(node) => match measure(node, left) {
                None => return self.too_many(span),
                Some((_, depth)) if self.stack.len().saturating_add(depth) > self.limits.depth => {
                    return self.too_deep(span);
                }
                Some((nodes, _)) => {
                    self.expanded = self.expanded.saturating_add(nodes);
                    node.clone()
                }
            },
        };
        if self.wants_key() {
            let text = match &node.kind {
                NodeKind::Scalar(Value::String(text)) => text.clone(),
                NodeKind::Scalar(value) => value.to_json().into(),
                _ => return Step::On,
            };
            let key = self.new_key(&text, span);
            self.set_key(key);
        } else {
            self.add(node);
        }
        self.written(span)
    }

    fn too_many(&mut self, span: Span) -> Step {
        let message = format!("aliases expand to more than {} values", self.limits.nodes);
        self.error(codes::LIMIT_NODES, span, message, Some("write less of it by alias"));
        Step::Stop
    }

    /// Something in the place of what could not be read, so that what follows keeps its place.
    fn stand_in(&mut self, span: Span) {
        if self.wants_key() {
            self.set_key(Key::Dropped);
        } else {
            self.add(Node { span, kind: NodeKind::Scalar(Value::Null) });
        }
    }
}
