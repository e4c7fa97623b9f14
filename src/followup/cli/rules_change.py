"""`rules diff`, `use` and `edit`: change the rules, and know first what that changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.adapters.files import open_editor, write_private
from followup.adapters.rulebook import (
    RULE_SETS,
    RuleFile,
    check_rules,
    compile_rules,
    default_rules,
    read,
    shipped_rules,
)
from followup.cli.output import Result, answer, json_option, note
from followup.core.difference import Change, changes_between
from followup.core.errors import NotValid, RequestFailed
from followup.formats import screens
from followup.formats.rules.schema import rules_schema
from followup.formats.rules.splice import with_own_parts
from followup.formats.yamlfile.show import show_problems

if TYPE_CHECKING:
    from followup.cli.session import Session

_SCHEMA_NAME = "rules.schema.json"
_DRAFT_NAME = "rules.draft.yaml"


@click.command("diff")
@click.argument("newfile")
@json_option
@click.pass_obj
def rules_diff_command(session: Session, newfile: str) -> Result:
    """Show what NEWFILE would change for your own open actions.

    \b
    followup rules diff my-rules.yaml
    followup rules diff quiet
    """
    path = shipped_rules(newfile) if newfile in RULE_SETS else Path(newfile)
    changes = _changes(session, path, read(path))
    return Result(
        lambda: [screens.rules.changes_screen(changes, session.now)],
        lambda: screens.documents.changes_document(changes, session.sentences),
    )


@click.command("use")
@click.argument("name", type=click.Choice(RULE_SETS))
@click.pass_obj
def rules_use_command(session: Session, name: str) -> Result:
    """Adopt another set of rules that ships with the program, after showing what it changes.

    \b
    followup rules use quiet        # no chasing of applications
    followup rules use persistent   # sooner and longer, within the same limits
    followup rules use default

    Your calendar and your own kinds of events stay. Rules that you wrote are kept beside as rules.yaml.bak.
    """
    own = own_rules(session)
    had = read(own) if own.exists() else None
    data = read(shipped_rules(name)) if had is None else _with_own_parts(session, name, had)
    session.terminal.draw(screens.rules.changes_screen(_changes(session, own, data), session.now))
    if session.ask(f"Adopt the {name} rules?") is False:
        raise RequestFailed("Nothing was changed.")
    lines = [f"The {name} rules are in force: {own}"]
    # Of a set that ships, calendar and events apart, no work of the user is lost.
    if had is not None and all(had != with_own_parts(read(shipped_rules(each)), had) for each in RULE_SETS):
        kept = _free_name(own)
        write_private(kept, had)
        lines.insert(0, f"The rules that you had: {kept}")
    install(own, data)
    session.acted = f"The {name} rules are in force"
    return answer(*lines)


def own_rules(session: Session) -> Path:
    """Return the user's own rules file; RequestFailed where another one is named, and in force."""
    if session.folders.rules is not None:
        raise RequestFailed(
            f"--rules or FOLLOWUP_RULES names {session.folders.rules}, so your own file is not in force.",
            "Leave it out, and run this again.",
        )
    return session.folders.own_rules


def _with_own_parts(session: Session, name: str, had: bytes) -> bytes:
    """Return a set of rules with the user's calendar and events; RequestFailed if they cannot be kept."""
    data = with_own_parts(read(shipped_rules(name)), had)
    rulebook, own = check_rules(data).rulebook, session.rulebook
    if rulebook is None or (rulebook.calendar, rulebook.events) != (own.calendar, own.events):
        raise RequestFailed(
            f"Your calendar and your events cannot be taken over from {session.folders.own_rules}.",
            "Begin `calendar:` and `events:` on lines of their own there, and run this again.",
        )
    return data


def _free_name(own: Path) -> Path:
    """Return where to keep the rules that the user had; what is kept already is never written over."""
    names = (f"{own.name}.bak{number}" for number in ("", *range(2, 1000)))
    return next(path for path in map(own.with_name, names) if not path.exists())


@click.command("edit")
@click.pass_obj
def rules_edit_command(session: Session) -> Result:
    """Change your rules in your editor; they come into force when they have no errors.

    \b
    followup rules edit
    EDITOR=nano followup rules edit

    The first time you get a copy of the default rules. What cannot be used is kept as a draft, and your
    rules stay as they were.
    """
    own = own_rules(session)
    draft = own.with_name(_DRAFT_NAME)
    before = read(own if own.exists() else default_rules())
    if draft.exists():
        note(f"Going on with the draft {draft}; delete it to begin with the rules in force.")
    else:
        write_private(draft, before)
        _write_schema(own)
    data = _edited(session, draft, before)
    if data == before:
        return answer("Nothing was changed.", remarks=_dropped(draft))
    install(own, data)
    session.acted = "Your rules are in force"
    return answer(f"Your rules are in force: {own}", remarks=_dropped(draft))


def _dropped(draft: Path) -> list[str]:
    """Delete a draft that is no longer needed; return what is to be said where that is not possible."""
    try:
        draft.unlink()
    except OSError as error:
        said = f"The draft {draft} cannot be deleted: {error.strerror or error}."
        return [f"{said} Delete it yourself, or the next `followup rules edit` goes on with it."]
    return []


def _edited(session: Session, draft: Path, before: bytes) -> bytes:
    """Return what the user made of the draft, without errors; NotValid where that is given up."""
    while True:
        try:
            open_editor(session.environment.variables, draft)
        except RequestFailed as error:
            if read(draft) != before:
                raise
            hint = " ".join(["Name one in EDITOR. Nothing was changed.", *_dropped(draft)])
            raise RequestFailed(error.message, hint) from None
        data = read(draft)
        checked = check_rules(data)
        if checked.problems:
            note(show_problems(str(draft), checked.problems, checked.lines))
        if checked.rulebook is not None:
            return data
        if not session.ask("Return to the editor?"):
            raise NotValid(
                f"{draft} has errors, so your rules stay as they were.",
                "Run `followup rules edit` again to go on with it.",
            )


def _changes(session: Session, path: Path, data: bytes) -> list[Change]:
    """Return what the rules in `data` would change for the open actions."""
    other = session.with_rules(RuleFile(path, compile_rules(str(path), data), ""))
    return changes_between(session.plan(session.history()), other.plan(other.history()))


def install(own: Path, data: bytes) -> None:
    """Put rules in force, whole or not at all."""
    _write_schema(own)  # first, or the rules would be in force although this fails
    write_private(own, data)  # a link, as into a folder of settings that is kept elsewhere, stays one


def _write_schema(own: Path) -> None:
    """Write the schema that the first line of the rules names, for editors that read it."""
    write_private(own.with_name(_SCHEMA_NAME), screens.documents.encode(rules_schema()).encode())
