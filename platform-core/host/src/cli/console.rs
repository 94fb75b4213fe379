//! Where the command writes: data to stdout, progress and problems to stderr.

use std::io::{BufWriter, IsTerminal as _, Write as _};

use platform_core::formats::text::{self, Style};
use platform_core::model::{Diagnostic, FormatVersion, Sources};
use serde::Serialize;

use super::documents::Problems;

/// The two streams, and how each is to be written.
#[derive(Clone, Debug)]
pub(crate) struct Console {
    /// How text on stdout looks.
    pub(crate) out: Style,
    /// How text on stderr looks.
    pub(crate) err: Style,
    /// Whether somebody sits there who can be asked.
    pub(crate) interactive: bool,
    /// Whether progress can be shown by rewriting lines of stderr.
    pub(crate) live: bool,
    /// Whether problems are written as JSON.
    pub(crate) json: bool,
}

impl Console {
    /// As the environment and the streams say.
    pub(crate) fn detect() -> Self {
        let (out, err) = (std::io::stdout().is_terminal(), std::io::stderr().is_terminal());
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let style = |terminal: bool| {
            let style = Style::default()
                .with_color(colour(terminal, variable))
                .with_unicode(!terminal || speaks_unicode(variable));
            let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
            match columns.filter(|_| terminal) {
                Some(columns) => style.with_width(columns.clamp(60, 240)),
                None => style,
            }
        };
        let live = err && variable("TERM").is_none_or(|term| term != "dumb");
        let interactive = std::io::stdin().is_terminal() && err && variable("CI").is_none();
        Self { out: style(out), err: style(err), interactive, live, json: false }
    }

    /// Text for stdout. A reader that has gone away is no error: nobody is left to tell.
    pub(crate) fn print(&self, text: &str) {
        let mut stdout = std::io::stdout().lock();
        let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    }

    /// A document for stdout, as JSON; written piece by piece, so that its text is never held as a whole.
    pub(crate) fn print_json(&self, document: &impl Serialize) {
        let mut stdout = BufWriter::new(std::io::stdout().lock());
        let written = serde_json::to_writer_pretty(&mut stdout, document).map_err(std::io::Error::from);
        let _ = written.and_then(|()| writeln!(stdout)).and_then(|()| stdout.flush());
    }

    /// Documents for stdout, each as JSON on a line of its own.
    pub(crate) fn print_json_lines<T: Serialize>(&self, documents: impl Iterator<Item = T>) {
        let mut stdout = BufWriter::new(std::io::stdout().lock());
        for document in documents {
            let written = serde_json::to_writer(&mut stdout, &document).map_err(std::io::Error::from);
            if written.and_then(|()| writeln!(stdout)).is_err() {
                return;
            }
        }
        let _ = stdout.flush();
    }

    /// A line for stderr; nothing where problems are JSON.
    pub(crate) fn note(&self, line: &str) {
        if !self.json {
            write_err(&format!("{line}\n"));
        }
    }

    /// Problems for stderr.
    pub(crate) fn problems(&self, problems: &[Diagnostic], sources: &Sources) {
        if problems.is_empty() {
            return;
        }
        if self.json {
            write_err(&to_json(&Problems { format_version: FormatVersion::CURRENT, diagnostics: problems }));
        } else {
            write_err(&text::diagnostics(problems, sources, &self.err));
        }
    }
}

fn write_err(text: &str) {
    let mut stderr = std::io::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}

/// Laid out, with a newline at its end.
pub(crate) fn to_json(document: &impl Serialize) -> String {
    serde_json::to_string_pretty(document)
        .map_or_else(|error| format!("{{\"error\": \"{error}\"}}\n"), |text| text + "\n")
}

/// `NO_COLOR` wins, then `CLICOLOR_FORCE`, then whether it is a terminal that can.
fn colour(terminal: bool, variable: impl Fn(&str) -> Option<String>) -> bool {
    if variable("NO_COLOR").is_some() {
        return false;
    }
    if variable("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    terminal
        && variable("TERM").is_none_or(|term| term != "dumb")
        && variable("CLICOLOR").is_none_or(|value| value != "0")
}

/// What the locale says; without one, yes.
fn speaks_unicode(variable: impl Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable);
    locale.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(set: &[(&str, &str)]) -> impl Fn(&str) -> Option<String> {
        let set: Vec<(String, String)> = set.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        move |name| set.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    #[test]
    fn colours_follow_the_conventions() {
        assert!(colour(true, with(&[])));
        assert!(!colour(false, with(&[])));
        assert!(!colour(true, with(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")])));
        assert!(colour(false, with(&[("CLICOLOR_FORCE", "1")])));
        assert!(!colour(true, with(&[("TERM", "dumb")])));
        assert!(!colour(true, with(&[("CLICOLOR", "0")])));
    }

    #[test]
    fn a_locale_without_unicode_gets_ascii() {
        assert!(speaks_unicode(with(&[])));
        assert!(speaks_unicode(with(&[("LANG", "de_DE.UTF-8")])));
        assert!(!speaks_unicode(with(&[("LANG", "de_DE.UTF-8"), ("LC_ALL", "C")])));
    }
}
