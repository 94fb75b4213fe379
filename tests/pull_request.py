"""What examples/ci does in a pull request: a real repository, a real `platform`, and a `curl` that remembers what it was asked.

`pull_request.py PLATFORM`; with ACTIONLINT in the environment, workflow and action are judged by it, too.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
CI = ROOT / "examples" / "ci"
POST = {"github": CI / "github/platform-pull-request/post.sh", "gitlab": CI / "gitlab/post.sh"}
CURL = r'''#!/usr/bin/env python3
import json, os, pathlib, sys
folder = pathlib.Path(os.environ["STUB"])
words = sys.argv[1:]
method = words[words.index("--request") + 1] if "--request" in words else "GET"
url = next(word for word in words if word.startswith("http"))
sent = json.load(sys.stdin) if "--data" in words else None
headers = pathlib.Path(words[words.index("--header") + 1][1:]).read_text()
with open(folder / "asked", "a") as log:
    log.write(json.dumps({"method": method, "url": url, "sent": sent, "headers": headers, "words": words}) + "\n")
if (folder / "fails").exists():
    print('{"message": "Server Error"}')
    sys.exit(22)
comments = folder / "comments.json"
known = json.loads(comments.read_text()) if comments.exists() else []
if url.endswith("/user"):
    print('{"id": 7, "username": "bot"}')
elif method == "GET":
    page = int(url.split("&page=")[1].split("&")[0])
    print(json.dumps(known[(page - 1) * 100:page * 100]))
elif method == "POST":
    known.append({"id": 1000 + len(known), "body": sent["body"], "user": {"login": "github-actions[bot]"}, "author": {"id": 7}})
    comments.write_text(json.dumps(known))
    print("{}")
else:
    number = int(url.rsplit("/", 1)[1])
    for comment in known:
        if comment["id"] == number:
            comment["body"] = sent["body"]
    comments.write_text(json.dumps(known))
    print("{}")
'''


class Count:
    passed = failed = 0

    def check(self, holds, what, told=""):
        self.passed, self.failed = self.passed + bool(holds), self.failed + (not holds)
        if not holds:
            print(f"wrong: {what}\n{told}")


def run(*command, cwd, env=None):
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def git(folder, *words):
    code, out, told = run("git", "-c", "user.name=a", "-c", "user.email=a@example.com", *words, cwd=folder)
    assert code == 0, f"git {words}: {told}"
    return out.strip()


def commented(scratch, repository, **variables):
    comment = scratch / "comment.md"
    comment.unlink(missing_ok=True)
    env = {"PATH": f"{scratch / 'bin'}:{os.environ['PATH']}", "HOME": str(scratch), "FOLDER": "shop", "COMMENT": str(comment)}
    code, out, told = run("bash", CI / "comment.sh", cwd=repository, env=env | variables)
    return code, comment.read_text() if comment.exists() else "", out + told


def compared(count, scratch, repository):
    head = git(repository, "rev-parse", "HEAD")
    code, text, told = commented(scratch, repository, BASE="main", COMMIT=head)
    count.check(code == 0 and text.startswith("<!-- platform-core: diff -->\n"), "the comment begins with its mark", told + text)
    count.check(head[:12] in text and "payment-api in production" in text, "it names the commit and what changes", text)
    count.check("platform-core: plan" not in text, "without a state nothing is planned", text)
    code, text, told = commented(scratch, repository, BASE="main", PLAN="always", ENVIRONMENT="production")
    count.check("<!-- platform-core: plan -->" in text, "a plan, too", told + text)
    count.check("in staging" not in text and len(text) <= 65_536, "one environment, in the room of one comment", text)
    for hostile in ["$(touch x)", "`touch x`", "--output=x", "-h", "; touch x", "main'\"; touch x #"]:
        code, text, told = commented(scratch, repository, BASE=hostile, ENVIRONMENT=hostile)
        count.check(code != 0 and not list(repository.rglob("x")), f"`{hostile}` is only a name", told)
        count.check(text.startswith("<!-- platform-core: diff -->\n### Nothing could be compared"), "it is said what is wrong", text)
    file = repository / "shop/services/cart/catalog-info.yaml"
    before = file.read_text()
    file.write_text(before.replace("    ref:", "    reff:"))
    code, text, told = commented(scratch, repository, BASE="main")
    count.check(code == 3 and "schema.unknown" in text and "services/cart/catalog-info.yaml:" in text, "an error is in the comment", told + text)
    file.write_text(before)


def posted(count, scratch, name):
    folder = scratch / name
    folder.mkdir()
    comment = folder / "comment.md"
    comment.write_text("<!-- platform-core: diff -->\n### one `$(touch x)`\n")
    others = [{"id": number, "body": "a comment", "user": {"login": "ada"}, "author": {"id": 3}} for number in range(150)]
    # Somebody else's, who has copied the mark, is not ours to change.
    others[3]["body"] = "<!-- platform-core: diff -->\nquoted"
    (folder / "comments.json").write_text(json.dumps(others))
    env = {"PATH": f"{scratch / 'bin'}:{os.environ['PATH']}", "STUB": str(folder), "COMMENT": str(comment), "TMPDIR": str(folder),
           "GH_TOKEN": "s3cret", "REPOSITORY": "shop/platform", "NUMBER": "12",
           "PLATFORM_TOKEN": "s3cret", "CI_API_V4_URL": "https://gitlab.example/api/v4", "CI_PROJECT_ID": "5", "CI_MERGE_REQUEST_IID": "12"}
    code, out, told = run("bash", POST[name], cwd=folder, env=env)
    count.check(code == 0 and "posted" in out, f"{name}: it is posted", out + told)
    comment.write_text("<!-- platform-core: diff -->\n### two\n")
    code, out, told = run("bash", POST[name], cwd=folder, env=env)
    known = json.loads((folder / "comments.json").read_text())
    count.check(code == 0 and "updated" in out and len(known) == 151, f"{name}: and then updated", out + told)
    count.check(known[-1]["body"] == comment.read_text() and known[3]["body"].endswith("quoted"), f"{name}: only ours", str(known[-1]))
    asked = [json.loads(line) for line in (folder / "asked").read_text().splitlines()]
    count.check(all("s3cret" in one["headers"] and "s3cret" not in str(one["words"]) for one in asked), f"{name}: no token in an argument")
    count.check(not (folder / "x").exists() and not list(folder.glob("tmp.*")), f"{name}: nothing is left")
    (folder / "fails").touch()
    code, out, told = run("bash", POST[name], cwd=folder, env=env)
    count.check(code != 0 and "posted" not in out, f"{name}: a server that fails is an error", out + told)
    comment.write_text("no mark\n")
    code, out, told = run("bash", POST[name], cwd=folder, env=env)
    count.check(code != 0 and "mark" in told, f"{name}: what has no mark is not posted", out + told)


def written(count, scratch):
    for script in [CI / "comment.sh", *POST.values()]:
        code, _, told = run("bash", "-n", script, cwd=scratch)
        count.check(code == 0 and os.access(script, os.X_OK), f"{script.name} is a script", told)
    for file in [*CI.glob("github/**/*.yml")]:
        lines, inside, wrong = file.read_text().splitlines(), None, []
        for line in lines:
            indent = len(line) - len(line.lstrip())
            if inside is not None and line.strip() and indent <= inside:
                inside = None
            one_line = re.match(r"\s*(?:- )?run: (?!\|)", line)
            if "${{" in line and (inside is not None or one_line):
                wrong.append(line)
            if re.match(r"\s*(?:- )?run: \|", line):
                inside = indent
        count.check(not wrong, f"{file.name}: no expression in a script", "\n".join(wrong))
    template = (CI / "gitlab/platform.gitlab-ci.yml").read_text()
    script = re.search(r"\n  script:\n((?:    - .*\n)+)", template)
    count.check(script, "the template has a script", template)
    text = "\n".join(line[6:] for line in script[1].splitlines()) if script else ""
    code, _, told = run("bash", "-n", "-c", text, cwd=scratch)
    count.check(code == 0, "its script is one", told)
    keys = set(re.findall(r"^  (\w+):", template, re.M))
    count.check(keys == {"stage", "rules", "variables", "script", "artifacts", "interruptible"}, "it has keys that GitLab knows", str(keys))
    return text


def merged(count, scratch, repository, script):
    """The template's own script, as a runner runs it."""
    shutil.copytree(CI, repository / "ci")
    (scratch / "merge").mkdir()
    env = {"PATH": f"{scratch / 'bin'}:{os.environ['PATH']}", "HOME": str(scratch), "STUB": str(scratch / "merge"), "PLATFORM_CI": "ci",
           "FOLDER": "shop", "ENVIRONMENT": "", "PLAN": "auto", "COMMENT": "platform-comment.md", "CI_PROJECT_DIR": str(repository),
           "CI_MERGE_REQUEST_DIFF_BASE_SHA": git(repository, "rev-parse", "main"), "CI_COMMIT_SHA": git(repository, "rev-parse", "HEAD"),
           "CI_API_V4_URL": "https://gitlab.example/api/v4", "CI_PROJECT_ID": "5", "CI_MERGE_REQUEST_IID": "12"}
    code, out, told = run("bash", "-e", "-c", script, cwd=repository, env=env)
    count.check(code == 0 and not (scratch / "merge/asked").exists(), "without a token nothing is posted", out + told)
    code, out, told = run("bash", "-e", "-c", script, cwd=repository, env=env | {"PLATFORM_TOKEN": "s3cret"})
    count.check(code == 0 and "posted" in out, "with one the note is", out + told)
    shutil.rmtree(repository / "ci")
    (repository / "platform-comment.md").unlink(missing_ok=True)


