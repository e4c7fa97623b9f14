"""A mail -> what it tells of: kinds by what its sentences decide, who speaks, and what outweighs what."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from followup.formats.intake.judging.findings import Found
from followup.formats.intake.judging.naming import Named, named
from followup.formats.intake.judging.sentences import Sentence, sentences_of
from followup.formats.intake.judging.speakers import Source, source_of
from followup.formats.intake.judging.talks import invited, time_told
from followup.formats.intake.judging.times import day_named
from followup.formats.intake.judging.weighing import NOTHING, Weight, weighed

if TYPE_CHECKING:
    from collections.abc import Collection

    from followup.formats.intake.judging.definitions import MailRules
    from followup.formats.intake.judging.rulesfile import Judgement
    from followup.formats.intake.mails.definitions import Mail

JOB = 2  # so much must speak of a job
BULK, CROWD = 2, 4  # how much speaks for advertising where a mail goes to many
SCREENING = 3
_TALKS = ("interview", "amended")


class _Reading(NamedTuple):
    """A mail with what its sentences weigh."""

    mail: Mail
    source: Source
    sentences: tuple[Sentence, ...]
    weights: dict[str, Weight]

    def weight(self, name: str) -> Weight:
        return self.weights.get(name, NOTHING)


def judge(mail: Mail, judgement: Judgement, own: Collection[str]) -> tuple[Found, ...]:
    """Return what `mail` tells of; nothing where that is not clear. `own` are the user's addresses."""
    own = {each.lower() for each in own}
    rules = judgement.rules
    source = source_of(mail, own, rules.senders)
    if mail.bounce or (mail.forwarded and not mail.invitations):
        return ()
    default = next(iter(judgement.marks))
    sentences = sentences_of(mail.subject, mail.text, judgement.marks, default)
    reading = _Reading(mail, source, sentences, weighed(sentences, judgement))
    kinds = _kinds(reading, rules)
    names = named(mail, source, sentences, own)
    return tuple(_found(kind, reading, rules, names) for kind in kinds)


def _kinds(reading: _Reading, rules: MailRules) -> list[str]:
    if reading.weight("job").total < JOB or reading.mail.authentication.verdict == "failed":
        return []
    reached = {
        kind: reading.weight(kind)
        for kind, each in rules.kinds.items()
        if reading.source.who in each.speakers
        and reading.weight(kind).total >= each.needs
        and reading.weight(kind).best >= each.decisive
    }
    outweighed = {other for kind in reached for other in rules.kinds[kind].outweighs}
    against = _against(reading)
    return [kind for kind, weight in reached.items() if kind not in outweighed and weight.total > against]


def _against(reading: _Reading) -> int:
    """Return how much speaks for the mail being about no application of the user's."""
    noise = reading.weight("noise").total + reading.weight("elsewhere").total
    noise += BULK * reading.mail.bulk + CROWD * reading.source.crowd
    return noise


def _found(kind: str, reading: _Reading, rules: MailRules, names: Named) -> Found:
    weight = reading.weight(kind)
    sentence = weight.sentence
    found = Found(
        kind=kind,
        company=names.company,
        role=names.role,
        evidence=sentence.text if sentence else reading.mail.subject,
        certain=weight.total >= rules.kinds[kind].certain,
        sender=reading.mail.authentication.verdict,
    )
    return msgspec.structs.replace(found)
