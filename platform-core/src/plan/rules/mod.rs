//! What counts as different: rules as data, and how they are looked up.
//!
//! A walk asks them only where it finds a difference.

mod crd;
mod kind;
mod kubernetes;
#[rustfmt::skip]
mod kubernetes_types;
mod others;
mod pattern;
mod schema;

use std::borrow::Cow;
use std::sync::Arc;

use crate::model::{Rendered, Value};

use super::place::{Place, Segment};
pub(super) use kind::Kind;
use pattern::{Rule, depth, ends, is_below, mark_of, may_be, touches};
pub(super) use schema::Around;
use schema::Schema;

/// What counts as different in the documents of one type of target.
///
/// ```
/// use platform_core::model::Value;
/// use platform_core::plan::{DiffRules, diff};
/// let pod = |cpu: &str| {
///     Value::from_json(&format!(r#"{{"resources": {{"limits": {{"cpu": "{cpu}"}}}}}}"#))
/// };
/// let (half, millis) = (pod("0.5")?, pod("500m")?);
/// assert_eq!(diff(Some(&half), Some(&millis), &DiffRules::none()).len(), 1);
/// assert_eq!(diff(Some(&half), Some(&millis), &DiffRules::for_target("kubernetes")).len(), 0);
/// # Ok::<(), platform_core::model::Failure>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct DiffRules {
    lists: Cow<'static, [Rule<ListRule>]>,
    scalars: Cow<'static, [Rule<ScalarRule>]>,
    fixed: Cow<'static, [Rule<Fixed>]>,
    absent: Cow<'static, [Rule<Value>]>,
    /// What is known of kinds: those that were given first, then those that everybody has.
    given: Vec<Arc<Schema>>,
    published: Option<&'static Schema>,
    /// For what no schema speaks of.
    guessed_lists: &'static [Rule<ListRule>],
    guessed_scalars: &'static [Rule<ScalarRule>],
    /// What is the server's own: names at the root, and names in `metadata`.
    theirs: &'static [&'static str],
    theirs_in_metadata: &'static [&'static str],
    /// How lists are compared that no rule speaks of.
    other_lists: ListRule,
    /// A field that is null is not there.
    pub(super) null_is_absent: bool,
}

/// How the items of a list are told apart.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum ListRule {
    /// Not at all: the list is one value.
    #[default]
    Atomic,
    /// By place, while both have equally many.
    Indexed,
    /// Each by itself; neither order nor number matters.
    Set,
    /// By key fields; order does not matter.
    Map(Cow<'static, [Key]>),
    /// By key fields; order matters.
    OrderedMap(Cow<'static, [Key]>),
}

/// A field that names an item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The field.
    pub field: Cow<'static, str>,
    /// What an item has that lacks the field.
    pub default: Option<Cow<'static, str>>,
}

/// How a scalar is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScalarRule {
    /// Exactly.
    Exact,
    /// A Kubernetes quantity: `0.5` is `500m`.
    Quantity,
    /// A span of time: `5m` is `300s`.
    Duration,
    /// A number, or the same number as text.
    IntOrString,
    /// A moment: `2027-01-01T01:00:00+01:00` is `2027-01-01T00:00:00Z`.
    Time,
    /// Bytes in base64, whatever white space is in it.
    Bytes,
    /// A text that holds JSON: neither white space nor the order of keys matters.
    Json,
    /// A text that holds YAML (or JSON): neither layout, comments nor the order of keys matters. Compared as text where
    /// the feature `files` is off.
    Yaml,
    /// A Backstage entity reference; the kind, where it has none, is this: `team-a` is `group:default/team-a`.
    EntityRef(&'static str),
}

/// Whether a field can be changed in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fixed {
    /// It can, though what it stands in can't.
    Free,
    /// It can't.
    Always,
    /// It can't be removed.
    Removal,
    /// It can't once this field of the document is true.
    Marked(&'static str),
    /// Its version can, its group can't: `apps/v1`.
    Group,
}

