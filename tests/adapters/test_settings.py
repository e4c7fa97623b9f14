"""The settings file on disk, and the ways to a password."""

from __future__ import annotations

import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest

from followup.adapters.folders import Folders
from followup.adapters.settings import authority_of, load_settings, password_of
from followup.core.errors import InvalidFile, MailFailed, NotValid
from followup.core.settings import Smtp

SETTINGS = """\
mail:
  from: me@example.com
  to: me@example.com
  smtp: {host: smtp.example.com, user: me, password: hunter2}
"""


def folders(folder: Path, text: str | bytes | None, mode: int = 0o600) -> Folders:
    """Return folders whose settings file says `text`."""
    path = folder / "settings.yaml"
    if text is not None:
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        path.chmod(mode)
    return Folders(folder, folder, None)


def by(command: str) -> Smtp:
    """Return a server whose password comes from a command."""
    return Smtp(host="smtp.example.com", user="me", password_command=command)


def test_no_file_is_no_settings(tmp_path: Path) -> None:
    """That is not an error yet."""
    assert load_settings(folders(tmp_path, None)) is None


def test_a_wrong_file_is_told_with_its_problems(tmp_path: Path) -> None:
    """As a rules file is."""
    with pytest.raises(InvalidFile) as caught:
        load_settings(folders(tmp_path, "mail: {from: me}\n"))
    assert {problem.code for problem in caught.value.problems} >= {"missing-key", "bad-address"}


def test_a_folder_is_no_settings_file(tmp_path: Path) -> None:
    """And no traceback."""
    (tmp_path / "settings.yaml").mkdir()
    with pytest.raises(NotValid, match="cannot be read"):
        load_settings(folders(tmp_path, None))


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_password_in_a_private_file_is_read(tmp_path: Path, mode: int) -> None:
    """Only its owner can read it."""
    settings = load_settings(folders(tmp_path, SETTINGS, mode))
    assert settings is not None
    assert settings.mail is not None
    assert settings.mail.smtp is not None
    assert password_of(settings.mail.smtp) == "hunter2"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o620])
def test_a_password_that_others_could_read_is_refused(tmp_path: Path, mode: int) -> None:
    """With how to mend it."""
    with pytest.raises(NotValid) as caught:
        load_settings(folders(tmp_path, SETTINGS, mode))
    assert "others than you" in caught.value.message
    assert "chmod 600" in (caught.value.hint or "")
    assert "hunter2" not in f"{caught.value.message} {caught.value.hint}"


def test_a_file_without_a_password_may_be_read_by_others(tmp_path: Path) -> None:
    """There is nothing in it to hide."""
    text = SETTINGS.replace("password: hunter2", "password_command: pass show mail")
    assert load_settings(folders(tmp_path, text, 0o644)) is not None


def test_a_relative_authority_is_in_the_config_folder(tmp_path: Path) -> None:
    """Under cron there is no other folder to begin in."""
    smtp = Smtp(host="x.example", ca_file="ca.pem")
    assert authority_of(smtp, folders(tmp_path, None)) == tmp_path / "ca.pem"
    assert authority_of(Smtp(host="x.example"), folders(tmp_path, None)) is None


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
        password_of(by("sh -c 'sleep 20; echo hunter2'"), seconds=0.3)
    assert time.monotonic() - start < 10


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
from followup.adapters.settings import password_of
from followup.core.errors import FollowupError
from followup.core.settings import Smtp
import sys
try:
    print(password_of(Smtp(host="x.example", user="me", keyring=sys.argv[1])))
except FollowupError as error:
    print(error.exit_code, error.message, error.hint)
"""


def asked(folder: Path, service: str, *flags: str) -> str:
    """Return what a process with a keyring of ours says when it is asked for a password."""
    (folder / "made.py").write_text(BACKEND)
    source = Path(__file__).parents[2] / "src"
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
