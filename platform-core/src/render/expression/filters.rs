//! Filters: `value | filter(argument)`.

use crate::model::{Map, Value};

use super::ast::Expression;
use super::evaluate::{Evaluated, Evaluator};
use super::reference::Missing;
use super::texts::{kind, require_known, text_of, type_problem, undecidable};
use super::{Problem, arithmetic, filter_text};

/// What can be made of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filter {
    Default,
    Lower,
    Upper,
    Title,
    Capitalize,
    Trim,
    Replace,
    Split,
    Indent,
    Slug,
    Base64,
    Sha256,
    ParseEntityRef,
    Join,
    Length,
    First,
    Last,
    Sort,
    Unique,
    Reverse,
    Keys,
    Values,
    Items,
    Attributes,
    Pick,
    Merge,
    Minimum,
    Maximum,
    Sum,
    ToJson,
    Text,
    Integer,
    Float,
    Boolean,
    Round,
    Absolute,
}

/// Each with its names, its parameters, and how many of them must be given.
const TABLE: &[(Filter, &[&str], &[&str], usize)] = &[
    (Filter::Default, &["default", "d"], &["default_value", "boolean"], 1),
    (Filter::Lower, &["lower"], &[], 0),
    (Filter::Upper, &["upper"], &[], 0),
    (Filter::Title, &["title"], &[], 0),
    (Filter::Capitalize, &["capitalize"], &[], 0),
    (Filter::Trim, &["trim"], &["chars"], 0),
    (Filter::Replace, &["replace"], &["from", "to"], 2),
    (Filter::Split, &["split"], &["separator"], 0),
    (Filter::Indent, &["indent"], &["width", "first", "blank"], 0),
    (Filter::Slug, &["slug"], &["longest"], 0),
    (Filter::Base64, &["b64encode"], &[], 0),
    (Filter::Sha256, &["sha256"], &[], 0),
    (Filter::ParseEntityRef, &["parseEntityRef"], &[], 0),
    (Filter::Join, &["join"], &["separator"], 0),
    (Filter::Length, &["length", "count"], &[], 0),
    (Filter::First, &["first"], &[], 0),
    (Filter::Last, &["last"], &[], 0),
    (Filter::Sort, &["sort"], &["attribute", "reverse"], 0),
    (Filter::Unique, &["unique"], &["attribute"], 0),
    (Filter::Reverse, &["reverse"], &[], 0),
    (Filter::Keys, &["keys"], &[], 0),
    (Filter::Values, &["values"], &[], 0),
    (Filter::Items, &["items"], &[], 0),
    (Filter::Attributes, &["map"], &["attribute"], 1),
    (Filter::Pick, &["pick"], &["field"], 1),
    (Filter::Merge, &["merge"], &["other"], 1),
    (Filter::Minimum, &["min"], &[], 0),
    (Filter::Maximum, &["max"], &[], 0),
    (Filter::Sum, &["sum"], &[], 0),
    (Filter::ToJson, &["tojson"], &[], 0),
    (Filter::Text, &["string"], &[], 0),
    (Filter::Integer, &["int"], &[], 0),
    (Filter::Float, &["float"], &[], 0),
    (Filter::Boolean, &["bool"], &[], 0),
    (Filter::Round, &["round"], &["precision"], 0),
    (Filter::Absolute, &["abs"], &[], 0),
];

/// No filter makes a text longer than this, whatever the limits: 16 MiB.
pub(super) const MOST_TEXT: usize = 16 * 1024 * 1024;

impl Filter {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        TABLE.iter().find(|(_, names, _, _)| names.contains(&name)).map(|(filter, ..)| *filter)
    }

    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        TABLE.iter().flat_map(|(_, names, _, _)| names.iter().copied())
    }

    pub(super) fn name(self) -> &'static str {
        let entry = TABLE.iter().find(|(filter, ..)| *filter == self);
        entry.and_then(|(_, names, _, _)| names.first()).copied().unwrap_or_default()
    }

    pub(super) fn parameters(self) -> &'static [&'static str] {
        TABLE.iter().find(|(filter, ..)| *filter == self).map_or(&[], |(_, _, parameters, _)| parameters)
    }

    /// How many of the parameters must be given.
    pub(super) fn required(self) -> usize {
        TABLE.iter().find(|(filter, ..)| *filter == self).map_or(0, |(.., required)| *required)
    }
}

