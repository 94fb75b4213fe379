"""Workspaces: what Python plans and applies with a store, lock files and executors of its own."""

import asyncio
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest
from platform_core import (
    Executor,
    FakeExecutor,
    Given,
    Observes,
    ObservesMany,
    Planned,
    Rehearses,
    TellsUnready,
    Workspace,
    errors,
    types,
)

EXAMPLES = pathlib.Path(__file__).parent / "../../examples"
IMAGE = "registry.example/hello@sha256:" + "a" * 64
FAILING = "cart/staging/kubernetes/workload"


@pytest.fixture
def shop(tmp_path):
    shutil.copytree(EXAMPLES / "shop", tmp_path / "shop")
    return tmp_path / "shop"


@pytest.fixture
def hello(tmp_path):
    shutil.copytree(EXAMPLES / "hello", tmp_path / "hello")
    return tmp_path / "hello"


def run(main):
    return asyncio.run(asyncio.wait_for(main, 120))


def test_plan_apply_plan_again(shop):
    async def main():
        seen = []
        async with Workspace.open(shop, actor="ada") as ws:
            plan = await ws.plan("cart", env="staging")
            assert plan.basis == "state" and plan.is_applicable and plan.has_changes
            assert plan.digest == (await ws.plan("cart", env="staging")).digest
            report = await ws.apply(plan, on_progress=seen.append)
            assert [(one.verdict, one.serial) for one in report.applied] == [("succeeded", 1)]
            assert isinstance(seen[0], types.ApplyEventPlanStarted) and isinstance(seen[-1], types.ApplyEventPlanEnded)
            assert sum(isinstance(one, types.ApplyEventStepEnded) for one in seen) == seen[0].steps
            assert not (await ws.plan("cart", env="staging")).has_changes
            with pytest.raises(errors.PlanError) as raised:
                await ws.apply(plan)
            assert raised.value.code == "plan.stale"
            entry, *_ = await ws.history("cart")
            assert (entry.actor, entry.serial, entry.plan_digest) == ("ada", 1, plan.digest)
            release = await ws.release("cart", env="staging", serial=1)
            assert release.plan_digest == plan.digest
            history = await ws.value_history(FAILING, "/spec/replicas")
            assert isinstance(history, types.ValueHistory)
            status = {(one.subject, one.environment): one for one in await ws.status(env="staging")}
            assert status["cart", "staging"].serial == 1 and status["payment-api", "staging"].serial == 0
        with pytest.raises(RuntimeError, match="closed"):
            await ws.status()

    run(main())
    assert list((shop / "deploy").rglob("*.yaml"))


def test_deploy_with_an_image(hello):
    async def main():
        ws = await Workspace.open(hello)
        with pytest.raises(errors.PathError) as raised:
            await ws.deploy("hello", env="staging", images=[f"nothing={IMAGE}"])
        assert raised.value.code == "path.artifact_missing"
        heard = []

        async def hear(event):
            await asyncio.sleep(0)
            heard.append(event)

        report = await ws.deploy("hello", env="staging", images=[IMAGE], on_progress=hear)
        assert {one.environment for one in report.applied} == {"-", "staging"}
        assert heard and await ws.history("hello", env="staging", limit=1)
        assert not any(plan.has_changes for plan in await ws.plan_deploy("hello", env="staging"))
        resolved = await ws.resolve("hello", env="staging")
        assert resolved.pins.artifacts["app"].digest.endswith("a" * 64)
        assert len(await ws.render("hello", env="staging"))
        await ws.close()

    run(main())


def test_plans_of_many(shop):
    async def main():
        async with Workspace.open(shop) as ws:
            planned = await ws.plan_all(envs=["staging", "-"])
            assert isinstance(planned, Planned) and len(planned) == len(planned.ok) > 10
            assert not planned.failed and not planned.orphans and planned.has_changes
            report = await ws.apply(planned)
            assert len(report.applied) == len(planned)
            again = await ws.plan_all(envs=["staging", "-"])
            assert not again.has_changes
            some = await ws.plan_all(names="*-api", envs="staging")
            assert {plan.subject for plan in some} == {one.subject for one in planned if one.subject.endswith("-api")}
            with pytest.raises(errors.GraphError):
                await ws.plan_all(envs="nowhere")
            with pytest.raises(errors.BoundaryError):
                await ws.plan_all(labels="=gold")

    run(main())


