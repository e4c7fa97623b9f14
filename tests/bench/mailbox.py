"""How long `inbox` takes for a mailbox of a hundred thousand mails, how much memory, and the next time.

`python -m bench.mailbox [MAILS]` from the folder `tests`. Of a hundred mails one belongs to the search.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from cli.post import SETTINGS, answer, invited, receipt, refusal
from formats.intake.mails.writing import mail

MAILS = 100_000
ONE_IN = 100
TEXT = (
    "the meeting report budget lunch please find attached minutes of team project on monday we will see you"
    " there thanks for your order has been shipped today invoice number weekly update release notes holiday"
    " photos from last weekend do not forget the tickets train leaves at nine best regards"
)
WORDS = re.findall(r"\w+", TEXT)
NEXT = "import sys; from followup.__main__ import run; sys.argv = ['followup', *sys.argv[1:]]; run()"


def main(count: int) -> None:
    """Write a mailbox, read it, read it again, add a mail and read that; print what each took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "settings.yaml").write_text(SETTINGS)
        box = folder / "box.mbox"
        with box.open("wb") as file:
            for number in range(count):
                file.write(_entry(_mail(number, random.Random(number))))
        print(f"{count} mails, {box.stat().st_size / 1e6:.0f} MB")
        _measured("read", folder, box)
        _measured("again", folder, box)
        with box.open("ab") as file:
            file.write(_entry(refusal("Newcomer", "Analyst", "2026-11-19 09:00")))
        _measured("one more", folder, box)
        _measured("today", folder, None)


def _entry(data: bytes) -> bytes:
    return b"From x Sat Nov  7 10:00:00 2026\n" + data.replace(b"\r\n", b"\n") + b"\n"


def _mail(number: int, chance: random.Random) -> bytes:
    sent = datetime(2026, 8, 1, tzinfo=UTC) + timedelta(minutes=number % 150_000)
    at, company = f"{sent:%Y-%m-%d %H:%M}", f"Company{number // (4 * ONE_IN)}"
    if number % ONE_IN == 0:
        kind = number // ONE_IN % 4
        if kind == 0:
            return receipt(company, "Analyst", at)
        if kind == 1:
            return invited(at, "20261201T100000", uid=f"{company}@x", From=f"Ann Lee <ann@{company}.example>")
        if kind == 2:  # the third of four
            return answer(at, f"request-0-{company}@x", Message_ID=f"<own-{number}@x>")
        return refusal(company, "Analyst", at)
    text = "\n".join(" ".join(chance.choices(WORDS, k=11)) for _ in range(chance.randint(5, 60)))
    person = f"Person{number % 300} <person{number % 300}@friends.example>"
    headers = {"From": person, "Date": format_datetime(sent), "Message-ID": f"<{number}@friends.example>"}
    subject = " ".join(chance.choices(WORDS, k=5))
    return mail(
        text, **headers, Subject=subject, References=f"<{number - 1}@friends.example>" * (number % 3 == 0)
    )


def _measured(what: str, folder: Path, box: Path | None) -> None:
    words = ["--now", "2026-11-20", "today"] if box is None else ["--now", "2026-11-20", "inbox", str(box)]
    variables = {"FOLLOWUP_DATA_DIR": str(folder / "data"), "FOLLOWUP_CONFIG_DIR": str(folder)}
    begun = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-c", NEXT, *words], stdout=subprocess.PIPE, env=os.environ | variables, text=True
    )
    assert child.stdout is not None
    said = child.stdout.read().strip().splitlines()
    _, _, used = os.wait4(child.pid, 0)
    child.returncode = 0
    took = time.perf_counter() - begun
    told = next((line for line in reversed(said) if "mails" in line), said[-1])
    print(f"{what:10}{took:8.1f} s{used.ru_utime:8.1f} s of CPU{used.ru_maxrss / 1024:8.0f} MB   {told}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MAILS)
