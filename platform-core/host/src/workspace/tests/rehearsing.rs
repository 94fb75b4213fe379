//! What a target would refuse is told before anything is changed.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::fixture::*;
use crate::driver::{Event, Listener};
use crate::executors::{Asked, Capabilities, Directory, Executor, FakeExecutor, Outputs, Performed, Task, Tree};
use crate::workspace::{ApplyRequest, Workspace};
use platform_core::model::{Diagnostic, Effect, Observation, PlanFile, codes};
use platform_core::run::StepWork;

/// Delivers to the folder, and refuses what it is told to refuse when it is asked before.
struct Choosy {
    directory: Directory,
    asked: Arc<Mutex<Vec<String>>>,
    refuses: bool,
}

impl Executor for Choosy {
    fn capabilities(&self) -> Capabilities {
        self.directory.capabilities()
    }

    fn observe<'a>(&'a self, asked: &'a [Asked<'a>]) -> Task<'a, Vec<Result<Observation, Diagnostic>>> {
        self.directory.observe(asked)
    }

    fn perform<'a>(&'a self, work: &'a StepWork) -> Task<'a, Result<Performed, Diagnostic>> {
        self.directory.perform(work)
    }

    fn rehearses(&self) -> bool {
        true
    }

    fn rehearse<'a>(&'a self, work: &'a [StepWork], _: &'a [StepWork]) -> Task<'a, Vec<Diagnostic>> {
        Box::pin(async move {
            self.asked.lock().unwrap().extend(work.iter().map(|work| work.step.address.to_string()));
            let refused = work.iter().filter(|work| self.refuses && work.body.is_some());
            let problem = |work: &StepWork| {
                Diagnostic::error(codes::EXEC_FAILED, format!("{} is refused", work.step.address))
                    .with_outcome(Effect::None)
            };
            refused.map(problem).collect()
        })
    }
}

fn choosy(shop: &Shop, refuses: bool) -> (Arc<dyn Executor>, Arc<Mutex<Vec<String>>>) {
    let tree = Arc::new(Tree::open(shop.root()).unwrap());
    let directory = Directory::new(tree, &Default::default(), Outputs::default());
    let asked = Arc::new(Mutex::new(Vec::new()));
    (Arc::new(Choosy { directory, asked: asked.clone(), refuses }), asked)
}

#[tokio::test]
async fn nothing_is_begun_anywhere_when_one_target_would_refuse_a_step() {
    let shop = Shop::new();
    let plans = shop.plan_all().await.plan_file();
    let (executor, asked) = choosy(&shop, true);
    let workspace = shop.open().with_executor("kubernetes".parse().unwrap(), executor);
    let refused = workspace.apply(plans.clone(), &ApplyRequest::new("ada")).await.unwrap_err();
    let asked = asked.lock().unwrap().clone();
    assert!(!asked.is_empty() && asked.iter().all(|address| address.contains("/kubernetes/")), "{asked:?}");
    assert_eq!(refused.diagnostics.len(), asked.len(), "{refused:#?}");
    assert!(refused.diagnostics.iter().all(|problem| problem.outcome == Effect::None));
    assert!(!shop.path("deploy").exists(), "the other targets are untouched, too");
    // Nothing was begun: the same plans apply as soon as the target takes them.
    let (executor, _) = choosy(&shop, false);
    let workspace = shop.open().with_executor("kubernetes".parse().unwrap(), executor);
    assert!(workspace.apply(plans, &ApplyRequest::new("ada")).await.unwrap().succeeded());
    assert!(shop.path("deploy").exists());
}

/// Fails at everything, for the same reason.
struct Broken;

impl Executor for Broken {
    fn capabilities(&self) -> Capabilities {
        Capabilities::default()
    }

    fn observes(&self) -> bool {
        false
    }

    fn observe<'a>(&'a self, _: &'a [Asked<'a>]) -> Task<'a, Vec<Result<Observation, Diagnostic>>> {
        Box::pin(async { Vec::new() })
    }

    fn perform<'a>(&'a self, _: &'a StepWork) -> Task<'a, Result<Performed, Diagnostic>> {
        Box::pin(async { Err(Diagnostic::error(codes::EXEC_FAILED, "the tool is out of order")) })
    }
}

#[tokio::test]
async fn what_several_steps_failed_of_together_is_told_once() {
    let shop = Shop::new();
    shop.edit("golden-paths/web/1.0.0/golden-path.yaml", "      dependsOn: [config]\n", "");
    let plans = shop.plan_all().await.plan_file();
    let workspace = shop.open().with_executor("kubernetes".parse().unwrap(), Arc::new(Broken));
    let report = workspace.apply(plans, &ApplyRequest::new("ada")).await.unwrap();
    let failed: usize = report.applied.iter().map(|applied| applied.failed.len()).sum();
    assert!(failed > 1, "{report:#?}");
    assert_eq!(codes(&report.diagnostics()), ["exec.failed"]);
}