def test_promote_and_roll_back(shop):
    async def main():
        async with Workspace.open(shop) as ws:
            with pytest.raises(errors.PlatformError) as raised:
                await ws.plan("cart", env="production", promote_from="staging")
            assert raised.value.code == "state.release_unknown"
            await ws.deploy("cart", env="staging")
            (plan,) = await ws.plan_deploy("cart", env="production", promote_from="staging")
            assert plan.intent == "promote"
            await ws.apply(plan)
            more = "/spec/goldenPath/environments/production/parameters/replicas"
            await ws.edit(subjects="cart", set={more: 7})
            await ws.deploy("cart", env="production")
            assert (await ws.plan("cart", env="production", options={"intent": "rollback"})).summary.update > 0
            await ws.deploy("cart", env="production", rollback_to=1)
            with pytest.raises(errors.PlanError) as raised:
                await ws.deploy("cart", env="production")
            assert raised.value.code == "plan.held"
            planned = await ws.plan_all(envs="production", subjects="cart", rollback_to=2)
            assert [plan.intent for plan in planned.ok] == ["rollback"]

    run(main())


def test_edit_and_lock(shop):
    async def main():
        async with Workspace.open(shop) as ws:
            file = shop / ws.platform.edit("cart", set={"/spec/goldenPath/parameters/replicas": 4}).files.__iter__().__next__()
            before = file.read_text()
            dry = await ws.edit("cart", set={"/spec/goldenPath/parameters/replicas": 4}, write=False)
            assert not dry.written and file.read_text() == before
            done = await ws.edit("cart", set={"/spec/goldenPath/parameters/replicas": 4})
            assert done.written and file.read_text() == done.files[0].after != before
            plan = await ws.plan("cart", env="staging")
            assert plan.explain(FAILING, "/spec/replicas").value == 4
            with pytest.raises(errors.PlatformError):
                await ws.edit("cart", set={"/spec/goldenPath/parameters/replicas": "many"})
            with pytest.raises(ValueError, match="name the subjects"):
                await ws.edit(set={"/spec/x": 1})
            changes = await ws.lock(subjects="cart", update=True)
            assert all(isinstance(one, types.LockChange) for one in changes)
            file.write_text(file.read_text().replace("web-service@^1", "web-service@^9"))
            await ws.reload()
            with pytest.raises(errors.PlatformError) as raised:
                await ws.lock(update=True)
            assert raised.value.code == "path.not_found"

    run(main())


PATH_TEST = """apiVersion: platform-core.dev/v1alpha1
kind: GoldenPathTest
metadata: {name: replicas}
spec:
  cases:
    - {name: one, given: {parameters: {port: 8080}}, expect: {fields: {workload: {/spec/replicas: 1}}}}
"""


def test_golden_paths_are_published(hello):
    async def main():
        async with Workspace.open(hello) as ws:
            with pytest.raises(errors.PlatformError) as raised:
                await ws.publish_paths("web")
            assert raised.value.code == "path.untested"
            with pytest.raises(errors.PlatformError) as raised:
                await ws.publish_paths("wep@1.0.0")
            assert raised.value.code == "path.not_found" and "`web`" in raised.value.diagnostic.help
            tests = hello / "golden-paths/web/1.0.0/tests"
            tests.mkdir()
            (tests / "replicas.yaml").write_text(PATH_TEST)
            await ws.reload()
            with pytest.raises(errors.PlatformError) as raised:
                await ws.publish_paths(check=True)
            assert raised.value.code == "path.version" and not (hello / "golden-paths/web/published.lock").exists()
            [one] = await ws.publish_paths(["web@1.0.0"])
            assert (one.path, one.version, one.change) == ("web", "1.0.0", None)
            assert all((hello / file).exists() for file in one.files) and len(one.files) == 2
            assert await ws.publish_paths(check=True) == ()

    run(main())


class Counting:
    """An executor whose work overlaps."""

    def __init__(self):
        self.lock, self.now, self.most, self.calls = threading.Lock(), 0, 0, 0

    def change(self, by):
        with self.lock:
            self.now += by
            self.most = max(self.most, self.now)
            self.calls += by > 0


