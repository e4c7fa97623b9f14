"""Templates: what a message can say, and that nothing else in a rules file runs long or grows."""

from __future__ import annotations

import time
import tracemalloc
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Undefined

from followup.core.rules import Template
from followup.formats.words.language import VARIABLES
from followup.formats.words.templates import LONGEST_LETTER, CannotBeFilled, faults_of, fill, flowed
from sampling import some

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 1.0
MEGABYTES = 24
LONGEST_BODY = 20_000
ITEM = {"line": "Is there news?", "company": "Acme", "role": "Data Engineer", "about": "Acme, Data Engineer"}
VALUES: dict[str, Any] = {
    name: {part: f"{name} {part}" for part in parts} or name for name, parts in VARIABLES.items()
} | {"items": [ITEM, {"line": "Hello?", "about": "it"}]}


@contextmanager
def within(seconds: float = SECONDS, megabytes: int = MEGABYTES) -> Iterator[None]:
    """Fail if the block takes longer, or more memory."""
    tracemalloc.start()
    begun = time.process_time()
    try:
        yield
    finally:
        took, peak = time.process_time() - begun, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < megabytes * 1e6
    assert took < seconds * 10  # tracing alone makes it several times as slow


@pytest.mark.parametrize(
    ("template", "letter"),
    [
        ("{{ company }} {{ contact.name }}", "company contact name"),
        ("{{ role or company }}", "role"),
        ("{{ 'yes' if again else 'no' }}{{ 'x' if not again }}", "yes"),
        ("{{ company | upper }} {{ 'ab' | title }} {{ event.kind | capitalize }}", "COMPANY Ab Event kind"),
        ("{{ role | default('the job') }}", "role"),
        ("{% if role is defined and company == 'Acme' %}a{% elif again %}b{% else %}c{% endif %}", "b"),
        (
            "{% for item in items %}{{ loop.index }}. {{ item.line }} {% endfor %}",
            "1. Is there news? 2. Hello? ",
        ),
        ("{% for it in items if it.role %}{{ it.role }}{% else %}none{% endfor %}", "Data Engineer"),
        (
            "{% for it in items %}{{ it.about }}{% if not loop.last %}; {% endif %}{% endfor %}",
            "Acme, Data Engineer; it",
        ),
        ("{% if items | length > 1 %}{{ items | length }} jobs{% endif %}", "2 jobs"),
        ("{% raw %}{{ 'a' * 9 }}{% endraw %}{# a remark #}", "{{ 'a' * 9 }}"),
    ],
)
def test_what_a_message_can_say(template: str, letter: str) -> None:
    """Variables, choices, the items of a letter, and a few spellings."""
    assert faults_of(template) == []
    assert fill(template, VALUES, Undefined) == letter


