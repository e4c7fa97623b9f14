"""Completion for bash, from version 3.2 on, which is what macOS has."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from followup.formats.usage.tables import followers, posix_places

if TYPE_CHECKING:
    from followup.formats.usage.tables import Script

# Nothing that was typed, and nothing that the log says, is ever evaluated; so there is no `compgen -W` here.
# Bash cuts words at each of COMP_WORDBREAKS, at the @ of an address too: they are joined again, and the
# answer is what goes in the place of the last piece.
_SCRIPT = r"""@HEADING@

_followup_at() { # sets `found` to what stands in the place $1, empty where nothing does
    found=
    case $1 in
@PLACES@
    esac
}

_followup_after() { # sets `commands` and `options` to what may follow the command $1
    commands= options=
    case $1 in
@AFTER@
    esac
}

_followup() {
    local IFS=$' \t\n' here= place=0 takes= head= last=-1 words=() given=()
    local rest=${COMP_LINE:0:COMP_POINT} word piece own i found commands options
    for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
        piece=${rest#"${rest%%[![:space:]]*}"}
        if [[ $last -lt 0 || $piece != "$rest" ]]; then last=$((last + 1)) words[last]=; fi
        own=${piece:0:${#word}}
        words[last]=${words[last]}$own
        rest=${piece:${#word}}
    done
    for ((i = 1; i < last; i++)); do
        word=${words[i]//[\\\'\"]/}
        if [[ -n $takes ]]; then
            [[ -n $here ]] || given+=("$takes" "$word")
            takes=
        elif [[ $word == --*=* ]]; then
            [[ -n $here ]] || given+=("${word%%=*}" "${word#*=}")
        elif [[ $word == -* ]]; then
            _followup_at "$here:$word"
            [[ -z $found ]] || takes=$word
        else
            _followup_after "$here"
            if [[ $place == 0 && " $commands " == *" $word "* ]]; then
                here=${here:+$here }$word
            else
                place=$((place + 1))
            fi
        fi
    done

    local typed=${words[last]} current=${words[last]//[\\\'\"]/}
    if [[ -n $takes ]]; then
        _followup_at "$here:$takes"
    elif [[ $current == --*=* ]]; then
        head=${current%%=*}= current=${current#*=}
        _followup_at "$here:${head%=}"
    else
        _followup_after "$here"
        if [[ $current == -* ]]; then
            found="$options?"
        elif [[ $place == 0 && -n $commands ]]; then
            found="$commands?"
        else
            _followup_at "$here:#$place"
        fi
    fi

    local each offered=() program=followup asks=${found#*\?} fixed
    case $found in
        '<file>' | '<folder>')
            compopt -o filenames 2>/dev/null
            i=-f
            [[ $found == '<file>' ]] || i=-d
            while IFS= read -r each; do offered+=("$each"); done < <(compgen "$i" -- "$current")
            ;;
        *)
            for each in ${found%%\?*}; do
                [[ $each != "$current"* ]] || offered+=("$each")
            done
            if [[ $asks == kinds && -z $FOLLOWUP_RULES && " ${given[*]}" != *' --rules '* &&
                ! -e @RULES@ ]]; then
                asks= # nobody has kinds of their own without rules of their own
            fi
            [[ $1 != */* || ! -x $1 ]] || program=$1
            if [[ -n $asks ]]; then
                while IFS=$'\t' read -r each _; do
                    offered+=("$each")
                done < <(command "$program" __complete "$asks" "$current" ${given[@]+"${given[@]}"} \
                    2>/dev/null)
            fi
            ;;
    esac
    case $own in
        [=:]) own= ;; # an @ begins the next piece
    esac
    fixed=${typed%"$own"} fixed=${fixed%@}
    COMPREPLY=()
    for each in ${offered[@]+"${offered[@]}"}; do
        each=$head$each
        COMPREPLY+=("${each:${#fixed}}")
    done
}

complete -F _followup followup
"""


def bash_script(script: Script) -> str:
    """Return the completion script for bash."""
    after = []
    for command in script.program.walk():
        commands, options = (" ".join(word for word, _ in part) for part in followers(command))
        after.append(
            f"        {shlex.quote(command.path)})"
            f" commands={shlex.quote(commands)} options={shlex.quote(options)} ;;"
        )
    return (
        _SCRIPT.replace("@HEADING@", script.heading("bash"))
        .replace("@RULES@", shlex.quote(script.own_rules))
        .replace("@PLACES@", posix_places(script.program))
        .replace("@AFTER@", "\n".join(after))
    )