/// Delivers to the folder until it is cancelled after so many steps.
async fn cancelled_after(shop: &Shop, steps: usize) {
    let plans = shop.plan_all().await.plan_file();
    let mut request = ApplyRequest::new("ada");
    let (cancellation, ended) = (request.cancellation.clone(), AtomicUsize::new(0));
    request.parallelism = 1;
    request.listener = Listener::new(move |event| {
        if matches!(event, Event::StepEnded { .. }) && ended.fetch_add(1, Ordering::SeqCst).saturating_add(1) == steps {
            cancellation.cancel();
        }
    });
    assert_eq!(code(shop.open().apply(plans, &request).await), "exec.cancelled");
}

#[tokio::test]
async fn what_is_left_of_a_cancelled_apply_is_asked_about_before_it_is_gone_on_with() {
    let shop = Shop::new();
    let all = {
        let (executor, asked) = choosy(&shop, true);
        let workspace = shop.open().with_executor("kubernetes".parse().unwrap(), executor);
        workspace.apply(shop.plan_all().await.plan_file(), &ApplyRequest::new("ada")).await.unwrap_err();
        asked.lock().unwrap().clone()
    };
    assert!(all.len() > 1, "{all:?}");
    // One step of the target is done when it is cancelled.
    let mut done = 0;
    while !shop.tree("deploy").iter().any(|(file, _)| file.contains("kubernetes")) {
        done += 1;
        let other = Shop::new();
        cancelled_after(&other, done).await;
        if other.tree("deploy").iter().any(|(file, _)| file.contains("kubernetes")) {
            cancelled_after(&shop, done).await;
        }
    }
    let (before, request) = (shop.tree("deploy"), ApplyRequest::new("grace"));
    let (executor, asked) = choosy(&shop, true);
    let workspace = shop.open().with_executor("kubernetes".parse().unwrap(), executor);
    let refused = workspace.resume(None, None, &request).await.unwrap_err();
    let left = asked.lock().unwrap().clone();
    assert_eq!(left.len(), all.len() - 1, "of {all:?} what is left is asked about: {left:?}");
    assert_eq!(codes(&refused.diagnostics).last().copied(), Some("exec.skipped"), "{refused:#?}");
    assert!(refused.diagnostics.iter().all(|problem| problem.outcome == Effect::None));
    assert_eq!(shop.tree("deploy"), before, "nothing of any target is gone on with");
    // It can be gone on with as soon as the target takes it.
    let (executor, _) = choosy(&shop, false);
    let workspace = shop.open().with_executor("kubernetes".parse().unwrap(), executor);
    assert!(workspace.resume(None, None, &request).await.unwrap().succeeded());
    assert!(shop.tree("deploy").len() > before.len());
    assert!(!shop.plan_all().await.has_changes());
}

#[tokio::test]
async fn whoever_does_not_ask_first_gets_an_end_all_the_same() {
    let shop = Shop::new();
    cancelled_after(&shop, 1).await;
    let (executor, asked) = choosy(&shop, true);
    let workspace = shop.open().with_executor("kubernetes".parse().unwrap(), executor);
    let request = ApplyRequest { rehearses: false, ..ApplyRequest::new("grace") };
    assert!(workspace.resume(None, None, &request).await.unwrap().succeeded());
    assert!(asked.lock().unwrap().is_empty());
}

async fn planned(workspace: &Workspace) -> PlanFile {
    good(workspace.plan_deploy(&subject("cart"), &staging(), &leaving_locks()).await)
}

#[tokio::test]
async fn a_fake_refuses_fails_and_is_not_ready_where_it_is_told_to() {
    let shop = Shop::new();
    let fake = Arc::new(FakeExecutor::default());
    let workspace = shop.open().with_executor("kubernetes".parse().unwrap(), fake.clone());
    let plans = planned(&workspace).await;
    let mut addresses = plans.plans.iter().flat_map(|one| one.rendered.resources.keys());
    let address = addresses.find(|address| address.target() == "kubernetes").unwrap().clone();
    fake.refuses(address.clone(), "too large");
    let refused = workspace.apply(plans.clone(), &ApplyRequest::new("ada")).await.unwrap_err();
    assert_eq!(refused.diagnostics.len(), 1, "{refused:#?}");
    assert_eq!(refused.diagnostics[0].message, format!("{address}: too large"));
    assert!(fake.calls().is_empty() && !shop.path("deploy").exists());
    let fake = Arc::new(FakeExecutor::default());
    let workspace = shop.open().with_executor("kubernetes".parse().unwrap(), fake.clone());
    fake.fails(address.clone(), Diagnostic::error(codes::EXEC_FAILED, "no room"));
    let report = workspace.apply(plans, &ApplyRequest::new("ada")).await.unwrap();
    assert_eq!(codes(&report.diagnostics()), ["exec.failed"]);
    assert!(workspace.apply(planned(&workspace).await, &ApplyRequest::new("ada")).await.unwrap().succeeded());
    assert!(fake.calls().contains(&format!("create {address}")) && fake.bodies().contains_key(&address));
    // Nothing is left to do, but it does not work.
    fake.not_ready(address.clone(), "no pod is ready");
    let report = workspace.apply(planned(&workspace).await, &ApplyRequest::new("ada")).await.unwrap();
    assert_eq!(codes(&report.diagnostics()), ["exec.failed"]);
    fake.set(address.clone(), None);
    let drifted = planned(&workspace).await;
    assert!(changes(&drifted).iter().any(|change| change.contains(address.as_str())), "{:?}", changes(&drifted));
}
