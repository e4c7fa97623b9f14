"""`rules edit`: the user's own editor, and never a broken file over a good one."""

from __future__ import annotations

import errno
import os
import shlex
import sys
from typing import TYPE_CHECKING

import pytest

from followup.adapters import files
from followup.adapters.rulebook import default_rules

if TYPE_CHECKING:
    from pathlib import Path

    from cli.program import Program, Result

GOOD = "version: 1\nrules:\n  look: {after: applied, wait: 1 week, do: Look}\n"
BETTER = GOOD.replace("1 week", "2 weeks")
ODD = GOOD + "messages:\n  ask: {body: Hello}\n"
BAD = GOOD.replace("1 week", "5")


class Editor:
    """A program that writes one text after the other into the file it is given, and what it was given."""

    def __init__(self, program: Program, *texts: str | None, ends_with: int = 0) -> None:
        self.log = program.folder / "opened.txt"
        script = program.folder / "editor.py"
        script.write_text(
            "import pathlib, sys\n"
            f"log = pathlib.Path({str(self.log)!r})\n"
            "count = len(log.read_text().splitlines()) if log.exists() else 0\n"
            "with log.open('a') as file: file.write(repr(sys.argv[1:]) + '\\n')\n"
            f"text = {texts!r}[count]\n"
            "if text is not None: pathlib.Path(sys.argv[-1]).write_text(text)\n"
            f"sys.exit({ends_with})\n"
        )
        self.command = f"{shlex.quote(sys.executable)} {shlex.quote(str(script))}"


def edit(program: Program, *texts: str | None, answers: str | None = None, ends_with: int = 0) -> Result:
    """Run `rules edit` with an editor that writes `texts`; without `answers` nobody can be asked."""
    program.variables["EDITOR"] = Editor(program, *texts, ends_with=ends_with).command
    (program.folder / "opened.txt").unlink(missing_ok=True)
    if answers is None:
        return program("rules edit")
    return program.answering(answers, "rules", "edit")


def own(program: Program) -> Path:
    """Return where the user's rules are kept."""
    return program.config / "rules.yaml"


def draft(program: Program) -> Path:
    """Return where what cannot be used is kept."""
    return program.config / "rules.draft.yaml"


def test_the_first_time_one_gets_a_copy_of_the_default_rules(program: Program) -> None:
    """Nothing is installed while nothing is changed; the schema that the file names lies beside."""
    seen = program.folder / "seen.yaml"
    program.variables["EDITOR"] = f"sh -c 'cp \"$0\" {shlex.quote(str(seen))}'"
    result = program("rules edit")
    assert (result.code, result.out, result.err) == (0, "Nothing was changed.\n", "")
    assert seen.read_bytes() == default_rules().read_bytes()
    assert [path.name for path in program.config.iterdir()] == ["rules.schema.json"]


def test_what_is_good_comes_into_force_for_its_owner_only(program: Program) -> None:
    """The file is private and whole, no draft stays behind, and the next command uses it."""
    result = edit(program, GOOD)
    assert (result.code, result.out) == (0, f"Your rules are in force: {own(program)}\n")
    assert own(program).read_text() == GOOD
    assert own(program).stat().st_mode & 0o777 == 0o600
    assert program.config.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in program.config.iterdir()} == {"rules.yaml", "rules.schema.json"}
    assert "look" in program("rules show").out


def test_the_second_time_one_goes_on_with_ones_own_rules(program: Program) -> None:
    """What stands in the editor is the file in force."""
    edit(program, GOOD)
    assert edit(program, None).out == "Nothing was changed.\n"
    assert edit(program, BETTER).code == 0
    assert own(program).read_text() == BETTER


def test_a_broken_file_never_takes_the_place_of_a_good_one(program: Program) -> None:
    """Where nobody can be asked the draft is kept, the problems are told once, and the exit is 3."""
    edit(program, GOOD)
    result = edit(program, BAD)
    assert result.code == 3
    assert own(program).read_text() == GOOD
    assert draft(program).read_text() == BAD
    assert draft(program).stat().st_mode & 0o777 == 0o600
    assert result.err.count("[bad-duration]") == 1
    assert f"{draft(program)}:3:32: error:" in result.err
    assert "so your rules stay as they were" in result.err
    assert program("rules show look").out.splitlines()[1].strip().startswith("1 week after you applied")


def test_a_broken_first_file_installs_nothing(program: Program) -> None:
    """The default rules stay in force."""
    assert edit(program, BAD).code == 3
    assert not own(program).exists()
    assert program("rules check").code == 0


def test_a_draft_is_taken_up_again(program: Program) -> None:
    """It is said that it is, and how to begin anew; once it is good it is gone."""
    edit(program, GOOD)
    edit(program, BAD)
    result = edit(program, BETTER)
    assert result.code == 0
    assert f"Going on with the draft {draft(program)}" in result.err
    assert own(program).read_text() == BETTER
    assert not draft(program).exists()


def test_on_yes_one_returns_to_the_editor(program: Program) -> None:
    """Until it is good."""
    result = edit(program, BAD, BAD + "nonsense: 1\n", GOOD, answers="y\ny\n")
    assert result.code == 0
    assert len((program.folder / "opened.txt").read_text().splitlines()) == 3
    assert result.err.count("Return to the editor?") == 2
    assert "[unknown-key]" in result.err
    assert own(program).read_text() == GOOD