/// What a filter makes of what an expression gives.
pub(super) fn apply(
    evaluator: &mut Evaluator<'_>,
    filter: Filter,
    of: &Expression,
    arguments: &[Option<Expression>],
) -> Result<Evaluated, Problem> {
    let of = evaluator.evaluate(of)?;
    if filter == Filter::Default {
        return default(evaluator, of, arguments);
    }
    let value = of.value()?;
    if let Some(problem) = undecidable(&value) {
        return Err(problem);
    }
    let arguments: Vec<Option<Value>> = arguments
        .iter()
        .map(|argument| argument.as_ref().map(|argument| evaluator.value(argument)).transpose())
        .collect::<Result<_, _>>()?;
    if let Some(problem) = arguments.iter().flatten().find_map(undecidable) {
        return Err(problem);
    }
    let call = Call { filter, value: &value, arguments: &arguments };
    evaluator.budget().step(call.work())?;
    let made = match call.make()? {
        Some(made) => made,
        None => {
            let message = format!("`{}` of an empty {}", filter.name(), value.type_name());
            let missing = crate::model::Diagnostic::error(crate::model::codes::EXPRESSION_UNDEFINED, message);
            return Ok(Evaluated::Missing(Box::new(Missing::Explained(missing))));
        }
    };
    if let Value::String(text) = &made {
        evaluator.budget().text(text.len())?;
    }
    Ok(Evaluated::Value(made))
}

/// `default(value)` for what is not there; `default(value, true)` for what is empty, too.
fn default(
    evaluator: &mut Evaluator<'_>,
    of: Evaluated,
    arguments: &[Option<Expression>],
) -> Result<Evaluated, Problem> {
    let of = match (of, arguments.get(1)) {
        (Evaluated::Value(value), Some(Some(boolean))) => {
            let also_empty = arithmetic::is_true(&evaluator.value(boolean)?)?;
            (!also_empty || arithmetic::is_true(&value)?).then_some(value)
        }
        (Evaluated::Value(value), _) => Some(value),
        (Evaluated::Missing(_), _) => None,
    };
    match (of, arguments.first()) {
        (None, Some(Some(default))) => evaluator.evaluate(default),
        (Some(value), _) => Ok(Evaluated::Value(value)),
        (None, _) => Ok(Evaluated::Value(Value::from(""))),
    }
}

/// A filter with its value and arguments.
pub(super) struct Call<'c> {
    pub(super) filter: Filter,
    pub(super) value: &'c Value,
    pub(super) arguments: &'c [Option<Value>],
}

