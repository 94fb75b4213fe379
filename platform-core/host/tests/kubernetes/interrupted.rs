//! A killed apply goes on where it was.

use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::shop::*;

fn platform(shop: &Shop, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_platform"));
    command.arg("-C").arg(shop.root()).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Kills an apply that has made the deployment, and waits until it is ready.
fn kill_while_it_waits(shop: &Shop) {
    let mut running = platform(shop, &["deploy", "cart", "--env", "staging", "--yes"]).spawn().unwrap();
    let begun = Instant::now();
    let namespace = format!("--field-selector=metadata.namespace={}", shop.namespace);
    while kubectl("default", &["get", "deployments", "--all-namespaces", "--output=name", &namespace]).is_empty() {
        if running.try_wait().unwrap().is_some() || begun.elapsed() > Duration::from_secs(30) {
            let _ = running.kill();
            let ended = running.wait_with_output().unwrap();
            panic!("the deployment never came: {}", String::from_utf8_lossy(&ended.stderr));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    running.kill().unwrap();
    running.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn what_was_killed_while_it_waited_is_resumed() {
    let shop = Shop::new("killed");
    shop.parameters("{replicas: 1}");
    kill_while_it_waits(&shop);
    assert!(state_of(&shop, "config").is_some() && state_of(&shop, "workload").is_none());
    let _node = Node::new(&shop.namespace, READY);
    let resumed = platform(&shop, &["apply", "--resume"]).output().unwrap();
    assert!(resumed.status.success(), "{}", String::from_utf8_lossy(&resumed.stderr));
    assert!(state_of(&shop, "workload").is_some());
    assert_eq!(changes(&shop.plan().await), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster: tests/kubernetes"]
async fn what_the_server_would_refuse_of_the_rest_is_told_before_it_is_gone_on_with() {
    let shop = Shop::new("refused-since");
    shop.parameters("{replicas: 1}");
    shop.resource(
        "    - id: last\n      target: kubernetes\n      dependsOn: [workload]\n      body: {apiVersion: v1, kind: ConfigMap, \
         metadata: {name: last, namespace: NAMESPACE}, data: {color: blue}}\n",
    );
    kill_while_it_waits(&shop);
    // Somebody else makes what is still to be made, with a value of theirs.
    shop.kubectl(&["create", "configmap", "last", "--from-literal=color=red"]);
    let _node = Node::new(&shop.namespace, READY);
    let told = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();
    let refused = platform(&shop, &["apply", "--resume"]).output().unwrap();
    let said = told(&refused);
    assert!(!refused.status.success() && said.contains("k8s.conflict") && said.contains("exec.skipped"), "{said}");
    assert!(state_of(&shop, "workload").is_none(), "nothing was gone on with");
    assert_eq!(shop.field("configmap/last", "{.data.color}"), "red");
    shop.kubectl(&["delete", "configmap", "last"]);
    let resumed = platform(&shop, &["apply", "--resume"]).output().unwrap();
    assert!(resumed.status.success(), "{}", told(&resumed));
    assert_eq!(shop.field("configmap/last", "{.data.color}"), "blue");
    assert_eq!(changes(&shop.plan().await), [""; 0]);
}
