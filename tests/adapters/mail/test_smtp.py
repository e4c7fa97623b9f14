"""A mail on its way, against real servers on loopback with certificates made here.

Whatever goes wrong, the right kind of failure comes out, and not one byte of the login went over a connection
that was not encrypted and verified.
"""

from __future__ import annotations

import base64
import email
import email.policy
import socket
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from adapters.mail.certificates import Certificates
from adapters.mail.mailserver import DRIP, DROP, FLOOD, PASSWORD, SILENCE, STALL, USER, MailServer, Security
from followup.adapters.mail.sendmail import send_by_command
from followup.adapters.mail.smtp import Login, Milestones, OutgoingMail, send_by_smtp, try_login
from followup.core.errors import FollowupError, MailFailed, MailUnknown, NotValid
from followup.formats.settings.definitions import Smtp

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator
    from pathlib import Path

SENDER, RECIPIENT = "from@example.com", "to@example.com"
CONTENT = (
    b"Subject: hello\r\n\r\nOne line.\r\n.a line that begins with a point\r\n" + (b"x" * 70 + b"\r\n") * 600
)
MAIL = OutgoingMail(SENDER, RECIPIENT, CONTENT)
IGNORED = Milestones(lambda: None, lambda: None)
SHORT = 0.2  # seconds
GRACE = 1.5  # what a busy machine may take longer


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Return the authority of these tests."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


class Sent:
    """What came of sending: which milestones were reached, and the failure, if there was one."""

    def __init__(self) -> None:
        self.milestones: list[str] = []
        self.error: FollowupError | None = None
        self.seconds = 0.0

    @property
    def text(self) -> str:
        """Return everything that the user is told."""
        return f"{self.error.message} {self.error.hint}" if self.error else ""


def send(
    server: MailServer,
    certificates: Certificates,
    *,
    security: Security = "starttls",
    user: str | None = USER,
    mail: OutgoingMail = MAIL,
    seconds: float = 20,
) -> Sent:
    """Send a mail to `server`."""
    smtp = Smtp(host="localhost", port=server.port, security=security, user=user)
    login = Login(PASSWORD if user else None, certificates.authority)
    sent = Sent()
    milestones = Milestones(
        lambda: sent.milestones.append("handing over"), lambda: sent.milestones.append("taken")
    )
    start = time.monotonic()
    try:
        send_by_smtp(smtp, login, mail, milestones, seconds)
    except FollowupError as error:
        sent.error = error
    sent.seconds = time.monotonic() - start
    return sent


