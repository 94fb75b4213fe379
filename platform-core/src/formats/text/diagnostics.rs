//! Problems with the source line they are in.

use std::collections::BTreeSet;

use crate::model::{Diagnostic, Effect, Severity, Sources};

use super::snippet::{Mark, gutter, snippets};
use super::style::{Line, Page, Style, Tone, count};

/// Problems as people read them: each with its code, the source line with a mark below what is meant, other places
/// that have to do with it, and what helps; sorted as they come, with a count at the end when there are several.
///
/// `sources` holds the files that were read (`Platform::sources`); without one its lines are left out.
///
/// ```
/// use platform_core::formats::text::{Style, diagnostics};
/// use platform_core::model::{Diagnostic, Place, Sources, codes};
/// let sources = Sources::from([("a.yaml".into(), b"port: 1\nport: 2\n".as_slice().into())]);
/// let place = Place { line: 2, column: 1, offset: 8, length: 4, ..Place::file("a.yaml") };
/// let problem = Diagnostic::error(codes::PARSE_DUPLICATE_KEY, "`port` stands twice").with_place(place);
/// let text = diagnostics(&[problem], &sources, &Style::default());
/// assert!(text.contains("2 | port: 2\n  | ^^^^\n"));
/// ```
pub fn diagnostics(diagnostics: &[Diagnostic], sources: &Sources, style: &Style) -> String {
    let mut page = Page::new(style);
    for problem in diagnostics {
        page.gap();
        write_diagnostic(&mut page, problem, sources);
    }
    if diagnostics.len() > 1 {
        page.gap();
        closing_count(&mut page, diagnostics);
    }
    page.finish()
}

/// One problem as people read it; see [`diagnostics`].
pub fn diagnostic(diagnostic: &Diagnostic, sources: &Sources, style: &Style) -> String {
    let mut page = Page::new(style);
    write_diagnostic(&mut page, diagnostic, sources);
    page.finish()
}

fn write_diagnostic(page: &mut Page<'_>, problem: &Diagnostic, sources: &Sources) {
    let (word, tone) = severity(problem.severity);
    let mut message = problem.message.lines();
    let title = Line::new().and(tone, &format!("{word}[{}]", problem.code)).and(Tone::Bold, ": ");
    page.line(&title.and(Tone::Bold, message.next().unwrap_or_default()));
    message.for_each(|line| page.line(&Line::indented(2).plain(line)));

    let primary = problem.at.iter().map(|place| Mark { place, label: "", primary: true, tone });
    let related = problem.related.iter().filter_map(|related| {
        let place = related.at.as_ref()?;
        Some(Mark { place, label: &related.message, primary: false, tone: Tone::Gutter })
    });
    let marks: Vec<Mark<'_>> = primary.chain(related).collect();
    snippets(page, sources, &marks);
    let width = gutter(&marks);
    let mut extra = |tone: Tone, label: &str, text: &str| {
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default();
        let lead = Line::indented(width).and(Tone::Gutter, " = ");
        page.line(&lead.and(tone, label).plain(": ").plain(first));
        lines.for_each(|line| page.line(&Line::indented(width.saturating_add(9)).plain(line)));
    };
    for related in problem.related.iter().filter(|related| shown_as_note(related.at.as_ref(), sources)) {
        let place = related.at.as_ref().map(|at| format!(" ({at})")).unwrap_or_default();
        extra(Tone::Note, "note", &format!("{}{place}", related.message));
    }
    match problem.outcome {
        Effect::Partial => extra(Tone::Note, "note", "some of it was done before this happened"),
        Effect::Unknown => extra(Tone::Note, "note", "it is not known whether it was done: look before trying again"),
        Effect::Done => extra(Tone::Note, "note", "it was done all the same"),
        Effect::None => {}
    }
    if let Some(help) = &problem.help {
        extra(Tone::Help, "help", help);
    }
}

/// Whether a related place has no source line that its message could stand beside.
fn shown_as_note(at: Option<&crate::model::Place>, sources: &Sources) -> bool {
    at.is_none_or(|place| place.line == 0 || !sources.contains_key(&*place.file))
}

fn severity(severity: Severity) -> (&'static str, Tone) {
    match severity {
        Severity::Error => ("error", Tone::Error),
        Severity::Warning => ("warning", Tone::Warning),
        Severity::Note => ("note", Tone::Note),
    }
}

fn closing_count(page: &mut Page<'_>, diagnostics: &[Diagnostic]) {
    let of = |severity| diagnostics.iter().filter(|problem| problem.severity == severity).count();
    let (errors, warnings, notes) = (of(Severity::Error), of(Severity::Warning), of(Severity::Note));
    let parts = [
        (errors, count(errors, "error", "errors"), Tone::Error),
        (warnings, count(warnings, "warning", "warnings"), Tone::Warning),
        (notes, count(notes, "note", "notes"), Tone::Note),
    ];
    let mut line = Line::new();
    for (number, text, tone) in parts {
        if number > 0 {
            if line.width() > 0 {
                line.push(Tone::Plain, ", ");
            }
            line.push(tone, &text);
        }
    }
    let files: BTreeSet<&str> =
        diagnostics.iter().filter_map(|problem| Some(&*problem.at.as_ref()?.file)).filter(|f| !f.is_empty()).collect();
    if !files.is_empty() {
        line.push(Tone::Plain, &format!(" in {}", count(files.len(), "file", "files")));
    }
    page.line(&line);
}