impl DiffRules {
    /// None: whatever is not the same is different.
    pub const fn none() -> Self {
        Self {
            lists: Cow::Borrowed(&[]),
            scalars: Cow::Borrowed(&[]),
            fixed: Cow::Borrowed(&[]),
            absent: Cow::Borrowed(&[]),
            given: Vec::new(),
            published: None,
            guessed_lists: &[],
            guessed_scalars: &[],
            theirs: &[],
            theirs_in_metadata: &[],
            other_lists: ListRule::Atomic,
            null_is_absent: false,
        }
    }

    /// The rules of a type of target: `kubernetes`, `terraform`, `catalog`; none for any other.
    pub fn for_target(target: &str) -> Self {
        match target {
            "kubernetes" => Self {
                lists: Cow::Borrowed(kubernetes::LISTS),
                scalars: Cow::Borrowed(kubernetes::SCALARS),
                fixed: Cow::Borrowed(kubernetes::FIXED),
                published: Some(&kubernetes_types::PUBLISHED),
                guessed_lists: kubernetes::GUESSED_LISTS,
                guessed_scalars: kubernetes::GUESSED_SCALARS,
                theirs: &["status"],
                theirs_in_metadata: kubernetes::THEIRS_IN_METADATA,
                null_is_absent: true,
                ..Self::none()
            },
            "terraform" => Self {
                lists: Cow::Borrowed(others::TERRAFORM_LISTS),
                scalars: Cow::Borrowed(others::TERRAFORM_SCALARS),
                fixed: Cow::Borrowed(others::TERRAFORM_FIXED),
                other_lists: ListRule::Indexed,
                ..Self::none()
            },
            "catalog" => Self {
                lists: Cow::Borrowed(others::CATALOG_LISTS),
                scalars: Cow::Borrowed(others::CATALOG_SCALARS),
                fixed: Cow::Borrowed(others::CATALOG_FIXED),
                theirs: &["relations", "status"],
                theirs_in_metadata: &["uid", "etag"],
                ..Self::none()
            },
            _ => Self::none(),
        }
    }

    /// With a rule for the lists that a pattern matches; the last one given wins.
    ///
    /// A pattern has names with `/` between, `*` for any one step, `*.json` for one that ends so. Behind a leading `/`
    /// it is the whole way from the root, else only its end: `containers/*/ports`.
    ///
    /// ```
    /// use platform_core::model::Value;
    /// use platform_core::plan::{DiffRules, ListRule, diff};
    /// let rules = DiffRules::none().with_list("reviewers", ListRule::Set);
    /// let before = Value::from_json(r#"{"reviewers": ["ada", "grace"]}"#)?;
    /// let after = Value::from_json(r#"{"reviewers": ["grace", "ada"]}"#)?;
    /// assert!(diff(Some(&before), Some(&after), &rules).is_empty());
    /// # Ok::<(), platform_core::model::Failure>(())
    /// ```
    #[must_use]
    pub fn with_list(mut self, path: impl Into<Cow<'static, str>>, rule: ListRule) -> Self {
        self.lists.to_mut().insert(0, Rule::new(path.into(), rule));
        self
    }

    /// With a rule for the scalars that a pattern (see [`with_list`](Self::with_list)) matches; the last one given wins.
    ///
    /// ```
    /// use platform_core::model::Value;
    /// use platform_core::plan::{DiffRules, ScalarRule, diff};
    /// let rules = DiffRules::none().with_scalar("data/*.json", ScalarRule::Json);
    /// let board = |text: &str| Value::map([("data", Value::map([("board.json", text.into())]))]);
    /// let (before, after) = (board(r#"{"a":1,"b":2}"#), board(r#"{ "b": 2, "a": 1 }"#));
    /// assert!(diff(Some(&before), Some(&after), &rules).is_empty());
    /// ```
    #[must_use]
    pub fn with_scalar(mut self, path: impl Into<Cow<'static, str>>, rule: ScalarRule) -> Self {
        self.scalars.to_mut().insert(0, Rule::new(path.into(), rule));
        self
    }

