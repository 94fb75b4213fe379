"""Drives an apply with executors that are plain Python classes."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Protocol, runtime_checkable

from . import _logging, types
from .apply import Apply, _now
from .errors import PlatformError, error_of
from .plan import Plan
from .state import Observed, State


@dataclass(frozen=True)
class Given:
    """What a step gave."""

    outputs: Mapping[str, Any] = field(default_factory=dict)
    """What others read of it."""
    identity: str | None = None
    """What the target knows it by."""
    body: Any = types.ABSENT
    """What was written, where that is not what was asked for."""


@runtime_checkable
class Executor(Protocol):
    """Does the steps of a target.

    All that an executor has may be `async`, or not: then it runs in a thread of its own. More than `perform` is up to it:
    what else it has is what `Observes`, `ObservesMany`, `Rehearses` and `TellsUnready` say.
    """

    def perform(self, work: types.WorkView, /) -> Given | None | Awaitable[Given | None]:
        """Does a step. With `work.repeated` an earlier attempt may have done it already: look first."""


@runtime_checkable
class Observes(Protocol):
    """An executor that can look: a step whose resource changed since the plan was made is not begun."""

    def observe(self, work: types.WorkView, /) -> Any:
        """What is there, or `None`. May be `async`."""


@runtime_checkable
class ObservesMany(Protocol):
    """An executor that looks at many resources in one call of a workspace, instead of at one with each of many."""

    def observe_many(
        self, work: Sequence[types.WorkView], /
    ) -> Sequence[Any] | Awaitable[Sequence[Any]]:
        """What is there of each, in their order: `None` for nothing, an exception for what can't be told."""
        ...


Problem = str | types.Diagnostic


@runtime_checkable
class Rehearses(Protocol):
    """An executor that can say beforehand what its target would refuse: then a workspace begins nothing anywhere."""

    def rehearse(
        self, work: Sequence[types.WorkView], earlier: Sequence[types.WorkView], /
    ) -> Iterable[Problem] | None | Awaitable[Iterable[Problem] | None]:
        """What the target would refuse of a plan's steps. Changes nothing.

        `earlier` is what the plans before it do at the target in the same call. A step with `refused` waits for a value
        that is not known yet: nothing can be told of its body.
        """


@runtime_checkable
class TellsUnready(Protocol):
    """An executor that can say what does not work, though it is as it should be."""

    def unready(
        self, resources: Sequence[types.Resource], /
    ) -> Iterable[Problem] | None | Awaitable[Iterable[Problem] | None]:
        """What is not ready. A workspace asks where an apply has nothing to do: the one before it may have failed."""


@dataclass(frozen=True)
class Applied:
    """What an apply left."""

    state: State
    journal: str
    started_at: str


OnEvent = Callable[[types.StepEvent, Apply], "Awaitable[None] | None"]


async def _called(function: Callable[..., Any], *arguments: Any) -> Any:
    if inspect.iscoroutinefunction(function):
        return await function(*arguments)
    thread = asyncio.ensure_future(asyncio.to_thread(function, *arguments))
    try:
        given = await asyncio.shield(thread)
    except asyncio.CancelledError:
        # A thread can't be cut short: what it does is waited for, so that how it ended is known.
        given = await thread
    return await given if inspect.isawaitable(given) else given


def _executor_of(executors: Executor | Mapping[str, Executor], work: types.WorkView) -> Executor:
    if not isinstance(executors, Mapping):
        return executors
    target = work.step.address.split("/")[2]
    if target not in executors:
        raise LookupError(f"there is no executor for the target {target}")
    return executors[target]


def _problem(error: BaseException) -> str | types.Diagnostic:
    if isinstance(error, PlatformError):
        return error.diagnostic
    text = str(error) or type(error).__name__
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


class _Driver:
    def __init__(
        self,
        running: Apply,
        executors: Executor | Mapping[str, Executor],
        on_event: OnEvent | None,
        on_progress: OnEvent | None,
    ) -> None:
        self.running = running
        self.executors = executors
        self.listeners = [one for one in (on_event, on_progress) if one is not None]
        self.tasks: dict[int, asyncio.Task[None]] = {}
        self.thrown: BaseException | None = None
        self.untold: BaseException | None = None

    async def tell(self, event: types.StepEvent, step: types.Step) -> None:
        _log(event, step)
        try:
            for listener in self.listeners:
                heard = listener(event, self.running)
                if inspect.isawaitable(heard):
                    await heard
        except Exception as error:
            self.untold = self.untold or error
            raise

    async def step(self, work: types.WorkView) -> None:
        """Looks whether a step may still be done, says that it begins, does it, and says how it ended."""
        outcome: types.Effect = "none"
        try:
            if work.refused is not None:
                raise error_of(work.refused)
            executor = _executor_of(self.executors, work)
            if work.expect is not None:
                if (observe := getattr(executor, "observe", None)) is not None:
                    self.running.check(work, await _called(observe, work))
                elif (observe := getattr(executor, "observe_many", None)) is not None:
                    [found] = await _called(observe, [work])
                    if isinstance(found, Exception):
                        raise found
                    self.running.check(work, found)
            outcome = "unknown"
            await self.tell(self.running.started(work), work.step)
            given = await _called(executor.perform, work) or Given()
        except (Exception, asyncio.CancelledError) as error:
            # Nobody knows what was done by one that began.
            if self.thrown is None and not isinstance(error, asyncio.CancelledError):
                self.thrown = error
            event = self.running.failed(work, _problem(error), outcome=outcome)
        else:
            event = self.running.succeeded(work, outputs=given.outputs, identity=given.identity, body=given.body)
        await self.tell(event, work.step)

    async def all(self) -> None:
        while True:
            following = self.running.next()
            if isinstance(following, types.NextStart) and self.untold is None:
                for work in following.steps:
                    # What is still being looked at is given again.
                    if work.step.id not in self.tasks:
                        self.tasks[work.step.id] = asyncio.create_task(self.step(work))
            if not self.tasks:
                if self.untold is not None or not isinstance(following, types.NextWait):
                    return
                await asyncio.sleep(_pause(following.until))
                continue
            await asyncio.wait(self.tasks.values(), return_when=asyncio.FIRST_COMPLETED)
            for number in [number for number, task in self.tasks.items() if task.done()]:
                self.tasks.pop(number).exception()

    async def stop(self) -> None:
        """Cancels what runs, and waits until how it ended is recorded."""
        for task in self.tasks.values():
            task.cancel()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)


