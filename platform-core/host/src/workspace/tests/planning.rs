//! Plans, locks and images.

use std::path::Path;

use super::fixture::*;
use super::sharing::keeping;
use crate::workspace::{ApplyRequest, Image, LockMode, LockRequest, PlanRequest, Selection, Workspace};
use platform_core::model::{Digest, Name, Scope};

#[tokio::test]
async fn planning_writes_the_lock_file_once_and_no_store() {
    let shop = Shop::new();
    let first = shop.plan().await;
    let lock = shop.read("services/cart/platform.lock");
    assert!(lock.contains("version: 1.0.0") && lock.contains("staging:") && lock.contains("\"-\":"), "{lock}");
    assert!(!shop.path(".platform").exists() && !shop.path("deploy").exists());
    let again = shop.plan().await;
    assert_eq!(shop.read("services/cart/platform.lock"), lock);
    assert_eq!(first, again, "the same question has the same answer, byte for byte");
    assert_eq!(serde_json::to_string(&first).unwrap(), serde_json::to_string(&again).unwrap());
}

#[tokio::test]
async fn a_lock_file_that_must_be_complete_is_not_written() {
    let shop = Shop::new();
    let locked = PlanRequest { lock: LockMode::Locked, ..PlanRequest::default() };
    let refused = shop.open().plan(&subject("cart"), &staging(), &locked).await;
    assert_eq!(refused.value, None);
    assert_eq!(codes(&refused.diagnostics), ["lock.missing"]);
    assert!(!shop.path("services/cart/platform.lock").exists());
    good(shop.open().plan(&subject("cart"), &staging(), &leaving_locks()).await);
    assert!(!shop.path("services/cart/platform.lock").exists());
    shop.plan().await;
    good(shop.open().plan(&subject("cart"), &staging(), &locked).await);
}

#[tokio::test]
async fn what_is_locked_stays_until_it_is_moved_by_name() {
    let shop = Shop::new();
    shop.plan().await;
    let newer = shop.read("golden-paths/web/1.0.0/golden-path.yaml").replace("version: 1.0.0", "version: 1.1.0");
    shop.write("golden-paths/web/1.1.0/golden-path.yaml", &newer);
    let version = |plans: platform_core::model::PlanFile| {
        plans.plans[1].plan.pins.path.as_ref().map(|path| path.version.to_string()).unwrap()
    };
    assert_eq!(version(shop.plan().await), "1.0.0");
    let update = LockRequest { update: true, ..LockRequest::default() };
    let changes = good(shop.open().lock(&Selection::default(), &update).await);
    assert_eq!(changes.len(), 2);
    assert_eq!(&*changes[0].file, "services/cart/platform.lock");
    assert_eq!(version(shop.plan().await), "1.1.0");
    assert_eq!(good(shop.open().lock(&Selection::default(), &update).await), []);
}

#[tokio::test]
async fn what_a_subject_has_once_is_moved_only_by_its_own_name() {
    let shop = Shop::new();
    shop.deploy().await;
    let newer = shop.read("golden-paths/web/1.0.0/golden-path.yaml").replace("version: 1.0.0", "version: 1.1.0");
    shop.write("golden-paths/web/1.1.0/golden-path.yaml", &newer);
    let versions = |plans: platform_core::model::PlanFile| -> Vec<String> {
        let pins = plans.plans.into_iter().filter_map(|planned| planned.plan.pins.path);
        pins.map(|path| path.version.to_string()).collect()
    };
    let update = LockRequest { update: true, ..LockRequest::default() };
    for (scope, expected) in [(staging(), ["1.0.0", "1.1.0"]), (Scope::SUBJECT, ["1.1.0", "1.1.0"])] {
        let only = Selection::of([subject("cart")], [scope]);
        assert_eq!(good(shop.open().lock(&only, &update).await).len(), 1);
        assert_eq!(versions(shop.plan().await), expected);
    }
    // The lock is what is desired; what was applied is another thing until it is applied.
    let applied = async || {
        let status = shop.open().status().await.unwrap();
        status.iter().map(|one| one.applied.as_ref() == Some(&one.locked)).collect::<Vec<_>>()
    };
    assert_eq!(applied().await, [false, false]);
    shop.deploy().await;
    assert_eq!(applied().await, [true, true]);
}

