"""A rule in plain words: one table of what each key adds to the sentence."""

from __future__ import annotations

import pytest

from followup.adapters.rulebook import check_rules
from followup.core.durations import Duration
from followup.core.rules import Guard
from followup.formats.words.rules import guard_sentence, rule_sentence, stop_sentence

ALL = "[heard_back, phone_screen, interview, offer]"


def sentence(text: str) -> str:
    """Return the sentence of the rule that `text` (the inside of a mapping) says."""
    keys = text if "do:" in text else f"{text}, do: Look at it"
    checked = check_rules(
        "version: 1\nevents: [coding_test, essay]\n"
        f"rules:\n  it: {{{keys}}}\nmessages:\n  ask: {{body: Hello}}\n"
    )
    assert checked.rulebook is not None, checked.problems
    return rule_sentence(checked.rulebook.rules["it"])


def first(text: str) -> str:
    """Return the first sentence."""
    return sentence(text).partition(". ")[0].rstrip(".")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("after: applied, wait: 5 business days", "5 business days after you applied, look at it"),
        ("after: applied, wait: 0 days", "Right after you applied, look at it"),
        ("after: interview, wait: 2 hours", "2 hours after each interview, look at it"),
        ("after: interview, wait: 0 hours", "Right after each interview, look at it"),
        (
            "after: offer, wait: 1 day, limit: once per application",
            "1 day after the offer, look at it, once per application",
        ),
        (
            "after: offer, wait: 1 day, limit: 3 per application",
            "1 day after each offer, look at it, at most 3 times per application",
        ),
        ("after: coding_test, wait: 1 week", "1 week after each coding test, look at it"),
        ("after: rejected, wait: 1 week", "1 week after each rejection, look at it"),
        ("after: promised, wait: 1 week", "1 week after they named a date, look at it"),
        ("before: interview, lead: 1 business day", "1 business day before each interview, look at it"),
        ("before: interview, lead: 0 days", "On the day of each interview, look at it"),
        # After a silence.
        (
            "after: {silence_since: [applied]}, wait: 2 weeks",
            "After 2 weeks of silence since your application, look at it",
        ),
        (
            "after: {silence_since: [applied, heard_back, interview]}, wait: 2 weeks",
            "After 2 weeks of silence since your application or the last answer or interview, look at it",
        ),
        (
            "after: {silence_since: [heard_back, phone_screen, interview]}, wait: 2 weeks",
            "After 2 weeks of silence since the last answer, phone screen or interview, look at it",
        ),
        # A date that they named holds messages back.
        (
            "after: promised, wait: 0 business days, send: ask",
            "On the first working day after the date that they named, look at it",
        ),
        (
            "after: {silence_since: [promised]}, wait: 1 week, send: ask",
            (
                "1 week after they named a date, but not before the first working day after the date that "
                "they named, look at it"
            ),
        ),
    ],
)
def test_the_first_sentence_says_when_if_what_and_how_often(keys: str, said: str) -> None:
    """In the order in which a person would say it."""
    assert first(keys) == said


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        # Conditions.
        (f"unless: {ALL}", "if nobody answered, look at it"),
        (
            f"needs: [receipt], unless: {ALL}",
            "if the receipt arrived and nobody answered, look at it",
        ),
        (
            "unless: [receipt, heard_back, phone_screen, interview, offer]",
            "if no receipt arrived and nobody answered, look at it",
        ),
        (
            "unless: [heard_back, interview]",
            "if there was no answer or interview since, look at it",
        ),
        (
            "unless: [offer, coding_test]",
            "if there was no offer or coding test since, look at it",
        ),
        (
            "needs: [essay, permission]",
            "if there was an essay and they said that following up is welcome, look at it",
        ),
        (
            "unless: [sent, rejected]",
            "if you did not write yourself and there was no rejection since, look at it",
        ),
        # What to do, and to whom.
        (
            "do: 'Ask {contact} at {company} about {role}', to: recruiter",
            "ask the recruiter at the company about the job",
        ),
        ("do: 'Ask {contact}'", "ask your contact"),
        ("do: HR wants your papers", "HR wants your papers"),
        ("optional: true", "if you like, look at it"),
        (
            "do: 'Look, then ask', limit: once per application",
            ": look, then ask; once per application",
        ),
    ],
)
def test_conditions_come_before_what_is_to_do(keys: str, said: str) -> None:
    """All of these are due 1 week after you applied."""
    text = first(f"after: applied, wait: 1 week, {keys}")
    assert text.removeprefix("1 week after you applied").removeprefix(", ") == said


