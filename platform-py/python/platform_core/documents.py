"""Documents that stand alone: catalog files, lock files, releases, plans of Terraform's.

>>> from platform_core import documents
>>> documents.validate_entities("kind: Component")[0]
()
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from . import _native, types
from ._values import answered, diagnostics_of, encode
from ._verbs import ask

__all__ = ["lock_text", "read_terraform_plan", "validate_entities", "value_history"]

Wire = Mapping[str, Any]


def validate_entities(
    text: str, *, file: str = "catalog-info.yaml"
) -> tuple[tuple[Any, ...], tuple[types.Diagnostic, ...]]:
    """Checks a catalog file on its own, as Backstage's catalog does: its entities that can be read, and what is wrong."""
    answer = json.loads(_native.call("validateEntities", encode({"text": text, "file": file})))
    if "error" in answer and answer["error"]["category"] != "boundary":
        return (), diagnostics_of(answer)
    value, said = answered(answer, log=False)
    return tuple(value), said


def lock_text(lock: types.LockFile | Wire) -> str:
    """Writes a lock file."""
    return str(ask("lockText", lock=lock))


def value_history(
    releases: Iterable[types.Release | Wire], address: str, path: str = ""
) -> types.ValueHistory:
    """Which releases of one subject in one environment changed a value. They are given newest first, and so told."""
    return types.ValueHistory.from_wire(ask("valueHistory", releases=list(releases), address=address, path=path))


def read_terraform_plan(text: str, *, subject: str, env: str, target: str = "terraform") -> types.TerraformPlan:
    """Reads what `terraform show -json PLAN` prints, in our words. What is sensitive stays outside."""
    wire = ask("readTerraformPlan", text=text, subject=subject, environment=env, target=target)
    return types.TerraformPlan.from_wire(wire)
