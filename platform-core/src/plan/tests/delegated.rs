//! Plans that are made with what the tool of a delegated target would do.

use super::scene::*;
use crate::model::*;
use crate::plan::{TerraformRoot, check_expectation, observe_terraform_plan, read_terraform_plan, verify};

/// A queue as a body, with more in its block.
fn queue(more: &str) -> String {
    format!(r#"{{"resource": {{"aws_sqs_queue": {{"jobs": {{"name": "jobs"{more}}}}}}}}}"#)
}

/// A change as Terraform tells it: `name` may have an instance, `rest` stands in the change.
fn theirs(name: &str, actions: &str, rest: &str) -> String {
    let (block, index) = name.split_once('[').unwrap_or((name, ""));
    let index = index.strip_suffix(']').map(|index| format!(r#""index": {index}, "#)).unwrap_or_default();
    let rest = if rest.is_empty() { r#""before": null, "after": {}"# } else { rest };
    format!(
        r#"{{"address": "aws_sqs_queue.{name}", "mode": "managed", "type": "aws_sqs_queue", "name": "{block}", {index}
            "change": {{"actions": {actions}, {rest}}}}}"#
    )
}

fn read(changes: &[String]) -> TerraformPlan {
    let text = format!(r#"{{"format_version": "1.2", "resource_changes": [{}]}}"#, changes.join(","));
    let root = TerraformRoot::new("cart".parse().unwrap(), "staging".parse().unwrap(), name("terraform"));
    read_terraform_plan(&text, &root).unwrap()
}

impl Scene {
    /// With what Terraform would do.
    fn asked_terraform(mut self, changes: &[String]) -> Self {
        let found = observe_terraform_plan(&read(changes), &self.rendered, &self.state, &name("terraform"));
        self.observed = self.observed.with_observations(found.value.unwrap());
        self
    }

    /// A queue that is as it was written.
    fn settled() -> Self {
        Self::new().rendered("terraform:q", &queue("")).known("terraform:q", &queue(""))
    }
}

const UPDATE: &str = r#""before": {"name": "jobs", "delay_seconds": 9}, "after": {"name": "jobs", "delay_seconds": 0}"#;

#[test]
fn what_somebody_else_changed_is_told_field_by_field() {
    let scene = Scene::settled().asked_terraform(&[theirs("jobs", r#"["update"]"#, UPDATE)]);
    let field = "  /resource/aws_sqs_queue/jobs/delay_seconds Drift 9 -> 0";
    assert_eq!(scene.told(), ["terraform:q Update Drift", field]);
    assert!(Scene::settled().told().is_empty(), "without asking, nobody knows");
    // Our own change comes first, and what the tool adds to it is no drift.
    let scene = Scene::new()
        .rendered("terraform:q", &queue(r#", "kms": "b""#))
        .known("terraform:q", &queue(r#", "kms": "a""#))
        .asked_terraform(&[theirs("jobs", r#"["update"]"#, &UPDATE.replace("\"delay", "\"kms\": 1, \"delay"))]);
    let ours = r#"  /resource/aws_sqs_queue/jobs/kms Intent "a" -> "b""#;
    assert_eq!(scene.told(), ["terraform:q Update Changed", &field.replace("Drift", "Intent"), ours]);
    // What our files say as before stays drift, whatever else they change.
    let (said, change) =
        (|kms| queue(&format!(r#", "delay_seconds": 0, "kms": "{kms}""#)), theirs("jobs", r#"["update"]"#, UPDATE));
    let scene =
        Scene::new().rendered("terraform:q", &said("b")).known("terraform:q", &said("a")).asked_terraform(&[change]);
    assert_eq!(scene.told(), ["terraform:q Update Changed", field, ours]);
}

#[test]
fn what_the_tool_finds_done_is_only_learned() {
    let changed = Scene::new().rendered("terraform:q", &queue("")).known("terraform:q", &queue(r#", "fifo": true"#));
    assert_eq!(changed.told()[0], "terraform:q Update Changed");
    let asked = changed.asked_terraform(&[theirs("jobs", r#"["no-op"]"#, r#""before": {}, "after": {}"#)]);
    assert_eq!(asked.told(), ["terraform:q Read Changed"]);
    let unchanged = Scene::settled().asked_terraform(&[]);
    assert_eq!((unchanged.told().len(), unchanged.plan().summary.unchanged), (0, 1));
    // What is gone already need not go.
    let vanishes = Scene::new().known("terraform:q", &queue(""));
    assert_eq!(vanishes.told(), ["terraform:q Delete NoLongerRendered"]);
    assert_eq!(vanishes.clone().asked_terraform(&[]).told(), ["terraform:q Forget AlreadyGone"]);
    let delete = theirs("jobs", r#"["delete"]"#, r#""before": {"name": "jobs"}, "after": null"#);
    assert_eq!(vanishes.asked_terraform(&[delete]).told(), ["terraform:q Delete NoLongerRendered"]);
}

#[test]
fn a_block_that_is_gone_already_replaces_nothing() {
    let two = r#"{"resource": {"aws_sqs_queue": {"jobs": {"name": "jobs"}, "old": {"name": "old"}}}}"#;
    let scene = || Scene::new().rendered("terraform:q", &queue("")).known("terraform:q", two);
    let field = "  /resource/aws_sqs_queue/old";
    let told = scene().told();
    assert!(told[0] == "terraform:q Delete+Create CannotUpdateInPlace" && told[1].starts_with(&format!("{field}! ")));
    let update = theirs("jobs", r#"["update"]"#, UPDATE);
    let told = scene().asked_terraform(std::slice::from_ref(&update)).told();
    assert!(told[0] == "terraform:q Update Changed" && told[2].starts_with(&format!("{field} ")), "{told:?}");
    let delete = theirs("old", r#"["delete"]"#, r#""before": {"name": "old"}, "after": null"#);
    let told = scene().asked_terraform(&[update, delete]).told();
    assert!(told[0] == "terraform:q Delete+Create CannotUpdateInPlace" && told[2].starts_with(&format!("{field}! ")));
}

#[test]
fn what_could_not_be_deleted_when_it_was_replaced_goes_now() {
    // The queue itself is as it should be; a former one of its name is there still.
    let deposed = theirs("jobs", r#"["delete"]"#, r#""before": {"name": "former"}, "after": null"#);
    let deposed = deposed.replacen("\"change\"", r#""deposed": "5f1e2c3d", "change""#, 1);
    let field = r#"  /resource/aws_sqs_queue/jobs Drift "aws_sqs_queue.jobs" -> -"#;
    assert_eq!(Scene::settled().asked_terraform(&[deposed]).told(), ["terraform:q Update Drift", field]);
}

#[test]
fn what_cannot_be_changed_in_place_is_a_replacement_of_ours() {
    let replace = r#""before": {"name": "a"}, "after": {"name": "jobs"}, "replace_paths": [["name"]]"#;
    let scene = |actions: &str| {
        Scene::new()
            .rendered("terraform:q", &queue(""))
            .known("terraform:q", &queue("").replace(": \"jobs\"", ": \"a\""))
            .asked_terraform(&[theirs("jobs", actions, replace)])
    };
    let field = r#"  /resource/aws_sqs_queue/jobs/name! Intent "a" -> "jobs""#;
    // OpenTofu leaves where it is what is never to be destroyed.
    for actions in [r#"["delete", "create"]"#, r#"["create", "delete"]"#, r#"["forget", "create"]"#] {
        assert_eq!(scene(actions).told(), ["terraform:q Delete+Create CannotUpdateInPlace", field], "{actions}");
    }
    let mut protected = scene(r#"["forget", "create"]"#);
    let mut resource = Resource::clone(&protected.rendered.resources[&address("terraform:q")]);
    resource.protect = true;
    protected.rendered.resources.insert(address("terraform:q"), resource);
    let blocked = "BLOCKED plan.protected terraform:q is protected and would be replaced";
    assert_eq!(protected.told()[2], blocked);
    let released = protected.asked(|options| options.release.push(address("terraform:q")));
    assert_eq!(released.told().len(), 2);
    // What only the tool wants, and why, in our words.
    let because = |reason: &str, rest: &str| {
        let change = theirs("jobs", r#"["delete", "create"]"#, rest);
        let change = change.replacen("\"change\"", &format!(r#""action_reason": "{reason}", "change""#), 1);
        Scene::settled().asked_terraform(&[change]).plan().changes[0].reason
    };
    let known = r#""before": {"name": "a"}, "after": {"name": "jobs"}"#;
    assert_eq!(because("replace_because_tainted", known), Reason::Drift);
    assert_eq!(because("replace_by_request", known), Reason::Requested);
    assert_eq!(because("replace_by_triggers", known), Reason::DependencyReplaced);
    assert_eq!(because("replace_because_cannot_update", known), Reason::Drift);
    let unknown = r#""before": {"arn": "a"}, "after": {}, "after_unknown": {"arn": true}, "replace_paths": [["arn"]]"#;
    assert_eq!(because("replace_because_cannot_update", unknown), Reason::DependencyReplaced);
}

#[test]
fn what_has_its_successor_before_it_goes_is_only_changed() {
    let body = queue(r#", "lifecycle": [{"create_before_destroy": true}]"#);
    let known = body.replace(": \"jobs\"", ": \"a\"");
    let replace = r#""before": {"name": "a"}, "after": {"name": "jobs"}, "replace_paths": [["name"]]"#;
    let scene = |actions: &str| {
        let change = theirs("jobs", actions, replace);
        Scene::new().rendered("terraform:q", &body).known("terraform:q", &known).asked_terraform(&[change])
    };
    assert_eq!(scene(r#"["create", "delete"]"#).told()[0], "terraform:q Update Changed");
    assert_eq!(scene(r#"["delete", "create"]"#).told()[0], "terraform:q Delete+Create CannotUpdateInPlace");
}

#[test]
fn what_was_removed_by_somebody_else_is_made_again() {
    let create = || theirs("jobs", r#"["create"]"#, "");
    assert_eq!(Scene::settled().asked_terraform(&[create()]).told(), ["terraform:q Create DeletedOutside"]);
    // One of several blocks, or instances: the resource is still there, in part.
    let two = queue("").replace("\"jobs\": {", "\"more\": {}, \"jobs\": {");
    let scene = Scene::new().rendered("terraform:q", &two).known("terraform:q", &two).asked_terraform(&[create()]);
    let field = r#"  /resource/aws_sqs_queue/jobs Drift - -> {"name":"jobs"}"#;
    assert_eq!(scene.told(), ["terraform:q Update Drift", field]);
    let counted = queue(r#", "count": 2"#);
    let scene = Scene::new().rendered("terraform:q", &counted).known("terraform:q", &counted);
    let scene = scene.asked_terraform(&[theirs("jobs[1]", r#"["create"]"#, "")]);
    let field = r#"  /resource/aws_sqs_queue/jobs[1] Drift - -> "aws_sqs_queue.jobs[1]""#;
    assert_eq!(scene.told(), ["terraform:q Update Drift", field]);
}

#[test]
fn what_terraform_has_as_a_list_of_one_block_is_told_as_it_was_written() {
    let policy = |policy: &str| queue(&format!(r#", "redrive": {policy}"#));
    let change = theirs(
        "jobs",
        r#"["update"]"#,
        r#""before": {"redrive": [{"max": 3}], "tags": null}, "after": {"redrive": [{"max": 5}], "tags": {}}"#,
    );
    for (body, place) in [(policy(r#"{"max": 5}"#), "redrive/max"), (policy(r#"[{"max": 5}]"#), "redrive/0/max")] {
        let scene = Scene::new().rendered("terraform:q", &body).known("terraform:q", &body);
        let told = scene.asked_terraform(std::slice::from_ref(&change)).told();
        assert_eq!(told[1], format!("  /resource/aws_sqs_queue/jobs/{place} Drift 3 -> 5"));
    }
}

#[test]
fn a_secret_that_changes_is_told_without_its_value() {
    let change = theirs(
        "jobs",
        r#"["update"]"#,
        r#""before": {"key": "MARKER-1"}, "after": {"key": "MARKER-2"}, "before_sensitive": {"key": true}, "after_sensitive": {"key": true}"#,
    );
    let scene = Scene::settled().asked_terraform(&[change]);
    let told = format!("{:?} {:?}", scene.told(), scene.observed);
    assert!(!told.contains("MARKER"), "{told}");
    assert!(scene.told()[0].starts_with("terraform:q Update"), "{told}");
}

#[test]
fn a_module_and_what_was_renamed_are_of_whoever_has_them() {
    let module = r#"{"module": {"net": {"source": "./net"}}}"#;
    let change = r#"{"address": "module.net.aws_vpc.main", "module_address": "module.net", "mode": "managed",
        "type": "aws_vpc", "name": "main", "change": {"actions": ["update"], "before": {"cidr": "a"}, "after": {"cidr": "b"}}}"#;
    let scene = Scene::new().rendered("terraform:n", module).known("terraform:n", module);
    let told = scene.asked_terraform(&[change.to_owned()]).told();
    assert_eq!(told, ["terraform:n Update Drift", r#"  /module/net/aws_vpc.main/cidr Drift "a" -> "b""#]);
    let moved = Scene::new().rendered("terraform:b", &queue("")).known("terraform:a", &queue(""));
    let moved = moved.moved("terraform:a", "terraform:b");
    assert_eq!(moved.clone().asked_terraform(&[]).told(), ["terraform:b Move Renamed from terraform:a"]);
    let told = moved.asked_terraform(&[theirs("jobs", r#"["update"]"#, UPDATE)]).told();
    assert_eq!(told[0], "terraform:b Move+Update Renamed from terraform:a");
}

#[test]
fn what_is_of_nobody_is_not_removed_in_silence() {
    let scene = Scene::settled();
    let delete = theirs("stranger", r#"["delete"]"#, r#""before": {}, "after": null"#);
    let found = observe_terraform_plan(&read(&[delete]), &scene.rendered, &scene.state, &name("terraform"));
    assert!(found.value.is_none());
    let problem = found.diagnostics[0].to_string();
    assert!(problem.contains("exec.unannounced"), "{problem}");
    assert!(problem.contains("Terraform would delete aws_sqs_queue.stranger, which is of no resource of ours"));
}

#[test]
fn a_plan_is_stale_when_the_tool_would_do_something_else() {
    let scene = Scene::settled().asked_terraform(&[theirs("jobs", r#"["update"]"#, UPDATE)]);
    let plan = scene.plan();
    let Expectation::Planned { .. } = plan.preconditions[0].expect else { panic!("{:?}", plan.preconditions) };
    let fresh = |scene: &Scene| verify(&plan, &scene.rendered, &scene.state, &scene.observed);
    assert_eq!(fresh(&scene), Freshness::Fresh);
    assert_eq!(fresh(&Scene::settled()), Freshness::Fresh, "nobody was asked since");
    let other = UPDATE.replace('9', "8");
    let other = Scene::settled().asked_terraform(&[theirs("jobs", r#"["update"]"#, &other)]);
    let nothing = Scene::settled().asked_terraform(&[]);
    for (scene, path) in [(&other, "/resource/aws_sqs_queue/jobs"), (&nothing, "")] {
        let paths = vec![path.parse().unwrap()];
        let cause = Staleness::Fields { address: address("terraform:q"), paths: paths.clone() };
        assert_eq!(fresh(scene), Freshness::Stale { causes: vec![cause] });
        let seen = &scene.observed.resources[&address("terraform:q")];
        let rules = crate::plan::DiffRules::none();
        assert_eq!(check_expectation(&plan.preconditions[0].expect, &rules, None, None, seen), Err(paths));
    }
    // A plan that was made without asking says nothing of what a tool would do.
    let provisional = Scene::new().rendered("terraform:q", &queue("")).known("terraform:q", "{}");
    let plan = provisional.plan();
    let asked = provisional.asked_terraform(&[theirs("jobs", r#"["create"]"#, "")]);
    assert_eq!(verify(&plan, &asked.rendered, &asked.state, &asked.observed), Freshness::Fresh);
}

#[test]
fn what_a_tool_would_do_is_a_document() {
    let scene = Scene::settled().asked_terraform(&[theirs("jobs", r#"["update"]"#, UPDATE)]);
    let text = serde_json::to_string(&scene.observed).unwrap();
    assert_eq!(serde_json::from_str::<Observed>(&text).unwrap(), scene.observed);
    let (read, secret) = Observed::read_document(&text, &mut JsonReader::default()).unwrap();
    assert_eq!((read, secret), (scene.observed.clone(), false));
    let plan = scene.plan();
    let text = serde_json::to_string(&plan).unwrap();
    assert!(text.contains(r#""kind":"planned""#), "{text}");
    assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
}

/// Each place is looked up once: with the square of their number this would take minutes.
#[test]
fn many_values_cost_as_much_as_they_are() {
    let many = |value: &str| {
        let values: Vec<String> = (0..40_000).map(|number| format!(r#""k{number}": {value}"#)).collect();
        values.join(",")
    };
    let change = theirs(
        "jobs",
        r#"["delete", "create"]"#,
        &format!(r#""before": {{{}}}, "after": {{{}}}, "replace_paths": [["k1"]]"#, many("1"), many("2")),
    );
    let scene = Scene::new()
        .rendered("terraform:q", &queue(&format!(", {}", many("2"))))
        .known("terraform:q", &queue(&format!(", {}", many("3"))))
        .asked_terraform(&[change]);
    let plan = scene.plan();
    assert_eq!((plan.changes[0].is_replacement(), plan.changes[0].fields.len()), (true, 40_000));
    assert_eq!(plan.changes[0].fields.iter().filter(|field| field.forces_replacement).count(), 1);
}
