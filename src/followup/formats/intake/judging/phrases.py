"""Phrases, as mailrules.yaml writes them -> patterns over plain words.

`word`, `word*` (whatever begins so, `*word` whatever ends so), `(one|two words)`, `[may be left out]`,
`<name>` (any of those words),
`..` (up to five words between, within a clause), `...` (up to fourteen, over commas as well).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from followup.formats.intake.judging.sentences import plain_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NEAR = r"(?: \w+){0,5}?"
FAR = r"(?: [\w,]+){0,14}?"
_PIECE = re.compile(r"\s*(\.\.\.|\.\.|<[\w-]+>|[()\[\]|]|[^\s()\[\]|<>]+)")
_SAYS = re.compile(r"[^\s.()\[\]|]")
MOST_NESTED = 6
LONGEST = 12_000  # characters of a pattern, its words written out


class BadPhrase(Exception):
    """What is wrong with a phrase, as a sentence."""


class Pattern(NamedTuple):
    """A phrase that can be looked for; `first` is a word that it cannot do without, empty where none is."""

    phrase: str
    found: re.Pattern[str]
    first: str

    def search(self, words: str) -> re.Match[str] | None:
        """Return the first place in plain words where the phrase stands."""
        return self.found.search(words) if self.first in words else None


def compiled(phrase: str, names: Mapping[str, Sequence[str]]) -> Pattern:
    """Return the pattern of a phrase; `names` are the words that `<name>` stands for. Raises `BadPhrase`."""
    text = _Reader(phrase, names).read()
    if len(text) > LONGEST:
        raise BadPhrase("The phrase stands for too many words.")
    return Pattern(phrase, re.compile(text + r"(?= )"), _first_word(phrase))


def _first_word(phrase: str) -> str:
    """Return a word that must be there wherever the phrase is: the longest outside of brackets."""
    depth, best = 0, ""
    for piece in _PIECE.findall(phrase):
        depth += (piece in "([") - (piece in ")]")
        if not depth and piece[0] not in "<.()[]|*":
            words = plain_words(piece.rstrip("*")).split()
            best = max([best, *words], key=len)
    return f" {best}" if best else ""


class _Reader:
    """Reads a phrase by descent; nesting is bounded."""

    def __init__(self, phrase: str, names: Mapping[str, Sequence[str]], depth: int = 0) -> None:
        self._pieces = _PIECE.findall(phrase)
        if "".join(self._pieces) != "".join(phrase.split()):
            raise BadPhrase("The phrase has a `<` or `>` too many.")
        self._names = names
        self._depth = depth
        self._at = 0
        if depth > MOST_NESTED:
            raise BadPhrase("Names stand for names too deep, or for themselves.")

    def read(self) -> str:
        text = self._several()
        if self._at < len(self._pieces):
            raise BadPhrase(f"There is no bracket that this `{self._pieces[self._at]}` closes.")
        if not any(_SAYS.match(piece) for piece in self._pieces):
            raise BadPhrase("A phrase needs words.")
        return text

    def _several(self) -> str:
        options = [self._row()]
        while self._piece() == "|":
            self._at += 1
            options.append(self._row())
        if len(options) == 1:
            return options[0]
        if not all(options):
            raise BadPhrase("Between `|` there must be words; put in `[ ]` what may be left out.")
        return f"(?:{'|'.join(options)})"

    def _row(self) -> str:
        parts: list[str] = []
        while (piece := self._piece()) not in {"", "|", ")", "]"}:
            self._at += 1
            parts.append(self._one(piece))
        return "".join(parts)

    def _piece(self) -> str:
        return self._pieces[self._at] if self._at < len(self._pieces) else ""

    def _one(self, piece: str) -> str:
        match piece:
            case "..":
                return NEAR
            case "...":
                return FAR
            case "(" | "[":
                inner = self._several()
                closing = ")" if piece == "(" else "]"
                if self._piece() != closing:
                    raise BadPhrase(f"A `{piece}` is not closed.")
                self._at += 1
                return f"(?:{inner})" if piece == "(" else f"(?:{inner})?"
        if piece.startswith("<"):
            return self._named(piece[1:-1])
        return _word(piece)

    def _named(self, name: str) -> str:
        if name not in self._names:
            raise BadPhrase(f"No words are called `<{name}>` here.")
        options = [_Reader(each, self._names, self._depth + 1).read() for each in self._names[name]]
        return f"(?:{'|'.join(options)})"


def _word(piece: str) -> str:
    words = plain_words(piece.strip("*")).split()
    if not words or "*" in piece.strip("*"):
        raise BadPhrase(f"`{piece}` is no word.")
    text = " " + (r"\w*" if piece.startswith("*") else "") + " ".join(map(re.escape, words))
    return text + (r"\w*" if piece.endswith("*") else "") + "(?= )"
