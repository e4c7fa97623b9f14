"""Gathering: of the notices of all mailboxes, which count, now that all of them are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from followup.core.text import normal
from followup.formats.intake.judging.speakers import is_free

if TYPE_CHECKING:
    from collections.abc import Iterable

    from followup.core.proposals import Proposal
    from followup.formats.intake.mails.definitions import Mail
    from followup.formats.intake.notices import Notice

FEWEST = 5  # mails from which on an address that is in nearly all of them says something
MOSTLY = 0.8
MOST_NAMED, MOST_MET = 20, 2000
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


class Addresses(msgspec.Struct):
    """How often mails were for an address, as the user's server says, and how often they name it at all."""

    delivered: dict[str, int] = {}
    met: dict[str, int] = {}
    mails: int = 0

    def add(self, mail: Mail) -> None:
        """Count the addresses of a mail."""
        if mail.delivered_to:
            self.delivered[mail.delivered_to] = self.delivered.get(mail.delivered_to, 0) + 1
        self.mails += 1
        for each in {mail.sender.email, *(one.email for one in (*mail.to, *mail.cc)[:MOST_NAMED])}:
            self.met[each] = self.met.get(each, 0) + 1
        if len(self.met) > 2 * MOST_MET:
            self.met = dict(sorted(self.met.items(), key=lambda each: -each[1])[:MOST_MET])


def own_addresses(settings: Iterable[str], addresses: Addresses) -> frozenset[str]:
    """Return the addresses of the user: those of the settings, and those that mails were delivered to.

    Of the latter a few may have come over a list, or be what a sender made up. Where nothing tells them, it
    is the address that nearly every mail is from or to; where two are in as many, it may be either.
    """
    total = sum(addresses.delivered.values())
    often = {each for each, count in addresses.delivered.items() if each and count * SHARE >= total}
    own = frozenset({each.lower() for each in settings if each} | often)
    if own or addresses.mails < FEWEST:
        return own
    most = max((count for each, count in addresses.met.items() if each), default=0)
    first = {each for each, count in addresses.met.items() if each and count == most}
    return frozenset(first) if len(first) == 1 and most >= MOSTLY * addresses.mails else own
