"""What one subject should be in one environment."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from . import _native, types
from ._pickles import remembered
from ._verbs import with_documents
from ._values import diagnostics_of, document, encode, opened
from .plan import Plan
from .state import Observed, State


class Rendered(Mapping[str, types.Resource]):
    """All that a subject should be in an environment, by address. Each is read when it is asked for."""

    __slots__ = ("_handle", "diagnostics")

    _handle: _native.Rendered

    diagnostics: tuple[types.Diagnostic, ...]
    """What was said while it was made: warnings and notes."""

    def __init__(self, wire: str | bytes | Mapping[str, Any] | types.Rendered) -> None:
        """Reads what was written. It must be what its digests say."""
        self._take(*_native.Rendered.from_json(document(wire)))

    def _take(self, native: _native.Rendered | None, said: str) -> None:
        opened(said)
        assert native is not None
        self._handle = native
        self.diagnostics = diagnostics_of(json.loads(said))

    @classmethod
    def _of(cls, native: _native.Rendered | None, said: str) -> Rendered:
        rendered = object.__new__(cls)
        rendered._take(native, said)
        return rendered

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
        """SHA-256 over all that it holds: the same in every language."""
        return self._handle.digest

    @property
    def document(self) -> types.Rendered:
        """All of it, as types."""
        return types.Rendered.from_wire(json.loads(self.to_json()))

    def plan(
        self,
        state: State | None = None,
        observed: Observed | None = None,
        *,
        options: Mapping[str, Any] | types.PlanOptions | None = None,
    ) -> Plan:
        """Works out what will change and why. Without a state the plan is for reading: it can't be applied."""
        request = "{}" if options is None else encode({"options": options})
        native, said = self._handle.plan(
            request, None if state is None else state._handle, None if observed is None else observed._handle
        )
        return Plan._of(native, said)

    def compare(self, other: Rendered) -> types.Comparison:
        """What another rendering has differently, and whether it should: `staging.compare(production)`."""
        wire = with_documents("compare", {"before": self.to_json(), "after": other.to_json()})
        return types.Comparison.from_wire(wire)

    def __getitem__(self, address: str) -> types.Resource:
        text, said = self._handle.resource_json(address)
        opened(said)
        if text is None:
            raise KeyError(address)
        return types.Resource.from_wire(json.loads(text))

    def __iter__(self) -> Iterator[str]:
        return iter(self._handle.addresses())

    def __len__(self) -> int:
        return len(self._handle)

    def to_json(self) -> str:
        """As JSON text."""
        text, said = self._handle.to_json()
        opened(said)
        return text or ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rendered) and self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"<Rendered {self.subject} in {self.env}: {len(self)} resources, {self.digest[:19]}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restored, (self.digest, self.to_json()))


def _restored(digest: str, wire: str) -> Rendered:
    return remembered(Rendered, digest, lambda: Rendered(wire))
