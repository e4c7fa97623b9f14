"""Rules files as a whole: what is good, what is told together, and how it is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from followup.adapters.rulebook import check_rules
from followup.core.durations import Duration
from followup.core.errors import Problem
from followup.core.rules import Silence, Wait
from followup.formats.yamlfile.show import show_problems
from formats.rules.mutate_rules import DEFAULT, answer, mutations
from formats.yamlfile.promptly import promptly

EVERY_KEY = Path(__file__).parent / "every_key.yaml"
GOOD = "version: 1\nrules:\n  look: {after: applied, wait: 1 week, do: Look}\n"


def codes(text: str) -> list[str]:
    """Return the codes of the problems of a rules file."""
    return [problem.code for problem in check_rules(text).problems]


@pytest.mark.parametrize("path", [EVERY_KEY, DEFAULT], ids=lambda path: path.name)
def test_a_good_file_has_no_problem(path: Path) -> None:
    """A file with every key, and the one that ships, pass without an error or a warning."""
    if not path.exists():
        pytest.skip("there are no default rules in this checkout")
    checked = check_rules(path.read_bytes())
    assert show_problems(path.name, checked.problems, checked.lines) == ""
    assert checked.rulebook is not None


def test_what_was_written_becomes_values() -> None:
    """A duration alone is the ideal of a wait; spaces in it do not matter."""
    book = check_rules(EVERY_KEY.read_text()).rulebook
    assert book is not None
    assert list(book.rules)[:2] == ["check-receipt", "follow-up-application"]
    assert book.rules["follow-up-application"].wait == Wait(
        ideal=Duration(5, "business day"), earliest=Duration(1, "business day"), latest=Duration(3, "week")
    )
    assert isinstance(book.rules["check-in"].after, Silence)
    assert book.guards["unanswered"].within is None
    assert book.calendar.countries == ("US", "US-CA", "GB-ENG")
    spaced = check_rules(
        "version: 1\nrules:\n  look: {after: applied, wait: '  2   weeks ', do: Look}\n"
    ).rulebook
    assert spaced is not None
    assert spaced.rules["look"].wait == Wait(ideal=Duration(2, "week"))


def test_the_yaml_the_types_and_the_meaning_are_told_together() -> None:
    """A duplicate key hides neither a wrong type nor an unknown event; all is in the order of the file."""
    text = "version: 1\nrules:\n  a: {after: appled, wait: 5, do: Look, do: Look}\n"
    text += "  b: {before: interview, do: 5}\n"
    problems = check_rules(text).problems
    assert [problem.code for problem in problems] == [
        *("unknown-event", "bad-duration", "duplicate-key", "no-wait", "wrong-type")
    ]
    assert [(p.line, p.column) for p in problems] == sorted((p.line, p.column) for p in problems)


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("{after: {silence_since: []}, wait: 0 days", "out-of-range"),
        ("{after: {}, wait: 0 days", "missing-key"),
        ("{after: applied, wait: {latest: 1 day}", "missing-key"),
        ("{after: applied, wait: {ideal: 1}", "bad-duration"),
        ("{before: interview, lead: 1", "bad-duration"),
        ("{after: applied, wait: 0 days, repeat: {every: 1}", "bad-duration"),
        ("{after: applied, wait: 0 days, repeat: {at_most: x}", "wrong-type"),
        ("{after: applied, wait: 0 days, limit: 2, steps: [5], unless: [no], needs: [x]", "bad-value"),
    ],
)
def test_what_stands_in_for_a_wrong_value_is_not_judged(rule: str, found: str) -> None:
    """The rest of the file is: a rule that feeds itself, a message without a reason, a guard's mistakes."""
    text = (
        f"version: 1\nrules:\n  it: {rule}, send: ask, logs: applied, for_each: interviewer, because: [1]}}\n"
    )
    text += "guards: {few: {then: stop, since: [x]}, most: {at_most: 0, per: x, within: 1}}\n"
    told = codes(text + "messages: {ask: {subject: Hello}}\ncalendar: {working_days: [x], holidays: [5]}\n")
    assert {found, "missing-key", "unknown-event", "unknown-value", "unknown-holidays"} <= set(told)
    assert not {"window-order", "no-reason", "no-message", "never-freed", "starved"} & set(told)


