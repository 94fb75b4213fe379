//! Where a plan of Terraform's belongs, and what of it nobody may be told.

use std::collections::{BTreeMap, BTreeSet};

use super::owned::{TerraformBlock, said};
use crate::model::{Address, EntityRef, Name, Pointer, Resource, Scope, Text, Value, concealed};

/// Where a plan of Terraform's belongs: its addresses are the ids of ours below this.
///
/// ```
/// use platform_core::plan::TerraformRoot;
/// let root = TerraformRoot::new("cart".parse()?, "staging".parse()?, "terraform".parse()?);
/// assert_eq!(root.target.as_str(), "terraform");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TerraformRoot {
    /// The subject.
    pub subject: EntityRef,
    /// The environment, or `-`.
    pub environment: Scope,
    /// The key of the target.
    pub target: Name,
    /// Where in the attributes of which block something secret stands, whatever Terraform marks.
    secrets: BTreeMap<String, BTreeSet<Pointer>>,
}

impl TerraformRoot {
    /// The root of a subject in an environment.
    pub fn new(subject: EntityRef, environment: Scope, target: Name) -> Self {
        Self { subject, environment, target, secrets: BTreeMap::new() }
    }

    /// With what its resources call secret: outputs that are, and the places of their bodies where a secret stands. Terraform
    /// marks only what its providers and modules do.
    ///
    /// ```
    /// use platform_core::model::{OutputDeclaration, Resource, Value};
    /// use platform_core::plan::{TerraformRoot, read_terraform_plan};
    /// let body = Value::from_json(r#"{"resource": {"aws_x": {"a": {}}}}"#)?;
    /// let mut password = OutputDeclaration::default();
    /// (password.attribute, password.secret) = (Some("password".into()), true);
    /// let resource = Resource::new("cart/staging/terraform/a".parse()?, body).with_output("password".parse()?, password);
    /// let root = TerraformRoot::new("cart".parse()?, "staging".parse()?, "terraform".parse()?).with_secrets([&resource]);
    /// let text = r#"{"format_version": "1.2", "resource_changes": [{"address": "aws_x.a", "mode": "managed", "type": "aws_x",
    ///     "name": "a", "change": {"actions": ["delete"], "before": {"password": "hunter2"}, "after": null}}]}"#;
    /// assert!(!format!("{:?}", read_terraform_plan(text, &root)?).contains("hunter2"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_secrets<'r>(mut self, resources: impl IntoIterator<Item = &'r Resource>) -> Self {
        let target = self.target.clone();
        for resource in resources.into_iter().filter(|resource| resource.address.target() == target.as_str()) {
            self = self.with_secret_places(&resource.body);
            let secret = resource.outputs.values().filter(|output| output.secret);
            let places: BTreeSet<Pointer> =
                secret.filter_map(|output| Some(Pointer::from_tokens(output.attribute.as_ref()?.split('.')))).collect();
            if let [block] = TerraformBlock::all(&resource.body).as_slice() {
                self.add(block.address.clone(), places);
            }
        }
        self
    }

    /// With the places of a body where a secret stands: also of what was applied before, for what is no longer said to be
    /// secret still is what it was.
    ///
    /// ```
    /// use platform_core::{model::Value, plan::TerraformRoot};
    /// let root = TerraformRoot::new("cart".parse()?, "staging".parse()?, "terraform".parse()?);
    /// let secret = r#"{"$secret": {"store": "output", "key": "cart/staging/terraform/db#password"}}"#;
    /// let body = Value::from_json(&format!(r#"{{"resource": {{"aws_x": {{"a": {{"login": {secret}}}}}}}}}"#))?;
    /// let was = Value::from_json(r#"{"login": "hunter2", "name": "a"}"#)?;
    /// assert_eq!(root.with_secret_places(&body).secret_texts("aws_x.a", &was).len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_secret_places(mut self, body: &Value) -> Self {
        for (block, attributes) in said(body) {
            let mut places = BTreeSet::new();
            secret_leaves(attributes, &Pointer::root(), &mut places);
            self.add(block, places);
        }
        self
    }

    fn add(&mut self, block: String, places: BTreeSet<Pointer>) {
        if !places.is_empty() {
            self.secrets.entry(block).or_default().extend(places);
        }
    }

    /// The texts that stand where something is secret in the attributes of a block: they are to be told nowhere else either
    /// ([`TerraformSecrets`](super::TerraformSecrets)).
    pub fn secret_texts(&self, block: &str, attributes: &Value) -> BTreeSet<Text> {
        let mut texts = BTreeSet::new();
        for place in self.secrets.get(block).into_iter().flatten() {
            let tokens: Vec<String> = place.tokens().collect();
            if let Some(found) = find(attributes, &tokens) {
                found.for_each_leaf(&mut |leaf| texts.extend(leaf.as_str().map(Text::from)));
            }
        }
        texts
    }

    /// The attributes of a block without what stands where something is secret.
    pub(super) fn conceal(&self, address: &Address, block: &str, attributes: Value) -> Value {
        let places = self.secrets.get(block).into_iter().flatten();
        places.fold(attributes, |value, place| {
            let tokens: Vec<String> = place.tokens().collect();
            hidden(address, &value, &tokens, &Pointer::root())
        })
    }
}

fn secret_leaves(value: &Value, at: &Pointer, found: &mut BTreeSet<Pointer>) {
    match value {
        Value::Secret(_) => drop(found.insert(at.clone())),
        Value::List(items) => {
            items.iter().enumerate().for_each(|(index, item)| secret_leaves(item, &at.index(index), found));
        }
        Value::Map(map) => map.iter().for_each(|(key, item)| secret_leaves(item, &at.join(key), found)),
        _ => {}
    }
}

fn find<'v>(value: &'v Value, tokens: &[String]) -> Option<&'v Value> {
    let Some((token, rest)) = tokens.split_first() else { return Some(value) };
    match value {
        Value::Map(map) => find(map.get(token)?, rest),
        // Terraform has as a list of one what may be said as a block.
        Value::List(items) => match (token.parse::<usize>(), &**items) {
            (Ok(index), items) => find(items.get(index)?, rest),
            (Err(_), [block]) => find(block, tokens),
            _ => None,
        },
        _ => None,
    }
}

fn hidden(address: &Address, value: &Value, tokens: &[String], at: &Pointer) -> Value {
    let Some((token, rest)) = tokens.split_first() else {
        return match value {
            Value::Null | Value::Secret(_) | Value::Unknown(_) => value.clone(),
            _ => concealed(address, at),
        };
    };
    match value {
        Value::Map(map) => Value::map(map.iter().map(|(key, item)| match **key == **token {
            true => (key.clone(), hidden(address, item, rest, &at.join(key))),
            false => (key.clone(), item.clone()),
        })),
        Value::List(items) => {
            let index = token.parse::<usize>();
            Value::list(items.iter().enumerate().map(|(number, item)| match &index {
                Ok(index) if *index == number => hidden(address, item, rest, &at.index(number)),
                Err(_) => hidden(address, item, tokens, &at.index(number)),
                Ok(_) => item.clone(),
            }))
        }
        other => other.clone(),
    }
}
