"""`inbox`: what mails tell is shown with its sentence, decided one by one, logged whole, and undone whole."""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import random
import select
import subprocess
import sys
import termios
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.payloads import PAYLOADS
from cli.post import (
    ANN,
    NEWSLETTER,
    PROVEN,
    SEARCH,
    SETTINGS,
    answer,
    invited,
    letter,
    maildir,
    mbox,
    receipt,
    refusal,
)
from cli.program import Program
from cli.test_hostile import hidden_in
from sampling import some

if TYPE_CHECKING:
    from collections.abc import Sequence

GOLDEN = Path(__file__).parents[1] / "golden"
# A refusal that does not say of which job.
UNNAMED = (
    "Dear Sam,\n\nthank you for your application. Unfortunately we have decided to move forward with other"
    " candidates.\n\nGlobex\n"
)
ACME = receipt("Acme", "Data Engineer", "2026-11-02 09:00", Authentication_Results=PROVEN)


@pytest.fixture
def sam(program: Program) -> Program:
    """Return the program of somebody whose address is known."""
    settle(program)
    return program


def settle(program: Program, more: str = "") -> None:
    program.config.mkdir(exist_ok=True)
    (program.config / "settings.yaml").write_text(SETTINGS + more, encoding="utf-8")


def box(program: Program, *mails: bytes, name: str = "box.mbox") -> str:
    return str(mbox(program.folder / name, mails))


def proposals(program: Program, *sources: str) -> list[dict[str, Any]]:
    result = program.run("inbox", *sources, "--json")
    assert (result.code, result.err) == (0, "")
    found: list[dict[str, Any]] = result.json["proposals"]
    return found


def kinds(program: Program, *sources: str) -> list[str]:
    return [each["kind"] for each in proposals(program, *sources)]


def logged(program: Program) -> list[str]:
    return [event.kind for event in program.events()] if program.path.exists() else []


def accept(program: Program, *sources: str) -> None:
    """Log all that waits."""
    ids = [each["id"] for each in proposals(program, *sources)]
    assert program.run("inbox", "accept", *ids).code == 0


