"""What is raised: an exception class for each category of error codes."""

from __future__ import annotations

from typing import Any

from .types import Diagnostic, Place


class PlatformError(Exception):
    """Why a call gave nothing. `diagnostics` holds everything that was said, `diagnostic` the first error."""

    def __init__(self, diagnostic: Diagnostic, diagnostics: tuple[Diagnostic, ...] = ()) -> None:
        self.diagnostic = diagnostic
        self.diagnostics = diagnostics or (diagnostic,)
        errors = [one for one in self.diagnostics if one.severity == "error"]
        super().__init__("\n".join(_line(one) for one in errors or [diagnostic]))

    @property
    def code(self) -> str:
        """Stable: `plan.stale`."""
        return self.diagnostic.code

    @property
    def category(self) -> str:
        """The code's first word."""
        return self.diagnostic.category

    @property
    def at(self) -> Place | None:
        """Where."""
        return self.diagnostic.at

    @property
    def details(self) -> dict[str, Any]:
        """The first error as it was on the wire."""
        return self.diagnostic.to_wire()

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.diagnostic, self.diagnostics))


class BoundaryError(PlatformError):
    """`boundary.*`: what was given can't be understood."""


class ParseError(PlatformError):
    """`parse.*`: text that is not what it should be."""


class SchemaError(PlatformError):
    """`schema.*`: a document without the shape of its type."""


class InvalidValueError(PlatformError):
    """`value.*`: a value outside what its field allows."""


class LimitError(PlatformError):
    """`limit.*`: more than a limit allows."""


class GraphError(PlatformError):
    """`graph.*`: something named that is not there, or a circle."""


class PathError(PlatformError):
    """`path.*`: a golden path, its parameters or its overrides."""


class TemplateError(PlatformError):
    """`template.*`: a template of a golden path."""


class ExpressionError(PlatformError):
    """`expression.*`: an expression of a golden path."""


class PlanError(PlatformError):
    """`plan.*`: a plan that can't be made or applied."""


class StateError(PlatformError):
    """`state.*`: a state that is not the one it should be."""


class StoreError(PlatformError):
    """`store.*`: files or a store that can't be read or written."""


class LockError(PlatformError):
    """`lock.*`: a lock file."""


class ExecutionError(PlatformError):
    """`exec.*`: a change that could not be made."""


class SecretError(PlatformError):
    """`secret.*`: a secret where none may be."""


class InternalError(PlatformError):
    """`internal`: a fault of the engine itself."""


_CLASSES: dict[str, type[PlatformError]] = {
    "boundary": BoundaryError,
    "parse": ParseError,
    "schema": SchemaError,
    "value": InvalidValueError,
    "limit": LimitError,
    "graph": GraphError,
    "path": PathError,
    "template": TemplateError,
    "expression": ExpressionError,
    "plan": PlanError,
    "state": StateError,
    "store": StoreError,
    "lock": LockError,
    "exec": ExecutionError,
    "secret": SecretError,
    "internal": InternalError,
}


def _line(diagnostic: Diagnostic) -> str:
    at = diagnostic.at
    if at is None:
        place = ""
    elif at.file:
        place = f"{at.file}:{at.line}:{at.column}: " if at.line else f"{at.file}: "
    else:
        place = f"{at.pointer}: " if at.pointer else ""
    help_text = f"; {diagnostic.help}" if diagnostic.help else ""
    return f"{place}{diagnostic.message} [{diagnostic.code}]{help_text}"


def error_of(diagnostic: Diagnostic, diagnostics: tuple[Diagnostic, ...] = ()) -> PlatformError:
    """The exception for a problem, by its category."""
    return _CLASSES.get(diagnostic.category, PlatformError)(diagnostic, diagnostics)
