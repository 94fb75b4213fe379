//! Which of Terraform's resources stand in which of ours.

use std::collections::BTreeMap;

use crate::model::{Address, TerraformChange, Text, Value};

/// A block of a resource or a module in a body in Terraform's JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TerraformBlock {
    /// As others refer to it: `aws_db_instance.main`, `data.aws_region.here`, `module.network`.
    pub address: String,
    /// Whether it stands for one instance, and not for as many as `count` or `for_each` says.
    pub is_single: bool,
    /// Whether its successor is there before it goes: `create_before_destroy`.
    pub is_succeeded: bool,
}

impl TerraformBlock {
    /// Every block of a body, in order.
    ///
    /// ```
    /// use platform_core::{model::Value, plan::TerraformBlock};
    /// let body = Value::from_json(r#"{"resource": {"aws_sqs_queue": {"jobs": {"count": 2}}}}"#)?;
    /// let blocks = TerraformBlock::all(&body);
    /// assert_eq!(blocks.first().map(|block| (block.address.as_str(), block.is_single)), Some(("aws_sqs_queue.jobs", false)));
    /// # Ok::<(), platform_core::model::Failure>(())
    /// ```
    pub fn all(body: &Value) -> Vec<Self> {
        let of_block = |(address, block): (String, &Value)| {
            let is_single = entries(Some(block)).all(|(key, _)| !matches!(&**key, "count" | "for_each"));
            let lifecycle = entries(Some(block)).find(|(key, _)| &***key == "lifecycle");
            let is_succeeded = entries(lifecycle.map(|(_, lifecycle)| lifecycle))
                .any(|(key, value)| &**key == "create_before_destroy" && *value == Value::Bool(true));
            Self { address, is_single, is_succeeded }
        };
        let mut found: Vec<Self> = said(body).map(of_block).collect();
        let modules = entries(body.get("module")).map(|(name, _)| format!("module.{name}"));
        found.extend(modules.map(|address| Self { address, is_single: false, is_succeeded: false }));
        found
    }
}

/// What a body says of each resource, by block.
pub(super) fn said(body: &Value) -> impl Iterator<Item = (String, &Value)> {
    [("resource", ""), ("data", "data.")].into_iter().flat_map(move |(section, prefix)| {
        entries(body.get(section)).flat_map(move |(kind, named)| {
            entries(Some(named)).map(move |(name, block)| (format!("{prefix}{kind}.{name}"), block))
        })
    })
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

/// Who has which block of a root module: what should be, and what was written last.
#[derive(Debug)]
pub struct TerraformOwners<'a> {
    now: BTreeMap<String, &'a Address>,
    before: BTreeMap<String, &'a Address>,
}

impl<'a> TerraformOwners<'a> {
    /// By the bodies that should be, and by those that the state has.
    pub fn new(
        rendered: impl Iterator<Item = (&'a Address, &'a Value)>,
        known: impl Iterator<Item = (&'a Address, &'a Value)>,
    ) -> Self {
        Self { now: by_block(rendered), before: by_block(known) }
    }

    /// The resource of ours that a change belongs to; of what is rendered no longer, the one that had it.
    pub fn of(&self, change: &TerraformChange) -> Option<&'a Address> {
        let block = change.block();
        self.now.get(&block).or_else(|| self.before.get(&block)).copied()
    }

    /// The resource that a change belongs to by what should be.
    pub fn now(&self, change: &TerraformChange) -> Option<&'a Address> {
        self.now.get(&change.block()).copied()
    }
}

fn by_block<'a>(bodies: impl Iterator<Item = (&'a Address, &'a Value)>) -> BTreeMap<String, &'a Address> {
    let blocks = |(address, body)| TerraformBlock::all(body).into_iter().map(move |block| (block.address, address));
    bodies.flat_map(blocks).collect()
}