def test_what_is_done_for_each_person_says_so() -> None:
    """Everyone on the loop."""
    keys = "after: interview, wait: 1 week, do: 'Ask {contact}', for_each: interviewer"
    assert first(keys) == "1 week after each interview, ask each interviewer"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("wait: 1 week", "It stays open until you do it."),
        ("wait: {ideal: 1 week, latest: 3 weeks}", "At the latest after 3 weeks."),
        ("wait: {ideal: 1 week, latest: 1 week}", "On that day only."),
        (
            "wait: {earliest: 1 day, ideal: 1 week, latest: 3 weeks}",
            "At the earliest after 1 day, at the latest after 3 weeks.",
        ),
        ("wait: {earliest: 0 hours, ideal: 1 week}", "At once will do too, it stays open until you do it."),
        ("wait: 1 week, send: ask", "By email, or the way they asked for."),
        ("wait: 1 week, send: ask, channel: phone", "By phone, or the way they asked for."),
        ("wait: 1 week, to: referrer, channel: linkedin", "By LinkedIn, or the way they asked for."),
        ("wait: 1 week, channel: in_person", "In person."),
        ("wait: 1 week, send: ask, courtesy: true", "It asks for nothing, so no limit counts it"),
        ("wait: 1 week, send: ask, distinct: true", "No two people get the same letter."),
        ("wait: 1 week, logs: receipt", "Once it is done, the log says that the receipt arrived."),
        ("wait: 1 week, logs: coding_test", "Once it is done, the log says that there was a coding test."),
        ("wait: 1 week, lands: anytime", "Weekends and holidays are days like any other."),
        ("wait: 1 week, lands: working_day_before", "moves back to the working day before."),
        (
            "wait: 1 week, repeat: {every: 1 week, at_most: 2}",
            "Again 1 week after it was done, but not a third",
        ),
        (
            "wait: 1 week, send: ask, repeat: {every: 3 days, at_most: 4}",
            "Again 3 days after it was sent, 4 times",
        ),
    ],
)
def test_what_else_there_is_to_know_follows(keys: str, said: str) -> None:
    """One short sentence for each key that matters."""
    assert said in sentence(f"after: applied, {keys}")


def test_a_silence_that_lasts_is_asked_about_again() -> None:
    """A repetition after a silence is for those who heard nothing."""
    keys = "after: {silence_since: [applied]}, wait: 2 weeks, send: ask, repeat: {every: 1 week, at_most: 2}"
    assert "If the silence lasts, again 1 week after it was sent, but not a third time." in sentence(keys)


def test_a_rule_before_an_event_has_no_window_of_its_own() -> None:
    """It closes when the event begins, which the sentence says already."""
    assert sentence("before: interview, lead: 1 day") == "1 day before each interview, look at it."


@pytest.mark.parametrize(
    ("guard", "said"),
    [
        (
            Guard(at_most=1, per="contact", within=Duration(7, "day")),
            "At most 1 message to one person within 7 days. One more waits for its turn.",
        ),
        (
            Guard(at_most=2, per="company", within=Duration(2, "week"), then="stop"),
            "At most 2 messages to one company within 2 weeks. One more is not sent.",
        ),
        (
            Guard(at_most=3, per="application", since=("heard_back", "interview"), then="stop"),
            (
                "At most 3 messages about one application, counted anew after each answer or interview. "
                "One more is not sent."
            ),
        ),
    ],
)
def test_a_guard_says_what_becomes_of_one_message_more(guard: Guard, said: str) -> None:
    """It waits, or it is not sent."""
    assert guard_sentence(guard) == said


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (("rejected",), "you were rejected"),
        (("rejected", "withdrawn", "closed"), "you were rejected, withdrew or closed the application"),
        (("rejected", "offer"), "you were rejected or there was an offer"),
    ],
)
def test_what_ends_an_application_is_said_in_one_sentence(kinds: tuple[str, ...], said: str) -> None:
    """`you` is said once where all of it is the user's."""
    text = f"Nothing more is planned once {said}. Rules that count from such an event still run."
    assert stop_sentence(kinds) == text
