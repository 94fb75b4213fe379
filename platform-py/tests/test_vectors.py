"""The vectors that all languages share, through this binding."""

import json
import pathlib

import pytest
from platform_core import _native

FOLDER = pathlib.Path(__file__).parent / "../../tests/vectors"
VECTORS = {
    f"{file.stem}/{vector['name']}": vector
    for file in sorted(FOLDER.glob("*.json"))
    for vector in json.loads(file.read_text(encoding="utf-8"))
}
ANSWERS: dict = {}


def part(value, pointer):
    for token in pointer.split("/")[1:]:
        token = token.replace("~1", "/").replace("~0", "~")
        value = value[int(token)] if isinstance(value, list) else value[token]
    return value


def filled(value):
    if isinstance(value, list):
        return [filled(item) for item in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("$ok"), str):
        name, _, pointer = value["$ok"].partition("#")
        taken = part(answer(name)["ok"], pointer)
    elif isinstance(value.get("$input"), str):
        name, _, pointer = value["$input"].partition("#")
        taken = part(filled(VECTORS[name]["input"]), pointer)
    else:
        return {key: filled(item) for key, item in value.items()}
    taken = json.loads(json.dumps(taken))
    for pointer, other in value.get("with", {}).items():
        above, _, key = pointer.rpartition("/")
        key = key.replace("~1", "/").replace("~0", "~")
        holder = part(taken, above)
        holder[int(key) if isinstance(holder, list) else key] = filled(other)
    return taken


def written(value):
    """As the vectors say: compact, keys sorted, so that lines and columns are the same everywhere."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def answer(name):
    if name not in ANSWERS:
        vector = VECTORS[name]
        text = vector["text"] if "text" in vector else written(filled(vector["input"]))
        # Text and bytes are two roads to the same.
        answers = {_native.call(vector["call"], text), _native.call(vector["call"], text.encode())}
        assert len(answers) == 1
        ANSWERS[name] = json.loads(answers.pop())
    return ANSWERS[name]


@pytest.mark.parametrize("name", sorted(VECTORS))
def test_vector(name):
    vector = VECTORS[name]
    assert part(answer(name), vector.get("part", "")) == vector["expect"]


def test_there_are_vectors_for_every_verb():
    assert len(VECTORS) > 200
    assert {name for name, _ in _native.verbs()} <= {vector["call"] for vector in VECTORS.values()}
