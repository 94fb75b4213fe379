"""Policies written for Terraform's plans, over ours: the same verdicts, by a real OPA.

The policies read the keys that policies commonly read: `resource_changes` with actions and `after_unknown`, `planned_values` with its
modules, `configuration`, `format_version`. `conftest` itself then denies by the same policies what OPA's evaluator does.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess

REGO = r"""
package terraform.judge

created contains place(rc) if { some rc in changes; rc.change.actions == ["create"] }

deny contains sprintf("%s is deleted", [place(rc)]) if { some rc in changes; rc.change.actions == ["delete"] }

deny contains sprintf("%s may not hold `y`", [place(rc)]) if { some rc in changes; rc.change.after.input == "y" }

# As scores of a plan are made: what is deleted weighs most.
weight := {"create": 1, "update": 5, "delete": 10}
score := sum([weight[action] | some rc in changes; some action in rc.change.actions; weight[action]])

unknown contains place(rc) if { some rc in changes; walk(rc.change.after_unknown.input, [_, true]) }

# Modules may stand in modules.
planned contains sprintf("%s.%s", [one.type, one.name]) if {
    walk(input.planned_values, [_, one])
    one.mode == "managed"
    one.type == "terraform_data"
}

configured contains sprintf("%s.%s", [one.type, one.name]) if {
    walk(input.configuration, [_, one])
    one.mode == "managed"
    one.type == "terraform_data"
}

readable if startswith(input.format_version, "1.")

changes := [rc | some rc in input.resource_changes; rc.type == "terraform_data"]

# Several of our plans are modules of one document.
place(rc) := sprintf("%s.%s[%v]", [rc.type, rc.name, object.get(rc, "index", "")])
"""
AWS = r"""
package terraform.aws

changes := [rc | some rc in input.resource_changes; not rc.change.actions == ["delete"]]

deny contains sprintf("%s is not encrypted", [rc.name]) if {
    some rc in changes
    rc.type == "aws_db_instance"
    not rc.change.after.storage_encrypted
}

deny contains sprintf("%s can be deleted", [rc.name]) if {
    some rc in changes
    rc.type == "aws_db_instance"
    not rc.change.after.deletion_protection
}

deny contains sprintf("%s may be public", [rc.name]) if {
    some rc in changes
    rc.type == "aws_s3_bucket"
    not protected(rc.name)
}

