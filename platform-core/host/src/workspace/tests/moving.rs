//! Upgrades, promotions, rollbacks.

use std::sync::Arc;

use platform_core::model::{Action, Diagnostic, Intent, Scope, codes as known};

use super::fixture::{Shop, code, codes, good, staging, subject};
use crate::executors::FakeExecutor;
use crate::workspace::{ApplyRequest, PlanRequest};

const PRODUCTION: &str = "
apiVersion: platform-core.dev/v1alpha1
kind: Environment
metadata: {name: production}
spec:
  promotesFrom: [staging]
  targets:
    kubernetes: {delivery: directory}
    terraform: {delivery: directory, outputs: environments/production.outputs.yaml}
";

const LOCK: &str = "services/cart/platform.lock";

fn production() -> Scope {
    "production".parse().unwrap()
}

fn asked(intent: Intent) -> PlanRequest {
    let mut request = PlanRequest::default();
    request.options.intent = intent;
    request
}

/// A shop in which a further version of the path is published.
fn published() -> Shop {
    let shop = Shop::new();
    let path = shop.read("golden-paths/web/1.0.0/golden-path.yaml");
    shop.write("environments/production.yaml", PRODUCTION);
    shop.write(
        "golden-paths/web/1.1.0/golden-path.yaml",
        &path.replace("version: 1.0.0", "version: 1.1.0").replace("name: app,", "name: app, tty: true,"),
    );
    shop
}

/// Deployed to staging by the older version, which the lock file names.
async fn deployed() -> Shop {
    let shop = Shop::new();
    shop.deploy().await;
    let newer = published();
    for file in ["environments/production.yaml", "golden-paths/web/1.1.0/golden-path.yaml"] {
        shop.write(file, &newer.read(file));
    }
    shop
}

async fn deploy(shop: &Shop, scope: &Scope, request: &PlanRequest) {
    let report = shop.open().deploy(&subject("cart"), scope, request, &ApplyRequest::new("ada")).await.unwrap();
    assert!(report.succeeded(), "{:#?}", report.diagnostics());
}

fn workload(shop: &Shop) -> String {
    let delivered = shop.tree("deploy");
    let of_workload = delivered.into_iter().filter(|(name, _)| name.contains("workload"));
    let text: String = of_workload.map(|(_, text)| text).collect();
    assert!(text.contains("containerPort"), "{text:?}");
    text
}

#[tokio::test]
async fn an_upgrade_moves_the_lock_file_when_its_apply_begins() {
    let shop = deployed().await;
    assert!(good(shop.open().plan(&subject("cart"), &staging(), &PlanRequest::default()).await).plan.steps.is_empty());
    let before = shop.read(LOCK);
    let planned = good(shop.open().plan_deploy(&subject("cart"), &staging(), &asked(Intent::Upgrade)).await);
    assert_eq!(planned.plans.len(), 1, "what it has once keeps its version");
    let plan = &planned.plans[0].plan;
    assert_eq!(plan.pins.path.as_ref().unwrap().version.to_string(), "1.1.0");
    assert_eq!((plan.intent, plan.summary.update), (Intent::Upgrade, 1));
    assert_eq!(shop.read(LOCK), before);
    shop.apply(planned).await.unwrap();
    assert_ne!(shop.read(LOCK), before);
    assert!(good(shop.open().plan(&subject("cart"), &staging(), &PlanRequest::default()).await).plan.steps.is_empty());
}

#[tokio::test]
async fn a_promotion_takes_over_what_succeeded_where_it_promotes_from() {
    let shop = published();
    shop.write(LOCK, "");
    std::fs::remove_file(shop.path(LOCK)).unwrap();
    let nothing = shop.open().plan(&subject("cart"), &production(), &asked(Intent::Promote)).await;
    assert_eq!(codes(&nothing.diagnostics), ["state.release_unknown"]);
    let shop = deployed().await;
    let planned = good(shop.open().plan(&subject("cart"), &production(), &asked(Intent::Promote)).await);
    assert_eq!(planned.plan.pins.path.as_ref().unwrap().version.to_string(), "1.0.0");
    deploy(&shop, &production(), &asked(Intent::Promote)).await;
    // Later plans of production go by the lock file, and find nothing to do.
    assert!(
        good(shop.open().plan(&subject("cart"), &production(), &PlanRequest::default()).await).plan.steps.is_empty()
    );
    shop.edit("environments/production.yaml", "[staging]", "[stagin]");
    let workspace = crate::workspace::Workspace::open(shop.root()).value.unwrap();
    let misspelled = workspace.plan(&subject("cart"), &production(), &asked(Intent::Promote)).await;
    assert_eq!(codes(&misspelled.diagnostics), ["graph.environment_unknown"]);
    assert!(misspelled.diagnostics[0].message.contains("no such environment"), "{misspelled:?}");
    shop.edit("environments/production.yaml", "[stagin]", "[staging]");
    for (from, scope) in [("production", production()), ("staging", staging()), ("staging", Scope::SUBJECT)] {
        let request = PlanRequest { promote_from: Some(from.parse().unwrap()), ..PlanRequest::default() };
        let refused = shop.open().plan(&subject("cart"), &scope, &request).await;
        assert_eq!(codes(&refused.diagnostics), ["graph.environment_unknown"], "{from} to {scope}");
    }
}

