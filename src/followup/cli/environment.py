"""The environment: clock, variables, chance, terminal. The only module that asks for any of them."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from followup.adapters.log.store import Store  # msgspec reads the annotation
from followup.adapters.rulebook import RuleFile  # msgspec reads the annotation
from followup.core.actions import encode
from followup.core.errors import NotValid
from followup.core.text import clean


def _real_clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # the one clock


def _random_id() -> str:
    """Return an id that no other machine's log will ever hold: 80 random bits."""
    return encode(os.urandom(10))  # `secrets` asks for the same, after it has loaded OpenSSL


def _local_zone() -> tzinfo:
    """Return this machine's zone. tzlocal knows every way a machine can say it; most say it by a link."""
    link = Path("/etc/localtime")
    if not os.environ.get("TZ") and link.is_symlink():
        _, marker, name = str(link.readlink()).rpartition("zoneinfo/")
        if marker:
            with contextlib.suppress(ZoneInfoNotFoundError, ValueError):
                return ZoneInfo(name)
    import logging
    import warnings

    import tzlocal

    # It finds a zone where the machine's files disagree, too; what it says of them is not for the screen.
    logging.getLogger("tzlocal").addHandler(logging.NullHandler())
    try:
        with warnings.catch_warnings(action="ignore"):
            return tzlocal.get_localzone()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        named = os.environ.get("TZ")
        what = f"TZ is {clean(named)!r}, which" if named else "What this machine calls its own zone"
        raise NotValid(
            f"{what} names no time zone.",
            "Set TZ to a name such as Europe/Berlin, or type: followup init --timezone Europe/Berlin",
        ) from None


class Environment(msgspec.Struct, kw_only=True):
    """What a command cannot compute. Stories and tests bring a clock, ids and a store of their own."""

    variables: Mapping[str, str] = msgspec.field(default_factory=lambda: os.environ)
    clock: Callable[[], datetime] = _real_clock
    new_id: Callable[[], str] = _random_id
    local_zone: Callable[[], tzinfo] = _local_zone
    can_ask: Callable[[], bool] = lambda: sys.stdin is not None and sys.stdin.isatty()
    platform: str = sys.platform
    width: int | None = None  # of the terminal, in columns; None asks the terminal
    store: Store | None = None
    rules: RuleFile | None = None