def linted(count, scratch):
    actionlint = os.environ.get("ACTIONLINT")
    if not actionlint:
        print("left out: the workflow of examples/ci by actionlint")
        return
    place = scratch / "linted"
    (place / ".github/workflows").mkdir(parents=True)
    shutil.copytree(CI, place / ".github/platform")
    shutil.copy(CI / "github/pull-request.yml", place / ".github/workflows/platform.yml")
    git(scratch, "init", "--quiet", str(place))
    code, out, told = run(actionlint, cwd=place)
    count.check(code == 0, "actionlint has nothing to say", out + told)
    workflow = place / ".github/workflows/platform.yml"
    workflow.write_text(workflow.read_text().replace("          folder: .", "          foldr: ."))
    code, out, told = run(actionlint, cwd=place)
    count.check(code != 0 and "foldr" in out, "it does read the action", out + told)


def main():
    count = Count()
    platform = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        (scratch / "bin").mkdir()
        (scratch / "bin/platform").symlink_to(platform)
        (scratch / "bin/curl").write_text(CURL)
        (scratch / "bin/curl").chmod(0o755)
        repository = scratch / "repository"
        shutil.copytree(ROOT / "examples/shop", repository / "shop", ignore=shutil.ignore_patterns(".platform", "deploy"))
        git(scratch, "init", "--quiet", "--initial-branch=main", str(repository))
        git(repository, "add", ".")
        git(repository, "commit", "--quiet", "--message", "one")
        git(repository, "checkout", "--quiet", "-b", "ours")
        file = repository / "shop/services/payment-api/catalog-info.yaml"
        file.write_text(file.read_text().replace("replicas: 5", "replicas: 7"))
        git(repository, "commit", "--quiet", "--all", "--message", "two")
        compared(count, scratch, repository)
        for name in POST:
            posted(count, scratch, name)
        script = written(count, scratch)
        merged(count, scratch, repository, script)
        linted(count, scratch)
    print(f"{count.passed} passed, {count.failed} failed")
    return 1 if count.failed else 0


sys.exit(main())
