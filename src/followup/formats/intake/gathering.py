"""Gathering: of the notices of all mailboxes, which count, now that all of them are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.core.text import normal
from followup.formats.intake.judging.speakers import is_free

if TYPE_CHECKING:
    from collections.abc import Iterable

    from followup.core.proposals import Proposal
    from followup.formats.intake.notices import Notice

SHARE = 10  # of so many mails that name whom they were delivered to, one at least must name an address


def counting(notices: Iterable[Notice], topics: Iterable[str], emails: Iterable[str]) -> list[Notice]:
    """Return the notices that count, in the order in which they were sent.

    `topics` are the threads, mails and invitations of what is logged, `emails` the addresses of those who are
    known from it. A notice that counts makes known what belongs to it, so in the end no order matters.
    """
    known, people = set(topics), {normal(each) for each in emails}
    found: list[Notice] = []
    waiting = list(notices)
    while True:
        new = [each for each in waiting if not each.only_known or _is_known(each, known, people)]
        if not new:
            break
        found += new
        kept = {id(each) for each in new}
        waiting = [each for each in waiting if id(each) not in kept]
        for notice in new:
            for proposal in notice.proposals:
                known.update(_threads(proposal))
                people.update(normal(person.email) for person in proposal.people if person.email)
    return sorted(found, key=_order)


def _is_known(notice: Notice, topics: set[str], people: set[str]) -> bool:
    if any(each in topics for proposal in notice.proposals for each in _threads(proposal)):
        return True
    # Who is known from a search may write of dinner as well, above all from an address of their own.
    addresses = [each for each in notice.emails if not is_free(each.rpartition("@")[2])]
    return (notice.speaks or not notice.own) and any(normal(each) in people for each in addresses)


def _threads(proposal: Proposal) -> list[str]:
    source = proposal.source
    said = (source.uid, proposal.topic, source.message_id, *proposal.threads)
    return [each for each in said if each]


def _order(notice: Notice) -> tuple[float, str]:
    said = notice.proposals[0].said
    return (said.timestamp() if said else 0.0, notice.id)


def own_addresses(settings: Iterable[str], delivered: dict[str, int]) -> frozenset[str]:
    """Return the addresses of the user: those of the settings, and those that mails were delivered to.

    `delivered` counts mails by the address that the user's server says they were for. A few may have come
    over a list, or say what their senders made up.
    """
    total = sum(delivered.values())
    often = {each for each, count in delivered.items() if each and count * SHARE >= total}
    return frozenset({each.lower() for each in settings if each} | often)
