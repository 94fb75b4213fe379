//! Outputs: of a service's own resources, and of subjects that many share.

use std::sync::Arc;

use super::fixture::*;
use crate::executors::{Asked, Capabilities, Directory, Executor, Outputs, Performed, Task, Tree};
use crate::workspace::{ApplyRequest, PlanRequest};
use platform_core::model::{Diagnostic, Intent, Observation, codes::EXEC_FAILED};
use platform_core::run::StepWork;

const SETTINGS: &str = "deploy/staging/kubernetes/cart/settings.yaml";
const OUTPUTS: &str = "environments/staging.outputs.yaml";

#[tokio::test]
async fn an_output_that_is_not_given_yet_holds_back_only_who_reads_it() {
    let shop = Shop::new();
    shop.edit("services/cart/catalog-info.yaml", "{port: 8080}", "{port: 8080, database: true}");
    let report = shop.apply(shop.plan().await).await.unwrap();
    assert!(!report.succeeded());
    let problems = report.diagnostics();
    assert_eq!(codes(&problems), ["exec.output_missing"]);
    let help = problems[0].help.as_ref().unwrap();
    assert!(
        help.contains(OUTPUTS) && help.contains("\"cart/terraform/database\"") && help.contains("`host`"),
        "{help}"
    );
    assert!(shop.path("deploy/staging/terraform/cart/database.tf.json").exists(), "what gives it must be there first");
    assert!(!shop.path(SETTINGS).exists());

    shop.write(OUTPUTS, "\"cart/terraform/database\": {host: db.internal}\n");
    shop.deploy().await;
    assert!(shop.read(SETTINGS).contains("postgres://db.internal:5432/main"), "{}", shop.read(SETTINGS));
    assert_eq!(changes(&shop.plan().await), [""; 0]);

    // The target gives something else since: it is read again, and who reads it is changed.
    shop.write(OUTPUTS, "\"cart/terraform/database\": {host: other.internal}\n");
    shop.deploy().await;
    assert!(shop.read(SETTINGS).contains("other.internal"));
    assert_eq!(changes(&shop.plan().await), [""; 0]);
}

const DATABASE_PATH: &str = r#"
apiVersion: platform-core.dev/v1alpha1
kind: GoldenPath
metadata: {name: postgres, version: 1.0.0}
spec:
  appliesTo: [resource]
  provides: {type: postgres, resources: [database]}
  resources:
    - id: database
      target: terraform
      outputs: {host: {attribute: address}, port: {value: 5432}}
      body: {resource: {aws_db_instance: {main: {engine: postgres}}}}
"#;

const DATABASE: &str = "
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: shared-db}
spec: {type: database, owner: group:platform, goldenPath: {ref: postgres@^1}}
";

