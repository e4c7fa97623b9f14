"""Similarity: which two drafts are nearly the same, and which two titles mean one job."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from followup.core.text import normal, slug

if TYPE_CHECKING:
    from collections.abc import Iterable

# At or above this ratio of common words two drafts read as one text. A rule of thumb, tried on the default
# templates: another topic of two words makes a difference, another adjective does not.
NEARLY = 0.8

# How titles of jobs are shortened, and what stands beside them without saying which job it is.
_SHORT_FOR = {
    "sr": "senior",
    "snr": "senior",
    "jr": "junior",
    "eng": "engineer",
    "engr": "engineer",
    "dev": "developer",
    "mgr": "manager",
    "swe": "software engineer",
    "sde": "software engineer",
    "admin": "administrator",
    "ii": "2",
    "iii": "3",
    "iv": "4",
}
_BESIDE = {"m", "w", "d", "f", "x", "h", "in", "a", "the", "of", "for", "position", "role", "job", "remote"}
# These make another job of the same words.
_LEVELS = {
    *("senior", "junior", "lead", "principal", "staff", "head", "chief", "director", "associate", "intern"),
    *("internship", "trainee", "graduate", "entry", "1", "2", "3", "4", "5", "praktikum", "werkstudent"),
}

_WORD = re.compile(r"[^\W_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}-][^\W_]+)*")


class DraftText(NamedTuple):
    """The text of a draft to one person. `names` tell people apart, not texts."""

    to: str
    text: str
    names: tuple[str, ...]


def words_of(text: str, names: Iterable[str] = ()) -> list[str]:
    """Return the words of `text` in lower case, without those of `names`."""
    gone = {word for name in names for word in _WORD.findall(name.casefold())}
    return [word for word in _WORD.findall(text.casefold()) if word not in gone]


def personal_words(draft: DraftText, form: str) -> list[str]:
    """Return the words of a draft that are not in `form`, the template with nothing personal in it."""
    words, common = words_of(draft.text, draft.names), words_of(form, draft.names)
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, common, words, autojunk=False)
    kept: list[str] = []
    for tag, _, _, start, end in matcher.get_opcodes():
        if tag in {"insert", "replace"}:
            kept += words[start:end]
    return kept


def are_nearly_the_same(one: DraftText, other: DraftText, form: str) -> bool:
    """Whether two drafts say the same apart from names and the common `form`."""
    ours, theirs = personal_words(one, form), personal_words(other, form)
    if not ours and not theirs:
        return True
    from difflib import SequenceMatcher

    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= NEARLY


def role_words(role: str) -> list[str]:
    """Return the words of a job's title: `Sr. Data Engineer (m/w/d)` is `senior data engineer`."""
    words = slug(role).split("-")
    long = (each for word in words for each in _SHORT_FOR.get(word, word).split())
    return [word for word in long if word and word not in _BESIDE]


def is_same_role(one: str, other: str) -> bool:
    """Whether two titles say the same, apart from how they are written."""
    ours, theirs = role_words(one), role_words(other)
    return (ours or [normal(one)]) == (theirs or [normal(other)])


def may_be_same_role(one: str, other: str) -> bool:
    """Whether two titles may mean one job: the words of one are those of the other, and no other level."""
    ours, theirs = set(role_words(one)), set(role_words(other))
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours) and not (ours ^ theirs) & _LEVELS
