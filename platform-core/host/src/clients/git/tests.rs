//! Repositories on this machine, hostile ones among them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use super::*;

/// Git as somebody else runs it.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=Them", "-c", "user.email=them@example.com"]).args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn init(folder: &Path) -> PathBuf {
    std::fs::create_dir_all(folder).unwrap();
    git(folder, &["init", "--quiet", "--initial-branch=main"]);
    git(folder, &["commit", "--quiet", "--allow-empty", "--message", "begun"]);
    folder.to_owned()
}

fn open(folder: &Path) -> GitRepository {
    GitRepository::open(folder, Arc::new(|| false)).unwrap()
}

const ADA: &str = "Ada <ada@example.com> 1700000000 +0000";

fn write(text: &str) -> Edit {
    Edit::Write { bytes: text.as_bytes().to_vec(), is_executable: false }
}

fn commit(repository: &GitRepository, parent: Option<&CommitId>, edits: &[(&str, Edit)]) -> CommitId {
    let edits: BTreeMap<String, Edit> = edits.iter().map(|(path, edit)| ((*path).to_owned(), edit.clone())).collect();
    repository.commit(&NewCommit { parent, identity: ADA, message: "one\n\nMore.\n", edits: &edits }).unwrap()
}

fn text(snapshot: &GitSnapshot, path: &str) -> Option<String> {
    snapshot.load([path]).unwrap();
    match snapshot.find(path) {
        Found::File(file) => Some(String::from_utf8(snapshot.bytes(&file).unwrap()).unwrap()),
        _ => None,
    }
}

#[test]
fn what_is_committed_is_read_from_the_branch_and_nothing_else_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    for format in ["sha1", "sha256"] {
        let top = folder.path().join(format);
        std::fs::create_dir(&top).unwrap();
        git(&top, &["init", "--quiet", "--initial-branch=main", &format!("--object-format={format}")]);
        let repository = open(&top);
        assert_eq!(repository.tip("deploy/staging").unwrap(), None);
        let odd = "a b/\"ä\".yaml";
        let first =
            commit(&repository, None, &[("x/y/one", write("1\n")), (odd, write("ä\0\n")), ("x/two", write("2"))]);
        assert_eq!(repository.tip("deploy/staging").unwrap(), None, "no branch moved yet");
        assert_eq!(git(&top, &["for-each-ref"]), "");
        assert_eq!(repository.move_branch("deploy/staging", &first, None).unwrap(), Moved::Done);
        assert_eq!(repository.tip("deploy/staging").unwrap().as_ref(), Some(&first));
        assert_eq!(repository.tip("deploy").unwrap(), None, "what is below a name is not the name");
        let snapshot = GitSnapshot::new(repository.clone(), Some(first.clone()));
        assert_eq!(text(&snapshot, "x/y/one").as_deref(), Some("1\n"));
        assert_eq!(text(&snapshot, odd).as_deref(), Some("ä\0\n"));
        for absent in ["x/three", "y/one", "x/y/one/more", "x"] {
            assert_eq!(text(&snapshot, absent), None, "{absent}");
        }
        let second = commit(&repository, Some(&first), &[("x/y/one", Edit::Remove), ("x/two", write("22"))]);
        assert_eq!(repository.move_branch("deploy/staging", &second, None).unwrap(), Moved::Overtaken);
        assert_eq!(repository.move_branch("deploy/staging", &second, Some(&second)).unwrap(), Moved::Overtaken);
        assert_eq!(repository.move_branch("deploy/staging", &second, Some(&first)).unwrap(), Moved::Done);
        assert_eq!(git(&top, &["ls-tree", "-r", "-z", "--name-only", "deploy/staging"]), format!("{odd}\0x/two\0"));
        assert_eq!(git(&top, &["log", "--format=%an %ae %s", "deploy/staging"]).lines().count(), 2);
        assert_eq!(
            git(&top, &["log", "-1", "--format=%an %ae|%cn|%B", &second.to_string()]),
            "Ada ada@example.com|Ada|one\n\nMore."
        );
        assert_eq!(git(&top, &["status", "--porcelain"]), "");
        git(&top, &["fsck", "--strict"]);
    }
}

