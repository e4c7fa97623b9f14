"""Text from outside: cleaned once, on its way into the log, and compared by what it says."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# An escape sequence goes as a whole: what is left of "\x1b[31mred" is "red", not "[31mred".
_ESCAPES = re.compile(
    r"""
    (?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?          # control sequences: colours, the cursor, the title
    | (?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])     # operating-system commands and strings ...
      [^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?    # ... up to their end
    | \x1b[ -/]*[0-~]?                         # the rest
    """,
    re.VERBOSE,
)

# Cc control, Cf format (bidirectional overrides, zero width), Cs surrogate, Zl and Zp line separators,
# Co private use, Cn unassigned: nothing of these is visible text.
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}
# The joiners that emoji and several scripts need to be spelt; harmless between two letters.
_JOINERS = {"\u200c", "\u200d"}

# An error repeats a word or two of what was typed, never a page of it.
LONGEST_QUOTED = 40
LONGEST_SHOWN = 1000

# Words at the end of a company's name that a person leaves out as often as not.
_LEGAL_FORMS = {
    *("inc", "incorporated", "corp", "corporation", "co", "company", "llc", "llp", "ltd", "limited", "plc"),
    *("gmbh", "ag", "kg", "se", "sa", "sas", "sarl", "srl", "spa", "bv", "nv", "ab", "as", "oy", "pty"),
}
SHORTEST_TYPO = 4
LONG_WORD = 8


def clean(text: str) -> str:
    """Return `text` on one line, without anything that a terminal, a mail or a calendar could obey.

    Escape sequences, control characters, bidirectional overrides and line separators go; the visible text
    stays, with white space folded.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = _ESCAPES.sub("", text)
    kept = [_visible(character) for character in text]
    return " ".join("".join(kept).split()).strip("\u200c\u200d ")


def clean_lines(text: str) -> str:
    """Return `text` with every line cleaned; the lines stay, runs of empty ones do not."""
    lines = [clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    return "\n".join(kept).strip("\n")


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    if character in _JOINERS:
        return character
    return "" if unicodedata.category(character) in _INVISIBLE else character


def visible(text: str) -> str:
    """Return `text` with everything invisible in it escaped (`\\x1b`, `\\u200b`), as errors show it."""
    if text.isprintable():
        return text
    return "".join(map(_escaped, text))


def _escaped(character: str) -> str:
    if character in _JOINERS or unicodedata.category(character) not in _INVISIBLE:
        return character
    return character.encode("unicode_escape").decode()


def visible_lines(text: str) -> str:
    """Return `text` with its lines as they are, and everything else that is invisible escaped."""
    return "\n".join(map(visible, text.split("\n")))


def shown(text: str) -> str:
    """Return a message that may repeat text from outside: its lines, each visible and no page long."""
    return visible_lines("\n".join(map(shortened, text.split("\n"))))


def shortened(text: str, longest: int = LONGEST_SHOWN) -> str:
    """Return `text` without its middle where it is longer: a sentence says what is wrong at its end."""
    if len(text) <= longest:
        return text
    return f"{text[: longest // 2]}…{text[-(longest // 2) :]}"


def quoted(text: str) -> str:
    """Return what the user wrote, short, visible and in backticks, as errors quote it."""
    text = " ".join(text.split())
    cut = f"{text[:LONGEST_QUOTED]}…" if len(text) > LONGEST_QUOTED else text
    return f"`{visible(cut)}`"


def normal(text: str) -> str:
    """Return what two spellings of one name have in common: case, accents' form and spacing apart."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def slug(text: str) -> str:
    """Return `text` as a word of a handle: lower-case letters and digits of any script, joined by `-`."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", plain)
    return "-".join(words)


def are_close(one: str, other: str) -> bool:
    """Return True if two names of companies may well be one, misspelt or shortened.

    One typo in a word (two in a long one), another legal form, other punctuation, or one name that begins
    with the whole other. Words with digits and very short words are taken as they are: `Team 7` and
    `Team 8` are two names.
    """
    ours, theirs = core_words(one), core_words(other)
    if ours == theirs or "".join(ours) == "".join(theirs):
        return True
    shorter, longer = sorted((ours, theirs), key=len)
    if len(shorter) < len(longer):
        return bool(shorter) and longer[: len(shorter)] == shorter and not is_counted(longer[len(shorter) :])
    differing = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    return len(differing) == 1 and _is_typo(*differing[0])


def closest(word: str, words: Iterable[str], count: int = 1) -> list[str]:
    """Return the `words`, at most so many, that `word` may have been meant to be, the likeliest first."""
    from difflib import get_close_matches  # only where something was mistyped

    return get_close_matches(word, list(words), count)


@lru_cache(maxsize=4096)  # each name is held against all the others
def core_words(name: str) -> tuple[str, ...]:
    """Return the words of a company's name without its legal form at the end: `Acme Inc.` is `acme`."""
    words = slug(name).split("-")
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return tuple(words)


def is_counted(words: Sequence[str]) -> bool:
    """Whether the words merely number: `Acme 2`, `Acme B`."""
    return all(len(word) == 1 or word.isdigit() for word in words)


def _is_typo(one: str, other: str) -> bool:
    shortest = min(len(one), len(other))
    if shortest < SHORTEST_TYPO or any(c.isdigit() for c in one + other):
        return False
    return _distance(one, other) <= (1 if shortest < LONG_WORD else 2)


def _distance(one: str, other: str) -> int:
    """Return the number of letters to insert, drop, change or swap with the next (optimal alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, above, row = row, before, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1]
