"""The process: what the console script and `python -m followup` run.

A command ends before the collector of cycles would have anything to find; while hundreds of classes are
made at the start it would look for it ten times.

Until the modules are loaded Ctrl-C ends the process at once: there is nothing to tidy up yet, and Python
would tell of an exception in the middle of an import at length.
"""

# ruff: noqa: E402  # this comes first, or it comes too late
from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # part of Python itself: nothing is loaded to get it
import os


def _leave(*_: object) -> None:
    try:
        os.write(2, b"Interrupted.\n")
    finally:
        os._exit(130)


if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
    _signal.signal(_signal.SIGINT, _leave)

import gc

gc.set_threshold(200_000)

import sys
import time

TYPE_CHECKING = False  # `typing` is for those who check types; it would be loaded for this alone
if TYPE_CHECKING:
    from typing import NoReturn


def _said_before() -> bool:
    """Say again what was said before, if the same question has the same answer still."""
    from followup.adapters.remembered import asked, recall

    question = asked(sys.argv[1:], os.environ)
    answer = recall(question, time.time()) if question is not None else None  # noqa: TID251  # no clock is made yet
    if answer is None:
        return False
    data = answer.encode(sys.stdout.encoding, "replace")
    try:
        while data:
            data = data[os.write(1, data) :]
    except BrokenPipeError:
        pass  # the reader has seen enough
    except OSError:
        return False  # whatever it is, it is told in words
    return True


def _end(code: int) -> NoReturn:
    """End the process at once: taking hundreds of modules apart is a tenth of a morning, and for nothing.

    All is written and closed by now; if not, Python says so in its own way.
    """
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # whoever started us may have closed it
                stream.flush()
    except (OSError, ValueError):
        sys.exit(code)
    os._exit(code)


def run() -> NoReturn:
    """Run the program as a process."""
    if sys.argv[1:2] == ["__complete"]:  # a shell asks at Tab: Click alone would take longer than the answer
        from followup.adapters.completion import answer

        answer(sys.argv[2:], os.environ, time.strftime("%Y-%m-%d"))
        _end(0)
    if _said_before():
        _end(0)
    from followup.cli.main import execute
    from followup.cli.process import run_as_process

    _end(run_as_process(execute, _leave))


if __name__ == "__main__":
    run()
