"""What `imaplib` lacks: an end to every wait and to every answer, and sentences for its user.

Its own timeout starts anew with each read, and what a server says is collected whatever its size.
"""

from __future__ import annotations

import imaplib
import ssl
import time
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from followup.adapters.mail.session import connect, cut_off, tls_context
from followup.core.errors import FollowupError, MailFailed, NotValid
from followup.core.text import clean

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from pathlib import Path

    from imap_tools import BaseMailBox

    from followup.formats.settings.definitions import Imap

STEP_SECONDS = 60.0  # for one question and the whole of its answer
LONGEST_ANSWER = 24 << 20  # bytes; a list of two million mails
_GOODBYE_SECONDS = 1.0
_NOTHING = "Nothing is lost: the next run reads on from here."
# What the two libraries are known to raise on an answer that makes no sense.
_SENSELESS = (imaplib.IMAP4.error, ValueError, LookupError, TypeError, AttributeError)


class Access(NamedTuple):
    """The password and the private certificate authority, where the settings ask for them."""

    password: str | None = None
    authority: Path | None = None


class Session:
    """A folder of a server, opened to be read only: by EXAMINE, which leaves every flag as it is."""

    def __init__(self, imap: Imap, box: BaseMailBox, twin: socket.socket, seconds: float) -> None:
        self.box = box
        self._imap, self._twin, self._seconds = imap, twin, seconds

    @contextmanager
    def step(self) -> Iterator[BaseMailBox]:
        """Ask and be answered in time; MailFailed otherwise."""
        end = time.monotonic() + self._seconds
        client: Any = self.box.client
        client.heard = 0
        with _told(self._imap, end, self._seconds), cut_off(self._twin, self._seconds):
            yield self.box


@contextmanager
def reading(imap: Imap, access: Access, seconds: float = STEP_SECONDS) -> Iterator[Session]:
    """Connect, encrypt, verify, log in and examine the folder, in this order.

    NotValid without the library; MailFailed where anything does not work within `seconds`. Nothing of the
    login is sent before the connection is encrypted and the certificate verified; open connections go to
    this machine alone.
    """
    base = _library()
    context = None if imap.security == "none" else tls_context(access.authority)
    end = time.monotonic() + seconds
    connection = connect(imap, seconds, _NOTHING, only_here=context is None)
    with ExitStack() as open_things:
        twin = open_things.enter_context(connection.dup())  # wrapping in TLS detaches the first one
        open_things.enter_context(connection)
        with _told(imap, end, seconds), cut_off(twin, end - time.monotonic()):
            client = _Client(imap, connection, context)
            open_things.callback(client.close_all)
            box = _box(base, client)
            _enter(imap, box, context, access)
        yield Session(imap, box, twin, seconds)
        with suppress(OSError, _library_error(), *_SENSELESS), cut_off(twin, _GOODBYE_SECONDS):
            box.logout()


def _library() -> type[BaseMailBox]:
    try:
        from imap_tools import BaseMailBox
    except ImportError:
        raise NotValid(
            "The settings name an IMAP server, and the library for it is not installed.",
            "Install followup with it: pip install 'followup[imap]'",
        ) from None
    return BaseMailBox


def _box(base: type[BaseMailBox], client: imaplib.IMAP4) -> BaseMailBox:
    class Box(base):  # type: ignore[misc, valid-type]  # known only where the library is installed
        def _get_mailbox_client(self) -> imaplib.IMAP4:
            return client

    return Box()


def _enter(imap: Imap, box: BaseMailBox, context: ssl.SSLContext | None, access: Access) -> None:
    client = box.client
    if context is not None and imap.security == "starttls":
        if client.state != "NONAUTH" or "STARTTLS" not in client.capabilities:
            raise MailFailed(
                f"{imap.name} offers no encryption (STARTTLS), or somebody in between took the offer away.",
                "No password was sent. If the server encrypts from the start, write `security: tls`.",
            )
        before = client.file
        client.starttls(context)
        before.close()
    if client.state == "NONAUTH":
        _log_in(imap, box, access.password or "")
    _examine(imap, box)


