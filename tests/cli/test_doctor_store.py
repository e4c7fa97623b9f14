"""`followup doctor` about the log, and `--mend`: what a user is told of damage, and what is done about it."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from followup.adapters.remembered import WORDS, _digest, asked

if TYPE_CHECKING:
    from cli.program import Program

MEND = "`followup doctor --mend` saves what can be read."
NOW = "2026-11-09 09:00"
PAGE = 4096


@pytest.fixture
def acme(program: Program) -> Program:
    """Return the program with a log of four events."""
    program.told("""
        2026-11-02 09:00 add applied Acme --role "Data Engineer"
        2026-11-03 09:00 add receipt Acme --note "came by mail"
        2026-11-04 09:00 add applied Globex
        2026-11-05 09:00 add note Globex --note "a friend works there"
    """)
    return program


def store(program: Program, *options: str, code: int = 0) -> list[tuple[str, str, str | None]]:
    """Return state, text and next step of what `doctor` says of the log; the exit code must be `code`."""
    result = program.run("doctor", *options, "--json", now=NOW)
    assert result.code == code, result
    found: list[dict[str, Any]] = result.json["findings"]
    return [(each["state"], each["text"], each["next"]) for each in found if each["part"] == "store"]


def overwrite(program: Program, old: str, new: str) -> None:
    """Write other letters into the file, wherever these stand."""
    data = program.path.read_bytes()
    assert old.encode() in data
    program.path.write_bytes(data.replace(old.encode(), new.encode()))


def lose_pages_with(program: Program, text: str) -> None:
    """Write zeros over every page in which `text` stands, but for the first."""
    data = bytearray(program.path.read_bytes())
    for start in range(PAGE, len(data), PAGE):
        if text.encode() in data[start : start + PAGE]:
            data[start : start + PAGE] = bytes(PAGE)
    program.path.write_bytes(bytes(data))


def test_mending_a_log_in_order_does_nothing(acme: Program) -> None:
    """No file is made, and none is changed."""
    before = acme.path.read_bytes()
    assert [state for state, *_ in store(acme, "--mend")] == ["ok"]
    assert acme.path.read_bytes() == before
    assert not list(acme.data.glob("*damaged*"))


def test_one_wrong_bit_is_told_and_put_right(acme: Program) -> None:
    """The hash of the row tells which bit it is."""
    overwrite(acme, "came by mail", "came by mahl")
    damaged = acme.path.read_bytes()
    [(state, text, step)] = store(acme, code=3)
    assert (state, step) == ("broken", MEND)
    assert "event number 2 " in text
    assert "was altered" in text
    mended, found = store(acme, "--mend")
    kept = acme.data / "followup.damaged.db"
    assert mended == (
        "look",
        f"4 events were saved into a new log. None is lost. The damaged file is kept as {kept}.",
        None,
    )
    assert found[0] == "ok"
    assert kept.read_bytes() == damaged
    assert acme.events()[1].note == "came by mail"


def test_what_was_altered_is_left_out_and_shown(acme: Program) -> None:
    """For the user to log it again; everything else is there."""
    overwrite(acme, "a friend works there", "a fiend worked there")
    mended, lost, event, found = store(acme, "--mend")
    assert mended[1].startswith("3 events were saved into a new log. The damaged file")
    assert mended[2] == "`followup backup list` shows the copies there are; one of them may have more."
    assert lost[1] == "1 event is lost:"
    assert "of globex was altered; it seems to be note, logged 2026-11-05T09:00:00+00:00: " in event[1]
    assert "a fiend worked there" in event[1]
    assert found[1].startswith("3 events of 2 applications in ")
    assert [event.kind for event in acme.events()] == ["applied", "receipt", "applied"]


def test_an_application_whose_first_event_is_lost_lives_on(acme: Program) -> None:
    """A note stands for that event until the user says what it was."""
    overwrite(acme, '"role":"Data Engineer"', '"role":"Dada Enginier"')
    *_, stand_in, found = store(acme, "--mend")
    assert stand_in[1] == "The first event of acme is lost; a note stands for it."
    assert found[1].startswith("4 events of 2 applications in ")
    assert stand_in[2] is not None
    command = stand_in[2].split("`")[1].removeprefix("followup ")
    assert (
        acme(command.replace("WHEN", "2026-11-02").replace("NAME", "Acme", 1).replace("NAME", "acme")).code
        == 0
    )
    events = acme("show acme --json", NOW).json["events"]
    assert [(each["kind"], each["at"]) for each in events] == [
        ("applied", "2026-11-02"),
        ("receipt", events[1]["at"]),
    ]


def test_a_page_that_is_gone_takes_its_events_and_no_others(acme: Program) -> None:
    """How many they were is told, and their ids, which the index has."""
    ids = [event.id for event in acme.events()]
    lose_pages_with(acme, "came by mail")
    result = acme("doctor --mend", NOW)
    said = " ".join(result.out.split())
    assert result.code == 0
    assert "0 events were saved into a new log." in said
    assert "4 events are lost:" in said
    assert all(f"({identity})" in said for identity in ids)
    assert acme("add applied Initech", NOW).code == 0


def test_without_its_first_page_a_log_loses_nothing(acme: Program) -> None:
    """That one only says where the others are."""
    events = acme.events()
    data = acme.path.read_bytes()
    acme.path.write_bytes(b"no database" + bytes(PAGE - 11) + data[PAGE:])
    assert acme("today", NOW).code == 3
    assert store(acme, "--mend")[0][1].startswith("4 events were saved into a new log. None is lost.")
    assert acme.events() == events


def test_a_log_cut_to_nothing_is_told_and_begun_anew_only_when_asked(acme: Program) -> None:
    """It cannot be known how much is lost."""
    acme.path.write_bytes(b"")
    [(state, text, step)] = store(acme, code=3)
    assert (state, step) == ("broken", MEND)
    assert "it has only 0 bytes" in text
    assert acme("add receipt Acme", NOW).code == 3
    mended, unknown, found = store(acme, "--mend")
    assert mended[1].startswith("0 events were saved")
    assert unknown[1] == "Whether events after these are lost, the file does not say any more."
    assert found[1].startswith("0 events of 0 applications")


def test_each_damaged_file_is_kept_for_its_owner_alone(acme: Program) -> None:
    """None in the place of another."""
    for _ in range(2):
        overwrite(acme, "came by mail", "came by mule")
        store(acme, "--mend")
        acme.told('2026-11-06 09:00 add note Acme --note "came by mail"')
    kept = sorted(each.name for each in acme.data.glob("*damaged*"))
    assert kept == ["followup.damaged-2.db", "followup.damaged.db"]
    assert {stat.S_IMODE((acme.data / name).stat().st_mode) for name in (*kept, "followup.db")} == {0o600}


def test_the_morning_mails_are_saved_too(acme: Program) -> None:
    """Or a day would get a second one."""
    from datetime import UTC, date, datetime

    from followup.adapters.mail.outbox import MailState, Outbox

    now = datetime(2026, 11, 9, 8, tzinfo=UTC)
    with acme.store() as log:
        outbox = Outbox(log)
        outbox.claim(date(2026, 11, 9), "<1@example.com>", now)
        outbox.move("<1@example.com>", MailState.SENT, now)
    data = acme.path.read_bytes()
    acme.path.write_bytes(bytes(PAGE) + data[PAGE:])
    store(acme, "--mend")
    with acme.store() as log:
        mail = Outbox(log).mail_of(date(2026, 11, 9))
    assert mail is not None
    assert mail.state is MailState.SENT


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("other", "holds nothing of a log of followup"),
        ("newer", "from a newer followup"),
        ("shopping list", "holds nothing of a log of followup"),
    ],
)
def test_what_is_no_log_of_this_program_is_left_alone(what: str, sentence: str, program: Program) -> None:
    """Not a byte is changed."""
    program.data.mkdir(mode=0o700)
    if what == "shopping list":
        program.path.write_bytes(b"milk, eggs" * 100)
    else:
        with closing(sqlite3.connect(program.path)) as connection:
            connection.execute("CREATE TABLE events (id, x)")
            if what == "newer":
                connection.execute("PRAGMA application_id = 0x666C7570")
                connection.execute("PRAGMA user_version = 9")
            connection.commit()
    before = program.path.read_bytes()
    found = store(program, "--mend", code=3)
    assert sentence in found[0][1]
    assert program.path.read_bytes() == before
    assert [each.name for each in program.data.glob("*followup*")] == ["followup.db"]


def test_a_log_that_another_command_writes_to_is_not_mended_under_it(acme: Program) -> None:
    """It is asked to wait."""
    overwrite(acme, "came by mail", "came by mule")
    before = acme.path.read_bytes()
    with closing(sqlite3.connect(acme.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        acme.variables["FOLLOWUP_DEBUG"] = ""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("followup.adapters.log.mending.PATIENCE_SECONDS", 0.01)
            result = acme("doctor --mend", NOW)
        assert "Another followup command is writing" in " ".join(result.out.split())
    assert acme.path.read_bytes() == before


def test_what_was_half_written_when_the_power_failed_is_taken_back_before(acme: Program) -> None:
    """A journal beside the log is a part of it; it is not left for the new one."""
    before = acme.events()
    with closing(sqlite3.connect(acme.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.execute("DELETE FROM head")
        connection.execute("INSERT INTO mails SELECT hex(randomblob(2000)), '', '', '', '', '' FROM events")
        data = acme.path.read_bytes()
        journal = acme.path.with_name("followup.db-journal").read_bytes()
    acme.path.write_bytes(data.replace(b"came by mail", b"came by mule"))
    acme.path.with_name("followup.db-journal").write_bytes(journal)
    store(acme, "--mend")
    assert [event.id for event in acme.events()] in (
        [event.id for event in before],
        [event.id for event in before if event.kind != "receipt"],
    )
    assert not acme.path.with_name("followup.db-journal").exists()
    assert [state for state, *_ in store(acme)] == ["ok"]


class TestAnswers:
    """What `today` would say again is worked out anew, and compared."""

    @pytest.fixture
    def looked(self, acme: Program) -> Program:
        """Return the program after a morning on which both answers were kept."""
        acme.clock = datetime(2026, 11, 9, 14, tzinfo=UTC)
        for line in ("today", "today", "today", "today --json"):
            assert acme(line).code == 0
        for words in WORDS:
            assert acme.recalled(*words) is not None
        return acme

    def said(self, program: Program) -> list[str]:
        """Return what the checkup has to say of the log now, besides that it is well."""
        result = program("doctor --json")
        assert result.code == 0
        found: list[dict[str, str]] = result.json["findings"]
        return [each["text"] for each in found if each["part"] == "store"][1:]

    def test_what_is_so_is_no_finding(self, looked: Program) -> None:
        """And both stay kept, with the rows that were shown."""
        rows = (looked.data / "cache" / "shown.json").read_bytes()
        assert self.said(looked) == []
        assert all(looked.recalled(*words) is not None for words in WORDS)
        assert (looked.data / "cache" / "shown.json").read_bytes() == rows

    @pytest.mark.parametrize("words", WORDS, ids=" ".join)
    def test_what_is_not_so_is_thrown_away(self, words: list[str], looked: Program) -> None:
        """Another date under a seal that holds: nothing else could notice it."""
        question = asked(words, looked.variables)
        kept = looked.recalled(*words)
        assert question is not None
        assert kept is not None
        assert "Data Engineer" in kept
        path = looked.data / "cache" / f"said-{'-'.join(word.strip('-') for word in words)}"
        _, _, rest = path.read_text(encoding="utf-8").partition("\n")
        rest = rest.replace("Data Engineer", "Tea Engineer")
        path.write_text(f"{_digest(rest.encode())}\n{rest}", encoding="utf-8")
        told = looked.recalled(*words)
        assert told is not None
        assert "Tea Engineer" in told
        command = " ".join(("followup", *words))
        assert self.said(looked) == [f"What was kept of `{command}` was not so, and is thrown away."]
        assert not path.exists()
        assert self.said(looked) == []

    def test_at_a_pretended_time_nothing_is_compared(self, looked: Program) -> None:
        """For nobody is answered from memory then."""
        assert looked("doctor --json", "2026-11-20").code == 0
        assert all(looked.recalled(*words) is not None for words in WORDS)
