"""`python -m followup`: the program, where no script of its name was installed."""

from __future__ import annotations

from followup.cli.process import run

run()
