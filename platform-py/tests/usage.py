"""Checked by mypy --strict and pyright, and never run: what users write has types."""

from collections.abc import Sequence

from platform_core import (
    Executor,
    Given,
    ObservesMany,
    Plan,
    Platform,
    Rehearses,
    SyncWorkspace,
    TellsUnready,
    documents,
    reference,
    reports,
    types,
    values,
)


class Tickets(Executor, ObservesMany, Rehearses, TellsUnready):
    async def perform(self, work: types.WorkView, /) -> Given:
        return Given(identity=f"ticket {work.step.id}")

    def observe_many(self, work: Sequence[types.WorkView], /) -> list[dict[str, int] | None]:
        return [None for _ in work]

    async def rehearse(self, work: Sequence[types.WorkView], earlier: Sequence[types.WorkView], /) -> list[str]:
        return [one.step.address for one in [*work, *earlier]]

    def unready(self, resources: Sequence[types.Resource], /) -> None:
        print([one.address for one in resources])


def waits() -> str:
    with SyncWorkspace.open("shop", executors={"kubernetes": Tickets()}, actor="ada") as ws:
        plan: Plan = ws.plan("cart", env="staging", lock="leave")
        report: types.ApplyReport = ws.apply(plan, parallelism=2, on_progress=print)
        entries: tuple[types.ReleaseEntry, ...] = ws.history("cart", limit=1)
        ws.edit("cart", set={"/spec/x": 1}, write=False)
        checks: tuple[types.CheckResult, ...] = plan.check("2027-01-01T00:00:00Z")
        return report.applied[0].verdict + entries[0].actor + checks[0].rule + ws.plan_all(envs="staging").markdown()


def wrong(ws: SyncWorkspace) -> None:
    ws.plan("cart")  # type: ignore[call-arg] # pyright: ignore
    ws.plan("cart", env="staging", lock="burn")  # type: ignore[arg-type] # pyright: ignore


def authors(platform: Platform, former: Platform) -> None:
    report: types.PathReport = platform.test_path("web-service", "1.5.0")
    change: types.PathChange = platform.compare_path("web-service", "1.4.0", "1.5.0")
    uses: tuple[types.PathUse, ...] = platform.path_usage("web-service")
    diff: types.RevisionDiff = platform.compare_revisions(former, before="main", after="branch", envs="staging")
    print(report, change, uses, reports.revision_diff_text(diff), platform.touched(former)[0].subject)
    changes: tuple[types.FieldChange, ...] = values.diff({"a": 1}, {"a": 2}, target="kubernetes")
    print(changes[0].path, values.digest(None), reference.code("plan.stale").fix)
    theirs = documents.read_terraform_plan("{}", subject="cart", env="staging")
    print(theirs.changes)