    /// With what the target puts where a field that a pattern (see [`with_list`](Self::with_list)) matches is left out:
    /// leaving it out and saying it are the same. The last one given wins.
    ///
    /// ```
    /// use platform_core::model::Value;
    /// use platform_core::plan::{DiffRules, diff};
    /// let rules = DiffRules::none().with_default("monitor/interval", Value::from("60s"));
    /// let before = Value::from_json(r#"{"monitor": {"interval": "60s"}}"#)?;
    /// let after = Value::from_json(r#"{"monitor": {}}"#)?;
    /// assert!(diff(Some(&before), Some(&after), &rules).is_empty());
    /// # Ok::<(), platform_core::model::Failure>(())
    /// ```
    #[must_use]
    pub fn with_default(mut self, path: impl Into<Cow<'static, str>>, default: Value) -> Self {
        self.absent.to_mut().insert(0, Rule::new(path.into(), default));
        self
    }

    /// With what the schema of a Kubernetes `CustomResourceDefinition` (`apiextensions.k8s.io/v1`) says of its kind: how
    /// lists are told apart (`x-kubernetes-list-type`, `x-kubernetes-list-map-keys`), what is a number or text, a
    /// quantity, a span of time, and which fields have defaults. The last one given for a kind wins, also over what is
    /// built in. Anything that is no such document adds nothing.
    ///
    /// ```
    /// use platform_core::model::Value;
    /// use platform_core::plan::{DiffRules, diff};
    /// let definition = Value::from_json(r#"{
    ///   "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
    ///   "spec": {"group": "example.org", "names": {"kind": "Queue"}, "versions": [{"name": "v1", "schema": {
    ///     "openAPIV3Schema": {"type": "object", "properties": {"consumers": {
    ///       "type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}}}}}}]}}"#)?;
    /// let queue = |consumers: &str| Value::from_json(&format!(
    ///     r#"{{"apiVersion": "example.org/v1", "kind": "Queue", "consumers": {consumers}}}"#));
    /// let (before, after) = (queue(r#"["a", "b"]"#)?, queue(r#"["b", "a"]"#)?);
    /// let rules = DiffRules::for_target("kubernetes").with_crd(&definition);
    /// assert!(diff(Some(&before), Some(&after), &rules).is_empty());
    /// # Ok::<(), platform_core::model::Failure>(())
    /// ```
    #[must_use]
    pub fn with_crd(mut self, definition: &Value) -> Self {
        if let Some(schema) = crd::schema(definition) {
            self.given.insert(0, Arc::new(schema));
        }
        self
    }

