"""The copies of the log: what is known of each, which one is brought back, and which have had their time."""

from __future__ import annotations

from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date, datetime

# As many of the last days on which something was logged have their copy; older ones only one a month.
DAYS = 7


class Origin(StrEnum):
    """What a copy was made for."""

    DAY = "day"  # before the first event of a day
    ASKED = "asked"  # `followup backup`
    MIGRATION = "migration"  # before the log was rewritten in another format
    MERGE = "merge"  # before the log of another machine was merged into it
    REPLACED = "replaced"  # the log as it was before something took its place


class Content(NamedTuple):
    """What a log holds: how many events, and of the last one the id, the kind and when it was logged."""

    events: int
    last: str = ""
    kind: str = ""
    recorded_at: datetime | None = None


class Copy(NamedTuple):
    """A file that a log can be brought back from; `content` is None where it cannot be read.

    `name` is what a user types. `made` is the date in its name; None where that has none.
    """

    name: str
    path: str
    origin: Origin
    size: int
    made: date | None = None
    content: Content | None = None


def superfluous(days: Iterable[date], today: date) -> list[date]:
    """Return those of the days with a copy whose copy has had its time.

    The last seven stay, and the last one of each month. Days that `today` does not know yet, from a clock
    that was wrong, neither count nor go.
    """
    known = sorted({day for day in days if day <= today})
    monthly = {list(same)[-1] for _, same in groupby(known, lambda day: (day.year, day.month))}
    return [day for day in known[:-DAYS] if day not in monthly]


def newest_first(copies: Iterable[Copy], today: date) -> list[Copy]:
    """Return the copies of a day and those asked for, the newest first; a date that has not come is last."""
    found = [copy for copy in copies if copy.made and copy.origin in {Origin.DAY, Origin.ASKED}]
    return sorted(found, key=lambda copy: (_known(copy, today), copy.made, copy.name), reverse=True)


def _known(copy: Copy, today: date) -> bool:
    return copy.made is not None and copy.made <= today


def last_made(copies: Sequence[Copy], today: date) -> date | None:
    """Return the date of the last readable copy of a day, or asked for; None where there is none."""
    return next((copy.made for copy in newest_first(copies, today) if copy.content), None)


def is_behind(made: date | None, days_logged: Collection[date], today: date) -> bool:
    """Whether a copy is missing, `made` being the date of the last one.

    One is made before the first event of each day of `days_logged` but the first of all, which has nothing to
    copy yet. Of a day that has not come, that of a pretended now, none is expected.
    """
    days = sorted(day for day in days_logged if day <= today)
    return len(days) > 1 and (made is None or made < days[-1])
