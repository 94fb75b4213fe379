"""The judges of tests/golden-paths, over what the cases of the paths' tests render below WORK/rendered, and what sets of parameters
(tests/parameter_sets.py) do below WORK/sets.

Each judge is used only where tests/golden-paths has found it. Each also gets something that it must refuse: one that would
accept everything is no judge.
"""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True
import dry_run

ROOT = pathlib.Path(__file__).resolve().parent
# What is planned whole, so that a plan's own checks are made too: it costs a provider's start for each.
PLANNED = "ecs-service-1.0.0/dependencies.managed-in-production"
OFFLINE = {"provider": {"aws": {
    "access_key": "none", "secret_key": "none", "skip_credentials_validation": True, "skip_metadata_api_check": "true",
    "skip_requesting_account_id": True, "skip_region_validation": True,
}}}
LOOSE = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "loose", "namespace": "staging"},
         "spec": {"containers": [{"name": "app", "image": "registry.example/app:1"}]}}


class Count:
    passed = 0
    failed = 0

    def check(self, holds, what, told=""):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"wrong: {what}\n{told.strip()}")


def run(*command, given=None, cwd=None, env=None):
    done = subprocess.run(list(map(str, command)), input=given, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def kubectl(*arguments, given=None):
    code, out, told = run("kubectl", *arguments, given=given)
    # Warnings of the server's, such as a pod that is not "restricted", are refusals here.
    refused = [line for line in told.splitlines() if "Warning:" in line]
    return code == 0 and not refused, out, told


def targets(rendered, *names):
    """Of each case the folders of some targets."""
    for case in sorted(rendered.glob("*/*")):
        folders = [case / name for name in names if (case / name).is_dir()]
        if folders:
            yield f"{case.parent.name}/{case.name}", folders


def kinds(count, work):
    """What is there before the golden paths: their kinds, and namespaces that let nothing in that is not restricted."""
    good, _, told = kubectl("apply", "--server-side", "-f", work / "kinds")
    count.check(good or "Warning:" in told, "the kinds are accepted", told)
    kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s")
    namespaces = [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": {
        "pod-security.kubernetes.io/enforce": "restricted", "pod-security.kubernetes.io/warn": "restricted"}}}
        for name in ("default", "preview", "staging", "production", "argocd")]
    everything = json.dumps({"apiVersion": "v1", "kind": "List", "items": namespaces})
    good, _, told = kubectl("apply", "--server-side", "--force-conflicts", "-f", "-", given=everything)
    count.check(good, "namespaces are there", told)
    good, _, told = kubectl("apply", "--server-side", "--dry-run=server", "-f", "-", given=json.dumps(LOOSE))
    count.check(not good and "PodSecurity" in told, "a pod that is not restricted is refused", told)


def kubernetes(count, work):
    rendered = work / "rendered"
    apply = ["apply", "--server-side", "--validate=strict", "--field-manager=platform"]
    objects = {}
    for case, folders in targets(rendered, "kubernetes", "argocd"):
        files = [part for folder in folders for part in ("-f", folder)]
        good, out, told = kubectl(*apply, "--dry-run=server", "-o", "json", *files)
        count.check(good, f"{case} by a dry run of the server", told)
        if good:
            document = json.loads(out)
            for item in document.get("items", [document]):
                objects[json.dumps([item["kind"], item.get("spec"), item.get("data")], sort_keys=True)] = item
        # Cases tell of the same names, one after the other; another case's objects are none of this one's.
        good, _, told = kubectl(*apply, *files)
        count.check(good, f"{case} applied", told)
        if good:
            code, out, told = run("kubectl", "diff", "--server-side", "--field-manager=platform", *files)
            count.check(code == 0, f"{case} is there as it was applied", out[:2000] + told)
    code, stream, told = run(os.environ["PLATFORM"], "-C", work / "platform", "render", "catalog", "--env", "preview", "--output", "manifests")
    count.check(code == 0 and stream.count("\nkind: ") > 20, "manifests are rendered as one stream", told)
    good, out, told = kubectl(*apply, "--dry-run=server", "-f", "-", given=stream)
    count.check(good and len(out.splitlines()) == stream.count("\nkind: "), "kubectl takes the stream as it is", told)
    file = next(rendered.glob("web-service-1.0.0/*/kubernetes/service.yaml"))
    good, _, told = kubectl(*apply, "--dry-run=server", "-f", "-", given=file.read_text().replace("selector:", "selektor:"))
    count.check(not good and "selektor" in told, "a misspelled field is refused", told)
    return list(objects.values())


