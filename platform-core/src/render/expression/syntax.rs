//! From text to expressions, by minijinja's parser and an allow-list of ours.

use std::sync::Arc;

use minijinja::machinery::{Token, ast, parse_expr, tokenize};
use minijinja::value::ValueKind;

use crate::model::{Code, Diagnostic, MAX_SAFE_INTEGER, Text, Value, codes};

use super::ast::{Arithmetic, Branches, Comparison, ComputedKey, Expression};
use super::conditions::Test;
use super::filters::Filter;
use super::reference::{Key, Reference, Root};
use super::texts::MapHelp;
use super::{Problem, suggest};

/// Bytes of one expression.
const LONGEST: usize = 16 * 1024;
/// Operators, dots and keywords of one expression: what the parser recurses by.
const MOST_OPERATORS: usize = 200;
/// Brackets inside each other.
const DEEPEST: usize = 32;
/// Tokens of any kind.
const MOST_TOKENS: usize = 5_000;

/// The references with constant keys that the expressions of one golden path read, each once.
#[derive(Debug, Default)]
pub(crate) struct References {
    known: std::collections::HashMap<(Root, Vec<Key>), Arc<Reference>>,
    /// Roots below which something is read whose name only rendering tells.
    computed: std::collections::BTreeSet<Root>,
}

impl References {
    /// How many there are: the next slot.
    pub(crate) fn len(&self) -> usize {
        self.known.len()
    }

    /// The names right below a root that are read; `None` where it may be any.
    pub(crate) fn names_below(&self, root: Root) -> Option<std::collections::BTreeSet<crate::model::Text>> {
        let below = self.known.keys().filter(|(of, _)| *of == root);
        let names = below.map(|(_, keys)| match keys.first() {
            Some(Key::Name(name)) => Some(name.clone()),
            _ => None,
        });
        if self.computed.contains(&root) { None } else { names.collect() }
    }

    fn reference(&mut self, root: Root, keys: Vec<Key>) -> Arc<Reference> {
        let slot = self.known.len();
        let make = |entry: &(Root, Vec<Key>)| Arc::new(Reference { root, keys: entry.1.clone(), slot: Some(slot) });
        let entry = (root, keys);
        if let Some(known) = self.known.get(&entry) {
            return known.clone();
        }
        let reference = make(&entry);
        self.known.insert(entry, reference.clone());
        reference
    }
}

/// Reads an expression: what stands between `${{` and `}}`.
pub(crate) fn parse(text: &str, references: &mut References) -> Result<Expression, Problem> {
    bound(text)?;
    let parsed = parse_expr(text).map_err(|error| {
        let detail = error.detail().unwrap_or("it is not complete");
        Box::new(Diagnostic::error(codes::EXPRESSION_SYNTAX, format!("`{}` can't be read: {detail}", text.trim())))
    })?;
    Reader { references }.expression(&parsed)
}

fn too_large(text: &str) -> Problem {
    let start: String = text.trim().chars().take(40).collect();
    Box::new(
        Diagnostic::error(codes::LIMIT_FUEL, format!("the expression `{start}…` is too long or too deeply nested"))
            .with_help("move part of it into a parameter"),
    )
}

/// Refuses what would make the parser, or anything that walks its result, recurse too deeply.
fn bound(text: &str) -> Result<(), Problem> {
    if text.len() > LONGEST {
        return Err(too_large(text));
    }
    let (mut operators, mut depth, mut tokens) = (0_usize, 0_usize, 0_usize);
    // What can't be read as tokens is the parser's to explain.
    for (token, _) in tokenize(text, true, minijinja::syntax::SyntaxConfig::default()).map_while(Result::ok) {
        tokens = tokens.saturating_add(1);
        match token {
            Token::Str(_) | Token::String(_) | Token::Int(_) | Token::Int128(_) | Token::Float(_) => {}
            Token::Comma | Token::Colon => {}
            Token::BracketOpen | Token::BraceOpen | Token::ParenOpen => depth = depth.saturating_add(1),
            Token::BracketClose | Token::BraceClose | Token::ParenClose => depth = depth.saturating_sub(1),
            Token::Ident(word) if !matches!(word, "not" | "if" | "else" | "and" | "or" | "in" | "is") => {}
            _ => operators = operators.saturating_add(1),
        }
        if operators > MOST_OPERATORS || depth > DEEPEST || tokens > MOST_TOKENS {
            return Err(too_large(text));
        }
    }
    Ok(())
}