class TestWhatIsProposed:
    def test_a_mailbox_is_listed_by_the_days_of_its_mails(self, sam: Program) -> None:
        """A receipt of an unknown employer begins an application; a newsletter tells of nothing."""
        found = proposals(sam, box(sam, *reversed(SEARCH)))
        assert [(each["kind"], each["company"], each["new"]) for each in found] == [
            ("applied", "Acme", True),
            ("receipt", "Acme", True),
            ("applied", "Globex", True),
            ("receipt", "Globex", True),
            ("rejected", "Globex", True),
            ("interview", "Acme", True),
            ("sent", "Acme", True),
            ("amended", "Acme", True),
        ]
        assert logged(sam) == []

    def test_a_proposal_has_its_evidence_and_its_source(self, sam: Program) -> None:
        path = box(sam, ACME)
        [_, found] = proposals(sam, path)
        assert found | {"id": ""} == found | {
            "id": "",
            "kind": "receipt",
            "application": None,
            "new": True,
            "company": "Acme",
            "role": "Data Engineer",
            "at": "2026-11-02T09:00:00+00:00",
            "until": None,
            "people": [],
            "note": None,
            "evidence": "We have received your application for the position of Data Engineer at Acme and will"
            " look at it.",
            "certain": True,
            "source": {
                "file": path,
                "message_id": "<receipt-acme-data@post.example>",
                "row": None,
                "uid": None,
            },
        }

    def test_the_hour_of_an_invitation_is_said_on_the_clock_of_the_user(self, sam: Program) -> None:
        [found] = proposals(sam, box(sam, invited("2026-11-11 09:00")))
        assert found["at"] == "2026-11-24T09:00:00+00:00"
        assert found["source"]["uid"] == "talk-1@acme.example"
        assert [(each["name"], each["part"]) for each in found["people"]] == [("Ann Lee", "interviewer")]

    def test_a_receipt_of_a_known_application_begins_none(self, sam: Program) -> None:
        sam('add applied Acme --role "Data Engineer" --on 2026-11-01')
        [found] = proposals(sam, box(sam, ACME))
        assert (found["kind"], found["application"], found["new"]) == ("receipt", "acme", False)

    def test_what_the_log_knows_is_not_proposed(self, sam: Program) -> None:
        """By whatever name a talk was logged, and at whatever hour a letter was."""
        sam(
            'add applied Acme --role "Data Engineer" --on 2026-11-01 --recruiter "Ann Lee <ann@acme.example>"'
        )
        sam("add receipt Acme --on 2026-11-05")
        sam('add phone-screen Acme --on "2026-11-24 09:00" --with "Ann Lee"')
        sam('add sent Acme --on 2026-11-11 --with "Ann Lee"')
        assert kinds(sam, box(sam, ACME, invited("2026-11-11 09:00"), answer("2026-11-11 18:00"))) == []

    @pytest.mark.parametrize(
        ("thread", "expected"),
        [
            ((), []),  # of no known thread: a letter to anybody
            (("receipt-acme-data",), ["applied", "receipt", "sent"]),
        ],
    )
    def test_ones_own_mail_counts_in_a_known_thread(
        self, sam: Program, thread: tuple[str, ...], expected: list[str]
    ) -> None:
        own = answer("2026-11-04 10:00", *thread, To="Kim <kim@gmail.com>")
        mails = [ACME, own] if thread else [own]
        assert kinds(sam, box(sam, *mails)) == expected

    def test_ones_own_address_is_found_out(self, program: Program) -> None:
        """From whom mails were delivered to, wherever the first of those mails stands."""
        mails = [
            answer("2026-11-04 10:00", "receipt-acme-data"),
            receipt("Acme", "Data Engineer", "2026-11-02 09:00", Delivered_To="me@example.com"),
        ]
        assert kinds(program, box(program, *mails)) == ["applied", "receipt", "sent"]

    def test_a_mail_without_an_id_is_known_by_what_it_says(self, sam: Program) -> None:
        """In another mailbox, with other line ends."""
        mail = receipt("Acme", "Data Engineer", "2026-11-02 09:00", Message_ID="")
        accept(sam, box(sam, mail))
        assert kinds(sam, str(maildir(sam.folder / "Maildir", [mail]))) == []

    def test_a_forged_sender_is_never_certain(self, sam: Program) -> None:
        """One that failed is left alone; what nothing is known of is said so, an invitation too."""
        failed = receipt(
            "Acme", "Data Engineer", "2026-11-02 09:00", Authentication_Results="mx.example.com; dmarc=fail"
        )
        assert kinds(sam, box(sam, failed)) == []
        found = proposals(sam, box(sam, receipt("Globex", "Analyst", "2026-11-03 10:00"), name="b"))
        found += proposals(sam, box(sam, invited("2026-11-11 09:00"), name="c"))
        assert {each["certain"] for each in found} == {False}

    def test_a_clock_that_is_wrong_puts_nothing_ahead_of_now(self, sam: Program) -> None:
        sent = receipt("Acme", "Data Engineer", "2031-01-01 00:00")
        assert {each["at"] for each in proposals(sam, box(sam, sent))} == {sam.clock.isoformat()}

    def test_two_roles_in_one_mail_are_two_applications(self, sam: Program) -> None:
        body = (
            "Dear Sam,\n\nyou applied for two of our jobs. For Team Lead we have chosen another candidate."
            " For Senior Analyst we would like to invite you to an interview on Tuesday, 24 November 2026 at"
            " 11:00 with me.\n\nBest regards\nAnn Lee\n"
        )
        mail = letter("two", "2026-11-10 09:00", body, From=ANN, Subject="Your two applications at Acme")
        found = proposals(sam, box(sam, mail))
        assert {(each["kind"], each["role"]) for each in found} <= {
            ("rejected", "Team Lead"),
            ("interview", "Senior Analyst"),
        }
        accept(sam)
        assert len(sam("list --json").json["applications"]) == len(found)


