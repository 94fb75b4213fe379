"""A workspace where every call waits."""

import asyncio
import inspect
import os
import pathlib
import shutil
import signal
import threading

import pytest
from platform_core import FakeExecutor, Plan, SyncWorkspace, Workspace, errors

EXAMPLES = pathlib.Path(__file__).parent / "../../examples"
FAILING = "cart/staging/kubernetes/workload"


@pytest.fixture
def shop(tmp_path):
    shutil.copytree(EXAMPLES / "shop", tmp_path / "shop")
    return tmp_path / "shop"


def test_it_has_all_that_a_workspace_has():
    names = [name for name, one in vars(Workspace).items() if not name.startswith("_") and callable(one)]
    awaited = [name for name in names if inspect.iscoroutinefunction(getattr(Workspace, name)) and name != "close"]
    assert len(awaited) > 12
    for name in awaited:
        own, other = getattr(SyncWorkspace, name), getattr(Workspace, name)
        assert inspect.signature(own) == inspect.signature(other) and own.__doc__ == other.__doc__
        assert not inspect.iscoroutinefunction(own)
    left = {name for name in vars(Workspace) if not name.startswith("_")} - set(vars(SyncWorkspace))
    assert not left


def test_plan_apply_plan_again(shop):
    executor = FakeExecutor()
    with SyncWorkspace.open(shop, executors={"kubernetes": executor}, actor="ada") as ws:
        plan = ws.plan("cart", env="staging")
        assert isinstance(plan, Plan) and plan.has_changes and not ws.diagnostics
        seen = []
        assert ws.apply(plan, on_progress=seen.append).applied[0].verdict == "succeeded" and seen
        assert executor.calls and not ws.plan("cart", env="staging").has_changes
        assert ws.history("cart")[0].actor == "ada" and "cart" in repr(ws.platform.overview)
        executor.fails[FAILING] = error = ZeroDivisionError("no room")
        ws.edit("cart", set={"/spec/goldenPath/parameters/replicas": 4})
        with pytest.raises(ZeroDivisionError) as raised:
            ws.deploy("cart", env="staging")
        assert raised.value is error
        with pytest.raises(errors.GraphError):
            ws.plan("crat", env="staging")
    with pytest.raises(RuntimeError, match="closed"):
        ws.status()
    ws.close()
    with pytest.raises(errors.StoreError):
        SyncWorkspace.open(shop / "nothing")


def test_it_works_beside_a_running_loop_and_from_many_threads(shop):
    async def main():
        with SyncWorkspace.open(shop) as ws:
            found = []
            threads = [threading.Thread(target=lambda: found.append(len(ws.status()))) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert found == [len(ws.status())] * 8

    asyncio.run(main())


def test_a_call_that_would_wait_for_itself_is_refused(shop):
    with SyncWorkspace.open(shop) as ws:
        with pytest.raises(RuntimeError, match="wait for itself"):
            ws.deploy("cart", env="staging", on_progress=lambda event: ws.status())
        ws.resume()


def test_ctrl_c_stops_and_it_can_be_resumed(shop):
    cancelled = []

    class Interrupts(FakeExecutor):
        async def perform(self, work):
            if len(self.calls) == 2 and not cancelled:
                os.kill(os.getpid(), signal.SIGINT)
                try:
                    await asyncio.sleep(60)
                except asyncio.CancelledError:
                    cancelled.append(work.step.address)
                    raise
            return await super().perform(work)

    with SyncWorkspace.open(shop, executors={"kubernetes": Interrupts()}) as ws:
        with pytest.raises(KeyboardInterrupt):
            ws.deploy("payment-api", env="staging", parallelism=1)
        assert len(cancelled) == 1
        ws.resume()
        assert not any(plan.has_changes for plan in ws.plan_deploy("payment-api", env="staging"))
