"""The log as JSON Lines: what was written is read back, byte for byte, and no damage goes unseen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.building import ANN, Diary, morning
from core.logs import Log, logs
from core.two_logs import renamed
from followup.core.errors import RequestFailed
from followup.formats.export.jsonlines import is_export, read_lines, write_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followup.core.events import Event


def diary() -> list[Event]:
    found = Diary()
    acme = found.begin("2026-11-02", role="Engineer")
    found.add("interview", "2026-11-20T10:00", acme, ANN, note="größer, \u2603")
    found.retract(found.events[-1], "2026-11-21")
    return found.events


DATA = write_lines(diary())


@given(logs())
def test_what_is_written_is_read_and_written_again_byte_for_byte(log: Log) -> None:
    logged = renamed(log.events, "a")
    data = write_lines(logged)
    events = read_lines(data, "x")
    assert events == logged
    assert write_lines(events) == data
    assert is_export(data)


def test_the_form_that_the_page_promises() -> None:
    """A head, then an event in each line, with a hash at its end."""
    head, *lines = map(msgspec.json.decode, DATA.splitlines())
    assert head == {"followup": "log", "version": 1, "events": 3}
    assert [line["kind"] for line in lines] == ["applied", "interview", "retracted"]
    assert [len(line.pop("hash")) for line in lines] == [32] * 3
    assert lines == [msgspec.json.decode(msgspec.json.encode(event)) for event in diary()]


def damaged(data: bytes) -> bool:
    """Whether the reader refuses it, in one sentence, or it is taken for no export at all."""
    if not is_export(data):
        return True
    try:
        events = read_lines(data, "log.jsonl")
    except RequestFailed as error:
        return error.message.startswith("log.jsonl") and error.message.endswith("Nothing was logged.")
    assert events == diary()  # what is read in spite of it is what was written
    return False


def test_a_file_that_is_cut_anywhere_is_refused() -> None:
    """But for the end of the last line."""
    assert [cut for cut in range(len(DATA)) if not damaged(DATA[:cut])] == [len(DATA) - 1]


def test_no_changed_bit_changes_what_is_read() -> None:
    kept = [
        (place, bit)
        for place in range(len(DATA))
        for bit in range(8)
        if not damaged(DATA[:place] + bytes([DATA[place] ^ 1 << bit]) + DATA[place + 1 :])
    ]
    assert len(kept) < 20  # white space at the end of a line


@given(st.data())
def test_lines_that_are_left_out_doubled_or_in_another_order_are_refused(data: st.DataObject) -> None:
    lines = DATA.splitlines(keepends=True)
    shuffled = data.draw(st.lists(st.sampled_from(lines[1:]), max_size=5))
    if shuffled != lines[1:]:
        assert damaged(b"".join([lines[0], *shuffled]))


def test_a_mailer_may_change_the_ends_of_lines() -> None:
    assert read_lines(b"\xef\xbb\xbf" + DATA.replace(b"\n", b"\r\n"), "x") == diary()


def forged(events: Sequence[Event]) -> bytes:
    """Return what somebody writes who knows how: every hash is right."""
    return write_lines(events)


FIRST, TALK, BACK = diary()
CHANGED = msgspec.structs.replace


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([FIRST, FIRST], "line 3: the event event-1 stands there twice"),
        ([TALK], "line 2: the application event-1 does not begin before it"),
        ([TALK, FIRST], "line 2: the application event-1 does not begin before it"),
        (
            [FIRST, CHANGED(TALK, application="event-1", id="event-9"), CHANGED(BACK, application="event-9")],
            "line 4: the application event-9 does not begin before it",
        ),
        ([CHANGED(FIRST, id="", application="")], "line 2: It has no id or no kind"),
        (
            [CHANGED(FIRST, recorded_at=morning("2026-11-02").replace(tzinfo=None))],
            "line 2: One of its times",
        ),
        ([CHANGED(FIRST, day=date(9999, 12, 31))], "line 2: One of its dates"),
        ([CHANGED(FIRST, until=date(1, 1, 1))], "line 2: One of its dates"),
    ],
)
def test_events_that_can_stand_in_no_log_are_refused(events: list[Event], said: str) -> None:
    with pytest.raises(RequestFailed) as raised:
        read_lines(forged(events), "log.jsonl")
    assert raised.value.message.startswith(f"log.jsonl, {said}")
    assert raised.value.message.endswith("Nothing was logged.")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b'"version":1', b'"version":2', "line 1: this is version 2 of an export, and this program reads"),
        (b'"followup":"log"', b'"followup":"plan"', "line 1"),
        (b'"events":3', b'"events":3,"more":1', "line 1 is not as it was written"),
        (b"Acme", b"Bcme", "line 2 is not as it was written"),
    ],
)
def test_what_is_not_as_it_was_written_is_told_with_its_line(before: bytes, after: bytes, said: str) -> None:
    with pytest.raises(RequestFailed) as raised:
        read_lines(DATA.replace(before, after, 1), "log.jsonl")
    assert said in raised.value.message


def test_a_file_that_ends_early_says_how_much_is_missing() -> None:
    with pytest.raises(RequestFailed, match=r"ends with line 3, and 1 of its 3 events are missing"):
        read_lines(DATA[: DATA.rindex(b'{"id"')], "log.jsonl")


def test_a_field_of_a_later_version_is_not_lost_in_silence() -> None:
    """Its hash is right, so it is the version that is wrong."""
    import hashlib

    head = DATA.splitlines()[0].replace(b":3}", b":1}")
    event = msgspec.json.encode(FIRST)[:-1] + b',"mood":"good"}'

    def digest(last: str, data: bytes) -> str:
        return hashlib.blake2b(last.encode() + data, digest_size=16).hexdigest()

    line = event[:-1] + b',"hash":"' + digest(digest("", head), event).encode() + b'"}'
    with pytest.raises(RequestFailed, match=r"line 2: the event says more than this version understands"):
        read_lines(head + b"\n" + line, "log.jsonl")
