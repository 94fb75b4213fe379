//! Who owns what, belongs to what and needs what: entities that name others.

use super::{Findings, Suspects};
use crate::model::{Diagnostic, Entity, EntityRef, Platform, Pointer, Value, codes};
use crate::parse::decode::did_you_mean;
use crate::parse::entity::{kinds, references};

/// Notes, as warnings, what entities refer to and no file declares.
///
/// A kind of which the files declare nothing at all is kept elsewhere, as groups are that come from a directory of
/// people: nothing is said of it.
pub(super) fn check(platform: &Platform, suspects: &Suspects<'_>, findings: &mut Findings) {
    for entity in platform.entities.values() {
        check_one(platform, entity, suspects, findings);
    }
}

/// Checks what one entity refers to.
pub(super) fn check_one(platform: &Platform, entity: &Entity, suspects: &Suspects<'_>, findings: &mut Findings) {
    for (field, default_kind) in references(entity.reference.kind()) {
        let place = || Pointer::from_tokens(["spec", field]);
        match entity.spec(field) {
            Some(Value::String(text)) => {
                known(platform, entity, (text, default_kind), suspects, findings, place);
            }
            Some(Value::List(items)) => {
                for (index, text) in items.iter().enumerate().filter_map(|(index, item)| Some((index, item.as_str()?)))
                {
                    let place = || place().index(index);
                    known(platform, entity, (text, default_kind), suspects, findings, place);
                }
            }
            _ => {}
        }
    }
}

fn known(
    platform: &Platform,
    entity: &Entity,
    (text, default_kind): (&str, &str),
    suspects: &Suspects<'_>,
    findings: &mut Findings,
    place: impl FnOnce() -> Pointer,
) {
    // A reference has a namespace of its own, or that of who says it.
    let namespace = entity.reference.namespace();
    let Ok(reference) = EntityRef::parse_catalog(text, default_kind, namespace) else { return };
    if platform.entities.contains_key(&reference) || platform.subjects.contains_key(&reference) {
        return;
    }
    findings.add(|| {
        let all = || of_kind(platform, reference.kind());
        all().next()?;
        let is_it = |other: &&EntityRef| other.full().eq_ignore_ascii_case(&reference.full());
        let kind = kinds().find(|kind| kind.eq_ignore_ascii_case(reference.kind()))?;
        let broken = suspects.names(kind);
        if all().any(|other| is_it(&other))
            || broken.clone().any(|name| name.eq_ignore_ascii_case(reference.name()))
            || suspects.may_declare(reference.name())
        {
            return None;
        }
        let written: Vec<String> = all().map(|other| as_written(other, default_kind, namespace)).collect();
        let help = did_you_mean(&as_written(&reference, default_kind, namespace), written.iter().map(String::as_str));
        let message = format!("there is no {} `{text}`", reference.kind());
        let diagnostic = Diagnostic::warning(codes::GRAPH_DANGLING, message);
        Some(diagnostic.with_help(help).with_place(entity.source.place(&place())))
    });
}

/// All entities of a kind.
fn of_kind<'p>(platform: &'p Platform, kind: &'p str) -> impl Iterator<Item = &'p EntityRef> {
    // No valid name is less.
    let first = EntityRef::new(kind, "0", "0").ok();
    let found = first.map(|first| platform.entities.range_from(&first).map(|(other, _)| other));
    found.into_iter().flatten().take_while(move |other| other.kind() == kind)
}

/// The shortest that means an entity where the kind and the namespace may be left out.
fn as_written(reference: &EntityRef, default_kind: &str, default_namespace: &str) -> String {
    let name = if reference.namespace() == default_namespace {
        reference.name().to_owned()
    } else {
        format!("{}/{}", reference.namespace(), reference.name())
    };
    if reference.kind() == default_kind { name } else { format!("{}:{name}", reference.kind()) }
}
