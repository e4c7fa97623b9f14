"""Sealed rows: tables of what can be computed again, whose every row is believed only under its seal.

A row has a key, its values, and a hash over both. So a row that was changed, by whatever hand or fault, is
as good as none, and what follows from a missing row is for whoever asked for it.
"""

from __future__ import annotations

from _blake2 import blake2b
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import msgspec

from followup import __version__

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator

_BATCH = 500  # SQLite's oldest limit on parameters is 999
# Another program, or another version of this one, may mean something else by the same row.
_PROGRAM = f"followup {__version__} tables 4".encode()


class Unusable(Exception):
    """What stands beside the log cannot be believed."""


class Head(NamedTuple):
    """What the tables were computed from: up to which event, under which premises, at what time.

    `events` counts those that are about no application; `names` are the moments at which something wakes.
    """

    tip: str = ""
    premises: str = ""
    since: str = ""
    events: int = 0
    names: tuple[str, ...] = ()


class Asleep(NamedTuple):
    """Until when an application has nothing to show, how many events it has, and its links (`names`).

    `last` is the last date that any of its events ever had.
    """

    until: str = ""
    events: int = 0
    last: str = ""
    names: tuple[str, ...] = ()


class Link(NamedTuple):
    """What a key leads to (`names`): of a link, the applications that share it; and the next key in order.

    A key that should be there and is not shows in the one before it. `rest` is what `Links` makes of it.
    """

    next: str = ""
    rest: str = ""
    names: tuple[str, ...] = ()


class Wake(NamedTuple):
    """The applications that wake at a moment; those of the moment "" are awake."""

    names: tuple[str, ...] = ()


# Each table by its name: its key, and the values of a row. The last value is a list, kept as JSON.
SHAPES: dict[str, tuple[str, type[NamedTuple]]] = {
    "derived": ("name", Head),
    "sleep": ("application", Asleep),
    "links": ("link", Link),
    "wakes": ("until", Wake),
}
_Row = TypeVar("_Row", bound=NamedTuple)


def make(connection: sqlite3.Connection) -> None:
    """Make the tables anew and empty, in place of whatever has their names."""
    found = connection.execute("SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view')")
    for kind, name in found.fetchall():
        if name in SHAPES:
            connection.execute(f"DROP {kind} {name}")
    for name, (key, shape) in SHAPES.items():
        columns = "".join(f"{column} NOT NULL, " for column in shape._fields)
        connection.execute(
            f"CREATE TABLE {name} ({key} TEXT PRIMARY KEY, {columns}seal NOT NULL) WITHOUT ROWID"
        )


class Rows(dict[str, _Row], Generic[_Row]):
    """The rows of one table by key, each read when it is asked for, and written by `save` if it was set.

    `fresh` is for a table that is being made: nothing of it is read.
    """

    def __init__(
        self, connection: sqlite3.Connection, table: str, shape: Callable[..., _Row], *, fresh: bool = False
    ) -> None:
        super().__init__()
        self.connection, self.table, self.shape, self.fresh = connection, table, shape, fresh
        self.key = SHAPES[table][0]
        self._columns = (self.key, *SHAPES[table][1]._fields, "seal")
        self._changed = set[str]()

    def __missing__(self, key: str) -> _Row:
        if not self.fresh:
            self.read([key])
        if key not in self:
            super().__setitem__(key, self.absent(key))
        return self[key]

    def __setitem__(self, key: str, row: _Row) -> None:
        super().__setitem__(key, row)
        self._changed.add(key)

    def absent(self, key: str) -> _Row:
        """Return what a row that is not there stands for; Unusable where it has to be there."""
        if self.fresh:
            return self.shape()
        raise Unusable(f"{self.table} {key}")

    def read(self, keys: Iterable[str]) -> None:
        """Read those rows that are there; Unusable if one is not as it was written."""
        names = sorted(set(keys) - self.keys())
        for start in range(0, len(names), _BATCH):
            part = names[start : start + _BATCH]
            self._read(f" WHERE {self.key} IN ({', '.join('?' * len(part))})", part)

    def read_all(self) -> None:
        """Read every row; Unusable if one is not as it was written."""
        self._read("", [])

    def _read(self, condition: str, values: list[str]) -> None:
        query = f"SELECT {', '.join(self._columns)} FROM {self.table}{condition}"  # noqa: S608  # names of our own
        for *row, seal in self.connection.execute(query, values):
            if seal != _seal(self.table, row):
                raise Unusable(f"{self.table} {row[0]}")
            super().__setitem__(row[0], self.shape(*row[1:-1], tuple(msgspec.json.decode(row[-1]))))

    def save(self) -> None:
        """Write the rows that were set."""
        keys = sorted(self._changed)
        self._changed.clear()
        self.write((key, self[key]) for key in keys)

    def write(self, rows: Iterable[tuple[str, _Row]]) -> None:
        """Write rows, one after another: of a log that is taken up anew there are many."""
        marks = ", ".join("?" * len(self._columns))
        self.connection.executemany(
            f"INSERT OR REPLACE INTO {self.table} VALUES ({marks})",  # noqa: S608  # names of our own
            _sealed(self.table, rows),
        )

    def drop(self, keys: Iterable[str]) -> None:
        """Delete rows."""
        for key in keys:
            self.pop(key, None)
            self._changed.discard(key)
            self.connection.execute(f"DELETE FROM {self.table} WHERE {self.key} = ?", (key,))  # noqa: S608


def _sealed(table: str, rows: Iterable[tuple[str, tuple[Any, ...]]]) -> Iterator[list[Any]]:
    """Yield each row as it stands in the table."""
    encode = msgspec.json.encode
    for key, values in rows:
        row = [table, key, *values]
        row[-1] = encode(row[-1]).decode()
        row.append(blake2b(encode(row), digest_size=12, key=_PROGRAM).hexdigest())
        del row[0]
        yield row


def _seal(table: str, row: list[Any]) -> str:
    content = msgspec.json.encode([table, *row])
    return blake2b(content, digest_size=12, key=_PROGRAM).hexdigest()
