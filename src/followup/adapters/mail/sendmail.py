"""Sending by a sendmail-compatible command."""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from contextlib import suppress
from typing import TYPE_CHECKING

from followup.adapters.mail.smtp import AGAIN, LONGEST_REPLY, LOOK, WHOLE_EXCHANGE_SECONDS, shown
from followup.core.errors import MailFailed, MailUnknown
from followup.core.text import clean

if TYPE_CHECKING:
    from followup.adapters.mail.smtp import Milestones, OutgoingMail


def send_by_command(
    command: str, mail: OutgoingMail, milestones: Milestones, seconds: float = WHOLE_EXCHANGE_SECONDS
) -> None:
    """Feed a mail, headers and all, to a command; its exit code decides.

    MailFailed if that is not 0, MailUnknown if the command is killed or does not end within `seconds`.
    """
    words = shlex.split(command)
    name = clean(words[0])
    # Its errors go to a file: a pipe would stay open as long as anything that it started.
    with tempfile.TemporaryFile() as said:
        milestones.handing_over()
        try:
            process = subprocess.Popen(  # noqa: S603  # the user's own command, without a shell
                words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said
            )
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it is no command"
            hint = "Look at sendmail in settings.yaml."
            raise MailFailed(f"{name} cannot be run: {reason}.", hint) from None
        _feed(process, mail.content.replace(b"\r\n", b"\n"), name, seconds)
        said.seek(0)
        reason = shown(said.read(LONGEST_REPLY * 4))
    code = process.returncode
    if code < 0:
        raise MailUnknown(f"{name} was killed; nobody knows whether it sent the mail.", LOOK)
    if code != 0:
        told = f": {reason}" if reason else "."
        raise MailFailed(f"{name} did not take the mail (exit code {code}){told}", AGAIN)
    milestones.taken()


def _feed(process: subprocess.Popen[bytes], content: bytes, name: str, seconds: float) -> None:
    try:
        process.communicate(content, timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        if process.stdin is not None:
            with suppress(OSError):
                process.stdin.close()
        process.wait()
        raise MailUnknown(
            f"{name} did not end within {seconds:g} seconds; nobody knows whether it sent the mail.", LOOK
        ) from None
