"""The codes of every problem that a rules file can have."""

from __future__ import annotations

# What no file kept here shows, for its size.
TOO_LARGE = {"too-large", "too-many-problems"}
_NAMES = """
not-utf8 control-character too-large too-deep too-many-problems empty-file wrong-top syntax
several-documents anchor alias merge-key tag duplicate-key key-not-text long-number unknown-key
missing-key empty-value wrong-type unknown-value out-of-range bad-value bad-duration bad-date
bad-version bad-name no-anchor two-anchors no-wait wrong-wait window-order unknown-event
keeping-event event-clash duplicate-value unknown-message no-message no-question no-people
endless never-freed bad-placeholder bad-template unknown-variable unknown-time-zone unknown-holidays
never-fires starved idle-repeat repeat-before idle-guard no-reason unused-event
unused-message no-rules
"""
CODES = frozenset(_NAMES.split())
