//! `platform.lock`: pins by subject and environment.

use std::collections::BTreeMap;

use super::decode::{At, Decoder, Path, parsed, text};
use super::values;
use crate::model::{
    Artifact, Diagnostic, EntityRef, Entry, FormatVersion, LockFile, NodeKind, PathPin, Pins, Scope, Source, Value,
    codes,
};

/// Reads a lock file. Every problem of one is `lock.invalid`: nobody writes it by hand.
pub(super) fn read(decoder: &mut Decoder<'_>, source: Source) -> Option<LockFile> {
    let lock = read_fields(decoder, source);
    decoder.diagnostics.iter_mut().for_each(as_invalid);
    lock
}

/// Says of any problem that it makes a lock file invalid, and what helps.
pub(super) fn as_invalid(diagnostic: &mut Diagnostic) {
    if diagnostic.is_error() {
        diagnostic.code = codes::LOCK_INVALID;
        diagnostic.category = codes::LOCK_INVALID.category().into();
        let mend = "restore the file from version control, or delete it and run `platform lock`";
        diagnostic.help = Some(diagnostic.help.take().map_or_else(|| mend.into(), |help| format!("{help}; or {mend}")));
    }
}

fn read_fields(decoder: &mut Decoder<'_>, source: Source) -> Option<LockFile> {
    let fields = decoder.fields(At::root(decoder.document))?;
    let format_version = fields.required(decoder, "formatVersion", format_version)?;
    // What a later minor version added is left alone.
    let open = format_version > FormatVersion::CURRENT;
    let closed = Closed { open };
    closed.fields(decoder, fields.at, &["formatVersion", "subjects"]);
    let subjects = fields.optional(decoder, "subjects", |decoder, at| {
        decoder.entries(at, subject, |decoder, at| decoder.entries(at, scope, |decoder, at| pins(decoder, at, closed)))
    });
    Some(LockFile { format_version, subjects: subjects.unwrap_or_default(), source })
}

#[derive(Clone, Copy)]
struct Closed {
    open: bool,
}

impl Closed {
    fn fields<'a>(self, decoder: &mut Decoder<'_>, at: At<'a>, known: &[&str]) -> Option<super::decode::Fields<'a>> {
        if self.open { decoder.fields(at) } else { decoder.closed(at, known) }
    }
}

fn format_version(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<FormatVersion> {
    let text = text(decoder, at)?;
    match Value::String(text).to_typed() {
        Ok(version) => Some(version),
        Err(failure) => {
            let message = failure.diagnostics.first().map(|problem| problem.message.clone()).unwrap_or_default();
            decoder.report(at, Diagnostic::error(codes::LOCK_INVALID, message));
            None
        }
    }
}

fn subject(decoder: &mut Decoder<'_>, map: &Path<'_>, entry: &Entry) -> Option<EntityRef> {
    let parsed = entry.key.parse().ok();
    if parsed.is_none() {
        let diagnostic = Diagnostic::error(codes::LOCK_INVALID, format!("`{}` is no subject", entry.key));
        decoder.report_key(map, entry, diagnostic);
    }
    parsed
}

fn scope(decoder: &mut Decoder<'_>, map: &Path<'_>, entry: &Entry) -> Option<Scope> {
    let parsed = entry.key.parse().ok();
    if parsed.is_none() {
        let diagnostic = Diagnostic::error(codes::LOCK_INVALID, format!("`{}` is no environment", entry.key));
        decoder.report_key(map, entry, diagnostic);
    }
    parsed
}

fn pins(decoder: &mut Decoder<'_>, at: At<'_>, closed: Closed) -> Option<Pins> {
    if matches!(&at.node.kind, NodeKind::Scalar(Value::Null)) {
        return Some(Pins::default());
    }
    let fields = closed.fields(decoder, at, &["path", "includes", "artifacts"])?;
    let path = fields.optional(decoder, "path", |decoder, at| path_pin(decoder, at, closed));
    let includes = fields.optional(decoder, "includes", |decoder, at| {
        decoder.entries(at, values::name_key, |decoder, at| path_pin(decoder, at, closed))
    });
    let artifacts = fields.optional(decoder, "artifacts", |decoder, at| {
        decoder.entries(at, values::name_key, |decoder, at| artifact(decoder, at, closed))
    });
    Some(Pins { path, includes: includes.unwrap_or_default(), artifacts: artifacts.unwrap_or_else(BTreeMap::new) })
}

fn path_pin(decoder: &mut Decoder<'_>, at: At<'_>, closed: Closed) -> Option<PathPin> {
    let fields = closed.fields(decoder, at, &["name", "version", "digest"])?;
    let name = fields.required(decoder, "name", values::name);
    let version = fields.required(decoder, "version", values::version);
    let digest = fields.required(decoder, "digest", parsed(codes::VALUE_DIGEST, "digest"));
    Some(PathPin { name: name?, version: version?, digest: digest? })
}

fn artifact(decoder: &mut Decoder<'_>, at: At<'_>, closed: Closed) -> Option<Artifact> {
    let fields = closed.fields(decoder, at, &["image", "digest", "commit"])?;
    let image = fields.required(decoder, "image", super::decode::filled);
    let digest = fields.required(decoder, "digest", parsed(codes::VALUE_DIGEST, "digest"));
    let commit = fields.optional(decoder, "commit", text);
    Some(Artifact { image: image?, digest: digest?, commit })
}