#[test]
fn a_branch_that_is_checked_out_is_known_wherever_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let top = init(&folder.path().join("repository"));
    let repository = open(&top);
    git(&top, &["worktree", "add", "--quiet", "-b", "other", "../elsewhere"]);
    assert!(repository.checked_out("main").unwrap().unwrap().ends_with("/repository"));
    assert!(repository.checked_out("other").unwrap().unwrap().ends_with("/elsewhere"));
    assert_eq!(repository.checked_out("mai").unwrap(), None);
    git(folder.path(), &["clone", "--quiet", "--bare", "repository", "bare"]);
    assert_eq!(open(&folder.path().join("bare")).checked_out("main").unwrap(), None);
}

#[test]
fn who_commits_is_who_git_knows_or_who_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let top = init(folder.path());
    git(&top, &["config", "user.name", "Grace"]);
    git(&top, &["config", "user.email", "grace@example.com"]);
    let repository = open(&top);
    assert!(repository.identity(None).unwrap().starts_with("Grace <grace@example.com> "));
    assert!(repository.identity(Some(("Ada", "ada@example.com"))).unwrap().starts_with("Ada <ada@example.com> "));
}

#[test]
fn what_is_no_repository_is_said() {
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().to_owned(), folder.path().join("gone")] {
        let problem = GitRepository::open(&path, Arc::new(|| false)).unwrap_err();
        assert_eq!(problem.code.as_str(), "exec.tool", "{problem}");
        assert!(problem.help.unwrap().contains("clone the repository"));
    }
}

/// Everything that a repository's own configuration could have run, each leaving a trace.
fn hostile(top: &Path, trace: &Path) {
    let run = format!("touch {}", trace.display());
    let hook = format!("#!/bin/sh\n{run}\n");
    for name in [
        "pre-commit",
        "post-commit",
        "reference-transaction",
        "pre-push",
        "post-update",
        "pre-auto-gc",
        "post-index-change",
    ] {
        let file = top.join(".git/hooks").join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &hook).unwrap();
        std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }
    let shell = format!("!{run}");
    for (key, value) in [
        ("core.fsmonitor", run.as_str()),
        ("core.sshCommand", &run),
        ("core.askPass", &run),
        ("core.pager", &run),
        ("core.editor", &run),
        ("core.alternateRefsCommand", &run),
        ("core.gitProxy", &run),
        ("credential.helper", &shell),
        ("filter.evil.clean", &run),
        ("filter.evil.smudge", &run),
        ("filter.evil.process", &run),
        ("diff.external", &run),
        ("gpg.program", &run),
        ("commit.gpgSign", "true"),
        ("alias.update-ref", &shell),
        ("alias.fast-import", &shell),
        ("gc.auto", "1"),
        ("protocol.allow", "always"),
        ("protocol.ext.allow", "always"),
        ("remote.origin.uploadpack", &run),
        ("remote.origin.receivepack", &run),
    ] {
        git_config(top, key, value);
    }
    std::fs::create_dir_all(top.join(".git/info")).unwrap();
    std::fs::write(top.join(".git/info/attributes"), "* filter=evil\n").unwrap();
}

/// By hand: once it is hostile, Git would run it.
fn git_config(top: &Path, key: &str, value: &str) {
    let (section, name) = key.rsplit_once('.').unwrap();
    let section = match section.split_once('.') {
        Some((section, inner)) => format!("[{section} \"{inner}\"]"),
        None => format!("[{section}]"),
    };
    let file = top.join(".git/config");
    let before = std::fs::read_to_string(&file).unwrap();
    std::fs::write(file, format!("{before}{section}\n\t{name} = \"{value}\"\n")).unwrap();
}

