//! What came of golden paths' own tests.

use crate::model::{PathReport, TemplateCoverage};

use super::style::{Line, Page, Style, Tone, count};

/// How a path's tests went, and what they did not reach. What failed stands there by name: its problems are told as
/// [`diagnostics`](super::diagnostics), with the lines they are about.
pub fn path_report(report: &PathReport, style: &Style) -> String {
    let mut page = Page::new(style);
    let failed = report.cases.iter().filter(|case| !case.passed());
    let failures = failed.clone().count();
    let passed = report.cases.len().saturating_sub(failures);
    let title = Line::new().and(Tone::Bold, &format!("{} {}", report.path, report.version));
    let title = match (passed, failures) {
        (0, 0) => title.and(Tone::Warning, "  no tests"),
        (passed, 0) => title.and(Tone::Create, &format!("  {passed} passed")),
        (passed, failures) => {
            title.plain(&format!("  {passed} passed, ")).and(Tone::Delete, &format!("{failures} failed"))
        }
    };
    page.line(&title);
    for case in failed {
        page.line(&Line::indented(2).and(Tone::Delete, "failed ").plain(&format!("{} ({})", case.name, case.file)));
    }
    let templates = &report.coverage.templates;
    let never: Vec<&TemplateCoverage> = report.coverage.never_rendered().collect();
    let always: Vec<&TemplateCoverage> = report.coverage.never_left_out().collect();
    let covered = templates.len().saturating_sub(never.len());
    if !templates.is_empty() && !report.cases.is_empty() {
        let of = count(templates.len(), "template", "templates");
        page.line(&Line::indented(2).plain(&format!("{covered} of {of} rendered")));
    }
    for (list, what) in [(&never, "never rendered"), (&always, "its `when` never false")] {
        for template in list.iter().filter(|_| !report.cases.is_empty()) {
            let place = format!(" ({}:{})", template.at.file, template.at.line);
            page.line(
                &Line::indented(2).and(Tone::Warning, what).plain(&format!("  {}", template.id)).and(Tone::Dim, &place),
            );
        }
    }
    page.finish()
}
