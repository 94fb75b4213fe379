//! A plan as people read it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Action, Basis, Change, Delivery, Expectation, Intent, OriginId, Plan, Reason, Rendered, Resource, ResourceClass,
    Scope, Sources, Summary, Value,
};

use super::alike::Alike;
use super::diagnostics::diagnostics;
use super::fields;
use super::pins::pin_lines;
use super::style::{Line, Page, Style, Tone, columns, count};

/// A plan as people read it all day: what it is for, what changes target by target and field by field with the reason
/// beside it, what is in its way, and one line that sums it up. What stays as it is, is only counted.
///
/// `rendered` is what goes with the plan: without it reasons and the content of new resources are missing.
pub fn plan(plan: &Plan, rendered: Option<&Rendered>, style: &Style) -> String {
    let mut page = Page::new(style);
    write_plan(&mut page, plan, rendered);
    page.finish()
}

pub(crate) fn write_plan(page: &mut Page<'_>, plan: &Plan, rendered: Option<&Rendered>) {
    header(page, plan);
    let shown = |change: &&Change| page_shows(change, page.style);
    let mut target = "";
    let mut told = BTreeSet::new();
    let changes: Vec<&Change> = plan.changes.iter().filter(shown).collect();
    let mut widths: BTreeMap<&str, usize> = BTreeMap::new();
    for change in &changes {
        let width = columns(change.address.id());
        let widest = widths.entry(change.address.target()).or_default();
        *widest = if width <= 36 { width.max(*widest) } else { *widest };
    }
    let mut alike = Alike::new(&changes, page.style);
    for change in changes {
        if change.address.target() != target {
            alike.write(page);
            target = change.address.target();
            page.gap();
            target_line(page, plan, target);
        }
        if !alike.takes(change) {
            let width = widths.get(target).copied().unwrap_or(0);
            write_change(page, change, rendered, width, &mut told);
        }
    }
    alike.write(page);
    if page.style.full && !plan.steps.is_empty() {
        steps(page, plan);
    }
    if !plan.blocked.is_empty() {
        page.gap();
        page.line(&Line::new().and(Tone::Error, "This plan can't be applied as it is:"));
        let text = diagnostics(&plan.blocked, &Sources::new(), page.style);
        page.text(&text);
    }
    page.gap();
    summary_line(page, plan);
}

fn page_shows(change: &Change, style: &Style) -> bool {
    change.is_effective() || change.reason == Reason::ExistsUnmanaged || style.full
}

/// `payment-api in staging`.
pub(crate) fn scope_text(subject: &impl std::fmt::Display, scope: &Scope) -> String {
    match scope.name() {
        Some(name) => format!("{subject} in {name}"),
        None => format!("{subject}, once for all environments"),
    }
}

fn header(page: &mut Page<'_>, plan: &Plan) {
    let title = scope_text(&plan.subject, &plan.environment);
    page.line(&Line::new().and(Tone::Bold, &title));
    for line in pin_lines(&plan.base.pins, &plan.pins, page.style) {
        page.line(&line);
    }
    let intent = match plan.intent {
        Intent::Upgrade => "move to other versions of the golden path",
        Intent::Promote => "take over what runs in an earlier environment",
        Intent::Rollback => "go back to an earlier release",
        Intent::Destroy => "remove everything",
        Intent::Adopt => "take over what is there already",
        Intent::Refresh => "only learn what is there",
        _ => "",
    };
    if !intent.is_empty() {
        page.line(&Line::indented(2).and(Tone::Dim, "intent       ").and(Tone::Warning, intent));
    }
    if let Some(reason) = &plan.break_glass {
        let text = format!("broken, so that no check holds it up: {reason}");
        page.line(&Line::indented(2).and(Tone::Dim, "glass        ").and(Tone::Warning, &text));
    }
    if plan.basis == Basis::NoState {
        let text = "made without state: everything looks new, and it can't be applied";
        page.line(&Line::indented(2).and(Tone::Dim, "basis        ").and(Tone::Warning, text));
    }
}

/// Whether the tool of a target told what it would do.
fn is_asked(plan: &Plan, key: &str) -> bool {
    let mut there = plan.preconditions.iter().filter(|held| held.address.target() == key);
    there.any(|held| matches!(held.expect, Expectation::Planned { .. }))
}

