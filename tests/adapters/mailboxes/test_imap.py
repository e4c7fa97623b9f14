"""Mails on a server: a real one that must not notice, and false ones that must not harm."""

from __future__ import annotations

import builtins
import socket
import threading
import time
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.mail.certificates import HOST, Certificates
from adapters.mailboxes.dovecot import PASSWORD, PROGRAM, USER, Dovecot
from followup.adapters.folders import Folders
from followup.adapters.mailboxes.definitions import ImapMark, Raw
from followup.adapters.mailboxes.imap import ImapFolder
from followup.adapters.mailboxes.imapclient import Access
from followup.adapters.mailboxes.opening import open_source
from followup.core.errors import FollowupError, MailFailed, NotValid
from followup.formats.settings.definitions import Imap, ImapSource, Security

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator
    from pathlib import Path

needs_dovecot = pytest.mark.skipif(PROGRAM is None, reason="there is no dovecot here (dovecot-imapd)")
TODAY = date(2026, 11, 28)
TO_COME = "28-Nov-2026 08:00:00 +0000"
SHORT = 0.4  # seconds
GRACE = 3.0  # what a busy machine may take longer


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Return the authority of these tests."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def running(certificates: Certificates) -> Iterator[Dovecot]:
    """Return the server of these tests; to begin and to end takes a second."""
    with Dovecot(certificates.leaf()) as server:
        yield server


@pytest.fixture
def server(running: Dovecot) -> Dovecot:
    """Return an empty server."""
    running.empty()
    return running


def mail(subject: object, body: bytes = b"hello\r\n") -> bytes:
    """Return a mail."""
    return f"From: jobs@example.com\r\nSubject: {subject}\r\n\r\n".encode() + body


def subjects(raws: list[Raw]) -> list[str]:
    """Return the subjects of mails."""
    return [raw.data.split(b"Subject: ")[1].split(b"\r\n")[0].decode() for raw in raws]


def folder_of(
    server: Dovecot,
    certificates: Certificates,
    *,
    security: Security = "tls",
    folder: str = "INBOX",
    days: int = 90,
    password: str = PASSWORD,
) -> ImapFolder:
    """Return a folder of the server, as the settings name it."""
    port = server.tls if security == "tls" else server.plain
    imap = Imap(host=HOST, port=port, security=security, user=USER, folder=folder, days=days)
    return ImapFolder(imap, Access(password, certificates.authority), TODAY)


@needs_dovecot
@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_mails_come_as_they_are_and_stay_as_they_were(
    security: Security, server: Dovecot, certificates: Certificates
) -> None:
    """No flag changes, nothing is asked that could change one, and the folder is opened by EXAMINE."""
    texts = [mail("one"), mail("two", b"From here on\r\n" * 30), mail("three", b"\xff 8 bit\r\n")]
    server.add(*texts, day=f'"{TO_COME}"')
    server.add(mail("seen"), flags="(\\Seen \\Flagged)", day=f'"{TO_COME}"')
    before = server.flags()
    server.forget()
    box = folder_of(server, certificates, security=security)
    found = list(box.mails(None))
    assert [raw.data for raw in found] == [*texts, mail("seen")]
    assert {raw.problem for raw in found} == {None}
    assert box.total == box.done == 4
    asked = server.asked().upper()
    words = {line.split()[2] for line in asked.splitlines() if len(line.split()) > 2}
    assert words <= {"EXAMINE", "UID", "LOGOUT", "CAPABILITY"}
    assert 'EXAMINE "INBOX"' in asked
    assert "BODY.PEEK[]" in asked
    assert not {"SELECT", "STORE", "BODY[]", "RFC822)", "EXPUNGE", "COPY", "MOVE"} & set(asked.split())
    assert server.flags() == before


@needs_dovecot
def test_only_what_is_new_comes_the_next_time(server: Dovecot, certificates: Certificates) -> None:
    """By UID: a mail that was deleted meanwhile, or one that was read, changes nothing."""
    server.add(mail(1), mail(2), mail(3), day=f'"{TO_COME}"')
    box = folder_of(server, certificates)
    assert subjects(list(box.mails(None))) == ["1", "2", "3"]
    first = box.mark
    assert first is not None
    assert list(folder_of(server, certificates).mails(first)) == []
    with server.session() as client:
        client.select("INBOX")
        client.store("3", "+FLAGS", "\\Deleted")
        client.expunge()
    server.add(mail(4), day=f'"{TO_COME}"')
    box = folder_of(server, certificates)
    assert subjects(list(box.mails(first))) == ["4"]
    assert box.mark == ImapMark(first.validity, 4, first.first)
    assert subjects(list(folder_of(server, certificates).mails(first))) == ["4"]


