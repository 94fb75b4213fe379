"""What our reading of a saved plan of Terraform's says, beside what Terraform itself says of it to people and in its `-json` log.

Plans of its own: modules, both ways to replace, triggers, moves, imports, what is forgotten, deposed objects, drift, data that is
read on apply, checks and conditions, sensitive values. All is `terraform_data`, which needs no provider and no network, but for
drift: files of a provider that Go builds once.
"""
import functools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

# The program: Terraform, or OpenTofu.
TERRAFORM = os.environ.get("TERRAFORM", "terraform")

# In every sensitive value; the last part tells the values apart.
MARKER = "MARKER-of-what-is-sensitive"

HUMAN = re.compile(r"^ +# (?P<address>\S.*?) (?:\(deposed object (?P<deposed>\w+)\) )?(?:will|must|is tainted|has moved)")
SYMBOL = re.compile(r'^ *(?P<symbol>-/\+|\+/-|<=|[-+~.])? *(?:resource|data) "')


def data(**blocks):
    return {"resource": {"terraform_data": blocks}}


def replaced_first(value, **more):
    return {"triggers_replace": value, "lifecycle": {"create_before_destroy": True}, **more}


def forgotten(address):
    return [{"from": address, "lifecycle": {"destroy": False}}]


def checked(condition):
    return {"check": {"few": {"assert": [{"condition": condition, "error_message": "too many"}]}}}


def files(**contents):
    blocks = {name: {"filename": name, "content": text} for name, text in contents.items()}
    return {"resource": {"local_file": blocks}}


def secret(value, **more):
    variable = {"secret": {"default": f"{MARKER}-{value}", "sensitive": True}}
    blocks = {"a": {"input": "${var.secret}"}, "b": {"input": {"open": 1, "closed": ["${var.secret}"]}}}
    output = {"o": {"value": "${terraform_data.a.output}", "sensitive": True}, "open": {"value": "${terraform_data.a.id}"}}
    return {"variable": variable, **data(**blocks), "output": output, **more}


MODULE = json.dumps({
    "variable": {"value": {}, "number": {}},
    "resource": {"terraform_data": {"in": {"count": "${var.number}", "input": "${var.value}"}}},
    "output": {"id": {"value": "${terraform_data.in[*].id}"}},
})


def modules(value, keys, number):
    return {"module": {"m": {"source": "./m", "for_each": {key: key for key in keys}, "value": value, "number": number}}}


