"""Times and days from words, where they leave no doubt; the mail is of Monday, 7 September 2026, 10:00."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from followup.formats.intake.judging.sentences import sentences_of
from followup.formats.intake.judging.talks import talk_told
from followup.formats.intake.judging.times import limits_told
from formats.intake.judging.judged import shipped

SENT = datetime(2026, 9, 7, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "at", "zone"),
    [
        ("on Thursday, 17 September 2026 at 14:00", "2026-09-17T14:00", None),
        ("on September 17th, 2026 at 2:30 pm", "2026-09-17T14:30", None),
        ("on 17 September at 2 p.m.", "2026-09-17T14:00", None),  # the next one
        ("2026-09-17, 14:00 CEST", "2026-09-17T14:00", "Europe/Berlin"),
        ("Thursday 17 Sept, 9.30 am (UK time)", "2026-09-17T09:30", "Europe/London"),
        ("Sept 17 at 10am ET", "2026-09-17T10:00", "America/New_York"),
        ("17 September, 10-11 am", "2026-09-17T10:00", None),  # from the beginning of a span
        ("17 September, 10:00 - 11:30", "2026-09-17T10:00", None),
        ("Date: 17 September 2026\nTime: 10:00", "2026-09-17T10:00", None),
        ("on Thursday at noon", "2026-09-10T12:00", None),
        ("tomorrow at 11:00", "2026-09-08T11:00", None),
        ("am Donnerstag, den 17.09.2026 um 14 Uhr", "2026-09-17T14:00", None),
        ("am 17. September um 14:30 Uhr", "2026-09-17T14:30", None),
        ("morgen um 9 Uhr", "2026-09-08T09:00", None),
        ("le jeudi 17 septembre 2026 à 14 h 30", "2026-09-17T14:30", None),
        ("el jueves 17 de septiembre de 2026 a las 10:00", "2026-09-17T10:00", None),
        ("instead of Tuesday 10:00 we meet on Friday, 18 September, 11:00", "2026-09-18T11:00", None),
        ("from Tuesday, 15 September 10:00 to Thursday, 17 September 11:00", "2026-09-17T11:00", None),
        ("17/09/2026 at 10:00", "2026-09-17T10:00", None),  # there is no month 17
        ("Thursday, 10/09/2026 at 10:00", "2026-09-10T10:00", None),  # 9 October is a Friday
        ("10/09/2026 at 10:00", None, None),  # September or October
        ("Friday, 17 September 2026 at 10:00", None, None),  # a Thursday
        ("next Friday at 10:00", None, None),  # this week's to some
        ("Tuesday at 10:00 or Wednesday at 14:00", None, None),
        ("on 17 September at 10:00 and on 18 September at 11:00", None, None),
        ("on 17 September", None, None),
        ("at 10:00", None, None),
        ("by 17 September 2026, 18:00", None, None),  # until when something is to be done
        ("Deadline: 17 September 2026, 23:59", None, None),
        ("on 3 September 2026 at 10:00", None, None),  # over
        ("on 31 September at 10:00", None, None),
        ("call 030 12:34:56", None, None),
    ],
)
def test_a_time_is_certain_or_there_is_none(text: str, at: str | None, zone: str | None) -> None:
    """One time, and one only."""
    sentences = sentences_of("", text, shipped().marks, "en")
    talk = talk_told(sentences, SENT)
    assert (talk and talk.at) == (datetime.fromisoformat(at) if at else None)
    assert (talk and talk.zone) == zone


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("You will hear from us by Friday, 18 September.", ["2026-09-18"]),
        ("I'll let you know on Wednesday.", ["2026-09-09"]),
        ("Sie hören bis zum 25.09. von uns.", ["2026-09-25"]),
        ("I'll let you know soon.", []),
        ("We met on 3 September.", []),
    ],
)
def test_days_that_are_named(text: str, days: list[str]) -> None:
    """Those after the mail."""
    (sentence,) = sentences_of("", text, shipped().marks, "en")
    assert [day.isoformat() for day in limits_told(sentence, SENT.date())] == days
