"""A workspace where there is no event loop: every call waits."""

from __future__ import annotations

import asyncio
import functools
import os
import threading
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, TypeVar

from . import types
from .driver import Executor
from .platform import Platform
from .workspace import Workspace

P = ParamSpec("P")
T = TypeVar("T")


class _Loop:
    """An event loop in a thread of its own."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="platform-core-sync", daemon=True)
        self.thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Waits for it. Interrupted (Ctrl-C), it is cancelled, and waited for; interrupted again, it is not waited for."""
        if self.loop.is_closed():
            work.close()
            raise RuntimeError("the workspace is closed")
        if threading.current_thread() is self.thread:
            work.close()
            raise RuntimeError("a call would wait for itself: executors and on_progress can't call the workspace")
        ended: Future[T] = Future()
        tasks: list[asyncio.Task[T]] = []
        self.loop.call_soon_threadsafe(self._start, work, ended, tasks)
        try:
            return ended.result()
        except BaseException:
            if not ended.done():
                self.loop.call_soon_threadsafe(lambda: [task.cancel() for task in tasks])
                _wait(ended)
            raise

    def _start(self, work: Coroutine[Any, Any, T], ended: Future[T], tasks: list[asyncio.Task[T]]) -> None:
        task = self.loop.create_task(work)
        tasks.append(task)
        task.add_done_callback(functools.partial(_end, ended))

    def close(self) -> None:
        """Ends the thread."""
        self.run(self.loop.shutdown_default_executor())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


def _end(ended: Future[T], task: asyncio.Task[T]) -> None:
    if task.cancelled():
        ended.set_exception(asyncio.CancelledError())
    elif error := task.exception():
        ended.set_exception(error)
    else:
        ended.set_result(task.result())


def _wait(ended: Future[Any]) -> None:
    try:
        ended.result()
    except (Exception, asyncio.CancelledError):
        pass


def _waits(
    method: Callable[Concatenate[Workspace, P], Awaitable[T]],
) -> Callable[Concatenate[SyncWorkspace, P], T]:
    """The same, waited for."""

    @functools.wraps(method)
    def wait(self: SyncWorkspace, /, *arguments: P.args, **more: P.kwargs) -> T:
        async def work() -> T:
            return await method(self._workspace, *arguments, **more)

        return self._loop.run(work())

    return wait


class SyncWorkspace:
    """`Workspace` for code without an event loop: scripts, notebooks, threads. Open one with `SyncWorkspace.open`.

    It has an event loop in a thread of its own, where `async` executors and `on_progress` run. Interrupted by Ctrl-C, a call
    stops as a cancelled task does: what runs ends, is recorded, and `resume` goes on. All threads may use it.
    """

    __slots__ = ("_loop", "_workspace")

    def __init__(self, loop: _Loop, workspace: Workspace) -> None:
        self._loop = loop
        self._workspace = workspace

    @classmethod
    def open(
        cls,
        folder: str | os.PathLike[str],
        *,
        executors: Mapping[str, Executor] | None = None,
        actor: str | None = None,
        grace: float | None = 30.0,
    ) -> SyncWorkspace:
        """Opens the platform in a folder, as `Workspace.open` does: `with SyncWorkspace.open(…) as ws`."""
        loop = _Loop()
        try:
            opening = Workspace.open(folder, executors=executors, actor=actor, grace=grace)
            return cls(loop, loop.run(opening._open()))
        except BaseException:
            loop.close()
            raise

    def close(self) -> None:
        """Stops what runs, and lets go of the store. It can't be used any more."""
        if not self._loop.loop.is_closed():
            self._loop.run(self._workspace.close())
            self._loop.close()

    def __enter__(self) -> SyncWorkspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def platform(self) -> Platform:
        """The platform as it was read when this was opened, or by `reload`."""
        return self._workspace.platform

    @property
    def diagnostics(self) -> tuple[types.Diagnostic, ...]:
        """Everything that was said of its files when they were read, errors among it."""
        return self._workspace.diagnostics

    reload = _waits(Workspace.reload)
    plan = _waits(Workspace.plan)
    plan_deploy = _waits(Workspace.plan_deploy)
    plan_all = _waits(Workspace.plan_all)
    resolve = _waits(Workspace.resolve)
    render = _waits(Workspace.render)
    apply = _waits(Workspace.apply)
    deploy = _waits(Workspace.deploy)
    resume = _waits(Workspace.resume)
    status = _waits(Workspace.status)
    history = _waits(Workspace.history)
    release = _waits(Workspace.release)
    value_history = _waits(Workspace.value_history)
    lock = _waits(Workspace.lock)
    publish_paths = _waits(Workspace.publish_paths)
    edit = _waits(Workspace.edit)

    def __repr__(self) -> str:
        return f"<Sync{repr(self._workspace).removeprefix('<')}"
