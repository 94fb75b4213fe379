//! A target that Terraform itself plans and applies (`-- --ignored terraform`; the stage `terraform` of `tests/run` does).

use super::fixture::*;
use crate::driver::Cancellation;
use crate::workspace::{ApplyReport, ApplyRequest, PlanRequest};
use platform_core::model::{Change, Effect, FormatVersion, Intent, PlanFile, PlanOptions, Reason};

const DATABASE: &str = "body: {resource: {aws_db_instance: {main: {engine: postgres}}}}";
const ENVIRONMENT: &str = "environments/staging.yaml";
const PATH: &str = "golden-paths/web/1.0.0/golden-path.yaml";
const ROOT: &str = ".platform/terraform/staging/terraform/cart";

/// A database whose host two others read: one beside it, and one elsewhere.
fn shop(host: &str) -> Shop {
    let shop = Shop::new();
    // Terraform if it is there, or who is to be tried beside it.
    let program = std::env::var("TERRAFORM").map_or_else(|_| String::new(), |name| format!(", program: {name}"));
    shop.edit(
        ENVIRONMENT,
        "terraform: {delivery: directory, outputs: environments/staging.outputs.yaml}",
        &format!("terraform: {{delivery: apply{program}}}"),
    );
    shop.edit("services/cart/catalog-info.yaml", "{port: 8080}", "{port: 8080, database: true}");
    shop.edit(
        PATH,
        "{attribute: address}, password: {attribute: password,",
        "{attribute: output.host}, password: {attribute: output.password,",
    );
    let database = format!(
        "body: {{resource: {{terraform_data: {{main: {{input: {{host: {host}, password: MARKER}}, triggers_replace: one}}}}}}}}"
    );
    let reader = "    - id: record
      target: terraform
      when: \"${{ parameters.database }}\"
      body:
        resource:
          terraform_data:
            record:
              input: \"${{ resources.database.outputs.host }}\"
              provisioner: [{local-exec: {command: test ! -e fails && test ! -e slow || (touch began; test ! -e fails && sleep 60)}}]
";
    shop.edit(PATH, DATABASE, &format!("{database}\n{}", reader.trim_end()));
    shop
}

/// With more blocks in the database, which then gives no outputs of its own.
fn with_blocks(shop: &Shop, blocks: &str) {
    shop.edit(PATH, "terraform_data: {main:", &format!("terraform_data: {{{blocks}, main:"));
    shop.edit(PATH, "output.password, secret: true}", "output.password, secret: true}, none: {value: 1}");
    shop.edit(PATH, "host: {attribute: output.host}", "host: {value: db.internal}");
    shop.edit(PATH, "password: {attribute: output.password, secret: true}, ", "");
}

/// Another version is published where a path changes; here it is edited, and pinned anew.
fn change(shop: &Shop, from: &str, to: &str) {
    shop.edit(PATH, from, to);
    std::fs::remove_file(shop.path("services/cart/platform.lock")).unwrap();
}

fn state(shop: &Shop) -> String {
    state_in(shop, ROOT)
}

/// OpenTofu writes it without spaces.
fn state_in(shop: &Shop, root: &str) -> String {
    let state: serde_json::Value = serde_json::from_str(&shop.read(&format!("{root}/terraform.tfstate"))).unwrap();
    serde_json::to_string_pretty(&state).unwrap()
}

async fn apply(shop: &Shop, options: PlanOptions) -> ApplyReport {
    let request = PlanRequest { options, ..PlanRequest::default() };
    let planned = good(shop.open().plan(&subject("cart"), &staging(), &request).await);
    let plans = PlanFile { format_version: FormatVersion::CURRENT, plans: vec![planned] };
    shop.apply(plans).await.unwrap()
}

