"""What the vectors give is read into the generated types and written again: nothing may change."""

import dataclasses
import importlib.util
import json
import pathlib
import pickle
import sys

root = pathlib.Path(__file__).parent
spec = importlib.util.spec_from_file_location("platform_core_types", root / "../platform-py/python/platform_core/types.py")
types = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = types
spec.loader.exec_module(types)

READERS = {
    "plan": types.Plan.from_wire,
    "render": types.Rendered.from_wire,
    "apply": types.ApplyView.from_wire,
    "advance": types.State.from_wire,
    "finish": types.State.from_wire,
    "release": types.Release.from_wire,
    "explain": types.Explanation.from_wire,
    "verify": types.decode_freshness,
    "parse": types.PlatformView.from_wire,
    "resolve": types.ResolvedView.from_wire,
    "code": types.CodeInfo.from_wire,
}

read = 0
for file in sorted((root / "vectors").glob("*.json")):
    for vector in json.loads(file.read_text()):
        # Where a vector looks at a part of the answer, that is no document.
        expect = {} if "part" in vector else vector["expect"]
        found = [(types.Diagnostic.from_wire, one) for one in expect.get("diagnostics", [])]
        if expect.get("ok") is not None and vector["call"] in READERS:
            found.append((READERS[vector["call"]], expect["ok"]))
        for reader, wire in found:
            typed = reader(wire)
            assert typed.to_wire() == wire, f"{file.stem}/{vector['name']}: {typed.to_wire()} is not {wire}"
            assert pickle.loads(pickle.dumps(typed)) == typed
            assert dataclasses.replace(typed) == typed
            read += 1
assert read > 150, f"only {read} documents were read"
print(f"{read} passed, 0 failed")
