"""The program, run in this process: a clock, ids and folders of its own."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import sys
from datetime import UTC, datetime, tzinfo
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from followup.adapters.log.store import Store
from followup.cli.environment import Environment
from followup.cli.main import execute, run
from followup.cli.session import Session
from followup.core.actions import action_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from followup.core.events import Event, Person

_LINE = re.compile(r"(\d{4}-\d\d-\d\d(?: \d\d:\d\d)?) (.*)")
CLOCK = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)  # a Friday


class Result(NamedTuple):
    """What a command line came to: its exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return the document on standard output."""
        return json.loads(self.out)


class Program:
    """Runs command lines on a log in `folder`/data, with settings in `folder`/config."""

    def __init__(self, folder: Path, zone: tzinfo = UTC, width: int = 80) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.config = folder / "config"
        self.zone = zone
        self.width = width
        self.clock = CLOCK
        self.variables = {
            "FOLLOWUP_DATA_DIR": str(self.data),
            "FOLLOWUP_CONFIG_DIR": str(self.config),
        }
        self.restart_ids("test")

    def __call__(self, line: str, now: str | None = None) -> Result:
        """Run `line`, as a shell would split it, at a pretended now."""
        return self.run(*shlex.split(line), now=now)

    def run(self, *words: str, now: str | None = None) -> Result:
        """Run the words as they are."""
        before = ["--now", now] if now else []
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = execute([*before, *words], self.environment())
        return Result(code, out.getvalue(), err.getvalue())

    def answering(self, answers: str, *words: str, now: str | None = None) -> Result:
        """Run the words on a terminal whose user types `answers`."""
        before = ["--now", now] if now else []
        environment = msgspec.structs.replace(self.environment(), can_ask=lambda: True)
        out, err, stdin = io.StringIO(), io.StringIO(), sys.stdin
        sys.stdin = io.StringIO(answers)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = execute([*before, *words], environment)
        finally:
            sys.stdin = stdin
        return Result(code, out.getvalue(), err.getvalue())

    def told(self, lines: str) -> None:
        """Run each of `lines`, a moment and the words after `followup`; nothing is shown of what they answer.

        Each must succeed.
        """
        for line in filter(None, map(str.strip, lines.splitlines())):
            found = _LINE.fullmatch(line)
            assert found, line
            with contextlib.closing(Session(self.environment())) as session:
                result = run(session, ["--now", found[1], *shlex.split(found[2])])
            assert result.error is None, line
            assert result.exit_code == 0, line

    def restart_ids(self, name: str) -> None:
        """Let the ids of events that are logged from now on be the same in every run."""
        self._name, self._numbers = name, count(1)

    def next_id(self) -> str:
        """Return the next id, as an event would get it."""
        return self.environment().new_id()

    def environment(self) -> Environment:
        """Return what the program sees of the world."""
        return Environment(
            variables=self.variables,
            clock=lambda: self.clock,
            new_id=lambda: action_id(self._name, str(next(self._numbers)), "", "", 1),
            local_zone=lambda: self.zone,
            can_ask=lambda: False,
            width=self.width,
        )

    @property
    def path(self) -> Path:
        """Return the path of the log."""
        return self.data / "followup.db"

    def events(self) -> list[Event]:
        """Return what the log holds."""
        with self.store() as store:
            return store.log()

    def people(self, number: int) -> list[Person]:
        """Return the people of the event with this number in the log, without the ids of contacts."""
        return [msgspec.structs.replace(each, contact="") for each in self.events()[number].people]

    @contextlib.contextmanager
    def store(self) -> Iterator[Store]:
        """Give the log, opened by itself."""
        store = Store(self.path)
        try:
            yield store
        finally:
            store.close()

    def actions(self, now: str, **fields: object) -> list[dict[str, Any]]:
        """Return the actions of `today --all --json` whose fields are as named."""
        found: list[dict[str, Any]] = self("today --all --json", now).json["actions"]
        return [action for action in found if all(action[key] == value for key, value in fields.items())]