def _log_in(imap: Imap, box: BaseMailBox, password: str) -> None:
    """Log in by PLAIN (RFC 4616), which takes any password, or by LOGIN, which every server knows."""
    user, client = imap.user or "", box.client
    try:
        if "AUTH=PLAIN" in client.capabilities:
            box.login_utf8(user, password, initial_folder=None)
            return
        if "LOGINDISABLED" not in client.capabilities and (user + password).isprintable():
            box.login(user, password, initial_folder=None)
            return
    except imaplib.IMAP4.abort:
        raise
    except (_library_error(), imaplib.IMAP4.error):
        # What it said is not repeated: the password may be in it.
        raise MailFailed(
            f"{imap.name} did not accept the login of {clean(user)}.",
            "Look at user and the password. Some mail services want a password made for programs.",
        ) from None
    except UnicodeEncodeError:
        pass
    raise MailFailed(
        f"{imap.name} offers no login with this password.",
        "A proxy on this machine that knows other ways, such as OAuth, can stand in between.",
    )


def _examine(imap: Imap, box: BaseMailBox) -> None:
    try:
        box.folder.set(imap.folder, readonly=True)
    except _library_error():
        names = [clean(each.name) for each in box.folder.list()][:20]
        hint = f"It has {', '.join(names)}." if names else None
        raise MailFailed(f"{imap.name} has no folder {clean(imap.folder)} that can be read.", hint) from None


def _library_error() -> type[Exception]:
    from imap_tools import UnexpectedCommandStatusError

    return UnexpectedCommandStatusError


class _Client(imaplib.IMAP4):
    """A client over a connection that is there, which hears only so much in answer to one question."""

    def __init__(self, imap: Imap, connection: socket.socket, context: ssl.SSLContext | None) -> None:
        self._connection = connection
        self._context = context if imap.security == "tls" else None
        self.heard = 0
        super().__init__(imap.host, imap.port_number)

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:  # noqa: ARG002
        """Begin to talk; encrypted, if the server wants it from the start."""
        self.host, self.port = host, port
        self.sock = self._connection
        if self._context is not None:
            self.sock = self._context.wrap_socket(self._connection, server_hostname=host)
        self.file = self.sock.makefile("rb")

    def read(self, size: int) -> bytes:
        """Return what a server announced."""
        self._hear(size)
        file: Any = self.file  # which is one of bytes
        data: bytes = file.read(size)
        return data

    def readline(self) -> bytes:
        """Return a line."""
        file: Any = self.file
        line: bytes = file.readline(LONGEST_ANSWER + 1)
        self._hear(len(line))
        return line

    def close_all(self) -> None:
        """Close the connection, without a word."""
        for each in (self.file, self.sock):
            with suppress(OSError):
                each.close()

    def _hear(self, size: int) -> None:
        self.heard += size
        if self.heard > LONGEST_ANSWER:
            raise self.error("the answer is too long")


@contextmanager
def _told(imap: Imap, end: float, seconds: float) -> Iterator[None]:
    """Turn errors of the network and the libraries into sentences for the user, none of which quotes them."""
    name = imap.name
    try:
        yield
    except FollowupError:
        raise
    except ssl.SSLCertVerificationError as error:
        reason = clean(error.verify_message or "it cannot be verified").rstrip(".")
        raise MailFailed(
            f"The certificate of {name} is not valid: {reason}.",
            "No password was sent. A private certificate authority is named by ca_file.",
        ) from None
    except (OSError, _library_error(), *_SENSELESS) as error:
        if time.monotonic() >= end:
            raise MailFailed(f"{name} took longer than {seconds:g} seconds.", _NOTHING) from None
        if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
            raise MailFailed(
                f"{name} does not speak TLS as it should ({clean(error.reason or 'no reason')}).",
                "Port 993 goes with `security: tls`, port 143 with `security: starttls`.",
            ) from None
        if isinstance(error, OSError) or "EOF" in str(error):
            raise MailFailed(f"The connection to {name} was lost.", _NOTHING) from None
        raise MailFailed(
            f"{name} does not speak IMAP as it should.", "Look at host and port in settings.yaml."
        ) from None
