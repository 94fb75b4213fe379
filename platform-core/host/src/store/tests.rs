//! What every store must hold.

use super::*;
use platform_core::model::{
    Basis, Intent, Layer, Origin, Plan, PlannedRendering, ReleaseVerdict, Rendered, Resource, StateResource,
    StepEventKind, Value,
};

fn subject() -> EntityRef {
    "cart".parse().unwrap()
}

fn scope() -> Scope {
    "staging".parse().unwrap()
}

fn address(id: &str) -> Address {
    format!("cart/staging/kubernetes/{id}").parse().unwrap()
}

fn digest(text: &str) -> Digest {
    Digest::of(text.as_bytes())
}

fn at(milliseconds: i64) -> Timestamp {
    Timestamp::from_milliseconds(milliseconds)
}

/// A state as `Apply::begin` makes it.
fn begun(before: &State, plan: &str) -> State {
    let mut state = before.clone();
    state.serial += 1;
    state.applying = Some(Applying { plan_digest: digest(plan), attempt: 1 });
    state
}

fn fresh() -> State {
    State::new(subject(), scope(), "a")
}

fn release(state: &State, plan: &str) -> Release {
    serde_json::from_value(serde_json::json!({
        "formatVersion": "1.0", "subject": "cart", "environment": "staging", "serial": state.serial, "pins": {},
        "planDigest": digest(plan), "actor": "ada", "startedAt": at(1), "endedAt": at(2), "verdict": "succeeded",
        "summary": platform_core::model::Summary::default(),
        "rendered": Rendered::empty(subject(), scope()),
    }))
    .unwrap()
}

fn code<T: std::fmt::Debug>(result: Result<T, Failure>) -> String {
    result.unwrap_err().diagnostics[0].code.to_string()
}

fn stores() -> (tempfile::TempDir, Vec<SqliteStore>) {
    let folder = tempfile::tempdir().unwrap();
    let file = SqliteStore::create(&folder.path().join("a/b/state.db")).unwrap();
    (folder, vec![SqliteStore::in_memory().unwrap(), file])
}

#[test]
fn an_apply_is_stored_step_by_step_and_ends() {
    let (_folder, stores) = stores();
    for store in stores {
        assert_eq!(store.load(&subject(), &scope()).unwrap(), None);
        let mut state = begun(&fresh(), "one");
        let mut revision = store.begin(&state, None, None, at(5)).unwrap();
        let started = StepEvent::new(0, 1, at(6), StepEventKind::Started);
        revision = store.append(&state, revision, &BTreeSet::new(), std::slice::from_ref(&started)).unwrap();
        let body = Value::map([("a", Value::from(1))]);
        state.resources.insert(address("workload"), StateResource::new(body.clone()));
        let kind = StepEventKind::Succeeded { body: Some(body), outputs: Default::default(), identity: None };
        let ended = StepEvent::new(0, 1, at(7), kind);
        let touched = BTreeSet::from([address("workload")]);
        revision = store.append(&state, revision, &touched, std::slice::from_ref(&ended)).unwrap();
        assert_eq!(store.load(&subject(), &scope()).unwrap(), Some(Stored { state: state.clone(), revision }));
        let (journal, when) = store.journal(&subject(), &scope(), 1).unwrap();
        assert_eq!((journal.plan_digest, journal.events, when), (digest("one"), vec![started, ended], at(5)));

        state.applying = None;
        let revision = store.finish(&state, revision, &release(&state, "one")).unwrap();
        assert_eq!(store.load(&subject(), &scope()).unwrap(), Some(Stored { state: state.clone(), revision }));
        let heads = store.list().unwrap();
        assert_eq!((heads.len(), heads[0].serial, heads[0].resources), (1, 1, 1));

        let mut next = begun(&state, "two");
        let revision = store.begin(&next, Some(revision), None, at(8)).unwrap();
        next.resources.clear();
        let revision = store.append(&next, revision, &touched, &[]).unwrap();
        assert_eq!(store.load(&subject(), &scope()).unwrap(), Some(Stored { state: next, revision }));
    }
}

