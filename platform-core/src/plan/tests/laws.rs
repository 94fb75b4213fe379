//! Laws 1, 3, 4, 8 and 9 over scenes made at random, with a simulated world.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use super::scene::{Scene, address, name};
use crate::model::*;
use crate::plan::{body_to_write, check_digest, fill, verify};

const IDS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// What is said of one id: everything may or may not be.
#[derive(Clone, Debug)]
struct Said {
    desired: Option<Body>,
    known: Option<Body>,
    seen: Option<Option<Body>>,
    depends: Vec<usize>,
    reads: Option<usize>,
    knew: Vec<usize>,
    ownership: Option<Ownership>,
    protect: bool,
    asked: u8,
}

#[derive(Clone, Debug)]
struct Body {
    kind: u8,
    name: u8,
    replicas: u8,
    labels: Vec<u8>,
    containers: Vec<(u8, u8)>,
}

fn body() -> impl Strategy<Value = Body> {
    let labels = prop::collection::vec(0..3_u8, 0..3);
    let containers = prop::collection::vec((0..3_u8, 0..2_u8), 0..3);
    // Mostly the same identity: else nearly everything would be replaced.
    (prop::bool::weighted(0.1), prop::bool::weighted(0.1), 0..3_u8, labels, containers).prop_map(
        |(kind, name, replicas, labels, containers)| Body {
            kind: kind.into(),
            name: name.into(),
            replicas,
            labels,
            containers,
        },
    )
}

impl Body {
    fn value(&self, reads: Option<Value>, extra: bool) -> Value {
        let mut labels: Vec<(String, Value)> =
            self.labels.iter().map(|label| (format!("l{label}"), "x".into())).collect();
        if extra {
            labels.push(("foreign".to_owned(), "y".into()));
        }
        let mut names = BTreeSet::new();
        let containers = self.containers.iter().filter(|(name, _)| names.insert(*name)).map(|(name, image)| {
            Value::map([("name", Value::from(format!("c{name}"))), ("image", Value::from(format!("i:{image}")))])
        });
        let mut entries = vec![
            ("apiVersion", Value::from("v1")),
            ("kind", Value::from(["Pod", "ConfigMap"][usize::from(self.kind)])),
            (
                "metadata",
                Value::map([("name", Value::from(["x", "y"][usize::from(self.name)])), ("labels", Value::map(labels))]),
            ),
            ("replicas", Value::from(i32::from(self.replicas))),
            ("spec", Value::map([("containers", Value::list(containers.collect::<Vec<_>>()))])),
        ];
        entries.extend(reads.map(|reads| ("reads", reads)));
        if extra {
            entries.push(("status", 1.into()));
        }
        Value::map(entries)
    }
}

fn said(index: usize) -> impl Strategy<Value = Said> {
    let before = move || prop::collection::vec(0..index.max(1), 0..3);
    let ownership = prop_oneof![6 => Just(None), 1 => Just(Some(Ownership::Seeded)), 1 => Just(Some(Ownership::Merged)), 1 => Just(Some(Ownership::Managed))];
    let asked = prop_oneof![5 => Just(0_u8), 1 => 1..6_u8];
    let bodies = (prop::option::weighted(0.8, body()), prop::option::weighted(0.7, body()));
    // Mostly what is known is what should be, and what is there is what is known.
    let alike = (any::<[bool; 2]>(), prop::option::of(prop::option::weighted(0.8, body())));
    (bodies, alike, before(), prop::option::of(0..index.max(1)), before(), ownership, prop::bool::weighted(0.1), asked)
        .prop_map(move |((desired, known), (alike, seen), depends, reads, knew, ownership, protect, asked)| {
            let known = if alike[0] && desired.is_some() { known.and(desired.clone()) } else { known };
            let seen = if alike[1] && known.is_some() { seen.map(|_| known.clone()) } else { seen };
            let none = index == 0;
            Said {
                desired,
                known,
                seen,
                depends: if none { Vec::new() } else { depends },
                reads: reads.filter(|_| !none),
                knew: if none { Vec::new() } else { knew },
                ownership,
                protect,
                asked,
            }
        })
}

fn scene() -> impl Strategy<Value = Scene> {
    let all = (said(0), said(1), said(2), said(3), said(4), said(5), prop::bool::weighted(0.2));
    all.prop_map(|(a, b, c, d, e, f, renamed)| build(&[a, b, c, d, e, f], renamed))
}

