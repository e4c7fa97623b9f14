"""The workspace: what every command works with. Each part is made when it is first asked for."""

from __future__ import annotations

import sys
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from followup.adapters.folders import Folders, folders_for
from followup.adapters.holidays import Calendars
from followup.adapters.log.store import Store
from followup.adapters.rulebook import RuleFile, load_rules
from followup.core.history import History, fold
from followup.core.planner import Plan, plan_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console, RenderableType

    from followup.adapters.log.store import Awake
    from followup.cli.environment import Outside
    from followup.core.calendar import Calendar
    from followup.core.events import Event
    from followup.core.moments import Moment
    from followup.core.rules import Rulebook
    from followup.formats.settings.definitions import Myself
    from followup.formats.words.reasons import Sentences


WIDEST = 100


def _escaped(character: str) -> str:
    """Return a character as JSON writes it in ASCII, in two halves where it needs them."""
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


class Workspace:
    """The log, the rules, the calendar, now, and the way out."""

    def __init__(
        self,
        outside: Outside,
        *,
        data_dir: str | None = None,
        rules: str | None = None,
        now: str | None = None,
        no_input: bool = False,
        no_color: bool = False,
    ) -> None:
        self.outside = outside
        self.folders: Folders = folders_for(outside.environment, data_dir, rules)
        self._now_text = now or outside.environment.get("FOLLOWUP_NOW") or None
        self._no_input = no_input
        self._no_color = no_color or bool(outside.environment.get("NO_COLOR"))

    @cached_property
    def rule_file(self) -> RuleFile:
        """Return the rules file in force; InvalidFile if it has errors."""
        return self.outside.rules or load_rules(self.folders)

    @property
    def rulebook(self) -> Rulebook:
        """Return the rules in force."""
        return self.rule_file.rulebook

    @cached_property
    def calendars(self) -> Calendars:
        """Return what gives the user's calendar, and those of applications with their own."""
        cache = None if self.outside.store is not None else self.folders.cache
        return Calendars(self.rulebook.calendar, self.outside.local_zone, cache)

    @cached_property
    def calendar(self) -> Calendar:
        """Return the user's calendar."""
        return self.calendars()

    @cached_property
    def now(self) -> datetime:
        """Return now in the calendar's zone: the clock, or what the user pretends it is."""
        clock = self.outside.clock().astimezone(self.calendar.zone)
        if self._now_text is None:
            return clock
        from followup.formats.typed.dates import parse_pretended

        return parse_pretended(self._now_text, clock, self.calendar)

    @cached_property
    def moment(self) -> Moment:
        """Return when an event happens that is logged without a date.

        A pretended now without an hour gives a date: nobody knows the hour then.
        """
        if (
            self._now_text is not None
            and ":" not in self._now_text
            and not (self.now.hour or self.now.minute)
        ):
            return self.now.date()
        return self.now.replace(microsecond=0)

    def lies_ahead(self, moment: Moment) -> bool:
        """Tell whether `moment` has not come yet; where now is only a date, its whole day has come."""
        zone = self.calendar.zone
        day = moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
        if isinstance(self.moment, datetime) and isinstance(moment, datetime):
            return moment > self.now
        return day > self.now.date()

    @cached_property
    def store(self) -> Store:
        """Return the log."""
        return self.outside.store or Store(self.folders.log)

    def history(self, awake: Awake | None = None) -> History:
        """Return what the log adds up to: the whole of it, or what the plan of awake applications needs."""
        if awake is None:
            return fold(self.store.log(), self.calendars)
        guards = self.rulebook.guards.values()
        whole = any(guard.since and guard.per != "application" for guard in guards)
        return fold(self.store.log(awake, whole=whole), self.calendars)

    def history_to_change(self) -> History:
        """Return what the whole log adds up to, and keep others from writing until this command has."""
        self.store.begin()
        return self.history()

    def plan(self, history: History) -> Plan:
        """Return the plan for `history` at now."""
        return plan_for(history, self.rulebook, self.now)

    def with_rules(self, rules: RuleFile) -> Workspace:
        """Return the same log at the same now, under other rules."""
        import msgspec

        outside = msgspec.structs.replace(self.outside, rules=rules, store=self.store)
        other = Workspace(outside)
        other.folders = self.folders
        other.now = self.now.astimezone(other.calendar.zone)
        return other

    def record(self, events: Sequence[Event]) -> None:
        """Add the events of one command to the log; `undo` takes them back together."""
        import msgspec

        batch = events[0].id
        self.store.append([msgspec.structs.replace(event, batch=batch) for event in events])

    def ask(self, question: str) -> bool | None:
        """Return the user's answer, or None where nobody can be asked."""
        if self._no_input or not self.outside.can_ask():
            return None
        import click

        return click.confirm(question, default=False, err=True)

    def ask_text(self, question: str) -> str:
        """Return what the user types, empty where nobody can be asked."""
        if self._no_input or not self.outside.can_ask():
            return ""
        import click

        answer: str = click.prompt(question, default="", show_default=False, err=True)
        return answer

    @cached_property
    def myself(self) -> Myself:
        """Return what letters say of the user, as far as the settings have it."""
        from followup.adapters.settings import load_settings
        from followup.formats.settings.definitions import Myself

        settings = load_settings(self.folders)
        return (settings.me if settings else None) or Myself()

    @property
    def sentences(self) -> Sentences:
        """Return what says reasons in words."""
        from followup.formats.words.reasons import Sentences

        return Sentences(self.rulebook.guards, self.now)

    @cached_property
    def console(self) -> Console:
        """Return the screen."""
        from rich.console import Console

        console = Console(
            width=self.outside.width,
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=False,
            no_color=self._no_color or None,
        )
        # Longer lines are hard to read, and tear a row's beginning from its end.
        console.width = min(console.width, WIDEST)
        return console

    def show(self, *parts: RenderableType) -> None:
        """Draw on standard output."""
        if self.console.is_terminal:
            self.console.print(*parts, sep="\n")
            return
        # Into a file or a pipe goes no padding: Rich fills each line up to the width of the screen.
        with self.console.capture() as drawn:
            self.console.print(*parts, sep="\n")
        self.console.file.write(
            "".join(f"{line.rstrip()}\n" for line in drawn.get().rstrip("\n").split("\n"))
        )

    def say_json(self, document: dict[str, Any]) -> None:
        """Print a JSON document on standard output."""
        import click

        from followup.formats.screens.documents import encode

        text = encode(document)
        if not (sys.stdout.encoding or "utf-8").lower().startswith("utf"):
            text = "".join(c if c.isascii() else _escaped(c) for c in text)
        click.echo(text)

    def note(self, text: str) -> None:
        """Say something that is no data, on standard error."""
        import click

        click.echo(text, err=True)

    def close(self) -> None:
        """Close what was opened."""
        if "store" in self.__dict__:
            self.store.give_up()
            if self.outside.store is None:
                self.store.close()