@needs_dovecot
def test_a_reader_who_stops_goes_on_where_it_stopped(server: Dovecot, certificates: Certificates) -> None:
    """The mark is right after each mail."""
    server.add(*(mail(number) for number in range(5)), day=f'"{TO_COME}"')
    box = folder_of(server, certificates)
    mails = box.mails(None)
    assert subjects([next(mails), next(mails)]) == ["0", "1"]
    assert (box.done, box.total) == (2, 5)
    mark = box.mark
    mails.close()  # type: ignore[attr-defined]
    assert subjects(list(folder_of(server, certificates).mails(mark))) == ["2", "3", "4"]


@needs_dovecot
@pytest.mark.parametrize(
    ("change", "again"),
    [
        (lambda mark: mark, []),
        (lambda mark: ImapMark(mark.validity + 1, mark.highest, mark.first), ["old", "new"]),  # numbered anew
        (lambda mark: ImapMark(mark.validity, mark.highest, mark.first + timedelta(days=1)), ["old", "new"]),
        (lambda mark: ImapMark(mark.validity, mark.highest, mark.first - timedelta(days=1)), []),
        (lambda mark: ImapMark(mark.validity, mark.highest - 1, mark.first), ["new"]),
        (lambda _: None, ["old", "new"]),
    ],
)
def test_a_mark_that_does_not_fit_is_no_mark(
    change: Callable[[ImapMark], ImapMark | None],
    again: list[str],
    server: Dovecot,
    certificates: Certificates,
) -> None:
    """Other UIDs, or more days than were read before: the folder is read anew."""
    server.add(mail("old"), mail("new"), day=f'"{TO_COME}"')
    box = folder_of(server, certificates)
    list(box.mails(None))
    assert box.mark is not None
    assert subjects(list(folder_of(server, certificates).mails(change(box.mark)))) == again


@needs_dovecot
def test_old_mails_drafts_and_deleted_ones_are_left(server: Dovecot, certificates: Certificates) -> None:
    """What arrived before the days of the settings, and what its owner has not sent or does not want."""
    server.add(mail("long ago"), day='"01-Jul-2026 08:00:00 +0000"')
    server.add(mail("draft"), flags="(\\Draft)", day=f'"{TO_COME}"')
    server.add(mail("gone"), flags="(\\Deleted)", day=f'"{TO_COME}"')
    server.add(mail("kept"), day='"20-Nov-2026 08:00:00 +0000"')
    assert subjects(list(folder_of(server, certificates).mails(None))) == ["kept"]
    box = folder_of(server, certificates, days=365)
    assert subjects(list(box.mails(None))) == ["long ago", "kept"]


@needs_dovecot
def test_a_folder_has_any_name(server: Dovecot, certificates: Certificates) -> None:
    """IMAP writes other letters in an alphabet of its own."""
    with server.session() as client:
        client.create('"Bewerbungen.K&APY-ln &- Bonn"')
    server.add(mail("inside"), folder='"Bewerbungen.K&APY-ln &- Bonn"', day=f'"{TO_COME}"')
    box = folder_of(server, certificates, folder="Bewerbungen.K\xf6ln & Bonn")
    assert subjects(list(box.mails(None))) == ["inside"]


@needs_dovecot
def test_of_a_mail_with_large_attachments_the_beginning_is_fetched(
    server: Dovecot, certificates: Certificates
) -> None:
    """The text stands before them; 60 MB are not carried over a telephone for it."""
    large = mail("large", b"the text\r\n" + (b"x" * 98 + b"\r\n") * 30_000)
    huge = mail("huge", b"the text\r\n" + (b"x" * 98 + b"\r\n") * 450_000)
    server.add(mail("small"), large, mail("small"), huge, mail("small"), day=f'"{TO_COME}"')
    found = list(folder_of(server, certificates).mails(None))
    assert subjects(found) == ["small", "large", "small", "huge", "small"]
    assert [len(raw.data) for raw in found] == [
        len(mail("small")),
        1 << 20,
        len(mail("small")),
        1 << 20,
        len(mail("small")),
    ]
    assert large.startswith(found[1].data)
    assert [raw.problem is None for raw in found] == [True, True, True, False, True]
    assert "larger than 40 MB" in (found[3].problem or "")


