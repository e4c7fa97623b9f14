"""`rules show`: the rules in force as sentences that a tired job seeker understands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from followup.adapters.rulebook import default_rules

if TYPE_CHECKING:
    from cli.program import Program

GOLDEN = Path(__file__).parents[1] / "golden" / "rules-show.txt"


def test_the_default_rules_read_as_the_golden_file_says(
    program: Program, pytestconfig: pytest.Config
) -> None:
    """Every sentence, every step, with reason, source and dissent; `--update-golden` writes it anew."""
    result = program("rules show")
    assert result.code == 0
    # The first line names the file, which is another on every machine.
    head, _, shown = result.out.partition("\n\n")
    assert "".join(head.split()) == f"Therulesin{default_rules()}"
    if pytestconfig.getoption("--update-golden"):
        GOLDEN.write_text(shown, encoding="utf-8")
    assert shown == GOLDEN.read_text(encoding="utf-8")


def test_one_rule_is_shown_by_itself(program: Program) -> None:
    """The sentence comes first; who says so, and who says otherwise, stand below it."""
    out = " ".join(program("rules show follow-up-application").out.split())
    assert out.startswith(
        "follow-up-application 5 business days after you applied, if the receipt arrived, you did not find "
        "it missing, they named no date and nobody answered, ask the recruiter about your application, "
        "once per application."
    )
    assert "Because: A few business days let your application be received and read;" in out
    assert "Source: career-author-qa" in out
    assert "Others say: Some well-known advisers hold" in out
    assert "check-in" not in out


def test_a_guard_is_shown_by_its_name(program: Program) -> None:
    """What is limited, and what becomes of one message more."""
    assert program("rules show once-a-week").out.splitlines() == [
        "once-a-week",
        "  At most 1 message to one person within 7 days. One more waits for its turn.",
    ]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("chek-in", "Did you mean check-in?"),
        ("once-a-weak", "Did you mean once-a-week?"),
        ("zzz", "shows them"),
    ],
)
def test_a_rule_that_does_not_exist_is_guessed(name: str, hint: str, program: Program) -> None:
    """It is a request that fails, on standard error."""
    result = program.run("rules", "show", name)
    assert (result.code, result.out) == (1, "")
    assert hint in result.err


def test_the_rules_in_force_are_shown(program: Program) -> None:
    """The sentence follows the rule: it is generated, not written beside it."""
    text = (
        default_rules().read_text().replace("ideal: 5 business days, latest: 3", "ideal: 8 days, latest: 4")
    )
    path = program.folder / "own.yaml"
    path.write_text(text)
    out = " ".join(program.run("--rules", str(path), "rules", "show", "follow-up-application").out.split())
    assert "8 days after you applied" in out
    assert "at the latest after 4 weeks" in out


def test_a_broken_file_is_not_shown(program: Program) -> None:
    """Its problems are, with exit 3."""
    path = program.folder / "own.yaml"
    path.write_text("version: 1\nrules: {a: {do: x}}\n")
    result = program.run("--rules", str(path), "rules", "show")
    assert result.code == 3
    assert "[no-anchor]" in result.err
