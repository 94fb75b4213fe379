"""Schemas for kubeconform: of the kinds that Kubernetes has, and of those that a server was taught.

    tests/kubernetes_schemas.py PUBLISHED DESTINATION < KINDS

PUBLISHED is a folder of the wheel `kubernetes-validate` (`v1.35.0-local-strict`), whose schemas look for definitions at an address of
that package's own; here each file holds the definitions that it needs. KINDS is what `kubectl get crds --output json` tells.
"""
import json
import pathlib
import sys

ELSEWHERE = "/api/_definitions.json#/$defs/"


def reached(value, definitions, found):
    """The names of all definitions that a schema needs."""
    if isinstance(value, dict):
        name = value.get("$ref", "")
        if isinstance(name, str) and name and (name := name.rpartition("/")[2]) not in found:
            found.add(name)
            reached(definitions[name], definitions, found)
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            reached(item, definitions, found)
    return found


def published(source, destination):
    definitions = json.loads((source / "_definitions.json").read_text())["$defs"]
    for file in source.glob("*-v*.json"):
        schema = json.loads(file.read_text())
        if "x-kubernetes-group-version-kind" not in schema:
            continue
        schema.pop("$id", None)
        schema["$defs"] = {name: definitions[name] for name in sorted(reached(schema, definitions, set()))}
        (destination / file.name).write_text(json.dumps(schema).replace(ELSEWHERE, "#/$defs/"))


def closed(schema):
    """A schema that takes nothing that it does not name, as a server that checks fields strictly does."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: closed(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object" and not schema.get("x-kubernetes-preserve-unknown-fields"):
        made.setdefault("additionalProperties", False)
    if schema.get("x-kubernetes-int-or-string"):
        made["type"] = ["integer", "string"]
    if schema.get("nullable") and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
    return made


def taught(kinds, destination):
    for kind in kinds["items"]:
        names, group = kind["spec"]["names"], kind["spec"]["group"]
        for version in kind["spec"]["versions"]:
            schema = closed(version["schema"]["openAPIV3Schema"])
            # Of every object, whatever its kind says.
            schema["properties"] |= {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"}}
            (destination / f"{names['singular']}-{group.partition('.')[0]}-{version['name']}.json").write_text(json.dumps(schema))


def main():
    source, destination = map(pathlib.Path, sys.argv[1:3])
    destination.mkdir(parents=True, exist_ok=True)
    published(source, destination)
    taught(json.load(sys.stdin), destination)


if __name__ == "__main__":
    main()
