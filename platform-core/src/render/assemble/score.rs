//! The workload: its own placeholders, `${resources.db.host}`, are filled in before anybody reads it.

use std::sync::Arc;

use crate::model::{Diagnostic, Layer, Map, Origin, OriginId, Pointer, Source, Text, UnknownPart, Value, codes};
use crate::render::expression::{Evaluated, Found, Key, Missing, Problem, Reference, Trace, descend, help, text_of};
use crate::render::facts::step;
use crate::render::template::text_of_parts;

use super::Assembly;

impl Assembly<'_> {
    /// `workload.containers.app.variables`: only what is read is filled in, so that a condition may read one part while
    /// another depends on it.
    pub(super) fn read_workload(&mut self, reference: &Reference) -> Result<Found, Problem> {
        let Some(workload) = &self.resolved.subject.workload else {
            let diagnostic = Diagnostic::error(codes::EXPRESSION_UNDEFINED, "the service has no score.yaml");
            let help = "add one beside catalog-info.yaml, or ask `workload is defined` first";
            return Ok(Found::Missing(Box::new(Missing::Explained(diagnostic.with_help(help)))));
        };
        self.read_written(&workload.document, Pointer::root(), &reference.keys, reference, 0)
    }

    /// A part of the workload's document that stands at a pointer. `skipped` keys of the reference lead there.
    pub(super) fn read_written(
        &mut self,
        value: &Value,
        pointer: Pointer,
        keys: &[Key],
        reference: &Reference,
        skipped: usize,
    ) -> Result<Found, Problem> {
        let found = descend(value, keys, &|depth| reference.text(depth.saturating_add(skipped)))?;
        let value = match found {
            Evaluated::Value(value) => value,
            Evaluated::Missing(missing) => return Ok(Found::Missing(missing)),
        };
        let pointer = keys.iter().fold(pointer, |pointer, key| step(&pointer, key));
        let mut filling = Filling { assembly: self, origins: Vec::new() };
        let value = filling.value(&value, &pointer)?;
        let origins = filling.origins;
        Ok(Found::Value(
            value,
            if let [one] = origins.as_slice() { Trace::One(*one) } else { Trace::Leaves(Arc::from(origins)) },
        ))
    }
}

struct Filling<'f, 'a> {
    assembly: &'f mut Assembly<'a>,
    origins: Vec<OriginId>,
}

impl Filling<'_, '_> {
    fn value(&mut self, value: &Value, pointer: &Pointer) -> Result<Value, Problem> {
        Ok(match value {
            Value::Map(map) if !map.is_empty() => {
                let entries = map.iter().map(|(key, value)| Ok((key.clone(), self.value(value, &pointer.join(key))?)));
                Value::Map(Map::from_entries(entries.collect::<Result<Vec<_>, Problem>>()?))
            }
            Value::List(list) if !list.is_empty() => {
                let items = list.iter().enumerate();
                let items = items.map(|(index, item)| self.value(item, &pointer.index(index)));
                Value::from(items.collect::<Result<Vec<_>, Problem>>()?)
            }
            Value::String(text) if text.contains('$') && !is_command(pointer) => self.text(text, pointer)?,
            leaf => {
                let origin = self.origin(pointer);
                self.origins.push(self.assembly.table.add(origin));
                leaf.clone()
            }
        })
    }

    fn source(&self) -> Source {
        self.assembly.resolved.subject.workload.as_ref().map(|workload| workload.source.clone()).unwrap_or_default()
    }

    fn origin(&self, pointer: &Pointer) -> Origin {
        let name = pointer.tokens().fold("workload".to_owned(), |name, token| format!("{name}.{token}"));
        Origin::new(Layer::Document, Some(self.source().place(pointer))).with_name(name)
    }

    /// A text with placeholders. What stands alone keeps its kind only where it is a secret: Score's are texts.
    fn text(&mut self, text: &Text, pointer: &Pointer) -> Result<Value, Problem> {
        let place = self.source().place(pointer);
        let mut parts: Vec<UnknownPart> = Vec::new();
        let mut literal = String::new();
        let mut reads = Vec::new();
        let mut whole = None;
        for piece in pieces(text) {
            match piece {
                Piece::Literal(piece) => literal.push_str(piece),
                Piece::Placeholder(inner) => {
                    let (value, trace) =
                        self.placeholder(inner).map_err(|problem| super::activate::placed(problem, &place))?;
                    reads.extend_from_slice(trace.ids());
                    match &value {
                        Value::Secret(_) if text.len() == inner.len().saturating_add(3) => whole = Some(value.clone()),
                        Value::Unknown(unknown) => {
                            for part in &unknown.parts {
                                if let UnknownPart::Literal(text) = part {
                                    literal.push_str(text);
                                } else {
                                    flush(&mut parts, &mut literal);
                                    parts.push(part.clone());
                                }
                            }
                        }
                        value => {
                            literal
                                .push_str(&text_of(value).map_err(|problem| super::activate::placed(problem, &place))?);
                        }
                    }
                }
            }
        }
        let mut origin = self.origin(pointer);
        if !reads.is_empty() {
            origin.expression = Some(text.clone());
            reads.sort_unstable();
            reads.dedup();
            origin.reads = reads;
        }
        self.origins.push(self.assembly.table.add(origin));
        if let Some(secret) = whole {
            return Ok(secret);
        }
        if parts.is_empty() {
            return Ok(Value::from(literal));
        }
        flush(&mut parts, &mut literal);
        Ok(Value::from(text_of_parts(parts)))
    }

