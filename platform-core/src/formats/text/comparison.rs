//! What differs between two renderings, and whether it should.

use crate::model::{
    ComparedSide, Comparison, ComparisonSummary, DifferenceKind, DifferenceReason, ExplainedOrigin, FieldDifference,
    Layer, Origin, PathPin, Pins, Presence, ResourceDifference,
};

use super::fields;
use super::origins::{place_text, subject_of};
use super::style::{Line, Page, Style, Tone, count};

/// What differs between two environments, releases or versions of a subject, each difference with whether it is
/// intended, and one line that sums it up.
pub fn comparison(comparison: &Comparison, style: &Style) -> String {
    let mut page = Page::new(style);
    heading(&mut page, comparison);
    resources(&mut page, comparison, &|_| true);
    page.gap();
    page.line(&total(&comparison.summary));
    page.finish()
}

/// The comparisons of many subjects: of each only what is not intended, unless everything is to be shown, the others by
/// name, and one line that sums it all up.
pub fn comparison_set(comparisons: &[Comparison], style: &Style) -> String {
    let mut page = Page::new(style);
    let (told, quiet): (Vec<&Comparison>, Vec<&Comparison>) =
        comparisons.iter().partition(|one| one.has_unintended() || (style.full && one.summary.total() > 0));
    for comparison in told {
        page.gap();
        heading(&mut page, comparison);
        resources(&mut page, comparison, &|kind| style.full || kind != DifferenceKind::Intended);
        if comparison.summary.intended > 0 && !style.full {
            let number = usize::try_from(comparison.summary.intended).unwrap_or(usize::MAX);
            let text =
                format!("  {} {}", style.ellipsis(), count(number, "intended difference", "intended differences"));
            page.line(&Line::new().and(Tone::Dim, &text));
        }
    }
    let named = |wanted: &dyn Fn(&Comparison) -> bool| -> Vec<String> {
        quiet.iter().filter(|one| wanted(one)).map(|one| one.after.subject.to_string()).collect()
    };
    for (label, names) in [
        ("Only intended differences in", named(&|one| one.summary.intended > 0)),
        ("No differences in", named(&|one| one.summary.total() == 0)),
    ] {
        if !names.is_empty() {
            page.gap();
            page.line(&Line::new().and(Tone::Bold, label));
            page.names(&names, 2);
        }
    }
    let mut summary = ComparisonSummary::default();
    comparisons.iter().for_each(|one| summary.add(&one.summary));
    page.gap();
    let compared = count(comparisons.len(), "subject", "subjects");
    page.line(&Line::new().and(Tone::Bold, &format!("{compared} compared. ")).append(&total(&summary)));
    page.finish()
}

/// `staging`, `staging, release 3`.
fn side(side: &ComparedSide) -> String {
    match side.release {
        Some(serial) => format!("{}, release {serial}", side.environment),
        None => side.environment.to_string(),
    }
}

/// `payment-api: staging → production`.
pub(crate) fn comparison_title(comparison: &Comparison, style: &Style) -> String {
    let (before, after) = (&comparison.before, &comparison.after);
    let arrow = style.arrow();
    if before.subject != after.subject {
        format!("{} in {} {arrow} {} in {}", before.subject, side(before), after.subject, side(after))
    } else if before.environment == after.environment {
        let what = |side: &ComparedSide| {
            side.release.map_or_else(|| "the files now".to_owned(), |serial| format!("release {serial}"))
        };
        format!("{} in {}: {} {arrow} {}", before.subject, before.environment, what(before), what(after))
    } else {
        format!("{}: {} {arrow} {}", before.subject, side(before), side(after))
    }
}

fn heading(page: &mut Page<'_>, comparison: &Comparison) {
    let (before, after) = (&comparison.before, &comparison.after);
    page.line(&Line::new().and(Tone::Bold, &comparison_title(comparison, page.style)));
    super::pins::pin_lines(&before.pins, &after.pins, page.style).iter().for_each(|line| page.line(line));
}

fn resources(page: &mut Page<'_>, comparison: &Comparison, shown: &dyn Fn(DifferenceKind) -> bool) {
    let mut target = "";
    for resource in &comparison.resources {
        let fields: Vec<&FieldDifference> = resource.fields.iter().filter(|field| shown(field.kind)).collect();
        let alone = resource.presence != Presence::Both;
        if (alone && !shown(resource.kind)) || (!alone && fields.is_empty()) {
            continue;
        }
        if resource.address.target() != target {
            target = resource.address.target();
            page.gap();
            page.line(&Line::new().and(Tone::Bold, target));
        }
        let mut line = heading_of(resource, comparison);
        if alone {
            line = line.plain("  ").append(&why(resource.reason, &Told::of_resource(resource), comparison, page.style));
        }
        page.line(&line);
        let style = page.style;
        let reason = |field: &FieldDifference| why(field.reason, &Told::of_field(field), comparison, style);
        fields::differing(page, fields.into_iter().map(|field| (field, reason(field))));
    }
}

fn heading_of(resource: &ResourceDifference, comparison: &Comparison) -> Line {
    let only = |side: &ComparedSide, other: &ComparedSide| match side.release {
        Some(serial) if side.environment == other.environment => format!("only in release {serial}"),
        None if side.environment == other.environment => "only in the files now".to_owned(),
        _ => format!("only in {}", side.environment),
    };
    let (before, after) = (&comparison.before, &comparison.after);
    let (symbol, tone, note) = match resource.presence {
        Presence::OnlyAfter => ("+", Tone::Create, only(after, before)),
        Presence::OnlyBefore => ("-", Tone::Delete, only(before, after)),
        Presence::Both => ("~", Tone::Update, String::new()),
    };
    let line = Line::indented(2).and(tone, symbol).pad_to(6).and(Tone::Bold, resource.address.id());
    if note.is_empty() { line } else { line.plain("  ").and(Tone::Plain, &note) }
}

