//! Expressions as they are evaluated: only what the allow-list admits.

use std::sync::Arc;

use crate::model::{Text, Value};

use super::conditions::Test;
use super::filters::Filter;
use super::reference::{Reference, Root};

/// An expression.
#[derive(Clone, Debug)]
pub(crate) enum Expression {
    /// A literal.
    Constant(Value),
    /// A root with constant keys: read directly.
    Read(Arc<Reference>),
    /// A root with keys that are computed.
    ReadComputed(Root, Vec<ComputedKey>),
    /// A key of something that is no root: `(a or b).c`.
    Get(Box<Expression>, Box<ComputedKey>),
    Not(Box<Expression>),
    Negate(Box<Expression>),
    And(Box<[Expression; 2]>),
    Or(Box<[Expression; 2]>),
    Arithmetic(Arithmetic, Box<[Expression; 2]>),
    /// `a < b <= c`: the first, and each comparison with what follows it.
    Compare(Box<Expression>, Vec<(Comparison, Expression)>),
    /// `then if condition else otherwise`.
    If(Box<Branches>),
    Filter(Filter, Box<Expression>, Vec<Option<Expression>>),
    Test(Test, Box<Expression>, Vec<Option<Expression>>),
    List(Vec<Expression>),
    Map(Vec<(Expression, Expression)>),
}

/// The parts of an inline `if`.
#[derive(Clone, Debug)]
pub(crate) struct Branches {
    pub(crate) condition: Expression,
    pub(crate) then: Expression,
    pub(crate) otherwise: Option<Expression>,
}

/// A key that may be known only when the expression is evaluated.
#[derive(Clone, Debug)]
pub(crate) enum ComputedKey {
    Name(Text),
    Index(i64),
    Expression(Expression),
}

/// What gives a value from two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Remainder,
    Join,
}

impl Arithmetic {
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::FloorDivide => "//",
            Self::Remainder => "%",
            Self::Join => "~",
        }
    }
}

/// What gives a boolean from two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
}

impl Expression {
    /// Calls `visit` with every root or reference that is read, wherever it stands.
    pub(crate) fn for_each_read(&self, visit: &mut impl FnMut(Root, Option<&Arc<Reference>>)) {
        let mut pending = vec![self];
        while let Some(expression) = pending.pop() {
            match expression {
                Self::Constant(_) => {}
                Self::Read(reference) => visit(reference.root, Some(reference)),
                Self::ReadComputed(root, keys) => {
                    visit(*root, None);
                    pending.extend(keys.iter().filter_map(ComputedKey::expression));
                }
                Self::Get(of, key) => {
                    pending.push(of);
                    pending.extend(key.expression());
                }
                Self::Not(of) | Self::Negate(of) => pending.push(of),
                Self::And(two) | Self::Or(two) | Self::Arithmetic(_, two) => pending.extend(two.iter()),
                Self::Compare(first, rest) => {
                    pending.push(first);
                    pending.extend(rest.iter().map(|(_, expression)| expression));
                }
                Self::If(branches) => {
                    pending.extend([&branches.condition, &branches.then]);
                    pending.extend(&branches.otherwise);
                }
                Self::Filter(_, of, arguments) | Self::Test(_, of, arguments) => {
                    pending.push(of);
                    pending.extend(arguments.iter().flatten());
                }
                Self::List(items) => pending.extend(items),
                Self::Map(entries) => pending.extend(entries.iter().flat_map(|(key, value)| [key, value])),
            }
        }
    }
}

impl ComputedKey {
    fn expression(&self) -> Option<&Expression> {
        if let Self::Expression(expression) = self { Some(expression) } else { None }
    }
}
