//! Applies, drift, history.

use super::fixture::*;
use crate::workspace::{ApplyRequest, PlanRequest, Selection, Workspace};
use platform_core::model::{Intent, ReleaseVerdict, Scope};

const CONFIG: &str = "deploy/staging/kubernetes/cart/config.yaml";

#[tokio::test]
async fn after_a_deploy_the_plan_is_empty() {
    let shop = Shop::new();
    let report = shop.deploy().await;
    assert_eq!(report.applied.iter().map(|applied| applied.serial).collect::<Vec<_>>(), [Some(1), Some(1)]);
    let files: Vec<String> = shop.tree("deploy").into_keys().collect();
    let expected = [
        "deploy/-/catalog/cart/component.yaml",
        "deploy/-/file/cart/.github/workflows/ci.yml",
        CONFIG,
        "deploy/staging/kubernetes/cart/workload.yaml",
    ];
    assert_eq!(files, expected);
    assert_eq!(shop.read(expected[1]), "name: cart\non: push\n");
    assert_eq!(changes(&shop.plan().await), [""; 0]);
    let (plan, request) = (PlanRequest::default(), ApplyRequest::new("ada"));
    let again = shop.open().deploy(&subject("cart"), &staging(), &plan, &request).await.unwrap();
    assert!(again.applied.iter().all(|applied| applied.serial.is_none()), "nothing was to be done");
}

#[tokio::test]
async fn a_plan_applies_once() {
    let shop = Shop::new();
    let plans = shop.plan().await;
    shop.apply(plans.clone()).await.unwrap();
    let before = shop.tree("deploy");
    assert_eq!(code(shop.apply(plans).await), "plan.stale");
    assert_eq!(shop.tree("deploy"), before);
    let history = shop.open().history(None, None).await.unwrap();
    assert_eq!(history.len(), 2);
}

#[tokio::test]
async fn a_saved_plan_is_applied_as_it_was_rendered_and_where_it_was_planned() {
    let shop = Shop::new();
    let plans = shop.plan().await;
    shop.edit("services/cart/catalog-info.yaml", "8080", "9090");
    let elsewhere = "kubernetes: {delivery: directory, directory: elsewhere}";
    shop.edit("environments/staging.yaml", "kubernetes: {delivery: directory}", elsewhere);
    std::fs::remove_dir_all(shop.path("golden-paths")).unwrap();
    let workspace = Workspace::open(shop.root()).value.unwrap();
    assert!(workspace.apply(plans, &ApplyRequest::new("ada")).await.unwrap().succeeded());
    assert!(shop.read("deploy/staging/kubernetes/cart/workload.yaml").contains("8080"));
    assert!(!shop.path("elsewhere").exists());
}

#[tokio::test]
async fn what_a_subject_has_once_is_applied_first() {
    let shop = Shop::new();
    let report = shop.deploy().await;
    let order: Vec<&Scope> = report.applied.iter().map(|applied| &applied.environment).collect();
    assert_eq!(order, [&Scope::SUBJECT, &staging()]);
}

#[tokio::test]
async fn a_plan_file_that_was_edited_is_refused() {
    let shop = Shop::new();
    let plans = shop.plan().await;
    let text = serde_json::to_string(&plans).unwrap().replace("\"staging\"},\"kind\"", "\"production\"},\"kind\"");
    assert_eq!(code(shop.apply(serde_json::from_str(&text).unwrap()).await), "plan.tampered");
    assert!(!shop.path("deploy").exists());
}

#[tokio::test]
async fn of_many_appliers_one_wins() {
    let shop = Shop::new();
    let plans = shop.plan().await;
    let appliers = (0..4).map(|_| {
        let (workspace, plans) = (shop.open(), plans.clone());
        tokio::spawn(async move { workspace.apply(plans, &ApplyRequest::new("ada")).await })
    });
    let mut won = 0;
    for applier in appliers.collect::<Vec<_>>() {
        let result = applier.await.unwrap();
        let problems = match &result {
            Ok(report) => report.diagnostics(),
            Err(failure) => failure.diagnostics.clone(),
        };
        won += usize::from(problems.is_empty());
        let clear = ["plan.stale", "state.busy", "state.conflict", "exec.skipped"];
        assert!(codes(&problems).iter().all(|code| clear.contains(code)), "{problems:#?}");
    }
    let serials: Vec<u64> = shop.open().status().await.unwrap().iter().map(|status| status.serial).collect();
    assert_eq!(serials, [1, 1]);
    assert!(won <= 1);
    assert_eq!(changes(&shop.plan().await), [""; 0]);
}

