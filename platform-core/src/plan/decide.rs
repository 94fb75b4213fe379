//! What is done with one resource, and why.

use crate::model::{
    Action, Address, Change, Diagnostic, Digest, Expectation, FieldChange, FieldChangeKind, Intent, Observation,
    Ownership, Present, Reason, Resource, StateResource, Unknown, UnknownPart, Value, codes,
};

use super::decision::Decision;
use super::delegated::{self, Added};
use super::diff::diff;
use super::files;
use super::origins;
use super::project::{learned, projected_digest};
use super::walk::{Found, walk};
use super::world::{Entry, World, same_terms, shared_file};

/// Decides about one address at a time.
pub(super) struct Decider<'w, 'a> {
    pub(super) world: &'w World<'a>,
    /// Whether a resource of ours is replaced.
    pub(super) replaced: &'w dyn Fn(&Address) -> bool,
}

impl<'a> Decider<'_, 'a> {
    /// What is done; `filled` is the desired body where unknowns in it were filled.
    pub(super) fn decide(&self, entry: &Entry<'a>, filled: Option<&Value>) -> Decision {
        if let Some(known) = entry.known {
            if self.world.options.intent == Intent::Refresh {
                return self.refresh(entry, known);
            }
            // The state may know it by the address it had.
            let names = std::iter::once(entry.address).chain(entry.moved_from);
            if names.into_iter().any(|name| self.world.options.forget.contains(name)) {
                return self.known_only(entry, Action::Forget, Reason::Requested);
            }
        }
        match (entry.desired, entry.known) {
            (Some(_), _) if self.world.options.intent == Intent::Refresh => Decision::unchanged(),
            (Some(desired), None) => self.appear(entry, desired, filled.unwrap_or(&desired.body)),
            (Some(desired), Some(known)) => self.keep(entry, desired, known, filled),
            (None, Some(known)) => self.vanish(entry, known),
            (None, None) => Decision::unchanged(),
        }
    }

    fn appear(&self, entry: &Entry<'a>, desired: &'a Resource, body: &Value) -> Decision {
        let options = self.world.options;
        let adopt = options.intent == Intent::Adopt || options.adopt.contains(entry.address);
        match entry.seen {
            None | Some(Observation::Absent | Observation::Planned(_)) => {
                let unseen = entry.seen.is_none() && options.adopt.contains(entry.address);
                let change = self.change(entry, vec![Action::Create], Reason::New, Some(body));
                self.decided(entry, change).blocked(unseen.then(|| unseen_adoption(entry.address)))
            }
            Some(Observation::Present(_)) if !adopt && desired.ownership == Some(Ownership::Seeded) => {
                Decision::unchanged()
            }
            Some(Observation::Present(_)) if !adopt => {
                let change = self.change(entry, vec![Action::NoOp], Reason::ExistsUnmanaged, Some(body));
                Decision::new(change, None).blocked(Some(exists(entry.address)))
            }
            Some(Observation::Present(present)) => self.adopt(entry, desired, present, body),
        }
    }

    /// What is there becomes ours. It is changed in place where it differs, never replaced.
    fn adopt(&self, entry: &Entry<'a>, desired: &'a Resource, present: &Present, body: &Value) -> Decision {
        if shared_file(desired.ownership) {
            // What the team has stays; what is rendered becomes the base of later merges.
            let change = self.change(entry, vec![Action::Import], Reason::Requested, Some(body));
            return self.decided(entry, change);
        }
        let mut found = walk(self.world.rules(entry.address), None, Some(body), Some(&present.body));
        let forced: Vec<&str> =
            found.fields.iter().filter(|field| field.forces_replacement).map(|field| field.path.as_str()).collect();
        let blocked = (!forced.is_empty()).then(|| irreplaceable(entry.address, &forced));
        let actions = if found.fields.is_empty() { vec![Action::Import] } else { vec![Action::Import, Action::Update] };
        let mut change = self.change(entry, actions, Reason::Requested, Some(body));
        change.fields = with_origins(desired, &mut found);
        self.decided(entry, change).blocked(blocked).counting(&found)
    }

    fn keep(
        &self,
        entry: &Entry<'a>,
        desired: &'a Resource,
        known: &'a StateResource,
        filled: Option<&Value>,
    ) -> Decision {
        let body = filled.unwrap_or(&desired.body);
        if shared_file(desired.ownership) {
            let (plan, blocked) = files::keep(entry, desired, known, body);
            return match plan {
                files::Plan::Nothing if entry.moved_from.is_none() => Decision::unchanged(),
                files::Plan::Nothing => self.known_only(entry, Action::Move, Reason::Renamed),
                files::Plan::Learn => self.known_only(entry, Action::Read, Reason::Changed),
                files::Plan::Later(mut field) => {
                    field.origin = desired.origins.first().copied();
                    let action = if entry.moved_from.is_some() { Action::Move } else { Action::NoOp };
                    let mut change = self.change(entry, vec![action], Reason::Deferred, Some(body));
                    change.fields = vec![*field];
                    self.decided(entry, change)
                }
                files::Plan::Write(mut field) => {
                    field.origin = desired.origins.first().copied();
                    let mut change = self.change(entry, moved(entry, &[Action::Update]), Reason::Changed, Some(body));
                    change.fields = vec![*field];
                    self.decided(entry, change).blocked(blocked)
                }
            };
        }
        let gone = || {
            let change = self.change(entry, moved(entry, &[Action::Create]), Reason::DeletedOutside, Some(body));
            self.decided(entry, change)
        };
        let (there, theirs) = match entry.seen {
            Some(Observation::Absent) => return gone(),
            Some(Observation::Present(present)) => (Some(&present.body), None),
            Some(Observation::Planned(theirs)) => (None, Some(theirs)),
            None => (None, None),
        };
        // What was written and is what should be is given as the very same value: it is not walked twice. What was
        // written is more likely to share its parts with what is there.
        let same = filled.is_none() && known.digest == desired.digest;
        let (base, wanted) = (&known.body, if same { &known.body } else { body });
        let mut found = walk(self.world.rules(entry.address), Some(base), Some(wanted), Some(there.unwrap_or(base)));
        let added = theirs.map(|theirs| delegated::add(theirs, desired, known, &mut found)).unwrap_or_default();
        if added.is_gone {
            return gone();
        }
        self.compared(entry, desired, known, body, (found, added))
    }

    fn compared(
        &self,
        entry: &Entry<'a>,
        desired: &'a Resource,
        known: &'a StateResource,
        body: &Value,
        (mut found, added): (Found, Added),
    ) -> Decision {
        let requested = self.world.options.replace.contains(entry.address);
        let forced = found.fields.iter().any(|field| field.forces_replacement);
        let decision = if requested || forced || added.replaces.is_some() {
            let forced = || if forced { self.why_forced(&found.fields) } else { Reason::Requested };
            let reason = added.replaces.unwrap_or_else(forced);
            let actions = moved(entry, &[Action::Delete, Action::Create]);
            let mut change = self.change(entry, actions, reason, Some(body));
            change.fields = with_origins(desired, &mut found);
            let blocked = self.protection(entry, &change, "replaced");
            self.decided_by(entry, change, &found).blocked(blocked)
        } else if !found.fields.is_empty() {
            let reason = if entry.moved_from.is_some() { Reason::Renamed } else { self.why_updated(&found, &added) };
            let mut change = self.change(entry, moved(entry, &[Action::Update]), reason, Some(body));
            change.fields = with_origins(desired, &mut found);
            self.decided_by(entry, change, &found)
        } else if found.outdated || !same_terms(desired, known) {
            let reason = if entry.moved_from.is_some() { Reason::Renamed } else { Reason::Changed };
            let change = self.change(entry, moved(entry, &[Action::Read]), reason, Some(body));
            self.decided_by(entry, change, &found)
        } else if entry.moved_from.is_some() {
            let change = self.change(entry, vec![Action::Move], Reason::Renamed, Some(body));
            self.decided_by(entry, change, &found)
        } else {
            Decision::unchanged()
        };
        decision.counting(&found)
    }

    fn why_forced(&self, fields: &[FieldChange]) -> Reason {
        let mut forcing = fields.iter().filter(|field| field.forces_replacement);
        if forcing.all(|field| self.reads_replaced(field)) {
            Reason::DependencyReplaced
        } else {
            Reason::CannotUpdateInPlace
        }
    }

    fn why_updated(&self, found: &Found, added: &Added) -> Reason {
        let unknown = |field: &FieldChange| field.kind == FieldChangeKind::UnknownOnly;
        if !found.intent && added.changes_more && found.fields.iter().all(unknown) {
            // What it reads in the same root changes, and only the tool knows.
            Reason::Changed
        } else if !found.intent {
            Reason::Drift
        } else if found.fields.iter().all(|field| unknown(field) && self.reads_replaced(field)) {
            Reason::DependencyReplaced
        } else {
            Reason::Changed
        }
    }

    /// Whether a field waits for a resource that is replaced.
    fn reads_replaced(&self, field: &FieldChange) -> bool {
        let mut found = false;
        let reads = |unknown: &Unknown| {
            unknown.parts.iter().any(|part| match part {
                UnknownPart::Output { address, .. } => (self.replaced)(address),
                UnknownPart::Literal(_) => false,
            })
        };
        if let Some(after) = &field.after {
            after.for_each_leaf(&mut |leaf| found |= matches!(leaf, Value::Unknown(unknown) if reads(unknown)));
        }
        found
    }

    fn vanish(&self, entry: &Entry<'a>, known: &'a StateResource) -> Decision {
        let destroy = self.world.options.intent == Intent::Destroy;
        let is_gone = match entry.seen {
            Some(Observation::Absent) => true,
            Some(Observation::Planned(theirs)) => theirs.changes.is_empty(),
            _ => false,
        };
        if is_gone {
            return self.known_only(entry, Action::Forget, Reason::AlreadyGone);
        }
        if files::stays(entry, known) {
            return self.known_only(entry, Action::Forget, Reason::OwnedByTeam);
        }
        let reason = if destroy { Reason::Destroyed } else { Reason::NoLongerRendered };
        let mut change = self.change(entry, vec![Action::Delete], reason, None);
        let found = self.lost(entry, known);
        // What somebody else made of our fields goes with the rest.
        let lost = found.fields.iter().map(|field| FieldChange { after: None, ..field.clone() });
        change.fields = lost.filter(|_| known.ownership.is_none()).collect();
        let blocked = self.protection(entry, &change, "deleted");
        self.decided_by(entry, change, &found).blocked(blocked)
    }

    /// How what is there differs from what we wrote.
    fn lost(&self, entry: &Entry<'a>, known: &'a StateResource) -> Found {
        let Some(Observation::Present(present)) = entry.seen else { return Found::default() };
        let base = Some(&known.body);
        walk(self.world.rules(entry.address), base, base, Some(&present.body))
    }

    /// Only what is known changes: drift is learned, not mended.
    fn refresh(&self, entry: &Entry<'a>, known: &'a StateResource) -> Decision {
        let present = match entry.seen {
            _ if shared_file(known.ownership) => return Decision::unchanged(),
            None | Some(Observation::Planned(_)) => return Decision::unchanged(),
            Some(Observation::Absent) => return self.known_only(entry, Action::Read, Reason::DeletedOutside),
            Some(Observation::Present(present)) => present,
        };
        let rules = self.world.rules(entry.address);
        let found = walk(rules, Some(&known.body), Some(&known.body), Some(&present.body));
        if found.fields.is_empty() {
            return Decision::unchanged().counting(&found);
        }
        let mut change = self.change(entry, vec![Action::Read], Reason::Drift, None);
        (change.before, change.after) = (Some(known.digest), Some(present.digest));
        // Told from what is known to what was seen, so that the one becomes the other when they are applied to it.
        let desired = entry.desired.map(|desired| &desired.body);
        let seen = learned(rules, &known.body, desired, &present.body);
        let learned = diff(Some(&known.body), Some(&seen), rules);
        change.fields = learned.into_iter().map(as_drift).collect();
        self.decided(entry, change).counting(&found)
    }

    /// A change of nothing but what is known.
    pub(super) fn known_only(&self, entry: &Entry<'a>, action: Action, reason: Reason) -> Decision {
        let actions = if action == Action::Move { vec![action] } else { moved(entry, &[action]) };
        let after = entry.desired.filter(|_| action != Action::Forget).map(|desired| &desired.body);
        let change = self.change(entry, actions, reason, after);
        self.decided(entry, change)
    }

    fn change(&self, entry: &Entry<'a>, actions: Vec<Action>, reason: Reason, after: Option<&Value>) -> Change {
        let mut change = Change::new(entry.address.clone(), actions, reason);
        let classes = (entry.desired.map(|desired| desired.class), entry.known.map(|known| known.class));
        change.class = classes.0.or(classes.1).unwrap_or_default();
        change.protect =
            entry.desired.is_some_and(|desired| desired.protect) || entry.known.is_some_and(|known| known.protect);
        change.moved_from = entry.moved_from.cloned();
        change.before = match entry.seen {
            Some(Observation::Present(present)) => Some(present.digest),
            Some(Observation::Absent) => None,
            None | Some(Observation::Planned(_)) => entry.known.map(|known| known.digest),
        };
        change.after = after.map(|after| digest_of(after, entry));
        change
    }

    fn decided(&self, entry: &Entry<'a>, change: Change) -> Decision {
        // What we let go of may become what it likes.
        let forgotten = change.actions.contains(&Action::Forget) && change.reason != Reason::AlreadyGone;
        let expect = (!forgotten).then(|| self.expectation(entry, None));
        Decision::new(change, expect)
    }

    /// The same, where a walk told already whether what is there is what we wrote.
    fn decided_by(&self, entry: &Entry<'a>, change: Change, found: &Found) -> Decision {
        let expect = Some(self.expectation(entry, Some(found)));
        Decision::new(change, expect)
    }

    /// What must still be there when something is done to it.
    fn expectation(&self, entry: &Entry<'a>, found: Option<&Found>) -> Expectation {
        match (entry.seen, entry.known) {
            (Some(Observation::Present(_)), Some(known)) if found.is_some_and(Found::is_as_written) => {
                Expectation::Fields { digest: known.digest }
            }
            (Some(Observation::Absent), _) => Expectation::Absent,
            (Some(Observation::Planned(theirs)), _) => Expectation::Planned { digest: theirs.digest() },
            (Some(Observation::Present(present)), known) => {
                let rules = self.world.rules(entry.address);
                let desired = self.world.wanted(entry);
                Expectation::Fields { digest: projected_digest(rules, known, desired, &present.body) }
            }
            (None, Some(known)) => Expectation::State { digest: known.digest },
            (None, None) => Expectation::NotObserved,
        }
    }

    fn protection(&self, entry: &Entry<'a>, change: &Change, what: &str) -> Option<Diagnostic> {
        let held = change.protect && !self.world.options.release.contains(entry.address);
        held.then(|| {
            let message = format!("{} is protected and would be {what}", entry.address);
            Diagnostic::error(codes::PLAN_PROTECTED, message)
                .with_help("release it by address if it may go; what it holds goes with it")
        })
    }
}