#[test]
fn of_many_that_begin_one_wins() {
    let (_folder, stores) = stores();
    for store in stores {
        let state = begun(&fresh(), "one");
        let revision = store.begin(&state, None, None, at(0)).unwrap();
        assert_eq!(code(store.begin(&begun(&fresh(), "two"), None, None, at(0))), "state.busy");
        let mut ended = state.clone();
        ended.applying = None;
        let revision = store.finish(&ended, revision, &release(&ended, "one")).unwrap();
        assert_eq!(code(store.begin(&begun(&fresh(), "two"), None, None, at(0))), "state.conflict");
        assert_eq!(code(store.begin(&begun(&ended, "two"), Some(revision - 1), None, at(0))), "state.conflict");
        let mut other = begun(&ended, "two");
        other.lineage = "b".into();
        assert_eq!(code(store.begin(&other, Some(revision), None, at(0))), "state.conflict");
        store.begin(&begun(&ended, "two"), Some(revision), None, at(0)).unwrap();
    }
}

#[test]
fn who_was_overtaken_writes_nothing() {
    let (_folder, stores) = stores();
    for store in stores {
        let mut state = begun(&fresh(), "one");
        let revision = store.begin(&state, None, None, at(0)).unwrap();
        // Somebody resumes: one revision on.
        state.applying = Some(Applying { plan_digest: digest("one"), attempt: 2 });
        store.append(&state, revision, &BTreeSet::new(), &[]).unwrap();
        let late = state.clone().with_resource(address("x"), StateResource::new(Value::Null));
        let touched = BTreeSet::from([address("x")]);
        let event = StepEvent::new(0, 1, at(0), StepEventKind::Started);
        assert_eq!(code(store.append(&late, revision, &touched, &[event])), "state.conflict");
        assert_eq!(code(store.finish(&late, revision, &release(&late, "one"))), "state.conflict");
        assert_eq!(store.load(&subject(), &scope()).unwrap().unwrap().state, state);
        assert_eq!(store.journal(&subject(), &scope(), 1).unwrap().0.events, []);
        assert_eq!(store.releases(None, None).unwrap(), []);
    }
}

#[test]
fn releases_are_listed_newest_first_and_read_one_by_one() {
    let (_folder, stores) = stores();
    for store in stores {
        let mut state = fresh();
        let mut revision = None;
        for plan in ["one", "two"] {
            state = begun(&state, plan);
            let next = store.begin(&state, revision, None, at(0)).unwrap();
            state.applying = None;
            revision = Some(store.finish(&state, next, &release(&state, plan)).unwrap());
        }
        let serials = |entries: Vec<ReleaseEntry>| entries.iter().map(|entry| entry.serial).collect::<Vec<_>>();
        assert_eq!(serials(store.releases(None, None).unwrap()), [2, 1]);
        assert_eq!(serials(store.releases(Some(&subject()), Some(&scope())).unwrap()), [2, 1]);
        assert_eq!(serials(store.releases(Some(&subject()), Some(&Scope::SUBJECT)).unwrap()), [0_u64; 0]);
        assert_eq!(store.release(&subject(), &scope(), 1).unwrap(), release(&begun(&fresh(), "one"), "one"));
        assert_eq!(store.release(&subject(), &scope(), 2).unwrap().verdict, ReleaseVerdict::Succeeded);
        assert_eq!(code(store.release(&subject(), &scope(), 3)), "state.release_unknown");
    }
}

/// A release of two resources, and the origins of two files.
fn full(serial: u64, replicas: i32) -> Release {
    let mut state = fresh();
    state.serial = serial;
    let mut release = release(&state, "one");
    let pin = |name: &str| -> platform_core::model::PathPin {
        serde_json::from_value(serde_json::json!({"name": name, "version": "1.0.0", "digest": digest(name)})).unwrap()
    };
    for name in ["a", "b", "a"] {
        release.rendered.origins.add(Origin::new(Layer::Template, None).with_path(Some(pin(name))).with_name(name));
    }
    release.rendered.origins.add(Origin::new(Layer::Subject, None).with_name("x"));
    for (id, value) in [("workload", replicas), ("service", 1)] {
        let body = Value::map([("big", Value::from("x".repeat(5_000))), ("replicas", value.into())]);
        release.rendered = release.rendered.with_resource(Resource::new(address(id), body));
    }
    release
}

