"""Damage: a search for a job that fills every kind of page, what its views say, and ways to break its file."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from cli.program import Program
from followup.core.actions import action_id
from followup.core.events import Event

if TYPE_CHECKING:
    import random

    from cli.program import Result

# A log with every kind of event, and mails; it is migrated when it is first read.
FIXTURE = Path(__file__).parents[1] / "adapters" / "log" / "format-2.db"
NOW = "2026-11-05 09:00"
MORE = 60  # events, beside those of the fixture
VIEWS = (
    *("list --json", "today --all --json", "today --json", "plan --json", "people --json", "digest"),
    *(f"{view} {handle} --json" for view in ("show", "why") for handle in ("acme", "globex", "initech")),
)
NEVER = "went wrong inside"


class Search(NamedTuple):
    """A log, and what each of the views says of it."""

    program: Program
    whole: bytes
    said: dict[str, Result]

    def views(self) -> dict[str, Result]:
        """Return what each of the views says now."""
        return {line: self.program(line, NOW) for line in VIEWS}

    def write(self, data: bytes) -> None:
        """Put other bytes in the place of the log, and what stands beside it away."""
        for path in self.program.data.glob("followup*"):
            if path != self.program.path and not path.name.endswith(".marker"):
                path.unlink()
        self.program.path.write_bytes(data)


def search(folder: Path) -> Search:
    """Return a log of some pages; two thirds of its letters are short, the others go on in further pages."""
    program = Program(folder, ZoneInfo("America/New_York"))
    program.data.mkdir(mode=0o700)
    shutil.copy(FIXTURE, program.path)
    with program.store() as store:
        events = store.log()
        first = next(event for event in events if event.application)
        store.append([_letter(first, number) for number in range(MORE)])
    program("today", NOW)
    found = Search(program, program.path.read_bytes(), {})
    found.said.update(found.views())
    found.said.update(found.views())  # the second time as every morning: what sleeps sleeps
    assert {line: each for line, each in found.said.items() if each.code} == {}
    return found._replace(whole=program.path.read_bytes())


def _letter(first: Event, number: int) -> Event:
    """Return a message sent, whose text no other has."""
    words = " ".join(action_id("letter", str(number), str(word), "", 1) for word in range(number * 12 % 1009))
    return msgspec.structs.replace(
        first,
        id=action_id("damage", str(number), "", "", 1),
        kind="note",
        people=(),
        about=Event(id="", kind="", recorded_at=first.recorded_at).about,
        note=f"letter {number}",
        text=words if number % 3 == 0 else None,
    )


def flipped(data: bytes, position: int, bit: int) -> bytes:
    """Return `data` with one bit wrong."""
    changed = bytearray(data)
    changed[position] ^= 1 << bit
    return bytes(changed)


def a_flip(data: bytes, chance: random.Random) -> bytes:
    """Return `data` with one bit wrong, anywhere."""
    return flipped(data, chance.randrange(len(data)), chance.randrange(8))
