//! A target that is committed to a branch.

use std::path::Path;
use std::process::Command;

use super::fixture::*;
use crate::workspace::{ApplyReport, ApplyRequest, PlanRequest, Selection};
use platform_core::model::{Effect, Intent, PlanOptions};

const ENVIRONMENT: &str = "environments/staging.yaml";
const CONFIG: &str = "deploy/staging/kubernetes/cart/config.yaml";
const WORKLOAD: &str = "deploy/staging/kubernetes/cart/workload.yaml";
const BRANCH: &str = "deploy/staging";

/// Git as somebody else runs it.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=Them", "-c", "user.email=them@example.com"]).args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A platform in a repository, with a target that is committed to a branch of it.
fn shop(more: &str) -> Shop {
    let shop = Shop::new();
    let target =
        format!("kubernetes: {{delivery: gitops, git: {{branch: {BRANCH}, author: Ada <ada@example.com>{more}}}}}");
    shop.edit(ENVIRONMENT, "kubernetes: {delivery: directory}", &target);
    git(shop.root(), &["init", "--quiet", "--initial-branch=main"]);
    shop.write(".gitignore", ".platform\ndeploy\n");
    git(shop.root(), &["add", "."]);
    git(shop.root(), &["commit", "--quiet", "--message", "begun"]);
    shop
}

fn files(folder: &Path, branch: &str) -> Vec<String> {
    git(folder, &["ls-tree", "-r", "--name-only", branch]).lines().map(str::to_owned).collect()
}

fn commits(folder: &Path) -> usize {
    git(folder, &["rev-list", "--count", BRANCH, "--"]).parse().unwrap()
}