    pub(super) fn list<'a>(&'a self, kind: &Kind<'a>, place: &Place<'_>) -> &'a ListRule {
        if let Some(rule) = find(&self.lists, kind, place) {
            return &rule.says;
        }
        let rule = match kind.shape(self) {
            Some(shape) => shape.list(place.segments()),
            None => find(self.guessed_lists, kind, place).map(|rule| &rule.says),
        };
        rule.unwrap_or(&self.other_lists)
    }

    pub(super) fn scalar<'a>(&'a self, kind: &Kind<'a>, place: &Place<'_>) -> Option<ScalarRule> {
        if let Some(rule) = find(&self.scalars, kind, place) {
            return Some(rule.says);
        }
        // Definitions often leave out what a pod's quantities are.
        let said = kind.shape(self).and_then(|shape| shape.scalar(place.segments()));
        said.or_else(|| find(self.guessed_scalars, kind, place).map(|rule| rule.says))
    }

    /// Whether having a value at a place means the same as having nothing there. `around` gives the maps that the
    /// value stands in: what a server puts there may depend on them.
    pub(super) fn means_nothing<'a, 'v>(
        &'a self,
        kind: &Kind<'a>,
        place: &Place<'_>,
        value: &Value,
        around: impl FnOnce() -> Around<'v>,
    ) -> bool {
        if self.is_theirs(place) {
            return true;
        }
        if let Some(rule) = find(&self.absent, kind, place) {
            return rule.says == *value;
        }
        kind.shape(self).is_some_and(|shape| shape.means_nothing(place.segments(), value, around))
    }

    /// Whether a place is the server's own: what is said there is not heard.
    pub(super) fn is_theirs(&self, place: &Place<'_>) -> bool {
        match place.segments() {
            [Segment::Field(name)] => self.theirs.contains(name),
            [Segment::Field("metadata"), Segment::Field(name)] => self.theirs_in_metadata.contains(name),
            _ => false,
        }
    }

    fn shape(&self, group: &str, kind: &str, version: &str) -> Option<schema::Shape<'_>> {
        let given = self.given.iter().map(|schema| &**schema);
        given.chain(self.published).find_map(|schema| schema.shape(group, kind, version))
    }

    /// Whether a place can be changed; of the rules for it and what it stands in, the one with the longest path decides.
    /// A place above a fixed one is as fixed.
    pub(super) fn fixed(&self, kind: &Kind<'_>, place: &Place<'_>) -> Option<Fixed> {
        // What may not be removed may still lose a part.
        let reaches = |rule: &&Rule<Fixed>| rule.says != Fixed::Removal || !is_below(&rule.path, place);
        let first = mark_of(place.segments().first());
        let likely = self.fixed.iter().filter(|rule| may_be(rule.mark, first));
        let matching = likely.filter(|rule| touches(&rule.path, place) && kind.is_one_of(rule.kinds));
        let matching = matching.filter(reaches);
        let around = matching.filter(|rule| depth(&rule.path) <= place.segments().len());
        around.max_by_key(|rule| depth(&rule.path)).map(|rule| rule.says)
    }

    /// What can't be changed inside a place: the names that lead there from it, and how.
    pub(super) fn fixed_inside<'r>(
        &'r self,
        kind: &Kind<'_>,
        place: &Place<'_>,
    ) -> impl Iterator<Item = (impl Iterator<Item = &'r str> + Clone, Fixed)> {
        let depth_here = place.segments().len();
        let inside = self.fixed.iter().filter(move |rule| depth(&rule.path) > depth_here && rule.says != Fixed::Free);
        inside
            .filter(|rule| touches(&rule.path, place) && kind.is_one_of(rule.kinds))
            .map(move |rule| (rule.path.split('/').skip(depth_here.saturating_add(1)), rule.says))
    }
}

/// The rules that a rendering's resources of a type of target are compared with.
pub(crate) fn rules_of(rendered: &Rendered, target: &str) -> DiffRules {
    let rules = DiffRules::for_target(target);
    if rules.published.is_none() {
        return rules;
    }
    rendered.definitions.iter().fold(rules, DiffRules::with_crd)
}

fn find<'r, T>(rules: &'r [Rule<T>], kind: &Kind<'_>, place: &Place<'_>) -> Option<&'r Rule<T>> {
    let last = mark_of(place.segments().last());
    let mut likely = rules.iter().filter(|rule| may_be(rule.mark, last));
    likely.find(|rule| ends(&rule.path, place) && kind.is_one_of(rule.kinds))
}

impl Key {
    /// A field that every item has.
    pub fn new(field: impl Into<Cow<'static, str>>) -> Self {
        Self { field: field.into(), default: None }
    }

    /// A field that an item may lack, which then means this.
    #[must_use]
    pub fn or(mut self, default: impl Into<Cow<'static, str>>) -> Self {
        self.default = Some(default.into());
        self
    }
}

#[cfg(test)]
mod tests;
