"""Sets of parameters for the golden paths, out of each path's own JSON Schema: every value that the schema tells of beside every
value of every other parameter, at least once (pairwise), with and without each dependency.

    tests/parameter_sets.py PLATFORM_COMMAND PLATFORM_FOLDER

Replaces the tests of the paths in PLATFORM_FOLDER (a copy of examples/golden-paths) by one file each, `tests/sets.yaml`: each set in
every environment. `platform path test --write` then renders them. The same paths give the same sets.
"""
import itertools
import json
import pathlib
import re
import subprocess
import sys

try:
    from re import _parser as patterns
except ImportError:  # before Python 3.11
    import sre_parse as patterns

ABSENT = "(absent)"
# What a schema without a pattern lets people write.
ODD = "it's \"odd\": #1 {a} \\"
# Outputs that a variable can be made of, by the type of the dependency; the platform's contracts.
DEPENDENCIES = {"postgres": ("db", "host"), "redis": ("cache", "port"), "bucket": ("pictures", "endpoint"), "queue": ("mails", "name")}
# A name of 63 characters is as long as a label may be, and what is named after it is longer.
NAMES = ["cart", "a-service-whose-name-is-as-long-as-a-name-can-be-and-a-bit-more"]
ENVIRONMENTS = ["preview", "staging", "production"]


def example(pattern, turn):
    """A text that a pattern takes: the shortest one in turn 0, others with more of everything in later turns."""
    def one(parts):
        return "".join(made(str(kind), value) for kind, value in parts)

    def of_class(options):
        kinds = [(str(kind), value) for kind, value in options]
        if kinds[0][0] == "NEGATE":
            return "x"
        kind, value = kinds[-1 if turn % 2 else 0]
        if kind == "RANGE":
            return chr(value[1 if turn % 2 else 0])
        return {"CATEGORY_DIGIT": "7", "CATEGORY_WORD": "w", "CATEGORY_SPACE": " "}[str(value)] if kind == "CATEGORY" else chr(value)

    def made(kind, value):
        if kind == "LITERAL":
            return chr(value)
        if kind in ("NOT_LITERAL", "ANY"):
            return "x"
        if kind == "IN":
            return of_class(value)
        if kind in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, parts = value
            return one(parts) * min(int(most), least + 2 * (turn > 0))
        if kind == "SUBPATTERN":
            return one(value[3])
        if kind == "BRANCH":
            return one(value[1][turn % len(value[1])])
        if kind in ("AT", "ASSERT", "ASSERT_NOT"):
            return ""
        raise ValueError(f"{pattern}: no example for {kind}")

    text = one(patterns.parse(pattern))
    # What is not anchored may have anything beside it.
    if turn == 1:
        text = (text if pattern.startswith("^") else f"odd/{text}") + ("" if pattern.endswith("$") else ODD)
    return text


def texts(schema):
    # What a pattern can't say, such as which time zones there are, is said by examples.
    if "examples" in schema:
        return schema["examples"]
    if "pattern" not in schema:
        made = ["", ODD, "x" * schema.get("maxLength", 300)]
    else:
        made = [example(schema["pattern"], turn) for turn in range(4)]
        if "maxLength" in schema:
            made.append((max(made, key=len) * 300)[:schema["maxLength"]])
    fits = [text for text in made if schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", 300)
            and re.search(schema.get("pattern", ""), text)]
    return list(dict.fromkeys(fits))


def values(schema, required):
    """What a parameter may be: each value that is named, and the ends of each range."""
    kind, made = schema.get("type"), []
    if "enum" in schema:
        made = list(schema["enum"])
    elif kind == "boolean":
        made = [False, True]
    elif kind == "integer":
        made = [schema[end] for end in ("minimum", "maximum") if end in schema] or [1]
    elif kind == "string":
        made = texts(schema)
    elif kind == "array":
        # Items that differ, since they may have to.
        items = [item for item in values(schema.get("items", {"type": "string"}), True) if item]
        made = [items[:count] for count in range(schema.get("minItems", 0), min(2, len(items)) + 1)]
    elif kind == "object":
        name = example(schema.get("propertyNames", {}).get("pattern", "^name$"), 1)
        made = [{}] + [{name: value} for value in values(schema.get("additionalProperties", {"type": "string"}), True)[:1]]
    if not made:
        raise ValueError(f"no values of {schema}")
    return made if required else [ABSENT] + made


