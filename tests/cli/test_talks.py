"""Talks on the command line: where they are, when they end, and that they were called off."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from followup.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.program import Program
    from followup.core.history import Application

NOW = "2026-11-27 09:00"  # a Friday
INTERVIEW = "add interview Acme --on 'dec 3 10:00'"


@pytest.fixture
def acme(program: Program) -> Program:
    """Return the program with an application at Acme."""
    program.told("2026-11-16 add applied Acme")
    return program


def in_force(program: Program) -> Sequence[Application]:
    """Return the applications, as corrected."""
    with closing(Session(program.environment())) as session:
        return session.history().applications


class TestWhereAndUntilWhen:
    """`--where` and `--ends` say where a talk is and when it ends."""

    @pytest.mark.parametrize("ends", ["11:30", "11:30am", "2026-12-03 11:30", "dec 3 11:30", "thu 11:30"])
    def test_an_hour_alone_is_on_the_day_of_the_talk(self, ends: str, acme: Program) -> None:
        """Whatever day it is now."""
        result = acme.run("add", "interview", "Acme", "--on", "dec 3 10:00", "--ends", ends, now=NOW)
        assert "planned for Thu 3 Dec 2026, 10:00, in 6 days, until 11:30." in result.out
        assert str(acme.events()[-1].ends) == "2026-12-03 11:30:00+00:00"

    def test_a_place_is_said_back(self, acme: Program) -> None:
        """With what a terminal could obey taken out."""
        result = acme.run("add", "phone-screen", "Acme", "--where", "Room 4\x1b[31m", now=NOW)
        assert result.out.splitlines()[0].endswith(", at Room 4.")
        assert acme.events()[-1].where == "Room 4"

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            ("add heard-back Acme --where here", "--where goes with talks only"),
            ("add heard-back Acme --ends 15:00", "--ends goes with talks only"),
            ("add interview Acme --on 'dec 3' --ends 15:00", "It has no hour to begin at"),
            (f"{INTERVIEW} --ends 10:00", "It would end, Thu 3 Dec 2026, 10:00, before it begins"),
            (f"{INTERVIEW} --ends 'nov 30 11:00'", "before it begins, Thu 3 Dec 2026, 10:00."),
            (f"{INTERVIEW} --ends soon", "soon"),
            (f"{INTERVIEW} --ends 'dec 4'", "Fri 4 Dec 2026 says no hour."),
            (f"{INTERVIEW} --talk interview/acme", "--talk goes with cancelled only."),
        ],
    )
    def test_what_does_not_fit(self, words: str, says: str, acme: Program) -> None:
        """It is wrong usage, and nothing is written."""
        result = acme(words, NOW)
        assert (result.code, result.out) == (2, "")
        assert says in result.err
        assert len(acme.events()) == 1

    @pytest.mark.parametrize(
        ("words", "where", "ends"),
        [
            ("--on 'dec 4 14:00'", "Room 4", "2026-12-04 15:00:00+00:00"),  # it takes as long as before
            ("--on 'dec 4'", "Room 4", "None"),
            ("--ends 12:00", "Room 4", "2026-12-03 12:00:00+00:00"),
            ("--ends ''", "Room 4", "None"),
            ("--where 'Room 5'", "Room 5", "2026-12-03 11:00:00+00:00"),
            ("--where ''", "None", "2026-12-03 11:00:00+00:00"),
            ("--kind phone-screen", "Room 4", "2026-12-03 11:00:00+00:00"),
        ],
    )
    def test_edit(self, words: str, where: str, ends: str, acme: Program) -> None:
        """Each can be corrected, and what was not corrected stays."""
        acme(f"{INTERVIEW} --ends 11:00 --where 'Room 4'", NOW)
        assert acme(f"edit interview/acme {words}", NOW).code == 0
        [application] = in_force(acme)
        talk = application.facts[-1]
        assert (str(talk.where), str(talk.ends)) == (where, ends)

    def test_edit_of_an_offer(self, acme: Program) -> None:
        """Its date moves; an empty one takes it out."""
        acme("add offer Acme --until 'dec 18'", NOW)
        for until, expected in (("dec 21", "2026-12-21"), ("", "None")):
            assert acme.run("edit", "offer/acme", "--until", until, now=NOW).code == 0
            [application] = in_force(acme)
            assert str(application.facts[-1].until) == expected


class TestCancelled:
    """`add cancelled` calls off the one talk that lies ahead."""

    def test_the_one_that_lies_ahead(self, acme: Program) -> None:
        """It is named in the answer, and the log knows which; undo lets it take place."""
        acme(INTERVIEW, NOW)
        talk = acme.events()[-1].id
        result = acme("add cancelled Acme", NOW)
        assert "they called the talk off on Fri 27 Nov 2026, 09:00, today, " in result.out
        assert "today, the interview of Thu 3 Dec 2026, 10:00." in result.out
        assert acme.events()[-1].talk == talk
        acme("undo", NOW)
        assert acme("add cancelled Acme", NOW).code == 0

    @pytest.mark.parametrize(
        "before",
        [
            "add note Acme",
            "add interview Acme --on 'nov 20 10:00'",  # it has been
            f"{INTERVIEW}\nadd cancelled Acme",
        ],
    )
    def test_where_none_lies_ahead(self, before: str, acme: Program) -> None:
        """There is none to call off, and nothing is written."""
        for line in before.splitlines():
            assert acme(line, NOW).code == 0
        written = len(acme.events())
        result = acme("add cancelled Acme", NOW)
        assert (result.code, result.out) == (1, "")
        assert "No talk of acme lies ahead, so none can be called off. Nothing was logged." in result.err
        assert len(acme.events()) == written

    def test_of_several_one_is_named(self, acme: Program) -> None:
        """Else they are listed by kind, date and id."""
        acme(INTERVIEW, NOW)
        acme("add phone-screen Acme --on 'dec 1 10:00'", NOW)
        talk = acme.events()[-1].id
        result = acme("add cancelled Acme", NOW)
        assert result.code == 1
        assert (
            f"phone screen of Tue 1 Dec 2026, 10:00 ({talk[:5]}), interview of Thu 3 Dec 2026" in result.err
        )
        for word in (talk[:5], "phone-screen/acme"):
            assert acme(f"add cancelled Acme --talk {word}", NOW).code == 0
            assert acme.events()[-1].talk == talk
            acme("undo", NOW)
        acme("add cancelled Acme --talk phone-screen/acme", NOW)
        assert acme("add cancelled Acme", NOW).code == 0  # one is left

    @pytest.mark.parametrize(
        ("people", "says"),
        [
            ("--with Gus", "followup edit {} --without Gus takes Gus out of it"),
            ("--with Gus --with 'Kim Ho'", "followup edit {} --without Gus --without 'Kim Ho' takes"),
            ("--with Flo --with Gus --with 'Kim Ho'", ""),  # all of them
            ("--with Robin", ""),  # who told of it was not to be there
            ("", ""),
        ],
    )
    def test_one_of_a_panel_is_not_the_panel(self, people: str, says: str, acme: Program) -> None:
        """The others are still there, so nothing is called off before that is said."""
        acme(f"{INTERVIEW} --with Flo --with Gus --with 'Kim Ho'", NOW)
        talk = acme.events()[-1].id[:5]
        result = acme(f"add cancelled Acme {people}", NOW)
        assert result.code == (1 if says else 0)
        assert says.format(talk) in result.err
        assert (acme.events()[-1].kind == "cancelled") is not bool(says)
        if says:
            assert "The interview of Thu 3 Dec 2026, 10:00 is with Flo, Gus and Kim Ho" in result.err
            assert acme(f"edit {talk} --without Gus", NOW).code == 0

    def test_nobody_came(self, acme: Program) -> None:
        """A talk of this morning can still be called off, one of yesterday cannot."""
        acme("add interview Acme --on 'today 08:00'", NOW)
        assert acme("add cancelled Acme", NOW).code == 0
        acme("undo", NOW)
        assert acme("add cancelled Acme --talk interview/acme", NOW).code == 0
        acme("undo", NOW)
        refused = acme("add cancelled Acme --talk interview/acme", "2026-11-28 09:00")
        assert "interview of Fri 27 Nov 2026, 08:00" in refused.err
        assert "is no talk of acme that can be called off" in refused.err
        assert acme("add cancelled Acme --on yesterday", "2026-11-28 09:00").code == 0

    def test_on_a_terminal_one_of_several_is_asked_for(self, acme: Program) -> None:
        """In the order of time, until one is it."""
        acme("add phone-screen Acme --on 'dec 1 10:00'", NOW)
        acme(INTERVIEW, NOW)
        result = acme.answering("n\ny\n", "add", "cancelled", "Acme", now=NOW)
        assert "Was the phone screen of Tue 1 Dec 2026, 10:00" in result.err
        assert acme.events()[-1].talk == acme.events()[-2].id

    def test_a_new_date_is_a_new_talk(self, acme: Program) -> None:
        """What was called off cannot be moved: it would not take place all the same."""
        acme(INTERVIEW, NOW)
        acme("add cancelled Acme", NOW)
        refused = acme("edit interview/acme --on 'dec 10 10:00'", NOW)
        assert refused.code == 1
        assert "The interview was called off, so another date is another talk." in refused.err
        assert acme("add interview Acme --on 'dec 10 10:00'", NOW).code == 0

    def test_of_another_application(self, acme: Program) -> None:
        """Its talks are not called off by mistake."""
        acme("add applied Globex", NOW)
        acme("add interview Globex --on 'dec 3 10:00'", NOW)
        assert acme("add cancelled Acme --talk interview/globex", NOW).code == 1
        assert acme("add cancelled Initech --new", NOW).code == 1

    def test_it_becomes_no_other_event(self, acme: Program) -> None:
        """What was called off names its talk; it can be taken back."""
        acme(INTERVIEW, NOW)
        acme("add cancelled Acme", NOW)
        assert acme("edit cancelled/acme --kind note", NOW).code == 1
        assert acme("edit interview/acme --kind cancelled", NOW).code == 1
        assert acme("edit cancelled/acme --retract", NOW).code == 0
        assert acme("add cancelled Acme", NOW).code == 0


def test_a_part_once_named_stays(acme: Program) -> None:
    """A hiring manager who interviews stays the hiring manager, and stands once under People."""
    acme("add note Acme --hiring-manager 'Ann Lee <ann@example.com>'", "2026-11-20")
    acme("add interview Acme --with Bo --with 'Ann Lee'", NOW)
    people = acme("show acme", NOW).out.partition("People\n")[2].partition("\n\n")[0]
    assert people.splitlines() == [
        "  Ann Lee <ann@example.com>, hiring manager and interviewer",
        "  Bo, interviewer",
    ]


@pytest.mark.parametrize(("now", "says"), [("2026-12-02", True), ("2026-12-03", False)])
def test_on_the_morning_of_a_talk_there_is_something_to_do(now: str, says: bool, acme: Program) -> None:
    """The talk, be all done that is asked for. On the day before it there is nothing."""
    acme.told(f"2026-11-20 skip check-receipt/acme\n2026-11-27 {INTERVIEW}")
    acme.told(f"{now} 07:00 done ask-preference/acme" if not says else "")
    shown = acme("today", f"{now} 08:00").out
    assert "Interview" in shown
    assert ("Nothing to do today." in shown) is says