#[tokio::test]
async fn an_image_is_locked_from_the_moment_that_its_apply_begins() {
    let shop = Shop::new();
    shop.edit("golden-paths/web/1.0.0/golden-path.yaml", "  parameters:", "  artifacts: [app]\n  parameters:");
    let image: Image = format!("registry.example/shop/cart@{}", Digest::of(b"one")).parse().unwrap();
    let request = PlanRequest { images: vec![image], ..PlanRequest::default() };
    let plans = good(shop.open().plan_deploy(&subject("cart"), &staging(), &request).await);
    let is_locked = || shop.read("services/cart/platform.lock").contains("registry.example");
    let in_the_way = "deploy/staging/kubernetes/cart/config.yaml";
    shop.write(in_the_way, "kind: ConfigMap\n");
    assert_eq!(code(shop.apply(plans.clone()).await), "plan.stale");
    assert!(!is_locked(), "nothing was begun");
    std::fs::remove_file(shop.path(in_the_way)).unwrap();
    let failing = shop.open().with_executor("kubernetes".parse().unwrap(), keeping(&shop));
    assert!(!failing.apply(plans, &ApplyRequest::new("ada")).await.unwrap().succeeded());
    assert!(is_locked(), "half of it may be there");
}

#[tokio::test]
async fn an_image_enters_the_plan_and_with_its_apply_the_lock() {
    let shop = Shop::new();
    shop.edit("golden-paths/web/1.0.0/golden-path.yaml", "  parameters:", "  artifacts: [app]\n  parameters:");
    shop.edit(
        "golden-paths/web/1.0.0/golden-path.yaml",
        "{name: app, ports",
        "{name: app, image: \"${{ artifacts.app.image }}\", ports",
    );
    let without = shop.open().plan(&subject("cart"), &staging(), &PlanRequest::default()).await;
    assert_eq!(codes(&without.diagnostics), ["path.artifact_missing"]);
    let image: Image = format!("registry.example/shop/cart@{}", Digest::of(b"one")).parse().unwrap();
    let request = PlanRequest { images: vec![image.clone()], ..PlanRequest::default() };
    let plans = good(shop.open().plan_deploy(&subject("cart"), &staging(), &request).await);
    let app: Name = "app".parse().unwrap();
    assert_eq!(plans.plans[1].plan.pins.artifacts.get(&app), Some(&image.artifact));
    assert!(!shop.read("services/cart/platform.lock").contains("registry.example"));
    assert!(shop.apply(plans).await.unwrap().succeeded());
    assert!(shop.read("services/cart/platform.lock").contains("image: registry.example/shop/cart"));
    let again = shop.plan().await;
    assert_eq!(changes(&again), [""; 0]);

    let wrong: Image = format!("ap=registry.example/shop/cart@{}", Digest::of(b"one")).parse().unwrap();
    let request = PlanRequest { images: vec![wrong], ..PlanRequest::default() };
    let refused = shop.open().plan(&subject("cart"), &staging(), &request).await;
    assert_eq!(refused.diagnostics[0].help.as_deref(), Some("did you mean `app`?"));
}

#[tokio::test]
async fn an_image_without_a_name_needs_a_path_with_one_artifact() {
    let shop = Shop::new();
    let image: Image = format!("registry.example/shop/cart@{}", Digest::of(b"one")).parse().unwrap();
    let request = PlanRequest { images: vec![image], ..PlanRequest::default() };
    let refused = shop.open().plan(&subject("cart"), &staging(), &request).await;
    assert_eq!(codes(&refused.diagnostics), ["path.artifact_missing"]);
    shop.edit("golden-paths/web/1.0.0/golden-path.yaml", "  parameters:", "  artifacts: [app, job]\n  parameters:");
    let refused = shop.open().plan(&subject("cart"), &staging(), &request).await;
    assert!(refused.diagnostics[0].help.as_ref().unwrap().contains("app, job"), "{refused:?}");
}