def covering(factors):
    """Rows of one value for each factor that hold every pair of values: greedy, and the same for the same factors."""
    names = list(factors)
    sizes = {name: range(len(factors[name])) for name in names}
    left = {(a, i, b, j) for a, b in itertools.combinations(range(len(names)), 2) for i in sizes[names[a]] for j in sizes[names[b]]}
    pairs, rows = len(left), []

    def pair(a, i, b, j):
        return (a, i, b, j) if a < b else (b, j, a, i)

    while left or not rows:
        row = {}
        if left:
            a, i, b, j = min(left)
            row = {a: i, b: j}
        for place in range(len(names)):
            if place not in row:
                # Of values that are worth the same, another one in each row.
                row[place] = max(sizes[names[place]], key=lambda value: (
                    sum(pair(place, value, other, index) in left for other, index in row.items()), -((value - len(rows)) % len(sizes[names[place]]))))
        left -= {pair(a, row[a], b, row[b]) for a, b in itertools.combinations(range(len(names)), 2)}
        rows.append({name: factors[name][row[place]] for place, name in enumerate(names)})
    return rows, pairs


def provided(paths, path):
    """The types of dependencies that a path and what it includes provide."""
    text = next((paths / path).glob("*/golden-path.yaml")).read_text()
    found = set(re.findall(r"provides: \{type: (\w+)", text))
    for included in re.findall(r"- (?:\{)?ref: ([\w-]+)@", text):
        found |= provided(paths, included)
    return found


def entity(path_text, name):
    kind = re.search(r"appliesTo: \[(\w+)", path_text).group(1)
    spec = {"owner": "group:default/team-cart"}
    if kind == "component":
        spec |= {"system": "system:default/storefront", "lifecycle": "production"}
    if kind == "group":
        spec = {"type": "team", "children": []}
    return {"metadata": {"name": name, "description": "What customers are about to buy"}, "spec": spec}


def workload(row, types):
    asked = {kind: DEPENDENCIES[kind] for kind in types if row[f"dependency {kind}"]}
    if not asked and not row["variables"]:
        return None
    variables = {kind.upper(): f"${{resources.{name}.{output}}}" for kind, (name, output) in asked.items()}
    variables |= {"GREETING": ODD.replace("{a}", "a")}
    return {"apiVersion": "score.dev/v1b1", "metadata": {"name": "cart"},
            "containers": {"app": {"image": ".", **({"variables": variables} if row["variables"] else {})}},
            "resources": {name: {"type": kind} for kind, (name, _) in asked.items()}}


def sets(platform, folder, path):
    """The file of tests of one path, and how many sets and pairs of values it has."""
    paths = folder / "paths"
    told = subprocess.run([platform, "-C", folder, "path", "template", path, "--output", "json"], capture_output=True, text=True, check=True)
    forms = [form["properties"]["parameters"] for form in json.loads(told.stdout)["spec"]["parameters"] if "parameters" in form["properties"]]
    form = forms[0] if forms else {"properties": {}}
    factors = {name: values(schema, name in form.get("required", [])) for name, schema in form["properties"].items()}
    text = next((paths / path).glob("*/golden-path.yaml")).read_text()
    types = sorted(provided(paths, path))
    if types:
        factors |= {f"dependency {kind}": [False, True] for kind in types} | {"variables": [False, True]}
    factors["name"] = NAMES
    rows, pairs = covering(factors)
    cases = []
    for number, row in enumerate(rows):
        given = {"entity": entity(text, row["name"]), "parameters": {name: row[name] for name in form["properties"] if row[name] != ABSENT}}
        if types and (asked := workload(row, types)):
            given["workload"] = asked
        places = ENVIRONMENTS + (["-"] if "files:" in text or "entities:" in text or "delivery@" in text or "catalog@" in text else [])
        for place in places:
            name = f"set {number} in {place if place != '-' else 'the repository'}"
            cases.append({"name": name, "given": given | {"environment": place}, "expect": {"absent": ["nothing-of-that-name"]}})
    return {"apiVersion": "platform-core.dev/v1alpha1", "kind": "GoldenPathTest", "metadata": {"name": "sets"},
            "spec": {"cases": cases}}, len(rows), pairs


def main():
    platform, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    for version in sorted((folder / "paths").glob("*/*")):
        path = version.parent.name
        written, rows, pairs = sets(platform, folder, path)
        tests = version / "tests"
        for file in tests.iterdir():
            file.unlink()
        (tests / "sets.yaml").write_text(json.dumps(written))
        print(f"{path}: {rows} sets for {pairs} pairs of values, {len(written['spec']['cases'])} cases")


if __name__ == "__main__":
    main()