class Inbox:
    """What aiosmtpd received."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, list[str], bytes]] = []
        self.logins: list[tuple[bytes, bytes]] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802
        """Keep a mail."""
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))  # type: ignore[attr-defined]
        return "250 OK"

    def authenticate(
        self, _server: object, _session: object, _envelope: object, mechanism: str, data: object
    ) -> AuthResult:
        """Keep a login, and let it in if it is right."""
        self.logins.append((data.login, data.password))  # type: ignore[attr-defined]
        return AuthResult(success=data.password == PASSWORD.encode(), handled=mechanism == "NTLM")  # type: ignore[attr-defined]


class _Controller(Controller):
    """aiosmtpd on a free port, with STARTTLS or with TLS from the start."""

    def __init__(self, inbox: Inbox, context: ssl.SSLContext, security: Security) -> None:
        self._context = context
        at_once = context if security == "tls" else None
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        super().__init__(inbox, hostname="127.0.0.1", port=port, ssl_context=at_once)
        self._security = security

    def factory(self) -> SMTP:
        """Return one server for one connection."""
        later = self._security == "starttls"
        return SMTP(
            self.handler,
            tls_context=self._context if later else None,
            require_starttls=later,
            auth_require_tls=later,
            authenticator=self.handler.authenticate,
            auth_required=True,
        )


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # it does not see the outer TLS
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_we_did_not_write_takes_the_mail(
    certificates: Certificates, security: Security
) -> None:
    """It comes whole, to the right person, with the login and over TLS."""
    inbox = Inbox()
    controller = _Controller(inbox, certificates.good(), security)
    controller.start()
    try:
        smtp = Smtp(host="localhost", port=controller.port, security=security, user=USER)
        milestones: list[str] = []
        send_by_smtp(
            smtp,
            Login(PASSWORD, certificates.authority),
            MAIL,
            Milestones(lambda: milestones.append("handing over"), lambda: milestones.append("taken")),
        )
        with pytest.raises(MailFailed, match="535"):
            try_login(smtp, Login("wrong", certificates.authority))
    finally:
        controller.stop()
    assert milestones == ["handing over", "taken"]
    assert inbox.mails == [(SENDER, [RECIPIENT], CONTENT)]
    assert inbox.logins[0] == (USER.encode(), PASSWORD.encode())


FAILED, UNKNOWN, TAKEN = MailFailed, MailUnknown, None


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize(
    ("step", "answer", "expected"),
    [
        ("greeting", DROP, FAILED),
        ("greeting", "554 go away", FAILED),
        ("greeting", "what is this", FAILED),
        ("EHLO", DROP, FAILED),
        ("AUTH", DROP, FAILED),
        ("AUTH", "535 wrong", FAILED),
        ("AUTH", "454 later", FAILED),
        ("MAIL", DROP, FAILED),
        ("MAIL", "552 too large", FAILED),
        ("RCPT", "550 nobody here", FAILED),
        ("RCPT", "451 later", FAILED),
        ("RCPT", DROP, FAILED),
        ("DATA", "451 later", FAILED),
        ("DATA", "554 no", FAILED),
        ("DATA", "no number", FAILED),
        ("content", "451 later", FAILED),
        ("content", "552 the box is full", FAILED),
        ("content", "550 spam", FAILED),
        ("content", "421 going down", FAILED),
        ("DATA", DROP, FAILED),  # it never asked for the text
        # Once the text is out, only an answer that can be read tells anything.
        ("content", DROP, UNKNOWN),
        ("content", "no number", UNKNOWN),
        ("content", "250 " + "x" * 9000, UNKNOWN),  # longer than `smtplib` reads
        # What was taken was taken, however the server says goodbye.
        ("QUIT", DROP, TAKEN),
        ("QUIT", "500 what", TAKEN),
        ("QUIT", "221 goodbye", TAKEN),
        ("content", "251 will forward", TAKEN),
    ],
)
def test_what_a_server_says_decides(
    certificates: Certificates,
    security: Security,
    step: str,
    answer: str,
    expected: type[FollowupError] | None,
) -> None:
    """Each way of a server to end the exchange is a mail that failed, one that was taken, or unknown."""
    with MailServer(certificates.good(), security, {step: answer}) as server:
        sent = send(server, certificates, security=security)
    assert (type(sent.error) if sent.error else None) is expected, sent.text
    assert step in server.reached
    assert not server.got_credentials_in_the_open
    assert sent.milestones == (
        ["handing over", "taken"] if expected is TAKEN else ["handing over"] * (step == "content")
    )
    if expected is TAKEN:
        assert len(server.mails) == 1
    if answer[:3].isdigit() and expected is FAILED:
        # What comes after a login may hold the password, in whatever spelling.
        assert (answer[:3] if step == "AUTH" else answer) in sent.error.message
        assert (answer in sent.error.message) is (step != "AUTH")


@pytest.mark.parametrize(
    ("step", "answer", "expected"),
    [
        ("greeting", SILENCE, FAILED),
        ("greeting", DRIP, FAILED),
        ("EHLO", SILENCE, FAILED),
        ("STARTTLS", SILENCE, FAILED),
        ("AUTH", SILENCE, FAILED),
        ("AUTH", DRIP, FAILED),
        ("RCPT", SILENCE, FAILED),
        ("DATA", SILENCE, FAILED),
        ("DATA", "354-wait", FAILED),  # half a word is none
        ("content", SILENCE, UNKNOWN),
        ("content", DRIP, UNKNOWN),
        ("content", STALL, UNKNOWN),  # it asks for the text and reads none of it
    ],
)
def test_one_deadline_holds_for_the_whole_exchange(
    certificates: Certificates, step: str, answer: str, expected: type[FollowupError]
) -> None:
    """A server that says nothing, or a letter now and then, does not get a second more."""
    sent, seconds = late(certificates, step, answer)
    assert type(sent.error) is expected
    assert seconds * 0.9 <= sent.seconds < seconds + GRACE
    assert f"{seconds:g} seconds" in sent.text or "in time" in sent.text


def late(certificates: Certificates, step: str, answer: str) -> tuple[Sent, float]:
    """Return what came of a server that is slow at a step, within the first of some deadlines to reach it.

    The shorter ones are enough on a quiet machine.
    """
    for seconds in (0.1, 0.4, 1.6, 6.4):
        mail = MAIL._replace(content=CONTENT * 100) if answer == STALL else MAIL
        with MailServer(certificates.good(), answers={step: answer}) as server:
            sent = send(server, certificates, mail=mail, seconds=seconds)
        if step in server.reached:
            return sent, seconds
    raise AssertionError("this machine is too slow")


def test_a_server_that_takes_the_mail_and_then_keeps_silent_does_not_keep_the_user(
    certificates: Certificates,
) -> None:
    """The mail is sent; a goodbye is waited for a second, however long the deadline is."""
    with MailServer(certificates.good(), answers={"QUIT": SILENCE}) as server:
        sent = send(server, certificates, seconds=20)
    assert sent.error is None
    assert sent.milestones == ["handing over", "taken"]
    assert sent.seconds < 1 + GRACE


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_handshake_that_never_comes_ends_with_the_deadline(
    certificates: Certificates, security: Security
) -> None:
    """A server that only waits."""
    with MailServer(None, security) as server:
        sent = send(server, certificates, security=security, seconds=SHORT)
    assert type(sent.error) is MailFailed
    assert f"longer than {SHORT} seconds" in sent.text
    assert sent.seconds < SHORT + GRACE


def test_a_name_that_is_looked_up_too_slowly_ends_with_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No resolver can be made slow but by a stand-in."""
    answers = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers.wait(20))
    start = time.monotonic()
    with pytest.raises(MailFailed, match=f"longer than {SHORT} seconds"):
        send_by_smtp(Smtp(host="mail.example.com"), Login(), MAIL, IGNORED, SHORT)
    assert time.monotonic() - start < SHORT + GRACE
    answers.set()