def sets(count, work):
    """Every set of parameters in every environment, which no server need store: what it would hold."""
    server = dry_run.Server(work / "server")
    objects = dry_run.distinct(work / "sets", "kubernetes", "argocd")
    held, refused = dry_run.judged(server, objects)
    count.passed += len(held)
    for told, cases in refused.items():
        count.check(False, f"{len(cases)} objects, such as {cases[0]}", told[:1000])
    rendered = len(list((work / "sets").glob("*/*")))
    print(f"sets of parameters: {rendered} times rendered, {len(objects)} distinct objects, {len(held)} accepted")
    count.check(len(objects) > 1000, "there are many objects", str(len(objects)))
    text = next(text for _, text in objects if "\nkind: Service\n" in text)
    answer, told = server.apply(text.replace("selector:", "selektor:"))
    count.check(answer is None and "selektor" in told, "a misspelled field is refused", told)
    if os.environ.get("KUBECONFORM"):
        conform(count, work, objects)
    return held


def conform(count, work, objects):
    """The same objects by the published schemas."""
    program, schemas, folder = os.environ["KUBECONFORM"], work / "schemas", work / "objects"
    code, kinds, told = run("kubectl", "get", "crds", "--output", "json")
    count.check(code == 0, "the server tells its kinds", told)
    code, _, told = run(sys.executable, ROOT / "kubernetes_schemas.py", os.environ["KUBERNETES_SCHEMAS"], schemas, given=kinds)
    count.check(code == 0, "there are schemas", told)
    folder.mkdir()
    for number, (_, text) in enumerate(objects):
        (folder / f"{number:05}.yaml").write_text(text)
    (folder / "wrong.yaml").write_text(next(text for _, text in objects if "\nkind: Rollout\n" in text).replace("maxSurge:", "maxSurje:"))
    _, out, told = run(program, "-strict", "-summary", "-output", "json", "-schema-location",
                       f"{schemas}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json", folder)
    count.check(out.startswith("{"), "kubeconform looks at objects", told)
    answer = json.loads(out)
    wrong = {pathlib.Path(one["filename"]).name: one["msg"] for one in answer["resources"]}
    count.check("maxSurje" in wrong.pop("wrong.yaml", ""), "kubeconform refuses a misspelled field", out[:1000])
    count.passed += answer["summary"]["valid"]
    for file, told in wrong.items():
        count.check(False, f"{objects[int(file.partition('.')[0])][0]} by kubeconform", told)
    print(f"kubeconform: {answer['summary']}")


