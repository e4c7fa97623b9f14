"""A mail with what its sentences speak for, and how much in it speaks of a job."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from followup.core.text import slug
from followup.formats.intake.judging.jobtitles import TITLE
from followup.formats.intake.judging.roles import role_of
from followup.formats.intake.judging.sentences import Sentence, plain_words, sentences_of
from followup.formats.intake.judging.speakers import Source, source_of
from followup.formats.intake.judging.talks import invitation_of
from followup.formats.intake.judging.weighing import NOTHING, PURPOSES, Weight, weighed

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from followup.formats.intake.judging.rulesfile import Judgement
    from followup.formats.intake.mails.definitions import Mail

JOB = 2  # so much must speak of a job
PERSONAL = 2  # `your application`, of a person or to whoever writes, means one for a job
TITLED = 2  # so does the title of a job
OWN_DESK = 2  # an address of recruiters speaks of one
THREAD = 2  # so does what is quoted, up to that
_APPLIED_TO = re.compile(
    r"\b(?:[Aa]ppl(?:ying|ied|ication)|[Ii]nterest in|[Bb]ewerb\w+)"
    r"\s(?:to|with|at|bei|has reached|joining|working (?:for|at))"
    r"\s(?:the\s)?([A-Z0-9][\w&'’.-]{2,})"
)


class Reading(NamedTuple):
    """A mail with what its sentences weigh; in `untitled` the name of the role is blotted out."""

    mail: Mail
    judgement: Judgement
    own: frozenset[str]
    source: Source
    sentences: tuple[Sentence, ...]
    untitled: tuple[Sentence, ...]
    weights: dict[str, Weight]
    job: int

    def weight(self, name: str) -> Weight:
        """Return how much speaks for a kind."""
        return self.weights.get(name, NOTHING)


def read_for(mail: Mail, judgement: Judgement, own: Collection[str]) -> Reading:
    """Return `mail` with its sentences weighed."""
    own = frozenset(each.lower() for each in own)
    source = source_of(mail, own, judgement.rules.senders)
    sentences = sentences_of(mail.subject, _text(mail), judgement.marks, _default(judgement))
    role = role_of(mail, sentences)
    if role is not None and not TITLE.search(role):
        role = None
    untitled = _without(role, sentences) if role is not None else sentences
    weights = weighed(sentences, judgement)
    if role is not None and any(name in weights for name in PURPOSES):
        found = weighed(untitled, judgement)
        weights |= {name: found.get(name, NOTHING) for name in PURPOSES}
    reading = Reading(mail, judgement, own, source, sentences, untitled, weights, 0)
    return reading._replace(job=_job(reading) + TITLED * (role is not None))


def is_answer(mail: Mail) -> bool:
    """Whether a mail stands in a thread."""
    return bool(mail.references) or mail.subject.casefold().startswith(("re:", "aw:", "sv:", "antw:"))


def _default(judgement: Judgement) -> str:
    return next(iter(judgement.marks))


def _job(reading: Reading) -> int:
    """Return how much speaks of a job, rather than of a card or a course that one can apply for as well."""
    mail, source = reading.mail, reading.source
    job = reading.weight("job").total + OWN_DESK * (source.desk or bool(source.through))
    if "mine" in reading.weights and (source.who == "human" or _names_sender(mail)):
        job += PERSONAL
    elif "mine" in reading.weights and _APPLIED_TO.search(f"{mail.subject}\n{mail.text[:2000]}"):
        job += 1  # a board names the employer
    job += source.who != "own" and is_answer(mail)
    if mail.quoted and job < JOB:
        judgement = reading.judgement
        quoted = sentences_of("", mail.quoted[:3000], judgement.marks, _default(judgement))
        job += min(THREAD, weighed(quoted, judgement).get("job", NOTHING).total)
    return job


def _without(role: str, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Return the sentences apart from the name of the role: a Loan Officer asks for no loan."""
    name = plain_words(role).rstrip()
    blank = " _" * len(name.split())
    return tuple(each._replace(words=each.words.replace(f"{name} ", f"{blank} ")) for each in sentences)


def _names_sender(mail: Mail) -> bool:
    """Whether one applied to who writes: for a card or a flat one does not apply `to Acme`."""
    sender = slug(f"{mail.sender.name} {mail.sender.domain}").replace("-", "")
    found = _APPLIED_TO.finditer(f"{mail.subject}\n{mail.text[:2000]}")
    return any(slug(match[1]).replace("-", "") in sender for match in found)


def _text(mail: Mail) -> str:
    invitation = invitation_of(mail)
    return f"{mail.text}\n\n{invitation.summary}" if invitation is not None else mail.text
