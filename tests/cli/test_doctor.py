"""`followup doctor`: each thing that it finds, and what it says to do next."""

from __future__ import annotations

import shlex
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from adapters.mail.certificates import Certificates
from adapters.mail.mailserver import PASSWORD, USER, MailServer
from cli.machine import Machine, script, set_up
from followup.adapters.mail.outbox import MailState, Outbox
from followup.formats.schedule.crontab import MARK

if TYPE_CHECKING:
    from pathlib import Path

    from cli.program import Program

NO_CRON = "No cron is running"  # true of some machines that run this test
YEARS_OFF = [f"{year}-01-01..{year}-12-31" for year in range(2020, 2032)]
SENDMAIL = "mail: {{from: me@example.com, to: me@example.com, sendmail: {command}}}\n"


@pytest.fixture
def machine(program: Program, tmp_path: Path) -> Machine:
    """Return the program with a crontab and units of its own, and a folder for settings."""
    program.config.mkdir(mode=0o700)
    return set_up(program, tmp_path)


def found(machine: Machine, code: int = 0) -> dict[str, list[tuple[str, str, str]]]:
    """Return state, text and next step of each finding, by part; the exit code must be `code`."""
    result = machine.program("doctor --json")
    assert (result.code, result.err) == (code, "")
    document: dict[str, Any] = result.json
    findings: dict[str, list[tuple[str, str, str]]] = {}
    for each in document["findings"]:
        if not each["text"].startswith(NO_CRON):
            findings.setdefault(each["part"], []).append((each["state"], each["text"], each["next"] or ""))
    broken = [each for each in document["findings"] if each["state"] == "broken"]
    assert (document["schema"], document["broken"]) == (1, len(broken))
    return findings


def of(machine: Machine, part: str, code: int = 0) -> tuple[str, str, str]:
    """Return the only finding of a part that is not fine, else the first."""
    findings = found(machine, code)[part]
    worse = [each for each in findings if each[0] != "ok"]
    assert len(worse) <= 1, worse
    return (worse or findings)[0]


def settle_mail(machine: Machine, text: str = "") -> None:
    """Write settings; by themselves they name a sendmail that is there."""
    command = script(machine.folder / "bin" / "msmtp", "#!/bin/sh\ncat >/dev/null\n")
    path = machine.program.config / "settings.yaml"
    path.write_text(text or SENDMAIL.format(command=command))
    path.chmod(0o600)


def test_a_new_machine_is_in_order(machine: Machine) -> None:
    """Nothing is set up, and nothing is broken; what could be set up is said."""
    findings = found(machine)
    assert {part: [each[0] for each in states] for part, states in findings.items()} == {
        "store": ["ok"],
        "settings": ["ok"],
        "rules": ["ok"],
        "calendar": ["look"],
        "schedule": ["ok"],
    }
    assert findings["store"][0][1].startswith("Nothing is logged yet")
    assert findings["schedule"][0][1] == "Nothing is scheduled."
    assert not machine.program.path.exists()


def test_the_screen_has_a_line_for_each_part(machine: Machine) -> None:
    """How it is, what it is about, what was found, what to do."""
    settle_mail(machine)
    screen = machine.program("doctor").out
    lines = [line.split()[:2] for line in screen.splitlines() if line[:1].strip()]
    assert lines == [
        ["ok", "store"],
        ["ok", "settings"],
        ["ok", "rules"],
        ["look", "calendar"],
        ["look", "schedule"],
        ["ok", "mail"],
        ["ok", "last"],
    ]
    assert "Type: followup schedule --install" in screen
    assert all(len(line) <= 80 for line in screen.splitlines())


def test_holidays_that_nobody_set(machine: Machine) -> None:
    """One of them may be a due date; who wants none has said so."""
    state, text, following = of(machine, "calendar")
    assert (state, text) == ("look", "No holidays are set, so one of them may be a due date.")
    assert following.startswith("`followup init`")
    machine.program("init --country none --timezone Europe/Berlin")
    assert of(machine, "calendar")[:2] == ("ok", "No holidays count.")
    machine.program("init --country DE-BY")
    assert of(machine, "calendar")[:2] == ("ok", "The holidays of DE-BY count.")


