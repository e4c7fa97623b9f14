"""The sets of rules that ship beside the default: each has its stories, and shares what need not differ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from followup.adapters.rulebook import RULE_SETS, compile_rules, shipped_rules
from followup.core.rules import Limit

if TYPE_CHECKING:
    from cli.program import Program
    from followup.core.rules import Rulebook

HERE = Path(__file__).parent
NAMES = [name for name in RULE_SETS if name != "default"]


def rulebook(name: str) -> Rulebook:
    """Return the rules of a set."""
    path = shipped_rules(name)
    return compile_rules(path.name, path.read_bytes())


@pytest.mark.parametrize("name", NAMES)
def test_the_stories_of_a_set_pass_and_leave_no_rule_out(name: str, program: Program) -> None:
    """They are run by the very runner behind `rules test`."""
    result = program.run("rules", "test", str(HERE / f"{name}.yaml"), "--json")
    assert result.code == 0, result.out
    assert result.json["failed"] == 0
    assert result.json["passed"] >= 20
    assert result.json["not_exercised"] == []


@pytest.mark.parametrize("name", RULE_SETS)
def test_a_set_has_neither_errors_nor_warnings(name: str, program: Program) -> None:
    """What ships passes its own check, the strict one."""
    result = program.run("rules", "check", str(shipped_rules(name)), "--strict")
    assert (result.code, result.err) == (0, "")


@pytest.mark.parametrize("name", RULE_SETS)
def test_every_rule_of_a_set_says_why_and_who_says_so(name: str) -> None:
    """Advice without a reason and a source is only an opinion.

    Nobody was asked about offers: to keep the date, to look at what else is open and to say what came of it
    is no advice on following up, but common sense, and claims no source.
    """
    common_sense = {"answer-offer", "compare-offer", "tell-the-others", "close-offer"}
    for key, rule in rulebook(name).rules.items():
        assert rule.because
        assert rule.source in ({None} if key in common_sense else {"recruiter-qa", "career-author-qa"})


@pytest.mark.parametrize("name", NAMES)
def test_a_set_writes_the_letters_of_the_default_rules(name: str) -> None:
    """A letter that is mended in rules.yaml is mended here."""
    default = rulebook("default")
    assert {key: default.messages[key] for key in rulebook(name).messages} == rulebook(name).messages


@pytest.mark.parametrize(
    ("name", "different"),
    [
        ("quiet", {"ask-preference", "check-in"}),
        ("persistent", {"follow-up-application", "nudge-after-phone-screen", "check-in"}),
    ],
)
def test_a_set_differs_from_the_default_where_it_is_meant_to(name: str, different: set[str]) -> None:
    """Every other rule is the default one, word for word."""
    default, own = rulebook("default"), rulebook(name)
    assert {key for key, rule in own.rules.items() if default.rules.get(key) != rule} == different
    assert set(own.rules) <= set(default.rules)
    assert own.stop == default.stop
    assert own.calendar == default.calendar
    assert own.guards["once-a-week"] == default.guards["once-a-week"]


def test_quiet_leaves_out_what_chases() -> None:
    """No question about an application, a phone screen or an interview; one check-in, after a talk."""
    own = rulebook("quiet")
    left_out = set(rulebook("default").rules) - set(own.rules)
    assert left_out == {
        *("follow-up-application", "ask-whether-it-arrived"),
        *("nudge-after-phone-screen", "follow-up-interview"),
    }
    assert {key for key, rule in own.rules.items() if rule.is_guarded} == {
        *("ask-after-promise", "check-in", "ask-for-new-date")
    }
    assert "applied" not in own.rules["check-in"].anchor_kinds
    assert own.rules["check-in"].limit == Limit(1)
    assert own.rules["check-in"].repeat is None


def test_persistent_asks_sooner_and_longer_and_never_more_often_per_person() -> None:
    """Each window that differs begins no later and ends no sooner; the weekly limit is the same."""
    default, own = rulebook("default"), rulebook("persistent")
    assert set(own.rules) == set(default.rules)
    for name in ("follow-up-application", "nudge-after-phone-screen", "check-in"):
        mine, usual = own.rules[name].waits, default.rules[name].waits
        assert mine.ideal.unit == usual.ideal.unit
        assert mine.ideal.count < usual.ideal.count
        assert mine.latest is not None
        assert usual.latest is not None
        assert mine.latest.count >= usual.latest.count
    assert own.guards["unanswered"].at_most == 5
