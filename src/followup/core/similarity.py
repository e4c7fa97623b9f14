"""Letters: what is personal in a text, and which two are nearly the same."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

# Two letters whose own words agree to four fifths are one letter to whoever compares them. A convention,
# chosen on the default templates: another topic of two words differs, another adjective does not.
NEARLY = 0.8

_WORD = re.compile(r"[^\W_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}-][^\W_]+)*")


class Letter(NamedTuple):
    """A text to one person. `names` are words that tell people apart, not letters."""

    to: str
    text: str
    names: tuple[str, ...]


def words_of(text: str, names: Iterable[str] = ()) -> list[str]:
    """Return the words of `text` in small letters, without those of `names`."""
    gone = {word for name in names for word in _WORD.findall(name.casefold())}
    return [word for word in _WORD.findall(text.casefold()) if word not in gone]


def personal_words(letter: Letter, form: str) -> list[str]:
    """Return the words of a letter that its form (the template with nothing personal in it) has not."""
    words, common = words_of(letter.text, letter.names), words_of(form, letter.names)
    matcher = SequenceMatcher(None, common, words, autojunk=False)
    kept: list[str] = []
    for tag, _, _, start, end in matcher.get_opcodes():
        if tag in {"insert", "replace"}:
            kept += words[start:end]
    return kept


def are_nearly_the_same(one: Letter, other: Letter, form: str) -> bool:
    """Tell whether two letters say the same once names are out and the common form is taken away."""
    ours, theirs = personal_words(one, form), personal_words(other, form)
    if not ours and not theirs:
        return True
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= NEARLY
