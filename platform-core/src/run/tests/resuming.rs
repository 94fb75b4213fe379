//! A killed apply comes to the same end.

use super::*;

/// What is there, and how often each thing was made by a step that was not told that it might be there already.
#[derive(Clone, Debug, Default, PartialEq)]
struct World {
    things: BTreeMap<Address, Value>,
    made: BTreeMap<Address, u32>,
}

impl World {
    fn perform(&mut self, work: &StepWork) -> BTreeMap<Name, Value> {
        let address = work.step.address.clone();
        match work.step.action {
            Action::Create if work.repeated && self.things.get(&address) == work.body.as_ref() => {}
            Action::Create => {
                *self.made.entry(address.clone()).or_default() += 1;
                self.things.insert(address.clone(), work.body.clone().unwrap());
            }
            Action::Update => {
                self.things.insert(address.clone(), work.body.clone().unwrap());
            }
            Action::Delete => {
                self.things.remove(&address);
            }
            _ => {}
        }
        BTreeMap::from([(name("id"), Value::from(format!("id-of-{}", address.id())))])
    }
}

/// Drives an apply until it is done, or for `events` events. Half of the kills come after the world was touched and
/// before that was recorded.
fn drive(apply: &mut Apply, world: &mut World, mut events: usize) -> bool {
    loop {
        let Next::Start(work) = next(apply, now()) else { return true };
        for work in work {
            if events == 0 {
                return false;
            }
            tell(apply, work.step.id, StepEventKind::Started);
            let outputs = world.perform(&work);
            if events == 1 {
                return false;
            }
            events = events.saturating_sub(2);
            let kind = StepEventKind::Succeeded { body: work.body.clone(), outputs, identity: None };
            tell(apply, work.step.id, kind);
        }
    }
}

#[derive(Clone, Debug)]
struct Case {
    /// By resource: its action, the earlier resources it depends on, whether it reads the first one's output.
    resources: Vec<(Action, BTreeSet<usize>, bool)>,
    kills: Vec<usize>,
}

fn cases() -> impl Strategy<Value = Case> {
    let action = prop_oneof![
        Just(Action::Create),
        Just(Action::Create),
        Just(Action::Update),
        Just(Action::Delete),
        Just(Action::Forget)
    ];
    let resource = (action, prop::collection::btree_set(0_usize..8, 0..3), any::<bool>());
    let kills = prop::collection::vec(0_usize..12, 0..4);
    (prop::collection::vec(resource, 1..8), kills).prop_map(|(resources, kills)| Case { resources, kills })
}

fn build(case: &Case) -> (Plan, Rendered, State) {
    let mut state = empty_state();
    let mut resources = Vec::new();
    let mut steps: Vec<(String, Action, Vec<u32>)> = Vec::new();
    for (at, (action, before, reads)) in case.resources.iter().enumerate() {
        let before: Vec<usize> = before.iter().copied().filter(|before| *before < at).collect();
        let id = format!("r{at}");
        if *action != Action::Create {
            state.resources.insert(address(&id), StateResource::new(body(0)));
        }
        if !matches!(action, Action::Delete | Action::Forget) {
            let producers =
                before.iter().filter(|at| matches!(case.resources[**at].0, Action::Create | Action::Update));
            let value = match producers.into_iter().next().filter(|_| *reads) {
                Some(producer) => Unknown::output(address(&format!("r{producer}")), "id").into(),
                None => Value::from(i32::try_from(at).unwrap()),
            };
            let output = OutputDeclaration { attribute: Some("id".into()), ..Default::default() };
            let resource = Resource::new(address(&id), Value::map([("value", value)])).with_output(name("id"), output);
            resources.push(resource);
        }
        steps.push((id, *action, before.iter().map(|at| u32::try_from(*at).unwrap()).collect()));
    }
    let rendered = rendered(resources);
    let steps: Vec<_> = steps.iter().map(|(id, action, after)| (id.as_str(), *action, after.as_slice())).collect();
    (plan(&rendered, &state, &steps), rendered, state)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    /// Law 10: killed anywhere, any number of times, an apply resumes to the end of the uninterrupted run.
    #[test]
    fn a_killed_apply_resumes_to_the_same_end(case in cases()) {
        let (plan, rendered, state) = build(&case);
        let before = World {
            things: state.resources.iter().map(|(address, known)| (address.clone(), known.body.clone())).collect(),
            made: BTreeMap::new(),
        };
        let (plan, rendered) = (Arc::new(plan), Arc::new(rendered));
        let begin = || Apply::begin(plan.clone(), rendered.clone(), &state, &Observed::nothing()).unwrap();

        let (mut whole, mut calm) = (begin(), before.clone());
        prop_assert!(drive(&mut whole, &mut calm, usize::MAX));
        prop_assert_eq!(whole.verdict(), ReleaseVerdict::Succeeded);

        let (mut apply, mut world) = (begin(), before);
        for kill in &case.kills {
            if drive(&mut apply, &mut world, *kill) {
                break;
            }
            let (state, journal) = (apply.state().clone(), apply.journal().clone());
            apply = Apply::resume(plan.clone(), rendered.clone(), &state, &journal, &Observed::nothing()).unwrap();
        }
        prop_assert!(drive(&mut apply, &mut world, usize::MAX));
        let end = |apply: &Apply| finish(apply.state().clone(), apply.plan(), apply.verdict());
        prop_assert_eq!(end(&apply), end(&whole));
        prop_assert_eq!(&world.things, &calm.things);
        prop_assert!(world.made.values().all(|times| *times == 1), "made twice: {:?}", world.made);
    }
}
