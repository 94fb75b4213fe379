//! What is rendered, known and seen of the service `cart` in staging, put together in one line each.

use super::{json, told};
use crate::model::*;
use crate::plan::plan;

/// The address of an id; `TARGET:ID` names another target than `kubernetes`.
pub(super) fn address(id: &str) -> Address {
    let (target, id) = id.split_once(':').unwrap_or(("kubernetes", id));
    format!("cart/staging/{target}/{id}").parse().unwrap()
}

pub(super) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

#[derive(Clone)]
pub(super) struct Scene {
    pub(super) rendered: Rendered,
    pub(super) state: State,
    pub(super) observed: Observed,
    pub(super) options: PlanOptions,
}

/// Short enough to be read when a law is broken.
impl std::fmt::Debug for Scene {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (address, resource) in &self.rendered.resources {
            let Resource { body, depends_on, protect, ownership, .. } = resource;
            writeln!(f, "rendered {}: {body} after {depends_on:?} {ownership:?} protect={protect}", address.id())?;
        }
        for (address, known) in &self.state.resources {
            let StateResource { body, depends_on, protect, ownership, .. } = known;
            writeln!(f, "known {}: {body} after {depends_on:?} {ownership:?} protect={protect}", address.id())?;
        }
        for (address, seen) in &self.observed.resources {
            match seen {
                Observation::Present(present) => writeln!(f, "seen {}: {}", address.id(), present.body)?,
                Observation::Planned(theirs) => writeln!(f, "seen {}: {theirs:?}", address.id())?,
                Observation::Absent => writeln!(f, "seen {}: absent", address.id())?,
            }
        }
        writeln!(f, "{:?} {:?}", self.rendered.moved, self.options)
    }
}

impl Scene {
    pub(super) fn new() -> Self {
        let (subject, scope): (EntityRef, Scope) = ("cart".parse().unwrap(), "staging".parse().unwrap());
        let mut rendered = Rendered::empty(subject.clone(), scope.clone());
        for target in ["kubernetes", "terraform", "file"] {
            rendered.targets.insert(name(target), Target::default());
        }
        let state = State::new(subject, scope, "lineage");
        Self { rendered, state, observed: Observed::nothing(), options: PlanOptions::default() }
    }

    pub(super) fn rendered(self, id: &str, body: &str) -> Self {
        self.resource(id, body, |resource| resource)
    }

    pub(super) fn resource(mut self, id: &str, body: &str, with: impl FnOnce(Resource) -> Resource) -> Self {
        let resource = with(Resource::new(address(id), json(body)));
        self.rendered.resources.insert(address(id), resource);
        self
    }

    pub(super) fn known(self, id: &str, body: &str) -> Self {
        self.known_with(id, body, |known| known)
    }

    pub(super) fn known_with(
        mut self,
        id: &str,
        body: &str,
        with: impl FnOnce(StateResource) -> StateResource,
    ) -> Self {
        self.state.resources.insert(address(id), with(StateResource::new(json(body))));
        self
    }

    pub(super) fn present(mut self, id: &str, body: &str) -> Self {
        self.observed = self.observed.with_present(address(id), json(body));
        self
    }

    pub(super) fn absent(mut self, id: &str) -> Self {
        self.observed = self.observed.with_absent(address(id));
        self
    }

    pub(super) fn moved(mut self, from: &str, to: &str) -> Self {
        self.rendered.moved.push(Move { from: address(from), to: address(to) });
        self
    }

    pub(super) fn asked(mut self, ask: impl FnOnce(&mut PlanOptions)) -> Self {
        ask(&mut self.options);
        self
    }

    pub(super) fn outcome(&self) -> Outcome<Plan> {
        plan(&self.rendered, &self.state, &self.observed, &self.options)
    }

    pub(super) fn plan(&self) -> Plan {
        let outcome = self.outcome();
        outcome.value.unwrap_or_else(|| panic!("{:#?}", outcome.diagnostics))
    }

    /// The messages that leave no plan, without what all addresses share.
    pub(super) fn problems(&self) -> Vec<String> {
        let outcome = self.outcome();
        assert!(outcome.value.is_none());
        outcome.diagnostics.iter().map(|problem| short(&problem.to_string())).collect()
    }

    /// The plan's changes, fields and blocks, a line each.
    pub(super) fn told(&self) -> Vec<String> {
        let plan = self.plan();
        let mut lines = Vec::new();
        for change in &plan.changes {
            let actions: Vec<String> = change.actions.iter().map(|action| format!("{action:?}")).collect();
            let from = change.moved_from.as_ref().map(|from| format!(" from {from}")).unwrap_or_default();
            lines.push(short(&format!("{} {} {:?}{from}", change.address, actions.join("+"), change.reason)));
            lines.extend(told(&change.fields).iter().map(|line| format!("  {}", short(line))));
        }
        lines
            .extend(plan.blocked.iter().map(|blocked| format!("BLOCKED {} {}", blocked.code, short(&blocked.message))));
        lines
    }

    /// The steps: `NUMBER ID ACTION after NUMBERS`.
    pub(super) fn steps(&self) -> Vec<String> {
        let line = |step: &Step| {
            let after: Vec<String> = step.after.iter().map(u32::to_string).collect();
            let after = if after.is_empty() { String::new() } else { format!(" after {}", after.join(",")) };
            format!("{} {} {:?}{after}", step.id, short(step.address.as_str()), step.action)
        };
        self.plan().steps.iter().map(line).collect()
    }
}

pub(super) fn short(text: &str) -> String {
    text.replace("cart/staging/kubernetes/", "")
        .replace("cart/staging/terraform/", "terraform:")
        .replace("cart/staging/file/", "file:")
}

/// A value that waits for an output, as JSON.
pub(super) fn waits(id: &str, output: &str) -> String {
    Value::from(Unknown::output(address(id), output)).to_json()
}

pub(super) fn declares(output: &str) -> impl FnOnce(Resource) -> Resource {
    let output = name(output);
    |resource| resource.with_output(output, OutputDeclaration { attribute: Some("x".into()), ..Default::default() })
}

pub(super) fn depends(ids: &[&str]) -> impl FnOnce(Resource) -> Resource {
    let ids: Vec<Address> = ids.iter().map(|id| address(id)).collect();
    |resource| resource.with_dependencies(ids)
}
