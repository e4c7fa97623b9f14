"""At most one mail for each date, whatever happens to a run."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from followup.adapters.log.store import Store
from followup.adapters.mail.outbox import MailState, Outbox
from followup.core.errors import NotValid, RequestFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return a log in a file."""
    store = Store(tmp_path / "data" / "followup.db")
    yield store
    store.close()


@pytest.mark.parametrize(
    ("left_behind", "again", "in_the_way"),
    [
        (None, False, None),
        (MailState.CLAIMED, False, None),  # that run died before it handed anything over
        (MailState.FAILED, False, None),
        (MailState.SENDING, False, MailState.UNKNOWN),  # and this one while it did
        (MailState.UNKNOWN, False, MailState.UNKNOWN),
        (MailState.SENT, False, MailState.SENT),
        (MailState.SENDING, True, None),
        (MailState.UNKNOWN, True, None),
        (MailState.SENT, True, None),
    ],
)
def test_what_a_run_left_behind_decides(
    store: Store, left_behind: MailState | None, again: bool, in_the_way: MailState | None
) -> None:
    """What is certainly not sent may be claimed again; the rest only by the user's word."""
    outbox = Outbox(store)
    if left_behind is not None:
        assert outbox.claim(DAY, "<1@x>", NOW) is None
        outbox.move("<1@x>", left_behind, NOW)
    kept = outbox.claim(DAY, "<2@x>", NOW, again=again)
    assert (kept.state if kept else None) is in_the_way
    now_kept = outbox.mail_of(DAY)
    assert now_kept is not None
    assert now_kept.message_id == ("<2@x>" if in_the_way is None else "<1@x>")
    assert now_kept.state is (in_the_way or MailState.CLAIMED)


def test_each_date_has_its_own_mail(store: Store) -> None:
    """With the time at which it came to its state."""
    outbox = Outbox(store)
    for number in range(3):
        now = NOW + timedelta(days=number)
        assert outbox.claim(now.date(), f"<{number}@x>", now) is None
        outbox.move(f"<{number}@x>", MailState.SENT, now + timedelta(minutes=1))
    kept = outbox.mail_of(date(2026, 11, 21))
    assert kept is not None
    assert (kept.message_id, kept.claimed_at) == ("<1@x>", NOW + timedelta(days=1))
    assert kept.changed_at == kept.claimed_at + timedelta(minutes=1)


def test_looking_makes_no_log(store: Store) -> None:
    """Where nothing was ever logged, there is no mail and no file."""
    assert Outbox(store).mail_of(DAY) is None
    assert store.path is not None
    assert not store.path.exists()


def test_a_run_whose_claim_was_taken_over_cannot_go_on(store: Store) -> None:
    """Its mail is no longer the one of the day."""
    outbox = Outbox(store)
    outbox.claim(DAY, "<1@x>", NOW)
    outbox.claim(DAY, "<2@x>", NOW)
    with pytest.raises(RequestFailed, match="taken over"):
        outbox.move("<1@x>", MailState.SENDING, NOW)


def test_only_one_run_is_alone(store: Store) -> None:
    """The lock is free again when the block ends, however it ends."""
    assert store.path is not None
    other = Store(store.path)
    with Outbox(store).alone() as first, Outbox(other).alone() as second:
        assert (first, second) == (True, False)
    with pytest.raises(RequestFailed), Outbox(store).alone():
        Outbox(store).move("<0@x>", MailState.SENT, NOW)
    with Outbox(other).alone() as at_last:
        assert at_last
    other.close()
    lock = store.path.with_name("mail.lock")
    assert lock.stat().st_mode & 0o777 == 0o600
    assert lock.stat().st_size == 0


@pytest.mark.parametrize("change", ["state = 'failed'", "date = '2026-11-21'", "changed_at = 'x'"])
def test_what_was_altered_is_told_and_no_mail_goes_out_for_it(store: Store, change: str) -> None:
    """A day must not get two mails because one bit of the file is wrong."""
    outbox = Outbox(store)
    assert outbox.claim(DAY, "<1@x>", NOW) is None
    outbox.move("<1@x>", MailState.SENT, NOW)
    with store.writing() as connection:
        connection.execute(f"UPDATE mails SET {change}")  # noqa: S608
        day = date.fromisoformat(connection.execute("SELECT date FROM mails").fetchone()[0])
    for use in (lambda: outbox.mail_of(day), lambda: outbox.claim(day, "<2@x>", NOW)):
        with pytest.raises(NotValid, match="morning mail was altered"):
            use()


def test_the_log_goes_on_while_a_mail_is_sent(store: Store) -> None:
    """The lock of the outbox is not that of the log."""
    assert store.path is not None
    Outbox(store).claim(DAY, "<1@x>", NOW)
    with Outbox(store).alone():
        other = sqlite3.connect(store.path, timeout=0)
        other.execute("INSERT INTO mails VALUES ('2026-01-01', '<0@x>', 'sent', '', '', '')")
        other.commit()
        other.close()
