"""What crossing from Python costs, beside Python's own ways to compare documents, in one run.

`tests/bench crossing` writes the documents (10,000 resources of 52 leaves and 2 kB), installs the peers and runs this. CPU
seconds of this process, the best of several rounds.
"""

import gc
import json
import pathlib
import platform as machine
import resource
import sys
import time

import dictdiffer
import jsondiff
import jsonpatch
import orjson
from platform_core import Observed, Plan, Platform, Rendered, State, __version__

FOLDER = pathlib.Path(sys.argv[1])
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 5


def best(work, rounds=ROUNDS):
    least = float("inf")
    for _ in range(rounds):
        gc.collect()
        begin = time.process_time()
        work()
        least = min(least, time.process_time() - begin)
    return least


def read(name):
    return (FOLDER / f"{name}.json").read_bytes()


def row(name, seconds, ratio="", goal=""):
    print(f"| {name} | {seconds * 1000:.2f} | {ratio} | {goal} |")


def walked(plan):
    """Every changed resource, read."""
    found = 0
    for change in plan.changes:
        found += len(change.fields)
    return found


def peers(before, after):
    """The ways of others, by name, each on every resource."""

    def walk(one, other):
        if isinstance(one, dict) and isinstance(other, dict):
            return sum(walk(one.get(key), other.get(key)) for key in one.keys() | other.keys())
        if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
            return sum(map(walk, one, other))
        return int(one != other)

    return {
        "jsonpatch": lambda: [jsonpatch.make_patch(before[at], after[at]).patch for at in after],
        "dictdiffer": lambda: [list(dictdiffer.diff(before[at], after[at])) for at in after],
        "jsondiff": lambda: [jsondiff.diff(before[at], after[at]) for at in after],
        "== then a walk": lambda: [walk(before[at], after[at]) for at in after if before[at] != after[at]],
    }


def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main():
    print(f"Python {machine.python_version()}, platform-core {__version__}; 10,000 resources, 1 % changed; CPU ms\n")
    print("| | ms | ratio | goal |\n|---|--:|--:|--:|")
    texts = [read(f"some.{name}") for name in ("rendered", "state", "observed")]
    before_text, after_text = read("some.before"), read("some.after")
    before, after = orjson.loads(before_text), orjson.loads(after_text)
    handles = [kind(text) for kind, text in zip((Rendered, State), texts)] + [Observed.from_json(texts[2])]

    def over(rendered, state, observed):
        plan = rendered.plan(state, observed)
        assert walked(plan) == 100
        return plan

    others = {name: best(work, 1 if name == "jsondiff" else 2) for name, work in peers(before, after).items()}
    fastest = min(seconds for name, seconds in others.items() if name != "== then a walk")
    for name, seconds in others.items():
        row(name, seconds)
    ours = best(lambda: over(*handles))
    row("plan over handles, every changed resource read", ours, f"{fastest / ours:.0f}× the fastest of three", "≥ 50×")
    row("", ours, f"{others['== then a walk'] / ours:.1f}× `==` and a walk", "> 1×")

    def from_bytes():
        return over(Rendered(texts[0]), State(texts[1]), Observed.from_json(texts[2]))

    seen = best(from_bytes)
    # What is shared with them goes with them: what follows reads texts that were never seen.
    del handles
    never = best(from_bytes)
    loading = best(lambda: (orjson.loads(before_text), orjson.loads(after_text)))
    row("orjson.loads of both", loading)
    row("from bytes never seen", never, f"{(fastest + loading) / never:.1f}× orjson and the fastest", "≥ 15×")
    row("from bytes seen before", seen, f"{(fastest + loading) / seen:.1f}× orjson and the fastest")
    objects = [orjson.loads(text) for text in texts]

    def from_objects():
        return over(Rendered(objects[0]), State(objects[1]), Observed.from_json(objects[2]))

    objects_ours = best(from_objects)
    row("from dicts", objects_ours, f"{others['jsonpatch'] / objects_ours:.1f}× jsonpatch", "≥ 3×")

    everything = [read(f"all.{name}") for name in ("rendered", "state", "observed")]
    plan = Rendered(everything[0]).plan(State(everything[1]), Observed.from_json(everything[2]))
    text = plan.to_json()
    loaded = best(lambda: json.loads(text))
    decoded = best(lambda: plan.document)
    row(f"json.loads of a plan of {len(plan):,} changes, {len(text) / 1e6:.1f} MB", loaded)
    row("the same plan as typed objects", decoded, f"{decoded / loaded:.2f}× json.loads", "≤ 3×")
    summary = best(lambda: plan.summary)
    row("its summary", summary, "", "≤ 5 ms")

    shop = Platform.load(FOLDER / "shop")
    state = State.empty("cart", env="staging", lineage="l")
    for _ in range(2_000):
        shop.plan("cart", env="staging", state=state).summary
    first = memory()
    calls = 100_000
    begin = time.process_time()
    for _ in range(calls):
        shop.plan("cart", env="staging", state=state).summary
    each = (time.process_time() - begin) / calls
    grown = (memory() - first) / 1024
    row(f"{calls:,} plans of a service, each", each, f"{grown:+.1f} MB at the highest", "flat")
    assert isinstance(plan, Plan)


main()
