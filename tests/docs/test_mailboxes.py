"""docs/mailboxes.md says what the settings take, and how much is read."""

from __future__ import annotations

import re
from pathlib import Path

from followup.adapters.mailboxes.folder import DEEPEST
from followup.adapters.mailboxes.imap import WHOLE
from followup.adapters.mailboxes.splitting import LARGEST
from followup.formats.settings.definitions import Imap
from followup.formats.settings.reading import read_settings

PAGE = (Path(__file__).parents[2] / "docs" / "mailboxes.md").read_text(encoding="utf-8")


def test_the_example_can_be_read() -> None:
    """As it stands there."""
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    checked = read_settings(example)
    assert checked.problems == ()
    assert checked.settings is not None
    assert len(checked.settings.inbox) == 2


def test_every_key_of_a_server_is_in_the_table() -> None:
    """And no other, with what stands for one that is left out."""
    rows = re.findall(r"^\| (`.*?) \|", PAGE.split("| key |")[1], re.MULTILINE)
    assert re.findall(r"`(\w+)`", " ".join(rows)) == list(Imap.__struct_fields__)
    usual = Imap(host="imap.example.com")
    assert f"`{usual.folder}` without the key" in PAGE
    assert f"the last {usual.days} days" in PAGE
    assert (
        f"{usual.port_number} for `{usual.security}`, else {Imap(host='x', security='starttls').port_number}"
        in PAGE
    )


def test_the_bounds_are_those_of_the_program() -> None:
    """In the units of the page."""
    assert f"up to {DEEPEST} deep" in PAGE
    assert f"more than {LARGEST >> 20} MB" in PAGE
    assert f"more than {WHOLE >> 20} MB" in PAGE
