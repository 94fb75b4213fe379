//! A second planner: slow, written from the design's semantics and laws, sharing nothing with ours but the types.
//!
//! It says for each address what is done and why, and which addresses may not be done as things stand.

use std::collections::{BTreeMap, BTreeSet};

use platform_core::model::{
    Action, Address, Intent, Observation, Observed, Ownership, PlanOptions, Reason, Rendered, Resource, State,
    StateResource, Value,
};

use crate::sameness::{Seen, cannot_change};
use crate::unknowns::{filled, outputs_read};

/// What the second planner says.
#[derive(Debug, Default)]
pub struct Verdict {
    /// What is done with each address, where anything is; and why, where the design leaves no choice.
    pub actions: BTreeMap<Address, (Vec<Action>, Reason)>,
    /// What may not be done as things stand.
    pub blocked: BTreeSet<Address>,
    /// Nothing may be done: a hold is not lifted.
    pub held: bool,
}

type Decision = (Vec<Action>, Reason, bool);

struct Planner<'a> {
    rendered: &'a Rendered,
    observed: &'a Observed,
    options: &'a PlanOptions,
    /// State, under the addresses that things have now.
    known: BTreeMap<Address, StateResource>,
    /// Where things were, by where they are.
    moved: BTreeMap<Address, Address>,
    decided: BTreeMap<Address, Option<Decision>>,
}

/// What the design says of these inputs.
pub fn plan(rendered: &Rendered, state: &State, observed: &Observed, options: &PlanOptions) -> Verdict {
    let mut planner = Planner {
        rendered,
        observed,
        options,
        known: if options.without_state { BTreeMap::new() } else { state.resources.clone() },
        moved: BTreeMap::new(),
        decided: BTreeMap::new(),
    };
    // Before anything is learned or destroyed it is called what state calls it.
    if !options.without_state && !matches!(options.intent, Intent::Destroy | Intent::Refresh) {
        planner.follow_moves();
    }
    planner.decide_all();
    let may_go_on = options.without_state || matches!(options.intent, Intent::Rollback | Intent::Refresh);
    let lifted = state.hold.as_ref().is_none_or(|hold| options.lift == Some(hold.name.clone()));
    let mut verdict = Verdict { held: !lifted && !may_go_on, ..Default::default() };
    for (address, decision) in planner.decided {
        let Some((actions, reason, blocked)) = decision else { continue };
        if blocked {
            verdict.blocked.insert(address.clone());
        }
        if actions.iter().any(|action| *action != Action::NoOp) {
            verdict.actions.insert(address, (actions, reason));
        }
    }
    verdict
}

