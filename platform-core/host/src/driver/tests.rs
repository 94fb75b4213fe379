//! Applies driven against a small world, with a store, killed and cancelled.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use platform_core::model::{
    Action, Address, Diagnostic, Effect, EntityRef, Name, Observation, Observed, OutputDeclaration, Plan, PlanOptions,
    Present, ReleaseVerdict, Rendered, Resource, Scope, State, Unknown, Value, codes,
};
use platform_core::run::StepWork;

use tokio::sync::Notify;

use super::*;
use crate::executors::{Asked, Capabilities, Executor, Executors, Performed, Task};
use crate::store::{SqliteStore, Store, Stored};

fn subject() -> EntityRef {
    "cart".parse().unwrap()
}

fn scope() -> Scope {
    "staging".parse().unwrap()
}

fn address(id: &str) -> Address {
    format!("cart/staging/kubernetes/{id}").parse().unwrap()
}

/// What a fake target holds; stops answering after a number of steps, before or after it did the last one.
#[derive(Default)]
struct World {
    things: Mutex<BTreeMap<Address, Value>>,
    steps: AtomicUsize,
    died: Notify,
    dies_after: Option<usize>,
    dies_before_acting: bool,
    fails_at: Option<Address>,
    forgetful: bool,
}

impl World {
    fn things(&self) -> BTreeMap<Address, Value> {
        self.things.lock().unwrap().clone()
    }
}

impl World {
    fn act(&self, work: &StepWork) {
        let mut things = self.things.lock().unwrap();
        match work.step.action {
            Action::Delete => drop(things.remove(&work.step.address)),
            _ => drop(things.insert(work.step.address.clone(), work.body.clone().unwrap())),
        }
    }
}

impl Executor for World {
    fn capabilities(&self) -> Capabilities {
        Capabilities { idempotent: !self.forgetful, can_look_up: !self.forgetful }
    }

    fn observe<'a>(&'a self, asked: &'a [Asked<'a>]) -> Task<'a, Vec<Result<Observation, Diagnostic>>> {
        let things = self.things();
        let look = move |asked: &Asked<'_>| match things.get(asked.address) {
            Some(body) => Ok(Observation::Present(Present::new(body.clone()))),
            None => Ok(Observation::Absent),
        };
        Box::pin(async move { asked.iter().map(look).collect() })
    }

    fn perform<'a>(&'a self, work: &'a StepWork) -> Task<'a, Result<Performed, Diagnostic>> {
        Box::pin(async move {
            let number = self.steps.fetch_add(1, Ordering::SeqCst);
            let dies = self.dies_after.is_some_and(|steps| number >= steps);
            if dies && self.dies_before_acting {
                self.died.notify_one();
                std::future::pending::<()>().await;
            }
            tokio::task::yield_now().await;
            if self.fails_at.as_ref() == Some(&work.step.address) {
                return Err(Diagnostic::error(codes::EXEC_FAILED, "it fails").with_outcome(Effect::None));
            }
            self.act(work);
            if dies {
                self.died.notify_one();
                std::future::pending::<()>().await;
            }
            let outputs = BTreeMap::from([("id".parse().unwrap(), Value::from(work.step.address.id()))]);
            Ok(Performed { outputs, ..Performed::default() })
        })
    }
}

/// Six resources; each reads the output of the one before it.
fn rendered(number: i32) -> Rendered {
    let mut rendered = Rendered::empty(subject(), scope());
    for at in 0..6 {
        let mut fields = vec![("number", Value::from(number))];
        let mut depends_on = Vec::new();
        if at > 0 {
            let before = address(&format!("r{}", at - 1));
            fields.push(("before", Unknown::output(before.clone(), "id").into()));
            depends_on.push(before);
        }
        let output = OutputDeclaration { attribute: Some("id".into()), ..Default::default() };
        let resource = Resource::new(address(&format!("r{at}")), Value::map(fields));
        let resource = resource.with_output("id".parse::<Name>().unwrap(), output).with_dependencies(depends_on);
        rendered = rendered.with_resource(resource);
    }
    rendered
}