def rules(count, work, objects):
    promtool, folder = os.environ["PROMTOOL"], work / "rules"
    folder.mkdir()
    for number, item in enumerate(one for one in objects if one["kind"] == "PrometheusRule"):
        (folder / f"{number}.json").write_text(json.dumps({"groups": item["spec"]["groups"]}))
    panels = [target["expr"] for item in objects if item["kind"] == "ConfigMap" and "grafana_dashboard" in item["metadata"]["labels"]
              for text in item["data"].values() for panel in json.loads(text)["panels"] for target in panel["targets"]]
    made = [{"record": f"panel:{number}", "expr": expr} for number, expr in enumerate(sorted(set(panels)))]
    count.check(len(made) >= 6, "dashboards have panels", str(made))
    (folder / "panels.json").write_text(json.dumps({"groups": [{"name": "panels", "rules": made}]}))
    files = sorted(folder.glob("*.json"))
    code, out, told = run(promtool, "check", "rules", *files)
    count.passed += out.count("SUCCESS") + told.count("SUCCESS")
    count.check(code == 0, f"{len(files)} files of rules", (out + told).replace("SUCCESS", "")[-3000:])

    def named(kind):
        return next(item["spec"]["groups"] for item in objects if item["kind"] == "PrometheusRule"
                    and item["metadata"]["namespace"] == "production" and item["spec"]["groups"][0]["name"] == kind)

    http = {"namespace": "production", "service": "cart"}

    def series(name, labels, values):
        return {"series": name + "{" + ",".join(f'{key}="{value}"' for key, value in labels.items()) + "}", "values": values}

    def traffic(*segments):
        """Requests and failures in a minute, for some minutes each, as counters."""
        total = failed = 0
        totals, failures = [], []
        for minutes, requests, wrong in segments:
            for _ in range(minutes):
                total, failed = total + requests, failed + wrong
                totals.append(total), failures.append(failed)
        return [series("http_requests_total", {**http, "code": "200"}, " ".join(str(a - b) for a, b in zip(totals, failures))),
                series("http_requests_total", {**http, "code": "500"}, " ".join(map(str, failures)))]

    def fires(file, name, inputs, moment, alert, wanted):
        test = {"rule_files": [file], "evaluation_interval": "1m", "tests": [{"name": name, "interval": "1m", "input_series": inputs,
                "promql_expr_test": [{"expr": f'count by (alertname) (ALERTS{{alertname="{alert}",alertstate="firing"}})',
                                      "eval_time": moment,
                                      "exp_samples": [{"labels": f'{{alertname="{alert}"}}', "value": wanted}] if wanted else []}]}]}
        (folder / "test.json").write_text(json.dumps(test))
        code, out, told = run(promtool, "test", "rules", folder / "test.json")
        count.check(code == 0, f"{name}: {alert} {'fires' if wanted else 'does not fire'}", out + told)

    (folder / "budget.json").write_text(json.dumps({"groups": named("cart.ratios")}))
    fast, slow = "ErrorBudgetBurnsFast", "ErrorBudgetBurnsSlowly"
    # The objective of a web service is 99.9 %: 1.44 % of failures is the threshold of the fastest burn.
    for alert in (fast, slow):
        fires("budget.json", "nothing fails", traffic((120, 1000, 0)), "2h", alert, 0)
        fires("budget.json", "within the budget", traffic((120, 10000, 5)), "2h", alert, 0)
    fires("budget.json", "5 % fail", traffic((90, 1000, 50)), "80m", fast, 1)
    fires("budget.json", "1 % fails", traffic((60, 10000, 100)), "55m", fast, 1)
    fires("budget.json", "what is over does not go on waking people", traffic((60, 1000, 50), (60, 1000, 0)), "110m", fast, 0)
    fires("budget.json", "a little over the budget, for long", traffic((180, 10000, 20)), "170m", slow, 1)
    fires("budget.json", "a little over the budget wakes nobody", traffic((180, 10000, 20)), "170m", fast, 0)
    (folder / "job.json").write_text(json.dumps({"groups": named("cart.job")}))
    success = "kube_cronjob_status_last_successful_time"
    job = {"namespace": "production", "cronjob": "cart"}
    fires("job.json", "never again", [series(success, job, "0+0x1700")], "1620m", "JobIsStale", 1)
    fires("job.json", "each day", [series(success, job, "0+60x1700")], "1620m", "JobIsStale", 0)
    failures = {"namespace": "production", "job_name": "cart-29000000"}
    fires("job.json", "a run failed", [series("kube_job_status_failed", failures, "1+0x40")], "30m", "JobFails", 1)
    fires("job.json", "no run failed", [series("kube_job_status_failed", failures, "0+0x40")], "30m", "JobFails", 0)


