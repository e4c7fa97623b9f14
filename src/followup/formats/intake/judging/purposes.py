"""What a mail is for, where that is not to tell of an application: advertising, a task, another matter.

News come first and advertising behind them: what stands behind the sentence that decides counts less, or
nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.formats.intake.judging.readings import JOB, Reading
from followup.formats.intake.judging.weighing import NOTHING, PURPOSES, weighed

if TYPE_CHECKING:
    from followup.formats.intake.judging.weighing import Weight

SURELY = 5  # so much leaves no doubt that it is about a job
ELSEWHERE = 2  # what is about something else weighs twice
BULK, CROWD = 3, 4  # how much speaks for advertising where a mail goes to many
NEWS = ("receipt", "rejected", "offer")
TOLD, THANKED = 5, 4  # how much a sentence tells that decides, and one that thanks for an application
_ASKED_FOR = ("receipt", "interview", "promised", "heard_back")  # what is no news beside a task that is set


def against(kind: str, reading: Reading) -> int:
    """Return how much speaks for the mail being for another purpose than to tell of `kind`."""
    everywhere = _sum(kind, reading, reading.weights)
    best = reading.weight(kind)
    if kind not in NEWS or best.best < THANKED or best.sentence is None or best.sentence.heading:
        return everywhere
    subject = weighed([each for each in reading.untitled[:1] if each.heading], reading.judgement)
    if any(name in subject for name in ("noise", "task")):
        return everywhere  # the subject says what the mail is for
    before = weighed(reading.untitled[: reading.sentences.index(best.sentence) + 1], reading.judgement)
    names: tuple[str, ...] = PURPOSES if reading.job > JOB else ("noise", "task")
    if best.best < TOLD:
        names = (
            "noise",
        )  # thanks for an application may come before a task, and that is what the mail is for
    behind = _sum(kind, reading, reading.weights | {name: before.get(name, NOTHING) for name in names})
    return min(everywhere, behind if best.best >= TOLD else (everywhere + behind + 1) // 2)


def _sum(kind: str, reading: Reading, weights: dict[str, Weight]) -> int:
    elsewhere = weights.get("elsewhere", NOTHING).total * (ELSEWHERE if reading.job < SURELY else 1)
    total = weights.get("noise", NOTHING).total + elsewhere
    if kind in _ASKED_FOR and not (kind == "heard_back" and reading.source.who == "human"):
        total += weights.get("task", NOTHING).total
    return total + BULK * reading.mail.bulk + CROWD * reading.source.crowd
