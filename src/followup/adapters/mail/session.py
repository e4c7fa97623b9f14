"""An SMTP session under one deadline, from the look-up of the name to the last answer."""

from __future__ import annotations

import base64
import io
import smtplib
import socket
import time
from threading import Thread
from typing import TYPE_CHECKING, Any

from followup.core.settings import is_loopback

if TYPE_CHECKING:
    import ssl

    from _typeshed import ReadableBuffer

_MOST_BYTES = 1 << 20  # all that a server may say
_CHUNK = 1 << 14
_GO_ON = 334
_READY = 220


class Deadline:
    """A stopwatch that runs backwards."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def has_passed(self) -> bool:
        """Tell whether nothing is left."""
        return time.monotonic() >= self._end

    def left(self) -> float:
        """Return the seconds left; TimeoutError if there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left

    def shorten(self, seconds: float) -> None:
        """Leave at most so many seconds from now on."""
        self._end = min(self._end, time.monotonic() + seconds)


class Session(smtplib.SMTP):
    """A session with `host` whose every wait ends with the deadline; `only_here`: on this machine alone.

    `secrets` is everything that was sent in a login, so that no answer that repeats it is shown.
    """

    def __init__(self, host: str, deadline: Deadline, *, only_here: bool) -> None:
        # The name of this machine is nobody's business, and to look it up can take long.
        super().__init__(local_hostname="[127.0.0.1]")
        self._name = host
        self._deadline = deadline
        self._only_here = only_here
        self.is_connected = False
        self.secrets: tuple[bytes, ...] = ()

    def open(self, port: int, context: ssl.SSLContext | None) -> tuple[int, bytes]:
        """Connect, encrypted from the start if there is a context, and return the greeting."""
        self.sock = self._connect(port)
        self.is_connected = True
        if context is not None:
            self._wrap(context)
        return self.getreply()

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Encrypt by STARTTLS; SMTPNotSupportedError if that is not offered."""
        if not self.has_extn("starttls"):
            raise smtplib.SMTPNotSupportedError
        code, reply = self.docmd("STARTTLS")
        if code != _READY:
            raise smtplib.SMTPResponseException(code, reply)
        # Whatever was said before the encryption is forgotten, what came too early with it.
        self.file = None
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False
        self._wrap(context)

    def login_plain(self, user: str, password: str) -> tuple[int, bytes]:
        """Log in by PLAIN (RFC 4616)."""
        words = self._encoded(f"\0{user}\0{password}", password)
        return self.docmd("AUTH", f"PLAIN {words}")

    def login_login(self, user: str, password: str) -> tuple[int, bytes]:
        """Log in by LOGIN, which some servers know alone."""
        code, reply = self.docmd("AUTH", "LOGIN")
        for text in (user, password):
            if code == _GO_ON:
                code, reply = self.docmd(self._encoded(text, password))
        return code, reply

    def getreply(self) -> tuple[int, bytes]:
        """Return the next answer of the server."""
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(_Incoming(self.sock, self._deadline))
        return super().getreply()

    def send(self, s: ReadableBuffer | str) -> None:
        """Send piece by piece, for a deadline of the whole."""
        data = memoryview(s.encode("ascii") if isinstance(s, str) else s)
        for start in range(0, len(data), _CHUNK):
            if self.sock is not None:
                try:
                    self.sock.settimeout(self._deadline.left())
                except TimeoutError:
                    self.close()
                    raise
            super().send(data[start : start + _CHUNK])

    def _encoded(self, text: str, password: str) -> str:
        encoded = base64.b64encode(text.encode())
        self.secrets += (password.encode(), encoded, base64.b64encode(password.encode()))
        return encoded.decode()

    def _wrap(self, context: ssl.SSLContext) -> None:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected
        self.sock.settimeout(self._deadline.left())
        self.sock = context.wrap_socket(self.sock, server_hostname=self._name)

    def _connect(self, port: int) -> socket.socket:
        addresses = _addresses(self._name, port, self._deadline)
        if self._only_here:
            addresses = [each for each in addresses if is_loopback(str(each[4][0]))]
        failed: OSError = OSError(0, "the name has no address here")
        for index, (family, kind, protocol, _, address) in enumerate(addresses):
            connecting = socket.socket(family, kind, protocol)
            try:
                # An address that is silent leaves time for the others.
                connecting.settimeout(self._deadline.left() / (len(addresses) - index))
                connecting.connect(address)
            except OSError as error:
                connecting.close()
                failed = error
            else:
                return connecting
        raise failed


class _Incoming(io.RawIOBase):
    """What a server says: each read waits no longer than the deadline, and no server talks for ever."""

    def __init__(self, source: socket.socket, deadline: Deadline) -> None:
        self._source = source
        self._deadline = deadline
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._source.settimeout(self._deadline.left())
        count = self._source.recv_into(buffer)
        self._count += count
        if self._count > _MOST_BYTES:
            raise OSError("the server does not stop talking")
        return count


def _addresses(host: str, port: int, deadline: Deadline) -> list[Any]:
    """Return the addresses of a name. The look-up cannot be interrupted, so it is waited for from outside."""
    found: list[Any] = []
    failed: list[Exception] = []

    def ask() -> None:
        try:
            found.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            failed.append(error)

    asking = Thread(target=ask, daemon=True)
    asking.start()
    asking.join(deadline.left())
    if asking.is_alive():
        raise TimeoutError("the name is not looked up in time")
    if failed:
        reason = getattr(failed[0], "strerror", None) or "the name is none"
        raise OSError(0, reason)
    return found