def terraform(count, work):
    mirror, shared = os.environ["TERRAFORM_MIRROR"], work / "terraform"
    shared.mkdir()
    (shared / "config").write_text('provider_installation { filesystem_mirror { path = "%s" } }\n' % mirror)
    os.environ.update(TF_IN_AUTOMATION="1", CHECKPOINT_DISABLE="1", TF_CLI_CONFIG_FILE=str(shared / "config"),
                      TF_DATA_DIR=str(shared / "data"))
    seen, roots = set(), []
    for case, (folder,) in targets(work / "rendered", "terraform"):
        digest = hashlib.sha256("".join(file.name + file.read_text() for file in sorted(folder.iterdir())).encode()).hexdigest()
        if (folder / "aws.tf.json").exists() and digest not in seen:
            seen.add(digest)
            roots.append((case, folder))
    count.check(len(roots) >= 8, "there are roots", str(roots))
    lock = shared / "lock"
    for case, folder in roots:
        root = shared / case.replace("/", "-")
        shutil.copytree(folder, root)
        if lock.exists():
            shutil.copy(lock, root / ".terraform.lock.hcl")
        else:
            code, out, told = run("terraform", "init", "-no-color", "-backend=false", cwd=root)
            count.check(code == 0, "terraform init", out + told)
            shutil.copy(root / ".terraform.lock.hcl", lock)
        code, out, told = run("terraform", "validate", "-no-color", cwd=root)
        count.check(code == 0, f"{case} by terraform validate", out + told)
        if case == PLANNED:
            plan(count, root)
    sets_by_terraform(count, work, shared, lock)
    case, folder = roots[0]
    root = shared / "wrong"
    shutil.copytree(folder, root)
    shutil.copy(lock, root / ".terraform.lock.hcl")
    (root / "wrong.tf.json").write_text('{"resource": {"aws_sqs_queue": {"wrong": {"nane": "a"}}}}')
    code, out, told = run("terraform", "validate", "-no-color", cwd=root)
    count.check(code != 0 and "nane" in out + told, "a misspelled argument is refused", out + told)


def sets_by_terraform(count, work, shared, lock):
    """What the sets of parameters render: every distinct file, in a root that is whole. Each root is a module of one, since what
    validation costs is to start the provider.
    """
    found = {}
    for folder in sorted((work / "sets").glob("**/terraform")):
        if (folder / "aws.tf.json").exists():
            found.setdefault(frozenset((file.name, file.read_text()) for file in folder.iterdir()), folder)
    left, chosen = set().union(*found), []
    for files in sorted(found, key=lambda files: (-len(files), str(found[files]))):
        if files & left:
            left -= files
            chosen.append(found[files])
    count.check(len(chosen) > 50, "there are roots of sets", str(len(chosen)))
    root = shared / "sets"
    names = {f"set{number}": folder for number, folder in enumerate(chosen)}
    for name, folder in names.items():
        shutil.copytree(folder, root / name)
    (root / "main.tf.json").write_text(json.dumps({"module": {name: {"source": f"./{name}"} for name in names}}))
    shutil.copy(lock, root / ".terraform.lock.hcl")
    data = {"TF_DATA_DIR": str(shared / "data-of-sets")}
    code, out, told = run("terraform", "init", "-no-color", "-backend=false", cwd=root, env=os.environ | data)
    count.check(code == 0, "terraform init of all sets", out + told)
    code, out, told = run("terraform", "validate", "-json", cwd=root, env=os.environ | data)
    wrong = {}
    for problem in json.loads(out)["diagnostics"]:
        file = pathlib.Path((problem.get("range") or {}).get("filename", "main.tf.json"))
        wrong.setdefault(file.parts[0], f"{file.name}: {problem['summary']} {problem['detail']}")
    count.check(code == 0 or bool(wrong), "terraform validate of all sets", out + told)
    for name, folder in names.items():
        count.check(name not in wrong, f"{folder.relative_to(work)} by terraform validate", wrong.get(name, ""))


def plan(count, root):
    (root / "offline_override.tf.json").write_text(json.dumps(OFFLINE))
    code, out, told = run("terraform", "plan", "-no-color", "-input=false", "-refresh=false", "-out=saved", cwd=root)
    count.check(code == 0, f"{PLANNED} by terraform plan", out + told)
    if code:
        return
    changes = {one["address"]: one["change"] for one in json.loads(run("terraform", "show", "-json", "saved", cwd=root)[1])["resource_changes"]}
    count.check(all(one["actions"] == ["create"] for one in changes.values()), "everything is new", str(changes)[:500])
    service = changes["aws_ecs_service.main"]["after"]
    count.check(service["desired_count"] == 3, "three tasks in production", str(service))
    count.check(not service["network_configuration"][0]["assign_public_ip"], "private in production", str(service))
    for address in ("aws_db_instance.db", "aws_elasticache_cluster.cache", "aws_s3_bucket.pictures", "aws_sqs_queue.mails"):
        count.check(address in changes, f"{address} is planned", " ".join(changes))


