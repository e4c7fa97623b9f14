"""Reading settings.yaml: `Settings`, or every problem in it. No password is ever shown."""

from __future__ import annotations

import re
import shlex

import msgspec

from followup.core.errors import Problem
from followup.formats.settings import definitions
from followup.formats.settings.definitions import MailSettings, Settings, Smtp, is_loopback
from followup.formats.yamlfile.decoding import Path, Places, confirm, decode
from followup.formats.yamlfile.findings import Findings
from followup.formats.yamlfile.nodes import Mapping
from followup.formats.yamlfile.reader import read_yaml
from followup.formats.yamlfile.scalars import Dialect, TextForm

# Shown where there is no settings.yaml.
EXAMPLE = """\
mail:
  from: me@example.com
  to: me@example.com
  smtp:
    host: smtp.example.com
    security: starttls
    user: me@example.com
    password_command: pass show mail/me
"""
EXAMPLES = {
    "mail": "`mail:` and under it `from`, `to` and `smtp`",
    "from": "`from: me@example.com`",
    "to": "`to: me@example.com`",
    "smtp": "`smtp:` and under it `host`, `user` and `password_command`",
    "host": "`host: smtp.example.com`, without a port",
    "port": "`port: 587`",
    "security": "`security: starttls` (port 587) or `security: tls` (port 465)",
    "user": "`user: me@example.com`",
    "password_command": "`password_command: pass show mail/me`",
    "keyring": "`keyring: followup`, the name under which the keyring has the password",
    "password": "`password_command: pass show mail/me`, so that the password stands in no file",
    "ca_file": "`ca_file: /path/to/authority.pem`",
    "sendmail": "`sendmail: msmtp -t`",
    "me": "`me:` and under it `name`",
    "name": "`name: Kim Lee`",
    "email": "`email: kim@example.com`",
    "phone": "`phone: 555 0100`",
}

_KEY = re.compile(r"""\s*['"]?([\w-]+)['"]?\s*(?::|$)""")
_SECRET_KEY = re.compile(r"""(?:^|[\s{,?'"-])[\w-]*(?:pas|pw|secret)[\w-]*['"]?\s*(?::|$)""", re.IGNORECASE)
# Any other key may be a misspelt `password`.
_SAFE_KEYS = EXAMPLES.keys() - {"password", "password_command"}
_UNSAID = "What stands here cannot be read."
_NOT_SHOWN = "The line is not shown, since it may hold a password. Put the value in quotes if it is meant so."
# Codes whose sentences name keys and never quote a value.
_WITHOUT_VALUES = {
    *("unknown-key", "missing-key", "empty-value", "duplicate-key", "out-of-range"),
    *("bad-command", "no-password", "two-passwords", "no-encryption", "too-many-problems"),
}


class CheckedSettings(msgspec.Struct, frozen=True):
    """A settings file as it was read; `settings` is None exactly where there is an error."""

    settings: Settings | None
    problems: tuple[Problem, ...]
    lines: tuple[str, ...]


def read_settings(data: bytes | str) -> CheckedSettings:
    """Read a settings file, reporting every problem in it. Lines that may hold a password are emptied."""
    findings = Findings()
    node, lines = read_yaml(data, findings)
    settings = _understood(node, findings) if isinstance(node, Mapping) else None
    secret = _secret_lines(lines)
    problems = tuple(_harmless(each) if each.line in secret else each for each in findings.all())
    shown = tuple("" if number in secret else line for number, line in enumerate(lines, 1))
    return CheckedSettings(None if findings.has_errors else settings, problems, shown)


def _understood(node: Mapping, findings: Findings) -> Settings | None:
    settings, places = decode(node, Settings, findings, DIALECT)
    if settings is None:
        return None
    if settings.mail is not None and places.is_good("mail"):
        _check_mail(settings.mail, places, findings)
    confirm(settings, Settings, findings)
    return settings  # type: ignore[no-any-return]  # what `decode` makes is what it was asked for