@needs_dovecot
def test_a_hundred_and_more_are_asked_for_in_parts(server: Dovecot, certificates: Certificates) -> None:
    """Each comes once, in order."""
    server.add(*(mail(number) for number in range(230)), day=f'"{TO_COME}"')
    server.forget()
    assert subjects(list(folder_of(server, certificates).mails(None))) == [
        str(number) for number in range(230)
    ]
    assert server.asked().count("BODY.PEEK") == 3


@needs_dovecot
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": "wrong"}, "did not accept the login of me@example.com."),
        ({"folder": "Nowhere"}, "has no folder Nowhere that can be read. It has INBOX."),
    ],
)
def test_what_the_server_refuses_is_one_sentence(
    change: dict[str, str], words: str, server: Dovecot, certificates: Certificates
) -> None:
    """With what to look at."""
    error = failure(folder_of(server, certificates, **change))  # type: ignore[arg-type]
    assert isinstance(error, MailFailed)
    assert words in f"{error.message} {error.hint}"
    assert "\n" not in error.message


@needs_dovecot
@pytest.mark.parametrize(
    ("other", "words"),
    [
        ("the system's", "self-signed certificate"),
        ("another host", "127.0.0.1"),
    ],
)
def test_no_login_without_the_right_certificate(
    other: str, words: str, server: Dovecot, certificates: Certificates
) -> None:
    """Not even the name of the user is sent."""
    host, authority = (HOST, None) if other == "the system's" else ("127.0.0.1", certificates.authority)
    for port, security in ((server.tls, "tls"), (server.plain, "starttls")):
        imap = Imap(host=host, port=port, security=security, user=USER)  # type: ignore[arg-type]
        error = failure(ImapFolder(imap, Access(PASSWORD, authority), TODAY))
        assert isinstance(error, MailFailed)
        assert f"The certificate of {imap.name} is not valid" in error.message
        assert words in error.message or "unable to get local issuer" in error.message
        assert "No password was sent" in (error.hint or "")
    assert server.asked() == ""


@needs_dovecot
def test_an_entry_of_the_settings_is_opened(
    server: Dovecot, certificates: Certificates, tmp_path: Path
) -> None:
    """The password comes from a command; the authority is named as from the config folder."""
    server.add(mail("one"), day=f'"{TO_COME}"')
    (tmp_path / "authority.pem").write_bytes(certificates.authority.read_bytes())
    command = f"echo '{PASSWORD}'"
    imap = Imap(host=HOST, port=server.tls, user=USER, password_command=command, ca_file="authority.pem")
    box = open_source(ImapSource(imap=imap), Folders(tmp_path, tmp_path, None), TODAY)
    assert subjects(list(box.mails(None))) == ["one"]
    assert box.name == f"imap://{USER}@localhost:{server.tls}/INBOX"


def failure(box: ImapFolder) -> FollowupError:
    """Return how reading fails; nothing of the password is in it, nor behind it."""
    with pytest.raises(FollowupError) as caught:
        list(box.mails(None))
    error = caught.value
    assert "hunter2" not in f"{error.message} {error.hint}"
    assert error.__suppress_context__ or error.__context__ is None
    return error


GREETING = b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n"
DONE = b"%(tag)s OK done\r\n"
GOOD = {
    b"greeting": GREETING,
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n" + DONE,
    b"AUTHENTICATE": b"+ \r\n",
    b"CREDENTIALS": DONE,
    b"EXAMINE": b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] yes\r\n%(tag)s OK [READ-ONLY] done\r\n",
    b"SEARCH": b"* SEARCH 3 9\r\n" + DONE,
    b"FETCH": b"* 1 FETCH (UID 3 RFC822.SIZE 5)\r\n" + DONE,
    b"LOGOUT": b"* BYE\r\n" + DONE,
}
SILENCE = b"silence"
DRIP = b"drip"
FLOOD = b"flood"


