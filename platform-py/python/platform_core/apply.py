"""An apply that the caller drives: ask what to do, do it, tell what happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from . import _native, types
from ._values import encode, opened
from .state import State


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Apply:
    """An apply that has begun. All threads may use it."""

    __slots__ = ("_handle",)

    def __init__(self, native: _native.Apply) -> None:
        self._handle = native

    def next(self, now: str | None = None) -> types.Next:
        """What may start now. Asking changes nothing."""
        value, _ = opened(self._handle.next(now or _now()))
        return types.decode_next(value)

    def check(self, work: types.WorkView, found: Any = None, *, at: str | None = None) -> None:
        """Raises when what is found is not what the step expects; `None` for what is not there."""
        observation = "absent" if found is None else {"present": {"body": found}}
        opened(self._handle.check(encode({"step": work.step.id, "now": at or _now(), "observation": observation})))

    def record(self, event: types.StepEvent | Mapping[str, Any]) -> types.StepEvent:
        """Takes in what happened to a step, and gives the event as it is to be stored."""
        value, _ = opened(self._handle.record(encode(event)))
        return types.StepEvent.from_wire(value)

    def started(self, work: types.WorkView, *, at: str | None = None) -> types.StepEvent:
        """Records that a step is about to be done: before the world is touched."""
        return self._event(work, types.StepEventKindStarted(), at)

    def succeeded(
        self,
        work: types.WorkView,
        *,
        outputs: Mapping[str, Any] | None = None,
        identity: str | None = None,
        body: Any = types.ABSENT,
        at: str | None = None,
    ) -> types.StepEvent:
        """Records that a step was done, and what it gave."""
        kind = types.StepEventKindSucceeded(outputs=outputs or {}, identity=identity, body=body)
        return self._event(work, kind, at)

    def failed(
        self,
        work: types.WorkView,
        message: str | types.Diagnostic,
        *,
        outcome: types.Effect = "none",
        at: str | None = None,
    ) -> types.StepEvent:
        """Records that a step was not done, or not wholly."""
        diagnostic = (
            types.Diagnostic(code="exec.failed", category="exec", severity="error", message=message)
            if isinstance(message, str)
            else message
        )
        return self._event(work, types.StepEventKindFailed(diagnostic=diagnostic, outcome=outcome), at)

    def _event(self, work: types.WorkView, kind: types.StepEventKind, at: str | None) -> types.StepEvent:
        return self.record(types.StepEvent(step=work.step.id, attempt=work.attempt, at=at or _now(), kind=kind))

    @property
    def state(self) -> State:
        """What is known by now: to be stored after each event."""
        return State._of(self._handle.state())

    def finish(self) -> State:
        """The state at the end: no longer `applying`."""
        return State._of(self._handle.finish())

    def journal_json(self) -> str:
        """What happened so far, as JSON text: enough to go on after being killed."""
        text, said = self._handle.journal_json()
        opened(said)
        return text or ""

    def release(self, actor: str, *, started_at: str, ended_at: str | None = None) -> types.Release:
        """What history keeps of it."""
        request = {"actor": actor, "startedAt": started_at, "endedAt": ended_at or _now()}
        value, _ = opened(self._handle.release(encode(request)))
        return types.Release.from_wire(value)
