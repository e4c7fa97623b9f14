"""Matching: to which application of the log a proposal belongs, or that it begins one.

What belongs together in the source goes to one application. That is certain by the thread, the invitation
or the row; else by the address of a contact; else by company and role. Where it is not certain it is a
question, never a guess.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from followup.core.history import Application  # msgspec reads the annotation
from followup.core.lookup import free_handle, handles_of
from followup.core.proposals import by_topic
from followup.core.similarity import is_same_role, may_be_same_role
from followup.core.text import are_close, core_words, normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from followup.core.history import History
    from followup.core.proposals import Proposal

# The answer to a question: it is none of the known ones.
NEW = ""


class Place(msgspec.Struct, eq=False):
    """The application that proposals go to: one of the log, or, where that is None, a new one of this batch.

    One that `is_open` stands for an application that only the user can tell.
    """

    application: Application | None
    company: str
    role: str | None
    handle: str
    url: str | None = None
    location: str | None = None
    salary: str | None = None
    topics: set[str] = msgspec.field(default_factory=set)
    emails: set[str] = msgspec.field(default_factory=set)
    is_over: bool = False
    is_open: bool = False

    @property
    def is_new(self) -> bool:
        """Whether it begins with what is proposed."""
        return self.application is None and not self.is_open

    @property
    def company_key(self) -> str:
        """What spellings of the company's name have in common: case, punctuation and legal form apart."""
        return company_key(self.company)


class Question(NamedTuple):
    """What only the user can tell: which of `choices`, by handle, `proposals` are about, or a new one.

    `can_begin` is false where the source does not say the company, so that they cannot begin one.
    """

    topic: str
    proposals: tuple[Proposal, ...]
    choices: tuple[Place, ...]
    text: str
    can_begin: bool = True


class Matched(NamedTuple):
    """Proposals with their places, in the order of the source, and what is open.

    `reasons` say of each topic how its place is known: `answer`, `thread`, `address`, `role`, `company` or
    `new`.
    """

    placed: tuple[tuple[Proposal, Place], ...]
    questions: tuple[Question, ...]
    reasons: Mapping[str, str] = {}


def open_place(question: Question) -> Place:
    """Return what stands for the application that a question asks for."""
    first = question.proposals
    return Place(None, _said(first, "company") or "", _said(first, "role"), "", is_open=True)


def place_of(application: Application) -> Place:
    """Return an application of the log as a place, for what the user says belongs there."""
    about = application.first.about
    return Place(application, application.company, application.role, application.handle, about.url)


def company_key(company: str) -> str:
    """Return what spellings of one company have in common."""
    return "".join(core_words(company)) or normal(company)


def match_all(
    proposals: Iterable[Proposal],
    history: History,
    stop: Sequence[str],
    now: datetime,
    answers: Mapping[str, str] | None = None,
) -> Matched:
    """Return where each proposal belongs.

    `answers` are those to earlier questions, by topic: a handle or NEW. What is asked about stays out.
    """
    groups = by_topic(proposals)
    matcher = _Matcher(history, stop, now, groups)
    placed: list[tuple[Proposal, Place]] = []
    questions: list[Question] = []
    reasons: dict[str, str] = {}
    for group in groups:
        found = matcher.place(group, (answers or {}).get(group[0].topic))
        if isinstance(found, Question):
            questions.append(found)
        else:
            placed += [(proposal, found) for proposal in group]
            reasons[group[0].topic] = matcher.reason
    return Matched(tuple(placed), tuple(questions), reasons)


