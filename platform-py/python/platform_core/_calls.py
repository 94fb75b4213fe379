"""One call of a workspace: its messages, the executors it asks, its answer."""

from __future__ import annotations

import asyncio
import functools
import inspect
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from . import _logging, _native, types
from ._values import answered, encode
from .driver import Executor, Given, Problem, _called, _problem

OnProgress = Callable[[types.ApplyEvent], "Awaitable[None] | None"]


def _wire(problem: Problem) -> dict[str, Any]:
    if isinstance(problem, types.Diagnostic):
        return problem.to_wire()
    return {"code": "exec.failed", "category": "exec", "severity": "error", "message": problem}


def _failure(error: BaseException, default: types.Effect) -> dict[str, Any]:
    """What a step's end is told to be. An exception may say by `outcome` what it left in the world."""
    wire = _wire(_problem(error))
    outcome = getattr(error, "outcome", None)
    wire["outcome"] = outcome if outcome in ("none", "partial", "unknown", "done") else default
    return {"error": wire}


def _told(problems: Iterable[Problem] | None) -> str:
    """Problems that were given, as a reply. One alone is taken for a list of one."""
    if problems is None:
        problems = ()
    elif isinstance(problems, (str, types.Diagnostic)):
        problems = (problems,)
    return encode({"ok": [{"outcome": "none", **_wire(problem)} for problem in problems]})


def _found(found: Any) -> Any:
    return "absent" if found is None else {"present": {"body": found}}


_CANCELLED = {
    "code": "exec.cancelled",
    "category": "exec",
    "severity": "error",
    "message": "the executor was cancelled",
}


def _outcome(kind: str) -> types.Effect:
    """What something that broke off left: only steps change anything."""
    return "unknown" if kind == "perform" else "none"


def capabilities(executor: Executor) -> dict[str, bool]:
    """What a workspace may ask of an executor."""

    def has(name: str) -> bool:
        return callable(getattr(executor, name, None))

    return {
        "observes": has("observe"),
        "observesMany": has("observe_many"),
        "rehearses": has("rehearse"),
        "tellsUnready": has("unready"),
        "idempotent": bool(getattr(executor, "idempotent", True)),
    }


def _works(wire: Iterable[Mapping[str, Any]]) -> list[types.WorkView]:
    return [types.WorkView.from_wire(one) for one in wire]


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
            event = types.decode_apply_event(message["event"])
            _logging.event(event)
            self._event(event)
        elif kind == "cancel":
            if task := self.asked.get(message["id"]):
                task.cancel()
        else:
            task = self.loop.create_task(self._ask(kind, self.executors[message["target"]], message))
            self.asked[message["id"]] = task
            task.add_done_callback(functools.partial(self._ended, message["id"], kind))

    async def _ask(self, kind: str, executor: Any, message: Mapping[str, Any]) -> str:
        if kind == "unready":
            resources = [types.Resource.from_wire(one) for one in message["resources"]]
            return _told(await _called(executor.unready, resources))
        if kind == "rehearse":
            return _told(await _called(executor.rehearse, _works(message["work"]), _works(message["earlier"])))
        if kind == "observeMany":
            seen = list(await _called(executor.observe_many, _works(message["work"])))
            for error in seen:
                if isinstance(error, Exception):
                    self.thrown = self.thrown or error
            each = [_failure(one, "none") if isinstance(one, Exception) else _found(one) for one in seen]
            return encode({"ok": each})
        work = types.WorkView.from_wire(message["work"])
        if kind == "observe":
            return encode({"ok": _found(await _called(executor.observe, work))})
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
            reply = encode({"error": {**_CANCELLED, "outcome": _outcome(kind)}})
        elif error := task.exception():
            if self.thrown is None and isinstance(error, Exception):
                self.thrown = error
            reply = encode(_failure(error, _outcome(kind)))
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
