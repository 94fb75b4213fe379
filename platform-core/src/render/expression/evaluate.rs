//! What an expression gives.

use std::sync::Arc;

use crate::model::{Diagnostic, Map, OriginId, Text, Value, codes};

use super::ast::{Arithmetic, ComputedKey, Expression};
use super::reference::{Found, Key, Missing, Reference, descend};
use super::texts::{kind, text_of, type_problem, undecidable};
use super::{Budget, Problem, arithmetic, conditions, filters};

pub(crate) use super::arithmetic::is_true;

/// What expressions read from.
pub(crate) trait Roots {
    /// What a reference names.
    ///
    /// # Errors
    /// When it may not be read here at all, or reading it is a mistake that no default mends.
    fn read(&mut self, reference: &Arc<Reference>) -> Result<Found, Problem>;

    /// What is left of the limits.
    fn budget(&mut self) -> &mut Budget;
}

/// What an expression gives: a value, or nothing because what it names is not there.
#[derive(Debug)]
pub(crate) enum Evaluated {
    Value(Value),
    Missing(Box<Missing>),
}

impl Evaluated {
    /// The value.
    ///
    /// # Errors
    /// `expression.undefined` and its like.
    pub(crate) fn value(self) -> Result<Value, Problem> {
        match self {
            Self::Value(value) => Ok(value),
            Self::Missing(missing) => Err(missing.problem()),
        }
    }
}

/// The value of an expression. The origins of all that was read are appended to `reads`.
///
/// # Errors
/// The first thing that is wrong, without its place.
pub(crate) fn value_of(
    expression: &Expression,
    roots: &mut dyn Roots,
    reads: &mut Vec<OriginId>,
) -> Result<Value, Problem> {
    evaluate(expression, roots, reads)?.value()
}

/// What an expression gives. The origins of all that was read are appended to `reads`.
pub(crate) fn evaluate(
    expression: &Expression,
    roots: &mut dyn Roots,
    reads: &mut Vec<OriginId>,
) -> Result<Evaluated, Problem> {
    Evaluator { roots, reads }.evaluate(expression)
}

pub(super) struct Evaluator<'e> {
    roots: &'e mut dyn Roots,
    reads: &'e mut Vec<OriginId>,
}

impl Evaluator<'_> {
    pub(super) fn budget(&mut self) -> &mut Budget {
        self.roots.budget()
    }

    pub(super) fn value(&mut self, expression: &Expression) -> Result<Value, Problem> {
        self.evaluate(expression)?.value()
    }

    fn truth(&mut self, expression: &Expression) -> Result<bool, Problem> {
        arithmetic::is_true(&self.value(expression)?)
    }

    pub(super) fn evaluate(&mut self, expression: &Expression) -> Result<Evaluated, Problem> {
        self.budget().step(1)?;
        let value = match expression {
            Expression::Constant(value) => value.clone(),
            Expression::Read(reference) => return self.read(reference),
            Expression::ReadComputed(root, keys) => {
                let keys = keys.iter().map(|key| self.key(key)).collect::<Result<_, _>>()?;
                return self.read(&Arc::new(Reference { root: *root, keys, slot: None }));
            }
            Expression::Get(of, key) => return self.get(of, key),
            Expression::Not(of) => Value::Bool(!self.truth(of)?),
            Expression::Negate(of) => arithmetic::negate(&self.value(of)?)?,
            Expression::And(two) => return self.either(two, false),
            Expression::Or(two) => return self.either(two, true),
            Expression::Arithmetic(sign, two) => self.arithmetic(*sign, two)?,
            Expression::Compare(first, rest) => {
                let mut left = self.value(first)?;
                let mut holds = true;
                for (sign, right) in rest {
                    let right = self.value(right)?;
                    holds = arithmetic::compare(*sign, &left, &right, self.budget())?;
                    if !holds {
                        break;
                    }
                    left = right;
                }
                Value::Bool(holds)
            }
            Expression::If(branches) => {
                let chosen =
                    if self.truth(&branches.condition)? { Some(&branches.then) } else { branches.otherwise.as_ref() };
                let missing = || Missing::Explained(no_else());
                return chosen
                    .map_or_else(|| Ok(Evaluated::Missing(Box::new(missing()))), |chosen| self.evaluate(chosen));
            }
            Expression::Filter(filter, of, arguments) => return filters::apply(self, *filter, of, arguments),
            Expression::Test(test, of, arguments) => Value::Bool(conditions::holds(self, *test, of, arguments)?),
            Expression::List(items) => {
                let items: Result<Vec<Value>, Problem> = items.iter().map(|item| self.value(item)).collect();
                Value::from(items?)
            }
            Expression::Map(entries) => Value::Map(self.map(entries)?),
        };
        Ok(Evaluated::Value(value))
    }

    fn read(&mut self, reference: &Arc<Reference>) -> Result<Evaluated, Problem> {
        Ok(match self.roots.read(reference)? {
            Found::Value(value, trace) => {
                self.reads.extend_from_slice(trace.ids());
                Evaluated::Value(value)
            }
            Found::Missing(missing) => Evaluated::Missing(missing),
        })
    }

    fn key(&mut self, key: &ComputedKey) -> Result<Key, Problem> {
        match key {
            ComputedKey::Name(name) => Ok(Key::Name(name.clone())),
            ComputedKey::Index(index) => Ok(Key::Index(*index)),
            ComputedKey::Expression(expression) => match self.value(expression)? {
                Value::String(name) => Ok(Key::Name(name)),
                Value::Integer(index) => Ok(Key::Index(index)),
                other => {
                    let refuse = || type_problem(format!("{} is no key", kind(&other)));
                    Err(undecidable(&other).unwrap_or_else(refuse))
                }
            },
        }
    }

    fn get(&mut self, of: &Expression, key: &ComputedKey) -> Result<Evaluated, Problem> {
        let of = match self.evaluate(of)? {
            Evaluated::Value(value) => value,
            missing @ Evaluated::Missing(_) => return Ok(missing),
        };
        let key = self.key(key)?;
        descend(&of, std::slice::from_ref(&key), &|_| "(…)".to_owned())
    }

    /// `and`, `or`: the operand that decides, as it is.
    fn either(&mut self, two: &[Expression; 2], decides: bool) -> Result<Evaluated, Problem> {
        let [left, right] = two;
        let value = self.value(left)?;
        if arithmetic::is_true(&value)? == decides { Ok(Evaluated::Value(value)) } else { self.evaluate(right) }
    }

    fn arithmetic(&mut self, sign: Arithmetic, two: &[Expression; 2]) -> Result<Value, Problem> {
        let [left, right] = two;
        let (left, right) = (self.value(left)?, self.value(right)?);
        arithmetic::calculate(sign, &left, &right, self.budget())
    }

    fn map(&mut self, entries: &[(Expression, Expression)]) -> Result<Map, Problem> {
        let mut made: Vec<(Text, Value)> = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let key: Text = text_of(&self.value(key)?)?.into();
            if made.iter().any(|(known, _)| *known == key) {
                return Err(type_problem(format!("the key `{key}` stands twice in a map")));
            }
            made.push((key, self.value(value)?));
        }
        Ok(Map::from_entries(made))
    }

    /// A key of an attribute path, such as `a.b`, for filters that take one.
    pub(super) fn attribute(value: &Value, path: &str) -> Option<Value> {
        path.split('.').try_fold(value, |value, name| value.get(name)).cloned()
    }
}

fn no_else() -> Diagnostic {
    Diagnostic::error(codes::EXPRESSION_UNDEFINED, "an inline `if` does not hold and has no `else`")
        .with_help("add `else` with what it is then")
}
