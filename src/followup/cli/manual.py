"""`man`: the man page."""

from __future__ import annotations

import shutil
import subprocess
import sys

import click

from followup import __version__
from followup.cli.output import Result
from followup.cli.usage import usage_of
from followup.core.errors import RequestFailed
from followup.formats.usage.manual import man_page

# Of this version; it stands at the foot of the page.
RELEASED = "2026-11-28"


@click.command("man")
@click.pass_context
def man_command(ctx: click.Context) -> Result:
    """Show the man page: every command, option, file and exit code.

    \b
    followup man
    followup man > followup.1

    Without a terminal it is printed as `man` reads it.
    """
    page = man_page(usage_of(ctx.find_root().command), __version__, RELEASED).encode()
    if not sys.stdout.isatty():
        return Result(lambda: [page])
    program = shutil.which("man")
    if program is None:
        raise RequestFailed(
            "There is no `man` on this machine.",
            "`followup help COMMAND` shows the same, command by command.",
        )
    shown = subprocess.run([program, "-l", "-"], input=page, check=False)  # noqa: S603  # no word of the user's
    return Result(exit_code=shown.returncode)
