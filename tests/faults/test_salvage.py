"""Salvage: of a damaged log, every event that is as it was written is brought back, and the rest is named."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import msgspec
import pytest

from faults.damage import DAMAGES, PAGE, Search, search
from followup.adapters.log.chain import COLUMNS
from followup.adapters.log.inspection import trouble_with
from followup.adapters.log.mending import Mended, mend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from followup.core.events import Event

Span = tuple[int, bytes]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Search:
    """Return a log, which every test writes anew."""
    return search(tmp_path_factory.mktemp("search"))


def varint(number: int) -> bytes:
    """Return a number as SQLite writes it: seven bits a byte, the eighth says that there are more."""
    parts = [number & 0x7F]
    while number := number >> 7:
        parts.append(number & 0x7F | 0x80)
    return bytes(reversed(parts))


def places(log: Search) -> dict[str, list[Span]]:
    """Return where in the file each event stands, by its id: every stretch, with its bytes.

    The record is put together from what SQL says of the row, and looked for; nothing here is shared with the
    program. A long one goes on in other pages: four bytes say in which, then four bytes of that in the next.
    """
    log.write(log.whole)
    with closing(sqlite3.connect(log.program.path)) as connection:
        rows = connection.execute(f"SELECT {COLUMNS} FROM events").fetchall()  # noqa: S608
    return {row[1]: list(stretches(log.whole, *row)) for row in rows}


def stretches(data: bytes, seq: int, *columns: str | None) -> Iterator[Span]:
    texts = [b"" if each is None else each.encode() for each in columns]
    types = b"\0" + b"".join(
        b"\0" if each is None else varint(13 + 2 * len(text))
        for each, text in zip(columns, texts, strict=True)
    )
    record = varint(seq) + varint(len(types) + 1) + types + b"".join(texts)
    start = data.index(record[:300])
    length = next((n for n in range(len(record)) if data[start + n] != record[n]), len(record))
    if length == len(record):
        yield start, record
        return
    # By chance the number of the next page may begin as the record would go on.
    for here in range(length, length - 5, -1):
        found = list(rest(data, record[here:], data[start + here : start + here + 4]))
        if found:
            yield start, data[start : start + here + 4]
            yield from found
            return
    raise AssertionError(seq)


def rest(data: bytes, record: bytes, page: bytes) -> Iterator[Span]:
    spans = []
    while record:
        start = (int.from_bytes(page, "big") - 1) * PAGE
        size = min(PAGE - 4, len(record))
        if start < 0 or data[start + 4 : start + 4 + size] != record[:size]:
            return
        spans.append((start, data[start : start + 4 + size]))
        page, record = data[start : start + 4], record[size:]
    yield from spans


def is_whole(data: bytes, spans: list[Span]) -> bool:
    return all(data[start : start + len(text)] == text for start, text in spans)


class Rescue:
    """Mends one damaged log after another, and counts."""

    def __init__(self, log: Search) -> None:
        self.log = log
        self.places = places(log)
        self.by_id = {event.id: event for event in log.events}
        self.damages = self.undamaged = self.saved = self.of_damaged = 0
        self.wrong: list[str] = []

    def mend(self, data: bytes, what: str) -> None:
        """Mend the log with these bytes in its place, and say what is wrong with what comes of it."""
        self.log.write(data)
        if trouble_with(self.log.program.path) is None:
            return
        mended = mend(self.log.program.path)
        self.damages += 1
        self.wrong += [f"{what}: {each}" for each in self._wrong(data, mended)]

    def _wrong(self, data: bytes, mended: Mended) -> Iterator[str]:
        events, stand_ins, lost, end_is_known = mended.saved
        whole = {identity for identity, spans in self.places.items() if is_whole(data, spans)}
        real = {event.id: event for event in events} if not stand_ins else real_of(events, stand_ins)
        saved = {identity for identity, event in real.items() if event == self.by_id.get(identity)}
        self.undamaged += len(whole)
        self.saved += len(whole & saved)
        self.of_damaged += len(saved - whole)
        if missing := whole - saved:
            yield f"undamaged, and not saved: {sorted(missing)}"
        if invented := set(real) - saved:
            yield f"not as logged: {sorted(invented)}"
        numbers = {n for each in lost for n in range(each.first, each.last + 1)}
        order = {event.id: number for number, event in enumerate(self.log.events, 1)}
        told = numbers if end_is_known else numbers | set(range(len(real) + len(numbers) + 1, len(order) + 1))
        if told != {order[identity] for identity in order.keys() - saved}:
            yield f"lost {sorted(order[each] for each in order.keys() - saved)}, told {sorted(told)}"
        if [order[each] for each in real] != sorted(order[each] for each in real):
            yield "not in the order logged"
        if mended.kept is None or mended.kept.read_bytes() != data:
            yield "the damaged file was not kept"
        if trouble := trouble_with(self.log.program.path):
            yield trouble


def real_of(events: list[Event], stand_ins: list[Event]) -> dict[str, Event]:
    made = {id(event) for event in stand_ins}
    return {event.id: event for event in events if id(event) not in made}


def rescued(log: Search, seed: int, each: int) -> Rescue:
    """Return what came of `each` damages of each kind."""
    chance, rescue = random.Random(seed), Rescue(log)
    for damage in DAMAGES:
        for number in range(each):
            rescue.mend(damage(log.whole, chance), f"{damage.__name__} {seed}/{number}")
    return rescue


def test_every_undamaged_event_is_saved_from_some_damages(log: Search) -> None:
    """Of each kind one."""
    rescue = rescued(log, 1, 1)
    assert rescue.wrong == []
    assert rescue.saved == rescue.undamaged > 100


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_every_undamaged_event_is_saved(
    seed: int, log: Search, record_property: Callable[[str, object], None]
) -> None:
    """Of each kind 25, at each seed."""
    rescue = rescued(log, seed, 25)
    record_property(
        "figure",
        f"salvage after {rescue.damages} damages: {rescue.saved} of {rescue.undamaged} undamaged events"
        f" saved, and {rescue.of_damaged} with one wrong bit",
    )
    assert rescue.wrong == []
    assert rescue.saved == rescue.undamaged


def test_every_page_can_be_lost_alone(log: Search) -> None:
    """The first with header and schema, those above the rows, those of the index."""
    rescue = Rescue(log)
    for page in range(len(log.whole) // PAGE):
        start = page * PAGE
        rescue.mend(log.whole[:start] + bytes(PAGE) + log.whole[start + PAGE :], f"page {page}")
    assert rescue.wrong == []
    assert rescue.saved == rescue.undamaged


def test_rows_that_were_deleted_come_back_while_their_place_is_not_used(log: Search) -> None:
    """Where SQLite does not overwrite it; the chain tells that they were logged."""
    log.write(log.whole)
    with closing(sqlite3.connect(log.program.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("DROP TRIGGER events_never_go")
        connection.execute("DELETE FROM events WHERE seq IN (30, 31)")
    mended = mend(log.program.path)
    assert {event.id for event in mended.saved.events} >= {
        event.id for number, event in enumerate(log.events, 1) if number not in {30, 31}
    }
    assert trouble_with(log.program.path) is None


def test_of_two_rows_of_one_number_the_chain_tells_which_was_logged(log: Search) -> None:
    """Somebody made a row with a hash that is right; the row after it names another."""
    log.write(log.whole)
    from followup.adapters.log.chain import Row, digest
    from followup.adapters.log.salvage import Indexed, salvaged
    from followup.adapters.log.scan import scan

    found = scan(log.whole)
    row = next(row for row in found.rows if row.seq == 6)
    other = msgspec.json.decode(row.data) | {"note": "never said"}
    columns = (*row[:5], msgspec.json.encode(other).decode(), row.previous)
    for rows in (
        [Row(*columns, digest(*columns)), *found.rows],
        [*found.rows, Row(*columns, digest(*columns))],
    ):
        saved = salvaged(found._replace(rows=rows), Indexed({}, {}), 3)
        assert tuple(saved.events) == log.events
