"""What waits is kept as it was, bounded, and as good as none where anything is wrong; so is its number."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from followup.adapters import waiting as kept_waiting
from followup.adapters.cache import Cache
from followup.adapters.folders import Folders
from followup.adapters.news import count_news, note_decided, note_news, note_undecided
from followup.adapters.waiting import Read, Waiting, keep_waiting, load_waiting
from followup.core.events import Person
from followup.core.proposals import Proposal, Source
from followup.formats.intake.notices import Notice

if TYPE_CHECKING:
    from pathlib import Path

SENT = datetime(2026, 11, 2, 9, tzinfo=UTC)


def notice(name: str, days: int = 0, *, at: date | datetime | None = None, only: bool = False) -> Notice:
    said = SENT + timedelta(days=days)
    proposal = Proposal(
        kind="interview",
        at=at or said,
        key=(name,),
        topic="thread",
        evidence="Es tut uns leid, wirklich. Grüße",
        source=Source("box.mbox", None, "<1@x>", "uid", 3),
        company="Acme",
        people=(Person("Ann", "ann@acme.example", part="interviewer"),),
        until=date(2026, 12, 1),
        ends=said,
        threads=("a", "b"),
        said=said,
    )
    return Notice(
        (proposal,), (("before", "after"),), "Ann", "Subject", "passed", ("ann@x.example",), only_known=only
    )


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "data", tmp_path / "config", None)


def test_it_comes_back_as_it_was(folders: Folders) -> None:
    """Days stay days, moments moments."""
    waiting = Waiting("rules")
    for each in (notice("a"), notice("b", at=date(2026, 11, 5)), notice("c", only=True)):
        waiting.add(each)
    waiting.read["/box"] = Read('["mark"]', ("me@example.com",), "/box")
    waiting.addresses.delivered["me@example.com"] = 7
    assert keep_waiting(folders, waiting)
    found = load_waiting(folders, "rules")
    assert found.notices == waiting.notices
    assert type(found.notices["b"].proposals[0].at) is date
    assert (found.read, found.addresses) == (waiting.read, waiting.addresses)


def test_under_other_rules_it_is_read_again(folders: Folders) -> None:
    waiting = Waiting("rules")
    waiting.add(notice("a"))
    waiting.read |= {"/box": Read("1", (), "/box"), "imap://x": Read("2", (), None)}
    keep_waiting(folders, waiting)
    found = load_waiting(folders, "other rules")
    assert (found.notices, found.read, found.again) == ({}, {}, ("/box",))


@pytest.mark.parametrize(
    "spoil",
    [
        {"notices": [{}]},
        {"notices": [{"proposals": [{"at": "never"}], "around": []}]},
        {"notices": [{"proposals": [{"at": "2026-11-02", "kind": 5}], "around": []}]},
        {"addresses": 5},
    ],
)
def test_what_cannot_be_is_as_good_as_none(folders: Folders, spoil: dict[str, Any]) -> None:
    """Even under its seal."""
    content = {"premises": "rules", "notices": [], "read": {}, "addresses": {}} | spoil
    folders.data.mkdir()
    assert Cache(folders.cache).keep(kept_waiting.NAME, "", content)
    assert load_waiting(folders, "rules").notices == {}


def test_the_newest_are_kept_and_that_some_are_not_is_said(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_waiting, "MOST", 5)
    monkeypatch.setattr(kept_waiting, "MOST_POSSIBLE", 2)
    waiting = Waiting("rules")
    for number in range(40):
        waiting.add(notice(f"n{number}", number, only=number % 2 == 0))
    keep_waiting(folders, waiting)
    assert set(waiting.notices) == {"n39", "n37", "n35", "n33", "n31", "n38", "n36"}
    assert waiting.is_cut


def test_what_has_no_room_in_the_file_is_left_out_too(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_waiting, "ROOM", 3 * len(msgspec.json.encode(notice("n1"))) + 1)
    waiting = Waiting("rules")
    for number in range(9):
        waiting.add(notice(f"n{number}", number))
    keep_waiting(folders, waiting)
    assert set(load_waiting(folders, "rules").notices) == {"n8", "n7", "n6"}
    assert waiting.is_cut


def test_the_number_of_news_follows_what_is_decided(tmp_path: Path) -> None:
    assert count_news(tmp_path) == (0, 0)
    note_news(tmp_path, {"p1": "mail 1", "p2": "mail 1", "p3": "mail 2"})
    assert count_news(tmp_path) == (3, 2)
    note_decided(tmp_path, ["p1", "p2", "unknown"])
    assert count_news(tmp_path) == (1, 1)
    note_undecided(tmp_path, ["p2", "of a sheet"])
    assert count_news(tmp_path) == (2, 2)
    note_news(tmp_path, {})
    assert count_news(tmp_path) == (0, 0)
    note_undecided(tmp_path, ["p1", "p2", "p3"])
    assert count_news(tmp_path) == (3, 2)