def test_a_log_is_counted(machine: Machine) -> None:
    """What is there can be read, and nothing was changed by looking."""
    machine.program.told(
        "2026-11-02 add applied Acme\n2026-11-03 add receipt Acme\n2026-11-04 add applied Globex"
    )
    data = machine.program.path.read_bytes()
    assert of(machine, "store")[:2] == ("ok", f"3 events of 2 applications in {machine.program.path}.")
    assert machine.program.path.read_bytes() == data


def test_a_file_that_is_no_log_is_broken(machine: Machine) -> None:
    """The exit code says that the store cannot be used."""
    machine.program.data.mkdir(mode=0o700)
    machine.program.path.write_bytes(b"a shopping list, which is no database at all" * 100)
    state, text, step = of(machine, "store", code=3)
    assert state == "broken"
    assert "damaged or no log of followup" in text
    assert step


def test_damage_that_no_command_meets_is_found(machine: Machine) -> None:
    """A log of which every event can be read may be damaged elsewhere; the next command would meet it."""
    machine.program.told("2026-11-02 add applied Acme")
    data = bytearray(machine.program.path.read_bytes())
    data[36:40] = (7).to_bytes(4, "big")  # how many pages are free, says the header
    machine.program.path.write_bytes(data)
    state, text, step = of(machine, "store", code=3)
    assert (state, step) == ("broken", "`followup doctor --mend` saves what can be read.")
    assert "is damaged" in text


def test_the_copies_are_counted(machine: Machine) -> None:
    """How many there are, and of when the last one is; before the first event of all there is none."""
    program = machine.program
    assert "copies" not in found(machine)
    program("add applied Acme")
    assert of(machine, "copies")[:2] == ("ok", "There is no copy of the log yet.")
    program("add note Acme")
    assert of(machine, "copies")[:2] == ("ok", "1 copy of the log, the last of Fri 20 Nov 2026.")
    program.clock += timedelta(days=3)
    assert of(machine, "copies")[0] == "ok"  # nothing was logged since
    program("backup")
    assert of(machine, "copies")[:2] == ("ok", "2 copies of the log, the last of Mon 23 Nov 2026.")


def test_a_copy_that_was_not_made_is_told(machine: Machine) -> None:
    """It is the day's, and its folder takes no copy; `followup backup` says why."""
    program = machine.program
    program("add applied Acme")
    program.clock += timedelta(days=1)
    program("add note Acme")
    folder = program.data / "backups"
    folder.chmod(0o777)
    program.clock += timedelta(days=1)
    assert "Others can write into" in program("add note Acme").err
    state, text, step = found(machine)["copies"][0]
    assert (state, text) == (
        "look",
        "1 copy of the log, the last of Sat 21 Nov 2026. One was to be made on Sun 22 Nov 2026.",
    )
    assert step.startswith("`followup backup`")
    folder.chmod(0o700)
    program("backup")
    assert of(machine, "copies")[0] == "ok"


def test_copies_that_others_can_read_are_told(machine: Machine) -> None:
    """They hold all that the log holds."""
    machine.program.told("2026-11-02 add applied Acme\n2026-11-03 add note Acme")
    copy = machine.program.data / "backups" / "followup-2026-11-20.db"
    copy.chmod(0o644)
    state, text, step = of(machine, "store")
    assert (state, str(copy) in text, step) == ("look", True, f"Type: chmod 600 {copy}")


