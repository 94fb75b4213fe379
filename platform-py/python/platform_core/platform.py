"""A platform: everything known, as a snapshot."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from . import _native, types
from ._values import encode, opened
from .plan import Plan
from .rendered import Rendered
from .state import Observed, State


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
        platform = object.__new__(cls)
        _, platform.diagnostics = opened(said)
        assert native is not None
        platform._handle = native
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
        _, said = opened(self._handle.validate())
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

    def explain(self, subject: str, *, env: str, address: str, path: str = "") -> types.Explanation:
        """Why a value is what it is."""
        return self.plan(subject, env=env).explain(address, path)

    def files(self) -> dict[str, bytes]:
        """The bytes of its files, by path."""
        return self._handle.files()

    def __repr__(self) -> str:
        view = self.overview
        return f"<Platform of {len(view.subjects)} subjects in {len(view.environments)} environments>"

    def __reduce__(self) -> tuple[Any, ...]:
        return (Platform.parse, (self.files(),))


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