@contextmanager
def false_server(
    answers: dict[bytes, bytes], context: ssl.SSLContext | None = None
) -> Iterator[tuple[int, bytearray]]:
    """Serve one connection with `answers`; give the port, and all that was said to the server."""
    listening = socket.create_server(("127.0.0.1", 0))
    heard = bytearray()
    over = threading.Event()

    def say(connection: socket.socket, text: bytes, tag: bytes) -> None:
        if text == SILENCE:
            over.wait(20)
        while text in {DRIP, FLOOD} and not over.is_set():
            connection.sendall(b"*" if text == DRIP else b"* OK " + b"more " * 20_000 + b"\r\n")
            time.sleep(0.02 if text == DRIP else 0)
        connection.sendall(text.replace(b"%(tag)s", tag))

    def talk() -> None:
        with suppress(OSError):
            connection, _ = listening.accept()
            if context is not None:
                connection = context.wrap_socket(connection, server_side=True)
            with connection:
                told = {**GOOD, **answers}
                say(connection, told[b"greeting"], b"")
                tag = b""
                for line in connection.makefile("rb"):
                    heard.extend(line)
                    words = line.split()
                    is_command = len(words) > 1
                    tag = words[0] if is_command else tag
                    name = (
                        (words[2] if words[1].upper() == b"UID" else words[1])
                        if is_command
                        else b"CREDENTIALS"
                    )
                    say(connection, told.get(name.upper(), DONE), tag)

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        yield listening.getsockname()[1], heard
    finally:
        over.set()
        listening.close()
        thread.join(10)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({b"greeting": SILENCE}, "took longer than 0.4 seconds"),
        ({b"greeting": DRIP}, "took longer than 0.4 seconds"),
        ({b"greeting": b""}, "took longer than 0.4 seconds"),
        ({b"greeting": b"220 smtp.example.com ESMTP\r\n"}, "does not speak IMAP"),
        ({b"greeting": b"HTTP/1.1 400 Bad Request\r\n\r\n"}, "does not speak IMAP"),
        ({b"greeting": b"\x00\xff\xfe\r\n"}, "does not speak IMAP"),
        ({b"greeting": b"* BYE go away\r\n"}, "does not speak IMAP"),
        ({b"CAPABILITY": b"* CAPABILITY POP3\r\n" + DONE}, "does not speak IMAP"),
        ({b"CAPABILITY": b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n" + DONE}, "offers no login"),
        ({b"AUTHENTICATE": b"%(tag)s NO hunter2 p\xc3\xa4ssword is wrong\r\n"}, "did not accept the login"),
        ({b"CREDENTIALS": b"%(tag)s NO hunter2 p\xc3\xa4ssword is wrong\r\n"}, "did not accept the login"),
        ({b"CREDENTIALS": b"%(tag)s BAD no\r\n"}, "did not accept the login"),
        ({b"CREDENTIALS": b"hunter2 p\xc3\xa4ssword\r\n"}, "does not speak IMAP"),
        ({b"CREDENTIALS": SILENCE}, "took longer than"),
        ({b"EXAMINE": b"%(tag)s NO hunter2 none\r\n", b"LIST": b'* LIST () "/" A\r\n' + DONE}, "It has A."),
        ({b"EXAMINE": b"%(tag)s NO none\r\n", b"LIST": b"%(tag)s NO\r\n"}, "does not speak IMAP"),
        ({b"EXAMINE": b"* 2 EXISTS\r\n" + DONE}, "does not number its mails"),
        ({b"EXAMINE": b"* OK [UIDVALIDITY hunter2]\r\n" + DONE}, "does not speak IMAP"),
        ({b"SEARCH": b"* SEARCH 3 x\r\n" + DONE}, "does not speak IMAP"),
        ({b"SEARCH": b"* SEARCH " + b"9" * 5000 + b"\r\n" + DONE}, "does not speak IMAP"),
        ({b"SEARCH": b"%(tag)s BAD what\r\n"}, "does not speak IMAP"),
        ({b"SEARCH": b"* SEARCH 3\r\n"}, "took longer than"),
        ({b"FETCH": b"* 1 FETCH (UID 3 BODY[] {99999999999}\r\nabc"}, "does not speak IMAP"),
        ({b"FETCH": b"* 1 FETCH (UID 3 BODY[] {2000}\r\nabc"}, "took longer than"),
        ({b"FETCH": b"%(tag)s NO\r\n"}, "does not speak IMAP"),
    ],
)
def test_whatever_a_server_says_it_is_one_sentence_in_time(answers: dict[bytes, bytes], words: str) -> None:
    """Nothing it says is repeated, since the password may be in it."""
    with false_server(answers) as (port, _):
        imap = Imap(host="127.0.0.1", port=port, security="none", user=USER)
        begun = time.monotonic()
        error = failure(ImapFolder(imap, Access(PASSWORD), TODAY, seconds=SHORT))
        assert time.monotonic() - begun < SHORT + GRACE
    assert isinstance(error, MailFailed)
    assert error.exit_code == 4
    assert words in f"{error.message} {error.hint}"
    assert "\n" not in error.message