/// Nobody here meant it.
fn as_drift(field: FieldChange) -> FieldChange {
    let kind = if field.kind == FieldChangeKind::Intent { FieldChangeKind::Drift } else { field.kind };
    FieldChange { kind, ..field }
}

/// The actions, behind a move if there is one.
fn moved(entry: &Entry<'_>, actions: &[Action]) -> Vec<Action> {
    entry.moved_from.map(|_| Action::Move).into_iter().chain(actions.iter().copied()).collect()
}

/// The digest of a body, taken from beside it where it stands there.
fn digest_of(body: &Value, entry: &Entry<'_>) -> Digest {
    match (entry.desired, entry.known) {
        (Some(desired), _) if std::ptr::eq(&raw const desired.body, body) => desired.digest,
        (_, Some(known)) if known.body == *body => known.digest,
        _ => body.digest(),
    }
}

fn with_origins(desired: &Resource, found: &mut Found) -> Vec<FieldChange> {
    let mut fields = std::mem::take(&mut found.fields);
    fields.shrink_to_fit();
    origins::assign(desired, &mut fields, &found.positions);
    fields
}

fn exists(address: &Address) -> Diagnostic {
    Diagnostic::error(codes::PLAN_EXISTS, format!("{address} is there already, and is not ours"))
        .with_help("adopt it by address, or remove it")
}

fn unseen_adoption(address: &Address) -> Diagnostic {
    Diagnostic::error(codes::PLAN_BLOCKED, format!("{address} can't be adopted: it was not observed"))
        .with_help("observe it first")
}

fn irreplaceable(address: &Address, fields: &[&str]) -> Diagnostic {
    let message =
        format!("{address} can't be adopted as it is rendered: {} can't be changed in place", fields.join(", "));
    Diagnostic::error(codes::PLAN_BLOCKED, message).with_help("render what is there, or remove it")
}
