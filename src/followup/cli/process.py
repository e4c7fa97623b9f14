"""The process: its streams, its interrupts, and what is kept of a bug."""

from __future__ import annotations

import io
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

from followup import __version__
from followup.cli.output import note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

INTERRUPTED = 130
# Of a call that calls itself without end, the last frames say enough.
_MOST_FRAMES = 40


# Seconds until an interrupt that came in a callback comes again.
_SOON = 0.02


def run_as_process(execute: Callable[[], int], leave: Callable[..., None]) -> int:
    """Run the program and return its exit code, whatever its streams are and whenever Ctrl-C comes.

    `leave` is what Ctrl-C has called so far, and ends the process at once. Now it interrupts `execute`, so
    that this can tidy up; where that takes too long, a second Ctrl-C ends it.
    """

    def interrupt(*_: object) -> None:
        signal.signal(signal.SIGINT, leave)
        raise KeyboardInterrupt

    def on_unraisable(unraisable: Any) -> None:  # in a callback, where Python would print it and go on
        if not issubclass(unraisable.exc_type, KeyboardInterrupt):
            return
        if hasattr(signal, "setitimer"):  # so it comes once more, when the callback is over
            signal.signal(signal.SIGALRM, interrupt)
            signal.setitimer(signal.ITIMER_REAL, _SOON)
        else:
            leave()

    _open_streams()
    sys.unraisablehook = on_unraisable
    try:
        try:
            if signal.getsignal(signal.SIGINT) is leave:  # whoever started us may want it passed over
                signal.signal(signal.SIGINT, interrupt)
            return execute()
        finally:  # all is said and done: what comes now changes nothing
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    except KeyboardInterrupt:
        note("Interrupted.")
        return INTERRUPTED


def _open_streams() -> None:
    """Open the standard streams that are closed: the next file, the log perhaps, would take their place.

    Standard input is then empty, standard output fails when it is written, standard error leads nowhere.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_WRONLY if name == "stderr" else os.O_RDONLY)
            os.dup2(nowhere, number)  # the same number, mostly; and programs that we start have it too
            if nowhere != number:
                os.close(nowhere)
            os.set_inheritable(number, True)
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a name that this terminal cannot show is no error


def kept_report(error: BaseException, command: str) -> str | None:
    """Write where a bug happened into a file for its owner alone and return its path; None if that fails.

    No value stands in it, and no message of an error, for these may quote a note.
    """
    import tempfile

    head = f"followup {__version__}, Python {sys.version.split()[0]}, {sys.platform}; command: {command}"
    try:
        descriptor, path = tempfile.mkstemp(prefix="followup-bug-", suffix=".txt")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("\n".join([head, *_said_of(error), ""]))
    except OSError:
        return None
    return path


def _said_of(error: BaseException) -> Iterator[str]:
    """Yield where an error was raised and what kind it is, after the one that led to it."""
    import traceback

    earlier = error.__cause__ or error.__context__
    if earlier is not None:
        yield from _said_of(earlier)
        yield "and then:"
    frames = list(traceback.walk_tb(error.__traceback__))[-_MOST_FRAMES:]
    for frame, line in frames:  # modules, not files: a path may hold the name of the user
        yield f"  {frame.f_globals.get('__name__')}, line {line}, in {frame.f_code.co_name}"
    yield f"{type(error).__module__}.{type(error).__qualname__}"
