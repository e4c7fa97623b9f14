"""Which kinds of event a mail tells of: enough is said, by one who can say it, and nothing outweighs it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from followup.formats.intake.judging.purposes import NEWS, TOLD, against
from followup.formats.intake.judging.readings import JOB, is_answer
from followup.formats.intake.judging.speakers import is_free
from followup.formats.intake.judging.talks import Talk, invitation_of, invited, is_called_off, talk_told
from followup.formats.intake.judging.times import limits_told
from followup.formats.intake.judging.weighing import NOTHING, Weight, weighed

if TYPE_CHECKING:
    from datetime import date

    from followup.formats.intake.judging.readings import Reading
    from followup.formats.intake.judging.sentences import Sentence
    from followup.formats.intake.mails.definitions import Invitation

OUTRIGHT = 4  # a phrase that says it outright
STRONG = 6  # a phrase that leaves little doubt
SCREENING = 4
CALLING = 8  # so much about telephoning is an interview by itself, where a time is named
_OF_ONE_S_OWN = ("sent", "offer")  # what one answers to
_OF_TALKS = ("amended", "cancelled")
_MEETINGS = ("interview", "amended")
_DAY = re.compile(
    r" (?:(?:mon|tues|wednes|thurs|fri)day|tomorrow|today|(?:next|this) week|montag|dienstag|mittwoch"
    r"|donnerstag|freitag|morgen|heute|demain|lundi|mardi|mercredi|jeudi|vendredi|manana|lunes"
    r"|martes|jueves|viernes)s? "
)
_YOU = re.compile(
    r" (?:you|your|our|we|sie|ihnen|ihr\w*|du|di[rc]h?|dein\w*|uns\w*|vous|votre|te|tu|su|le|notre|nuestra) "
)


def told(reading: Reading) -> dict[str, Talk | None]:
    """Return the kinds that the mail tells of, with the talk where it is one."""
    reached = _reached(reading)
    invitation = invitation_of(reading.mail)
    if invitation is not None and reading.source.who != "own":
        return _by_invitation(invitation, reached, reading)
    talk = talk_told(reading.sentences, reading.mail.date)
    kinds = _standing(reached, reading, talk)
    if reading.mail.forwarded:
        kinds = [kind for kind in kinds if kind == "heard_back"]
    if talk is None:
        return dict.fromkeys(_without_time(kinds, reading))
    return {_talk_kind(kind, reading): talk if kind in _MEETINGS else None for kind in kinds}


def _by_invitation(
    invitation: Invitation, reached: dict[str, Weight], reading: Reading
) -> dict[str, Talk | None]:
    found: dict[str, Talk | None] = {}
    if "rejected" in reached and reached["rejected"].best >= STRONG:
        found["rejected"] = None
    foreign = reading.weight("elsewhere").best >= OUTRIGHT and not reading.weight("mine").total
    if foreign or against("interview", reading) >= STRONG + reading.weight("interview").total:
        return found
    senders = reading.judgement.rules.senders
    talk = invited(invitation, reading.own, senders)
    if is_called_off(invitation):
        found["cancelled"] = talk
    elif talk is not None and not found:
        moved = invitation.sequence > 0 or "amended" in reached
        found["amended" if moved else _talk_kind("interview", reading)] = talk
    return found


def _reached(reading: Reading) -> dict[str, Weight]:
    """Return the kinds for which enough is said, by one who can say it."""
    if reading.source.who == "own" and is_answer(reading.mail):
        clear = reading.job > JOB or (
            reading.job > 0 and not reading.weights.keys().isdisjoint(_OF_ONE_S_OWN)
        )
        return {"sent": Weight(STRONG, STRONG, reading.weight("sent").sentence)} if clear else {}
    return {
        kind: reading.weight(kind)
        for kind, each in reading.judgement.rules.kinds.items()
        if reading.source.who in each.speakers
        and reading.weight(kind).total >= each.needs
        and reading.weight(kind).best >= each.decisive
        and (reading.job >= JOB or _is_said_outright(kind, reading))
        and (kind not in _OF_TALKS or not {"talk", "screening"}.isdisjoint(reading.weights))
    }


def _is_said_outright(kind: str, reading: Reading) -> bool:
    """Whether the decision is about an application, one word speaks of a job and none of another matter."""
    weight = reading.weight(kind)
    said = weight.best >= STRONG or (weight.best >= TOLD and reading.weight("mine").total > 0)
    return kind in NEWS and said and reading.job > 0 and not reading.weight("elsewhere").total


def _standing(reached: dict[str, Weight], reading: Reading, talk: Talk | None) -> list[str]:
    """Return the kinds that nothing outweighs."""
    rules = reading.judgement.rules.kinds
    reached = {
        kind: each
        for kind, each in reached.items()
        if min(each.total, 2 * each.best) > against(kind, reading)
    }
    if promised_by(reading) is None:
        reached.pop("promised", None)
    if not _is_expected(reading):
        reached.pop("heard_back", None)
    reached = _beside_talk(reached, reading, talk)
    outweighed: set[str] = {other for kind in reached for other in rules[kind].outweighs}
    for kind, weight in reached.items():
        for rival in rules[kind].rivals:
            if rival in reached:
                outweighed.add(rival if weight.total >= reached[rival].total else kind)
    return [kind for kind in reached if kind not in outweighed]


def _beside_talk(reached: dict[str, Weight], reading: Reading, talk: Talk | None) -> dict[str, Weight]:
    """Return the kinds that can stand beside the talk that is arranged; without a time there is none."""
    refused = reached.get("rejected", NOTHING)
    no_refusal = _is_about_an_hour(refused, reading)  # who calls off an hour refuses no application
    removed = set()
    if _is_arranging(reading):
        removed.add("receipt")
        no_refusal = no_refusal or refused.best < STRONG
    if talk is None:
        removed |= set(_MEETINGS)
    else:
        if reading.weight("screening").total >= CALLING and reading.source.who == "human":
            reached = {"interview": reading.weight("screening")} | reached
        if not reached.keys().isdisjoint(_MEETINGS):
            removed.add("promised")
        if "amended" in reached:
            removed.add("cancelled")  # where a new time is named
        # who refuses names no hour to meet
        no_refusal = no_refusal or refused.total <= reached.get("interview", NOTHING).total
    if no_refusal:
        removed.add("rejected")
    return {kind: weight for kind, weight in reached.items() if kind not in removed}


def _is_about_an_hour(weight: Weight, reading: Reading) -> bool:
    """Whether the sentence that decides speaks of a talk on a day, or moves one or calls it off."""
    if weight.sentence is None:
        return False
    said = weighed([weight.sentence], reading.judgement)
    if any(said.get(kind, NOTHING).best >= STRONG for kind in ("cancelled", "amended")):
        return True
    return weight.best < STRONG and "talk" in said and bool(_DAY.search(weight.sentence.words))


def _is_expected(reading: Reading) -> bool:
    """Whether the mail answers the user, or speaks of an application of theirs: strangers write as well."""
    return is_answer(reading.mail) or bool(reading.weight("mine").total) or _is_arranging(reading)


def _is_arranging(reading: Reading) -> bool:
    """Whether the reader is asked to a talk, or one that stands is moved or called off."""
    asked = [reading.weight(kind) for kind in (*_MEETINGS, "cancelled")]
    return any(each.best >= STRONG and each.sentence and _YOU.search(each.sentence.words) for each in asked)


def _without_time(kinds: list[str], reading: Reading) -> list[str]:
    """Return the kinds where no time is certain: a person who arranges a talk has been heard of."""
    if (
        not kinds
        and _is_arranging(reading)
        and reading.source.who == "human"
        and against("heard_back", reading) < STRONG
    ):
        return ["heard_back"]
    return kinds


def _talk_kind(kind: str, reading: Reading) -> str:
    by_phone = kind == "interview" and reading.weight("screening").total >= SCREENING
    return "phone_screen" if by_phone else kind


def promised_by(reading: Reading) -> tuple[Sentence, date] | None:
    """Return the sentence that promises an answer until a day, and that day; the last it names."""
    sent = reading.mail.date
    if sent is None or "promised" not in reading.weights:
        return None
    for sentence in reading.sentences:
        days = limits_told(sentence, sent.date())
        if days and "promised" in weighed([sentence], reading.judgement):
            return sentence, days[-1]
    return None


def tells_nothing(reading: Reading) -> bool:
    """Whether nothing can be concluded from a mail, whatever its sentences say."""
    mail, source = reading.mail, reading.source
    if mail.bounce or mail.authentication.verdict == "failed":
        return True
    if mail.forwarded and source.who != "human":
        return True
    if (mail.bulk or source.crowd) and not reading.weight("mine").total:
        return True  # who writes to many speaks of others
    return is_free(mail.sender.domain) and reading.job < JOB and source.who != "own"