def test_a_log_of_a_newer_followup_is_told(machine: Machine) -> None:
    """What to do is to upgrade."""
    machine.program.told("2026-11-02 add applied Acme")
    with closing(sqlite3.connect(machine.program.path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    state, text, step = of(machine, "store", code=3)
    assert (state, step) == ("broken", "Upgrade followup.")
    assert "from a newer followup" in text


@pytest.mark.parametrize(("which", "mode"), [("data", 0o755), ("path", 0o644)])
def test_a_log_that_others_can_read_is_worth_a_look(machine: Machine, which: str, mode: int) -> None:
    """The command that closes it is said, and does."""
    machine.program.told("2026-11-02 add applied Acme")
    path: Path = getattr(machine.program, which)
    path.chmod(mode)
    state, text, step = of(machine, "store")
    assert state == "look"
    assert f"{path} (mode {mode:04o})" in text
    command, wanted, name = shlex.split(step.removeprefix("Type: "))
    assert (command, name) == ("chmod", str(path))
    path.chmod(int(wanted, 8))
    assert of(machine, "store")[0] == "ok"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("mail: {}\n", "has 3 problems. Line 1: "),
        ("mail:\n\tfrom: x\n", "Line 2: "),
        ("letters: {}\n", "has 1 problem. Line 1: "),
    ],
)
def test_settings_that_are_not_valid_are_broken(machine: Machine, text: str, sentence: str) -> None:
    """The first problem is said with its line; no mail is tried."""
    settle_mail(machine, text)
    state, said, step = of(machine, "settings", code=3)
    assert state == "broken"
    assert sentence in said
    assert "settings.yaml" in step
    assert "mail" not in found(machine, code=3)


def test_a_password_that_others_can_read_is_broken(machine: Machine) -> None:
    """The settings are refused, and the password is not repeated."""
    settle_mail(machine, SMTP.format(port=25, security="tls", password="hunter2", ca="x"))  # noqa: S106
    (machine.program.config / "settings.yaml").chmod(0o644)
    state, text, step = of(machine, "settings", code=3)
    assert state == "broken"
    assert "chmod 600" in step
    assert "hunter2" not in text + step


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ("version: 2\nrules: {}\n", "Line 1: "),
        ("version: 1\ncalendar: {timezone: Mars/Base}\nrules: {}\n", "Mars/Base"),
        (f"version: 1\ncalendar: {{days_off: {YEARS_OFF}}}\nrules: {{}}\n", "No day is worked"),
    ],
)
def test_rules_that_are_not_valid_are_broken(machine: Machine, rules: str, sentence: str) -> None:
    """The rest is looked at all the same."""
    (machine.program.config / "rules.yaml").write_text(rules)
    settle_mail(machine)
    findings = found(machine, code=3)
    [(state, text, step)] = findings["rules"]
    assert state == "broken"
    assert sentence in text
    assert step
    assert findings["mail"][0][0] == "ok"


def test_rules_with_a_warning_are_worth_a_look(machine: Machine) -> None:
    """They work, and the first warning is said."""
    rule = "{after: applied, wait: 2 weeks, do: Write, send: ask}"
    rules = f"version: 1\nrules: {{ask: {rule}}}\nmessages: {{ask: {{body: Hello}}}}\n"
    (machine.program.config / "rules.yaml").write_text(rules)
    state, text, step = of(machine, "rules")
    assert state == "look"
    assert "line 2: " in text
    assert "followup rules check" in step


def test_mail_without_a_schedule_is_worth_a_look(machine: Machine) -> None:
    """The mail would go out by hand only."""
    settle_mail(machine)
    assert of(machine, "schedule") == (
        "look",
        "Nothing is scheduled, so the mail goes out only when you send it.",
        "Type: followup schedule --install",
    )


def schedule(machine: Machine, *words: str) -> None:
    """Install the schedule."""
    result = machine.program.run("schedule", "--install", "--program", str(machine.followup), *words)
    assert result.code == 0, result.err
    machine.asked()


@pytest.mark.parametrize(("kind", "where"), [("cron", "Your crontab"), ("systemd", "Your systemd timer")])
def test_a_schedule_that_runs_is_fine(machine: Machine, kind: str, where: str) -> None:
    """It is there, and its program answers in a bare environment."""
    settle_mail(machine)
    schedule(machine, "--kind", kind)
    assert found(machine)["schedule"] == [
        ("ok", f"{where} has the morning mail, and {machine.followup} runs.", "")
    ]


