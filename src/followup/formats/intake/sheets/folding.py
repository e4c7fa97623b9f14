"""Folding: what two spellings of a word in a sheet have in common, and what a mark in a cell says."""

from __future__ import annotations

import re
import unicodedata

_NO_WORD = re.compile(r"[^0-9a-z]+")

YES = {
    *(
        "x",
        "xx",
        "y",
        "yes",
        "yep",
        "true",
        "ja",
        "j",
        "wahr",
        "oui",
        "o",
        "vrai",
        "si",
        "verdadero",
        "sim",
        "s",
    ),
    *(
        "verdadeiro",
        "done",
        "checked",
        "ok",
        "1",
        "completed",
        "complete",
        "erledigt",
        "fait",
        "hecho",
        "feito",
    ),
    *(
        "scheduled",
        "passed",
        "received",
        "yes scheduled",
        "geplant",
        "prevu",
        "programada",
        "agendada",
        "erhalten",
        "ontvangen",
        "gepland",
        "fissato",
        "ricevuta",
        "fatto",
        "gedaan",
    ),
}
NO = {
    *("nee", "geen", "nessuno", "nessuna", "niente", "niet"),
    *("", "n", "no", "nope", "false", "nein", "falsch", "non", "faux", "nao", "falso", "none", "na", "n a"),
    *(
        "0",
        "unchecked",
        "tbd",
        "tba",
        "not yet",
        "noch nicht",
        "pas encore",
        "pending",
        "never",
        "nie",
        "ref",
    ),
    *("null", "nil", "keine", "aucun", "aucune", "ninguno", "nenhum", "offen", "unknown", "waiting", "value"),
    *(
        "todavia no",
        "ainda nao",
        "not applicable",
        "no response",
        "no response yet",
        "nothing",
        "div 0",
        "name",
    ),
}
_YES_MARKS = set("✓✔✅☑🗸●◉🟢👍")
_NO_MARKS = set("✗✘❌☐❎○—–-?🔴⬜")


def plain(text: str) -> str:
    """Return `text` in small letters without accents, as long as it was."""
    if text.isascii():
        return text.lower()
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    if character.isascii():
        return character.lower()
    base = unicodedata.normalize("NFKD", character)[:1].lower()
    return base if len(base) == 1 else character


def folded(text: str) -> str:
    """Return the words of `text` in small letters, without accents and marks, one space between them."""
    return _NO_WORD.sub(" ", plain(text.replace("ß", "ss").replace("&", " and ").replace("#", " # "))).strip()


def mark(text: str) -> bool | None:
    """Return what a mark says, such as `x`, `TRUE`, `✓` or `nein`; None where it is no mark."""
    said = text.strip()
    words = folded(said)
    if not words and said:
        marks = set(said) - {"\ufe0f"}
        if marks & _YES_MARKS:
            return True
        return False if marks & _NO_MARKS or not any(c.isalnum() for c in said) else None
    if words in NO:
        return False
    return True if words in YES else None
