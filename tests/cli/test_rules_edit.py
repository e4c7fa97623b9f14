"""`rules edit`: the user's own editor, and never a broken file over a good one."""

from __future__ import annotations

import contextlib
import io
import shlex
import sys
from typing import TYPE_CHECKING

import msgspec
import pytest

from cli.program import Result
from followup.adapters import files
from followup.adapters.rulebook import default_rules
from followup.cli.main import execute

if TYPE_CHECKING:
    from pathlib import Path

    from cli.program import Desk

GOOD = "version: 1\nrules:\n  look: {after: applied, wait: 1 week, do: Look}\n"
BETTER = GOOD.replace("1 week", "2 weeks")
ODD = GOOD + "messages:\n  ask: {body: Hello}\n"
BAD = GOOD.replace("1 week", "5")


class Editor:
    """A program that writes one text after the other into the file it is given, and what it was given."""

    def __init__(self, desk: Desk, *texts: str | None, ends_with: int = 0) -> None:
        self.log = desk.folder / "opened.txt"
        script = desk.folder / "editor.py"
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


def edit(desk: Desk, *texts: str | None, answers: str | None = None, ends_with: int = 0) -> Result:
    """Run `rules edit` with an editor that writes `texts`; without `answers` nobody can be asked."""
    desk.environment["EDITOR"] = Editor(desk, *texts, ends_with=ends_with).command
    (desk.folder / "opened.txt").unlink(missing_ok=True)
    if answers is None:
        return desk("rules edit")
    return answered(desk, answers, "rules", "edit")


def answered(desk: Desk, answers: str, *words: str) -> Result:
    """Run the words for a user who can be asked."""
    outside = msgspec.structs.replace(desk.outside(), can_ask=lambda: True)
    out, err, stdin = io.StringIO(), io.StringIO(), sys.stdin
    sys.stdin = io.StringIO(answers)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = execute(words, outside)
    finally:
        sys.stdin = stdin
    return Result(code, out.getvalue(), err.getvalue())


def own(desk: Desk) -> Path:
    """Return where the user's rules are kept."""
    return desk.config / "rules.yaml"


def draft(desk: Desk) -> Path:
    """Return where what cannot be used is kept."""
    return desk.config / "rules.draft.yaml"


def test_the_first_time_one_gets_a_copy_of_the_default_rules(desk: Desk) -> None:
    """Nothing is installed while nothing is changed; the schema that the file names lies beside."""
    seen = desk.folder / "seen.yaml"
    desk.environment["EDITOR"] = f"sh -c 'cp \"$0\" {shlex.quote(str(seen))}'"
    result = desk("rules edit")
    assert (result.code, result.out, result.err) == (0, "Nothing was changed.\n", "")
    assert seen.read_bytes() == default_rules().read_bytes()
    assert [path.name for path in desk.config.iterdir()] == ["rules.schema.json"]


def test_what_is_good_comes_into_force_for_its_owner_only(desk: Desk) -> None:
    """The file is private and whole, no draft stays behind, and the next command uses it."""
    result = edit(desk, GOOD)
    assert (result.code, result.out) == (0, f"Your rules are in force: {own(desk)}\n")
    assert own(desk).read_text() == GOOD
    assert own(desk).stat().st_mode & 0o777 == 0o600
    assert desk.config.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in desk.config.iterdir()} == {"rules.yaml", "rules.schema.json"}
    assert "look" in desk("rules show").out


def test_the_second_time_one_goes_on_with_ones_own_rules(desk: Desk) -> None:
    """What stands in the editor is the file in force."""
    edit(desk, GOOD)
    assert edit(desk, None).out == "Nothing was changed.\n"
    assert edit(desk, BETTER).code == 0
    assert own(desk).read_text() == BETTER


def test_a_broken_file_never_takes_the_place_of_a_good_one(desk: Desk) -> None:
    """Where nobody can be asked the draft is kept, the problems are told once, and the exit is 3."""
    edit(desk, GOOD)
    result = edit(desk, BAD)
    assert result.code == 3
    assert own(desk).read_text() == GOOD
    assert draft(desk).read_text() == BAD
    assert draft(desk).stat().st_mode & 0o777 == 0o600
    assert result.err.count("[bad-duration]") == 1
    assert f"{draft(desk)}:3:32: error:" in result.err
    assert "so your rules stay as they were" in result.err
    assert desk("rules show look").out.splitlines()[1].strip().startswith("1 week after you applied")


def test_a_broken_first_file_installs_nothing(desk: Desk) -> None:
    """The default rules stay in force."""
    assert edit(desk, BAD).code == 3
    assert not own(desk).exists()
    assert desk("rules check").code == 0


def test_a_draft_is_taken_up_again(desk: Desk) -> None:
    """It is said that it is, and how to begin anew; once it is good it is gone."""
    edit(desk, GOOD)
    edit(desk, BAD)
    result = edit(desk, BETTER)
    assert result.code == 0
    assert f"Going on with the draft {draft(desk)}" in result.err
    assert own(desk).read_text() == BETTER
    assert not draft(desk).exists()