class Slow(Counting):
    async def perform(self, work):
        self.change(1)
        await asyncio.sleep(0.1)
        self.change(-1)


class Blocking(Counting):
    def perform(self, work):
        self.change(1)
        time.sleep(0.1)
        self.change(-1)
        return Given(identity=f"ticket {work.step.id}")


@pytest.mark.parametrize("kind", [Slow, Blocking])
def test_executors_of_ones_own(shop, kind):
    executor = kind()

    async def main():
        async with Workspace.open(shop, executors={"kubernetes": executor}) as ws:
            plan = await ws.plan("payment-api", env="staging")
            await ws.apply(plan, parallelism=3)
            assert not (await ws.plan("payment-api", env="staging")).has_changes

    run(main())
    assert executor.calls > 3 and 1 < executor.most <= 3


def test_an_executor_that_can_look_sees_drift(shop):
    executor = FakeExecutor()

    async def main():
        async with Workspace.open(shop, executors={"kubernetes": executor}) as ws:
            plan = await ws.plan("cart", env="staging")
            await ws.apply(plan)
            assert not (await ws.plan("cart", env="staging")).has_changes
            executor.bodies[FAILING] = {**executor.bodies[FAILING], "spec": {"replicas": 9}}
            drifted = await ws.plan("cart", env="staging")
            assert drifted.has_changes
            del executor.bodies[FAILING]
            assert (await ws.plan("cart", env="staging"))[FAILING].reason == "deletedOutside"
            with pytest.raises(errors.PlanError) as raised:
                await ws.apply(drifted)
            assert raised.value.code == "plan.stale"

    run(main())


def test_what_an_executor_raises_arrives_as_itself(shop):
    error = ZeroDivisionError("no room")
    executor = FakeExecutor(fails={FAILING: error})

    async def main():
        async with Workspace.open(shop, executors={"kubernetes": executor}) as ws:
            with pytest.raises(ZeroDivisionError) as raised:
                await ws.deploy("cart", env="staging")
            assert raised.value is error
            executor.fails[FAILING] = error
            report = await ws.deploy("cart", env="staging", check=False)
            [failed] = report.applied[-1].failed
            assert (failed.diagnostic.code, failed.diagnostic.outcome) == ("exec.failed", "unknown")
            assert failed.diagnostic.message == "no room"
            report = await ws.deploy("cart", env="staging")
            assert report.applied[-1].verdict == "succeeded"

        class Blind:
            def observe(self, work):
                raise error

            def perform(self, work):
                raise AssertionError

        async with Workspace.open(shop, executors={"kubernetes": Blind()}) as ws:
            with pytest.raises(ZeroDivisionError):
                await ws.plan("cart", env="staging")
            planned = await ws.plan_all(subjects="cart", envs="staging")
            assert not planned.ok and planned.failed[0].diagnostics[0].message == "no room"

    run(main())


class Tables:
    """Answers for many at once; sync."""

    def __init__(self):
        self.bodies, self.looks, self.asked = {}, [], []

    def observe_many(self, work):
        self.looks.append(len(work))
        return [self.bodies.get(one.moved_from or one.step.address) for one in work]

    async def perform(self, work):
        self.bodies[work.step.address] = work.body

    def rehearse(self, work, earlier):
        self.asked.append(("rehearse", len(work), len(earlier)))

    def unready(self, resources):
        self.asked.append(("unready", len(resources)))
        return "no pod is ready"


def test_an_executor_that_answers_for_many(shop):
    executor = Tables()
    kinds = (Executor, ObservesMany, Rehearses, TellsUnready)
    assert all(isinstance(executor, kind) for kind in kinds) and not isinstance(executor, Observes)

    async def main():
        async with Workspace.open(shop, executors={"kubernetes": executor}) as ws:
            await ws.deploy("cart", env="staging")
            assert executor.looks[0] > 1 and executor.asked[0][:1] == ("rehearse",)
            with pytest.raises(errors.ExecutionError, match="no pod is ready"):
                await ws.deploy("cart", env="staging")
            assert ("unready", len(executor.bodies)) in executor.asked
            error = OSError("no route")
            executor.observe_many = lambda work: [error for _ in work]
            with pytest.raises(OSError) as raised:
                await ws.plan("cart", env="staging")
            assert raised.value is error
            executor.observe_many = lambda work: []
            with pytest.raises(errors.ExecutionError) as raised:
                await ws.plan("cart", env="staging")
            assert raised.value.code == "exec.unreadable"

    run(main())


