"""How true plans are: examples/golden-paths, applied to a real cluster by `platform apply`; and a root that Terraform applies.

    tests/fidelity.py PLATFORM_COMMAND FOLDER_OF_KINDS

KUBECONFIG names a cluster with nothing of it yet. Prints, by target, what was planned, what happened, and what is noise; ends
with `N passed, N failed`. `tests/golden-paths` starts the cluster and runs this.
"""
import collections
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import fidelity_terraform

ROOT = pathlib.Path(__file__).resolve().parent.parent
PLATFORM, KINDS = sys.argv[1], sys.argv[2]
NAMESPACES = ["preview", "staging", "production", "argocd"]
# What a server writes beside what it is told.
SERVERS = re.compile(r"^/status|^/metadata/(managedFields|resourceVersion|generation|uid|creationTimestamp)")
# One parameter each, and what it should move.
EDITS = [
    ("services/mailer/catalog-info.yaml", "grace: 120", "grace: 150"),
    ("services/catalog/catalog-info.yaml", "port: 8080", "port: 9090"),
    ("environments/staging.yaml", "maxReplicas: 4", "maxReplicas: 5"),
    ("environments/preview.yaml", "logLevel: debug", "logLevel: info"),
]
passed = failed = 0


def check(holds, what, told=""):
    global passed, failed
    if holds:
        passed += 1
    else:
        failed += 1
        print(f"wrong: {what}\n{told.strip()}")


