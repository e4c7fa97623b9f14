"""The store: an append-only log that loses nothing, and what can be computed again beside it."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from damage import TABLES, TO_TABLES, spoil_table
from followup.adapters.log import creation
from followup.adapters.log.database import APPLICATION_ID, VERSION
from followup.adapters.log.store import Store
from followup.core.errors import LogChanged, NotValid, RequestFailed
from followup.core.events import About, Event, Person, Wish

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=3)


def event(
    identity: str, application: str | None = None, kind: str = "note", company: str = "", **more: object
) -> Event:
    """Return an event; without an application it begins one, at `company` where that is said."""
    more.setdefault("about", About(company=company or None))
    return Event(
        id=identity,
        kind=kind,
        recorded_at=NOW,
        application=application or identity,
        **more,  # type: ignore[arg-type]
    )


def about_people(identity: str, kind: str, *contacts: str, **more: object) -> Event:
    """Return an event about people everywhere, by the ids of their contacts."""
    people = tuple(Person(contact=contact) for contact in contacts)
    return Event(id=identity, kind=kind, recorded_at=NOW, people=people, **more)  # type: ignore[arg-type]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a log may be."""
    return tmp_path / "folder" / "followup.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """Return a log that is not there yet."""
    found = Store(path)
    yield found
    found.close()


def ids(store: Store) -> list[str]:
    """Return the ids of all events."""
    return [each.id for each in store.log()]


class TestLog:
    """Events go in, and stay."""

    def test_looking_creates_nothing(self, store: Store, path: Path) -> None:
        """Neither file nor folder."""
        assert store.log() == []
        assert store.awake("rules", NOW).asked == frozenset()
        store.put_to_sleep({}, "rules", store.awake("rules", NOW), NOW)
        assert not path.parent.exists()

    def test_events_come_back_as_they_were(self, store: Store, path: Path) -> None:
        """In the order logged, by another command too."""
        events = [
            event("b", kind="applied", about=About("Müller 東京", '"', "x"), note="a\\b", day=NOW.date()),
            event("a", "b", people=(Person("Ann", "ann@example.com", "555", "interviewer"),), moment=NOW),
            event("c", "b", kind="preference", wish=Wish("in_person", False, NOW.date())),
        ]
        store.append(events)
        assert store.log() == events
        other = Store(path)
        assert other.log() == events
        other.close()

    def test_the_file_is_marked_and_private(self, store: Store, path: Path) -> None:
        """As a log of followup, for its owner alone."""
        store.append([event("a")])
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        connection = sqlite3.connect(path)
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
        connection.close()

    @pytest.mark.parametrize(
        "statement", ["UPDATE events SET data = '{}'", "DELETE FROM events", "UPDATE events SET kind = 'x'"]
    )
    def test_events_are_never_changed_or_deleted(self, statement: str, store: Store, path: Path) -> None:
        """The file itself refuses, whatever program asks."""
        store.append([event("a")])
        connection = sqlite3.connect(path)
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            connection.execute(statement)
        connection.close()
        assert ids(store) == ["a"]

    def test_all_events_of_a_command_are_kept_or_none(self, store: Store) -> None:
        """The second one has an id that is taken: the first is not kept either."""
        store.append([event("a")])
        with pytest.raises(NotValid):
            store.append([event("b"), event("a")])
        assert ids(store) == ["a"]
        store.append([event("b")])
        assert ids(store) == ["a", "b"]

    def test_a_log_in_memory_is_a_log(self) -> None:
        """Stories are played on one."""
        store = Store(None)
        store.append([event("a")])
        assert ids(store) == ["a"]
        store.close()


class TestTrouble:
    """What SQLite meets is told in plain words, and leaves the log as it was."""

    @pytest.mark.parametrize(
        ("pragma", "why", "what_to_do"),
        [
            ("max_page_count = 1", "the disk is full", "Make room"),  # it is set to the pages that there are
            ("query_only = ON", "it cannot be opened for writing", "read-only"),
        ],
    )
    def test_a_log_that_cannot_be_written(
        self, pragma: str, why: str, what_to_do: str, store: Store, path: Path
    ) -> None:
        """And can be again, in the same command too."""
        store.append([event("a")])
        assert store._connection is not None
        store._connection.execute(f"PRAGMA {pragma}")
        for _ in range(2):
            with pytest.raises(RequestFailed) as caught:
                store.append([event("b", note="x" * 100_000)])
            assert caught.value.message == f"The log {path} cannot be used: {why}. Nothing was written."
            assert what_to_do in (caught.value.hint or "")
        store._connection.execute("PRAGMA max_page_count = 1000")
        store._connection.execute("PRAGMA query_only = OFF")
        store.append([event("c")])
        assert ids(store) == ["a", "c"]

    def test_a_transaction_that_sqlite_has_ended_itself_is_no_trouble(self, store: Store) -> None:
        """What kept it from going on is what is said."""
        store.append([event("a")])
        assert store._connection is not None

        def write_on_a_full_disk() -> None:
            with store.writing() as connection:
                connection.execute("ROLLBACK")
                error = sqlite3.OperationalError("database or disk is full")
                error.sqlite_errorcode = sqlite3.SQLITE_FULL
                raise error

        with pytest.raises(RequestFailed, match="full"):
            write_on_a_full_disk()
        store.begin()
        store._connection.execute("ROLLBACK")
        store.give_up()
        assert ids(store) == ["a"]

    def test_a_log_whose_file_has_moved_is_not_written(self, store: Store, path: Path) -> None:
        """The event would stand in a file that nobody reads; the command runs again with the new one."""
        store.append([event("a")])
        path.rename(path.with_name("moved.db"))
        for left in (creation.marker_of(path), path.with_name("followup.db-journal")):
            left.unlink()
        other = Store(path)
        other.append([event("b")])
        other.close()
        with pytest.raises(LogChanged):
            store.append([event("c")])
        assert ids(store) == ["a"]

    def test_a_log_whose_folder_takes_no_journal(self, store: Store, path: Path) -> None:
        """SQLite opens it, and cannot begin to write."""
        store.append([event("a")])
        store.close()
        path.with_name("followup.db-journal").unlink()
        path.with_name("followup.db-journal").mkdir()
        with pytest.raises(RequestFailed, match=r"cannot be (used|opened)"):
            store.append([event("b")])


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from followup.adapters.log.store import Store
from followup.core.events import Event
path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(count):
    store = Store(path)
    now = datetime(2026, 11, 20, tzinfo=UTC)
    ids = [f"{name}-{number}-{half}" for half in "ab"]
    store.append([Event(id=each, kind="note", recorded_at=now, application=ids[0]) for each in ids])
    store.close()
"""


