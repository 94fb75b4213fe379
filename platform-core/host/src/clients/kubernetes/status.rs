//! `Status`: what a server says when it refuses.

use platform_core::model::Value;

/// A server's refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Status {
    /// The HTTP status.
    pub(crate) code: u16,
    /// One word: `Conflict`, `Invalid`, `NotFound`.
    pub(crate) reason: String,
    /// In words, in one line.
    pub(crate) message: String,
    /// The kind it speaks of, as the server calls it: `namespaces`.
    pub(crate) kind: String,
    /// The object's name.
    pub(crate) name: String,
    /// Field by field.
    pub(crate) causes: Vec<Cause>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cause {
    /// One word: `FieldManagerConflict`, `FieldValueInvalid`.
    pub(crate) reason: String,
    /// In words, in one line.
    pub(crate) message: String,
    /// As the server writes it: `.spec.replicas`.
    pub(crate) field: String,
}

/// As many of a refusal's causes are told.
const MOST_CAUSES: usize = 50;
/// As much of a text is told.
const MOST_SAID: usize = 2_000;

impl Status {
    /// Reads the body of an answer; `None` where it is no `Status`.
    pub(super) fn read(code: u16, body: &Value) -> Option<Self> {
        (text(body, "kind") == "Status").then_some(())?;
        let nothing = Value::Null;
        let details = body.get("details").unwrap_or(&nothing);
        let causes = details.get("causes").and_then(Value::as_list).unwrap_or_default();
        let cause = |cause: &Value| Cause {
            reason: text(cause, "reason"),
            message: text(cause, "message"),
            field: text(cause, "field"),
        };
        Some(Self {
            code,
            reason: text(body, "reason"),
            message: text(body, "message"),
            kind: text(details, "kind"),
            name: text(details, "name"),
            causes: causes.iter().take(MOST_CAUSES).map(cause).collect(),
        })
    }
}

fn text(value: &Value, field: &str) -> String {
    let said = value.get(field).and_then(Value::as_str).unwrap_or_default();
    super::configuration::one_line(said).chars().take(MOST_SAID).collect()
}
