//! Tests: `value is defined`.

use crate::model::Value;

use super::ast::Expression;
use super::evaluate::{Evaluated, Evaluator};
use super::texts::{kind, type_problem, undecidable};
use super::{Problem, arithmetic};

/// What can be asked of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Test {
    Defined,
    Undefined,
    None,
    Boolean,
    Number,
    Integer,
    Float,
    String,
    Sequence,
    Mapping,
    True,
    False,
    Odd,
    Even,
    DivisibleBy,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    StartingWith,
    EndingWith,
    Containing,
}

/// Each with its names and its parameters.
const TABLE: &[(Test, &[&str], &[&str])] = &[
    (Test::Defined, &["defined"], &[]),
    (Test::Undefined, &["undefined"], &[]),
    (Test::None, &["none", "null"], &[]),
    (Test::Boolean, &["boolean"], &[]),
    (Test::Number, &["number"], &[]),
    (Test::Integer, &["integer"], &[]),
    (Test::Float, &["float"], &[]),
    (Test::String, &["string"], &[]),
    (Test::Sequence, &["sequence", "list"], &[]),
    (Test::Mapping, &["mapping", "map"], &[]),
    (Test::True, &["true"], &[]),
    (Test::False, &["false"], &[]),
    (Test::Odd, &["odd"], &[]),
    (Test::Even, &["even"], &[]),
    (Test::DivisibleBy, &["divisibleby"], &["num"]),
    (Test::Equal, &["eq", "equalto"], &["other"]),
    (Test::NotEqual, &["ne"], &["other"]),
    (Test::Less, &["lt", "lessthan"], &["other"]),
    (Test::LessOrEqual, &["le"], &["other"]),
    (Test::Greater, &["gt", "greaterthan"], &["other"]),
    (Test::GreaterOrEqual, &["ge"], &["other"]),
    (Test::In, &["in"], &["container"]),
    (Test::StartingWith, &["startingwith"], &["other"]),
    (Test::EndingWith, &["endingwith"], &["other"]),
    (Test::Containing, &["containing"], &["other"]),
];

impl Test {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        TABLE.iter().find(|(_, names, _)| names.contains(&name)).map(|(test, _, _)| *test)
    }

    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        TABLE.iter().flat_map(|(_, names, _)| names.iter().copied())
    }

    /// The parameters; all of them must be given.
    pub(super) fn parameters(self) -> &'static [&'static str] {
        TABLE.iter().find(|(test, _, _)| *test == self).map_or(&[], |(_, _, parameters)| parameters)
    }
}

/// Whether a test holds.
pub(super) fn holds(
    evaluator: &mut Evaluator<'_>,
    test: Test,
    of: &Expression,
    arguments: &[Option<Expression>],
) -> Result<bool, Problem> {
    let of = evaluator.evaluate(of)?;
    match (test, &of) {
        (Test::Defined, of) => return Ok(matches!(of, Evaluated::Value(_))),
        (Test::Undefined, of) => return Ok(matches!(of, Evaluated::Missing(_))),
        _ => {}
    }
    let value = of.value()?;
    let argument = match arguments.first() {
        Some(Some(argument)) => Some(evaluator.value(argument)?),
        _ => None,
    };
    if let Some(problem) = undecidable(&value).or_else(|| argument.as_ref().and_then(undecidable)) {
        return Err(problem);
    }
    match argument {
        Some(argument) => compare(evaluator, test, &value, &argument),
        None => has_kind(test, &value),
    }
}

fn has_kind(test: Test, value: &Value) -> Result<bool, Problem> {
    let integer = || {
        let refuse = || type_problem(format!("{} is neither odd nor even", kind(value)));
        value.as_integer().ok_or_else(refuse)
    };
    Ok(match test {
        Test::None => value.is_null(),
        Test::Boolean => matches!(value, Value::Bool(_)),
        Test::Number => matches!(value, Value::Integer(_) | Value::Float(_)),
        Test::Integer => matches!(value, Value::Integer(_)),
        Test::Float => matches!(value, Value::Float(_)),
        Test::String => matches!(value, Value::String(_)),
        Test::Sequence => matches!(value, Value::List(_)),
        Test::Mapping => matches!(value, Value::Map(_)),
        Test::True => *value == Value::Bool(true),
        Test::False => *value == Value::Bool(false),
        Test::Odd => integer()?.rem_euclid(2) == 1,
        Test::Even => integer()?.rem_euclid(2) == 0,
        other => return Err(type_problem(format!("the test `{}` needs a value to test against", name(other)))),
    })
}

fn name(test: Test) -> &'static str {
    TABLE
        .iter()
        .find(|(known, _, _)| *known == test)
        .and_then(|(_, names, _)| names.first())
        .copied()
        .unwrap_or_default()
}

fn compare(evaluator: &mut Evaluator<'_>, test: Test, value: &Value, other: &Value) -> Result<bool, Problem> {
    let text = |value: &Value| {
        let refuse = || type_problem(format!("`{}` is for texts, not for {}", name(test), kind(value)));
        value.as_str().map(str::to_owned).ok_or_else(refuse)
    };
    match test {
        Test::Equal => arithmetic::is_equal(value, other, evaluator.budget()),
        Test::NotEqual => Ok(!arithmetic::is_equal(value, other, evaluator.budget())?),
        Test::Less => Ok(arithmetic::order(value, other)?.is_lt()),
        Test::LessOrEqual => Ok(arithmetic::order(value, other)?.is_le()),
        Test::Greater => Ok(arithmetic::order(value, other)?.is_gt()),
        Test::GreaterOrEqual => Ok(arithmetic::order(value, other)?.is_ge()),
        Test::In => arithmetic::contains(other, value, evaluator.budget()),
        Test::Containing => arithmetic::contains(value, other, evaluator.budget()),
        Test::StartingWith => Ok(text(value)?.starts_with(&text(other)?)),
        Test::EndingWith => Ok(text(value)?.ends_with(&text(other)?)),
        Test::DivisibleBy => match (value, other) {
            (Value::Integer(value), Value::Integer(other)) if *other != 0 => Ok(value.checked_rem(*other) == Some(0)),
            _ => Err(type_problem("`divisibleby` is for integers, and not by zero")),
        },
        _ => has_kind(test, value),
    }
}