#[tokio::test]
async fn names_that_are_not_there_are_suggested() {
    let shop = Shop::new();
    let help = |outcome: platform_core::model::Outcome<_>| {
        let _: Option<platform_core::model::PlannedRendering> = outcome.value;
        outcome.diagnostics[0].help.clone().unwrap()
    };
    let request = PlanRequest::default();
    assert_eq!(help(shop.open().plan(&subject("cartt"), &staging(), &request).await), "did you mean `cart`?");
    let stagging: Scope = "stagging".parse().unwrap();
    assert_eq!(help(shop.open().plan(&subject("cart"), &stagging, &request).await), "did you mean `staging`?");
    let plain = shop.open().plan(&subject("group:platform"), &staging(), &request).await;
    assert_eq!(codes(&plain.diagnostics), ["graph.no_golden_path"]);
}

#[tokio::test]
async fn without_state_everything_looks_new_and_cannot_be_applied() {
    let shop = Shop::new();
    shop.deploy().await;
    let mut request = PlanRequest::default();
    request.options.without_state = true;
    let plans = good(shop.open().plan_deploy(&subject("cart"), &staging(), &request).await);
    assert!(plans.plans.iter().all(|planned| planned.plan.summary.create > 0));
    assert_eq!(code(shop.apply(plans).await), "plan.no_state");
}

#[tokio::test]
async fn many_are_planned_as_each_alone_and_one_that_fails_keeps_no_other_back() {
    let shop = Shop::new();
    shop.write("services/basket/catalog-info.yaml", &service("basket", "{port: 8081}"));
    shop.write("services/broken/catalog-info.yaml", &service("broken", "{port: eighty}"));
    let all = shop.plan_all().await;
    let names: Vec<String> =
        all.ok.iter().map(|planned| format!("{}/{}", planned.plan.subject, planned.plan.environment)).collect();
    assert_eq!(names, ["basket/-", "basket/staging", "cart/-", "cart/staging"]);
    assert_eq!(all.failed.len(), 2);
    assert!(all.failed.iter().all(|failed| failed.subject == subject("broken")));
    let alone = good(shop.open().plan(&subject("cart"), &staging(), &PlanRequest::default()).await);
    assert_eq!(serde_json::to_string(&alone).unwrap(), serde_json::to_string(&all.ok[3]).unwrap());
    let staging = Selection::of([], [staging()]);
    assert_eq!(shop.open().plan_all(&staging, &PlanRequest::default()).await.ok.len(), 2);
}

#[tokio::test]
async fn a_delivery_that_is_not_built_is_refused_by_name() {
    let shop = Shop::new();
    shop.edit(
        "environments/staging.yaml",
        "kubernetes: {delivery: directory}",
        "kubernetes: {type: grafana, delivery: apply}",
    );
    let refused = shop.open().plan(&subject("cart"), &staging(), &PlanRequest::default()).await;
    assert_eq!(codes(&refused.diagnostics), ["exec.delivery_unavailable"]);
    assert!(refused.diagnostics[0].message.contains("apply"), "{refused:?}");
}

#[tokio::test]
async fn what_is_not_there_may_stand_in_a_document_with_errors() {
    let shop = Shop::new();
    shop.edit("environments/staging.yaml", "{name: staging}", "{name: Staging!}");
    let workspace = crate::workspace::Workspace::open(shop.root()).value.unwrap();
    let refused = workspace.plan(&subject("cart"), &staging(), &PlanRequest::default()).await;
    assert_eq!(codes(&refused.diagnostics), ["graph.environment_unknown"]);
    let help = refused.diagnostics[0].help.clone().unwrap();
    assert!(help.contains("left out, such as those of environments/staging.yaml"), "{help}");
}

