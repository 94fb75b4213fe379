//! A killed apply goes on where it was.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::shop::*;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn what_was_killed_while_it_waited_is_resumed() {
    let shop = Shop::new("killed");
    shop.parameters("{replicas: 1}");
    let platform = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_platform"));
        command.arg("-C").arg(shop.root()).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    };
    let mut running = platform(&["deploy", "cart", "--env", "staging", "--yes"]).spawn().unwrap();
    let begun = Instant::now();
    while kubectl(
        "default",
        &["get", "deployments", "--all-namespaces", "--output=name", "--field-selector=metadata.namespace=killed"],
    )
    .is_empty()
    {
        if running.try_wait().unwrap().is_some() || begun.elapsed() > Duration::from_secs(30) {
            let _ = running.kill();
            let ended = running.wait_with_output().unwrap();
            panic!("the deployment never came: {}", String::from_utf8_lossy(&ended.stderr));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    running.kill().unwrap();
    running.wait().unwrap();
    assert!(state_of(&shop, "config").is_some() && state_of(&shop, "workload").is_none());
    let _node = Node::new(&shop.namespace, READY);
    let resumed = platform(&["apply", "--resume"]).output().unwrap();
    assert!(resumed.status.success(), "{}", String::from_utf8_lossy(&resumed.stderr));
    assert!(state_of(&shop, "workload").is_some());
    assert_eq!(changes(&shop.plan().await), [""; 0]);
}
