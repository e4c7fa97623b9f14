"""The settings file on disk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from followup.adapters.folders import Folders
from followup.adapters.settings import authority_of, load_settings
from followup.core.errors import InvalidFile, NotValid
from followup.formats.settings.definitions import Smtp

if TYPE_CHECKING:
    from collections.abc import Callable

PASSWORD = "hunter2"  # noqa: S105  # made up
SETTINGS = f"""\
mail:
  from: me@example.com
  to: me@example.com
  smtp: {{host: smtp.example.com, user: me, password: {PASSWORD}}}
"""
INBOX = f"""\
inbox:
- ~/Maildir
- imap: {{host: imap.example.com, user: me, password: {PASSWORD}}}
"""


def folders(folder: Path, text: str | bytes | None, mode: int = 0o600) -> Folders:
    """Return folders whose settings file says `text`."""
    path = folder / "settings.yaml"
    if text is not None:
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        path.chmod(mode)
    return Folders(folder, folder, None)


def test_no_file_is_no_settings(tmp_path: Path) -> None:
    """That is not an error yet."""
    assert load_settings(folders(tmp_path, None)) is None


def test_a_wrong_file_is_told_with_its_problems(tmp_path: Path) -> None:
    """As a rules file is."""
    with pytest.raises(InvalidFile) as caught:
        load_settings(folders(tmp_path, "mail: {from: me}\n"))
    assert {problem.code for problem in caught.value.problems} >= {"missing-key", "bad-address"}


def a_link_to_zeros(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (Path.mkdir, "that is a folder"),
        (os.mkfifo, "that is a pipe or a device, not a file"),
        (a_link_to_zeros, "that is a pipe or a device, not a file"),
    ],
)
def test_what_is_no_file_is_no_settings_file(make: Callable[[Path], None], what: str, tmp_path: Path) -> None:
    """It is a sentence, no traceback, and nobody waits for it."""
    make(tmp_path / "settings.yaml")
    with pytest.raises(NotValid, match=f"cannot be read: {what}"):
        load_settings(folders(tmp_path, None))


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_password_in_a_private_file_is_read(tmp_path: Path, mode: int) -> None:
    """Only its owner can read it."""
    settings = load_settings(folders(tmp_path, SETTINGS, mode))
    assert settings is not None
    assert settings.mail is not None
    assert settings.mail.smtp is not None
    assert settings.mail.smtp.password == PASSWORD


@pytest.mark.parametrize("text", [SETTINGS, INBOX])
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o620])
def test_a_password_that_others_could_read_is_refused(tmp_path: Path, mode: int, text: str) -> None:
    """With how to mend it; whichever server it is for."""
    with pytest.raises(NotValid) as caught:
        load_settings(folders(tmp_path, text, mode))
    assert "others than you" in caught.value.message
    assert "chmod 600" in (caught.value.hint or "")
    assert "hunter2" not in f"{caught.value.message} {caught.value.hint}"


def test_a_file_without_a_password_may_be_read_by_others(tmp_path: Path) -> None:
    """There is nothing in it to hide."""
    text = SETTINGS.replace(f"password: {PASSWORD}", "password_command: pass show mail")
    assert load_settings(folders(tmp_path, text, 0o644)) is not None


def test_a_relative_authority_is_in_the_config_folder(tmp_path: Path) -> None:
    """Under cron there is no other folder to begin in."""
    smtp = Smtp(host="x.example", ca_file="ca.pem")
    assert authority_of(smtp, folders(tmp_path, None)) == tmp_path / "ca.pem"
    assert authority_of(Smtp(host="x.example"), folders(tmp_path, None)) is None