#[tokio::test]
async fn what_lies_in_the_way_is_said_while_planning() {
    let shop = Shop::new();
    shop.write("deploy/staging/kubernetes/cart/config.yaml", "a: [\n");
    let refused = shop.open().plan(&subject("cart"), &staging(), &PlanRequest::default()).await;
    assert_eq!(codes(&refused.diagnostics), ["exec.unreadable"]);
    let outside = tempfile::tempdir().unwrap();
    std::fs::remove_dir_all(shop.path("deploy")).unwrap();
    std::os::unix::fs::symlink(outside.path(), shop.path("deploy")).unwrap();
    let refused = shop.open().plan(&subject("cart"), &staging(), &PlanRequest::default()).await;
    assert!(codes(&refused.diagnostics).iter().all(|code| *code == "exec.path_escape"), "{refused:?}");
    assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_lock_file_with_a_conflict_marker_is_not_overwritten() {
    let shop = Shop::new();
    shop.plan().await;
    let workspace: Workspace = shop.open();
    let broken = format!("<<<<<<< HEAD\n{}", shop.read("services/cart/platform.lock"));
    shop.write("services/cart/platform.lock", &broken);
    shop.write("services/basket/catalog-info.yaml", &service("basket", "{port: 8081}"));
    let update = LockRequest { update: true, ..LockRequest::default() };
    let refused = workspace.lock(&Selection::default(), &update).await;
    assert_eq!(refused.value, Some(Vec::new()));
    assert!(codes(&refused.diagnostics).contains(&"lock.invalid"), "{refused:?}");
    assert_eq!(shop.read("services/cart/platform.lock"), broken);
}

#[tokio::test]
async fn what_is_wrong_in_one_environment_or_lock_file_keeps_no_other_back() {
    let shop = Shop::new();
    shop.write("services/basket/catalog-info.yaml", &service("basket", "{port: 8081}"));
    shop.write("environments/staging.outputs.yaml", "- no map\n");
    let workspace = shop.open();
    shop.write("services/basket/platform.lock", "<<<<<<<\n");
    let all = workspace.plan_all(&Selection::default(), &PlanRequest::default()).await;
    let names = |subject: &platform_core::model::EntityRef, scope: &Scope| format!("{subject}/{scope}");
    let ok: Vec<String> =
        all.ok.iter().map(|planned| names(&planned.plan.subject, &planned.plan.environment)).collect();
    let failed: Vec<(String, &str)> = all
        .failed
        .iter()
        .map(|failed| (names(&failed.subject, &failed.environment), failed.diagnostics[0].code.as_str()))
        .collect();
    assert_eq!(ok, ["cart/-"]);
    let expected = [("basket/staging", "schema.type"), ("cart/staging", "schema.type"), ("basket/-", "lock.invalid")];
    assert_eq!(failed, expected.map(|(name, code)| (name.to_owned(), code)));
}

/// The workspace plans many by a loop of its own, for it looks at the world as it goes: it must give what the core gives.
#[tokio::test]
async fn many_are_planned_as_the_core_plans_them() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shop");
    let workspace = Workspace::open(&example).value.unwrap();
    let mut request = leaving_locks();
    request.options.without_state = true;
    let everything = Selection::default();
    let planned = workspace.plan_all(&everything, &request).await;
    let facts = platform_core::plan::Facts::default();
    let core = platform_core::plan::plan_all(workspace.platform(), &everything, &facts, &request.options, 2);
    let core = core.value.unwrap();
    assert!(planned.ok.len() > 20 && planned.failed.is_empty(), "{}", planned.ok.len());
    assert_eq!(planned.ok, core.ok);
    assert_eq!(planned.orphans, core.orphans);
}

/// Nothing would ever bring a secret there: it is said before anything is begun, where it is written.
#[tokio::test]
async fn a_secret_that_no_target_takes_is_said_while_planning() {
    let shop = Shop::new();
    shop.edit("services/cart/catalog-info.yaml", "{port: 8080}", "{port: 8080, database: true}");
    let path = "golden-paths/web/1.0.0/golden-path.yaml";
    shop.edit(
        path,
        "data: {url: \"postgres",
        "data: {key: \"${{ resources.database.outputs.password }}\", url: \"postgres",
    );
    let said = shop.open().plan(&subject("cart"), &staging(), &PlanRequest::default()).await;
    let [problem] = said.diagnostics.iter().filter(|one| one.is_error()).collect::<Vec<_>>()[..] else {
        panic!("{said:?}")
    };
    assert_eq!((problem.code.as_str(), said.value), ("template.unescapable", None));
    let at = problem.at.as_ref().unwrap();
    assert_eq!((&*at.file, at.line), (path, 35), "{problem:?}");
    assert!(problem.message.contains("at `/data/key`"), "{problem}");
    assert!(problem.help.as_ref().unwrap().contains("cart/staging/terraform/database"), "{problem:?}");
}
