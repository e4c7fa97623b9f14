"""Which notices count, now that all are there; and whose addresses are the user's own."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations

import pytest

from followup.core.events import Person
from followup.core.proposals import Proposal, Source
from followup.formats.intake.gathering import Addresses, counting, own_addresses
from followup.formats.intake.mails.definitions import Address, Mail
from followup.formats.intake.notices import Notice

ANN, ME = "ann@acme.example", "me@example.com"


def notice(name: str, day: int, *threads: str, only: bool = True, **more: object) -> Notice:
    """Return a notice of the mail `name`, in the thread of others; by itself it tells too little."""
    proposal = Proposal(
        kind="heard_back",
        at=datetime(2026, 11, day, tzinfo=UTC),
        key=(name,),
        topic=threads[0] if threads else name,
        evidence="",
        source=Source(message_id=name),
        people=(Person("Ann", ANN),),
        threads=threads,
        said=datetime(2026, 11, day, tzinfo=UTC),
    )
    return Notice((proposal,), (("", ""),), "", "", "unknown", only_known=only, **more)  # type: ignore[arg-type]


def names(found: list[Notice]) -> list[str]:
    return [each.id for each in found]


CHAIN = [
    notice("a", 1, only=False),
    notice("b", 2, "a"),
    notice("c", 3, "a", "b"),
    notice("d", 4, "c"),  # known only once `c` is
    notice("other", 5, "elsewhere"),
]


@pytest.mark.parametrize("order", list(permutations(range(5)))[::7])
def test_what_belongs_to_what_counts_counts_in_any_order(order: tuple[int, ...]) -> None:
    assert names(counting([CHAIN[number] for number in order], (), ())) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("topics", "emails", "own", "speaks", "counted"),
    [
        ((), (), False, True, False),
        (("x",), (), False, False, True),  # the thread is known
        ((), (ANN,), False, False, True),  # who writes is known
        ((), ("ANN@acme.example",), False, False, True),
        ((), (ANN,), True, True, True),  # a letter to somebody known, about a job
        ((), (ANN,), True, False, False),  # about dinner, perhaps
        (("x",), (), True, False, True),
    ],
)
def test_a_notice_counts_by_its_thread_or_by_who_is_known(
    topics: tuple[str, ...], emails: tuple[str, ...], own: bool, speaks: bool, counted: bool
) -> None:
    found = notice("n", 1, "x", emails=(ANN,), own=own, speaks=speaks)
    assert (names(counting([found], topics, emails)) == ["n"]) is counted


def test_an_address_that_anybody_can_have_makes_nobody_known() -> None:
    found = notice("n", 1, "x", emails=("kim@gmail.com",))
    assert counting([found], (), ("kim@gmail.com",)) == []


@pytest.mark.parametrize(
    ("settings", "delivered", "own"),
    [
        (("Me@Example.com", ""), {}, {"me@example.com"}),
        ((), {"me@example.com": 1}, {"me@example.com"}),
        ((), {"me@example.com": 90, "me@example.org": 10}, {"me@example.com", "me@example.org"}),
        ((), {"me@example.com": 990, "list@example.org": 10}, {"me@example.com"}),  # came over a list
        ((), {}, set()),
    ],
)
def test_own_addresses(settings: tuple[str, ...], delivered: dict[str, int], own: set[str]) -> None:
    assert own_addresses(settings, Addresses(delivered)) == own


@pytest.mark.parametrize(
    ("mails", "own"),
    [
        ([("jobs@acme.example", ME)] * 4 + [(ME, ANN)], {ME}),  # from or to it, each of them
        ([(ME, ANN)] * 3 + [(ME, "kim@globex.example")] * 3, {ME}),  # what was sent
        ([(ANN, ME)] * 3 + [(ME, ANN)] * 3, set()),  # one conversation: it may be either
        ([("jobs@acme.example", ME)] * 4, set()),  # too few to tell
        ([("a@x.example", "b@x.example"), ("c@x.example", "d@x.example")] * 4, set()),
    ],
)
def test_an_own_address_that_nothing_tells_is_in_nearly_every_mail(
    mails: list[tuple[str, str]], own: set[str]
) -> None:
    addresses = Addresses()
    for sender, to in mails:
        addresses.add(Mail(sender=Address("", sender), to=(Address("", to),)))
    assert own_addresses((), addresses) == own
