"""Completion for fish, from version 3.1 on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.formats.usage.tables import followers, place_codes

if TYPE_CHECKING:
    from followup.formats.usage.tables import Script

_SCRIPT = r"""@HEADING@

function __followup_at --description 'what stands in a place'
    switch $argv[1]
@PLACES@
    end
end

function __followup_commands --description 'the commands that may follow a command'
    switch $argv[1]
@COMMANDS@
    end
end

function __followup_options --description 'the options that may follow a command'
    switch $argv[1]
@OPTIONS@
    end
end

function __followup_offer
    set -l tokens (commandline -opc)
    set -l current (commandline -ct)
    set -l program followup
    if string match -q '*/*' -- $tokens[1]; and test -x $tokens[1]
        set program $tokens[1]
    end
    set -l here ''
    set -l place 0
    set -l takes ''
    set -l given
    for word in $tokens[2..-1]
        if test -n "$takes"
            test -n "$here"; or set -a given $takes $word
            set takes ''
        else if string match -q -- '--*=*' $word
            test -n "$here"; or set -a given (string split -m 1 '=' -- $word)
        else if string match -q -- '-*' $word
            test -z (__followup_at "$here:$word" | string collect); or set takes $word
        else if test $place = 0; and __followup_commands "$here" | string match -q -- $word\t'*'
            set here (string trim -- "$here $word")
        else
            set place (math $place + 1)
        end
    end

    set -l head ''
    set -l found
    if test -n "$takes"
        set found (__followup_at "$here:$takes")
    else if string match -q -- '--*=*' $current
        set -l parts (string split -m 1 '=' -- $current)
        set head "$parts[1]="
        set current $parts[2]
        set found (__followup_at "$here:$parts[1]")
    else if string match -q -- '-*' $current
        __followup_options "$here"
        return
    else if test $place = 0; and count (__followup_commands "$here") >/dev/null
        __followup_commands "$here"
        return
    else
        set found (__followup_at "$here:#$place")
    end

    switch "$found"
        case ''
            return
        case '<file>'
            __fish_complete_path $current
            return
        case '<folder>'
            __fish_complete_directories $current ''
            return
    end
    set -l parts (string split -m 1 '?' -- $found)
    for word in (string split -n ' ' -- $parts[1])
        printf '%s\n' $head$word
    end
    set -l asks $parts[2]
    if test "$asks" = kinds -a -z "$FOLLOWUP_RULES"
        and not contains -- --rules $given
        and not test -e @RULES@
        set asks '' # nobody has kinds of their own without rules of their own
    end
    if test -n "$asks"
        for line in (command $program __complete $asks "$current" $given 2>/dev/null)
            printf '%s\n' $head$line
        end
    end
end

complete -c followup -f -a '(__followup_offer)'
"""


def fish_script(script: Script) -> str:
    """Return the completion script for fish."""
    places, commands, options = list[str](), list[str](), list[str]()
    for code, keys in place_codes(script.program):
        patterns = " ".join(_quoted(key) for key in keys)
        places += [f"        case {patterns}", f"            echo {_quoted(code)}"]
    for command in script.program.walk():
        for part, lines in zip(followers(command), (commands, options), strict=True):
            if part:
                lines.append(f"        case {_quoted(command.path)}")
                lines += [
                    f"            printf '%s\\t%s\\n' {_quoted(word)} {_quoted(note)}" for word, note in part
                ]
    return (
        _SCRIPT.replace("@HEADING@", script.heading("fish"))
        .replace("@RULES@", _quoted(script.own_rules))
        .replace("@PLACES@", "\n".join(places))
        .replace("@COMMANDS@", "\n".join(commands))
        .replace("@OPTIONS@", "\n".join(options))
    )


def _quoted(text: str) -> str:
    """Return `text` in single quotes, in which fish knows two escapes."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
