"""Groups of commands that import a command's module when the command is asked for."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, ClassVar

import click

from followup.core.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping


class LazyGroup(click.Group):
    """A group whose commands live in modules of `followup.cli`, as `NAME_command` or `GROUP_NAME_command`."""

    modules: ClassVar[Mapping[str, str]] = {}
    prefix: ClassVar[str] = ""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names in the order of their use, not of the alphabet."""
        return list(self.modules)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """Return the command, or None if there is none of that name."""
        if name not in self.modules:
            return None
        module = importlib.import_module(f"followup.cli.{self.modules[name]}")
        command: Any = getattr(module, f"{self.prefix}{name}_command")
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; UsageError, with the nearest name, where there is none of this one."""
        if args and not args[0].startswith("-") and args[0] not in self.modules:
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.modules, 1)
            hint = f"Did you mean {near[0]}?" if near else f"`{ctx.command_path} --help` lists the commands."
            raise click.UsageError(f"There is no command {clean(args[0])!r}. {hint}", ctx)
        return super().resolve_command(ctx, args)
