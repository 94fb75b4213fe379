"""A platform: everything known, as a snapshot."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from . import _native, types
from ._requests import EditLike, edits, selection
from ._pickles import remembered
from ._values import encode, opened
from .plan import Plan
from .planned import Planned
from .rendered import Rendered
from .state import Observed, State

Texts = str | Iterable[str]


@dataclass(frozen=True)
class Edited:
    """What edits give. Nothing is written."""

    files: Mapping[str, str]
    """The new texts of the files that change, by path."""
    platform: Platform
    """The platform that they make."""


class Platform:
    """Services, environments and golden paths, read from files or from their bytes.

    Reading gives a platform even where files have errors: `diagnostics` says what is wrong, and what depends on a broken
    file can't be planned.
    """

    __slots__ = ("_handle", "diagnostics")

    _handle: _native.Platform

    diagnostics: tuple[types.Diagnostic, ...]
    """Everything that was said of its files, errors among it."""

    @classmethod
    def load(cls, folder: str | os.PathLike[str]) -> Platform:
        """Reads the files below a folder."""
        return cls._of(*_native.Platform.load(folder))

    @classmethod
    def parse(cls, files: Mapping[str, str | bytes]) -> Platform:
        """Reads files by their path relative to the platform's root, with `/`."""
        given = {path: one.encode("utf-8") if isinstance(one, str) else bytes(one) for path, one in files.items()}
        return cls._of(*_native.Platform.parse(given))

    @classmethod
    def _of(cls, native: _native.Platform | None, said: str) -> Platform:
        _, diagnostics = opened(said)
        assert native is not None
        return cls._with(native, diagnostics)

    @classmethod
    def _with(cls, native: _native.Platform, diagnostics: tuple[types.Diagnostic, ...]) -> Platform:
        platform = object.__new__(cls)
        platform._handle = native
        platform.diagnostics = diagnostics
        return platform

    @property
    def errors(self) -> tuple[types.Diagnostic, ...]:
        """What is wrong with its files."""
        return tuple(one for one in self.diagnostics if one.severity == "error")

    @property
    def overview(self) -> types.PlatformView:
        """What it holds."""
        return types.PlatformView.from_wire(opened(self._handle.overview())[0])

    def validate(self) -> tuple[types.Diagnostic, ...]:
        """Renders everything everywhere, and says what is wrong."""
        _, said = opened(self._handle.validate(), log=False)
        known = set(map(repr, self.diagnostics))
        return self.diagnostics + tuple(one for one in said if repr(one) not in known)

    def resolve(
        self, subject: str, *, env: str, pins: Mapping[str, Any] | types.Pins | None = None
    ) -> types.ResolvedView:
        """Finds exact versions and merged parameters. Without `pins` those of the lock file count."""
        value, _ = opened(self._handle.resolve(_request(subject, env, pins)))
        return types.ResolvedView.from_wire(value)

    def render(
        self, subject: str, *, env: str, pins: Mapping[str, Any] | types.Pins | None = None
    ) -> Rendered:
        """Renders all that a subject should be in an environment."""
        return Rendered._of(*self._handle.render(_request(subject, env, pins)))

    def plan(
        self,
        subject: str,
        *,
        env: str,
        state: State | None = None,
        observed: Observed | None = None,
        pins: Mapping[str, Any] | types.Pins | None = None,
        options: Mapping[str, Any] | types.PlanOptions | None = None,
    ) -> Plan:
        """Works out what will change and why. Without a state the plan is for reading: it can't be applied."""
        request = _request(subject, env, pins, options)
        native, said = self._handle.plan(
            request, None if state is None else state._handle, None if observed is None else observed._handle
        )
        return Plan._of(native, said)

    def plan_all(
        self,
        *,
        subjects: Texts = (),
        envs: Texts = (),
        names: Texts = (),
        kinds: Texts = (),
        systems: Texts = (),
        owners: Texts = (),
        paths: Texts = (),
        labels: Texts = (),
        changed: Texts | None = None,
        states: Iterable[State] = (),
        observed: Mapping[tuple[str, str], Observed] | None = None,
        options: Mapping[str, Any] | types.PlanOptions | None = None,
        now: str | None = None,
        threads: int | None = None,
    ) -> Planned:
        """Plans all that is selected, or everything, each as if it were planned alone.

        What has no state was never applied; `observed` is by subject and environment. Plans are judged (`checks`) where the
        time `now` is given. `threads` are as many as the machine has processors, unless it is told.
        """
        chosen = selection(subjects, envs, names, kinds, systems, owners, paths, labels, changed)
        request: dict[str, Any] = {"selection": chosen, "threads": threads or os.cpu_count() or 1}
        if options is not None:
            request["options"] = options
        if now is not None:
            request["now"] = now
        seen = [(subject, env, one._handle) for (subject, env), one in (observed or {}).items()]
        plans, answer = self._handle.plan_all(encode(request), [one._handle for one in states], seen)
        value, said = opened(answer)
        return Planned._of([Plan._with(one, said) for one in plans], types.PlannedView.from_wire(value), said)

    def edit(
        self,
        subjects: Texts = (),
        *,
        systems: Texts = (),
        owners: Texts = (),
        set: Mapping[str, Any] | None = None,
        add: Mapping[str, Any] | None = None,
        remove: Texts = (),
        more: Iterable[EditLike] = (),
    ) -> Edited:
        """Edits the documents of subjects: `edit("cart", set={"/spec/goldenPath/parameters/replicas": 3})`.

        Comments, order and layout stay; what would break is refused. `more` are other edits, such as of files that are no
        subject's. Nothing is written: `files` are the new texts, `platform` is what they make.
        """
        asked = edits(subjects, systems, owners, set, add, remove, more)
        native, answer = self._handle.edit(encode({"edits": asked}))
        value, said = opened(answer)
        assert native is not None
        return Edited(types.Edited.from_wire(value).files, Platform._with(native, said))

    def test_path(self, path: str, version: str) -> types.PathReport:
        """Plays the tests of a golden path: `test_path("web-service", "1.5.0").passed`. Coverage stands in the report."""
        return types.PathReport.from_wire(self._author("testPath", path=path, version=version)[0])

    def lint_path(self, path: str, version: str) -> tuple[types.Diagnostic, ...]:
        """Looks at how well a golden path is made: everything that was found, errors among it."""
        return self._author("lintPath", path=path, version=version)[1]

    def compare_path(self, path: str, before: str, after: str) -> types.PathChange:
        """What a version of a golden path changes for whom against another, and which number that takes."""
        value, _ = self._author("comparePath", path=path, before=before, after=after)
        return types.PathChange.from_wire(value)

    def path_usage(self, path: str) -> tuple[types.PathUse, ...]:
        """Who uses a golden path, and in which version."""
        return tuple(types.PathUse.from_wire(one) for one in self._author("pathUsage", path=path)[0])

    def backstage_template(self, path: str, version: str) -> dict[str, Any]:
        """A golden path as Backstage's Template: a form of its parameters, and our actions as steps."""
        return dict(self._author("backstageTemplate", path=path, version=version)[0])

    def _author(self, verb: str, **asked: str) -> tuple[Any, tuple[types.Diagnostic, ...]]:
        return opened(self._handle.ask_author(verb, encode(asked)), log=False)

    def touched(self, former: Platform, *, changed: Iterable[str] = ()) -> tuple[types.Touched, ...]:
        """What may have changed since a former revision, and why. `changed` are files besides those of both."""
        value, _ = opened(self._handle.touched(former._handle, encode({"changed": list(changed)})))
        return tuple(types.Touched.from_wire(one) for one in value)

    def compare_revisions(
        self,
        former: Platform,
        *,
        before: str | types.Revision = "before",
        after: str | types.Revision = "after",
        subjects: Texts = (),
        envs: Texts = (),
        names: Texts = (),
        kinds: Texts = (),
        systems: Texts = (),
        owners: Texts = (),
        paths: Texts = (),
        labels: Texts = (),
        changed: Texts | None = None,
        rendered: bool = False,
        threads: int | None = None,
    ) -> types.RevisionDiff:
        """What this revision wants differently from a former one: what a pull request would change, and where.

        No state and nothing of the world is looked at. `before` and `after` are what the two are called. With `rendered`,
        what this one wants comes along, which says where values come from.
        """
        request: dict[str, Any] = {
            "before": types.Revision(name=before) if isinstance(before, str) else before,
            "after": types.Revision(name=after) if isinstance(after, str) else after,
            "selection": selection(subjects, envs, names, kinds, systems, owners, paths, labels, changed),
            "rendered": rendered,
            "threads": threads or os.cpu_count() or 1,
        }
        value, _ = opened(self._handle.compare_revisions(former._handle, encode(request)))
        return types.RevisionDiff.from_wire(value)

    def explain(self, subject: str, *, env: str, address: str, path: str = "") -> types.Explanation:
        """Why a value is what it is."""
        return self.plan(subject, env=env).explain(address, path)

    @property
    def digest(self) -> str:
        """SHA-256 over its files: the same in every language."""
        return self._handle.digest

    def files(self) -> dict[str, bytes]:
        """The bytes of its files, by path."""
        return self._handle.files()

    def __repr__(self) -> str:
        view = self.overview
        return f"<Platform of {len(view.subjects)} subjects in {len(view.environments)} environments>"

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restored, (self.digest, self.files()))


def _restored(digest: str, files: Mapping[str, bytes]) -> Platform:
    return remembered(Platform, digest, lambda: Platform.parse(files))


def _request(
    subject: str,
    env: str,
    pins: Mapping[str, Any] | types.Pins | None,
    options: Mapping[str, Any] | types.PlanOptions | None = None,
) -> str:
    request: dict[str, Any] = {"subject": subject, "environment": env}
    if pins is not None:
        request["pins"] = pins
    if options is not None:
        request["options"] = options
    return encode(request)
