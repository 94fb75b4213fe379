//! Names, references, paths and the other small forms that many kinds share.

use super::decode::{At, Decoder, Path, foreign, text};
use crate::model::{Diagnostic, EntityRef, Entry, Name, Requirement, Text, Timestamp, Version, codes};

/// A name as Backstage has them.
pub(super) fn name(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Name> {
    let text = text(decoder, at)?;
    match text.parse() {
        Ok(name) => Some(name),
        Err(error) => {
            let holds = foreign(&text).map(|which| format!("it holds {which}; ")).unwrap_or_default();
            decoder.error(at, codes::VALUE_NAME, format!("`{text}` is no valid name"), format!("{holds}{error}"));
            None
        }
    }
}

/// A name that stands as a key.
pub(super) fn name_key(decoder: &mut Decoder<'_>, map: &Path<'_>, entry: &Entry) -> Option<Name> {
    match entry.key.parse() {
        Ok(name) => Some(name),
        Err(error) => {
            let message = format!("`{}` is no name", entry.key);
            let diagnostic = Diagnostic::error(codes::VALUE_NAME, message).with_help(format!("{error}"));
            decoder.report_key(map, entry, diagnostic);
            None
        }
    }
}

/// Lower-case letters and digits with single `-` between them, at most 63: RFC 1123, as Backstage reads it.
pub(super) fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}

/// The id of a template: a DNS label.
pub(super) fn id(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Name> {
    let text = text(decoder, at)?;
    if is_label(&text) {
        return text.parse().ok();
    }
    let message = format!("`{text}` can't be an id");
    decoder.error(at, codes::VALUE_NAME, message, "use lower-case letters and digits with single `-` between them");
    None
}

pub(super) fn version(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Version> {
    let written = text(decoder, at)?;
    let error = match written.parse::<Version>() {
        Ok(version) => return Some(version),
        Err(error) => error,
    };
    let without_v = written.trim_start_matches(['v', 'V']);
    let tries = [without_v.to_owned(), format!("{without_v}.0"), format!("{without_v}.0.0")];
    let near = tries.into_iter().find(|text| text.parse::<Version>().is_ok());
    let help = near.map_or_else(|| error.to_string(), |near| format!("write `{near}`"));
    decoder.error(at, codes::VALUE_VERSION, format!("`{written}` is no valid version"), help);
    None
}

pub(super) fn requirement(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Requirement> {
    let written = text(decoder, at)?;
    let error = match written.parse::<Requirement>() {
        Ok(requirement) => return Some(requirement),
        Err(error) => error,
    };
    let (name, version) = written.split_once(['@', ':']).unwrap_or((&written, ""));
    let version = if version == "latest" { "*" } else { version };
    let near = format!("{name}@{version}");
    let help = if near.parse::<Requirement>().is_ok() { format!("write `{near}`") } else { error.to_string() };
    decoder.error(at, codes::VALUE_VERSION, format!("`{written}` is no valid requirement"), help);
    None
}

pub(super) fn time(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Timestamp> {
    super::decode::parsed(codes::VALUE_TIME, "time")(decoder, at)
}

/// A subject as `[kind:][namespace/]name`; what is left out is that of whoever names it.
pub(super) fn subject_name(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Text> {
    let text = text(decoder, at)?;
    if EntityRef::parse_catalog(&text, "component", "default").is_ok() {
        return Some(text);
    }
    let message = format!("`{text}` is no entity reference");
    decoder.error(at, codes::VALUE_REFERENCE, message, "write `NAME`, or `[kind:][namespace/]name`");
    None
}

/// A reference to an entity, as Backstage writes it; what is left out is `group` and `default`.
pub(super) fn owner(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<EntityRef> {
    reference(decoder, at, "group", "write `group:NAME`, or `[kind:][namespace/]name`")
}

/// A subject, as Backstage writes it; what is left out is `component` and `default`.
pub(super) fn subject(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<EntityRef> {
    reference(decoder, at, "component", "write `NAME`, or `[kind:][namespace/]name`")
}

fn reference(decoder: &mut Decoder<'_>, at: At<'_>, kind: &str, help: &str) -> Option<EntityRef> {
    let text = text(decoder, at)?;
    let reference = match text.matches(':').count() {
        2 => text.parse(),
        _ => EntityRef::parse_catalog(&text, kind, "default"),
    };
    match reference {
        Ok(reference) => Some(reference),
        Err(_) => {
            let message = format!("`{text}` is no entity reference");
            decoder.error(at, codes::VALUE_REFERENCE, message, help);
            None
        }
    }
}

/// A path that stays below its folder: relative, with `/`, without `.` and `..`.
pub(super) fn relative_path(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Text> {
    let text = text(decoder, at)?;
    if is_relative(&text) {
        return Some(text);
    }
    let message = format!("{} must stay below its folder, and `{text}` does not", at.path.label());
    decoder.error(at, codes::EXEC_PATH_ESCAPE, message, "write a relative path with `/`, without `.` and `..`");
    None
}

/// Whether a path is relative and each part of it is a name. A part with an expression is judged when it is rendered.
pub(super) fn is_relative(path: &str) -> bool {
    let outside = |part: &str| part.is_empty() || part == "." || part == "..";
    !path.is_empty() && !path.contains('\\') && !path.chars().any(char::is_control) && !path.split('/').any(outside)
}
