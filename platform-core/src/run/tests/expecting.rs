//! What a step expects of the world, and who may go on.

use super::*;

#[test]
fn a_step_checks_what_it_expects_and_a_repeated_one_may_find_its_own_work() {
    let rendered = rendered([Resource::new(address("a"), body(2))]);
    let mut plan = plan(&rendered, &empty_state(), &[("a", Action::Create, &[])]);
    plan.preconditions.push(Precondition::new(address("a"), Expectation::Absent));
    let apply = begin(sealed(plan), rendered, &empty_state());
    let Next::Start(work) = next(&apply, now()) else { panic!("a step") };
    let mut work = work[0].clone();
    let (own, others) = (Observation::Present(Present::new(body(2))), Observation::Present(Present::new(body(3))));
    check(&apply, &work, &Observation::Absent).unwrap();
    assert_eq!(check(&apply, &work, &own).unwrap_err().code, codes::PLAN_STALE);
    work.repeated = true;
    check(&apply, &work, &own).unwrap();
    assert_eq!(check(&apply, &work, &others).unwrap_err().code, codes::PLAN_STALE);
    // A server adds to what it was given.
    let filled = Value::map([("number", 2.into()), ("status", Value::map([("ready", true.into())]))]);
    check(&apply, &work, &Observation::Present(Present::new(filled.clone()))).unwrap();
    work.repeated = false;
    assert!(check(&apply, &work, &Observation::Present(Present::new(filled))).is_err());
}

#[test]
fn what_was_not_observed_is_looked_at_before_its_step_starts() {
    let rendered = rendered([Resource::new(address("a"), body(2))]);
    let observed = |state: &State| {
        let plan = crate::plan::plan(&rendered, state, &Observed::nothing(), &Default::default()).value.unwrap();
        let apply = begin(plan, rendered.clone(), state);
        let Next::Start(work) = next(&apply, now()) else { panic!("a step") };
        assert!(work[0].expect.is_some());
        let present = |number| Observation::Present(Present::new(body(number)));
        [Observation::Absent, present(1), present(3)].map(|found| check(&apply, &work[0], &found).is_ok())
    };
    // What we did not make may not be there; what we made may not be gone or be another since.
    assert_eq!(observed(&empty_state()), [true, false, false]);
    let known = empty_state().with_resource(address("a"), StateResource::new(body(1)));
    assert_eq!(observed(&known), [false, true, false]);
}

#[test]
fn only_a_resume_of_the_same_plan_goes_on() {
    let (rendered, first) = two();
    let apply = begin(first.clone(), rendered.clone(), &empty_state());
    let resume = |plan: &Plan, state: &State, journal: &Journal| {
        Apply::resume(Arc::new(plan.clone()), Arc::new(rendered.clone()), state, journal, &Observed::nothing())
    };
    assert_eq!(code(resume(&first, &empty_state(), apply.journal())), "state.unchanged");
    let other = plan(&rendered, &empty_state(), &[("a", Action::Create, &[])]);
    assert_eq!(code(resume(&other, apply.state(), apply.journal())), "state.busy");
    let resumed = resume(&first, apply.state(), apply.journal()).unwrap();
    assert_eq!((resumed.attempt(), resumed.state().serial), (2, 1));
    assert_eq!(resumed.state().applying.as_ref().map(|applying| applying.attempt), Some(2));
}