#[tokio::test]
#[ignore = "needs terraform"]
async fn all_of_it_is_applied_at_once_and_others_learn_what_it_gave() {
    let shop = shop("db.internal");
    shop.deploy().await;
    assert!(shop.read("deploy/staging/kubernetes/cart/settings.yaml").contains("postgres://db.internal:5432/main"));
    let record = shop.read(&format!("{ROOT}/record.tf.json"));
    assert!(record.contains("\"${terraform_data.main.output.host}\""), "{record}");
    assert_eq!(changes(&shop.plan().await), Vec::<String>::new(), "nothing is left to do");
    let kept = shop.open().state(subject("cart"), staging()).await.unwrap();
    let password = &kept.resources[&"cart/staging/terraform/database".parse().unwrap()].outputs["password"];
    assert!(password.to_json().contains("$secret"), "{password}");

    change(&shop, "host: db.internal", "host: db.elsewhere");
    shop.deploy().await;
    assert!(shop.read("deploy/staging/kubernetes/cart/settings.yaml").contains("postgres://db.elsewhere:5432/main"));
    assert_eq!(changes(&shop.plan().await), Vec::<String>::new());

    let mut destroy = PlanOptions::default();
    destroy.intent = Intent::Destroy;
    let report = apply(&shop, destroy).await;
    assert!(report.succeeded(), "{:#?}", report.diagnostics());
    assert!(!state(&shop).contains("terraform_data"));
}

#[tokio::test]
#[ignore = "needs terraform"]
async fn nothing_is_replaced_that_the_plan_does_not_say() {
    let shop = shop("db.internal");
    shop.deploy().await;
    let before = state(&shop);
    change(&shop, "triggers_replace: one", "triggers_replace: two");
    let report = apply(&shop, PlanOptions::default()).await;
    let problem = report.diagnostics().remove(0);
    assert_eq!(problem.code.as_str(), "exec.unannounced", "{problem}");
    assert!(problem.message.contains("replace terraform_data.main"), "{problem}");
    assert!(problem.help.unwrap().contains("`--replace cart/staging/terraform/database`"));
    assert_eq!(state(&shop), before, "nothing was done");
    let mut options = PlanOptions::default();
    options.replace = vec!["cart/staging/terraform/database".parse().unwrap()];
    let report = apply(&shop, options).await;
    assert!(report.succeeded(), "{:#?}", report.diagnostics());
    assert_ne!(state(&shop), before);
}

/// A plan that Terraform was asked for.
async fn asked(shop: &Shop, options: PlanOptions) -> PlanFile {
    let request = PlanRequest { options, asks_tools: true, ..PlanRequest::default() };
    let planned = good(shop.open().plan(&subject("cart"), &staging(), &request).await);
    assert!(!shop.path(&format!("{ROOT}/plan.saved")).exists(), "it was only asked");
    PlanFile { format_version: FormatVersion::CURRENT, plans: vec![planned] }
}

/// Each change: of which resource, and why.
async fn told(shop: &Shop) -> Vec<String> {
    let plans = asked(shop, PlanOptions::default()).await;
    let told = |change: &Change| format!("{} {:?} {:?}", change.address.id(), change.actions, change.reason);
    let of_terraform = |change: &&Change| change.address.target() == "terraform";
    plans.plans[0].plan.changes.iter().filter(of_terraform).map(told).collect()
}

#[tokio::test]
#[ignore = "needs terraform"]
async fn what_terraform_would_do_is_part_of_the_plan() {
    let shop = shop("db.internal");
    assert_eq!(told(&shop).await, ["database [Create] New", "record [Create] New"]);
    shop.deploy().await;
    assert_eq!(told(&shop).await, Vec::<String>::new(), "nothing is left to do");
    // The one value that is planned moves the other: it reads it.
    change(&shop, "host: db.internal", "host: db.elsewhere");
    assert_eq!(told(&shop).await, ["database [Update] Changed", "record [Update] Changed"]);
    shop.deploy().await;
    // Somebody else's change, which only Terraform sees.
    let file = format!("{ROOT}/terraform.tfstate");
    shop.write(&file, &state(&shop).replace("db.elsewhere", "db.theirs"));
    let found = told(&shop).await;
    assert!(found.contains(&"database [Update] Drift".to_owned()), "{found:?}");
    let plans = asked(&shop, PlanOptions::default()).await;
    let report = shop.apply(plans).await.unwrap();
    assert!(report.succeeded(), "{:#?}", report.diagnostics());
    assert!(!state(&shop).contains("db.theirs"), "it is put back");
    assert_eq!(told(&shop).await, Vec::<String>::new());
    // What is of nobody in the files.
    shop.write(&file, &state(&shop).replace("\"name\": \"record\"", "\"name\": \"stranger\""));
    let request = PlanRequest { asks_tools: true, ..PlanRequest::default() };
    let problems = shop.open().plan(&subject("cart"), &staging(), &request).await.diagnostics;
    assert_eq!(codes(&problems), ["exec.unannounced"]);
    assert!(problems[0].message.contains("delete terraform_data.stranger"), "{problems:?}");
}

