"""The process: what the console script and `python -m followup` run.

A command ends before the collector of cycles would have anything to find; while hundreds of classes are
made at the start it would look for it ten times.
"""

# ruff: noqa: E402  # this comes first, or it comes too late
from __future__ import annotations

import gc

gc.set_threshold(200_000)

import io
import sys

from followup.cli.main import execute


def run() -> None:
    """Run the program as a process."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a name that this terminal cannot show is no error
    sys.exit(execute())


if __name__ == "__main__":
    run()
