"""`followup digest`: printed, and sent once for each day, with real processes and a real server."""

from __future__ import annotations

import contextlib
import email
import email.policy
import os
import shlex
import signal
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from adapters.mail.certificates import Certificates
from adapters.mail.mailserver import DROP, PASSWORD, SILENCE, USER, MailServer
from cli.program import Program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

NOW = "2026-11-20 07:30"
TOMORROW = "2026-11-21 07:30"
DUE = """
    2026-11-18 09:00 add applied Acme --role "Data Engineer" --recruiter "Robin <robin@example.com>"
    2026-11-19 09:00 add applied Bell --role Analyst
"""
SOURCE = Path(__file__).parents[2] / "src"
NOT_FOR_TODAY = {
    *("smtplib", "ssl", "email", "jinja2", "yaml", "followup.core.digest", "followup.formats.settings"),
    *("followup.formats.mail.digest", "followup.adapters.mail.smtp", "followup.adapters.mail.outbox"),
}
RUN = f"import sys; sys.path.insert(0, {str(SOURCE)!r}); from followup.__main__ import run; run()"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Return the authority of these tests."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Return the program in New York with something overdue and something due."""
    program = Program(tmp_path, ZoneInfo("America/New_York"))
    program.clock = datetime(2026, 11, 20, 7, 30, tzinfo=ZoneInfo("America/New_York"))
    program.told(DUE)
    return program


@pytest.fixture
def server(certificates: Certificates) -> Iterator[MailServer]:
    """Return a server that takes every mail."""
    with MailServer(certificates.good()) as server:
        yield server


