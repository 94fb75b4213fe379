"""What people and other tools read: text, Markdown and SARIF. `Plan` and `Planned` say themselves what they change.

>>> from platform_core import Platform, reports
>>> broken = Platform.parse({"environments/a.yaml": "kind: Environmnt"})
>>> len(reports.sarif(broken.diagnostics)["runs"])
1
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from . import types
from ._verbs import ask, styled, texts
from .platform import Platform

__all__ = [
    "diagnostics_text",
    "explanation_text",
    "freshness_text",
    "pins_text",
    "revision_diff_markdown",
    "revision_diff_text",
    "sarif",
    "touched_text",
]

Wire = Mapping[str, Any]


def diagnostics_text(
    diagnostics: Iterable[types.Diagnostic | Wire],
    *,
    platform: Platform | None = None,
    color: bool = False,
    width: int = 120,
    unicode: bool = True,
    full: bool = False,
) -> str:
    """Problems as text, with the lines of the `platform`'s files that they are about."""
    style = styled(color, width, unicode, full)
    return str(ask("diagnosticsText", diagnostics=list(diagnostics), files=texts(platform), style=style))


def explanation_text(
    explanation: types.Explanation | Wire,
    *,
    platform: Platform | None = None,
    color: bool = False,
    width: int = 120,
    unicode: bool = True,
    full: bool = False,
) -> str:
    """Why a value is what it is, with the lines of the `platform`'s files that said so."""
    style = styled(color, width, unicode, full)
    return str(ask("explanationText", explanation=explanation, files=texts(platform), style=style))


def freshness_text(
    freshness: types.Freshness | Wire, *, color: bool = False, width: int = 120, unicode: bool = True, full: bool = False
) -> str:
    """What became stale."""
    return str(ask("freshnessText", freshness=freshness, style=styled(color, width, unicode, full)))


def pins_text(
    before: types.Pins | Wire | None = None,
    after: types.Pins | Wire | None = None,
    *,
    color: bool = False,
    width: int = 120,
    unicode: bool = True,
    full: bool = False,
) -> str:
    """What changed in pins."""
    return str(ask("pinsText", before=before, after=after, style=styled(color, width, unicode, full)))


def touched_text(
    touched: Iterable[types.Touched | Wire],
    *,
    color: bool = False,
    width: int = 120,
    unicode: bool = True,
    full: bool = False,
) -> str:
    """Which subjects changed files may change, and why: what `Platform.touched` gives."""
    return str(ask("touchedText", touched=list(touched), style=styled(color, width, unicode, full)))


def revision_diff_text(
    diff: types.RevisionDiff | Wire,
    *,
    before: Platform | None = None,
    after: Platform | None = None,
    color: bool = False,
    width: int = 120,
    unicode: bool = True,
    full: bool = False,
) -> str:
    """What two revisions want differently: what `Platform.compare_revisions` gives. Both platforms are for lines shown."""
    style = styled(color, width, unicode, full)
    files = {"beforeFiles": texts(before), "afterFiles": texts(after)}
    return str(ask("revisionDiffText", diff=diff, style=style, **files))


def revision_diff_markdown(diff: types.RevisionDiff | Wire, *, longest: int | None = None) -> str:
    """The same as Markdown for a pull request, in at most so many characters."""
    return str(ask("revisionDiffMarkdown", diff=diff, comment=types.Comment(longest=longest)))


def sarif(
    diagnostics: Iterable[types.Diagnostic | Wire] = (),
    checks: Iterable[types.CheckResult | Wire] = (),
    *,
    root: str = "",
) -> dict[str, Any]:
    """Problems and verdicts in SARIF 2.1.0. `root` is the platform's folder below the repository's."""
    return dict(ask("sarif", diagnostics=list(diagnostics), checks=list(checks), root=root))
