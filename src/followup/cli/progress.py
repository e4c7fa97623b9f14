"""Progress: a bar on standard error, for whoever waits at a terminal for longer than a moment."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    import rich.progress

# Whatever is done sooner needs no bar.
PATIENCE_SECONDS = 1.0


class Progress:
    """Shows how far some work is, from a second after its beginning on; nothing where nobody watches."""

    def __init__(self, what: str, patience: float = PATIENCE_SECONDS) -> None:
        self._what, self._patience = what, patience
        self._watched = sys.stderr is not None and sys.stderr.isatty()
        self._bar: rich.progress.Progress | None = None

    def __enter__(self) -> Self:
        self._began = monotonic()
        return self

    def show(self, done: int, total: int) -> None:
        """Say that so much of all is done."""
        if not self._watched:
            return
        if self._bar is None and monotonic() - self._began >= self._patience:
            self._bar = _bar()
            self._bar.start()
            self._bar.add_task(self._what, total=total)
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=done)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()


def _bar() -> rich.progress.Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
