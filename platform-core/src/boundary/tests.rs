use serde_json::{Value as Json, json};

use super::*;
use crate::model::{Sources, Timestamp};

fn answer(name: &str, input: &Json) -> Json {
    serde_json::from_str(&call(name, &input.to_string())).unwrap()
}

/// The code and the pointer of what is refused.
fn refused(text: &str) -> (String, String) {
    let answer: Json = serde_json::from_str(text).unwrap();
    let error = &answer["error"];
    assert_eq!(answer["ok"], Json::Null, "{text}");
    (error["code"].as_str().unwrap().to_owned(), error["at"]["pointer"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn handles_may_be_used_by_all_threads() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<PlatformHandle>();
    shared::<RenderedHandle>();
    shared::<StateHandle>();
    shared::<ObservedHandle>();
    shared::<PlanHandle>();
    shared::<ApplyHandle>();
}

#[test]
fn whatever_is_given_there_is_an_answer_with_a_place() {
    assert_eq!(refused(&call("paln", "{}")).0, "boundary.verb");
    assert!(call("paln", "{}").contains("did you mean `plan`?"));
    assert_eq!(refused(&call_bytes("digest", b"\"\xff\"")).0, "boundary.encoding");
    assert_eq!(refused(&call("digest", "{")).0, "boundary.json");
    assert_eq!(refused(&call("digest", r#"{"value": 1} 2"#)).0, "boundary.json");
    assert_eq!(refused(&call("digest", "[]")), ("boundary.input".into(), String::new()));
    assert_eq!(refused(&call("digest", r#"{"valeu": 1}"#)), ("boundary.input".into(), "/valeu".into()));
    let options = r#"{"rendered": {"formatVersion": "1.0", "subject": "a", "environment": "-", "pins": {}, "targets": {},
        "resources": {}, "origins": []}, "options": {"adopt": ["a/-/b/c", "no address"]}}"#;
    assert_eq!(refused(&call("plan", options)), ("boundary.input".into(), "/options/adopt/1".into()));
    let deep = format!(r#"{{"value": {}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(refused(&call("digest", &deep)).0, "limit.depth");
}

#[test]
fn every_verb_refuses_what_it_does_not_know() {
    for verb in verbs() {
        for hostile in ["", "null", "[1]", "\"\\ud800\"", "{\"no_such_field\": 1}", "1e999", "{\"files\": {\"a\": 1}}"]
        {
            let (code, _) = refused(&call(verb.name, hostile));
            assert!(code.starts_with("boundary."), "{} of {hostile}: {code}", verb.name);
        }
    }
}

#[test]
fn a_digest_that_is_not_that_of_its_body_is_refused() {
    let digest = answer("digest", &json!({"value": {"a": 1}}))["ok"].clone();
    let mut input = json!({
        "rendered": {
            "formatVersion": "1.0", "subject": "cart", "environment": "staging", "pins": {}, "targets": {},
            "resources": {"cart/staging/k/w": {"address": "cart/staging/k/w", "body": {"a": 1}, "digest": digest}},
            "origins": []
        }
    });
    assert_eq!(answer("plan", &input)["ok"]["summary"]["create"], 1);
    input["rendered"]["resources"]["cart/staging/k/w"]["body"]["a"] = json!(2);
    let place = "/rendered/resources/cart~1staging~1k~1w";
    assert_eq!(refused(&call("plan", &input.to_string())), ("boundary.digest".into(), place.into()));
}

#[test]
fn bodies_that_were_seen_are_read_as_they_come() {
    let address = || "cart/staging/kubernetes/workload".parse().unwrap();
    let seen = ObservedHandle::from_bodies([(address(), r#"{"a": 1}"#)], ["cart/staging/k/b".parse().unwrap()], None);
    let seen = seen.unwrap().with_outputs(r#"{"cart/staging/k/c": {"host": "a"}}"#).unwrap();
    assert_eq!((seen.observed().resources.len(), seen.observed().outputs.len()), (2, 1));
    assert_eq!(ObservedHandle::from_json(&seen.to_json().unwrap()).unwrap().observed(), seen.observed());
    assert!(seen.with_outputs(r#"{"no address": {}}"#).is_err());
    let failure = ObservedHandle::from_bodies([(address(), "{")], [], Some(&seen)).unwrap_err();
    assert_eq!(failure.diagnostics[0].code.as_str(), "parse.json");
}

#[test]
fn names_of_verbs_are_unique_and_explained() {
    let mut names: Vec<_> = verbs().iter().map(|verb| verb.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), verbs().len());
    assert!(verbs().iter().all(|verb| verb.about.ends_with('.')));
}

fn shop() -> PlatformHandle {
    let files = [
        (
            "environments/staging.yaml",
            "apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata: {name: staging}\n\
             spec: {targets: {kubernetes: {delivery: directory}}}\n",
        ),
        (
            "golden-paths/web/1.0.0/golden-path.yaml",
            "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\n\
             metadata: {name: web, version: 1.0.0, owner: group:platform}\nspec:\n  resources:\n    - id: workload\n      \
             target: kubernetes\n      body: {kind: Deployment, metadata: {name: '${{ service.slug }}'}}\n",
        ),
        (
            "services/cart/catalog-info.yaml",
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: cart}\n\
             spec: {type: service, lifecycle: production, owner: shop, goldenPath: {ref: web@^1}}\n",
        ),
    ];
    let sources: Sources = files.into_iter().map(|(path, text)| (path.into(), text.as_bytes().into())).collect();
    let parsed = PlatformHandle::parse(&sources);
    assert_eq!(parsed.diagnostics.iter().filter(|one| one.is_error()).count(), 0, "{:?}", parsed.diagnostics);
    parsed.value.unwrap()
}

#[test]
fn an_apply_is_polled_and_told_over_handles() {
    let (subject, scope) = ("cart".parse().unwrap(), "staging".parse().unwrap());
    let (state, seen) =
        (StateHandle::empty("cart".parse().unwrap(), "staging".parse().unwrap(), "l"), Default::default());
    let plan = shop().plan(&subject, &scope, Some(&state), None, Default::default()).value.unwrap();
    let (now, apply) = (Timestamp::from_milliseconds(0), ApplyHandle::begin(&plan, &state, &seen, "l").unwrap());
    let NextView::Start { steps } = apply.next(now) else { panic!("nothing to start") };
    let event = |json: Json| serde_json::from_value(json).unwrap();
    let started = json!({"step": steps[0].step.id, "attempt": 1, "at": now, "kind": {"kind": "started"}});
    let done = json!({"step": steps[0].step.id, "attempt": 1, "at": now, "kind": {"kind": "succeeded"}});
    assert_eq!(apply.record(event(done.clone())).unwrap_err().diagnostics[0].code.as_str(), "exec.order");
    apply.record(event(started)).unwrap();
    assert_eq!(apply.next(now), NextView::Wait { until: None });
    apply.record(event(done)).unwrap();
    assert_eq!(apply.next(now), NextView::Done);

    let after = apply.finish();
    assert_eq!((after.state().serial, after.state().resources.len()), (1, 1));
    let again = shop().plan(&subject, &scope, Some(&after), None, Default::default()).value.unwrap();
    assert!(again.is_empty());
    let read = PlanHandle::from_json(&plan.to_json().unwrap(), plan.rendered()).unwrap();
    assert_eq!(read.digest(), plan.digest());
}

#[test]
fn handles_and_text_give_the_same_bytes() {
    let plan = shop().plan(&"cart".parse().unwrap(), &"staging".parse().unwrap(), None, None, Default::default());
    let plan = plan.value.unwrap();
    let rendered: Json = serde_json::from_str(&plan.rendered().to_json().unwrap()).unwrap();
    let whole: Json = answer("plan", &json!({"rendered": rendered}))["ok"].clone();
    assert_eq!(serde_json::from_str::<Json>(&plan.to_json().unwrap()).unwrap(), whole);
    let change: Json = serde_json::from_str(&plan.change_json(0).unwrap().unwrap()).unwrap();
    assert_eq!(change, whole["changes"][0]);
    assert_eq!(plan.position(&plan.change(0).unwrap().address), Some(0));
    assert_eq!(plan.change_json(1).unwrap(), None);
}

#[test]
fn what_bindings_ask_is_json() {
    let (platform, seen) = (shop(), ObservedHandle::default());
    let request = r#"{"subject": "cart", "environment": "staging"}"#;
    let empty = || StateHandle::empty("cart".parse().unwrap(), "staging".parse().unwrap(), "l");
    let plan = platform.ask_plan(request, Some(&empty()), None).value.unwrap();
    let wrong = platform.ask_plan(r#"{"subject": "cart", "environment": "no name"}"#, None, None);
    assert_eq!(wrong.diagnostics[0].at.as_ref().unwrap().pointer.as_str(), "/environment");
    assert_eq!(platform.ask_render(request).value.unwrap().digest(), plan.rendered().digest());
    let told = |text: String| serde_json::from_str::<Json>(&text).unwrap();
    assert_eq!(told(platform.ask_resolve(request))["ok"]["paths"][0]["name"], "web");
    let address = plan.change(0).unwrap().address.to_string();
    let place = json!({"address": address, "path": "/kind"}).to_string();
    assert_eq!(told(plan.ask_explain(&place))["ok"]["value"], "Deployment");
    assert!(told(plan.ask_text("{}"))["ok"].as_str().unwrap().contains("workload"));
    assert_eq!(told(plan.ask_verify(&empty(), &seen))["ok"]["kind"], "fresh");
    let apply = plan.ask_apply(r#"{"parallelism": 1}"#, &empty(), &seen, None).value.unwrap();
    assert_eq!(told(apply.ask_next("2027-01-01"))["ok"]["kind"], "start");
    assert_eq!(refused(&apply.ask_next("soon")).0, "boundary.input");
    let started = json!({"step": 0, "attempt": 1, "at": "2027-01-01", "kind": {"kind": "started"}}).to_string();
    assert_eq!(told(apply.ask_record(&started))["ok"]["step"], 0);
    assert_eq!(refused(&apply.ask_record(&started)).0, "exec.order");
    let resumed = plan.ask_apply("{}", &apply.state(), &seen, Some(&apply.journal_json().unwrap())).value.unwrap();
    assert_eq!(resumed.view(Timestamp::from_milliseconds(0)).attempt, 2);
    let release = json!({"actor": "ana", "startedAt": "2027-01-01", "endedAt": "2027-01-02"}).to_string();
    assert_eq!(told(resumed.ask_release(&release))["ok"]["verdict"], "failed");
}

#[cfg(feature = "schema")]
#[test]
fn every_verb_has_its_schemas() {
    for schema in schemas() {
        let schema: Json = serde_json::from_str(&schema.text).unwrap();
        for verb in verbs() {
            assert!(schema["properties"][verb.name].is_object(), "{}", verb.name);
        }
    }
}

#[test]
fn many_are_planned_and_edited_over_handles() {
    let (platform, _) = crate::model::Platform::load("../examples/shop".as_ref()).into_result().unwrap();
    let platform = PlatformHandle::new(platform);
    let asked = r#"{"selection": {"names": ["cart", "payment-*"], "environments": ["staging"]}, "threads": 2}"#;
    let state = StateHandle::empty("cart".parse().unwrap(), "staging".parse().unwrap(), "l");
    let ((plans, view), _) = platform.ask_plan_all(asked, [&state], []).into_result().unwrap();
    let cart = platform.ask_plan(r#"{"subject": "cart", "environment": "staging"}"#, Some(&state), None);
    assert_eq!(
        plans.iter().find(|plan| &*plan.plan().subject.to_string() == "cart").map(PlanHandle::digest),
        cart.value.map(|plan| plan.digest())
    );
    assert!(plans.len() > 1 && view.failed.is_empty() && !view.groups.is_empty());
    let code = |asked: &str| platform.ask_plan_all(asked, [], []).diagnostics[0].code.to_string();
    assert_eq!(code(r#"{"selection": {"labels": ["=x"]}}"#), "boundary.input");
    assert_eq!(code(r#"{"selction": {}}"#), "boundary.input");
    let edit = r#"{"edits": [{"subjects": ["cart"], "path": "/metadata/title", "operation": {"kind": "set", "value": "Cart!"}}]}"#;
    let ((edited, view), _) = platform.ask_edit(edit).into_result().unwrap();
    let [file] = view.files.keys().collect::<Vec<_>>()[..] else { panic!("{view:?}") };
    assert_eq!(edited.platform().sources.get(file).unwrap()[..], *view.files[file].as_bytes());
}