# Each is a story of its own: the configurations as they follow each other, each planned and applied. `fails`: its apply does.
STORIES = {
    "both ways to replace": [
        data(old=replaced_first(1), new={"triggers_replace": 1}),
        data(old=replaced_first(2), new={"triggers_replace": 2}),
        data(old=replaced_first(2), new={"triggers_replace": 2}),
        {},
    ],
    "triggers": [
        data(a={"input": 1}, b={"input": "b", "lifecycle": {"replace_triggered_by": ["terraform_data.a"]}}),
        data(a={"input": 2}, b={"input": "b", "lifecycle": {"replace_triggered_by": ["terraform_data.a"]}}),
        data(a={"input": 3}, b=replaced_first(None, lifecycle={"replace_triggered_by": ["terraform_data.a"], "create_before_destroy": True})),
    ],
    "moves": [
        data(a={"input": 1}, b={"input": 1}, c={"count": 2, "input": 1}, d={"triggers_replace": 1}),
        {
            **data(a2={"input": 1}, b2={"input": 2}, c={"for_each": {"x": 1, "y\"é": 2}, "input": 1}, d2={"triggers_replace": 2}),
            "moved": [
                {"from": "terraform_data.a", "to": "terraform_data.a2"},
                {"from": "terraform_data.b", "to": "terraform_data.b2"},
                {"from": "terraform_data.c[0]", "to": 'terraform_data.c["x"]'},
                {"from": "terraform_data.d", "to": "terraform_data.d2"},
            ],
        },
        {**data(a2={"input": 1}), "moved": [{"from": "terraform_data.nothing", "to": "terraform_data.a2"}]},
    ],
    "modules": [
        modules(1, "ab", 2),
        modules(2, "bc", 1),
        {**modules(2, "b", 1), "moved": [{"from": 'module.m["c"]', "to": 'module.m["b"]'}]},
        {},
    ],
    "imports": [
        {**data(a={}), "import": [{"to": "terraform_data.a", "id": "one"}]},
        {**data(a={}, b={"input": 1}), "import": [{"to": "terraform_data.b", "id": "two"}]},
        {**data(a={}, c=replaced_first(1)), "import": [{"to": "terraform_data.c", "id": "three"}]},
    ],
    "forgotten": [
        data(a={"input": 1}, b={"count": 2, "input": 1}),
        {"removed": forgotten("terraform_data.a"), **data(b={"count": 1, "input": 1})},
        {"removed": forgotten("terraform_data.b")},
        {"removed": forgotten("terraform_data.b"), **data(a={"input": 1})},
    ],
    "sensitive": [
        secret(1),
        secret(2),
        secret(2),
        {**secret(2), **data(a={"input": "open"}, c={"input": "${var.secret}"})},
        {**secret(3), **data(a=replaced_first("${var.secret}"), c={"for_each": {"k": 1}, "input": ["${var.secret}"]})},
        {**secret(3), **data(a=replaced_first("open"))},
    ],
    "checks": [
        {**data(a={"input": 1}), **checked("${terraform_data.a.output < 2}")},
        {**data(a={"input": 1}), **checked("${terraform_data.a.output < 2}")},
        {**data(a={"input": 1}), **checked("${terraform_data.a.output < 1}")},
        {
            **data(a={"input": 1, "lifecycle": {"postcondition": [{"condition": "${self.input == 1}", "error_message": "no"}]}}),
            "output": {"o": {"value": 1, "precondition": [{"condition": "${terraform_data.a.input == 1}", "error_message": "no"}]}},
            **checked("${terraform_data.a.output < 2}"),
        },
    ],
    "data": [
        {
            **data(a={"input": 1}),
            "data": {"terraform_remote_state": {"other": {"backend": "local", "config": {"path": "other.tfstate"}, "depends_on": ["terraform_data.a"]}}},
        },
        {
            **data(a={"input": 2}, b={"input": "${data.terraform_remote_state.other.outputs}"}),
            "data": {"terraform_remote_state": {"other": {"backend": "local", "config": {"path": "other.tfstate"}, "depends_on": ["terraform_data.a"]}}},
        },
    ],
    # What was replaced is deleted when all that depends on it is there; the one that fails to be is tainted.
    "deposed": [
        data(a=replaced_first(1)),
        {
            "fails": True,
            **data(a=replaced_first(2), b={"input": "${terraform_data.a.id}", "provisioner": [{"local-exec": {"command": "exit 1"}}]}),
        },
        data(a=replaced_first(2), b={"input": "${terraform_data.a.id}"}),
        data(a=replaced_first(2), b={"input": "${terraform_data.a.id}"}),
    ],
    "drift": [
        {"local": True, **files(a="1", b="1", c="1")},
        {"local": True, "unlink": "ab", **files(a="1", c="1")},
        {"local": True, "unlink": "c", **files(a="2", c="1")},
    ],
    # What OpenTofu alone has, and since when.
    (1, 11, "enabled"): [
        data(a={"input": 1, "lifecycle": {"enabled": True}}, b={"input": 1}),
        data(a={"input": 2, "lifecycle": {"enabled": False}}, b={"input": 1}),
        data(a={"input": 2, "lifecycle": {"enabled": True}}, b={"input": 1}),
    ],
    (1, 12, "not destroyed"): [
        data(a={"triggers_replace": 1, "lifecycle": {"destroy": False}}, b={"input": 1, "lifecycle": {"destroy": False}}),
        data(a={"triggers_replace": 2, "lifecycle": {"destroy": False}}, b={"input": 1, "lifecycle": {"destroy": False}}),
        data(a={"triggers_replace": 2, "lifecycle": {"destroy": False}}),
    ],
    "nothing": [{}, {"output": {"o": {"value": 1}}}, {"output": {"o": {"value": 2}, "p": {"value": None}}}, {}],
}


