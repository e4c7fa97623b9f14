"""A second reader: how likely a mail of these words is a refusal, a receipt, or news of a job at all.

Phrases know what decides, and cannot know all that is ever said. So all words and pairs of words of a mail
are weighed as well, by a linear classifier (logistic regression on tf-idf) that was taught with the
project's own invented mails (`mailwords.json`). What it finds unlikely is not proposed; what it finds more
than likely is, though no phrase says it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from followup.formats.intake.judging.sentences import plain_words

if TYPE_CHECKING:
    from followup.formats.intake.mails.definitions import Mail

# A letter says what it is about well before that.
_LONGEST = 12_000  # characters
_FOOTER = 300
_NUMBER = re.compile(r"\d+")


class Lexicon(msgspec.Struct, frozen=True):
    """The weights: of each word or pair of words its idf, and what it speaks for in the order of `kinds`."""

    version: int
    kinds: tuple[str, ...]
    bias: tuple[float, ...]
    words: dict[str, tuple[float, ...]]


class Likelihood(NamedTuple):
    """How likely each is, from 0 to 1; `told` that the mail tells of anything about a job."""

    rejected: float
    receipt: float
    told: float

    def of(self, kind: str) -> float | None:
        """Return how likely a kind is; None of one that is not known by its words."""
        return {"rejected": self.rejected, "receipt": self.receipt}.get(kind)


def read_lexicon(data: bytes) -> Lexicon:
    """Return the weights; msgspec.DecodeError for what is none."""
    return msgspec.json.decode(data, type=Lexicon)


def text_of(mail: Mail) -> str:
    """Return what is read of a mail: its subject, what its sender wrote, and the beginning of the footer."""
    return f"{mail.subject}\n{mail.text[:_LONGEST]}\n{mail.footer[:_FOOTER]}"


def terms_of(text: str) -> Counter[str]:
    """Return the words and pairs of neighbouring words of a text, and how often each stands there."""
    words = _NUMBER.sub("0", plain_words(text)).split()
    found = Counter(word for word in words if word != ",")
    found.update(f"{one} {other}" for one, other in pairwise(words) if "," not in (one, other))
    return found


def weighted(terms: Counter[str], idf: dict[str, float]) -> dict[str, float]:
    """Return tf-idf of the known terms, as a vector of length 1."""
    found = {term: (1 + math.log(count)) * idf[term] for term, count in terms.items() if term in idf}
    length = math.sqrt(sum(value * value for value in found.values()))
    return {term: value / length for term, value in found.items()} if length else {}


def likelihood_of(text: str, lexicon: Lexicon) -> Likelihood:
    """Return how likely a mail of this text is what."""
    terms = terms_of(text)
    values = weighted(terms, {term: lexicon.words[term][0] for term in terms if term in lexicon.words})
    scores = list(lexicon.bias)
    for term, value in values.items():
        for place, weight in enumerate(lexicon.words[term][1:]):
            scores[place] += value * weight
    return Likelihood(*(1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) for score in scores))


def score_of(text: str, kind: str, lexicon: Lexicon) -> float:
    """Return how much the words of a sentence speak for a kind, more than for none."""
    place = lexicon.kinds.index(kind) + 1
    weights = (lexicon.words[term] for term in terms_of(text) if term in lexicon.words)
    return sum(each[0] * each[place] for each in weights)
