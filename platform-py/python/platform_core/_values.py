"""Python's values to JSON text, and answers back."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from .errors import error_of
from .types import Diagnostic, Place

_LARGEST = 2**53 - 1
_DEEPEST = 120


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


def _text(value: str, pointer: list[str]) -> None:
    if not value.isascii():
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise _refuse("a text holds half of a surrogate pair", pointer) from None


def _checked(value: Any, pointer: list[str], above: set[int]) -> Any:
    kind = type(value)
    if value is None or kind is bool:
        return value
    if isinstance(value, str):
        _text(value, pointer)
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) > _LARGEST:
            raise _refuse("an integer is beyond ±(2^53−1); write it as a text", pointer)
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise _refuse("a number is not finite", pointer)
        return float(value)
    to_wire = getattr(value, "to_wire", None)
    if to_wire is not None:
        value = to_wire()
    if not isinstance(value, (Mapping, list, tuple)):
        raise _refuse(f"a value of type {kind.__name__} is no data", pointer)
    if id(value) in above:
        raise _refuse("a value holds itself", pointer)
    if len(pointer) >= _DEEPEST:
        raise _refuse(f"values are more than {_DEEPEST} deep in each other", pointer[:8])
    above.add(id(value))
    try:
        if isinstance(value, Mapping):
            out = {}
            for key, item in value.items():
                if not isinstance(key, str):
                    raise _refuse(f"a key is no text but of type {type(key).__name__}", pointer)
                _text(key, [*pointer, key])
                pointer.append(key)
                out[str(key)] = _checked(item, pointer, above)
                pointer.pop()
            return out
        items = []
        for index, item in enumerate(value):
            pointer.append(str(index))
            items.append(_checked(item, pointer, above))
            pointer.pop()
        return items
    finally:
        above.discard(id(value))


def encode(value: Any) -> str:
    """A value as JSON text. What is no data is refused with `boundary.value` and the place."""
    return json.dumps(_checked(value, [], set()), allow_nan=False, separators=(",", ":"))


def document(value: Any) -> str | bytes:
    """A document as JSON text: text and bytes are taken as they are."""
    if isinstance(value, (str, bytes)):
        return value
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)
    return encode(value)


def diagnostics_of(answer: Mapping[str, Any]) -> tuple[Diagnostic, ...]:
    """What an answer says beside its value."""
    return tuple(Diagnostic.from_wire(one) for one in answer.get("diagnostics", ()))


def opened(text: str) -> tuple[Any, tuple[Diagnostic, ...]]:
    """The value of an answer and what was said beside it; raises what it is an error of."""
    answer = json.loads(text)
    said = diagnostics_of(answer)
    if "error" in answer:
        raise error_of(Diagnostic.from_wire(answer["error"]), said)
    return answer.get("ok"), said
