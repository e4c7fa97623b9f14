"""Statuses: what people and programs call the state of an application, in seven languages, and what it tells.

The words are data and open: a mapping file beside the sheet adds to them. What is not known is told, not
guessed.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from followup.formats.intake.sheets.folding import folded
from followup.formats.intake.sheets.status_sentences import sentence_of
from followup.formats.intake.sheets.status_words import APPLIED, NOT_APPLIED, PHRASES

if TYPE_CHECKING:
    from collections.abc import Mapping

# Kinds that the source does not say for sure by these words.
_UNSURE = {
    *(
        "declined",
        "confirmed",
        "interested",
        "in process",
        "on hold",
        "hold",
        "test",
        "task",
        "screen",
        "final",
    ),
    *("positive", "lost", "filled", "refuse", "closed", "archived", "eingestellt", "offre", "oferta", "hold"),
}
KINDS = tuple(PHRASES)
# Some words say one thing when they are all there is, and another within a sentence.
_ALONE = {
    *("application", "bewerbung", "candidature", "candidatura", "solicitud"),
    *("l1", "l2", "l3", "rej", "int", "appl", "appd", "no vacancy"),
    *("interested", "final", "finals", "test", "task", "phone", "screen", "apply", "applying", "new", "lead"),
    *(
        "open",
        "active",
        "sent",
        "seen",
        "target",
        "possible",
        "found",
        "idea",
        "ideas",
        "cold",
        "gone",
        "lost",
    ),
    *(
        "cut",
        "dead",
        "started",
        "joined",
        "placed",
        "received",
        "receipt",
        "positive",
        "talking",
        "test",
        "task",
    ),
    *(
        "hold",
        "loop",
        "panel",
        "salva",
        "salvo",
        "visto",
        "offen",
        "lauft",
        "kontakt",
        "prueba",
        "teste",
        "retire",
    ),
    *("challenge", "assignment", "homework", "references", "conversation", "failed", "proposition"),
    *(
        "referral",
        "referred",
        "emailed",
        "mailed",
        "positiv",
        "positif",
        "negativ",
        "negative",
        "appel",
        "llamada",
    ),
    *(
        "offre",
        "research",
        "draft",
        "apply soon",
        "final",
        "technical",
        "hiring manager",
        "contacted",
        "active",
    ),
    *("closed", "filled", "confirmation", "confirmed", "expired", "interessant", "completed application"),
    *("unknown", "tbd", "not yet", "screened", "advanced", "shortlist", "lead", "leads", "saved", "erledigt"),
    *("attente", "waiting", "awaiting", "pending", "besetzt", "nope", "signed", "test erhalten", "regret"),
    *(
        "reply",
        "response",
        "maybe",
        "later",
        "want",
        "missed",
        "queue",
        "verbal",
        "silence",
        "silent",
        "nada",
    ),
    *(
        "pfo",
        "helaas",
        "in gesprek",
        "concept",
        "prova",
        "attendo",
        "sollicitatie",
        "afwachten",
        "wachten",
        "open",
        "lopend",
        "loopt",
        "reactie",
        "attesa",
    ),
    *("ricevuta", "ontvangen", "inviata", "inviato", "aperta", "conferma", "spater", "vielleicht", "depois"),
    *(
        "said no",
        "called me",
        "candidato",
        "candidata",
        "te doen",
        "da fare",
        "verlopen",
        "crickets",
        "got it",
    ),
    *(
        "took it",
        "not sure",
        "longlisted",
        "bevestigd",
        "entregado",
        "entregue",
        "talvez",
        "quiza",
        "abgegeben",
    ),
    *("proposta", "offerta", "aanbod", "uitgenodigd", "scaduta", "scaduto", "chiusa", "chiuso", "gesloten"),
    *("progressing", "new job", "prospect", "prospects", "potential", "considering", "planned", "planning"),
}


# What is still to be done: `to call back`, `need to tailor CV`.
_PLAN = re.compile(
    r"(?:to|need to|have to|must|should|will|want to|plan to|going to|nog|da|muss noch) [a-z]+"
)


class Meaning(NamedTuple):
    """What a status tells: a kind of event, `applied` for no more than that, or `not_applied`."""

    kind: str
    certain: bool = True


@cache
def phrases() -> dict[str, str]:
    """Return the kind of each phrase."""
    found: dict[str, str] = {}
    for kind, text in PHRASES.items():
        for phrase in re.split(r"[|\n]", text):
            if phrase.strip():
                found.setdefault(phrase.strip(), kind)
    return found


@cache
def _pattern() -> re.Pattern[str]:
    """Return what finds phrases in a sentence, the longest first."""
    longest_first = sorted((each for each in phrases() if each not in _ALONE), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")


# Characters; in a longer text the state stands first, or nowhere.
_LONGEST = 300

# Pictures that stand alone in a cell.
_PICTURES = {
    **dict.fromkeys("❌✖✗✘👎🚫⛔🔴", "rejected"),
    **dict.fromkeys("👻💀", "closed"),
    **dict.fromkeys("⏳⌛🕒🕐📨📤📩📬", APPLIED),
    **dict.fromkeys("🎉🏆", "offer"),
    **dict.fromkeys("📞☎", "phone_screen"),
}


def is_picture(character: str) -> bool:
    """Whether a character is a picture that a state can be told by."""
    return character in _PICTURES


def meaning_of(text: str, own: Mapping[str, str] | None = None) -> Meaning | None:
    """Return what a status tells; None where it is not known. `own` are the user's words, folded."""
    words = folded(text[:_LONGEST])
    if own and words in own:
        return Meaning(own[words])
    if not words:
        kinds = {_PICTURES[character] for character in text if character in _PICTURES}
        return Meaning(kinds.pop(), certain=False) if len(kinds) == 1 else None
    return _known(words)


@cache
def _known(words: str) -> Meaning | None:
    if not words:
        return None
    words = re.sub(r"^(?:\d+ )+(?=[a-z])", "", words) if words not in phrases() else words
    whole = phrases().get(words)
    if whole is not None:
        return Meaning(whole, words not in _UNSURE)
    sentence = sentence_of(words)
    if sentence is not None:
        return Meaning(sentence, certain=False)
    found = {phrases()[each] for each in _pattern().findall(words)}
    kind = next((each for each in KINDS if each in found), None)
    if kind is not None:
        return Meaning(kind, certain=len(words.split()) <= _SHORT)
    if _PLAN.match(words):
        return Meaning(NOT_APPLIED, certain=False)
    near = (
        get_close_matches(words, phrases(), 1, cutoff=_MISSPELT)
        if _LONG_ENOUGH <= len(words) <= _TOO_LONG
        else []
    )
    return Meaning(phrases()[near[0]], certain=False) if near else None


# `Rejcted` is a slip of the finger; in short words one letter makes another word.
_MISSPELT, _LONG_ENOUGH, _TOO_LONG = 0.9, 6, 40


# In a longer text a word may be about something else.
_SHORT = 6


def is_status(text: str) -> bool:
    """Whether a cell holds a status and nothing else, as far as the words are known."""
    return folded(text) in phrases()
