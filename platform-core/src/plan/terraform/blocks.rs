//! What an address is to Terraform: the resources of a `.tf.json` as they are, anything else by a fixed mapping.

use std::collections::BTreeMap;

use super::item::Item;
use super::marks::{Texts, plain_text};
use crate::model::{Digest, Map, Pointer, ResourceClass, Text, Value};

/// Instances that one block is written as; a block with more is written as one.
const MOST_INSTANCES: usize = 1_000;
/// Instances that all blocks together are written as; where there are more, each block is written as one.
pub(super) const MOST_OF_ALL: usize = 10_000;
/// What stands in a block for Terraform and is no attribute.
const META: [&str; 8] = ["count", "for_each", "provider", "depends_on", "lifecycle", "connection", "provisioner", "//"];

/// Which instance of a block: by number or by key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Index {
    Number(i64),
    Key(Text),
}

/// A resource's name in Terraform.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    pub(super) is_data: bool,
    pub(super) r#type: Text,
    pub(super) name: Text,
    pub(super) index: Option<Index>,
}

impl Name {
    /// `data.TYPE.NAME["KEY"]`.
    pub(super) fn address(&self) -> String {
        let index = match &self.index {
            None => String::new(),
            Some(Index::Number(number)) => format!("[{number}]"),
            Some(Index::Key(key)) => format!("[{}]", Value::from(key.clone()).to_json()),
        };
        format!("{}{index}", self.block())
    }

    /// Without the instance.
    pub(super) fn block(&self) -> String {
        format!("{}{}.{}", if self.is_data { "data." } else { "" }, self.r#type, self.name)
    }
}

/// The attributes of a resource, and where in the address's body they stand.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Attributes {
    pub(super) values: Value,
    /// Where the body has them; their first part stands for `wrapped` in the values.
    pub(super) at: Pointer,
    /// The attribute that holds the whole body.
    pub(super) wrapped: Option<&'static str>,
    /// The local name of its provider.
    pub(super) provider: Text,
    pub(super) texts: Texts,
}

/// The resources that a body of an address stands for.
pub(super) fn resources(item: &Item<'_>, body: &Value) -> BTreeMap<Name, Attributes> {
    if item.class == ResourceClass::Object && item.target == "terraform" {
        let own = of_configuration(body, item.has_instances);
        if !own.is_empty() {
            return own;
        }
    }
    let (r#type, wrapped, provider) = match (item.class, item.target) {
        (ResourceClass::File, _) => ("platform_file", "content", "platform"),
        (ResourceClass::Entity, _) => ("platform_entity", "entity", "platform"),
        (_, "kubernetes") => ("kubernetes_manifest", "manifest", "kubernetes"),
        _ => ("platform_object", "body", "platform"),
    };
    let mut values = vec![(wrapped, body.clone())];
    match r#type {
        "platform_file" => values.push(("path", item.address.id().into())),
        "platform_object" => values.push(("target", item.target.into())),
        _ => {}
    }
    let name = Name { is_data: false, r#type: r#type.into(), name: slug(item).into(), index: None };
    let (values, provider) = (Value::map(values), provider.into());
    let texts = Texts::Plain;
    BTreeMap::from([(name, Attributes { values, at: Pointer::root(), wrapped: Some(wrapped), provider, texts })])
}

/// An identifier for an address: its id where that is one and no other address can have the same, else with a part of
/// the address's digest.
fn slug(item: &Item<'_>) -> String {
    let is_plain = item.address.target() == item.target || item.class != ResourceClass::Object;
    identifier(item.address.id(), is_plain, item.address.as_str())
}

