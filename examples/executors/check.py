"""Tries an example on a real ticket system: failure, retry, cancellation in the middle, kill -9, resume, drift.

`python3 check.py COMMAND...`: the command takes URL and FOLDER. Ends with `N passed, 0 failed`.
"""

import json
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from typing import Any, Iterator

HERE = pathlib.Path(__file__).resolve().parent
COMMAND = sys.argv[1:]


@contextmanager
def server(*options: str) -> Iterator[str]:
    process = subprocess.Popen([sys.executable, HERE / "ticket_server.py", *options], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()


def start(url: str, folder: pathlib.Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*COMMAND, url, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def run(url: str, folder: pathlib.Path) -> tuple[int, str, str]:
    process = start(url, folder)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def tickets(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{url}/tickets", timeout=10) as answer:
        read: dict[str, Any] = json.load(answer)
        return read


def wait_for_tickets(url: str) -> None:
    deadline = time.monotonic() + 60
    while not tickets(url):
        assert time.monotonic() < deadline, "no ticket was opened"
        time.sleep(0.01)


def retries(folder: pathlib.Path) -> None:
    """Every third request fails, and nothing is noticed; a second run does nothing."""
    with server("--fails", "3") as url:
        code, out, err = run(url, folder)
        assert code == 0 and "nothing is left to do" in out, (out, err)
        opened = tickets(url)
        assert len(opened) == 2 and out.count(": done") >= 2, (opened, out)
        code, out, err = run(url, folder)
        assert code == 0 and ": done" not in out and tickets(url) == opened, (out, err)


def failure(folder: pathlib.Path) -> None:
    """A server that never answers fails the step with what it said; when it is well again, the rest is done."""
    with server("--fails", "1") as url:
        code, out, err = run(url, folder)
        assert code != 0 and "the ticket system answers 503" in err, (code, out, err)
    with server() as url:
        code, out, err = run(url, folder)
        assert code == 0 and "nothing is left to do" in out and len(tickets(url)) == 2, (code, out, err)


def stopped(folder: pathlib.Path, how: signal.Signals) -> None:
    """Stopped while tickets are open; another process goes on, and opens no ticket twice."""
    with server("--takes", "2") as url:
        process = start(url, folder)
        wait_for_tickets(url)
        process.send_signal(how)
        out, err = process.communicate(timeout=60)
        assert process.returncode != 0 and "nothing is left to do" not in out, (out, err)
        if how == signal.SIGINT:
            assert "run it again to go on" in err, err
        code, out, err = run(url, folder)
        assert code == 0 and "resumed" in out and "nothing is left to do" in out, (code, out, err)
        opened = tickets(url)
        assert sorted(one["number"] for one in opened.values()) == [1, 2], opened


def drift(folder: pathlib.Path) -> None:
    """A ticket that somebody removed is opened again."""
    with server() as url:
        assert run(url, folder)[0] == 0
        key = next(iter(tickets(url)))
        address = f"{url}/tickets/{key.replace('/', '%2F')}"
        urllib.request.urlopen(urllib.request.Request(address, method="DELETE"), timeout=10).close()
        code, out, err = run(url, folder)
        assert code == 0 and out.count(": done") == 1 and key in tickets(url), (out, err)


def main() -> int:
    # What was started in the background ignores Ctrl-C, and so would all that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    cases = {
        "retries": retries,
        "failure": failure,
        "cancelled and resumed": lambda folder: stopped(folder, signal.SIGINT),
        "killed and resumed": lambda folder: stopped(folder, signal.SIGKILL),
        "drift": drift,
    }
    failed = 0
    for name, case in cases.items():
        with tempfile.TemporaryDirectory() as scratch:
            folder = pathlib.Path(scratch) / "hello"
            shutil.copytree(HERE.parent / "hello", folder)
            try:
                case(folder)
            except Exception as error:
                failed += 1
                print(f"{name}: {type(error).__name__}: {error}")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