def settle(program: Program, server: MailServer, certificates: Certificates, **other: str) -> None:
    """Write settings that lead to `server`."""
    (program.config / "password").parent.mkdir(exist_ok=True)
    (program.config / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    smtp = {
        "host": "localhost",
        "port": str(server.port),
        "security": "starttls",
        "user": USER,
        "password_command": f"cat {shlex.quote(str(program.config / 'password'))}",
        "ca_file": str(certificates.authority),
        **other,
    }
    lines = [f"    {key}: {value}" for key, value in smtp.items() if value]
    head = ["mail:", "  from: me@example.com", "  to: you@example.com", "  smtp:"]
    (program.config / "settings.yaml").write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")


def read(mail: bytes) -> EmailMessage:
    """Return a mail that the server took; a point at the beginning of a line was doubled on the way."""
    lines = [line[1:] if line.startswith(b"..") else line for line in mail.split(b"\r\n")]
    return email.message_from_bytes(b"\r\n".join(lines), policy=email.policy.default)  # type: ignore[return-value]


def process(program: Program, *words: str, now: str = NOW) -> subprocess.Popen[str]:
    """Start the program as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", RUN, "--now", now, *words],
        env={**program.variables, "TZ": "America/New_York", "PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# --- printed ------------------------------------------------------------------------------------------------
def test_it_is_printed_as_plain_text(program: Program) -> None:
    """What is due comes with what to type; nothing is sent, and no settings are needed."""
    result = program("digest", NOW)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("Fri 20 Nov 2026\n1 to do.\n")
    assert "2 companies: See whether 2 applications arrived: acme, bell\n  1 day late\n" in result.out
    assert "    followup done check-receipt\n" in result.out


def test_what_it_says_to_type_works(program: Program) -> None:
    """Each command is taken as it stands; what asks one by one asks somebody at a terminal."""
    lines = [line.strip() for line in program("digest", NOW).out.splitlines()]
    commands = [line.removeprefix("followup ") for line in lines if line.startswith("followup ")]
    assert len(commands) == 3
    assert "Answer by id: followup done ID" in program(commands.pop(0), NOW).err
    for command in commands:
        assert program(command, NOW).code == 0, command
    assert "Nothing to do today" in program("digest", NOW).out


def test_it_is_written_as_a_page(program: Program, tmp_path: Path) -> None:
    """Beside the text."""
    path = tmp_path / "digest.html"
    result = program.run("digest", "--html", str(path), now=NOW)
    assert result.code == 0
    assert "See whether 2 applications arrived: acme, bell" in path.read_text(encoding="utf-8")
    assert program.run("digest", "--html", str(tmp_path / "no" / "digest.html"), now=NOW).code == 1


def test_without_a_log_there_is_nothing_to_do(tmp_path: Path) -> None:
    """And nothing is made."""
    program = Program(tmp_path)
    result = program("digest", NOW)
    assert (result.code, result.out) == (0, "Fri 20 Nov 2026\nNothing to do today, and nothing is planned.\n")
    assert not program.data.exists()


@pytest.mark.parametrize("flag", ["--always", "--force"])
def test_flags_for_sending_need_it(program: Program, flag: str) -> None:
    """Who types --force alone expects a mail."""
    assert program(f"digest {flag}", NOW).code == 2


def test_hostile_names_come_out_as_text(
    program: Program, server: MailServer, certificates: Certificates, tmp_path: Path
) -> None:
    """In the text, on the page and in the header of the mail."""
    settle(program, server, certificates)
    name = "<script>alert(1)</script>\r\nBcc: all@example.org\u202e"
    result = program.run(
        "add", "heard-back", name, "--role", name, "--on", "2026-11-04", now="2026-11-04 09:00"
    )
    assert result.code == 0, result.err
    page = tmp_path / "page.html"
    shown = program.run("digest", "--html", str(page), now=NOW)
    assert "<script>alert(1)</script> Bcc: all@example.org" in shown.out
    assert "<script" not in page.read_text(encoding="utf-8")
    assert program("digest --send", NOW).code == 0
    mail = read(server.mails[0])
    assert mail["Bcc"] is None
    assert mail.get_body(("html",)).get_content().count("&lt;script&gt;") >= 1  # type: ignore[union-attr]
    assert "\u202e" not in mail.as_string()


# --- sent ---------------------------------------------------------------------------------------------------
def test_it_is_sent_once_for_each_day(
    program: Program, server: MailServer, certificates: Certificates
) -> None:
    """The second run says so; the next day has a mail and a Message-ID of its own."""
    settle(program, server, certificates)
    first = program("digest --send", NOW)
    assert (first.code, first.err) == (0, "")
    assert first.out == "The mail of Fri 20 Nov 2026 was sent to you@example.com.\n"
    second = program("digest --send", "2026-11-20 22:00")
    assert (second.code, second.err) == (0, "")
    assert "was sent before, on Fri 20 Nov 2026, 07:30" in second.out
    assert program("digest --send", TOMORROW).code == 0
    mails = [read(mail) for mail in server.mails]
    assert [mail["Subject"] for mail in mails] == [
        "followup, Fri 20 Nov: 1 to do",
        "followup, Sat 21 Nov: 1 to do",
    ]
    assert len({mail["Message-ID"] for mail in mails}) == 2
    assert mails[0].get_body(("plain",)).get_content().replace("\r\n", "\n") == program("digest", NOW).out  # type: ignore[union-attr]


def test_the_day_is_that_of_the_user(
    program: Program, server: MailServer, certificates: Certificates
) -> None:
    """At half past eleven in New York it is tomorrow in London."""
    settle(program, server, certificates)
    assert program("digest --send", "2026-11-20 00:30").code == 0
    assert "was sent before" in program("digest --send", "2026-11-20 23:30").out
    assert "was sent to" in program("digest --send", "2026-11-21 00:30").out


def test_force_sends_it_again(program: Program, server: MailServer, certificates: Certificates) -> None:
    """As another mail, or a mail program would throw it away as known."""
    settle(program, server, certificates)
    assert program("digest --send", NOW).code == 0
    assert program("digest --send --force", NOW).code == 0
    assert len({read(mail)["Message-ID"] for mail in server.mails}) == 2


def test_a_day_without_work_has_no_mail(
    tmp_path: Path, server: MailServer, certificates: Certificates
) -> None:
    """Unless it is always wanted."""
    program = Program(tmp_path)
    settle(program, server, certificates)
    result = program("digest --send", NOW)
    assert (result.code, server.mails) == (0, [])
    assert "no mail was sent" in result.out
    assert program("digest --send --always", NOW).code == 0
    assert read(server.mails[0])["Subject"] == "followup, Fri 20 Nov: nothing to do today"


@pytest.mark.parametrize(
    ("step", "answer", "told"),
    [
        ("content", "451 later", "451 later"),
        ("content", "550 no", "550 no"),
        ("content", "552 full", "552 full"),
        ("DATA", DROP, "lost before the mail was sent"),  # it never asked for the text
        ("RCPT", DROP, "lost before the mail was sent"),
    ],
)
def test_a_mail_that_failed_goes_out_on_the_next_run(
    program: Program, certificates: Certificates, step: str, answer: str, told: str
) -> None:
    """Exit code 4, and no second mail."""
    with MailServer(certificates.good(), answers={step: answer}) as refusing:
        settle(program, refusing, certificates)
        result = program("digest --send", NOW)
    assert result.code == 4
    assert result.out == ""
    assert told in result.err
    with MailServer(certificates.good()) as server:
        settle(program, server, certificates)
        assert program("digest --send", NOW).code == 0
    assert len(server.mails) == 1


def test_a_mail_of_which_nobody_knows_is_not_sent_again_by_itself(
    program: Program, certificates: Certificates
) -> None:
    """Exit code 5, now and on every run, until the user says --force."""
    with MailServer(certificates.good(), answers={"content": DROP}) as dropping:
        settle(program, dropping, certificates)
        assert program("digest --send", NOW).code == 5
    assert len(dropping.mails) == 0
    with MailServer(certificates.good()) as server:
        settle(program, server, certificates)
        again = program("digest --send", NOW)
        assert again.code == 5
        assert "--force" in again.err
        assert server.reached == []
        assert program("digest --send", TOMORROW).code == 0
        assert program("digest --send --force", NOW).code == 0
    assert len(server.mails) == 2


# What a command does to the log while it sends: another run takes the day, or the log takes no more.
TAKEN_OVER = (
    "from followup.adapters.mail.outbox import keep_mails;"
    "[row] = log.execute('SELECT * FROM mails').fetchall();"
    "keep_mails(log, [(row[0], 'another', *row[2:5])])"
)
NO_MORE = (
    "log.execute(\"CREATE TRIGGER none BEFORE INSERT ON mails BEGIN SELECT RAISE(ABORT, 'no more'); END\")"
)


def send_by(program: Program, code: str, then: str) -> Path:
    """Let mails go through a command that keeps them, spoils the log and ends; return where it keeps them."""
    kept, script = program.folder / "outgoing", program.folder / "sendmail"
    open_log = f"log = sqlite3.connect({str(program.path)!r}, isolation_level=None)"
    begin = f"import sqlite3, sys; sys.path[:] = {sys.path!r}; {open_log}; "
    run = f"{shlex.quote(sys.executable)} -c {shlex.quote(begin + code)}"
    script.write_text(f"#!/bin/sh\ncat >> {shlex.quote(str(kept))}\n{run}\n{then}\n", encoding="utf-8")
    script.chmod(0o700)
    program.config.mkdir(exist_ok=True)
    (program.config / "settings.yaml").write_text(
        f"mail: {{from: me@example.com, to: you@example.com, sendmail: {script}}}\n", encoding="utf-8"
    )
    return kept


def mend(program: Program) -> None:
    """Let the log take what is written again."""
    with contextlib.closing(sqlite3.connect(program.path)) as log:
        log.execute("DROP TRIGGER IF EXISTS none")


@pytest.mark.parametrize("code", [TAKEN_OVER, NO_MORE], ids=["taken over", "no more"])
def test_a_mail_that_went_out_did_so_although_that_cannot_be_noted(code: str, program: Program) -> None:
    """It is said to have gone out, with 0, and no later run sends it by itself."""
    kept = send_by(program, code, "exit 0")
    result = program("digest --send", NOW)
    assert (result.code, result.out) == (0, "The mail of Fri 20 Nov 2026 was sent to you@example.com.\n")
    assert result.err.startswith("The mail went out. That it did could not be noted: ")
    assert "Nothing was" not in result.err
    mend(program)
    assert program("digest --send", NOW).code == 5
    assert kept.read_text().count("Subject: ") == 1


@pytest.mark.parametrize(("then", "code"), [("exit 1", 4), ("kill -9 $$", 5)])
def test_what_became_of_a_mail_is_told_although_that_cannot_be_noted(
    then: str, code: int, program: Program
) -> None:
    """With the mail's own exit code, not that of the log."""
    send_by(program, NO_MORE, then)
    result = program("digest --send", NOW)
    assert (result.code, result.out) == (code, "")
    assert "What became of the mail could not be noted: " in result.err
    assert "followup digest --send --force" in result.err
    mend(program)
    assert program("digest --send", NOW).code == 5


@pytest.mark.parametrize("to", ["> /dev/full", ">&-"])
def test_a_mail_that_went_out_did_so_although_nobody_is_told(to: str, program: Program) -> None:
    """A full disk behind standard output is none of the mail's."""
    kept = send_by(program, "pass", "exit 0")
    run = subprocess.run(  # noqa: S602  # a line of our own
        f"{shlex.quote(sys.executable)} -c {shlex.quote(RUN)} --now '{NOW}' digest --send {to}",
        shell=True,
        env={**program.variables, "TZ": "America/New_York", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0
    assert run.stderr.startswith("followup: The mail of Fri 20 Nov 2026 was sent to you@example.com, but ")
    assert kept.read_text().count("Subject: ") == 1


@pytest.mark.parametrize(("step", "then", "mails"), [("RCPT", 0, 1), ("DATA", 0, 1), ("content", 5, 0)])
def test_a_run_that_is_killed_leaves_no_second_mail(
    program: Program, certificates: Certificates, step: str, then: int, mails: int
) -> None:
    """Before the server asks for the text nothing was sent, so the next run sends it; then nobody knows."""
    with MailServer(certificates.good(), answers={step: SILENCE}) as silent:
        settle(program, silent, certificates)
        run = process(program, "digest", "--send")
        assert silent.keeps_silent.wait(20)
        meanwhile = program("digest --send", NOW)
        assert (meanwhile.code, meanwhile.out) == (0, "Another run is sending the mail right now.\n")
        run.send_signal(signal.SIGKILL)
        run.communicate()
    with MailServer(certificates.good()) as server:
        settle(program, server, certificates)
        assert program("digest --send", NOW).code == then
    assert len(server.mails) == mails


def at_once(program: Program, server: MailServer, runs: int) -> None:
    """Start so many runs and see that one of them sends."""
    processes = [process(program, "digest", "--send") for _ in range(runs)]
    said = [(*each.communicate(timeout=60), each.returncode) for each in processes]
    assert [code for _, _, code in said] == [0] * runs, said
    assert len(server.mails) == 1
    assert sum("was sent to" in out for out, _, _ in said) == 1
    assert all("was sent" in out or "Another run" in out for out, _, _ in said)


def test_a_few_runs_at_once_send_one_mail(
    program: Program, server: MailServer, certificates: Certificates
) -> None:
    """As cron and a person who could not wait."""
    settle(program, server, certificates)
    at_once(program, server, 3)


@pytest.mark.slow
def test_twenty_runs_at_once_send_one_mail(
    program: Program, server: MailServer, certificates: Certificates
) -> None:
    """The others say so."""
    settle(program, server, certificates)
    at_once(program, server, 20)


@pytest.mark.slow
def test_twenty_runs_at_once_without_a_log_send_one_mail(
    tmp_path: Path, server: MailServer, certificates: Certificates
) -> None:
    """Also where each of them is the first to make the file."""
    program = Program(tmp_path)
    settle(program, server, certificates)
    processes = [process(program, "digest", "--send", "--always") for _ in range(20)]
    said = [(*each.communicate(timeout=60), each.returncode) for each in processes]
    assert [code for _, _, code in said] == [0] * 20, said
    assert len(server.mails) == 1


# --- settings -----------------------------------------------------------------------------------------------
def test_without_settings_it_says_what_to_write(program: Program) -> None:
    """And what it says to write can be read."""
    result = program("digest --send", NOW)
    assert result.code == 3
    assert str(program.config / "settings.yaml") in result.err
    shown = result.err.partition("\n\n")[2].partition("\n\n")[0]
    assert shown.startswith("mail:\n  from:")
    program.config.mkdir(exist_ok=True)
    (program.config / "settings.yaml").write_text(shown.replace("pass show mail/me", "echo") + "\n")
    assert program("digest --send", NOW).code == 4


def test_settings_with_mistakes_are_told_like_rules(program: Program) -> None:
    """Place, sentence, hint; exit code 3."""
    program.config.mkdir(exist_ok=True)
    (program.config / "settings.yaml").write_text("mail:\n  from: me\n  to: me@example.com\n  sendmal: x\n")
    result = program("digest --send", NOW)
    assert result.code == 3
    assert "settings.yaml:2:9: error:" in result.err
    assert "Did you mean `sendmail`?" in result.err


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"password_command": "sh -c 'exit 1'"}, 4),
        ({"password_command": "echo wrong"}, 0),  # this server lets everybody in
        ({"security": "tls"}, 4),
        ({"ca_file": "/nowhere/ca.pem"}, 3),
        ({"security": "none", "user": "", "password_command": "", "ca_file": ""}, 0),
        ({"security": "none"}, 3),
        ({"host": "smtp.example.com", "security": "none", "user": "", "password_command": ""}, 3),
        ({"port": "99999"}, 3),
    ],
)
def test_each_failure_has_its_exit_code(
    program: Program, server: MailServer, certificates: Certificates, other: dict[str, str], code: int
) -> None:
    """3 is for the settings, 4 for the mail; the password is in no output."""
    settle(program, server, certificates, **other)
    result = program("digest --send", NOW)
    assert result.code == code, result.err
    assert PASSWORD not in result.out + result.err
    assert not server.got_credentials_in_the_open