@pytest.mark.parametrize("kind", ["cron", "systemd"])
def test_a_schedule_whose_program_is_gone_is_broken(machine: Machine, kind: str) -> None:
    """An environment that was removed, say; installing anew is what helps."""
    settle_mail(machine)
    schedule(machine, "--kind", kind)
    machine.followup.unlink()
    state, text, step = of(machine, "schedule", code=1)
    assert state == "broken"
    assert f"{machine.followup} cannot be run: No such file or directory." in text
    assert "followup schedule --install" in step


def test_a_program_that_fails_is_broken(machine: Machine) -> None:
    """What it complains with is said."""
    settle_mail(machine)
    schedule(machine)
    script(machine.followup, "#!/bin/sh\necho 'No module named followup' >&2; exit 1\n")
    state, text, _ = of(machine, "schedule", code=1)
    assert state == "broken"
    assert "fails: No module named followup." in text


def test_a_line_changed_by_hand_is_worth_a_look_and_not_run(machine: Machine) -> None:
    """The doctor runs what followup has written, and nothing else."""
    settle_mail(machine)
    proof = machine.folder / "ran"
    machine.crontab.write_text(f"* * * * * touch {proof}; followup --no-input digest --send {MARK}\n")
    state, text, step = of(machine, "schedule")
    assert state == "look"
    assert "changed by hand" in text
    assert step
    assert not proof.exists()


@pytest.mark.parametrize("which", ["data", "config"])
def test_a_schedule_for_other_folders_is_worth_a_look(machine: Machine, which: str) -> None:
    """Somebody has moved, or plays with --data-dir."""
    settle_mail(machine)
    schedule(machine)
    old = getattr(machine.program, which)
    old.rename(machine.folder / "new")
    machine.program.variables[f"FOLLOWUP_{which.upper()}_DIR"] = str(machine.folder / "new")
    state, text, _ = of(machine, "schedule")
    assert state == "look"
    assert f"in {old} and not in {machine.folder / 'new'}" in text


def test_a_schedule_without_mail_settings_is_worth_a_look(machine: Machine) -> None:
    """It would fail every morning."""
    schedule(machine)
    assert of(machine, "schedule")[:2] == ("look", "It is scheduled, but no mail is set up.")


def test_a_command_that_only_the_users_shell_finds_is_worth_a_look(machine: Machine) -> None:
    """A scheduler has a short PATH; the whole path is said."""
    settle_mail(machine, SENDMAIL.format(command="msmtp -t"))
    script(machine.folder / "bin" / "msmtp", "#!/bin/sh\n")
    schedule(machine)
    state, text, step = of(machine, "schedule")
    assert state == "look"
    assert "sendmail runs 'msmtp'" in text
    assert step.endswith(str(machine.folder / "bin" / "msmtp"))


def test_a_crontab_that_cannot_be_read_is_worth_a_look(machine: Machine) -> None:
    """What crontab says is said."""
    script(machine.folder / "bin" / "crontab", "#!/bin/sh\necho 'me is not allowed' >&2; exit 1\n")
    assert of(machine, "schedule")[:2] == ("look", "The crontab cannot be read: me is not allowed.")


def test_half_a_timer_is_broken(machine: Machine) -> None:
    """A timer without its service starts nothing."""
    settle_mail(machine)
    schedule(machine, "--kind", "systemd")
    (machine.units / "followup-digest.service").unlink()
    state, text, step = of(machine, "schedule", code=1)
    assert state == "broken"
    assert "followup-digest.service is missing" in text
    assert step == "Type: followup schedule --install --kind systemd"


@pytest.mark.parametrize(
    ("name", "said", "state", "sentence"),
    [
        ("state", "inactive\n", "broken", "is inactive."),
        ("state", "failed\n", "broken", "is failed."),
        ("trouble", "Failed to connect to bus\n", "look", "cannot be asked about."),
    ],
)
def test_a_timer_that_does_not_run_is_told(
    machine: Machine, name: str, said: str, state: str, sentence: str
) -> None:
    """Units that nobody has started send nothing."""
    settle_mail(machine)
    schedule(machine, "--kind", "systemd")
    (machine.folder / name).write_text(said)
    found_state, text, step = of(machine, "schedule", code=1 if state == "broken" else 0)
    assert found_state == state
    assert text.endswith(sentence)
    assert "systemctl --user enable --now" in step