class TestWhatIsNew:
    def test_the_same_mailbox_twice_proposes_nothing_new(self, sam: Program) -> None:
        """Nor do its mails wherever else they lie."""
        path = box(sam, *SEARCH)
        accept(sam, path)
        assert sam.run("inbox", path).out == "No new mail, and nothing waits.\n"
        assert kinds(sam, str(maildir(sam.folder / "Maildir", SEARCH))) == []

    def test_a_mailbox_that_grew_is_read_on(self, sam: Program) -> None:
        path = box(sam, *SEARCH[:3])
        assert "3 mails read: 2 mails tell of something new." in sam.run("inbox", path).out
        box(sam, *SEARCH)
        assert "4 mails read: 6 mails tell of something new." in sam.run("inbox", path).out

    def test_what_waits_needs_no_mailbox(self, sam: Program) -> None:
        path = Path(box(sam, *SEARCH))
        before = proposals(sam, str(path))
        path.unlink()
        assert proposals(sam) == before

    def test_without_any_source_it_says_what_to_type(self, program: Program) -> None:
        result = program("inbox")
        assert (result.code, result.out) == (2, "")
        assert "followup inbox ~/Maildir/INBOX" in result.err

    def test_standard_input_is_a_mailbox_too(self, sam: Program, monkeypatch: pytest.MonkeyPatch) -> None:
        data = Path(box(sam, *SEARCH)).read_bytes()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert len(proposals(sam, "-")) == 8

    def test_what_cannot_be_read_is_a_sentence(self, sam: Program) -> None:
        result = sam.run("inbox", str(sam.folder / "nowhere"))
        assert (result.code, result.out) == (1, "")
        assert "nowhere cannot be read" in result.err

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda path: path.unlink(),
            lambda path: path.write_bytes(path.read_bytes()[:-40]),
            lambda path: path.write_bytes(b""),
            lambda path: (path.unlink(), path.mkdir()),
            lambda path: (path.unlink(), os.mkfifo(path)),
        ],
    )
    def test_what_is_kept_may_be_lost(self, sam: Program, spoil: Any) -> None:
        """Then mailboxes are read again, and say the same."""
        path = box(sam, *SEARCH)
        before = proposals(sam, path)
        spoil(sam.data / "cache" / "mails.json")
        assert proposals(sam, path) == before

    def test_nothing_is_kept_where_nothing_is_to_be(self, sam: Program) -> None:
        sam.variables["FOLLOWUP_NO_CACHE"] = "1"
        path = box(sam, *SEARCH)
        assert proposals(sam, path) == proposals(sam, path)
        assert sam("inbox").code == 2