def test_the_password_is_kept_nowhere(program: Program, certificates: Certificates) -> None:
    """Neither in the log nor in what is said when the login fails."""
    with MailServer(certificates.good(), answers={"AUTH": f"535 {PASSWORD}"}) as server:
        settle(program, server, certificates)
        result = program("digest --send", NOW)
    assert result.code == 4
    assert PASSWORD not in result.out + result.err
    for path in program.data.rglob("*"):
        assert path.is_dir() or PASSWORD.encode() not in path.read_bytes(), path


def test_a_command_can_send_it(program: Program) -> None:
    """Its exit code decides, and once is enough."""
    program.config.mkdir(exist_ok=True)
    sent = program.folder / "sent"
    command = program.folder / "sendmail"
    command.write_text(f"#!/bin/sh\ncat >> {shlex.quote(str(sent))}\n")
    command.chmod(0o700)
    settings = f"mail:\n  from: me@example.com\n  to: you@example.com\n  sendmail: {command} -t\n"
    (program.config / "settings.yaml").write_text(settings)
    assert program("digest --send", NOW).code == 0
    assert "was sent before" in program("digest --send", NOW).out
    mail = email.message_from_bytes(sent.read_bytes(), policy=email.policy.default)
    assert mail["To"] == "you@example.com"
    assert sent.read_bytes().count(b"Message-ID") == 1
    command.write_text("#!/bin/sh\nexit 75\n")
    assert program("digest --send", TOMORROW).code == 4
    command.write_text("#!/bin/sh\nkill -9 $$\n")
    assert program("digest --send", TOMORROW).code == 5