def test_an_address_that_is_silent_leaves_time_for_the_next(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a name has an IPv6 address that leads nowhere; again a stand-in for the resolver."""
    look_up = socket.getaddrinfo
    with silent_address() as silent, MailServer(certificates.good()) as server:
        both = [
            *look_up(*silent, type=socket.SOCK_STREAM),
            *look_up("127.0.0.1", server.port, type=socket.SOCK_STREAM),
        ]
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda *name, **_: both if name[0] == "localhost" else look_up(*name)
        )
        sent = send(server, certificates, seconds=1)
    assert sent.error is None, sent.text
    assert sent.seconds > 0.4


@contextmanager
def silent_address() -> Iterator[tuple[str, int]]:
    """Yield an address that answers no connection: its queue is full, and nobody takes any out."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, ExitStack() as waiting:
        for _ in range(4):
            other = waiting.enter_context(socket.socket())
            other.setblocking(False)
            with suppress(BlockingIOError):
                other.connect(full.getsockname())
        yield full.getsockname()


def test_a_server_that_never_stops_talking_is_left(certificates: Certificates) -> None:
    """It fills no memory."""
    with MailServer(certificates.good(), answers={"greeting": FLOOD}) as server:
        sent = send(server, certificates, seconds=20)
    assert type(sent.error) is MailFailed
    assert sent.seconds < 10


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (Certificates.self_signed, "self-signed"),
        (Certificates.of_a_stranger, "local issuer"),
        (Certificates.expired, "expired"),
        (Certificates.of_another_host, "not valid for 'localhost'"),
    ],
)
def test_a_wrong_certificate_gets_nothing(
    certificates: Certificates,
    security: Security,
    make: Callable[[Certificates], ssl.SSLContext],
    reason: str,
) -> None:
    """Neither a login nor a mail."""
    with MailServer(make(certificates), security) as server:
        sent = send(server, certificates, security=security)
    assert type(sent.error) is MailFailed
    assert reason in sent.text.replace("self signed", "self-signed")
    assert not server.got_credentials
    assert not server.encrypted
    assert sent.milestones == []


@pytest.mark.parametrize(
    ("asked", "served", "answers", "reason"),
    [
        ("starttls", "none", {}, "offers no encryption"),  # stripped, or never there
        ("starttls", "starttls", {"STARTTLS": "454 not now"}, "454 not now"),
        ("starttls", "starttls", {"STARTTLS": DROP}, "lost before"),
        ("tls", "none", {}, "TLS"),
        ("tls", "starttls", {}, "TLS"),
    ],
)
def test_without_encryption_nothing_is_said(
    certificates: Certificates, asked: Security, served: Security, answers: dict[str, str], reason: str
) -> None:
    """A server, or somebody in between, that takes the encryption away gets no login."""
    with MailServer(certificates.good(), served, answers) as server:
        sent = send(server, certificates, security=asked)
    assert type(sent.error) is MailFailed
    assert reason in sent.text
    assert not server.got_credentials
    assert "MAIL" not in server.reached
    assert sent.milestones == []


