"""The user's own mailrules.yaml: it adds to the rules that ship, and says only what is to be otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta

from followup.core.rules import Definition
from followup.formats.intake.judging.definitions import (
    KINDS,
    SIGNALS,
    Example,
    Judged,
    Language,
    MailRules,
    Phrases,
    SecondReader,
    Senders,
    Text,
    Words,
)
from followup.formats.intake.judging.examples import try_examples
from followup.formats.intake.judging.rulesfile import (
    EXAMPLES,
    CheckedMailRules,
    Judgement,
    check_names,
    compiled_rules,
    tongue_of,
)
from followup.formats.yamlfile.decoding import Dialect, decode
from followup.formats.yamlfile.findings import Findings
from followup.formats.yamlfile.nodes import Mapping
from followup.formats.yamlfile.reader import read_yaml
from followup.formats.yamlfile.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable


class OwnLanguage(Language, frozen=True, kw_only=True):
    """What the user adds to a language, or a language of their own, which needs `marks`."""

    marks: tuple[Text, ...] = ()
    phrases: dict[str, Annotated[tuple[Phrases, ...], Meta(min_length=1)]] = msgspec.field(
        default_factory=dict
    )


class OwnMailRules(Definition, frozen=True, kw_only=True):
    """A whole file of the user's own."""

    version: Literal[1]
    senders: Senders = Senders()
    kinds: dict[str, Judged] = msgspec.field(default_factory=dict)
    languages: dict[str, OwnLanguage] = msgspec.field(default_factory=dict)
    second_reader: SecondReader | None = None
    examples: tuple[Example, ...] = ()


def read_own_rules(data: bytes | str, shipped: MailRules, *, trying: bool = False) -> CheckedMailRules:
    """Read the user's own rules and put them on top of those that ship; never raises for what they say.

    Where they are tried, their examples are judged by both together; problems are in the order of the file.
    """
    findings = Findings()
    node, lines = read_yaml(data, findings)
    source = Source(findings, lines)
    judgement: Judgement | None = None
    tried = 0
    if isinstance(node, Mapping):
        own = decode(node, OwnMailRules, source, Dialect({}, EXAMPLES))
        if own is not None:
            _check(own, shipped, source)
        if own is not None and not findings.has_errors:
            merged = _merged(own, shipped)
            judgement = compiled_rules(merged, Source(Findings()))
            if trying:
                tried = len(own.examples)
                try_examples(judgement._replace(rules=_with_examples(merged, own.examples)), source)
    return CheckedMailRules(
        None if findings.has_errors else judgement, findings.all(), tuple(source.lines), tried
    )


def _check(own: OwnMailRules, shipped: MailRules, source: Source) -> None:
    """Tell what is wrong with the names and the phrases of the user's own file, at their places."""
    check_names(own.kinds, KINDS, ("kinds",), source)
    for code, language in own.languages.items():
        if language is None:  # it was told what is wrong with it
            continue
        path = ("languages", code)
        known = shipped.languages.get(code)
        if known is None and not language.marks:
            source.error(
                path,
                "missing-key",
                f"The language `{code}` is new, and has no `marks`.",
                f"Write {EXAMPLES['marks']}.",
                key=True,
            )
        check_names(language.phrases, KINDS + SIGNALS, (*path, "phrases"), source)
        tongue_of(_whole(language, {**(known.words if known else {}), **language.words}), path, source)


def _whole(language: OwnLanguage, words: dict[str, Words]) -> Language:
    return Language(**(msgspec.structs.asdict(language) | {"words": words}))


def _merged(own: OwnMailRules, shipped: MailRules) -> MailRules:
    """Return both together: lists and phrases of the user's come first and are added, a kind is replaced."""
    languages = dict(shipped.languages)
    for code, language in own.languages.items():
        known = shipped.languages.get(code)
        languages[code] = _whole(language, language.words) if known is None else _both(language, known)
    senders = Senders(
        **{
            name: (*getattr(own.senders, name), *getattr(shipped.senders, name))
            for name in Senders.__struct_fields__
        }
    )
    return MailRules(
        version=1,
        senders=senders,
        kinds={**shipped.kinds, **own.kinds},
        languages=languages,
        second_reader=own.second_reader or _second_reader(own, shipped),
        examples=shipped.examples,
    )


def _second_reader(own: OwnMailRules, shipped: MailRules) -> SecondReader:
    """Return the one that ships; who has phrases of their own for what mails tell is not doubted by it."""
    kinds = {name for language in own.languages.values() for name in language.phrases}
    doubts = kinds.isdisjoint(KINDS)
    return (
        shipped.second_reader if doubts else msgspec.structs.replace(shipped.second_reader, doubt=0, told=0)
    )


def _both(own: OwnLanguage, known: Language) -> Language:
    fields = {name: _sum(getattr(own, name), getattr(known, name)) for name in Language.__struct_fields__}
    return Language(**fields)


def _sum(own: Any, known: Any) -> Any:
    """Return two lists as one, the user's first; likewise those of mappings, by key."""
    if isinstance(known, dict):
        return {name: (*own.get(name, ()), *known.get(name, ())) for name in dict.fromkeys((*own, *known))}
    return (*own, *known)


def _with_examples(rules: MailRules, examples: Iterable[Example]) -> MailRules:
    return msgspec.structs.replace(rules, examples=tuple(examples))
