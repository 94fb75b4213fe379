//! What Terraform says while it works (`-json`), as far as it is needed.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};

use serde::Deserialize;

/// Bytes of one line; a longer one is passed over.
const LONGEST: u64 = 1024 * 1024;
/// Problems that are kept.
const MOST_PROBLEMS: usize = 200;
/// Addresses that are kept of each kind.
const MOST_ADDRESSES: usize = 100_000;

/// What was said, bounded.
#[derive(Debug, Default)]
pub(super) struct Messages {
    pub(super) problems: Vec<Said>,
    /// Resources that something was begun with.
    pub(super) started: BTreeSet<String>,
    /// Those of them that it was done with.
    pub(super) done: BTreeSet<String>,
}

/// An error or a warning.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Said {
    #[serde(default)]
    pub(super) severity: String,
    #[serde(default)]
    pub(super) summary: String,
    #[serde(default)]
    pub(super) detail: String,
    /// Terraform's address of what it is about.
    pub(super) address: Option<String>,
    pub(super) range: Option<Range>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Range {
    pub(super) filename: String,
    pub(super) start: Position,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Position {
    #[serde(default)]
    pub(super) line: u32,
    #[serde(default)]
    pub(super) column: u32,
}

#[derive(Deserialize)]
struct Line {
    r#type: String,
    diagnostic: Option<Said>,
    hook: Option<Hook>,
}

#[derive(Deserialize)]
struct Hook {
    resource: Option<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    addr: String,
}

impl Messages {
    /// Takes in all that is written. What is no message is passed over: what a provider or a provisioner prints may be
    /// anything.
    pub(super) fn read(from: &mut dyn Read) -> Self {
        let mut messages = Self::default();
        let mut from = BufReader::new(from);
        let mut line = Vec::new();
        loop {
            line.clear();
            match (&mut from).take(LONGEST).read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => return messages,
                Ok(_) => {}
            }
            if let Ok(said) = serde_json::from_slice(&line) {
                messages.take(said);
            }
        }
    }

    fn take(&mut self, line: Line) {
        if let Some(said) = line.diagnostic.filter(|_| self.problems.len() < MOST_PROBLEMS) {
            self.problems.push(said);
        }
        let Some(address) = line.hook.and_then(|hook| hook.resource).map(|resource| resource.addr) else { return };
        let kept = match line.r#type.as_str() {
            "apply_start" => &mut self.started,
            "apply_complete" => &mut self.done,
            _ => return,
        };
        if kept.len() < MOST_ADDRESSES {
            kept.insert(address);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_message_is_passed_over() {
        let long = format!(
            r#"{{"type": "diagnostic", "diagnostic": {{"severity": "error", "detail": "{}"}}}}"#,
            "x".repeat(2_000_000)
        );
        let text = format!(
            "{long}\nnot JSON\n[1]\n{{\"type\": 5}}\n\n{{\"type\": \"apply_start\", \"hook\": {{\"resource\": {{\"addr\": \"a.b\"}}}}}}\n\
             {{\"type\": \"apply_complete\", \"hook\": {{}}}}\n{{\"type\": \"diagnostic\", \"diagnostic\": {{\"severity\": \"error\", \"summary\": \"s\"}}}}"
        );
        let messages = Messages::read(&mut text.as_bytes());
        assert_eq!(messages.problems.iter().map(|said| said.summary.as_str()).collect::<Vec<_>>(), ["s"]);
        assert_eq!(messages.started, BTreeSet::from(["a.b".to_owned()]));
        assert!(messages.done.is_empty());
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let line = "{\"type\": \"diagnostic\", \"diagnostic\": {\"severity\": \"error\"}}\n";
        assert_eq!(Messages::read(&mut line.repeat(10_000).as_bytes()).problems.len(), MOST_PROBLEMS);
    }
}
