"""`completion`: what a shell needs to complete commands, and the words of the log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from followup import __version__
from followup.adapters.files import make_folder, write_private
from followup.cli.output import Result, answer
from followup.cli.usage import usage_of
from followup.core.errors import RequestFailed
from followup.formats.usage.bash import bash_script
from followup.formats.usage.fish import fish_script
from followup.formats.usage.tables import Script
from followup.formats.usage.zsh import zsh_script

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from followup.cli.session import Session


class _Shell(NamedTuple):
    """How a script is written, where the shell looks for it by itself, and what else there is to do."""

    script: Callable[[Script], str]
    path: Callable[[Mapping[str, str]], Path]
    then: str


def _data(variables: Mapping[str, str]) -> Path:
    return Path(variables.get("XDG_DATA_HOME") or Path(variables.get("HOME") or Path.home()) / ".local/share")


def _bash_path(variables: Mapping[str, str]) -> Path:
    own = variables.get("BASH_COMPLETION_USER_DIR")
    return (Path(own) if own else _data(variables) / "bash-completion") / "completions/followup"


def _zsh_path(variables: Mapping[str, str]) -> Path:
    return _data(variables) / "zsh/site-functions/_followup"


def _fish_path(variables: Mapping[str, str]) -> Path:
    home = Path(variables.get("HOME") or Path.home())
    return Path(variables.get("XDG_CONFIG_HOME") or home / ".config") / "fish/completions/followup.fish"


_SHELLS = {
    "bash": _Shell(
        bash_script,
        _bash_path,
        "The next bash has it, where bash-completion is installed. Where it is not, add to ~/.bashrc:\n"
        "  source '{path}'",
    ),
    "zsh": _Shell(
        zsh_script,
        _zsh_path,
        "zsh looks there once this stands in ~/.zshrc, before compinit; then open another zsh:\n"
        "  fpath=('{folder}' $fpath)\n"
        "  autoload -U compinit && compinit",
    ),
    "fish": _Shell(fish_script, _fish_path, "The next fish has it."),
}


@click.command("completion")
@click.argument("shell", type=click.Choice(tuple(_SHELLS)))
@click.option("--install", is_flag=True, help="Put it where the shell looks for it.")
@click.pass_context
def completion_command(ctx: click.Context, shell: str, install: bool) -> Result:
    """Print what makes a shell complete commands, applications, people and actions at Tab.

    \b
    followup completion bash --install
    followup completion zsh > ~/.zsh/_followup
    """
    session: Session = ctx.obj
    of = _SHELLS[shell]
    text = of.script(
        Script(usage_of(ctx.find_root().command), __version__, str(session.folders.own_rules.absolute()))
    )
    if not install:
        return Result(lambda: [text.encode()])
    path = of.path(session.environment.variables)
    if path.exists() and "by `followup completion" not in path.read_text(errors="replace")[:200]:
        raise RequestFailed(
            f"{path} is there already, and is not of followup. Nothing was written.",
            f"Move it away, or: followup completion {shell} > FILE",
        )
    make_folder(path.parent)
    write_private(path, text.encode())
    return answer(f"Wrote {path}.", of.then.format(path=path, folder=path.parent))