fn bytes(store: &SqliteStore, sql: &str) -> i64 {
    store.connection().query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn what_releases_share_is_stored_once_and_nothing_is_lost() {
    let store = SqliteStore::in_memory().unwrap();
    let mut state = fresh();
    let mut revision = None;
    for replicas in 1..=10 {
        state = begun(&state, "one");
        let next = store.begin(&state, revision, None, at(0)).unwrap();
        state.applying = None;
        revision = Some(store.finish(&state, next, &full(state.serial, replicas)).unwrap());
    }
    for serial in 1..=10 {
        let replicas = i32::try_from(serial).unwrap();
        assert_eq!(store.release(&subject(), &scope(), serial).unwrap(), full(serial, replicas));
    }
    // One piece a changed resource, one for the other, and one for each run of origins.
    assert_eq!(bytes(&store, "SELECT count(*) FROM content"), 10 + 1 + 3);
    assert!(bytes(&store, "SELECT sum(length(body)) FROM release") < 10 * 1_500);
    store.connection().execute("UPDATE content SET body = body || ' '", []).unwrap();
    assert_eq!(code(store.release(&subject(), &scope(), 1)), "state.invalid");
    store.connection().execute("DELETE FROM content", []).unwrap();
    assert_eq!(code(store.release(&subject(), &scope(), 1)), "state.invalid");
}

#[test]
fn a_store_of_the_first_version_is_moved_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.db");
    let store = SqliteStore::create(&file).unwrap();
    {
        let connection = store.connection();
        let entry = serde_json::to_string(&ReleaseEntry::from(&full(1, 7))).unwrap();
        let body = serde_json::to_string(&full(1, 7)).unwrap();
        let sql =
            "INSERT INTO release (subject, environment, serial, entry, body) VALUES ('cart', 'staging', 1, ?1, ?2)";
        connection.execute(sql, (entry, body)).unwrap();
        connection.execute_batch("DROP TABLE content; PRAGMA user_version = 1").unwrap();
    }
    drop(store);
    for _ in 0..2 {
        let store = SqliteStore::open(&file).unwrap().unwrap();
        assert_eq!(store.release(&subject(), &scope(), 1).unwrap(), full(1, 7));
        assert_eq!(store.releases(None, None).unwrap().len(), 1);
    }
}

fn plan() -> Plan {
    serde_json::from_value(serde_json::json!({
        "formatVersion": "1.0", "subject": "cart", "environment": "staging", "intent": Intent::Converge,
        "basis": Basis::State, "base": {"lineage": "", "serial": 0}, "pins": {}, "targets": {}, "changes": [],
        "steps": [], "preconditions": [], "summary": platform_core::model::Summary::default(),
        "renderedDigest": digest("r"), "digest": digest("p"),
    }))
    .unwrap()
}

#[test]
fn a_plan_file_is_kept_until_its_run_is_closed() {
    let (_folder, stores) = stores();
    for store in stores {
        let planned = PlannedRendering { plan: plan(), rendered: Rendered::empty(subject(), scope()) };
        let file = PlanFile { format_version: Default::default(), plans: vec![planned] };
        let run = store.open_run(&file, "ada", at(3)).unwrap();
        let plans = vec![(subject(), scope(), digest("p"))];
        assert_eq!(store.runs().unwrap(), [Run { id: run, actor: "ada".into(), started_at: at(3), plans }]);
        assert_eq!(store.run_plans(run).unwrap(), file);
        store.close_run(run).unwrap();
        assert_eq!(store.runs().unwrap(), []);
        assert_eq!(code(store.run_plans(run)), "state.unchanged");
    }
}

#[test]
fn a_file_that_is_not_there_is_not_created_by_opening_it() {
    let folder = tempfile::tempdir().unwrap();
    assert!(SqliteStore::open(&folder.path().join("state.db")).unwrap().is_none());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_store_of_a_newer_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.db");
    drop(SqliteStore::create(&file).unwrap());
    rusqlite::Connection::open(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert_eq!(code(SqliteStore::open(&file).map(|_| ())), "store.version");
}

#[test]
fn what_is_no_store_is_said_to_be_unreadable() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.db");
    std::fs::write(&file, "certainly no database, and long enough to be looked at as one by its header").unwrap();
    assert_eq!(code(SqliteStore::open(&file).map(|_| ())), "store.io");
}

#[test]
fn two_processes_can_create_it_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.db");
    std::thread::scope(|threads| {
        let opened: Vec<_> = (0..8).map(|_| threads.spawn(|| SqliteStore::create(&file).map(|_| ()))).collect();
        for opened in opened {
            opened.join().unwrap().unwrap();
        }
    });
}