def _check_mail(mail: MailSettings, places: Places, findings: Findings) -> None:
    has_smtp, has_sendmail = places.is_there("mail", "smtp"), places.is_there("mail", "sendmail")
    if has_smtp and has_sendmail:
        at = places.key("mail", "sendmail")
        findings.error(at, "two-transports", "`mail` has both `smtp` and `sendmail`.", "Keep one of the two.")
    if not has_smtp and not has_sendmail:
        text = "`mail` does not say how: it has neither `smtp` nor `sendmail`."
        findings.error(places.key("mail"), "no-transport", text, f"Write {EXAMPLES['smtp']}.")
    _check_command(mail.sendmail, ("mail", "sendmail"), places, findings)
    if mail.smtp is not None and places.is_good("mail", "smtp"):
        _check_command(mail.smtp.password_command, ("mail", "smtp", "password_command"), places, findings)
        _check_encryption(mail.smtp, places, findings)
        _check_password(mail.smtp, places, findings)


def _check_command(command: str | None, path: Path, places: Places, findings: Findings) -> None:
    if command is None or not places.is_good(*path):
        return
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    if not words:
        text = f"`{path[-1]}` cannot be taken apart into words."
        findings.error(places.value(*path), "bad-command", text, "Close every quotation mark.")


def _check_encryption(smtp: Smtp, places: Places, findings: Findings) -> None:
    if smtp.security != "none" or not places.is_good("mail", "smtp", "host"):
        return
    at = places.value("mail", "smtp", "security")
    if not is_loopback(smtp.host):
        text = "`security: none` is for a server on this very machine, such as 127.0.0.1."
        findings.error(at, "no-encryption", text, f"Write {EXAMPLES['security']}.")
    elif smtp.user is not None:
        text = "`security: none` cannot log in: a password never goes over an open connection."
        findings.error(at, "no-encryption", text, f"Take `user` out, or write {EXAMPLES['security']}.")


def _check_password(smtp: Smtp, places: Places, findings: Findings) -> None:
    where = ("mail", "smtp")
    told = [key for key in ("password_command", "keyring", "password") if places.is_there(*where, key)]
    if len(told) > 1:
        text = "The password is said in more than one way: " + " and ".join(f"`{key}`" for key in told) + "."
        findings.error(places.key(*where, told[1]), "two-passwords", text, "Keep one of them.")
    if told and not places.is_there(*where, "user"):
        text = f"There is a `{told[0]}`, but no `user` to log in."
        findings.error(places.key(*where, told[0]), "no-password", text, f"Write {EXAMPLES['user']}.")
    if not told and places.is_there(*where, "user") and smtp.security != "none":
        text = "There is a `user`, but nothing says where the password is."
        findings.error(
            places.key(*where, "user"), "no-password", text, f"Write {EXAMPLES['password_command']}."
        )


def _secret_lines(lines: tuple[str, ...]) -> set[int]:
    """Return the numbers of the lines that may hold a password: such keys and everything under them."""
    found: set[int] = set()
    depth: int | None = None
    for number, line in enumerate(lines, 1):
        indent = len(line) - len(line.lstrip())
        if depth is not None and line.strip() and indent <= depth:
            depth = None
        key = _KEY.match(line)
        if depth is None and (_SECRET_KEY.search(line) or (key and key[1] not in _SAFE_KEYS)):
            depth = indent
        if depth is not None:
            found.add(number)
    return found


def _harmless(problem: Problem) -> Problem:
    """Return the problem without anything quoted from the file."""
    if problem.code in _WITHOUT_VALUES:
        return problem
    return msgspec.structs.replace(problem, text=_UNSAID, hint=_NOT_SHOWN)


def _address(text: str) -> str:
    if re.fullmatch(definitions.ADDRESS, text) and ".." not in text:
        return text
    if not text.isascii():
        raise ValueError("Write an address of plain letters; a domain in its `xn--` form.")
    raise ValueError("Write the address alone, such as `me@example.com`.")


def _password(text: str) -> str:
    if re.fullmatch(definitions.PASSWORD, text):
        return text
    raise ValueError(f"Write {EXAMPLES['password']}.")


def _host(text: str) -> str:
    if re.fullmatch(definitions.HOST, text) and (text.count(":") != 1) and ".." not in text:
        return text
    raise ValueError(f"Write {EXAMPLES['host']}.")


DIALECT = Dialect(
    by_pattern={
        definitions.ADDRESS: TextForm("bad-address", "is no mail address", _address),
        definitions.HOST: TextForm("bad-value", "is no host", _host),
        # A password of digits is a text all the same, and no problem may quote one.
        definitions.PASSWORD: TextForm("bad-value", "is no password", _password, numbers_too=True),
    },
    examples=EXAMPLES,
)