@pytest.mark.parametrize(
    ("wait", "is_wrong"),
    [
        ("{earliest: 2 hours, ideal: 1 hour}", True),
        ("{earliest: 1 week, ideal: 7 days}", False),
        ("{earliest: 8 days, ideal: 1 week}", True),
        ("{ideal: 48 hours, latest: 1 day}", True),
        ("{ideal: 30 hours, latest: 1 day}", False),  # from two in the morning both are the next day
        (
            "{ideal: 5 business days, latest: 5 days}",
            False,
        ),  # someone may work on Sundays in another calendar
        ("{ideal: 10 business days, latest: 11 days}", True),  # two weekends lie between, or nearly
        ("{earliest: 2 weeks, ideal: 5 business days}", False),  # New Year can make it so
        ("{earliest: 5 weeks, ideal: 5 business days}", True),
        ("{earliest: 0 hours, ideal: 2 hours, latest: 3 business days}", False),
        ("{earliest: 1 business day, ideal: 1 business day, latest: 1 business day}", False),
    ],
)
def test_a_window_is_refused_only_where_its_order_is_certain(wait: str, *, is_wrong: bool) -> None:
    """The same unit is compared exactly, different ones by their shortest and longest."""
    found = codes(f"version: 1\nrules:\n  look: {{after: applied, wait: {wait}, do: Look}}\n")
    assert found == (["window-order"] if is_wrong else [])


@pytest.mark.parametrize(
    ("event", "meant"),
    [
        ("phone-screen", "phone_screen"),
        ("Interviews", "interview"),
        ("reply", "heard_back"),
        ("onsite", "interview"),
    ],
)
def test_an_unknown_event_is_answered_with_the_one_meant(event: str, meant: str) -> None:
    """By its letters, or by what people call it."""
    problem = check_rules(
        f"version: 1\nrules:\n  look: {{after: {event}, wait: 1 day, do: Look}}\n"
    ).problems[0]
    assert f"Did you mean `{meant}`?" in (problem.hint or "")


@pytest.mark.parametrize(
    ("calendar", "hint"),
    [
        ("timezone: Berlin", "Did you mean `Europe/Berlin`?"),
        ("timezone: america/new_york", "Did you mean `America/New_York`?"),
        ("timezone: Local", "Did you mean `local`?"),
        ("timezone: '+02:00'", "Write a name such as"),
        ("holidays: USA-CA", None),  # the library knows the three letters too
        ("holidays: de-by", "Did you mean `DE-BY`?"),
        ("holidays: US-California", "Did you mean `US-CA`?"),
        ("holidays: XX", "Write the two letters"),
        ("holidays: None", None),
    ],
)
def test_zones_and_countries_are_looked_up(calendar: str, hint: str | None) -> None:
    """What is unknown is answered with what may have been meant."""
    problems = check_rules(f"{GOOD}calendar:\n  {calendar}\n").problems
    assert [hint in (problem.hint or "") for problem in problems if hint] == ([True] if hint else [])
    assert bool(problems) == bool(hint)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Ask {contact} of {company}, {role}", None),
        ("No braces", None),
        ("Ask {Contact}", "Did you mean `{contact}`?"),
        ("Ask {compny}", "Did you mean `{company}`?"),
        ("Ask {{contact}}", "Did you mean `{contact}`?"),
        ("Ask {contact.name}", "Did you mean `{contact}`?"),
        ("Ask {}", "Known are"),
        ("Ask }", "Known are"),
    ],
)
def test_placeholders_are_the_known_ones(text: str, hint: str | None) -> None:
    """Anything else in braces is an error."""
    problems = check_rules(
        f"version: 1\nrules:\n  look: {{after: applied, wait: 1 week, do: '{text}'}}\n"
    ).problems
    assert [problem.code for problem in problems] == (["bad-placeholder"] if hint else [])
    assert all((hint or "") in (problem.hint or "") for problem in problems)


MESSAGE = """\
version: 1
rules:
  ask: {after: applied, wait: 1 week, do: Ask, send: ask, because: it helps}
messages:
  ask:
    body: |

      {%- for item in items %}{{ loop.index }} {{ item.line }}{% endfor %}
      BODY
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Hello {{ contact.first_name | title }} at {{ company }}", None),
        ("{% set x = role %}", ("bad-template", 9, 10)),
        ("Hello {{ contact.nickname }}", ("unknown-variable", 9, 16)),
        ("Hello {{ contakt.name }}", ("unknown-variable", 9, 16)),
        ("Hello {{ contact.name ", ("bad-template", 9, 7)),
        ("Hello {{ role | shout }}", ("bad-template", 9, 23)),
        ("Hello {% if role is shouted %}x{% endif %}", ("bad-template", 9, 27)),
        ("{{ " + "(" * 5000 + " }}", ("bad-template", 6, 11)),
        ("{{ 9" + "9" * 5000 + " }}", ("bad-template", 6, 11)),
        ("{{ 9 ** 9 ** 9 ** 9 }}", ("bad-template", 9, 7)),  # parsed, never computed
        ("{{ company.upper }}", ("unknown-variable", 9, 10)),
        ("{{ contact }}", ("bad-template", 9, 10)),
        ("{% extends 'x' %}", ("bad-template", 9, 7)),
    ],
)
def test_messages_are_templates_that_can_be_filled_in(
    body: str, expected: tuple[str, int, int] | None
) -> None:
    """Jinja2's own errors and unknown variables, at their line of the file."""
    pytest.importorskip("jinja2")
    problems = check_rules(MESSAGE.replace("BODY", body)).problems
    assert [(p.code, p.line, p.column) for p in problems] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("body: '{{ contakt }}'", 15),
        ("subject: '{{ contakt }}'", 18),
        ("opening: '{{ contakt }}'", 18),
        ("questions: [How, '{{ contakt }}']", 26),
    ],
)
def test_every_text_of_a_message_is_a_template(line: str, column: int) -> None:
    """What `draft` fills in is looked at, wherever it stands."""
    problems = check_rules(f"{GOOD}messages:\n  ask:\n    {line}\n").problems
    assert ("unknown-variable", 6, column) in [(p.code, p.line, p.column) for p in problems]


