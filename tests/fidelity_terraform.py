"""How true plans are where Terraform applies: what a plan that was made with its own says before, and what its state has since.

Only `terraform_data` is used, which needs no provider and no network.
"""
import json
import os
import shutil
import subprocess

PATH = """apiVersion: platform-core.dev/v1alpha1
kind: GoldenPath
metadata: {name: roots, version: 1.0.0, owner: "group:platform"}
spec:
  parameters:
    type: object
    properties:
      color: {type: string, default: blue}
      size: {type: integer, default: 1}
      more: {type: boolean, default: false}
  resources:
    - id: base
      target: terraform
      outputs: {color: {attribute: output.color}}
      body: {resource: {terraform_data: {base: {input: {color: "${{ parameters.color }}", size: "${{ parameters.size }}", list: [a, b]}}}}}
    - id: reader
      target: terraform
      body: {resource: {terraform_data: {reader: {input: {color: "${{ resources.base.outputs.color }}", plain: c}}}}}
    - id: more
      target: terraform
      when: "${{ parameters.more }}"
      body: {resource: {terraform_data: {more: {input: d}}}}
    - id: still
      target: terraform
      body: {resource: {terraform_data: {still: {input: {nested: [{e: f}]}}}}}
"""
SERVICE = """apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: roots, description: Measured}
spec:
  type: service
  lifecycle: production
  owner: group:platform
  goldenPath: {ref: roots@^1, parameters: PARAMETERS}
"""
FILES = {
    "golden-paths/roots/1.0.0/golden-path.yaml": PATH,
    "catalog/groups.yaml": "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: platform}\nspec: {type: team, children: []}\n",
    "environments/staging.yaml": "apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata: {name: staging}\n"
                                 "spec: {targets: {terraform: {delivery: apply}}}\n",
}
# Each with what it moves. While what a value is read of is changed, nobody knows whether the value changes.
EDITS = [("{color: green}", {"base", "reader"}), ("{color: green, size: 2}", {"base", "reader"}), ("{color: green, size: 2, more: true}", {"more"}),
         ("{color: green, size: 3}", {"base", "reader", "more"}), ("{}", {"base", "reader"})]


def measure(command, folder, check, table, leaves):
    """Adds the row of Terraform's to a table; `leaves` gives the values of a document by place."""
    if shutil.which("terraform") is None:
        if os.environ.get("CI") == "true":
            check(False, "terraform is needed to measure what it does")
        print("left out: how true plans are where Terraform applies (terraform is not there)")
        return
    for file, text in FILES.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text)
    environment = os.environ | {"TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}
    row = table["terraform"]

    def platform(*words):
        done = subprocess.run([command, "-C", str(folder), *words], capture_output=True, text=True, check=False, env=environment)
        check(done.returncode == 0, f"platform {' '.join(words)}", done.stdout[-2000:] + done.stderr)
        return done.stdout

    def merged():
        plans = json.loads(platform("plan", "roots", "--env", "staging", "--ask-tools", "--output", "json"))["ok"]
        (plan,) = [plan for plan in plans if plan["environment"] == "staging"]
        check(not plan.get("blocked"), "nothing holds it up", str(plan.get("blocked")))
        return [change for change in plan["changes"] if change["actions"] != ["no-op"]]

    def named(change):
        """The one block of each resource is called as it is."""
        return change["address"].rsplit("/", 1)[1]

    def within(field):
        """A place in a body as a place in Terraform's values: without `/resource/TYPE/NAME`."""
        return "/" + "/".join(field["path"].split("/")[4:])

    def state():
        root = folder / ".platform/terraform/staging/terraform/roots"
        done = subprocess.run(["terraform", "show", "-json"], cwd=root, capture_output=True, text=True, check=False, env=environment)
        check(done.returncode == 0, "Terraform tells its state", done.stderr)
        values = json.loads(done.stdout).get("values", {}).get("root_module", {}).get("resources", [])
        return {one["address"]: dict(leaves(one["values"])) for one in values}

    def nothing_left(after):
        left = merged()
        row["noise"] += len(left)
        check(not left, f"after {after} neither has anything left to do", json.dumps(left))

    service = folder / "services/roots/catalog-info.yaml"
    service.parent.mkdir(parents=True)
    service.write_text(SERVICE.replace("PARAMETERS", "{}"))
    platform("apply", "--all", "--yes")
    row["objects"] = len(state())
    check(row["objects"] == 3, "everything is there", str(state()))
    nothing_left("the first apply")
    for parameters, wanted in EDITS:
        service.write_text(SERVICE.replace("PARAMETERS", parameters))
        said, before = merged(), state()
        check({named(one) for one in said} == wanted, f"{parameters} moves {wanted}", json.dumps(said))
        check(all(one["reason"] != "drift" for one in said), f"{parameters}: nobody else changed anything", json.dumps(said))
        platform("apply", "--all", "--yes")
        after = state()
        fields = {f"terraform_data.{named(one)}": [within(field) for field in one.get("fields", [])] for one in said}
        for resource in before.keys() | after.keys():
            was, now = before.get(resource), after.get(resource)
            if was is None or now is None:
                row["planned"], row["happened"] = row["planned"] + (resource in fields), row["happened"] + (resource in fields)
                row["unplanned"] += resource not in fields
                check(resource in fields, f"{parameters}: {resource} comes and goes as planned")
                continue
            moved = {path for path in was.keys() | now.keys() if was.get(path) != now.get(path)}

            def explained(planned, path):
                return path == planned or path.startswith(planned + "/") or planned.startswith(path + "/")

            # A value that is not known yet may turn out to be what it was: then it was not planned either.
            may = {within(field) for one in said if resource == f"terraform_data.{named(one)}" for field in one.get("fields", [])
                   if "$unknown" in json.dumps(field.get("after"))}
            planned = [one for one in fields.get(resource, []) if one not in may or any(explained(one, path) for path in moved)]
            unplanned = {path for path in moved if not any(explained(one, path) for one in planned)}
            undone = {one for one in planned if not any(explained(one, path) for path in moved)}
            row["planned"] += len(planned)
            row["happened"] += len(planned) - len(undone)
            row["unplanned"] += len(unplanned)
            check(not unplanned and not undone, f"{parameters}: {resource} changes as planned", f"unplanned {unplanned}, undone {undone}")
        nothing_left(parameters)
    # What somebody else changed is drift, which Terraform alone can see.
    file = folder / ".platform/terraform/staging/terraform/roots/terraform.tfstate"
    file.write_text(file.read_text().replace('"plain": "c"', '"plain": "theirs"'))
    theirs = [(named(one), one["reason"], [within(field) for field in one["fields"]]) for one in merged()]
    check(theirs == [("reader", "drift", ["/input/plain", "/output"])], "somebody else's change is put back, and told", str(theirs))
