//! Names for the variants of tagged unions, so that generated types of other languages have them too.

use serde_json::{Map, Value};

/// The fields that tell variants apart.
const TAGS: [&str; 2] = ["kind", "op"];

/// Moves each variant of a tagged union into `$defs` under a name of its own, with a `discriminator` in its place.
pub(super) fn name_variants(schema: &mut Value) {
    let Some(root) = schema.as_object_mut() else { return };
    let mut named = Map::new();
    let title = root.get("title").and_then(Value::as_str).map(|title| title.replace(' ', ""));
    if let Some(title) = title {
        split(&title, root, &mut named);
    }
    if let Some(definitions) = root.get_mut("$defs").and_then(Value::as_object_mut) {
        for (name, definition) in definitions.iter_mut() {
            if let Some(definition) = definition.as_object_mut() {
                split(name, definition, &mut named);
            }
        }
    }
    if !named.is_empty() {
        let definitions = root.entry("$defs").or_insert_with(|| Value::Object(Map::new()));
        if let Some(definitions) = definitions.as_object_mut() {
            definitions.extend(named);
        }
    }
}

fn split(name: &str, definition: &mut Map<String, Value>, named: &mut Map<String, Value>) {
    let Some(variants) = definition.get_mut("oneOf").and_then(Value::as_array_mut) else { return };
    let Some(tag) = TAGS.into_iter().find(|tag| variants.iter().all(|variant| tag_of(variant, tag).is_some())) else {
        name_single_fields(name, variants, named);
        return;
    };
    let mut mapping = Map::new();
    for variant in variants.iter_mut() {
        let Some(value) = tag_of(variant, tag).map(str::to_owned) else { continue };
        let full = format!("{name}{}", capitalised(&value));
        let reference = format!("#/$defs/{full}");
        mapping.insert(value, reference.clone().into());
        let moved = std::mem::replace(variant, super::object([("$ref", reference.into())]));
        named.insert(full, moved);
    }
    let discriminator = super::object([("propertyName", tag.into()), ("mapping", Value::Object(mapping))]);
    definition.insert("discriminator".to_owned(), discriminator);
}

/// A variant that is a map of one field, beside others that are texts: `{"present": …}`.
fn name_single_fields(name: &str, variants: &mut [Value], named: &mut Map<String, Value>) {
    for variant in variants {
        let Some(field) = variant.get("properties").and_then(Value::as_object).filter(|fields| fields.len() == 1)
        else {
            continue;
        };
        let full = format!("{name}{}", field.keys().map(|key| capitalised(key)).collect::<String>());
        let reference = super::object([("$ref", format!("#/$defs/{full}").into())]);
        named.insert(full, std::mem::replace(variant, reference));
    }
}

fn tag_of<'a>(variant: &'a Value, tag: &str) -> Option<&'a str> {
    variant.get("properties")?.get(tag)?.get("const")?.as_str()
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(characters).collect()
}
