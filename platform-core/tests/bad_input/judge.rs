//! A case in a process of its own, and what is wrong with what it said.

use std::process::{Command, Stdio};

use crate::cases::Case;

/// What a case took.
#[derive(Clone, Debug, Default)]
pub(crate) struct Usage {
    pub(crate) case: String,
    pub(crate) milliseconds: u64,
    pub(crate) kibibytes: u64,
}

/// One problem that was said.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    code: String,
    severity: String,
    place: String,
    pointer: String,
    message: String,
    help: String,
}

impl Said {
    /// As it stands among the expected ones.
    fn brief(&self) -> String {
        let mark = if self.severity == "error" { "" } else { "warning " };
        let pointer = match self.pointer.chars().nth(120) {
            Some(_) => format!(" {}…", self.pointer.chars().take(40).collect::<String>()),
            None if self.pointer.is_empty() => String::new(),
            None => format!(" {}", self.pointer),
        };
        format!("{mark}{} {}{pointer}", self.code, self.place)
    }
}

/// A case that was run.
pub(crate) struct Run<'c> {
    pub(crate) case: &'c Case,
    pub(crate) usage: Usage,
    said: Vec<Said>,
    /// What was asked for: address, pointer and JSON.
    values: Vec<String>,
    end: Option<String>,
}

pub(crate) fn run(case: &Case) -> Run<'_> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let child = command.args(["child", &case.area, &case.name]).stdin(Stdio::null()).output().unwrap();
    let text = String::from_utf8_lossy(&child.stdout);
    let usage = Usage { case: case.label(), ..Usage::default() };
    let mut run = Run { case, usage, said: Vec::new(), values: Vec::new(), end: None };
    let mut ended = false;
    for line in text.lines() {
        let fields: Vec<&str> = line.split('\u{1f}').collect();
        match fields.as_slice() {
            ["usage", milliseconds, kibibytes] => {
                ended = true;
                run.usage.milliseconds = milliseconds.parse().unwrap();
                run.usage.kibibytes = kibibytes.parse().unwrap();
            }
            [code, severity, place, pointer, message, help] => run.said.push(Said {
                code: (*code).into(),
                severity: (*severity).into(),
                place: (*place).into(),
                pointer: (*pointer).into(),
                message: (*message).into(),
                help: (*help).into(),
            }),
            ["value", value] => run.values.push((*value).into()),
            _ => run.end = Some(format!("said {line:?}")),
        }
    }
    if !ended || !child.status.success() {
        let said = String::from_utf8_lossy(&child.stderr);
        run.end = Some(format!("{}: {}", child.status, said.chars().take(600).collect::<String>()));
    }
    run
}

/// Problems of one code are listed up to here; beyond it, only how many there are.
const LISTED: usize = 12;

impl Run<'_> {
    /// What was found, as it is written into a case.
    pub(crate) fn to_expect(&self) -> Vec<String> {
        let values = self.values.iter().map(|value| format!("= {value}"));
        if self.said.is_empty() {
            return std::iter::once("nothing".to_owned()).chain(values).collect();
        }
        let kept = |found: &str| {
            let words = self.case.expected.iter().find_map(|line| line.split_once(" ~ ").filter(|(l, _)| *l == found));
            words.map_or_else(|| found.to_owned(), |(line, words)| format!("{line} ~ {words}"))
        };
        if self.said.len() > LISTED {
            let mut codes: Vec<&str> = self.said.iter().map(|said| &*said.code).collect();
            codes.sort_unstable();
            codes.dedup();
            let count = |code: &str| self.said.iter().filter(|said| said.code == code).count();
            return codes.iter().map(|code| format!("{} times {code}", count(code))).collect();
        }
        self.said.iter().map(|said| kept(&said.brief())).collect()
    }

    pub(crate) fn said(&self) -> String {
        let mut text = String::new();
        for said in self.said.iter().take(LISTED) {
            text.push_str(&format!("    {}\n        {}\n        help: {}\n", said.brief(), said.message, said.help));
        }
        text
    }

    /// Everything that is not as it must be.
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults: Vec<String> = self.end.iter().cloned().collect();
        let found = self.to_expect();
        if found != self.case.expected {
            faults.push(format!(
                "expected:\n      {}\n    found:\n      {}",
                self.case.expected.join("\n      "),
                found.join("\n      ")
            ));
        }
        for said in &self.said {
            let words = self.case.expected.iter().filter_map(|line| line.split_once(" ~ "));
            for (_, words) in words.filter(|(line, _)| *line == said.brief()) {
                if !said.message.contains(words) && !said.help.contains(words) {
                    faults.push(format!("neither message nor help of {} holds {words:?}", said.brief()));
                }
            }
            let length = said.message.chars().count();
            if length > 600 || said.help.chars().count() > 1200 {
                faults.push(format!("the message of {} has {length} characters", said.brief()));
            }
            let hides =
                |text: &str| text.chars().any(|c| c.is_control() || "\u{200b}\u{202e}\u{2066}\u{feff}".contains(c));
            if hides(&said.message) || hides(&said.help) {
                faults.push(format!("the message of {} holds characters that hide or move text", said.brief()));
            }
            if said.help.is_empty() {
                faults.push(format!("nothing helps with {}: {}", said.brief(), said.message));
            }
        }
        faults
    }
}