fn target_line(page: &mut Page<'_>, plan: &Plan, key: &str) {
    let mut line = Line::new().and(Tone::Bold, key);
    if let Some(target) = plan.targets.get(key) {
        if let Some(kind) = target.r#type.as_ref().filter(|kind| kind.as_str() != key) {
            line.push(Tone::Dim, &format!(" ({kind})"));
        }
        match target.delivery {
            Delivery::Directory => {}
            Delivery::Apply if target.is_delegated(key) && is_asked(plan, key) => {
                line.push(Tone::Dim, ", applied by Terraform as it plans itself");
            }
            Delivery::Apply if target.is_delegated(key) => {
                line.push(Tone::Dim, ", applied by Terraform; provisional, for it was not asked");
            }
            Delivery::Apply => line.push(Tone::Dim, ", applied directly"),
            Delivery::Gitops => line.push(Tone::Dim, ", through Git"),
        }
    }
    page.line(&line);
}

/// How a change is marked: a symbol, a word, a colour.
pub(crate) fn mark(change: &Change) -> (&'static str, &'static str, Tone) {
    let has = |action| change.actions.contains(&action);
    if change.is_replacement() {
        let first = change.actions.iter().find(|action| matches!(action, Action::Delete | Action::Create));
        let symbol = if first == Some(&Action::Create) { "+/-" } else { "-/+" };
        return (symbol, "replace", Tone::Replace);
    }
    match () {
        () if has(Action::Create) => ("+", "create", Tone::Create),
        () if has(Action::Delete) => ("-", "delete", Tone::Delete),
        () if has(Action::Update) => ("~", "update", Tone::Update),
        () if has(Action::Import) => ("<=", "import", Tone::Move),
        () if has(Action::Move) => (">", "move", Tone::Move),
        () if has(Action::Forget) => ("x", "forget", Tone::Dim),
        () if has(Action::Read) => ("?", "read", Tone::Dim),
        () => ("!", "leave", Tone::Dim),
    }
}

fn write_change(
    page: &mut Page<'_>,
    change: &Change,
    rendered: Option<&Rendered>,
    width: usize,
    told: &mut BTreeSet<OriginId>,
) {
    let (symbol, word, tone) = mark(change);
    let resource = rendered.and_then(|rendered| rendered.resources.get(&change.address));
    let id = change.address.id();
    let mut line = Line::indented(2).and(tone, symbol).pad_to(6).and(tone, word).pad_to(14).and(Tone::Bold, id);
    let notes = notes(change, resource);
    let title = resource.and_then(title);
    if title.is_some() || !notes.is_empty() {
        line = line.pad_to(width.saturating_add(14)).plain("  ");
    }
    if let Some(title) = &title {
        line.push(Tone::Dim, title);
    }
    for (index, (tone, note)) in notes.iter().enumerate() {
        let between = if index == 0 && title.is_none() { "" } else { ", " };
        line.push(Tone::Dim, between);
        line.push(*tone, note);
    }
    page.line(&line);
    if change.actions.contains(&Action::Create) && !change.is_replacement() {
        fields::created(page, change, resource, rendered, told);
    } else {
        fields::changed(page, change, resource, rendered);
    }
}

/// What a resource is called where it goes: `Deployment cart`, `aws_db_instance.orders`.
pub(crate) fn title(resource: &Resource) -> Option<String> {
    let body = &resource.body;
    if resource.class == ResourceClass::File {
        return body.as_str().map(|text| count(text.lines().count(), "line", "lines"));
    }
    if let Some(kind) = body.get("kind").and_then(Value::as_str) {
        let name = body.get("metadata").and_then(|metadata| metadata.get("name")).and_then(Value::as_str);
        return Some(name.map_or_else(|| kind.to_owned(), |name| format!("{kind} {name}")));
    }
    if let Some((kind, named)) = body.get("resource").and_then(Value::as_map).and_then(|map| map.iter().next()) {
        let name = named.as_map().and_then(|map| map.keys().next());
        return Some(name.map_or_else(|| kind.to_string(), |name| format!("{kind}.{name}")));
    }
    body.get("title").and_then(Value::as_str).map(|title| format!("\"{title}\""))
}

