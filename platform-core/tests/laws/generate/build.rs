//! From a plot to what `plan` takes.

use std::collections::{BTreeMap, BTreeSet};

use platform_core::model::{
    Address, Deadline, DeadlineKind, Former, Hold, Layer, Move, Observed, Origin, OutputDeclaration, Place,
    PlanOptions, Rendered, Resource, SecretRef, State, StateResource, Target, Text, Unknown, UnknownPart, Value,
};
use proptest::sample::Index;

use super::bodies::{Parts, Shape, body};
use super::case::Case;
use super::edits::edited;
use super::facts::{class, identity, name, other_identity, other_secret, ownership};
use super::things::{How, Life, Plot, Read, World};
use crate::unknowns::filled;

/// What a resource gives once it was made or changed `generation` times since.
pub fn output_of(address: &Address, name: &str, generation: u32) -> Value {
    match name {
        "password" => Value::from(SecretRef {
            store: "output".into(),
            key: format!("{address}#{name}").into(),
            property: None,
            version: Some(generation.to_string().into()),
        }),
        _ => Value::from(format!("{name} of {address}, {generation}")),
    }
}

pub fn shared() -> Address {
    "resource:orders-db/staging/terraform/database".parse().unwrap()
}

struct Builder<'a> {
    plot: &'a Plot,
    addresses: Vec<Address>,
}

