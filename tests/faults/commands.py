"""The commands that are struck: what each needs, and how to judge what it left behind.

Whoever adds a command that writes adds a row. A fault may make a command fail, never lose what was there
before or what was acknowledged, and never leave half of anything.
"""

from __future__ import annotations

import shutil
from contextlib import closing, suppress
from typing import TYPE_CHECKING, NamedTuple

from cli.post import mbox, receipt
from cli.program import Program
from faults import strace
from followup.adapters.log.backups import FOLDER, copy_of_the_day
from followup.adapters.log.copying import content_of, damage_of
from followup.adapters.log.store import Store
from followup.core.errors import FollowupError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from followup.core.events import Event

NOW = "2026-11-24 09:00"
SEARCH = """
    2026-11-16 09:00 add applied Acme --role "Data Engineer" --recruiter "Robin <robin@example.com>"
    2026-11-16 09:10 add applied Globex --role Analyst --recruiter "R. Roe <roe@example.com>"
    2026-11-17 18:00 add receipt Globex
    2026-11-18 18:00 add interview Globex --on "2026-11-23 10:00" --with "Ann <ann@example.com>"
"""
LATER = "2026-11-23 20:00 add note Globex --note later"
OLD_COPY = "followup-2026-11-20.db"  # of the day that the clock of `Program` shows


class Case(NamedTuple):
    """A command line; the kinds of the events that it adds, or what else it does; what is done before it.

    One that `merges` may put events between those that are there, or take such (`-kind`) out again.
    """

    words: tuple[str, ...]
    adds: tuple[str, ...] = ()
    prepare: Callable[[Path, date], None] = lambda _folder, _today: None
    copies: bool = False
    restores: bool = False
    merges: bool = False


def copied(folder: Path, today: date) -> None:
    """Let the copy of the day be there already, as for all but the first event of a day."""
    copy_of_the_day(folder / "followup.db", today)


def damaged(folder: Path, _today: date) -> None:
    """Let a page of the log be overwritten."""
    with (folder / "followup.db").open("r+b") as file:
        file.write(b"\0" * 4096)


def gone(folder: Path, _today: date) -> None:
    """Let there be no log, and never have been one."""
    for end in ("", "-journal", ".marker"):
        (folder / f"followup.db{end}").unlink(missing_ok=True)


def sheet(folder: Path, today: date) -> None:
    """Let there be a sheet of two applications, and the copy of the day."""
    copied(folder, today)
    (folder / "sheet.csv").write_text(
        "Company,Role,Date applied,Status\nInitech,Analyst,2026-11-02,Applied\n"
        "Umbra,Engineer,2026-11-03,Rejected\n"
    )


def mails(folder: Path, today: date) -> None:
    """Let there be mails about a known application and a new one, which nobody has looked at."""
    copied(folder, today)
    mbox(
        folder / "box.mbox",
        [
            receipt("Initech", "Analyst", "2026-11-02 09:00", Authentication_Results="mx; dkim=pass"),
            receipt("Acme", "Data Engineer", "2026-11-17 09:00", Authentication_Results="mx; dkim=pass"),
        ],
    )


def mails_that_wait(folder: Path, today: date) -> None:
    """Let what they tell wait for an answer."""
    mails(folder, today)
    found = strace.run(("--now", NOW, "inbox", str(folder / "box.mbox")), folder)
    assert found.code == 0, found.err


def other_log(folder: Path, today: date) -> None:
    """Let there be the log of another machine, with an application of one handle, and an export of it."""
    copied(folder, today)
    other = Program(folder / "elsewhere")
    other.restart_ids("other")
    other.told('2026-11-17 09:00 add applied Acme --role Analyst --recruiter "Kim <kim@example.com>"')
    assert other.run("export", "--all", "--out", str(folder / "other.jsonl")).code == 0


def merged(folder: Path, today: date) -> None:
    """Let the log of the other machine be merged, so that an undo takes the merge back."""
    other_log(folder, today)
    found = strace.run(("--now", NOW, "merge", str(folder / "other.jsonl")), folder)
    assert found.code == 0, found.err


CASES = {
    "first add of a day": Case(("add", "note", "acme", "--note", "hello"), ("note",)),
    "add": Case(("add", "note", "acme", "--note", "hello"), ("note",), copied),
    "add of a new application": Case(("add", "applied", "Initech"), ("applied",), copied),
    "first add of all": Case(("add", "applied", "Initech"), ("applied",), gone),
    "done": Case(("done", "check-receipt/acme"), ("receipt",), copied),
    "snooze": Case(("snooze", "check-receipt/acme", "tomorrow"), ("snoozed",), copied),
    "skip": Case(("skip", "check-receipt/acme"), ("skipped",), copied),
    "remind": Case(("remind", "Call", "--on", "tomorrow"), ("reminder",), copied),
    "away": Case(("away", "dec 21", "dec 24"), ("away",), copied),
    "prefer": Case(("prefer", "ann", "--channel", "phone"), ("preference",), copied),
    "people merge": Case(
        ("people", "merge", "robin@example.com", "roe@example.com"), ("same_person",), copied
    ),
    "people edit": Case(("people", "edit", "Ann", "--phone", "555"), ("amended",), copied),
    "edit": Case(("edit", "interview/globex", "--note", "hot"), ("amended",), copied),
    "import": Case(("import", "{folder}/sheet.csv", "--yes"), ("applied", "applied", "rejected"), sheet),
    "inbox": Case(("inbox", "{folder}/box.mbox"), (), mails),
    "inbox accept": Case(("inbox", "accept", "--all"), ("applied", "receipt", "receipt"), mails_that_wait),
    "merge": Case(
        ("merge", "{folder}/elsewhere/data/followup.db"), ("applied", "amended"), other_log, merges=True
    ),
    "import of an export": Case(
        ("import", "{folder}/other.jsonl"), ("applied", "amended"), other_log, merges=True
    ),
    "undo of a merge": Case(("undo",), ("-applied", "-amended"), merged, merges=True),
    "same": Case(("same", "acme", "globex"), (*("same_application",) * 2, "retracted", "amended"), copied),
    "export": Case(("export", "--all", "--out", "{folder}/log.jsonl"), prepare=copied),
    "undo": Case(("undo",), ("retracted",), copied),
    "backup": Case(("backup",), copies=True),
    "restore": Case(("backup", "restore"), restores=True),
    "restore of a damaged log": Case(("backup", "restore"), prepare=damaged, restores=True),
    "restore of no log": Case(("backup", "restore"), prepare=gone, restores=True),
}


