"""The chain: a row says whether it is as it was written, the rows together whether all of them are there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from followup.adapters.log import chain
from followup.adapters.log.chain import Damage, Row, digest
from followup.adapters.log.store import Store
from followup.core.errors import NotValid, RequestFailed
from followup.core.events import Event

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def event(identity: str, application: str | None = "a", **more: Any) -> Event:
    """Return an event; `a` begins an application."""
    return Event(id=identity, kind="note", recorded_at=NOW, application=application, **more)


ROWS = chain.linked([event("a"), event("b", note="Müller, 東京"), event("c", None), event("d")])
HEAD = chain.Head(4, ROWS[-1].hash)


def test_a_chain_is_read_as_it_was_written() -> None:
    """The whole of it, or some rows."""
    assert [each.id for each in chain.read_whole(ROWS, HEAD)] == ["a", "b", "c", "d"]
    assert [each.id for each in chain.read([ROWS[0], ROWS[3]])] == ["a", "d"]


def test_a_chain_goes_on_from_its_head_as_if_it_had_been_written_at_once() -> None:
    """So that two logs can be made one: the events of both, in a new chain."""
    events = chain.read_whole(ROWS, HEAD)
    first = chain.linked(events[:2])
    assert [*first, *chain.linked(events[2:], chain.Head(2, first[-1].hash))] == ROWS


@pytest.mark.parametrize("column", range(7))
@pytest.mark.parametrize("other", ["", "x", None, 5, b"x", 2.5])
def test_no_column_can_be_another(column: int, other: object) -> None:
    """Of whatever type; the row alone tells."""
    values: list[Any] = list(ROWS[1])
    values[column] = other
    with pytest.raises(Damage, match="was altered"):
        chain.event_of(Row(*values))


def relinked(row: Row, **changes: object) -> Row:
    """Return a row with changes, and a hash that is right for them."""
    changed = row._replace(**changes)  # type: ignore[arg-type]
    return changed._replace(hash=digest(*changed[:-1]))


def rewritten(row: Row) -> Row:
    """Return a row that says something else, and contradicts itself nowhere."""
    return relinked(row, data=row.data.replace("Müller", "Miller"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda rows: rows[:-1], "its last events are gone"),
        (lambda rows: rows[1:], "what stood before event number 2 is gone"),
        (lambda rows: [rows[0], *rows[2:]], "what stood before event number 3 is gone"),
        (lambda rows: [rows[0], rows[2], rows[1], rows[3]], "what stood before event number 3 is gone"),
        (lambda _rows: [], "its last events are gone"),
        # A row with a hash of its own that is right is not the one that the next row names.
        (
            lambda rows: [rows[0], rewritten(rows[1]), *rows[2:]],
            "what stood before event number 3 is gone, or not",
        ),
    ],
)
def test_rows_that_are_gone_or_not_those_are_noticed(
    change: Callable[[list[Row]], list[Row]], sentence: str
) -> None:
    """Each row names the one before, and the head the last."""
    with pytest.raises(Damage, match=sentence):
        chain.read_whole(change(ROWS), HEAD)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "x"},
        {"kind": "offer"},
        {"application": None},
        {"recorded_at": "2026-11-21T09:00:00+00:00"},
        {"recorded_at": "soon"},
        {"data": "{}"},
        {"data": "no JSON"},
    ],
)
def test_a_row_whose_columns_contradict_each_other_is_no_event(changes: dict[str, object]) -> None:
    """Though its hash is right: another hand has written it."""
    with pytest.raises(Damage, match=r"two different things|cannot be read"):
        chain.event_of(relinked(ROWS[1], **changes))


def test_an_event_of_an_application_that_is_not_there_is_not_read() -> None:
    """`plan` ran for ever over such a one."""
    with pytest.raises(Damage, match="belongs to an application that is not there"):
        chain.read(ROWS[1:2])


@pytest.mark.parametrize(
    "events",
    [
        [event("x", "no such")],
        [event("x", "b")],  # an event, and no first one
        [event("x", "x"), event("y", "z")],
    ],
)
def test_an_event_of_an_application_that_is_not_there_is_not_logged(
    events: list[Event], tmp_path: Path
) -> None:
    """Nor what was to be logged with it."""
    store = Store(tmp_path / "followup.db")
    store.append([event("a"), event("b")])
    with pytest.raises(RequestFailed, match="The log has no application"):
        store.append(events)
    assert [each.id for each in store.log()] == ["a", "b"]
    store.close()


def test_a_damaged_log_is_not_written_to(tmp_path: Path) -> None:
    """What is added to it would be in doubt as well."""
    store = Store(tmp_path / "followup.db")
    store.append([event("a"), event("b")])
    with store.writing() as connection:
        connection.execute("UPDATE head SET seq = 1")
    with pytest.raises(NotValid, match="was altered"):
        store.append([event("c")])
    store.close()


def test_times_of_long_ago_agree_with_themselves() -> None:
    """JSON has no seconds in an offset, and New York was 4:56:02 behind Greenwich."""
    from zoneinfo import ZoneInfo

    old = msgspec.structs.replace(
        event("a"), recorded_at=datetime(1850, 1, 1, tzinfo=ZoneInfo("America/New_York"))
    )
    [row] = chain.linked([old])
    assert chain.event_of(row).id == "a"
