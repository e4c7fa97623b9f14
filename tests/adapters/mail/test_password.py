"""The ways to a password."""

from __future__ import annotations

import resource
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest

from followup.adapters.mail.password import password_of
from followup.core.errors import MailFailed
from followup.formats.settings.definitions import Smtp


def by(command: str) -> Smtp:
    """Return a server whose password comes from a command."""
    return Smtp(host="smtp.example.com", user="me", password_command=command)


def test_who_does_not_log_in_needs_no_password() -> None:
    """Nothing is run."""
    assert password_of(Smtp(host="x.example")) is None


@pytest.mark.parametrize(
    ("script", "password"),
    [
        ("echo hunter2", "hunter2"),
        ("printf 'two words\\r\\nlogin: me\\n'", "two words"),
        ("printf ' p\u00e4ss '", " p\u00e4ss "),
        ("echo hunter2; echo warning >&2", "hunter2"),
    ],
)
def test_the_first_line_of_a_command_is_the_password(script: str, password: str) -> None:
    """Without its line end, and nothing else changed."""
    assert password_of(by(f"sh -c {shlex.quote(script)}")) == password


def test_a_command_is_run_without_a_shell(tmp_path: Path) -> None:
    """What a shell would obey is a word like any other."""
    assert password_of(by(f"echo 'a;' $(touch {tmp_path}/made) '*'")).startswith("a; $(touch")  # type: ignore[union-attr]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("sh -c 'echo hunter2; exit 3'", "exit code 3"),
        ("sh -c 'echo hunter2 >&2; exit 1'", "exit code 1"),
        ("true", "no password"),
        ("sh -c 'echo; echo hunter2'", "no password"),
        ("printf '\\377hunter2'", "not text"),
        ("printf 'a\\000hunter2'", "no password"),
        ("/nowhere/pass hunter2", "No such file"),
    ],
)
def test_a_command_that_gives_none_is_a_failure_without_the_password(command: str, told: str) -> None:
    """Neither what it printed nor the command itself is repeated."""
    with pytest.raises(MailFailed) as caught:
        password_of(by(command))
    assert told in caught.value.message
    assert "hunter2" not in f"{caught.value.message} {caught.value.hint}"


def test_a_command_that_waits_for_ever_is_left() -> None:
    """Also where something that it started keeps its output open."""
    start = time.monotonic()
    with pytest.raises(MailFailed, match=r"0\.3 seconds"):
        password_of(by("sh -c 'sleep 5; echo hunter2'"), seconds=0.3)
    assert time.monotonic() - start < 3


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("head -c 120000000 /dev/zero", "more than 4096 bytes"),
        ("yes hunter2", "more than 4096 bytes"),  # for ever
        ("echo hunter2; head -c 4090 /dev/zero", "more than 4096 bytes"),
        ("echo hunter2; exec >&-; sleep 60", "did not answer within 2 seconds"),  # closed, and goes on
    ],
)
def test_a_command_that_prints_without_end_is_cut_off(script: str, told: str) -> None:
    """At once, whatever it goes on to print; nothing of it is kept."""
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(MailFailed, match=told) as caught:
        password_of(by(f"sh -c {shlex.quote(script)}"), seconds=2)
    assert time.monotonic() - start < 4
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes; bytes on macOS
    assert "hunter2" not in f"{caught.value.message} {caught.value.hint}"


def test_as_much_as_a_page_may_stand_below_the_password() -> None:
    """As `pass` prints it: the password first, then what else is known."""
    assert password_of(by("sh -c 'echo hunter2; head -c 4088 /dev/zero'")) == "hunter2"


BACKEND = """
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

class Made(KeyringBackend):
    priority = 9
    def get_password(self, service, user):
        if service == "locked":
            raise KeyringLocked("hunter2")
        return {("followup", "me"): "hunter2"}.get((service, user))
    def set_password(self, service, user, password):
        pass
"""
ASK = """
from followup.adapters.mail.password import password_of
from followup.core.errors import FollowupError
from followup.formats.settings.definitions import Smtp
import sys
try:
    print(password_of(Smtp(host="x.example", user="me", keyring=sys.argv[1])))
except FollowupError as error:
    print(error.exit_code, error.message, error.hint)
"""


def asked(folder: Path, service: str, *flags: str) -> str:
    """Return what a process with a keyring of ours says when it is asked for a password."""
    (folder / "made.py").write_text(BACKEND)
    source = Path(__file__).parents[3] / "src"
    done = subprocess.run(
        [
            sys.executable,
            *flags,
            "-c",
            f"import sys; sys.path[:0] = [{str(source)!r}, {str(folder)!r}]\n{ASK}",
            service,
        ],
        env={"PYTHON_KEYRING_BACKEND": "made.Made"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_the_keyring_of_the_system_can_keep_the_password(tmp_path: Path) -> None:
    """Under the name of a service and the user; a locked one, or one without it, is a failure."""
    pytest.importorskip("keyring", reason="the extra followup[keyring] is not installed")
    assert asked(tmp_path, "followup") == "hunter2"
    missing = asked(tmp_path, "elsewhere")
    assert missing.startswith("4 The keyring has no password of me under elsewhere.")
    assert "keyring set elsewhere me" in missing
    locked = asked(tmp_path, "locked")
    assert locked.startswith("4 The keyring cannot be used")
    assert "hunter2" not in locked


def test_without_the_library_of_the_keyring_the_way_to_it_is_told(tmp_path: Path) -> None:
    """A module that cannot be imported stands for the extra that is not installed."""
    (tmp_path / "keyring.py").write_text("raise ImportError\n")
    assert asked(tmp_path, "followup").startswith("3 The settings name a keyring")
