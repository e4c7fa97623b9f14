"""Mutate good rules files at random; each result must be answered at once, never with a traceback.

python tests/formats/mutate_rules.py 20000 [SEED]
"""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from followup.adapters.rulebook import check_rules
from followup.core.rules import Rulebook
from followup.formats.yamlfile.show import show_problems
from formats.rules.problem_codes import CODES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent
DEFAULT = HERE.parents[2] / "rules.yaml"
SECONDS = 1.0
MEGABYTES = 200
LARGE = 1 << 20

VALUES = (
    *(
        "5",
        "-1",
        "0",
        "1.5",
        ".nan",
        "-.inf",
        "0x1F",
        "0o17",
        "1e400",
        "9" * 5000,
        "true",
        "null",
        "~",
        "yes",
        "on",
    ),
    *(
        '""',
        "''",
        '"\\x00"',
        '"\\ud800"',
        '"\\e[2J"',
        "[]",
        "{}",
        "[[]]",
        "[null]",
        "{a: b}",
        "{1: 2}",
        "[a, a]",
    ),
    *(
        "12:30",
        "2026-02-30",
        "2 months",
        "1 week",
        "999 weeks",
        "1000 days",
        "applied",
        "interview",
        "permission",
    ),
    *(
        "local",
        "none",
        "US-XX",
        "{contact",
        "{{ contact }}",
        "{% if %}",
        "&x 1",
        "*x",
        "!!python/object:os.system a",
    ),
    *(
        "<<",
        "|",
        ">",
        "? a",
        "- b",
        "@a",
        "`a`",
        "%a",
        "\t",
        "# nothing",
        "'open",
        '"open',
        "[open",
        "{open: ",
    ),
    *(
        "\N{REPLACEMENT CHARACTER}",
        "\u202eevil",
        "日本語",
        "\N{GRINNING FACE}",
        "e\u0301",
        "\u0131",
        "x" * 2001,
    ),
)
CHARACTERS = (
    ":-[]{},&*!|>'\"%@`#?~\\ \t\n\r\x00\x07\x1b\x7f\x85\ufeff\u2028\u202e\ud800éß日\U0001f600019azAZ_<.="
)


class Base(NamedTuple):
    """A rules file to begin with."""

    name: str
    text: str


def bases() -> list[Base]:
    """Return the good files that mutations begin with: one with every key, and the default rules."""
    paths = [HERE / "every_key.yaml", *([DEFAULT] if DEFAULT.exists() else [])]
    return [Base(path.name, path.read_text(encoding="utf-8")) for path in paths]


def _delete_line(lines: list[str], dice: random.Random) -> None:
    del lines[dice.randrange(len(lines))]