fn plan(rendered: &Rendered, state: &State, world: &World) -> Plan {
    platform_core::plan::plan(rendered, state, &seen(world), &PlanOptions::default()).value.unwrap()
}

fn seen(world: &World) -> Observed {
    let mut observed = Observed::nothing();
    for at in 0..6 {
        let address = address(&format!("r{at}"));
        let found = world.things().remove(&address);
        let found = found.map_or(Observation::Absent, |body| Observation::Present(Present::new(body)));
        observed.resources.insert(address, found);
    }
    observed
}

fn stored(store: &SqliteStore) -> Option<Stored> {
    store.load(&subject(), &scope()).unwrap()
}

struct Setup {
    store: Arc<SqliteStore>,
    plan: Arc<Plan>,
    rendered: Arc<Rendered>,
}

impl Setup {
    fn new(number: i32, store: Arc<SqliteStore>, world: &World) -> Self {
        let rendered = rendered(number);
        let state = stored(&store).map_or_else(|| State::new(subject(), scope(), ""), |stored| stored.state);
        let plan = plan(&rendered, &state, world);
        Self { store, plan: Arc::new(plan), rendered: Arc::new(rendered) }
    }

    async fn begin(&self, world: &World) -> Result<Begun, platform_core::model::Failure> {
        let (plan, rendered) = (self.plan.clone(), self.rendered.clone());
        begin(plan, rendered, stored(&self.store), &seen(world), self.store.clone(), "ada".into()).await
    }

    async fn resume(&self) -> Result<Begun, platform_core::model::Failure> {
        let (plan, rendered, stored) = (self.plan.clone(), self.rendered.clone(), stored(&self.store).unwrap());
        resume(plan, rendered, stored, &Observed::nothing(), self.store.clone(), "ada".into()).await
    }

    fn drive(&self, world: &Arc<World>) -> Drive {
        Drive {
            executors: Executors::new(&BTreeMap::new(), world.clone()),
            store: self.store.clone(),
            cancellation: Cancellation::default(),
            listener: Listener::default(),
        }
    }
}

/// Dropping an apply in the middle is all that a kill does.
async fn kill(begun: Begun, drive: &Drive, world: &World) {
    tokio::select! {
        ended = run(begun, drive) => panic!("it was to hang: {ended:?}"),
        () = world.died.notified() => {}
    }
}

fn memory() -> Arc<SqliteStore> {
    Arc::new(SqliteStore::in_memory().unwrap())
}