const WORKLOAD: &str = "
apiVersion: score.dev/v1b1
metadata: {name: cart}
containers: {app: {image: ., variables: {HOST: \"${resources.db.host}\"}}}
resources: {db: {type: postgres, id: shared-db}}
";

fn sharing() -> Shop {
    let shop = Shop::new();
    shop.write("golden-paths/postgres/1.0.0/golden-path.yaml", DATABASE_PATH);
    // Its name comes behind that of who reads from it: only the order by dependencies puts it first.
    shop.write("services/z-databases/catalog-info.yaml", DATABASE);
    shop.write("services/cart/score.yaml", WORKLOAD);
    shop.edit(
        "golden-paths/web/1.0.0/golden-path.yaml",
        "data: {environment: \"${{ environment.name }}\"}",
        "data: \"${{ workload.containers.app.variables }}\"",
    );
    shop.write(OUTPUTS, "\"resource:shared-db/terraform/database\": {host: shared.internal}\n");
    shop
}

#[tokio::test]
async fn who_shares_something_comes_after_it() {
    let shop = sharing();
    let all = shop.plan_all().await;
    assert_eq!(all.failed, []);
    assert_eq!(all.diagnostics, [], "what is planned along is not missing");
    let order: Vec<String> =
        all.ok.iter().map(|planned| format!("{}/{}", planned.plan.subject, planned.plan.environment)).collect();
    assert_eq!(order, ["cart/-", "resource:shared-db/-", "resource:shared-db/staging", "cart/staging"]);
    let report = shop.apply(all.plan_file()).await.unwrap();
    assert!(report.succeeded(), "{:#?}", report.diagnostics());
    assert!(shop.read("deploy/staging/kubernetes/cart/config.yaml").contains("shared.internal"));
    assert!(!shop.plan_all().await.has_changes());
}

#[tokio::test]
async fn what_was_never_deployed_is_named_and_nothing_is_begun() {
    let shop = sharing();
    let planned = shop.open().plan_deploy(&subject("cart"), &staging(), &PlanRequest::default()).await;
    assert_eq!(codes(&planned.diagnostics), ["plan.unknown"]);
    assert!(!planned.diagnostics[0].is_error());
    assert_eq!(
        planned.diagnostics[0].help.as_deref(),
        Some("deploy it first: `platform deploy resource:shared-db --env staging`")
    );
    assert_eq!(code(shop.apply(planned.value.unwrap()).await), "plan.unknown");
    assert!(!shop.path("deploy").exists());
    let database = shop.open().plan_deploy(&subject("resource:shared-db"), &staging(), &PlanRequest::default()).await;
    shop.apply(good(database)).await.unwrap();
    shop.deploy().await;
    assert!(shop.read("deploy/staging/kubernetes/cart/config.yaml").contains("shared.internal"));
}

#[tokio::test]
async fn all_of_it_is_destroyed_the_other_way_round() {
    let shop = sharing();
    shop.apply(shop.plan_all().await.plan_file()).await.unwrap();
    let mut request = PlanRequest::default();
    request.options.intent = Intent::Destroy;
    let planned = shop.open().plan_all(&crate::workspace::Selection::default(), &request).await;
    assert_eq!(planned.diagnostics, [], "nobody who needs it stays");
    let order: Vec<String> =
        planned.ok.iter().map(|planned| format!("{}/{}", planned.plan.subject, planned.plan.environment)).collect();
    assert_eq!(order, ["cart/staging", "resource:shared-db/staging", "resource:shared-db/-", "cart/-"]);
    assert!(shop.apply(planned.plan_file()).await.unwrap().succeeded());
    assert!(!shop.path("deploy").exists());
}

/// Changes nothing, and says so.
struct Keeping(Directory);

pub(super) fn keeping(shop: &Shop) -> Arc<dyn Executor> {
    let tree = Arc::new(Tree::open(shop.root()).unwrap());
    Arc::new(Keeping(Directory::new(tree, &Default::default(), Outputs::default())))
}

impl Executor for Keeping {
    fn capabilities(&self) -> Capabilities {
        self.0.capabilities()
    }

    fn observe<'a>(&'a self, asked: &'a [Asked<'a>]) -> Task<'a, Vec<Result<Observation, Diagnostic>>> {
        self.0.observe(asked)
    }

    fn perform<'a>(&'a self, work: &'a StepWork) -> Task<'a, Result<Performed, Diagnostic>> {
        let problem = Diagnostic::error(EXEC_FAILED, format!("{} stays", work.step.address));
        Box::pin(async move { Err(problem) })
    }
}

#[tokio::test]
async fn what_is_shared_stays_while_who_shares_it_could_not_be_destroyed() {
    let shop = sharing();
    shop.apply(shop.plan_all().await.plan_file()).await.unwrap();
    let mut request = PlanRequest::default();
    request.options.intent = Intent::Destroy;
    let planned = shop.open().plan_all(&crate::workspace::Selection::default(), &request).await;
    let failing = shop.open().with_executor("kubernetes".parse().unwrap(), keeping(&shop));
    let report = failing.apply(planned.plan_file(), &ApplyRequest::new("ada")).await.unwrap();
    let verdicts: Vec<String> = report
        .applied
        .iter()
        .map(|one| format!("{}/{} {:?} {:?}", one.subject, one.environment, one.verdict, codes(&one.refused)))
        .collect();
    let expected = [
        "cart/staging Failed []",
        r#"resource:shared-db/staging Failed ["exec.skipped"]"#,
        r#"resource:shared-db/- Failed ["exec.skipped"]"#,
        r#"cart/- Failed ["exec.skipped"]"#,
    ];
    assert_eq!(verdicts, expected);
    let files = shop.tree("deploy");
    assert!(files.keys().any(|file| file.ends_with("database.tf.json")), "{files:?}");
}

#[tokio::test]
async fn who_stays_and_needs_what_is_destroyed_is_named() {
    let shop = sharing();
    shop.apply(shop.plan_all().await.plan_file()).await.unwrap();
    let mut request = PlanRequest::default();
    request.options.intent = Intent::Destroy;
    let planned = shop.open().plan(&subject("resource:shared-db"), &staging(), &request).await;
    assert_eq!(codes(&planned.diagnostics), ["plan.needed"]);
    assert_eq!(
        planned.diagnostics[0].message,
        "resource:shared-db in staging is to be destroyed, and is needed by cart in staging"
    );
    assert!(!planned.diagnostics[0].is_error());
}
