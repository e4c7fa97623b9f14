"""Talks: from the invitation in a mail, else from a time that its words leave no doubt of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from followup.formats.intake.judging.speakers import is_machine
from followup.formats.intake.judging.times import times_told

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from followup.formats.intake.judging.definitions import Senders
    from followup.formats.intake.judging.sentences import Sentence
    from followup.formats.intake.mails.definitions import Address, Invitation, Mail

_ASKING = {"REQUEST", "PUBLISH"}


class Talk(NamedTuple):
    """When and with whom; `sentence` is the evidence where the time is from the text."""

    at: date
    ends: date | None = None
    zone: str | None = None
    where: str | None = None
    people: tuple[Address, ...] = ()
    uid: str | None = None
    sequence: int = 0
    sentence: Sentence | None = None


def invitation_of(mail: Mail) -> Invitation | None:
    """Return the invitation that holds: the one with the highest number; None for replies to one."""
    counted = [each for each in mail.invitations if each.method in _ASKING | {"CANCEL"}]
    return max(counted, key=lambda each: each.sequence, default=None)


def is_called_off(invitation: Invitation) -> bool:
    """Whether the event is cancelled."""
    return invitation.method == "CANCEL" or invitation.status == "CANCELLED"


def invited(invitation: Invitation, own: Collection[str], senders: Senders) -> Talk | None:
    """Return the talk that an invitation is to; None where it has no time."""
    if invitation.starts is None:
        return None
    people = [
        each for each in (invitation.organizer, *invitation.attendees) if each is not None and each.email
    ]
    others = {each.email: each for each in people if each.email not in own and not is_machine(each, senders)}
    return Talk(
        at=invitation.starts,
        ends=invitation.ends,
        zone=invitation.zone,
        where=invitation.where or None,
        people=tuple(others.values()),
        uid=invitation.uid,
        sequence=invitation.sequence,
    )


def talk_told(sentences: Sequence[Sentence], sent: datetime | None) -> Talk | None:
    """Return the talk whose one time the sentences name; None where they name none, or several."""
    if sent is None:
        return None
    told = times_told(sentences, sent)
    if len({each.at for each in told}) != 1:
        return None
    zone = next((each.zone for each in told if each.zone), None)
    return Talk(at=told[0].at, zone=zone, sentence=told[0].sentence)