#[tokio::test]
async fn what_is_changed_by_hand_goes_back_and_what_is_deleted_is_made_again() {
    let shop = Shop::new();
    shop.deploy().await;
    let before = shop.tree("deploy");
    shop.edit(CONFIG, "staging", "elsewhere");
    std::fs::remove_file(shop.path("deploy/staging/kubernetes/cart/workload.yaml")).unwrap();
    let plans = shop.plan().await;
    let expected = ["[Update] cart/staging/kubernetes/config", "[Create] cart/staging/kubernetes/workload"];
    assert_eq!(changes(&plans), expected);
    shop.apply(plans).await.unwrap();
    assert_eq!(shop.tree("deploy"), before);
}

#[tokio::test]
async fn what_changes_between_plan_and_apply_makes_the_plan_stale() {
    let shop = Shop::new();
    shop.deploy().await;
    shop.edit("services/cart/catalog-info.yaml", "8080", "9090");
    let plans = shop.plan().await;
    shop.edit("deploy/staging/kubernetes/cart/workload.yaml", "8080", "7070");
    let before = shop.tree("deploy");
    let failure = shop.apply(plans).await.unwrap_err();
    assert_eq!(codes(&failure.diagnostics), ["plan.stale"]);
    assert!(failure.to_string().contains("containerPort"), "{failure}");
    assert_eq!(shop.tree("deploy"), before);
    // An edit of what the plan does not touch leaves it fresh.
    shop.edit("deploy/staging/kubernetes/cart/workload.yaml", "7070", "8080");
    let plans = shop.plan().await;
    shop.edit(CONFIG, "staging", "elsewhere");
    assert!(shop.apply(plans).await.unwrap().succeeded());
}

#[tokio::test]
async fn what_is_there_and_not_ours_is_not_touched() {
    let shop = Shop::new();
    let theirs = "apiVersion: v1\ndata: {environment: mine}\nkind: ConfigMap\nmetadata: {name: cart}\n";
    shop.write(CONFIG, theirs);
    let plans = shop.plan().await;
    assert_eq!(code(shop.apply(plans).await), "plan.exists");
    assert_eq!(shop.read(CONFIG), theirs);
    let mut request = PlanRequest::default();
    request.options.adopt = vec!["cart/staging/kubernetes/config".parse().unwrap()];
    let plan = good(shop.open().plan(&subject("cart"), &staging(), &request).await);
    let file = platform_core::model::PlanFile { format_version: Default::default(), plans: vec![plan] };
    assert!(shop.apply(file).await.unwrap().succeeded());
    shop.deploy().await;
    assert_eq!(changes(&shop.plan().await), [""; 0]);
    assert!(shop.read(CONFIG).contains("environment: staging"));
}

#[tokio::test]
async fn history_status_and_releases_tell_what_was_done() {
    let shop = Shop::new();
    assert_eq!(shop.open().history(None, None).await.unwrap(), []);
    let before = shop.open().status().await.unwrap();
    assert!(before.iter().all(|status| status.serial == 0 && status.applied.is_none() && status.declared));
    shop.deploy().await;
    shop.edit("services/cart/catalog-info.yaml", "8080", "9090");
    shop.deploy().await;
    let history = shop.open().history(Some(&subject("cart")), Some(&staging())).await.unwrap();
    assert_eq!(history.iter().map(|entry| entry.serial).collect::<Vec<_>>(), [2, 1]);
    assert_eq!((&*history[0].actor, history[0].verdict), ("ada", ReleaseVerdict::Succeeded));
    assert_eq!((history[0].summary.update, history[1].summary.create), (1, 2));
    let release = shop.open().release(&subject("cart"), &staging(), 1).await.unwrap();
    assert_eq!(release.rendered.resources.len(), 2);
    let status = shop.open().status().await.unwrap();
    let staging = status.iter().find(|status| status.environment == staging()).unwrap();
    assert_eq!((staging.serial, staging.resources, staging.applying.clone()), (2, 2, None));
    assert_eq!(staging.applied.as_ref(), Some(&staging.locked));
    assert_eq!(staging.last.as_ref().map(|last| last.serial), Some(2));
    assert_eq!(code(shop.open().release(&subject("cart"), &Scope::SUBJECT, 9).await), "state.release_unknown");
}