def test_the_header_has_the_hour_of_the_clock(
    program: Program, server: MailServer, certificates: Certificates
) -> None:
    """A mail from a pretended future looks like spam."""
    settle(program, server, certificates)
    assert program("digest --send --always", "2027-02-01 07:30").code == 0
    assert read(server.mails[0])["Date"].datetime - program.clock < timedelta(seconds=1)


@pytest.mark.parametrize(("words", "drawn"), [(["today"], True), (["today", "--json"], False)])
def test_today_loads_nothing_of_it(words: list[str], drawn: bool, program: Program) -> None:
    """The command of every morning pays for no mail, and for Rich only where something is drawn."""
    script = (
        f"import sys; sys.path.insert(0, {str(SOURCE)!r}); from followup.cli.main import execute\n"
        f"assert execute(['--now', '2026-11-20', *{words}]) == 0\n"
        f"assert ('rich' in sys.modules) is {drawn}\n"
        f"wrong = {NOT_FOR_TODAY!r} & set(sys.modules)\n"
        "assert not wrong, wrong\n"
    )
    environment = {**program.variables, "TZ": "America/New_York"}
    command = [sys.executable, "-c", script]
    # The first run compiles the rules.
    subprocess.run([sys.executable, "-c", RUN, "today"], env=environment, check=True, capture_output=True)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
