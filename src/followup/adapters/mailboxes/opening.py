"""What the user names as a source -> a mailbox."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from followup.adapters.files import open_regular
from followup.adapters.mailboxes.folder import Folder
from followup.adapters.mailboxes.looks import LOOKED_AT, look_of
from followup.adapters.mailboxes.mbox import Mbox
from followup.adapters.mailboxes.single import Maildir, OneMail, is_maildir
from followup.adapters.mailboxes.stdin import StandardInput
from followup.core.errors import RequestFailed
from followup.core.text import visible

if TYPE_CHECKING:
    from datetime import date

    from followup.adapters.folders import Folders
    from followup.adapters.mailboxes.definitions import Mailbox
    from followup.formats.settings.definitions import ImapSource

_HINT = "Name an mbox, a Maildir, an .eml file, a folder of them, or - for standard input."


def open_mailbox(source: str, stdin: BinaryIO | None = None) -> Mailbox:
    """Return the mailbox that `source` names, `-` for `stdin`; RequestFailed where it is none.

    Nothing of it is ever written, locked or moved.
    """
    if source == "-":
        return StandardInput(stdin)
    shown = visible(source)
    try:
        path = Path(source).expanduser()
        if path.is_dir():
            os.scandir(path).close()
            return Maildir(path, shown) if is_maildir(path) else Folder(path, shown)
        with open_regular(path) as file:
            look = look_of(file.read(LOOKED_AT))
        if look in {"mbox", "empty"}:
            return Mbox(path, shown)
        if look == "mail":
            return OneMail(path, shown)
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "that is no name of a file"
        raise RequestFailed(f"{shown} cannot be read: {reason}.", _HINT) from None
    if look == "packed":
        raise RequestFailed(f"{shown} is an archive.", "Unpack it, and name what was in it.")
    raise RequestFailed(
        f"{shown} is no mailbox: it begins neither with a `From ` line nor with the headers of a mail.",
        _HINT,
    )


def open_source(source: str | ImapSource, folders: Folders, today: date) -> Mailbox:
    """Return the mailbox that an entry under `inbox` in the settings names.

    A path that is relative begins in the config folder, since under cron there is no other. RequestFailed
    where it is no mailbox; MailFailed or NotValid where the password cannot be had.
    """
    if isinstance(source, str):
        return open_mailbox(str(folders.config / Path(source).expanduser()))
    from followup.adapters.mail.password import password_of
    from followup.adapters.mailboxes.imap import ImapFolder  # nobody else pays for the network
    from followup.adapters.mailboxes.imapclient import Access
    from followup.adapters.settings import authority_of

    access = Access(password_of(source.imap), authority_of(source.imap, folders))
    return ImapFolder(source.imap, access, today)
