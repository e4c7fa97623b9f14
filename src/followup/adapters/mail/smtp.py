"""The way of a mail to a server, by SMTP.

What fails before the mail is handed over is `MailFailed`; what fails between that and the answer is
`MailUnknown`. One deadline holds for the whole exchange, however slowly the other side answers.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from followup.adapters.mail.session import Deadline, Session
from followup.core.errors import MailFailed, MailUnknown, NotValid
from followup.core.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import NoReturn

    from followup.core.settings import Smtp

WHOLE_EXCHANGE_SECONDS = 30.0
_GOODBYE_SECONDS = 1.0
LONGEST_REPLY = 200
_ACCEPTED = 2  # the first digit of a reply that says yes
AGAIN = "It is tried again on the next run."
LOOK = "Look into your inbox. It is not sent again by itself; `followup digest --send --force` does."


class Letter(NamedTuple):
    """A mail on its way; `content` is the whole message with CRLF line ends."""

    sender: str
    recipient: str
    content: bytes


class Login(NamedTuple):
    """What a server is asked for besides its settings: the password and a private authority, where needed."""

    password: str | None = None
    authority: Path | None = None


class Milestones(NamedTuple):
    """What is called on the way: just before the mail is handed over, and when it was taken."""

    handing_over: Callable[[], None]
    taken: Callable[[], None]


def send_by_smtp(
    smtp: Smtp,
    login: Login,
    letter: Letter,
    milestones: Milestones,
    seconds: float = WHOLE_EXCHANGE_SECONDS,
) -> None:
    """Send a mail; MailFailed or MailUnknown if that does not work within `seconds`.

    Nothing of the login is sent before the connection is encrypted and the certificate verified.
    """
    with _greeted(smtp, login, seconds) as exchange:
        exchange.address(letter)
        milestones.handing_over()
        exchange.hand_over(letter)
        milestones.taken()


def try_login(smtp: Smtp, login: Login, seconds: float = WHOLE_EXCHANGE_SECONDS) -> None:
    """Connect, verify the certificate, log in and leave, without a mail; MailFailed if that does not work."""
    with _greeted(smtp, login, seconds):
        pass


class _Exchange:
    """One conversation with a server; says what went wrong in words."""

    def __init__(self, smtp: Smtp, login: Login, deadline: Deadline) -> None:
        self._smtp = smtp
        self._login = login
        self._deadline = deadline
        self._handed_over = False
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        """Return the open session."""
        if self._session is None:
            raise AssertionError
        return self._session

    def begin(self) -> None:
        """Connect, encrypt, verify, log in: in this order."""
        smtp = self._smtp
        context = None if smtp.security == "none" else _context(self._login.authority)
        with self._told():
            session = self._session = Session(smtp.host, self._deadline, only_here=context is None)
            code, reply = session.open(smtp.port_number, context if smtp.security == "tls" else None)
            self._expect(code, reply, "did not greet")
            session.ehlo_or_helo_if_needed()
            if context is not None and smtp.security == "starttls":
                session.encrypt(context)
                session.ehlo_or_helo_if_needed()
        if smtp.user is not None:
            self._log_in(smtp.user, self._login.password or "")

    def _log_in(self, user: str, password: str) -> None:
        if not isinstance(self.session.sock, ssl.SSLSocket):  # settings forbid it; this is the last door
            raise MailFailed(f"{self._smtp.name} is not encrypted; there is no login over it.")
        offered = self.session.esmtp_features.get("auth", "").upper().split()
        with self._told():
            if "PLAIN" in offered:
                code, reply = self.session.login_plain(user, password)
            elif "LOGIN" in offered:
                code, reply = self.session.login_login(user, password)
            else:
                offers = clean(", ".join(offered))[:LONGEST_REPLY] or "none"
                raise MailFailed(
                    f"{self._smtp.name} offers no login with a password (it offers {offers}).",
                    "A `sendmail` command such as msmtp knows other ways.",
                )
        if code // 100 != _ACCEPTED:
            said = self._said(code, reply)
            raise MailFailed(
                f"{self._smtp.name} did not accept the login of {clean(user)}: {said}",
                "Look at user and the password. Some mail services want a password made for programs.",
            )

    def address(self, letter: Letter) -> None:
        """Say from whom and to whom."""
        with self._told():
            code, reply = self.session.mail(letter.sender)
            self._expect(code, reply, f"did not take a mail from {letter.sender}")
            code, reply = self.session.rcpt(letter.recipient)
            self._expect(code, reply, f"did not take a mail to {letter.recipient}")

    def hand_over(self, letter: Letter) -> None:
        """Send the mail itself; from the first byte of the word DATA on, a lost connection tells nothing."""
        self._handed_over = True
        with self._told():
            try:
                code, reply = self.session.data(letter.content)
            except smtplib.SMTPResponseException:  # a no to the word itself; nothing was handed over
                self._handed_over = False
                raise
            if code < 0:
                raise smtplib.SMTPServerDisconnected("an answer that is none")
            self._handed_over = False
            self._expect(code, reply, "did not take the mail")

    def end(self) -> None:
        """Say goodbye, where anybody listens, and close."""
        session = self._session
        if session is None:
            return
        self._deadline.shorten(_GOODBYE_SECONDS)
        with suppress(OSError, smtplib.SMTPException):
            if session.sock is not None and not self._handed_over:
                session.quit()
        session.close()

    def _expect(self, code: int, reply: bytes, otherwise: str) -> None:
        if code // 100 != _ACCEPTED:
            raise MailFailed(f"{self._smtp.name} {otherwise}: {self._said(code, reply)}", AGAIN)

    def _said(self, code: int, reply: bytes | str) -> str:
        """Return what the server said, without anything that a terminal obeys and without the password."""
        text = reply if isinstance(reply, bytes) else reply.encode(errors="replace")
        for secret in filter(None, self.session.secrets):
            text = text.replace(secret, b"...")
        number = f"{code} " if code > 0 else ""
        return f"{number}{shown(text)}".strip() or "nothing that can be read"

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the network says into a sentence for the user."""
        name = self._smtp.name
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            self._refuse_certificate(error)
        except smtplib.SMTPNotSupportedError:
            raise MailFailed(
                f"{name} offers no encryption (STARTTLS), or somebody in between took the offer away.",
                "No password was sent. If the server encrypts from the start, write `security: tls`.",
            ) from None
        except smtplib.SMTPResponseException as error:
            said = self._said(error.smtp_code, error.smtp_error)
            raise MailFailed(f"{name} did not go on: {said}", AGAIN) from None
        except (OSError, smtplib.SMTPException) as error:
            self._lose(error)

    def _refuse_certificate(self, error: ssl.SSLCertVerificationError) -> NoReturn:
        reason = clean(str(getattr(error, "verify_message", "") or "it cannot be verified")).rstrip(".")
        raise MailFailed(
            f"The certificate of {self._smtp.name} is not valid: {reason}.",
            "No password and no mail was sent. A private certificate authority is named by ca_file.",
        ) from None

    def _lose(self, error: Exception) -> NoReturn:
        name = self._smtp.name
        late = self._deadline.has_passed
        if self._handed_over:
            what = (
                f"{name} did not answer in time after the mail was handed over"
                if late
                else f"The connection to {name} was lost after the mail was handed over"
            )
            raise MailUnknown(f"{what}; nobody knows whether it was taken.", LOOK) from None
        if late:
            seconds = f"{self._deadline.seconds:g}"
            raise MailFailed(f"{name} took longer than {seconds} seconds.", AGAIN) from None
        if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
            raise MailFailed(
                f"{name} does not speak TLS as it should ({clean(error.reason or 'no reason')}).",
                "Port 465 goes with `security: tls`, port 587 with `security: starttls`.",
            ) from None
        reason = clean(getattr(error, "strerror", None) or "").rstrip(".")
        if self._session is not None and self._session.is_connected:
            raise MailFailed(f"The connection to {name} was lost before the mail was sent.", AGAIN) from None
        raise MailFailed(f"{name} cannot be reached{f': {reason}' if reason else ''}.", AGAIN) from None


@contextmanager
def _greeted(smtp: Smtp, login: Login, seconds: float) -> Iterator[_Exchange]:
    exchange = _Exchange(smtp, login, Deadline(seconds))
    try:
        exchange.begin()
        yield exchange
    finally:
        exchange.end()


def _context(authority: Path | None) -> ssl.SSLContext:
    """Return what verifies certificates: by the system's authorities, or by a private one alone."""
    try:
        return ssl.create_default_context(cafile=authority)
    except (OSError, ssl.SSLError) as error:
        reason = "it holds no certificate" if isinstance(error, ssl.SSLError) else error.strerror
        raise NotValid(f"The ca_file {authority} cannot be used: {reason or error}.") from None


def shown(said: bytes) -> str:
    """Return what another program said, short and without anything that a terminal obeys."""
    text = clean(said.decode(errors="replace"))
    return f"{text[:LONGEST_REPLY]}…" if len(text) > LONGEST_REPLY else text