def test_what_was_said_before_the_encryption_is_forgotten(certificates: Certificates) -> None:
    """Answers put into the stream right behind that to STARTTLS are not taken for the server's."""
    with MailServer(certificates.good(), answers={"STARTTLS": "220 go\r\n250-x\r\n250 AUTH NONE"}) as server:
        sent = send(server, certificates)
    assert sent.error is None or type(sent.error) is MailFailed
    assert not server.got_credentials_in_the_open
    assert server.got_credentials == (sent.error is None)


def test_a_login_is_never_sent_without_encryption_even_where_the_settings_were_passed_by(
    certificates: Certificates,
) -> None:
    """The settings refuse a user with `none`; the transport does so itself."""
    with MailServer(None, "none") as server:
        sent = send(server, certificates, security="none")
    assert type(sent.error) is MailFailed
    assert not server.got_credentials


def test_a_server_on_this_machine_can_do_without_encryption(certificates: Certificates) -> None:
    """Without a login."""
    with MailServer(None, "none", offers="") as server:
        sent = send(server, certificates, security="none", user=None)
    assert sent.error is None
    assert len(server.mails) == 1
    assert not server.got_credentials


def test_without_encryption_only_this_machine_is_spoken_to() -> None:
    """Whatever name leads elsewhere."""
    smtp = Smtp(host="192.0.2.1", port=25, security="none")
    with pytest.raises(MailFailed, match="no address here"):
        send_by_smtp(smtp, Login(), MAIL, IGNORED, 2)


def test_an_old_way_to_log_in_is_known(certificates: Certificates) -> None:
    """Some servers offer LOGIN alone."""
    with MailServer(certificates.good(), offers="LOGIN") as server:
        sent = send(server, certificates)
    assert sent.error is None
    assert not server.got_credentials_in_the_open


@pytest.mark.parametrize(("offers", "told"), [("XOAUTH2", "XOAUTH2"), ("", "none")])
def test_a_server_without_a_login_by_password_is_told(
    certificates: Certificates, offers: str, told: str
) -> None:
    """With what it offers instead."""
    with MailServer(certificates.good(), offers=offers) as server:
        sent = send(server, certificates)
    assert type(sent.error) is MailFailed
    assert f"it offers {told}" in sent.text
    assert not server.got_credentials


BASE64 = base64.b64encode(PASSWORD.encode()).decode()
PLAIN = base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
SPELLINGS = {
    "as it is": PASSWORD,
    "in capitals": PASSWORD.upper(),
    "backwards": PASSWORD[::-1],
    "with spaces": " ".join(PASSWORD),
    "quoted": quote(PASSWORD),
    "in hexadecimal": PASSWORD.encode().hex(),
    "in base64": BASE64,
    "in base64 without padding": BASE64.rstrip("="),
    "in base64 for addresses": base64.urlsafe_b64encode(PASSWORD.encode()).decode(),
    "the whole line": PLAIN,
    "the whole line without padding, in small letters": PLAIN.rstrip("=").lower(),
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=list(SPELLINGS))
@pytest.mark.parametrize("code", [535, 534, 454, 501, 334])
def test_what_a_server_says_to_a_login_is_never_repeated(
    certificates: Certificates, spelling: str, code: int
) -> None:
    """The password may be in it; the number says enough. Nor does a terminal obey what a server says."""
    answer = f"{code} \x1b[31mwrong {spelling} {'a long tale ' * 50}"
    with MailServer(certificates.good(), answers={"AUTH": answer}) as server:
        sent = send(server, certificates)
    assert type(sent.error) is MailFailed
    assert f"did not accept the login of {USER} ({code})." in sent.text
    for part in (spelling, "wrong", "long tale", "\x1b"):
        assert part not in sent.text


