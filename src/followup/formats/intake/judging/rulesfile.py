"""mailrules.yaml: text -> what mails are judged by, or every problem in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from followup.core.text import quoted
from followup.formats.intake.judging.definitions import KINDS, SIGNALS, Language, MailRules, Phrases
from followup.formats.intake.judging.phrases import BadPhrase, Pattern, compiled
from followup.formats.intake.judging.sentences import plain_words
from followup.formats.yamlfile.decoding import Dialect, decode
from followup.formats.yamlfile.findings import Findings, listed
from followup.formats.yamlfile.nodes import Mapping
from followup.formats.yamlfile.reader import read_yaml
from followup.formats.yamlfile.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from followup.core.errors import Problem
    from followup.formats.intake.judging.likelihood import Lexicon
    from followup.formats.yamlfile.source import Path

EXAMPLES = {
    "version": "`version: 1`",
    "kinds": "`kinds:` and under it such as `receipt: {needs: 4, certain: 7, speakers: [system, human]}`",
    "languages": "`languages:` and under it such as `en:` with `marks` and `phrases`",
    "senders": "`senders:` and under it `systems`, `machines`, `desks`",
    "marks": "`marks: [the, and, you]`, the commonest words of the language",
    "phrases": "`phrases:` and under it such as `receipt:` with a list of `weight` and `say`",
    "say": "`say: [received .. your application]`",
    "weight": "`weight: 4`",
    "needs": "`needs: 4`",
    "certain": "`certain: 7`",
    "speakers": "`speakers: [system, human]`",
}


class Rule(NamedTuple):
    """One phrase, ready to be looked for: what it speaks for, and how much."""

    name: str
    phrases: Phrases
    pattern: Pattern


class Tongue(NamedTuple):
    """One language, ready to be looked for."""

    idle: tuple[Pattern, ...]
    supposed: tuple[Pattern, ...]
    suspends: tuple[Pattern, ...]
    turns: tuple[Pattern, ...]
    asides: tuple[Pattern, ...]
    denying: tuple[Pattern, ...]
    rules: tuple[Rule, ...]


class Judgement(NamedTuple):
    """The rules with every phrase compiled. The first language is that of a text that shows none.

    Without a lexicon there is no second reader.
    """

    rules: MailRules
    marks: dict[str, frozenset[str]]
    tongues: dict[str, Tongue]
    lexicon: Lexicon | None = None


class CheckedMailRules(NamedTuple):
    """A file as it was read; `judgement` is None exactly where there is an error among `problems`.

    `tried` is how many examples were.
    """

    judgement: Judgement | None
    problems: tuple[Problem, ...]
    lines: tuple[str, ...]
    tried: int = 0


def read_mail_rules(data: bytes | str) -> CheckedMailRules:
    """Read the rules for mails; never raises for what they say. Their examples are not tried."""
    findings = Findings()
    judgement, source = read_into(data, findings)
    return CheckedMailRules(None if findings.has_errors else judgement, findings.all(), tuple(source.lines))


def read_into(data: bytes | str, findings: Findings) -> tuple[Judgement | None, Source]:
    """Read the rules, adding what is wrong with them to `findings`; they hold only where that is no error."""
    node, lines = read_yaml(data, findings)
    source = Source(findings, lines)
    if not isinstance(node, Mapping):
        return None, source
    rules = decode(node, MailRules, source, Dialect({}, EXAMPLES))
    return (None if rules is None else compiled_rules(rules, source)), source


def compiled_rules(rules: MailRules, source: Source) -> Judgement:
    """Return the rules with every phrase compiled; what is wrong with one goes to `source`."""
    check_names(rules.kinds, KINDS, ("kinds",), source)
    tongues = {}
    marks = {}
    for code, language in rules.languages.items():
        path: Path = ("languages", code)
        check_names(language.phrases, KINDS + SIGNALS, (*path, "phrases"), source)
        tongues[code] = tongue_of(language, path, source)
        words = (plain_words(word).split() for word in language.marks if word)
        marks[code] = frozenset(each for found in words for each in found)
    return Judgement(rules, marks, tongues)


def check_names(found: Iterable[str], known: Sequence[str], path: Path, source: Source) -> None:
    """Tell `source` of each name below `path` that is none of the known."""
    for name in found:
        if name not in known:
            hint = source.findings.did_you_mean(name, known) or f"Possible are {listed(known, 'and')}."
            source.error(
                (*path, name), "unknown-kind", f"{quoted(name)} is nothing that mails tell.", hint, key=True
            )


def tongue_of(language: Language, path: Path, source: Source) -> Tongue:
    """Return one language, ready to be looked for; what is wrong with a phrase goes to `source`."""
    names = {name: [each for each in words if each] for name, words in language.words.items()}

    def patterns(texts: Sequence[str], *where: str | int) -> tuple[Pattern, ...]:
        return tuple(_patterns(texts, names, (*path, *where), source))

    for name, words in language.words.items():
        patterns(words, "words", name)
    rules = [
        Rule(name, block, pattern)
        for name, blocks in language.phrases.items()
        for number, block in enumerate(blocks)
        if block is not None and block.say
        for pattern in patterns(block.say, "phrases", name, number, "say")
    ]
    return Tongue(
        patterns(language.idle, "idle"),
        patterns(language.supposed, "supposed"),
        patterns(language.suspends, "suspends"),
        patterns(language.turns, "turns"),
        patterns(language.asides, "asides"),
        patterns(language.denying, "denying"),
        tuple(rules),
    )


def _patterns(texts: Sequence[str], names: dict[str, list[str]], path: Path, source: Source) -> list[Pattern]:
    found = []
    for number, text in enumerate(texts):
        if (*path, number) in source.wrong or not text:
            continue
        try:
            found.append(compiled(text, names))
        except BadPhrase as error:
            source.error((*path, number), "bad-phrase", str(error))
    return found