def run(*command, given=None):
    done = subprocess.run(list(map(str, command)), input=given, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def kubectl(*arguments, given=None):
    code, out, told = run("kubectl", *arguments, given=given)
    if code:
        sys.exit(f"kubectl {arguments}: {told}")
    return out


class Platform:
    def __init__(self, folder):
        self.folder = folder
        shutil.copytree(ROOT / "examples/golden-paths", folder)
        for name in (".platform", "deploy"):
            shutil.rmtree(folder / name, ignore_errors=True)
        for file in folder.glob("environments/*.yaml"):
            # The cluster has no controllers: nothing becomes ready.
            text = file.read_text().replace("kubernetes: {delivery: directory}", "kubernetes: {delivery: apply, readyWithin: 0s}")
            text = text.replace("type: kubernetes, delivery: directory", "type: kubernetes, delivery: apply, readyWithin: 0s")
            file.write_text(text)

    def __call__(self, *arguments):
        return run(PLATFORM, "-C", self.folder, *arguments)

    def edit(self, file, before, after):
        text = (self.folder / file).read_text()
        assert before in text, f"{file} has no {before}"
        (self.folder / file).write_text(text.replace(before, after))

    def plans(self):
        code, out, told = self("plan", "--all", "--output", "json")
        check(code == 0, "it is planned", told)
        return json.loads(out)["ok"]

    def changes(self):
        """Addresses in the cluster, with the fields that are to change."""
        found = {}
        for plan in self.plans():
            for change in plan["changes"]:
                effective = [action for action in change["actions"] if action not in ("no-op", "read")]
                if effective and in_the_cluster(change["address"]):
                    fields = change.get("fields", [])
                    found[change["address"]] = {f["path"] for f in fields if f["kind"] in ("intent", "drift")}
        return found

    def apply(self):
        code, out, told = self("apply", "--all", "--yes")
        check(code == 0, "it is applied", out[-2000:] + told)

    def objects(self):
        """The object of each address in the cluster, as it is rendered."""
        found = {}
        for plan in self.plans():
            if plan["environment"] == "-":
                continue
            code, out, told = self("render", plan["subject"], "--env", plan["environment"], "--output", "json")
            check(code == 0, f"{plan['subject']} in {plan['environment']} is rendered", told)
            for address, resource in json.loads(out)["resources"].items():
                if in_the_cluster(address):
                    found[address] = resource["body"]
        return found


def in_the_cluster(address):
    return address.split("/")[2] in ("kubernetes", "argocd")


def live(objects):
    """What is there, by address, in one call."""
    named = [{"apiVersion": body["apiVersion"], "kind": body["kind"],
              "metadata": {key: body["metadata"][key] for key in ("name", "namespace") if key in body["metadata"]}}
             for body in objects.values()]
    out = kubectl("get", "-f", "-", "-o", "json", given=json.dumps({"apiVersion": "v1", "kind": "List", "items": named}))
    return dict(zip(objects, json.loads(out)["items"]))


def leaves(value, path=""):
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, f"{path}/{key.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            name = inner.get("name") if isinstance(inner, dict) else None
            yield from leaves(inner, f"{path}/{f'name={name}' if name else index}")
    else:
        yield path, json.dumps(value)


def moved(before, after):
    before, after = dict(leaves(before)), dict(leaves(after))
    return {path for path in before.keys() | after.keys()
            if before.get(path) != after.get(path) and not SERVERS.match(path)}


def known(path):
    """As much of a path as both have alike: items of lists have their name in both, other keys only in a plan."""
    return re.split(r"/(?:\d+|(?!name=)[^/=]+=[^/]*)(?:/|$)", path, maxsplit=1)[0]


def explains(planned, path):
    planned, path = known(planned), known(path)
    return path == planned or path.startswith(planned + "/") or planned.startswith(path + "/")


def main():
    kubectl("apply", "--server-side", "-f", KINDS)
    kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s")
    for namespace in NAMESPACES:
        kubectl("create", "namespace", namespace)
    table = collections.defaultdict(collections.Counter)
    with tempfile.TemporaryDirectory() as scratch:
        platform = Platform(pathlib.Path(scratch) / "platform")
        planned = platform.changes()
        platform.apply()
        objects = platform.objects()
        check(planned.keys() == objects.keys(), "what is rendered for the cluster was planned", str(planned.keys() ^ objects.keys()))
        check(len(live(objects)) == len(objects), "what was planned is there")
        for address in objects:
            table[address.split("/")[2]]["objects"] += 1

        def nothing_left(after):
            noise = platform.changes()
            check(not noise, f"after {after} nothing is left to do", json.dumps({a: sorted(p) for a, p in noise.items()}, indent=1))
            for address, paths in noise.items():
                table[address.split("/")[2]]["noise"] += max(1, len(paths))

        nothing_left("the first apply")
        for file, before, after in EDITS:
            platform.edit(file, before, after)
            planned = platform.changes()
            check(planned, f"{after} in {file} changes something")
            was = live(objects)
            platform.apply()
            now = live(objects)
            for address in objects:
                happened, paths = moved(was[address], now[address]), planned.get(address, set())
                count = table[address.split("/")[2]]
                count["planned"] += len(paths)
                count["happened"] += sum(any(explains(path, one) for one in happened) for path in paths)
                unplanned = {one for one in happened if not any(explains(path, one) for path in paths)}
                count["unplanned"] += len(unplanned)
                undone = {path for path in paths if not any(explains(path, one) for one in happened)}
                check(not unplanned and not undone, f"{after}: {address} changes as planned", f"unplanned {unplanned}, undone {undone}")
            nothing_left(after)

        # An autoscaler's replicas are its own; a label of ours that somebody changes is drift, at that field alone.
        kubectl("scale", "deployment/catalog", "--namespace=staging", "--replicas=7")
        kubectl("annotate", "deployment/catalog", "--namespace=staging", "somebody=else")
        nothing_left("what others may do")
        kubectl("label", "service/catalog", "--namespace=staging", "--overwrite", "app.kubernetes.io/name=other")
        drift = platform.changes()
        check(drift == {"catalog/staging/kubernetes/service": {"/metadata/labels/app.kubernetes.io~1name"}},
              "what somebody changed is drift, at its field", str(drift))
        fidelity_terraform.measure(PLATFORM, pathlib.Path(scratch) / "roots", check, table, leaves)
    print(f"{'target':<12}{'objects':>9}{'planned':>9}{'happened':>10}{'unplanned':>11}{'noise':>7}")
    for target, count in sorted(table.items()):
        print(f"{target:<12}{count['objects']:>9}{count['planned']:>9}{count['happened']:>10}{count['unplanned']:>11}{count['noise']:>7}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
