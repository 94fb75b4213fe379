//! Waivers: who answers for a rule that fails, and until when.

use super::decode::{At, Decoder, filled, string};
use super::entity::check_metadata_texts;
use super::values;
use crate::model::{Diagnostic, Name, Pointer, Source, Waiver};

const SPEC: [&str; 5] = ["rule", "subject", "reason", "owner", "until"];

/// Reads a waiver. One with any error is none: it would let pass more than was meant.
pub(super) fn read(decoder: &mut Decoder<'_>, source: Source) -> Option<(Name, Waiver)> {
    let at = At::root(decoder.document);
    let fields = decoder.closed(at, &["apiVersion", "kind", "metadata", "spec"])?;
    let name = fields.required(decoder, "metadata", |decoder, at| {
        let fields = decoder.closed(at, &["name", "title", "description"])?;
        check_metadata_texts(decoder, &fields);
        fields.required(decoder, "name", values::name)
    });
    let waiver = fields.required(decoder, "spec", |decoder, at| {
        let fields = decoder.closed(at, &SPEC)?;
        let rule = fields.required(decoder, "rule", filled);
        let subject = fields.optional(decoder, "subject", values::subject);
        let reason = fields.required(decoder, "reason", string);
        let owner = fields.required(decoder, "owner", values::owner);
        let until = fields.required(decoder, "until", values::time);
        let at = Some(source.place(&Pointer::from_tokens(["spec", "until"])));
        Some(Waiver { rule: rule?, subject, reason: reason?, owner: owner?, until: until?, at, source: source.clone() })
    });
    let is_whole = !decoder.diagnostics.iter().any(Diagnostic::is_error);
    is_whole.then_some((name?, waiver?))
}
