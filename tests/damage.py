"""What can happen to what is kept only so that it need not be computed again: to files, and to tables."""

from __future__ import annotations

import os
import socket
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

HUGE = 1 << 28  # bytes, of which the disk holds none


def _in_place_of(make: Callable[[Path], object]) -> Callable[[Path], None]:
    """Return what makes something else at the path of a file."""

    def replace(path: Path) -> None:
        path.unlink()
        make(path)

    return replace


def _changed(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Return what changes the content of a file."""
    return lambda path: path.write_bytes(change(path.read_bytes())) and None


def _flipped(part: float) -> Callable[[bytes], bytes]:
    """Return what flips one bit at that part of the bytes, 0 the first and 1 the last."""

    def flip(data: bytes) -> bytes:
        place = round(part * (len(data) - 1))
        return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]

    return flip


def _another(path: Path) -> None:
    """Put there what another file of the same folder holds."""
    others = [other for other in sorted(path.parent.iterdir()) if other != path]
    path.write_bytes(others[0].read_bytes() if others else b"another")


def _moved(path: Path) -> None:
    """Leave a link to where the file is now."""
    elsewhere = path.with_name("elsewhere")
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def _socket(path: Path) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as listening:
        here = Path.cwd()
        os.chdir(path.parent)  # a socket's path is short
        try:
            listening.bind(path.name)
        finally:
            os.chdir(here)


# To a file of the cache.
TO_FILES: dict[str, Callable[[Path], None]] = {
    "gone": Path.unlink,
    "empty": _changed(lambda _data: b""),
    "one byte": _changed(lambda data: data[:1]),
    "cut": _changed(lambda data: data[: len(data) // 2]),
    "without its end": _changed(lambda data: data[:-1]),
    "with more": _changed(lambda data: data + b"\n"),
    "without a seal": _changed(lambda data: data.partition(b"\n")[2]),
    "a bit of the seal": _changed(_flipped(0)),
    "a bit in the middle": _changed(_flipped(0.5)),
    "a bit near the end": _changed(_flipped(0.98)),
    "no UTF-8": _changed(lambda data: data[:-3] + b"\xff" + data[-2:]),
    "zeros": _changed(lambda data: bytes(len(data))),
    "of another": _another,
    "huge": lambda path: os.truncate(path, HUGE),
    "a folder": _in_place_of(Path.mkdir),
    "a pipe": _in_place_of(os.mkfifo),
    "a socket": _in_place_of(_socket),
    "a link to a device": _in_place_of(lambda path: path.symlink_to("/dev/zero")),
    "a link to itself": _in_place_of(lambda path: path.symlink_to(path)),
    "a link to nothing": _in_place_of(lambda path: path.symlink_to(path.with_name("nothing"))),
    "a link to where it is": _moved,
    "unreadable": lambda path: path.chmod(0),
}


def _empty_folder(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def _instead(make: Callable[[Path], object]) -> Callable[[Path], None]:
    """Return what makes something else at the path of a folder."""

    def replace(folder: Path) -> None:
        folder.rename(folder.with_name("cache-that-was"))
        make(folder)

    return replace


# To the folder of the cache.
TO_FOLDERS: dict[str, Callable[[Path], None]] = {
    "empty": _empty_folder,
    "a file": _instead(Path.touch),
    "a pipe": _instead(os.mkfifo),
    "a link to where it is": _instead(lambda folder: folder.symlink_to("cache-that-was")),
    "a link to a device": _instead(lambda folder: folder.symlink_to("/dev/zero")),
    "a link to itself": _instead(lambda folder: folder.symlink_to(folder)),
}

# To a table beside the log, in SQL: {row} is a condition that the last row meets.
TO_TABLES = {
    "gone": "DROP TABLE {table}",
    "empty": "DELETE FROM {table}",
    "without a row": "DELETE FROM {table} WHERE {row}",
    "without half the rows": "DELETE FROM {table} WHERE {key} > (SELECT avg({key}) FROM {table})",
    "a view": "DROP TABLE {table}; CREATE VIEW {table} AS SELECT 1 AS one",
    "other columns": "DROP TABLE {table}; CREATE TABLE {table} (one, two); INSERT INTO {table} VALUES (1, 2)",
    "one more column": "ALTER TABLE {table} ADD COLUMN more DEFAULT 1",
    "a value in a row": "UPDATE {table} SET {value} = '9999' WHERE {row}",
    "a value in every row": "UPDATE {table} SET {value} = '9999'",
    "no value": "UPDATE {table} SET {value} = ''",
    "a number": "UPDATE {table} SET {value} = 7",
    "bytes": "UPDATE {table} SET {value} = x'ff00'",
    "text that is no UTF-8": "UPDATE {table} SET {value} = CAST(x'ff41' AS TEXT)",
    "no list": "UPDATE {table} SET names = '[]'",
    "no seal": "UPDATE {table} SET seal = ''",
    "another key": "UPDATE {table} SET {key} = {key} || 'x' WHERE {row}",
    "a key in bytes": "UPDATE {table} SET {key} = CAST({key} AS BLOB) WHERE {row}",
}
TABLES = {
    "derived": ("name", "since"),
    "sleep": ("application", "until"),
    "links": ("link", "next"),
    "wakes": ("until", "names"),
}


def spoil_table(log: Path, table: str, how: str) -> None:
    """Do to a table of the log what `TO_TABLES` says."""
    key, value = TABLES[table]
    row = f"{key} = (SELECT max({key}) FROM {table})"  # noqa: S608  # names of our own
    with closing(sqlite3.connect(log)) as connection:
        connection.executescript(TO_TABLES[how].format(table=table, key=key, value=value, row=row))


def take_tables(log: Path, other: Path) -> None:
    """Put the tables of another log in the place of this one's."""
    with closing(sqlite3.connect(log)) as connection:
        connection.execute("ATTACH ? AS other", (str(other),))
        for table in TABLES:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608
            connection.execute(f"INSERT INTO {table} SELECT * FROM other.{table}")  # noqa: S608
        connection.commit()


def spoil_page(log: Path, table: str, how: str) -> None:
    """Write over bytes of the first page of a table: `zeros`, `noise`, or one bit where a row is."""
    with closing(sqlite3.connect(log)) as connection:
        [[number]] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,))
        [[size]] = connection.execute("PRAGMA page_size")
    with log.open("r+b") as file:
        file.seek((number - 1) * size)
        page = bytearray(file.read(size))
        if how == "zeros":
            page = bytearray(size)
        elif how == "noise":
            page = bytearray(place * 7 % 251 for place in range(size))
        else:
            page[-int(how)] ^= 1  # rows stand at the end of a page
        file.seek((number - 1) * size)
        file.write(page)


TO_PAGES = ("zeros", "noise", "5", "30", "60", "90")
