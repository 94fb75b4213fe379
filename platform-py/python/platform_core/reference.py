"""What the engine knows of itself: error codes and JSON Schemas.

>>> from platform_core import reference
>>> reference.code("plan.stale").code
'plan.stale'
"""

from __future__ import annotations

from typing import Any

from . import types
from ._verbs import ask

__all__ = ["code", "codes", "schema", "schemas"]


def code(name: str) -> types.CodeInfo:
    """Explains an error code: what causes it, an example, what helps."""
    return types.CodeInfo.from_wire(ask("code", code=name))


def codes() -> tuple[types.CodeInfo, ...]:
    """Explains every error code."""
    return tuple(types.CodeInfo.from_wire(one) for one in ask("codes"))


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a document: `golden-path`."""
    return dict(ask("schema", name=name))


def schemas() -> tuple[types.SchemaInfo, ...]:
    """The documents that have a JSON Schema."""
    return tuple(types.SchemaInfo.from_wire(one) for one in ask("schemas"))
