"""Which kinds of event a mail tells of: enough is said, by one who can say it, and nothing outweighs it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from followup.core.text import slug
from followup.formats.intake.judging.roles import role_of
from followup.formats.intake.judging.rolewords import TITLE
from followup.formats.intake.judging.sentences import Sentence, plain_words, sentences_of
from followup.formats.intake.judging.speakers import Source, is_free, source_of
from followup.formats.intake.judging.talks import Talk, invitation_of, invited, is_called_off, talk_told
from followup.formats.intake.judging.times import limits_told
from followup.formats.intake.judging.weighing import NOTHING, Weight, weighed

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from followup.formats.intake.judging.rulesfile import Judgement
    from followup.formats.intake.mails.definitions import Invitation, Mail

JOB = 2  # so much must speak of a job where nothing is said outright
PERSONAL = 2  # `your application`, of a person or to whoever writes, means one for a job
TITLED = 2  # so does the title of a job
OWN_DESK = 2  # an address of recruiters speaks of one
THREAD = 2  # so does what is quoted, up to that
SURELY = 5  # so much leaves no doubt that it is about a job
ELSEWHERE = 2  # what is about something else weighs twice
BULK, CROWD = 3, 4  # how much speaks for advertising where a mail goes to many
OUTRIGHT = 4  # a phrase that says it outright
STRONG = 6  # a phrase that leaves little doubt
SCREENING = 4
SEVERAL = 2
CALLING = 8  # so much about telephoning is an interview by itself, where a time is named
_APPLIED_TO = re.compile(
    r"\b(?:[Aa]ppl(?:ying|ied|ication)|[Ii]nterest in|[Bb]ewerb\w+)\s(?:to|with|at|bei|joining|working (?:for|at))"
    r"\s(?:the\s)?([A-Z0-9][\w&'’.-]{2,})"
)
_NEWS = ("receipt", "rejected", "offer")
_MEETINGS = ("interview", "amended")
_ASKED_FOR = ("receipt", "interview", "promised", "heard_back")  # what is no news beside a task that is set


class Reading(NamedTuple):
    """A mail with what its sentences weigh."""

    mail: Mail
    judgement: Judgement
    own: frozenset[str]
    source: Source
    sentences: tuple[Sentence, ...]
    weights: dict[str, Weight]
    job: int

    def weight(self, name: str) -> Weight:
        """Return how much speaks for a kind."""
        return self.weights.get(name, NOTHING)


def read_for(mail: Mail, judgement: Judgement, own: Collection[str]) -> Reading:
    """Return `mail` with its sentences weighed."""
    own = frozenset(each.lower() for each in own)
    source = source_of(mail, own, judgement.rules.senders)
    default = next(iter(judgement.marks))
    sentences = sentences_of(mail.subject, _text(mail), judgement.marks, default)
    weights = weighed(sentences, judgement)
    role = role_of(mail, sentences)
    titled = role is not None and TITLE.search(role) is not None
    if titled and ("noise" in weights or "elsewhere" in weights):
        weights |= _without_role(role, sentences, weights, judgement)
    job = (
        weights.get("job", NOTHING).total + OWN_DESK * (source.desk or bool(source.through)) + TITLED * titled
    )
    if "mine" in weights and (source.who == "human" or _names_sender(mail)):
        job += PERSONAL
    job += source.who == "human" and _answers(mail)
    if mail.quoted and job < JOB:
        quoted = weighed(sentences_of("", mail.quoted[:3000], judgement.marks, default), judgement)
        job += min(THREAD, quoted.get("job", NOTHING).total)
    return Reading(mail, judgement, own, source, sentences, weights, job)


def _without_role(
    role: str, sentences: Sequence[Sentence], weights: dict[str, Weight], judgement: Judgement
) -> dict[str, Weight]:
    """Return what speaks against a mail apart from the name of its role: a Loan Officer asks for no loan."""
    name = plain_words(role).rstrip()
    blank = " _" * len(name.split())
    masked = [each._replace(words=each.words.replace(f"{name} ", f"{blank} ")) for each in sentences]
    found = weighed(masked, judgement)
    return {signal: found.get(signal, NOTHING) for signal in ("noise", "elsewhere") if signal in weights}


def _names_sender(mail: Mail) -> bool:
    """Whether one applied to who writes: for a card or a flat one does not apply `to Acme`."""
    sender = slug(f"{mail.sender.name} {mail.sender.domain}").replace("-", "")
    found = _APPLIED_TO.finditer(f"{mail.subject}\n{mail.text[:2000]}")
    return any(slug(match[1]).replace("-", "") in sender for match in found)


def _text(mail: Mail) -> str:
    invitation = invitation_of(mail)
    return f"{mail.text}\n\n{invitation.summary}" if invitation is not None else mail.text


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
    if foreign or _against("interview", reading) >= STRONG + reading.weight("interview").total:
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
    if reading.source.who == "own" and _answers(reading.mail):
        clear = reading.job > JOB or (reading.job == JOB and bool({"sent", "offer"} & reading.weights.keys()))
        return {"sent": Weight(STRONG, STRONG, reading.weight("sent").sentence)} if clear else {}
    return {
        kind: reading.weight(kind)
        for kind, each in reading.judgement.rules.kinds.items()
        if reading.source.who in each.speakers
        and reading.weight(kind).total >= each.needs
        and reading.weight(kind).best >= each.decisive
        and (reading.job >= JOB or _is_said_outright(kind, reading))
    }


def _is_said_outright(kind: str, reading: Reading) -> bool:
    """Whether the decision is about an application, one word speaks of a job and none of another matter."""
    said = kind in _NEWS and reading.weight(kind).best >= STRONG
    return said and reading.job > 0 and not reading.weight("elsewhere").total


def _answers(mail: Mail) -> bool:
    return bool(mail.references) or mail.subject.casefold().startswith(("re:", "aw:", "sv:", "antw:"))


def _standing(reached: dict[str, Weight], reading: Reading, talk: Talk | None) -> list[str]:
    """Return the kinds that nothing outweighs."""
    rules = reading.judgement.rules.kinds
    reached = {
        kind: each
        for kind, each in reached.items()
        if min(each.total, 2 * each.best) > min(_against(kind, reading), _against_before(kind, reading))
    }
    if not any(limits for limits in _limits(reading)):
        reached.pop("promised", None)
    if talk is None:
        reached = {kind: weight for kind, weight in reached.items() if kind not in _MEETINGS}
    else:
        if reading.weight("screening").total >= CALLING and reading.source.who == "human":
            reached.setdefault("interview", reading.weight("screening"))
        if "interview" in reached or "amended" in reached:
            reached.pop("promised", None)
        if reached.get("rejected", NOTHING).total <= reached.get("interview", NOTHING).total:
            reached.pop("rejected", None)  # who refuses names no hour to meet
    if any(_same_sentence(reached, "rejected", kind) for kind in ("cancelled", "amended")):
        reached.pop("rejected")  # who calls off an hour refuses no application
    if not _is_expected(reading):
        reached.pop("heard_back", None)
    outweighed: set[str] = {other for kind in reached for other in rules[kind].outweighs}
    for kind, weight in reached.items():
        for rival in rules[kind].rivals:
            if rival in reached:
                outweighed.add(rival if weight.total >= reached[rival].total else kind)
    return [kind for kind in reached if kind not in outweighed]


def _same_sentence(reached: dict[str, Weight], first: str, second: str) -> bool:
    found = reached.get(first, NOTHING).sentence
    return found is not None and found == reached.get(second, NOTHING).sentence


def _is_expected(reading: Reading) -> bool:
    """Whether the mail answers the user, or speaks of an application of theirs: strangers write as well."""
    arranging = any(reading.weight(kind).best >= STRONG for kind in _MEETINGS)
    return _answers(reading.mail) or bool(reading.weight("mine").total) or arranging


def _without_time(kinds: list[str], reading: Reading) -> list[str]:
    """Return the kinds where no time is certain: a person who arranges a talk has been heard of."""
    arranging = any(reading.weight(kind).best >= STRONG for kind in _MEETINGS)
    if not kinds and arranging and reading.source.who == "human" and _against("heard_back", reading) < STRONG:
        return ["heard_back"]
    return kinds


def _against_before(kind: str, reading: Reading) -> int:
    """Return the same for as far as the sentence that decides: news come first, advertising behind them."""
    best = reading.weight(kind)
    if kind not in _NEWS or best.best < STRONG - 1 or best.sentence is None or best.sentence.heading:
        return _against(kind, reading)
    before = weighed(reading.sentences[: reading.sentences.index(best.sentence) + 1], reading.judgement)
    subject = weighed([each for each in reading.sentences[:1] if each.heading], reading.judgement)
    if subject.get("noise", NOTHING).total or subject.get("task", NOTHING).total:
        return _against(kind, reading)  # the subject says what the mail is for
    names = ("noise", "task", "elsewhere") if reading.job > JOB else ("noise", "task")
    heard = {name: before.get(name, NOTHING) for name in names if name in reading.weights}
    return _against(kind, reading._replace(weights=reading.weights | heard))


def _against(kind: str, reading: Reading) -> int:
    """Return how much speaks for the mail being about no application of the user's, or for another purpose."""
    elsewhere = reading.weight("elsewhere").total * (ELSEWHERE if reading.job < SURELY else 1)
    against = reading.weight("noise").total + elsewhere
    if kind in _ASKED_FOR and not (kind == "heard_back" and reading.source.who == "human"):
        against += reading.weight("task").total
    return against + BULK * reading.mail.bulk + CROWD * reading.source.crowd


def _talk_kind(kind: str, reading: Reading) -> str:
    by_phone = kind == "interview" and reading.weight("screening").total >= SCREENING
    return "phone_screen" if by_phone else kind


def _limits(reading: Reading) -> list[list[object]]:
    sentence = reading.weight("promised").sentence
    sent = reading.mail.date
    return [list(limits_told(sentence, sent.date()))] if sentence is not None and sent is not None else []


def tells_nothing(reading: Reading) -> bool:
    """Whether nothing can be concluded from a mail, whatever its sentences say."""
    mail, source = reading.mail, reading.source
    if mail.bounce or mail.authentication.verdict == "failed":
        return True
    if mail.forwarded and source.who != "human":
        return True
    if (mail.bulk or source.crowd) and not reading.weight("mine").total:
        return True  # who writes to many speaks of others
    if is_free(mail.sender.domain) and reading.job < JOB and source.who != "own":
        return True
    return not reading.job
