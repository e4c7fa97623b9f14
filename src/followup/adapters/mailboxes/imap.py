"""One folder of an IMAP server, read and never changed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from followup.adapters.mailboxes.definitions import ImapMark, Raw
from followup.adapters.mailboxes.imapclient import STEP_SECONDS, Access, Session, reading
from followup.adapters.mailboxes.splitting import BEGINNING, LARGEST
from followup.core.errors import MailFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from followup.adapters.mailboxes.definitions import Mark
    from followup.formats.settings.definitions import Imap

WHOLE = 2 << 20  # bytes; what is larger has attachments, and those stand behind the text
_AT_ONCE = 100  # mails that are asked for together, ...
_BYTES_AT_ONCE = 2 << 20  # ... as long as they are small
_UID = re.compile(rb"\bUID (\d{1,10})\b", re.IGNORECASE)
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,12})\b", re.IGNORECASE)


class ImapFolder:
    """The mails of the last days in a folder of a server; `today` is the day they are counted from."""

    def __init__(self, imap: Imap, access: Access, today: date, seconds: float = STEP_SECONDS) -> None:
        self._imap, self._access, self._seconds = imap, access, seconds
        self._first = today - timedelta(days=imap.days)
        self._shown = f"{imap.folder} on {imap.name}"
        self.name = f"imap://{imap.user or ''}@{imap.name}/{imap.folder}"
        self.total: int | None = None
        self.done = 0
        self.mark: ImapMark | None = None

    def mails(self, since: Mark | None) -> Iterator[Raw]:
        """Yield what came after `since`, by UID; MailFailed where the server does not play along.

        Everything is read anew where the server gave new UIDs, and where more days are wanted than before.
        """
        with reading(self._imap, self._access, self._seconds) as session:
            with session.step() as box:
                validity = _validity(self._imap, box.client)
            before = since if isinstance(since, ImapMark) else None
            if before is None or before.validity != validity or before.first > self._first:
                before = ImapMark(validity, 0, self._first)
            self.mark = before
            with session.step() as box:
                uids = _new(_answer(box.client, "SEARCH", _wanted(before, self._first)), before.highest)
            self.total = len(uids)
            for start in range(0, len(uids), _AT_ONCE):
                for raw, uid in self._fetched(session, uids[start : start + _AT_ONCE]):
                    self.done += 1
                    self.mark = ImapMark(validity, uid, before.first)
                    yield raw
            self.done = self.total

    def _fetched(self, session: Session, uids: list[int]) -> Iterator[tuple[Raw, int]]:
        """Yield those of the mails that are still there."""
        with session.step() as box:
            sizes = _sizes(_answer(box.client, "FETCH", _listed(uids), "(UID RFC822.SIZE)"))
        for group in _groups([(uid, sizes[uid]) for uid in uids if uid in sizes]):
            parts = f"(UID BODY.PEEK[]{f'<0.{BEGINNING}>' if sizes[group[0]] > WHOLE else ''})"
            with session.step() as box:
                bodies = _bodies(_answer(box.client, "FETCH", _listed(group), parts))
            for uid in group:
                if uid in bodies:
                    yield Raw(self._shown, bodies[uid], self._too_large(uid, sizes[uid])), uid

    def _too_large(self, uid: int, size: int) -> str | None:
        if size <= LARGEST:
            return None
        where = f"The mail with the UID {uid} in {self._shown}"
        return f"{where} is larger than {LARGEST >> 20} MB; only its beginning was read."


def _wanted(before: ImapMark, first: date) -> str:
    from imap_tools import AND, U

    uids = U(str(before.highest + 1), "*")
    return str(AND(uid=uids, date_gte=first, deleted=False, draft=False))


def _new(said: list[bytes], highest: int) -> list[int]:
    """Return the UIDs of an answer, in order; `9:*` gives that of the last mail, whatever it is."""
    found = {int(uid) for line in said for uid in line.split()}
    return sorted(uid for uid in found if uid > highest)


def _validity(imap: Imap, client: Any) -> int:
    """Return the number that changes when the server numbers the mails of a folder anew."""
    said = client.response("UIDVALIDITY")[1]
    if not said or said[0] is None:
        raise MailFailed(f"{imap.name} does not number its mails, so nothing tells which ones are new.")
    return int(said[0])


def _answer(client: Any, *question: str) -> list[Any]:
    """Ask about mails by their UIDs; a charset is not named, which some servers refuse."""
    status, data = client.uid(*question)
    if status != "OK":
        raise client.error("no answer")
    return [each for each in data if each is not None]


def _listed(uids: Iterable[int]) -> str:
    return ",".join(map(str, uids))


def _sizes(data: list[Any]) -> dict[int, int]:
    sizes = {}
    for line in data:
        uid, size = (
            (pattern.search(line) for pattern in (_UID, _SIZE)) if isinstance(line, bytes) else (None, None)
        )
        if uid and size:
            sizes[int(uid[1])] = int(size[1])
    return sizes


def _bodies(data: list[Any]) -> dict[int, bytes]:
    """Return the mails of an answer; the UID stands before or behind one."""
    bodies = {}
    for index, each in enumerate(data):
        if not isinstance(each, tuple):
            continue
        behind = data[index + 1] if index + 1 < len(data) else b""
        uid = _UID.search(each[0]) or (_UID.search(behind) if isinstance(behind, bytes) else None)
        if uid:
            bodies[int(uid[1])] = each[1]
    return bodies


def _groups(sized: list[tuple[int, int]]) -> Iterator[list[int]]:
    """Yield UIDs that are fetched together: many small mails, a large one alone."""
    group: list[int] = []
    length = 0
    for uid, size in sized:
        if group and length + size > _BYTES_AT_ONCE:
            yield group
            group, length = [], 0
        group.append(uid)
        length += size
    if group:
        yield group
