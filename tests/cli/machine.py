"""A machine of its own: a home, a crontab and systemd units, and a followup that can be run there."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cli.program import Program

SOURCE = Path(__file__).parents[2] / "src"

# What Debian's crontab does, on a file beside it: an absent one is told, an unended one refused.
CRONTAB = """#!/bin/sh
file={file}
case "$1" in
-l) [ -e "$file" ] || {{ echo "no crontab for me" >&2; exit 1; }}; cat "$file" ;;
-r) rm "$file" ;;
-) cat > "$file.new"
   [ -z "$(tail -c 1 "$file.new")" ] || {{ echo "missing newline before EOF" >&2; exit 1; }}
   mv "$file.new" "$file" ;;
esac
"""
# Notes what it is asked to do; `trouble` and `state` are files that the test writes.
SYSTEMCTL = """#!/bin/sh
cd {folder}
echo "$*" >> asked
if [ -e trouble ]; then cat trouble >&2; exit 1; fi
if [ "$2" = is-active ]; then cat state; fi
"""
PROGRAM = """#!/bin/sh
PYTHONPATH={source} exec {python} -m followup "$@"
"""


class Machine(NamedTuple):
    """`folder` holds the crontab and the programs; `followup` is a program that runs anywhere."""

    program: Program
    folder: Path
    followup: Path

    @property
    def crontab(self) -> Path:
        """Return where the crontab is kept."""
        return self.folder / "crontab"

    @property
    def units(self) -> Path:
        """Return where the units are kept."""
        return self.folder / "home" / ".config" / "systemd" / "user"

    def asked(self) -> list[str]:
        """Return what systemctl was asked to do since the last time."""
        path = self.folder / "asked"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines


def set_up(program: Program, folder: Path) -> Machine:
    """Return a machine on which `program` finds these programs before the real ones."""
    programs = folder / "bin"
    programs.mkdir()
    (folder / "home").mkdir()
    (folder / "state").write_text("active\n")
    script(programs / "crontab", CRONTAB.format(file=shlex.quote(str(folder / "crontab"))))
    script(programs / "systemctl", SYSTEMCTL.format(folder=shlex.quote(str(folder))))
    followup = folder / "followup"
    names = {"source": shlex.quote(str(SOURCE)), "python": shlex.quote(sys.executable)}
    script(followup, PROGRAM.format(**names))
    program.variables |= {
        "PATH": f"{programs}:/usr/bin:/bin",
        "HOME": str(folder / "home"),
        "LOGNAME": "me",
    }
    return Machine(program, folder, followup)


def script(path: Path, text: str) -> Path:
    """Write a program."""
    path.write_text(text)
    path.chmod(0o700)
    return path
