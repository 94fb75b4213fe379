//! What a case has, in the words of the tables.

use platform_core::model::{Action, FieldChangeKind, Intent, Observation, Ownership, Plan, Reason, UnknownPart, Value};

use crate::generate::{Case, Life};
use crate::law_3::is_of_others;
use crate::runner::Seen;

/// The rows of the tables of laws about plans.
pub const CELLS: &[&str] = &[
    "create",
    "update",
    "replace",
    "delete",
    "forget",
    "import",
    "move",
    "moved: subject",
    "moved: environment",
    "moved: by that alone",
    "moved: id",
    "moved: instance of many",
    "moved: another target",
    "moved: file",
    "read",
    "nothing to do",
    "blocked",
    "protected",
    "protected, released",
    "conflict (exists)",
    "hold",
    "drift",
    "deleted outside",
    "already gone",
    "no longer rendered",
    "orphan",
    "deleted by the team",
    "not observed",
    "server default",
    "reordered",
    "secret",
    "secret version",
    "unknown, whole",
    "unknown in a string",
    "unknown, filled",
    "other subject's output",
    "shared subject",
    "deadline",
    "keyed list",
    "file, managed",
    "file, seeded",
    "file, merged",
    "file that reads",
    "deferred file",
    "catalog entity",
    "destroy",
    "adopt",
    "refresh",
    "without state",
];

/// Marks what the case and its plan have.
pub fn mark(seen: &Seen, case: &Case, plan: &Plan) {
    mark_actions(seen, plan);
    mark_facts(seen, case, plan);
    mark_values(seen, case, plan);
}

fn mark_actions(seen: &Seen, plan: &Plan) {
    let actions = [
        ("create", Action::Create),
        ("update", Action::Update),
        ("delete", Action::Delete),
        ("forget", Action::Forget),
        ("import", Action::Import),
        ("move", Action::Move),
        ("read", Action::Read),
    ];
    for (cell, action) in actions {
        let has = plan.changes.iter().any(|change| !change.is_replacement() && change.actions.contains(&action));
        seen.mark(cell, has);
    }
    seen.mark("replace", plan.changes.iter().any(|change| change.is_replacement()));
    let reasons = [
        ("drift", Reason::Drift),
        ("deleted outside", Reason::DeletedOutside),
        ("already gone", Reason::AlreadyGone),
        ("no longer rendered", Reason::NoLongerRendered),
        ("conflict (exists)", Reason::ExistsUnmanaged),
    ];
    for (cell, reason) in reasons {
        seen.mark(cell, plan.changes.iter().any(|change| change.reason == reason));
    }
    for (now, old) in plan.changes.iter().filter_map(|change| Some((&change.address, change.moved_from.as_ref()?))) {
        let last = |id: &str| id.rsplit_once('.').map(|(of, _)| of.to_owned());
        let (subject, environment) = (now.subject() != old.subject(), now.environment() != old.environment());
        let (target, id) = (now.target() != old.target(), now.id() != old.id());
        let instance = id && last(now.id()).is_some_and(|of| last(old.id()) == Some(of));
        seen.mark("moved: subject", subject);
        seen.mark("moved: environment", environment);
        seen.mark("moved: by that alone", !target && !id);
        seen.mark("moved: another target", target);
        seen.mark("moved: file", id && now.target() == "file");
        seen.mark("moved: instance of many", instance);
        seen.mark("moved: id", id && !instance && now.target() != "file");
    }
    seen.mark("deferred file", plan.deferred().count() > 0);
    seen.mark("nothing to do", !plan.has_changes());
    seen.mark("blocked", !plan.blocked.is_empty());
}

fn mark_facts(seen: &Seen, case: &Case, plan: &Plan) {
    let protected = plan.changes.iter().filter(|change| change.protect && change.actions.contains(&Action::Delete));
    for change in protected {
        let released = case.options.release.contains(&change.address);
        seen.mark(if released { "protected, released" } else { "protected" }, true);
    }
    seen.mark("hold", case.state.hold.is_some());
    let mut known = case.state.resources.keys().chain(case.rendered.resources.keys());
    seen.mark("not observed", known.any(|address| case.observed.get(address).is_none()));
    let present =
        |observation: &Observation| matches!(observation, Observation::Present(p) if p.body().get("status").is_some());
    seen.mark("server default", case.observed.resources.values().any(present));
    let theirs = |ownership| matches!(ownership, Some(Ownership::Seeded | Ownership::Merged));
    let deleted = |address| case.observed.get(address) == Some(&Observation::Absent);
    let mut files = case.state.resources.iter().filter(|(_, known)| theirs(known.ownership));
    seen.mark("deleted by the team", files.any(|(address, _)| deleted(address)));
    let ownerships = [
        ("file, managed", Ownership::Managed),
        ("file, seeded", Ownership::Seeded),
        ("file, merged", Ownership::Merged),
    ];
    for (cell, ownership) in ownerships {
        seen.mark(cell, case.rendered.resources.values().any(|resource| resource.ownership == Some(ownership)));
    }
    let things = &case.plot.things;
    seen.mark("catalog entity", case.rendered.resources.keys().any(|address| address.target() == "catalog"));
    seen.mark("move", things.iter().any(|thing| thing.life == Life::Renamed));
    let vanished = case.rendered.resources.is_empty() && !case.state.resources.is_empty();
    seen.mark("orphan", vanished && case.options.intent == Intent::Destroy);
    seen.mark("shared subject", case.rendered.subject.kind() == "resource");
    seen.mark("deadline", !case.rendered.deadlines.is_empty());
    seen.mark("destroy", case.options.intent == Intent::Destroy);
    seen.mark("adopt", case.options.intent == Intent::Adopt || !case.options.adopt.is_empty());
    seen.mark("refresh", case.options.intent == Intent::Refresh);
    seen.mark("without state", case.options.without_state);
}

fn mark_values(seen: &Seen, case: &Case, plan: &Plan) {
    let fields = || plan.changes.iter().flat_map(|change| &change.fields);
    seen.mark(
        "reordered",
        fields().any(|field| field.kind == FieldChangeKind::Reordered) || plan.summary.reordered > 0,
    );
    seen.mark("secret version", fields().any(|field| field.kind == FieldChangeKind::SecretVersion));
    let keyed = |text: &str| text.contains("/name=") || text.contains("/port=") || text.contains("/containerPort=");
    seen.mark("keyed list", fields().any(|field| keyed(field.path.as_str())));
    for resource in case.rendered.resources.values() {
        seen.mark("file that reads", resource.ownership.is_some() && resource.body.has_unknown());
        resource.body.for_each_leaf(&mut |leaf| match leaf {
            Value::Secret(_) => seen.mark("secret", true),
            Value::Unknown(unknown) => {
                seen.mark("unknown, whole", unknown.is_whole());
                seen.mark("unknown in a string", !unknown.is_whole());
                for part in &unknown.parts {
                    let UnknownPart::Output { address, output } = part else { continue };
                    let known = case.state.resources.get(address);
                    seen.mark("unknown, filled", known.is_some_and(|known| known.outputs.contains_key(&**output)));
                    seen.mark("other subject's output", is_of_others(case, address));
                }
            }
            _ => {}
        });
    }
}
