"""What is told to `logging`: the logger `platform_core`, and nothing else. Nothing is printed.

Diagnostics name no secret, and of an apply only addresses, actions and verdicts are told.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from . import types

LOGGER = logging.getLogger("platform_core")
# Without it `logging` would print warnings of whoever has set up nothing.
LOGGER.addHandler(logging.NullHandler())

_LEVELS = {"error": logging.ERROR, "warning": logging.WARNING}


def diagnostics(said: Iterable[types.Diagnostic]) -> None:
    """What was said beside a value: errors of files that were left out, warnings; notes are INFO."""
    for one in said:
        level = _LEVELS.get(one.severity, logging.INFO)
        if LOGGER.isEnabledFor(level):
            file, line = (one.at.file or "", one.at.line) if one.at is not None else ("", 0)
            place = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
            LOGGER.log(level, "%s%s (%s)", place, one.message, one.code, extra={"code": one.code})


def event(event: types.ApplyEvent) -> None:
    """What happens in an apply: plans at INFO, their steps at DEBUG, what failed as a warning."""
    if isinstance(event, types.ApplyEventPlanStarted):
        told: tuple[Any, ...] = (event.subject, event.environment, event.steps, event.done)
        LOGGER.info("%s in %s: apply begins, %d steps, %d done before", *told)
    elif isinstance(event, types.ApplyEventPlanEnded):
        LOGGER.info("%s in %s: apply %s", event.subject, event.environment, event.verdict)
    elif isinstance(event, types.ApplyEventStepStarted):
        LOGGER.debug("%s: %s begins", event.step.address, event.step.action)
    elif event.failure is None:
        LOGGER.debug("%s: %s done", event.step.address, event.step.action)
    else:
        failed(event.step, event.failure)


def failed(step: types.Step, failure: types.Diagnostic) -> None:
    """A step that failed."""
    told = (step.address, step.action, failure.message, failure.code)
    LOGGER.warning("%s: %s failed: %s (%s)", *told, extra={"code": failure.code})
