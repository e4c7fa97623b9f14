"""The session: what every command works with. Each part is made when it is first asked for."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from followup.adapters.folders import Folders, folders_for
from followup.adapters.holidays import Calendars
from followup.adapters.log.around import Wanted
from followup.adapters.log.store import Store
from followup.adapters.rulebook import RuleFile, load_rules
from followup.cli.doubt import Doubt
from followup.cli.output import Terminal
from followup.core.history import History, fold
from followup.core.moments import day_of, in_zone
from followup.core.planner import Plan, counts_from, plan_for
from followup.core.values import Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followup.adapters.log.anew import Until
    from followup.adapters.log.around import Awake
    from followup.adapters.remembered import Lasting
    from followup.cli.environment import Environment
    from followup.core.calendar import Calendar
    from followup.core.events import Event
    from followup.core.moments import Moment
    from followup.core.records import Recorder
    from followup.core.rules import Rulebook
    from followup.formats.settings.definitions import Myself
    from followup.formats.typed.days import Direction
    from followup.formats.words.reasons import Sentences


class Options(Value, frozen=True):
    """The options before the command, as they were typed."""

    data_dir: str | None = None
    rules: str | None = None
    now: str | None = None
    no_input: bool = False
    no_color: bool = False


class Session:
    """One command's log, rules, calendars, now and folders."""

    def __init__(self, environment: Environment, options: Options | None = None) -> None:
        self.environment = environment
        self.options = options or Options()
        self.notes: list[str] = []
        self.narrow = False  # whether the command looks at a part of the log: then it can ask nothing
        self.lasting: Lasting | None = None  # how long the same question has the same answer, if known
        self.acted: str | None = None  # what the command has done for good, as a sentence without its end

    def note(self, text: str) -> None:
        """Remark something, for standard error, once the command has ended."""
        self.notes.append(text)

    @cached_property
    def folders(self) -> Folders:
        """Return where the log, the rules and the settings are."""
        return folders_for(self.environment.variables, self.options.data_dir, self.options.rules)

    @cached_property
    def terminal(self) -> Terminal:
        """Return where results are shown."""
        no_color = self.options.no_color or bool(self.environment.variables.get("NO_COLOR"))
        return Terminal(self.environment.width, no_color=no_color)

    @cached_property
    def rule_file(self) -> RuleFile:
        """Return the rules file in force; InvalidFile if it has errors."""
        return self.environment.rules or load_rules(self.folders)

    @property
    def rulebook(self) -> Rulebook:
        """Return the rules in force."""
        return self.rule_file.rulebook

    def read_rules_anew(self) -> None:
        """Forget the rules and what follows from them: this command has changed the file."""
        for name in ("rule_file", "calendars", "calendar", "now", "moment"):
            self.__dict__.pop(name, None)

    @cached_property
    def calendars(self) -> Calendars:
        """Return what gives the user's calendar, and those of applications with their own."""
        cache = None if self.environment.store is not None else self.folders.cache
        return Calendars(self.rulebook.calendar, self.environment.local_zone, cache)

    @cached_property
    def calendar(self) -> Calendar:
        """Return the user's calendar."""
        return self.calendars()

    @property
    def _pretended(self) -> str | None:
        return self.options.now or self.environment.variables.get("FOLLOWUP_NOW") or None

    @cached_property
    def now(self) -> datetime:
        """Return now in the calendar's zone: the clock, or what the user pretends it is."""
        clock = self.environment.clock().astimezone(self.calendar.zone)
        if self._pretended is None:
            return clock
        from followup.formats.typed.dates import parse_pretended

        return parse_pretended(self._pretended, clock, self.calendar)

    @property
    def clock(self) -> datetime:
        """Return what the clock of this machine shows, whatever is pretended, and whatever the rules say."""
        return self.environment.clock().astimezone(self.environment.local_zone())

    @cached_property
    def moment(self) -> Moment:
        """Return when an event happens that is logged without a date.

        A pretended now without an hour gives a date: nobody knows the hour then.
        """
        text = self._pretended
        if text is not None and ":" not in text and not (self.now.hour or self.now.minute):
            return self.now.date()
        return self.now.replace(microsecond=0)

    def lies_ahead(self, moment: Moment) -> bool:
        """Whether `moment` is still to come; where now is only a date, its whole day has come."""
        if isinstance(self.moment, datetime) and isinstance(moment, datetime):
            return moment > self.now
        return day_of(moment, self.calendar.zone) > self.now.date()

    def parse_moment(self, text: str | None, towards: Direction = "past") -> Moment:
        """Return the moment that was typed; now, if nothing was. `towards` is as `parse_when` has it."""
        if text is None:
            return self.moment
        from followup.formats.typed.dates import parse_when

        return parse_when(text, self.now, self.calendar, towards)

    def parse_day(self, text: str) -> date:
        """Return the day that was typed; a weekday, or a date without a year, is the next."""
        return day_of(self.parse_moment(text, "future"), self.calendar.zone)

    def echo(self, moment: Moment) -> str:
        """Return what was understood of a date, with how far it is: `Thu 3 Dec 2026, 10:00, in 6 days`."""
        from followup.formats.words.phrases import say_distance

        distance = say_distance(day_of(moment, self.calendar.zone), self.now.date())
        return f"{self.say(moment)}, {distance}"

    def say(self, moment: Moment) -> str:
        """Return a moment on the user's clock: `Thu 3 Dec 2026, 10:00`."""
        from followup.formats.words.phrases import say_date

        return say_date(in_zone(moment, self.calendar.zone))

    @cached_property
    def store(self) -> Store:
        """Return the log's file, or the log in memory."""
        return self.environment.store or Store(self.folders.log, self.note, lambda: self.clock.date())  # noqa: PLW0108  # a clock is read when it is needed

    def history(self, awake: Awake | None = None) -> History:
        """Return what the log adds up to: the whole of it, or what the plan of awake applications needs."""
        log = self.store.log(awake)
        history = fold(log, self.calendars)
        if awake is not None and awake.resting:
            history.planned = awake.planned
            last = date.fromisoformat(max(awake.resting.values()))
            since = counts_from(history, self.rulebook, self.now, last)
            if since is None or since <= last:
                wider = self.history(self.store.joined(awake, since or date.min))
                wider.judged = history.judged  # what joins counts for guards, and nothing is judged by those
                return wider
        if awake is not None and awake.events == len(log):  # else the store has read the whole
            history.planned = awake.planned
        return history

    def history_to_change(self) -> History:
        """Return what the whole log adds up to, and keep others from writing until this command has."""
        self.store.begin()
        return self.history()

    def history_of(self, *applications: str) -> History:
        """Return what the log says of these applications, by id, and of all whose plan can touch theirs."""
        awake = self.reached(Wanted(applications=frozenset(applications)))
        return self.history(awake)

    def reached(self, wanted: Wanted) -> Awake | None:
        """Return the part of the log around what is wanted; None where only the whole log can tell."""
        if not self.folders.cached:
            return None
        part = self.store.around(wanted, self.premises, self.now)
        if part is None and self.work_out(self.store.awake(self.premises, self.now)):
            part = self.store.around(wanted, self.premises, self.now)
        return part

    def work_out(self, awake: Awake) -> bool:
        """Note until when each application sleeps, if all are awake for want of that; False if it fails."""
        if awake.events is not None:
            return False
        from followup.cli.progress import Progress
        from followup.core.resting import Resting

        def until_by(general: Sequence[tuple[int, Event]]) -> Until:
            return Resting(general, self.rulebook, self.calendars, self.now).until

        with Progress("Working out what is due") as progress:
            return self.store.work_out(awake, self.premises, self.now, until_by, progress.show)

    @property
    def premises(self) -> str:
        """Return what names all that a plan follows from, besides the log and now."""
        return f"{self.rule_file.digest} {self.calendar.zone} {self.calendars.edition}"

    def plan(self, history: History) -> Plan:
        """Return the plan for `history` at now."""
        return plan_for(history, self.rulebook, self.now)

    def plan_with(self, history: History, events: Sequence[Event]) -> Plan:
        """Return the plan as it will be once `events` are logged."""
        after = fold([*history.log, *events], self.calendars)
        if history.planned is not None:
            after.planned = history.planned | {event.application for event in events if event.application}
        return self.plan(after)

    def with_rules(self, rules: RuleFile) -> Session:
        """Return the same log at the same now, under other rules."""
        environment = msgspec.structs.replace(self.environment, rules=rules, store=self.store)
        other = Session(environment, self.options)
        other.now = self.now.astimezone(other.calendar.zone)
        return other

    @property
    def recorder(self) -> Recorder:
        """Return what builds the events of this command."""
        from followup.core.records import Recorder

        return Recorder(self.now, self.environment.new_id)

    def record(self, events: Sequence[Event]) -> None:
        """Add the events of one command to the log; `undo` takes them back together."""
        from followup.adapters.files import uninterrupted
        from followup.core.records import as_batch

        with uninterrupted():
            self.store.append(as_batch(events))
            self.acted = "It is logged"

    @property
    def can_ask(self) -> bool:
        """Whether somebody is there to answer a question."""
        return not self.options.no_input and self.environment.can_ask()

    def ask(self, question: str) -> bool | None:
        """Return the user's answer, or None where nobody can be asked."""
        if self.narrow:
            raise Doubt
        if not self.can_ask:
            return None
        import click

        return click.confirm(question, default=False, err=True)

    def ask_text(self, question: str) -> str:
        """Return what the user types, empty where nobody can be asked."""
        if not self.can_ask:
            return ""
        import click

        return str(click.prompt(question, default="", show_default=False, err=True))

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

    def close(self) -> None:
        """Close what was opened."""
        if "store" in self.__dict__:
            self.store.give_up()
            if self.environment.store is None:
                self.store.close()