def test_on_yes_one_returns_to_the_editor(desk: Desk) -> None:
    """Until it is good."""
    result = edit(desk, BAD, BAD + "nonsense: 1\n", GOOD, answers="y\ny\n")
    assert result.code == 0
    assert len((desk.folder / "opened.txt").read_text().splitlines()) == 3
    assert result.err.count("Return to the editor?") == 2
    assert "[unknown-key]" in result.err
    assert own(desk).read_text() == GOOD


@pytest.mark.parametrize("answers", ["n\n", "\n", "y\nn\n"])
def test_on_no_the_draft_is_kept(answers: str, desk: Desk) -> None:
    """The answer by default is no."""
    edit(desk, GOOD)
    result = edit(desk, BAD, BAD, BAD, answers=answers)
    assert result.code == 3
    assert own(desk).read_text() == GOOD
    assert draft(desk).read_text() == BAD


def test_who_breaks_off_loses_nothing(desk: Desk) -> None:
    """The end of the input is an interruption: the rules stay, and so does the draft."""
    edit(desk, GOOD)
    result = edit(desk, BAD, answers="")
    assert result.code == 130
    assert own(desk).read_text() == GOOD
    assert draft(desk).read_text() == BAD


def test_no_input_asks_nothing(desk: Desk) -> None:
    """`--no-input` decides for no."""
    desk.environment["EDITOR"] = Editor(desk, BAD).command
    result = answered(desk, "y\n", "--no-input", "rules", "edit")
    assert result.code == 3
    assert "Return" not in result.err


def test_a_warning_is_told_and_does_not_stop_anything(desk: Desk) -> None:
    """What can hardly be meant is said when it is saved."""
    result = edit(desk, ODD)
    assert result.code == 0
    assert "[unused-message]" in result.err
    assert own(desk).read_text() == ODD


def test_visual_comes_before_editor_and_may_have_arguments(desk: Desk) -> None:
    """The file is the last argument."""
    editor = Editor(desk, GOOD)
    desk.environment["EDITOR"] = "false"
    desk.environment["VISUAL"] = f"{editor.command} --wait '-o two words'"
    assert desk("rules edit").code == 0
    assert editor.log.read_text() == repr(["--wait", "-o two words", str(draft(desk))]) + "\n"


@pytest.mark.parametrize("command", ["false", "no-such-editor-anywhere", "'open quote"])
def test_an_editor_that_fails_changes_nothing(command: str, desk: Desk) -> None:
    """It is a request that failed; an untouched draft does not stay to surprise anyone later."""
    edit(desk, GOOD)
    desk.environment["EDITOR"] = command
    result = desk("rules edit")
    assert result.code == 1
    assert "followup: The editor" in result.err
    assert own(desk).read_text() == GOOD
    assert not draft(desk).exists()


def test_what_was_written_before_an_editor_failed_is_kept(desk: Desk) -> None:
    """It is no decision to install it, but it is work."""
    edit(desk, GOOD)
    result = edit(desk, BETTER, ends_with=1)
    assert result.code == 1
    assert str(draft(desk)) in result.err
    assert own(desk).read_text() == GOOD
    assert draft(desk).read_text() == BETTER


def test_a_file_that_cannot_be_installed_leaves_the_old_one_whole(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is written beside and renamed; where that fails nothing half-written is left."""
    edit(desk, GOOD)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    desk.environment["EDITOR"] = Editor(desk, BETTER).command
    (desk.folder / "opened.txt").unlink()
    draft(desk).write_text(GOOD)
    monkeypatch.setattr(files.os, "fsync", full)
    result = desk("rules edit")
    assert result.code == 1
    assert "No space left on device" in result.err
    assert own(desk).read_text() == GOOD
    assert draft(desk).read_text() == BETTER
    assert not list(desk.config.glob(".*.tmp"))


def test_a_link_to_rules_elsewhere_stays_a_link(desk: Desk) -> None:
    """Who keeps settings in a folder of their own finds the change there."""
    elsewhere = desk.folder / "dotfiles" / "followup.yaml"
    elsewhere.parent.mkdir()
    elsewhere.write_text(GOOD)
    desk.config.mkdir()
    own(desk).symlink_to(elsewhere)
    assert edit(desk, BETTER).code == 0
    assert own(desk).is_symlink()
    assert elsewhere.read_text() == BETTER


def test_with_another_file_in_force_nothing_is_edited(desk: Desk) -> None:
    """`--rules` names another file, so that one's own rules would not be in force."""
    path = desk.folder / "other.yaml"
    path.write_text(GOOD)
    desk.environment["EDITOR"] = Editor(desk, BETTER).command
    result = desk.run("--rules", str(path), "rules", "edit")
    assert result.code == 1
    assert str(path) in result.err
    assert path.read_text() == GOOD
    assert not own(desk).exists()
