//! The directory executor on a real folder.

use std::path::Path;
use std::sync::Arc;

use super::*;
use platform_core::model::{Action, Delivery, OutputDeclaration, Step, Target};

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

fn directory(root: &Path) -> Directory {
    let mut terraform = Target::default();
    terraform.outputs = Some("outputs.yaml".into());
    let targets = BTreeMap::from([("terraform".parse().unwrap(), terraform)]);
    let tree = Arc::new(Tree::open(root).unwrap());
    let outputs = Outputs::load(&tree, &targets).unwrap();
    Directory::new(tree, &targets, outputs)
}

fn body(number: i32) -> Value {
    Value::map([("kind", Value::from("Deployment")), ("number", number.into())])
}

fn work(action: Action, name: &str, body: Option<Value>) -> StepWork {
    let resource = body.clone().map(|body| Resource::new(address(name), body));
    StepWork::new(Step::new(0, address(name), action, vec![]), body, resource)
}

async fn observe(directory: &Directory, name: &str) -> Result<Observation, Diagnostic> {
    let address = address(name);
    let asked = [Asked { address: &address, resource: None, known: None }];
    directory.observe(&asked).await.remove(0)
}

fn present(observation: Result<Observation, Diagnostic>) -> Option<Value> {
    match observation.unwrap() {
        Observation::Present(present) => Some(present.body().clone()),
        _ => None,
    }
}

const WORKLOAD: &str = "cart/staging/kubernetes/workload";

#[tokio::test]
async fn what_is_written_is_observed_and_what_is_deleted_leaves_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    let directory = directory(folder.path());
    assert_eq!(present(observe(&directory, WORKLOAD).await), None);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "looking writes nothing");
    for number in [1, 2, 2] {
        let performed = directory.perform(&work(Action::Create, WORKLOAD, Some(body(number)))).await.unwrap();
        assert_eq!(performed.identity.as_deref(), Some("deploy/staging/kubernetes/cart/workload.yaml"));
        assert_eq!(present(observe(&directory, WORKLOAD).await), Some(body(number)));
    }
    let text = std::fs::read_to_string(folder.path().join("deploy/staging/kubernetes/cart/workload.yaml")).unwrap();
    assert_eq!(text, "kind: Deployment\nnumber: 2\n");
    for _ in 0..2 {
        directory.perform(&work(Action::Delete, WORKLOAD, None)).await.unwrap();
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_file_that_is_as_we_wrote_it_is_not_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let directory = directory(folder.path());
    let address = address(WORKLOAD);
    directory.perform(&work(Action::Create, WORKLOAD, Some(body(1)))).await.unwrap();
    let file = folder.path().join("deploy/staging/kubernetes/cart/workload.yaml");
    let look = async |known: &StateResource| {
        let asked = [Asked { address: &address, resource: None, known: Some(known) }];
        let seen = present(directory.observe(&asked).await.remove(0)).unwrap();
        (seen.as_map().unwrap().is_same(known.body.as_map().unwrap()), seen)
    };
    let known = StateResource::new(body(1));
    assert_eq!(look(&known).await, (true, body(1)));
    // It means the same, and is written otherwise.
    std::fs::write(&file, "# A note.\nkind: Deployment\nnumber: 1\n").unwrap();
    assert_eq!(look(&known).await, (false, body(1)));
    std::fs::write(&file, "kind: Deployment\nnumber: 3\n").unwrap();
    assert_eq!(look(&known).await, (false, body(3)));
}

#[tokio::test]
async fn outputs_come_from_the_outputs_file_and_only_those_that_are_declared() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("outputs.yaml"), "cart/terraform/db: {host: h, password: p, other: o}\n")
        .unwrap();
    let directory = directory(folder.path());
    let name = "cart/staging/terraform/db";
    let mut work = work(Action::Create, name, Some(body(1)));
    let attribute = |secret| OutputDeclaration { attribute: Some("a".into()), secret, ..Default::default() };
    let resource = Resource::new(address(name), body(1))
        .with_output("host".parse().unwrap(), attribute(false))
        .with_output("port".parse().unwrap(), attribute(false))
        .with_output("password".parse().unwrap(), attribute(true));
    work.resource = Some(resource);
    let performed = directory.perform(&work).await.unwrap();
    assert_eq!(performed.outputs, BTreeMap::from([("host".parse().unwrap(), Value::from("h"))]));
    assert_eq!(directory.outputs_place(&address(name)).unwrap(), "`outputs.yaml` under \"cart/terraform/db\"");
    assert!(folder.path().join("deploy/staging/terraform/cart/db.tf.json").is_file());
}

