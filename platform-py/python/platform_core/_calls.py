"""One call of a workspace: its messages, the executors it asks, its answer."""

from __future__ import annotations

import asyncio
import functools
import inspect
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from . import _native, types
from ._values import answered, encode
from .driver import Executor, Given, _called, _problem

OnProgress = Callable[[types.ApplyEvent], "Awaitable[None] | None"]


def _failure(error: BaseException, default: types.Effect) -> str:
    """What a step's end is told to be. An exception may say by `outcome` what it left in the world."""
    problem = _problem(error)
    if isinstance(problem, types.Diagnostic):
        wire = problem.to_wire()
    else:
        wire = {"code": "exec.failed", "category": "exec", "severity": "error", "message": problem}
    outcome = getattr(error, "outcome", None)
    wire["outcome"] = outcome if outcome in ("none", "partial", "unknown", "done") else default
    return encode({"error": wire})


_CANCELLED = encode(
    {
        "error": {
            "code": "exec.cancelled",
            "category": "exec",
            "severity": "error",
            "message": "the executor was cancelled",
            "outcome": "unknown",
        }
    }
)


class Call:
    """A verb that runs. Everything but `tell` happens in the loop that started it."""

    def __init__(self, executors: Mapping[str, Executor], on_progress: OnProgress | None) -> None:
        self.executors = executors
        self.on_progress = on_progress
        self.loop = asyncio.get_running_loop()
        self.answered: asyncio.Future[Any] = self.loop.create_future()
        self.asked: dict[int, asyncio.Task[str]] = {}
        self.heard: list[asyncio.Future[Any]] = []
        self.thrown: Exception | None = None
        """What an executor raised first."""
        self.untold: Exception | None = None
        """What `on_progress` raised first."""

    def start(self, workspace: _native.Workspace, verb: str, input: Any, plans: list[_native.Plan]) -> None:
        """Starts it."""
        soon = self.loop.call_soon_threadsafe
        self.running = workspace.start(verb, encode(input), plans, lambda text: soon(self._message, text))

    async def end(self) -> tuple[Any, tuple[types.Diagnostic, ...]]:
        """Waits for the answer. When this is cancelled, it is asked to stop, and its answer is waited for all the same."""
        cancelled: asyncio.CancelledError | None = None
        while not self.answered.done():
            try:
                await asyncio.shield(self.answered)
            except asyncio.CancelledError as error:
                cancelled = error
                self.running.cancel()
        await asyncio.gather(*self.heard, return_exceptions=True)
        if cancelled is not None:
            raise cancelled
        if self.untold is not None:
            raise self.untold
        answer = self.answered.result()
        if "error" in answer and self.thrown is not None:
            raise self.thrown
        return answered(answer)

    def _message(self, text: str) -> None:
        message = json.loads(text)
        kind = message["kind"]
        if kind == "answer":
            self.answered.set_result(message["answer"])
        elif kind == "event":
            self._event(types.decode_apply_event(message["event"]))
        elif kind == "cancel":
            if task := self.asked.get(message["id"]):
                task.cancel()
        else:
            task = self.loop.create_task(self._ask(kind, message["target"], message["work"]))
            self.asked[message["id"]] = task
            task.add_done_callback(functools.partial(self._ended, message["id"], kind))

    async def _ask(self, kind: str, target: str, wire: Mapping[str, Any]) -> str:
        executor, work = self.executors[target], types.WorkView.from_wire(wire)
        if kind == "observe":
            found = await _called(executor.observe, work)  # type: ignore[attr-defined]
            return encode({"ok": "absent" if found is None else {"present": {"body": found}}})
        given = await _called(executor.perform, work) or Given()
        ok: dict[str, Any] = {"outputs": given.outputs}
        if given.identity is not None:
            ok["identity"] = given.identity
        if not isinstance(given.body, types.Absent):
            ok["body"] = given.body
        return encode({"ok": ok})

    def _ended(self, number: int, kind: str, task: asyncio.Task[str]) -> None:
        """Replies. Also of a task that was cancelled before it began."""
        self.asked.pop(number, None)
        if task.cancelled():
            reply = _CANCELLED
        elif error := task.exception():
            if self.thrown is None and isinstance(error, Exception):
                self.thrown = error
            reply = _failure(error, "unknown" if kind == "perform" else "none")
        else:
            reply = task.result()
        self.running.reply(number, reply)

    def _event(self, event: types.ApplyEvent) -> None:
        if self.on_progress is None or self.untold is not None:
            return
        try:
            heard = self.on_progress(event)
        except Exception as error:
            self._not_told(error)
            return
        if inspect.isawaitable(heard):
            future = asyncio.ensure_future(heard)
            self.heard.append(future)
            future.add_done_callback(self._was_told)

    def _was_told(self, future: asyncio.Future[Any]) -> None:
        error = None if future.cancelled() else future.exception()
        if isinstance(error, Exception):
            self._not_told(error)

    def _not_told(self, error: Exception) -> None:
        self.untold = self.untold or error
        self.running.cancel()
