//! Why one leaf is what it is.

use crate::model::{
    Change, ExplainedOrigin, Explanation, FieldChangeKind, Layer, Origin, Reason, Rendered, Resource, Sources,
};

use super::fields::leaves_of;
use super::origins::{layer_name, place_text};
use super::plan::{mark, title};
use super::snippet::quoted;
use super::style::{Line, Page, Style, Tone};
use super::values::{inline, shorten, waits_for};

/// Where a leaf comes from, what it beat and why it changes, with the source lines that say so.
///
/// `sources` holds the files that were read (`Platform::sources`); without one its lines are left out.
pub fn explanation(explanation: &Explanation, sources: &Sources, style: &Style) -> String {
    let mut page = Page::new(style);
    heading(&mut page, explanation);
    if !explanation.origins.is_empty() {
        page.gap();
        page.line(&Line::new().and(Tone::Bold, "where it comes from"));
        origins(&mut page, &explanation.origins, sources, 2);
    }
    page.finish()
}

/// All of a resource, value by value, each with where it comes from; and what becomes of it, if it changes.
pub fn resource(resource: &Resource, rendered: &Rendered, change: Option<&Change>, style: &Style) -> String {
    let style = style.with_full(true);
    let mut page = Page::new(&style);
    let mut line = Line::new().and(Tone::Bold, resource.address.as_str());
    if let Some(title) = title(resource) {
        line.push(Tone::Dim, &format!("  {title}"));
    }
    page.line(&line);
    let field = |label: &str| Line::indented(2).and(Tone::Dim, label).pad_to(15);
    match change.filter(|change| change.is_effective()) {
        Some(change) => {
            let (symbol, word, tone) = mark(change);
            page.line(&field("changes").and(tone, &format!("{symbol} {word}")));
        }
        None => page.line(&field("changes").plain("no: it stays as it is")),
    }
    for address in &resource.depends_on {
        page.line(&field("after").plain(address.as_str()));
    }
    for (name, output) in &resource.outputs {
        let secret = if output.secret { ", a secret" } else { "" };
        page.line(&field("gives").plain(&format!("{name}{secret}")));
    }
    page.gap();
    leaves_of(&mut page, resource, rendered);
    page.finish()
}

fn heading(page: &mut Page<'_>, explanation: &Explanation) {
    let style = page.style;
    let title = Line::new().and(Tone::Bold, explanation.address.as_str());
    page.line(&title.plain(" ").and(Tone::Bold, explanation.path.as_str()));
    let field = |label: &str| Line::indented(2).and(Tone::Dim, label).pad_to(11);
    let room = style.width.saturating_sub(11);
    match &explanation.value {
        Some(value) => page.line(&field("value").and(Tone::Create, &shorten(&inline(value), room, style))),
        None => page.line(&field("value").plain("none: it goes away")),
    }
    for output in explanation.value.iter().flat_map(waits_for) {
        page.line(&field("waits for").plain(&output));
    }
    let Some(change) = &explanation.change else {
        let text = match explanation.reason {
            None => "no: it stays as it is",
            Some(Reason::New) => "new with its resource",
            Some(_) => "this value stays; others of its resource change",
        };
        page.line(&field("changes").plain(text));
        return;
    };
    let before = change.before.as_ref().map_or_else(|| "nothing".to_owned(), inline);
    let why = match (change.kind, explanation.reason) {
        (FieldChangeKind::Drift, _) => "somebody else changed it; it goes back",
        (FieldChangeKind::ServerDefault, _) => "the server set it; it stays",
        (FieldChangeKind::Foreign, _) => "it is somebody else's; it stays",
        (FieldChangeKind::Reordered, _) => "only the order differs",
        (FieldChangeKind::UnknownOnly, _) => "it is known only after apply",
        (FieldChangeKind::SecretVersion, _) => "the secret has another version",
        (_, Some(Reason::New)) => "its resource is new",
        (_, Some(Reason::DeletedOutside)) => "its resource was deleted outside and is created again",
        _ => "what it should be has changed",
    };
    page.line(&field("was").and(Tone::Delete, &shorten(&before, room, style)));
    page.line(&field("changes").plain(why));
    if change.forces_replacement {
        page.line(&field("").and(Tone::Replace, "it can't be changed in place: its resource is replaced"));
    }
}

/// Where something comes from, each origin below what read it.
pub(crate) fn origins(page: &mut Page<'_>, explained: &[ExplainedOrigin], sources: &Sources, indent: usize) {
    explained.iter().for_each(|one| origin(page, one, sources, indent));
}

fn origin(page: &mut Page<'_>, explained: &ExplainedOrigin, sources: &Sources, indent: usize) {
    let depth = usize::try_from(explained.depth).unwrap_or(usize::MAX).min(16);
    let lead = if depth == 0 { "" } else { page.style.branch() };
    // The first step goes no deeper: the branch before it does.
    let indent = depth.saturating_sub(1).saturating_mul(2).saturating_add(indent);
    let mut line = Line::indented(indent).and(Tone::Dim, lead);
    line.push(Tone::Bold, &what(&explained.origin));
    if let Some(place) = explained.origin.place.as_ref().and_then(place_text) {
        line.push(Tone::Plain, "  ");
        line.push(Tone::Move, &place);
    }
    page.line(&line);
    let indent = indent.saturating_add(lead.chars().count()).saturating_add(2);
    quote(page, &explained.origin, sources, indent);
    for beaten in &explained.beat {
        let value = shorten(&inline(&beaten.value), 40, page.style);
        let mut line = Line::indented(indent).and(Tone::Dim, "beat ").and(Tone::Delete, &value);
        line.push(Tone::Dim, &format!(" ({})", layer_name(beaten.origin.layer)));
        if let Some(place) = beaten.origin.place.as_ref().and_then(place_text) {
            line.push(Tone::Plain, "  ");
            line.push(Tone::Move, &place);
        }
        page.line(&line);
        quote(page, &beaten.origin, sources, indent.saturating_add(2));
    }
}

fn quote(page: &mut Page<'_>, origin: &Origin, sources: &Sources, indent: usize) {
    let room = page.style.width.saturating_sub(indent).saturating_sub(8).max(30);
    if let Some(line) = origin.place.as_ref().and_then(|place| quoted(place, sources, page.style, room)) {
        page.line(&Line::indented(indent).append(&line));
    }
}

/// What said it: `parameters.replicas (the subject)`, `web-service@1.4.0 (the path's template)`.
fn what(origin: &Origin) -> String {
    let path = origin.path.as_ref().map(ToString::to_string);
    let name = origin.name.as_deref().map(str::to_owned);
    match (origin.layer, name, path) {
        (Layer::Override, ..) => {
            origin.r#override.as_ref().map_or_else(|| "an override".to_owned(), |id| format!("override {id}"))
        }
        (layer, Some(name), Some(path)) => format!("{name} ({}, {path})", layer_name(layer)),
        (layer, Some(name), None) => format!("{name} ({})", layer_name(layer)),
        (layer, None, Some(path)) => format!("{} of {path}", layer_name(layer)),
        (layer, None, None) => layer_name(layer).to_owned(),
    }
}
