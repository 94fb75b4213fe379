//! Problems and verdicts in SARIF 2.1.0, for tools that show those of many programs beside the source.

use std::collections::BTreeMap;

use crate::model::{CheckResult, Diagnostic, Digest, Place, Related, Severity, Text, Value, Verdict, codes};

/// The published schema.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Problems, and verdicts that are no pass, as one run in SARIF 2.1.0. Files are named relative to `root`: the platform's own
/// folder below the repository's, or nothing. A waived check is a suppressed result; one that can't be told yet is open.
///
/// ```
/// use platform_core::formats::sarif;
/// use platform_core::model::{Diagnostic, Place, Value, codes};
/// let problem = Diagnostic::error(codes::PARSE_SYNTAX, "a bracket is never closed").with_place(Place::file("a b.yaml"));
/// let document = sarif::document(&[problem], &[], "shop");
/// let at: platform_core::model::Pointer = "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri".parse()?;
/// assert_eq!(at.find(&document).and_then(Value::as_str), Some("shop/a%20b.yaml"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn document(problems: &[Diagnostic], checks: &[CheckResult], root: &str) -> Value {
    let mut rules = Rules::default();
    let mut results: Vec<Value> = problems.iter().map(|problem| of_problem(problem, root, &mut rules)).collect();
    results.extend(checks.iter().filter_map(|check| of_check(check, root, &mut rules)));
    let driver = Value::map([
        ("name", Value::from("platform-core")),
        ("informationUri", "https://platform-core.dev".into()),
        ("semanticVersion", env!("CARGO_PKG_VERSION").into()),
        ("rules", Value::list(rules.described)),
    ]);
    let run = Value::map([
        ("tool", Value::map([("driver", driver)])),
        ("columnKind", "unicodeCodePoints".into()),
        ("results", Value::list(results)),
    ]);
    Value::map([("$schema", Value::from(SCHEMA)), ("version", "2.1.0".into()), ("runs", Value::list([run]))])
}

/// What the results are about, each once.
#[derive(Default)]
struct Rules {
    known: BTreeMap<String, usize>,
    described: Vec<Value>,
}

