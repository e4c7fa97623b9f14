"""Sentences against phrases: how much a text speaks for each kind, and by which sentence."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from followup.formats.intake.judging.definitions import SIGNALS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from followup.formats.intake.judging.phrases import Pattern
    from followup.formats.intake.judging.rulesfile import Judgement, Rule, Tongue
    from followup.formats.intake.judging.sentences import Sentence


class Weight(NamedTuple):
    """How much speaks for a kind: `total` of all sentences, `best` of the one that says it most."""

    total: int = 0
    best: int = 0
    sentence: Sentence | None = None
    phrases: tuple[str, ...] = ()


NOTHING = Weight()
PURPOSES = ("noise", "task", "elsewhere")
REACH = 45  # characters before a phrase in which it can be denied


def weighed(sentences: Sequence[Sentence], judgement: Judgement) -> dict[str, Weight]:
    """Return what the sentences speak for. A sentence counts once for each kind, a phrase once in all."""
    totals: dict[str, Weight] = {}
    used: set[tuple[str, str]] = set()
    deniable = {name for name, each in judgement.rules.kinds.items() if each.deniable}
    for sentence in sentences:
        tongue = judgement.tongues[sentence.language]
        for name, (weight, phrase) in _spoken_for(sentence, tongue, deniable).items():
            before = totals.get(name, NOTHING)
            if (name, phrase) in used and weight <= before.best and name not in SIGNALS:
                continue
            used.add((name, phrase))
            is_best = weight > before.best
            totals[name] = Weight(
                before.total + weight,
                max(before.best, weight),
                sentence if is_best else before.sentence,
                (*before.phrases, phrase),
            )
    return totals


def _spoken_for(sentence: Sentence, tongue: Tongue, deniable: Collection[str]) -> dict[str, tuple[int, str]]:
    words = _without_idle(sentence.words, tongue.idle)
    said = _said(words, tongue)
    aside = not sentence.heading and any(pattern.search(words) for pattern in tongue.asides)
    found: dict[str, tuple[int, str]] = {}
    for rule in tongue.rules:
        if aside and rule.name in PURPOSES:
            continue
        announced = sentence.heading and rule.name not in {"job", *PURPOSES}
        weight = (rule.phrases.weight + 1) // 2 if announced else rule.phrases.weight
        so_far = found.get(rule.name, (0, ""))[0]
        if rule.name == "job":
            weight += so_far  # one sentence can name the role, the application and the employer's people
        if weight <= so_far or not _is_meant(rule, sentence):
            continue
        denying = tongue.denying if rule.name in deniable else ()
        if _stands(rule, words, said, denying):
            found[rule.name] = (weight, rule.pattern.phrase)
    return found


def _is_meant(rule: Rule, sentence: Sentence) -> bool:
    if sentence.asks and not rule.phrases.asking and not sentence.heading:
        return False
    where = rule.phrases.where
    return where == "anywhere" or (where == "subject") == sentence.heading


def _stands(rule: Rule, words: str, said: Sequence[str], denying: Sequence[Pattern]) -> bool:
    for part in (words,) if rule.phrases.even_if else said:
        match = rule.pattern.search(part)
        if match is not None:
            before = f"{part[max(0, match.start() - REACH) : match.end()]} "
            return not any(pattern.search(before) for pattern in denying)
    return False


def _without_idle(words: str, idle: Sequence[Pattern]) -> str:
    """Return the words with what says nothing blotted out; what stands around it stays apart."""
    for pattern in idle:
        while (match := pattern.search(words)) is not None:
            count = len(match[0].split())
            words = f"{words[: match.start()]}{' _' * count}{words[match.end() :]}"
    return words


def _said(words: str, tongue: Tongue) -> tuple[str, ...]:
    """Return the parts of a sentence that say what is so, rather than what would be.

    What is supposed is so to the end of the sentence; what would have been, up to the `but`.
    """
    starts = (match.start() for each in tongue.supposed if (match := each.search(words)) is not None)
    words = f"{words[: min(starts, default=len(words))]} "
    if not any(pattern.search(words) for pattern in tongue.suspends):
        return (words,)
    turns = [match.start() for each in tongue.turns if (match := each.search(words)) is not None]
    parts = (words[start:end] for start, end in pairwise([0, *sorted(turns), len(words)]))
    said = (f"{part} " for part in parts)
    return tuple(part for part in said if not any(pattern.search(part) for pattern in tongue.suspends))
