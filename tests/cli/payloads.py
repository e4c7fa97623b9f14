"""What a name, a role or a note can hold that came from a job ad or a mail: every medium's own poison."""

from __future__ import annotations

CONTROLS = [
    "\x00",
    "\x07",
    "\x08\x08\x08",
    "\r",
    "\n",
    "\r\n",
    "\t",
    "\x0b\x0c",
    "\x1b",
    "\x7f",
    "\x85",
    "\x9b31m",
    "\x1b[31mred\x1b[0m",
    "\x1b[2J\x1b[H",
    "\x1b]0;title\x07",
    "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1bP$q\x1b\\",
    "\x1b[?1049h",
]
HIDDEN = [
    "\u200b",
    "\u200e\u200f",
    "\u202a\u202b\u202d\u202e",
    "\u2066\u2067\u2068\u2069",
    "\u061c",
    "\u00ad",
    "\u2028\u2029",
    "\ufeff",
    "\u2060\u2064",
    "\U000e0041\U000e007f",
    "\ue000",
    "\ufffe",
    "\U000e0001",
]
MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</td></tr></table><h1>",
    '"><a href="javascript:alert(1)">',
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[",
    "&lt;b&gt;",
    "&#x3c;script&#x3e;",
    "<style>*{display:none}</style>",
    "' onmouseover='x",
    "[bold]x[/bold]",
    "[link=https://evil.example]x[/link]",
    "[/]",
    ":smile:",
    "[red]",
]
HEADERS = [
    "=?utf-8?q?=0ABcc:=20evil=40example.org?=",
    "=?utf-8?b?CkJjYzogZXZpbEBleGFtcGxlLm9yZw==?=",
    "\nBcc: evil@example.org",
    "\r\nBcc: evil@example.org\r\n\r\nHello",
    "\u2028Bcc: evil@example.org",
    "%0ABcc:evil@example.org",
    "%0d%0abcc=evil@example.org",
    "&bcc=evil@example.org",
    "?bcc=evil@example.org",
    "#fragment",
    "\n.\nMAIL FROM",
    "\n\nFrom evil@example.org Fri Nov 20",
    "--===============boundary--",
]
CALENDARS = [
    "\nEND:VEVENT",
    "\\nBEGIN:VALARM",
    "\r\nATTACH:https://evil.example",
    ";VALUE=URI:x",
    "\\",
    "\\,\\;",
    ",;:",
    '"',
]
SHELLS = [
    "$(touch made)",
    "`touch made`",
    "; touch made",
    "| touch made",
    "&& touch made",
    "> made",
    "'",
    "\\'",
    "$HOME",
    "--help",
    "~",
    "%",
    "!!",
]
FORMULAS = ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3"]
TEMPLATES = ["{{ 7 * 7 }}", "{% include 'x' %}", "{contact}", "{0.__class__}", "%(x)s", "${x}"]
SQL = ["'; DROP TABLE events; --", '" OR 1=1']
PAYLOADS = [*CONTROLS, *HIDDEN, *MARKUP, *HEADERS, *CALENDARS, *SHELLS, *FORMULAS, *TEMPLATES, *SQL]