@pytest.mark.parametrize("answers", ["n\n", "\n", "y\nn\n"])
def test_on_no_the_draft_is_kept(answers: str, program: Program) -> None:
    """The answer by default is no."""
    edit(program, GOOD)
    result = edit(program, BAD, BAD, BAD, answers=answers)
    assert result.code == 3
    assert own(program).read_text() == GOOD
    assert draft(program).read_text() == BAD


def test_who_breaks_off_loses_nothing(program: Program) -> None:
    """The end of the input is an interruption: the rules stay, and so does the draft."""
    edit(program, GOOD)
    result = edit(program, BAD, answers="")
    assert result.code == 130
    assert own(program).read_text() == GOOD
    assert draft(program).read_text() == BAD


def test_no_input_asks_nothing(program: Program) -> None:
    """`--no-input` decides for no."""
    program.variables["EDITOR"] = Editor(program, BAD).command
    result = program.answering("y\n", "--no-input", "rules", "edit")
    assert result.code == 3
    assert "Return" not in result.err


def test_a_warning_is_told_and_does_not_stop_anything(program: Program) -> None:
    """What can hardly be meant is said when it is saved."""
    result = edit(program, ODD)
    assert result.code == 0
    assert "[unused-message]" in result.err
    assert own(program).read_text() == ODD


def test_visual_comes_before_editor_and_may_have_arguments(program: Program) -> None:
    """The file is the last argument."""
    editor = Editor(program, GOOD)
    program.variables["EDITOR"] = "false"
    program.variables["VISUAL"] = f"{editor.command} --wait '-o two words'"
    assert program("rules edit").code == 0
    assert editor.log.read_text() == repr(["--wait", "-o two words", str(draft(program))]) + "\n"


@pytest.mark.parametrize("command", ["false", "no-such-editor-anywhere", "'open quote"])
def test_an_editor_that_fails_changes_nothing(command: str, program: Program) -> None:
    """It is a request that failed; an untouched draft does not stay to surprise anyone later."""
    edit(program, GOOD)
    program.variables["EDITOR"] = command
    result = program("rules edit")
    assert result.code == 1
    assert "followup: The editor" in result.err
    assert own(program).read_text() == GOOD
    assert not draft(program).exists()


def test_what_was_written_before_an_editor_failed_is_kept(program: Program) -> None:
    """It is no decision to install it, but it is work."""
    edit(program, GOOD)
    result = edit(program, BETTER, ends_with=1)
    assert result.code == 1
    assert str(draft(program)) in result.err
    assert own(program).read_text() == GOOD
    assert draft(program).read_text() == BETTER


def test_a_file_that_cannot_be_installed_leaves_the_old_one_whole(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is written beside and renamed; where that fails nothing half-written is left."""
    edit(program, GOOD)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    program.variables["EDITOR"] = Editor(program, BETTER).command
    (program.folder / "opened.txt").unlink()
    draft(program).write_text(GOOD)
    monkeypatch.setattr(files.os, "fsync", full)
    result = program("rules edit")
    assert result.code == 1
    assert "No space left on device" in result.err
    assert own(program).read_text() == GOOD
    assert draft(program).read_text() == BETTER
    assert not list(program.config.glob(".*.tmp"))


def test_a_link_to_rules_elsewhere_stays_a_link(program: Program) -> None:
    """Who keeps settings in a folder of their own finds the change there."""
    elsewhere = program.folder / "dotfiles" / "followup.yaml"
    elsewhere.parent.mkdir()
    elsewhere.write_text(GOOD)
    program.config.mkdir()
    own(program).symlink_to(elsewhere)
    assert edit(program, BETTER).code == 0
    assert own(program).is_symlink()
    assert elsewhere.read_text() == BETTER


def test_with_another_file_in_force_nothing_is_edited(program: Program) -> None:
    """`--rules` names another file, so that one's own rules would not be in force."""
    path = program.folder / "other.yaml"
    path.write_text(GOOD)
    program.variables["EDITOR"] = Editor(program, BETTER).command
    result = program.run("--rules", str(path), "rules", "edit")
    assert result.code == 1
    assert str(path) in result.err
    assert path.read_text() == GOOD
    assert not own(program).exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [(GOOD, "Your rules are in force: {own}\n"), (None, "Nothing was changed.\n")],
    ids=["changed", "not changed"],
)
def test_a_draft_that_cannot_be_deleted_is_a_sentence(
    text: str | None, says: str, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was done is done; the next time would go on with the draft."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(type(draft(program)), "unlink", refuse)
    (program.folder / "opened.txt").touch()
    program.variables["EDITOR"] = Editor(program, text).command
    result = program("rules edit")
    assert (result.code, result.out) == (0, says.format(own=own(program)))
    assert result.err == (
        f"The draft {draft(program)} cannot be deleted: Permission denied."
        " Delete it yourself, or the next `followup rules edit` goes on with it.\n"
    )


def test_rules_are_not_in_force_where_their_schema_cannot_be_written(program: Program) -> None:
    """A failure is one of the whole."""
    program.config.mkdir()
    own(program).write_text(BETTER)
    (program.config / "rules.schema.json").mkdir()
    program.config.joinpath("rules.draft.yaml").write_text(GOOD)
    program.variables["EDITOR"] = Editor(program, GOOD).command
    result = program("rules edit")
    assert (result.code, result.out) == (1, "")
    assert "rules.schema.json cannot be written" in result.err
    assert own(program).read_text() == BETTER