impl Call<'_> {
    /// The steps it takes, roughly.
    fn work(&self) -> usize {
        match self.value {
            Value::String(text) => (text.len() / 64).saturating_add(1),
            Value::List(_) | Value::Map(_) if matches!(self.filter, Filter::ToJson) => self.value.leaf_count(),
            Value::List(list) => list.len().saturating_add(1),
            Value::Map(map) => map.len().saturating_add(1),
            _ => 1,
        }
    }

    pub(super) fn argument(&self, index: usize) -> Option<&Value> {
        self.arguments.get(index)?.as_ref()
    }

    /// An argument that must be a text.
    pub(super) fn text_argument(&self, index: usize) -> Result<Option<&str>, Problem> {
        let refuse = |other: &Value| self.refuse(&format!("takes a text as argument, not {}", kind(other)));
        self.argument(index).map(|value| value.as_str().ok_or_else(|| refuse(value))).transpose()
    }

    pub(super) fn flag(&self, index: usize) -> Result<bool, Problem> {
        self.argument(index).map_or(Ok(false), arithmetic::is_true)
    }

    pub(super) fn refuse(&self, what: &str) -> Problem {
        type_problem(format!("`{}` {what}", self.filter.name()))
    }

    pub(super) fn list(&self) -> Result<&[Value], Problem> {
        self.value.as_list().ok_or_else(|| self.refuse(&format!("is for lists, not for {}", kind(self.value))))
    }

    fn map(&self) -> Result<&Map, Problem> {
        self.value.as_map().ok_or_else(|| self.refuse(&format!("is for maps, not for {}", kind(self.value))))
    }

    /// The value; `None` where there is none, as the first of an empty list.
    fn make(&self) -> Result<Option<Value>, Problem> {
        let made = match self.filter {
            Filter::First => return Ok(self.list()?.first().cloned()),
            Filter::Last => return Ok(self.list()?.last().cloned()),
            Filter::Minimum => return self.extreme(std::cmp::Ordering::Less),
            Filter::Maximum => return self.extreme(std::cmp::Ordering::Greater),
            Filter::Pick => {
                let field = self.text_argument(0)?.unwrap_or_default();
                return Ok(Evaluator::attribute(&Value::Map(self.map()?.clone()), field));
            }
            Filter::Join => self.join()?,
            Filter::Length => self.length()?,
            Filter::Sort => self.sort()?,
            Filter::Unique => self.unique()?,
            Filter::Reverse => self.reverse()?,
            Filter::Keys => Value::list(self.map()?.keys().cloned().map(Value::String)),
            Filter::Values => Value::list(self.map()?.iter().map(|(_, value)| value.clone())),
            Filter::Items => Value::list(
                self.map()?.iter().map(|(key, value)| Value::list([Value::String(key.clone()), value.clone()])),
            ),
            Filter::Attributes => self.attributes()?,
            Filter::Merge => self.merge()?,
            Filter::Sum => self.sum()?,
            Filter::ToJson => {
                require_known(self.value)?;
                Value::from(self.value.to_json())
            }
            _ => filter_text::make(self)?,
        };
        Ok(Some(made))
    }

    fn length(&self) -> Result<Value, Problem> {
        let length = match self.value {
            Value::String(text) => text.chars().count(),
            Value::List(list) => list.len(),
            Value::Map(map) => map.len(),
            other => return Err(self.refuse(&format!("is for texts, lists and maps, not for {}", kind(other)))),
        };
        i64::try_from(length).map(Value::Integer).map_err(|_| self.refuse("is too large"))
    }

    fn join(&self) -> Result<Value, Problem> {
        let separator = self.text_argument(0)?.unwrap_or_default();
        let mut text = String::new();
        for (index, item) in self.list()?.iter().enumerate() {
            if index > 0 {
                text.push_str(separator);
            }
            text.push_str(&text_of(item)?);
            if text.len() > MOST_TEXT {
                return Err(self.refuse("makes a text that is too long"));
            }
        }
        Ok(Value::from(text))
    }

    /// What an item is sorted or compared by.
    fn by(&self, item: &Value) -> Result<Value, Problem> {
        match self.text_argument(0)? {
            None => Ok(item.clone()),
            Some(path) => Evaluator::attribute(item, path)
                .ok_or_else(|| self.refuse(&format!("finds no `{path}` in one of the items"))),
        }
    }

    fn sort(&self) -> Result<Value, Problem> {
        let keyed = self.list()?.iter().map(|item| Ok((self.by(item)?, item.clone())));
        let mut keyed: Vec<(Value, Value)> = keyed.collect::<Result<_, Problem>>()?;
        // Everything must go with the first; then everything goes with everything.
        if let Some((first, _)) = keyed.first() {
            keyed.iter().try_for_each(|(key, _)| arithmetic::order(first, key).map(|_| ()))?;
        }
        keyed.sort_by(|(a, _), (b, _)| arithmetic::order(a, b).unwrap_or(std::cmp::Ordering::Equal));
        let items = keyed.into_iter().map(|(_, item)| item);
        Ok(if self.flag(1)? { Value::list(items.rev()) } else { Value::list(items) })
    }

    fn unique(&self) -> Result<Value, Problem> {
        let mut known = std::collections::HashSet::new();
        let mut kept = Vec::new();
        for item in self.list()? {
            let by = self.by(item)?;
            require_known(&by)?;
            if known.insert(by.to_json()) {
                kept.push(item.clone());
            }
        }
        Ok(Value::from(kept))
    }

    fn reverse(&self) -> Result<Value, Problem> {
        match self.value {
            Value::String(text) => Ok(Value::from(text.chars().rev().collect::<String>())),
            _ => Ok(Value::list(self.list()?.iter().rev().cloned())),
        }
    }

    fn attributes(&self) -> Result<Value, Problem> {
        let items = self.list()?.iter().map(|item| self.by(item));
        Ok(Value::from(items.collect::<Result<Vec<Value>, Problem>>()?))
    }

    /// As parameters merge (RFC 7396): maps merge, all else replaces, null removes.
    fn merge(&self) -> Result<Value, Problem> {
        let other = self.argument(0).and_then(Value::as_map).ok_or_else(|| self.refuse("takes a map as argument"))?;
        Ok(Value::Map(self.map()?.merged(other)))
    }

    fn extreme(&self, wanted: std::cmp::Ordering) -> Result<Option<Value>, Problem> {
        let mut best: Option<&Value> = None;
        for item in self.list()? {
            let order = arithmetic::order(item, best.unwrap_or(item))?;
            if best.is_none() || order == wanted {
                best = Some(item);
            }
        }
        Ok(best.cloned())
    }

    fn sum(&self) -> Result<Value, Problem> {
        self.list()?.iter().try_fold(Value::Integer(0), |sum, item| arithmetic::add(&sum, item))
    }
}