#[tokio::test]
async fn a_promotion_says_what_it_passes_over() {
    let shop = deployed().await;
    let good = shop.open().plan(&subject("cart"), &production(), &asked(Intent::Promote)).await;
    assert_eq!(codes(&good.diagnostics), Vec::<&str>::new());
    let fake = Arc::new(FakeExecutor::default());
    let broken = "cart/staging/kubernetes/workload".parse().unwrap();
    fake.fails(broken, Diagnostic::error(known::EXEC_FAILED, "no room"));
    let workspace = shop.open().with_executor("kubernetes".parse().unwrap(), fake);
    let report = workspace
        .deploy(&subject("cart"), &staging(), &asked(Intent::Upgrade), &ApplyRequest::new("ada"))
        .await
        .unwrap();
    assert!(!report.succeeded());
    let planned = shop.open().plan(&subject("cart"), &production(), &asked(Intent::Promote)).await;
    let warning = planned.diagnostics[0].to_string();
    assert!(warning.contains("release 1 is promoted: what came after it in staging failed (release 2)"), "{warning}");
    assert_eq!(planned.value.unwrap().plan.pins.path.unwrap().version.to_string(), "1.0.0");
}

#[tokio::test]
async fn a_rollback_restores_a_release_and_holds_the_environment() {
    let shop = deployed().await;
    let (cart, rollback) = (subject("cart"), asked(Intent::Rollback));
    let none = shop.open().plan(&cart, &staging(), &rollback).await;
    assert_eq!(codes(&none.diagnostics), ["state.release_unknown"], "there is one release only");
    let (first, lock) = (workload(&shop), shop.read(LOCK));
    deploy(&shop, &staging(), &asked(Intent::Upgrade)).await;
    assert_ne!(workload(&shop), first);
    assert_ne!(shop.read(LOCK), lock);

    // Neither the path nor what the files want by now is looked at.
    std::fs::remove_dir_all(shop.path("golden-paths/web/1.0.0")).unwrap();
    shop.edit("services/cart/catalog-info.yaml", "8080", "9090");
    let planned = good(shop.open().plan(&cart, &staging(), &rollback).await);
    let actions: Vec<_> = planned.plan.changes.iter().flat_map(|change| change.actions.clone()).collect();
    assert_eq!((planned.plan.intent, actions.as_slice()), (Intent::Rollback, [Action::Update].as_slice()));
    deploy(&shop, &staging(), &rollback).await;
    assert_eq!((workload(&shop), shop.read(LOCK)), (first, lock));
    let history = shop.open().history(Some(&cart), Some(&staging())).await.unwrap();
    let intents: Vec<Intent> = history.iter().map(|release| release.intent).collect();
    assert_eq!(intents, [Intent::Rollback, Intent::Upgrade, Intent::Converge]);
    let file = shop.read("services/cart/catalog-info.yaml");
    std::fs::remove_file(shop.path("services/cart/catalog-info.yaml")).unwrap();
    let without = PlanRequest { rollback_to: Some(2), ..PlanRequest::default() };
    let gone = crate::workspace::Workspace::open(shop.root()).value.unwrap();
    assert_eq!(good(gone.plan(&cart, &staging(), &without).await).plan.summary.update, 1);
    shop.write("services/cart/catalog-info.yaml", &file);

    let held = shop.open().plan(&cart, &staging(), &rollback).await;
    assert_eq!(codes(&held.diagnostics), ["state.release_unknown"], "which one is not guessed a second time");
    let named = PlanRequest { rollback_to: Some(2), ..PlanRequest::default() };
    assert_eq!(good(shop.open().plan(&cart, &staging(), &named).await).plan.summary.update, 1);
    let unknown = PlanRequest { rollback_to: Some(99), ..PlanRequest::default() };
    assert_eq!(codes(&shop.open().plan(&cart, &staging(), &unknown).await.diagnostics), ["state.release_unknown"]);

    let mut upgrade = asked(Intent::Upgrade);
    let plan = good(shop.open().plan_deploy(&cart, &staging(), &upgrade).await);
    assert_eq!(code(shop.apply(plan).await), "plan.held");
    upgrade.options.lift = Some("rollback-3".into());
    deploy(&shop, &staging(), &upgrade).await;
}