    /// `metadata.name` or `resources.db.host`.
    fn placeholder(&mut self, inner: &str) -> Result<(Value, Trace), Problem> {
        let path: Vec<Key> = inner.split('.').map(|part| Key::Name(part.trim().into())).collect();
        let text = format!("${{{inner}}}");
        let found = match path.as_slice() {
            [Key::Name(root), rest @ ..] if &**root == "metadata" && !rest.is_empty() => {
                let workload = self.assembly.resolved.subject.workload.as_ref();
                let metadata =
                    workload.and_then(|workload| workload.document.get("metadata")).cloned().unwrap_or_default();
                match descend(&metadata, rest, &|_| "metadata".to_owned())? {
                    Evaluated::Value(value) => Found::Value(value, Trace::Nothing),
                    Evaluated::Missing(missing) => Found::Missing(missing),
                }
            }
            [Key::Name(root), Key::Name(name), rest @ ..] if &**root == "resources" && !rest.is_empty() => {
                let workload = self.assembly.resolved.subject.workload.as_ref();
                let names: Vec<Text> = workload
                    .into_iter()
                    .flat_map(|workload| workload.resources.keys().map(|name| name.text().clone()))
                    .collect();
                if !names.contains(name) {
                    return Err(unknown(
                        &text,
                        &help(name, names.iter().map(|name| &**name), "add it below `resources`"),
                    ));
                }
                let keys: Vec<Key> = [Key::Name("outputs".into())].into_iter().chain(rest.iter().cloned()).collect();
                self.assembly.dependency(
                    name,
                    &keys,
                    &format!("resources.{}", inner.trim_start_matches("resources.")),
                )?
            }
            _ => {
                return Err(unknown(
                    &text,
                    "there is `${metadata.NAME}` and `${resources.NAME.OUTPUT}`; a plain `$` is written `$$`",
                ));
            }
        };
        match found {
            Found::Value(value, trace) => Ok((value, trace)),
            Found::Missing(missing) => {
                let mut problem = missing.problem();
                problem.reword(|message| format!("`{text}` can't be filled in: {message}"));
                Err(problem)
            }
        }
    }
}

fn unknown(text: &str, help: &str) -> Problem {
    let message = format!("`{text}` names nothing that the workload has");
    Box::new(Diagnostic::error(codes::EXPRESSION_UNDEFINED, message).with_help(help))
}

fn flush(parts: &mut Vec<UnknownPart>, literal: &mut String) {
    if !literal.is_empty() {
        parts.push(UnknownPart::Literal(std::mem::take(literal).into()));
    }
}

/// Commands are the shell's: `${HOME}` there is not Score's.
fn is_command(pointer: &Pointer) -> bool {
    let tokens: Vec<String> = pointer.tokens().take(3).collect();
    matches!(tokens.as_slice(), [containers, _, field] if containers == "containers" && (field == "command" || field == "args"))
}

enum Piece<'t> {
    Literal(&'t str),
    Placeholder(&'t str),
}

/// As Score reads texts: `${…}` is a placeholder, `$$` a dollar sign.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        pieces.push(Piece::Literal(before));
        if let Some(after) = after.strip_prefix('$') {
            pieces.push(Piece::Literal("$"));
            rest = after;
        } else if let Some((inner, after)) = after.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            pieces.push(Piece::Placeholder(inner));
            rest = after;
        } else {
            pieces.push(Piece::Literal("$"));
            rest = after;
        }
    }
    pieces.push(Piece::Literal(rest));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_and_dollar_signs() {
        let show = |text: &str| -> String {
            let shown = pieces(text).into_iter().map(|piece| match piece {
                Piece::Literal(text) => text.to_owned(),
                Piece::Placeholder(inner) => format!("<{inner}>"),
            });
            shown.collect()
        };
        assert_eq!(show("a${resources.db.host}:$${x}$$y$z${"), "a<resources.db.host>:${x}$y$z${");
    }
}
