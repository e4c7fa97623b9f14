"""The keys of names find whatever a word may mean, and whatever is close to it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.core.events import About, Event, Person
from followup.core.names import keys_of, keys_of_person, keys_of_word, near_keys_of, near_keys_of_word
from followup.core.text import are_close

WORDS = st.sampled_from(
    (
        "acme",
        "acmee",
        "amce",
        "robotics",
        "robotisc",
        "northwind",
        "nortwhind",
        "labs",
        "inc",
        "2",
        "b",
        "data",
    )
)
LONG = st.text("ab", min_size=3, max_size=10)


def first(company: str, handle: str = "x9") -> Event:
    """Return the first event of an application at this company."""
    about = About(company=company, handle=handle)
    at = datetime(2026, 11, 20, tzinfo=UTC)
    return Event(id="one", kind="applied", recorded_at=at, day=date(2026, 11, 20), about=about)


def is_found(company: str, word: str) -> bool:
    """Whether the keys of the word lead to the company."""
    keys = near_keys_of(first(company))
    for key in near_keys_of_word(word):
        names = keys.get(key, set())
        if "" in names or any(are_close(name, word) for name in names):
            return True
    return False


@pytest.mark.parametrize(
    ("company", "word"),
    [
        ("Acme", "Acme Inc."),  # a legal form
        ("Acme Robotics", "Acme"),  # begins with it
        ("Acme", "Acme Robotics"),  # is what it begins with
        ("Data Dog", "Datadog"),  # written as one
        ("Globex", "Golbex"),  # two letters swapped
        ("Initech", "nitech"),  # without its first letter
        ("Northwind", "orthwinf"),  # a typo at either end of a long word
        ("Acme Robotics", "Acme Robotisc"),  # in one of two words
    ],
)
def test_a_close_name_is_found(company: str, word: str) -> None:
    """Each way in which two names are close is an entry of the index."""
    assert are_close(company, word)
    assert is_found(company, word)


@given(
    one=st.lists(WORDS, min_size=1, max_size=3).map(" ".join), other=st.lists(WORDS, min_size=1, max_size=3)
)
def test_no_close_name_of_several_words_is_overlooked(one: str, other: list[str]) -> None:
    """What `are_close` holds to be close is found, whichever of the two was logged."""
    if are_close(one, " ".join(other)):
        assert is_found(one, " ".join(other))


@given(one=LONG, other=LONG)
def test_no_typo_is_overlooked(one: str, other: str) -> None:
    """Of two letters nearly all words are close."""
    if are_close(one, other):
        assert is_found(one, other)


def test_an_application_is_found_by_whatever_names_it() -> None:
    """By its handle as shown or typed otherwise, and by name and address of its people."""
    event = first("Acme", "acme-labs")
    ann = Person("Ann Ash", "Ann@Example.com", contact="c1")
    keys = keys_of(event) | keys_of(msgspec.structs.replace(event, people=(ann,)))
    assert keys & keys_of_word("acme-labs")
    assert keys & keys_of_word("Acme Labs")
    assert keys & keys_of_person(Person("ann ash"))
    assert keys & keys_of_person(Person(None, "ann@example.com"))
    assert not keys & keys_of_person(Person("Ann"))