#[tokio::test]
#[ignore = "needs terraform"]
async fn what_terraform_replaces_is_said_before_it_is_done_and_nothing_else_is() {
    let shop = shop("db.internal");
    shop.deploy().await;
    let before = state(&shop);
    change(&shop, "triggers_replace: one", "triggers_replace: two");
    let plans = asked(&shop, PlanOptions::default()).await;
    let database = plans.plans[0].plan.change(&"cart/staging/terraform/database".parse().unwrap()).unwrap().clone();
    assert_eq!((database.is_replacement(), database.reason), (true, Reason::CannotUpdateInPlace), "{database:#?}");
    assert!(database.fields.iter().any(|field| field.forces_replacement), "{database:#?}");
    assert_eq!(state(&shop), before, "it was only asked");
    // Meanwhile somebody changes something else: what was said is not what would be done.
    let file = format!("{ROOT}/terraform.tfstate");
    shop.write(&file, &before.replace("\"one\"", "\"three\""));
    let report = shop.apply(plans.clone()).await.unwrap();
    assert_eq!(codes(&report.diagnostics())[..1], ["plan.stale"]);
    assert!(!shop.path(&format!("{ROOT}/plan.saved")).exists());
    shop.write(&file, &before);
    let plans = asked(&shop, PlanOptions::default()).await;
    let report = shop.apply(plans).await.unwrap();
    assert!(report.succeeded(), "{:#?}", report.diagnostics());
    assert_ne!(state(&shop), before);
    assert_eq!(told(&shop).await, Vec::<String>::new());
    // What is protected is not replaced unless it is released.
    change(&shop, "    - id: database\n", "    - id: database\n      protect: true\n");
    shop.deploy().await;
    change(&shop, "triggers_replace: two", "triggers_replace: three");
    let plans = asked(&shop, PlanOptions::default()).await;
    assert_eq!(codes(&plans.plans[0].plan.blocked), ["plan.protected"]);
    let mut options = PlanOptions::default();
    options.release = vec!["cart/staging/terraform/database".parse().unwrap()];
    let plans = asked(&shop, options).await;
    assert!(shop.apply(plans).await.unwrap().succeeded());
}

#[tokio::test]
#[ignore = "needs terraform"]
async fn what_the_path_replaces_by_a_successor_needs_no_word() {
    let shop = shop("db.internal");
    let succeeded = "triggers_replace: one, lifecycle: [{create_before_destroy: true}]";
    shop.edit(PATH, "triggers_replace: one", succeeded);
    shop.deploy().await;
    let before = state(&shop);
    change(&shop, "triggers_replace: one", "triggers_replace: two");
    let report = apply(&shop, PlanOptions::default()).await;
    assert!(report.succeeded(), "{:#?}", report.diagnostics());
    assert_ne!(state(&shop), before);
    // What is protected stays, whatever the path says of its successor.
    change(&shop, "    - id: database\n", "    - id: database\n      protect: true\n");
    shop.deploy().await;
    let before = state(&shop);
    change(&shop, "triggers_replace: two", "triggers_replace: three");
    let report = apply(&shop, PlanOptions::default()).await;
    assert_eq!(codes(&report.diagnostics()), ["exec.unannounced"]);
    assert_eq!(state(&shop), before);
}

#[tokio::test]
#[ignore = "needs terraform"]
async fn what_opentofu_alone_can_say_of_a_block_is_held_to_the_plan() {
    if std::env::var("TERRAFORM").as_deref() != Ok("tofu") {
        return;
    }
    let shop = shop("db.internal");
    let (some, kept) =
        ("input: x, lifecycle: [{enabled: true}]", "triggers_replace: one, lifecycle: [{destroy: false}]");
    with_blocks(&shop, &format!("some: {{{some}}}, kept: {{{kept}}}"));
    shop.deploy().await;
    // What is switched off was asked for.
    change(&shop, "enabled: true", "enabled: false");
    shop.deploy().await;
    assert!(!state(&shop).contains("\"some\"") && state(&shop).contains("\"kept\""));
    // What is left where it is, and made anew beside it, is replaced.
    change(&shop, "kept: {triggers_replace: one", "kept: {triggers_replace: two");
    let before = state(&shop);
    let problem = apply(&shop, PlanOptions::default()).await.diagnostics().remove(0);
    assert_eq!(problem.code.as_str(), "exec.unannounced", "{problem}");
    assert!(problem.message.contains("replace terraform_data.kept"), "{problem}");
    assert_eq!(state(&shop), before, "nothing was done");
    assert!(told(&shop).await.contains(&"database [Delete, Create] CannotUpdateInPlace".to_owned()));
    assert!(shop.apply(asked(&shop, PlanOptions::default()).await).await.unwrap().succeeded());
    assert_ne!(state(&shop), before);
}