SMTP = """mail:
  from: me@example.com
  to: me@example.com
  smtp:
    host: localhost
    port: {port}
    security: {security}
    user: me@example.com
    password: {password}
    ca_file: {ca}
"""


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Return the authority of these tests."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


def smtp(machine: Machine, port: int, certificates: Certificates) -> None:
    """Write settings for a server on this machine."""
    text = SMTP.format(port=port, security="starttls", password=PASSWORD, ca=certificates.authority)
    settle_mail(machine, text)


def test_a_server_that_lets_the_user_in_is_fine(machine: Machine, certificates: Certificates) -> None:
    """It is asked for a handshake and a login; no mail is sent."""
    with MailServer(certificates.good()) as server:
        smtp(machine, server.port, certificates)
        state, text, _ = of(machine, "mail")
    assert (state, text) == ("ok", f"localhost:{server.port} lets {USER} in. No mail was sent.")
    assert server.got_credentials
    assert not server.got_credentials_in_the_open
    assert not {"MAIL", "RCPT", "DATA", "content"} & set(server.reached)


def test_a_refused_login_is_broken(machine: Machine, certificates: Certificates) -> None:
    """The number says so; what the server says may hold the password."""
    with MailServer(certificates.good(), answers={"AUTH": "535 no"}) as server:
        smtp(machine, server.port, certificates)
        state, text, step = of(machine, "mail", code=1)
    assert state == "broken"
    assert "did not accept the login of me@example.com (535)." in text
    assert step
    assert PASSWORD not in text + step


def test_a_certificate_that_nobody_vouches_for_is_broken(
    machine: Machine, certificates: Certificates
) -> None:
    """And nothing of the login was sent."""
    with MailServer(certificates.of_a_stranger()) as server:
        smtp(machine, server.port, certificates)
        assert of(machine, "mail", code=1)[0] == "broken"
    assert not server.got_credentials


def test_a_server_that_is_not_there_is_broken(machine: Machine, certificates: Certificates) -> None:
    """The sentence names it."""
    with MailServer(certificates.good()) as server:
        port = server.port
    smtp(machine, port, certificates)
    state, text, _ = of(machine, "mail", code=1)
    assert state == "broken"
    assert f"localhost:{port}" in text


def test_a_sendmail_that_is_not_there_is_broken(machine: Machine) -> None:
    """One that is there can only be tried by sending."""
    settle_mail(machine)
    assert of(machine, "mail")[0] == "ok"
    (machine.folder / "bin" / "msmtp").unlink()
    state, text, step = of(machine, "mail", code=1)
    assert state == "broken"
    assert "There is no program" in text
    assert "settings.yaml" in step


@pytest.mark.parametrize(
    ("state", "expected", "sentence", "step"),
    [
        (MailState.SENT, "ok", "The last one went out on Fri 20 Nov 2026, 07:30.", ""),
        (MailState.UNKNOWN, "look", "Nobody knows whether the one of Fri 20 Nov 2026 arrived.", "--force"),
        (MailState.SENDING, "look", "Nobody knows whether the one of Fri 20 Nov 2026 arrived.", "--force"),
        (
            MailState.FAILED,
            "look",
            "The one of Fri 20 Nov 2026 could not be sent; the next run tries again.",
            "--send",
        ),
    ],
)
def test_the_last_mail_is_told(
    machine: Machine, state: MailState, expected: str, sentence: str, step: str
) -> None:
    """When it went out, and what became of the latest."""
    settle_mail(machine)
    assert of(machine, "last mail") == ("ok", "None has gone out yet.", "")
    at = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
    with machine.program.store() as store:
        outbox = Outbox(store)
        outbox.claim(date(2026, 11, 20), "<1@example.com>", at)
        outbox.move("<1@example.com>", state, at)
    found_state, text, next_step = of(machine, "last mail")
    assert found_state == expected
    assert text.endswith(sentence)
    assert next_step.endswith(step)
