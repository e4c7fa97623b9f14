"""Called off: which talk did not take place, and that all of it did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.core.candidates import IN_THE_ROOM
from followup.core.errors import RequestFailed
from followup.core.event_lookup import find_event, talks_of
from followup.core.moments import start_of
from followup.formats.words.phrases import SHORT_ID, listed, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followup.cli.identify import Chosen
    from followup.cli.session import Session
    from followup.core.events import Event, Person
    from followup.core.history import History
    from followup.core.moments import Moment


def identify_talk(session: Session, history: History, chosen: Chosen, word: str | None, at: Moment) -> Event:
    """Return the talk that was called off `at` that moment: the one `word` names, else the only one ahead.

    Where none was ahead, one of that day is meant: nobody came. Asks where several fit; else RequestFailed.
    """
    application, handle = chosen.application, chosen.handle
    if application is None:
        raise RequestFailed(f"No talk is agreed upon with {chosen.company}. Nothing was logged.")
    then = start_of(at, session.calendar.zone)
    ahead, today = talks_of(application, session.rulebook, then)
    if word is not None:
        event, _ = find_event(history, word)
        if event.id in {each.id for each in (*ahead, *today)}:
            return event
        raise RequestFailed(
            f"{_say_talk(session, event)} is no talk of {handle} that can be called off. Nothing was logged.",
            "It must lie ahead of the day on which it was called off (--on), or be on that day.",
        )
    talks = ahead or today
    if len(talks) == 1:
        return talks[0]
    if not talks:
        raise RequestFailed(
            f"No talk of {handle} lies ahead, so none can be called off. Nothing was logged.",
            f"`followup show {handle}` lists what is logged.",
        )
    for talk in talks:
        if session.ask(f"Was the {_say_talk(session, talk)} called off?"):
            return talk
    known = ", ".join(_say_talk(session, talk) for talk in talks)
    raise RequestFailed(
        f"Several talks of {handle} lie ahead: {known}. Nothing was logged.",
        f"Say which: followup add cancelled {handle} --talk {talks[0].id[:SHORT_ID]}",
    )


def _say_talk(session: Session, talk: Event) -> str:
    return f"{name_of(talk.kind)} of {session.say(talk.at)} ({talk.id[:SHORT_ID]})"


def check_all_called_off(session: Session, history: History, talk: Event, people: Sequence[Person]) -> None:
    """Raise RequestFailed where `people` are some of those of the talk: it takes place with the others."""
    there = {history.contact(each).id: each for each in talk.people if each.part in IN_THE_ROOM}
    named = {history.contact(each).id for each in people}
    gone = [each for identity, each in there.items() if identity in named]
    if not gone or len(gone) == len(there):
        return
    import shlex

    without = shlex.join(word for each in gone for word in ("--without", each.label))
    names = listed(each.label for each in gone)
    talked_to = listed(each.label for each in there.values())
    raise RequestFailed(
        f"The {name_of(talk.kind)} of {session.say(talk.at)} is with {talked_to}, and you named"
        f" {names} alone. Nothing was logged.",
        f"followup edit {talk.id[:SHORT_ID]} {without} takes {names} out of it;"
        " without --with the whole talk is called off.",
    )
