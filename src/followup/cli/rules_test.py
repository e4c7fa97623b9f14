"""`rules test`: play stories, and tell which did not come out as written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.adapters.rulebook import rules_path
from followup.cli.play import Outcome, load_stories, play

if TYPE_CHECKING:
    from followup.cli.session import Workspace


@click.command("test")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--junit", metavar="FILE", help="Also write the results as JUnit XML.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def rules_test_command(workspace: Workspace, files: tuple[str, ...], junit: str | None, as_json: bool) -> int:
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
    rules = rules_path(workspace.folders)
    played: list[tuple[str, Outcome]] = []
    for name in files:
        path = Path(name)
        stories = load_stories(path)
        played += [(name, play(story, path.parent, rules)) for story in stories.stories]
    outcomes = [outcome for _, outcome in played]
    if junit is not None:
        from followup.adapters.files import write_file
        from followup.formats.stories.junit import junit_xml

        write_file(Path(junit), junit_xml(played))
    if as_json:
        from followup.formats.stories.report import report_document

        workspace.say_json(report_document(played))
    else:
        from followup.formats.stories.report import report_screen

        workspace.show(report_screen(played))
    return 0 if all(outcome.has_passed for outcome in outcomes) else 1
