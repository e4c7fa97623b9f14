"""Whose holidays probably count: by zone, else by locale."""

from __future__ import annotations

import pytest

from followup.adapters.country import likely_country


@pytest.mark.parametrize(
    ("zone", "variables", "code"),
    [
        ("Europe/Berlin", {}, "DE"),
        ("America/New_York", {"LANG": "de_DE.UTF-8"}, "US"),  # the zone says where one is
        ("Europe/London", {}, "GB"),
        ("Asia/Tokyo", {}, "JP"),
        ("Etc/UTC", {"LANG": "de_AT.UTF-8"}, "AT"),
        ("Etc/UTC", {"LC_ALL": "en_GB", "LANG": "de_AT.UTF-8"}, "GB"),
        ("Etc/UTC", {"LANG": "C.UTF-8"}, None),
        ("Etc/UTC", {"LANG": "en_XX.UTF-8"}, None),
        ("local", {}, None),
    ],
)
def test_likely_country(zone: str, variables: dict[str, str], code: str | None) -> None:
    """Only a country whose holidays are known; else nothing is guessed."""
    assert likely_country(zone, variables) == code
