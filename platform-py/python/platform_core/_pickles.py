"""What crosses the border of a process is known by its digest: the same again is not read again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol, TypeVar


class Digested(Protocol):
    """What is known by its digest."""

    @property
    def digest(self) -> str:
        """SHA-256 over all that it holds."""
        ...


T = TypeVar("T", bound=Digested)

_KEPT = 8
"""A process works on few platforms at a time; each is as large as its files."""

_lock = threading.Lock()
_known: OrderedDict[tuple[str, str], object] = OrderedDict()


def remembered(kind: type[T], digest: str, read: Callable[[], T]) -> T:
    """What has this digest, read only where it is not known in this process."""
    key = (kind.__name__, digest)
    with _lock:
        found = _known.get(key)
        if isinstance(found, kind):
            _known.move_to_end(key)
            return found
    made = read()
    # Only what it is counts, not what the pickle says that it is.
    if made.digest != digest:
        return made
    with _lock:
        _known[key] = made
        _known.move_to_end(key)
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    return made