/// Why the whole resource changes, where its fields don't say it.
pub(crate) fn notes(change: &Change, resource: Option<&Resource>) -> Vec<(Tone, String)> {
    let mut notes = Vec::new();
    let mut say = |tone, text: String| notes.push((tone, text));
    if let Some(from) = &change.moved_from {
        let old = if from.target() == change.address.target() { from.id() } else { from.as_str() };
        say(Tone::Move, format!("was {old}"));
    }
    if let Some(ownership) = resource.and_then(|resource| resource.ownership) {
        use crate::model::Ownership::{Managed, Merged, Seeded};
        let text = match ownership {
            Managed => "managed",
            Seeded => "yours once created",
            Merged => "merged with your edits",
        };
        say(Tone::Dim, text.to_owned());
    }
    if change.protect {
        say(Tone::Warning, "protected".to_owned());
    }
    let (tone, text) = match change.reason {
        Reason::Drift => (Tone::Warning, "changed outside"),
        Reason::DeletedOutside => (Tone::Warning, "was deleted outside"),
        Reason::CannotUpdateInPlace => (Tone::Replace, "can't be changed in place"),
        Reason::DependencyReplaced => (Tone::Replace, "what it reads is replaced"),
        Reason::NoLongerRendered => (Tone::Dim, "the golden path no longer renders it"),
        Reason::Destroyed => (Tone::Dim, "to be destroyed"),
        Reason::AlreadyGone => (Tone::Dim, "gone already"),
        Reason::Requested => (Tone::Dim, "asked for by address"),
        Reason::ExistsUnmanaged => (Tone::Warning, "is there already and is not ours"),
        Reason::DeletedByTeam => (Tone::Dim, "deleted by the team; stays deleted"),
        Reason::OwnedByTeam => (Tone::Dim, "the team's own since it was created"),
        Reason::Deferred => (Tone::Warning, "merged by the next plan, when what it reads is known"),
        _ => (Tone::Plain, ""),
    };
    if !text.is_empty() {
        say(tone, text.to_owned());
    }
    notes
}

fn steps(page: &mut Page<'_>, plan: &Plan) {
    page.gap();
    page.line(&Line::new().and(Tone::Bold, "steps"));
    for step in &plan.steps {
        let mut line = Line::indented(2).and(Tone::Dim, &format!("{:>3}", step.id)).plain("  ");
        line.push(
            Tone::Plain,
            &format!("{:<7} {}/{}", action_word(step.action), step.address.target(), step.address.id()),
        );
        if !step.after.is_empty() {
            let after: Vec<String> = step.after.iter().map(ToString::to_string).collect();
            line.push(Tone::Dim, &format!("  after {}", after.join(", ")));
        }
        page.line(&line);
    }
}

/// An action in a word.
pub(crate) fn action_word(action: Action) -> &'static str {
    match action {
        Action::Create => "create",
        Action::Read => "read",
        Action::Update => "update",
        Action::Delete => "delete",
        Action::Forget => "forget",
        Action::Import => "import",
        Action::Move => "move",
        _ => "leave",
    }
}

fn summary_line(page: &mut Page<'_>, plan: &Plan) {
    if !plan.has_changes() && plan.blocked.is_empty() {
        let stay = count(usize::try_from(plan.summary.unchanged).unwrap_or(usize::MAX), "resource is", "resources are");
        let line = Line::new().and(Tone::Bold, "Nothing to do: ").plain(&format!("{stay} as they should be"));
        let line = if plan.summary.unchanged == 1 {
            Line::new().and(Tone::Bold, "Nothing to do: ").plain("1 resource is as it should be")
        } else {
            line
        };
        page.line(&line);
        return;
    }
    let line = Line::new().and(Tone::Bold, "Plan: ").append(&summary(&plan.summary));
    page.line(&line);
}

/// [`summary`] without colours.
pub(crate) fn summary_text(numbers: &Summary) -> String {
    let mut text = String::new();
    summary(numbers).write(&Style::default(), &mut text);
    text.trim_end().to_owned()
}

/// `3 to create, 1 to update, 0 to delete; 12 unchanged`.
pub(crate) fn summary(summary: &Summary) -> Line {
    let always = [(summary.create, "create", Tone::Create), (summary.update, "update", Tone::Update)];
    let sometimes = [
        (summary.replace, "replace", Tone::Replace),
        (summary.r#move, "move", Tone::Move),
        (summary.import, "import", Tone::Move),
        (summary.forget, "forget", Tone::Plain),
        (summary.read, "read", Tone::Plain),
    ];
    let sometimes = sometimes.into_iter().filter(|(number, ..)| *number > 0);
    let delete = [(summary.delete, "delete", Tone::Delete)];
    let mut line = Line::new();
    for (index, (number, word, tone)) in always.into_iter().chain(sometimes).chain(delete).enumerate() {
        if index > 0 {
            line.push(Tone::Plain, ", ");
        }
        line.push(if number > 0 { tone } else { Tone::Plain }, &format!("{number} to {word}"));
    }
    line.push(Tone::Plain, &format!("; {} unchanged", summary.unchanged));
    let stays = summary.server_defaults.saturating_add(summary.reordered);
    if stays > 0 {
        let stays = usize::try_from(stays).unwrap_or(usize::MAX);
        let text = format!(" ({} only set or reordered by the server)", count(stays, "field", "fields"));
        line.push(Tone::Dim, &text);
    }
    line
}