def workflows(count, work):
    linter = os.environ["ACTIONLINT"]
    found = sorted(folder for one in ("rendered", "sets") for folder in (work / one).glob("**/.github/workflows"))
    count.check(bool(found), "there are workflows")
    seen = set()
    for folder in found:
        text = "".join(file.read_text() for file in sorted(folder.iterdir()))
        if text in seen:
            continue
        seen.add(text)
        # What one workflow calls of another is looked up from the repository's top.
        repository = work / f"repository{len(seen)}"
        shutil.copytree(folder, repository / ".github/workflows")
        (repository / ".git").mkdir()
        code, out, told = run(linter, "-no-color", "-shellcheck=", "-pyflakes=", cwd=repository)
        count.check(code == 0, f"{folder.relative_to(work)} by actionlint", out + told)
        caller = repository / ".github/workflows/delivery.yml"
        caller.write_text(caller.read_text().replace("      push:", "      pusch:"))
        code, out, told = run(linter, "-no-color", "-shellcheck=", "-pyflakes=", cwd=repository)
        count.check(code != 0 and "pusch" in out, "an input that is not there is refused", out + told)


def catalog(count, work):
    folder = work / "entities"
    for one in ("rendered", "sets"):
        for path in (work / one).glob("*/*/catalog"):
            shutil.copytree(path, folder / one / path.parent.parent.name / path.parent.name)
    for name in ("catalog", "services"):
        shutil.copytree(ROOT.parent / "examples/golden-paths" / name, folder / "platform" / name,
                        ignore=shutil.ignore_patterns("score.yaml", "platform.lock"))
    shutil.copytree(work / "templates", folder / "templates")
    (folder / "wrong.yaml").write_text("apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: wrong}\nspec: {type: openapi}\n")
    code, out, told = run("node", ROOT / "backstage/oracle.mjs", folder, os.environ["BACKSTAGE"])
    count.check(code == 0, "Backstage looks at entities", told)
    file, refused, templates = "", [], 0
    for line in out.splitlines():
        if line.startswith("#"):
            continue
        if not line.startswith(" "):
            file = line
        elif file == "wrong.yaml":
            refused.append(line)
        else:
            count.check("error:" not in line, f"{file} by Backstage", line)
            templates += line.strip().startswith("template:default/")
    count.check(templates == len(list((work / "templates").iterdir())), f"each path is a Template ({templates})", out[:500])
    count.check(any("error:" in line for line in refused), "an API without an owner is refused", out[:500])


def main():
    work, count = pathlib.Path(sys.argv[1]), Count()
    objects = []

    def judge(name, present, made):
        if not present:
            return
        before, begin = (count.passed, count.failed), time.monotonic()
        made()
        print(f"{name}: {count.passed - before[0]} right, {count.failed - before[1]} wrong, {time.monotonic() - begin:.0f} s")

    there = os.environ.get
    judge("kinds", there("KUBECONFIG"), lambda: kinds(count, work))
    # Before anything is stored: what is there would be changed, and some of it can't be.
    judge("sets", there("KUBECONFIG"), lambda: objects.append(sets(count, work)))
    # What the cases render stands first: rules are tried with values that those ask for.
    judge("kubernetes", there("KUBECONFIG"), lambda: objects.insert(0, kubernetes(count, work)))
    judge("rules", objects and there("PROMTOOL"), lambda: rules(count, work, sum(objects, [])))
    judge("terraform", there("TERRAFORM_MIRROR"), lambda: terraform(count, work))
    judge("workflows", there("ACTIONLINT"), lambda: workflows(count, work))
    judge("catalog", there("BACKSTAGE"), lambda: catalog(count, work))
    print(f"{count.passed} passed, {count.failed} failed")
    sys.exit(1 if count.failed else 0)


if __name__ == "__main__":
    main()
