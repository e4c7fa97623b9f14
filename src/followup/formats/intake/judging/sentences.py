"""Text -> sentences, each as it stands and as plain words that phrases are looked for in."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

MOST_SENTENCES = 250
LONGEST_SENTENCE = 800  # characters; what is longer is no sentence of a letter
FEWEST_MARKS = 2  # words that show a language other than that of the whole
SHORTEST_WORD = 4  # letters of one that ends a sentence though none with a capital follows
WRAPPED = 45  # characters from which on a line may be one that was broken

_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
)
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe"})
_CONTRACTIONS = (
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"\bcan't\b|\bcannot\b"), "can not"),
    (re.compile(r"\bshan't\b"), "shall not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"\bi'm\b"), "i am"),
    (re.compile(r"\b(you|we|they|i)'d\b"), r"\1 would"),
    (re.compile(r"\b(it|that|there|here|what|who|he|she)'s\b"), r"\1 is"),
    (re.compile(r"\blet's\b"), "let us"),
)
# As people type who leave the apostrophe out.
_BARE = re.compile(r"\b(ca|wo|do|did|does|could|would|is|are|was|were|has|have|had)nt\b")
_ADDRESS = re.compile(r"<?\b(?:https?://|www\.)\S+|\S+@\S+\.\S+")
# What is quoted is not said; a name in quotes is short.
_SPEECH = re.compile(r'"(?:[^\s"]+\s+){3,}[^\s"]+"|(?<!\w)\'(?:[^\s\']+\s+){3,}[^\s\']+\'(?!\w)')
# A number or a word beside a name parts no clause.
_ASIDE = re.compile(r"[(\[]\s?(?:[^\s()\[\]]+\s?){1,2}[)\]]|[(\[](?=[^()\[\]]*\d)[^()\[\]]{1,40}[)\]]")
_TOKEN = re.compile(r"[^\W_]+|[,;:()\[\]\"–—]|(?<=\s)-(?=\s)")
# A point after these ends no sentence.
_ABBREVIATED = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|no|nr|vs|etc|inc|ltd|co|corp|jr|sr|dept|approx|ca|bzw|ggf|usw|evtl"
    r"|inkl|tel|str"
    r"|hr|fr|z\.\s?b|d\.\s?h|u\.\s?a|i\.\s?d\.\s?r|e\.g|i\.e|p\.m|a\.m|m\.w|mme|mlle|sra|srta|vgl|max"
    r"|min|std|abs)"
    r"|\b[a-zäöü]|\b\d{1,2})\.$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…]+[\"')\]]*(?=\s)")
_BULLET = re.compile(r"^(?:[-*•·‣▪–]|\d{1,2}[.)])\s")
_OPENS = re.compile(r"[\"'(\[¿¡]*[\dA-ZÄÖÜÀ-Ý]")
# A line that ends so goes on in the next one.
_OPEN_END = re.compile(
    r"\b(?:for|the|of|at|as|a|an|and|to|with|in|our|your|für|als|der|die|das|und|bei|zu|mit|pour"
    r"|de|la|para|en)$"
)
_LABEL = re.compile(r"[\w /&-]{2,30}:\s?\S?")


class Sentence(NamedTuple):
    """`text` as it stands; `words` in lower-case ASCII with a space around each, `,` for what parts clauses.

    `heading` is said of the subject, and of headings within the text: they announce, and decide nothing.
    """

    text: str
    words: str
    language: str
    asks: bool = False
    heading: bool = False


def plain_words(text: str) -> str:
    """Return the words of `text` as phrases know them: one case, no accents, contractions written out."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(_QUOTES)
    text = _ADDRESS.sub(" ", text)
    if '"' in text or "'" in text:
        text = _SPEECH.sub(" , ", text)
    if "(" in text or "[" in text:
        text = _ASIDE.sub(" ", text)
    if "nt" in text:
        text = _BARE.sub(r"\1n't", text)
    if "'" in text or "cannot" in text:
        for pattern, instead in _CONTRACTIONS:
            text = pattern.sub(instead, text)
    if not text.isascii():
        text = text.translate(_LETTERS)
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    tokens = (token if token.isalnum() else "," for token in _TOKEN.findall(text))
    return f" {' '.join(tokens)} "


def split(text: str) -> Iterator[str]:
    """Yield the sentences of a text; lines that were only broken for their length are joined."""
    for paragraph in _paragraphs(text):
        begin = 0
        for end in _END.finditer(paragraph):
            head, rest = paragraph[begin : end.end()], paragraph[end.end() :].lstrip()
            if _ABBREVIATED.search(head) and not _is_next(head, rest):
                continue
            is_short = len(head.rsplit(maxsplit=1)[-1].rstrip(".")) < SHORTEST_WORD  # as abbreviations are
            goes_on = (
                end[0][0] == "."
                and (is_short or end[0][1:] == "..")
                and not _OPENS.match(rest)
                and rest[:1].islower()
            )
            if goes_on and len(head) < LONGEST_SENTENCE:
                continue
            yield head.strip()
            begin = end.end()
        if paragraph[begin:].strip():
            yield paragraph[begin:].strip()


def _is_next(head: str, rest: str) -> bool:
    """Whether a new sentence begins after what may be an abbreviation: `at 3 p.m. We`, `Acme Inc. You`."""
    return bool(re.search(r"(?:p\.m|a\.m|inc|ltd|co|corp|etc|usw)\.$", head, re.IGNORECASE)) and bool(
        re.match(r"(?:We|You|Your|The|This|Please|If|I|Our|It|Thank|Unfortunately|Wir|Sie|Ihr)\b", rest)
    )


def _paragraphs(text: str) -> Iterator[str]:
    gathered: list[str] = []
    for line in text.split("\n"):
        if gathered and not _continues(gathered[-1], line):
            yield " ".join(gathered)
            gathered = []
        if line:
            gathered.append(line)
    if gathered:
        yield " ".join(gathered)


def _continues(before: str, line: str) -> bool:
    """Whether `line` goes on where the line before it broke off."""
    if not line or _BULLET.match(line):
        return False
    if line[0].islower():
        return True
    if _OPEN_END.search(before) or (before.endswith((",", " -", " –")) and len(before) >= WRAPPED):
        return True
    is_full = len(before) >= WRAPPED
    return is_full and not (_LABEL.match(line) and ":" in line[:32])


def sentences_of(
    subject: str, text: str, marks: Mapping[str, Collection[str]], default: str
) -> tuple[Sentence, ...]:
    """Return the subject and the sentences of a text, each in the language that its words are of.

    `marks` are the commonest words of each language; `default` is the language where none of them stand.
    """
    main = language_of(plain_words(f"{subject} {text[:4000]}"), marks, default)
    found: list[Sentence] = []
    if subject:
        words = plain_words(subject)
        found.append(Sentence(subject, words, language_of(words, marks, main), "?" in subject, heading=True))
    for number, each in enumerate(split(text)):
        if number >= MOST_SENTENCES:
            break
        words = plain_words(each[:LONGEST_SENTENCE])
        asks = each.rstrip("\"' )").endswith("?")
        found.append(Sentence(each, words, language_of(words, marks, main), asks, each.startswith("# ")))
    return tuple(found)


def language_of(words: str, marks: Mapping[str, Collection[str]], default: str) -> str:
    """Return the language with the most `marks` among `words`; `default` where that is a tie."""
    counts = {name: sum(word in common for word in words.split()) for name, common in marks.items()}
    best = max(counts.values(), default=0)
    if best < FEWEST_MARKS or counts.get(default) == best:
        return default
    return next(name for name, count in counts.items() if count == best)
