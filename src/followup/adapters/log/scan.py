"""The scan: what a damaged file still holds, found byte by byte, whatever has become of its pages.

SQLite finds a row by way of the header, the schema and the pages above it; where one of them is damaged, it
finds none of the rows below. But a row is one record (https://sqlite.org/fileformat2.html#record_format), and
the hash in it tells whether all of it is there: so any place of the file that reads as a record of ours, and
whose hash is right, is one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from followup.adapters.log.chain import VERSION, Damage, Head, Row, check_columns, digest
from followup.core.events import Event
from followup.core.format1 import OldEvent

if TYPE_CHECKING:
    from collections.abc import Iterator

# A record begins with the length of its header; then come the types of the columns. The number of a row is
# nothing in the record, for it stands before it; the first column of a morning mail is a date of ten letters.
_BEGINNING = re.compile(rb"[\x06-\x20]\x00|[\x07-\x0a]\x21")
_DATA = b'{"id":"'
_SHORT_COLUMNS = 200  # bytes at most of header, id, kind, application and date
_NOTHING = 0
_FIRST_TEXT = 13  # the type of an empty text; longer ones are odd numbers after it
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # bytes by type
_BITS = 7  # of a byte of a number of variable length; the eighth says that another byte follows
_LONGEST_NUMBER = 9  # bytes
_EVENT, _MAIL, _HEAD = 8, 6, 5  # columns
_OLD_EVENTS: dict[int, type[Event | OldEvent]] = {6: Event, 7: OldEvent}  # formats 2 and 1, by columns

_ALWAYS_FREE = 35  # bytes of a page; a longer record goes on in other pages

Value = int | str | None


class Found(NamedTuple):
    """What a file holds: `rows` that are as they were written, others that were `altered`, mails and head.

    `old` are rows of formats 1 and 2, which had no hashes, with what their data says.
    """

    rows: list[Row]
    altered: list[Row]
    mails: list[tuple[str, ...]]
    head: Head | None
    old: list[tuple[int, Event | OldEvent]]


def scan(data: bytes) -> Found:
    """Return what the bytes of a log hold. Where one bit of a row is wrong, its hash tells which it is."""
    found = Found([], [], [], None, [])
    page = _page_size(data)
    for match in _BEGINNING.finditer(data):
        record = _record_at(data, match.start(), page)
        if record is None:
            continue
        values = record.values
        if len(values) == _EVENT and digest(record.number, *values[1:-1]) == values[-1]:
            found.rows.append(_row(record))
        elif len(values) == _EVENT and record.has_event:
            fixed = _with_one_bit_changed(data, match.start(), page)
            (found.altered if fixed is None else found.rows).append(fixed or _row(record))
        elif len(values) == _HEAD and values[:2] == (None, VERSION) and digest(*values[1:4]) == values[4]:
            found = found._replace(head=Head(values[2], values[3]))  # type: ignore[arg-type]  # sealed
        elif len(values) == _MAIL and values[0] is not None and digest(*values[:5]) == values[5]:
            found.mails.append(tuple(map(str, values[:5])))
        elif len(values) in _OLD_EVENTS and record.has_event:
            event = _old_event(values)
            found.old.extend([(record.number, event)] if event is not None else ())
    return found


def _row(record: _Record) -> Row:
    return Row(record.number, *record.values[1:])  # type: ignore[arg-type]  # a damaged row may hold anything


def _with_one_bit_changed(data: bytes | bytearray, start: int, page: int) -> Row | None:
    """Return the row at `start` as it was, if a single bit of it is wrong; None if not, or if it is long."""
    size = sum(map(_size, _types(data, start))) + data[start]
    if size > page - _ALWAYS_FREE:
        return None
    before = min(start, 2)  # bytes with the number of the row
    part = bytearray(data[start - before : start + size])
    for at in range(len(part)):
        for bit in range(8):
            part[at] ^= 1 << bit
            record = _record_at(part, before, page)
            if record is not None and len(record.values) == _EVENT:
                row = _row(record)
                if digest(*row[:-1]) == row.hash:
                    return row
            part[at] ^= 1 << bit
    return None


def _old_event(values: tuple[Value, ...]) -> Event | OldEvent | None:
    """Return the event of a row without a hash, if it says the same thing twice."""
    try:
        event = msgspec.json.decode(str(values[-1]), type=_OLD_EVENTS[len(values)])
        check_columns(event, *values[1:5])  # type: ignore[arg-type]  # it tells what they are
    except (msgspec.DecodeError, Damage, TypeError, ValueError):
        return None
    return event


class _Record(NamedTuple):
    """What may be a record: the number before it, its columns, and whether it holds the data of an event.

    That begins after the short columns, wherever a wrong bit makes the columns begin.
    """

    number: int
    values: tuple[Value, ...]
    has_event: bool


def _record_at(data: bytes | bytearray, start: int, page: int) -> _Record | None:
    types = _types(data, start)
    size = sum(map(_size, types)) + data[start]
    record = _whole(data, start, size, page) if types and size <= len(data) else None
    if record is None:
        return None
    return _Record(
        _number_before(data, start), tuple(_values(record, types)), record.find(_DATA, 0, _SHORT_COLUMNS) > 0
    )


def _page_size(data: bytes) -> int:
    """Return the size of a page: what the header says, or the usual one where the header is damaged."""
    size = int.from_bytes(data[16:18], "big")
    return size if size in {1 << power for power in range(9, 16)} else 4096


def _types(data: bytes | bytearray, start: int) -> list[int]:
    """Return the types of the columns of the record at `start`; none if there is no record."""
    types, at, end = list[int](), start + 1, start + data[start]
    while at < end:
        value, at = _number(data, at)
        types.append(value)
    known = all(each in {_NOTHING, 8, 9, *_INTEGERS} or each >= _FIRST_TEXT for each in types)
    return types if at == end and known and len(types) in {_EVENT, _MAIL, _HEAD, *_OLD_EVENTS} else []


def _size(kind: int) -> int:
    return (kind - 12) // 2 if kind >= _FIRST_TEXT else _INTEGERS.get(kind, 0)


def _number(data: bytes | bytearray, at: int) -> tuple[int, int]:
    """Return the number of variable length at `at`, and where it ends."""
    value = 0
    for byte in data[at : at + _LONGEST_NUMBER]:
        value, at = value << _BITS | byte & 0x7F, at + 1
        if byte < 1 << _BITS:
            break
    return value, at


def _number_before(data: bytes | bytearray, end: int) -> int:
    """Return the number of variable length that ends at `end`."""
    start = end - 1
    while end - start < _LONGEST_NUMBER and start > 0 and data[start - 1] >= 1 << _BITS:
        start -= 1
    return _number(data, start)[0] if start >= 0 else 0


def _whole(data: bytes | bytearray, start: int, size: int, page: int) -> bytes | None:
    """Return the record at `start` of this size; a long one goes on in pages that each name the next.

    None if it is not all there. How much of it stays in the first page is a rule of the file's format.
    """
    here = size
    if size > page - _ALWAYS_FREE:
        least = (page - 12) * 32 // 255 - 23
        here = least + (size - least) % (page - 4)
        here = here if here <= page - _ALWAYS_FREE else least
    record = bytearray(data[start : start + here])
    next_page = data[start + here : start + here + 4]
    while len(record) < size:
        at = (int.from_bytes(next_page, "big") - 1) * page
        if not 0 < at < len(data) - 4:
            return None
        next_page = data[at : at + 4]
        record += data[at + 4 : at + min(page, 4 + size - len(record))]
    return bytes(record)


def _values(record: bytes, types: list[int]) -> Iterator[Value]:
    at = record[0]
    for kind in types:
        content = record[at : at + _size(kind)]
        at += len(content)
        if kind >= _FIRST_TEXT:
            yield content.decode("utf-8", "replace")
        else:
            yield {_NOTHING: None, 8: 0, 9: 1}.get(kind, int.from_bytes(content, "big", signed=True))