fn problem(code: Code, message: impl Into<String>) -> Problem {
    Box::new(Diagnostic::error(code, message))
}

fn forbidden(what: &str) -> Problem {
    problem(codes::EXPRESSION_FORBIDDEN, format!("{what} can't be used in expressions"))
}

struct Reader<'r> {
    references: &'r mut References,
}

impl Reader<'_> {
    fn boxed(&mut self, expression: &ast::Expr<'_>) -> Result<Box<Expression>, Problem> {
        self.expression(expression).map(Box::new)
    }

    fn two(&mut self, left: &ast::Expr<'_>, right: &ast::Expr<'_>) -> Result<Box<[Expression; 2]>, Problem> {
        Ok(Box::new([self.expression(left)?, self.expression(right)?]))
    }

    fn all(&mut self, expressions: &[ast::Expr<'_>]) -> Result<Vec<Expression>, Problem> {
        expressions.iter().map(|expression| self.expression(expression)).collect()
    }

    fn expression(&mut self, expression: &ast::Expr<'_>) -> Result<Expression, Problem> {
        match expression {
            ast::Expr::Const(constant) => read_constant(&constant.value).map(Expression::Constant),
            ast::Expr::Var(_) | ast::Expr::GetAttr(_) | ast::Expr::GetItem(_) => self.access(expression),
            ast::Expr::UnaryOp(operation) => match operation.op {
                ast::UnaryOpKind::Not => Ok(Expression::Not(self.boxed(&operation.expr)?)),
                ast::UnaryOpKind::Neg => Ok(Expression::Negate(self.boxed(&operation.expr)?)),
            },
            ast::Expr::BinOp(operation) => self.binary(operation),
            ast::Expr::Compare(chain) => {
                let first = self.boxed(&chain.expr)?;
                let rest = chain.ops.iter().map(|next| Ok((comparison(next.op), self.expression(&next.expr)?)));
                Ok(Expression::Compare(first, rest.collect::<Result<_, Problem>>()?))
            }
            ast::Expr::IfExpr(branches) => Ok(Expression::If(Box::new(Branches {
                condition: self.expression(&branches.test_expr)?,
                then: self.expression(&branches.true_expr)?,
                otherwise: branches.false_expr.as_ref().map(|otherwise| self.expression(otherwise)).transpose()?,
            }))),
            ast::Expr::Filter(filter) => {
                let of = filter.expr.as_ref().ok_or_else(|| forbidden("a filter without a value"))?;
                let known =
                    Filter::from_name(filter.name).ok_or_else(|| unknown("filter", filter.name, Filter::names()))?;
                let arguments = self.arguments(filter.name, known.parameters(), known.required(), &filter.args)?;
                Ok(Expression::Filter(known, self.boxed(of)?, arguments))
            }
            ast::Expr::Test(test) => {
                let known = Test::from_name(test.name).ok_or_else(|| unknown("test", test.name, Test::names()))?;
                let parameters = known.parameters();
                let arguments = self.arguments(test.name, parameters, parameters.len(), &test.args)?;
                Ok(Expression::Test(known, self.boxed(&test.expr)?, arguments))
            }
            ast::Expr::List(list) => Ok(Expression::List(self.all(&list.items)?)),
            ast::Expr::Map(map) => {
                let keys = self.all(&map.keys)?;
                Ok(Expression::Map(keys.into_iter().zip(self.all(&map.values)?).collect()))
            }
            ast::Expr::Call(call) => Err(forbidden_call(call)),
            ast::Expr::Slice(_) => Err(forbidden("a slice (`[a:b]`)")),
            ast::Expr::Tuple(_) => Err(forbidden("a tuple").map_help("write a list: `[a, b]`")),
        }
    }

    fn binary(&mut self, operation: &ast::BinOp<'_>) -> Result<Expression, Problem> {
        use ast::BinOpKind as Kind;
        let arithmetic = match operation.op {
            Kind::ScAnd => return Ok(Expression::And(self.two(&operation.left, &operation.right)?)),
            Kind::ScOr => return Ok(Expression::Or(self.two(&operation.left, &operation.right)?)),
            Kind::Eq => Err(Comparison::Equal),
            Kind::Ne => Err(Comparison::NotEqual),
            Kind::Lt => Err(Comparison::Less),
            Kind::Lte => Err(Comparison::LessOrEqual),
            Kind::Gt => Err(Comparison::Greater),
            Kind::Gte => Err(Comparison::GreaterOrEqual),
            Kind::In => Err(Comparison::In),
            Kind::Add => Ok(Arithmetic::Add),
            Kind::Sub => Ok(Arithmetic::Subtract),
            Kind::Mul => Ok(Arithmetic::Multiply),
            Kind::Div => Ok(Arithmetic::Divide),
            Kind::FloorDiv => Ok(Arithmetic::FloorDivide),
            Kind::Rem => Ok(Arithmetic::Remainder),
            Kind::Concat => Ok(Arithmetic::Join),
            Kind::Pow => return Err(forbidden("`**`")),
        };
        let left = self.expression(&operation.left)?;
        let right = match self.expression(&operation.right) {
            Err(problem) if matches!(operation.op, Kind::Sub) => return Err(explain_dash(operation, problem)),
            right => right?,
        };
        Ok(match arithmetic {
            Ok(arithmetic) => Expression::Arithmetic(arithmetic, Box::new([left, right])),
            Err(comparison) => Expression::Compare(Box::new(left), vec![(comparison, right)]),
        })
    }

    /// A chain of keys, down to a root or another expression.
    fn access(&mut self, expression: &ast::Expr<'_>) -> Result<Expression, Problem> {
        let (mut keys, mut of) = (Vec::new(), expression);
        loop {
            match of {
                ast::Expr::GetAttr(get) => {
                    keys.push(ComputedKey::Name(get.name.into()));
                    of = &get.expr;
                }
                ast::Expr::GetItem(get) => {
                    keys.push(self.key(&get.subscript_expr)?);
                    of = &get.expr;
                }
                ast::Expr::Var(variable) => {
                    keys.reverse();
                    return self.read(variable.id, keys);
                }
                other => {
                    let inner = self.expression(other)?;
                    let get = |of, key| Expression::Get(Box::new(of), Box::new(key));
                    return Ok(keys.into_iter().rev().fold(inner, get));
                }
            }
        }
    }

    fn key(&mut self, subscript: &ast::Expr<'_>) -> Result<ComputedKey, Problem> {
        Ok(match self.expression(subscript)? {
            Expression::Constant(Value::String(name)) => ComputedKey::Name(name),
            Expression::Constant(Value::Integer(index)) => ComputedKey::Index(index),
            Expression::Constant(other) => {
                let message = format!("`[{other}]` is no key: a key is a text, or an integer for lists");
                return Err(problem(codes::EXPRESSION_TYPE, message));
            }
            computed => ComputedKey::Expression(computed),
        })
    }

    fn read(&mut self, name: &str, keys: Vec<ComputedKey>) -> Result<Expression, Problem> {
        let root = Root::from_name(name).ok_or_else(|| unknown_root(name))?;
        let constant = |key: &ComputedKey| match key {
            ComputedKey::Name(name) => Some(Key::Name(name.clone())),
            ComputedKey::Index(index) => Some(Key::Index(*index)),
            ComputedKey::Expression(_) => None,
        };
        Ok(match keys.iter().map(constant).collect::<Option<Vec<Key>>>() {
            Some(keys) => Expression::Read(self.references.reference(root, keys)),
            None => {
                if matches!(keys.first(), Some(ComputedKey::Expression(_))) {
                    self.references.computed.insert(root);
                } else if let Some(ComputedKey::Name(name)) = keys.first() {
                    self.references.reference(root, vec![Key::Name(name.clone())]);
                }
                Expression::ReadComputed(root, keys)
            }
        })
    }

    /// The arguments in the order of the parameters, whether given by position or by name.
    fn arguments(
        &mut self,
        of: &str,
        parameters: &[&str],
        required: usize,
        arguments: &[ast::CallArg<'_>],
    ) -> Result<Vec<Option<Expression>>, Problem> {
        let mut bound: Vec<Option<Expression>> = vec![None; parameters.len()];
        for (position, argument) in arguments.iter().enumerate() {
            let (position, expression) = match argument {
                ast::CallArg::Pos(expression) => (Some(position), expression),
                ast::CallArg::Kwarg(name, expression) => {
                    (parameters.iter().position(|parameter| parameter == name), expression)
                }
                ast::CallArg::PosSplat(_) | ast::CallArg::KwargSplat(_) => {
                    return Err(forbidden("`*` before an argument"));
                }
            };
            let Some(place) = position.and_then(|position| bound.get_mut(position)) else {
                let takes = if parameters.is_empty() { "nothing".into() } else { parameters.join(", ") };
                let message = format!("`{of}` is given an argument that it does not have");
                return Err(Box::new(
                    Diagnostic::error(codes::EXPRESSION_FORBIDDEN, message).with_help(format!("it takes {takes}")),
                ));
            };
            *place = Some(self.expression(expression)?);
        }
        if let Some(name) =
            bound.iter().zip(parameters).take(required).find_map(|(given, name)| given.is_none().then_some(name))
        {
            return Err(problem(codes::EXPRESSION_FORBIDDEN, format!("`{of}` needs its argument `{name}`")));
        }
        Ok(bound)
    }
}

fn comparison(kind: ast::CompareOpKind) -> Comparison {
    use ast::CompareOpKind as Kind;
    match kind {
        Kind::Eq => Comparison::Equal,
        Kind::Ne => Comparison::NotEqual,
        Kind::Lt => Comparison::Less,
        Kind::Lte => Comparison::LessOrEqual,
        Kind::Gt => Comparison::Greater,
        Kind::Gte => Comparison::GreaterOrEqual,
        Kind::In => Comparison::In,
        Kind::NotIn => Comparison::NotIn,
    }
}

fn read_constant(value: &minijinja::Value) -> Result<Value, Problem> {
    let number = || problem(codes::EXPRESSION_TYPE, format!("the number {value} can't be held exactly"));
    match value.kind() {
        ValueKind::None => Ok(Value::Null),
        ValueKind::Bool => Ok(Value::Bool(value.is_true())),
        ValueKind::String => Ok(Value::from(value.as_str().unwrap_or_default())),
        ValueKind::Number if value.is_integer() => {
            let integer = value.as_i64().filter(|integer| integer.abs() <= MAX_SAFE_INTEGER);
            integer.map(Value::Integer).ok_or_else(number)
        }
        ValueKind::Number => f64::try_from(value.clone()).ok().and_then(Value::number).ok_or_else(number),
        _ => Err(forbidden("a literal of this kind")),
    }
}

fn unknown(what: &str, name: &str, names: impl IntoIterator<Item = &'static str>) -> Problem {
    let diagnostic = Diagnostic::error(codes::EXPRESSION_FORBIDDEN, format!("there is no {what} `{name}`"));
    Box::new(diagnostic.with_help(suggest::help(name, names, "")))
}

const GITHUB: [&str; 11] =
    ["github", "env", "vars", "job", "jobs", "steps", "runner", "secrets", "strategy", "matrix", "needs"];

fn unknown_root(name: &str) -> Problem {
    let diagnostic = Diagnostic::error(codes::EXPRESSION_UNDEFINED, format!("there is no `{name}` to read"));
    let help = if GITHUB.contains(&name) {
        "an expression of GitHub's stays as it is in a file with `passthrough: github-actions`, unless it reads ours too"
            .to_owned()
    } else {
        suggest::help(name, Root::ALL.map(Root::name), "quote it if it is a text")
    };
    Box::new(diagnostic.with_help(help))
}

/// `resources.my-db` is read as a subtraction: says so where that is likely what happened.
fn explain_dash(operation: &ast::BinOp<'_>, mut problem: Problem) -> Problem {
    let ast::Expr::GetAttr(left) = &operation.left else { return problem };
    let Some(right) = first_name(&operation.right) else { return problem };
    let touching = operation.left.span().end_offset.checked_add(1) == Some(right.span().start_offset);
    if touching && problem.code == codes::EXPRESSION_UNDEFINED {
        problem.help = Some(format!("a name with `-` is written in brackets: `['{}-{}']`", left.name, right.id));
    }
    problem
}

fn first_name<'e, 'a>(expression: &'e ast::Expr<'a>) -> Option<&'e ast::Spanned<ast::Var<'a>>> {
    match expression {
        ast::Expr::Var(variable) => Some(variable),
        ast::Expr::GetAttr(get) => first_name(&get.expr),
        ast::Expr::GetItem(get) => first_name(&get.expr),
        _ => None,
    }
}

fn forbidden_call(call: &ast::Call<'_>) -> Problem {
    let name: Option<Text> = match &call.expr {
        ast::Expr::Var(variable) => Some(variable.id.into()),
        ast::Expr::GetAttr(get) => Some(get.name.into()),
        _ => None,
    };
    let what = name.as_ref().map_or_else(|| "a call".to_owned(), |name| format!("the call `{name}(…)`"));
    let mut problem = forbidden(&what);
    if let Some(name) = name.filter(|name| Filter::from_name(name).is_some()) {
        problem.help = Some(format!("write it as a filter: `value | {name}`"));
    }
    problem
}
