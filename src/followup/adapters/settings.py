"""The settings file, and the password that it tells the way to."""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from followup.core.errors import InvalidFile, MailFailed, NotValid
from followup.formats.settings.reading import read_settings

if TYPE_CHECKING:
    from followup.adapters.folders import Folders
    from followup.formats.settings.definitions import Settings, Smtp

SETTINGS_NAME = "settings.yaml"
LARGEST = 1 << 20  # bytes; `formats.yamlfile` refuses more
# A password command may ask its user for a passphrase.
PASSWORD_SECONDS = 60.0


def settings_path(folders: Folders) -> Path:
    """Return where the settings are kept."""
    return folders.config / SETTINGS_NAME


def load_settings(folders: Folders) -> Settings | None:
    """Return the settings; None if there are none. InvalidFile, with every problem, if they have errors.

    NotValid where the file holds a password in clear and others can read it.
    """
    path = settings_path(folders)
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NotValid(f"The settings {path} cannot be read: {error.strerror or error}.") from None
    checked = read_settings(data)
    if checked.settings is None:
        raise InvalidFile(str(path), checked.problems, checked.lines)
    mail = checked.settings.mail
    if mail is not None and mail.smtp is not None and mail.smtp.password is not None:
        _check_private(path, mode)
    return checked.settings


def authority_of(smtp: Smtp, folders: Folders) -> Path | None:
    """Return the path of the private certificate authority; a relative one begins in the config folder."""
    return folders.config / Path(smtp.ca_file).expanduser() if smtp.ca_file else None


def password_of(smtp: Smtp, seconds: float = PASSWORD_SECONDS) -> str | None:
    """Return the password; None where nobody logs in. MailFailed if it cannot be had within `seconds`."""
    if smtp.user is None:
        return None
    if smtp.password is not None:
        return smtp.password
    if smtp.keyring is not None:
        return _from_keyring(smtp.keyring, smtp.user)
    return _from_command(shlex.split(smtp.password_command or ""), seconds)


def _check_private(path: Path, mode: int) -> None:
    if stat.S_IMODE(mode) & 0o077:
        raise NotValid(
            f"{path} holds a password, and others than you can read it (mode {stat.S_IMODE(mode):04o}).",
            f"Type `chmod 600 {shlex.quote(str(path))}`, or let password_command fetch it and change it.",
        )


def _from_command(words: list[str], seconds: float) -> str:
    """Return the first line that the command prints. What it says otherwise is not repeated anywhere."""
    by_hand = "Run it by hand to see what it says; under cron it must not need to ask you."
    try:
        # In the terminal of the user, so that it can ask for a passphrase.
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no command"
        raise MailFailed(f"The password_command cannot be run: {reason}.", by_hand) from None
    try:
        printed, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        if process.stdout is not None:  # what it started may hold the other end for longer
            process.stdout.close()
        raise MailFailed(
            f"The password_command did not answer within {seconds:g} seconds.", by_hand
        ) from None
    if process.returncode != 0:
        raise MailFailed(f"The password_command failed (exit code {process.returncode}).", by_hand)
    try:
        password = printed.decode().split("\n", 1)[0].rstrip("\r")
    except UnicodeDecodeError:
        raise MailFailed("The password_command printed something that is not text.", by_hand) from None
    if not password or "\0" in password:
        raise MailFailed("The password_command printed no password in its first line.", by_hand)
    return password


def _from_keyring(service: str, user: str) -> str:
    try:
        import keyring
    except ImportError:
        raise NotValid(
            "The settings name a keyring, and its library is not installed.",
            "Install followup with it: pip install 'followup[keyring]'",
        ) from None
    try:
        password: object = keyring.get_password(service, user)
    except Exception as error:  # noqa: BLE001  # every system's keyring fails in its own way
        raise MailFailed(f"The keyring cannot be used ({type(error).__name__}).") from None
    if not isinstance(password, str) or not password:
        raise MailFailed(
            f"The keyring has no password of {user} under {service}.",
            f"Put it there: keyring set {shlex.quote(service)} {shlex.quote(user)}",
        )
    return password