impl Planner<'_> {
    /// A rename is data: what state has under the old address is what it has under the new one.
    fn follow_moves(&mut self) {
        for old in self.known.keys().cloned().collect::<Vec<_>>() {
            let now = self.called_now(&old);
            let is_free = now != old && !self.known.contains_key(&now);
            if self.rendered.resources.contains_key(&now) && is_free {
                let resource = self.known.remove(&old).unwrap();
                self.known.insert(now.clone(), resource);
                self.moved.insert(now, old);
            }
        }
    }

    /// First by the names that subject and environment have now, then by the name that the path has for it now.
    fn called_now(&self, address: &Address) -> Address {
        let (subject, environment) = (address.subject().to_string(), address.environment().to_string());
        let mut former = self.rendered.former.iter();
        let former = former.any(|old| old.subject.to_string() == subject && old.environment.to_string() == environment);
        let (now, scope) = (&self.rendered.subject, &self.rendered.environment);
        let renamed = former.then(|| Address::new(now, scope, address.target(), address.id()).unwrap());
        let address = renamed.unwrap_or_else(|| address.clone());
        let moved = self.rendered.moved.iter().find(|step| step.from == address);
        moved.map_or(address, |step| step.to.clone())
    }

    /// What gives an output is decided before what reads it.
    fn decide_all(&mut self) {
        let all: BTreeSet<Address> = self.rendered.resources.keys().chain(self.known.keys()).cloned().collect();
        while let Some(next) = all.iter().find(|address| !self.decided.contains_key(*address) && self.is_ready(address))
        {
            let decision = self.decide(next);
            self.decided.insert(next.clone(), decision);
        }
        assert_eq!(self.decided.len(), all.len(), "outputs are read in a circle");
    }

    fn is_ready(&self, address: &Address) -> bool {
        let read =
            self.rendered.resources.get(address).map(|resource| outputs_read(&resource.body)).unwrap_or_default();
        let ours = read.iter().filter(|(other, _)| self.rendered.resources.contains_key(other));
        ours.into_iter().all(|(other, _)| self.decided.contains_key(other))
    }

    /// A renamed thing is where it was, unless it was not looked for there.
    fn observation(&self, address: &Address) -> Option<&Observation> {
        let old = self.moved.get(address).and_then(|old| self.observed.get(old));
        old.or_else(|| self.observed.get(address)).filter(|_| !self.options.without_state)
    }

    fn decide(&self, address: &Address) -> Option<Decision> {
        let want = self.rendered.resources.get(address).filter(|_| self.options.intent != Intent::Destroy);
        let known = self.known.get(address);
        let was = self.moved.get(address).unwrap_or(address);
        match (want, known) {
            (_, known) if self.options.intent == Intent::Refresh => self.refresh(address, known?),
            (_, Some(_)) if self.options.forget.contains(was) => {
                self.with_move(address, Some((vec![Action::Forget], Reason::Requested, false)))
            }
            (None, known) => Some(self.remove(address, known?)),
            (Some(want), None) => self.first(address, want),
            (Some(want), Some(known)) => self.with_move(address, self.change(address, want, known)),
        }
    }

    fn with_move(&self, address: &Address, decision: Option<Decision>) -> Option<Decision> {
        if !self.moved.contains_key(address) {
            return decision;
        }
        Some(match decision {
            None => (vec![Action::Move], Reason::Renamed, false),
            Some((actions, reason, blocked)) => ([vec![Action::Move], actions].concat(), reason, blocked),
        })
    }

    fn may_go(&self, address: &Address, protect: bool) -> bool {
        !protect || self.options.release.contains(address)
    }

    /// The type of the target, which decides what means the same.
    fn target<'b>(&'b self, address: &'b Address) -> &'b str {
        let target = self.rendered.targets.get(address.target()).and_then(|target| target.r#type.as_ref());
        target.map_or(address.target(), |name| name.as_str())
    }

    /// What is wanted, what we wrote last and what is there, side by side.
    fn look(&self, address: &Address, want: &Value, known: Option<&Value>, have: &Value) -> Seen {
        let (kubernetes, terraform) = (self.target(address) == "kubernetes", self.target(address) == "terraform");
        let mut seen = Seen { kubernetes, terraform, ..Seen::default() };
        seen.look(Some(want), known, Some(have), &mut Vec::new());
        seen
    }

    /// Only what is known of things changes; what the team may change is theirs.
    fn refresh(&self, address: &Address, known: &StateResource) -> Option<Decision> {
        let why = match self.observation(address) {
            _ if is_shared(known.ownership) => return None,
            Some(Observation::Absent) => Some(Reason::DeletedOutside),
            Some(Observation::Present(present)) => {
                let seen = self.look(address, &known.body, Some(&known.body), present.body());
                seen.differs.then_some(Reason::Drift)
            }
            _ => None,
        };
        let why = why.or(self.lacks(address, known).then_some(Reason::Changed))?;
        Some((vec![Action::Read], why, false))
    }

    fn remove(&self, address: &Address, known: &StateResource) -> Decision {
        let why = if self.options.intent == Intent::Destroy { Reason::Destroyed } else { Reason::NoLongerRendered };
        let theirs = match (known.ownership, self.observation(address)) {
            (_, Some(Observation::Absent)) => return (vec![Action::Forget], Reason::AlreadyGone, false),
            (Some(Ownership::Merged), Some(Observation::Present(present))) => *present.body() != known.body,
            (ownership, _) => ownership == Some(Ownership::Seeded),
        };
        match theirs {
            true => (vec![Action::Forget], Reason::OwnedByTeam, false),
            false => (vec![Action::Delete], why, !self.may_go(address, known.protect)),
        }
    }

    fn first(&self, address: &Address, want: &Resource) -> Option<Decision> {
        let asked = self.options.adopt.contains(address);
        let adopt = asked || self.options.intent == Intent::Adopt;
        let Some(Observation::Present(present)) = self.observation(address) else {
            // What shall be taken over must be looked at first.
            return Some((vec![Action::Create], Reason::New, asked && self.observation(address).is_none()));
        };
        let body = self.fill(&want.body);
        match want.ownership {
            Some(Ownership::Seeded) if !adopt => None,
            _ if !adopt => Some((vec![Action::NoOp], Reason::ExistsUnmanaged, true)),
            ownership if is_shared(ownership) || !self.look(address, &body, None, present.body()).differs => {
                Some((vec![Action::Import], Reason::Requested, false))
            }
            // Adopting replaces nothing.
            _ => {
                let blocked = cannot_change(self.target(address), &body, &Value::Null, present.body());
                Some((vec![Action::Import, Action::Update], Reason::Requested, blocked))
            }
        }
    }

    fn change(&self, address: &Address, want: &Resource, known: &StateResource) -> Option<Decision> {
        let body = self.fill(&want.body);
        let learned =
            known.depends_on != want.depends_on || known.protect != want.protect || self.lacks(address, known);
        let read = |learned: bool| learned.then(|| (vec![Action::Read], Reason::Changed, false));
        let have = match self.observation(address) {
            // What the team deleted stays deleted.
            Some(Observation::Absent) if is_shared(want.ownership) => return read(learned),
            Some(Observation::Absent) => return Some((vec![Action::Create], Reason::DeletedOutside, false)),
            Some(Observation::Present(present)) => present.body(),
            _ => &known.body,
        };
        match want.ownership {
            Some(Ownership::Seeded) => return read(learned),
            // It can be merged only when its text is known: by the next plan.
            Some(Ownership::Merged) if !outputs_read(&body).is_empty() => return None,
            Some(Ownership::Merged) => return merge(&known.body, &body, have).or_else(|| read(learned)),
            _ => {}
        }
        let forced = cannot_change(self.target(address), &body, &known.body, have);
        if forced || self.options.replace.contains(address) {
            let why = if forced { Reason::CannotUpdateInPlace } else { Reason::Requested };
            let may_go = self.may_go(address, known.protect || want.protect);
            return Some((vec![Action::Delete, Action::Create], why, !may_go));
        }
        let seen = self.look(address, &body, Some(&known.body), have);
        if seen.differs {
            let why = if seen.intended { Reason::Changed } else { Reason::Drift };
            return Some((vec![Action::Update], why, false));
        }
        // It is as it should be, but state does not know all of it.
        read(seen.unknown || learned)
    }

    /// Whether somebody reads what state does not know of it.
    fn lacks(&self, address: &Address, known: &StateResource) -> bool {
        let bodies = self.rendered.resources.values().flat_map(|resource| outputs_read(&resource.body));
        bodies.filter(|(read, _)| read == address).any(|(_, output)| !known.outputs.contains_key(&*output))
    }

    /// Outputs are known while what gives them stays as it is.
    fn fill(&self, body: &Value) -> Value {
        filled(body, &|address, output| {
            if !self.rendered.resources.contains_key(address) {
                return self.observed.outputs.get(address)?.get(&**output).cloned();
            }
            let stays = self.decided.get(address)?.as_ref().is_none_or(|(actions, ..)| {
                actions
                    .iter()
                    .all(|action| matches!(action, Action::NoOp | Action::Move | Action::Read | Action::Forget))
            });
            self.known.get(address)?.outputs.get(&**output).filter(|_| stays).cloned()
        })
    }
}

fn is_shared(ownership: Option<Ownership>) -> bool {
    matches!(ownership, Some(Ownership::Seeded | Ownership::Merged))
}

/// Both write the file: it changes where ours did and theirs did not, and it is a conflict where both did.
fn merge(base: &Value, ours: &Value, theirs: &Value) -> Option<Decision> {
    let lines = |value: &Value| value.as_str().unwrap_or_default().lines().map(str::to_owned).collect::<Vec<_>>();
    let (base, ours, theirs) = (lines(base), lines(ours), lines(theirs));
    assert!(base.len() == ours.len() && base.len() == theirs.len(), "the generator only changes lines");
    let both = base.iter().zip(ours.iter().zip(&theirs));
    let conflict = both.clone().any(|(base, (ours, theirs))| base != ours && base != theirs && ours != theirs);
    let changes = both.clone().any(|(base, (ours, theirs))| base == theirs && ours != theirs);
    match (conflict, changes) {
        (false, false) if base == ours => None,
        // Theirs has it all already; what we wrote last is another text since.
        (false, false) => Some((vec![Action::Read], Reason::Changed, false)),
        (conflict, _) => Some((vec![Action::Update], Reason::Changed, conflict)),
    }
}