@pytest.mark.parametrize("step", [b"greeting", b"EXAMINE", b"SEARCH", b"FETCH"])
def test_a_server_that_does_not_stop_talking_is_stopped(step: bytes) -> None:
    """What it says is collected only up to a limit, however fast it talks."""
    with false_server({step: FLOOD}) as (port, _):
        imap = Imap(host="127.0.0.1", port=port, security="none", user=USER)
        error = failure(ImapFolder(imap, Access(PASSWORD), TODAY, seconds=50))
    assert "does not speak IMAP" in error.message


def test_the_false_server_can_be_read_where_it_is_good() -> None:
    """So that what is told above is the fault that is named there. A mail that is gone is none."""
    with false_server({}) as (port, heard):
        imap = Imap(host="127.0.0.1", port=port, security="none", user=USER)
        assert list(ImapFolder(imap, Access(PASSWORD), TODAY, seconds=20).mails(None)) == []
    assert b"LOGOUT" in heard


@pytest.mark.parametrize(
    "answers",
    [
        {},  # it does not offer it
        {b"greeting": b"* PREAUTH welcome, no need to encrypt\r\n"},
        {
            b"CAPABILITY": b"* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\r\n" + DONE,
            b"STARTTLS": b"%(tag)s NO\r\n",
        },
    ],
)
def test_without_encryption_nothing_of_the_login_is_sent(
    answers: dict[bytes, bytes], certificates: Certificates
) -> None:
    """Whoever sits in between can take the offer away, not the password."""
    with false_server(answers) as (port, heard):
        imap = Imap(host="127.0.0.1", port=port, security="starttls", user=USER)
        error = failure(ImapFolder(imap, Access(PASSWORD, certificates.authority), TODAY, seconds=5))
    assert isinstance(error, MailFailed)
    assert b"AUTHENTICATE" not in heard
    assert b"LOGIN" not in heard


@pytest.mark.parametrize(
    "make", [Certificates.expired, Certificates.of_another_host, Certificates.of_a_stranger]
)
def test_a_wrong_certificate_is_told(
    make: Callable[[Certificates], ssl.SSLContext], certificates: Certificates
) -> None:
    """Before a word is said."""
    with false_server({}, make(certificates)) as (port, heard):
        imap = Imap(host=HOST, port=port, user=USER)
        error = failure(ImapFolder(imap, Access(PASSWORD, certificates.authority), TODAY, seconds=10))
    assert "The certificate of" in error.message
    assert heard == b""


def test_a_server_without_tls_is_told_by_its_port() -> None:
    """The usual mistake."""
    with false_server({}) as (port, _):
        error = failure(ImapFolder(Imap(host="127.0.0.1", port=port, user=USER), Access(PASSWORD), TODAY))
    assert "does not speak TLS as it should" in error.message
    assert "993" in (error.hint or "")


def test_nobody_there_is_told() -> None:
    """A port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    error = failure(ImapFolder(Imap(host="127.0.0.1", port=port, user=USER), Access(PASSWORD), TODAY))
    assert error.message == f"127.0.0.1:{port} cannot be reached: Connection refused."


def test_without_its_library_one_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is one that most users do not need."""
    real = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name == "imap_tools":
            raise ImportError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    error = failure(ImapFolder(Imap(host="127.0.0.1", user=USER), Access(PASSWORD), TODAY))
    assert isinstance(error, NotValid)
    assert "pip install 'followup[imap]'" in (error.hint or "")
