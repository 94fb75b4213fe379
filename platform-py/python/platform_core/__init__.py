"""`terraform plan` for golden paths, as a library."""

from __future__ import annotations

from importlib.metadata import version as _version
from typing import Any

from . import _native, documents, errors, reference, reports, types, values
from ._values import document, opened
from .apply import Apply
from .driver import (
    Applied,
    Executor,
    FakeExecutor,
    Given,
    Observes,
    ObservesMany,
    Rehearses,
    TellsUnready,
    apply,
    apply_sync,
)
from .errors import PlatformError
from .plan import Changes, Plan
from .planned import Planned
from .platform import Edited, Platform
from .rendered import Rendered
from .state import Observed, State
from .sync import SyncWorkspace
from .workspace import Workspace

__version__ = _version("platform-core")
"""The version of this package."""

__all__ = [
    "Applied",
    "Apply",
    "Changes",
    "Edited",
    "Executor",
    "FakeExecutor",
    "Given",
    "Observed",
    "Observes",
    "ObservesMany",
    "Plan",
    "Planned",
    "Platform",
    "PlatformError",
    "Rehearses",
    "Rendered",
    "State",
    "SyncWorkspace",
    "TellsUnready",
    "Workspace",
    "__version__",
    "apply",
    "apply_sync",
    "call",
    "documents",
    "errors",
    "reference",
    "reports",
    "types",
    "values",
    "verbs",
]


def call(verb: str, input: str | bytes | dict[str, Any]) -> Any:
    """Calls a verb of the engine with its input as JSON text or as a map, and gives its value as JSON gives it.

    What was said beside the value is left out; what went wrong is raised.
    """
    value, _ = opened(_native.call(verb, document(input)))
    return value


def verbs() -> dict[str, str]:
    """Every verb with what it does."""
    return dict(_native.verbs())
