"""How days, times and zones are written, in the languages that mails are judged in."""

from __future__ import annotations

import re

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero ene",
            "february feb februar fevrier fevr febrero",
            "march mar maerz marz mrz mars marzo",
            "april apr avril avr abril abr",
            "may mai mayo",
            "june jun juni juin junio",
            "july jul juli juillet julio",
            "august aug aout agosto ago",
            "september sep sept septembre septiembre",
            "october oct oktober okt octobre octubre",
            "november nov novembre noviembre",
            "december dec dezember dez decembre diciembre dic",
        ),
        1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon montag mo lundi lunes",
            "tuesday tue tues dienstag di mardi martes",
            "wednesday wed mittwoch mi mercredi miercoles",
            "thursday thu thur thurs donnerstag do jeudi jueves",
            "friday fri freitag fr vendredi viernes",
            "saturday sat samstag sonnabend sa samedi sabado",
            "sunday sun sonntag so dimanche domingo",
        )
    )
    for name in names.split()
}
SHORT = {"mo", "di", "mi", "do", "fr", "sa", "so", "mon", "sun", "sat", "wed"}  # words besides
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
NAMED = rf"(?:\b(?P<weekday>{WEEKDAY})\b\.?,?\s*(?:(?:the|den|der|dem|le|el|dia)\s+)?)?"
DATES = tuple(
    re.compile(rf"{NAMED}{pattern}")
    for pattern in (
        r"(?<!\d)(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        (
            rf"(?<![\d.:])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?\.?\s+(?:of\s+|de\s+)?(?P<name>{MONTH})\b\.?,?"
            r"(?:\s+(?:de\s+)?(?P<year>20\d\d)(?!\d))?"
        ),
        (
            rf"\b(?P<name>{MONTH})\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:.]\d|\d|\s?(?:am|pm|uhr)\b)"
            r"(?:,?\s+(?P<year>20\d\d)(?!\d))?"
        ),
        r"(?<![\d.])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?:\s?(?P<year>(?:20)?\d\d)(?![\d:.]))?",
        r"(?<![\d/])(?P<first>\d{1,2})[/](?P<second>\d{1,2})(?:/(?P<year>(?:20)?\d\d))?(?![\d/])",
    )
)
RELATIVE = re.compile(
    rf"\b(?:(?P<next>next|kommende[nrs]?|naechste[nrs]?|prochain|proximo)\s+)?(?:(?P<weekday>{WEEKDAY})\b"
    r"|(?P<word>tomorrow|today|heute|morgen frueh|morgen|uebermorgen|demain|manana|hoy|aujourd hui)\b)"
)
WORDS = {
    **dict.fromkeys(("today", "heute", "hoy", "aujourd hui"), 0),
    **dict.fromkeys(("tomorrow", "morgen", "morgen frueh", "demain", "manana"), 1),
    "uebermorgen": 2,
}
HALF = r"(?:\s?(?P<half>a\.?\s?m\b\.?|p\.?\s?m\b\.?))"
TIMES = tuple(
    re.compile(pattern)
    for pattern in (
        (
            rf"(?<![\d:.,/-])(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d))?\s?(?:-|to|until|till"
            rf"|and)\s?\d{{1,2}}(?:[:.]\d\d)?{HALF}"
        ),
        rf"(?<![\d:.,/])(?P<hour>\d{{1,2}})(?:[:.h](?P<minute>\d\d))?{HALF}",
        (
            r"(?<![\d:.,/])(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s?(?:-"
            r"|bis)\s?\d{1,2}(?:[:.]\d\d)?\s?(?:uhr|h)\b"
        ),
        r"(?<![\d:.,/])(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s?uhr\b(?:\s(?P<late>\d\d)\b)?",
        r"(?<![\d:.,/+])(?P<hour>\d{1,2}):(?P<minute>\d\d)(?![\d:])",
        r"(?<![\d:.,/])(?P<hour>\d{1,2})\s?h\s?(?P<minute>\d\d)?\b",
        r"(?<=\bat )(?P<hour>\d{1,2})\.(?P<minute>\d\d)(?!\d|\.\d)",
        r"\b(?P<noon>noon|midday)\b",
    )
)
EITHER = re.compile(r"\b(?:or|oder|ou|o)\b")
RANGE = re.compile(r"(?:-|to|until|till|bis|a|and|und)\s?$")
BEFORE_OLD = re.compile(
    r"(?:(?:\bfrom|\bwas|\bstatt|\bvom|\bnot)(?:\s(?:the|our|original|planned|on|am|dem|der|den|geplanten)){0,2}"
    r"|(?:instead of|rather than|originally|anstatt|anstelle|eigentlich|urspruenglich"
    r"|scheduled for|planned for"
    r"|geplante[nr]?|au lieu d[eu]|initialement|en lugar de)(?:\s(?!(?:to|auf|au|al|zum?)\b)\w+){0,3})\s$"
)
# `from 10 to 11` is a span, unless something moves.
SPANS = ("from ", "vom ", "von ", "de ", "desde ")
MOVES = re.compile(r"\b(?:mov|resched|postpon|shift|push|verschieb|verleg|report|aplaz|cambi)")
BEFORE_LIMIT = re.compile(
    r"(?:\bby|before|until|till|no later than|latest|deadline|due|frist|bewerbungsschluss|\bbis"
    r"|spaetestens|avant|antes de):?(?:\s\w+){0,3}\s$"
)
ZONES = {
    "Europe/Berlin": r"cest|cet|mesz|mez|berlin(?: time)?|central european(?: summer)?(?: time)?|german time",
    "Europe/London": r"bst|gmt|uk time|london(?: time)?|british time",
    "UTC": r"utc|z\b",
    "America/New_York": r"e[sd]?t|eastern(?: time)?|new york(?: time)?",
    "America/Chicago": r"c[sd]t|ct|central time|chicago(?: time)?",
    "America/Denver": r"m[sd]t|mountain(?: time)?",
    "America/Los_Angeles": r"p[sd]?t|pacific(?: time)?",
    "Europe/Paris": r"heure de paris|paris time",
    "Europe/Madrid": r"hora peninsular|hora de madrid",
    "Europe/Vienna": r"vienna",
    "Europe/Zurich": r"zurich(?: time)?",
    "Europe/Amsterdam": r"amsterdam(?: time)?",
    "Europe/Dublin": r"dublin(?: time)?|irish time",
}
ZONE_MARKS = tuple((zone, re.compile(rf"[\s(,]*(?:{pattern})\b")) for zone, pattern in ZONES.items())
ZONE_NAME = re.compile(r"\b((?:Europe|America|Asia|Africa|Australia|Pacific)/[A-Z][A-Za-z_]+)\b")
FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "–": "-", "—": "-", "’": " ", "'": " "})
