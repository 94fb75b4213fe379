//! Operators on values: numbers, comparisons, membership.

use std::cmp::Ordering;

use crate::model::{MAX_SAFE_INTEGER, Value};

use super::ast::{Arithmetic, Comparison};
use super::texts::{kind, text_of, type_problem, undecidable};
use super::{Budget, Problem};

#[derive(Clone, Copy)]
enum Number {
    Integer(i64),
    Float(f64),
}

impl Number {
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(number) => Some(Self::Integer(*number)),
            Value::Float(number) => Some(Self::Float(*number)),
            _ => None,
        }
    }

    /// Exact: integers of documents lie within ±(2^53−1).
    #[allow(clippy::cast_precision_loss)]
    fn float(self) -> f64 {
        match self {
            Self::Integer(number) => number as f64,
            Self::Float(number) => number,
        }
    }
}

fn integer(number: i64) -> Option<Value> {
    (number.abs() <= MAX_SAFE_INTEGER).then_some(Value::Integer(number))
}

/// `left sign right`.
pub(super) fn calculate(sign: Arithmetic, left: &Value, right: &Value, budget: &mut Budget) -> Result<Value, Problem> {
    if let Some(problem) = undecidable(left).or_else(|| undecidable(right)) {
        return Err(problem);
    }
    match (sign, left, right) {
        (Arithmetic::Join, _, _) => join(left, right, budget),
        (Arithmetic::Add, Value::String(_), Value::String(_)) => join(left, right, budget),
        (Arithmetic::Add, Value::List(a), Value::List(b)) => {
            budget.step(a.len().saturating_add(b.len()))?;
            Ok(Value::list(a.iter().chain(b.iter()).cloned()))
        }
        _ => numbers(sign, left, right),
    }
}

/// The sum of two numbers.
pub(super) fn add(left: &Value, right: &Value) -> Result<Value, Problem> {
    if let Some(problem) = undecidable(right) {
        return Err(problem);
    }
    numbers(Arithmetic::Add, left, right)
}

fn join(left: &Value, right: &Value, budget: &mut Budget) -> Result<Value, Problem> {
    let (left, right) = (text_of(left)?, text_of(right)?);
    budget.text(left.len().saturating_add(right.len()))?;
    Ok(Value::from(format!("{left}{right}")))
}

fn numbers(sign: Arithmetic, left: &Value, right: &Value) -> Result<Value, Problem> {
    let (Some(a), Some(b)) = (Number::of(left), Number::of(right)) else {
        let message = format!("`{}` does not go with {} and {}", sign.sign(), kind(left), kind(right));
        return Err(type_problem(message));
    };
    let result = match (sign, a, b) {
        (Arithmetic::Divide | Arithmetic::FloorDivide | Arithmetic::Remainder, _, b) if b.float() == 0.0 => {
            return Err(type_problem(format!("{left} is divided by zero")));
        }
        (Arithmetic::Divide, a, b) => Value::number(a.float() / b.float()),
        (_, Number::Integer(a), Number::Integer(b)) => integers(sign, a, b),
        (_, a, b) => floats(sign, a.float(), b.float()),
    };
    result.ok_or_else(|| type_problem(format!("{left} {} {right} is too large to be held exactly", sign.sign())))
}

fn integers(sign: Arithmetic, a: i64, b: i64) -> Option<Value> {
    match sign {
        Arithmetic::Add => integer(a.checked_add(b)?),
        Arithmetic::Subtract => integer(a.checked_sub(b)?),
        Arithmetic::Multiply => integer(a.checked_mul(b)?),
        // Rounded down, not towards zero, as Python does.
        Arithmetic::FloorDivide => {
            let quotient = a.checked_div(b)?;
            let is_uneven = a.checked_rem(b)? != 0 && (a < 0) != (b < 0);
            integer(if is_uneven { quotient.checked_sub(1)? } else { quotient })
        }
        Arithmetic::Remainder => {
            let remainder = a.checked_rem(b)?;
            let is_uneven = remainder != 0 && (remainder < 0) != (b < 0);
            integer(if is_uneven { remainder.checked_add(b)? } else { remainder })
        }
        Arithmetic::Divide | Arithmetic::Join => None,
    }
}

fn floats(sign: Arithmetic, a: f64, b: f64) -> Option<Value> {
    match sign {
        Arithmetic::Add => Value::number(a + b),
        Arithmetic::Subtract => Value::number(a - b),
        Arithmetic::Multiply => Value::number(a * b),
        Arithmetic::FloorDivide => Value::number(floor_divide(a, b).0),
        Arithmetic::Remainder => Value::number(floor_divide(a, b).1),
        Arithmetic::Divide | Arithmetic::Join => None,
    }
}

