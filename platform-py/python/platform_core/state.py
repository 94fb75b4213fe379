"""What a plan is made from besides files: what was done, and what is there."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from . import _native, types
from ._values import document, encode, opened

Body = Any
"""What is there: JSON text or bytes (the fast road), or a value of lists, maps and scalars."""


def _opened(pair: tuple[Any, str]) -> Any:
    opened(pair[1])
    return pair[0]


class State:
    """What we know we did for one subject in one environment. It changes only by an apply."""

    __slots__ = ("_handle",)

    def __init__(self, wire: str | bytes | Mapping[str, Any] | types.State) -> None:
        """Reads one: JSON text, a mapping, or `types.State`."""
        self._handle: _native.State = _opened(_native.State.from_json(document(wire)))

    @classmethod
    def empty(cls, subject: str, *, env: str, lineage: str | None = None) -> State:
        """The state of what was never applied. Its lineage is random, unless it is given."""
        lineage = str(uuid.uuid4()) if lineage is None else lineage
        return cls(
            {"formatVersion": "1.0", "subject": subject, "environment": env, "lineage": lineage, "serial": 0}
        )

    @classmethod
    def _of(cls, native: _native.State) -> State:
        state = object.__new__(cls)
        state._handle = native
        return state

    def to_json(self) -> str:
        """As JSON text."""
        text: str = _opened(self._handle.to_json())
        return text

    @property
    def document(self) -> types.State:
        """All of it, as types."""
        return types.State.from_wire(json.loads(self.to_json()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, State) and self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash(self.to_json())

    def __repr__(self) -> str:
        state = self.document
        return f"State({state.subject!r}, env={state.environment!r}, serial={state.serial})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (State, (self.to_json(),))


class Observed:
    """Facts from the world. What is not in it was not looked at, which is not the same as absent."""

    __slots__ = ("_handle",)

    def __init__(
        self,
        bodies: Mapping[str, Body] | None = None,
        *,
        absent: Iterable[str] = (),
        outputs: Mapping[str, Mapping[str, Any]] | None = None,
        before: Observed | None = None,
    ) -> None:
        """`bodies` are what is there, by address; `absent` what was looked for and is not there.

        `before` is what was seen the last time: a text that has not changed is not read again.
        """
        texts = [(address, document(body)) for address, body in (bodies or {}).items()]
        last = None if before is None else before._handle
        self._handle: _native.Observed = _opened(
            _native.Observed.of(texts, list(absent), encode(outputs or {}), last)
        )

    @classmethod
    def from_json(cls, text: str | bytes | Mapping[str, Any] | types.Observed) -> Observed:
        """Reads facts in wire form: JSON text, a mapping, or `types.Observed`."""
        observed = object.__new__(cls)
        observed._handle = _opened(_native.Observed.from_json(document(text)))
        return observed

    def to_json(self) -> str:
        """As JSON text."""
        text: str = _opened(self._handle.to_json())
        return text

    def __reduce__(self) -> tuple[Any, ...]:
        return (Observed.from_json, (self.to_json(),))
