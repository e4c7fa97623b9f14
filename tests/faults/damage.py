"""Damage: a search for a job that fills every kind of page, what its views say, and ways to break it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from cli.program import Program
from followup.core.actions import action_id
from followup.core.events import Event

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from cli.program import Result

# A log with every kind of event, and mails; it is migrated when it is first read.
FIXTURE = Path(__file__).parents[1] / "adapters" / "log" / "format-2.db"
NOW = "2026-11-05 09:00"
MORE = 60  # events, beside those of the fixture
PAGE = 4096
SECTOR = 512
HANDLES = ("acme", "globex", "initech")
VIEWS = (
    *("list --json", "today --all --json", "today --json", "plan --json", "people --json", "digest"),
    *(f"{view} {handle} --json" for view in ("show", "why") for handle in HANDLES),
)
INSIDE = "went wrong inside"


class Search(NamedTuple):
    """A log, and what each of the views says of it."""

    program: Program
    whole: bytes
    events: tuple[Event, ...]
    said: dict[str, Result]

    def views(self) -> dict[str, Result]:
        """Return what each of the views says now; nothing may go wrong inside."""
        said = {line: self.program(line, NOW) for line in VIEWS}
        assert {line: each.err for line, each in said.items() if INSIDE in each.err} == {}
        return said

    def write(self, data: bytes) -> None:
        """Put `data` in the place of the log, and away what stands beside it, but for the marker."""
        for path in self.program.data.glob("*followup*"):
            if not path.name.endswith(".marker"):
                path.unlink()
        self.program.path.write_bytes(data)


def search(folder: Path) -> Search:
    """Return a log of many pages; one letter in three goes on in further pages."""
    program = Program(folder, ZoneInfo("America/New_York"))
    program.data.mkdir(mode=0o700)
    shutil.copy(FIXTURE, program.path)
    with program.store() as store:
        first = store.log()[0]
        store.append([_letter(first, number) for number in range(MORE)])
        events = store.log()
    log = Search(program, b"", tuple(events), {})
    log.views()
    log.said.update(log.views())  # as every morning: what sleeps sleeps
    assert {line: each for line, each in log.said.items() if each.code} == {}
    return log._replace(whole=program.path.read_bytes())


def _letter(first: Event, number: int) -> Event:
    """Return a note whose text no other has."""
    words = (action_id("letter", str(number), str(word), "", 1) for word in range(number * 97 % 1009))
    return Event(
        id=action_id("damage", str(number), "", "", 1),
        kind="note",
        recorded_at=first.recorded_at,
        day=first.recorded_at.date(),
        application=first.application,
        note=f"letter {number}: Müller, 東京",
        text=" ".join(words) if number % 3 == 0 else None,
    )


def flipped(data: bytes, position: int, bit: int) -> bytes:
    """Return `data` with one bit wrong."""
    changed = bytearray(data)
    changed[position] ^= 1 << bit
    return bytes(changed)


def flip(data: bytes, chance: random.Random) -> bytes:
    """Flip one bit, anywhere."""
    return flipped(data, chance.randrange(len(data)), chance.randrange(8))


def flips(data: bytes, chance: random.Random) -> bytes:
    """Flip some bits, anywhere."""
    for _ in range(chance.randint(2, 20)):
        data = flip(data, chance)
    return data


def _over(data: bytes, start: int, new: bytes) -> bytes:
    return data[:start] + new + data[start + len(new) :]


def zeroed_pages(data: bytes, chance: random.Random) -> bytes:
    """Let some pages be nothing but zeros."""
    for _ in range(chance.randint(1, 4)):
        data = _over(data, chance.randrange(len(data) // PAGE) * PAGE, bytes(PAGE))
    return data


def zeroed_sectors(data: bytes, chance: random.Random) -> bytes:
    """Let some sectors be nothing but zeros."""
    for _ in range(chance.randint(1, 6)):
        data = _over(data, chance.randrange(len(data) // SECTOR) * SECTOR, bytes(SECTOR))
    return data


def noise(data: bytes, chance: random.Random) -> bytes:
    """Let a page be another file's."""
    return _over(data, chance.randrange(len(data) // PAGE) * PAGE, chance.randbytes(PAGE))


def swapped_pages(data: bytes, chance: random.Random) -> bytes:
    """Let two pages be in each other's place."""
    one, other = (chance.randrange(len(data) // PAGE) * PAGE for _ in range(2))
    there = data[other : other + PAGE]
    return _over(_over(data, other, data[one : one + PAGE]), one, there)


def cut(data: bytes, chance: random.Random) -> bytes:
    """Cut the end off."""
    return data[: chance.randrange(len(data))]


def headless(data: bytes, chance: random.Random) -> bytes:
    """Damage the header and the schema, and something else."""
    return flip(_over(data, 0, chance.randbytes(chance.choice((16, 100, PAGE)))), chance)


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *(flip, flips, zeroed_pages, zeroed_sectors, noise, swapped_pages, cut, headless),
)
