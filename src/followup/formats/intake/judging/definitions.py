"""mailrules.yaml: the one definition that gives type and validation of what mails are judged by."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from followup.core.rules import Definition

Kind = Literal[
    "receipt",
    "rejected",
    "interview",
    "phone_screen",
    "amended",
    "cancelled",
    "heard_back",
    "offer",
    "sent",
    "promised",
]
# What else phrases can speak for: that it is about a job, an application of the reader, something else;
# that it is advertising; that it sets a task, as to finish an application or to take a test; that there is to
# be a talk, or one by telephone.
Signal = Literal["job", "mine", "elsewhere", "noise", "task", "talk", "screening"]
Speaker = Literal["system", "human", "own"]
Where = Literal["anywhere", "subject", "text"]

KINDS: tuple[str, ...] = get_args(Kind)
SIGNALS: tuple[str, ...] = get_args(Signal)

Text = Annotated[str, Meta(min_length=1, max_length=800)]
Words = Annotated[tuple[Text, ...], Meta(min_length=1)]
Weight = Annotated[int, Meta(ge=1, le=20)]
Percent = Annotated[int, Meta(ge=0, le=100)]


class Phrases(Definition, frozen=True, kw_only=True):
    """Phrases of one weight. `even_if` counts them in what is only supposed, `asking` in questions too."""

    weight: Weight
    say: Words
    where: Where = "anywhere"
    even_if: bool = False
    asking: bool = False


class Language(Definition, frozen=True, kw_only=True):
    """How one language says it.

    `marks` are its commonest words; `words` those that `<name>` stands for; `idle` says nothing and is
    passed over; from a word of `supposed` on, the rest of a sentence is not said to be so; with a word of
    `suspends` nothing of it is, up to one of `turns`. What is said with a word of `asides` is not what
    a mail is for. A word of `denying` before it turns what is good news round.
    """

    marks: Words
    words: dict[str, Words] = msgspec.field(default_factory=dict)
    idle: tuple[Text, ...] = ()
    supposed: tuple[Text, ...] = ()
    suspends: tuple[Text, ...] = ()
    turns: tuple[Text, ...] = ()
    asides: tuple[Text, ...] = ()
    denying: tuple[Text, ...] = ()
    phrases: dict[str, Annotated[tuple[Phrases, ...], Meta(min_length=1)]]


class Judged(Definition, frozen=True, kw_only=True):
    """When a kind is proposed: phrases of `needs` together, one of them of `decisive`; `certain` from there.

    Where it is `deniable`, a word that denies keeps a phrase from counting. It is proposed only of such
    `speakers`, and keeps the kinds that it `outweighs` from being proposed; of `rivals` the heavier is.
    """

    needs: Weight
    decisive: Weight = 3
    deniable: bool = False
    certain: Weight
    speakers: Annotated[tuple[Speaker, ...], Meta(min_length=1)]
    outweighs: tuple[Kind, ...] = ()
    rivals: tuple[Kind, ...] = ()


class Senders(Definition, frozen=True, kw_only=True):
    """Who writes, by parts of addresses.

    `systems` are domains of applicant systems, `boards` of job boards; `machines`, `desks` and `crowds` words
    before the `@` where nobody, an office or a mailing writes; `departments` words in names of no person.
    """

    systems: tuple[Text, ...] = ()
    boards: tuple[Text, ...] = ()
    machines: tuple[Text, ...] = ()
    desks: tuple[Text, ...] = ()
    crowds: tuple[Text, ...] = ()
    departments: tuple[Text, ...] = ()


class Example(Definition, frozen=True, kw_only=True):
    """A mail in short, and what must be found in it; nothing where `kind` is left out."""

    text: Annotated[str, Meta(min_length=1, max_length=8000)]
    subject: Text | None = None
    sender: Text | None = None
    kind: Kind | None = None


class SecondReader(Definition, frozen=True, kw_only=True):
    """What the likelihood of a mail by its words changes, in percent.

    A kind less likely than `doubt` is not proposed, and nothing of a mail that is less likely than `told` to
    tell of a job; a refusal or a receipt more likely than `belief` is, though no phrase says it.
    """

    doubt: Percent = 20
    told: Percent = 30
    belief: Percent = 70


class MailRules(Definition, frozen=True, kw_only=True):
    """A whole file."""

    version: Literal[1]
    senders: Senders
    kinds: dict[str, Judged]
    languages: Annotated[dict[str, Language], Meta(min_length=1)]
    second_reader: SecondReader = SecondReader()
    examples: tuple[Example, ...] = ()
