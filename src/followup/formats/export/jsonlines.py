"""JSON Lines: the whole log as text, and back, so that nothing is lost and no damage goes unseen.

The first line says what the file is and how many events follow; each line after it is an event as the log
has it, and ends with a hash over everything up to there. So a line that was changed, cut off or left out
shows.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import msgspec

from followup.core.errors import RequestFailed
from followup.core.events import Event
from followup.core.merging import cleaned

if TYPE_CHECKING:
    from collections.abc import Sequence

# Of what stands in the lines. An event that gets another meaning makes another version.
VERSION = 1
LARGEST = 64 << 20  # bytes; the log of a year of searching has one million
_MARK = re.compile(rb'\s*\{\s*"followup"\s*:')
_HASH = re.compile(rb',"hash":"([0-9a-f]{32})"\}\s*\Z')
_BOM = b"\xef\xbb\xbf"
_AGAIN = "Copy it anew, or make another with `followup export --all`."


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first line: what the file is, in which version, and how many events it holds."""

    followup: str
    version: int
    events: int


def write_lines(events: Sequence[Event]) -> bytes:
    """Return a log as JSON Lines."""
    head = msgspec.json.encode(Head("log", VERSION, len(events)))
    lines, last = [head], _digest("", head)
    for event in events:
        data = msgspec.json.encode(event)
        last = _digest(last, data)
        lines.append(data[:-1] + b',"hash":"' + last.encode() + b'"}')
    return b"\n".join(lines) + b"\n"


def is_export(data: bytes) -> bool:
    """Whether the content of a file begins as an exported log does."""
    return _MARK.match(data.removeprefix(_BOM)) is not None


def read_lines(data: bytes, name: str) -> list[Event]:
    """Return the events of an exported log, a file called `name`, in their order.

    RequestFailed, in a sentence with the line, for whatever is not as it was written.
    """
    if len(data) > LARGEST:
        raise RequestFailed(f"{name} is larger than {LARGEST >> 20} MB. Nothing was logged.")
    lines = data.removeprefix(_BOM).rstrip(b"\r\n \t").split(b"\n")
    head = _head(lines[0], name)
    last = _digest("", msgspec.json.encode(head))
    events: dict[str, Event] = {}
    for number, line in enumerate(lines[1:], 2):
        event, last = _event(line, last, f"{name}, line {number}")
        _check_place(event, events, f"{name}, line {number}")
        events[event.id] = event
        if len(events) > head.events:
            raise RequestFailed(
                f"{name}, line {number}: only {head.events} events were written. Nothing was logged.", _AGAIN
            )
    if len(events) < head.events:
        raise RequestFailed(
            f"{name} ends with line {len(lines)}, and {head.events - len(events)} of its {head.events} events"
            " are missing. Nothing was logged.",
            _AGAIN,
        )
    return list(events.values())


def _head(line: bytes, name: str) -> Head:
    try:
        head = msgspec.json.decode(line, type=Head)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _not_written(f"{name}, line 1") from None
    if head.followup != "log" or head.version != VERSION:
        raise RequestFailed(
            f"{name}, line 1: this is version {head.version} of an export, and this program reads version"
            f" {VERSION}. Nothing was logged.",
            "Upgrade followup, or export with this version.",
        )
    return head


def _event(line: bytes, last: str, place: str) -> tuple[Event, str]:
    """Return the event of a line, and the hash up to there."""
    found = _HASH.search(line)
    data = line[: found.start()] + b"}" if found else b""
    last = _digest(last, data)
    if found is None or last.encode() != found[1]:
        raise _not_written(place)
    try:
        event = msgspec.json.decode(data, type=Event)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _not_written(place) from None
    if msgspec.json.encode(event) != data:  # it has a field that this version would lose
        raise RequestFailed(
            f"{place}: the event says more than this version understands. Nothing was logged.",
            "Upgrade followup.",
        )
    try:
        return cleaned(event), last
    except RequestFailed as error:
        raise RequestFailed(f"{place}: {error.message} Nothing was logged.", _AGAIN) from None


def _check_place(event: Event, before: dict[str, Event], place: str) -> None:
    """Raise RequestFailed for an event that is there already, or is of an application that is not."""
    if event.id in before:
        raise RequestFailed(f"{place}: the event {event.id} stands there twice. Nothing was logged.", _AGAIN)
    begun = event if event.application == event.id else before.get(event.application or "")
    if event.application is not None and (begun is None or begun.application != event.application):
        raise RequestFailed(
            f"{place}: the application {event.application} does not begin before it. Nothing was logged.",
            _AGAIN,
        )


def _not_written(place: str) -> RequestFailed:
    return RequestFailed(f"{place} is not as it was written, or cut off. Nothing was logged.", _AGAIN)


def _digest(last: str, data: bytes) -> str:
    """Return the hash of a line, which goes on from that of the line before: 128 bits in hexadecimal."""
    return hashlib.blake2b(last.encode() + data, digest_size=16).hexdigest()