def _double_line(lines: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    lines.insert(at, lines[at])


def _swap_lines(lines: list[str], dice: random.Random) -> None:
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def _delete_block(lines: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    del lines[at : at + dice.randrange(1, 15)]


def _move_block(lines: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    end = at + dice.randrange(1, 15)
    block = lines[at:end]
    del lines[at:end]
    to = dice.randrange(len(lines) + 1)
    lines[to:to] = block


def _indent(lines: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    lines[at] = lines[at].lstrip() if dice.random() < 0.3 else dice.choice([" ", "  ", "\t"]) + lines[at]


def _retype(lines: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    key, colon, _ = lines[at].partition(":")
    if colon:
        lines[at] = f"{key}: {dice.choice(VALUES)}"
    else:
        lines[at] = lines[at][: len(lines[at]) - len(lines[at].lstrip())] + dice.choice(VALUES)


def _replace_word(lines: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    words = lines[at].split(" ")
    words[dice.randrange(len(words))] = dice.choice(VALUES)
    lines[at] = " ".join(words)


def _misspell(lines: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    line = lines[at]
    if line:
        place = dice.randrange(len(line))
        lines[at] = (
            line[:place] + dice.choice(["", line[place] * 2, dice.choice(CHARACTERS)]) + line[place + 1 :]
        )


def _steal_line(lines: list[str], dice: random.Random) -> None:
    """Put a line below another one, in the column where that one stands."""
    stolen, at = dice.choice(lines).strip(), dice.randrange(len(lines))
    indent = len(lines[at]) - len(lines[at].lstrip())
    lines.insert(at + 1, " " * indent + stolen)


def _anchors(lines: list[str], dice: random.Random) -> None:
    """Name the value of one line, and let another one stand for it; or add an alias bomb."""
    if dice.random() < 0.3:
        lines += ["a0: &a0 [x, x]"]
        lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
        return
    for sign in "&*":
        at = dice.randrange(len(lines))
        key, colon, value = lines[at].partition(":")
        lines[at] = f"{key}{colon} {sign}a {value if sign == '&' else ''}"


def _nest(lines: list[str], dice: random.Random) -> None:
    depth = dice.choice([30, 45, 1000, 10_000])
    opening, closing = dice.choice([("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("[{a: ", "}]")])
    nested = opening * depth + "x" + closing * depth
    if dice.random() < 0.2:
        lines += [" " * n + "a:" for n in range(min(depth, 1400))]
    else:
        at = dice.randrange(len(lines))
        lines[at] = lines[at].partition(":")[0] + ": " + nested


def _inflate(lines: list[str], dice: random.Random) -> None:
    """Make one value very large, up to what the loader still takes and past it."""
    size = dice.choice([1000, 70_000, LARGE - 30_000, LARGE + 1])
    piece = dice.choice(
        ["x", "x ", "{", "{contact} ", "{x} ", "{{ x }} ", "[],", "{a: 1},", "\\n", "a: 1, ", "é", "1"]
    )
    kind = dice.choice(["{}", '"{}"', "'{}'", "[{}]", "{{{}}}", "|\n      {}", ">\n      {}"])
    at = dice.randrange(len(lines))
    lines[at] = lines[at].partition(":")[0] + ": " + kind.format(piece * (size // len(piece)))


def _multiply(lines: list[str], dice: random.Random) -> None:
    """Add very many keys or items below a line."""
    at = dice.randrange(len(lines))
    indent = " " * dice.choice([0, 2, 4, 6])
    form = dice.choice(
        ["k{}: {{}}", "k{}: 5", "- {}", "k{}: [applied, x{}]", "{}: 1", "k{}: {{do: x, after: y{}}}"]
    )
    count = dice.choice([200, 2000, 20_000])
    lines[at + 1 : at + 1] = [indent + form.format(n, n) for n in range(count)]


COMMON: tuple[Callable[[list[str], random.Random], None], ...] = (
    *(
        _delete_line,
        _double_line,
        _swap_lines,
        _delete_block,
        _move_block,
        _indent,
        _retype,
        _retype,
        _replace_word,
    ),
    *(_misspell, _misspell, _steal_line),
)
RARE: tuple[Callable[[list[str], random.Random], None], ...] = (_anchors, _nest, _inflate, _multiply)


def _encode(text: str, dice: random.Random) -> bytes:
    """Return the bytes of a file, now and then in an encoding that is not UTF-8, or damaged."""
    way = dice.randrange(40)
    if way == 0:
        return text.encode(dice.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32"]), "surrogatepass")
    if way == 1:
        return text.encode("latin-1", "replace")
    data = bytearray(text.encode("utf-8", "surrogatepass"))
    if way == 2 and data:
        for _ in range(dice.randrange(1, 5)):
            data[dice.randrange(len(data))] = dice.choice([0, 7, 27, 127, 0x80, 0xC0, 0xFF])
    elif way == 3:
        del data[dice.randrange(len(data) + 1) :]
    elif way == 4:
        data[:0] = b"\xef\xbb\xbf"
    elif way == 5:
        data = bytearray(bytes(data).replace(b"\n", dice.choice([b"\r\n", b"\r"])))
    return bytes(data)


def mutations(count: int, seed: int) -> Iterator[bytes]:
    """Return `count` broken (or still good) rules files; the same for the same `seed`."""
    dice = random.Random(seed)  # noqa: S311 -- nothing secret
    sources = bases()
    for _ in range(count):
        lines = dice.choice(sources).text.splitlines()
        for _ in range(dice.choice([1, 1, 1, 2, 3, 6])):
            if lines:
                dice.choice(RARE if dice.random() < 0.06 else COMMON)(lines, dice)
        yield _encode("\n".join(lines) + "\n", dice)


def answer(data: bytes) -> float:
    """Check what is answered to a file; return the seconds it took. AssertionError where it is wrong."""
    start = time.process_time()
    checked = check_rules(data)
    shown = show_problems("rules.yaml", checked.problems, checked.lines)
    seconds = time.process_time() - start
    errors = [problem for problem in checked.problems if problem.severity == "error"]
    assert (checked.rulebook is None) == bool(errors)
    assert [(p.line, p.column) for p in checked.problems] == sorted(
        (p.line, p.column) for p in checked.problems
    )
    for problem in checked.problems:
        assert problem.code in CODES
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.line <= max(1, len(checked.lines))
    assert all(character == "\n" or character.isprintable() or character.isspace() for character in shown)
    assert "\x1b" not in shown
    if checked.rulebook is not None:
        assert (
            msgspec.convert(msgspec.to_builtins(checked.rulebook), Rulebook, strict=True) == checked.rulebook
        )
    assert seconds < SECONDS, f"{seconds:.2f} s"
    return seconds


def main(count: int, seed: int) -> int:
    """Run `count` mutations; return 1, and keep the file, at the first wrong answer."""
    slowest, good = 0.0, 0
    for number, data in enumerate(mutations(count, seed)):
        try:
            slowest = max(slowest, answer(data))
        except Exception:
            Path("mutation-failed.yaml").write_bytes(data)
            sys.stderr.write(f"mutation {number} of seed {seed} is wrong; see mutation-failed.yaml\n")
            raise
        good += check_rules(data).rulebook is not None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{count} files, {good} still good; slowest {slowest:.2f} s, peak {peak:.0f} MB\n")
    return int(peak > MEGABYTES)


if __name__ == "__main__":
    sys.exit(main(int((sys.argv[1:] or ["2000"])[0]), int((sys.argv[2:] or ["0"])[0])))