def test_what_a_target_would_refuse_is_begun_nowhere(shop):
    executor = FakeExecutor(refuses={FAILING: "too large"})

    async def main():
        async with Workspace.open(shop, executors={"kubernetes": executor}) as ws:
            with pytest.raises(errors.ExecutionError, match=f"{FAILING}: too large"):
                await ws.deploy("cart", env="staging")
            assert not executor.calls and not (shop / "deploy").exists()
            assert all(one.applying is None for one in await ws.status("cart"))
            executor.refuses.clear()
            await ws.deploy("cart", env="staging")
            executor.not_ready[FAILING] = "no pod is ready"
            report = await ws.deploy("cart", env="staging", check=False)
            assert report.applied[-1].refused.message == f"{FAILING}: no pod is ready"
            executor.not_ready.clear()
            await ws.deploy("cart", env="staging")

        error = ZeroDivisionError("no room")

        class Broken(FakeExecutor):
            async def rehearse(self, work, earlier):
                raise error

        async with Workspace.open(shop, executors={"kubernetes": Broken()}) as ws:
            with pytest.raises(ZeroDivisionError) as raised:
                await ws.deploy("payment-api", env="staging")
            assert raised.value is error

    run(main())


def test_what_is_left_is_asked_about_first_unless_it_is_told_not_to(shop):
    executor = FakeExecutor()

    async def main():
        async with Workspace.open(shop, executors={"kubernetes": executor}) as ws:

            def stop(event):
                if event.kind == "stepEnded":
                    raise InterruptedError

            with pytest.raises(InterruptedError):
                await ws.deploy("cart", env="staging", parallelism=1, on_progress=stop)
            executor.refuses[FAILING] = "too large"
            with pytest.raises(errors.ExecutionError, match=f"{FAILING}: too large"):
                await ws.resume("cart")
            assert (await ws.resume("cart", no_rehearsal=True)).applied[-1].verdict == "succeeded"

    run(main())


def test_a_cancelled_apply_cancels_executors_and_is_resumed(shop):
    keeper, cancelled = FakeExecutor(), []

    class Hangs:
        async def perform(self, work):
            if len(keeper.calls) < 2:
                return await keeper.perform(work)
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                cancelled.append(work.step.address)
                raise

    async def main():
        async with Workspace.open(shop, executors={"kubernetes": Hangs()}) as ws:
            task = asyncio.create_task(ws.deploy("payment-api", env="staging", parallelism=1))
            while len(keeper.calls) < 2:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            status = {one.environment: one for one in await ws.status("payment-api")}
            assert status["staging"].applying is not None
        repeated = []

        class Again:
            async def perform(self, work):
                repeated.append(work.repeated)
                return await keeper.perform(work)

        async with Workspace.open(shop, executors={"kubernetes": Again()}) as ws:
            await ws.resume()
            assert repeated.count(True) == 1
            assert not any(plan.has_changes for plan in await ws.plan_deploy("payment-api", env="staging"))
            with pytest.raises(errors.StateError) as raised:
                await ws.resume()
            assert raised.value.code == "state.unchanged"

    run(main())
    assert len(cancelled) == 1


def test_an_executor_that_does_not_end_is_given_up(shop):
    class Deaf:
        async def perform(self, work):
            while True:
                try:
                    await asyncio.sleep(1)
                except asyncio.CancelledError:
                    if done:
                        raise

    done = []

    async def main():
        ws = await Workspace.open(shop, executors={"kubernetes": Deaf()}, grace=0.2)
        with pytest.raises((asyncio.TimeoutError, TimeoutError)):
            await asyncio.wait_for(ws.deploy("cart", env="staging"), 1)
        done.append(True)
        await ws.close()

    run(main())


