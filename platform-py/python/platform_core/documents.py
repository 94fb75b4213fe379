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
from ._verbs import ask, with_documents
from .rendered import Rendered
from .state import Observed, State

__all__ = ["lock_text", "observe_terraform_plan", "read_terraform_plan", "validate_entities", "value_history"]

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


def read_terraform_plan(
    text: str,
    *,
    subject: str,
    env: str,
    target: str = "terraform",
    rendered: Rendered | None = None,
    state: State | None = None,
) -> types.TerraformPlan:
    """Reads what `terraform show -json PLAN` prints, in our words. What is sensitive stays outside; with `rendered` also what
    that calls secret, and with `state` what stands where a secret did."""
    documents = {} if rendered is None else {"rendered": rendered.to_json()}
    if state is not None:
        documents["state"] = state.to_json()
    where = {"text": text, "subject": subject, "environment": env, "target": target}
    return types.TerraformPlan.from_wire(with_documents("readTerraformPlan", documents, **where))


def observe_terraform_plan(
    plan: types.TerraformPlan | Wire,
    *,
    rendered: Rendered,
    state: State,
    target: str = "terraform",
    observed: Observed | None = None,
) -> Observed:
    """What Terraform would do by its own plan, as what was observed, beside what was: a plan is made with it.

    What Terraform alone knows (what can't be changed in place, what somebody else changed, what is so already) becomes part
    of the plan; where it would do something else later, that is stale.
    """
    documents = {"rendered": rendered.to_json(), "state": state.to_json()}
    if observed is not None:
        documents["observed"] = observed.to_json()
    return Observed.from_json(with_documents("observeTerraformPlan", documents, plan=plan, target=target))