impl Builder<'_> {
    /// The address by the names that subject and environment have now or had `before`, and the path's own name for it
    /// now or in `old` versions. Addresses are not in the order of the dependencies.
    fn address(plot: &Plot, number: usize, before: bool, old: bool) -> Address {
        let thing = &plot.things[number];
        let id = format!("{}{number}", ["d", "b", "g", "a", "f", "c", "e"][number % 7]);
        let instance = thing.life == Life::Renamed && thing.how == How::Instance;
        let target = match thing.shape.target() {
            "cluster" if old && thing.how == How::Target => "kubernetes",
            "kubernetes" if old && thing.how == How::Target => "cluster",
            target => target,
        };
        let id = match (thing.shape.is_file(), old) {
            (true, false) => format!("docs/{id}.md"),
            (true, true) => format!("{id}.old"),
            (false, false) if instance => format!("{id}.now"),
            (false, true) if instance => format!("{id}.old"),
            (false, true) if target == thing.shape.target() => format!("{id}-old"),
            (false, _) => id,
        };
        let (subject, environment) = names(plot, before);
        format!("{subject}/{environment}/{target}/{id}").parse().unwrap()
    }

    fn is_rendered(&self, number: usize) -> bool {
        !matches!(self.plot.things[number].life, Life::Orphan | Life::Stranger)
    }

    fn in_state(&self, number: usize) -> bool {
        matches!(self.plot.things[number].life, Life::Kept | Life::Orphan | Life::Renamed)
    }

    fn pick(&self, among: &[usize], index: &Index) -> Option<usize> {
        (!among.is_empty()).then(|| among[index.index(among.len())])
    }

    /// Which other thing each read is of; `None` for the other subject's.
    fn reads(&self, number: usize) -> Vec<(Option<usize>, Read)> {
        let thing = &self.plot.things[number];
        let can_read = !matches!(thing.shape, Shape::Entity | Shape::Service);
        let before = |other: &usize| self.is_rendered(*other) && !self.plot.things[*other].shape.is_file();
        let among: Vec<usize> = (0..number).filter(before).collect();
        let one = |(index, read): &(Index, Read)| match read {
            Read::Shared => Some((None, *read)),
            // A secret may only be a whole value, and a text has parts.
            Read::WholeSecret if thing.shape.is_file() => None,
            _ => self.pick(&among, index).map(|other| (Some(other), *read)),
        };
        if can_read { thing.reads.iter().filter_map(one).collect() } else { Vec::new() }
    }

    fn is_read(&self, number: usize) -> bool {
        (number..self.plot.things.len())
            .filter(|other| self.is_rendered(*other))
            .any(|other| self.reads(other).iter().any(|(read, _)| *read == Some(number)))
    }

    fn body(&self, number: usize) -> Value {
        let thing = &self.plot.things[number];
        let reads = self.reads(number).into_iter().map(|(other, read)| {
            let address = other.map_or_else(shared, |other| self.addresses[other].clone());
            match read {
                Read::WholeSecret => Value::from(Unknown::output(address, "password")),
                Read::Whole | Read::Shared => Value::from(Unknown::output(address, "host")),
                Read::InText => {
                    let output = UnknownPart::Output { address, output: "host".into() };
                    let parts = vec![UnknownPart::Literal("http://".into()), output, UnknownPart::Literal("/x".into())];
                    Value::from(Unknown { parts })
                }
            }
        });
        let reads: Vec<Value> = reads.collect();
        let name = format!("n{number}");
        let secret = thing.secret.map(|(now, _)| now);
        body(&thing.shape, &Parts { name: &name, reads: &reads, secret, extra: &thing.extra, size: thing.size })
    }

    fn depends_on(&self, number: usize) -> Vec<Address> {
        let among: Vec<usize> = (0..number).filter(|other| self.is_rendered(*other)).collect();
        let said = self.plot.things[number].depends.iter().filter_map(|index| self.pick(&among, index));
        let read = self.reads(number).into_iter().filter_map(|(other, _)| other);
        let all: BTreeSet<Address> = said.chain(read).map(|other| self.addresses[other].clone()).collect();
        all.into_iter().collect()
    }

    /// What it is called where it was made.
    fn old_address(&self, number: usize) -> Address {
        Self::address(self.plot, number, self.in_state(number), self.plot.things[number].life == Life::Renamed)
    }

    fn depended_on(&self, number: usize) -> Vec<Address> {
        let thing = &self.plot.things[number];
        let others: Vec<usize> = match self.plot.reversed_before {
            true => (number + 1..self.plot.things.len()).filter(|other| self.in_state(*other)).collect(),
            false => (0..number).filter(|other| self.in_state(*other)).collect(),
        };
        let said = thing.depends_before.as_ref().unwrap_or(&thing.depends);
        let all = said.iter().filter_map(|index| self.pick(&others, index));
        let read = self.reads(number).into_iter().filter_map(|(other, _)| other.filter(|other| self.in_state(*other)));
        let read = read.filter(|_| thing.depends_before.is_none() && !self.plot.reversed_before);
        let all: BTreeSet<Address> = all.chain(read).map(|other| self.old_address(other)).collect();
        all.into_iter().collect()
    }

    fn resource(&self, number: usize, rendered: &mut Rendered) -> Resource {
        let thing = &self.plot.things[number];
        let mut resource = Resource::new(self.addresses[number].clone(), self.body(number))
            .with_dependencies(self.depends_on(number))
            .with_protection(thing.protect);
        resource.class = class(&thing.shape);
        resource.ownership = ownership(&thing.shape);
        resource.identity = identity(&thing.shape, &resource.body);
        if self.is_read(number) {
            let attribute =
                |name: &str, secret| OutputDeclaration { attribute: Some(name.into()), value: None, secret };
            resource = resource.with_output(name("host"), attribute("address", false));
            resource = resource.with_output(name("password"), attribute("password", true));
        }
        let origins = (0..resource.body.leaf_count()).map(|leaf| {
            let place =
                Place { file: "golden-path.yaml".into(), line: u32::try_from(leaf).unwrap() + 1, ..Default::default() };
            rendered.origins.add(Origin::new(Layer::Template, Some(place)))
        });
        resource.origins = origins.collect();
        resource
    }

    /// What state has: what was rendered then, with the outputs of then.
    fn known(&self, number: usize) -> StateResource {
        let thing = &self.plot.things[number];
        let outputs = |address: &Address, name: &Text| Some(output_of(address, name, 0));
        let mut body = edited(&filled(&self.body(number), &outputs), &thing.before);
        if let Some((now, before)) = thing.secret.filter(|(now, before)| now != before) {
            body = other_secret(&body, now, before);
        }
        if thing.immutable {
            body = other_identity(&thing.shape, &body);
        }
        let mut known = StateResource::new(body);
        known.class = class(&thing.shape);
        known.ownership = ownership(&thing.shape);
        known.identity = identity(&thing.shape, &known.body);
        known.depends_on = self.depended_on(number);
        known.protect = thing.protect;
        if thing.outputs_known && self.is_rendered(number) && self.is_read(number) {
            for output in ["host", "password"] {
                known = known.with_output(name(output), output_of(&self.addresses[number], output, 0));
            }
        }
        known
    }

    /// What is there.
    fn found(&self, number: usize) -> Option<Value> {
        let thing = &self.plot.things[number];
        let base = match thing.world {
            World::AsKnown if self.in_state(number) => self.known(number).body,
            _ => filled(&self.body(number), &|address, name| Some(output_of(address, name, 0))),
        };
        let base = edited(&base, &thing.drift);
        match &base {
            Value::Map(map) if thing.server => {
                let status = Value::map([("ready", Value::Bool(true)), ("observedGeneration", 7.into())]);
                Some(Value::Map(map.with("status", status)))
            }
            _ => Some(base),
        }
    }

    fn observe(&self, number: usize, observed: Observed) -> Observed {
        let thing = &self.plot.things[number];
        let old = self.old_address(number);
        let absent = matches!(thing.world, World::Absent) || (thing.life == Life::New && thing.world == World::AsKnown);
        match self.found(number) {
            _ if thing.world == World::NotObserved => observed,
            Some(found) if !absent => observed.with_present(old, found),
            _ => observed.with_absent(old),
        }
    }
}

