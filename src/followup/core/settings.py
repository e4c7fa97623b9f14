"""The settings: the one definition that gives type and validation of settings.yaml.

What a single field cannot say (one of `smtp` and `sendmail`) is checked in `formats.settings`.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from followup.core.myself import Myself
from followup.core.rules import Definition, Text

ADDRESS = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$"
HOST = r"^[A-Za-z0-9:_]([A-Za-z0-9.:_-]*[A-Za-z0-9:_])?$"
COMMAND = r"^[^\0\r\n]+$"
PASSWORD = r"^[^\0\r\n]{1,1000}$"  # noqa: S105  # the form of one

Address = Annotated[str, Meta(pattern=ADDRESS, max_length=254)]
Command = Annotated[str, Meta(pattern=COMMAND, max_length=2000)]
Security = Literal["starttls", "tls", "none"]

PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}


class Smtp(Definition, frozen=True):
    """A server that takes mail. The password comes from one of `password_command`, `keyring`, `password`.

    `keyring` names the service under which the system's keyring has it; `ca_file` is a private
    certificate authority, trusted instead of the system's.
    """

    host: Annotated[str, Meta(pattern=HOST, max_length=253)]
    port: Annotated[int, Meta(ge=1, le=65535)] | None = None
    security: Security = "starttls"
    user: Text | None = None
    password_command: Command | None = None
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


class Mail(Definition, frozen=True):
    """Who gets the morning mail, and how: `smtp`, or a `sendmail`-compatible command."""

    from_: Address = msgspec.field(name="from")
    to: Address
    smtp: Smtp | None = None
    sendmail: Command | None = None


class Settings(Definition, frozen=True):
    """A whole settings file; `me` is what letters say of the user."""

    mail: Mail | None = None
    me: Myself | None = None


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine by its name or address; nothing is looked up."""
    if host.casefold() == "localhost":
        return True
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False