/// What the origins of both sides say.
struct Told<'a> {
    before: &'a [ExplainedOrigin],
    after: &'a [ExplainedOrigin],
}

impl<'a> Told<'a> {
    fn of_field(field: &'a FieldDifference) -> Self {
        Self { before: &field.before_origins, after: &field.after_origins }
    }

    fn of_resource(resource: &'a ResourceDifference) -> Self {
        match resource.presence {
            Presence::OnlyBefore => Self { before: &resource.origins, after: &[] },
            _ => Self { before: &[], after: &resource.origins },
        }
    }

    /// The first origin that fits, on the side the differences lead to where it has one; and whether it is that side.
    fn find(&self, fits: impl Fn(&Origin) -> bool) -> Option<(&'a Origin, bool)> {
        let on = |told: &'a [ExplainedOrigin]| told.iter().map(|told| &told.origin).find(|origin| fits(origin));
        on(self.after).map(|origin| (origin, true)).or_else(|| on(self.before).map(|origin| (origin, false)))
    }
}

/// Whether a field should differ, and why.
pub(crate) fn why_field(field: &FieldDifference, comparison: &Comparison) -> String {
    why(field.reason, &Told::of_field(field), comparison, &Style::default()).text()
}

/// Whether a resource should be on one side only, and why.
pub(crate) fn why_resource(resource: &ResourceDifference, comparison: &Comparison) -> String {
    why(resource.reason, &Told::of_resource(resource), comparison, &Style::default()).text()
}

/// Whether it should differ, and why: `intended: from parameters.replicas, services/cart/catalog-info.yaml:14`.
fn why(reason: DifferenceReason, told: &Told<'_>, comparison: &Comparison, style: &Style) -> Line {
    let (before, after) = (&comparison.before, &comparison.after);
    let with_place = |origin: &Origin| {
        let place = origin.place.as_ref().and_then(place_text);
        place.map_or_else(|| subject_of(origin), |place| format!("{}, {place}", subject_of(origin)))
    };
    let text = match reason {
        DifferenceReason::Environment => {
            let found = told.find(|origin| origin.environment_only || is_environments(origin));
            let found = found.map(|(origin, later)| match later {
                true => with_place(origin),
                false => format!("{} ({})", with_place(origin), before.environment),
            });
            found.or_else(|| {
                let output = told.find(|origin| origin.layer == Layer::Output);
                output
                    .map(|(origin, _)| format!("another resource gives {}", subject_of(origin).replace("output ", "")))
            })
        }
        DifferenceReason::PathVersion => told.find(|origin| origin.path.is_some()).map(|(origin, _)| {
            let name = origin.path.as_ref().map(|pin| &pin.name);
            let of = |pins: &Pins| {
                pins.path.iter().chain(pins.includes.values()).find(|pin| Some(&pin.name) == name).cloned()
            };
            versions(of(&before.pins), of(&after.pins), style)
        }),
        DifferenceReason::Artifact => Some("another artifact".to_owned()),
        DifferenceReason::Output => {
            told.find(|origin| origin.layer == Layer::Output).map(|(origin, _)| subject_of(origin))
        }
        DifferenceReason::Files => {
            let found = told.find(|origin| origin.path.is_none() && origin.place.is_some());
            found.map(|(origin, _)| format!("edited since, {}", with_place(origin).trim_start_matches("from ")))
        }
        _ => None,
    };
    let (word, tone) = match reason.kind() {
        DifferenceKind::Intended => ("intended", Tone::Dim),
        DifferenceKind::Skew => ("skew", Tone::Warning),
        DifferenceKind::Unexplained => ("unexplained", Tone::Error),
    };
    let line = Line::new().and(tone, word);
    match text.or_else(|| fallback(reason).map(str::to_owned)) {
        Some(text) => line.and(Tone::Dim, &format!(": {text}")),
        None => line,
    }
}

fn is_environments(origin: &Origin) -> bool {
    matches!(origin.layer, Layer::Environment | Layer::SubjectEnvironment)
        || (origin.layer == Layer::Enforced && origin.path.is_none())
}

/// What is said where no origin was found to say it better.
fn fallback(reason: DifferenceReason) -> Option<&'static str> {
    match reason {
        DifferenceReason::PathVersion => Some("another version of the golden path"),
        DifferenceReason::Files => Some("the files were edited"),
        DifferenceReason::Output => Some("what another resource gives"),
        _ => None,
    }
}

fn versions(before: Option<PathPin>, after: Option<PathPin>, style: &Style) -> String {
    match (before, after) {
        (Some(old), Some(new)) => format!("{} {} {} {}", new.name, old.version, style.arrow(), new.version),
        (Some(one), None) | (None, Some(one)) => format!("{one} on one side only"),
        (None, None) => "another version of the golden path".to_owned(),
    }
}

fn total(summary: &ComparisonSummary) -> Line {
    if summary.total() == 0 {
        return Line::new().and(Tone::Bold, "No differences.");
    }
    let all = count(usize::try_from(summary.total()).unwrap_or(usize::MAX), "difference", "differences");
    let mut line = Line::new().and(Tone::Bold, &format!("{all}: ")).plain(&format!("{} intended, ", summary.intended));
    line.push(if summary.skew > 0 { Tone::Warning } else { Tone::Plain }, &format!("{} skew", summary.skew));
    line.push(Tone::Plain, ", ");
    let tone = if summary.unexplained > 0 { Tone::Error } else { Tone::Plain };
    line.push(tone, &format!("{} unexplained", summary.unexplained));
    line
}
