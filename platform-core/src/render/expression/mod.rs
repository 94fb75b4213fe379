//! Expressions: `${{ … }}`.
//!
//! Their syntax is Jinja's, read by minijinja's parser; what may be said with it is an allow-list. They are evaluated
//! by our own evaluator over our own [`Value`](crate::model::Value), because what is unknown until apply and what is
//! secret have rules that no template engine knows: each may only be a whole value, and what is unknown also a part of
//! a text.

mod arithmetic;
mod ast;
mod budget;
mod conditions;
mod evaluate;
mod filter_text;
mod filters;
mod reference;
mod scan;
mod suggest;
mod syntax;
mod texts;

#[cfg(test)]
mod differential;
#[cfg(test)]
mod tests;

pub(crate) use ast::Expression;
pub(crate) use budget::Budget;
pub(crate) use evaluate::{Evaluated, Roots, is_true, value_of};
pub(crate) use reference::{Found, Key, Missing, Reference, Root, Trace, descend};
pub(crate) use scan::{Piece, has_expressions, scan};
pub(crate) use suggest::help;
pub(crate) use syntax::{References, parse};
pub(crate) use texts::{kind, require_shallow, text_of};

/// What went wrong, without its place: that is known to whoever holds the template.
pub(crate) type Problem = Box<crate::model::Diagnostic>;
