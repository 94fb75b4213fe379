"""What several calls are asked in the same words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from . import types

EditLike = types.EditInput | Mapping[str, Any]


def listed(value: str | Iterable[str]) -> list[str]:
    """One text, or several."""
    return [value] if isinstance(value, str) else list(value)


def selection(
    subjects: str | Iterable[str] = (),
    envs: str | Iterable[str] = (),
    names: str | Iterable[str] = (),
    kinds: str | Iterable[str] = (),
    systems: str | Iterable[str] = (),
    owners: str | Iterable[str] = (),
    paths: str | Iterable[str] = (),
    labels: str | Iterable[str] = (),
    changed: str | Iterable[str] | None = None,
) -> dict[str, Any]:
    """Which subjects, in which environments."""
    wire: dict[str, Any] = {
        "subjects": listed(subjects),
        "environments": listed(envs),
        "names": listed(names),
        "kinds": listed(kinds),
        "systems": listed(systems),
        "owners": listed(owners),
        "paths": listed(paths),
        "labels": listed(labels),
    }
    if changed is not None:
        wire["changed"] = listed(changed)
    return wire


def edits(
    subjects: str | Iterable[str],
    systems: str | Iterable[str],
    owners: str | Iterable[str],
    set: Mapping[str, Any] | None,
    add: Mapping[str, Any] | None,
    remove: str | Iterable[str],
    more: Iterable[EditLike],
) -> list[Any]:
    """Each edit that is asked for, in the order set, add, remove, others."""
    where = {"subjects": listed(subjects), "systems": listed(systems), "owners": listed(owners)}
    operations: list[tuple[str, dict[str, Any]]] = [
        *((path, {"kind": "set", "value": value}) for path, value in (set or {}).items()),
        *((path, {"kind": "add", "value": value}) for path, value in (add or {}).items()),
        *((path, {"kind": "remove"}) for path in listed(remove)),
    ]
    if operations and not any(where.values()):
        raise ValueError("name the subjects, systems or owners to edit; `platform.overview.subjects` are all")
    return [*({**where, "path": path, "operation": operation} for path, operation in operations), *more]