def terraform(*words, cwd, fails=False):
    done = subprocess.run((TERRAFORM, *words), cwd=cwd, capture_output=True, text=True, check=False)
    if (done.returncode != 0) != fails:
        raise RuntimeError(f"terraform {' '.join(words)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def plan(cwd):
    """Makes a plan, kept as `saved`; gives what the log says, and whether there is anything to do."""
    words = (TERRAFORM, "plan", "-json", "-out=saved", "-detailed-exitcode")
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 2):
        raise RuntimeError(f"{' '.join(words)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()], done.returncode == 2


@functools.cache
def release():
    """The release of OpenTofu as numbers; nothing of Terraform's."""
    if "OpenTofu" not in terraform("version", cwd="."):
        return None
    numbers = json.loads(terraform("version", "-json", cwd="."))["terraform_version"].split("-")[0].split(".")
    return tuple(map(int, numbers))


def reading(call, text):
    """What our reading says."""
    question = {"text": text, "subject": "judge", "environment": "staging", "target": "terraform"}
    done = subprocess.run((call, "readTerraformPlan"), input=json.dumps(question), capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    if "ok" not in answer:
        raise RuntimeError(f"not read: {answer}")
    return answer["ok"]


def in_the_log(change):
    """A change as the log calls it."""
    halves = [action for action in change["actions"] if action not in ("move", "import")]
    if "move" in change["actions"] and not halves:
        return "move"
    if "import" in change["actions"] and not halves:
        return "import"
    if sorted(halves) == ["create", "delete"]:
        return "replace"
    if halves == ["forget", "create"]:
        return "noop"  # OpenTofu's log has no word for it; its plan has
    return {"no-op": "noop", "forget": "remove"}.get(halves[0], halves[0])


def id_of(address):
    return address and address.split("/", 3)[3]


def of_log(entry):
    change = entry["change"]
    previous = change.get("previous_resource", {}).get("addr")
    return change["action"], reason(change.get("reason")), previous, change.get("importing", {}).get("id")


def of_reading(change):
    return in_the_log(change), reason(change.get("reason")), id_of(change.get("movedFrom")), change.get("import")


def told_to_people(text):
    """Symbols by address and deposed key."""
    found, heading = {}, None
    for line in text.splitlines():
        match = HUMAN.match(line)
        if match and not match["address"].startswith("Warning:"):
            address = match["address"].removesuffix(" has moved to")
            heading = (re.sub(r"^.* has moved to ", "", address), match["deposed"])
        elif (match := SYMBOL.match(line)) and heading:
            found[heading], heading = match["symbol"] or "", None
    return found


SYMBOLS = {"create": "+", "update": "~", "delete": "-", "read": "<=", "forget": ".", "delete+create": "-/+", "create+delete": "+/-"}


def faults(call, cwd, planned):
    """What is different; and what was compared: pairs of an address and our actions."""
    log, has_changes = planned
    text = terraform("show", "-json", "saved", cwd=cwd)
    ours = reading(call, text)
    wrong = [f"{MARKER} is told"] if MARKER in json.dumps(ours) else []
    changes = {(id_of(one["address"]), one.get("deposed")): one for one in ours["changes"]}
    current = {address: one for (address, deposed), one in changes.items() if deposed is None}
    for kind, mine in (("planned_change", current), ("resource_drift", {id_of(one["address"]): one for one in ours.get("drift", [])})):
        theirs = {}
        for entry in log:
            # Deposed objects stand in the log under the address of what took their place.
            if entry["type"] == kind and not (entry["change"]["action"] == "delete" and is_only_deposed(changes, entry)):
                theirs[entry["change"]["resource"]["addr"]] = of_log(entry)
        mine = {address: of_reading(one) for address, one in mine.items()}
        mine = {address: one for address, one in mine.items() if one[0] != "noop" or one[1]}
        if mine != theirs:
            wrong.append(f"{kind}: {mine}, Terraform says {theirs}")
    people = told_to_people(terraform("show", "-no-color", "saved", cwd=cwd))
    for key, change in changes.items():
        halves = "+".join(action for action in change["actions"] if action not in ("move", "import", "no-op"))
        if people.get(key, "") != SYMBOLS.get(halves, ""):
            wrong.append(f"{key}: {change['actions']}, Terraform shows {people.get(key)!r}")
    outputs = {name: one["actions"][0].replace("no-op", "noop") for name, one in ours.get("outputs", {}).items()}
    told = next((entry["outputs"] for entry in log if entry["type"] == "outputs"), {})
    # Where nothing at all changes, the log leaves outputs out.
    if outputs != {name: one["action"] for name, one in told.items()} and (told or set(outputs.values()) - {"noop"}):
        wrong.append(f"outputs: {outputs}, Terraform says {told}")
    summaries = [entry["diagnostic"]["summary"] for entry in log if entry["type"] == "diagnostic"]
    for verdict, summary in (("fail", "Check block assertion failed"), ("unknown", "Check block assertion known after apply")):
        mine = [one for one in ours.get("checks", []) if verdict in json.dumps(one["verdict"]) and "/check." in one["rule"]]
        if len(mine) != summaries.count(summary):
            wrong.append(f"checks: {len(mine)} {verdict}, Terraform says {summaries.count(summary)}")
    document = json.loads(text)
    # OpenTofu does not write all of them.
    for key, absent in (("applyable", has_changes), ("complete", True), ("errored", False)):
        if ours[key] != document.get(key, absent):
            wrong.append(f"{key}: {ours[key]}, Terraform says {document.get(key)}")
    seen = {"+".join(one["actions"]) for one in ours["changes"]} | ({"deposed"} if len(current) < len(changes) else set())
    return wrong, seen | {key for key in ("drift", "checks", "deferred") if ours.get(key)}, len(changes)


def is_only_deposed(changes, entry):
    address = entry["change"]["resource"]["addr"]
    deposed = any(one[0] == address and one[1] for one in changes)
    mine = changes.get((address, None))
    return deposed and (mine is None or mine["actions"] != ["delete"])


def reason(word):
    """The log's word for a reason is the plan's, without what it is the reason for; one is another."""
    word = word and re.sub(r"^(replace|read|delete)_because_|^replace_", "", word)
    return "by_triggers" if word == "triggered_by" else word


# What the stories together must have shown.
WANTED = {
    *("no-op", "create", "read", "update", "delete", "forget", "delete+create", "create+delete", "move", "move+update"),
    *("move+delete+create", "import", "import+update", "import+create+delete", "deposed", "drift", "checks"),
}
PROVIDER = "terraform-provider-local"


def provider():
    """The folder of a provider whose resources somebody else can change; nothing without Go."""
    cache = pathlib.Path(os.environ.get("PLATFORM_CACHE") or pathlib.Path.home() / ".cache" / "platform-core")
    folder = cache / "servers" / "terraform-providers"
    if not (folder / PROVIDER).exists() and shutil.which("go"):
        module = f"github.com/terraform-providers/{PROVIDER}@v1.4.0"
        subprocess.run(("go", "install", module), env={**os.environ, "GOBIN": folder, "GOFLAGS": ""}, check=False, capture_output=True)
    if (folder / PROVIDER).exists():
        return folder
    if os.environ.get("CI") == "true":
        sys.exit(f"{PROVIDER} can't be built: https://go.dev/doc/install")
    print("left out: drift of real resources (no Go to build a provider with)")
    return None


def stories(call, folder):
    """Every story; gives what is wrong, what was seen, how many plans and how many changes."""
    wrong, seen, plans, compared = [], set(), 0, 0
    local = provider()
    configuration = pathlib.Path(folder) / "local.tfrc"
    configuration.write_text(f'provider_installation {{\n  dev_overrides {{ "hashicorp/local" = "{local}" }}\n  direct {{}}\n}}\n')
    for name, steps in STORIES.items():
        if any("local" in step for step in steps) and not local:
            continue
        if not isinstance(name, str):
            if (release() or ()) < name[:2]:
                continue
            name = name[-1]
        root = pathlib.Path(folder) / name.replace(" ", "-")
        (root / "m").mkdir(parents=True)
        (root / "m" / "main.tf.json").write_text(MODULE)
        other = {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "other", "outputs": {}, "resources": []}
        (root / "other.tfstate").write_text(json.dumps(other))
        for number, step in enumerate(steps):
            step = dict(step)
            fails = step.pop("fails", False)
            for file in step.pop("unlink", ""):
                (root / file).unlink()
            # A provider that is built in place is not installed.
            is_local = step.pop("local", False)
            os.environ["TF_CLI_CONFIG_FILE"] = str(configuration) if is_local else os.devnull
            (root / "main.tf.json").write_text(json.dumps(step))
            if not is_local:
                terraform("init", "-no-color", cwd=root)
            found, actions, count = faults(call, root, plan(root))
            wrong += [f"{name}, plan {number}: {fault}" for fault in found]
            seen |= actions
            plans, compared = plans + 1, compared + count
            terraform("apply", "-no-color", "saved", cwd=root, fails=fails)
    if missing := WANTED - seen - ({"drift"} if not local else set()):
        wrong.append(f"no plan with {sorted(missing)}: the stories prove less than they say")
    return wrong, seen, plans, compared
