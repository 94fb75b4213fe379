//! Why subjects were picked.

use std::collections::BTreeMap;

use crate::model::{TouchCause, Touched};

use super::shapes::places_of;
use super::style::{Line, Page, Style, Tone};

/// So many names stand in a list of places.
const NAMES: usize = 6;

/// What changed files may change: each cause once, with the places that it touches; those that touch most first.
pub fn touched(touched: &[Touched], style: &Style) -> String {
    let mut page = Page::new(style);
    let mut causes: BTreeMap<&TouchCause, Vec<&Touched>> = BTreeMap::new();
    for one in touched {
        one.causes.iter().for_each(|cause| causes.entry(cause).or_default().push(one));
    }
    let mut causes: Vec<(&TouchCause, Vec<&Touched>)> = causes.into_iter().collect();
    causes.sort_by_key(|(_, places)| std::cmp::Reverse(places.len()));
    for (cause, places) in causes {
        let text = if places.len() == touched.len() && places.len() > NAMES {
            format!("all {}", places.len())
        } else {
            places_of(places.iter().map(|one| (&one.subject, &one.environment)), NAMES)
        };
        page.line(&Line::indented(2).and(Tone::Bold, &phrase(cause)).plain(": ").plain(&text));
    }
    page.finish()
}

fn phrase(cause: &TouchCause) -> String {
    match cause {
        TouchCause::Platform => "platform.yaml".to_owned(),
        TouchCause::Policy { file } => format!("policy {file}"),
        TouchCause::Environment { environment } => format!("environment {environment}"),
        TouchCause::Path { path, version } => format!("golden path {path}@{version}"),
        TouchCause::Subject { subject } => format!("files of {subject}"),
    }
}
