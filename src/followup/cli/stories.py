"""`rules test`: play stories through the commands themselves, on a log in memory, and judge the plan."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from followup.adapters.files import publish
from followup.adapters.log.store import Store
from followup.adapters.rulebook import RuleFile, compile_rules, read, rules_path
from followup.cli.environment import Environment
from followup.cli.main import run
from followup.cli.output import Result, json_option
from followup.cli.session import Options, Session
from followup.core.actions import action_id
from followup.core.errors import FollowupError, InvalidFile, RequestFailed
from followup.core.forecast import forecast
from followup.core.moments import day_of
from followup.formats.screens.documents import action_object
from followup.formats.stories.checks import World, check_story
from followup.formats.stories.exports import junit_xml, report_document
from followup.formats.stories.matching import Asked, Outcome, judge, speaks_of
from followup.formats.stories.reading import LogLine, Stories, Story, read_stories
from followup.formats.yamlfile.findings import Findings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from followup.cli.output import Part
    from followup.core.history import History
    from followup.core.moments import Moment

# How far `never` looks ahead: longer than any search for a job that the default rules would follow.
DAYS_AHEAD = 366


@click.command("test")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--junit", metavar="FILE", help="Also write the results as JUnit XML.")
@json_option
@click.pass_obj
def rules_test_command(session: Session, files: tuple[str, ...], junit: str | None) -> Result:
    """Play the stories in FILE... with your rules, and tell which come out otherwise.

    \b
    followup rules test my-stories.yaml
    followup --rules new-rules.yaml rules test my-stories.yaml --junit results.xml

    A story says what was logged and what the plan must hold then:

    \b
    - name: the receipt opens the follow-up
      log:
        - 2026-11-02 add applied Acme --recruiter "Robin <robin@example.com>"
        - 2026-11-03 done check-receipt/acme
      now: 2026-11-09
      expect:
        - {rule: follow-up-application, status: due, due: 2026-11-09}
      never:
        - {rule: check-in, before: 2026-11-16}
    """
    rules = rules_path(session.folders)
    read_files = [(name, load_stories(Path(name)).stories) for name in files]
    played = [
        (name, play(story, Path(name).parent, rules)) for name, stories in read_files for story in stories
    ]
    if junit is not None:
        publish(Path(junit), junit_xml(played), keep_mode=True)

    def screen() -> Iterator[Part]:
        from followup.formats.stories.report import report_screen

        yield report_screen(played)

    passed = all(outcome.has_passed for _, outcome in played)
    return Result(screen, lambda: report_document(played), 0 if passed else 1)


def load_stories(path: Path) -> Stories:
    """Return the stories of a file; InvalidFile, with every problem, if it has errors."""
    found = read_stories(read(path, "file of stories"))
    if any(problem.severity == "error" for problem in found.problems):
        raise InvalidFile(str(path), found.problems, found.lines)
    return found


def play(story: Story, folder: Path, rules: Path) -> Outcome:
    """Play one story with the rules it names (relative to `folder`), else with `rules`."""
    path = folder / story.rules if story.rules else rules
    compiled = _compiled(path, read(path))
    with closing(Store(None)) as store:
        try:
            return _play(story, _environment(folder, compiled, store))
        except FollowupError as error:
            hint = f" {error.hint}" if error.hint else ""
            return Outcome(story, (), frozenset(), (), f"{error.message}{hint}")


def _environment(folder: Path, rules: RuleFile, store: Store) -> Environment:
    numbers = count(1)
    return Environment(
        variables={"FOLLOWUP_DATA_DIR": str(folder)},
        clock=lambda: datetime.fromtimestamp(0, UTC),
        new_id=lambda: action_id("story", str(next(numbers)), "", "", 1),
        local_zone=lambda: UTC,
        can_ask=lambda: False,
        store=store,
        rules=rules,
    )


@lru_cache(maxsize=16)
def _compiled(path: Path, data: bytes) -> RuleFile:
    """Return a rules file, compiled once for all the stories that use it."""
    return RuleFile(path, compile_rules(str(path), data), "")


def _type(line: LogLine, environment: Environment, end: Session) -> None:
    """Run one line of the log as the command it is; nobody looks at what it answers."""
    before = len(end.store.log())
    try:
        with closing(Session(environment)) as session:
            run(session, ["--now", line.moment, *line.words])
            if _is_later(session.moment, end.moment, end.calendar.zone):
                raise RequestFailed("it is typed after `now`, when the story ends.")
    except FollowupError as error:
        raise RequestFailed(f"line {line.at.line}: {line.text}: {error.message}", error.hint) from None
    except click.ClickException as error:
        raise RequestFailed(f"line {line.at.line}: {line.text}: {error.format_message()}") from None
    if len(end.store.log()) == before:
        raise RequestFailed(f"line {line.at.line}: {line.text}: this logs nothing.", "Take it out.")


def _is_later(one: Moment, other: Moment, zone: tzinfo) -> bool:
    """Whether `one` comes after `other`; where one of them is a date, its whole day is meant."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one > other
    return day_of(one, zone) > day_of(other, zone)


def _play(story: Story, environment: Environment) -> Outcome:
    session = Session(environment, Options(now=story.now))
    for line in story.log:
        _type(line, environment, session)
    history = session.history()
    plan = session.plan(history)
    sentences = session.sentences
    actions = [action_object(action, sentences) for action in plan.actions]
    ahead: list[Asked] = []
    if story.never:
        log, rules, calendars = session.store.log(), session.rulebook, session.calendars
        for day in forecast(log, rules, calendars, session.now, DAYS_AHEAD):
            date = day.date.isoformat()
            ahead += [Asked(date, action_object(action, sentences)) for action in day.actions]
    _check(story, session, history, [*actions, *(asked.action for asked in ahead)])
    names = tuple(session.rulebook.rules)
    exercised = frozenset(action["rule"] for action in actions if speaks_of(story, action)) & {*names}
    failures = tuple(judge(story, actions, ahead))
    return Outcome(story, failures, exercised, names)


def _check(story: Story, session: Session, history: History, actions: list[dict[str, Any]]) -> None:
    """Raise for the first thing that a story speaks of and that there is not: a `never` would always pass."""
    findings = Findings()
    today = session.now.date()
    last = today + timedelta(days=DAYS_AHEAD - 1)
    check_story(story, World(session.rulebook, history, actions, today, last), findings)
    for first in findings.all():
        raise RequestFailed(f"line {first.line}: {first.text}", first.hint)
