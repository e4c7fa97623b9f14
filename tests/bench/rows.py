"""The lines of the table of costs: which commands, and the most that each may cost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

# As on a morning, the program reads the clock itself, and the log leads up to that day.
TODAY = date.today()  # noqa: TID251, DTZ011
TAB = "__complete"  # what a shell asks at Tab


class Row(NamedTuple):
    """A line of the table: the words of a command, and the most that it may cost, in F.

    `before` runs first, unmeasured, with the variables `env`, and the statement `sql`; what `is_undone` is
    taken back after. {n} is the number of the round, {id}, {handle} and others are of what is due. `days` are
    how many days later each round is than the one before; `is_ruled` gives each round another rules file.
    """

    label: str
    words: tuple[str, ...]
    most: float | None = None
    before: tuple[str, ...] = ()
    days: int = 0
    sql: str = ""
    env: tuple[tuple[str, str], ...] = ()
    is_undone: bool = False
    is_ruled: bool = False


ADD = ("add", "applied", "Quxicorp {n}", "--role", "Analyst", "--recruiter", "Pat {n} <new{n}@example.com>")
HEARD = ("add", "heard-back", "{handle}", "--note", "{n}", "--again")
ROWS = (
    Row("`today`, warm", ("today",), 1.35),
    Row("`today --json`", ("today", "--json"), 0.9),
    Row("`today`, nothing due", ("--now", f"{TODAY + timedelta(days=400)} 08:30", "today"), 1.35),
    Row("`why ID`", ("why", "{id}"), 1.6),
    Row("`show HANDLE`", ("show", "{handle}"), 1.6),
    Row("`draft ID`", ("draft", "{message}"), 1.6),
    Row("`digest`", ("digest",)),
    Row("`calendar`", ("calendar",)),
    Row("`list --open`", ("list", "--open")),
    Row("`plan --days 14`", ("plan", "--days", "14")),
    Row("`list`", ("list",)),
    Row("Tab on a handle", (TAB, "handles", "{begun}"), 0.7),
    Row("Tab on a person", (TAB, "people", "recruiter-1")),
    Row("Tab on an action", (TAB, "actions", "", "--now", f"{TODAY:%Y-%m-%d}")),
    Row("`add applied`", ADD, 1.5),
    Row("`add applied --json`", (*ADD, "--json"), 1.2),
    Row(
        "`add heard-back HANDLE`",
        HEARD,
        is_undone=True,
    ),
    Row("`today`, after `add`", ("today",), 1.6, ADD),
    Row("`done RULE/HANDLE`", ("done", "{rule}/{handle}"), 1.5, is_undone=True),
    Row("`done RULE/HANDLE --json`", ("done", "{rule}/{handle}", "--json"), 1.2, is_undone=True),
    Row("`done ID`", ("done", "{id}"), 1.5, is_undone=True),
    Row("`today`, after `undo`", ("today",), None, ("undo",)),
    Row("`today`, after a correction", ("today",), None, ("edit", "{event}", "--note", "{n}")),
    Row("`snooze ID tomorrow`", ("snooze", "{id}", "tomorrow"), is_undone=True),
    Row("`edit EVENT`", ("edit", "{event}", "--note", "{n}"), is_undone=True),
    Row("`skip ID`", ("skip", "{id}"), is_undone=True),
    Row("`prefer PERSON`", ("prefer", "r0@example.com", "--channel", "phone")),
    Row("`today`, after `prefer`", ("today",), None, ("prefer", "r0@example.com", "--channel", "phone")),
    Row("`today`, in another zone and back", ("today",), None, ("today",), env=(("TZ", "Asia/Tokyo"),)),
    Row("`today`, a new day", ("today",), 1.6, days=1),
    Row("`today`, after an edit of the rules", ("today",), is_ruled=True),
    Row("`today`, nothing kept", ("today",), sql="DELETE FROM derived"),
)
