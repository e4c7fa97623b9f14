"""The schedule as a real cron and a real systemd run it, down to the mail.

Each in a namespace of its own, with an empty spool and its own list of processes: the crontab of whoever
runs the tests is not seen, not touched, and nothing that another run left behind counts.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.machine import PROGRAM, SOURCE, script

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="cron is that of POSIX")]

# Whatever quoting could stumble over, in one name.
NAME = "my jobs, 50% \"off\" 'x' $HOME \\n äß"
CAPTURE = "#!/bin/sh\ncat > {mail}.part && mv {mail}.part {mail}\n"
SETTINGS = """mail:
  from: me@example.com
  to: me@example.com
  sendmail: {capture} -t
"""
LONGEST_WAIT = 240  # seconds for a whole script; a line of cron is for a minute that begins in 20 to 80
CANNOT = 77  # how a script ends where the machine has not what it needs


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
            "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin",
            "HOME": str(folder),
            "PROGRAM": str(self.program),
            "FOLLOWUP_DATA_DIR": str(self.data),
            "FOLLOWUP_CONFIG_DIR": str(self.config),
        }
        # Whatever day of the week it is.
        words = [self.program, "remind", "Call Tom", "--on", "today"]
        subprocess.run(words, env=self.environment, check=True, capture_output=True)

    def parts(self, script: str, **more: str) -> list[str]:
        """Run a script apart; return what it says, cut at its headings. Skips where it cannot run."""
        if shutil.which("unshare") is None or os.geteuid() != 0:
            pytest.skip("a namespace of its own takes unshare, and root")
        # The namespace of processes ends with its shell, and with it the cron or the manager.
        words = ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child", "sh", "-c"]
        refused = subprocess.run([*words, APART], capture_output=True, text=True, check=False)
        if refused.returncode != 0:
            pytest.skip(f"no namespace of its own here: {refused.stderr.strip()}")
        done = subprocess.run(
            [*words, APART + script],
            env=self.environment | more,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST_WAIT,
        )
        if done.returncode == CANNOT:
            pytest.skip(done.stdout.strip()[-200:])
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.split("-- ")


APART = """
set -e
mount -t tmpfs tmpfs /run
spool=/var/spool/cron/crontabs
[ ! -d $spool ] || mount -t tmpfs -o "mode=$(stat -c %a $spool),gid=$(stat -c %g $spool)" tmpfs $spool
"""

CRON = """
# Cron reads no TZ; the minute is never one that is over before the line is there.
minute=$(env -u TZ date -d '+80 seconds' +%H:%M)
"$PROGRAM" schedule --install --every-day --at "$minute" --program "$PROGRAM"
cron -f & # after the line: it misses a change within the second in which it begins
echo "-- crontab"
crontab -l
echo "-- doctor"
"$PROGRAM" doctor
for _ in $(seq 300); do
    grep -q "was sent" "$FOLLOWUP_DATA_DIR/schedule.log" 2> /dev/null && break
    sleep 0.5
done
echo "-- log"
cat "$FOLLOWUP_DATA_DIR/schedule.log"
echo "-- doctor"
"$PROGRAM" doctor
echo "-- remove"
"$PROGRAM" schedule --remove
crontab -l 2>&1 || true
"""


def test_cron_sends_the_mail(tmp_path: Path) -> None:
    """What is installed runs at its minute, finds its folders, sends the mail, and says so in its log."""
    if shutil.which("crontab") is None or shutil.which("cron", path="/usr/sbin:/sbin:/usr/bin") is None:
        pytest.skip("there is no cron here (Debian: apt-get install cron)")
    search = Search(tmp_path)
    _, crontab, before, log, after, removed = search.parts(CRON)
    assert crontab.count("\n") == 2
    assert "has the morning mail" in " ".join(before.split())
    assert "was sent to me@example.com" in log
    assert "Subject: followup" in search.mail.read_text()
    assert "The last one went out" in " ".join(after.split())
    assert "The morning mail is no longer in your crontab.\n" in removed
    assert "digest" not in removed


# The manager takes the machine for one that systemd has booted.
SYSTEMD = """
mkdir -p /run/systemd/system "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"
"$MANAGER" --user --log-target=console 2> "$HOME/manager.log" &
for _ in 1 2 3 4 5 6 7 8 9 10; do
    systemctl --user is-system-running > "$HOME/state" 2>&1 && break
    sleep 0.5
done
grep -q running "$HOME/state" || { echo "no systemd: $(cat "$HOME/state" "$HOME/manager.log")"; exit 77; }
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
    if manager is None:
        pytest.skip("there is no systemd here that can be started beside the machine's own")
    search = Search(tmp_path)
    parts = search.parts(SYSTEMD, XDG_RUNTIME_DIR="/run/user/0", MANAGER=manager)
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
