//! What counts as different: rules as data, and how they are looked up.
//!
//! A walk asks them only where it finds a difference.

use std::borrow::Cow;

use crate::model::Value;

use super::place::{Place, Segment};
use super::rules_table as table;

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
    /// How lists are compared that no rule speaks of.
    other_lists: ListRule,
    /// A field that is null is not there.
    pub(super) null_is_absent: bool,
}

/// What holds at the places that a pattern matches.
#[derive(Clone, Debug)]
pub(super) struct Rule<T> {
    /// `GROUP/KIND`, or `KIND` alone for core kinds; none means any.
    pub(super) kinds: &'static [&'static str],
    /// Names with `/` between; `*` is any one step. Behind a leading `/` it is the whole way, else its end.
    pub(super) path: Cow<'static, str>,
    /// Of the name that tells most rules apart: the last, or the first where all below is meant.
    pub(super) mark: u16,
    pub(super) says: T,
}

/// Enough of a name to tell it from most others: its length and its last byte. 0 for `*`, which is any name.
pub(super) const fn mark(name: &[u8]) -> u16 {
    match name {
        b"*" | [] => 0,
        #[allow(clippy::cast_possible_truncation)]
        [.., last] => ((name.len() as u16) << 8) | *last as u16,
    }
}

/// The mark of a path's last name.
pub(super) const fn last_mark(path: &str) -> u16 {
    let mut bytes = path.as_bytes();
    let mut behind: &[u8] = &[];
    while let [rest @ .., byte] = bytes {
        if *byte == b'/' {
            return mark(behind);
        }
        bytes = rest;
        (_, behind) = path.as_bytes().split_at(bytes.len());
    }
    mark(path.as_bytes())
}

/// The mark of the first name of a path with a leading `/`.
pub(super) const fn first_mark(path: &str) -> u16 {
    let [b'/', names @ ..] = path.as_bytes() else { return 0 };
    let mut rest = names;
    while let [byte, behind @ ..] = rest {
        if *byte == b'/' {
            return mark(names.split_at(names.len().saturating_sub(rest.len())).0);
        }
        rest = behind;
    }
    mark(names)
}

fn mark_of(segment: Option<&Segment<'_>>) -> u16 {
    match segment {
        Some(Segment::Field(name)) => mark(name.as_bytes()),
        _ => 0,
    }
}