def _log(event: types.StepEvent, step: types.Step) -> None:
    if isinstance(event.kind, types.StepEventKindFailed):
        _logging.failed(step, event.kind.diagnostic)
    else:
        _logging.LOGGER.debug("%s: %s %s", step.address, step.action, event.kind.kind)


def _pause(until: str | None) -> float:
    if until is None:
        return 0.1
    seconds = (datetime.fromisoformat(until.replace("Z", "+00:00")) - datetime.now(timezone.utc)).total_seconds()
    return min(max(seconds, 0.001), 1.0)


async def apply(
    plan: Plan,
    executors: Executor | Mapping[str, Executor],
    state: State,
    *,
    observed: Observed | None = None,
    journal: str | bytes | None = None,
    lineage: str = "",
    parallelism: int = 8,
    on_event: OnEvent | None = None,
    on_progress: OnEvent | None = None,
) -> Applied:
    """Applies a plan in the caller's event loop: several steps at once, each by the executor of its target, or all by one.

    What an executor raises is raised in the end as it is, the first of several; until then what does not depend on that
    step goes on. `on_event` is given each event before the next thing happens, and the apply: store `apply.state` and
    `apply.journal_json()` there, and an apply that was killed goes on with that `journal`. When it is cancelled, the
    executors are, and how they ended is recorded.
    """
    running = plan.apply(state, observed, lineage=lineage, parallelism=parallelism, journal=journal)
    started_at = _now()
    driver = _Driver(running, executors, on_event, on_progress)
    _logging.LOGGER.info("%s in %s: apply begins, %d changes", plan.subject, plan.env, len(plan))
    try:
        await driver.all()
    finally:
        await driver.stop()
    error = driver.untold or driver.thrown
    if error is not None:
        raise error
    _logging.LOGGER.info("%s in %s: apply ended", plan.subject, plan.env)
    return Applied(running.finish(), running.journal_json(), started_at)


def apply_sync(plan: Plan, executors: Executor | Mapping[str, Executor], state: State, **settings: Any) -> Applied:
    """`apply`, where there is no event loop."""
    return asyncio.run(apply(plan, executors, state, **settings))


class FakeExecutor:
    """An executor for tests: keeps what it is given in memory."""

    def __init__(
        self,
        *,
        outputs: Mapping[str, Mapping[str, Any]] | None = None,
        fails: Mapping[str, BaseException] | None = None,
        refuses: Mapping[str, str] | None = None,
        not_ready: Mapping[str, str] | None = None,
    ) -> None:
        """`outputs` are given by address; `fails` are raised once, by address. `refuses` says by address why a step that
        writes would be refused, and `not_ready` why what is there does not work.
        """
        self.bodies: dict[str, Any] = {}
        self.calls: list[str] = []
        self.outputs = outputs or {}
        self.fails = dict(fails or {})
        self.refuses = dict(refuses or {})
        self.not_ready = dict(not_ready or {})

    async def observe(self, work: types.WorkView) -> Any:
        """What is there."""
        return self.bodies.get(work.moved_from or work.step.address)

    async def perform(self, work: types.WorkView, /) -> Given:
        """Does a step."""
        address, action = work.step.address, work.step.action
        self.calls.append(f"{action} {address}")
        if address in self.fails:
            raise self.fails.pop(address)
        if action in ("delete", "forget"):
            self.bodies.pop(address, None)
        elif action == "move":
            self.bodies[address] = self.bodies.pop(work.moved_from or address, None)
        elif not isinstance(work.body, types.Absent):
            self.bodies[address] = work.body
        return Given(outputs=self.outputs.get(address, {}))

    async def rehearse(self, work: Sequence[types.WorkView], earlier: Sequence[types.WorkView], /) -> list[str]:
        """What would be refused."""
        asked = [one.step.address for one in work if not isinstance(one.body, types.Absent)]
        return [f"{address}: {self.refuses[address]}" for address in asked if address in self.refuses]

    async def unready(self, resources: Sequence[types.Resource], /) -> list[str]:
        """What does not work."""
        asked = [one.address for one in resources]
        return [f"{address}: {self.not_ready[address]}" for address in asked if address in self.not_ready]
