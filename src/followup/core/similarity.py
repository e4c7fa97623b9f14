"""Similar drafts: what is personal in a text, and which two are nearly the same."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

# At or above this ratio of common words two drafts read as one text. A rule of thumb, tried on the default
# templates: another topic of two words makes a difference, another adjective does not.
NEARLY = 0.8

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
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= NEARLY
