"""The settings: the one definition that gives type and validation of settings.yaml.

What a single field cannot say (one of `smtp` and `sendmail`) is checked where the file is read.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated, Literal

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

PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}


class Smtp(Definition, frozen=True):
    """A server that takes mail. The password comes from one of `password_command`, `keyring`, `password`.

    `keyring` names the service under which the system's keyring has it; `ca_file` is a private
    certificate authority, trusted instead of the system's.
    """

    host: Annotated[str, Meta(pattern=HOST)]
    port: Annotated[int, Meta(ge=1, le=65535)] | None = None
    security: Security = "starttls"
    user: Text | None = None
    password_command: CommandLine | None = None
    keyring: Text | None = None
    password: Annotated[str, Meta(pattern=PASSWORD)] | None = None
    ca_file: Text | None = None

    @property
    def port_number(self) -> int:
        """Return the port, by custom where none was said."""
        return self.port or PORTS[self.security]

    @property
    def name(self) -> str:
        """Return the server and its port as sentences name it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port_number}"

    def __repr__(self) -> str:
        """Return no password: what is written down of an object ends in logs."""
        return f"Smtp({self.name!r}, {self.security!r})"


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
    """A whole settings file."""

    mail: MailSettings | None = None
    me: Myself | None = None


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine by its name or address; nothing is looked up."""
    if host.casefold() == "localhost":
        return True
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False
