"""The stories of `tests/scenarios`, and the proof that a story can fail."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from followup.cli.stories import Outcome, load_stories, play
from followup.core.errors import InvalidFile, NotValid
from followup.formats.stories.reading import read_stories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from followup.formats.stories.reading import Story

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rules.yaml"
SCENARIOS = ROOT / "tests" / "scenarios"
STORIES = [story for path in sorted(SCENARIOS.glob("*.yaml")) for story in load_stories(path).stories]
LOG = """
  log:
    - 2026-11-02 add applied Acme --recruiter "Robin <robin@example.com>"
    - 2026-11-03 done check-receipt/acme
  now: 2026-11-09
"""


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_story(story: Story) -> None:
    """Every story of `tests/scenarios` comes out as it says."""
    outcome = play(story, SCENARIOS, RULES)
    assert outcome.error is None
    assert outcome.failures == ()


def test_every_rule_has_a_story() -> None:
    """Some story makes each rule of the default file ask for its action."""
    outcomes = [play(story, SCENARIOS, RULES) for story in STORIES if story.rules is None]
    exercised = frozenset().union(*(outcome.exercised for outcome in outcomes))
    assert exercised == set(outcomes[0].rules)


def told(tmp_path: Path, text: str) -> Outcome:
    """Return how the story of `text` goes; `name` and `log` stand before it."""
    path = tmp_path / "stories.yaml"
    path.write_text(f"- name: a story{LOG}  {text.strip()}\n")
    [story] = load_stories(path).stories
    return play(story, tmp_path, RULES)


@pytest.mark.parametrize(
    "text",
    [
        "expect: [{rule: follow-up-application}]",
        "expect: [{rule: follow-up-application, status: due, due: 2026-11-09, optional: false}]",
        "expect: [{contact: Robin}, {contact: robin@example.com}, {contact: {name: Robin}}]",
        "expect: [{rule: check-receipt, contact: null, send: null, channel: null}]",
        "expect: [{rule: follow-up-application, reasons: [{step: anchor}, {step: wait}]}]",
        "never: [{rule: thank-interviewers}]",
        "never: [{rule: check-in, before: 2026-11-16}]",
        "never: [{rule: follow-up-application, after: 2026-11-09}]",
        "never: [{rule: follow-up-application, status: overdue}]",
        "never: [{before: 2026-11-10, application: acme, rule: check-in}]",
        "never: [{rule: check-in, status: done, before: 2026-11-02}]",  # of the plan as it stands
        "never: [{rule: check-in, after: 2027-11-01}]",
        "never: [{contact: null, rule: check-in}, {role: null, rule: thank-interviewers}]",
        "never: [{rule: check-in, company: Acme, channel: phone}]",
        "never: [{rule: check-receipt, send: check-in}]",
        "never: [{rule: check-in, reasons: [{step: guard, name: once-a-week}]}]",
        "never: [{rule: check-in, do: Ask Robin about your application}]",
        "exactly: [{rule: check-receipt}, {rule: follow-up-application}, {rule: check-in}, {optional: true}]",
        "exactly: [{application: acme}, {application: acme}, {application: acme}, {application: acme}]",
    ],
)
def test_a_true_story_passes(text: str, tmp_path: Path) -> None:
    """What the plan says, a story may say."""
    assert told(tmp_path, text).has_passed


@pytest.mark.parametrize(
    "text",
    [
        "expect: [{rule: thank-interviewers}]",
        "expect: [{rule: follow-up-application, status: overdue}]",
        "expect: [{rule: follow-up-application, due: 2026-11-10}]",
        "expect: [{rule: follow-up-application, due: 2026-11-09T00:00}]",
        "expect: [{rule: follow-up-application, latest: null}]",
        "expect: [{rule: follow-up-application, earliest: 2026-11-09}]",
        "expect: [{rule: follow-up-application, contact: Kim}]",
        "expect: [{rule: follow-up-application, contact: null}]",
        "expect: [{rule: follow-up-application, contact: {name: Robin, email: kim@example.com}}]",
        "expect: [{rule: follow-up-application, channel: phone}]",
        "expect: [{rule: follow-up-application, send: check-in}]",
        "expect: [{rule: follow-up-application, do: Ask}]",
        "expect: [{rule: follow-up-application, optional: true}]",
        "expect: [{rule: follow-up-application, company: Globex}]",
        "expect: [{rule: follow-up-application, role: Engineer}]",
        "expect: [{rule: follow-up-application, reasons: [{step: guard}]}]",
        "expect: [{rule: follow-up-application}, {rule: follow-up-application, status: done}]",
        "never: [{rule: follow-up-application}]",
        "never: [{rule: follow-up-application, before: 2026-11-10}]",
        "never: [{rule: check-in, after: 2026-11-15}]",
        "never: [{rule: check-in, after: 2026-11-16}]",  # the second one, after the first
        "never: [{contact: Robin}]",
        "never: [{before: 2026-11-10}]",
        "never: [{rule: check-receipt, status: done}]",
        "never: [{rule: check-in, status: upcoming}]",
        "never: [{rule: thank-interviewers}, {rule: check-in}]",
        "exactly: []",
        "exactly: [{rule: follow-up-application}]",
        "exactly: [{rule: check-receipt}, {rule: follow-up-application}]",
        "exactly: [{rule: check-receipt}, {rule: follow-up-application}, {rule: check-in}]",
        "exactly: [{application: acme}, {application: acme}, {rule: check-in}, {rule: check-in}]",
    ],
)
def test_a_false_story_fails(text: str, tmp_path: Path) -> None:
    """What the plan does not say fails, and is told with its line and what there is instead."""
    outcome = told(tmp_path, text)
    assert outcome.error is None
    assert not outcome.has_passed
    assert all(failure.kind in {"expect", "never", "exactly"} for failure in outcome.failures)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("never: [{rule: chek-in}]", "There is no rule `chek-in` here. Did you mean `check-in`?"),
        ("expect: [{rule: chek-in}]", "There is no rule `chek-in` here."),
        ("exactly: [{rule: chek-in}]", "There is no rule `chek-in` here."),
        ("never: [{application: amce}]", "There is no application `amce` here. Did you mean `acme`?"),
        ("never: [{rule: check-in}, {rule: nudge}]", "There is no rule `nudge` here."),
    ],
)
def test_a_misspelt_name_is_an_error(text: str, sentence: str, tmp_path: Path) -> None:
    """A rule or an application that does not exist is an error, never a pass."""
    outcome = told(tmp_path, text)
    assert not outcome.has_passed
    assert outcome.error is not None
    assert sentence in outcome.error


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("company: Acmee", "There is no company `Acmee` here. Did you mean `Acme`?"),
        ("role: Engineer", "There is no role `Engineer` here."),
        ("contact: Robyn", "There is no contact `Robyn` here. Did you mean `Robin`?"),
        ("contact: {name: Robyn}", "There is no contact `Robyn` here."),
        (
            "contact: {name: Robin, email: ann@example.com}",
            "There is no contact `Robin, ann@example.com` here.",
        ),
        ("send: chek-in", "There is no message `chek-in` here. Did you mean `check-in`?"),
        ("channel: letter", "There is no message or call by `letter` here."),
        ("id: abcdef", "There is no action with the id `abcdef` here."),
        ("do: Ask Robin how it goes", "No rule says `Ask Robin how it goes`."),
        ("reasons: [{name: once-a-weak}]", "There is no guard, event or channel `once-a-weak` here."),
        ("reasons: [{step: guard, text: So it is.}]", "a `never` passes for ever. Name its `step`."),
        # It looks from now, 9 November, for a year.
        ("before: 2026-11-09", "`before: 2026-11-09` lies before now."),
        ("before: 2026-10-01", "`before: 2026-10-01` lies before now."),
        ("after: 2026-10-01", "`after: 2026-10-01` lies before now."),
        ("before: 2027-11-10", "`before: 2027-11-10` lies past 2027-11-09"),
        ("after: 2027-11-10", "`after: 2027-11-10` lies past 2027-11-09"),
    ],
)
def test_a_never_that_would_always_pass_is_an_error(pattern: str, says: str, tmp_path: Path) -> None:
    """It speaks of what nothing has, or of days that are not looked at; the line is told."""
    outcome = told(tmp_path, f"never:\n    - {{rule: check-in, {pattern}}}")
    assert outcome.error is not None
    assert outcome.error.startswith("line 7: ")
    assert says in outcome.error


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("2026-11-10 add note Acme --note later", "it is typed after `now`, when the story ends."),
        ("2026-11-10 00:01 add note Acme --note later", "it is typed after `now`"),
        ("2026-11-09 23:59 add note Acme --note today", None),  # now is the whole day
        ("2026-11-09 people", "this logs nothing."),
    ],
)
def test_a_log_is_of_what_was_logged_until_now(line: str, says: str | None, tmp_path: Path) -> None:
    """A line from later would be judged as if it were known."""
    path = tmp_path / "stories.yaml"
    path.write_text(
        f"- name: a{LOG}  expect: [{{rule: check-in}}]\n".replace("  now:", f"    - {line}\n  now:")
    )
    [story] = load_stories(path).stories
    outcome = play(story, tmp_path, RULES)
    if says is None:
        assert outcome.error is None
    else:
        assert outcome.error is not None
        assert outcome.error.startswith(f"line 5: {line}: ")
        assert says in outcome.error


GOOD = "never: [{rule: check-in}]"
NEVER = "- {{name: a, now: 2026-11-02, never: [{{rule: x, {}}}]}}"
LINE = "- {{name: a, now: 2026-11-02, log: [2026-11-02 {}], never: [{{rule: x}}]}}"


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        (f"- nme: a\n  now: 2026-11-02\n  {GOOD}", "unknown-key", "`nme` means nothing here."),
        (f"- now: 2026-11-02\n  {GOOD}", "missing-key", "The story has no `name`."),
        (f"- name: a\n  {GOOD}", "missing-key", "The story has no `now`."),
        ("- {name: a, now: 2026-11-02}", "missing-key", "`a` expects nothing."),
        ("- {name: a, now: 2026-11-02, never: []}", "missing-key", "`a` expects nothing."),
        ("- {name: a, now: 2026-11-02, never: {rule: x}}", "wrong-type", "`never` must be a list."),
        ("- {name: a, now: 2026-11-02, never: [check-in]}", "wrong-type", "lists fields"),
        ("- {name: a, now: 2026-11-02, never: [{}]}", "empty-value", "says nothing"),
        ("- {name: a, now: 2026-11-02, never: [{rule: x, after: 2026-02-30}]}", "bad-date", "`after` is"),
        ("- {name: a, now: 2026-11-02, never: [{rul: x}]}", "unknown-key", "An action has no `rul`."),
        ("- {name: a, now: 2026-11-02, expect: [{rule: x, before: 2026-11-02}]}", "unknown-key", "`before`"),
        ("- {name: a, now: 2026-11-02, expect: [{status: du}]}", "unknown-value", "no status `du`"),
        ("- {name: a, now: 2026-11-02, expect: [{status: null}]}", "unknown-value", "no status"),
        ("- {name: a, now: 2026-11-02, expect: [{due: friday}]}", "bad-date", "`due` is a date."),
        ("- {name: a, now: 2026-11-02, expect: [{due: 2026-11-32}]}", "bad-date", "`due` is a date."),
        ("- {name: a, now: 2026-11-02, never: [{rule: x, before: 3}]}", "bad-date", "`before` is a date."),
        (f"- {{name: a, now: 2026-11-02, log: [apply], {GOOD}}}", "bad-log-line", "A log line is a moment"),
        (f"- {{name: a, now: 2026-11-02, log: [2026-11-02 ad x], {GOOD}}}", "bad-log-line", "holds one of"),
        (f"- {{name: a, now: 2026-11-02, log: [2026-11-02 today], {GOOD}}}", "bad-log-line", "holds one of"),
        (f"- {{name: a, now: 2026-11-02, log: ['2026-11-02 add \"x'], {GOOD}}}", "bad-log-line", "quotation"),
        (f"- {{name: a, now: 2026-11-02, {GOOD}}}\n" * 2, "duplicate-value", "Two stories are called `a`."),
        (f"- {{name: a, name: b, now: 2026-11-02, {GOOD}}}", "duplicate-key", "`name`"),
        ("- a story", "wrong-type", "A story is a mapping."),
        ("[]", "empty-file", "There is no story in this file."),
        # values that no action can have, and those that fit every action
        *(
            (f"- {{name: a, now: 2026-11-02, {kind}: [{{rule: x, {pattern}}}]}}", code, says)
            for kind in ("expect", "never", "exactly")
            for pattern, code, says in (
                ("optional: 'no'", "wrong-type", "`optional` is true or false, not `no`."),
                ("optional: 0", "wrong-type", "`optional` is true or false"),
                ("optional: null", "wrong-type", "`optional` is true or false"),
                ("do: ~", "wrong-type", "`do` must be a text."),
                ("id: 5", "wrong-type", "`id` must be a text."),
                ("company: [Acme]", "wrong-type", "`company` must be a text."),
                ("role: ''", "wrong-type", "`role` must be a text."),
                ("channel: fax", "unknown-value", "There is no channel `fax`."),
                ("contact: {}", "empty-value", "`contact` says nothing"),
                ("contact: []", "wrong-type", "`contact` must be a text."),
                ("contact: {nam: Ann}", "unknown-key", "`contact` has no `nam`."),
                ("contact: {name: 5}", "wrong-type", "`name` must be a text."),
                ("reasons: []", "wrong-type", "`reasons` lists what a reason says."),
                ("reasons: [{}]", "empty-value", "`reasons` says nothing"),
                ("reasons: [guard]", "empty-value", "`reasons` says nothing"),
                ("reasons: [{stp: guard}]", "unknown-key", "`reasons` has no `stp`."),
                ("reasons: [{step: gard}]", "unknown-value", "There is no step `gard`."),
            )
        ),
        ("- {name: a, now: 2026-11-02, never: [{rule: ~}]}", "wrong-type", "`rule` must be a text."),
        (
            "- {name: a, now: 2026-11-02, never: [{after: 2026-12-02, before: 2026-11-30}]}",
            "out-of-range",
            "No",
        ),
        (
            "- {name: a, now: 2026-11-02, never: [{after: 2026-12-02, before: 2026-12-03}]}",
            "out-of-range",
            "No",
        ),
        (
            "- {name: a, now: 2026-11-02, never: [{before: 2026-11-30T10:00}]}",
            "bad-date",
            "`before` is a date.",
        ),
        ("- {name: a, now: 2026-11-02, never: [{before: null}]}", "bad-date", "`before` is a date."),
        (LINE.format("add --help"), "bad-log-line", "`--help`"),
        (
            f"- {{name: a, now: 2026-11-02, log: [2026-11-02 add note A -h], {GOOD}}}",
            "bad-log-line",
            "`--help`",
        ),
        (
            f"- {{name: a, now: 2026-11-02, log: [2026-11-02 done x --text -], {GOOD}}}",
            "bad-log-line",
            "Nobody",
        ),
        (
            f"- {{name: a, now: 2026-11-02, log: [2026-11-02 done x --text=-], {GOOD}}}",
            "bad-log-line",
            "Nobody",
        ),
        ("name: a", "wrong-top", "must be a list"),
    ],
)
def test_a_broken_story_is_a_problem_with_its_place(text: str, code: str, says: str) -> None:
    """Whatever is wrong in a story file is told with a line and a column; it never passes in silence."""
    problems = read_stories(text).problems
    found = [problem for problem in problems if problem.code == code]
    assert found, problems
    assert says in found[0].text
    assert found[0].line >= 1
    assert found[0].column >= 1


def test_a_broken_story_file_is_not_valid(tmp_path: Path) -> None:
    """Loading a story file with errors fails with all of them."""
    path = tmp_path / "stories.yaml"
    path.write_text("- {name: a, nou: 2026-11-02}\n")
    with pytest.raises(InvalidFile) as caught:
        load_stories(path)
    codes = {problem.code for problem in caught.value.problems}
    assert codes == {"missing-key", "unknown-key"}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("2026-11-02 add aplied Acme", "Did you mean applied?"),
        ("2026-11-02 add applied", "Missing argument 'COMPANY'"),
        ("2026-11-02 done check-in/acme", "No open action is called 'check-in/acme'."),
        ("2026-11-02 done chek-in/acme", "There is no rule 'chek-in'. Did you mean check-in/acme?"),
        ("2026-13-02 add applied Acme", "2026-13-02"),
        ("2026-11-02 add rejected Acme", "No application is called 'Acme'."),
    ],
)
def test_a_log_line_that_fails_is_the_error_of_its_story(line: str, sentence: str, tmp_path: Path) -> None:
    """What the command would say is said, after the line that was typed."""
    path = tmp_path / "stories.yaml"
    path.write_text(f"- {{name: a, log: ['{line}'], now: 2026-11-09, expect: [{{status: due}}]}}\n")
    [story] = load_stories(path).stories
    outcome = play(story, tmp_path, RULES)
    assert not outcome.has_passed
    assert outcome.error is not None
    assert outcome.error.startswith(f"line 1: {line}: ")
    assert sentence in outcome.error


def test_a_story_writes_nothing(tmp_path: Path) -> None:
    """A story is played in memory: no log, no cache."""
    told(tmp_path, "expect: [{rule: check-in}]")
    assert [path.name for path in tmp_path.iterdir()] == ["stories.yaml"]


def test_a_story_with_a_broken_rules_file_is_not_valid(tmp_path: Path) -> None:
    """The rules that a story names must be right, and must be there."""
    path = tmp_path / "stories.yaml"
    path.write_text("- {name: a, rules: own.yaml, now: 2026-11-09, expect: [{status: due}]}\n")
    [story] = load_stories(path).stories
    with pytest.raises(NotValid):
        play(story, tmp_path, RULES)
    (tmp_path / "own.yaml").write_text("version: 2\n")
    with pytest.raises(InvalidFile):
        play(story, tmp_path, RULES)


def mutants(text: str) -> Iterator[tuple[str, str]]:
    """Yield rules files without one word of a list, and what was left out. The numbers: test_numbers.py."""
    rules = text[: text.index("\nmessages:")]
    for found in re.finditer(r"(?:unless|needs|since|stop|silence_since): \[([^\]]*)\]", rules):
        words = found[1].split(", ")
        for word in words:
            rest = ", ".join(each for each in words if each != word)
            changed = text[: found.start(1)] + rest + text[found.end(1) :]
            yield f"line {text.count(chr(10), 0, found.start()) + 1}: without {word}", changed


@pytest.mark.slow
def test_a_story_notices_every_word_that_is_missing(tmp_path: Path) -> None:
    """Each kind of event that opens, ends or restarts something is pinned down by some story."""
    stories = [story for story in STORIES if story.rules is None]
    unnoticed = []
    count = 0
    for index, (what, text) in enumerate(mutants(RULES.read_text())):
        path = tmp_path / f"rules-{index}.yaml"
        path.write_text(text)
        count += 1
        try:
            if all(play(story, SCENARIOS, path).has_passed for story in stories):
                unnoticed.append(what)
        except InvalidFile:
            continue
    assert count > 30
    # After an offer no rule asks for anything that a limit counts.
    assert [what for what in unnoticed if not what.endswith("without offer")] == []