class TestTheSitting:
    def test_a_mail_is_shown_with_what_would_be_logged_where_and_why(self, sam: Program) -> None:
        sam(
            'add applied Acme --role "Data Engineer" --on 2026-11-01 --recruiter "Ann Lee <ann@acme.example>"'
        )
        result = sam.answering("q\n", "inbox", box(sam, invited("2026-11-11 09:00")))
        assert result.code == 0
        assert "1 of 1" in result.out
        assert "Ann Lee <ann@acme.example>, Wed 11 Nov, 09:00" in result.out
        assert "Ann Lee is recruiter of acme." in result.out
        assert "this is about your interview for the position of Data Engineer." in result.out
        assert "Acme, Data Engineer (acme) (by company and role)" in result.out
        assert "interview: Tue 24 Nov, 09:00 with Ann Lee" in result.out
        assert "Nothing was logged." in result.out

    def test_yes_and_no_are_one_batch_that_undo_takes_back_and_forgets(self, sam: Program) -> None:
        path = box(sam, *SEARCH)
        result = sam.answering("y\nn\ny\ny\ny\ny\n", "inbox", path)
        assert result.code == 0
        assert "Logged: 6 events of 2 applications, all new." in result.out
        assert logged(sam) == [
            *("applied", "receipt", "interview", "sent", "amended", "rejected"),
            *("dismissed", "dismissed"),
        ]
        assert len({event.batch for event in sam.events()}) == 1
        assert kinds(sam, path) == []
        assert sam("undo").code == 0
        assert len(kinds(sam, path)) == 8

    @pytest.mark.parametrize("typed", ["y\nq\n", "y\n"])  # the second ends with Ctrl-D
    def test_what_was_said_so_far_is_kept(self, sam: Program, typed: str) -> None:
        result = sam.answering(typed, "inbox", box(sam, *SEARCH))
        assert result.code == (0 if "q" in typed else 130)
        assert logged(sam) == ["applied", "receipt"]
        assert "5 mails wait: followup inbox" in result.out

    def test_all_takes_what_is_certain_of_the_kind(self, sam: Program) -> None:
        """Never what nobody has proven, and no other kind."""
        mails = [
            ACME,
            receipt("Hooli", "Tester", "2026-11-03 09:00", Authentication_Results="x; dkim=pass"),
            receipt("Globex", "Analyst", "2026-11-04 09:00"),
            refusal("Hooli", "Tester", "2026-11-05 09:00", Authentication_Results="x; dkim=pass"),
        ]
        result = sam.answering("a\nq\n", "inbox", box(sam, *mails))
        assert "1 more mail with applied and receipt, all certain." in result.out
        assert {event.about.company for event in sam.events() if event.about.company} == {"Acme", "Hooli"}
        assert kinds(sam) == ["applied", "receipt", "rejected"]

    def test_enter_leaves_a_mail_for_later(self, sam: Program) -> None:
        sam.answering("\nq\n", "inbox", box(sam, *SEARCH))
        assert len(kinds(sam)) == 8

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("date\nnov 1\n", {"day": "2026-11-01", "company": "Acme", "role": "Data Engineer"}),
            ("company\nAcme Robotics\n", {"day": "2026-11-02", "company": "Acme Robotics"}),
            ("role\nPlatform Engineer\n", {"role": "Platform Engineer"}),
            ("date\n03/04/2026\ne\ndate\nnov 1\n", {"day": "2026-11-01"}),  # no date is taken that is none
        ],
    )
    def test_what_is_wrong_can_be_corrected(self, sam: Program, typed: str, found: dict[str, str]) -> None:
        result = sam.answering(f"e\n{typed}y\nq\n", "inbox", box(sam, ACME))
        assert result.code == 0
        first = sam.events()[0]
        said = {
            "day": first.at.isoformat()[:10],
            "company": first.about.company,
            "role": first.about.role,
        }
        assert said | found == said
        assert kinds(sam) == []

    def test_a_kind_can_be_corrected_and_is_remembered_as_proposed(self, sam: Program) -> None:
        mail = refusal("Globex", "Analyst", "2026-11-10 12:00")
        sam.answering("e\nkind\nheard back\ny\n", "inbox", box(sam, mail))
        assert logged(sam) == ["heard_back"]
        assert kinds(sam) == []

    def test_another_application_can_be_chosen(self, sam: Program) -> None:
        sam("add applied Globex --role Clerk --on 2026-11-01")
        sam("add applied Hooli --role Analyst --on 2026-11-01")
        mail = refusal("Globex", "Analyst", "2026-11-10 12:00")
        sam.answering("e\napplication\nhooli\ny\n", "inbox", box(sam, mail))
        assert [each["stage"] for each in sam("list --company hooli --json").json["applications"]] == [
            "rejected"
        ]

    def test_which_application_is_meant_is_asked(self, sam: Program) -> None:
        """For the whole thread once."""
        sam("add applied Globex --role Clerk --on 2026-11-01")
        sam("add applied Globex --role Tester --new --on 2026-11-01")
        body = UNNAMED
        mail = letter("which", "2026-11-10 12:00", body, From="Globex Careers <no-reply@globex.example>")
        path = box(sam, mail)
        [found] = proposals(sam, path)
        assert (found["application"], found["new"]) == (None, False)
        refused = sam.run("inbox", "accept", found["id"])
        assert (refused.code, logged(sam)) == (1, ["applied", "applied"])
        assert "--application HANDLE" in refused.err
        result = sam.answering("globex-tester\ny\n", "inbox")
        assert "globex or globex-tester" in result.err
        assert [each["handle"] for each in sam("list --stage rejected --json").json["applications"]] == [
            "globex-tester"
        ]

    def test_a_mail_that_names_no_company_is_asked_about(self, sam: Program) -> None:
        """On a terminal by its name; for a script an option says it."""
        body = "Dear Sam,\n\nI am sorry, we chose somebody else for the position of Analyst.\n\nKim Art\n"
        path = box(sam, letter("which", "2026-11-10 12:00", body, From="Kim Art <kim.art@gmail.com>"))
        [found] = proposals(sam, path)
        assert (found["company"], found["application"], found["new"]) == (None, None, False)
        assert "--company NAME" in sam("inbox").out
        assert sam.run("inbox", "accept", found["id"], "--application", "new").code == 1
        assert sam.run("inbox", "accept", found["id"], "--company", "Globex").code == 0
        assert sam("list --json").json["applications"][0]["handle"] == "globex"
        sam("undo")
        assert sam.answering("Globex\ny\ny\n", "inbox").code == 0
        assert sam("list --json").json["applications"][0]["company"] == "Globex"

    def test_what_another_command_decides_meanwhile_is_not_logged_twice(self, sam: Program) -> None:
        """The sitting holds nobody up."""
        path = box(sam, ACME)
        [first, second] = [each["id"] for each in proposals(sam, path)]
        session_answers = io.StringIO("y\n")
        real = session_answers.readline

        def meanwhile(*_: Any) -> str:
            assert sam.run("inbox", "accept", first, second).code == 0
            return real()

        session_answers.readline = meanwhile  # type: ignore[method-assign]
        import msgspec

        from followup.cli.main import execute

        environment = msgspec.structs.replace(sam.environment(), can_ask=lambda: True)
        stdin, sys.stdin = sys.stdin, session_answers
        try:
            execute(["inbox"], environment)
        finally:
            sys.stdin = stdin
        assert logged(sam) == ["applied", "receipt"]


