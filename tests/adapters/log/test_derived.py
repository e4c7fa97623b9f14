"""What stands beside the log, held against a replay of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from damage import TABLES, TO_TABLES, spoil_table, take_tables
from followup.adapters.log.database import PATIENCE_SECONDS
from followup.adapters.log.derived import fault_of
from followup.adapters.log.store import Store
from followup.core.events import About, Event, Person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def event(
    identity: str, application: str | None, kind: str = "note", *contacts: str, company: str = ""
) -> Event:
    """Return an event that names contacts."""
    people = tuple(Person(contact, contact=contact) for contact in contacts)
    about = About(company=company or None)
    return Event(id=identity, kind=kind, recorded_at=NOW, application=application, people=people, about=about)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the log is."""
    return tmp_path / "followup.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """Return a log of four applications: two awake, one asleep, one over."""
    found = Store(path)
    found.append([event("a", "a", "applied", "ann", company="Acme"), event("b", "b", "applied", "bo")])
    found.append([event("c", "c", "applied", company="Acme"), event("d", "d", "applied", "ann", "bo")])
    look(found, {"c": NOW + timedelta(days=3), "b": None})
    yield found
    found.close()


def look(store: Store, until: dict[str, datetime | None], days: int = 0) -> None:
    """Look on a later day, after which what is named in `until` sleeps."""
    now = NOW + timedelta(days=days)
    awake = store.awake("rules", now)
    store.put_to_sleep(until, "rules", awake, now)


def fault(path: Path) -> str | None:
    """Return what is wrong."""
    with closing(sqlite3.connect(path)) as connection:
        return fault_of(connection)


def test_nothing_is_wrong_whatever_is_logged_and_looked_at(store: Store, path: Path) -> None:
    """Applications that sleep, wake, are woken by an event, a wish or a merge, and are new."""
    assert fault(path) is None
    store.append([event("e", "c"), event("f", None, "preference", "bo"), event("g", "g", "applied", "cy")])
    assert fault(path) is None
    look(store, {"g": NOW + timedelta(days=9), "c": NOW + timedelta(days=5)})
    store.append([event("h", None, "same_person", "ann", "cy"), event("i", "d", "note", "dee")])
    assert fault(path) is None
    look(store, {"b": NOW + timedelta(days=12)}, days=5)  # c wakes, and stays awake
    assert fault(path) is None
    assert store.awake("rules", NOW + timedelta(days=6)).asked == {"a", "c", "d", "g"}
    store.append([event("j", None, "away")])
    assert fault(path) is None
    assert store.awake("rules", NOW + timedelta(days=6)).events is None


def test_what_was_left_out_wakes_nobody_and_is_not_read(store: Store, path: Path) -> None:
    """A mailbox of years leaves thousands of such events."""
    before = store.awake("rules", NOW)
    store.append([event(f"no-{number}", None, "dismissed") for number in range(3)])
    after = store.awake("rules", NOW)
    assert (after.asked, after.events) == (before.asked, before.events)
    assert "dismissed" not in {each.kind for each in store.log(after)}
    assert "dismissed" in {each.kind for each in store.log()}
    assert fault(path) is None


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("how", TO_TABLES)
def test_every_damage_is_found(how: str, table: str, path: Path) -> None:
    """But for tables without a head, which are not there, and a column that nothing reads."""
    spoil_table(path, table, how)
    is_harmless = (table, how) == ("derived", "gone") or how == "one more column"
    assert (fault(path) is None) == is_harmless


def test_tables_of_another_log_are_not_believed(store: Store, path: Path, tmp_path: Path) -> None:
    """Each of their rows has its seal; but they were computed up to another event."""
    other = Store(tmp_path / "other.db")
    other.append([event("a", "a", "applied"), event("b", "b", "applied")])
    look(other, {"a": None, "b": None})
    other.close()
    take_tables(path, tmp_path / "other.db")
    assert store.awake("rules", NOW).asked == {"a", "b", "c", "d"}


def test_a_link_that_is_gone_is_not_taken_for_a_new_one(store: Store, path: Path) -> None:
    """An application that is logged with it would else stand alone."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM links WHERE link = 'contact:bo'")
        connection.commit()
    store.append([event("e", "e", "applied", "bo")])
    assert store.awake("rules", NOW).applications >= {"b", "d", "e"}


def test_a_look_waits_for_nobody(store: Store, path: Path) -> None:
    """Where another command is writing, the sleep is simply not noted."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        awake = store.awake("rules", NOW)
        other.execute("BEGIN IMMEDIATE")
        before = monotonic()
        store.put_to_sleep({"a": None}, "rules", awake, NOW)
        assert monotonic() - before < PATIENCE_SECONDS / 2
    assert store.awake("rules", NOW).asked == {"a", "d"}
