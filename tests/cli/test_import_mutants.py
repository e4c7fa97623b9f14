"""Sheets with something broken in them: none is half imported, and none ends the program otherwise."""

from __future__ import annotations

import io
import random
import shutil
import string
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from cli.program import Program

SHEETS = Path(__file__).parents[1] / "data" / "sheets"
NAMES = sorted(each.name for each in SHEETS.iterdir() if each.suffix in {".csv", ".tsv", ".txt", ".xlsx"})
ODD = [
    "\x00",
    "\x1b[2J",
    "\u202e",
    '"',
    ",",
    ";",
    "\n",
    "\r",
    "=1+1",
    "31/12/2024",
    "99999",
    "x" * 500,
    "🎉",
    "",
]
SHARES = 10  # so that the slow ones run on every core


def _line(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    if not lines:
        return text
    number = chance.randrange(len(lines))
    return "".join(
        chance.choice(
            [
                [*lines[:number], *lines[number + 1 :]],  # one is gone
                [*lines, lines[number]],  # one comes twice
                [*lines[: number + 1], "\n", *lines[number + 1 :]],  # an empty one
                chance.sample(lines, len(lines)),  # in another order
                [*lines[:number], "".join(reversed(lines[number])), *lines[number + 1 :]],
                [*lines[:number], lines[number].replace(",", ";"), *lines[number + 1 :]],
            ]
        )
    )


def _spot(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    end = min(len(text), start + chance.choice([0, 1, 1, 5, 30]))
    put = chance.choice([*ODD, "".join(chance.choices(string.printable, k=8))])
    return text[:start] + put + text[end:]


def _cut(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _bytes(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with a few of them changed, or the end gone."""
    changed = bytearray(data)
    for _ in range(chance.choice([1, 3, 20])):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed[: chance.randrange(len(changed))]) if chance.random() < 0.2 else bytes(changed)


def _in_text(change: Callable[[str, random.Random], str]) -> Callable[[bytes, random.Random], bytes]:
    return lambda data, chance: change(data.decode("utf-8", "surrogateescape"), chance).encode(
        "utf-8", "surrogateescape"
    )


def _in_workbook(data: bytes, chance: random.Random) -> bytes:
    """Return the workbook with one of its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w") as target:
        unlucky = chance.choice(source.namelist())
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, _in_text(_spot)(part, chance) if name == unlucky else part)
    return made.getvalue()


def mutant(number: int) -> tuple[str, bytes]:
    """Return the name of a sheet and what has become of it; the same for the same number."""
    chance = random.Random(number)  # noqa: S311  # the same mutants in every run
    name = chance.choice(NAMES)
    data = (SHEETS / name).read_bytes()
    if name.endswith("xlsx"):
        return name, chance.choice([_bytes, _in_workbook, _in_workbook])(data, chance)
    changes = [_bytes, *map(_in_text, (_line, _spot, _cut))]
    for _ in range(chance.choice([1, 1, 2, 4])):
        data = chance.choice(changes)(data, chance) if data else data
    return name, data


def check(program: Program, folder: Path, number: int) -> bool:
    """Import a mutant; return whether it was logged, all of it."""
    name, data = mutant(number)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(program.data, ignore_errors=True)
    folder.mkdir()
    path = folder / name
    path.write_bytes(data)
    said = program.run("import", str(path), "--dry-run", "--json", "--dates", "dmy", now="2025-01-15")
    result = program.run("import", str(path), "--yes", "--dates", "dmy", now="2025-01-15")
    assert result.code in {0, 1}, (number, result)
    assert "went wrong inside" not in result.err, (number, result.err)
    assert not set(result.out + result.err) & set("\x00\x1b\u202e"), number
    logged = program.events() if program.path.exists() else []
    proposed = said.json["proposals"] if said.code == 0 else []
    assert len(logged) == len(proposed), (number, result)
    assert (path.read_bytes()) == data, number
    if logged:
        assert program("undo").code == 0
        assert program("list --json").json["applications"] == []
    return bool(logged)


def test_a_sample_of_broken_sheets_is_imported_whole_or_not_at_all(program: Program, tmp_path: Path) -> None:
    logged = [check(program, tmp_path / "sheet", number) for number in range(60)]
    assert 10 < sum(logged) < 60


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_2000_broken_sheets_are_imported_whole_or_not_at_all(
    program: Program, tmp_path: Path, share: int, record_property: Callable[[str, object], None]
) -> None:
    numbers = range(share, 2000, SHARES)
    logged = [check(program, tmp_path / "sheet", number) for number in numbers]
    record_property("figure", f"import: of {len(logged)} broken sheets {sum(logged)} whole, none in part")
