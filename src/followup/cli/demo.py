"""`demo`: the whole thing on a made-up search, in a scratch folder."""

from __future__ import annotations

import shlex
import tempfile
from contextlib import closing
from pathlib import Path

import click

from followup.cli.environment import Environment
from followup.cli.main import run
from followup.cli.output import Result, answer
from followup.cli.session import Session

# A Friday; the dates of the search lead up to its morning.
DAY = "2026-11-20"
NOW = f"{DAY} 08:00"
SEARCH = (
    (
        "2026-11-02 09:10",
        'add applied Initech --role "Data Engineer" --recruiter "Sam <sam@example.com>"',
    ),
    ("2026-11-03 08:40", "done check-receipt/initech"),
    ("2026-11-04 19:30", 'add applied Hooli --role "Database Administrator"'),
    ("2026-11-06 18:20", 'add applied Acme --role "Platform Engineer" --recruiter "Kim <kim@example.com>"'),
    ("2026-11-09 08:55", "done follow-up-application/initech"),
    ("2026-11-10 12:15", "add receipt Acme"),
    ("2026-11-12 11:00", 'add heard-back Acme --with "Kim <kim@example.com>" --note "wants to talk"'),
    (
        "2026-11-12 11:05",
        (
            'add interview Acme --on "2026-11-20 14:00" --ends 15:30 --with Ann --with "Bo <bo@example.com>"'
            ' --where "Main Street 1, room 4"'
        ),
    ),
    ("2026-11-13 20:10", 'add applied Globex --role Analyst --recruiter "Robin <robin@example.com>"'),
    (
        "2026-11-13 20:15",
        'add applied Globex --role "BI Developer" --recruiter "Robin <robin@example.com>" --new',
    ),
    ("2026-11-16 09:00", "done check-receipt/globex check-receipt/globex-bi-developer"),
    ("2026-11-17 08:30", "add rejected Hooli"),
    ("2026-11-18 15:00", 'add phone-screen Initech --on "2026-11-23 10:00" --with sam@example.com'),
    ("2026-11-18 21:00", "add applied Hooli --role Developer --recruiter Jo --new"),
)
# What the demo shows, and when on that day.
VIEWS = (
    ("08:00", "today"),
    ("08:00", "why 2"),
    ("08:20", "done 2"),
    ("15:40", "prefer Ann --follow-up yes --channel phone --phone '555 0100'"),
    ("16:00", "today"),
    ("16:00", "plan --days 14"),
)


@click.command("demo")
@click.pass_obj
def demo_command(session: Session) -> Result:
    """Show the whole thing on a made-up search, in a scratch folder.

    \b
    followup demo

    Nothing of yours is read or written. The folder stays, so that you can try more in it.
    """
    folder = Path(tempfile.mkdtemp(prefix="followup-demo-"))
    environment = demo_environment(folder, session.environment)
    log_search(environment)
    terminal = session.terminal
    terminal.draw("A made-up search for a job, two weeks old. It is Friday, 20 November 2026.")
    for hour, words in VIEWS:
        terminal.draw(f"\n$ followup {words}\n")
        with closing(Session(environment)) as other:
            terminal.show(run(other, ["--now", f"{DAY} {hour}", *shlex.split(words)]))
    return answer(
        "\nTry more of it, such as:\n",
        f"  followup --data-dir {shlex.quote(str(folder))} --now '{DAY} 16:00' list\n",
        "Your own search begins with: followup add applied Acme --role 'Data Engineer'",
    )


def demo_environment(folder: Path, environment: Environment) -> Environment:
    """Return an environment with the log and the settings in `folder`, and the default rules."""
    variables = {"FOLLOWUP_DATA_DIR": str(folder), "FOLLOWUP_CONFIG_DIR": str(folder)}
    return Environment(
        variables=variables, can_ask=lambda: False, width=environment.width, new_id=environment.new_id
    )


def log_search(environment: Environment) -> None:
    """Log the made-up search."""
    for moment, words in SEARCH:
        with closing(Session(environment)) as session:
            run(session, ["--now", moment, *shlex.split(words)])
