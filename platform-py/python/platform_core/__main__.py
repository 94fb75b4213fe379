"""The command `platform`: `python -m platform_core`."""

from __future__ import annotations

import signal
import sys

from . import _native


def main() -> None:
    """Runs the command with the process's arguments, and ends the process as it ends."""
    # Python's own handler would wait for the engine to come back.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(_native.main(["platform", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