#[tokio::test]
async fn an_apply_runs_to_its_end_and_leaves_a_release() {
    let world = Arc::new(World::default());
    let setup = Setup::new(1, memory(), &world);
    let told = Arc::new(Mutex::new(Vec::new()));
    let mut drive = setup.drive(&world);
    let listening = told.clone();
    drive.listener = Listener::new(move |event| listening.lock().unwrap().push(event.clone()));
    let ended = run(setup.begin(&world).await.unwrap(), &drive).await.unwrap();
    assert_eq!((ended.verdict, ended.failed.len(), ended.left.len()), (ReleaseVerdict::Succeeded, 0, 0));
    assert_eq!(stored(&setup.store).unwrap().state, ended.state);
    assert_eq!((ended.state.serial, ended.state.applying.clone()), (1, None));
    assert_eq!(ended.state.lineage.len(), 32);
    let fifth = &ended.state.resources[&address("r5")];
    assert_eq!(fifth.body.to_json(), r#"{"before":"r4","number":1}"#);
    assert_eq!(world.things().len(), 6);
    let release = setup.store.release(&subject(), &scope(), 1).unwrap();
    assert_eq!((release.verdict, &*release.actor), (ReleaseVerdict::Succeeded, "ada"));
    let told = told.lock().unwrap();
    assert_eq!(told.iter().filter(|event| matches!(event, Event::StepEnded { failure: None, .. })).count(), 6);
    assert!(matches!(told.first(), Some(Event::PlanStarted { steps: 6, done: 0, serial: 1, .. })));
    assert!(matches!(told.last(), Some(Event::PlanEnded { verdict: ReleaseVerdict::Succeeded, .. })));
}

#[tokio::test]
async fn a_plan_applies_once() {
    let world = Arc::new(World::default());
    let setup = Setup::new(1, memory(), &world);
    run(setup.begin(&world).await.unwrap(), &setup.drive(&world)).await.unwrap();
    let refused = setup.begin(&world).await.unwrap_err();
    assert_eq!(refused.diagnostics[0].code, codes::PLAN_STALE);
    assert_eq!(stored(&setup.store).unwrap().state.serial, 1);
}

#[tokio::test]
async fn killed_after_any_step_it_resumes_to_the_same_end() {
    let calm = Arc::new(World::default());
    let whole = Setup::new(1, memory(), &calm);
    let expected = run(whole.begin(&calm).await.unwrap(), &whole.drive(&calm)).await.unwrap();
    for steps in 0..6 {
        for dies_before_acting in [true, false] {
            let world = World { dies_after: Some(steps), dies_before_acting, ..World::default() };
            let world = Arc::new(world);
            let setup = Setup::new(1, memory(), &world);
            let begun = setup.begin(&world).await.unwrap();
            let drive = setup.drive(&world);
            kill(begun, &drive, &world).await;
            let busy = setup.begin(&world).await.unwrap_err();
            assert_eq!(busy.diagnostics[0].code, codes::STATE_BUSY);

            let healed = World { things: Mutex::new(world.things()), ..World::default() };
            let world = Arc::new(healed);
            let ended = run(setup.resume().await.unwrap(), &setup.drive(&world)).await.unwrap();
            assert_eq!(ended.verdict, ReleaseVerdict::Succeeded);
            assert_eq!(world.things(), calm.things());
            let mut state = ended.state;
            state.lineage.clone_from(&expected.state.lineage);
            assert_eq!(state, expected.state);
        }
    }
}

#[tokio::test]
async fn a_target_that_cannot_be_asked_leaves_the_outcome_unknown() {
    let world = Arc::new(World { dies_after: Some(1), dies_before_acting: true, ..World::default() });
    let setup = Setup::new(1, memory(), &world);
    let (begun, drive) = (setup.begin(&world).await.unwrap(), setup.drive(&world));
    kill(begun, &drive, &world).await;
    let world = Arc::new(World { things: Mutex::new(world.things()), forgetful: true, ..World::default() });
    let ended = run(setup.resume().await.unwrap(), &setup.drive(&world)).await.unwrap();
    assert_eq!(ended.verdict, ReleaseVerdict::Failed);
    assert_eq!(ended.failed[0].diagnostic.code, codes::EXEC_OUTCOME_UNKNOWN);
    assert_eq!((ended.failed.len(), ended.left.len()), (1, 4));
}

#[tokio::test]
async fn who_was_overtaken_by_a_resume_stops() {
    let world = Arc::new(World::default());
    let setup = Setup::new(1, memory(), &world);
    let slow = setup.begin(&world).await.unwrap();
    let resumed = setup.resume().await.unwrap();
    assert_eq!(resumed.apply.attempt(), 2);
    let refused = run(slow, &setup.drive(&world)).await.unwrap_err();
    assert_eq!(refused.diagnostics[0].code, codes::STATE_CONFLICT);
    assert_eq!(world.things().len(), 0, "it touched nothing");
    let ended = run(resumed, &setup.drive(&world)).await.unwrap();
    assert_eq!(ended.verdict, ReleaseVerdict::Succeeded);
}

#[tokio::test]
async fn a_cancelled_apply_finishes_what_runs_and_can_be_resumed() {
    let world = Arc::new(World::default());
    let setup = Setup::new(1, memory(), &world);
    let mut drive = setup.drive(&world);
    let cancellation = drive.cancellation.clone();
    drive.listener = Listener::new(move |event| {
        if matches!(event, Event::StepStarted { step } if step.address.id() == "r2") {
            cancellation.cancel();
        }
    });
    let cancelled = run(setup.begin(&world).await.unwrap(), &drive).await.unwrap_err();
    assert_eq!(cancelled.diagnostics[0].code, codes::EXEC_CANCELLED);
    assert!(cancelled.diagnostics[0].message.contains("after 3 of 6 steps"), "{cancelled}");
    assert_eq!(world.things().len(), 3);
    let ended = run(setup.resume().await.unwrap(), &setup.drive(&world)).await.unwrap();
    assert_eq!((ended.verdict, world.things().len()), (ReleaseVerdict::Succeeded, 6));
}

#[tokio::test]
async fn after_a_failure_the_rest_is_left_and_the_state_is_true() {
    let world = Arc::new(World { fails_at: Some(address("r3")), ..World::default() });
    let setup = Setup::new(1, memory(), &world);
    let ended = run(setup.begin(&world).await.unwrap(), &setup.drive(&world)).await.unwrap();
    assert_eq!((ended.verdict, ended.failed.len(), ended.left.len()), (ReleaseVerdict::Failed, 1, 2));
    assert_eq!(ended.state.resources.len(), 3);
    assert_eq!(ended.state.applying, None);
    assert_eq!(setup.store.release(&subject(), &scope(), 1).unwrap().verdict, ReleaseVerdict::Failed);
    let world = Arc::new(World { things: Mutex::new(world.things()), ..World::default() });
    let setup = Setup::new(1, setup.store.clone(), &world);
    let ended = run(setup.begin(&world).await.unwrap(), &setup.drive(&world)).await.unwrap();
    assert_eq!((ended.verdict, ended.state.serial, world.things().len()), (ReleaseVerdict::Succeeded, 2, 6));
}

#[tokio::test]
async fn what_changed_under_a_plan_is_not_overwritten() {
    let world = Arc::new(World::default());
    let setup = Setup::new(1, memory(), &world);
    let begun = setup.begin(&world).await.unwrap();
    world.things.lock().unwrap().insert(address("r1"), "somebody else's".into());
    let ended = run(begun, &setup.drive(&world)).await.unwrap();
    assert_eq!(ended.failed[0].diagnostic.code, codes::PLAN_STALE);
    assert_eq!(world.things()[&address("r1")], Value::from("somebody else's"));
}

#[tokio::test]
async fn of_two_appliers_at_once_one_wins() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.db");
    let world = Arc::new(World::default());
    let first = Setup::new(1, Arc::new(SqliteStore::create(&file).unwrap()), &world);
    let second = Setup::new(1, Arc::new(SqliteStore::create(&file).unwrap()), &world);
    let (one, two) = tokio::join!(first.begin(&world), second.begin(&world));
    let (won, lost) = if one.is_ok() { (one, two) } else { (two, one) };
    let code = lost.unwrap_err().diagnostics[0].code.clone();
    assert!([codes::STATE_BUSY, codes::STATE_CONFLICT].contains(&code), "{code}");
    let ended = run(won.unwrap(), &first.drive(&world)).await.unwrap();
    assert_eq!((ended.verdict, ended.state.serial), (ReleaseVerdict::Succeeded, 1));
}

#[tokio::test]
async fn an_apply_can_be_sent_to_another_thread() {
    let world = Arc::new(World::default());
    let setup = Setup::new(1, memory(), &world);
    let (begun, drive) = (setup.begin(&world).await.unwrap(), setup.drive(&world));
    let ended = tokio::spawn(async move { run(begun, &drive).await }).await.unwrap();
    assert_eq!(ended.unwrap().verdict, ReleaseVerdict::Succeeded);
}