class TestMovedAndCalledOff:
    def test_an_invitation_is_moved_and_called_off(self, sam: Program) -> None:
        """One mail after the other, as they come."""
        accept(sam, box(sam, invited("2026-11-11 09:00")))
        moved = invited("2026-11-12 09:00", "20261125T140000", 1)
        [found] = proposals(sam, box(sam, moved, name="b"))
        assert (found["kind"], found["at"]) == ("amended", "2026-11-25T13:00:00+00:00")
        accept(sam)
        off = invited("2026-11-13 09:00", "20261125T140000", 2, method="CANCEL")
        assert kinds(sam, box(sam, off, name="c")) == ["cancelled"]
        accept(sam)
        [event] = [each for each in sam("show acme --json").json["events"] if each["kind"] == "interview"]
        assert event["at"] == "2026-11-25T13:00:00+00:00"
        assert sam("today --json", "2026-11-24").json["appointments"] == []

    def test_all_of_it_in_one_sitting_comes_to_the_same(self, sam: Program) -> None:
        mails = [
            invited("2026-11-13 09:00", "20261125T140000", 2, method="CANCEL"),
            invited("2026-11-12 09:00", "20261125T140000", 1),
            invited("2026-11-11 09:00"),
        ]
        accept(sam, box(sam, *mails))
        assert logged(sam) == ["interview", "amended", "cancelled"]
        assert sam("today --json", "2026-11-24").json["appointments"] == []

    def test_an_old_invitation_moves_nothing_back(self, sam: Program) -> None:
        accept(sam, box(sam, invited("2026-11-12 09:00", "20261125T140000", 1)))
        assert logged(sam) == ["interview"]
        assert kinds(sam, box(sam, invited("2026-11-11 09:00"), name="b")) == []

    def test_an_invitation_sent_again_is_no_news(self, sam: Program) -> None:
        again = invited("2026-11-12 10:00", sequence=1, uid="talk-1@acme.example")
        assert kinds(sam, box(sam, invited("2026-11-11 09:00"), again)) == ["interview"]

    def test_a_refusal_takes_back_a_talk_that_was_agreed_upon_before(self, sam: Program) -> None:
        """Although both are logged on the same day, long after."""
        refused = refusal("Acme", "Data Engineer", "2026-11-18 09:00")
        accept(sam, box(sam, invited("2026-11-11 09:00"), refused))
        assert sam("today --json", "2026-11-23").json["appointments"] == []
        assert sam("list --json").json["applications"][0]["stage"] == "rejected"


class TestScripts:
    def test_accept_and_dismiss_take_the_beginnings_of_ids(self, sam: Program) -> None:
        found = proposals(sam, box(sam, ACME))
        result = sam.run("inbox", "accept", *(each["id"][:6] for each in found), "--json")
        assert (result.code, result.json["logged"]) == (0, 2)
        assert [each["id"] for each in result.json["proposals"]] == [each["id"] for each in found]
        other = proposals(sam, box(sam, receipt("Globex", "Analyst", "2026-11-03 10:00"), name="b"))
        assert sam.run("inbox", "dismiss", *(each["id"] for each in other)).code == 0
        assert kinds(sam) == []
        assert sam("undo").code == 0
        assert len(kinds(sam)) == 2

    def test_all_that_is_certain(self, sam: Program) -> None:
        sam.run("inbox", box(sam, *SEARCH))
        result = sam("inbox accept --all --json")
        assert [each["company"] for each in result.json["proposals"]] == ["Acme", "Acme"]
        assert sam("inbox accept --all").out == "Nothing of what waits is certain.\n"

    @pytest.mark.parametrize(
        ("line", "code", "sentence"),
        [
            ("inbox accept", 2, "Say which: an ID, or more."),
            ("inbox accept zzzz", 1, "Nothing that waits has the id 'zzzz'."),
            ("inbox dismiss zzzz", 1, "`followup inbox` lists what waits."),
            ("inbox accept zzzz --application nobody", 1, "Nothing that waits"),
        ],
    )
    def test_what_cannot_be_is_a_sentence(self, sam: Program, line: str, code: int, sentence: str) -> None:
        sam.run("inbox", box(sam, *SEARCH))
        result = sam(line)
        assert (result.code, result.out) == (code, "")
        assert sentence in result.err
        assert logged(sam) == []

    def test_the_morning_says_in_one_line_that_mails_wait(self, sam: Program) -> None:
        """Until they are decided, and again once that is undone."""
        assert sam("today --json").json["proposals"] == 0
        sam.run("inbox", box(sam, *SEARCH))
        line = "6 mails tell of something new: followup inbox"
        assert line in sam("today").out
        assert line in sam("digest").out
        assert sam("today --json").json["proposals"] == 8
        accept(sam)
        assert "something new" not in sam("today").out
        sam("undo")
        assert line in sam("today").out

    def test_the_settings_name_the_mailboxes(self, sam: Program) -> None:
        path = box(sam, *SEARCH)
        settle(sam, f"inbox: [{path}]\n")
        assert len(kinds(sam)) == 8
        assert sam("inbox").out.endswith("accept --all\n")