@pytest.mark.parametrize(
    "spelling", ["as it is", "in capitals", "in base64 without padding", "the whole line"]
)
def test_nor_does_a_later_answer_show_the_password(certificates: Certificates, spelling: str) -> None:
    """A server that knows it could say it at any time; the rest of such an answer helps."""
    with MailServer(certificates.good(), answers={"RCPT": f"550 no {SPELLINGS[spelling]} here"}) as server:
        sent = send(server, certificates)
    assert "550 no ... here" in sent.text.replace("=", "")


def test_nobody_there_is_said_so(certificates: Certificates) -> None:
    """A port on which nobody listens."""
    with MailServer(None) as server:
        pass
    sent = send(server, certificates)
    assert type(sent.error) is MailFailed
    assert "cannot be reached" in sent.text


def test_a_name_that_is_none_is_said_so() -> None:
    """Two points in a row make no name."""
    smtp = Smtp(host="mail..invalid", user=None)
    with pytest.raises(MailFailed, match="cannot be reached"):
        send_by_smtp(smtp, Login(), MAIL, IGNORED, 5)


@pytest.mark.parametrize("content", [None, b"this is no certificate"])
def test_an_authority_that_cannot_be_read_is_a_setting_that_is_wrong(
    tmp_path: Path, content: bytes | None
) -> None:
    """Exit code 3, and nobody is spoken to."""
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    smtp = Smtp(host="localhost", port=9)
    with pytest.raises(NotValid, match="ca_file"):
        send_by_smtp(smtp, Login(None, path), MAIL, IGNORED, 5)


def test_a_milestone_that_fails_keeps_the_mail_back(certificates: Certificates) -> None:
    """Where another run took over no text leaves, nor a goodbye that could be read as text."""

    def refuse() -> None:
        raise NotValid("no")

    with MailServer(certificates.good()) as server:
        smtp = Smtp(host="localhost", port=server.port, user=USER)
        login = Login(PASSWORD, certificates.authority)
        with pytest.raises(NotValid):
            send_by_smtp(smtp, login, MAIL, Milestones(refuse, lambda: None))
    assert server.reached[-1] == "DATA"
    assert server.encrypted.endswith(b"data\r\n")
    assert server.mails == []


@pytest.fixture
def command(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Return what makes a command out of lines of shell."""

    def make(script: str) -> str:
        path = tmp_path / "send mail"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o700)
        return f"'{path}' -t"

    return make


@pytest.mark.parametrize(
    ("script", "expected", "told"),
    [
        ("cat >/dev/null", TAKEN, ""),
        ("exit 0", TAKEN, ""),  # its exit code decides, not how much it read
        ("cat >/dev/null; echo 'no\033[31m way' >&2; exit 75", FAILED, "exit code 75): no way"),
        ("exit 1", FAILED, "exit code 1)"),
        ("kill -9 $$", UNKNOWN, "was killed"),
        ("exec sleep 20", UNKNOWN, f"{SHORT} seconds"),
    ],
)
def test_the_exit_code_of_a_command_decides(
    command: Callable[[str], str], script: str, expected: type[FollowupError] | None, told: str
) -> None:
    """0 is taken, another code is a failure, an end without a code tells nothing."""
    milestones: list[str] = []
    error: FollowupError | None = None
    try:
        send_by_command(
            command(script),
            MAIL,
            Milestones(lambda: milestones.append("handing over"), lambda: milestones.append("taken")),
            SHORT,
        )
    except FollowupError as failure:
        error = failure
    assert (type(error) if error else None) is expected
    assert told in (error.message if error else "")
    assert milestones == ["handing over"] + ["taken"] * (expected is TAKEN)


def test_a_command_gets_the_mail_on_its_standard_input(command: Callable[[str], str], tmp_path: Path) -> None:
    """With the line ends of this system, and its arguments."""
    send_by_command(
        command(f'cat > "{tmp_path}/got"; echo "$@" > "{tmp_path}/words"'),
        MAIL,
        IGNORED,
    )
    assert (tmp_path / "got").read_bytes() == CONTENT.replace(b"\r\n", b"\n")
    assert (tmp_path / "words").read_text() == "-t\n"
    assert (
        email.message_from_bytes((tmp_path / "got").read_bytes(), policy=email.policy.default)["Subject"]
        == "hello"
    )


def test_a_command_that_is_not_there_is_a_failure() -> None:
    """Nothing was sent for certain."""
    with pytest.raises(MailFailed, match="No such file"):
        send_by_command("/nowhere/sendmail -t", MAIL, IGNORED)
