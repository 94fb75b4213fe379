"""A platform with its store, lock files and executors: what reads and changes the world."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Generator, Iterable, Mapping
from types import TracebackType
from typing import Any

from . import _native, types
from ._calls import Call, OnProgress, capabilities
from ._requests import EditLike, edits, listed, selection
from ._values import encode, opened
from .driver import Executor
from .errors import error_of
from .plan import Plan
from .planned import Planned
from .platform import Platform
from .rendered import Rendered

Options = Mapping[str, Any] | types.PlanOptions
Texts = str | Iterable[str]


class Opening:
    """A workspace that is being opened: to be awaited, or entered by `async with`."""

    def __init__(self, folder: str | os.PathLike[str], executors: Mapping[str, Executor], settings: str) -> None:
        self._asked = (folder, executors, settings)

    def __await__(self) -> Generator[Any, None, Workspace]:
        return self._open().__await__()

    async def _open(self) -> Workspace:
        folder, executors, settings = self._asked
        native, said = await asyncio.to_thread(_native.Workspace.open, folder, settings)
        _, diagnostics = opened(said)
        assert native is not None
        self._workspace = Workspace(native, executors, diagnostics)
        return self._workspace

    async def __aenter__(self) -> Workspace:
        return await self._open()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._workspace.close()


class Workspace:
    """A platform in a folder with its store, lock files and executors. Open one with `Workspace.open`.

    Everything is awaited in the caller's loop and runs beside it. A task that is cancelled stops what it runs: executors
    are cancelled, what they did is recorded, and `resume` goes on.
    """

    __slots__ = ("_executors", "_handle", "_running", "diagnostics")

    diagnostics: tuple[types.Diagnostic, ...]
    """Everything that was said of its files when they were read, errors among it."""

    def __init__(
        self, native: _native.Workspace, executors: Mapping[str, Executor], diagnostics: tuple[types.Diagnostic, ...]
    ) -> None:
        self._handle: _native.Workspace | None = native
        self._executors = executors
        self._running: set[Call] = set()
        self.diagnostics = diagnostics

    @staticmethod
    def open(
        folder: str | os.PathLike[str],
        *,
        executors: Mapping[str, Executor] | None = None,
        actor: str | None = None,
        grace: float | None = 30.0,
    ) -> Opening:
        """Opens the platform in a folder: `async with Workspace.open(…) as ws`, or `ws = await Workspace.open(…)`.

        `executors` are your own, by target; the other targets are delivered to folders. One that has `idempotent = False`
        is not asked again to do a step that it may have done. `actor` stands in the history. An executor that was cancelled
        has `grace` seconds to end; then the call ends without it, and its step is known as begun. `None` waits for ever.
        """
        own = dict(executors or {})
        known = {target: capabilities(one) for target, one in own.items()}
        settings: dict[str, Any] = {"executors": known}
        if actor is not None:
            settings["actor"] = actor
        if grace is not None:
            settings["grace"] = grace
        return Opening(folder, own, encode(settings))

    async def close(self) -> None:
        """Stops what runs, and lets go of the store. It can't be used any more."""
        self._handle = None
        running = list(self._running)
        for call in running:
            call.running.cancel()
        await asyncio.gather(*(asyncio.shield(call.answered) for call in running), return_exceptions=True)

    def _native(self) -> _native.Workspace:
        if self._handle is None:
            raise RuntimeError("the workspace is closed")
        return self._handle

    async def _call(
        self, verb: str, input: Any, plans: Iterable[Plan] = (), on_progress: OnProgress | None = None
    ) -> tuple[Any, tuple[types.Diagnostic, ...], list[Plan], Exception | None]:
        call = Call(self._executors, on_progress)
        call.start(self._native(), verb, input, [plan._handle for plan in plans])
        self._running.add(call)
        try:
            value, said = await call.end()
        finally:
            self._running.discard(call)
        return value, said, [Plan._with(one, said) for one in call.running.plans()], call.thrown

    @property
    def platform(self) -> Platform:
        """The platform as it was read when this was opened, or by `reload`."""
        return Platform._with(self._native().platform(), self.diagnostics)

    async def reload(self) -> None:
        """Reads the folder anew."""
        _, self.diagnostics, _, _ = await self._call("reload", {})

    async def plan(
        self,
        subject: str,
        *,
        env: str,
        options: Options | None = None,
        lock: types.Locking = "fill",
        images: Texts = (),
        promote_from: str | None = None,
        rollback_to: int | None = None,
        ask_tools: bool = False,
    ) -> Plan:
        """Plans one subject in one environment: the plan can be applied.

        Absent entries of its lock file are filled in, unless `lock` says otherwise. `images` replace locked artifacts:
        `registry/name@sha256:…`, or `NAME=…` where the golden path needs several.

        Other versions than the lock file's: the intents `upgrade`, `promote` and `rollback` of `options`. `promote_from` names
        the environment that is promoted from, `rollback_to` the serial of the release that is gone back to; each says the
        intent by itself.

        With `ask_tools`, the tools that targets are delegated to (Terraform) are asked what they would do by their own plans,
        and the plan is made with that. It takes as long as they do.
        """
        moved = {"promoteFrom": promote_from, "rollbackTo": rollback_to, "askTools": ask_tools}
        _, _, plans, _ = await self._call("plan", _asked(subject, env, options, lock, images, moved))
        return plans[0]

    async def plan_deploy(
        self,
        subject: str,
        *,
        env: str,
        options: Options | None = None,
        lock: types.Locking = "fill",
        images: Texts = (),
        promote_from: str | None = None,
        rollback_to: int | None = None,
        ask_tools: bool = False,
    ) -> tuple[Plan, ...]:
        """Plans what a subject has once, and one environment: what `deploy` applies. Where versions are moved, as for `plan`,
        what it has once stays, and is not planned along."""
        moved = {"promoteFrom": promote_from, "rollbackTo": rollback_to, "askTools": ask_tools}
        _, _, plans, _ = await self._call("planDeploy", _asked(subject, env, options, lock, images, moved))
        return tuple(plans)

    async def plan_all(
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
        options: Options | None = None,
        lock: types.Locking = "fill",
        images: Texts = (),
        promote_from: str | None = None,
        rollback_to: int | None = None,
        ask_tools: bool = False,
    ) -> Planned:
        """Plans all that is selected, or everything. What can't be planned stands in `failed`, and holds no other back."""
        chosen = selection(subjects, envs, names, kinds, systems, owners, paths, labels, changed)
        asked: dict[str, Any] = {"selection": chosen, "lock": lock, "images": listed(images)}
        if options is not None:
            asked["options"] = options
        asked.update(_given(promoteFrom=promote_from, rollbackTo=rollback_to, askTools=ask_tools))
        value, said, plans, _ = await self._call("planAll", asked)
        return Planned._of(plans, types.PlannedView.from_wire(value), said)

    async def resolve(self, subject: str, *, env: str, images: Texts = ()) -> types.ResolvedView:
        """Finds exact versions and merged parameters, from the lock files as they are now. Writes nothing."""
        value, _, _, _ = await self._call("resolve", _asked(subject, env, None, "leave", images))
        return types.ResolvedView.from_wire(value)

    async def render(self, subject: str, *, env: str, images: Texts = ()) -> Rendered:
        """Renders all that a subject should be in an environment. Writes nothing."""
        value, _, _, _ = await self._call("render", _asked(subject, env, None, "leave", images))
        return Rendered(value)

    async def apply(
        self,
        plans: Plan | Iterable[Plan],
        *,
        actor: str | None = None,
        parallelism: int | None = None,
        on_progress: OnProgress | None = None,
        check: bool = True,
    ) -> types.ApplyReport:
        """Applies one plan, several in their order, or all of `plan_all`. Nothing is touched when one of them is stale.

        What fails holds back only what depends on it. In the end what an executor raised is raised as itself, the first of
        several, and what else failed as an error with all problems; with `check=False` all of it stands in the report
        alone. `on_progress` is told each event; where it raises, the apply is cancelled.
        """
        given = [plans] if isinstance(plans, Plan) else list(plans)
        asked = {"applying": _applying(actor, parallelism)}
        return await self._apply("apply", asked, given, on_progress, check)

    async def deploy(
        self,
        subject: str,
        *,
        env: str,
        options: Options | None = None,
        lock: types.Locking = "fill",
        images: Texts = (),
        promote_from: str | None = None,
        rollback_to: int | None = None,
        ask_tools: bool = False,
        actor: str | None = None,
        parallelism: int | None = None,
        on_progress: OnProgress | None = None,
        check: bool = True,
    ) -> types.ApplyReport:
        """Plans what a subject has once, and one environment, and applies both, as `plan_deploy` and `apply` do."""
        moved = {"promoteFrom": promote_from, "rollbackTo": rollback_to, "askTools": ask_tools}
        asked = _asked(subject, env, options, lock, images, moved)
        asked["applying"] = _applying(actor, parallelism)
        return await self._apply("deploy", asked, (), on_progress, check)

    async def resume(
        self,
        subject: str | None = None,
        *,
        env: str | None = None,
        no_rehearsal: bool = False,
        actor: str | None = None,
        parallelism: int | None = None,
        on_progress: OnProgress | None = None,
        check: bool = True,
    ) -> types.ApplyReport:
        """Goes on with every apply that was killed or cancelled, or with those that a subject (and environment) is part of.

        What a target would refuse of what is left is asked first, and nothing is gone on with then; with `no_rehearsal` that
        fails, and the apply ends. Raises `StateError` (`state.unchanged`) where there is none.
        """
        asked = {"applying": _applying(actor, parallelism), "noRehearsal": no_rehearsal, **_where(subject, env)}
        return await self._apply("resume", asked, (), on_progress, check)

    async def _apply(
        self, verb: str, asked: Any, plans: Iterable[Plan], on_progress: OnProgress | None, check: bool
    ) -> types.ApplyReport:
        value, _, _, thrown = await self._call(verb, asked, plans, on_progress)
        report = types.ApplyReport.from_wire(value)
        if check:
            if thrown is not None:
                raise thrown
            problems = [failed.diagnostic for one in report.applied for failed in one.failed]
            problems += [one.refused for one in report.applied if one.refused is not None]
            if problems:
                raise error_of(problems[0], tuple(problems))
        return report

    async def status(self, subject: str | None = None, *, env: str | None = None) -> tuple[types.StatusEntry, ...]:
        """How subjects stand in their environments, and what is left of those that vanished."""
        value, _, _, _ = await self._call("status", _where(subject, env))
        return types.Status.from_wire(value).subjects

    async def history(
        self, subject: str | None = None, *, env: str | None = None, limit: int | None = None
    ) -> tuple[types.ReleaseEntry, ...]:
        """What was applied, newest first."""
        asked = _where(subject, env)
        if limit is not None:
            asked["limit"] = limit
        value, _, _, _ = await self._call("history", asked)
        return types.History.from_wire(value).releases

    async def release(self, subject: str, *, env: str, serial: int) -> types.Release:
        """One release with all that it holds."""
        value, _, _, _ = await self._call("release", {**_where(subject, env), "serial": serial})
        return types.Release.from_wire(value)

    async def value_history(self, address: str, path: str = "") -> types.ValueHistory:
        """Which releases changed a value, newest first."""
        value, _, _, _ = await self._call("valueHistory", {"address": address, "path": path})
        return types.ValueHistory.from_wire(value)

    async def lock(
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
        update: bool = False,
        images: Texts = (),
    ) -> tuple[types.LockChange, ...]:
        """Writes the lock files of all that is selected, or of everything; gives what changed.

        Only what is absent is filled in, unless it is to `update` to the newest versions that the requirements allow.
        """
        chosen = selection(subjects, envs, names, kinds, systems, owners, paths, labels, changed)
        asked = {"selection": chosen, "update": update, "images": listed(images)}
        value, _, _, _ = await self._call("lock", asked)
        return types.LockReport.from_wire(value).changes

    async def publish_paths(self, paths: Texts = (), *, check: bool = False) -> tuple[types.Publication, ...]:
        """Publishes golden paths: `publish_paths("web-service")`, `publish_paths("web-service@1.5.0")`; all, if none is named.

        A version is published once its tests hold, lint has nothing to say and its number goes as far as what it changes;
        then it is never changed again. To `check` writes nothing, and what is not published yet is an error.
        """
        value, _, _, _ = await self._call("publishPaths", {"paths": [_path(path) for path in listed(paths)], "check": check})
        return types.PublishReport.from_wire(value).published

    async def edit(
        self,
        subjects: Texts = (),
        *,
        systems: Texts = (),
        owners: Texts = (),
        set: Mapping[str, Any] | None = None,
        add: Mapping[str, Any] | None = None,
        remove: Texts = (),
        more: Iterable[EditLike] = (),
        write: bool = True,
    ) -> types.EditReport:
        """Edits the documents of subjects: `edit("cart", set={"/spec/goldenPath/parameters/replicas": 3})`.

        Comments, order and layout stay. What would break is refused, and nothing is written. `more` are others, such as
        of files that are no subject's. The workspace reads the files that it wrote.
        """
        asked = {"edits": edits(subjects, systems, owners, set, add, remove, more), "write": write}
        value, _, _, _ = await self._call("edit", asked)
        report = types.EditReport.from_wire(value)
        if report.written:
            await self.reload()
        return report

    def __repr__(self) -> str:
        return f"<Workspace of {self.platform!r}>" if self._handle is not None else "<Workspace, closed>"


def _asked(
    subject: str, env: str, options: Options | None, lock: types.Locking, images: Texts, moved: dict[str, Any] | None = None
) -> dict[str, Any]:
    asked: dict[str, Any] = {"subject": subject, "environment": env, "lock": lock, "images": listed(images)}
    if options is not None:
        asked["options"] = options
    return asked | _given(**(moved or {}))


def _path(text: str) -> dict[str, str]:
    name, at, version = text.partition("@")
    return {"path": name, "version": version} if at else {"path": name}


def _given(**asked: Any) -> dict[str, Any]:
    return {key: value for key, value in asked.items() if value is not None}


def _where(subject: str | None, env: str | None) -> dict[str, Any]:
    return _given(subject=subject, environment=env)


def _applying(actor: str | None, parallelism: int | None) -> dict[str, Any]:
    return _given(actor=actor, parallelism=parallelism)
