"""Sending by SMTP.

A failure before the server asks for the text is `MailFailed`; one between that and its answer is
`MailUnknown`. One deadline covers the whole exchange, however slowly the server answers.
"""

from __future__ import annotations

import base64
import re
import smtplib
import ssl
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from followup.adapters.mail.session import Session, connect, cut_off, tls_context
from followup.core.errors import MailFailed, MailUnknown
from followup.core.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from followup.formats.settings.definitions import Smtp

WHOLE_EXCHANGE_SECONDS = 30.0
_GOODBYE_SECONDS = 1.0
LONGEST_REPLY = 200
_ACCEPTED = 2  # the first digit of a reply that says yes
_GO_ON = 334
AGAIN = "It is tried again on the next run."
LOOK = "Look into your inbox. It is not sent again by itself; `followup digest --send --force` does."


class OutgoingMail(NamedTuple):
    """`content` is the whole message, headers included, with CRLF line ends."""

    sender: str
    recipient: str
    content: bytes


class Login(NamedTuple):
    """The password and the private certificate authority, where the settings ask for them."""

    password: str | None = None
    authority: Path | None = None


class Milestones(NamedTuple):
    """Called just before the text of the mail is handed over, and once it is taken."""

    handing_over: Callable[[], None]
    taken: Callable[[], None]


def send_by_smtp(
    smtp: Smtp,
    login: Login,
    mail: OutgoingMail,
    milestones: Milestones,
    seconds: float = WHOLE_EXCHANGE_SECONDS,
) -> None:
    """Send a mail; MailFailed or MailUnknown if that does not work within `seconds`.

    Nothing of the login is sent before the connection is encrypted and the certificate verified.
    """
    with _logged_in(smtp, login, seconds) as exchange:
        exchange.address(mail)
        exchange.hand_over(mail, milestones.handing_over)
        milestones.taken()


def try_login(smtp: Smtp, login: Login, seconds: float = WHOLE_EXCHANGE_SECONDS) -> None:
    """Connect, verify the certificate, log in and leave, without a mail; MailFailed if that does not work."""
    with _logged_in(smtp, login, seconds):
        pass


@contextmanager
def _logged_in(smtp: Smtp, login: Login, seconds: float) -> Iterator[_Exchange]:
    """Connect, encrypt, verify and log in, in this order; say goodbye at the end."""
    context = None if smtp.security == "none" else tls_context(login.authority)
    end = time.monotonic() + seconds
    connection = connect(smtp, seconds, AGAIN, only_here=context is None)
    with cut_off(connection, end - time.monotonic()):
        exchange = _Exchange(smtp, Session(smtp.host, connection), seconds, end)
        try:
            exchange.begin(context)
            if smtp.user is not None:
                exchange.log_in(smtp.user, login.password or "")
            yield exchange
        finally:
            exchange.session.leave(_GOODBYE_SECONDS)


