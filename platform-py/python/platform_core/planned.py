"""The plans of many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from . import types
from ._verbs import shown, styled, with_documents
from .plan import Plan


@dataclass(frozen=True)
class Planned:
    """The plans of many subjects, in the order they are to be applied, and what is to be said of them."""

    ok: tuple[Plan, ...]
    """What could be planned."""
    failed: tuple[types.FailedPlan, ...]
    """What could not, and why: it held no other back."""
    groups: tuple[types.ChangeGroup, ...]
    """Changes that are the same in several places, each told once."""
    orphans: tuple[types.Orphan, ...]
    """What was applied and is gone from the files: it is destroyed only by name."""
    checks: tuple[types.CheckResult, ...]
    """Verdicts on the plans."""
    diagnostics: tuple[types.Diagnostic, ...]
    """What was said while they were made."""

    @classmethod
    def _of(
        cls, plans: list[Plan], view: types.PlannedView, diagnostics: tuple[types.Diagnostic, ...]
    ) -> Planned:
        return cls(tuple(plans), view.failed, view.groups, view.orphans, view.checks, diagnostics)

    @property
    def has_changes(self) -> bool:
        """Whether anything would be done."""
        return any(plan.has_changes for plan in self.ok)

    @property
    def digest(self) -> str:
        """SHA-256 over the plans as a set: the same in every language."""
        plans = ",".join(plan.to_json() for plan in self.ok)
        return str(with_documents("planSetDigest", {"plans": f'{{"formatVersion":"1.0","failed":[],"ok":[{plans}]}}'}))

    def text(self, *, color: bool = False, width: int = 120, unicode: bool = True, full: bool = False) -> str:
        """All of them as text for people, and what could not be planned."""
        style = styled(color, width, unicode, full)
        return str(with_documents("planSetText", {"plans": shown(self.ok)}, failed=list(self.failed), style=style))

    def markdown(self, *, commit: str | None = None, longest: int | None = None) -> str:
        """All of them as Markdown for a pull request, with their verdicts."""
        comment = types.Comment(commit=commit, longest=longest)
        checks = list(self.checks)
        return str(with_documents("planMarkdown", {"plans": shown(self.ok)}, checks=checks, comment=comment))

    def html(self) -> str:
        """All of them as one page of HTML that needs nothing else."""
        return str(with_documents("planHtml", {"plans": shown(self.ok)}))

    def __iter__(self) -> Iterator[Plan]:
        return iter(self.ok)

    def __len__(self) -> int:
        return len(self.ok)

    def __bool__(self) -> bool:
        return True