/// Whether two names with these marks may be the same.
fn may_be(rule: u16, place: u16) -> bool {
    rule == 0 || place == 0 || rule == place
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
    /// A Kubernetes quantity: `0.5` is `500m`.
    Quantity,
    /// A span of time: `5m` is `300s`.
    Duration,
    /// A number, or the same number as text.
    IntOrString,
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
            other_lists: ListRule::Atomic,
            null_is_absent: false,
        }
    }

    /// The rules of a type of target: `kubernetes`, `terraform`, `catalog`; none for any other.
    pub fn for_target(target: &str) -> Self {
        match target {
            "kubernetes" => Self {
                lists: Cow::Borrowed(table::KUBERNETES_LISTS),
                scalars: Cow::Borrowed(table::KUBERNETES_SCALARS),
                fixed: Cow::Borrowed(table::KUBERNETES_FIXED),
                other_lists: ListRule::Atomic,
                null_is_absent: true,
            },
            "terraform" => Self {
                lists: Cow::Borrowed(table::TERRAFORM_LISTS),
                fixed: Cow::Borrowed(table::TERRAFORM_FIXED),
                other_lists: ListRule::Indexed,
                ..Self::none()
            },
            "catalog" => Self {
                lists: Cow::Borrowed(table::CATALOG_LISTS),
                fixed: Cow::Borrowed(table::CATALOG_FIXED),
                ..Self::none()
            },
            _ => Self::none(),
        }
    }

    /// With a rule for the lists that a pattern matches; the last one given wins.
    ///
    /// A pattern has names with `/` between, `*` for any one step. Behind a leading `/` it is the whole way from the
    /// root, else only its end: `containers/*/ports`.
    #[must_use]
    pub fn with_list(mut self, path: impl Into<Cow<'static, str>>, rule: ListRule) -> Self {
        self.lists.to_mut().insert(0, Rule::new(path.into(), rule));
        self
    }

    /// With a rule for the scalars that a pattern matches; the last one given wins.
    #[must_use]
    pub fn with_scalar(mut self, path: impl Into<Cow<'static, str>>, rule: ScalarRule) -> Self {
        self.scalars.to_mut().insert(0, Rule::new(path.into(), rule));
        self
    }

    pub(super) fn list(&self, kind: Kind<'_>, place: &Place<'_>) -> &ListRule {
        let rule = find(&self.lists, kind, place);
        rule.map_or(&self.other_lists, |rule| &rule.says)
    }

    pub(super) fn scalar(&self, kind: Kind<'_>, place: &Place<'_>) -> Option<ScalarRule> {
        find(&self.scalars, kind, place).map(|rule| rule.says)
    }

    /// Whether a place can be changed; of the rules for it and what it stands in, the one with the longest path decides.
    /// A place above a fixed one is as fixed.
    pub(super) fn fixed(&self, kind: Kind<'_>, place: &Place<'_>) -> Option<Fixed> {
        // What may not be removed may still lose a part.
        let reaches = |rule: &&Rule<Fixed>| rule.says != Fixed::Removal || !is_below(&rule.path, place);
        let first = mark_of(place.segments().first());
        let likely = self.fixed.iter().filter(|rule| may_be(rule.mark, first));
        let matching = likely.filter(|rule| touches(&rule.path, place) && kind.is_one_of(rule.kinds));
        let matching = matching.filter(reaches);
        let (around, below): (Vec<_>, Vec<_>) = matching.partition(|rule| depth(&rule.path) <= place.segments().len());
        let decides = around.into_iter().max_by_key(|rule| depth(&rule.path));
        decides.or_else(|| below.into_iter().find(|rule| rule.says != Fixed::Free)).map(|rule| rule.says)
    }
}

fn find<'r, T>(rules: &'r [Rule<T>], kind: Kind<'_>, place: &Place<'_>) -> Option<&'r Rule<T>> {
    let last = mark_of(place.segments().last());
    let mut likely = rules.iter().filter(|rule| may_be(rule.mark, last));
    likely.find(|rule| ends(&rule.path, place) && kind.is_one_of(rule.kinds))
}

impl<T> Rule<T> {
    fn new(path: Cow<'static, str>, says: T) -> Self {
        Self { kinds: &[], mark: last_mark(&path), path, says }
    }
}

fn depth(pattern: &str) -> usize {
    pattern.bytes().filter(|byte| *byte == b'/').count()
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

/// What a document says it is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Kind<'a> {
    group: &'a str,
    kind: &'a str,
}

impl<'a> Kind<'a> {
    pub(super) fn of(document: Option<&'a Value>) -> Self {
        let text = |field: &str| document?.get(field)?.as_str();
        let group = text("apiVersion").and_then(|version| version.split_once('/')).map_or("", |(group, _)| group);
        Self { group, kind: text("kind").unwrap_or_default() }
    }

    fn is_one_of(self, kinds: &[&str]) -> bool {
        kinds.is_empty()
            || kinds.iter().any(|kind| (self.group, self.kind) == kind.split_once('/').unwrap_or(("", kind)))
    }
}

/// Whether a place ends as a pattern says; for one with a leading `/`, whether it is that place.
fn ends(pattern: &str, place: &Place<'_>) -> bool {
    let mut names = pattern;
    let mut segments = place.segments().iter().rev();
    for segment in segments.by_ref() {
        let named = match segment {
            Segment::Field(field) => names.strip_suffix(*field).filter(|rest| rest.is_empty() || rest.ends_with('/')),
            _ => None,
        };
        match named.or_else(|| names.strip_suffix('*')) {
            None => return false,
            Some("") => return true,
            Some("/") => return segments.next().is_none(),
            Some(rest) => names = rest.strip_suffix('/').unwrap_or(rest),
        }
    }
    false
}

