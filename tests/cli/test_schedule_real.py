"""The schedule as a real cron and a real systemd run it, down to the mail."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli.machine import PROGRAM, SOURCE, script

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="cron is that of POSIX")]

# Whatever quoting could stumble over, in one name.
NAME = "my jobs, 50% \"off\" 'x' $HOME \\n äß"
CAPTURE = "#!/bin/sh\ncat > {mail}.part && mv {mail}.part {mail}\n"
SETTINGS = """mail:
  from: me@example.com
  to: me@example.com
  sendmail: {capture} -t
"""
LONGEST_WAIT = 150  # seconds; the line is for a minute that begins in 20 to 80


def output(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a program of this machine; return what it came to."""
    return subprocess.run(words, capture_output=True, text=True, check=False)


class Search:
    """A search for a job with something due, a settings file, and a stand-in for sendmail."""

    def __init__(self, folder: Path) -> None:
        self.mail = folder / "mail"
        self.data = folder / NAME / "data"
        self.config = folder / NAME / "config"
        self.config.mkdir(parents=True)
        capture = script(folder / "capture", CAPTURE.format(mail=shlex.quote(str(self.mail))))
        (self.config / "settings.yaml").write_text(SETTINGS.format(capture=capture))
        names = {"source": shlex.quote(str(SOURCE)), "python": shlex.quote(sys.executable)}
        self.program = script(folder / NAME / "followup", PROGRAM.format(**names))
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "FOLLOWUP_DATA_DIR": str(self.data),
            "FOLLOWUP_CONFIG_DIR": str(self.config),
        }
        self.run("remind", "Call Tom", "--on", "today")  # whatever day of the week it is

    def run(self, *words: str) -> str:
        """Run followup, which must succeed; return what it says."""
        done = subprocess.run(
            [self.program, *words], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@contextmanager
def a_cron_that_runs() -> Iterator[None]:
    """Use the cron of this machine, or start one; skip where there is none."""
    if output("pgrep", "-x", "cron|crond").returncode == 0:
        yield
        return
    cron = shutil.which("cron", path="/usr/sbin:/sbin:/usr/bin")
    if cron is None or os.geteuid() != 0:
        pytest.skip("no cron is running, and none can be started here")
    process = subprocess.Popen([cron, "-f"])
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def test_cron_sends_the_mail(tmp_path: Path) -> None:
    """What is installed runs at its minute, finds its folders, sends the mail, and says so in its log."""
    if shutil.which("crontab") is None:
        pytest.skip("there is no crontab program here (Debian: apt-get install cron)")
    if output("crontab", "-l").returncode == 0:
        pytest.skip("you have a crontab of your own, and a test keeps its hands off it")
    search = Search(tmp_path)
    # Not TZ, for cron does not know it; never a minute that is over before the line is there.
    minute = output("env", "-u", "TZ", "date", "-d", "+80 seconds", "+%H:%M").stdout.strip()
    try:
        with a_cron_that_runs():
            search.run(
                "schedule", "--install", "--every-day", "--at", minute, "--program", str(search.program)
            )
            installed = output("crontab", "-l").stdout
            assert installed.count("\n") == 1
            assert "has the morning mail" in " ".join(search.run("doctor").split())
            log = wait_for("was sent to me@example.com", search.data / "schedule.log")
    finally:
        output("crontab", "-r")
    assert "was sent to me@example.com" in log
    assert "Subject: followup" in search.mail.read_text()
    assert "The last one went out" in " ".join(search.run("doctor").split())


def wait_for(words: str, path: Path) -> str:
    """Return what the file says once it has the words, or what it says when waiting is over."""
    text = ""
    for _ in range(LONGEST_WAIT * 2):
        text = path.read_text() if path.exists() else ""
        if words in text:
            break
        time.sleep(0.5)
    return text


# A systemd of its own, in a namespace where it takes the machine for one that it has booted.
NAMESPACE = """
mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"
"$MANAGER" --user --log-target=console 2> "$HOME/manager.log" &
for _ in 1 2 3 4 5 6 7 8 9 10; do
    systemctl --user is-system-running > "$HOME/state" 2>&1 && break
    sleep 0.5
done
grep -q running "$HOME/state" || { echo "no systemd: $(cat "$HOME/state" "$HOME/manager.log")"; exit 77; }
set -e
"$PROGRAM" schedule --install --kind systemd --program "$PROGRAM"
echo "-- again"
"$PROGRAM" schedule --install --kind systemd --program "$PROGRAM"
echo "-- timer"
systemctl --user show followup-digest.timer -p ActiveState -p NextElapseUSecRealtime -p Persistent
echo "-- service"
systemctl --user start followup-digest.service
systemctl --user show followup-digest.service -p Result -p ExecMainStatus
echo "-- doctor"
"$PROGRAM" doctor --json
echo "-- remove"
"$PROGRAM" schedule --remove
systemctl --user list-timers --all --no-legend
"""


def test_systemd_sends_the_mail(tmp_path: Path) -> None:
    """A real manager takes the units, knows when the timer is next, and the service sends the mail."""
    manager = next(
        (each for each in ("/usr/lib/systemd/systemd", "/lib/systemd/systemd") if Path(each).exists()), None
    )
    if manager is None or shutil.which("unshare") is None or os.geteuid() != 0:
        pytest.skip("there is no systemd here that can be started beside the machine's own")
    search = Search(tmp_path)
    environment = search.environment | {
        "XDG_RUNTIME_DIR": "/run/user/0",
        "MANAGER": manager,
        "PROGRAM": str(search.program),
    }
    # The namespace of processes ends with its shell, and the manager with it.
    words = ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child", "sh", "-c", NAMESPACE]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode == 77:
        pytest.skip(done.stdout.strip()[-200:])
    assert done.returncode == 0, done.stdout + done.stderr
    parts = done.stdout.split("-- ")
    assert "is now in your systemd timers" in parts[0]
    assert "was in your systemd timers" in parts[1]
    assert "ActiveState=active" in parts[2]
    assert "Persistent=yes" in parts[2]
    assert "NextElapseUSecRealtime=\n" not in parts[2]
    assert "Result=success\n" in parts[3]
    assert "ExecMainStatus=0\n" in parts[3]
    assert "Your systemd timer has the morning mail, and" in parts[4]
    assert parts[5] == "remove\nThe morning mail is no longer in your systemd timers.\n"
    assert "Subject: followup" in search.mail.read_text()
