"""The password of a mail server: from the settings, a command, or the system's keyring."""

from __future__ import annotations

import os
import selectors
import shlex
import subprocess
import time
from typing import TYPE_CHECKING

from followup.core.errors import MailFailed, NotValid

if TYPE_CHECKING:
    from followup.formats.settings.definitions import Server

# A password command may ask its user for a passphrase.
PASSWORD_SECONDS = 60.0
LONGEST_OUTPUT = 4096  # bytes; what prints more prints no password
_BY_HAND = "Run it by hand to see what it says; under cron it must not need to ask you."


def password_of(server: Server, seconds: float = PASSWORD_SECONDS) -> str | None:
    """Return the password, None where there is no `user`; MailFailed if it cannot be had within `seconds`."""
    if server.user is None:
        return None
    if server.password is not None:
        return server.password
    if server.keyring is not None:
        return _from_keyring(server.keyring, server.user)
    return _from_command(shlex.split(server.password_command or ""), seconds)


def _from_command(words: list[str], seconds: float) -> str:
    """Return the first line of the command's output. The rest is never shown: it may hold secrets."""
    try:
        # In the terminal of the user, so that it can ask for a passphrase.
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no command"
        raise MailFailed(f"The password_command cannot be run: {reason}.", _BY_HAND) from None
    try:
        printed = _printed(process, seconds)
    except TimeoutError:
        raise MailFailed(
            f"The password_command did not answer within {seconds:g} seconds.", _BY_HAND
        ) from None
    finally:
        process.kill()  # it has ended, or is given up
        process.wait()
        if process.stdout is not None:  # what it started may hold the other end for longer
            process.stdout.close()
    if len(printed) > LONGEST_OUTPUT:
        raise MailFailed(f"The password_command printed more than {LONGEST_OUTPUT} bytes.", _BY_HAND)
    if process.returncode != 0:
        raise MailFailed(f"The password_command failed (exit code {process.returncode}).", _BY_HAND)
    try:
        password = printed.decode().split("\n", 1)[0].rstrip("\r")
    except UnicodeDecodeError:
        raise MailFailed("The password_command printed something that is not text.", _BY_HAND) from None
    if not password or "\0" in password:
        raise MailFailed("The password_command printed no password in its first line.", _BY_HAND)
    return password


def _printed(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    """Return what a command prints until its end, or a byte more than is allowed; TimeoutError otherwise."""
    end = time.monotonic() + seconds
    printed = b""
    with selectors.DefaultSelector() as waiting:
        output = waiting.register(process.stdout or 0, selectors.EVENT_READ).fd
        while len(printed) <= LONGEST_OUTPUT:
            if not waiting.select(max(0.0, end - time.monotonic())):
                raise TimeoutError
            more = os.read(output, LONGEST_OUTPUT + 1 - len(printed))
            if not more:
                break
            printed += more
        else:
            return printed
    try:
        process.wait(max(0.0, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    return printed


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