class TestOwnRules:
    RULES = """\
version: 1
languages:
  en:
    phrases:
      rejected:
        - {weight: 8, say: [that ship has sailed]}
examples:
  - {kind: rejected, text: "As to your application as Data Engineer: that ship has sailed."}
"""

    def test_they_add_to_those_that_ship(self, sam: Program) -> None:
        body = "Dear Sam,\n\nas to your application as Data Engineer at Acme: that ship has sailed.\n"
        path = box(sam, ACME, letter("ship", "2026-11-04 09:00", body))
        assert kinds(sam, path) == ["applied", "receipt"]
        (sam.config / "mailrules.yaml").write_text(self.RULES)
        assert kinds(sam) == ["applied", "receipt", "rejected"]  # what was read is read again
        assert sam("inbox check").out.endswith("mailrules.yaml: no errors, 1 example tried.\n")

    def test_what_is_wrong_is_told_with_its_place(self, sam: Program) -> None:
        path = sam.folder / "mine.yaml"
        path.write_text(
            self.RULES.replace("[that ship has", "[that (ship has").replace("kind: rej", "kind: off")
        )
        result = sam.run("inbox", "check", str(path))
        assert (result.code, result.out) == (3, "")
        assert "mine.yaml:6:29: error: A `(` is not closed." in result.err

    def test_an_example_that_comes_out_otherwise_is_a_problem(self, sam: Program) -> None:
        (sam.config / "mailrules.yaml").write_text(self.RULES.replace("sailed.", "gone."))
        result = sam("inbox check --json")
        assert result.code == 3
        assert [each["line"] for each in result.json["problems"]] == [8]

    def test_doctor_looks_at_them(self, sam: Program) -> None:
        def found() -> dict[str, Any] | None:
            findings = sam("doctor --json").json["findings"]
            return next((each for each in findings if each["part"] == "mail rules"), None)

        assert found() is None
        (sam.config / "mailrules.yaml").write_text(self.RULES)
        assert found() == {
            "part": "mail rules",
            "state": "ok",
            "text": f"{sam.config / 'mailrules.yaml'} adds to those that ship.",
            "next": None,
        }
        (sam.config / "mailrules.yaml").write_text(self.RULES.replace("sailed.", "gone."))
        broken = found()
        assert broken is not None
        assert (broken["state"], "inbox check" in broken["next"]) == ("broken", True)

    def test_without_any_it_says_where_they_would_be(self, sam: Program) -> None:
        result = sam("inbox check")
        assert (result.code, "mailrules.yaml" in result.out) == (0, True)


