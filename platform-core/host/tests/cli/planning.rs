//! Plans as they are printed.

use super::support::Place;

#[test]
fn a_first_plan_and_no_change_after_deploying() {
    let place = Place::example("hello");
    insta::assert_snapshot!("first_plan", place.good("plan hello --env staging").shown());
    assert_eq!(place.run("plan hello --env staging --detailed-exitcode").code, 2);
    place.good("deploy hello --env staging");
    let call = place.run("plan hello --env staging --detailed-exitcode");
    assert_eq!(call.code, 0, "{}", call.out);
    insta::assert_snapshot!("nothing_left", call.shown());
}

#[test]
fn a_change_shows_its_line() {
    let place = Place::example("hello");
    place.good("deploy hello --env production");
    place.edit("environments/production.yaml", "replicas: 2", "replicas: 3");
    insta::assert_snapshot!("change", place.good("plan hello --env production").shown());
    let explained = place.good("explain hello/production/kubernetes/workload /spec/replicas");
    insta::assert_snapshot!("explained", explained.shown());
    insta::assert_snapshot!("explained_whole", place.good("explain hello/production/kubernetes/workload").shown());
    let markdown = place.good("plan hello --env production --output markdown").out;
    // The lineage is random, and with it the digest of whatever comes after an apply.
    let is_digest = |line: &str| line.starts_with("plans <code>sha256:");
    let told = markdown.lines().map(|line| if is_digest(line) { "plans DIGEST" } else { line });
    insta::assert_snapshot!("markdown", told.collect::<Vec<_>>().join("\n"));
}

#[test]
fn drift_is_told_from_intent() {
    let place = Place::example("hello");
    place.good("deploy hello --env staging");
    place.edit("deploy/staging/kubernetes/hello/workload.yaml", "replicas: 1", "replicas: 4");
    let call = place.good("plan hello --env staging");
    assert!(call.out.contains("changed outside"), "{}", call.out);
    insta::assert_snapshot!(call.out);
}

#[test]
fn a_service_alone_is_planned_everywhere() {
    let place = Place::example("hello");
    let set = place.good("plan hello --output json").json();
    let environments: Vec<&str> =
        set["ok"].as_array().unwrap().iter().map(|plan| plan["environment"].as_str().unwrap()).collect();
    assert_eq!(environments, ["-", "production", "staging"]);
}

#[test]
fn all_of_the_shop() {
    let place = Place::example("shop");
    let call = place.good("plan --all");
    let last = call.out.lines().last().unwrap();
    assert!(last.contains("plans, ") && last.contains("to create"), "{last}");
    let staging = place.good("plan --all --env staging --output json").json();
    let plans = staging["ok"].as_array().unwrap();
    assert!(plans.iter().all(|plan| plan["environment"] == "-" || plan["environment"] == "staging"));
    assert!(plans.len() > 20, "{}", plans.len());
}

#[test]
fn a_plan_of_the_shop() {
    let place = Place::example("shop");
    insta::assert_snapshot!("shop_payment_api", place.good("plan payment-api --env staging").out);
    insta::assert_snapshot!("shop_orders", place.good("plan orders --env staging").out);
}

#[test]
fn two_environments_are_compared() {
    let place = Place::example("shop");
    let call = place.good("compare payment-api staging production");
    insta::assert_snapshot!(call.out);
    assert_eq!(place.good("compare --service=payment-api staging production").out, call.out);
    let all = place.good("compare --all staging production --output json").json();
    assert!(all["comparisons"].as_array().unwrap().len() >= 10);
}

#[test]
fn what_is_rendered_can_be_read() {
    let place = Place::example("hello");
    insta::assert_snapshot!(place.good("render hello --env staging").out);
}

#[test]
fn nothing_is_written_where_it_must_not_be() {
    let place = Place::example("hello");
    let before = place.files(".");
    for words in [
        "render hello --env staging",
        "explain hello/staging/kubernetes/workload",
        "plan hello --no-state",
        "validate",
        "status",
        "history",
        "compare hello staging production",
    ] {
        place.good(words);
        assert_eq!(place.files("."), before, "platform {words}");
    }
}

