//! A repository and a server that is asked: what was committed is waited for.

use super::*;

/// A repository with a commit of ours and one before it, and a server that plays a controller's.
struct Scene {
    folder: tempfile::TempDir,
    committed: Committed,
    old: String,
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    let output =
        command.current_dir(folder).args(["-c", "user.name=A", "-c", "user.email=a@b"]).args(arguments).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        git(folder.path(), &["init", "--quiet", "--initial-branch=deploy/staging"]);
        let commit = |file: &str| {
            std::fs::create_dir_all(folder.path().join(file).parent().unwrap()).unwrap();
            std::fs::write(folder.path().join(file), file).unwrap();
            git(folder.path(), &["add", "."]);
            git(folder.path(), &["commit", "--quiet", "--message", file]);
            git(folder.path(), &["rev-parse", "HEAD"])
        };
        let (old, new) = (commit("README.md"), commit("deploy/staging/kubernetes/cart/config.yaml"));
        let committed = Committed {
            repository: GitRepository::open(folder.path(), Arc::new(|| false)).unwrap(),
            commit: CommitId::new(&new).unwrap(),
            folder: "deploy/staging/kubernetes/cart".into(),
            whose: "component:default/cart in staging".into(),
            target: "staging/kubernetes".into(),
        };
        Self { folder, committed, old }
    }

    fn awaiting(&self, server: &str, git: &GitDelivery) -> Awaiting {
        let file = self.folder.path().join("kubeconfig");
        let config = format!(
            r#"{{"apiVersion": "v1", "kind": "Config", "current-context": "a",
            "clusters": [{{"name": "a", "cluster": {{"server": "{server}"}}}}], "users": [{{"name": "a", "user": {{"token": "HUSH"}}}}],
            "contexts": [{{"name": "a", "context": {{"cluster": "a", "user": "a"}}}}]}}"#
        );
        std::fs::write(&file, config).unwrap();
        let connection = Clusters::default().connection(Access::of(None, Some(file.into()), None));
        Awaiting::new(&git.awaited().unwrap(), connection)
    }

    /// What comes of waiting, by what the server gives for a path: a status and a body, or nothing at all.
    async fn wait(
        &self,
        git: &GitDelivery,
        give: impl Fn(&str) -> (u16, String) + Send + Sync + 'static,
    ) -> Result<(), Diagnostic> {
        let (server, asked) = server(give);
        let ended = self.awaiting(&server, git).until_ready(git, &self.committed, &(Arc::new(|| false) as Stop)).await;
        assert!(asked.lock().unwrap().iter().all(|line| line.starts_with("GET ")), "it is only read");
        ended
    }

    fn application(&self, commit: &str) -> String {
        application(&[(OURS, commit)]).to_json()
    }
}

fn argocd_git(within: &str, name: Option<&str>) -> GitDelivery {
    let mut git = GitDelivery::new("deploy/staging");
    let mut argocd = ArgoCd::default();
    (argocd.ready_within, argocd.application) = (Some(within.into()), name.map(Into::into));
    git.argocd = Some(argocd);
    git
}

/// Answers each request by its path, and keeps the first lines.
fn server(give: impl Fn(&str) -> (u16, String) + Send + Sync + 'static) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (asked, give) = (Arc::new(Mutex::new(Vec::new())), Arc::new(give));
    let kept = asked.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let (kept, give) = (kept.clone(), give.clone());
            std::thread::spawn(move || {
                let mut bytes = [0; 8192];
                // Who gave up waiting may have connected, and asks nothing any more.
                let Ok(read @ 1..) = stream.read(&mut bytes) else { return };
                let request = String::from_utf8_lossy(&bytes[..read]).into_owned();
                let line = request.lines().next().unwrap_or_default().to_owned();
                kept.lock().unwrap().push(line.clone());
                let path = line.split(' ').nth(1).unwrap_or_default();
                let (status, body) = known(path).map_or_else(|| give(path), |body| (200, body));
                let answer =
                    format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
                let _ = stream.write_all(answer.as_bytes());
                let _ = stream.shutdown(Shutdown::Write);
                let _ = stream.read(&mut bytes);
            });
        }
    });
    (address, asked)
}