protected(name) if {
    some rc in changes
    rc.type == "aws_s3_bucket_public_access_block"
    rc.name == name
    rc.change.after.block_public_acls
    rc.change.after.restrict_public_buckets
}
"""


def built(name, module):
    """A program out of its Go module; the first time it is built."""
    found = shutil.which(name)
    if found or shutil.which("go") is None:
        return found
    cache = os.environ.get("PLATFORM_CACHE") or os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "platform-core")
    tools = pathlib.Path(cache) / "tools" / "bin"
    environment = {**os.environ, "GOBIN": str(tools), "CGO_ENABLED": "0"}
    subprocess.run(["go", "install", module], env=environment, check=True, capture_output=True)
    return str(tools / name)


def verdicts(program, policy, decision, folder, documents):
    """What a policy says of each document, which it reads as it is."""
    (folder / "policy").mkdir()
    (folder / "policy" / "policy.rego").write_text(policy)
    for number, document in enumerate(documents):
        (folder / f"{number:03}.json").write_text(json.dumps(document))
    command = [program, "exec", "--bundle", folder / "policy", "--decision", decision]
    ran = subprocess.run(command + sorted(folder.glob("*.json")), capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(f"opa: {ran.stderr}{ran.stdout}\n0 passed, 1 failed")
    results = sorted(json.loads(ran.stdout)["result"], key=lambda one: one["path"])
    return [one["result"] for one in results]


def denials(program, folder, namespace):
    """What `conftest` denies of each document of a folder that `verdicts` has filled."""
    command = [program, "test", "--policy", folder / "policy", "--namespace", namespace, "--output", "json"]
    ran = subprocess.run(command + sorted(folder.glob("*.json")), capture_output=True, text=True, check=False)
    # It exits with 1 where it denies something.
    if ran.returncode > 1 or not ran.stdout.startswith("["):
        raise SystemExit(f"conftest: {ran.stderr}{ran.stdout}\n0 passed, 1 failed")
    told = sorted(json.loads(ran.stdout), key=lambda one: one["filename"])
    return [sorted(one["msg"] for one in file.get("failures") or []) for file in told]


def judge(pairs, platform, work):
    """`pairs` are our documents with Terraform's, and how many replacements only the provider's schema forces."""
    program = built("opa", "github.com/open-policy-agent/opa@v1.22.0")
    conftest = built("conftest", "github.com/open-policy-agent/conftest@v0.71.1")
    if program is None or conftest is None:
        if os.environ.get("CI") == "true":
            raise SystemExit("opa and conftest, or Go, are needed: https://www.openpolicyagent.org")
        print("left out: policies for Terraform's plans (opa and conftest are not there, nor is Go)")
        return 0
    wrong, passed, compared = [], 0, [pair for pair in pairs if not pair[2]]
    said = []
    for side in (0, 1):
        folder = work / f"side-{side}"
        folder.mkdir()
        said.append(verdicts(program, REGO, "terraform/judge", folder, [pair[side] for pair in compared]))
    denied = 0
    for number, (ours, theirs) in enumerate(zip(*said)):
        denied += bool(theirs["deny"])
        for rule in ("created", "deny", "score", "unknown", "planned", "configured", "readable"):
            if rule in ("planned", "unknown", "configured", "created", "deny"):
                ours[rule], theirs[rule] = sorted(ours.get(rule, [])), sorted(theirs.get(rule, []))
            # What Terraform has in its state by now is still unknown to us.
            if ours.get(rule) == theirs.get(rule) or rule == "unknown" and set(theirs[rule]) <= set(ours[rule]):
                passed += 1
            else:
                wrong.append(f"policy {rule}, plan {number}: {ours.get(rule)}, of Terraform's {theirs.get(rule)}")
    for side, answers in enumerate(said):
        for number, (found, wanted) in enumerate(zip(denials(conftest, work / f"side-{side}", "terraform.judge"), answers)):
            if found == sorted(wanted["deny"]):
                passed += 1
            else:
                wrong.append(f"conftest, side {side}, plan {number}: {found} instead of {wanted['deny']}")
    if not 0 < denied < len(compared):
        wrong.append(f"{denied} of {len(compared)} plans are denied: these policies tell nothing apart")
    for environment, expected in (("production", []), ("staging", ["db can be deleted"])):
        command = [platform, "-C", work / "paths", "plan", "catalog", "--env", environment, "--output", "terraform-json"]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        document = json.loads(ran.stdout)
        opened = json.loads(re.sub(r'"block_public_acls":\s*true', '"block_public_acls": false', ran.stdout))
        folder = work / environment
        folder.mkdir()
        for found, wanted in zip(verdicts(program, AWS, "terraform/aws/deny", folder, [document, opened]),
                                 (expected, expected + ["pictures may be public"])):
            if sorted(found) == sorted(wanted):
                passed += 1
            else:
                wrong.append(f"catalog in {environment}: {found} instead of {wanted}")
        if (found := denials(conftest, folder, "terraform.aws")) == [sorted(expected), sorted(expected + ["pictures may be public"])]:
            passed += 1
        else:
            wrong.append(f"catalog in {environment}, conftest: {found}")
    for line in wrong:
        print(line)
    print(f"policies of Terraform's by opa and conftest, over {len(compared)} plans of ours and of Terraform's, and 4 of AWS")
    print(f"{passed} passed, {len(wrong)} failed")
    return len(wrong)
