"""A mail becomes a notice: its proposals, when and by whom, and what identifies it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cli.post import answer, invited, letter, receipt, refusal
from followup.formats.intake.mails.definitions import Mail
from followup.formats.intake.mails.reading import read_mail
from followup.formats.intake.notices import Notice, Zones, name_of_mail, notice_of
from formats.intake.judging.judged import shipped

OWN = frozenset({"me@example.com"})
REFUSAL = (
    "Thank you for your application as Analyst. Unfortunately we have decided to move forward with other"
    " candidates."
)
BERLIN = ZoneInfo("Europe/Berlin")


def named(name: str) -> ZoneInfo | None:
    return {"Europe/Berlin": BERLIN}.get(name)


def notice(data: bytes, zone: ZoneInfo | None = None) -> Notice | None:
    mail = read_mail(data)
    assert isinstance(mail, Mail)
    zones = Zones(zone or ZoneInfo("UTC"), named)
    return notice_of(mail, shipped(), OWN, "box.mbox", zones, date(2026, 11, 20))


def proposal(data: bytes, zone: ZoneInfo | None = None) -> Any:
    found = notice(data, zone)
    assert found is not None
    return found.proposals[0]


@pytest.mark.parametrize(
    ("zone", "said", "expected"),
    [
        (None, "20261124T100000", "2026-11-24T09:00:00+00:00"),  # Berlin's hour on a clock of UTC
        ("America/New_York", "20261124T100000", "2026-11-24T04:00:00-05:00"),
        ("America/New_York", "20261028T100000", "2026-10-28T05:00:00-04:00"),  # the clocks differ by 5 then
        ("Asia/Tokyo", "20261124T233000", "2026-11-25T07:30:00+09:00"),  # another day there
    ],
)
def test_a_talk_is_on_the_clock_of_the_user(zone: str | None, said: str, expected: str) -> None:
    found = proposal(invited("2026-10-11 09:00", said), ZoneInfo(zone) if zone else None)
    assert found.at.isoformat() == expected
    assert found.said == datetime(2026, 10, 11, 9, tzinfo=UTC)


@pytest.mark.parametrize("starts", ["00010101T000000", "99991231T235959", "garbage"])
def test_a_time_that_is_none_gives_no_talk(starts: str) -> None:
    assert notice(invited("2026-11-11 09:00", starts)) is None


def test_everything_but_a_talk_happened_when_it_was_said() -> None:
    found = proposal(refusal("Globex", "Analyst", "2026-11-10 12:00"))
    assert (found.kind, found.at, found.dated) == ("rejected", datetime(2026, 11, 10, 12, tzinfo=UTC), True)


def test_a_mail_without_a_date_is_of_the_day_on_which_it_is_read() -> None:
    found = proposal(refusal("Globex", "Analyst", "2026-11-10 12:00", Date=""))
    assert (found.at, found.dated, found.certain) == (date(2026, 11, 20), False, False)


def test_a_thread_is_named_by_the_mail_that_began_it() -> None:
    found = proposal(answer("2026-11-11 18:00", "first", "second"))
    assert found.topic == "<first@post.example>"
    assert found.threads == ("<first@post.example>", "<second@post.example>")


def test_ones_own_letter_names_those_it_went_to() -> None:
    found = notice(answer("2026-11-11 18:00", "first", To="Ann <ann@acme.example>, Sam <me@example.com>"))
    assert found is not None
    assert (found.own, found.only_known, found.emails) == (True, True, ("ann@acme.example",))
    assert [person.email for person in found.proposals[0].people] == ["ann@acme.example"]


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"Received": "from x by y", "Delivered-To": "me@example.com"}, True),  # it came another way
        ({"Message-ID": "<2@post.example>"}, False),
        ({"Subject": "Another"}, False),  # programs give one id to many mails
        ({"Date": "Tue, 10 Nov 2026 12:01:00 +0000"}, False),
    ],
)
def test_a_mail_is_the_same_wherever_it_lies(change: dict[str, str], same: bool) -> None:
    one, other = (
        read_mail(refusal("Globex", "Analyst", "2026-11-10 12:00", **more)) for more in ({}, change)
    )
    assert isinstance(one, Mail)
    assert isinstance(other, Mail)
    assert (name_of_mail(one) == name_of_mail(other)) is same


def test_without_an_id_it_is_what_it_says() -> None:
    names = set()
    for role in ("Analyst", "Analyst", "Tester"):
        mail = read_mail(refusal("Globex", role, "2026-11-10 12:00", Message_ID=""))
        assert isinstance(mail, Mail)
        names.add(name_of_mail(mail))
    assert len(names) == 2


def test_what_stands_around_a_sentence_is_kept_by_whole_words() -> None:
    words = " ".join(f"word{number}" for number in range(200))
    body = f"{words}.\n{REFUSAL} Then {words}.\n"
    found = notice(letter("long", "2026-11-10 12:00", body))
    assert found is not None
    [(before, after)] = found.around
    assert before.startswith("… word")
    assert after.endswith(" …")
    assert len(before) < 200 > len(after)


def test_names_are_bounded_and_addresses_are_ones() -> None:
    many = ", ".join(f"P{number} <p{number}@acme.example>" for number in range(200))
    found = proposal(answer("2026-11-11 18:00", "first", To=f"{'x' * 500} <x y@z>, {many}"))
    assert len(found.people) <= 10
    assert all(len(person.label) <= 120 for person in found.people)
    assert all(" " not in (person.email or "") for person in found.people)


def test_a_receipt_of_a_board_counts_by_itself() -> None:
    found = notice(receipt("Acme", "Data Engineer", "2026-11-02 09:00"))
    assert found is not None
    assert (found.only_known, found.speaks, found.own) == (False, True, False)
