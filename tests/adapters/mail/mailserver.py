"""An SMTP server on loopback that does what a test says, and remembers every byte that it was sent."""

from __future__ import annotations

import base64
import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping
    from typing import Self

USER = "me@example.com"
PASSWORD = "hunter2 pässword"  # noqa: S105  # made up
SECRETS = (
    b"AUTH",
    b"\0" + USER.encode(),  # shorter ones stand by chance in what is encrypted
    PASSWORD.encode(),
    base64.b64encode(USER.encode()),
    base64.b64encode(PASSWORD.encode()),
    base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()),
)

DROP = "drop"  # closes the connection without a word
SILENCE = "silence"  # says nothing more
DRIP = "drip"  # answers letter by letter, and never ends
STALL = "stall"  # reads nothing more
FLOOD = "flood"  # answers line by line as fast as it can, and never ends

Security = Literal["starttls", "tls", "none"]
_OK = "250 fine"
_REPLIES = {
    "greeting": "220 test",
    "STARTTLS": "220 go ahead",
    "AUTH": "235 welcome",
    "DATA": "354 go on",
    "content": "250 taken",
    "QUIT": "221 goodbye",
}


class _End(Exception):
    """The conversation is over."""


class MailServer:
    """Listens on 127.0.0.1 as long as the block runs.

    Without a `context` no handshake is answered. `answers` replaces what is said at a step: greeting,
    EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, content, QUIT. `plain` and `encrypted` are the bytes
    that came before and after the encryption, `mails` the contents of what was taken; `reached` are the
    steps.
    """

    def __init__(
        self,
        context: ssl.SSLContext | None,
        security: Security = "starttls",
        answers: Mapping[str, str] | None = None,
        offers: str = "PLAIN LOGIN",
    ) -> None:
        self._context = context
        self._security = security
        self._answers = {**_REPLIES, **(answers or {})}
        self._offers = offers
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.plain = bytearray()
        self.encrypted = bytearray()
        self.mails: list[bytes] = []
        self.reached: list[str] = []
        self.keeps_silent = threading.Event()
        self._closing = threading.Event()
        self._threads = [threading.Thread(target=self._serve)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(10)

    @property
    def got_credentials_in_the_open(self) -> bool:
        """Tell whether any of the login came over a connection that was not encrypted."""
        return any(secret in self.plain for secret in SECRETS)

    @property
    def got_credentials(self) -> bool:
        """Tell whether any of the login came at all."""
        return self.got_credentials_in_the_open or any(secret in self.encrypted for secret in SECRETS)

    def _serve(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._talk, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _talk(self, connection: socket.socket) -> None:
        conversation = _Conversation(self, connection)
        with suppress(_End, OSError):
            conversation.run()
        conversation.close()


class _Conversation:
    def __init__(self, server: MailServer, connection: socket.socket) -> None:
        self._server = server
        self._socket = connection
        self._socket.settimeout(0.02)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or each answer takes 40 ms
        self._buffer = b""
        self._is_encrypted = False

    def run(self) -> None:
        server = self._server
        if server._security == "tls":
            self._encrypt()
        self._answer("greeting")
        while True:
            line = self._line()
            word = line.split(b" ")[0].decode("ascii", "replace").upper().strip()
            if word == "EHLO" and "EHLO" not in server._answers:
                self._say(self._features())
                continue
            if line.upper().startswith(b"AUTH LOGIN"):
                for _ in range(2):
                    self._say("334 VXNlcm5hbWU6")
                    self._line()
            self._answer(word)
            if word == "STARTTLS":
                self._encrypt()
            elif word == "DATA" and server._answers["DATA"].startswith("354"):
                self._content()
            elif word == "QUIT":
                raise _End

    def close(self) -> None:
        with suppress(OSError):
            self._socket.close()

    def _features(self) -> str:
        lines = ["test"]
        if self._server._security == "starttls" and not self._is_encrypted:
            lines.append("STARTTLS")
        if self._server._offers:
            lines.append(f"AUTH {self._server._offers}")
        return "\r\n".join([*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}"])

    def _content(self) -> None:
        if self._server._answers["content"] == STALL:
            self._server.reached.append("content")
            self._server._closing.wait()
            raise _End
        lines = []
        while (line := self._line()) != b".":
            lines.append(line)
        if self._server._answers["content"][0] == "2":
            self._server.mails.append(b"\r\n".join(lines))
        self._answer("content")

    def _answer(self, step: str) -> None:
        self._server.reached.append(step)
        answer = self._server._answers.get(step, _OK)
        if answer == DROP:
            raise _End
        if answer == SILENCE:
            self._keep_silent()
        if answer in {DRIP, FLOOD}:
            self._socket.settimeout(5)  # or it would stop by itself
            piece = b"2" if answer == DRIP else b"250-on and on\r\n" * 500
            while not self._server._closing.wait(0.05 if answer == DRIP else 0):
                self._socket.sendall(piece)
        self._say(answer)

    def _keep_silent(self) -> None:
        self._server.keeps_silent.set()
        while True:
            self._receive()

    def _say(self, text: str) -> None:
        self._socket.sendall(text.encode() + b"\r\n")

    def _encrypt(self) -> None:
        if self._server._context is None:
            self._keep_silent()
        self._socket.settimeout(5)
        self._socket = self._server._context.wrap_socket(self._socket, server_side=True)
        self._socket.settimeout(0.02)
        self._is_encrypted = True

    def _line(self) -> bytes:
        while b"\r\n" not in self._buffer:
            self._receive()
        line, _, self._buffer = self._buffer.partition(b"\r\n")
        return line

    def _receive(self) -> None:
        try:
            data = self._socket.recv(65536)
        except TimeoutError:
            if self._server._closing.is_set():
                raise _End from None
            return
        if not data:
            raise _End
        (self._server.encrypted if self._is_encrypted else self._server.plain).extend(data)
        self._buffer += data