def test_where_nobody_can_be_told_the_apply_stops(shop):
    error = OSError("the disk is full")

    def tell(event):
        if isinstance(event, types.ApplyEventStepEnded):
            raise error

    async def main():
        async with Workspace.open(shop) as ws:
            with pytest.raises(OSError) as raised:
                await ws.deploy("payment-api", env="staging", parallelism=1, on_progress=tell)
            assert raised.value is error
            await ws.resume()

    run(main())


def test_what_is_wrong_is_said_at_once(shop, tmp_path):
    async def main():
        with pytest.raises(errors.StoreError):
            await Workspace.open(tmp_path / "nothing-is-here")
        with pytest.raises(errors.BoundaryError, match="did you mean `kubernetes`"):
            await Workspace.open(shop, executors={"kubernets": FakeExecutor()})
        async with Workspace.open(shop) as ws:
            with pytest.raises(errors.GraphError) as raised:
                await ws.plan("crat", env="staging")
            assert raised.value.code == "graph.subject_unknown"

    run(main())


KILLED = """
import asyncio, sys
from platform_core import FakeExecutor, Workspace

class Slow(FakeExecutor):
    async def perform(self, work):
        print(work.step.address, flush=True)
        await asyncio.sleep(0.2)
        return await super().perform(work)

async def main():
    async with Workspace.open(sys.argv[1], executors={"kubernetes": Slow()}) as ws:
        await ws.deploy("payment-api", env="staging", parallelism=1)

asyncio.run(main())
"""


def test_a_killed_process_is_gone_on_with_in_another(shop):
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(shop)], stdout=subprocess.PIPE, text=True)
    for _ in range(3):
        assert process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    executor = FakeExecutor()

    async def main():
        async with Workspace.open(shop, executors={"kubernetes": executor}) as ws:
            report = await ws.resume()
            assert report.applied[-1].verdict == "succeeded" and executor.calls

    run(main())


def test_a_forked_process_has_an_engine_of_its_own(shop):
    async def status():
        async with Workspace.open(shop) as ws:
            return len(await ws.status())

    count = run(status())
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if run(status()) == count else 1
        finally:
            os._exit(code)
    deadline = time.monotonic() + 60
    while (ended := os.waitpid(child, os.WNOHANG)) == (0, 0):
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.01)
    assert ended[1] == 0


def platform(*arguments, cwd=None):
    command = pathlib.Path(sys.executable).parent / "platform"
    return subprocess.run([command, *arguments], cwd=cwd, capture_output=True, text=True, timeout=120)


def test_the_command(shop):
    version = platform("--version")
    assert version.returncode == 0 and version.stdout.startswith("platform ")
    module = subprocess.run([sys.executable, "-m", "platform_core", "--version"], capture_output=True, text=True)
    assert (module.returncode, module.stdout) == (0, version.stdout)
    plan = platform("plan", "cart", "--env", "staging", "--detailed-exitcode", "--output", "json", cwd=shop)
    assert plan.returncode == 2 and json.loads(plan.stdout)
    assert platform("plan", "crat", "--env", "staging", cwd=shop).returncode == 3
    assert platform("--no-such-thing").returncode == 64
    assert platform("apply", "--service", "cart", "--env", "staging", "--yes", cwd=shop).returncode == 0
    assert platform("plan", "cart", "--env", "staging", "--detailed-exitcode", cwd=shop).returncode == 0


def test_the_command_stops_at_ctrl_c(shop):
    command = pathlib.Path(sys.executable).parent / "platform"
    process = subprocess.Popen([command, "apply", "--all", "--yes"], cwd=shop, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not list(shop.glob("deploy/**/*.yaml")) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=60)[1]
    assert process.returncode == 8 and "stopping" in told, told
    assert platform("apply", "--resume", cwd=shop).returncode == 0


def test_where_no_target_is_delegated_no_tool_is_asked(hello):
    async def main():
        async with Workspace.open(hello, actor="ada") as ws:
            plans = await ws.plan_deploy("hello", env="staging", images=[IMAGE], ask_tools=True)
            assert plans == await ws.plan_deploy("hello", env="staging", images=[IMAGE])
            assert len(await ws.plan_all(subjects=["hello"], ask_tools=True)) > 0
            assert (await ws.deploy("hello", env="staging", images=[IMAGE], ask_tools=True)).applied

    run(main())
