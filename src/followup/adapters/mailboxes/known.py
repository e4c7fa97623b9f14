"""Which files of a folder were read before, as digests of their names."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from followup.adapters.mailboxes.definitions import NamesMark

if TYPE_CHECKING:
    from collections.abc import Iterable

# Bytes of one digest. Of 100,000 names, one that is new is taken for one of them once in 2,800 million times.
WIDTH = 6


def digest(name: str | bytes) -> bytes:
    """Return what stands for a name in a mark."""
    data = name.encode(errors="surrogateescape") if isinstance(name, str) else name
    return blake2b(data, digest_size=WIDTH).digest()


class Known:
    """The names of a mark, and those that come to them."""

    def __init__(self, since: object = None) -> None:
        names = since.names if isinstance(since, NamesMark) else b""
        self._names = {names[at : at + WIDTH] for at in range(0, len(names), WIDTH)}

    def __contains__(self, name: bytes) -> bool:
        return name in self._names

    def add(self, name: bytes) -> None:
        """Remember a digest."""
        self._names.add(name)

    def keep(self, names: Iterable[bytes]) -> None:
        """Forget every digest but those of `names`: what is gone does not come again."""
        self._names.intersection_update(names)

    @property
    def mark(self) -> NamesMark:
        """Return the mark of all that is known."""
        return NamesMark(b"".join(sorted(self._names)))
