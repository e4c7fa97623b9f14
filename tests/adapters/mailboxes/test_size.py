"""A hundred thousand mails, and mails that are far too large: in bounded memory, in a few seconds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from adapters.mailboxes.sources import LINE, mail, mbox

if TYPE_CHECKING:
    from collections.abc import Callable

    Figure = Callable[[str, object], None]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not Path("/proc/self/status").exists(), reason="there is no /proc to read memory from"
    ),
]
MANY = 100_000
# Reads a mailbox twice, as a process of its own does, whose memory is its own.
SCRIPT = """
import json, re, sys, time
from pathlib import Path
import msgspec
from followup.adapters.mailboxes.definitions import read_mark
from followup.adapters.mailboxes.opening import open_mailbox

def kilobytes():  # at most so far; `getrusage` counts what the process was forked from as well
    return int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])

before = kilobytes()
told = []
mark = None
for _ in range(2):
    begun = time.monotonic()
    box = open_mailbox(sys.argv[1], sys.stdin.buffer)
    count = size = problems = 0
    for raw in box.mails(mark):
        count, size, problems = count + 1, max(size, len(raw.data)), problems + bool(raw.problem)
    data = msgspec.json.encode(box.mark)
    mark = read_mark(data)
    peak = kilobytes()
    seconds = time.monotonic() - begun
    told.append([count, size, problems, (peak - before) / 1024, seconds, len(data)])
print(json.dumps(told))
"""


class Told(NamedTuple):
    """What came of one reading; `megabytes` is what the memory grew by."""

    count: int
    largest: int
    problems: int
    megabytes: float
    seconds: float
    mark: int


def measure(path: Path) -> tuple[Told, Told]:
    """Read a mailbox, and then what is new of it."""
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(path)], capture_output=True, check=True, text=True, timeout=300
    )
    first, again = json.loads(ran.stdout)
    return Told(*first), Told(*again)


def figure(what: str, first: Told, again: Told) -> str:
    """Return a line of what was measured."""
    return (
        f"{what}: {first.count} mails in {first.seconds:.1f} s and {first.megabytes:.0f} MB,"
        f" again in {again.seconds:.1f} s, mark of {first.mark} bytes"
    )


def test_an_mbox_of_a_hundred_thousand_mails(tmp_path: Path, record_property: Figure) -> None:
    """It is streamed; the mark is as small as that of one mail."""
    body = b"a line of a letter, of the usual length, which says something\n" * 40
    with (tmp_path / "box").open("wb") as file:
        for number in range(MANY):
            file.write(LINE + mail(number, body) + b"\n")
    first, again = measure(tmp_path / "box")
    record_property("figure", figure("mbox", first, again))
    assert (first.count, again.count) == (MANY, 0)
    assert first.megabytes < 40
    assert first.mark < 200


def test_a_maildir_of_a_hundred_thousand_mails(tmp_path: Path, record_property: Figure) -> None:
    """Its names are held, not its mails; the mark has eight letters for each."""
    for folder in ("cur", "new"):
        (tmp_path / "box" / folder).mkdir(parents=True)
    for number in range(MANY):
        name = f"{1_700_000_000 + number}.M{number}P1.host.example.com:2,S"
        (tmp_path / "box" / "cur" / name).write_bytes(mail(number))
    first, again = measure(tmp_path / "box")
    record_property("figure", figure("Maildir", first, again))
    assert (first.count, again.count) == (MANY, 0)
    assert first.megabytes < 80
    assert first.mark < 8 * MANY + 100


def test_a_folder_of_a_hundred_thousand_mails(tmp_path: Path, record_property: Figure) -> None:
    """The same, though each file has to be looked at."""
    for number in range(MANY):
        if number % 1000 == 0:
            (tmp_path / "box" / str(number)).mkdir(parents=True)
        (tmp_path / "box" / str(number // 1000 * 1000) / f"{number}.eml").write_bytes(mail(number))
    first, again = measure(tmp_path / "box")
    record_property("figure", figure("folder of .eml", first, again))
    assert (first.count, again.count) == (MANY, 0)
    assert first.megabytes < 80
    assert first.mark < 8 * MANY + 100


@pytest.mark.parametrize("megabytes", [39, 60, 600])
def test_a_mail_that_is_too_large(megabytes: int, tmp_path: Path, record_property: Figure) -> None:
    """Of more than 40 MB the beginning is read; the mails around it are whole."""
    line = b"x" * 1023 + b"\n"
    with (tmp_path / "box").open("wb") as file:
        file.write(mbox("before") + LINE + mail("large"))
        for _ in range(megabytes):
            file.write(line * 1024)
        file.write(b"\n" + mbox("after"))
    first, again = measure(tmp_path / "box")
    record_property("figure", f"a mail of {megabytes} MB: {first.seconds:.1f} s and {first.megabytes:.0f} MB")
    assert (first.count, again.count) == (3, 0)
    assert first.problems == (megabytes > 40)
    assert first.largest == (1 << 20) - len(LINE) if megabytes > 40 else first.largest > 39 << 20
    assert first.megabytes < 140


@pytest.mark.parametrize(
    "noise",
    [
        pytest.param(b"\nFrom", id="half"),
        pytest.param(b"\nFrom \n", id="bare"),
        pytest.param(b"From jobs@example.com Mon Nov 23 08:30:00 2026\n", id="whole"),
        pytest.param(b"From Mon Jan 1 " * 66 + b"\n", id="long"),
        pytest.param(b"\x00" * 64, id="zeros"),
        pytest.param(b"\n" * 64, id="empty"),
    ],
)
def test_a_mailbox_that_looks_like_separating_lines_throughout(
    noise: bytes, tmp_path: Path, record_property: Figure
) -> None:
    """It takes its time, and comes to an end."""
    (tmp_path / "box").write_bytes(LINE + mail("one") + noise * (5_000_000 // len(noise)))
    first, _ = measure(tmp_path / "box")
    record_property("figure", f"5 MB of {noise[:12]!r}: {first.seconds:.1f} s and {first.megabytes:.0f} MB")
    assert first.seconds < 60
    assert first.megabytes < 100
