"""`inbox` with a mailbox on a server: what is new is collected in the morning, and decided later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.mail.certificates import HOST, Certificates
from adapters.mailboxes.dovecot import PASSWORD, PROGRAM, USER, Dovecot
from cli.post import SEARCH, SETTINGS, receipt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cli.program import Program

DAY = '"20-Nov-2026 09:00:00 +0000"'


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[Dovecot, Path]]:
    """Return a real server, and the certificate of its authority."""
    if PROGRAM is None:
        pytest.skip("there is no dovecot here (dovecot-imapd)")
    folder = tmp_path / "certificates"
    folder.mkdir()
    certificates = Certificates(folder)
    with Dovecot(certificates.leaf()) as running:
        yield running, certificates.authority


def test_a_folder_on_a_server_is_read_on(program: Program, server: tuple[Dovecot, Path]) -> None:
    dovecot, authority = server
    program.config.mkdir()
    (program.config / "settings.yaml").write_text(
        f"{SETTINGS}inbox:\n  - imap:\n      host: {HOST}\n      port: {dovecot.tls}\n      security: tls\n"
        f"      user: {USER}\n      password_command: \"echo '{PASSWORD}'\"\n      ca_file: {authority}\n"
        "      days: 3000\n"
    )
    dovecot.add(*SEARCH, day=DAY)
    first = program("inbox --json")
    assert (first.code, first.err) == (0, "")
    assert len(first.json["proposals"]) == 8
    dovecot.add(receipt("Hooli", "Tester", "2026-11-20 09:00"), day=DAY)
    again = program("inbox")
    assert "1 mail read: 7 mails tell of something new." in again.out
    assert not any(b"Seen" in each for each in dovecot.flags())
