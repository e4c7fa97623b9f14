"""The password of a mail server: from the settings, a command, or the system's keyring."""

from __future__ import annotations

import shlex
import subprocess
from typing import TYPE_CHECKING

from followup.core.errors import MailFailed, NotValid

if TYPE_CHECKING:
    from followup.formats.settings.definitions import Smtp

# A password command may ask its user for a passphrase.
PASSWORD_SECONDS = 60.0


def password_of(smtp: Smtp, seconds: float = PASSWORD_SECONDS) -> str | None:
    """Return the password, None where there is no `user`; MailFailed if it cannot be had within `seconds`."""
    if smtp.user is None:
        return None
    if smtp.password is not None:
        return smtp.password
    if smtp.keyring is not None:
        return _from_keyring(smtp.keyring, smtp.user)
    return _from_command(shlex.split(smtp.password_command or ""), seconds)


def _from_command(words: list[str], seconds: float) -> str:
    """Return the first line of the command's output. The rest is never shown: it may hold secrets."""
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
