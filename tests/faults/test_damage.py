"""Damage to the log is found: by `doctor` wherever it is, by other commands where they read.

What is not found has changed nothing: every view then says what it said before.
"""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from faults.damage import INSIDE, NOW, Search, cut, flip, flipped, search

if TYPE_CHECKING:
    from collections.abc import Callable

    Figure = Callable[[str, object], None]

MEND = "`followup doctor --mend` saves what can be read."


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Search:
    """Return a log, which every test writes anew."""
    return search(tmp_path_factory.mktemp("search"))


def is_found(log: Search) -> bool:
    """Whether `doctor` says that the log is damaged, with the command that mends it, and mends it."""
    result = log.program("doctor --json", NOW)
    assert INSIDE not in result.err
    found = [each for each in result.json["findings"] if (each["part"], each["state"]) == ("store", "broken")]
    assert result.code == (3 if found else 0)
    assert {each["next"] for each in found} <= {MEND}
    return bool(found)


def same_answers(log: Search) -> bool:
    """Whether every view says what it said of the whole log."""
    return {line: each.out for line, each in log.views().items()} == {
        line: each.out for line, each in log.said.items()
    }


def flips_found(log: Search, seed: int, count: int) -> tuple[int, int, int]:
    """Flip bits anywhere; return how often that was found, changed nothing, or neither."""
    chance, found, nothing, unseen = random.Random(seed), 0, 0, 0
    for _ in range(count):
        data = flip(log.whole, chance)
        log.write(data)
        if is_found(log):
            found += 1
            continue
        log.write(data)
        nothing, unseen = (nothing + 1, unseen) if same_answers(log) else (nothing, unseen + 1)
    return found, nothing, unseen


def test_some_flipped_bits_are_found(log: Search) -> None:
    """Anywhere in the file."""
    assert flips_found(log, 1, 20)[2] == 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_every_flipped_bit_is_found_or_changes_nothing(
    seed: int, log: Search, record_property: Figure
) -> None:
    """200 at each seed."""
    found, nothing, unseen = flips_found(log, seed, 200)
    record_property(
        "figure", f"bit flips: {found} of 200 found, {nothing} changed no answer, {unseen} passed unseen"
    )
    assert unseen == 0


def flips_in_events(log: Search, seed: int, count: int) -> tuple[int, int]:
    """Flip bits in what events say; return how often `doctor` found it, and how often `list` did."""
    chance, by_doctor, by_list = random.Random(seed), 0, 0
    texts = [event.note for event in log.events if event.note and len(event.note) > 10]
    for _ in range(count):
        text = chance.choice(texts).encode()
        start = log.whole.rindex(text)
        log.write(flipped(log.whole, start + chance.randrange(len(text)), chance.randrange(8)))
        by_doctor += is_found(log)
        result = log.program("list", NOW)
        by_list += result.code == 3 and MEND in result.err
    return by_doctor, by_list


def test_a_bit_of_an_event_is_missed_by_no_command_that_reads_it(log: Search) -> None:
    """Not one is believed."""
    assert flips_in_events(log, 1, 20) == (20, 20)


@pytest.mark.slow
def test_no_bit_of_an_event_is_missed(log: Search, record_property: Figure) -> None:
    """200 of them."""
    by_doctor, by_list = flips_in_events(log, 2, 200)
    record_property("figure", f"bit flips in events: {by_doctor} of 200 found by doctor, {by_list} by list")
    assert (by_doctor, by_list) == (200, 200)


def cuts_found(log: Search, lengths: list[int]) -> int:
    """Cut the log to each of the lengths; return how often every command says so, and makes nothing."""
    found = 0
    for length in lengths:
        log.write(log.whole[:length])
        said = log.views()
        said["add"] = log.program("add note Acme --note more", NOW)
        left = log.program.path.read_bytes()
        found += is_found(log) and {each.code for each in said.values()} == {3} and left == log.whole[:length]
    return found


# Nothing, one byte, in the header, one byte less than a page, a page, one byte less than all.
LENGTHS = (0, 1, 50, 99, 100, 511, 512, 4095, 4096, -1)


def test_a_log_that_was_cut_is_told_by_every_command(log: Search) -> None:
    """And none makes a new one in its place."""
    assert cuts_found(log, list(LENGTHS)) == len(LENGTHS)


@pytest.mark.slow
def test_every_cut_is_found(log: Search, record_property: Figure) -> None:
    """60 of them."""
    chance = random.Random(3)
    lengths = [*LENGTHS, *(len(cut(log.whole, chance)) for _ in range(60 - len(LENGTHS)))]
    found = cuts_found(log, lengths)
    record_property("figure", f"truncations: {found} of 60 found by every command")
    assert found == 60


def change(log: Search, *statements: str) -> None:
    """Do to the whole log what a hand can do with a tool for SQLite."""
    log.write(log.whole)
    with closing(sqlite3.connect(log.program.path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER events_never_change")
        connection.execute("DROP TRIGGER events_never_go")
        triggers = [
            f"CREATE TRIGGER {name} BEFORE {when} ON events\n    BEGIN SELECT RAISE(ABORT, '{text}'); END"
            for name, when, text in (
                ("events_never_change", "UPDATE", "events are never changed"),
                ("events_never_go", "DELETE", "events are never deleted"),
            )
        ]
        for statement in (*statements, *triggers):
            connection.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)",  # the end
        "DELETE FROM events WHERE seq > 40",
        "DELETE FROM events WHERE seq = 1",  # the beginning
        "DELETE FROM events WHERE seq = 30",  # between
        "DELETE FROM events",
        "UPDATE events SET kind = 'offer' WHERE seq = 6",
        "UPDATE events SET application = NULL WHERE seq = 6",
        "UPDATE events SET recorded_at = '2026-11-02T09:00:00-05:00' WHERE seq = 6",
        "UPDATE events SET data = replace(data, '2026', '2025') WHERE seq = 6",
        "UPDATE events SET seq = 1000 WHERE seq = 6",
        "UPDATE events SET hash = previous WHERE seq = 6",
        "INSERT INTO events SELECT 1000, 'x', kind, NULL, recorded_at, data, hash, hash FROM events LIMIT 1",
        "UPDATE head SET seq = seq - 1",
        "DELETE FROM head",
        "DROP TABLE head",
    ],
)
def test_rows_that_were_deleted_or_rewritten_are_noticed(log: Search, statement: str) -> None:
    """By every command that reads all of it."""
    change(log, statement)
    assert log.program("list", NOW).code == 3
    assert is_found(log)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM sleep",
        "DELETE FROM sleep WHERE application = (SELECT application FROM events WHERE seq = 2)",
        "UPDATE sleep SET until = '9999'",
        "DELETE FROM links WHERE link = 'company:acme'",
        "UPDATE links SET names = '[\"x\"]' WHERE link = 'company:acme'",
        "UPDATE links SET link = 'company:acne' WHERE link = 'company:acme'",
        "UPDATE mails SET state = 'failed'",
        "DROP TABLE links",
        "DROP TRIGGER events_never_change",
        "CREATE TABLE other (x)",
    ],
)
def test_what_follows_from_the_events_is_compared_with_them_and_mended(log: Search, statement: str) -> None:
    """Tables that can be computed again are, and no event is lost."""
    log.write(log.whole)
    with closing(sqlite3.connect(log.program.path, isolation_level=None)) as connection:
        connection.execute(statement)
    assert is_found(log)
    assert log.program("doctor --mend", NOW).code == 0
    assert same_answers(log)
    assert not is_found(log)