def test_a_caret_stands_under_the_column() -> None:
    """Tabs, wide characters and combining marks are counted as a terminal shows them."""
    problems = [Problem(1, 4, "syntax", "Wrong."), Problem(2, 3, "syntax", "Wrong.", "Mend it.", "warning")]
    assert show_problems("r.yaml", problems, ["e\u0301:x", "日\tx"]).splitlines() == [
        "r.yaml:1:4: error: Wrong. [syntax]",
        "    e\u0301:x",
        "      ^",
        "r.yaml:2:3: warning: Wrong. [syntax]",
        "    日    x",
        "          ^",
        "  hint: Mend it.",
    ]


def test_a_long_line_is_cut_around_the_column() -> None:
    """The caret stays under its character."""
    line = "a" * 5000 + "X" + "b" * 5000
    shown = show_problems("r.yaml", [Problem(1, 5001, "syntax", "Wrong.")], [line]).splitlines()
    assert len(shown[1]) < 120
    assert shown[1][shown[2].index("^")] == "X"


@pytest.mark.parametrize(
    "hidden", "\x1b\x07\x9b\u061c\u200b\u00ad\u200f\u202e\u2066\u2060\ufeff\U000e0041\U000e007f"
)
def test_nothing_that_a_terminal_obeys_is_shown(hidden: str) -> None:
    """What is hidden in the file, its name and its keys is written out."""
    checked = check_rules(f"version: 1\nrules: {{}}\nac{hidden}me: 5\n")
    shown = show_problems(f"r{hidden}.yaml", checked.problems, checked.lines)
    assert hidden not in shown
    assert hidden.encode("unicode_escape").decode() in shown


def test_very_many_problems_are_cut_short() -> None:
    """A hundred are told, and that there are more."""
    text = GOOD + "".join(f"k{number}: 1\n" for number in range(500))
    problems = check_rules(text).problems
    assert len(problems) == 101
    assert problems[-1].code == "too-many-problems"


STEP = "version: 1\nrules:\n  look: {after: applied, wait: 1 week, do: Look, steps: ["
CROWDED = {
    "braces": STEP + ('"' + "{x} " * 400 + '", ') * 600 + "]}\n",
    "events": "version: 1\nrules: {}\nstop: [" + "".join(f"aplied{n}, " for n in range(20_000)) + "]\n",
    "countries": GOOD + "calendar: {holidays: [" + "".join(f"US-X{n}, " for n in range(20_000)) + "]}\n",
    "dates": GOOD + "calendar: {days_off: [" + "".join(f"2026-13-{n}, " for n in range(20_000)) + "]}\n",
    "rules": "version: 1\nrules:\n"
    + "".join(f"  r{n}: {{before: interview, lead: 1 day, do: Look, send: m{n}}}\n" for n in range(3000)),
    "guards": GOOD
    + "guards:\n"
    + "".join(f"  g{n}: {{at_most: 1, per: contact, within: 1 day}}\n" for n in range(4000)),
    "messages": GOOD + "messages:\n" + "".join(f"  m{n}: {{body: '{{{{ x }}}}'}}\n" for n in range(9000)),
    "variables": GOOD + "messages:\n" + f"  m: {{body: '{'{{ x }}' * 2800}'}}\n" * 1,
    "template": GOOD
    + "messages:\n"
    + "".join(f"  m{n}: {{body: '{'{{ x|f }}' * 1900}'}}\n" for n in range(50)),
}


@pytest.mark.parametrize("text", CROWDED.values(), ids=CROWDED)
def test_crowded_files_are_answered_at_once(text: str) -> None:
    """No check looks at every pair of anything."""
    check_rules(GOOD + "calendar: {timezone: x, holidays: x}\n")  # what is loaded once

    def shown() -> str:
        checked = check_rules(text)
        return show_problems("r.yaml", checked.problems, checked.lines)

    assert promptly(shown)


@pytest.mark.parametrize(
    "count", [pytest.param(150, id="a few"), pytest.param(2000, id="many", marks=pytest.mark.slow)]
)
def test_mutated_files_are_answered(count: int) -> None:
    """Whatever happens to a rules file, it is answered within a second, with places and without a traceback.

    `python tests/formats/mutate_rules.py 20000` does the same at length.
    """
    for data in mutations(count, seed=count):
        answer(data)
