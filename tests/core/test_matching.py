"""To which application a proposal belongs: surely, by a question, or to a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from core.building import STOP, Diary, moment, morning
from followup.core.events import Origin, Person
from followup.core.matching import NEW, Matched, match_all
from followup.core.proposals import Proposal, Source

if TYPE_CHECKING:
    from followup.core.history import History

NOW = "2026-11-20"


def proposal(
    company: str | None = "Acme", role: str | None = None, kind: str = "rejected", **more: Any
) -> Proposal:
    topic = more.pop("topic", f"{company}/{role}")
    source = Source(uid=more.pop("uid", None), message_id=more.pop("message_id", None))
    return Proposal(
        kind=kind,
        at=moment(more.pop("on", "2026-11-10")),
        key=(topic,),
        topic=topic,
        evidence="We regret",
        source=source,
        company=company,
        role=role,
        **more,
    )


def matched(history: History, *proposals: Proposal, answers: dict[str, str] | None = None) -> Matched:
    return match_all(proposals, history, STOP, morning(NOW), answers)


def place_of(found: Matched) -> str:
    """Return where the only proposal goes: a handle, `new HANDLE`, or `?` for a question."""
    if found.questions:
        return "?"
    [(_, place)] = found.placed
    return f"new {place.handle}" if place.is_new else place.handle


def search() -> Diary:
    """Two roles at Acme, of which one is over; one at Globex, whose role is not known."""
    diary = Diary()
    diary.begin(
        "2026-11-02", Person("Pat", "pat@acme.example"), role="Data Engineer", url="https://a.example/1"
    )
    over = diary.begin("2026-10-01", role="Analyst", handle="acme-analyst")
    diary.add("rejected", "2026-10-20", over)
    diary.begin("2026-11-03", Person("Sam", "sam@globex.example"), company="Globex")
    return diary


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"role": "Data Engineer"}, "acme"),
        ({"role": "data  engineer (m/w/d)"}, "acme"),
        ({"role": "Analyst"}, "acme-analyst"),
        ({"company": "ACME Inc."}, "acme"),  # two roles there; one is not over
        ({"role": "Data Engineer, Berlin"}, "acme"),  # the words of the known role, and a place
        ({"role": "Senior Data Engineer"}, "new acme-senior-data-engineer"),  # another level is another job
        ({"role": "Data Engineer, Berlin", "kind": "applied"}, "new acme-data-engineer-berlin"),
        ({"role": "Gardener"}, "new acme-gardener"),
        ({"role": "Data Engineer", "url": "https://a.example/2", "restates": True}, "new acme-data-engineer"),
        ({"company": "Globex", "role": "Clerk"}, "globex"),  # it is the only one there, and has no role yet
        ({"company": "Globx"}, "?"),  # close to a known name
        ({"company": "Acme Robotics"}, "?"),
        ({"company": "Initech"}, "new initech"),
        ({"company": None}, "?"),
        ({"company": None, "people": (Person("Pat", "PAT@acme.example"),)}, "acme"),
        ({"company": "Globx", "people": (Person(None, "sam@globex.example"),)}, "globex"),
        ({"company": "Hooli", "people": (Person(None, "pat@acme.example"),)}, "new hooli"),  # an agency's
    ],
)
def test_a_proposal_goes_to(said: dict[str, Any], expected: str) -> None:
    assert place_of(matched(search().history(), proposal(**said))) == expected


def test_several_that_are_alive_are_a_question() -> None:
    diary = search()
    diary.begin("2026-11-05", role="Tester", handle="acme-tester")
    found = matched(diary.history(), proposal())
    assert [place.handle for place in found.questions[0].choices] == ["acme", "acme-analyst", "acme-tester"]
    assert (
        place_of(matched(diary.history(), proposal(), answers={"Acme/None": "acme-tester"})) == "acme-tester"
    )
    assert place_of(matched(diary.history(), proposal(), answers={"Acme/None": NEW})) == "new acme-2"


def test_a_thread_is_surer_than_a_name() -> None:
    """A mail that answers one, and an invitation known by its id."""
    diary = search()
    event = msgspec.structs.replace(
        diary.events[-1], origin=Origin("p1", "thread-1", "<1@globex.example>", "uid-1")
    )
    diary.events[-1] = event
    history = diary.history()
    assert place_of(matched(history, proposal(threads=("<1@globex.example>",)))) == "globex"
    assert place_of(matched(history, proposal(company=None, uid="uid-1"))) == "globex"
    assert place_of(matched(history, proposal(company="Other", topic="thread-1"))) == "globex"


def test_what_belongs_together_begins_one_application() -> None:
    """A thread, and what follows in another one about the same job."""
    history = Diary().history()
    found = matched(
        history,
        proposal(kind="applied", role="Clerk", topic="t1"),
        proposal(kind="receipt", company=None, topic="t1"),
        proposal(kind="rejected", role="Clerk", topic="t2"),
        proposal(kind="heard_back", company=None, topic="t3", threads=("t2",)),
    )
    assert len({id(place) for _, place in found.placed}) == 1
    assert not found.questions


def test_rows_that_a_sheet_tells_apart_stay_apart() -> None:
    history = Diary().history()
    rows = [proposal(kind="applied", role="Clerk", topic=topic, restates=True) for topic in ("r1", "r2")]
    assert [place.handle for _, place in matched(history, *rows).placed] == ["acme", "acme-clerk"]