impl Rules {
    fn index(&mut self, id: &str, describe: impl FnOnce() -> Vec<(&'static str, Value)>) -> Value {
        let next = self.described.len();
        let index = *self.known.entry(id.to_owned()).or_insert(next);
        if index == next {
            self.described.push(Value::map([("id", Value::from(id))].into_iter().chain(describe())));
        }
        number(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

fn of_problem(problem: &Diagnostic, root: &str, rules: &mut Rules) -> Value {
    let code = problem.code.as_str();
    let rule = rules.index(code, || {
        let Some(known) = codes::find(code) else { return Vec::new() };
        let help = format!("{} For example: {}", known.fix, known.example);
        vec![("shortDescription", text(known.cause)), ("help", text(&help))]
    });
    let level = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let help = problem.help.as_deref();
    let mut fields = result(code, rule, level, &problem.message, help, problem.at.as_ref(), root);
    if !problem.related.is_empty() {
        let related = problem.related.iter().map(|Related { message, at }| {
            let place = at.as_ref().and_then(|at| location(at, root)).unwrap_or_default();
            Value::map(place.into_iter().chain([("message", text(message))]))
        });
        fields.push(("relatedLocations", Value::list(related)));
    }
    Value::map(fields)
}

fn of_check(check: &CheckResult, root: &str, rules: &mut Rules) -> Option<Value> {
    let (level, more) = match &check.verdict {
        Verdict::Pass => return None,
        Verdict::Fail => ("error", None),
        Verdict::Waived { until } => {
            let waived = [("kind", Value::from("external")), ("justification", format!("waived until {until}").into())];
            ("error", Some(("suppressions", Value::list([Value::map(waived)]))))
        }
        // By the format, what is no failure has no level.
        _ => ("none", Some(("kind", "open".into()))),
    };
    let rule = rules.index(&check.rule, Vec::new);
    let place = format!("{} in {}: ", check.subject, check.environment);
    let help = check.help.as_deref();
    let mut fields = result(&check.rule, rule, level, &(place + &check.message), help, check.at.as_ref(), root);
    fields.extend(more);
    Some(Value::map(fields))
}

fn result(
    rule: &str,
    index: Value,
    level: &'static str,
    message: &str,
    help: Option<&str>,
    at: Option<&Place>,
    root: &str,
) -> Vec<(&'static str, Value)> {
    // A line may move: the same problem is known again by what it says and where in the document.
    let (file, pointer) = at.map(|at| (at.file.clone(), at.pointer.to_string())).unwrap_or_default();
    let same = Digest::of(format!("{rule}\0{file}\0{pointer}\0{message}").as_bytes());
    let whole = help.map_or_else(|| message.to_owned(), |help| format!("{message}\nHelp: {help}"));
    let place = at.and_then(|at| location(at, root)).map(Value::map);
    let mut fields = vec![
        ("ruleId", Value::from(rule)),
        ("ruleIndex", index),
        ("level", level.into()),
        ("message", text(&whole)),
        ("partialFingerprints", Value::map([("platformCore/v1", Value::from(same.to_string()))])),
    ];
    fields.extend(place.map(|place| ("locations", Value::list([place]))));
    fields
}

/// Where in a file, and where in its document; `None` where there is neither.
fn location(at: &Place, root: &str) -> Option<Vec<(&'static str, Value)>> {
    let mut fields = Vec::new();
    if !at.file.is_empty() {
        let uri = [root.trim_matches('/'), &*at.file].into_iter().filter(|part| !part.is_empty());
        let uri: Vec<String> = uri.map(escaped).collect();
        let mut place = vec![("artifactLocation", Value::map([("uri", Value::from(uri.join("/")))]))];
        if at.line > 0 {
            let mut region = vec![("startLine", number(at.line))];
            if at.column > 0 {
                region.push(("startColumn", number(at.column)));
            }
            if at.length > 0 {
                region.extend([("byteOffset", number(at.offset)), ("byteLength", number(at.length))]);
            }
            place.push(("region", Value::map(region)));
        }
        fields.push(("physicalLocation", Value::map(place)));
    }
    if !at.pointer.is_root() {
        let named = Value::map([("fullyQualifiedName", Value::from(at.pointer.to_string()))]);
        fields.push(("logicalLocations", Value::list([named])));
    }
    (!fields.is_empty()).then_some(fields)
}

fn number(number: u32) -> Value {
    Value::number(f64::from(number)).unwrap_or(Value::Null)
}

fn text(text: &str) -> Value {
    Value::map([("text", Value::from(Text::from(text)))])
}

/// A path as a relative reference (RFC 3986).
fn escaped(path: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::json;

    fn at(document: &Value, pointer: &str) -> Option<Value> {
        pointer.parse::<crate::model::Pointer>().unwrap().find(document).cloned()
    }

    #[test]
    fn problems_and_verdicts() {
        let place = Place { line: 3, column: 5, offset: 20, length: 4, ..Place::file("services/größe #1.yaml") };
        let problems = [
            Diagnostic::error(codes::PARSE_SYNTAX, "`[` is never closed")
                .with_help("close it")
                .with_place(place.clone()),
            Diagnostic::warning(codes::PATH_DEADLINE, "soon").with_place(Place::file("a.yaml")),
            Diagnostic::error(codes::PARSE_SYNTAX, "another").with_place(place),
            Diagnostic::error(codes::USAGE, "of no file"),
        ];
        let check = |verdict| {
            CheckResult::new(
                "deadline/x",
                "cart".parse().unwrap(),
                "staging".parse().unwrap(),
                verdict,
                "it has passed",
            )
        };
        let until = crate::model::Timestamp::from_milliseconds(0);
        let checks = [
            check(Verdict::Pass),
            check(Verdict::Fail),
            check(Verdict::Waived { until }),
            check(Verdict::Unknown { blocked_on: Vec::new() }),
        ];
        let document = document(&problems, &checks, "examples/shop/");
        insta::assert_snapshot!(json::pretty_plain(&document));
        // What the format asks: rules are found by their index, and what is no failure has no level.
        let results = at(&document, "/runs/0/results").unwrap();
        for result in results.as_list().unwrap() {
            let index = result.get("ruleIndex").unwrap().as_integer().unwrap();
            let id = at(&document, &format!("/runs/0/tool/driver/rules/{index}/id"));
            assert_eq!(id.as_ref(), result.get("ruleId"));
            let is_failure = result.get("kind").is_none();
            assert_eq!(result.get("level").and_then(Value::as_str) != Some("none"), is_failure);
        }
        assert_eq!(results.as_list().unwrap().len(), 7);
    }

    #[test]
    fn nothing_wrong_is_a_run_without_results() {
        let document = document(&[], &[], "");
        assert_eq!(at(&document, "/runs/0/results"), Some(Value::list([])));
    }
}
