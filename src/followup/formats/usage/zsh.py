"""Completion for zsh."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from followup.formats.usage.tables import followers, posix_places

if TYPE_CHECKING:
    from followup.formats.usage.tables import Script

# `commands` and `options` are parameters of zsh's own. `_describe` takes what stands before the first colon
# for the word; no word of ours has one.
_SCRIPT = r"""#compdef followup
@HEADING@

_followup_at() { # sets `found` to what stands in the place $1, empty where nothing does
    found=
    case $1 in
@PLACES@
    esac
}

_followup_after() { # sets `following` and `switches` to what may follow the command $1
    following=() switches=()
    case $1 in
@AFTER@
    esac
}

_followup() {
    local here= place=0 takes= word found asks program=followup
    local -a given following switches described
    for word in "${(@Q)words[2,CURRENT-1]}"; do
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
            if [[ $place == 0 && -n ${(M)following:#$word:*} ]]; then
                here=${here:+$here }$word
            else
                place=$((place + 1))
            fi
        fi
    done

    if [[ -n $takes ]]; then
        _followup_at "$here:$takes"
    elif [[ $PREFIX == --*=* ]]; then
        _followup_at "$here:${PREFIX%%=*}"
        compset -P '*='
    else
        _followup_after "$here"
        if [[ $PREFIX == -* ]]; then
            _describe -t options option switches
            return
        elif [[ $place == 0 && -n $following ]]; then
            _describe -t commands command following
            return
        fi
        _followup_at "$here:#$place"
    fi

    case $found in
        '') return 1 ;;
        '<file>') _files; return ;;
        '<folder>') _files -/; return ;;
    esac
    described=(${(s: :)found%%\?*})
    asks=${found#*\?}
    if [[ $asks == kinds && -z $FOLLOWUP_RULES && -z ${(M)given:#--rules} && ! -e @RULES@ ]]; then
        asks= # nobody has kinds of their own without rules of their own
    fi
    word=${(Q)words[1]}
    [[ $word != */* || ! -x $word ]] || program=$word
    if [[ -n $asks ]]; then
        for word in "${(@f)$(command $program __complete $asks "$PREFIX" "${(@)given}" 2>/dev/null)}"; do
            [[ -z $word ]] || described+=("${word/$'\t'/:}")
        done
    fi
    (( $#described )) || return 1
    _describe -t words word described -M 'm:{a-zA-Z}={A-Za-z}'
}

if [[ $funcstack[1] == _followup ]]; then
    _followup "$@"
else
    compdef _followup followup
fi
"""


def zsh_script(script: Script) -> str:
    """Return the completion script for zsh."""
    after = []
    for command in script.program.walk():
        commands, options = (
            " ".join(shlex.quote(f"{word}:{note}") for word, note in part) for part in followers(command)
        )
        after.append(f"        {shlex.quote(command.path)})\n            following=({commands})")
        after.append(f"            switches=({options}) ;;")
    return (
        _SCRIPT.replace("@HEADING@", script.heading("zsh"))
        .replace("@RULES@", shlex.quote(script.own_rules))
        .replace("@PLACES@", posix_places(script.program))
        .replace("@AFTER@", "\n".join(after))
    )
