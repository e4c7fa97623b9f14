"""Reasons: each link of an action's chain as a sentence, and what else to know of an action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.core.actions import Action, Reason, Status, Step
from followup.core.moments import day_of, in_zone
from followup.core.rules import PERMISSION, Deadline, Guard, Silence
from followup.formats.words.phrases import (
    CHANNELS,
    listed,
    name_of,
    phrase_of,
    say_day,
    say_event,
    say_fact,
    say_guard,
    say_when,
    whom,
    zone_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from followup.core.events import Event

# What has to happen before a waiting action opens, as an answer to "waits for ...".
NEEDS = {
    "receipt": "the receipt",
    "heard_back": "an answer",
    "offer": "an offer",
    "interview": "the interview",
    "phone_screen": "the phone screen",
}


class Sentences:
    """Says reasons at one `now`, with the guards of the rules in force."""

    def __init__(self, guards: Mapping[str, Guard], now: datetime) -> None:
        self._guards = guards
        self.now = now

    def say(self, reason: Reason, action: Action) -> str:
        """Return the reason as one sentence."""
        text: str = getattr(self, f"_{reason.step.value}")(reason, action)
        return text[0].upper() + text[1:] + "."

    def _day(self, moment: object) -> str:
        return say_day(moment, self.now)  # type: ignore[arg-type]  # callers pass what the step always sets

    def _recorded(self, event: Event) -> str:
        return self._day(in_zone(event.recorded_at, zone_of(self.now)))

    def say_alone(self, reason: Reason, action: Action) -> str:
        """Return the reason as a sentence that needs none before it."""
        if reason.step is not Step.WAIT:
            return self.say(reason, action)
        since = "the last one" if action.repetition > 1 else phrase_of(action.anchor.kind)
        text = self._wait(reason, action, since)
        return text[0].upper() + text[1:] + "."

    def _anchor(self, reason: Reason, action: Action) -> str:
        event, named = action.anchor, self._named(action)
        if not named:
            return self._event(reason, action)
        when = say_when(event.at, action.application, self.now)
        what = "they named" if event.kind == "promised" else "came an offer, to answer by"
        return f"on {when} {what} {named}"

    def _named(self, action: Action) -> str:
        """Return the date from which the action counts, where its anchor named one; empty otherwise."""
        rule, until = action.definition, action.anchor.until
        counts = isinstance(rule.before, Deadline)
        counts |= isinstance(rule.after, Silence) and action.anchor.kind in {"promised", "offer"}
        return self._day(until) if counts and until is not None else ""

    def _event(self, reason: Reason, action: Action) -> str:
        return say_event(reason.event, action, self.now) if reason.event else "nothing was logged"

    def _fact(self, reason: Reason, action: Action) -> str:
        return say_fact(reason.event, action, self.now) if reason.event else "nothing was logged"

    def _repeat(self, reason: Reason, action: Action) -> str:
        most = action.definition.repeat.at_most if action.definition.repeat else 1
        return f"this is number {reason.count} of {most}; it counts from when {self._fact(reason, action)}"

    def _wait(self, reason: Reason, action: Action, since: str = "that") -> str:
        rule, due = action.definition, say_when(reason.due, action.application, self.now)
        since = self._named(action) or since
        if rule.lead is not None:
            begins = f"; it closes when {since} begins" if not isinstance(rule.before, Deadline) else ""
            if not rule.lead.count:
                return f"it is for that very day, {due}{begins}"
            return f"{rule.lead} before {since} is {due}{begins}"
        if action.repetition > 1 and rule.repeat is not None:
            return f"{rule.repeat.every} after {since} is {due}"
        wait = rule.waits
        text = f"{wait.ideal} after {since} is {due}"
        if not wait.ideal.count:
            text = f"it is for that very day, {due}"
        bounds = []
        if wait.earliest is not None and wait.earliest.count:
            bounds.append(f"{wait.earliest} at the earliest")
        if wait.latest is not None:
            bounds.append(f"{wait.latest} at the latest")
        if not bounds:
            return text
        # The employer's hour is in brackets already.
        begins = f"{text[:-1]}; " if text.endswith(")") else f"{text} ("
        return f"{begins}{', '.join(bounds)})"

    def _logged(self, _: Reason, action: Action) -> str:
        recorded = self._recorded(action.anchor)
        return f"{phrase_of(action.anchor.kind)} was logged on {recorded} only, so it is due then"

    def _talk(self, reason: Reason, _: Action) -> str:
        return f"the hour of the talk is not known, so nothing follows it before {self._day(reason.due)}"

    def _away(self, reason: Reason, _: Action) -> str:
        return f"you are away on {self._day(reason.was)}, so it moves to {self._day(reason.due)}"

    def _met(self, reason: Reason, action: Action) -> str:
        return f"{self._fact(reason, action)}; it waited for that, so it is due on {self._day(reason.due)}"

    def _letter(self, reason: Reason, action: Action) -> str:
        own, day = self._day(reason.was), self._day(reason.until)
        alone = "" if own == day else f"by itself it is for {own}; "
        return f"{alone}it goes to {whom(action)} on {day}, with {reason.other}"

    def _cancelled(self, reason: Reason, action: Action) -> str:
        return f"{self._fact(reason, action)}, so there is no need"

    def _began(self, _: Reason, action: Action) -> str:
        return f"it was for the time before {phrase_of(action.anchor.kind)}, which has come"

    def _snooze(self, reason: Reason, _: Action) -> str:
        return f"you put it off to {self._day(reason.due)}"

    def _wish(self, reason: Reason, action: Action) -> str:
        name = reason.contact.label if reason.contact else whom(action)
        if reason.until is None:
            return f"{name} asked not to be followed up"
        return f"{name} asked for nothing before {self._day(reason.until)}, so it moves to that day"

    def _promise(self, reason: Reason, _: Action) -> str:
        until = self._day(reason.until)
        free = self._day(reason.due)
        return f"they promised to be in touch by {until}; the first working day after it is {free}"

    def _latest(self, reason: Reason, _: Action) -> str:
        return f"that is after the last day for it, so it moves to {self._day(reason.due)}"

    def _landing(self, reason: Reason, _: Action) -> str:
        return f"{self._day(reason.was)} is no working day, so it moves to {self._day(reason.due)}"

    def _guard(self, reason: Reason, action: Action) -> str:
        guard = self._guards[reason.name]
        limit = f"limit {reason.name}: {self.limit(guard)}"
        holder = self._holder(reason, action)
        if action.status is Status.STOPPED and action.verdict is reason:
            if guard.then == "stop" or reason.free is None:
                return f"{limit}; {holder}, so no more is sent"
            return f"{limit}; {holder}, so it is full until {self._day(reason.free)}, and this closes before"
        if action.status is Status.MISSED:
            return f"{limit}; {holder}, so there was no room for it"
        return f"{limit}; {holder}, so it moves to {self._day(reason.due)}"

    def limit(self, guard: Guard) -> str:
        """Return what a guard allows: `at most 1 message to one person within 7 days`."""
        since = f" since {listed((phrase_of(kind) for kind in guard.since), 'or')}" if guard.since else ""
        return f"{say_guard(guard)}{since}"

    def _holder(self, reason: Reason, action: Action) -> str:
        day = self._day(reason.until)
        also = f", and another counts on {listed(map(self._day, reason.also), 'and')}" if reason.also else ""
        if reason.event is None:
            to = f" to {reason.contact.label}" if reason.contact else ""
            # What is planned leaves room on days to come only: where one has come, it was dropped.
            if action.is_open and day_of(reason.due, zone_of(self.now)) <= self.now.date():
                return f"a message{to} was planned for {day} ({reason.other}) and then dropped"
            return f"a message{to} is planned for {day} ({reason.other}){also}"
        to = ", ".join(person.label for person in reason.event.people)
        about = "" if reason.event.application == action.application.id else " about another application"
        return f"you wrote{f' to {to}' if to else ''}{about} on {day}{also}"

    def _channel(self, reason: Reason, action: Action) -> str:
        name = reason.contact.label if reason.contact else whom(action)
        return f"{name} prefers {CHANNELS.get(reason.name, reason.name)}"

    def _need(self, reason: Reason, action: Action) -> str:
        return f"it waits for {self.need(reason.name, action)}"

    def need(self, name: str, action: Action) -> str:
        """Return what is waited for: `the receipt`, `Ann's word that following up is welcome`."""
        if name == PERMISSION:
            return f"word from {whom(action)} that following up is welcome"
        return NEEDS.get(name, name_of(name))

    def _unless(self, reason: Reason, action: Action) -> str:
        return f"{self._fact(reason, action)}, so there is no need"

    def _limit(self, _: Reason, action: Action) -> str:
        return f"{action.rule} is done {action.definition.limit}, and another one has that place"

    def _closed(self, reason: Reason, action: Action) -> str:
        if reason.event is not None and reason.event.id != action.anchor.id:
            return f"{self._fact(reason, action)}, when the time for this had passed"
        recorded = self._recorded(action.anchor)
        return f"{phrase_of(action.anchor.kind)} was logged on {recorded}, when the time for this had passed"

    def _stop(self, reason: Reason, action: Action) -> str:
        return f"{self._fact(reason, action)}, so nothing more is planned"

    def _missed(self, reason: Reason, _: Action) -> str:
        return f"it closed on {self._day(reason.until)}"

    def _done(self, reason: Reason, action: Action) -> str:
        verb = {"sent": "you sent it", "done": "you did it"}.get(
            reason.event.kind if reason.event else "", ""
        )
        if not verb or reason.event is None:
            return f"it is done: {self._event(reason, action)}"
        return f"{verb} on {say_when(reason.event.at, action.application, self.now)}"

    def _skipped(self, reason: Reason, action: Action) -> str:
        return self._event(reason, action)


def details_of(action: Action, sentences: Sentences) -> list[str]:
    """Return what else to know: optional, what it waits for, when it closed, put off."""
    found = ["optional"] if action.definition.optional else []
    if action.status is Status.WAITING:
        found += [f"waits for {sentences.need(need, action)}" for need in action.needs]
    if action.status is Status.MISSED and action.latest is not None:
        day = day_of(action.latest, action.application.calendar.zone)
        found.append(f"closed on {say_day(day, sentences.now)}")
    if action.status is Status.SNOOZED:
        found.append("put off")
    return found