@given(st.data())
@settings(max_examples=8)
def test_neither_the_order_of_mails_nor_their_mailbox_changes_anything(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Nor whether they are read at once or one mailbox after the other."""
    mails = data.draw(st.permutations(SEARCH))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(mails) - 1), max_size=2)))
    parts = [mails[a:b] for a, b in pairwise([0, *cuts, len(mails)])]
    at_once = data.draw(st.booleans())
    folder = tmp_path_factory.mktemp("order")
    program = Program(folder)
    settle(program)
    paths = [box(program, *part, name=f"{number}.mbox") for number, part in enumerate(parts)]
    for path in [] if at_once else paths:
        program.run("inbox", path)
    found = proposals(program, *(paths if at_once else ()))
    assert without_files(found) == without_files(expected(tmp_path_factory))


def expected(folders: pytest.TempPathFactory) -> list[dict[str, Any]]:
    program = Program(folders.mktemp("whole"))
    settle(program)
    return proposals(program, box(program, *SEARCH))


def without_files(found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**each, "source": {**each["source"], "file": None}} for each in found]


def test_accepting_all_and_undoing_it_is_as_before(sam: Program) -> None:
    sam("add applied Initech --on 2026-11-01")
    views = ("list --json", "people --json", "today --all --json")
    path = box(sam, *SEARCH)
    waiting = proposals(sam, path)
    before = [sam(view).out for view in views]
    accept(sam)
    sam("undo")
    assert [sam(view).out for view in views] == before
    assert proposals(sam) == waiting


def on_a_terminal(program: Program, typed: bytes, *words: str) -> tuple[int, str]:
    """Run the program on a terminal whose user types; return its exit code and all that stands there."""
    ours, theirs = os.openpty()
    environment = {**os.environ, **program.variables, "TERM": "xterm-256color", "COLUMNS": "80"}
    command = [sys.executable, "-m", "followup", "--now", "2026-11-20", *words]
    child = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509  # there is one thread
    )
    os.close(theirs)
    shown = b""
    for number, key in enumerate(typed.split(b"|"), 1):
        # What is typed may be echoed with the question: the next mail is there once its number is.
        while f"{number} of ".encode() not in shown or not shown.endswith(b"later: "):
            shown += os.read(ours, 4096)
        os.write(ours, key)
    with contextlib.suppress(OSError):  # the terminal is gone when the program is
        while child.poll() is None or select.select([ours], [], [], 0)[0]:
            if select.select([ours], [], [], 1)[0]:
                shown += os.read(ours, 4096)
            elif typed == b"\x03":
                os.write(ours, typed)  # Python's readline may miss one that comes just before it listens
    os.close(ours)
    return child.wait(), shown.decode()


@pytest.mark.parametrize(
    ("typed", "code", "logged_then"),
    [
        (b"y\n|q\n", 0, ["applied", "receipt"]),
        (b"y\n|\x04", 130, ["applied", "receipt"]),  # Ctrl-D
        (b"\x03", 130, []),  # Ctrl-C
    ],
)
def test_on_a_real_terminal(sam: Program, typed: bytes, code: int, logged_then: list[str]) -> None:
    """The evidence is underlined there, a bar shows how far the reading is, and keys end it at any time."""
    found, shown = on_a_terminal(sam, typed, "inbox", box(sam, *SEARCH))
    assert (found, logged(sam)) == (code, logged_then)
    assert "Reading" in shown
    assert "\x1b[4mWe have received your application for the" in shown
    assert "Traceback" not in shown
    assert ("`followup undo` takes it back." in shown) is bool(logged_then)


class Interrupted(io.StringIO):
    """A terminal at which Ctrl-C is typed once its lines are read."""

    def readline(self, *_: object) -> str:  # type: ignore[override]
        """Return the next line."""
        line = super().readline()
        if not line:
            raise KeyboardInterrupt
        return line


def test_ctrl_c_keeps_the_answers_given(sam: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """At whatever question it comes."""
    path = box(sam, *SEARCH)
    streams = SimpleNamespace(StringIO=lambda text="": Interrupted(text) if text else io.StringIO())
    monkeypatch.setattr("cli.program.io", streams)
    result = sam.answering("y\n", "inbox", path)
    assert (result.code, logged(sam)) == (130, ["applied", "receipt"])
    assert "`followup undo` takes it back." in result.out


WORDS = ("y", "y", "n", "a", "e", "", "x", "new", "acme", "date", "kind", "company", "role", "application")
VALUES = ("oct 3", "in 2 weeks", "heard back", "applied", "note", "zzz", "Acme Robotics", "globex", "q w e")


@pytest.mark.parametrize("seed", some(range(4), every=4))
def test_whatever_is_typed_in_a_sitting_can_be_undone(sam: Program, seed: int) -> None:
    """Over the mails of the corpus, with the known and the unknown in the log."""
    chance = random.Random(seed)  # noqa: S311  # it is seeded
    sam.variables["FOLLOWUP_DEBUG"] = "1"
    sam.clock += timedelta(days=100)
    sam("add applied Acme --role Tester --on 2026-06-01")
    views = ("list --json", "people --json", "today --all --json")
    before = [sam(view).json for view in views]
    typed = "\n".join(chance.choice((*WORDS, *VALUES)) for _ in range(150))
    result = sam.answering(f"{typed}\n", "inbox", str(Path(__file__).parents[1] / "data" / "mail" / "known"))
    assert result.code in {0, 130}
    assert len({event.batch for event in sam.events()}) == 2
    waiting = len(proposals(sam))
    assert sam("undo").code == 0
    assert len(proposals(sam)) > waiting
    shown = [sam(view).json for view in views]
    shown[2]["proposals"] = 0
    assert shown == before


@pytest.mark.parametrize("payload", PAYLOADS[::6], ids=ascii)
def test_hostile_text_is_text(sam: Program, payload: str) -> None:
    """In names, subjects and bodies, on every screen."""
    text = payload.replace("\r", " ").replace("\n", " ").replace("\x00", " ")
    mails = [
        receipt("Acme", "Data Engineer", "2026-11-02 09:00", From=f'"Acme {text}" <no-reply@acme.example>'),
        letter(
            "hostile",
            "2026-11-03 09:00",
            "Dear Sam,\n\nthank you for your application as Data Engineer. Unfortunately we have decided to"
            f" move forward with other candidates. {text}\n",
            From=f"Acme {text} <no-reply@acme.example>",
            Subject=f"Your application {text}",
        ),
        invited("2026-11-04 09:00", Subject=text),
    ]
    path = box(sam, *mails)
    shown = [sam.run("inbox", path), sam.answering("y\ny\ny\ny\n", "inbox"), sam("today"), sam("list")]
    for each in shown:
        assert each.code in {0, 130}, each
        assert not hidden_in(each.out + each.err)


def test_large_and_broken_mails_are_a_sentence_each(sam: Program) -> None:
    """A mail of 50 MB, one of ten thousand parts, and one that is none."""
    boundary = "".join(f"--next\nContent-Type: text/plain\n\n{number}\n" for number in range(10_000))
    many = letter(
        "many", "2026-11-03 09:00", f"{boundary}--next--\n", Content_Type='multipart/mixed; boundary="next"'
    )
    large = letter("large", "2026-11-03 09:00", "x" * 76 + "\n" + ("y" * 76 + "\n") * 700_000)
    folder = sam.folder / "mails"
    folder.mkdir()
    for name, data in {"many": many, "large": large, "good": ACME}.items():
        (folder / f"{name}.eml").write_bytes(data)
    result = sam.run("inbox", str(folder), "--json")
    assert result.code == 0
    assert [each["kind"] for each in result.json["proposals"]] == ["applied", "receipt"]
    assert 1 <= len(result.json["problems"]) <= 2
    assert all(len(each["text"]) < 200 for each in result.json["problems"])


def test_the_digest_collects_and_is_sent_whatever_becomes_of_that(sam: Program) -> None:
    sam("add applied Acme --on 2026-11-02")
    out = sam.folder / "sent.eml"
    settings_yaml = f"mail: {{from: me@example.com, to: me@example.com, sendmail: sh -c 'cat >> {out}'}}\n"
    settle(sam, f"{settings_yaml}inbox: [{sam.folder / 'nowhere'}]\n")
    first = sam("digest --send")
    assert first.code == 0
    assert "Not all mailboxes could be read: " in first.err
    assert b"Not all of your mailboxes could be read" in out.read_bytes()
    settle(sam, f"{settings_yaml}inbox: [{box(sam, *SEARCH)}]\n")
    sam.clock += timedelta(days=3)
    second = sam("digest --send")
    assert (second.code, second.err) == (0, "")
    assert b"mails tell of something new: followup inbox" in out.read_bytes()
    assert logged(sam) == ["applied"]


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("asked", [False, True], ids=["list", "sitting"])
def test_golden(
    width: int, asked: bool, sam: Program, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The screens letter by letter; --update-golden writes them anew."""
    sam.width = width
    monkeypatch.chdir(sam.folder)
    sam('add applied Acme --role "Data Engineer" --on 2026-11-01 --recruiter "Ann Lee <ann@acme.example>"')
    sam("add applied Globex --role Clerk --on 2026-11-01")
    sam("add applied Globex --role Tester --new --on 2026-11-01")
    body = UNNAMED
    which = letter("which", "2026-11-12 12:00", body, From="Globex Careers <no-reply@globex.example>")
    box(sam, *SEARCH, which)
    if asked:
        shown = sam.answering("y\ny\n\nn\ny\ny\nglobex-tester\ny\n", "inbox", "box.mbox").out
    else:
        shown = sam.run("inbox", "box.mbox").out
    path = GOLDEN / f"inbox-{'sitting' if asked else 'list'}-{width}.txt"
    if request.config.getoption("--update-golden"):
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")
    assert [row for row in shown.splitlines() if row != row.rstrip()] == []


def test_reading_is_the_same_however_often(sam: Program) -> None:
    """And nothing of a mailbox is ever changed."""
    random.seed(3)
    path = Path(box(sam, *SEARCH))
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    assert NEWSLETTER in SEARCH
    assert proposals(sam, str(path)) == proposals(sam, str(path)) == proposals(sam)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
