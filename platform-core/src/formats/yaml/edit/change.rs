//! The next piece of text to change, so that a document says something else.

use granit_parser::ScalarStyle;

use super::emit::{self, Layout, is_block, spaces};
use super::text::{behind_colon, behind_dash, comment_behind, is_first_on_line, line_end, line_start, next_line};
use super::tree::{Kind, Part};
use crate::model::{Entry, Map, Node, NodeKind, Value};

/// A piece of text and what stands there instead.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: String,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    /// Behind the `:`, the `-` or the `---` that it belongs to.
    pub(super) lead: usize,
    /// The column of the key or dash.
    pub(super) column: usize,
    pub(super) place: Holder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    Root,
    Key,
    Dash,
    /// Inside brackets.
    Flow,
}

pub(super) struct Writer<'t> {
    pub(super) text: &'t str,
    pub(super) layout: Layout,
}

impl Writer<'_> {
    /// The first change towards `new`; `None` where nothing differs.
    pub(super) fn next(&self, part: &Part, old: &Node, new: &Value, slot: Slot) -> Option<Change> {
        match (&part.kind, &old.kind, new) {
            _ if old.to_value() == *new => None,
            (Kind::Map { flow, entries }, NodeKind::Map(old), Value::Map(after))
                if !entries.is_empty() && !after.is_empty() =>
            {
                self.map(part, *flow, entries, (old, after))
            }
            (Kind::List { flow, items }, NodeKind::List(old), Value::List(after))
                if !items.is_empty() && !after.is_empty() =>
            {
                self.list(part, *flow, items, (old, after), slot)
            }
            _ => Some(self.replace(part, new, slot)),
        }
    }

    fn map(&self, part: &Part, flow: bool, entries: &[(Part, Part)], (old, new): (&[Entry], &Map)) -> Option<Change> {
        let gone = old.iter().position(|entry| !new.contains_key(&entry.key));
        if let Some(position) = gone {
            return Some(self.remove(entries.iter().map(|(key, value)| (key.start, value.end)), position, flow));
        }
        for ((key, value), entry) in entries.iter().zip(old) {
            let lead = behind_colon(self.text, key.end);
            let place = if flow { Holder::Flow } else { Holder::Key };
            let slot = Slot { lead, column: self.column(key.start), place };
            let wanted = new.get(&entry.key)?;
            if let Some(change) = self.next(value, &entry.value, wanted, slot) {
                return Some(change);
            }
        }
        let (name, value) = new.iter().find(|(name, _)| !old.iter().any(|entry| entry.key == *name))?;
        Some(self.insert_entry(part, flow, entries, name, value))
    }

    fn list(
        &self,
        part: &Part,
        flow: bool,
        items: &[Part],
        (old, new): (&[Node], &[Value]),
        slot: Slot,
    ) -> Option<Change> {
        let same = |(old, new): &(&Node, &Value)| old.to_value() == **new;
        let prefix = old.iter().zip(new).take_while(same).count();
        let rest = old.len().min(new.len()).saturating_sub(prefix);
        let suffix = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(same).count();
        let middle = |length: usize| length.saturating_sub(prefix).saturating_sub(suffix);
        let (old_middle, new_middle) = (middle(old.len()), middle(new.len()));
        let leads = self.leads(items, flow, slot);
        if old_middle > new_middle {
            let starts = items.iter().zip(&leads).map(|(item, lead)| {
                let start = if flow { item.start } else { lead.saturating_sub(1) };
                (start, item.end.max(*lead))
            });
            return Some(self.remove(starts, prefix, flow));
        }
        if old_middle == 0 {
            return Some(self.insert_item(part, flow, items, &leads, prefix, new.get(prefix)?));
        }
        let (item, lead) = (items.get(prefix)?, *leads.get(prefix)?);
        let place = if flow { Holder::Flow } else { Holder::Dash };
        let slot = Slot { lead, column: self.column(lead.saturating_sub(1)), place };
        self.next(item, old.get(prefix)?, new.get(prefix)?, slot)
    }

    /// Behind the dash of each item; in brackets where each begins.
    fn leads(&self, items: &[Part], flow: bool, slot: Slot) -> Vec<usize> {
        let mut from = slot.lead;
        let mut leads = Vec::with_capacity(items.len());
        for item in items {
            let lead = if flow { item.start } else { behind_dash(self.text, from) };
            leads.push(lead);
            from = item.end.max(lead);
        }
        leads
    }

    fn column(&self, at: usize) -> usize {
        let line = self.text.get(line_start(self.text, at)..at).unwrap_or_default();
        line.chars().count()
    }

    /// Without one of the parts that begin and end at these places, of which at least one other stays.
    fn remove(&self, parts: impl Iterator<Item = (usize, usize)>, position: usize, flow: bool) -> Change {
        let parts: Vec<(usize, usize)> = parts.collect();
        let (start, end) = parts.get(position).copied().unwrap_or_default();
        let next = parts.get(position.saturating_add(1)).map(|(start, _)| *start);
        let before = position.checked_sub(1).and_then(|before| parts.get(before)).map(|(_, end)| *end);
        let text = String::new();
        match (flow, next, before) {
            (true, Some(next), _) => Change { start, end: next, text },
            (true, None, Some(before)) => Change { start: before, end, text },
            (false, ..) if is_first_on_line(self.text, start) => {
                Change { start: line_start(self.text, start), end: next_line(self.text, end), text }
            }
            // The first of several behind a dash: the next one takes its place.
            (false, Some(next), _) if !self.text.get(end..next).unwrap_or_default().contains('#') => {
                Change { start, end: next, text }
            }
            _ => {
                let behind = self.text.get(end..).unwrap_or_default();
                let spaces = behind.len().saturating_sub(behind.trim_start_matches(' ').len());
                Change { start, end: end.saturating_add(spaces), text }
            }
        }
    }

    fn insert_entry(&self, part: &Part, flow: bool, entries: &[(Part, Part)], name: &str, value: &Value) -> Change {
        let (first, last) = (entries.first(), entries.last());
        let is_quoted = |(key, _): &(Part, Part)| matches!(key.kind, Kind::Scalar(ScalarStyle::DoubleQuoted));
        let quote = last.is_some_and(is_quoted);
        let mut text = String::new();
        if flow {
            let end = last.map_or(part.start.saturating_add(1), |(key, value)| value.end.max(key.end));
            let own_line = last.filter(|(key, _)| is_first_on_line(self.text, key.start));
            match own_line {
                Some((key, _)) => {
                    text.push(',');
                    text.push_str(self.layout.newline);
                    spaces(self.column(key.start), &mut text);
                }
                None => text.push_str(", "),
            }
            emit::key(name, quote, &mut text);
            text.push_str(": ");
            emit::flow(value, true, &mut text);
            return Change { start: end, end, text };
        }
        let column = first.map_or(0, |(key, _)| self.column(key.start));
        emit::entry(name, value, column, quote, &self.layout, &mut text);
        self.line_behind(part.end, column, &text)
    }

    fn insert_item(
        &self,
        part: &Part,
        flow: bool,
        items: &[Part],
        leads: &[usize],
        position: usize,
        value: &Value,
    ) -> Change {
        let before = position.checked_sub(1).and_then(|before| Some((items.get(before)?, *leads.get(before)?)));
        let mut text = String::new();
        match (flow, before) {
            (true, Some((item, _))) => {
                if is_first_on_line(self.text, item.start) {
                    text.push(',');
                    text.push_str(self.layout.newline);
                    spaces(self.column(item.start), &mut text);
                } else {
                    text.push_str(", ");
                }
                emit::flow(value, true, &mut text);
                Change { start: item.end, end: item.end, text }
            }
            (true, None) => {
                emit::flow(value, true, &mut text);
                text.push_str(", ");
                let at = items.first().map_or(part.start.saturating_add(1), |item| item.start);
                Change { start: at, end: at, text }
            }
            (false, Some((item, lead))) => {
                let column = self.column(lead.saturating_sub(1));
                emit::item(value, column, &self.layout, &mut text);
                self.line_behind(item.end.max(lead), column, &text)
            }
            (false, None) => {
                let at = leads.first().map_or(part.start, |lead| lead.saturating_sub(1));
                let column = self.column(at);
                emit::item(value, column, &self.layout, &mut text);
                text.push_str(self.layout.newline);
                spaces(column, &mut text);
                Change { start: at, end: at, text }
            }
        }
    }

    /// Lines of their own behind the line where something ends.
    fn line_behind(&self, end: usize, column: usize, lines: &str) -> Change {
        let at = next_line(self.text, end);
        let mut text = String::new();
        let ended = at == 0 || self.text.get(..at).is_some_and(|before| before.ends_with('\n'));
        if !ended {
            text.push_str(self.layout.newline);
        }
        spaces(column, &mut text);
        text.push_str(lines);
        if ended {
            text.push_str(self.layout.newline);
        }
        Change { start: at, end: at, text }
    }

    fn replace(&self, part: &Part, new: &Value, slot: Slot) -> Change {
        if slot.place == Holder::Flow {
            let mut text = String::new();
            match (&part.kind, new) {
                (Kind::Scalar(style @ (ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted)), Value::String(_)) => {
                    emit::scalar(new, Some(*style), slot.column, &self.layout, &mut text);
                }
                _ => emit::flow(new, true, &mut text),
            }
            if part.start < part.end {
                return Change { start: part.start, end: part.end, text };
            }
            let colon = self.text.get(..slot.lead).is_some_and(|before| before.ends_with(':'));
            let text = if colon { format!(" {text}") } else { format!(": {text}") };
            return Change { start: slot.lead, end: slot.lead, text };
        }
        if part.is_block() { self.replace_block(part, new, slot) } else { self.replace_inline(part, new, slot) }
    }

    /// A value on the line of its key or dash; a block scalar has only its header there.
    fn replace_inline(&self, part: &Part, new: &Value, slot: Slot) -> Change {
        let is_empty = part.start == part.end;
        let (start, end) = match &part.kind {
            _ if is_empty => (slot.lead, slot.lead),
            _ if part.is_block_scalar() => (self.header(part, slot), self.content_end(part)),
            _ => (part.start, part.end),
        };
        let gap = if is_empty && slot.place != Holder::Root { " " } else { "" };
        let mut text = String::new();
        if !is_block(new) {
            let like = match part.kind {
                Kind::Scalar(style) => Some(style),
                _ => None,
            };
            text.push_str(gap);
            emit::scalar(new, like, slot.column, &self.layout, &mut text);
            return Change { start, end, text };
        }
        if slot.place != Holder::Key {
            text.push_str(gap);
            let column = if is_empty { slot.column.saturating_add(2) } else { self.column(start) };
            let column = if slot.place == Holder::Root { 0 } else { column };
            emit::block(new, column, &self.layout, &mut text);
            return Change { start, end, text };
        }
        // Below its key; a comment behind the key stays there.
        let column = self.layout.below(slot.column, new);
        let line = line_end(self.text, end);
        let comment = comment_behind(self.text, end);
        text.push_str(if comment.is_empty() { "" } else { " " });
        text.push_str(comment);
        text.push_str(self.layout.newline);
        spaces(column, &mut text);
        emit::block(new, column, &self.layout, &mut text);
        // What stands between the colon and the value is an anchor at most.
        Change { start: slot.lead, end: line, text }
    }

    /// A list or map in block style.
    fn replace_block(&self, part: &Part, new: &Value, slot: Slot) -> Change {
        let below = self.text.get(slot.lead..part.start).is_some_and(|between| between.contains('\n'));
        let mut text = String::new();
        let end = self.content_end(part);
        if !below || slot.place == Holder::Root {
            let column = self.column(part.start);
            if is_block(new) {
                emit::block(new, column, &self.layout, &mut text);
            } else {
                emit::scalar(new, None, slot.column, &self.layout, &mut text);
            }
            return Change { start: part.start, end, text };
        }
        if is_block(new) {
            let column = self.layout.below(slot.column, new);
            spaces(column, &mut text);
            emit::block(new, column, &self.layout, &mut text);
            return Change { start: self.first_line(part, slot), end, text };
        }
        text.push(' ');
        emit::scalar(new, None, slot.column, &self.layout, &mut text);
        // What is said behind the key, and above the first part, stays.
        let kept = self.text.get(slot.lead..self.first_line(part, slot)).unwrap_or_default();
        text.push_str(kept.strip_suffix('\n').map_or(kept, |kept| kept.strip_suffix('\r').unwrap_or(kept)));
        Change { start: slot.lead, end, text }
    }

    /// Where the first line of a list or map begins; of a list the parser may only say where its first item does.
    fn first_line(&self, part: &Part, slot: Slot) -> usize {
        match part.kind {
            Kind::List { .. } => line_start(self.text, behind_dash(self.text, slot.lead).saturating_sub(1)),
            _ => line_start(self.text, part.start),
        }
    }

    /// Where the `|` or `>` of a block scalar stands.
    fn header(&self, part: &Part, slot: Slot) -> usize {
        let lead = self.text.get(slot.lead..part.start).unwrap_or_default();
        lead.find(['|', '>']).map_or(part.start, |at| slot.lead.saturating_add(at))
    }

    /// Where something ends, without the line breaks behind it.
    fn content_end(&self, part: &Part) -> usize {
        let content = self.text.get(part.start..part.end).unwrap_or_default();
        part.start.saturating_add(content.trim_end_matches(['\n', '\r']).len())
    }
}