/// A text as an identifier of Terraform: as it is, or else with a part of the digest of `whole`.
pub(super) fn identifier(id: &str, is_plain: bool, whole: &str) -> String {
    let is_first = |character: char| character.is_ascii_alphabetic() || character == '_';
    let is_part = |character: char| is_first(character) || character.is_ascii_digit() || character == '-';
    if is_plain && id.starts_with(is_first) && id.chars().all(is_part) {
        return id.to_owned();
    }
    let text: String = id.chars().take(64).map(|character| if is_part(character) { character } else { '_' }).collect();
    let start = if text.starts_with(is_first) { "" } else { "_" };
    let hash = Digest::of(whole.as_bytes()).short();
    format!("{start}{text}--{hash}")
}

/// A block of a `.tf.json`, and where it stands.
struct Block<'a> {
    is_data: bool,
    r#type: &'a Text,
    name: &'a Text,
    at: Pointer,
    map: &'a Map,
}

fn blocks(body: &Value) -> impl Iterator<Item = Block<'_>> {
    [("resource", false), ("data", true)].into_iter().flat_map(move |(section, is_data)| {
        let types = body.get(section).and_then(Value::as_map).into_iter().flatten();
        let named = types.flat_map(|(r#type, of_type)| {
            of_type.as_map().into_iter().flatten().map(move |(name, block)| (r#type, name, block))
        });
        named.filter_map(move |(r#type, name, block)| {
            let at = Pointer::from_tokens([section, r#type, name]);
            // A block may be written as a list of one.
            let (block, at) = match block.as_list() {
                Some([block]) => (block, at.index(0)),
                _ => (block, at),
            };
            Some(Block { is_data, r#type, name, at, map: block.as_map()? })
        })
    })
}

fn of_configuration(body: &Value, has_instances: bool) -> BTreeMap<Name, Attributes> {
    let mut found = BTreeMap::new();
    for Block { is_data, r#type, name, at, map } in blocks(body) {
        let named = |index| Name { is_data, r#type: r#type.clone(), name: name.clone(), index };
        let local = r#type.split_once('_').map_or(&**r#type, |(provider, _)| provider);
        let provider = map.get("provider").and_then(Value::as_str).unwrap_or(local);
        let attributes = Attributes {
            values: Value::Map(Map::from_entries(map.iter().filter(|(key, _)| !META.contains(&&**key)).cloned())),
            at,
            wrapped: None,
            provider: provider.into(),
            texts: Texts::Templates,
        };
        let indices = if has_instances { instances(map) } else { vec![None] };
        found.extend(indices.into_iter().map(|index| (named(index), attributes.clone())));
    }
    found
}

/// The instances that a block is known to have: one without an index where Terraform works out which.
fn instances(block: &Map) -> Vec<Option<Index>> {
    let number = |number: usize| i64::try_from(number).ok().map(Index::Number);
    let key = |text: &Text| plain_text(text).map(|text| Some(Index::Key(text.into())));
    let keys: Option<Vec<_>> = match (block.get("count"), block.get("for_each")) {
        (Some(Value::Integer(count)), None) => {
            let count = usize::try_from(*count).ok().filter(|count| *count <= MOST_INSTANCES);
            count.map(|count| (0..count).map(number).collect())
        }
        (None, Some(Value::Map(map))) if map.len() <= MOST_INSTANCES => map.keys().map(key).collect(),
        _ => None,
    };
    keys.unwrap_or_else(|| vec![None])
}

/// How many instances the blocks of an item have together, body by body.
pub(super) fn number_of_instances(item: &Item<'_>) -> usize {
    let bodies = [&item.before, &item.after, &item.left].into_iter().flatten();
    let numbers = bodies.flat_map(blocks).map(|block| instances(block.map).iter().flatten().count());
    numbers.fold(0, usize::saturating_add)
}

/// The full name of a provider by its local one.
pub(super) fn provider_name(local: &str) -> String {
    let (local, _) = local.split_once('.').unwrap_or((local, ""));
    match local {
        "terraform" => "terraform.io/builtin/terraform".to_owned(),
        "platform" => "platform-core.dev/platform-core/platform".to_owned(),
        other => format!("registry.terraform.io/hashicorp/{other}"),
    }
}
