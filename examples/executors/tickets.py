"""Every step becomes a ticket: `python tickets.py URL FOLDER [SUBJECT [ENVIRONMENT]]`.

FOLDER holds a platform, such as a copy of `examples/hello`. Run it again after Ctrl-C, or after it was killed: it goes on.
"""

from __future__ import annotations

import asyncio
import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from platform_core import Given, PlatformError, Workspace, errors, types

TRIES = 5


class Tickets:
    """Opens a ticket for each step, under the step's address, and waits until somebody has done it."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def observe(self, work: types.WorkView) -> Any:
        """What is there: the body of the ticket that made it. Its absence is drift."""
        ticket = await self.ask("GET", work.moved_from or work.step.address)
        return ticket["body"] if ticket is not None and ticket["action"] != "delete" else None

    async def perform(self, work: types.WorkView) -> Given:
        """Does a step. The same step asked twice is one ticket, so `work.repeated` needs no care here."""
        body = None if isinstance(work.body, types.Absent) else work.body
        asked = {"action": work.step.action, "body": body}
        ticket = await self.ask("PUT", work.step.address, asked)
        while ticket is not None and ticket["state"] != "done":
            # When the apply is cancelled, so is this: the ticket stays, and `resume` waits for it again.
            await asyncio.sleep(0.05)
            ticket = await self.ask("GET", work.step.address)
        if ticket is None:
            raise LookupError(f"somebody removed the ticket of {work.step.address}")
        return Given(identity=f"ticket {ticket['number']}")

    async def ask(self, method: str, address: str, body: Any = None) -> dict[str, Any] | None:
        """One request, again where the server can't answer now; `None` for a ticket that is not there."""
        request = urllib.request.Request(
            f"{self.url}/tickets/{urllib.parse.quote(address, safe='')}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
        )
        for attempt in range(TRIES):
            try:
                return await asyncio.to_thread(_answer, request)
            except urllib.error.HTTPError as error:
                if error.code == 404:
                    return None
                if error.code != 503 or attempt == TRIES - 1:
                    raise RuntimeError(f"the ticket system answers {error.code}") from error
                await asyncio.sleep(0.01 * 2**attempt)
        raise AssertionError("unreachable")


def _answer(request: urllib.request.Request) -> dict[str, Any]:
    with urllib.request.urlopen(request, timeout=10) as response:
        answer: dict[str, Any] = json.load(response)
        return answer


def told(event: types.ApplyEvent) -> None:
    """Progress, a line each."""
    if isinstance(event, types.ApplyEventStepEnded):
        how = "done" if event.failure is None else f"failed: {event.failure.message}"
        print(f"{event.step.action} {event.step.address}: {how}", flush=True)


async def main(url: str, folder: str, subject: str = "hello", env: str = "staging") -> None:
    async with Workspace.open(folder, executors={"kubernetes": Tickets(url)}) as ws:
        try:
            await ws.resume(subject, env=env, on_progress=told)
            print("resumed")
        except errors.StateError as error:
            if error.code != "state.unchanged":
                raise
            # Nothing was interrupted.
            await ws.deploy(subject, env=env, on_progress=told)
        plan = await ws.plan(subject, env=env)
        print("nothing is left to do" if not plan.has_changes else plan.text())


if __name__ == "__main__":
    try:
        asyncio.run(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("stopped; run it again to go on")
    except (PlatformError, RuntimeError, OSError, LookupError) as error:
        sys.exit(f"error: {error}")
