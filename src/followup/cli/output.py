"""The way out: what a command answers, and the one place that draws it, prints it or writes it as JSON."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec

from followup.core.errors import FollowupError, RequestFailed
from followup.core.text import shown, visible_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

    # Text is printed as it stands, bytes too, whatever the machine's encoding; Rich draws the rest.
    Part = str | bytes | RenderableType

# Longer lines are hard to read, and tear a row's beginning from its end.
WIDEST = 120
_P = ParamSpec("_P")


class Result(NamedTuple):
    """What a command answers. Nothing is drawn, or written as JSON, unless it is shown.

    `remarks` go to standard error beside the screen; a document holds everything itself. `error` is what
    failed although there is something to show: it is raised after the screen, and a document speaks of it.
    """

    screen: Callable[[], Iterable[Part]] = tuple
    document: Callable[[], dict[str, Any]] | None = None
    exit_code: int = 0
    remarks: tuple[str | RenderableType, ...] = ()
    error: FollowupError | None = None
    as_json: bool = False


def answer(*lines: str, remarks: Iterable[str] = ()) -> Result:
    """Return the result of a command that has a few lines to say."""
    return Result(lambda: lines, remarks=tuple(remarks))


def json_option(command: Callable[_P, Result]) -> Callable[_P, Result]:
    """Give a command the option --json, which shows its document instead of its screen."""

    @wraps(command)  # with the options declared so far
    def with_json(*args: _P.args, **kwargs: _P.kwargs) -> Result:
        as_json = bool(kwargs.pop("as_json"))
        return command(*args, **kwargs)._replace(as_json=as_json)

    import click  # by now it is loaded

    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(with_json)


class NotPrinted(RequestFailed):
    """Standard output cannot be written; `reason` is what the system says."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The answer could not be written: {reason}.")
        self.reason = reason


@contextmanager
def _printing() -> Iterator[None]:
    """Turn what the system says of standard output into a sentence; a reader that has left is none."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        lead_nowhere(1)
        reason = "standard output is closed" if error.errno == errno.EBADF else error.strerror
        raise NotPrinted(reason or str(error)) from None


class Terminal:
    """Where results are shown. `width` is in columns, None for that of the terminal.

    What is `unseen` is drawn as it would be, into `said` alone.
    """

    def __init__(self, width: int | None = None, *, no_color: bool = False, unseen: bool = False) -> None:
        self._width = width
        self._no_color = no_color
        self._unseen = unseen
        self.said: list[str] = []  # what was printed or drawn so far

    def show(self, result: Result) -> int:
        """Show a result and return its exit code; its error is raised when the rest has been said."""
        if result.as_json and result.document is not None:
            document = result.document()
            with _printing():
                self._echo(_json_of(document))
            return result.error.exit_code if result.error else result.exit_code
        for part in result.screen():
            self.draw(part)
        for remark in result.remarks:
            note(remark) if isinstance(remark, str) else self._remark(remark)
        if result.error is not None:
            raise result.error
        return result.exit_code

    def draw(self, *parts: Part) -> None:
        """Print or draw each part on standard output."""
        with _printing():
            for part in parts:
                if isinstance(part, str):
                    self._echo(visible_lines(part))
                elif isinstance(part, bytes):
                    _print_bytes(part)
                else:
                    self._draw(part)
            sys.stdout.flush()

    def _remark(self, remark: RenderableType) -> None:
        try:
            self._console(stderr=True).print(_Visible(remark))
        except OSError:
            lead_nowhere(2)

    def _draw(self, part: RenderableType) -> None:
        console = self._console()
        console.width = min(console.width, WIDEST)
        with console.capture() as drawn:
            console.print(_Visible(part))
        text = drawn.get()
        if not console.is_terminal:
            # Into a file or a pipe goes no padding: Rich fills each line up to the width of the screen.
            text = "".join(f"{line.rstrip()}\n" for line in text.rstrip("\n").split("\n"))
        self.said.append(text)
        if not self._unseen:
            console.file.write(text)

    def _echo(self, text: str) -> None:
        self.said.append(f"{text}\n")
        if not self._unseen:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()

    def _console(self, *, stderr: bool = False) -> Console:
        from rich.console import Console

        return Console(
            stderr=stderr,
            width=self._width,
            highlight=False,
            markup=False,
            emoji=False,
            no_color=self._no_color or None,
        )


class _Visible:
    """What Rich draws, without anything in its texts that a terminal would obey."""

    def __init__(self, part: RenderableType) -> None:
        self._part = part

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        for segment in console.render(self._part, options):
            yield segment if segment.control else segment._replace(text=visible_lines(segment.text))


def note(text: str) -> None:
    """Say something that is no data, on standard error; it may repeat what was typed, or stands in a file.

    Where that cannot be written, nobody listens.
    """
    try:
        sys.stderr.write(f"{shown(text)}\n")
        sys.stderr.flush()
    except OSError:
        lead_nowhere(2)


def lead_nowhere(descriptor: int) -> None:
    """Let a stream that cannot be written lead nowhere: Python would try again, and complain, at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _json_of(document: dict[str, Any]) -> str:
    from followup.formats.screens.documents import encode

    text = encode(document)
    if not (sys.stdout.encoding or "utf-8").lower().startswith("utf"):
        import json

        text = json.dumps(json.loads(text), indent=2)  # in ASCII
    return text


def _print_bytes(data: bytes) -> None:
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:  # somebody caught what is printed, as text
        sys.stdout.write(data.decode())
        return
    sys.stdout.flush()
    stream.write(data)
    stream.flush()
