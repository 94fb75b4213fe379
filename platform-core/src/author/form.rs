//! A path's parameters as a form that draft 7 of JSON Schema can say, at their place in a page of a form.

use crate::model::{GoldenPathSpec, Map, Text, Value};

/// Where the schema stands in the page.
const PLACE: &str = "#/properties/parameters";
/// Words whose values are schemas by name.
const BY_NAME: [&str; 4] = ["properties", "patternProperties", "definitions", "dependentSchemas"];
/// Words whose values are data, and no schemas.
const DATA: [&str; 5] = ["default", "const", "enum", "examples", "required"];
/// Words that a form makes nothing of, and that draft 7 does not know.
const UNKNOWN: [&str; 9] = [
    "$schema",
    "$id",
    "$vocabulary",
    "$comment",
    "unevaluatedProperties",
    "unevaluatedItems",
    "minContains",
    "maxContains",
    "$anchor",
];

/// The schema of what can be given: without what the path enforces, with what it sets itself as defaults.
pub(super) fn form(spec: &GoldenPathSpec, depth: usize) -> Result<Map, String> {
    let Some(schema) = spec.parameters.as_map() else {
        return Ok(Map::from_entries([("type".into(), "object".into())]));
    };
    let mut schema = schema_of(schema, depth)?;
    let is_enforced = |name: &str| spec.enforce.get(name).is_some();
    let properties = schema.get("properties").and_then(Value::as_map).cloned().unwrap_or_default();
    let properties = properties.iter().filter(|(name, _)| !is_enforced(name)).map(|(name, property)| {
        let given = spec.values.get(name).filter(|value| is_open(value)).cloned();
        let property = match (given, property.as_map()) {
            (Some(value), Some(map)) => Value::Map(map.with("default", value)),
            _ => property.clone(),
        };
        (name.clone(), property)
    });
    schema = schema.with("properties", Value::Map(Map::from_entries(properties)));
    if let Some(Value::List(required)) = schema.get("required").cloned() {
        let is_asked = |name: &&Value| name.as_str().is_none_or(|name| !is_enforced(name));
        schema = schema.with("required", Value::list(required.iter().filter(is_asked).cloned()));
    }
    Ok(schema)
}

/// A value that holds no secret: a form is for everybody to read.
fn is_open(value: &Value) -> bool {
    let mut is_open = true;
    value.for_each_leaf(&mut |leaf| is_open &= !matches!(leaf, Value::Secret(_)));
    is_open
}

fn schema(value: &Value, depth: usize) -> Result<Value, String> {
    match value {
        Value::Map(map) => schema_of(map, depth).map(Value::Map),
        Value::List(items) => {
            items.iter().map(|item| schema(item, depth)).collect::<Result<Vec<_>, _>>().map(Value::list)
        }
        other => Ok(other.clone()),
    }
}

fn schema_of(map: &Map, depth: usize) -> Result<Map, String> {
    let Some(depth) = depth.checked_sub(1) else { return Err("it is nested too deeply".to_owned()) };
    let mut entries: Vec<(Text, Value)> = Vec::new();
    let has_tuple = map.get("prefixItems").is_some();
    for (key, value) in map.iter() {
        let key: &str = key;
        let entry = match key {
            _ if UNKNOWN.contains(&key) => continue,
            "$dynamicRef" | "$dynamicAnchor" | "$recursiveRef" => return Err(format!("it uses `{key}`")),
            "$ref" => ("$ref", Value::from(reference(value.as_str().unwrap_or_default())?)),
            "$defs" => ("definitions", by_name(value, depth)?),
            // `items` was the tuple, and what comes after it had another name.
            "prefixItems" => ("items", schema(value, depth)?),
            "items" if has_tuple => ("additionalItems", schema(value, depth)?),
            "dependentRequired" | "dependentSchemas" => {
                let known = entries.iter().position(|(known, _)| &**known == "dependencies");
                let before = known.map(|at| entries.remove(at).1);
                let before = before.as_ref().and_then(Value::as_map).cloned().unwrap_or_default();
                let more = if key == "dependentSchemas" { by_name(value, depth)? } else { value.clone() };
                let more = more.as_map().cloned().unwrap_or_default();
                let all = before.iter().chain(more.iter()).map(|(name, value)| (name.clone(), value.clone()));
                ("dependencies", Value::Map(Map::from_entries(all)))
            }
            _ if DATA.contains(&key) => (key, value.clone()),
            _ if BY_NAME.contains(&key) => (key, by_name(value, depth)?),
            _ => (key, schema(value, depth)?),
        };
        entries.push((entry.0.into(), entry.1));
    }
    Ok(Map::from_entries(entries))
}

fn by_name(value: &Value, depth: usize) -> Result<Value, String> {
    let Some(map) = value.as_map() else { return Ok(value.clone()) };
    let named = map.iter().map(|(name, value)| Ok((name.clone(), schema(value, depth)?)));
    named.collect::<Result<Vec<_>, String>>().map(|named| Value::Map(Map::from_entries(named)))
}

/// Definitions stand at the page's root, all else below the schema's place.
fn reference(to: &str) -> Result<String, String> {
    let to = to.strip_prefix('#').ok_or_else(|| format!("`{to}` is elsewhere"))?;
    match to.strip_prefix("/$defs/") {
        Some(name) => Ok(format!("#/definitions/{}", name.replace("/$defs/", "/definitions/"))),
        None if to.is_empty() || to.starts_with('/') => {
            Ok(format!("{PLACE}{}", to.replace("/$defs/", "/definitions/")))
        }
        None => Err(format!("`#{to}` is no pointer")),
    }
}
