"""How long reading a file may take."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

SECONDS = 1  # of the processor; what looks at every pair of anything needs minutes
TRIES = 3  # a busy machine slows down the processor's own time too


def promptly(work: Callable[[], T]) -> T:
    """Return what `work` returns; AssertionError where it is too slow each time."""
    taken = []
    for _ in range(TRIES):
        start = time.process_time()
        result = work()
        taken.append(time.process_time() - start)
        if taken[-1] < SECONDS:
            return result
    raise AssertionError(taken)
