"""mailrules.yaml as a file: what is wrong with one is told at its place, and its examples are tried."""

from __future__ import annotations

import pytest

from followup.formats.intake.judging.examples import check_mail_rules
from followup.formats.intake.judging.rulesfile import read_mail_rules
from formats.intake.judging.judged import RULES

GOOD = """\
version: 1
senders: {machines: [no-reply], desks: [jobs]}
kinds:
  receipt: {needs: 4, certain: 6, speakers: [system]}
languages:
  en:
    marks: [the, your]
    words:
      paper: [application, cv]
    supposed: [if]
    phrases:
      receipt:
        - {weight: 5, say: [received .. your <paper>]}
      job:
        - {weight: 2, say: [<paper>]}
examples:
  - {kind: receipt, text: We received your application.}
  - {text: 'If we received your application, we would say so.'}
"""


def test_a_small_file_is_enough() -> None:
    """And its examples hold."""
    assert check_mail_rules(GOOD).problems == ()


def test_the_shipped_file_is_right() -> None:
    """Every phrase can be read, and every example is judged as it says."""
    checked = check_mail_rules(RULES.read_bytes())
    assert [(each.line, each.text) for each in checked.problems] == []
    assert checked.judgement is not None
    rules = checked.judgement.rules
    assert {each.kind for each in rules.examples} >= {None, *rules.kinds} - {"sent", "phone_screen"}


@pytest.mark.parametrize(
    ("before", "after", "line", "column", "code"),
    [
        ("<paper>]}\n      job", "<papers>]}\n      job", 13, 29, "bad-phrase"),  # a name that is none
        ("received .. your <paper>", "'(received your'", 13, 29, "bad-phrase"),
        ("received .. your <paper>", "'received your)'", 13, 29, "bad-phrase"),
        ("received .. your <paper>", "'received (|your)'", 13, 29, "bad-phrase"),
        ("received .. your <paper>", "'...'", 13, 29, "bad-phrase"),  # no words
        ("[application, cv]", "[application, <paper>]", 9, 28, "bad-phrase"),  # stands for itself
        ("weight: 5", "weight: 50", 13, 20, "out-of-range"),
        ("weight: 5, ", "", 13, 11, "missing-key"),
        ("      receipt:\n", "      reciept:\n", 12, 7, "unknown-kind"),
        ("speakers: [system]", "speakers: [robot]", 4, 46, "unknown-value"),
        ("marks: [the, your]", "mark: [the, your]", 7, 5, "unknown-key"),
        ("kind: receipt, text", "kind: rejected, text", 17, 5, "wrong-example"),
        ("  - {text: 'If we", "  - {text: 'Well, we", 18, 5, "wrong-example"),
        ("version: 1", "version: 2", 1, 10, "unknown-value"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(
    before: str, after: str, line: int, column: int, code: str
) -> None:
    """Line, column and code; the file then judges nothing."""
    assert before in GOOD
    checked = check_mail_rules(GOOD.replace(before, after, 1))
    assert (line, column, code) in [(each.line, each.column, each.code) for each in checked.problems]
    assert checked.judgement is None


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"[", b"- a", b"version: 1\n" * 2])
def test_what_is_no_rules_file_is_told_too(data: bytes) -> None:
    """Nothing raises."""
    checked = read_mail_rules(data)
    assert checked.judgement is None
    assert checked.problems