def test_two_processes_that_write_at_once_lose_nothing(path: Path) -> None:
    """From the first moment on: both may be the one that makes the file. Pairs stay together."""
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name, "25"], stderr=subprocess.PIPE)
        for name in ("one", "two")
    ]
    assert [(writer.communicate()[1], writer.returncode) for writer in writers] == [(b"", 0), (b"", 0)]
    store = Store(path)
    found = ids(store)
    store.close()
    assert sorted(found) == sorted(f"{n}-{i}-{h}" for n in ("one", "two") for i in range(25) for h in "ab")
    assert all(a[:-1] == b[:-1] for a, b in zip(found[::2], found[1::2], strict=True))


def asked(store: Store, now: datetime = NOW, premises: str = "rules") -> set[str]:
    """Return which applications may have something to show."""
    return set(store.awake(premises, now).asked)


def sleep(store: Store, until: dict[str, datetime | None], now: datetime = NOW) -> None:
    """Put applications to sleep."""
    store.put_to_sleep(until, "rules", store.awake("rules", now), now)


class TestSleep:
    """Which applications may have something to show."""

    @pytest.fixture(autouse=True)
    def two(self, store: Store) -> None:
        """Log two applications."""
        store.append([event("a", company="Acme"), event("b", company="Bell")])

    def test_what_is_new_is_awake(self, store: Store) -> None:
        """Nothing is known of it."""
        assert asked(store) == {"a", "b"}

    def test_what_sleeps_sleeps_until_its_time(self, store: Store) -> None:
        """And not before it was put to sleep: one may look at an earlier date."""
        sleep(store, {"a": LATER})
        assert asked(store) == {"b"}
        assert asked(store, LATER - timedelta(seconds=1)) == {"b"}
        assert asked(store, LATER) == {"a", "b"}
        assert asked(store, NOW - timedelta(seconds=1)) == {"a", "b"}

    def test_what_sleeps_for_ever_sleeps_for_ever(self, store: Store) -> None:
        """An application that is over."""
        sleep(store, {"a": None})
        assert asked(store, NOW + timedelta(days=20_000)) == {"b"}

    def test_other_rules_wake_everything(self, store: Store) -> None:
        """The sleep was computed from the old ones."""
        sleep(store, {"a": None, "b": None})
        assert asked(store) == set()
        assert asked(store, premises="other") == {"a", "b"}

    def test_an_event_wakes_its_application(self, store: Store) -> None:
        """And no other one."""
        sleep(store, {"a": None, "b": None})
        store.append([event("c", "a")])
        assert asked(store) == {"a"}

    @pytest.mark.parametrize("kind", ["preference", "amended", "retracted"])
    def test_a_wish_or_a_correction_in_one_application_wakes_that(self, kind: str, store: Store) -> None:
        """It is an event of that application."""
        sleep(store, {"a": None, "b": None})
        store.append([event("c", "a", kind=kind)])
        assert asked(store) == {"a"}

    @pytest.mark.parametrize("kind", ["preference", "retracted", "amended", "same_person"])
    def test_what_is_about_a_contact_wakes_the_applications_that_name_them(
        self, kind: str, store: Store
    ) -> None:
        """By the contact's id; whoever else is called so is somebody else."""
        ann = (Person("Ann", contact="ann-1"),)
        store.append([event("c", people=ann), event("d", people=(Person("Ann", contact="ann-2"),))])
        sleep(store, dict.fromkeys("abcd", LATER))
        store.append([about_people("e", kind, "ann-1")])
        assert asked(store) == {"c"}

    def test_no_wish_opens_again_what_is_over(self, store: Store) -> None:
        """What sleeps for ever sleeps on; a correction could open it."""
        store.append([event("c", people=(Person("Ann", contact="ann-1"),))])
        sleep(store, {"a": None, "b": None, "c": None})
        store.append([about_people("e", "preference", "ann-1")])
        assert asked(store) == set()
        store.append([about_people("f", "retracted", "ann-1")])
        assert asked(store) == {"c"}

    def test_a_wish_of_one_of_two_merged_contacts_wakes_the_applications_of_both(self, store: Store) -> None:
        """Whichever of their ids the wish names."""
        store.append([event("c", people=(Person("Ann", contact="ann-1"),))])
        store.append([event("d", people=(Person("Ann Lee", contact="ann-2"),))])
        store.append([about_people("e", "same_person", "ann-1", "ann-2")])
        for number, contact in enumerate(("ann-1", "ann-2")):
            sleep(store, dict.fromkeys("abcd", LATER))
            store.append([about_people(f"wish-{number}", "preference", contact)])
            assert asked(store) == {"c", "d"}

    def test_nothing_is_put_to_sleep_after_another_command_has_written(
        self, store: Store, path: Path
    ) -> None:
        """What was computed before it may be wrong."""
        awake = store.awake("rules", NOW)
        other = Store(path)
        other.append([event("c", "a")])
        other.close()
        store.put_to_sleep({"a": None, "b": None}, "rules", awake, NOW)
        assert asked(store) == {"a", "b"}

    def test_a_file_that_is_locked_is_no_error(self, store: Store, path: Path) -> None:
        """The next command computes it again."""
        awake = store.awake("rules", NOW)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert store._connection is not None
        store._connection.execute("PRAGMA busy_timeout = 10")
        store.put_to_sleep({"a": None}, "rules", awake, NOW)
        other.close()
        assert asked(store) == {"a", "b"}

    @pytest.mark.parametrize("table", TABLES)
    @pytest.mark.parametrize("how", TO_TABLES)
    def test_an_event_is_logged_whatever_stands_beside(
        self, how: str, table: str, store: Store, path: Path
    ) -> None:
        """And the next look sees every application."""
        sleep(store, {"a": None, "b": LATER})
        spoil_table(path, table, how)
        store.append([event("c", company="Cray"), event("d", company="acme")])
        assert ids(store) == ["a", "b", "c", "d"]
        assert {"c", "d"} <= asked(store)
        assert store.awake("rules", NOW).applications >= {"a", "c", "d"}

    def test_what_shares_a_contact_or_a_company_is_read_along(self, store: Store) -> None:
        """A and d by the company, a and c by Ann, c and e by Bo; no namesake."""
        ann, bo = Person("Ann", contact="ann"), Person("Bo", contact="bo")
        store.append([event("x", "a", people=(ann,)), event("c", company="Cray", people=(ann, bo))])
        store.append([event("d", company="acme"), event("e", people=(bo,))])
        store.append([event("f", people=(Person("Ann", contact="other"),))])
        sleep(store, dict.fromkeys("bcdef", NOW + timedelta(days=9)))
        awake = store.awake("rules", NOW)
        assert awake.asked == {"a"}
        assert awake.applications == {"a", "c", "d", "e"}
        assert {each.id for each in store.log(awake)} == {"a", "x", "c", "d", "e"}

    def test_what_is_over_is_read_and_leads_nowhere(self, store: Store) -> None:
        """Nothing is planned in it any more, but what was sent there counts."""
        ann, bo = Person("Ann", contact="ann"), Person("Bo", contact="bo")
        store.append([event("x", "a", people=(ann,)), event("c", people=(ann, bo)), event("e", people=(bo,))])
        sleep(store, {"b": None, "c": None, "e": NOW + timedelta(days=9)})
        awake = store.awake("rules", NOW)
        assert (awake.planned, awake.applications) == ({"a"}, {"a", "c"})

    def test_a_reminder_about_no_application_reads_those_of_its_person(self, store: Store) -> None:
        """What was sent to them there keeps its message off."""
        ann = Person("Ann", contact="ann")
        store.append([event("x", "b", people=(ann,)), about_people("r", "reminder", "ann")])
        sleep(store, dict.fromkeys("ab"))
        assert store.awake("rules", NOW).applications == {"b"}

    def test_an_amendment_links_to_the_people_it_puts_in_place(self, store: Store) -> None:
        """So what it changes is read along too."""
        store.append([event("c", people=(Person("Ann", contact="ann"),))])
        patch = {"people": [{"name": "Ann", "contact": "ann"}]}
        store.append([event("d", "a", kind="amended", target="a", patch=patch)])
        sleep(store, dict.fromkeys("bc"))
        assert store.awake("rules", NOW).applications == {"a", "c"}


class TestWhatIsNoLog:
    """A file that is something else is told, and left alone."""

    @pytest.mark.parametrize("content", [b"x" * 5000, b"SQLite format 3\x00" + b"x" * 4000])
    def test_no_database(self, content: bytes, store: Store, path: Path) -> None:
        """Not a byte is changed."""
        path.parent.mkdir()
        path.write_bytes(content)
        for use in (store.log, lambda: store.append([event("a")]), lambda: store.awake("", NOW)):
            with pytest.raises(NotValid):
                use()
        assert path.read_bytes() == content

    def test_a_folder(self, store: Store, path: Path) -> None:
        """It cannot be opened."""
        path.mkdir(parents=True)
        with pytest.raises(RequestFailed):
            store.log()

    def test_a_log_of_another_format(self, store: Store, path: Path) -> None:
        """A newer program has written it."""
        store.append([event("a")])
        store.close()
        connection = sqlite3.connect(path)
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
        connection.close()
        with pytest.raises(NotValid, match="newer followup"):
            Store(path).log()