#[tokio::test]
async fn what_vanished_from_the_files_is_an_orphan_until_it_is_destroyed_by_name() {
    let shop = Shop::new();
    shop.deploy().await;
    std::fs::remove_dir_all(shop.path("services/cart")).unwrap();
    let status = shop.open().status().await.unwrap();
    assert!(!status.is_empty() && status.iter().all(|status| !status.declared));
    assert_eq!(shop.plan_all().await.ok, []);
    let selection = Selection::of([subject("cart")], [Scope::SUBJECT, staging()]);
    let mut request = PlanRequest::default();
    request.options.intent = Intent::Destroy;
    let planned = shop.open().plan_all(&selection, &request).await;
    assert_eq!(planned.failed, []);
    let order: Vec<Scope> = planned.ok.iter().map(|planned| planned.plan.environment.clone()).collect();
    assert_eq!(order, [staging(), Scope::SUBJECT]);
    assert!(shop.apply(planned.plan_file()).await.unwrap().succeeded());
    assert!(!shop.path("deploy").exists());
    assert_eq!(shop.open().status().await.unwrap(), []);
}

#[tokio::test]
async fn a_renamed_resource_is_moved_and_not_made_anew() {
    let shop = Shop::new();
    shop.deploy().await;
    let path = "golden-paths/web/1.0.0/golden-path.yaml";
    let newer = shop.read(path).replace("version: 1.0.0", "version: 1.1.0").replace("id: config", "id: settings-map");
    let newer = newer.replace("dependsOn: [config]", "dependsOn: [settings-map]")
        + "  moved: [{from: config, to: settings-map}]\n";
    shop.write("golden-paths/web/1.1.0/golden-path.yaml", &newer);
    let update = crate::workspace::LockRequest { update: true, ..Default::default() };
    good(shop.open().lock(&Selection::default(), &update).await);
    let plans = shop.plan().await;
    assert!(changes(&plans).iter().any(|change| change.starts_with("[Move")), "{:?}", changes(&plans));
    assert!(shop.apply(plans).await.unwrap().succeeded());
    assert!(!shop.path(CONFIG).exists());
    assert!(shop.path("deploy/staging/kubernetes/cart/settings-map.yaml").exists());
    assert_eq!(changes(&shop.plan().await), [""; 0]);
}

#[tokio::test]
async fn approvals_are_not_passed_over_in_silence() {
    let shop = Shop::new();
    let rule = "spec:\n  access: {approve: [{group: group:platform, count: 1}]}";
    shop.edit("environments/staging.yaml", "spec:", rule);
    assert_eq!(code(shop.apply(shop.plan().await).await), "exec.approval_unavailable");
    assert!(!shop.path("deploy").exists());
}

#[tokio::test]
async fn a_target_that_gets_another_folder_leaves_nothing_in_the_old_one() {
    let shop = Shop::new();
    shop.deploy().await;
    let elsewhere = "kubernetes: {delivery: directory, directory: manifests/staging}";
    shop.edit("environments/staging.yaml", "kubernetes: {delivery: directory}", elsewhere);
    shop.deploy().await;
    assert!(!shop.path("deploy/staging").exists());
    assert!(shop.path("manifests/staging/cart/config.yaml").exists());
    assert_eq!(changes(&shop.plan().await), [""; 0]);
}

#[tokio::test]
async fn what_was_renamed_is_the_same_thing_under_another_name() {
    let shop = Shop::new();
    shop.deploy().await;
    let renamed = service("basket", "{port: 8080}").replace("ref: web@^1", "ref: web@^1, renamedFrom: [cart]");
    shop.write("services/cart/catalog-info.yaml", &renamed);
    let status = shop.open().status().await.unwrap();
    assert!(status.iter().all(|one| one.declared && one.serial == 1), "nothing is an orphan: {status:?}");
    let (plan, request) = (PlanRequest::default(), ApplyRequest::new("ada"));
    let report = shop.open().deploy(&subject("basket"), &staging(), &plan, &request).await.unwrap();
    assert_eq!(report.applied.iter().map(|applied| applied.serial).collect::<Vec<_>>(), [Some(2), Some(2)]);
    let files: Vec<String> = shop.tree("deploy").into_keys().collect();
    assert!(files.len() == 4 && files.iter().all(|file| file.contains("/basket/")), "{files:?}");
    let again = shop.open().deploy(&subject("basket"), &staging(), &plan, &request).await.unwrap();
    assert!(again.applied.iter().all(|applied| applied.serial.is_none()), "nothing was to be done");
    let history = shop.open().history(Some(&subject("basket")), None).await.unwrap();
    assert_eq!(history.len(), 4, "what it did under its old name is its history");
}
