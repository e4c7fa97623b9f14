"""What `smtplib` lacks: one deadline for a whole exchange, from the look-up of the name to the last answer.

Its own timeout starts anew with each read and each address, so a server that sends a byte now and then
could hold a client for ever.
"""

from __future__ import annotations

import io
import smtplib
import socket
import ssl
import time
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from threading import Thread, Timer
from typing import TYPE_CHECKING, Any

from followup.core.errors import MailFailed, NotValid
from followup.core.text import clean
from followup.formats.settings.definitions import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from followup.formats.settings.definitions import Imap, Smtp

_MOST_BYTES = 1 << 20  # all that a server may say
_ASKS_FOR_THE_TEXT = 354


def connect(server: Smtp | Imap, seconds: float, hint: str, *, only_here: bool) -> socket.socket:
    """Return a connection to a server, with `only_here` to loopback addresses alone.

    MailFailed, with `hint`, where that is not possible within `seconds`.
    """
    end = time.monotonic() + seconds
    try:
        return _connected(server.host, server.port_number, seconds, only_here=only_here)
    except OSError as error:
        reason = clean(error.strerror or "").rstrip(".")
        failure = f"cannot be reached{f': {reason}' if reason else ''}"
        if time.monotonic() >= end:
            failure = f"took longer than {seconds:g} seconds"
        raise MailFailed(f"{server.name} {failure}.", hint) from None


def _connected(host: str, port: int, seconds: float, *, only_here: bool) -> socket.socket:
    """Return a connection to `host`; OSError after `seconds`.

    `socket.create_connection` would spend all the time on a silent first address, as a broken IPv6 one
    is; here each address leaves time for the others.
    """
    end = time.monotonic() + seconds
    addresses = [entry[4] for entry in _look_up(host, port, seconds)]
    if only_here:
        addresses = [address for address in addresses if is_loopback(address[0])]
    failure = OSError(0, "the name has no address here")
    for tried, address in enumerate(addresses):
        share = max(0.0, end - time.monotonic()) / (len(addresses) - tried)
        try:
            connection = socket.create_connection(address[:2], share)
        except OSError as error:
            failure = error
        else:
            connection.settimeout(None)  # `cut_off` ends every wait
            return connection
    raise failure


def _look_up(host: str, port: int, seconds: float) -> list[Any]:
    """Return the addresses of a name. A look-up cannot be interrupted, so a thread is left in it."""
    answer: Future[list[Any]] = Future()

    def ask() -> None:
        try:
            answer.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except OSError as error:
            answer.set_exception(error)
        except UnicodeError:
            answer.set_exception(OSError(0, "it is no name of a host"))

    Thread(target=ask, daemon=True).start()
    return answer.result(seconds)


@contextmanager
def cut_off(connection: socket.socket, seconds: float) -> Iterator[None]:
    """Shut `connection` down after `seconds`; whatever read, write or handshake is going on then ends."""
    twin = connection.dup()  # wrapping in TLS detaches the first one

    def shut() -> None:
        with suppress(OSError):
            twin.shutdown(socket.SHUT_RDWR)

    watchdog = Timer(seconds, shut)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()
        watchdog.join()
        twin.close()


def tls_context(authority: Path | None) -> ssl.SSLContext:
    """Return a context that trusts the system's authorities, or a private one alone.

    NotValid where that is none.
    """
    try:
        return ssl.create_default_context(cafile=authority)
    except (OSError, ssl.SSLError) as error:
        reason = "it holds no certificate" if isinstance(error, ssl.SSLError) else error.strerror
        raise NotValid(f"The ca_file {authority} cannot be used: {reason or error}.") from None


class Session(smtplib.SMTP):
    """An SMTP session over a fresh connection to `host`.

    `is_text_out` is true from the server's request for the text of a mail until its answer to it;
    `before_text` is called at that request, before a byte of the text leaves.
    """

    before_text: Callable[[], None] | None = None

    def __init__(self, host: str, connection: socket.socket) -> None:
        # The name of this machine is nobody's business, and looking it up can take long.
        super().__init__(local_hostname="[127.0.0.1]")
        self._host = host  # `starttls` verifies the certificate against it
        self.sock = connection
        self.is_text_out = False

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Encrypt before anything is said, as on port 465."""
        if self.sock is not None:
            self.sock = context.wrap_socket(self.sock, server_hostname=self._host)

    def getreply(self) -> tuple[int, bytes]:
        """Return the next answer of the server; its code is -1 if it cannot be read."""
        if self.file is None and self.sock is not None:
            self.file = _Answers(self.sock.makefile("rb", buffering=0))
        code, reply = super().getreply()
        is_asked = code == _ASKS_FOR_THE_TEXT
        if is_asked and self.before_text is not None:
            try:
                self.before_text()
            except BaseException:
                self.close()  # a goodbye would be read as text
                raise
        if code > 0:
            self.is_text_out = is_asked
        return code, reply

    def leave(self, seconds: float) -> None:
        """Say goodbye, wait at most `seconds` for the answer, and close."""
        with suppress(OSError, smtplib.SMTPException):
            if self.sock is not None:
                self.sock.settimeout(seconds)
                self.quit()
        self.close()


class _Answers(io.BufferedReader):
    """The answers of a server; `smtplib` alone would collect a flood, and read `25` as a whole answer."""

    _count = 0

    def readline(self, size: int, /) -> bytes:  # type: ignore[override]  # all that `smtplib` calls
        line = super().readline(size)
        self._count += len(line)
        if self._count > _MOST_BYTES:
            raise OSError("the server does not stop talking")
        if 0 < len(line) < size and not line.endswith(b"\n"):
            raise OSError("the connection ended in the middle of an answer")
        return line