/// Whether a place is what a pattern says, or above it, or below it.
fn touches(pattern: &str, place: &Place<'_>) -> bool {
    let names = pattern.strip_prefix('/').unwrap_or(pattern);
    names.split('/').zip(place.segments()).all(|(name, segment)| is(name, segment))
}

/// Whether a place has more steps than a pattern.
fn is_below(pattern: &str, place: &Place<'_>) -> bool {
    pattern.strip_prefix('/').unwrap_or(pattern).split('/').count() < place.segments().len()
}

fn is(name: &str, segment: &Segment<'_>) -> bool {
    name == "*" || matches!(segment, Segment::Field(field) if *field == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place<'a>(names: &[&'a str]) -> Place<'a> {
        let mut place = Place::default();
        names.iter().for_each(|name| place.push(Segment::Field(name)));
        place
    }

    #[test]
    fn marks_tell_names_apart() {
        assert_eq!(last_mark("containers/*/ports"), mark(b"ports"));
        assert_eq!(last_mark("ports"), mark(b"ports"));
        assert_eq!(last_mark("limits/*"), 0);
        assert_eq!(first_mark("/spec/selector"), mark(b"spec"));
        assert_eq!(first_mark("/kind"), mark(b"kind"));
        assert_eq!(first_mark("/*/x"), 0);
        assert_ne!(mark(b"ports"), mark(b"port"));
    }

    #[test]
    fn patterns_match_ends_or_the_whole_way() {
        let ports = place(&["spec", "containers", "0", "ports"]);
        assert!(ends("containers/*/ports", &ports));
        assert!(ends("/spec/containers/*/ports", &ports));
        assert!(!ends("/containers/*/ports", &ports));
        assert!(!ends("a/spec/containers/*/ports", &ports));
        assert!(!ends("containers", &ports));
    }

    #[test]
    fn the_longest_path_decides_whether_a_field_is_fixed() {
        let rules = DiffRules::for_target("kubernetes");
        let claim = Value::from_json(r#"{"apiVersion": "v1", "kind": "PersistentVolumeClaim"}"#).unwrap();
        let kind = Kind::of(Some(&claim));
        assert_eq!(rules.fixed(kind, &place(&["spec", "storageClassName"])), Some(Fixed::Always));
        assert_eq!(rules.fixed(kind, &place(&["spec", "resources", "requests"])), Some(Fixed::Free));
        assert_eq!(rules.fixed(kind, &place(&["metadata", "labels"])), None);
        assert_eq!(rules.fixed(Kind::default(), &place(&["spec", "storageClassName"])), None);
    }

    #[test]
    fn a_terraform_resource_may_lose_an_attribute_but_not_itself() {
        let rules = DiffRules::for_target("terraform");
        let fixed = |names: &[&str]| rules.fixed(Kind::default(), &place(names));
        assert_eq!(fixed(&["resource", "aws_db_instance", "orders"]), Some(Fixed::Removal));
        assert_eq!(fixed(&["resource", "aws_db_instance"]), Some(Fixed::Removal));
        assert_eq!(fixed(&["resource", "aws_db_instance", "orders", "tags"]), None);
    }

    #[test]
    fn groups_tell_kinds_apart() {
        let kind = |version: &str| Value::map([("apiVersion", version.into()), ("kind", "Service".into())]);
        let (core, knative) = (kind("v1"), kind("serving.knative.dev/v1"));
        assert!(Kind::of(Some(&core)).is_one_of(&["Service"]));
        assert!(!Kind::of(Some(&knative)).is_one_of(&["Service"]));
        assert!(Kind::of(Some(&knative)).is_one_of(&["serving.knative.dev/Service"]));
    }
}
