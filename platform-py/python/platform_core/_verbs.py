"""Verbs of the engine that need no handle: what is asked, as JSON, and what is answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from . import _native, types
from ._values import encode, opened

if TYPE_CHECKING:
    from .plan import Plan
    from .platform import Platform


def ask(verb: str, **asked: Any) -> Any:
    """The value that a verb gives. What is `ABSENT` or `None` is not asked."""
    given = {key: value for key, value in asked.items() if value is not None and not isinstance(value, types.Absent)}
    return opened(_native.call(verb, encode(given)))[0]


def with_documents(verb: str, documents: Mapping[str, str], **asked: Any) -> Any:
    """The same, with documents that are JSON text already."""
    given = {key: value for key, value in asked.items() if value is not None}
    fields = [f"{encode(key)}:{text}" for key, text in documents.items()]
    fields += [f"{encode(key)}:{encode(value)}" for key, value in given.items()]
    return opened(_native.call(verb, "{" + ",".join(fields) + "}"))[0]


def shown(plans: Iterable[Plan]) -> str:
    """Plans with what they were made from, as a JSON list."""
    parts = (f'{{"plan":{plan.to_json()},"rendered":{plan.rendered_json()}}}' for plan in plans)
    return "[" + ",".join(parts) + "]"


def texts(platform: Platform | None) -> dict[str, str] | None:
    """The texts of a platform's files, for the lines that are shown. What is no UTF-8 is marked."""
    if platform is None:
        return None
    return {path: one.decode("utf-8", "replace") for path, one in platform.files().items()}


def styled(color: bool, width: int, unicode: bool, full: bool) -> dict[str, Any]:
    """How text is laid out."""
    return {"color": color, "width": width, "unicode": unicode, "full": full}