#[test]
fn nothing_that_a_hostile_repository_names_is_run() {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    git(folder.path(), &["init", "--quiet", "--bare", "--initial-branch=main", "upstream"]);
    let top = init(&folder.path().join("repository"));
    git(&top, &["remote", "add", "origin", "../upstream"]);
    hostile(&top, &trace);
    let repository = open(&top);
    let first = commit(&repository, None, &[(".gitattributes", write("* filter=evil\n")), ("a", write("1"))]);
    assert_eq!(repository.move_branch("deploy", &first, None).unwrap(), Moved::Done);
    let snapshot = GitSnapshot::new(repository.clone(), Some(first.clone()));
    assert_eq!(text(&snapshot, "a").as_deref(), Some("1"));
    repository.checked_out("deploy").unwrap();
    repository.identity(Some(("Ada", "ada@example.com"))).unwrap();
    assert_eq!(repository.fetch("origin", "deploy").unwrap(), None);
    assert_eq!(repository.push("origin", "deploy", &first).unwrap(), Moved::Done);
    assert_eq!(repository.fetch("origin", "deploy").unwrap(), Some(first));
    assert!(!trace.exists(), "something was run");
}

#[test]
fn no_remote_makes_us_run_something() {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    let run = format!("touch {}", trace.display());
    let top = init(&folder.path().join("repository"));
    git(&top.join(".git"), &["init", "--quiet", "--bare", "own"]);
    git(&top, &["init", "--quiet", "--bare", "inside"]);
    hostile(&top, &trace);
    for (name, url) in [
        ("ext", format!("ext::sh -c \"{run}\"")),
        ("inside", "inside".to_owned()),
        ("own", format!("file://{}/.git/own", top.display())),
    ] {
        git_config(&top, &format!("remote.{name}.url"), &url.replace('"', "\\\""));
    }
    git_config(&top, "remote.helper.url", "x");
    git_config(&top, "remote.helper.vcs", "ext");
    git_config(&top, "remote.ssh.url", "ssh://-oProxyCommand=touch/x");
    let repository = open(&top);
    let first = commit(&repository, None, &[("a", write("1"))]);
    for remote in ["ext", "inside", "own", "helper", "ssh", "none"] {
        assert!(repository.fetch(remote, "main").is_err(), "{remote}");
        assert!(repository.push(remote, "main", &first).is_err(), "{remote}");
    }
    assert_eq!(repository.push("inside", "main", &first).unwrap_err().code.as_str(), "exec.path_escape");
    assert_eq!(repository.push("own", "main", &first).unwrap_err().code.as_str(), "exec.path_escape");
    assert_eq!(repository.push("none", "main", &first).unwrap_err().code.as_str(), "exec.tool");
    assert!(!trace.exists(), "something was run");
}

#[test]
fn a_push_that_comes_too_late_is_told_from_one_that_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "--quiet", "--bare", "--initial-branch=main", "upstream"]);
    let top = init(&folder.path().join("repository"));
    git(&top, &["remote", "add", "origin", "../upstream"]);
    let repository = open(&top);
    let (one, two) = (commit(&repository, None, &[("a", write("1"))]), commit(&repository, None, &[("a", write("2"))]));
    assert_eq!(repository.push("origin", "deploy", &one).unwrap(), Moved::Done);
    assert_eq!(repository.push("origin", "deploy", &two).unwrap(), Moved::Overtaken);
    let hook = folder.path().join("upstream/hooks/pre-receive");
    std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
    std::fs::write(&hook, "#!/bin/sh\necho no >&2\nexit 1\n").unwrap();
    std::fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let three = commit(&repository, Some(&one), &[("a", write("3"))]);
    let refused = repository.push("origin", "deploy", &three).unwrap_err();
    assert_eq!(refused.code.as_str(), "exec.failed");
    assert!(refused.message.contains("pre-receive hook declined"), "{refused}");
    assert_eq!(repository.fetch("origin", "deploy").unwrap(), Some(one));
    std::fs::rename(folder.path().join("upstream"), folder.path().join("gone")).unwrap();
    let gone = repository.push("origin", "deploy", &three).unwrap_err();
    assert_eq!(gone.code.as_str(), "exec.outcome_unknown", "nobody can tell: {gone}");
}