#[tokio::test]
#[ignore = "needs terraform"]
async fn what_was_interrupted_is_gone_on_with() {
    let shop = shop("db.internal");
    std::fs::create_dir_all(shop.path(ROOT)).unwrap();
    shop.write(&format!("{ROOT}/slow"), "");
    let plans = shop.plan().await;
    let request = ApplyRequest { cancellation: Cancellation::default(), ..ApplyRequest::new("ada") };
    let (began, cancellation) = (shop.path(&format!("{ROOT}/began")), request.cancellation.clone());
    let cancel = async move {
        let since = std::time::Instant::now();
        while !began.exists() {
            assert!(
                since.elapsed() < std::time::Duration::from_secs(120),
                "it does not come to where it is interrupted"
            );
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        cancellation.cancel();
    };
    let workspace = shop.open();
    let (applied, ()) = tokio::join!(workspace.apply(plans, &request), cancel);
    assert_eq!(code(applied), "exec.cancelled");
    std::fs::remove_file(shop.path(&format!("{ROOT}/slow"))).unwrap();
    let report = shop.open().resume(None, None, &ApplyRequest::new("ada")).await.unwrap();
    assert!(report.succeeded(), "{:#?}", report.diagnostics());
    assert_eq!(changes(&shop.plan().await), Vec::<String>::new());
    assert!(shop.read("deploy/staging/kubernetes/cart/settings.yaml").contains("postgres://db.internal:5432/main"));
}

#[tokio::test]
#[ignore = "needs terraform"]
async fn what_the_plan_says_is_removed_and_nothing_else() {
    let shop = shop("db.internal");
    with_blocks(&shop, "some: {count: 3, input: x}, gone: {input: x}");
    shop.deploy().await;
    // Fewer instances, a block less, a resource of ours less.
    change(&shop, "some: {count: 3, input: x}, gone: {input: x}, ", "some: {count: 1, input: x}, ");
    shop.deploy().await;
    assert!(!state(&shop).contains("\"gone\""));
    change(
        &shop,
        "    - id: record\n      target: terraform\n      when: \"${{ parameters.database }}\"",
        "    - id: record\n      target: terraform\n      when: false",
    );
    shop.deploy().await;
    assert!(!state(&shop).contains("\"record\""));
    // What is in Terraform's state, and was never in ours.
    let legacy = shop.path(&format!("{ROOT}/legacy.tf"));
    std::fs::write(&legacy, "resource \"terraform_data\" \"legacy\" {}\n").unwrap();
    change(&shop, "some: {count: 1, input: x}", "some: {count: 1, input: y}");
    shop.deploy().await;
    std::fs::remove_file(legacy).unwrap();
    change(&shop, "some: {count: 1, input: y}", "some: {count: 1, input: z}");
    let problem = apply(&shop, PlanOptions::default()).await.diagnostics().remove(0);
    assert_eq!(problem.code.as_str(), "exec.unannounced", "{problem}");
    assert!(problem.message.contains("delete terraform_data.legacy"), "{problem}");
}

#[tokio::test]
#[ignore = "needs terraform"]
async fn what_was_renamed_keeps_what_terraform_made() {
    let shop = shop("db.internal");
    shop.deploy().await;
    let before = state(&shop);
    let service = service("basket", "{port: 8080, database: true}")
        .replace("goldenPath: {", "goldenPath: {renamedFrom: [cart], ");
    shop.write("services/basket/catalog-info.yaml", &service);
    std::fs::remove_dir_all(shop.path("services/cart")).unwrap();
    let report = shop.open();
    let plans = good(report.plan_deploy(&subject("basket"), &staging(), &PlanRequest::default()).await);
    let report = shop.apply(plans).await.unwrap();
    assert!(report.succeeded(), "{:#?}", report.diagnostics());
    assert!(!shop.path(ROOT).exists());
    let id = |text: &str| text.split("\"id\": \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let after = state_in(&shop, &ROOT.replace("/cart", "/basket"));
    assert_eq!(id(&before), id(&after), "it is the same database");
}

#[tokio::test]
#[ignore = "needs terraform"]
async fn what_failed_in_part_is_made_whole_by_the_next() {
    let shop = shop("db.internal");
    std::fs::create_dir_all(shop.path(ROOT)).unwrap();
    shop.write(&format!("{ROOT}/fails"), "");
    let report = apply(&shop, PlanOptions::default()).await;
    let failed = report.diagnostics().remove(0);
    assert_eq!((failed.code.as_str(), failed.outcome), ("exec.failed", Effect::Partial), "{failed}");
    assert!(failed.message.starts_with("cart/staging/terraform/record (terraform_data.record)"), "{failed}");
    assert!(!shop.path("deploy/staging/kubernetes/cart/settings.yaml").exists(), "what needs it is not begun");
    std::fs::remove_file(shop.path(&format!("{ROOT}/fails"))).unwrap();
    shop.deploy().await;
    assert_eq!(changes(&shop.plan().await), Vec::<String>::new());
}

/// What the plan says of the resource that reads the password.
fn of_record(plans: &PlanFile) -> String {
    let changes = &plans.plans[0].plan.changes;
    let record = changes.iter().find(|change| change.address.id() == "record");
    record.map(|change| serde_json::to_string(change).unwrap()).unwrap_or_default()
}

/// Nobody but Terraform ever has what it is: only the path says it, which a real one would not.
#[tokio::test]
#[ignore = "needs terraform"]
async fn a_secret_output_is_read_by_terraform_itself() {
    let shop = shop("db.internal");
    shop.edit(
        PATH,
        "input: \"${{ resources.database.outputs.host }}\"",
        "input: \"${{ resources.database.outputs.password }}\"",
    );
    let planned = of_record(&asked(&shop, PlanOptions::default()).await);
    assert!(planned.contains("create") && !planned.contains("MARKER"), "{planned}");
    shop.deploy().await;
    let record = shop.read(&format!("{ROOT}/record.tf.json"));
    assert!(record.contains("\"${terraform_data.main.output.password}\""), "{record}");
    assert_eq!(state(&shop).matches("MARKER").count(), 4, "input and output of both: {}", state(&shop));
    let kept = shop.open().state(subject("cart"), staging()).await.unwrap();
    let record = serde_json::to_string(&kept.resources[&"cart/staging/terraform/record".parse().unwrap()]).unwrap();
    assert!(record.contains("database#password") && !record.contains("MARKER"), "{record}");
    assert_eq!(told(&shop).await, Vec::<String>::new(), "nothing is left to do, nor to tell");

    // Another one is passed on, and told to nobody.
    change(&shop, "password: MARKER", "password: MARKER-2");
    let plans = asked(&shop, PlanOptions::default()).await;
    let planned = of_record(&plans);
    assert!(planned.contains("update") && !planned.contains("MARKER"), "{planned}");
    let report = shop.apply(plans).await.unwrap();
    assert!(report.succeeded(), "{:#?}", report.diagnostics());
    assert_eq!(state(&shop).matches("MARKER-2").count(), 4);
    assert_eq!(told(&shop).await, Vec::<String>::new());
}

/// Nothing says any more that it is a secret; what stood there before still is one.
#[tokio::test]
#[ignore = "needs terraform"]
async fn what_stood_where_a_secret_was_read_is_not_told() {
    let shop = shop("db.internal");
    let secret = "input: \"${{ resources.database.outputs.password }}\"";
    shop.edit(PATH, "input: \"${{ resources.database.outputs.host }}\"", secret);
    shop.deploy().await;
    change(&shop, secret, "input: plain");
    shop.edit(PATH, "output.password, secret: true}", "output.host}");
    let planned = of_record(&asked(&shop, PlanOptions::default()).await);
    assert!(planned.contains("record/output") && !planned.contains("MARKER"), "{planned}");
}