# What would run long, take much room, or print what is no text.
BOMBS = [
    "{{ 'a' * 10**8 }}",
    "{{ 'a' * 100000000 }}",
    "{{ 2 ** 10000000 }}",
    "{{ company * 100000000 }}",
    "{{ company | center(10**9) }}",
    "{{ company | center(1000000000) }}",
    "{{ '%999999999d' | format(1) }}",
    "{{ '%999999999d' % 1 }}",
    "{{ '{:999999999}'.format(1) }}",
    "{{ company | wordwrap(1) | wordwrap(1) }}",
    "{{ discussed | urlize }}",
    "{{ company | indent(1000000000) }}",
    "{{ company | replace('', 'aaaaaaaaaaaaaaaa') | replace('a', 'aaaaaaaaaaaaaaaaaaa') }}",
    "{{ company | slice(1000000000) | list }}",
    "{{ company | batch(1000000000, 'x') | list }}",
    "{{ range(1000000000) | list }}",
    "{{ range(99999) | join(company) }}",
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "{% for a in items %}{% for b in items %}{{ b.line }}{% endfor %}{% endfor %}",
    "{% for a in company %}{{ a }}{% endfor %}",
    "{% for a in items recursive %}{{ loop(items) }}{% endfor %}",
    "{% for a in items %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{% set a = company %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}",
    "{% set a %}{{ company }}{% endset %}{{ a }}",
    "{{ company ~ company }}",
    "{{ company + company }}",
    "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "{% filter upper %}{{ company }}{% endfilter %}",
    "{% with a = company %}{{ a }}{% endwith %}",
    "{% block a %}{% endblock %}{{ self.a() }}",
    "{% include '/etc/passwd' %}",
    "{% import 'a' as b %}",
    "{{ lipsum(1000) }}",
    "{{ cycler('a').next() }}",
    "{{ namespace(a=1) }}",
    "{{ dict(a=1) }}",
    "{{ company.upper }}",
    "{{ company.upper() }}",
    "{{ company.__class__ }}",
    "{{ contact.__class__.__mro__ }}",
    "{{ contact.items }}",
    "{{ contact }}",
    "{{ items }}",
    "{{ event if again else talk }}",
    "{{ contact or company }}",
    "{{ items[0] }}",
    "{{ company[::-1] }}",
    "{{ contact['name'] }}",
    "{{ [company] * 1000000 }}",
    "{{ (company, company) }}",
    "{{ {'a': company} }}",
    "{{ -company }}",
    "{{ company | tojson }}",
    "{{ company | pprint }}",
    "{{ company | xmlattr }}",
    "{{ items | map(attribute='line') | join }}",
    "{{ items | sum(attribute='line') }}",
    "{{ company | upper | length }}",
    "{% if company | upper == 'ACME' %}{% endif %}",
    "{% if 'a' in discussed %}{% endif %}",
    "{% if company < 3 %}{% endif %}",
    "{% if company is divisibleby 3 %}{% endif %}",
    "{% if company is matching 'a' %}{% endif %}",
    "{{ company | default(value='a') }}",
    "{{ company | upper(3) }}",
    "{{ company | title | title | title }}",
    "{{ (company | title or role) | default('a' | upper) | title }}",
    "{{ company and role | upper }}",
    "{% for company in items %}{% endfor %}",
    "{% for a, b in items %}{% endfor %}",
    "{{ item.line }}",
    "{{ loop.index }}",
    "{{ x }}",
    "{" * LONGEST_BODY,
    "{{" * 10_000,
    "{% " * 6_000,
    "{#" * 10_000,
    "{{ " + "(" * 19_000,
    "{{ " + "not " * 4_000 + "again }}",
    "{{ " + "role or " * 2_000 + "role }}",
    "{{ role" + " | upper" * 2_000 + " }}",
    "{{ role" + ".upper" * 3_000 + " }}",
    "{{ role" + "()" * 9_000 + " }}",
    "{{ " + "role if again else " * 1_000 + "role }}",
    "{{ " + "[" * 19_000,
    "{{ " + "9" * 19_000 + " }}",
    "{% if again %}" * 1_400,
    "{% if again %}" * 600 + "{% endif %}" * 600,
    "{% if again %}" + "{% elif again %}" * 1_200 + "{% endif %}",
    "{\n{% if again %}\n}\n{% endif %}",  # two lines that are harmless apart
]


@pytest.mark.parametrize("bomb", some(BOMBS, every=4), ids=lambda bomb: bomb[:40])
def test_what_could_run_long_is_refused(bomb: str) -> None:
    """When the file is checked, and again when a letter is written."""
    with within():
        faults = faults_of(bomb)
        assert faults
        assert all(fault.text.endswith(".") and "\n" not in fault.text for fault in faults)
        with pytest.raises(CannotBeFilled):
            fill(bomb, VALUES, Undefined)


