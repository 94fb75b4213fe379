"""Python's values to JSON text, and answers back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from . import _logging, _native
from .errors import error_of
from .types import Diagnostic, Place

def _refuse(message: str, pointer: list[str]) -> Exception:
    text = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in pointer)
    # What is no text of Unicode can't be shown as it is.
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return error_of(
        Diagnostic(
            code="boundary.value",
            category="boundary",
            severity="error",
            message=message,
            help="give texts, finite numbers, booleans, None, lists, and maps with texts as keys",
            at=Place(pointer=text),
        )
    )


def encode(value: Any) -> str:
    """A value as JSON text. What is no data is refused with `boundary.value` and the place."""
    text, message, at = _native.encode(value)
    if text is None:
        raise _refuse(message, at)
    return text


def document(value: Any) -> str | bytes | _native.Encoded:
    """A document as JSON text to be given to the engine: text and bytes are taken as they are."""
    if isinstance(value, (str, bytes)):
        return value
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)
    text, message, at = _native.encode_document(value)
    if text is None:
        raise _refuse(message, at)
    return text


def diagnostics_of(answer: Mapping[str, Any]) -> tuple[Diagnostic, ...]:
    """What an answer says beside its value."""
    return tuple(Diagnostic.from_wire(one) for one in answer.get("diagnostics", ()))


def opened(text: str, *, log: bool = True) -> tuple[Any, tuple[Diagnostic, ...]]:
    """The value of an answer and what was said beside it, which is logged; raises what it is an error of."""
    return answered(json.loads(text), log=log)


def answered(answer: Mapping[str, Any], *, log: bool = True) -> tuple[Any, tuple[Diagnostic, ...]]:
    """`opened`, of an answer that was read."""
    said = diagnostics_of(answer)
    if "error" in answer:
        raise error_of(Diagnostic.from_wire(answer["error"]), said)
    if log and said:
        _logging.diagnostics(said)
    return answer.get("ok"), said
