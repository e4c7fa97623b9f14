"""A mail -> what it tells of: each kind with its employer, role, time, people and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from followup.core.text import slug
from followup.formats.intake.judging.findings import Found
from followup.formats.intake.judging.kinds import promised_by, tells_nothing, told
from followup.formats.intake.judging.naming import Named, named
from followup.formats.intake.judging.readings import JOB, Reading, read_for
from followup.formats.intake.judging.roles import roles_of
from followup.formats.intake.judging.second import most_telling, second_reading
from followup.formats.intake.judging.weighing import weighed

if TYPE_CHECKING:
    from collections.abc import Collection

    from followup.formats.intake.judging.rulesfile import Judgement
    from followup.formats.intake.judging.sentences import Sentence
    from followup.formats.intake.judging.talks import Talk
    from followup.formats.intake.mails.definitions import Address, Mail

SEVERAL = 2  # roles from which on each is told of by itself


def judge(
    mail: Mail, judgement: Judgement, own: Collection[str], *, known: bool = False
) -> tuple[Found, ...]:
    """Return what `mail` tells of; nothing where that is not clear.

    `own` are the user's addresses; `known` says that the thread or the sender belongs to an application.
    """
    reading = read_for(mail, judgement, own)
    return _judged(_as_known(reading) if known else reading, known=known)


def judge_either_way(
    mail: Mail, judgement: Judgement, own: Collection[str]
) -> tuple[tuple[Found, ...], bool]:
    """Return what `mail` tells by itself, and True; else what it tells if its thread is known, and False."""
    reading = read_for(mail, judgement, own)
    found = _judged(reading)
    if found or not mail.references or mail.bulk or mail.automatic:
        return found, True
    return _judged(_as_known(reading), known=True), False


def _as_known(reading: Reading) -> Reading:
    return reading._replace(job=reading.job + JOB)


def _judged(reading: Reading, *, known: bool = False) -> tuple[Found, ...]:
    if tells_nothing(reading):
        return ()
    # Where no phrase speaks of a job, all of the words may.
    parts = _parts(reading) if reading.job else []
    heard = [(role, part, told(part)) for role, part in parts] or [(None, reading, {})]
    found = []
    names: Named | None = None
    for role, part, kinds in second_reading(reading, heard, known=known):
        for kind, talk in kinds.items():
            names = names or named(reading.mail, reading.source, reading.sentences, reading.own)
            found.append(_found(kind, talk, part, names._replace(role=role) if role else names))
    return tuple(found)


def _parts(reading: Reading) -> list[tuple[str | None, Reading]]:
    """Return the mail as it is, or by the roles where it tells of several what has become of each."""
    roles = roles_of(reading.mail, reading.sentences) if reading.source.who != "own" else []
    if len(roles) < SEVERAL:
        return [(None, reading)]
    parts: dict[str, list[Sentence]] = {role: [] for role in roles}
    meant = roles
    for sentence in reading.sentences:
        here = [role for role in roles if slug(role) in slug(sentence.text)]
        meant = here or meant
        for role in meant:
            parts[role].append(sentence)
    return [
        (role, reading._replace(sentences=tuple(part), weights=weighed(part, reading.judgement)))
        for role, part in parts.items()
    ]


def _found(kind: str, talk: Talk | None, reading: Reading, names: Named) -> Found:
    mail, weight = reading.mail, reading.weight("interview" if kind == "phone_screen" else kind)
    sentence = (talk.sentence if talk else None) or weight.sentence or most_telling(kind, reading)
    rule = reading.judgement.rules.kinds["interview" if kind == "phone_screen" else kind]
    found = Found(
        kind=kind,
        company=names.company,
        role=names.role,
        people=_people(talk, reading),
        evidence=sentence.text if sentence else mail.subject,
        certain=weight.total >= rule.certain and mail.authentication.verdict == "passed",
        sender=mail.authentication.verdict,
    )
    if talk is not None:
        found = msgspec.structs.replace(
            found,
            at=talk.at,
            ends=talk.ends,
            zone=talk.zone,
            where=talk.where,
            uid=talk.uid,
            sequence=talk.sequence,
            certain=found.certain or talk.uid is not None,
        )
    promise = promised_by(reading) if kind == "promised" else None
    if promise is not None:
        found = msgspec.structs.replace(found, until=promise[1], evidence=promise[0].text)
    return found


def _people(talk: Talk | None, reading: Reading) -> tuple[Address, ...]:
    if talk is not None and talk.people:
        return talk.people
    return (reading.mail.sender,) if reading.source.who == "human" else ()
