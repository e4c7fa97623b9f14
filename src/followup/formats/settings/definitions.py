"""The settings: the one definition that gives type and validation of settings.yaml.

What a single field cannot say (one of `smtp` and `sendmail`) is checked where the file is read.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from followup.core.rules import Definition, Text

ADDRESS = r"^(?=.{1,254}$)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$"
HOST = r"^(?=.{1,253}$)[A-Za-z0-9:_]([A-Za-z0-9.:_-]*[A-Za-z0-9:_])?$"
COMMAND = r"^[^\0\r\n]{1,2000}$"
PASSWORD = r"^[^\0\r\n]{1,1000}$"  # noqa: S105  # the form of one

Address = Annotated[str, Meta(pattern=ADDRESS)]
CommandLine = Annotated[str, Meta(pattern=COMMAND)]
Security = Literal["starttls", "tls", "none"]


class Server(Definition, frozen=True):
    """A mail server. The password comes from one of `password_command`, `keyring`, `password`.

    `keyring` names the service under which the system's keyring has it; `ca_file` is a private
    certificate authority, trusted instead of the system's.
    """

    host: Annotated[str, Meta(pattern=HOST)]
    port: Annotated[int, Meta(ge=1, le=65535)] | None = None
    security: Security = "tls"
    user: Text | None = None
    password_command: CommandLine | None = None
    keyring: Text | None = None
    password: Annotated[str, Meta(pattern=PASSWORD)] | None = None
    ca_file: Text | None = None

    _ports: ClassVar[dict[Security, int]]

    @property
    def port_number(self) -> int:
        """Return the port, by custom where none was said."""
        return self.port or self._ports[self.security]

    @property
    def name(self) -> str:
        """Return the server and its port as sentences name it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port_number}"

    def __repr__(self) -> str:
        """Return no password: what is written down of an object ends in logs."""
        return f"{type(self).__name__}({self.name!r}, {self.security!r})"


class Smtp(Server, frozen=True):
    """A server that takes mail. It is never logged in to over an open connection."""

    security: Security = "starttls"

    _ports: ClassVar[dict[Security, int]] = {"starttls": 587, "tls": 465, "none": 25}


class Imap(Server, frozen=True):
    """A server that keeps mail, and what is read there: the mails of the last `days` in one `folder`.

    Over an open connection only a program on this machine is logged in to, such as a proxy that knows OAuth.
    """

    folder: Text = "INBOX"
    days: Annotated[int, Meta(ge=1, le=3660)] = 90

    _ports: ClassVar[dict[Security, int]] = {"starttls": 143, "tls": 993, "none": 143}


class ImapSource(Definition, frozen=True):
    """A source of mails that is on a server."""

    imap: Imap


class MailSettings(Definition, frozen=True):
    """Who gets the morning mail, and how: `smtp`, or a `sendmail`-compatible command."""

    from_: Address = msgspec.field(name="from")
    to: Address
    smtp: Smtp | None = None
    sendmail: CommandLine | None = None


class Myself(Definition, frozen=True):
    """The user as letters name them; what is not set stands as a gap in a draft."""

    name: Text | None = None
    email: Text | None = None
    phone: Text | None = None


class Settings(Definition, frozen=True):
    """A whole settings file. `inbox` lists where mails are read: paths, and folders of servers."""

    mail: MailSettings | None = None
    inbox: tuple[Text | ImapSource, ...] = ()
    me: Myself | None = None


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine by its name or address; nothing is looked up."""
    if host.casefold() == "localhost":
        return True
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False
