"""Events of format 1 as events of today: who was who there is who is who here."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from followup.core.events import Person
from followup.core.format1 import OldEvent, upgraded

MONDAY = date(2026, 11, 2)


def log(*lines: dict[str, Any]) -> list[OldEvent]:
    """Return a log of the old format; each line is an event, `e0`, `e1` and so on."""
    recorded = datetime(2026, 11, 2, 12, tzinfo=UTC)
    return [
        OldEvent(**{"id": f"e{number}", "kind": "note", "recorded_at": recorded, "day": MONDAY, **line})
        for number, line in enumerate(lines)
    ]


def begins(number: int, company: str, *people: Person) -> dict[str, Any]:
    """Return the first event of an application."""
    return {"kind": "applied", "application": f"e{number}", "company": company, "people": people}


def ann(email: str | None = None) -> Person:
    """Return Ann Lee as an event names her."""
    return Person("Ann Lee", email)


def contacts(*lines: dict[str, Any]) -> str:
    """Return the contacts that the events of a log name, a letter for each: `aab` are two people."""
    named = [person.contact for event in upgraded(log(*lines)) for person in event.people]
    letters = {contact: "abcdef"[n] for n, contact in enumerate(dict.fromkeys(named))}
    return "".join(letters[contact] for contact in named)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # a name is the only address known for it, wherever
        ([begins(0, "Acme", ann("ann@x.example")), begins(1, "Globex", ann())], "aa"),
        # where two are known it is neither
        (
            [
                begins(0, "Acme", ann("ann@x.example")),
                begins(1, "Globex", ann("ann@y.example")),
                begins(2, "Initech", ann()),
            ],
            "abc",
        ),
        # an address that was taken back tells nothing: with a typo undone, one is left
        (
            [
                begins(0, "Acme", ann("ann@typo.example")),
                {"kind": "retracted", "application": "e0", "target": "e0"},
                begins(2, "Acme", ann("ann@x.example")),
                begins(3, "Globex", ann()),
            ],
            "abb",
        ),
        # nor does one that was corrected
        (
            [
                begins(0, "Acme", ann("ann@typo.example")),
                {
                    "kind": "amended",
                    "application": "e0",
                    "target": "e0",
                    "changed": ("people",),
                    "people": (ann("ann@x.example"),),
                },
                begins(2, "Globex", ann("ann@x.example")),
                begins(3, "Initech", ann()),
            ],
            "abb",
        ),
        # a company is the one it was corrected to
        (
            [
                begins(0, "Acme", Person("Robin", "robin@x.example")),
                begins(1, "Acme Software", Person("Robin")),
                {
                    "kind": "amended",
                    "application": "e1",
                    "target": "e1",
                    "changed": ("company",),
                    "company": "Acme",
                },
            ],
            "aa",
        ),
        # who was skipped told nobody an address
        (
            [
                begins(0, "Acme", ann()),
                begins(1, "Globex", ann("ann@x.example")),
                {"kind": "skipped", "application": "e0", "people": (ann("ann@y.example"),)},
                begins(3, "Initech", ann()),
            ],
            "aaba",
        ),
        # a first name stays at its company
        ([begins(0, "Acme", Person("Sam")), begins(1, "Globex", Person("Sam"))], "ab"),
        ([begins(0, "Acme", Person("Sam")), begins(1, "Acme", Person("Sam"))], "aa"),
    ],
)
def test_who_is_who(lines: list[dict[str, Any]], expected: str) -> None:
    """By the events in force, as the old program guessed it on its last day."""
    assert contacts(*lines) == expected


def test_a_wish_for_everywhere_is_that_of_all_it_may_have_meant() -> None:
    """Two people called Sam had it there."""
    wish = {"kind": "preference", "people": (Person("Sam"),), "follow_up": False}
    first, second, wished = upgraded(
        log(begins(0, "Acme", Person("Sam")), begins(1, "Globex", Person("Sam")), wish)
    )
    assert [p.contact for p in wished.people] == [first.people[0].contact, second.people[0].contact]
    assert wished.wish.follow_up is False


def test_an_amendment_becomes_a_patch() -> None:
    """The new kind of an event stood in its field `rule`."""
    changes = {"changed": ("day", "kind", "moment", "role"), "rule": "interview", "day": MONDAY, "role": "X"}
    line = {"kind": "amended", "application": "e0", "target": "e0", **changes}
    _, amended = upgraded(log(begins(0, "Acme"), line))
    assert amended.patch == {
        "day": "2026-11-02",
        "kind": "interview",
        "moment": None,
        "about": {"role": "X"},
    }