#[test]
fn colours_are_asked_for_and_refused() {
    let place = Place::example("hello");
    let run = |variables: &[(&str, &str)]| {
        let output =
            place.command().args(["plan", "hello", "--env", "staging"]).envs(variables.iter().copied()).output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    };
    assert!(!run(&[]).contains('\u{1b}'));
    assert!(run(&[("CLICOLOR_FORCE", "1")]).contains('\u{1b}'));
    assert!(!run(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]).contains('\u{1b}'));
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    use std::process::Stdio;
    let place = Place::example("shop");
    let mut child =
        place.command().args(["plan", "--all"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{err}");
    assert!(!err.contains("panicked"), "{err}");
}

#[test]
fn who_answers_for_a_deadline_says_so_in_a_file() {
    let place = Place::example("shop");
    place.edit("services/payment-api/catalog-info.yaml", "expires: 2027-12-01", "expires: 2020-01-01");
    place.run("plan payment-api --env production --out late.plan");
    // A plan that was saved is judged by what holds now.
    let waiver = "apiVersion: platform-core.dev/v1alpha1\nkind: Waiver\nmetadata: {name: slow-drain}\nspec:\n  rule: \
                  deadline/override/slow-drain\n  subject: payment-api\n  owner: team-payments\n  reason: the gateway is late\n  until: ";
    place.write("waivers/payment-api.yaml", &format!("{waiver}2021-01-01\n"));
    let ended = place.run("apply late.plan");
    assert_eq!(ended.code, 4, "{}", ended.err);
    assert!(ended.err.contains("group:team-payments answered for it until 2021-01-01"), "{}", ended.err);
    place.write("waivers/payment-api.yaml", &format!("{waiver}2999-01-01\n"));
    let waived = place.good("plan payment-api --env production --output json").json();
    assert_eq!(waived["checks"][0]["verdict"]["until"], "2999-01-01T00:00:00Z", "{}", waived["checks"]);
    let told = place.good("plan payment-api --env production").err;
    let answers = "Waived: the deadline of the override `slow-drain` has passed: 2020-01-01; group:team-payments answers for it \
                   until 2999-01-01\n";
    assert!(told.contains(answers), "{told}");
    place.good("apply late.plan");
}

#[test]
fn a_deadline_that_has_passed_fails_a_check_and_is_not_applied() {
    let place = Place::example("shop");
    place.edit("services/payment-api/catalog-info.yaml", "expires: 2027-12-01", "expires: 2020-01-01");
    let call = place.run("plan payment-api --env production");
    assert_eq!(call.code, 4, "{}", call.out);
    insta::assert_snapshot!("deadline", call.err);
    let set = place.run("plan payment-api --env production --output json").json();
    let failed: Vec<&str> =
        set["checks"].as_array().unwrap().iter().filter_map(|check| check["rule"].as_str()).collect();
    assert_eq!(failed, ["deadline/override/slow-drain"]);
    assert_eq!(place.run("deploy payment-api --env production").code, 4);
    assert!(place.files("deploy").is_empty());

    // A plan that was saved before is judged when it is applied; where it holds no deadline, nothing is held up.
    place.run("plan payment-api --env production --out late.plan");
    let late = place.run("apply late.plan");
    assert_eq!(late.code, 4, "{}", late.err);
    assert!(late.err.contains("policy.deadline") && place.files("deploy").is_empty(), "{}", late.err);
    // In an emergency nothing is held up, and history says why. The reason is part of what was planned.
    assert_eq!(place.run("plan payment-api --env production --break-glass=").code, 64);
    let broken = place.good("plan payment-api --env production --break-glass outage --out broken.plan");
    assert!(broken.out.contains("no check holds it up: outage"), "{}", broken.out);
    assert!(broken.err.contains("[policy.break_glass]"), "{}", broken.err);
    place.good("apply broken.plan");
    assert!(place.good("history payment-api --env production").out.contains("broke the glass: outage"));
    let releases = place.good("history payment-api --env production --output json").json();
    assert_eq!(releases["releases"][0]["breakGlass"], "outage", "{releases}");
    place.good("deploy payment-api --env staging");
    let destroyed = place.run("plan payment-api --env staging --destroy");
    assert_eq!(destroyed.code, 0, "{}{}", destroyed.out, destroyed.err);
}

#[test]
fn what_vanished_from_the_files_is_told_and_destroyed_by_name() {
    let place = Place::example("hello");
    place.good("deploy hello --env staging");
    assert!(!place.good("plan --all").err.contains("gone from the files"));
    std::fs::remove_dir_all(place.path().join("services/hello")).unwrap();
    let call = place.good("plan --all");
    insta::assert_snapshot!("orphans", call.shown());
    let orphans = place.good("plan --all --output json").json()["orphans"].clone();
    assert!(orphans.as_array().unwrap().iter().any(|one| one["environment"] == "staging"), "{orphans}");
    place.good("apply --all --yes");
    assert!(!place.files("deploy/staging").is_empty(), "only by name");
    place.good("apply --service=hello --env=staging --destroy --yes");
    assert!(place.files("deploy/staging").is_empty());
}

#[test]
fn manifests_are_one_stream_for_kubectl() {
    let place = Place::example("hello");
    let image = format!("--image registry.example/hello@sha256:{}", "a".repeat(64));
    place.edit(
        "golden-paths/web/1.0.0/golden-path.yaml",
        "  resources:\n",
        "  resources:\n    - id: zone\n      target: kubernetes\n      body: {apiVersion: v1, kind: Namespace, metadata: {name: zone}}\n    \
         - id: block\n      target: terraform\n      body: {resource: {terraform_data: {main: {}}}}\n",
    );
    place.edit(
        "environments/staging.yaml",
        "{kubernetes: {delivery: directory}}",
        "{kubernetes: {delivery: directory}, terraform: {delivery: directory}}",
    );
    let _ = std::fs::remove_file(place.path().join("services/hello/platform.lock"));
    let stream = place.good(&format!("render hello --env staging {image} --output manifests")).out;
    let kinds: Vec<&str> = stream.lines().filter_map(|line| line.strip_prefix("kind: ")).collect();
    assert_eq!(kinds.first().copied(), Some("Namespace"), "what others stand in comes first: {kinds:?}");
    assert!(kinds.len() > 2 && !stream.contains("terraform_data"), "{stream}");
    assert_eq!(stream.lines().filter(|line| *line == "---").count(), kinds.len());
    assert!(stream.starts_with("---\n# hello/staging/kubernetes/zone\n"), "{stream}");
    let one = place.good(&format!("render hello --env staging {image} --output manifests --target kubernetes")).out;
    assert_eq!(one, stream);
    for (wrong, told) in [
        ("--env staging --output manifests --target terraform", "has no target `terraform` of Kubernetes"),
        ("--env - --output manifests", "is for Kubernetes"),
        ("--env staging --target kubernetes", "`--target` is for `--output manifests`"),
    ] {
        let call = place.run(&format!("render hello {wrong} {image}"));
        assert!(call.code == 64 && call.err.contains(told), "{wrong}: {} {}", call.code, call.err);
    }
    // What is known only after an apply can't be applied by anybody else.
    place.edit(
        "golden-paths/web/1.0.0/golden-path.yaml",
        "{main: {}}}}\n",
        "{main: {}}}}\n      outputs: {id: {attribute: id}}\n",
    );
    place.edit(
        "golden-paths/web/1.0.0/golden-path.yaml",
        "metadata: {name: zone}}",
        "metadata: {name: zone, labels: {id: \"${{ resources.block.outputs.id }}\"}}}",
    );
    let _ = std::fs::remove_file(place.path().join("services/hello/platform.lock"));
    let call = place.run(&format!("render hello --env staging {image} --output manifests"));
    assert!(call.err.contains("plan.unknown") && call.err.contains("hello/staging/kubernetes/zone"), "{}", call.err);
    assert!(call.out.is_empty(), "{}", call.out);
}

#[test]
fn where_nothing_is_delegated_no_tool_is_asked() {
    let place = Place::example("hello");
    let asked = place.good("plan hello --env staging --ask-tools");
    assert_eq!(asked.out, place.good("plan hello --env staging").out);
    assert_eq!(place.run("plan hello --env staging --ask-tools --no-state").code, 64);
}
