//! The blocks of a body in Terraform's JSON.

use platform_core::model::{Resource, Text, Value};

/// A block of a resource or a module, as others refer to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// `aws_db_instance.main`, `data.aws_region.here`.
    pub(super) address: String,
    /// Whether it stands for one instance, and not for as many as `count` or `for_each` says.
    pub(super) is_single: bool,
    /// Whether its successor is there before it goes: `create_before_destroy`.
    pub(super) is_succeeded: bool,
}

/// Every block of a body, in order.
pub(super) fn blocks(body: &Value) -> Vec<Block> {
    let mut found = Vec::new();
    for (section, prefix) in [("resource", ""), ("data", "data.")] {
        for (kind, named) in entries(body.get(section)) {
            for (name, block) in entries(Some(named)) {
                let is_single = entries(Some(block)).all(|(key, _)| !matches!(&**key, "count" | "for_each"));
                let lifecycle =
                    entries(Some(block)).find(|(key, _)| &***key == "lifecycle").map(|(_, lifecycle)| lifecycle);
                let is_succeeded = entries(lifecycle)
                    .any(|(key, value)| &**key == "create_before_destroy" && *value == Value::Bool(true));
                found.push(Block { address: format!("{prefix}{kind}.{name}"), is_single, is_succeeded });
            }
        }
    }
    let modules = entries(body.get("module"));
    found.extend(modules.map(|(name, _)| Block {
        address: format!("module.{name}"),
        is_single: false,
        is_succeeded: false,
    }));
    found
}

/// The one block that a resource of ours stands for; none, where it has several.
pub(super) fn sole(resource: &Resource) -> Option<Block> {
    match blocks(&resource.body).as_slice() {
        [block] if block.is_single => Some(block.clone()),
        _ => None,
    }
}

/// The entries of a map, or of the maps in a list: Terraform takes both.
fn entries(value: Option<&Value>) -> impl Iterator<Item = (&Text, &Value)> {
    let maps: Vec<&Value> = match value {
        Some(Value::List(items)) => items.iter().collect(),
        Some(value) => vec![value],
        None => Vec::new(),
    };
    maps.into_iter().filter_map(Value::as_map).flat_map(|map| map.iter().map(|(key, value)| (key, value)))
}