/// What a server says of its kinds.
fn known(path: &str) -> Option<String> {
    let groups: BTreeMap<&str, &[(&str, &str)]> = BTreeMap::from([
        ("argoproj.io/v1alpha1", [("applications", "Application")].as_slice()),
        ("kustomize.toolkit.fluxcd.io/v1", &[("kustomizations", "Kustomization")]),
        ("source.toolkit.fluxcd.io/v1", &[("gitrepositories", "GitRepository")]),
    ]);
    if path == "/apis" {
        let groups = groups.keys().map(|group| format!(r#"{{"versions": [{{"groupVersion": "{group}"}}]}}"#));
        return Some(format!(r#"{{"kind": "APIGroupList", "groups": [{}]}}"#, groups.collect::<Vec<_>>().join(",")));
    }
    let kinds = groups.get(path.strip_prefix("/apis/")?)?;
    let kinds =
        kinds.iter().map(|(name, kind)| format!(r#"{{"name": "{name}", "kind": "{kind}", "namespaced": true}}"#));
    Some(format!(r#"{{"kind": "APIResourceList", "resources": [{}]}}"#, kinds.collect::<Vec<_>>().join(",")))
}

fn items(items: &[&str]) -> (u16, String) {
    (200, format!(r#"{{"kind": "List", "metadata": {{}}, "items": [{}]}}"#, items.join(",")))
}

fn refused(code: u16, message: &str) -> (u16, String) {
    (code, format!(r#"{{"kind": "Status", "code": {code}, "reason": "Forbidden", "message": "{message}"}}"#))
}

const LIST: &str = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications?";
const CART: &str = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/cart";

fn told(result: Result<(), Diagnostic>) -> (String, String, Effect) {
    let problem = result.unwrap_err();
    (problem.code.to_string(), problem.message, problem.outcome)
}

#[tokio::test]
async fn it_is_found_by_branch_and_folder_and_waited_for() {
    let scene = Scene::new();
    let (old, new) = (scene.application(&scene.old), scene.application(scene.committed.commit.as_str()));
    let other = new.replace("kubernetes/cart", "kubernetes/other").replace("\"cart\"", "\"other\"");
    let looked = Arc::new(AtomicUsize::new(0));
    let count = looked.clone();
    let give = move |path: &str| {
        if path.starts_with(LIST) && !path.contains("continue") {
            // One page after the other.
            return (200, format!(r#"{{"metadata": {{"continue": "a b"}}, "items": [{other}]}}"#));
        }
        if path.starts_with(LIST) && path.contains("continue=a%20b") {
            return items(&[&old]);
        }
        assert_eq!(path, CART);
        (200, if count.fetch_add(1, Ordering::SeqCst) < 2 { old.clone() } else { new.clone() })
    };
    scene.wait(&argocd_git("30s", None), give).await.unwrap();
    assert!(looked.load(Ordering::SeqCst) >= 3);
}

#[tokio::test]
async fn a_commit_that_comes_after_ours_is_ours_too() {
    let scene = Scene::new();
    std::fs::write(scene.folder.path().join("later"), "later").unwrap();
    git(scene.folder.path(), &["add", "later"]);
    git(scene.folder.path(), &["commit", "--quiet", "--message", "later"]);
    let later = scene.application(&git(scene.folder.path(), &["rev-parse", "HEAD"]));
    let give = move |path: &str| if path == CART { (200, later.clone()) } else { refused(403, "list is not allowed") };
    scene.wait(&argocd_git("30s", Some("cart")), give).await.unwrap();
}

#[tokio::test]
async fn what_is_not_there_in_time_is_told_with_why() {
    let scene = Scene::new();
    let old = scene.application(&scene.old).replace("Healthy", "Degraded");
    let give = move |path: &str| if path == CART { (200, old.clone()) } else { items(&[&old]) };
    let (code, message, outcome) = told(scene.wait(&argocd_git("1s", None), give).await);
    assert_eq!((code.as_str(), outcome), ("gitops.not_ready", Effect::Done));
    let (ours, old) = (verdict::short(scene.committed.commit.as_str()), verdict::short(&scene.old));
    let expected = format!(
        "component:default/cart in staging was committed ({ours}) and is not ready: after 1 s Application argocd/cart is at {old}, which does not hold the commit"
    );
    assert_eq!(message, expected);
}

#[tokio::test]
async fn nobody_who_takes_it_is_told_by_branch_and_folder() {
    let scene = Scene::new();
    let (code, message, outcome) = told(scene.wait(&argocd_git("1s", None), |_| items(&[])).await);
    assert_eq!((code.as_str(), outcome), ("gitops.not_taken", Effect::Done));
    let told_of = "after 1 s no Application in namespace `argocd` takes `deploy/staging/kubernetes/cart` of branch `deploy/staging`";
    assert!(message.ends_with(told_of), "{message}");
    let (code, message, _) = told(scene.wait(&argocd_git("1s", Some("cart")), |_| refused(404, "not found")).await);
    assert_eq!(code, "gitops.not_taken");
    assert!(message.ends_with("there is no Application argocd/cart"), "{message}");
}

#[tokio::test]
async fn what_was_removed_with_its_folder_is_there_until_its_application_is_gone() {
    let scene = Scene::new();
    git(scene.folder.path(), &["rm", "-r", "--quiet", "deploy"]);
    git(scene.folder.path(), &["commit", "--quiet", "--message", "gone"]);
    let commit = CommitId::new(&git(scene.folder.path(), &["rev-parse", "HEAD"])).unwrap();
    let old = scene.application(&scene.old);
    let scene = Scene { committed: Committed { commit, ..scene.committed.clone() }, ..scene };
    let kept = old.clone();
    let (code, message, _) = told(scene.wait(&argocd_git("1s", None), move |_| items(&[&kept])).await);
    assert_eq!(code, "gitops.not_ready");
    assert!(message.contains("what it applied goes when it is deleted itself"), "{message}");
    let count = AtomicUsize::new(0);
    let give = move |path: &str| match (count.fetch_add(1, Ordering::SeqCst) < 4, path.contains('?')) {
        (true, true) => items(&[&old]),
        (true, false) => (200, old.clone()),
        (false, true) => items(&[]),
        (false, false) => refused(404, "not found"),
    };
    scene.wait(&argocd_git("20s", None), give).await.unwrap();
    // Nobody has to take it.
    scene.wait(&argocd_git("5s", None), |_| items(&[])).await.unwrap();
}

#[tokio::test]
async fn who_may_not_look_and_what_is_not_installed_are_told_at_once() {
    let scene = Scene::new();
    let begun = Instant::now();
    let no = r#"applications.argoproj.io is forbidden: User \"guest\" cannot list resource"#;
    let (code, message, outcome) = told(scene.wait(&argocd_git("60s", None), move |_| refused(403, no)).await);
    assert_eq!((code.as_str(), outcome), ("k8s.forbidden", Effect::Done));
    assert!(
        message.starts_with("Application argocd/* may not be looked at: applications.argoproj.io is forbidden"),
        "{message}"
    );
    let bare = r#"{"kind": "APIGroupList", "groups": []}"#;
    let listener = server_of_nothing(bare);
    let git = argocd_git("60s", None);
    let ended =
        scene.awaiting(&listener, &git).until_ready(&git, &scene.committed, &(Arc::new(|| false) as Stop)).await;
    let (code, message, _) = told(ended);
    assert_eq!(code, "k8s.missing_kind");
    assert_eq!(
        message,
        "staging/kubernetes waits for Argo CD, and the cluster knows no `Application` of `argoproj.io/v1alpha1`"
    );
    assert!(begun.elapsed() < Duration::from_secs(20));
}

/// Gives the same to everybody.
fn server_of_nothing(body: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 8192]);
            let _ = stream.write_all(
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
                    .as_bytes(),
            );
        }
    });
    address
}

#[tokio::test]
async fn a_server_that_is_away_is_waited_for_until_the_time_is_over() {
    let scene = Scene::new();
    let git = argocd_git("1s", None);
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let dead = scene.awaiting(&format!("http://127.0.0.1:{port}"), &git);
    let begun = Instant::now();
    let (code, message, outcome) = told(dead.until_ready(&git, &scene.committed, &(Arc::new(|| false) as Stop)).await);
    assert_eq!((code.as_str(), outcome), ("net.unreachable", Effect::Done));
    assert!(message.starts_with("the cluster of Argo CD for staging/kubernetes can't be reached: "), "{message}");
    assert!(begun.elapsed() < Duration::from_secs(5));
    // Away for a moment only.
    let new = scene.application(scene.committed.commit.as_str());
    let count = AtomicUsize::new(0);
    let give =
        move |_: &str| if count.fetch_add(1, Ordering::SeqCst) < 5 { (503, "upstream".into()) } else { items(&[&new]) };
    scene.wait(&argocd_git("30s", None), give).await.unwrap();
}

#[tokio::test]
async fn who_asks_it_to_stop_need_not_wait() {
    let scene = Scene::new();
    let (old, git) = (scene.application(&scene.old), argocd_git("600s", None));
    let (server, _) = server(move |_| items(&[&old]));
    let begun = Instant::now();
    let stop: Stop = Arc::new(move || begun.elapsed() > Duration::from_millis(1_500));
    let awaiting = scene.awaiting(&server, &git);
    let (code, message, _) = told(awaiting.until_ready(&git, &scene.committed, &stop).await);
    assert_eq!(code, "exec.cancelled");
    assert!(message.ends_with("was cut short while it waited for Argo CD"), "{message}");
    assert!(begun.elapsed() < Duration::from_millis(2_500), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn looking_once_waits_for_nothing_and_0s_does_not_even_look() {
    let scene = Scene::new();
    let old = scene.application(&scene.old);
    let (server, asked) = server(move |_| items(&[&old]));
    let git = argocd_git("600s", None);
    let begun = Instant::now();
    let (code, ..) = told(scene.awaiting(&server, &git).look_once(&git, &scene.committed).await);
    assert_eq!(code, "gitops.not_ready");
    assert!(begun.elapsed() < Duration::from_secs(5));
    asked.lock().unwrap().clear();
    let git = argocd_git("0s", None);
    let never: Stop = Arc::new(|| false);
    scene.awaiting(&server, &git).until_ready(&git, &scene.committed, &never).await.unwrap();
    scene.awaiting(&server, &git).look_once(&git, &scene.committed).await.unwrap();
    assert!(asked.lock().unwrap().is_empty());
}

fn flux_git(within: &str) -> GitDelivery {
    let mut git = GitDelivery::new("deploy/staging");
    let mut flux = Flux::default();
    (flux.ready_within, flux.kustomization) = (Some(within.into()), Some("shop".into()));
    git.flux = Some(flux);
    git
}

#[tokio::test]
async fn what_flux_said_of_our_commit_is_told_while_it_tries_again() {
    let scene = Scene::new();
    let ours = scene.committed.commit.to_string();
    let (failed, again) = (flux_wrote::refused(&ours), flux_wrote::checking(&ours));
    let count = AtomicUsize::new(0);
    let give = move |_: &str| (200, if count.fetch_add(1, Ordering::SeqCst) < 2 { &failed } else { &again }.to_json());
    let problem = scene.wait(&flux_git("2s"), give).await.unwrap_err();
    assert_eq!(problem.code.as_str(), "gitops.not_ready");
    assert!(problem.message.ends_with("is not ready: Progressing: Reconciliation in progress"), "{problem}");
    let why = problem.related.first().map(|related| related.message.as_str()).unwrap_or_default();
    assert!(why.starts_with("Ready: ReconciliationFailed: ConfigMap/refused/cart dry-run failed"), "{problem}");
    // What was said of another commit is not.
    let scene = Scene::new();
    let (failed, again) = (flux_wrote::refused(&scene.old), flux_wrote::checking(&scene.committed.commit.to_string()));
    let count = AtomicUsize::new(0);
    let give = move |_: &str| (200, if count.fetch_add(1, Ordering::SeqCst) < 2 { &failed } else { &again }.to_json());
    let problem = scene.wait(&flux_git("2s"), give).await.unwrap_err();
    assert!(problem.related.is_empty(), "{problem}");
}

#[tokio::test]
async fn what_was_removed_with_its_folder_is_there_until_its_kustomization_is_gone() {
    let scene = Scene::new();
    let old = flux_wrote::pathless(&scene.old).to_json();
    git(scene.folder.path(), &["rm", "-r", "--quiet", "deploy"]);
    git(scene.folder.path(), &["commit", "--quiet", "--message", "gone"]);
    let commit = CommitId::new(&git(scene.folder.path(), &["rev-parse", "HEAD"])).unwrap();
    let scene = Scene { committed: Committed { commit, ..scene.committed.clone() }, ..scene };
    let kept = old.clone();
    let problem = scene.wait(&flux_git("1s"), move |_| (200, kept.clone())).await.unwrap_err();
    assert_eq!(problem.code.as_str(), "gitops.not_ready");
    assert!(problem.message.contains("what it applied goes when it is deleted itself"), "{problem}");
    let count = AtomicUsize::new(0);
    let give = move |_: &str| {
        if count.fetch_add(1, Ordering::SeqCst) < 2 { (200, old.clone()) } else { refused(404, "not found") }
    };
    scene.wait(&flux_git("20s"), give).await.unwrap();
}

#[tokio::test]
async fn flux_is_waited_for_as_well() {
    let scene = Scene::new();
    let mut git = flux_git("20s");
    git.flux.as_mut().unwrap().kustomization = None;
    let made = |commit: &str| kustomization(&[(OURS, commit)]).to_json();
    let (old, new) = (made(&scene.old), made(scene.committed.commit.as_str()));
    let count = AtomicUsize::new(0);
    let give = move |path: &str| {
        if path.starts_with("/apis/source.toolkit.fluxcd.io/v1/namespaces/flux-system/gitrepositories/deployments") {
            return (
                200,
                r#"{"spec": {"url": "https://example.com/x", "ref": {"branch": "deploy/staging"}}}"#.to_owned(),
            );
        }
        let one = if count.fetch_add(1, Ordering::SeqCst) < 2 { &old } else { &new };
        if path.contains('?') { items(&[one]) } else { (200, one.clone()) }
    };
    scene.wait(&git, give).await.unwrap();
}
