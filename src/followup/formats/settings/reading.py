"""Reading settings.yaml: `Settings`, or every problem in it. No password is ever shown."""

from __future__ import annotations

import re
import shlex

import msgspec

from followup.core.errors import Problem
from followup.formats.settings import definitions
from followup.formats.settings.definitions import Imap, ImapSource, Server, Settings, Smtp, is_loopback
from followup.formats.yamlfile.decoding import Dialect, decode
from followup.formats.yamlfile.findings import Findings, listed
from followup.formats.yamlfile.nodes import Mapping, Scalar
from followup.formats.yamlfile.reader import read_yaml
from followup.formats.yamlfile.scalars import Wrong, reader
from followup.formats.yamlfile.source import Path, Source

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
    "security": "`security: starttls` (port 587, IMAP 143) or `security: tls` (port 465, IMAP 993)",
    "user": "`user: me@example.com`",
    "password_command": "`password_command: pass show mail/me`",
    "keyring": "`keyring: followup`, the name under which the keyring has the password",
    "password": "`password_command: pass show mail/me`, so that the password stands in no file",
    "ca_file": "`ca_file: /path/to/authority.pem`",
    "inbox": "`inbox: [~/Maildir/INBOX]`, a list of paths; a server is `- imap: {host: imap.example.com}`",
    "imap": "`imap: {host: imap.example.com, user: me@example.com, password_command: pass show mail/me}`",
    "folder": "`folder: INBOX`",
    "days": "`days: 90`",
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
    source = Source(findings)
    settings: Settings | None = decode(node, Settings, source, DIALECT)
    if settings is None:
        return None
    if settings.mail is not None:
        _check_transport(source)
        if settings.mail.smtp is not None:
            _check_server(settings.mail.smtp, ("mail", "smtp"), source)
    for number, entry in enumerate(settings.inbox):
        if isinstance(entry, ImapSource) and ("inbox", number, "imap") not in source.wrong:
            _check_server(entry.imap, ("inbox", number, "imap"), source)
    return settings


def _check_transport(source: Source) -> None:
    has_smtp, has_sendmail = source.has("mail", "smtp"), source.has("mail", "sendmail")
    if has_smtp and has_sendmail:
        text = "`mail` has both `smtp` and `sendmail`."
        source.error(("mail", "sendmail"), "two-transports", text, "Keep one of the two.", key=True)
    if not has_smtp and not has_sendmail:
        text = "`mail` does not say how: it has neither `smtp` nor `sendmail`."
        source.error(("mail",), "no-transport", text, f"Write {EXAMPLES['smtp']}.", key=True)


def _check_server(server: Server, where: Path, source: Source) -> None:
    _check_encryption(server, where, source)
    _check_password(server, where, source)


def _check_encryption(server: Server, where: Path, source: Source) -> None:
    if server.security != "none" or (*where, "host") in source.wrong:
        return
    path, hint = (*where, "security"), f"Write {EXAMPLES['security']}."
    if not is_loopback(server.host):
        text = "`security: none` is for a server on this very machine, such as 127.0.0.1."
        source.error(path, "no-encryption", text, hint)
    elif server.user is not None and isinstance(server, Smtp):
        text = "`security: none` cannot log in: a password never goes over an open connection."
        source.error(path, "no-encryption", text, f"Take `user` out, or write {EXAMPLES['security']}.")


def _check_password(server: Server, where: Path, source: Source) -> None:
    told = [key for key in ("password_command", "keyring", "password") if source.has(*where, key)]
    has_user = source.has(*where, "user")
    if len(told) > 1:
        text = f"The password is said in more than one way: {listed(told, 'and')}."
        source.error((*where, told[1]), "two-passwords", text, "Keep one of them.", key=True)
    if told and not has_user:
        text, hint = f"There is a `{told[0]}`, but no `user` to log in.", f"Write {EXAMPLES['user']}."
        source.error((*where, told[0]), "no-password", text, hint, key=True)
    if not has_user and not told and isinstance(server, Imap):
        text, hint = "There is no `user` to log in.", f"Write {EXAMPLES['user']}."
        source.error(where, "no-password", text, hint, key=True)
    if has_user and not told and (isinstance(server, Imap) or server.security != "none"):
        text = "There is a `user`, but nothing says where the password is."
        hint = f"Write {EXAMPLES['password_command']}."
        source.error((*where, "user"), "no-password", text, hint, key=True)


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


def _host(text: str) -> str:
    if re.fullmatch(definitions.HOST, text) and text.count(":") != 1 and ".." not in text:
        return text
    raise ValueError


def _password(text: str) -> str:
    if re.fullmatch(definitions.PASSWORD, text):
        return text
    raise ValueError


def _command(node: Scalar, key: str) -> str:
    """Return a command; what is wrong with one is told without its words."""
    if not re.fullmatch(definitions.COMMAND, node.text):
        raise Wrong("out-of-range", f"`{key}` is not one line of at most 2000 characters.")
    try:
        words = shlex.split(node.text)
    except ValueError:
        words = []
    if not words:
        wrong = f"`{key}` cannot be taken apart into words."
        raise Wrong("bad-command", wrong, "Close every quotation mark.")
    return node.text


DIALECT = Dialect(
    {
        **dict.fromkeys(("from", "to"), reader("bad-address", "is no mail address", _address)),
        "host": reader("bad-value", "is no host", _host),
        # A password of digits is a text all the same, and no problem may quote one.
        "password": reader("bad-value", "is no password", _password),
        **dict.fromkeys(("sendmail", "password_command"), _command),
    },
    EXAMPLES,
)
