"""What mails tell that nobody has decided yet: noted for `today`, which reads nothing else of it.

It is noted when mails are looked at; where it is lost, nothing is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from followup.adapters.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

NAME = "news.json"
MOST_DECIDED = 5000


class Count(NamedTuple):
    """How much waits for a decision: so many proposals, of so many mails."""

    proposals: int = 0
    mails: int = 0


class _News(msgspec.Struct):
    """The mail of each proposal, by its id: of those that wait, and of those decided, for an `undo`."""

    waiting: dict[str, str] = {}
    decided: dict[str, str] = {}


def count_news(data: Path) -> Count:
    """Return how much waited when mails were last looked at. `data` is the folder of the log."""
    waiting = _load(data).waiting
    return Count(len(waiting), len(set(waiting.values())))


def note_news(data: Path, found: Mapping[str, str]) -> None:
    """Note what waits."""
    before = _load(data)
    gone = {name: mail for name, mail in before.waiting.items() if name not in found}
    if gone or found != before.waiting:
        _keep(data, _News(dict(found), {**before.decided, **gone}))


def note_decided(data: Path, ids: Iterable[str]) -> None:
    """Note that something was decided about these proposals."""
    gone = set(ids)
    note_news(data, {name: mail for name, mail in _load(data).waiting.items() if name not in gone})


def note_undecided(data: Path, ids: Iterable[str]) -> None:
    """Note that about these proposals nothing is decided any more."""
    before = _load(data)
    again = {name: before.decided[name] for name in ids if name in before.decided}
    if again:
        left = {name: mail for name, mail in before.decided.items() if name not in again}
        _keep(data, _News({**before.waiting, **again}, left))


def _load(data: Path) -> _News:
    return _kept(data).load(NAME, "", _News) or _News()


def _keep(data: Path, news: _News) -> None:
    latest = dict(list(news.decided.items())[-MOST_DECIDED:])
    _kept(data).keep(NAME, "", _News(news.waiting, latest))


def _kept(data: Path) -> Cache:
    """Return where it is noted; it is no cache, and kept where nothing else is."""
    return Cache(data / "cache")