/// Puts a file on the branch, as somebody else does.
fn put(shop: &Shop, arguments: &[&str]) {
    let root = shop.root();
    let tree = shop.path(".git/theirs");
    git(root, &["worktree", "add", "--quiet", "--force", tree.to_str().unwrap(), BRANCH]);
    let output = Command::new("sh").current_dir(&tree).args(["-c", &arguments.join(" ")]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    git(&tree, &["add", "--all", "--force"]);
    git(&tree, &["commit", "--quiet", "--message", "theirs"]);
    git(root, &["worktree", "remove", "--force", tree.to_str().unwrap()]);
}

async fn apply(shop: &Shop, options: PlanOptions) -> ApplyReport {
    let request = PlanRequest { options, ..PlanRequest::default() };
    let plans = good(shop.open().plan_deploy(&subject("cart"), &staging(), &request).await);
    shop.open().apply(plans, &ApplyRequest::new("ada")).await.unwrap()
}

#[tokio::test]
async fn an_apply_is_one_commit_and_the_work_tree_stays_as_it_is() {
    let shop = shop("");
    shop.deploy().await;
    assert_eq!(files(shop.root(), BRANCH), [CONFIG, WORKLOAD]);
    assert_eq!(commits(shop.root()), 1);
    assert!(!shop.path(CONFIG).exists());
    assert_eq!(git(shop.root(), &["status", "--porcelain", "--untracked-files=no"]), "");
    assert!(git(shop.root(), &["show", &format!("{BRANCH}:{WORKLOAD}")]).contains("containerPort: 8080"));
    let message = git(shop.root(), &["log", "-1", "--format=%an <%ae>%n%B", BRANCH, "--"]);
    let expected = "Ada <ada@example.com>\ncomponent:default/cart in staging: 2 created\n\nPlatform-Subject: ";
    let expected = expected.replace("component:default/cart", &subject("cart").to_string());
    assert!(message.starts_with(&expected) && message.contains("\nPlatform-Plan: sha256:"), "{message}");
    assert_eq!(changes(&shop.plan().await), [""; 0]);
    shop.deploy().await;
    assert_eq!(commits(shop.root()), 1, "where nothing changes, nothing is committed");
    shop.edit("services/cart/catalog-info.yaml", "8080", "9090");
    shop.deploy().await;
    assert_eq!(commits(shop.root()), 2);
    assert_eq!(git(shop.root(), &["diff", "--name-only", &format!("{BRANCH}~"), BRANCH]), WORKLOAD);
}

#[tokio::test]
async fn what_others_put_on_the_branch_is_seen_and_stays() {
    let shop = shop("");
    shop.deploy().await;
    put(&shop, &["echo theirs > README.md; chmod +x", WORKLOAD, "; sed -i s/8080/7070/", WORKLOAD]);
    assert_eq!(changes(&shop.plan().await), ["[Update] cart/staging/kubernetes/workload"]);
    shop.deploy().await;
    assert_eq!(files(shop.root(), BRANCH), ["README.md", CONFIG, WORKLOAD]);
    assert!(git(shop.root(), &["show", &format!("{BRANCH}:{WORKLOAD}")]).contains("8080"));
    assert!(git(shop.root(), &["ls-tree", BRANCH, WORKLOAD]).starts_with("100755"), "it may still be run");
    put(&shop, &["rm", CONFIG]);
    assert_eq!(changes(&shop.plan().await), ["[Create] cart/staging/kubernetes/config"]);
    let mut destroy = PlanOptions::default();
    destroy.intent = Intent::Destroy;
    let report = apply(&shop, destroy).await;
    assert!(report.succeeded(), "{:#?}", report.diagnostics());
    assert_eq!(files(shop.root(), BRANCH), ["README.md"], "only what is ours is removed");
}

#[tokio::test]
async fn what_changed_after_the_plan_is_not_overwritten() {
    let shop = shop("");
    shop.deploy().await;
    shop.edit("services/cart/catalog-info.yaml", "8080", "9090");
    let plans = shop.plan().await;
    put(&shop, &["sed -i s/8080/7070/", WORKLOAD]);
    let before = commits(shop.root());
    assert_eq!(code(shop.apply(plans).await), "plan.stale");
    assert_eq!(commits(shop.root()), before);
}

#[tokio::test]
async fn what_is_renamed_is_moved_and_another_folder_leaves_nothing_behind() {
    let shop = shop("");
    shop.deploy().await;
    let path = "golden-paths/web/1.0.0/golden-path.yaml";
    std::fs::create_dir_all(shop.path("golden-paths/web/1.1.0")).unwrap();
    let text = shop.read(path).replace("version: 1.0.0", "version: 1.1.0");
    let text = text
        .replace("    - id: workload\n", "    - id: app\n")
        .replace("  resources:\n", "  moved: [{from: workload, to: app}]\n  resources:\n");
    shop.write("golden-paths/web/1.1.0/golden-path.yaml", &text);
    std::fs::remove_dir_all(shop.path("golden-paths/web/1.0.0")).unwrap();
    std::fs::remove_file(shop.path("services/cart/platform.lock")).unwrap();
    shop.deploy().await;
    assert_eq!(files(shop.root(), BRANCH), ["deploy/staging/kubernetes/cart/app.yaml", CONFIG]);
    shop.edit(ENVIRONMENT, "delivery: gitops,", "delivery: gitops, directory: clusters/staging,");
    shop.deploy().await;
    assert_eq!(files(shop.root(), BRANCH), ["clusters/staging/cart/app.yaml", "clusters/staging/cart/config.yaml"]);
    assert_eq!(changes(&shop.plan().await), [""; 0]);
}

#[tokio::test]
async fn nothing_unknown_and_no_secret_is_ever_committed() {
    let shop = shop("");
    shop.edit("services/cart/catalog-info.yaml", "{port: 8080}", "{port: 8080, database: true}");
    let report = apply(&shop, PlanOptions::default()).await;
    assert!(!report.succeeded());
    let problem = report.diagnostics().remove(0);
    assert_eq!((problem.code.as_str(), problem.outcome), ("exec.output_missing", Effect::None), "{problem}");
    assert_eq!(git(shop.root(), &["branch", "--list", BRANCH]), "", "nothing at all");
    shop.write("environments/staging.outputs.yaml", "cart/terraform/database: {host: db.internal}\n");
    shop.deploy().await;
    assert_eq!((commits(shop.root()), files(shop.root(), BRANCH).len()), (1, 3));
    let path = "golden-paths/web/1.0.0/golden-path.yaml";
    let reference = "data: {environment: {secretRef: {store: vault, key: MARKER}}}";
    shop.edit(path, "data: {environment: \"${{ environment.name }}\"}", reference);
    std::fs::remove_file(shop.path("services/cart/platform.lock")).unwrap();
    let planned = shop.open().plan_deploy(&subject("cart"), &staging(), &PlanRequest::default()).await;
    assert_eq!((codes(&planned.diagnostics), planned.value), (vec!["template.unescapable"], None));
    // A plan that was made elsewhere is refused as it is applied.
    shop.edit("environments/staging.yaml", "delivery: gitops", "delivery: apply");
    assert_eq!(commits(shop.root()), 1);
}

#[tokio::test]
async fn a_branch_that_is_checked_out_is_left_alone() {
    let shop = shop("");
    git(shop.root(), &["checkout", "--quiet", "-b", BRANCH]);
    let report = apply(&shop, PlanOptions::default()).await;
    let problem = report.diagnostics().remove(0);
    assert_eq!((problem.code.as_str(), problem.outcome), ("exec.checked_out", Effect::None), "{problem}");
    assert_eq!(commits(shop.root()), 1);
    assert!(!shop.path(CONFIG).exists());
}

#[tokio::test]
async fn nothing_outside_of_the_repository_is_touched() {
    for (make, code) in [
        ("ln -s /tmp deploy", "exec.path_escape"),
        (
            "mkdir -p deploy/staging/kubernetes; ln -s ../../../../out deploy/staging/kubernetes/cart",
            "exec.path_escape",
        ),
        (
            "mkdir -p deploy/staging/kubernetes/cart; ln -s /etc/hostname deploy/staging/kubernetes/cart/config.yaml",
            "exec.path_escape",
        ),
        (
            "mkdir -p deploy/staging; git init -q deploy/staging/kubernetes; git -C deploy/staging/kubernetes -c user.name=x -c user.email=x commit -q --allow-empty -m x",
            "exec.path_escape",
        ),
        ("mkdir -p deploy/staging; touch deploy/staging/kubernetes", "exec.unreadable"),
        (
            "mkdir -p deploy/staging/kubernetes/cart/config.yaml; touch deploy/staging/kubernetes/cart/config.yaml/x",
            "exec.unreadable",
        ),
    ] {
        let shop = shop("");
        git(shop.root(), &["branch", BRANCH]);
        put(&shop, &[make]);
        let before = commits(shop.root());
        let refused = shop.open().plan(&subject("cart"), &staging(), &PlanRequest::default()).await;
        assert_eq!(codes(&refused.diagnostics).first(), Some(&code), "{make}: {refused:?}");
        assert_eq!(commits(shop.root()), before);
    }
    for folder in [".git", ".GIT/hooks", "x/.git/hooks", "git~1"] {
        let shop = shop("");
        shop.edit(ENVIRONMENT, "delivery: gitops,", &format!("delivery: gitops, directory: {folder},"));
        let refused = shop.open().plan(&subject("cart"), &staging(), &PlanRequest::default()).await;
        assert_eq!(codes(&refused.diagnostics).first(), Some(&"exec.path_escape"), "{folder}");
    }
}

#[tokio::test]
async fn a_platform_in_a_folder_of_its_repository_commits_below_it() {
    let shop = shop("");
    let above = tempfile::tempdir().unwrap();
    git(above.path(), &["init", "--quiet", "--initial-branch=main"]);
    std::fs::create_dir_all(above.path().join("clusters")).unwrap();
    let repository = format!("branch: {BRANCH}, repository: {}/clusters", above.path().display());
    shop.edit(ENVIRONMENT, &format!("branch: {BRANCH}"), &repository);
    shop.deploy().await;
    assert_eq!(files(above.path(), BRANCH), [format!("clusters/{CONFIG}"), format!("clusters/{WORKLOAD}")]);
    assert_eq!(changes(&shop.plan().await), [""; 0]);
}

#[tokio::test]
async fn many_who_apply_at_once_all_get_their_commit() {
    let shop = shop("");
    let names: Vec<String> = (0..6).map(|number| format!("service-{number}")).collect();
    for name in &names {
        shop.write(&format!("services/{name}/catalog-info.yaml"), &service(name, "{port: 8080}"));
    }
    let mut applies = tokio::task::JoinSet::new();
    for name in names.clone() {
        // A workspace of its own, as another process has it.
        let workspace = shop.open();
        applies.spawn(async move {
            let (plan, request) = (PlanRequest::default(), ApplyRequest::new("ada"));
            workspace.deploy(&subject(&name), &staging(), &plan, &request).await.unwrap()
        });
    }
    while let Some(applied) = applies.join_next().await {
        let report = applied.unwrap();
        assert!(report.succeeded(), "{:#?}", report.diagnostics());
    }
    assert_eq!((commits(shop.root()), files(shop.root(), BRANCH).len()), (6, 12));
    assert_eq!(git(shop.root(), &["rev-list", "--merges", "--count", BRANCH]), "0");
    let planned = shop.open().plan_all(&Selection::default(), &PlanRequest::default()).await;
    let left: Vec<_> =
        planned.ok.iter().filter(|one| one.plan.has_changes()).map(|one| one.plan.subject.to_string()).collect();
    assert!(left.iter().all(|name| name.contains("cart")), "{left:?}");
}

#[tokio::test]
async fn what_is_pushed_comes_after_what_the_remote_holds() {
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "--quiet", "--bare", "--initial-branch=main"]);
    let shop = shop(", push: upstream");
    let refused = shop.open().plan(&subject("cart"), &staging(), &PlanRequest::default()).await;
    assert_eq!(codes(&refused.diagnostics).first(), Some(&"exec.tool"), "no such remote");
    git(shop.root(), &["remote", "add", "upstream", folder.path().to_str().unwrap()]);
    // What is checked out does not matter: no branch here is touched.
    git(shop.root(), &["checkout", "--quiet", "-b", BRANCH]);
    shop.deploy().await;
    assert_eq!(files(folder.path(), BRANCH), [CONFIG, WORKLOAD]);
    assert_eq!(commits(shop.root()), 1, "the branch here is where it was");
    let theirs = tempfile::tempdir().unwrap();
    git(theirs.path(), &["clone", "--quiet", "--branch", BRANCH, folder.path().to_str().unwrap(), "."]);
    std::fs::write(theirs.path().join("README.md"), "theirs").unwrap();
    git(theirs.path(), &["add", "."]);
    git(theirs.path(), &["commit", "--quiet", "--message", "theirs"]);
    git(theirs.path(), &["push", "--quiet"]);
    shop.edit("services/cart/catalog-info.yaml", "8080", "9090");
    shop.deploy().await;
    assert_eq!(files(folder.path(), BRANCH), ["README.md", CONFIG, WORKLOAD]);
    assert_eq!(commits(folder.path()), 3);
    assert_eq!(changes(&shop.plan().await), [""; 0]);
}