class _Exchange:
    """One conversation with a server, whose failures become sentences for the user."""

    def __init__(self, smtp: Smtp, session: Session, seconds: float, end: float) -> None:
        self.session = session
        self._smtp = smtp
        self._seconds, self._end = seconds, end
        self._secrets: re.Pattern[str] | None = None  # cut out of every answer that is shown

    def begin(self, context: ssl.SSLContext | None) -> None:
        """Encrypt, verify and greet, in the order of the settings' `security`."""
        security, session = self._smtp.security, self.session
        with self._told():
            if context is not None and security == "tls":
                session.encrypt(context)
            self._expect(*session.getreply(), "did not greet")
            session.ehlo_or_helo_if_needed()
            if context is not None and security == "starttls":
                session.starttls(context=context)
                session.ehlo_or_helo_if_needed()

    def log_in(self, user: str, password: str) -> None:
        """Log in by PLAIN (RFC 4616), or by LOGIN, which some servers know alone.

        By hand, because `smtplib.login` fails on a password that is not ASCII.
        """
        if not isinstance(self.session.sock, ssl.SSLSocket):  # settings forbid it; this is the last door
            raise MailFailed(f"{self._smtp.name} is not encrypted; there is no login over it.")
        offered = self.session.esmtp_features.get("auth", "").upper().split()
        if "PLAIN" in offered:
            words = _base64(f"\0{user}\0{password}")
            lines = [f"AUTH PLAIN {words}"]
        elif "LOGIN" in offered:
            words = _base64(user)
            lines = ["AUTH LOGIN", words, _base64(password)]
        else:
            offers = clean(", ".join(offered))[:LONGEST_REPLY] or "none"
            raise MailFailed(
                f"{self._smtp.name} offers no login with a password (it offers {offers}).",
                "A `sendmail` command such as msmtp knows other ways.",
            )
        secrets = filter(None, (each.rstrip("=") for each in (password, _base64(password), words)))
        self._secrets = re.compile("|".join(map(re.escape, secrets)), re.IGNORECASE)
        with self._told():
            for line in lines:
                code, _ = self.session.docmd(line)
                if code != _GO_ON:
                    break
        if code // 100 != _ACCEPTED:
            # What it said is not repeated: the password may be in it, in whatever spelling.
            number = f" ({code})" if code > 0 else ""
            raise MailFailed(
                f"{self._smtp.name} did not accept the login of {clean(user)}{number}.",
                "Look at user and the password. Some mail services want a password made for programs.",
            )

    def address(self, mail: OutgoingMail) -> None:
        """Name the sender and the recipient."""
        with self._told():
            self._expect(*self.session.mail(mail.sender), f"did not take a mail from {mail.sender}")
            self._expect(*self.session.rcpt(mail.recipient), f"did not take a mail to {mail.recipient}")

    def hand_over(self, mail: OutgoingMail, handing_over: Callable[[], None]) -> None:
        """Send the text once the server asks for it; MailUnknown if it may have arrived and nothing says so.

        `handing_over` is called in between: whoever dies before it has certainly sent nothing.
        """
        self.session.before_text = handing_over
        try:
            with self._told():
                self._expect(*self.session.data(mail.content), "did not take the mail")
        except MailFailed:
            if not self.session.is_text_out:
                raise
            name = self._smtp.name
            what = f"{name} did not answer in time" if self._is_late else f"The connection to {name} was lost"
            raise MailUnknown(
                f"{what} after the mail was handed over; nobody knows whether it was taken.", LOOK
            ) from None

    @property
    def _is_late(self) -> bool:
        return time.monotonic() >= self._end

    def _expect(self, code: int, reply: bytes, otherwise: str) -> None:
        if code // 100 != _ACCEPTED:
            raise MailFailed(f"{self._smtp.name} {otherwise}: {self._said(code, reply)}", AGAIN)

    def _said(self, code: int, reply: bytes | str) -> str:
        """Return a reply that is safe to show: no control characters, no password."""
        text = reply if isinstance(reply, str) else reply.decode(errors="replace")
        if self._secrets is not None:
            text = self._secrets.sub("...", text)
        number = f"{code} " if code > 0 else ""
        return f"{number}{shown(text.encode(errors='replace'))}".strip() or "nothing that can be read"

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn errors of the network into sentences for the user."""
        name = self._smtp.name
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            reason = clean(error.verify_message or "it cannot be verified").rstrip(".")
            raise MailFailed(
                f"The certificate of {name} is not valid: {reason}.",
                "No password and no mail was sent. A private certificate authority is named by ca_file.",
            ) from None
        except smtplib.SMTPNotSupportedError:
            raise MailFailed(
                f"{name} offers no encryption (STARTTLS), or somebody in between took the offer away.",
                "No password was sent. If the server encrypts from the start, write `security: tls`.",
            ) from None
        except smtplib.SMTPResponseException as error:
            said = self._said(error.smtp_code, error.smtp_error)
            raise MailFailed(f"{name} did not go on: {said}", AGAIN) from None
        except (OSError, smtplib.SMTPException) as error:
            if self._is_late:
                raise MailFailed(f"{name} took longer than {self._seconds:g} seconds.", AGAIN) from None
            if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
                raise MailFailed(
                    f"{name} does not speak TLS as it should ({clean(error.reason or 'no reason')}).",
                    "Port 465 goes with `security: tls`, port 587 with `security: starttls`.",
                ) from None
            raise MailFailed(f"The connection to {name} was lost before the mail was sent.", AGAIN) from None


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def shown(said: bytes) -> str:
    """Return the output of another program, shortened and without control characters."""
    text = clean(said.decode(errors="replace"))
    return f"{text[:LONGEST_REPLY]}…" if len(text) > LONGEST_REPLY else text
