"""Collecting: what is new in the mailboxes, for `inbox` and for the scheduled morning. It logs nothing."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from followup.adapters.mailboxes.definitions import read_mark
from followup.adapters.mailboxes.opening import open_mailbox, open_source
from followup.adapters.mailrules import load_mail_rules
from followup.adapters.news import note_news
from followup.adapters.settings import load_settings
from followup.adapters.waiting import Read, Waiting, keep_waiting, load_waiting
from followup.core.errors import FollowupError
from followup.core.proposals import Unclear
from followup.core.text import clean
from followup.formats.intake.gathering import FEWEST, Addresses, own_addresses
from followup.formats.intake.mails.definitions import Mail
from followup.formats.intake.mails.reading import read_mail
from followup.formats.intake.notices import Zones, name_of_mail, notice_of
from followup.formats.intake.telling import tellings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo

    from followup.adapters.mailboxes.definitions import Mailbox
    from followup.cli.session import Session
    from followup.core.history import History
    from followup.formats.intake.judging.rulesfile import Judgement
    from followup.formats.intake.telling import Telling
    from followup.formats.settings.definitions import ImapSource

    Source = str | ImapSource

MOST_UNCLEAR = 20
MOST_READINGS = 3


class Collected(NamedTuple):
    """What waits now; how many mails were read for it, what of them could not be, and which mailboxes."""

    waiting: Waiting
    mails: int
    unclear: tuple[Unclear, ...]
    failed: tuple[FollowupError, ...] = ()


def sources_of(session: Session) -> tuple[Source, ...]:
    """Return the mailboxes that the settings name."""
    settings = load_settings(session.folders)
    if settings is None:
        return ()
    return tuple(_anywhere(session, each) if isinstance(each, str) else each for each in settings.inbox)


def _anywhere(session: Session, path: str) -> str:
    """Return a path of the settings, which means the same wherever the program is run."""
    return path if path.startswith("~") else str(session.folders.config / path)


def waiting_of(session: Session) -> Waiting:
    """Return what waits, as far as it is kept."""
    return load_waiting(session.folders, _premises(session, load_mail_rules(session.folders).digest))


def collect(session: Session, sources: Sequence[Source], *, quiet: bool = False) -> Collected:
    """Read what is new in the mailboxes, and keep what it tells. One that cannot be read keeps no other."""
    rules = load_mail_rules(session.folders)
    waiting = load_waiting(session.folders, _premises(session, rules.digest))
    reader = _Reader(session, rules.judgement, waiting, quiet=quiet)
    for source in (*sources, *waiting.again):
        reader.open(source)
    try:
        reader.read()
    finally:  # what was read so far need not be read again
        if not reader.is_empty:
            keep_waiting(session.folders, waiting)
    if waiting.is_cut:
        session.note("More waits than can be kept; the oldest comes up when you have decided about the rest.")
    return Collected(waiting, reader.mails, reader.unclear, tuple(reader.failed))


def tellings(session: Session, waiting: Waiting, history: History) -> list[Telling]:
    """Return what is still to be decided of what waits, and note how much that is."""
    found = tellings_of(waiting.notices.values(), history, session.rulebook, session.now)
    note_news(session.folders.data, {each.proposal.id: one.notice.id for one in found for each in one.placed})
    return found


def _premises(session: Session, digest: str) -> str:
    return f"{digest} {session.calendar.zone}"


class _Reader:
    """Reads mailboxes into what waits."""

    def __init__(self, session: Session, judgement: Judgement, waiting: Waiting, *, quiet: bool) -> None:
        self._session = session
        self._judgement = judgement
        self._waiting = waiting
        self._zones = Zones(session.calendar.zone, zone_named)
        self._opened: dict[str, tuple[Source, Mailbox]] = {}
        self._told: list[Unclear] = []
        self._unread = 0
        self._quiet = quiet
        self.mails = 0
        self.failed: list[FollowupError] = []

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read."""
        return not self._opened

    @property
    def unclear(self) -> tuple[Unclear, ...]:
        """What could not be read."""
        rest = self._unread - len(self._told)
        more = [Unclear(f"{rest} more could not be read.")] if rest else []
        return (*self._told, *more)

    def open(self, source: Source) -> None:
        """Open a mailbox, once."""
        try:
            mailbox = self._mailbox(source)
        except FollowupError as error:
            self.failed.append(error)
        else:
            self._opened.setdefault(mailbox.name, (source, mailbox))

    def _mailbox(self, source: Source) -> Mailbox:
        if isinstance(source, str):
            return open_mailbox(source, getattr(sys.stdin, "buffer", None))
        return open_source(source, self._session.folders, self._session.now.date())

    def read(self) -> None:
        """Read all that is new; again where it turns out only then which addresses are the user's own."""
        own, counted = self._own(), msgspec.json.encode(self._waiting.addresses)
        since = {name: self._since(name, own) for name in self._opened}
        for _ in range(MOST_READINGS):
            senders: set[str] = set()
            self._told, self._unread, self.mails = [], 0, 0
            self._waiting.addresses = msgspec.json.decode(counted, type=Addresses)
            for name, (source, mailbox) in list(self._opened.items()):
                self._read(source, mailbox, since[name], own, senders)
            found = self._own()
            if not senders & (found ^ own):
                break
            own, opened = found, [source for source, _ in self._opened.values()]
            self._opened.clear()
            for source in opened:
                self.open(source)
        if not found and self.mails >= FEWEST:
            self._session.note("Your own address is not known; settings.yaml can say it: me: {email: ...}")
        for name in self._opened.keys() & self._waiting.read.keys():
            read = self._waiting.read[name]
            self._waiting.read[name] = msgspec.structs.replace(read, own=tuple(sorted(found)))

    def _own(self) -> frozenset[str]:
        settings = load_settings(self._session.folders)
        me, mail = (settings.me, settings.mail) if settings is not None else (None, None)
        said = [me.email if me else None, *((mail.from_, mail.to) if mail else ())]
        return own_addresses(filter(None, said), self._waiting.addresses)

    def _since(self, name: str, own: frozenset[str]) -> str | None:
        before = self._waiting.read.get(name)
        return before.mark if before is not None and set(before.own) == own else None

    def _read(
        self,
        source: Source,
        mailbox: Mailbox,
        since: str | None,
        own: frozenset[str],
        senders: set[str],
    ) -> None:
        """Read what is new in a mailbox, and note how far that is."""
        path = os.path.abspath(os.path.expanduser(source)) if isinstance(source, str) else None  # noqa: PTH100, PTH111
        try:
            with _progress(mailbox, quiet=self._quiet) as advance:
                for raw in mailbox.mails(read_mark(since) if since is not None else None):
                    advance()
                    self.mails += 1
                    if raw.problem is not None:
                        self._cannot(raw.problem, raw.file)
                    if raw.data:
                        self._take(raw.data, raw.file, own, senders)
        except FollowupError as error:
            self.failed.append(error)
        finally:
            mark = mailbox.mark
            if mark is not None:
                said = msgspec.json.encode(mark).decode()
                kept = path if source != "-" else None
                self._waiting.read[mailbox.name] = Read(said, tuple(sorted(own)), kept)

    def _take(self, data: bytes, file: str, own: frozenset[str], senders: set[str]) -> None:
        mail, waiting = read_mail(data), self._waiting
        if not isinstance(mail, Mail):
            self._cannot(mail.text, file)
            return
        senders.add(mail.sender.email)
        waiting.addresses.add(mail)
        notice = notice_of(mail, self._judgement, own, file, self._zones, self._session.now.date())
        if notice is not None:
            waiting.add(notice)
        else:
            waiting.notices.pop(name_of_mail(mail), None)  # of another reading

    def _cannot(self, text: str, file: str) -> None:
        self._unread += 1
        if len(self._told) < MOST_UNCLEAR:
            self._told.append(Unclear(clean(text), clean(file)))


def zone_named(name: str) -> tzinfo | None:
    """Return the zone of a name; None where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _progress(mailbox: Mailbox, *, quiet: bool) -> _Bar | nullcontext[Callable[[], None]]:
    if quiet or not sys.stderr.isatty():
        return nullcontext(lambda: None)
    return _Bar(mailbox)


class _Bar:
    """A bar on standard error that goes on with what a mailbox says of itself."""

    def __init__(self, mailbox: Mailbox) -> None:
        from rich.console import Console
        from rich.markup import escape
        from rich.progress import Progress

        self._mailbox = mailbox
        self._bar = Progress(console=Console(stderr=True), transient=True)
        name = clean(mailbox.name).rstrip("/").rpartition("/")[2]
        self._task = self._bar.add_task(f"Reading {escape(name)}", total=mailbox.total)

    def __enter__(self) -> Callable[[], None]:
        self._bar.start()
        return self._advance

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def _advance(self) -> None:
        self._bar.update(self._task, completed=self._mailbox.done, total=self._mailbox.total)
