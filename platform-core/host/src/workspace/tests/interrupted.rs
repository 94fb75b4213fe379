//! Kills, cancellations and what comes after.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::fixture::*;
use crate::driver::{Cancellation, Event, Listener};
use crate::executors::{Asked, Capabilities, Directory, Executor, Outputs, Performed, Task, Tree};
use crate::workspace::ApplyRequest;
use platform_core::model::{Diagnostic, Name, Observation};
use platform_core::run::StepWork;
use tokio::sync::Notify;

/// Delivers to the folder until it has done a number of steps; then it hangs, before or after it did the next.
struct Dying {
    directory: Directory,
    steps: Arc<AtomicUsize>,
    died: Arc<Notify>,
    dies_after: usize,
    acts_before_dying: bool,
}

impl Dying {
    async fn die(&self) {
        self.died.notify_one();
        std::future::pending().await
    }
}

impl Executor for Dying {
    fn capabilities(&self) -> Capabilities {
        self.directory.capabilities()
    }

    fn observe<'a>(&'a self, asked: &'a [Asked<'a>]) -> Task<'a, Vec<Result<Observation, Diagnostic>>> {
        self.directory.observe(asked)
    }

    fn perform<'a>(&'a self, work: &'a StepWork) -> Task<'a, Result<Performed, Diagnostic>> {
        Box::pin(async move {
            let dies = self.steps.fetch_add(1, Ordering::SeqCst) >= self.dies_after;
            if dies && !self.acts_before_dying {
                self.die().await;
            }
            let performed = self.directory.perform(work).await;
            if dies {
                self.die().await;
            }
            performed
        })
    }
}

/// Applies until the executor dies; dropping the apply in the middle is all that a kill does.
async fn kill(shop: &Shop, dies_after: usize, acts_before_dying: bool) {
    let plans = shop.plan_all().await.plan_file();
    let (steps, died) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    let mut workspace = shop.open();
    for target in ["kubernetes", "file", "catalog"] {
        let tree = Arc::new(Tree::open(shop.root()).unwrap());
        let directory = Directory::new(tree, &Default::default(), Outputs::default());
        let (steps, died) = (steps.clone(), died.clone());
        let executor = Dying { directory, steps, died, dies_after, acts_before_dying };
        workspace = workspace.with_executor(target.parse::<Name>().unwrap(), Arc::new(executor));
    }
    let request = ApplyRequest::new("ada");
    tokio::select! {
        ended = workspace.apply(plans, &request) => panic!("it was to hang: {ended:?}"),
        () = died.notified() => {}
    }
}

fn two_services() -> Shop {
    let shop = Shop::new();
    shop.write("services/basket/catalog-info.yaml", &service("basket", "{port: 8081}"));
    shop
}

#[tokio::test]
async fn killed_at_any_step_everything_is_resumed_to_the_same_files() {
    let calm = two_services();
    calm.apply(calm.plan_all().await.plan_file()).await.unwrap();
    let expected = calm.tree("deploy");
    assert_eq!(expected.len(), 8);
    for dies_after in 0..8 {
        let acts_before_dying = dies_after % 2 == 0;
        let shop = two_services();
        kill(&shop, dies_after, acts_before_dying).await;
        let blocked = shop.apply(shop.plan_all().await.plan_file()).await;
        assert_eq!(code(blocked), "state.busy");
        let report = shop.open().resume(None, None, &ApplyRequest::new("grace")).await.unwrap();
        assert!(report.succeeded(), "{:#?}", report.diagnostics());
        assert_eq!(report.applied.len(), 4);
        assert_eq!(shop.tree("deploy"), expected);
        assert!(!shop.plan_all().await.has_changes());
        let nothing = shop.open().resume(None, None, &ApplyRequest::new("grace")).await;
        assert_eq!(code(nothing), "state.unchanged");
        let serials: Vec<u64> = shop.open().status().await.unwrap().iter().map(|status| status.serial).collect();
        assert_eq!(serials, [1, 1, 1, 1]);
    }
}

#[tokio::test]
async fn a_cancelled_apply_is_gone_on_with_where_it_stopped() {
    let shop = two_services();
    let plans = shop.plan_all().await.plan_file();
    let mut request = ApplyRequest::new("ada");
    let (cancellation, count) = (Cancellation::default(), AtomicUsize::new(0));
    request.cancellation = cancellation.clone();
    request.parallelism = 1;
    request.listener = Listener::new(move |event| {
        if matches!(event, Event::StepEnded { .. }) && count.fetch_add(1, Ordering::SeqCst) == 2 {
            cancellation.cancel();
        }
    });
    assert_eq!(code(shop.open().apply(plans, &request).await), "exec.cancelled");
    assert!(shop.tree("deploy").len() < 8);
    let other = shop.open().resume(Some(&subject("nobody")), None, &ApplyRequest::new("ada")).await;
    assert_eq!(code(other), "state.unchanged");
    let report = shop.open().resume(Some(&subject("cart")), None, &ApplyRequest::new("ada")).await.unwrap();
    assert!(report.succeeded());
    assert_eq!(shop.tree("deploy").len(), 8);
}

#[tokio::test]
async fn what_was_applied_anew_since_is_not_gone_on_with() {
    let shop = two_services();
    let plans = shop.plan_all().await.plan_file();
    let request = ApplyRequest::new("ada");
    request.cancellation.cancel();
    assert_eq!(code(shop.open().apply(plans, &request).await), "exec.cancelled");
    shop.apply(shop.plan_all().await.plan_file()).await.unwrap();
    let before = shop.tree("deploy");
    assert_eq!(code(shop.open().resume(None, None, &ApplyRequest::new("ada")).await), "state.unchanged");
    assert_eq!(shop.tree("deploy"), before);
}