fn unknown(of: usize, whole: bool) -> Value {
    let output = UnknownPart::Output { address: address(IDS[of]), output: "host".into() };
    let parts = if whole { vec![output] } else { vec![UnknownPart::Literal("tcp://".into()), output] };
    Unknown { parts }.into()
}

fn build(all: &[Said], renamed: bool) -> Scene {
    let mut scene = Scene::new();
    let is_there = |index: usize| all[index].desired.is_some();
    for (index, said) in all.iter().enumerate() {
        let id = IDS[index];
        let text = said.ownership.is_some();
        let written = |body: &Body, reads: Option<Value>, extra: bool| {
            let value = body.value(reads, extra);
            if text { Value::from(value.to_json().replace(',', "\n")) } else { value }
        };
        if let Some(body) = &said.desired {
            let reads = said.reads.filter(|of| is_there(*of) && !text && all[*of].ownership.is_none());
            let mut resource =
                Resource::new(address(id), written(body, reads.map(|of| unknown(of, index % 2 == 0)), false));
            let depends = said.depends.iter().copied().chain(reads).filter(|of| is_there(*of));
            resource.depends_on = depends.map(|of| address(IDS[of])).collect::<BTreeSet<_>>().into_iter().collect();
            resource.protect = said.protect;
            if let Some(ownership) = said.ownership {
                resource = resource.with_ownership(ownership);
            }
            resource = resource
                .with_output(name("host"), OutputDeclaration { attribute: Some("h".into()), ..Default::default() });
            let count = resource.body.leaf_count();
            resource.origins = (0..count).map(|leaf| OriginId(u32::try_from(leaf).unwrap())).collect::<Vec<_>>().into();
            scene.rendered.resources.insert(address(id), resource);
        }
        if let Some(body) = &said.known {
            let reads = said.reads.filter(|_| !text).map(|of| given(IDS[of], 0));
            let reads =
                reads.map(
                    |host| if index % 2 == 0 { host } else { Value::from(format!("tcp://{}", host.as_str().unwrap())) },
                );
            let mut known = StateResource::new(written(body, reads, false)).with_output(name("host"), given(id, 0));
            known.depends_on =
                said.knew.iter().map(|of| address(IDS[*of])).collect::<BTreeSet<_>>().into_iter().collect();
            if said.asked % 2 == 0
                && let Some(resource) = scene.rendered.resources.get(&address(id))
            {
                known.depends_on.clone_from(&resource.depends_on);
            }
            known.protect = said.protect;
            known.ownership = said.ownership;
            known.class = if text { ResourceClass::File } else { ResourceClass::Object };
            scene.state.resources.insert(address(id), known);
        }
        match &said.seen {
            None => {}
            Some(None) => scene = scene.absent(id),
            Some(Some(body)) => {
                let reads = said.reads.filter(|_| !text).map(|of| given(IDS[of], 0));
                scene.observed =
                    scene.observed.with_present(address(id), written(body, reads, said.depends.is_empty()));
            }
        }
        let (address, known, desired) = (address(id), said.known.is_some(), said.desired.is_some());
        match said.asked {
            1 if desired => scene.options.adopt.push(address),
            2 if known => scene.options.forget.push(address),
            3 if desired => scene.options.replace.push(address),
            4 | 5 if known || desired => scene.options.release.push(address),
            _ => {}
        }
    }
    let (first, last) = (address("a"), address("f"));
    if renamed && scene.rendered.resources.contains_key(&last) && !scene.rendered.resources.contains_key(&first) {
        scene.state.resources.remove(&last);
        scene.rendered.moved.push(Move { from: first, to: last });
        scene.options = PlanOptions::default();
    }
    scene
}

/// What a resource gives in its so-manieth making.
fn given(id: &str, generation: u32) -> Value {
    Value::from(format!("{id}-{generation}.internal"))
}

/// The world and what we know of it while a plan is applied, step by step.
struct World {
    state: State,
    there: BTreeMap<Address, Option<Value>>,
    generation: BTreeMap<Address, u32>,
    /// A step could not be done: something it reads is not known.
    stuck: bool,
}

impl World {
    fn of(scene: &Scene) -> Self {
        let seen = |observation: &Observation| match observation {
            Observation::Present(present) => Some(present.body.clone()),
            _ => None,
        };
        let there = scene.observed.resources.iter().map(|(address, seen_as)| (address.clone(), seen(seen_as)));
        let mut there: BTreeMap<Address, Option<Value>> = there.collect();
        // What is renamed and was not found under its new name is gone.
        let is_gone = |from: &Address| {
            let renamed = scene.rendered.moved.iter().filter(|entry| entry.from == *from);
            renamed.map(|entry| &entry.to).any(|to| scene.observed.get(to) == Some(&Observation::Absent))
        };
        for (address, known) in scene.state.resources.iter().filter(|(address, _)| !is_gone(address)) {
            there.entry(address.clone()).or_insert_with(|| Some(known.body.clone()));
        }
        Self { state: scene.state.clone(), there, generation: BTreeMap::new(), stuck: false }
    }