class _Matcher:
    """Knows the applications of the log and those that this batch begins."""

    def __init__(
        self, history: History, stop: Sequence[str], now: datetime, groups: Sequence[Sequence[Proposal]]
    ) -> None:
        self._places = [_known(each, history, stop, now) for each in history.applications]
        self._taken = handles_of(history)
        self._by_topic = {topic: place for place in self._places for topic in place.topics}
        self._by_company: dict[str, list[Place]] = {}
        for place in self._places:
            self._by_company.setdefault(place.company_key, []).append(place)
        companies = (_said(group, "company") for group in groups)
        self._wanting = Counter(company_key(each) for each in companies if each)
        self.reason = ""  # how the place last found is known

    def place(self, group: Sequence[Proposal], answer: str | None) -> Place | Question:
        """Return the place of one topic, or why it is unknown."""
        found = self._by_answer(answer, group) or self._by_thread(group) or self._by_words(group)
        if isinstance(found, Place):
            self._learn(found, group)
        return found

    def _by_answer(self, answer: str | None, group: Sequence[Proposal]) -> Place | None:
        self.reason = "answer"
        if answer == NEW:
            return self._new(group) if _said(group, "company") else None
        return next((each for each in self._places if each.handle == answer), None)

    def _by_thread(self, group: Sequence[Proposal]) -> Place | None:
        self.reason = "thread"
        for proposal in group:
            for topic in _topics(proposal):
                if topic in self._by_topic:
                    return self._by_topic[topic]
        return None

    def _by_words(self, group: Sequence[Proposal]) -> Place | Question:
        company = _said(group, "company")
        self.reason = "address"
        if company is None:
            return self._by_address(group) or self._ask(
                group, (), "It does not say which company it is about."
            )
        same = self._by_company.get(company_key(company), [])
        here = [each for each in same if not (group[0].restates and each.is_new)]
        if here:
            self.reason = "role" if _said(group, "role") else "company"
            return self._by_role(group, here) or self._begin(group)
        by_address = self._by_address(group)
        if by_address is not None and are_close(by_address.company, company):
            return by_address
        near = [
            each
            for each in self._places
            if not (group[0].restates and each.is_new) and are_close(each.company, company)
        ]
        if near:
            known = " or ".join(f"{each.handle} ({each.company})" for each in near[-3:])
            return self._ask(group, near, f"{company} is close to {known}.")
        return self._begin(group)

    def _by_address(self, group: Sequence[Proposal]) -> Place | None:
        emails = {normal(person.email) for each in group for person in each.people if person.email}
        found = [each for each in self._places if each.emails & emails]
        return _only(found)

    def _by_role(self, group: Sequence[Proposal], here: list[Place]) -> Place | Question | None:
        """Return which of the applications at the company is meant; None where it is another one."""
        role, url = _said(group, "role"), _said(group, "url")
        if url is not None:
            same = [each for each in here if each.url == url]
            here = same or [each for each in here if each.url is None or not group[0].restates]
        job = f"{_said(group, 'company')}, {role}" if role else str(_said(group, "company"))
        text = f"{job} may be one of several applications."
        if role is None:
            return _only(here) or self._ask(group, here, text) if here else None
        same = [each for each in here if each.role and is_same_role(each.role, role)]
        if same:
            return _only(same) or self._ask(group, same, text)
        without = [each for each in here if each.role is None]
        if without:
            is_alone = len(here) == 1 and (not group[0].restates or self._wanting[here[0].company_key] == 1)
            return without[0] if is_alone else self._ask(group, without, text)
        if any(each.kind == "applied" for each in group):
            return None  # it says itself that it begins an application, for a job of another name
        return _only([each for each in here if each.role and may_be_same_role(each.role, role)])

    def _ask(self, group: Sequence[Proposal], choices: Sequence[Place], text: str) -> Question:
        can_begin = _said(group, "company") is not None
        return Question(group[0].topic, tuple(group), tuple(choices), text, can_begin)

    def _begin(self, group: Sequence[Proposal]) -> Place:
        self.reason = "new"
        return self._new(group)

    def _new(self, group: Sequence[Proposal]) -> Place:
        company, role = str(_said(group, "company")), _said(group, "role")
        handle = free_handle(self._taken, company, role)
        self._taken.add(handle)
        place = Place(None, company, role, handle)
        self._places.append(place)
        self._by_company.setdefault(place.company_key, []).append(place)
        return place

    def _learn(self, place: Place, group: Sequence[Proposal]) -> None:
        """Take in what a group says, so that what follows in the batch finds it."""
        place.role = place.role or _said(group, "role")
        place.url = place.url or _said(group, "url")
        place.location = place.location or _said(group, "location")
        place.salary = place.salary or _said(group, "salary")
        for proposal in group:
            place.emails |= {normal(person.email) for person in proposal.people if person.email}
            for topic in _topics(proposal):
                place.topics.add(topic)
                self._by_topic.setdefault(topic, place)


def _known(application: Application, history: History, stop: Sequence[str], now: datetime) -> Place:
    about = application.first.about
    emails = {normal(named.contact.email) for named in history.named(application) if named.contact.email}
    origins = [event.origin for event in application.facts if event.origin is not None]
    topics = {each for origin in origins for each in (origin.topic, origin.message, origin.uid) if each}
    return Place(
        application,
        application.company,
        application.role,
        application.handle,
        about.url,
        about.location,
        about.salary,
        topics,
        emails,
        application.ended_by(stop, now) is not None,
    )


def _topics(proposal: Proposal) -> list[str]:
    source = proposal.source
    thread = () if proposal.shared else (source.message_id, *proposal.threads)
    return [each for each in (proposal.topic, source.uid, *thread) if each]


def _said(group: Sequence[Proposal], field: str) -> str | None:
    """Return what the first of a group that says anything of a field says."""
    return next((str(said) for each in group if (said := getattr(each, field))), None)


def _only(found: Sequence[Place]) -> Place | None:
    """Return the only one, or the only one that is not over."""
    if len(found) == 1:
        return found[0]
    alive = [each for each in found if not each.is_over]
    return alive[0] if len(alive) == 1 else None
