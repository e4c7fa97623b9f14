"""`completion`: Tab under a real terminal in bash, zsh and fish, and where the scripts are put."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pexpect
import pytest

from cli.payloads import PAYLOADS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.program import Program

SOURCE = Path(__file__).parents[2] / "src"
DAY = "2026-11-20"
# Without the user's own files: what is completed comes from our script alone.
ARGUMENTS = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "fish": ["--no-config"]}
# Notes what it is called with, and answers only what a shell asks at Tab.
FOLLOWUP = """#!/bin/sh
case $1 in
__complete)
    echo asked >> {folder}/asked
    PYTHONPATH={source} exec {python} -m followup "$@" ;;
*)
    printf '%s\\n' "$@" > {folder}/new && mv {folder}/new {folder}/typed ;;
esac
"""
SEARCH = f"""
2026-11-02 09:00 add applied Acme --role "Data Engineer" --recruiter "Robin Roe <robin@example.com>"
2026-11-03 09:00 add applied Globex --recruiter "Robin Roe <other@example.com>"
2026-11-12 09:00 add interview Acme --on "{DAY} 14:00" --with Ann --with "Bo Ek"
"""


class Shell(NamedTuple):
    """A shell on a terminal in which the script was read; `folder` holds what `followup` was called with."""

    folder: Path
    child: pexpect.spawn[str]

    def press(self, keys: str) -> str:
        """Type `keys`, each part before a Tab by itself, and return what is shown until it is quiet."""
        shown = ""
        for part in keys.replace("\t", "\n\t\n").split("\n"):
            if part:
                self.child.send(part)
                shown += self.quiet()
        return shown

    def quiet(self) -> str:
        """Return what is shown until nothing more comes."""
        shown, pause = "", 0.3
        with suppress(pexpect.TIMEOUT):
            while True:
                shown += self.child.read_nonblocking(1 << 16, timeout=pause)
        return shown

    def typed(self, keys: str) -> list[str]:
        """Return the words that `followup` gets when these keys are pressed, and then Enter."""
        path = self.folder / "typed"
        path.unlink(missing_ok=True)
        for _ in range(3):  # a busy machine may be slower than `quiet` waits
            self.press(f"{keys}")
            self.press("\r")
            if path.exists():
                return path.read_text(encoding="utf-8").splitlines()
            self.child.sendintr()
            self.quiet()
        pytest.fail(f"followup was never called: {keys!r}")

    def asked(self) -> bool:
        """Whether the program was asked since the last time."""
        path = self.folder / "asked"
        was_asked = path.exists()
        path.unlink(missing_ok=True)
        return was_asked


@pytest.fixture(params=ARGUMENTS)
def shell(request: pytest.FixtureRequest, program: Program, tmp_path: Path) -> Iterator[Shell]:
    """Give each shell on a terminal, with the script read, in a search that was looked at today."""
    path = shutil.which(request.param)
    if path is None:
        pytest.skip(f"{request.param} is not installed")
    program.told(SEARCH)
    program("today", f"{DAY} 17:00")
    folder = tmp_path / "shell"
    (folder / "bin").mkdir(parents=True)
    names = {"folder": folder, "source": SOURCE, "python": sys.executable}
    ours = folder / "bin" / "followup"
    ours.write_text(FOLLOWUP.format(**{name: shlex.quote(str(value)) for name, value in names.items()}))
    ours.chmod(0o700)
    script = folder / "script"
    script.write_text(program(f"completion {request.param}").out, encoding="utf-8")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
        **program.variables,
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "HOME": str(folder),
        "TERM": "xterm",
        "FOLLOWUP_NOW": DAY,
        "LC_ALL": "C.UTF-8",
    }
    child = pexpect.spawn(
        path,
        ARGUMENTS[request.param],
        env=environment,
        encoding="utf-8",
        codec_errors="replace",
        dimensions=(60, 120),
        cwd=str(folder),
        timeout=30,
    )
    begin = "autoload -U compinit && compinit -u -d ./dump; " if request.param == "zsh" else ""
    child.sendline(f"{begin}source ./script; echo re''ady")
    child.expect("ready")
    found = Shell(folder, child)
    found.quiet()
    yield found
    child.close(force=True)


class TestTab:
    """What a Tab makes of what was typed; each row holds in every shell."""

    @pytest.mark.slow
    def test_it_completes_what_the_program_takes(self, shell: Shell) -> None:
        """Words of the program from the script alone, words of the log by asking."""
        for keys, expected, is_asked in (
            ("followup tod\t", ["today"], False),
            ("followup rules che\t /dev/nul\t", ["rules", "check", "/dev/null"], False),
            ("followup add --rol\tx", ["add", "--role", "x"], False),
            ("followup add phone\t", ["add", "phone-screen"], False),
            ("followup list --stage=int\t", ["list", "--stage=interview"], False),
            ("followup rules use qu\t", ["rules", "use", "quiet"], False),
            ("followup help dig\t", ["help", "digest"], False),
            ("followup show ac\t", ["show", "acme"], True),
            ("followup show Ac\t", ["show", "acme"], True),  # handles have small letters
            ("followup show 'gl\t", ["show", "globex"], True),
            ("followup --now 2026-11-20 show gl\t", ["--now", "2026-11-20", "show", "globex"], True),
            ("followup done follow-up-app\t", ["done", "follow-up-application/globex"], True),
            ("followup snooze check-receipt/g\t tom\t", ["snooze", "check-receipt/globex", "tomorrow"], True),
            ("followup prefer bo\t", ["prefer", "bo-ek"], True),
            # Two have this name, so they are known by their addresses; bash cuts words at the @.
            ("followup prefer robin@\t", ["prefer", "robin@example.com"], True),
            (
                "followup add sent acme --recruiter=oth\t",
                ["add", "sent", "acme", "--recruiter=other@example.com"],
                True,
            ),
            ("followup edit interview/\t", ["edit", "interview/acme"], True),
            ("followup rules show nudge\t", ["rules", "show", "nudge-after-phone-screen"], True),
            ("followup people me\t bo\t an\t", ["people", "merge", "bo-ek", "ann"], True),
        ):
            words = [word.rstrip() for word in shell.typed(keys)]
            assert (words, shell.asked()) == (expected, is_asked), keys

    @pytest.mark.slow
    def test_it_lists_what_fits(self, shell: Shell) -> None:
        """Where several do: commands, rows of the screen last shown, names of actions."""
        shown = shell.press("followup \t\t")
        assert "snooze" in shown
        assert "doctor" in shown
        shell.press("\x15\x03")
        shown = shell.press("followup done \t\t")
        assert "thank-interviewers/acme/ann" in shown
        assert "check-receipt/globex" in shown

    @pytest.mark.slow
    def test_nothing_of_the_log_is_executed_or_breaks_the_line(self, shell: Shell, program: Program) -> None:
        """Whatever the names in it are, and whatever is typed."""
        for number, payload in enumerate(PAYLOADS):
            name = payload.translate(dict.fromkeys(map(ord, "<>@")))
            program.run(
                "add",
                "applied",
                f"x{number}{payload}",
                "--new",
                "--role",
                payload,
                "--recruiter",
                f"y{number}{name}",
                now=DAY,
            )
        program("today", f"{DAY} 18:00")
        for keys in (
            "followup show x\t\t",
            "followup prefer y\t\t",
            "followup done \t\t",
            "followup edit applied/x\t\t",
        ):
            shown = shell.press(keys)
            assert "$(" not in shown
            assert "`" not in shown
            shell.press("\x15\x03")
        assert not (shell.folder / "made").exists()
        # At Tab zsh itself runs what was typed so; that is as the user has it.
        substitutions = ("followup show $(touch made)\t", "followup prefer `touch made`\t")
        is_zsh = shell.child.command.endswith("zsh")
        for keys in ("followup show 'x\t\t", "followup done ; \t", *(() if is_zsh else substitutions)):
            shell.press(keys)
            shell.press("\x15\x03")
        assert not (shell.folder / "made").exists()
        assert [word.rstrip() for word in shell.typed("followup show glob\t")] == ["show", "globex"]


class TestInstall:
    """`--install`."""

    @pytest.mark.parametrize(
        ("shell", "where"),
        [
            ("bash", "share/bash-completion/completions/followup"),
            ("zsh", "share/zsh/site-functions/_followup"),
            ("fish", "config/fish/completions/followup.fish"),
        ],
    )
    def test_the_script_is_put_where_the_shell_looks(
        self, program: Program, tmp_path: Path, shell: str, where: str
    ) -> None:
        """And nowhere else: no file of the user's own is touched. Again, it is brought up to date."""
        home = tmp_path / "home"
        program.variables |= {
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "share"),
            "XDG_CONFIG_HOME": str(home / "config"),
        }
        for _ in range(2):
            result = program(f"completion {shell} --install")
            assert result.code == 0, result.err
            assert f"Wrote {home / where}." in result.out
            assert (home / where).read_text(encoding="utf-8") == program(f"completion {shell}").out
        assert [path for path in home.rglob("*") if path.is_file()] == [home / where]

    def test_what_is_not_ours_is_not_replaced(self, program: Program, tmp_path: Path) -> None:
        """It says what to do instead."""
        path = tmp_path / "fish/completions/followup.fish"
        path.parent.mkdir(parents=True)
        path.write_text("complete -c followup -a mine\n")
        program.variables["XDG_CONFIG_HOME"] = str(tmp_path)
        result = program("completion fish --install")
        assert result.code == 1
        assert "is there already" in result.err
        assert path.read_text() == "complete -c followup -a mine\n"

    def test_another_shell_is_none(self, program: Program) -> None:
        """The error names those that there are."""
        result = program("completion tcsh")
        assert result.code == 2
        assert "'bash', 'zsh', 'fish'" in result.err


@pytest.mark.parametrize("shell", ARGUMENTS)
def test_a_shell_reads_its_script_without_complaint(program: Program, tmp_path: Path, shell: str) -> None:
    """Also where the folder of the rules has a name that a shell would take for something else."""
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"{shell} is not installed")
    program.variables["FOLLOWUP_CONFIG_DIR"] = "/tmp/it's $(touch made); `x` \\"  # noqa: S108  # never made
    script = tmp_path / "script"
    script.write_text(program(f"completion {shell}").out, encoding="utf-8")
    output, code = pexpect.run(
        f"{path} -n {shlex.quote(str(script))}", withexitstatus=True, encoding="utf-8", cwd=str(tmp_path)
    )
    assert (output, code) == ("", 0)
    assert not (tmp_path / "made").exists()
