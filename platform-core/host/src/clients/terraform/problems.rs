//! Terraform's problems as ours.

use std::collections::BTreeMap;

use platform_core::model::{Address, Code, Diagnostic, Place, Retry, codes};

use super::messages::Said;

/// Bytes of what Terraform says of one problem.
const LONGEST: usize = 4 * 1024;

/// What stands where in a root module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// By the name of the file.
    pub files: BTreeMap<String, Address>,
    /// By the block: `aws_db_instance.main`, `data.aws_region.here`.
    pub blocks: BTreeMap<String, Address>,
}

impl Sources {
    /// Whose a problem is: who has the block, or else the file.
    fn owner(&self, said: &Said) -> Option<&Address> {
        let block = said.address.as_deref().map(|address| address.split('[').next().unwrap_or(address));
        let file = said.range.as_ref().and_then(|range| self.files.get(&range.filename));
        block.and_then(|block| self.blocks.get(block)).or(file)
    }
}

/// A problem, with our address and the place in the file that was written for it. Code that Terraform quotes is left out.
/// `program` is its name for people.
pub(super) fn problem(said: &Said, sources: &Sources, program: &str) -> Diagnostic {
    let owner = sources.owner(said);
    let about = match (owner, &said.address) {
        (Some(owner), Some(address)) => format!("{owner} ({address}): "),
        (Some(owner), None) => format!("{owner}: "),
        (None, Some(address)) => format!("{address}: "),
        (None, None) => String::new(),
    };
    let detail = if said.detail.is_empty() { String::new() } else { format!(": {}", said.detail) };
    let message = shown(&format!("{about}{}{detail}", said.summary));
    let (code, retry, help) = meaning(said, program);
    let place = said.range.as_ref().map(|range| Place {
        line: range.start.line,
        column: range.start.column,
        ..Place::file(range.filename.as_str())
    });
    let made = if said.severity == "warning" { Diagnostic::warning } else { Diagnostic::error };
    made(code, message).with_help(help).with_retry(retry).with_place(place)
}

fn meaning(said: &Said, program: &str) -> (Code, Retry, String) {
    match said.summary.as_str() {
        "Error acquiring the state lock" => {
            let id = said.detail.lines().find_map(|line| line.trim().strip_prefix("ID:")).map(str::trim);
            let unlock = id.filter(|id| !id.is_empty()).unwrap_or("ID");
            let help = format!(
                "wait until who holds the lock has ended; if it was killed, `{program} force-unlock {}`",
                shown(unlock)
            );
            (codes::EXEC_LOCKED, Retry::After, help)
        }
        "Saved plan is stale" => (codes::PLAN_STALE, Retry::AfterReplan, "plan again".to_owned()),
        "Failed to save state" | "Failed to persist state to backend" => {
            let help = format!(
                "what was done stands in `errored.tfstate` in the work folder: `{program} state push` it first"
            );
            (codes::EXEC_FAILED, Retry::AfterHuman, help)
        }
        _ => (codes::EXEC_FAILED, Retry::AfterHuman, "mend the cause and apply again".to_owned()),
    }
}

/// On one line, without what a terminal takes for an order, and not longer than anybody reads.
pub(super) fn shown(text: &str) -> String {
    let mut out = String::new();
    let mut gap = false;
    for character in text.chars() {
        if character.is_whitespace() || character.is_control() {
            gap = !out.is_empty();
            continue;
        }
        if out.len() > LONGEST {
            out.push('…');
            break;
        }
        if std::mem::take(&mut gap) {
            out.push(' ');
        }
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Diagnostic {
        let address = || "cart/staging/terraform/database".parse::<Address>().unwrap();
        let sources = Sources {
            files: BTreeMap::from([("database.tf.json".to_owned(), address())]),
            blocks: BTreeMap::from([("aws_x.a".to_owned(), "cart/staging/terraform/queue".parse().unwrap())]),
        };
        problem(&serde_json::from_str(text).unwrap(), &sources, "tofu")
    }

    #[test]
    fn a_problem_has_our_address_and_its_place() {
        let by_block = said(
            r#"{"severity": "error", "summary": "No", "detail": "a\n\u001b[31mb", "address": "aws_x.a[\"k\"]",
                "range": {"filename": "database.tf.json", "start": {"line": 3, "column": 5}}, "snippet": {"code": "MARKER"}}"#,
        );
        assert_eq!(by_block.message, r#"cart/staging/terraform/queue (aws_x.a["k"]): No: a [31mb"#);
        assert_eq!(by_block.at.unwrap().to_string(), "database.tf.json:3:5");
        let by_file =
            said(r#"{"severity": "warning", "summary": "Hm", "range": {"filename": "database.tf.json", "start": {}}}"#);
        assert_eq!((by_file.message.as_str(), by_file.is_error()), ("cart/staging/terraform/database: Hm", false));
        let nobodys = said(r#"{"severity": "error", "summary": "Hm", "address": "module.m.aws_x.a"}"#);
        assert_eq!(nobodys.message, "module.m.aws_x.a: Hm");
    }

    #[test]
    fn what_helps_depends_on_what_it_is() {
        let locked = said(
            r#"{"severity": "error", "summary": "Error acquiring the state lock", "detail": "Lock Info:\n  ID:        1-2\n  Who: me"}"#,
        );
        assert_eq!((locked.code.clone(), locked.retry), (codes::EXEC_LOCKED, Retry::After));
        assert!(locked.help.unwrap().ends_with("`tofu force-unlock 1-2`"));
        let unsaved = said(r#"{"severity": "error", "summary": "Failed to save state"}"#);
        assert!(unsaved.help.unwrap().contains("`tofu state push`"));
        assert_eq!(said(r#"{"severity": "error", "summary": "Saved plan is stale"}"#).code, codes::PLAN_STALE);
        let long = said(&format!(r#"{{"severity": "error", "summary": "{}"}}"#, "é".repeat(100_000)));
        assert!(long.message.len() < LONGEST + 10 && long.message.ends_with('…'));
    }
}
