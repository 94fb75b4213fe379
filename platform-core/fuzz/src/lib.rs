//! What the targets share: a small platform to put hostile parts into, and what must hold of whatever is said.

use std::sync::{Arc, OnceLock};

use platform_core::model::{
    Diagnostic, EntityRef, Observed, Outcome, Plan, PlanOptions, Platform, Rendered, Scope, Sources, State,
};
use platform_core::{plan, render};

macro_rules! base {
    ($($file:literal),* $(,)?) => {
        &[$(($file, include_str!(concat!("../../../tests/bad-input/base/", $file)))),*]
    };
}

/// The files of the platform that every case of bad input begins with.
pub const BASE: &[(&str, &str)] = base![
    "environments/staging.yaml",
    "environments/production.yaml",
    "golden-paths/log/1.0.0/golden-path.yaml",
    "golden-paths/web/1.0.0/golden-path.yaml",
    "golden-paths/web/1.0.0/templates/ci.yml",
    "services/cart/catalog-info.yaml",
];

/// The base, to be changed.
pub fn base() -> Sources {
    BASE.iter().map(|(name, text)| ((*name).into(), Arc::from(text.as_bytes()))).collect()
}

/// The base with one part of one file replaced; none when what the base has would not be found again.
pub fn base_with(file: &str, part: &str, new: &str) -> Sources {
    let mut sources = base();
    let text = std::str::from_utf8(&sources[file]).expect("the base is text").replacen(part, new, 1);
    sources.insert(file.into(), Arc::from(text.into_bytes()));
    sources
}

/// `cart` in staging, as the base has it.
pub fn rendered() -> &'static Rendered {
    static RENDERED: OnceLock<Rendered> = OnceLock::new();
    RENDERED.get_or_init(|| {
        let platform = Platform::parse(&base()).value.expect("a platform");
        let (subject, scope) = cart();
        let resolved = render::resolve(&platform, &subject, &scope, &platform.pins(&subject, &scope));
        render::render(&resolved.value.expect("it resolves")).value.expect("it renders")
    })
}

/// The subject and the environment of [`rendered`].
pub fn cart() -> (EntityRef, Scope) {
    ("cart".parse().expect("a name"), "staging".parse().expect("a name"))
}

/// The first plan of [`rendered`].
pub fn first_plan() -> &'static Plan {
    static PLAN: OnceLock<Plan> = OnceLock::new();
    PLAN.get_or_init(|| {
        let (subject, scope) = cart();
        let state = State::new(subject, scope, "lineage");
        let planned = plan::plan(rendered(), &state, &Observed::nothing(), &PlanOptions::default());
        planned.value.expect("a plan")
    })
}

/// Reads, and where that is no error renders everything everywhere, twice: the same is said again.
pub fn everything(sources: &Sources) {
    let outcome = Platform::parse(sources);
    said(&outcome.diagnostics, sources);
    let failed = outcome.has_errors();
    let Some(platform) = outcome.value.filter(|_| !failed) else { return };
    for (reference, subject) in &platform.subjects {
        for scope in platform.scopes(subject) {
            let resolved = render::resolve(&platform, reference, &scope, &platform.pins(reference, &scope));
            said(&resolved.diagnostics, sources);
            let Some(resolved) = resolved.value else { continue };
            let rendered = render::render(&resolved);
            said(&rendered.diagnostics, sources);
            let again = render::render(&resolved);
            assert_eq!(rendered.diagnostics, again.diagnostics);
            if let Some(rendered) = &rendered.value {
                finish(rendered);
            }
        }
    }
}

/// A first plan of what was rendered can be made and written out.
pub fn finish(rendered: &Rendered) {
    let state = State::new(rendered.subject.clone(), rendered.environment.clone(), "lineage");
    let planned = plan::plan(rendered, &state, &Observed::nothing(), &PlanOptions::default());
    said(&planned.diagnostics, &Sources::new());
    if let Some(plan) = &planned.value {
        plan::check_digest(plan, rendered).expect("a plan has its own digest");
    }
}

/// What must hold of all that is said: it can be shown, it is short, and its place lies in the file.
pub fn said(diagnostics: &[Diagnostic], sources: &Sources) {
    for problem in diagnostics {
        assert!(problem.message.chars().count() <= 700, "{} is long", problem.code);
        assert!(!problem.message.chars().any(char::is_control), "{}: {:?}", problem.code, problem.message);
        if let Some(at) = &problem.at
            && let Some(bytes) = sources.get(&at.file)
        {
            assert!(at.offset as usize <= bytes.len(), "{problem}: beyond the file's end");
            assert_eq!(at.line == 0, at.column == 0, "{problem}");
        }
    }
    if !diagnostics.is_empty() {
        let style = platform_core::formats::text::Style::default();
        let few = diagnostics.get(..8).unwrap_or(diagnostics);
        let text = platform_core::formats::text::diagnostics(few, sources, &style);
        assert!(!text.chars().any(|character| character.is_control() && character != '\n'), "{text:?}");
    }
}

/// The value of an outcome whose problems are as they must be.
pub fn value<T>(outcome: Outcome<T>) -> Option<T> {
    said(&outcome.diagnostics, &Sources::new());
    outcome.value
}

/// The texts that a input holds, separated by lines of `====`.
pub fn parts<const N: usize>(data: &[u8]) -> Option<[&str; N]> {
    let text = std::str::from_utf8(data).ok()?;
    let mut parts = text.split("\n====\n");
    let found = std::array::from_fn(|_| parts.next().unwrap_or_default());
    Some(found)
}
