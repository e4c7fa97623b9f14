"""The second reading: what the phrases of a mail tell, after a look at how likely its words make it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.formats.intake.judging.likelihood import likelihood_of, score_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from followup.formats.intake.judging.likelihood import Likelihood
    from followup.formats.intake.judging.readings import Reading
    from followup.formats.intake.judging.sentences import Sentence
    from followup.formats.intake.judging.talks import Talk

    # The role that a part of a mail is about, that part, and what its phrases tell.
    Heard = tuple[str | None, Reading, dict[str, Talk | None]]

# What is said on the way to a refusal, and is none.
_KINDLY = {"receipt", "heard_back"}


def second_reading(reading: Reading, heard: list[Heard], *, known: bool) -> list[Heard]:
    """Return what was heard, without what is unlikely, and with what is likely though no phrase says it.

    What one wrote oneself is known by its sender; so is a mail of a `known` thread about a job.
    """
    lexicon, limits = reading.judgement.lexicon, reading.judgement.rules.second_reader
    if lexicon is None or reading.source.who == "own" or reading.mail.bounce:
        return heard
    likely = likelihood_of(text_of(reading.mail), lexicon)
    if not known and likely.told * 100 < limits.told and not _is_invited(heard):
        return []
    kept = [(role, part, _likely(kinds, likely, limits.doubt)) for role, part, kinds in heard]
    if len(kept) > 1:
        return kept
    role, part, kinds = kept[0]
    for kind in ("rejected", "receipt"):
        if (likely.of(kind) or 0) * 100 > limits.belief and kind not in kinds:
            left = {each: talk for each, talk in kinds.items() if each not in _KINDLY}
            if not left and (kind == "rejected" or not kinds):
                return [(role, part, {kind: None})]
    return kept


def _is_invited(heard: Iterable[Heard]) -> bool:
    """Whether there is an invitation to a calendar: it says little in words."""
    return any(talk is not None and talk.uid for _, _, kinds in heard for talk in kinds.values())


def _likely(kinds: dict[str, Talk | None], likely: Likelihood, doubt: int) -> dict[str, Talk | None]:
    return {
        kind: talk
        for kind, talk in kinds.items()
        if (chance := likely.of(kind)) is None or chance * 100 >= doubt
    }


def most_telling(kind: str, reading: Reading) -> Sentence | None:
    """Return the sentence whose words speak most for a kind; None where no word does."""
    lexicon = reading.judgement.lexicon
    if lexicon is None or kind not in lexicon.kinds:
        return None
    best = max(reading.sentences, key=lambda each: score_of(each.text, kind, lexicon), default=None)
    return best if best is not None and score_of(best.text, kind, lexicon) > 0 else None