    fn apply(&mut self, scene: &Scene, plan: &Plan, without: Option<&Address>) {
        for step in plan.steps.iter().filter(|step| Some(&step.address) != without) {
            self.step(scene, plan, step);
        }
    }

    fn step(&mut self, scene: &Scene, plan: &Plan, step: &Step) {
        let (address, change) = (&step.address, plan.change(&step.address).unwrap());
        let resource = scene.rendered.resources.get(address);
        match step.action {
            Action::Delete => {
                self.there.insert(address.clone(), None);
                self.state.resources.remove(address);
            }
            Action::Forget => {
                self.state.resources.remove(address);
            }
            Action::Move => {
                let from = change.moved_from.as_ref().unwrap();
                let moved = self.state.resources.remove(from).unwrap();
                self.state.resources.insert(address.clone(), moved);
                // It is under one of the two names.
                if let Some(before) = self.there.remove(from)
                    && self.there.get(address).is_none_or(Option::is_none)
                {
                    self.there.insert(address.clone(), before);
                }
            }
            Action::Create | Action::Update | Action::Import | Action::Read => {
                let resource = resource.unwrap();
                let outputs =
                    |address: &Address, output: &str| self.state.resources.get(address)?.outputs.get(output).cloned();
                let writes = matches!(step.action, Action::Create | Action::Update);
                let wanted = fill(&body_to_write(Some(change), resource), outputs);
                let recorded = fill(&resource.body, outputs);
                if writes && wanted.has_unknown() {
                    self.stuck = true;
                    return;
                }
                if step.action != Action::Read {
                    *self.generation.entry(address.clone()).or_default() += 1;
                }
                if writes {
                    self.there.insert(address.clone(), Some(wanted));
                }
                let mut known = StateResource::new(recorded);
                let generation = self.generation.get(address).copied().unwrap_or(0);
                known.outputs.insert(name("host"), given(address.id(), generation));
                known.depends_on.clone_from(&resource.depends_on);
                (known.class, known.protect, known.ownership) = (resource.class, resource.protect, resource.ownership);
                self.state.resources.insert(address.clone(), known);
            }
            Action::NoOp => {}
        }
    }

    /// What a look at everything shows.
    fn seen(&self, mut scene: Scene) -> Scene {
        scene.state = self.state.clone();
        scene.observed = Observed::nothing();
        for (address, there) in &self.there {
            let observation =
                there.clone().map_or(Observation::Absent, |body| Observation::Present(Present::new(body)));
            scene.observed.resources.insert(address.clone(), observation);
        }
        scene.options = PlanOptions::default();
        scene
    }
}

/// The scene with everything allowed that would block it.
fn applicable(mut scene: Scene) -> Scene {
    scene.options.forget.clear();
    let rendered = scene.rendered.resources.keys();
    scene.options.release = rendered.clone().chain(scene.state.resources.keys()).cloned().collect();
    let unmanaged = rendered.filter(|address| matches!(scene.observed.get(address), Some(Observation::Present(_))));
    scene.options.adopt = unmanaged.cloned().collect();
    scene
}

