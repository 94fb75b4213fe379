"""What will change, and why."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

from . import _native, types
from ._pickles import remembered
from ._values import document, encode, opened
from ._verbs import shown, with_documents
from .apply import Apply, _now
from .state import Observed, State


class Changes(Sequence[types.Change]):
    """The changes of a plan, by address. Each is read when it is asked for."""

    __slots__ = ("_handle",)

    def __init__(self, native: _native.Plan) -> None:
        self._handle = native

    def __len__(self) -> int:
        return len(self._handle)

    @overload
    def __getitem__(self, index: int) -> types.Change: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[types.Change]: ...

    def __getitem__(self, index: int | slice) -> types.Change | Sequence[types.Change]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        at = index + len(self) if index < 0 else index
        if not 0 <= at < len(self):
            raise IndexError(f"the plan has {len(self)} changes, there is no change {index}")
        text, said = self._handle.change_json(at)
        opened(said)
        return types.Change.from_wire(json.loads(text or "null"))

    def __iter__(self) -> Iterator[types.Change]:
        text, said = self._handle.changes_json()
        opened(said)
        return (types.Change.from_wire(wire) for wire in json.loads(text or "[]"))

    def __repr__(self) -> str:
        return f"<{len(self)} changes>"


class Plan:
    """What will change for one subject in one environment, and why."""

    __slots__ = ("_handle", "diagnostics")

    _handle: _native.Plan

    diagnostics: tuple[types.Diagnostic, ...]
    """What was said while it was made: warnings and notes."""

    def __init__(self, plan: str | bytes | Mapping[str, Any], rendered: str | bytes | Mapping[str, Any]) -> None:
        """Reads a plan that was written, with what it was made from. Both must be what their digests say."""
        native, said = _native.Plan.from_json(document(plan), document(rendered))
        opened(said)
        assert native is not None
        self._handle = native
        self.diagnostics = ()

    @classmethod
    def _of(cls, native: _native.Plan | None, said: str) -> Plan:
        _, diagnostics = opened(said)
        assert native is not None
        return cls._with(native, diagnostics)

    @classmethod
    def _with(cls, native: _native.Plan, diagnostics: tuple[types.Diagnostic, ...]) -> Plan:
        plan = object.__new__(cls)
        plan._handle = native
        plan.diagnostics = diagnostics
        return plan

    @property
    def subject(self) -> str:
        """The subject."""
        return self._handle.subject

    @property
    def env(self) -> str:
        """The environment, or `-`."""
        return self._handle.environment

    @property
    def digest(self) -> str:
        """SHA-256 over all that decides what happens: the same in every language."""
        return self._handle.digest

    @property
    def summary(self) -> types.Summary:
        """How many changes of each kind."""
        names = (
            "create", "update", "replace", "delete", "forget", "import_", "move", "read", "unchanged",
            "server_defaults", "reordered",
        )  # fmt: skip
        return types.Summary(**dict(zip(names, self._handle.summary(), strict=True)))

    @property
    def basis(self) -> types.Basis:
        """What it was compared with: without a state everything looks new, and it can't be applied."""
        return "state" if self._handle.has_state else "noState"

    @property
    def intent(self) -> types.Intent:
        """What it is for: `converge`, `promote`, `rollback`, …"""
        return self._handle.intent

    @property
    def has_changes(self) -> bool:
        """Whether anything would be done."""
        return self._handle.has_changes

    @property
    def is_applicable(self) -> bool:
        """Whether it may be applied."""
        return self._handle.is_applicable

    @property
    def changes(self) -> Changes:
        """Everything that changes, by address."""
        return Changes(self._handle)

    @property
    def document(self) -> types.Plan:
        """All of it, as types."""
        return types.Plan.from_wire(json.loads(self.to_json()))

    def __getitem__(self, address: str) -> types.Change:
        at = self._handle.position(address)
        if at is None:
            raise KeyError(address)
        return self.changes[at]

    def __contains__(self, address: object) -> bool:
        return isinstance(address, str) and self._handle.position(address) is not None

    def __len__(self) -> int:
        return len(self._handle)

    def __bool__(self) -> bool:
        return True

    def to_json(self) -> str:
        """As JSON text."""
        text, said = self._handle.to_json()
        opened(said)
        return text or ""

    def rendered_json(self) -> str:
        """What it was made from, as JSON text."""
        text, said = self._handle.rendered_json()
        opened(said)
        return text or ""

    def explain(self, address: str, path: str = "") -> types.Explanation:
        """Why a value is what it is: which layer, file and line set it, and what that beat."""
        value, _ = opened(self._handle.explain(encode({"address": address, "path": path})))
        return types.Explanation.from_wire(value)

    def verify(self, state: State, observed: Observed | None = None) -> types.Freshness:
        """Whether it still fits the world."""
        seen = observed or Observed()
        value, _ = opened(self._handle.verify(state._handle, seen._handle))
        return types.decode_freshness(value)

    def apply(
        self,
        state: State,
        observed: Observed | None = None,
        *,
        lineage: str = "",
        parallelism: int = 8,
        journal: str | bytes | None = None,
    ) -> Apply:
        """Begins to apply it; with the journal of an apply that was killed, goes on with that one.

        Nothing is done here: the caller asks `Apply.next` what to do, does it, and records what happened.
        """
        request = encode({"lineage": lineage, "parallelism": parallelism})
        seen = observed or Observed()
        native, said = self._handle.apply(request, state._handle, seen._handle, journal)
        opened(said)
        assert native is not None
        return Apply(native)

    def text(self, *, color: bool = False, width: int = 120, unicode: bool = True, full: bool = False) -> str:
        """As text for people."""
        style = {"color": color, "width": width, "unicode": unicode, "full": full}
        value, _ = opened(self._handle.text(encode(style)))
        return str(value)

    def markdown(self) -> str:
        """As Markdown for a pull request."""
        return self._handle.markdown()

    def html(self) -> str:
        """As one page of HTML that needs nothing else."""
        return str(with_documents("planHtml", {"plans": shown([self])}))

    def check(
        self, now: str | None = None, *, waivers: Iterable[types.Waiver | Mapping[str, Any]] = ()
    ) -> tuple[types.CheckResult, ...]:
        """Judges it at a time, now if none is given: what has a deadline that has passed, fails."""
        documents = {"plan": self.to_json(), "rendered": self.rendered_json()}
        verdicts = with_documents("check", documents, now=now or _now(), waivers=list(waivers))
        return tuple(types.CheckResult.from_wire(one) for one in verdicts)

    def terraform(
        self,
        state: State | None = None,
        *,
        checks: Iterable[types.CheckResult] = (),
        now: str | None = None,
        terraform_version: str | None = None,
    ) -> str:
        """As Terraform's own JSON of a plan, for policies and tools that read that.

        `state` is the one that it was made from: what a deleted resource was is known from it alone.
        """
        known = "" if state is None else f',"state":{state.to_json()}'
        part = f'[{{"plan":{self.to_json()},"rendered":{self.rendered_json()}{known}}}]'
        more = {"checks": list(checks), "now": now, "terraformVersion": terraform_version}
        return str(with_documents("terraformPlan", {"plans": part}, **more))

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.text(width=100))}</pre>"

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<Plan of {self.subject} in {self.env}: {len(self)} changes, {self.digest[:19]}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plan) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restored, (self.digest, self.to_json(), self.rendered_json()))


def _restored(digest: str, plan: str, rendered: str) -> Plan:
    return remembered(Plan, digest, lambda: Plan(plan, rendered))
