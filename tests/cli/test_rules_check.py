"""`rules check`: everything that is wrong with a rules file, with its place, as text and as JSON."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from followup.adapters.rulebook import default_rules
from formats.rules.mutate_rules import mutations

if TYPE_CHECKING:
    from cli.program import Program

BROKEN = Path(__file__).parents[1] / "formats" / "rules" / "broken"
PLACE = re.compile(r"^[^\n]*:\d+:\d+: (?:error|warning): .+ \[[a-z0-9-]+\]$", re.MULTILINE)
GOOD = "version: 1\nrules:\n  look: {after: applied, wait: 1 week, do: Look}\n"
ODD = GOOD + "messages:\n  ask: {body: Hello}\n"  # a warning: nothing sends it
BAD = GOOD + "  ask: {after: aplied, wait: 5, do: Ask, chanel: email}\n"


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (GOOD, "", 0),
        (GOOD, "--strict", 0),
        (ODD, "", 0),
        (ODD, "--strict", 3),
        (BAD, "", 3),
        (BAD, "--strict", 3),
    ],
)
@pytest.mark.parametrize("form", ["", "--json"])
def test_the_exit_code_says_whether_the_file_can_be_used(
    text: str, options: str, code: int, form: str, program: Program
) -> None:
    """3 on errors, 0 on warnings, `--strict` makes 3 of both; the form of the answer changes nothing."""
    (program.folder / "own.yaml").write_text(text)
    assert program(f"rules check {program.folder}/own.yaml {options} {form}").code == code


def test_every_problem_is_told_at_once_with_its_line_a_caret_and_a_guess(program: Program) -> None:
    """The form is file:line:column, the sentence and the code; below it the line, a caret and a hint."""
    path = program.folder / "own.yaml"
    path.write_text(BAD)
    result = program.run("rules", "check", str(path))
    assert result.out == ""
    assert result.err.splitlines() == [
        f"{path}:4:16: error: There is no event `aplied`. [unknown-event]",
        "      ask: {after: aplied, wait: 5, do: Ask, chanel: email}",
        "                   ^",
        "  hint: Did you mean `applied`? Events of your own stand under `events`.",
        f"{path}:4:30: error: `5` is no duration. [bad-duration]",
        "      ask: {after: aplied, wait: 5, do: Ask, chanel: email}",
        "                                 ^",
        "  hint: 5 of what? Write `5 business days`, `days`, `weeks` or `hours`.",
        f"{path}:4:42: error: `chanel` means nothing here. [unknown-key]",
        "      ask: {after: aplied, wait: 5, do: Ask, chanel: email}",
        "                                             ^",
        "  hint: Did you mean `channel`?",
        f"followup: {path} has 3 problems.",
    ]


@pytest.mark.parametrize(
    ("text", "guess"),
    [
        ("rules:\n  a: {aftr: applied, wait: 1 week, do: Look}", "`after`"),
        ("rules:\n  a: {after: aplied, wait: 1 week, do: Look}", "`applied`"),
        ("rules:\n  a: {after: applied, wait: 1 week, do: Look, unless: [reply]}", "`heard_back`"),
        ("rules:\n  a: {after: applied, wait: 1 week, do: Look, channel: e-mail}", "`email`"),
        ("rules:\n  a: {after: applied, wait: 1 week, do: Look, to: recruter}", "`recruiter`"),
        (
            "rules:\n  a: {after: applied, wait: 1 week, do: x, send: aske}\nmessages: {ask: {body: x}}",
            "`ask`",
        ),
        ("calendar: {holidays: Germany}\nrules: {}", "`DE`"),
        ("calendar: {timezone: Europe/Berln}\nrules: {}", "`Europe/Berlin`"),
    ],
)
def test_a_misspelt_word_is_guessed(text: str, guess: str, program: Program) -> None:
    """Keys, events, channels, parts, messages, countries and zones."""
    path = program.folder / "own.yaml"
    path.write_text(f"version: 1\n{text}\n")
    result = program("rules check --json " + str(path))
    assert result.code == 3
    hints = [problem["hint"] for problem in result.json["problems"] if problem["hint"]]
    assert any(guess in hint for hint in hints), result.out


def test_json_holds_the_same_problems(program: Program) -> None:
    """A machine gets each problem with its place; the counts are of errors and of warnings."""
    path = program.folder / "own.yaml"
    path.write_text(BAD + "messages:\n  ask: {body: Hello}\n")
    document = program("rules check --json " + str(path)).json
    assert document["file"] == str(path)
    assert document["errors"] == 3
    assert document["problems"][0] == {
        "line": 4,
        "column": 16,
        "severity": "error",
        "code": "unknown-event",
        "text": "There is no event `aplied`.",
        "hint": "Did you mean `applied`? Events of your own stand under `events`.",
    }


def test_a_warning_does_not_keep_a_file_from_being_used(program: Program) -> None:
    """It is told on standard error; the verdict stands on standard output."""
    path = program.folder / "own.yaml"
    path.write_text(ODD)
    result = program("rules check " + str(path))
    assert result.out == f"{path}: 1 rule and 0 guards, no errors, 1 warning.\n"
    assert "warning: No rule sends the message `ask`. [unused-message]" in result.err
    assert program(f"--rules {path} today").code == 0


def test_without_a_file_the_rules_in_force_are_checked(program: Program) -> None:
    """The default file, then one's own, then the one that is named for this command."""
    assert program("rules check").out == f"{default_rules()}: 17 rules and 3 guards, no errors.\n"
    program.config.mkdir()
    own = program.config / "rules.yaml"
    own.write_text(GOOD)
    assert program("rules check").out.startswith(f"{own}: ")
    own.write_text(BAD)
    assert program("rules check").code == 3
    assert program(f"--rules {default_rules()} rules check").code == 0


@pytest.mark.parametrize("name", ["nothing.yaml", "."])
def test_a_file_that_cannot_be_read_is_not_valid(name: str, program: Program) -> None:
    """It is a sentence and exit 3, as for a file that is wrong."""
    result = program.run("rules", "check", str(program.folder / name))
    assert result.code == 3
    assert result.err.startswith("followup: ")


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("115-never-fires", "never-fires"),
        ("131-nothing-logs-it", "unused-event"),
        ("117-one-too-many", "starved"),
        ("120-no-reason", "no-reason"),
    ],
)
def test_what_can_hardly_be_meant_is_a_warning(file: str, code: str, program: Program) -> None:
    """Each kind of warning: the file can be used, and `--strict` refuses it."""
    path = BROKEN / f"{file}.yaml"
    found = program(f"rules check --json {path}").json["problems"]
    assert code in {problem["code"] for problem in found if problem["severity"] == "warning"}
    assert program(f"rules check {path}").code == 0
    assert program(f"rules check {path} --strict").code == 3


def test_mutated_files_are_answered_with_a_place_and_never_with_a_traceback(program: Program) -> None:
    """The command's own answer; tests/formats/mutate_rules.py has many more of them."""
    path = program.folder / "own.yaml"
    codes = set()
    for data in mutations(60, seed=3):
        path.write_bytes(data)
        result = program.run("rules", "check", str(path))
        codes.add(result.code)
        assert "Traceback" not in result.err
        assert "went wrong inside" not in result.err
        assert result.code == 0 or PLACE.search(result.err), data[:400]
    assert codes == {0, 3}
