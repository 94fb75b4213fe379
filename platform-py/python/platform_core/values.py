"""Single values: what differs between two, and what means the same to a target.

>>> from platform_core import values
>>> [(one.path, one.before, one.after) for one in values.diff({"replicas": 2}, {"replicas": 3})]
[('/replicas', 2, 3)]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from . import types
from ._verbs import ask

__all__ = ["diff", "digest", "normalize", "patch", "to_json", "to_yaml", "tolerated"]


def _changes(wire: Iterable[Mapping[str, Any]]) -> tuple[types.FieldChange, ...]:
    return tuple(types.FieldChange.from_wire(one) for one in wire)


def diff(
    before: Any = types.ABSENT, after: Any = types.ABSENT, *, target: str | None = None
) -> tuple[types.FieldChange, ...]:
    """Compares two values by what they mean to a type of target: `kubernetes`, `terraform`. Without one, to the letter."""
    return _changes(ask("diff", **_given(before=before, after=after), target=target))


def patch(value: Any, changes: Iterable[types.FieldChange | Mapping[str, Any]]) -> Any:
    """Carries out changes on a value: `patch(a, diff(a, b)) == b`."""
    return ask("patch", **_given(value=value), changes=list(changes))


def normalize(value: Any, *, target: str | None = None) -> Any:
    """The one form of all values that mean the same to a type of target."""
    return ask("normalize", **_given(value=value), target=target)


def tolerated(
    observed: Any, *, base: Any = types.ABSENT, desired: Any = types.ABSENT, target: str | None = None
) -> tuple[types.FieldChange, ...]:
    """What of what is there differs and is no change: defaults of the server, another order. `base` was written last."""
    return _changes(ask("tolerated", **_given(observed=observed, base=base, desired=desired), target=target))


def digest(value: Any) -> str:
    """SHA-256 of a value's one form: the same in every language."""
    return str(ask("digest", **_given(value=value)))


def to_json(value: Any) -> str:
    """As indented JSON, keys sorted."""
    return str(ask("jsonText", **_given(value=value)))


def to_yaml(value: Any) -> str:
    """As YAML."""
    return str(ask("yamlText", **_given(value=value)))


class _Null:
    """`None` as a value that is there."""

    def to_wire(self) -> None:
        return None


def _given(**values: Any) -> dict[str, Any]:
    return {key: _Null() if value is None else value for key, value in values.items()}