def repeated(part: str, before: str = "", after: str = "") -> str:
    """Return as many of a part as fit into a body."""
    return before + part * ((LONGEST_BODY - len(before) - len(after)) // len(part)) + after


LOOP, END = "{% for i in items %}", "{% endfor %}"
# The most work that a body can ask for: two hundred applications, and notes as long as a command line.
COSTLY = [
    repeated("{{discussed}}"),
    repeated("{{discussed|upper}}"),
    repeated("{{i.line}}", LOOP, END),
    repeated("{{i.role|title}}", LOOP, END),
    repeated("{{again if i.x}}".replace("x", "role"), LOOP, END),
    repeated("{%if i.role%}{%endif%}", LOOP, END),
    repeated("{%if discussed==event.note%}{%endif%}", LOOP, END),
    repeated("{%if again==1%}{%elif role==2%}{%endif%}", LOOP, END),
    repeated("{{''}}", LOOP, END),
    repeated(f"{LOOP}{END}"),
    repeated("{{role}}"),
    repeated("{{until}}"),
    repeated(" "),
    repeated("\n"),
    repeated("\t{% if again %}{% endif %}\n"),
    repeated("{% if again %}\n{% endif %}\n"),
    repeated("{{role or" + " role or" * 20 + " role}}"),
]


@pytest.mark.parametrize("template", some(COSTLY, every=5), ids=lambda template: template[:40])
def test_the_costliest_letters_take_no_second(template: str) -> None:
    """They are filled in, or become too long for a letter and say so."""
    note, same = "straße " * 18_000, "straße " * 18_000
    values = VALUES | {
        "items": [ITEM | {"line": ""}] * 200,
        "discussed": note,
        "event": {"note": "".join(same)},
        "until": "",
    }
    assert len(template) <= LONGEST_BODY
    begun = time.process_time()
    assert faults_of(template) == []
    with suppress(CannotBeFilled):
        assert len(fill(template, values, Undefined)) <= LONGEST_LETTER
    assert time.process_time() - begun < SECONDS


# Any template: pieces of the language, of the rest of Jinja, and of neither, in any order and depth.
NAMES = [*VARIABLES, *(f"{name}.{part}" for name, parts in VARIABLES.items() for part in parts)]
LEAVES = st.sampled_from(
    [*NAMES, "item", "item.line", "loop", "loop.index", "'a'", "1", "10**8", "none", "[]", "x"]
)
FILTERS = [
    "upper",
    "lower",
    "title",
    "trim",
    "default('a')",
    "length",
    "center(10**9)",
    "wordwrap(1)",
    "urlize",
]
OPERATORS = [" or ", " and ", " == ", " != ", " < ", " in ", " ~ ", " * ", " + ", " ** ", " % "]
VALUE = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds("{} | {}".format, inner, st.sampled_from(FILTERS)),
        st.builds("({}{}{})".format, inner, st.sampled_from(OPERATORS), inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("({} if {})".format, inner, inner),
        st.builds("not {}".format, inner),
        st.builds("({} is defined)".format, inner),
        st.builds("{}.upper()".format, inner),
        st.builds("{}[{}]".format, inner, inner),
        st.builds("range({})".format, inner),
    ),
    max_leaves=6,
)
TEMPLATES = st.recursive(
    st.one_of(
        st.builds("{{{{ {} }}}}".format, VALUE),
        st.sampled_from(["Hello", "\n", "- ", "{", "}", "{%", "word " * 13, "{# #}"]),
        st.text(max_size=5),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map("".join),
        st.lists(inner, max_size=4).map("\n".join),
        st.builds("{{% if {} %}}{}{{% else %}}{}{{% endif %}}".format, VALUE, inner, inner),
        st.builds("{{% for item in {} %}}{}{{% endfor %}}".format, st.just("items") | VALUE, inner),
        st.builds("{{% set a = {} %}}{}".format, VALUE, inner),
    ),
    max_leaves=8,
)
PLAIN = {name: value for name, value in VALUES.items() if not isinstance(value, dict)}
# A person of whom nothing is known is there all the same, without parts.
WHOLES = {name: st.sampled_from([{}, value]) for name, value in VALUES.items() if isinstance(value, dict)}
KNOWN = st.fixed_dictionaries(WHOLES, optional={name: st.just(value) for name, value in PLAIN.items()})


@given(TEMPLATES, KNOWN)
def test_whatever_passes_can_be_filled_in(template: str, values: dict[str, Any]) -> None:
    """With much known or nothing, at once, in little room, and never with a value that is no text."""
    with within():
        if faults_of(template):
            with pytest.raises(CannotBeFilled):
                fill(template, values, Undefined)
            return
        letter = fill(template, values, Undefined)
    assert len(letter) <= LONGEST_LETTER
    assert " at 0x" not in letter
    assert "'name':" not in letter


def test_a_body_is_no_longer_than_these_were_tried_with() -> None:
    """The bounds hold for bodies of this length."""
    assert f"max_length={LONGEST_BODY:_}".replace("_", "") in str(Template.__annotations__["body"]).replace(
        "_", ""
    )


@pytest.mark.parametrize(
    "line", ["{%" * 9_000, "{% a %}" * 2_800, "{% a %} " * 2_400 + "x", " " * 20_000 + "x"]
)
def test_joining_lines_takes_no_time(line: str) -> None:
    """However the line looks."""
    begun = time.process_time()
    flowed(line)
    assert time.process_time() - begun < SECONDS