fn effective(plan: &Plan) -> Vec<String> {
    let lines = plan.changes.iter().filter(|change| change.is_effective());
    lines
        .map(|change| {
            format!("{} {:?} {:?} {:?}", change.address, change.actions, change.reason, super::told(&change.fields))
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// Law 3, first half: what was applied needs nothing more.
    #[test]
    fn an_applied_plan_leaves_nothing_to_do(scene in scene()) {
        let scene = applicable(scene);
        let plan = scene.plan();
        if !plan.is_applicable() {
            return Ok(());
        }
        let mut world = World::of(&scene);
        world.apply(&scene, &plan, None);
        prop_assert!(!world.stuck, "{:#?}", plan.steps);
        let after = world.seen(scene.clone()).plan();
        prop_assert_eq!(effective(&after), Vec::<String>::new(), "applied: {:#?}", effective(&plan));
        let mut unseen = world.seen(scene);
        unseen.observed = Observed::nothing();
        // What the team did to its files only looking tells.
        let theirs = |ownership| matches!(ownership, Some(Ownership::Seeded | Ownership::Merged));
        for id in IDS.map(address) {
            let rendered = unseen.rendered.resources.get(&id).is_some_and(|resource| theirs(resource.ownership));
            if rendered || unseen.state.resources.get(&id).is_some_and(|known| theirs(known.ownership)) {
                unseen.rendered.resources.remove(&id);
                unseen.state.resources.remove(&id);
            }
        }
        prop_assert_eq!(effective(&unseen.plan()), Vec::<String>::new());
    }

    /// Law 3, second half: nothing in a plan is superfluous.
    #[test]
    fn no_change_can_be_left_out(scene in scene(), chosen in any::<prop::sample::Index>()) {
        let mut scene = applicable(scene);
        scene.options.replace.clear();
        let plan = scene.plan();
        if !plan.is_applicable() {
            return Ok(());
        }
        let changed: Vec<&Change> = plan.changes.iter().filter(|change| change.is_effective()).collect();
        if changed.is_empty() {
            return Ok(());
        }
        let left_out = chosen.get(&changed);
        let mut world = World::of(&scene);
        world.apply(&scene, &plan, Some(&left_out.address));
        if world.stuck {
            return Ok(());
        }
        let mut after = world.seen(scene.clone());
        after.options.adopt.clone_from(&scene.options.adopt);
        prop_assert!(!effective(&after.plan()).is_empty(), "left out: {:?}", left_out);
    }

    /// Law 4: what is made comes after what it depends on, what is deleted after what depended on it.
    #[test]
    fn steps_respect_dependencies(scene in scene()) {
        let plan = scene.plan();
        let position = |wanted: &Address, actions: &[Action]| {
            plan.steps.iter().position(|step| step.address == *wanted && actions.contains(&step.action))
        };
        let made = [Action::Create, Action::Update];
        for (place, step) in plan.steps.iter().enumerate() {
            prop_assert_eq!(usize::try_from(step.id).unwrap(), place);
            prop_assert!(step.after.iter().all(|before| *before < step.id), "{:?}", step);
            prop_assert!(step.after.windows(2).all(|pair| pair[0] < pair[1]));
            if made.contains(&step.action) {
                for dependency in reachable(&scene, &step.address) {
                    prop_assert!(position(&dependency, &made).is_none_or(|before| before < place), "{:#?}", plan.steps);
                    if let Some(before) = position(&dependency, &made) {
                        prop_assert!(waits_for(&plan, place, before), "{} {}", place, before);
                    }
                }
            }
            if step.action == Action::Delete {
                for (dependent, known) in &scene.state.resources {
                    let depended = known.depends_on.contains(&step.address);
                    let before = position(dependent, &[Action::Delete]).filter(|_| depended);
                    prop_assert!(before.is_none_or(|before| before < place), "{:#?}", plan.steps);
                }
            }
        }
    }

    /// Law 8: fresh where it was made.
    #[test]
    fn a_plan_is_fresh_where_it_was_made(scene in scene(), noise in any::<bool>()) {
        let plan = scene.plan();
        prop_assert_eq!(verify(&plan, &scene.rendered, &scene.state, &scene.observed), Freshness::Fresh);
        prop_assert_eq!(check_digest(&plan, &scene.rendered), Ok(()));
        let mut later = scene.clone();
        for (address, observation) in &mut later.observed.resources {
            if let Observation::Present(present) = observation
                && let Value::Map(map) = &present.body
                && (noise || plan.change(address).is_none())
            {
                *present = Present::new(Value::Map(map.with("somebodyElses", 1.into())));
            }
        }
        prop_assert_eq!(verify(&plan, &scene.rendered, &scene.state, &later.observed), Freshness::Fresh);
    }

    /// Law 8: what matters makes it stale, and is named.
    #[test]
    fn a_relevant_change_is_named(scene in scene(), chosen in any::<prop::sample::Index>()) {
        let plan = scene.plan();
        let held: Vec<&Precondition> = plan.preconditions.iter().filter(|held| matches!(held.expect, Expectation::Fields { .. })).collect();
        if held.is_empty() {
            return Ok(());
        }
        let address = &chosen.get(&held).address;
        let mut later = scene.clone();
        // A file is told as a whole.
        if scene.rendered.resources.get(address).is_some_and(|resource| resource.class == ResourceClass::File) {
            return Ok(());
        }
        let from = plan.change(address).and_then(|change| change.moved_from.as_ref());
        let there = |address: &&Address| matches!(scene.observed.get(address), Some(Observation::Present(_)));
        let name = [Some(address), from].into_iter().flatten().find(there).unwrap();
        let Some(Observation::Present(present)) = later.observed.resources.get_mut(name) else { panic!("it is there") };
        let Value::Map(map) = &present.body else { return Ok(()) };
        *present = Present::new(Value::Map(map.with("replicas", 99.into())));
        let stale = verify(&plan, &scene.rendered, &scene.state, &later.observed);
        let Freshness::Stale { causes } = stale else { panic!("stale") };
        let expected = Staleness::Fields { address: address.clone(), paths: vec!["/replicas".parse().unwrap()] };
        prop_assert_eq!(causes, vec![expected]);
    }

    /// Law 9: every changed leaf has an origin, and it is that leaf's.
    #[test]
    fn every_changed_leaf_has_an_origin(scene in scene()) {
        for change in scene.plan().changes {
            for field in change.fields.iter().filter(|field| field.after.is_some()) {
                let resource = &scene.rendered.resources[&change.address];
                let leaves = super::super::origins::at(resource, &field.path);
                prop_assert_eq!(field.origin, leaves.first().copied(), "{:?}", field);
                prop_assert!(field.origin.is_some());
            }
        }
    }

    /// Law 1: the same inputs in other memory give the same bytes, and JSON keeps them.
    #[test]
    fn the_same_inputs_give_the_same_bytes(scene in scene()) {
        let plan = scene.plan();
        let text = serde_json::to_string(&plan).unwrap();
        let mut copy = scene.clone();
        copy.rendered = serde_json::from_str(&serde_json::to_string(&scene.rendered).unwrap()).unwrap();
        copy.state = serde_json::from_str(&serde_json::to_string(&scene.state).unwrap()).unwrap();
        copy.observed = serde_json::from_str(&serde_json::to_string(&scene.observed).unwrap()).unwrap();
        prop_assert_eq!(serde_json::to_string(&copy.plan()).unwrap(), text.clone());
        let read: Plan = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(check_digest(&read, &copy.rendered), Ok(()));
        prop_assert_eq!(read, plan);
    }
}

/// The laws say little of what the scenes never reach.
#[test]
fn the_scenes_reach_every_case() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut reached: BTreeMap<String, u32> = BTreeMap::new();
    let scenes = 1000;
    for _ in 0..scenes {
        let scene = scene().new_tree(&mut runner).unwrap().current();
        let plan = scene.plan();
        let mut cells: BTreeSet<String> = BTreeSet::new();
        for change in &plan.changes {
            cells.insert(format!("{:?}", change.reason));
            cells.extend(change.actions.iter().map(|action| format!("{action:?}")));
            cells.extend(change.fields.iter().map(|field| format!("field {:?}", field.kind)));
            if change.is_replacement() {
                cells.insert("Replace".to_owned());
            }
        }
        cells.extend(plan.blocked.iter().map(|blocked| blocked.code.to_string()));
        cells.extend(plan.steps.iter().any(|step| !step.after.is_empty()).then(|| "ordered".to_owned()));
        cells.extend(
            plan.preconditions.iter().map(|held| format!("{:?}", held.expect).split(' ').next().unwrap().to_owned()),
        );
        cells.into_iter().for_each(|cell| *reached.entry(cell).or_default() += 1);
    }
    let wanted = "Create Update Delete Forget Import Move Read NoOp Replace New Changed Drift DeletedOutside CannotUpdateInPlace \
        DependencyReplaced NoLongerRendered AlreadyGone Requested Renamed ExistsUnmanaged OwnedByTeam ordered Absent Fields State \
        NotObserved plan.exists plan.protected plan.blocked";
    let rare: Vec<&str> =
        wanted.split_whitespace().filter(|cell| reached.get(*cell).is_none_or(|count| *count < scenes / 100)).collect();
    assert_eq!(rare, Vec::<&str>::new(), "{reached:#?}");
}

/// Everything a resource depends on, through others.
fn reachable(scene: &Scene, from: &Address) -> BTreeSet<Address> {
    let mut found = BTreeSet::new();
    let mut open = vec![from.clone()];
    while let Some(at) = open.pop() {
        for next in scene.rendered.resources.get(&at).map(|resource| resource.depends_on.clone()).unwrap_or_default() {
            if found.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    found
}

/// Whether a step waits for another, also through steps between.
fn waits_for(plan: &Plan, step: usize, before: usize) -> bool {
    let after: Arc<[u32]> = plan.steps[step].after.clone().into();
    after.iter().map(|id| usize::try_from(*id).unwrap()).any(|id| id == before || waits_for(plan, id, before))
}
