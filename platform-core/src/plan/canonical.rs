//! The canonical JSON of a plan's parts, written without making values of them first: keys stand in their order.

use std::fmt::Write as _;

use serde::Serialize;

use crate::model::{
    Action, Change, Digest, Expectation, FieldChange, FieldChangeKind, Precondition, Reason, ResourceClass, Step, Value,
};

/// Writes items of a plan, each with its digest.
#[derive(Default)]
pub(super) struct Items {
    text: String,
    actions: Words<Action>,
    reasons: Words<Reason>,
    kinds: Words<FieldChangeKind>,
    classes: Words<ResourceClass>,
}

/// The JSON of words, made once each: there are few.
struct Words<T>(Vec<(T, String)>);

impl<T> Default for Words<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Copy + Eq + Serialize> Words<T> {
    fn get(&mut self, word: T) -> &str {
        let at = self.0.iter().position(|(known, _)| *known == word).unwrap_or_else(|| {
            self.0.push((word, value(&word).to_json()));
            self.0.len().saturating_sub(1)
        });
        self.0.get(at).map(|(_, json)| json.as_str()).unwrap_or_default()
    }
}

impl Items {
    /// Appends `["ADDRESS","DIGEST"],`, with the digest of what `write` writes.
    pub(super) fn write(&mut self, address: &str, out: &mut String, write: impl FnOnce(&mut Self, &mut String)) {
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        write(self, &mut text);
        let digest = Digest::of(text.as_bytes());
        self.text = text;
        out.push('[');
        write_text(address, out);
        out.push_str(",\"");
        digest.write(out);
        out.push_str("\"],");
    }

