"""Whether memory stays flat over 100,000 calls from Python: the same calls again and again, in one process each.

`tests/bench calls` runs it. Resident memory of the process in MB, after a tenth of the calls, half of them, and all.
"""

import asyncio
import gc
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from platform_core import FakeExecutor, Observed, Platform, PlatformError, Rendered, State, Workspace, apply_sync, values

SHOP = pathlib.Path(sys.argv[1])
CALLS = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
ENV = "staging"


def resident():
    gc.collect()
    fields = dict(line.split(":", 1) for line in pathlib.Path("/proc/self/status").read_text().splitlines())
    return int(fields["VmRSS"].split()[0]) / 1024


def a_plan():
    shop, state = Platform.load(SHOP), State.empty("cart", env=ENV, lineage="l")
    return lambda number: shop.plan("cart", env=ENV, state=state).summary


def documents_read():
    shop, state = Platform.load(SHOP), State.empty("cart", env=ENV, lineage="l")
    rendered, state_text = shop.render("cart", env=ENV).to_json(), state.to_json()
    workload = "cart/staging/kubernetes/workload"

    def work(number):
        # Another text each time: nothing of it was seen before.
        observed = Observed({workload: f'{{"kind": "Deployment", "spec": {{"replicas": {number}}}}}'})
        Rendered(rendered).plan(State(state_text), observed).changes[0]

    return work


def dicts():
    return lambda number: values.diff({"spec": {"replicas": number}}, {"spec": {"replicas": number + 1}})


def errors():
    shop = Platform.load(SHOP)

    def work(number):
        try:
            shop.plan(f"nobody-{number}", env=ENV)
        except PlatformError:
            return
        raise AssertionError

    return work


def applies():
    shop, state = Platform.load(SHOP), State.empty("cart", env=ENV, lineage="l")
    plan, executor = shop.plan("cart", env=ENV, state=state), FakeExecutor()

    def work(number):
        if number % 100 == 0:
            executor.calls.clear()
            executor.bodies.clear()
            apply_sync(plan, executor, state)
        else:
            plan.apply(state).next()

    return work


async def in_a_workspace(verb, measure):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(SHOP, f"{folder}/shop")
        async with Workspace.open(f"{folder}/shop", executors={"kubernetes": FakeExecutor()}) as ws:
            calls = {
                "status": lambda: ws.status("cart", env=ENV),
                "plan": lambda: ws.plan("cart", env=ENV, lock="leave"),
            }
            for number in range(CALLS):
                await calls[verb]()
                measure(number + 1)


ROADS = {
    "a plan of a service": a_plan,
    "documents read, planned, a change read": documents_read,
    "two dicts compared": dicts,
    "errors raised": errors,
    "applies begun, each hundredth driven to its end": applies,
    "a workspace's status": "status",
    "a workspace's plan, an executor of Python's asked": "plan",
}


def main(name):
    seen, begin = [], time.monotonic()

    def measure(done):
        if done in (CALLS // 10, CALLS // 2, CALLS):
            seen.append(resident())

    road = ROADS[name]
    if isinstance(road, str):
        asyncio.run(in_a_workspace(road, measure))
    else:
        work = road()
        for number in range(CALLS):
            work(number)
            measure(number + 1)
    spent = (time.monotonic() - begin) / CALLS * 1000
    print(f"| {name} | {spent:.2f} | " + " | ".join(f"{one:.1f}" for one in seen) + f" | {seen[-1] - seen[0]:+.1f} |")


if len(sys.argv) > 3:
    main(sys.argv[3])
else:
    print(f"Python {sys.version.split()[0]}, {CALLS:,} calls\n")
    print("| | ms each | after a tenth, MB | after half | after all | grown |\n|---|--:|--:|--:|--:|--:|", flush=True)
    for one in ROADS:
        subprocess.run([sys.executable, __file__, str(SHOP), str(CALLS), one], check=True)
