"""What mails told: kept beside the log, and as good as none where it is damaged, for it can be read again."""

from __future__ import annotations

from datetime import date, datetime
from heapq import nlargest
from typing import TYPE_CHECKING, Any

import msgspec

from followup.adapters.cache import LARGEST, Cache
from followup.core.proposals import Proposal
from followup.formats.intake.gathering import Addresses
from followup.formats.intake.notices import Notice

if TYPE_CHECKING:
    from followup.adapters.folders import Folders

NAME = "mails.json"
# Mostly about a kilobyte each. Of those that count if their thread does, fewer.
MOST, MOST_POSSIBLE = 8000, 4000
ROOM = LARGEST - (4 << 20)  # bytes; the rest is for the marks


class Read(msgspec.Struct, frozen=True):
    """How far a mailbox has been read, and whose mails were taken for the user's own.

    `mark` is what it says itself, as JSON. `source` is what opens it again; None where the settings know it.
    """

    mark: str
    own: tuple[str, ...]
    source: str | None = None


class Waiting:
    """The notices of all mails read so far, by their ids, and how far each mailbox was read.

    `premises` name what notices follow from besides the mails. `addresses` tell which are the user's own.
    """

    def __init__(self, premises: str) -> None:
        self.premises = premises
        self.notices: dict[str, Notice] = {}
        self.read: dict[str, Read] = {}
        self.addresses = Addresses()
        self.again: tuple[
            str, ...
        ] = ()  # the mailboxes that are to be read again, for the premises are others
        self.is_cut = False  # whether there was more than is kept

    def add(self, notice: Notice) -> None:
        """Take in a notice; where there are too many, the oldest go."""
        self.notices[notice.id] = notice
        if len(self.notices) > 2 * (MOST + MOST_POSSIBLE):
            self.prune()

    def prune(self) -> None:
        """Leave the newest, as many as the file has room for."""
        sure = [each for each in self.notices.values() if not each.only_known]
        possible = [each for each in self.notices.values() if each.only_known]
        kept = [*nlargest(MOST, sure, key=_said), *nlargest(MOST_POSSIBLE, possible, key=_said)]
        room, found = ROOM, dict[str, Notice]()
        for each in kept:
            room -= len(msgspec.json.encode(each))
            if room > 0:
                found[each.id] = each
        self.is_cut = self.is_cut or any(each.id not in found for each in sure)
        self.notices = found


def _said(notice: Notice) -> tuple[float, str]:
    said = notice.proposals[0].said
    return said.timestamp() if said is not None else 0.0, notice.id


class _Kept(msgspec.Struct):
    premises: str
    notices: list[dict[str, Any]]
    read: dict[str, Read]
    addresses: Addresses


def load_waiting(folders: Folders, premises: str) -> Waiting:
    """Return what waits; what was read under other premises is to be read again."""
    waiting = Waiting(premises)
    kept = Cache(folders.cache).load(NAME, "", _Kept)
    if kept is None:
        return waiting
    if kept.premises != premises:
        waiting.again = tuple(each.source for each in kept.read.values() if each.source is not None)
        return waiting
    try:
        notices = [_notice(each) for each in kept.notices]
    except (msgspec.ValidationError, ValueError, KeyError):  # nobody else writes under this seal
        return waiting
    waiting.notices = {each.id: each for each in notices}
    waiting.read, waiting.addresses = kept.read, kept.addresses
    return waiting


def keep_waiting(folders: Folders, waiting: Waiting) -> bool:
    """Keep what waits; return whether it is kept."""
    waiting.prune()
    notices = [msgspec.to_builtins(each) for each in waiting.notices.values()]
    if not folders.data.exists():
        from followup.adapters.files import make_folder

        make_folder(folders.data)
    return Cache(folders.cache).keep(
        NAME, "", _Kept(waiting.premises, notices, waiting.read, waiting.addresses)
    )


# One of two types that are both written as text is not for msgspec to tell; all other fields are.
_REST = msgspec.defstruct(
    "_REST",
    [
        (field.name, field.type) if field.required else (field.name, field.type, field.default)
        for field in msgspec.structs.fields(Proposal)
        if field.name != "at"
    ],
    kw_only=True,
)


def _notice(kept: dict[str, Any]) -> Notice:
    rest = {name: value for name, value in kept.items() if name not in {"proposals", "around"}}
    around = tuple((before, after) for before, after in kept["around"])
    return Notice(tuple(map(_proposal, kept["proposals"])), around, **_tuples(rest))


def _tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}


def _proposal(kept: dict[str, Any]) -> Proposal:
    at = kept.pop("at")
    moment = datetime.fromisoformat(at) if "T" in at else date.fromisoformat(at)
    return Proposal(at=moment, **msgspec.structs.asdict(msgspec.convert(kept, _REST)))
