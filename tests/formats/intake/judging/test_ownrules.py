"""The user's own rules for mails: they add to those that ship, and what is wrong is told at its place."""

from __future__ import annotations

import pytest

from followup.formats.intake.judging.judging import judge
from followup.formats.intake.judging.ownrules import read_own_rules
from followup.formats.intake.mails.definitions import Mail
from followup.formats.intake.mails.reading import read_mail
from formats.intake.judging.judged import OWN, shipped
from formats.intake.mails.writing import mail

SHIPPED = (
    "Thank you for your application as Analyst. Unfortunately we have decided to move forward with other"
    " candidates."
)
OWN_RULES = """\
version: 1
senders: {machines: [robot]}
kinds:
  offer: {needs: 20, certain: 20, speakers: [human]}
languages:
  en:
    words:
      ship: [boat, ferry]
    phrases:
      rejected:
        - {weight: 8, say: [that <ship> has sailed]}
      noise:
        - {weight: 20, say: [weekly word of <ship>]}
  nl:
    marks: [het, een, van, wij, uw]
    phrases:
      rejected:
        - {weight: 8, say: [wij gaan niet met u verder]}
      job:
        - {weight: 4, say: [sollicitatie]}
examples:
  - {kind: rejected, text: "As to your application as Data Engineer: that ferry has sailed."}
"""


def kinds(body: str, own: str = OWN_RULES) -> list[str]:
    checked = read_own_rules(own, shipped().rules)
    assert [problem.text for problem in checked.problems] == []
    assert checked.judgement is not None
    found = read_mail(mail(body))
    assert isinstance(found, Mail)
    return [each.kind for each in judge(found, checked.judgement, OWN)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("As to your application as Data Engineer at Acme: that boat has sailed.", ["rejected"]),
        (SHIPPED, ["rejected"]),  # it still ships
        ("Your weekly word of boat. We received your application as Analyst.", []),  # outweighed
        ("Wij danken u voor uw sollicitatie van het werk. Wij gaan niet met u verder.", ["rejected"]),
    ],
)
def test_they_add_phrases_words_and_languages(body: str, expected: list[str]) -> None:
    assert kinds(body) == expected


def test_a_kind_is_replaced_as_a_whole() -> None:
    checked = read_own_rules(OWN_RULES, shipped().rules)
    assert checked.judgement is not None
    assert checked.judgement.rules.kinds["offer"].needs == 20
    assert checked.judgement.rules.kinds["receipt"] == shipped().rules.kinds["receipt"]
    assert checked.judgement.rules.senders.machines[0] == "robot"


def test_nothing_but_a_version_changes_nothing() -> None:
    checked = read_own_rules("version: 1\n", shipped().rules)
    assert checked.judgement is not None
    assert checked.judgement.rules == shipped().rules


@pytest.mark.parametrize(
    ("before", "after", "line", "column", "code"),
    [
        ("that <ship> has", "that <boats> has", 11, 29, "bad-phrase"),
        ("      noise:", "      noize:", 12, 7, "unknown-kind"),
        ("  offer: {needs", "  ofer: {needs", 4, 3, "unknown-kind"),
        ("    marks: [het, een, van, wij, uw]\n", "", 14, 3, "missing-key"),  # a language of one's own
        ("weight: 8, say: [wij", "weight: 80, say: [wij", 18, 20, "out-of-range"),
        ("version: 1", "version: 2", 1, 10, "unknown-value"),
        ("senders: {machines", "senders: {machine", 2, 11, "unknown-key"),
        ("that ferry has sailed", "that ferry comes", 22, 5, "wrong-example"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(
    before: str, after: str, line: int, column: int, code: str
) -> None:
    checked = read_own_rules(OWN_RULES.replace(before, after, 1), shipped().rules, trying=True)
    assert (checked.judgement, [(each.line, each.column, each.code) for each in checked.problems]) == (
        None,
        [(line, column, code)],
    )


@pytest.mark.parametrize("text", ["", "[]", "version: 1\nlanguages: {en: }\n", "\t", "a: *b\n", "\x00"])
def test_what_is_no_file_of_rules_is_a_problem(text: str) -> None:
    checked = read_own_rules(text, shipped().rules, trying=True)
    assert checked.judgement is None
    assert checked.problems