#[tokio::test]
async fn a_move_takes_the_file_along_and_may_be_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let directory = directory(folder.path());
    directory.perform(&work(Action::Create, WORKLOAD, Some(body(1)))).await.unwrap();
    for (from, to) in [(WORKLOAD, "cart/staging/kubernetes/app"), ("cart/staging/kubernetes/app", "cart/staging/x/app")]
    {
        let mut work = work(Action::Move, to, None);
        work.moved_from = Some(address(from));
        for _ in 0..2 {
            directory.perform(&work).await.unwrap();
            assert_eq!(present(observe(&directory, to).await), Some(body(1)));
            assert_eq!(present(observe(&directory, from).await), None);
        }
    }
    assert!(folder.path().join("deploy/staging/x/cart/app.json").is_file());
}

#[tokio::test]
async fn nothing_outside_of_the_folder_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    let directory = directory(folder.path());
    let escape = "cart/-/file/../../../../outside";
    let refused = directory.perform(&work(Action::Create, escape, Some("x".into()))).await.unwrap_err();
    assert_eq!(refused.code, codes::EXEC_PATH_ESCAPE);
    assert_eq!(observe(&directory, escape).await.unwrap_err().code, codes::EXEC_PATH_ESCAPE);
    std::os::unix::fs::symlink(outside.path(), folder.path().join("deploy")).unwrap();
    for action in [Action::Create, Action::Delete] {
        let refused = directory.perform(&work(action, WORKLOAD, Some(body(1)))).await.unwrap_err();
        assert_eq!(refused.code, codes::EXEC_PATH_ESCAPE);
    }
    assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_an_error_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let directory = directory(folder.path());
    directory.perform(&work(Action::Create, WORKLOAD, Some(body(1)))).await.unwrap();
    std::fs::write(folder.path().join("deploy/staging/kubernetes/cart/workload.yaml"), "a: [\n").unwrap();
    let diagnostic = observe(&directory, WORKLOAD).await.unwrap_err();
    assert_eq!(diagnostic.code, codes::EXEC_UNREADABLE);
    assert_eq!(diagnostic.at.unwrap().to_string(), "deploy/staging/kubernetes/cart/workload.yaml:1:4");
}

#[tokio::test]
async fn what_is_to_be_taken_over_must_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let directory = directory(folder.path());
    let import = work(Action::Import, WORKLOAD, Some(body(1)));
    assert_eq!(directory.perform(&import).await.unwrap_err().code, codes::PLAN_STALE);
    directory.perform(&work(Action::Create, WORKLOAD, Some(body(2)))).await.unwrap();
    directory.perform(&import).await.unwrap();
    assert_eq!(present(observe(&directory, WORKLOAD).await), Some(body(2)));
}

#[test]
fn what_is_not_built_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    for (delivery, name) in [(Delivery::Gitops, "`delivery: gitops`"), (Delivery::Apply, "`delivery: apply`")] {
        let mut target = Target::default();
        target.delivery = delivery;
        let targets = BTreeMap::from([("kubernetes".parse().unwrap(), target)]);
        let executors = Executors::new(&targets, Arc::new(directory(folder.path())));
        let refused = executors.of(&address(WORKLOAD)).map(|_| ()).unwrap_err();
        assert_eq!(refused.code, codes::EXEC_DELIVERY_UNAVAILABLE);
        assert!(refused.message.contains("`kubernetes` of staging") && refused.message.contains(name), "{refused}");
        assert!(executors.of(&address("cart/staging/grafana/dashboard")).is_ok());
    }
}

#[tokio::test]
async fn ten_thousand_files_lie_in_one_folder() {
    let folder = tempfile::tempdir().unwrap();
    let directory = directory(folder.path());
    let count = 10_000;
    let inner = folder.path().join("deploy/staging/kubernetes/cart");
    std::fs::create_dir_all(&inner).unwrap();
    (0..count).for_each(|number| std::fs::write(inner.join(format!("r{number}.yaml")), "a: 1\n").unwrap());
    let addresses: Vec<Address> =
        (0..count).map(|number| address(&format!("cart/staging/kubernetes/r{number}"))).collect();
    let asked: Vec<Asked<'_>> =
        addresses.iter().map(|address| Asked { address, resource: None, known: None }).collect();
    let found = directory.observe(&asked).await;
    assert!(found.into_iter().all(|found| present(found).is_some()));
    directory.perform(&work(Action::Delete, "cart/staging/kubernetes/r0", None)).await.unwrap();
}
