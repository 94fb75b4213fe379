"""Applies that Python's own event loop drives."""

import asyncio
import pathlib
import threading

import pytest
from platform_core import Executor, FakeExecutor, Given, Observed, Plan, Platform, State, apply, apply_sync, errors

SHOP = pathlib.Path(__file__).parent / "../../examples/shop"
FAILING = "cart/staging/kubernetes/workload"


@pytest.fixture(scope="module")
def shop():
    return Platform.load(SHOP)


def begun(shop, subject="cart"):
    state = State.empty(subject, env="staging", lineage="l")
    return shop.plan(subject, env="staging", state=state), state


def again(shop, done, executor, subject="cart"):
    return shop.plan(subject, env="staging", state=done.state, observed=Observed(executor.bodies))


def test_what_was_applied_needs_no_second_plan(shop):
    plan, state = begun(shop)
    executor, seen = FakeExecutor(), []
    done = apply_sync(plan, executor, state, on_progress=lambda event, _: seen.append(event.kind.kind))
    assert isinstance(executor, Executor)
    assert len(executor.calls) == len(plan.document.steps)
    assert seen.count("started") == seen.count("succeeded") == len(executor.calls)
    assert done.state.document.serial == 1 and done.state.document.applying is None
    assert not again(shop, done, executor).has_changes


@pytest.mark.parametrize("is_async", [True, False])
def test_several_steps_run_at_once_as_many_as_may(shop, is_async):
    plan, state = begun(shop)
    lock, counts = threading.Lock(), {"now": 0, "most": 0}

    def change(by):
        with lock:
            counts["now"] += by
            counts["most"] = max(counts["most"], counts["now"])

    class Slow:
        async def perform(self, work):
            change(1)
            await asyncio.sleep(0.02)
            change(-1)

    class Blocking:
        def perform(self, work):
            change(1)
            threading.Event().wait(0.02)
            change(-1)
            return Given()

    apply_sync(plan, Slow() if is_async else Blocking(), state, parallelism=3)
    assert counts["most"] == 3


def test_what_an_executor_raises_arrives_as_itself_and_can_be_gone_on_with(shop):
    plan, state = begun(shop)
    error, kept = ZeroDivisionError("no room"), []
    executor = FakeExecutor(fails={FAILING: error})

    async def store(event, running):
        kept[:] = [running.state.to_json(), running.journal_json()]

    with pytest.raises(ZeroDivisionError) as raised:
        apply_sync(plan, executor, state, on_event=store)
    assert raised.value is error
    before = len(executor.calls)
    stored, journal = kept
    other = Plan(plan.to_json(), plan.rendered_json())
    done = apply_sync(other, executor, State(stored), journal=journal)
    assert len(executor.calls) > before
    assert sum(call.endswith(FAILING) for call in executor.calls) == 2
    assert not again(shop, done, executor).has_changes


def test_a_cancelled_apply_cancels_its_executors_and_leaves_a_journal(shop):
    plan, state = begun(shop)
    keeper, kept, cancelled = FakeExecutor(), [], []

    class Hangs:
        async def perform(self, work):
            if len(keeper.calls) < 2:
                return await keeper.perform(work)
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                cancelled.append(work.step.address)
                raise

    def store(event, running):
        kept[:] = [running.state, running.journal_json()]

    async def main():
        task = asyncio.create_task(apply(plan, Hangs(), state, parallelism=1, on_event=store))
        while len(keeper.calls) < 2:
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert len(cancelled) == 1
    assert kept[0].document.applying is not None
    done = apply_sync(plan, keeper, kept[0], journal=kept[1])
    assert done.state.document.applying is None
    assert not again(shop, done, keeper).has_changes


def test_what_changed_since_the_plan_is_found_before_a_step_begins(shop):
    plan, state = begun(shop)
    executor = FakeExecutor()
    address = plan.document.steps[0].address
    executor.bodies[address] = {"somebody": "else"}
    with pytest.raises(errors.PlanError):
        apply_sync(plan, executor, state)
    assert executor.bodies[address] == {"somebody": "else"}


def test_where_events_cant_be_stored_nothing_more_is_done(shop):
    plan, state = begun(shop)
    executor, error = FakeExecutor(), OSError("the disk is full")

    def store(event, running):
        raise error

    with pytest.raises(OSError) as raised:
        apply_sync(plan, executor, state, on_event=store)
    assert raised.value is error
    assert executor.calls == []


def test_executors_are_found_by_target(shop):
    plan, state = begun(shop)
    with pytest.raises(LookupError, match="no executor for the target"):
        apply_sync(plan, {"nothing": FakeExecutor()}, state)
    one = FakeExecutor()
    targets = {step.address.split("/")[2] for step in plan.document.steps}
    apply_sync(plan, dict.fromkeys(targets, one), state)
    assert len(one.calls) == len(plan.document.steps)


def test_what_a_thread_does_is_waited_for_when_it_is_cancelled(shop):
    plan, state = begun(shop)
    started, kept = threading.Event(), []

    class Blocking:
        def perform(self, work):
            started.set()
            threading.Event().wait(0.1)

    async def main():
        task = asyncio.create_task(
            apply(plan, Blocking(), state, parallelism=1, on_event=lambda event, _: kept.append(event.kind.kind))
        )
        await asyncio.to_thread(started.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert kept == ["started", "succeeded"]
