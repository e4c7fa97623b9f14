"""settings.yaml: what is wrong with it, where, and never a password."""

from __future__ import annotations

from textwrap import dedent

import pytest

from followup.formats.settings.definitions import Imap, ImapSource, MailSettings, Security, Settings, Smtp
from followup.formats.settings.reading import EXAMPLE, read_settings
from followup.formats.yamlfile.show import show_problems

WHO = "mail:\n  from: me@example.com\n  to: you@example.com\n"
IMAP = """\
inbox:
- imap:
    host: imap.example.com
    user: me
    keyring: followup
"""


def told(text: str) -> str:
    """Return the problems as the user sees them; there must be some."""
    checked = read_settings(text)
    assert checked.settings is None
    return show_problems("settings.yaml", checked.problems, checked.lines)


def test_the_example_that_is_shown_can_be_read() -> None:
    """With the usual port."""
    settings = read_settings(EXAMPLE).settings
    assert settings is not None
    assert settings.mail is not None
    assert settings.mail.smtp is not None
    assert settings.mail.smtp.port_number == 587


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            WHO + "  sendmail: msmtp -t\n",
            MailSettings(from_="me@example.com", to="you@example.com", sendmail="msmtp -t"),
        ),
        (
            WHO
            + """\
  smtp:
    host: smtp.example.com
    port: 465
    security: tls
    user: me
    password_command: "pass show 'mail me'"
    ca_file: null
""",
            MailSettings(
                from_="me@example.com",
                to="you@example.com",
                smtp=Smtp(
                    host="smtp.example.com",
                    port=465,
                    security="tls",
                    user="me",
                    password_command="pass show 'mail me'",  # noqa: S106
                ),
            ),
        ),
        (
            WHO + "  smtp: {host: 127.0.0.1, port: 1025, security: none}\n",
            MailSettings(
                from_="me@example.com",
                to="you@example.com",
                smtp=Smtp(host="127.0.0.1", port=1025, security="none"),
            ),
        ),
        (
            WHO + "  smtp: {host: x.example, user: me, password: 0123}\n",
            MailSettings(
                from_="me@example.com",
                to="you@example.com",
                smtp=Smtp(host="x.example", user="me", password="0123"),  # noqa: S106
            ),
        ),
    ],
)
def test_what_is_right_is_read(text: str, expected: MailSettings) -> None:
    """A password of digits is a text."""
    checked = read_settings(text)
    assert checked.problems == ()
    assert checked.settings == Settings(mail=expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("inbox: []\n", ()),
        ("inbox: [~/Maildir/INBOX, sent.mbox]\n", ("~/Maildir/INBOX", "sent.mbox")),
        (
            IMAP,  # the usual folder, three months of it
            (ImapSource(imap=Imap(host="imap.example.com", user="me", keyring="followup")),),
        ),
        (
            IMAP + "    folder: Bewerbungen\n    days: 30\n    security: starttls\n- more\n",
            (
                ImapSource(
                    imap=Imap(
                        host="imap.example.com",
                        user="me",
                        keyring="followup",
                        folder="Bewerbungen",
                        days=30,
                        security="starttls",
                    )
                ),
                "more",
            ),
        ),
        (  # a program on this machine that logs in elsewhere
            "inbox: [{imap: {host: 127.0.0.1, port: 1143, security: none, user: me, password: x}}]\n",
            (
                ImapSource(
                    imap=Imap(host="127.0.0.1", port=1143, security="none", user="me", password="x")  # noqa: S106
                ),
            ),
        ),
    ],
)
def test_sources_of_mails_are_read(text: str, expected: tuple[str | ImapSource, ...]) -> None:
    """Paths and folders of servers, side by side."""
    checked = read_settings(text)
    assert checked.problems == ()
    assert checked.settings == Settings(inbox=expected)


@pytest.mark.parametrize(
    ("security", "port"),
    [("tls", 993), ("starttls", 143), ("none", 143)],
)
def test_a_server_that_is_read_has_the_usual_port(security: Security, port: int) -> None:
    """Unless another is written."""
    assert Imap(host="localhost", security=security).port_number == port