class Situation(NamedTuple):
    """A folder before a command: its log, its bytes, and its copies with theirs."""

    folder: Path
    case: Case
    events: list[Event] | None
    log: bytes | None
    copies: dict[str, bytes]


def build(folder: Path) -> Path:
    """Make a folder with a log and a copy of it that has an event less, as it is on the day after."""
    program = Program(folder)
    program.told(SEARCH)
    (program.data / FOLDER / OLD_COPY).unlink()
    copy_of_the_day(program.path, program.clock.date())
    program.told(LATER)
    made = folder / "made"
    program.data.rename(made)
    found = strace.run(("--now", NOW, "today"), made)  # which computes what can be kept
    assert found.code == 0, found.err
    return made


def situation(made: Path, case: Case, folder: Path, today: date) -> Situation:
    """Copy what `build` made to `folder`, and prepare it."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made, folder)
    case.prepare(folder, today)
    path = folder / "followup.db"
    log = path.read_bytes() if path.exists() else None
    copies = {each.name: each.read_bytes() for each in (folder / FOLDER).glob("followup-*.db")}
    return Situation(folder, case, None if case.prepare in {damaged, gone} else read(path), log, copies)


def read(path: Path) -> list[Event]:
    """Return the events of a log."""
    with closing(Store(path)) as store:
        return store.log()


def judge(before: Situation, *, acknowledged: bool) -> list[str]:
    """Return what is wrong with what a command has left behind."""
    copies = {each.name: each for each in (before.folder / FOLDER).glob("followup-*.db")}
    wrong = [f"{name} is no whole copy" for name, each in copies.items() if not _is_whole(each)]
    wrong += [
        f"{name} was changed or lost"
        for name, data in before.copies.items()
        if name not in copies or copies[name].read_bytes() != data
    ]
    if before.case.copies and acknowledged and len(copies) <= len(before.copies):
        wrong.append("no copy was made, and it was said that one was")
    return wrong + (_restored(before, acknowledged) if before.case.restores else _added(before, acknowledged))


def added(before: Situation) -> list[str] | str:
    """Return the kinds of the events that the log has more than before, or what is wrong with it."""
    path = before.folder / "followup.db"
    try:
        events = read(path)
    except FollowupError as error:
        return f"the log cannot be read: {error.message}"
    old = before.events or []
    if before.case.merges:
        return _changed(old, events)
    if events[: len(old)] != old:
        return "what was in the log before is not there any more"
    return [event.kind for event in events[len(old) :]]


def _changed(old: list[Event], events: list[Event]) -> list[str] | str:
    """Return the kinds of the events that came, or went; what is in both has to be in the same order."""
    shared = [event for event in old if event in events]
    if shared != [event for event in events if event in old] or (len(shared) < min(len(old), len(events))):
        return "what was in the log before is not there any more, or in another order"
    went = [f"-{event.kind}" for event in old if event not in shared]
    return [event.kind for event in events if event not in shared] + went


def _added(before: Situation, acknowledged: bool) -> list[str]:
    kinds = added(before)
    if isinstance(kinds, str):
        return [kinds]
    path = before.folder / "followup.db"
    damage = damage_of(path) if path.exists() else None
    if damage is not None:
        return [f"the log is damaged: {damage}"]
    if tuple(kinds) not in {(), before.case.adds}:
        return [f"half of it was logged: {kinds}"]
    if acknowledged and tuple(kinds) != before.case.adds:
        return ["it was acknowledged, and is lost"]
    return []


def _restored(before: Situation, acknowledged: bool) -> list[str]:
    path, copy = before.folder / "followup.db", before.folder / FOLDER / OLD_COPY
    with suppress(FollowupError):
        read(path)  # which ends what was left undone
    kept = [each.read_bytes() for each in before.folder.glob("followup.replaced-*.db")]
    wrong = []
    if before.log is not None and before.log not in kept and path.read_bytes() != before.log:
        wrong.append("the log that was replaced is lost")
    content = content_of(path) if path.exists() else None
    is_back = content is not None and content == content_of(copy)
    if acknowledged and not is_back:
        wrong.append("it was said that the copy is back, and it is not")
    if not is_back and (path.read_bytes() if path.exists() else None) != before.log:
        wrong.append("the log is neither what it was nor the copy")
    return wrong


def _is_whole(path: Path) -> bool:
    return damage_of(path) is None and content_of(path) is not None
