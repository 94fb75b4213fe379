//! Where a value comes from, in a few words.

use crate::model::{Layer, Origin, OriginId, OriginTable, Place};

use super::style::Style;
use super::values::{shorten, shown};

/// What a layer is called where its file stands beside it.
pub(crate) fn layer_name(layer: Layer) -> &'static str {
    match layer {
        Layer::SchemaDefault => "the path's default",
        Layer::PathValues => "the path's own value",
        Layer::Include => "the including path",
        Layer::Environment => "the environment",
        Layer::Subject => "the subject",
        Layer::SubjectEnvironment => "the subject, in this environment",
        Layer::Enforced => "enforced",
        Layer::Template => "template",
        Layer::Override => "an override",
        Layer::Document => "the subject's own document",
        Layer::Output => "an output",
        Layer::Artifact => "a pinned artifact",
        Layer::Engine => "added by the engine",
    }
}

/// In one word, for what was beaten.
pub(crate) fn layer_word(layer: Layer) -> &'static str {
    match layer {
        Layer::SchemaDefault => "default",
        Layer::PathValues => "path",
        Layer::Include => "include",
        Layer::Environment => "environment",
        Layer::Subject | Layer::SubjectEnvironment => "subject",
        Layer::Enforced => "enforced",
        Layer::Template => "template",
        Layer::Override => "override",
        Layer::Document => "document",
        Layer::Output => "output",
        Layer::Artifact => "artifact",
        _ => "engine",
    }
}

/// `services/cart/catalog-info.yaml:14`; nothing for data that was read from no file.
pub(crate) fn place_text(place: &Place) -> Option<String> {
    match (&*place.file, place.line) {
        ("", _) => None,
        (file, 0) => Some(file.to_owned()),
        (file, line) => Some(format!("{file}:{line}")),
    }
}

/// How much somebody decided a leaf: what a template says as it is counts least, so that in something new the leaves
/// that were set, are pinned or are not known yet are the ones to be shown.
pub(crate) fn weight(table: &OriginTable, id: OriginId) -> u8 {
    let Some(origin) = table.get(id) else { return 0 };
    let decides = |layer: Layer| match layer {
        Layer::Override => 9,
        Layer::Artifact => 8,
        Layer::SubjectEnvironment => 7,
        Layer::Subject | Layer::Document | Layer::Output => 6,
        Layer::Environment | Layer::Enforced => 5,
        Layer::PathValues | Layer::Include => 4,
        Layer::SchemaDefault => 3,
        _ => 0,
    };
    let named = |id: &OriginId| {
        let origin = table.get(*id)?;
        // What something is called says little: every resource has it.
        let is_name = |name: &str| name.starts_with("service.") || name.starts_with("environment.");
        Some(if origin.name.as_deref().is_some_and(is_name) { 1 } else { decides(origin.layer) })
    };
    // A subject's own document is copied into its catalog entity as it is.
    let own = if origin.layer == Layer::Document { 0 } else { decides(origin.layer) };
    origin.reads.iter().filter_map(named).max().unwrap_or(0).max(own)
}

/// Why a leaf is what it is: `from parameters.replicas, services/cart/catalog-info.yaml:14, beat 2 (default)`.
pub(crate) fn phrase(table: &OriginTable, id: OriginId, style: &Style) -> Option<String> {
    let origin = table.get(id)?;
    // A template that only hands on what it read is not the reason: what it read is.
    let read: Vec<&Origin> = origin.reads.iter().filter_map(|read| table.get(*read)).collect();
    match read.as_slice() {
        [] => single(table, origin, style),
        [one] => single(table, one, style),
        [first, ..] => {
            let names: Vec<&str> = read.iter().filter_map(|read| read.name.as_deref()).take(3).collect();
            if names.len() < 2 {
                return single(table, first, style);
            }
            let more = if read.len() > names.len() { " and more" } else { "" };
            let place = origin.place.as_ref().and_then(place_text);
            let place = place.map_or_else(String::new, |place| format!(", {place}"));
            Some(format!("from {}{more}{place}", names.join(", ")))
        }
    }
}

fn single(table: &OriginTable, origin: &Origin, style: &Style) -> Option<String> {
    let mut text = subject_of(origin);
    if let Some(place) = origin.place.as_ref().and_then(place_text) {
        text.push_str(", ");
        text.push_str(&place);
    }
    if let Some(beaten) = origin.beat.first() {
        let word = table.get(beaten.origin).map_or("another", |origin| layer_word(origin.layer));
        text.push_str(&format!(", beat {} ({word})", shorten(&shown(&beaten.value, style), 24, style)));
    }
    Some(text)
}

/// What said it, without its place.
pub(crate) fn subject_of(origin: &Origin) -> String {
    let name = origin.name.as_deref();
    match (origin.layer, name) {
        (Layer::SchemaDefault, Some(name)) => format!("default of {name}"),
        (Layer::Enforced, Some(name)) => format!("{name} is enforced"),
        (Layer::Artifact, Some(name)) => format!("{name} is pinned"),
        (Layer::Output, Some(name)) => format!("output {name}"),
        (Layer::Override, _) => match &origin.r#override {
            Some(id) => format!("override {id}"),
            None => "override".to_owned(),
        },
        (Layer::Template, _) => match &origin.path {
            Some(path) => format!("from {path}"),
            None => "from the template".to_owned(),
        },
        (Layer::Engine, _) => "added by the engine".to_owned(),
        (_, Some(name)) => format!("from {name}"),
        (layer, None) => format!("from {}", layer_name(layer)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Beaten;

    #[test]
    fn the_reason_is_what_was_read_and_what_it_beat() {
        let mut table = OriginTable::default();
        let place = |file: &str, line| Place { line, column: 3, ..Place::file(file) };
        let default = table.add(
            Origin::new(Layer::SchemaDefault, Some(place("golden-path.yaml", 9))).with_name("parameters.replicas"),
        );
        let mut set = Origin::new(Layer::Subject, Some(place("services/cart/catalog-info.yaml", 14)))
            .with_name("parameters.replicas");
        set.beat.push(Beaten { origin: default, value: 2.into() });
        let set = table.add(set);
        let mut leaf = Origin::new(Layer::Template, Some(place("golden-path.yaml", 30)));
        leaf.reads.push(set);
        let leaf = table.add(leaf);
        let text = phrase(&table, leaf, &Style::default()).unwrap();
        assert_eq!(text, "from parameters.replicas, services/cart/catalog-info.yaml:14, beat 2 (default)");
        assert_eq!(
            phrase(&table, default, &Style::default()).unwrap(),
            "default of parameters.replicas, golden-path.yaml:9"
        );
        assert!(weight(&table, leaf) > weight(&table, default));
    }
}
