//! The formats of `metadata`: labels, annotations, tags, links.

use super::super::decode::{At, Decoder, Fields, filled, text};
use super::super::values::is_label;
use crate::model::{Diagnostic, Entry, Name, NodeKind, codes};

/// Notes what breaks the rules of `metadata`, apart from its name and namespace.
pub(super) fn check(decoder: &mut Decoder<'_>, fields: &Fields<'_>) {
    check_metadata_texts(decoder, fields);
    fields.optional(decoder, "labels", check_labels);
    fields.optional(decoder, "annotations", |decoder, at| {
        let fields = decoder.fields(at)?;
        for entry in fields.entries {
            check_key(decoder, at, entry);
            let path = at.path.key(&entry.key);
            text(decoder, At { node: &entry.value, path: &path });
        }
        Some(())
    });
    fields.list(decoder, "tags", tag);
    fields.list(decoder, "links", link);
}

/// Title and description are text.
pub(in crate::parse) fn check_metadata_texts(decoder: &mut Decoder<'_>, fields: &Fields<'_>) {
    fields.optional(decoder, "title", filled);
    fields.optional(decoder, "description", text);
}

/// Labels: a key is `[prefix/]name`, a value a name or nothing.
pub(in crate::parse) fn check_labels(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<()> {
    let fields = decoder.fields(at)?;
    for entry in fields.entries {
        check_key(decoder, at, entry);
        let path = at.path.key(&entry.key);
        let at = At { node: &entry.value, path: &path };
        if let Some(value) = text(decoder, at).filter(|value| !value.is_empty() && !Name::is_valid(value)) {
            let message = format!("`{value}` can't be a label's value");
            let help = "use letters and digits with `-`, `_` or `.` between them, at most 63 characters; what is longer or \
                        holds other characters belongs into an annotation";
            decoder.error(at, codes::VALUE_LABEL, message, help);
        }
    }
    Some(())
}

fn check_key(decoder: &mut Decoder<'_>, map: At<'_>, entry: &Entry) {
    if !is_prefixed_name(&entry.key) {
        let message = format!("`{}` can't be a key here", entry.key);
        let help = "write `[prefix/]name`, the prefix a lower-case DNS name, the name at most 63 letters and digits with \
                    `-`, `_` or `.` between them";
        decoder.report_key(map.path, entry, Diagnostic::error(codes::VALUE_LABEL, message).with_help(help));
    }
}

fn is_prefixed_name(key: &str) -> bool {
    match key.split_once('/') {
        Some((prefix, name)) => is_subdomain(prefix) && Name::is_valid(name),
        None => Name::is_valid(key),
    }
}

fn is_subdomain(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_label)
}

fn tag(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<()> {
    let text = text(decoder, at)?;
    if !is_tag(&text) {
        let message = format!("`{text}` can't be a tag");
        let help =
            "use lower-case letters, digits, `:`, `+` and `#` with single `-` between them, at most 63 characters";
        decoder.error(at, codes::VALUE_LABEL, message, help);
    }
    Some(())
}

fn is_tag(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b":+#".contains(&byte);
    (1..=63).contains(&text.len()) && text.split('-').all(|part| !part.is_empty() && part.bytes().all(allowed))
}

fn link(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<()> {
    let fields = decoder.fields(at)?;
    fields.required(decoder, "url", |decoder, at| {
        let url = text(decoder, at)?;
        if !is_url(&url) {
            decoder.error(at, codes::VALUE_INVALID, format!("`{url}` is no URL"), "write it in full: `https://…`");
        }
        Some(())
    });
    fields.optional(decoder, "title", filled);
    fields.optional(decoder, "icon", |decoder, at| {
        let icon = text(decoder, at)?;
        if !Name::is_valid(&icon) {
            decoder.error(
                at,
                codes::VALUE_NAME,
                format!("`{icon}` can't be an icon"),
                "write an icon's key, such as `docs`",
            );
        }
        Some(())
    });
    if let Some(entry) = fields.entry("type").filter(|entry| !matches!(entry.value.kind, NodeKind::Scalar(_))) {
        let path = at.path.key("type");
        text(decoder, At { node: &entry.value, path: &path });
    }
    Some(())
}

/// What a browser's URL parser takes without a base: a scheme, and for those of the web a host.
fn is_url(text: &str) -> bool {
    let text = text.trim_matches(|character: char| character <= ' ');
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let mut characters = scheme.chars();
    let is_scheme = characters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && characters.all(|other| other.is_ascii_alphanumeric() || "+-.".contains(other));
    if !is_scheme {
        return false;
    }
    let scheme = scheme.to_ascii_lowercase();
    if matches!(scheme.as_str(), "http" | "https" | "ws" | "wss" | "ftp") {
        return is_authority(rest.trim_start_matches(['/', '\\']), true);
    }
    match rest.strip_prefix("//") {
        Some(rest) if scheme != "file" => is_authority(rest, false),
        _ => true,
    }
}

fn is_authority(rest: &str, needs_host: bool) -> bool {
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let (host, port) = match host.strip_prefix('[') {
        Some(address) => {
            let Some((address, port)) = address.split_once(']') else { return false };
            (address, port.strip_prefix(':').unwrap_or(port))
        }
        None => host.split_once(':').unwrap_or((host, "")),
    };
    (!host.is_empty() || !needs_host)
        && (port.is_empty() || port.parse::<u16>().is_ok())
        && !host.chars().any(|character| character.is_control() || " <>^|%".contains(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_tags_and_links_as_backstage_takes_them() {
        for key in ["a", "a.b/c_d", "backstage.io/techdocs-ref", "A-1"] {
            assert!(is_prefixed_name(key), "{key}");
        }
        for key in ["", "/a", "a/", "a/b/c", "A.b/c", "a b", "-a", "a_b/c"] {
            assert!(!is_prefixed_name(key), "{key}");
        }
        assert!(["go", "c++", "c#", "lang:go", "a-b"].iter().all(|tag| is_tag(tag)));
        assert!(["Go", "a_b", "a--b", "-a", "", "a.b", "é"].iter().all(|tag| !is_tag(tag)));
        for url in
            ["https://a.b/c", "http://localhost:3000", "mailto:a@b", "slack://x", "https://[::1]:80/", "file:///x"]
        {
            assert!(is_url(url), "{url}");
        }
        for url in ["", "a.b/c", "/a", "https://", "https://a b", "http://a:99999", "1http://a", "//a"] {
            assert!(!is_url(url), "{url}");
        }
    }
}
