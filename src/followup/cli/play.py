"""Stories: each is played through the commands themselves, on a log in memory, and its plan is judged."""

from __future__ import annotations

import contextlib
import io
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any

import click

from followup.adapters.log.store import Store
from followup.adapters.rulebook import RuleFile, compile_rules, read
from followup.cli.environment import Outside
from followup.cli.main import main
from followup.cli.session import Workspace
from followup.core.actions import action_id
from followup.core.errors import FollowupError, InvalidFile, Problem, RequestFailed
from followup.core.forecast import forecast
from followup.formats.screens.documents import action_object
from followup.formats.stories.matching import Asked, Outcome, judge, speaks_of
from followup.formats.stories.reading import Pattern, Stories, Story, read_stories
from followup.formats.yamlfile.problems import Findings

if TYPE_CHECKING:
    from pathlib import Path

    from followup.core.history import History

# How far `never` looks ahead: longer than any search for a job that the default rules would follow.
DAYS_AHEAD = 366


def load_stories(path: Path) -> Stories:
    """Return the stories of a file; InvalidFile, with every problem, if it has errors."""
    found = read_stories(read(path))
    if any(problem.severity == "error" for problem in found.problems):
        raise InvalidFile(str(path), found.problems, found.lines)
    return found


def play(story: Story, folder: Path, rules: Path) -> Outcome:
    """Play one story with the rules it names (relative to `folder`), else with `rules`."""
    numbers = count(1)
    store = Store(None)
    outside = Outside(
        environment={"FOLLOWUP_DATA_DIR": str(folder)},
        clock=lambda: datetime.fromtimestamp(0, UTC),
        new_id=lambda: action_id("story", str(next(numbers)), "", "", 1),
        local_zone=lambda: UTC,
        can_ask=lambda: False,
        store=store,
        rules=_compiled((folder / story.rules) if story.rules else rules),
        quiet=True,
    )
    try:
        for line in story.log:
            _type(line.moment, line.words, outside, line.text)
        workspace = Workspace(outside, now=story.now)
        return _judged(story, workspace)
    except FollowupError as error:
        hint = f" {error.hint}" if error.hint else ""
        return Outcome(story, (), frozenset(), (), f"{error.message}{hint}")
    finally:
        store.close()


@lru_cache(maxsize=16)
def _compiled(path: Path) -> RuleFile:
    """Return a rules file, read once for all the stories that use it."""
    return RuleFile(path, compile_rules(str(path), read(path)), "")


def _type(moment: str, words: tuple[str, ...], outside: Outside, text: str) -> None:
    """Run one line of the log as the command it is."""
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            main.main(
                args=["--now", moment, *words], prog_name="followup", obj=outside, standalone_mode=False
            )
    except FollowupError as error:
        raise RequestFailed(f"{text}: {error.message}", error.hint) from None
    except click.ClickException as error:
        raise RequestFailed(f"{text}: {error.format_message()}") from None


def _judged(story: Story, workspace: Workspace) -> Outcome:
    history = workspace.history()
    plan = workspace.plan(history)
    sentences = workspace.sentences
    _check_names(story, workspace, history)
    actions = [action_object(action, sentences) for action in plan.actions]
    ahead: list[Asked] = []
    if story.never:
        log, rules, calendars = workspace.store.log(), workspace.rulebook, workspace.calendars
        for day in forecast(log, rules, calendars, workspace.now, DAYS_AHEAD):
            date = day.date.isoformat()
            ahead += [Asked(date, action_object(action, sentences)) for action in day.actions]
    exercised = frozenset(action["rule"] for action in actions if speaks_of(story, action))
    failures = tuple(judge(story, actions, ahead))
    return Outcome(story, failures, exercised, tuple(workspace.rulebook.rules))


def _check_names(story: Story, workspace: Workspace, history: History) -> None:
    """Raise for a rule or an application that a story misspells: such a `never` would always pass."""
    findings = Findings()
    handles = [application.handle for application in history.applications]
    for pattern in (*story.expect, *story.never, *(story.exactly or ())):
        _check_name(pattern, "rule", list(workspace.rulebook.rules), findings)
        _check_name(pattern, "application", handles, findings)
    problems: tuple[Problem, ...] = findings.all()
    if problems:
        first = problems[0]
        raise RequestFailed(f"line {first.line}: {first.text}", first.hint)


def _check_name(pattern: Pattern, key: str, known: list[str], findings: Findings) -> None:
    value: Any = pattern.fields.get(key)
    if value is not None and value not in known:
        hint = findings.did_you_mean(str(value), known)
        findings.error(pattern.places[key], f"unknown-{key}", f"There is no {key} `{value}` here.", hint)


__all__ = ["Outcome", "load_stories", "play"]