@pytest.mark.parametrize(
    ("text", "code", "place", "hint"),
    [
        ("", "empty-file", "1:1", ""),
        ("mial: {}\n", "unknown-key", "1:1", "Did you mean `mail`?"),
        ("mail: {to: a@b.example, sendmail: x}\n", "missing-key", "1:1", "from: me@example.com"),
        (WHO, "no-transport", "1:1", "Write `smtp:`"),
        (WHO + "  smtp: {host: h.example}\n  sendmail: x\n", "two-transports", "5:3", "Keep one"),
        (WHO + "  sendmail: 'msmtp \"-t'\n", "bad-command", "4:13", "quotation mark"),
        (WHO.replace("me@", "Me <me@"), "bad-address", "2:9", "address alone"),
        (WHO.replace("me@", "m\u00e9@"), "bad-address", "2:9", "plain letters"),
        (WHO.replace("me@", "m" * 250 + "@"), "bad-address", "2:9", "address alone"),
        (WHO + "  sendmail: " + "x" * 2001 + "\n", "out-of-range", "4:13", "msmtp -t"),
        (WHO + "  smtp: {host: 'https://x.example'}\n", "bad-value", "4:16", "without a port"),
        (WHO + "  smtp: {host: 'x.example:25'}\n", "bad-value", "4:16", "without a port"),
        (WHO + "  smtp: {host: x.example, port: 0}\n", "out-of-range", "4:33", ""),
        (WHO + "  smtp: {host: x.example, security: startls}\n", "unknown-value", "4:37", "`starttls`"),
        (WHO + "  smtp: {host: x.example, security: none}\n", "no-encryption", "4:37", "starttls"),
        (WHO + "  smtp: {host: localhost, security: none, user: me}\n", "no-encryption", "4:37", "`user`"),
        (WHO + "  smtp: {host: x.example, user: me}\n", "no-password", "4:27", "password_command"),
        (WHO + "  smtp: {host: x.example, keyring: followup}\n", "no-password", "4:27", "`user: me"),
        (
            WHO + "  smtp:\n    host: x\n    user: me\n    keyring: a\n    password: b\n",
            "two-passwords",
            "8:5",
            "",
        ),
        ("inbox: ~/Maildir\n", "wrong-type", "1:8", "Write `[~/Maildir]`"),
        ("inbox: ['']\n", "out-of-range", "1:9", "a list of paths"),
        ("inbox: [{folder: x}]\n", "missing-key", "1:9", "Entry 1 of `inbox` has no `imap`"),
        ("inbox: [x, {imap: {host: h.example}}]\n", "no-password", "1:13", "user: me@example.com"),
        (IMAP.replace("keyring: followup", "days: 0"), "out-of-range", "5:11", "days: 90"),
        (IMAP.replace("keyring: followup", "folder: 5"), "wrong-type", "5:13", '"5"'),
        (IMAP.replace("keyring: followup", ""), "no-password", "4:5", "password_command"),
        (IMAP.replace("keyring", "security: none\n    keyring"), "no-encryption", "5:15", "993"),
        (IMAP + "    password: x\n", "two-passwords", "6:5", "Keep one"),
        (IMAP.replace("imap.example.com", "imaps://x.example"), "bad-value", "3:11", "without a port"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, code: str, place: str, hint: str) -> None:
    """File, line, column, what, and what to write instead."""
    shown = told(text)
    assert f"settings.yaml:{place}: error: " in shown
    assert f"[{code}]" in shown
    assert hint in shown


def test_every_problem_is_told_at_once() -> None:
    """Three mistakes, three problems."""
    checked = read_settings("mail:\n  from: x\n  too: y@z.example\n  smtp: {host: h.example, port: nine}\n")
    assert {problem.code for problem in checked.problems} >= {"bad-address", "unknown-key", "wrong-type"}


@pytest.mark.parametrize(
    "lines",
    [
        "password: *hunter2",
        "password: &hunter2 x",
        "password: !hunter2",
        "password: [hunter2]",
        "password: {hunter2: 1}",
        "password: true  # hunter2",
        "password: 'hunter2",
        'password: "hunter2\\q"',
        "password: hunter2: 5",
        "password: |\n      hunter2\n      hunter2\n",
        "password:\n      hunter2\n      : hunter2",
        "pasword: hunter2",
        "passwrod_: hunter2\n    password: x",
        "'password' : hunter2\n    port: x",
        "PASSWORD: hunter2",
        "password_command: echo 'hunter2",
        "port: x\n    password: hunter2",
        "smtp_pass: hunter2",
        "pw: hunter2",
        "code: hunter2",
        "{password: hunter2, x: 1}",
        "password: " + "hunter2" * 200,
        "password: \x1bhunter2",
    ],
)
def test_no_problem_shows_a_password(lines: str) -> None:
    """However it is misspelt: a terminal's scrollback and cron's mail are no place for it."""
    text = WHO + "  smtp:\n    host: smtp.example.com\n    user: me\n    " + lines + "\n"
    assert "hunter2" not in told(text)
    assert "hunter2" not in told("version: 2\n" + dedent(text))
    assert "hunter2" not in told(text.replace(WHO, "x:").replace("  smtp:", "inbox:\n- imap:"))


def test_nothing_written_down_of_the_settings_shows_the_password() -> None:
    """A traceback may hold what an object says of itself."""
    smtp = Smtp(host="x.example", user="me", password="hunter2")  # noqa: S106
    mail = MailSettings(from_="a@b.example", to="a@b.example", smtp=smtp)
    imap = Imap(host="x.example", user="me", password="hunter2")  # noqa: S106
    settings = Settings(mail=mail, inbox=(ImapSource(imap=imap),))
    assert "hunter2" not in f"{smtp} {smtp!r} {imap!r} {mail!r} {settings} {settings!r}"