    /// A change without the fields' origins: where a value was written down does not decide what happens.
    pub(super) fn change(&mut self, change: &Change, out: &mut String) {
        out.push_str(r#"{"actions":["#);
        for action in &change.actions {
            out.push_str(self.actions.get(*action));
            out.push(',');
        }
        close_list(out);
        out.push_str(r#","address":"#);
        write_text(change.address.as_str(), out);
        for (name, digest) in [(r#","after":""#, change.after), (r#","before":""#, change.before)] {
            if let Some(digest) = digest {
                out.push_str(name);
                digest.write(out);
                out.push('"');
            }
        }
        out.push_str(r#","class":"#);
        out.push_str(self.classes.get(change.class));
        if !change.fields.is_empty() {
            out.push_str(r#","fields":["#);
            for field in &change.fields {
                self.field(field, out);
                out.push(',');
            }
            close_list(out);
        }
        if let Some(from) = &change.moved_from {
            out.push_str(r#","movedFrom":"#);
            write_text(from.as_str(), out);
        }
        if change.protect {
            out.push_str(r#","protect":true"#);
        }
        out.push_str(r#","reason":"#);
        out.push_str(self.reasons.get(change.reason));
        out.push('}');
    }

    /// What a change has in common with the same one elsewhere: neither the address nor whole bodies.
    pub(super) fn alike(&mut self, change: &Change, out: &mut String) {
        write_text(change.address.target(), out);
        write_text(change.address.id(), out);
        for action in &change.actions {
            out.push_str(self.actions.get(*action));
        }
        out.push_str(self.reasons.get(change.reason));
        value(&change.class).write_canonical_json(out);
        let moved = change.moved_from.as_ref();
        for part in moved.into_iter().flat_map(|from| [from.environment(), from.target(), from.id()]) {
            write_text(part, out);
        }
        out.push_str(if change.protect { "!" } else { "." });
        for field in &change.fields {
            self.field(field, out);
        }
    }

    fn field(&mut self, field: &FieldChange, out: &mut String) {
        out.push('{');
        if let Some(after) = &field.after {
            out.push_str(r#""after":"#);
            after.write_canonical_json(out);
            out.push(',');
        }
        if let Some(before) = &field.before {
            out.push_str(r#""before":"#);
            before.write_canonical_json(out);
            out.push(',');
        }
        if field.forces_replacement {
            out.push_str(r#""forcesReplacement":true,"#);
        }
        out.push_str(r#""kind":"#);
        out.push_str(self.kinds.get(field.kind));
        out.push_str(r#","path":"#);
        write_text(field.path.as_str(), out);
        out.push('}');
    }

    /// Appends a step and a comma.
    pub(super) fn step(&mut self, step: &Step, out: &mut String) {
        out.push_str(r#"{"action":"#);
        out.push_str(self.actions.get(step.action));
        out.push_str(r#","address":"#);
        write_text(step.address.as_str(), out);
        if !step.after.is_empty() {
            out.push_str(r#","after":["#);
            for before in &step.after {
                let _ = write!(out, "{before},");
            }
            close_list(out);
        }
        let _ = write!(out, r#","id":{}}},"#, step.id);
    }
}

pub(super) fn write_precondition(precondition: &Precondition, out: &mut String) {
    out.push_str(r#"{"address":"#);
    write_text(precondition.address.as_str(), out);
    let (digest, kind) = match &precondition.expect {
        Expectation::Absent => (None, "absent"),
        Expectation::NotObserved => (None, "notObserved"),
        Expectation::Fields { digest } => (Some(digest), "fields"),
        Expectation::State { digest } => (Some(digest), "state"),
        Expectation::Planned { digest } => (Some(digest), "planned"),
    };
    out.push_str(r#","expect":{"#);
    if let Some(digest) = digest {
        out.push_str(r#""digest":""#);
        digest.write(out);
        out.push_str("\",");
    }
    out.push_str(r#""kind":""#);
    out.push_str(kind);
    out.push_str("\"}}");
}

/// Ends a list whose every item was written with a comma behind it.
pub(super) fn close_list(out: &mut String) {
    if out.ends_with(',') {
        out.pop();
    }
    out.push(']');
}

/// Our own types always have a JSON form.
pub(super) fn value(data: &impl Serialize) -> Value {
    Value::from_serialize(data).unwrap_or_default()
}

pub(super) fn write_text(text: &str, out: &mut String) {
    crate::model::write_json_string(text, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written here by hand is what serde writes, made canonical.
    #[test]
    fn parts_are_written_as_their_documents_are() {
        let address: crate::model::Address = "cart/staging/kubernetes/a\u{e9}".parse().unwrap();
        let mut change =
            Change::new(address.clone(), vec![Action::Delete, Action::Create], Reason::CannotUpdateInPlace);
        let mut items = Items::default();
        let mut check = |change: &Change| {
            let mut text = String::new();
            items.change(change, &mut text);
            assert_eq!(text, value(change).to_canonical_json());
        };
        check(&change);
        change.moved_from = Some("cart/staging/kubernetes/b".parse().unwrap());
        (change.protect, change.before, change.after) = (true, Some(Digest::of(b"a")), Some(Digest::of(b"b")));
        let path = "/a~1b/\"".parse().unwrap();
        let mut field = FieldChange::new(path, Some(Value::Null), None, FieldChangeKind::SecretVersion);
        field.forces_replacement = true;
        change.fields = vec![field, FieldChange::new(Default::default(), None, Some(1.into()), FieldChangeKind::Drift)];
        check(&change);
        let digest = Digest::of(b"x");
        for expect in [
            Expectation::Absent,
            Expectation::NotObserved,
            Expectation::Fields { digest },
            Expectation::State { digest },
            Expectation::Planned { digest },
        ] {
            let precondition = Precondition::new(address.clone(), expect);
            let mut text = String::new();
            write_precondition(&precondition, &mut text);
            assert_eq!(text, value(&precondition).to_canonical_json());
        }
        for after in [vec![], vec![0, 1]] {
            let step = Step::new(2, address.clone(), Action::Create, after);
            let mut text = String::new();
            items.step(&step, &mut text);
            assert_eq!(text, value(&step).to_canonical_json() + ",");
        }
    }
}