/// What subject and environment are called now, or were called before.
fn names(plot: &Plot, before: bool) -> (&'static str, &'static str) {
    let subject = match (plot.shared, before && plot.former.0) {
        (false, false) => "shop",
        (false, true) => "store",
        (true, false) => "resource:shop",
        (true, true) => "resource:store",
    };
    (subject, if before && plot.former.1 { "test" } else { "staging" })
}

fn empty(plot: &Plot) -> (Rendered, State) {
    let [now, before] = [false, true].map(|before| names(plot, before));
    let mut rendered = Rendered::empty(now.0.parse().unwrap(), now.1.parse().unwrap());
    if now != before {
        rendered.former = vec![Former { subject: before.0.parse().unwrap(), environment: before.1.parse().unwrap() }];
    }
    let deadline = |number: u8| {
        let deadline = Deadline::new(DeadlineKind::Override, format!("override-{number}"), "remove it");
        deadline.with_until(Some("2027-03-01".parse().unwrap()))
    };
    rendered.deadlines = (0..plot.deadlines).map(deadline).collect();
    (rendered, State::new(before.0.parse().unwrap(), before.1.parse().unwrap(), "lineage-1"))
}

/// What `plan` takes.
pub fn build(plot: Plot) -> Case {
    let addresses = (0..plot.things.len()).map(|number| Builder::address(&plot, number, false, false));
    let builder = Builder { plot: &plot, addresses: addresses.collect() };
    let (mut rendered, mut state) = empty(&plot);
    for target in ["kubernetes", "cluster", "terraform", "grafana", "file", "catalog"] {
        let mut entry = Target::default();
        entry.r#type = (target == "cluster").then(|| name("kubernetes"));
        rendered.targets.insert(name(target), entry);
    }
    state.serial = 4;
    let mut observed = Observed::nothing();
    let mut renames = BTreeMap::new();
    if plot.shared_known {
        observed = observed.with_output(shared(), name("host"), output_of(&shared(), "host", 0));
    }
    for (number, thing) in plot.things.iter().enumerate() {
        if builder.is_rendered(number) {
            let resource = builder.resource(number, &mut rendered);
            rendered = rendered.with_resource(resource);
        }
        if builder.in_state(number) {
            state = state.with_resource(builder.old_address(number), builder.known(number));
        }
        if thing.life == Life::Renamed {
            let from = Builder::address(&plot, number, false, true);
            rendered.moved.push(Move { from, to: builder.addresses[number].clone() });
        }
        let (old, now) = (builder.old_address(number), builder.addresses[number].clone());
        if old != now && builder.is_rendered(number) {
            renames.insert(old, now);
        }
        observed = builder.observe(number, observed);
    }
    let options = options(&builder, &mut state);
    Case { rendered, state, observed, options, plot, renames }
}

fn options(builder: &Builder, state: &mut State) -> PlanOptions {
    let asked = &builder.plot.asked;
    let all = 0..builder.addresses.len();
    let rendered: Vec<_> = all.clone().filter(|number| builder.is_rendered(*number)).collect();
    let known: Vec<_> = all.filter(|number| builder.in_state(*number)).collect();
    let pick = |indexes: &[Index], among: &[usize], address: &dyn Fn(usize) -> Address| {
        let all: BTreeSet<Address> =
            indexes.iter().filter_map(|index| builder.pick(among, index)).map(address).collect();
        Vec::from_iter(all)
    };
    let now = |number: usize| builder.addresses[number].clone();
    let mut options = PlanOptions::default();
    options.intent = asked.intent;
    options.without_state = asked.without_state;
    // Where it makes a difference, mostly.
    let prefer = |some: Vec<usize>| if some.is_empty() { rendered.clone() } else { some };
    let protected = |number: &usize| builder.plot.things[*number].protect && builder.in_state(*number);
    options.release = pick(&asked.release, &prefer(rendered.iter().copied().filter(protected).collect()), &now);
    let new = |number: &usize| !builder.in_state(*number);
    options.adopt = pick(&asked.adopt, &prefer(rendered.iter().copied().filter(new).collect()), &now);
    options.forget = pick(&asked.forget, &known, &|number| builder.old_address(number));
    options.replace = pick(&asked.replace, &rendered, &now);
    if asked.without_state {
        options.forget.clear();
    }
    if let Some(lifted) = asked.hold {
        state.hold = Some(Hold { name: "incident-7".into(), reason: "rolled back".to_owned() });
        options.lift = Some(if lifted { "incident-7".into() } else { "incident-8".into() });
    }
    options
}
