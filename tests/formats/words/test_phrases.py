"""Words that every view shares."""

from __future__ import annotations

import pytest

from core.building import ANN, BERLIN, OFFICE, ROBIN, Diary, book, morning
from followup.core.calendar import Calendar
from followup.core.planner import plan_for
from followup.formats.words.phrases import by_channel, say_fact


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("email", "by email"),
        ("text", "by text message"),
        ("linkedin", "on LinkedIn"),
        ("in_person", "in person"),
    ],
)
def test_a_channel_has_its_own_preposition(channel: str, words: str) -> None:
    """As one says it."""
    assert by_channel(channel) == words


@pytest.mark.parametrize(
    ("kind", "on", "said"),
    [
        ("applied", "2026-11-02", "you applied on Mon 2 Nov"),
        ("receipt", "2026-11-03", "the receipt arrived on Tue 3 Nov"),
        ("rejected", "2026-11-18", "the rejection was on Wed 18 Nov"),
        ("interview", "2026-11-18", "the interview was on Wed 18 Nov"),
        ("interview", "2026-11-26", "the interview is on Thu 26 Nov"),  # still to come
        ("coding_test", "2026-11-18", "the coding test was on Wed 18 Nov"),
        # On the user's clock, in New York, with the employer's beside it.
        ("interview", "2026-11-26T10:00", "the interview is on Thu 26 Nov, 10:00 (16:00 Berlin)"),
        ("heard_back", "2026-11-18T20:00", "you heard back on Wed 18 Nov, 20:00 (Thu 02:00 Berlin)"),
    ],
)
def test_an_event_as_a_clause(kind: str, on: str, said: str) -> None:
    """It can stand before ", so there is no need"."""
    diary = Diary(OFFICE, others={"Europe/Berlin": Calendar(BERLIN)})
    acme = diary.begin("2026-11-02", ROBIN, timezone="Europe/Berlin")
    event = diary.add(kind, on, acme, ANN, typed="2026-11-17") if kind != "applied" else diary.events[0]
    rules = book({"ask": {"after": "applied", "wait": "5 business days", "to": "recruiter"}})
    [action] = plan_for(diary.history(), rules, morning("2026-11-20")).actions
    assert say_fact(event, action, morning("2026-11-20")) == said