/// Quotient rounded down and remainder, as Python defines them for floats.
fn floor_divide(a: f64, b: f64) -> (f64, f64) {
    let mut remainder = a % b;
    let mut quotient = (a - remainder) / b;
    if remainder != 0.0 && (remainder < 0.0) != (b < 0.0) {
        remainder += b;
        quotient -= 1.0;
    }
    let floored = quotient.floor();
    (if quotient - floored > 0.5 { floored + 1.0 } else { floored }, remainder)
}

/// `-value`.
pub(super) fn negate(value: &Value) -> Result<Value, Problem> {
    let negative = match value {
        Value::Integer(number) => number.checked_neg().and_then(integer),
        Value::Float(number) => Value::number(-number),
        _ => None,
    };
    let refuse = || type_problem(format!("`-` does not go with {}", kind(value)));
    negative.ok_or_else(|| undecidable(value).unwrap_or_else(refuse))
}

/// Whether a value counts as true: anything but false, null, zero and what is empty.
pub(crate) fn is_true(value: &Value) -> Result<bool, Problem> {
    match value {
        Value::Null => Ok(false),
        Value::Bool(value) => Ok(*value),
        Value::Integer(number) => Ok(*number != 0),
        Value::Float(number) => Ok(*number != 0.0),
        Value::Digits(_) => Ok(true),
        Value::String(text) => Ok(!text.is_empty()),
        Value::List(list) => Ok(!list.is_empty()),
        Value::Map(map) => Ok(!map.is_empty()),
        Value::Unknown(_) | Value::Secret(_) => Err(undecidable(value).unwrap_or_else(|| type_problem("no boolean"))),
    }
}

/// `left sign right`, as a boolean.
pub(super) fn compare(sign: Comparison, left: &Value, right: &Value, budget: &mut Budget) -> Result<bool, Problem> {
    match sign {
        Comparison::Equal => is_equal(left, right, budget),
        Comparison::NotEqual => Ok(!is_equal(left, right, budget)?),
        Comparison::Less => Ok(order(left, right)?.is_lt()),
        Comparison::LessOrEqual => Ok(order(left, right)?.is_le()),
        Comparison::Greater => Ok(order(left, right)?.is_gt()),
        Comparison::GreaterOrEqual => Ok(order(left, right)?.is_ge()),
        Comparison::In => contains(right, left, budget),
        Comparison::NotIn => Ok(!contains(right, left, budget)?),
    }
}

/// Equality of everything inside. A boolean is compared with no number: the two are equal in Jinja and not in JSON.
pub(super) fn is_equal(left: &Value, right: &Value, budget: &mut Budget) -> Result<bool, Problem> {
    budget.step(1)?;
    if let Some(problem) = undecidable(left).or_else(|| undecidable(right)) {
        return Err(problem);
    }
    match (left, right) {
        (Value::List(a), Value::List(b)) => {
            if a.len() != b.len() {
                return Ok(false);
            }
            for (a, b) in a.iter().zip(b.iter()) {
                if !is_equal(a, b, budget)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Value::Map(a), Value::Map(b)) => {
            if !a.keys().eq(b.keys()) {
                return Ok(false);
            }
            for ((_, a), (_, b)) in a.iter().zip(b) {
                if !is_equal(a, b, budget)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Value::Bool(_), Value::Integer(_) | Value::Float(_))
        | (Value::Integer(_) | Value::Float(_), Value::Bool(_)) => {
            Err(type_problem("a boolean is compared with a number"))
        }
        (Value::String(a), Value::String(b)) => {
            budget.step(a.len().min(b.len()) / 64)?;
            Ok(a == b)
        }
        (left, right) => Ok(left == right),
    }
}

/// The order of two numbers or two texts.
pub(super) fn order(left: &Value, right: &Value) -> Result<Ordering, Problem> {
    if let Some(problem) = undecidable(left).or_else(|| undecidable(right)) {
        return Err(problem);
    }
    let order = match (left, right) {
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        (Value::Integer(a), Value::Integer(b)) => Some(a.cmp(b)),
        (a, b) => Number::of(a).zip(Number::of(b)).and_then(|(a, b)| a.float().partial_cmp(&b.float())),
    };
    let refuse = || type_problem(format!("{} is neither less nor greater than {}", kind(left), kind(right)));
    order.ok_or_else(refuse)
}

/// `item in container`.
pub(super) fn contains(container: &Value, item: &Value, budget: &mut Budget) -> Result<bool, Problem> {
    if let Some(problem) = undecidable(container).or_else(|| undecidable(item)) {
        return Err(problem);
    }
    match (container, item) {
        (Value::String(text), Value::String(part)) => {
            budget.step(text.len() / 64)?;
            Ok(text.contains(&**part))
        }
        (Value::Map(map), Value::String(key)) => Ok(map.contains_key(key)),
        (Value::List(list), item) => {
            for candidate in list.iter() {
                if is_equal(candidate, item, budget)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        (container, item) => {
            let message = format!("{} can't be in {}", kind(item), kind(container));
            Err(type_problem(message))
        }
    }
}
