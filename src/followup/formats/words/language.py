"""The language of messages: so much of Jinja as a letter needs, and nothing that could run long or grow.

What bounds it: the only loop goes over the applications of a letter and has none inside, nothing calculates,
calls or joins, and what makes a new text (`upper`) stands only where that is printed. So a letter takes at
most as many steps as its template has parts, once for each application, and no step makes more than a value
is long; and what is written ends at `templates.LONGEST_LETTER`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from jinja2 import nodes

from followup.core.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# What a message may use; where a variable has parts, only these.
_PERSON = ("name", "first_name", "last_name", "email", "phone")
_EVENT = ("kind", "date", "time", "note")
VARIABLES: Mapping[str, tuple[str, ...]] = {
    "greeting": (),
    "contact": _PERSON,
    "company": (),
    "role": (),
    "position": (),
    "me": _PERSON,
    "event": _EVENT,
    "talk": _EVENT,
    "application": ("company", "role", "handle", "date"),
    "discussed": (),
    "until": (),
    "again": (),
    "talking_elsewhere": (),
    "first_choice": (),
    "items": (),
}
ITEMS = "items"
_ITEM = ("line", "company", "role", "about")
_LOOP = ("index", "index0", "revindex", "revindex0", "length", "first", "last")
_COUNTS = _LOOP[:5]
_SPELLINGS = ("upper", "lower", "title", "capitalize", "trim")
_DEFAULTS = ("default", "d")
_LENGTHS = ("length", "count")
FILTERS = (*_SPELLINGS, *_DEFAULTS, *_LENGTHS)
_EQUALITIES = ("eq", "ne")

DEEPEST = 25
TOO_COMPLICATED = "This template is too complicated."
_TAGS = "A message has `{{ }}`, `{% if %}` and `{% for item in items %}`."


# What becomes of a value: it is asked about, printed as it is, or printed in another spelling.
_Use = Literal["asked", "printed", "spelt"]


class Fault(NamedTuple):
    """What is wrong with a template: in which of its lines (0: all of it), at which word there.

    `choices` are what the word may have been meant for.
    """

    code: str
    line: int
    word: str
    text: str
    hint: str | None = None
    choices: Sequence[str] = ()


def faults_in(tree: nodes.Template) -> Iterator[Fault]:
    """Yield everything in a template that is no part of the language."""
    return _Reading().block(tree.body, 0)


_TAG_NAMES: dict[type[nodes.Node], str] = {
    nodes.Assign: "set",
    nodes.AssignBlock: "set",
    nodes.CallBlock: "call",
    nodes.FilterBlock: "filter",
}


class _Reading:
    """Walks a template; `_item` is what the loop calls an application, inside of it."""

    _item: str | None = None

    def block(self, statements: Sequence[nodes.Node], depth: int) -> Iterator[Fault]:
        """Yield what is wrong with statements, one after the other."""
        for each in statements:
            if depth > DEEPEST:
                yield _fault(each, "", TOO_COMPLICATED)
                return
            match each:
                case nodes.Output():
                    for part in each.nodes:
                        if not isinstance(part, nodes.TemplateData):
                            yield from self._value(part, depth, "printed")
                case nodes.If():
                    yield from self._branches(each, depth)
                case nodes.For():
                    yield from self._loop(each, depth)
                case nodes.Include() | nodes.Extends() | nodes.Import() | nodes.FromImport():
                    text = "A message cannot take in another file."
                    yield _fault(each, "", text, "Write its text here.")
                case _:
                    tag = _TAG_NAMES.get(type(each), type(each).__name__.lower())
                    yield _fault(each, tag, f"A message has no `{tag}`.", _TAGS)

    def _branches(self, node: nodes.If, depth: int) -> Iterator[Fault]:
        # Each `elif` stands inside the one before when the template is compiled.
        for deeper, branch in enumerate((node, *node.elif_), depth + 1):
            yield from self._value(branch.test, deeper)
            yield from self.block(branch.body, deeper)
        yield from self.block(node.else_, depth + 1 + len(node.elif_))

    def _loop(self, node: nodes.For, depth: int) -> Iterator[Fault]:
        name = node.target.name if isinstance(node.target, nodes.Name) else ""
        is_over_items = isinstance(node.iter, nodes.Name) and node.iter.name == ITEMS
        if self._item is not None:
            text, hint = "A loop cannot stand in a loop.", "Close the first with `{% endfor %}`."
        elif not is_over_items or not name or name in VARIABLES or node.recursive:
            text, hint = "A loop goes over `items` only.", "Write `{% for item in items %}`."
        else:
            self._item = name
            if node.test is not None:
                yield from self._value(node.test, depth + 1)
            yield from self.block(node.body, depth + 1)
            self._item = None
            yield from self.block(node.else_, depth + 1)
            return
        yield _fault(node, "for", text, hint)

    def _value(self, node: nodes.Node, depth: int, use: _Use = "asked") -> Iterator[Fault]:
        """Yield what is wrong with an expression."""
        depth += 1
        if depth > DEEPEST:
            yield _fault(node, "", TOO_COMPLICATED)
            return
        match node:
            case nodes.Const():
                pass
            case nodes.Name():
                yield from self._name(node, use)
            case nodes.Getattr(node=nodes.Name() as whole):
                yield from self._part(node, whole)
            case nodes.Filter():
                yield from self._filter(node, depth, use)
            case nodes.Compare():
                yield from self._comparison(node, depth)
            case _ if (inner := _inside(node, use)) is not None:
                for each, its_use in inner:
                    yield from self._value(each, depth, its_use)
            case _:
                yield _refused(node)

    def _parts(self, name: str) -> Sequence[str] | None:
        """Return the parts of a variable; None where there is none of that name here."""
        if self._item is not None and name in {self._item, "loop"}:
            return _LOOP if name == "loop" else _ITEM
        return VARIABLES.get(name)

    def _name(self, node: nodes.Name, use: _Use) -> Iterator[Fault]:
        parts = self._parts(node.name)
        if parts is None:
            yield _no_variable(node, node.name, tuple(VARIABLES))
        elif use != "asked" and (parts or node.name == ITEMS):
            known = f"`{{{{ {node.name}.{parts[0]} }}}}`" if parts else "`{% for item in items %}`"
            yield _fault(node, node.name, f"`{node.name}` cannot be printed.", f"Write such as {known}.")

    def _part(self, node: nodes.Getattr, whole: nodes.Name) -> Iterator[Fault]:
        parts = self._parts(whole.name)
        if parts is None:
            yield _no_variable(whole, whole.name, tuple(VARIABLES))
        elif node.attr not in parts:
            fault = _no_variable(node, f"{whole.name}.{node.attr}", parts)
            spelt = f"Write `{whole.name} | {node.attr}`." if node.attr in _SPELLINGS else None
            yield fault._replace(hint=spelt or (None if parts else f"`{whole.name}` has no parts."))

    def _filter(self, node: nodes.Filter, depth: int, use: _Use) -> Iterator[Fault]:
        name, inner = node.name, node.node
        if name not in FILTERS:
            yield _fault(node, name, f"Messages have no filter {quoted(name)}.", None, FILTERS)
        elif inner is None or node.kwargs or node.dyn_args or node.dyn_kwargs:
            yield _fault(node, name, f"`{name}` cannot be used like this.", "Known are variables, and texts.")
        elif name in _LENGTHS and (node.args or getattr(inner, "name", None) != ITEMS):
            yield _fault(node, name, f"`{name}` counts nothing but items.", f"Write `items | {name}`.")
        elif name in _SPELLINGS and (node.args or use != "printed"):
            hint = f"Write such as `{{{{ company | {name} }}}}`."
            yield _fault(node, name, f"`{name}` is for what is printed, once, without brackets.", hint)
        elif name not in _LENGTHS:
            for each in (inner, *node.args[:2]):
                yield from self._value(each, depth, "spelt" if name in _SPELLINGS else use)

    def _comparison(self, node: nodes.Compare, depth: int) -> Iterator[Fault]:
        values = (node.expr, *(each.expr for each in node.ops))
        unfit = next((each.op for each in node.ops if each.op not in _EQUALITIES), None)
        if unfit in {"in", "notin"}:
            yield _fault(node, "in", "A message cannot look into a text.", "Compare the whole, with `==`.")
        elif unfit and not all(map(_is_number, values)):
            text = "Only numbers are more or less than others, such as `items | length`."
            yield _fault(node, "", text, "Compare texts with `==` or `!=`.")
        for each in values:
            yield from self._value(each, depth)


def _inside(node: nodes.Node, use: _Use) -> list[tuple[nodes.Node, _Use]] | None:
    """Return what an expression chooses from, and what becomes of that; None if it does anything else."""
    match node:
        case nodes.Not() | nodes.Test(name="defined" | "undefined", args=[]):
            return [(node.node, "asked")]
        case nodes.And() if use == "asked":
            return [(node.left, "asked"), (node.right, "asked")]
        case nodes.Or():
            return [(node.left, use), (node.right, use)]
        case nodes.CondExpr():
            branches = [(each, use) for each in (node.expr1, node.expr2) if each is not None]
            return [(node.test, "asked"), *branches]
    return None


def _is_number(node: nodes.Node) -> bool:
    match node:
        case nodes.Const(value=value):
            return isinstance(value, (int, float))
        case nodes.Getattr(node=nodes.Name(name="loop"), attr=part):
            return part in _COUNTS
        case nodes.Filter(name=name):
            return name in _LENGTHS
    return False


# What else of Jinja stands in an expression: what is wrong with it, and what to write.
_MORE: tuple[tuple[type[nodes.Node] | tuple[type[nodes.Node], ...], str, str], ...] = (
    (nodes.And, "What is printed cannot be two things.", "Write such as `{{ role if company }}`."),
    (nodes.Concat, "A message cannot join with `~`.", "Write `{{ }}` and `{{ }}` side by side."),
    ((nodes.BinExpr, nodes.UnaryExpr), "A message cannot calculate.", _TAGS),
    (nodes.Getitem, "A part is written with a dot.", "Write such as `{{ contact.name }}`."),
    (nodes.Test, "A message only asks what is `defined`.", "Write such as `{% if role %}`."),
)


def _refused(node: nodes.Node) -> Fault:
    """Return the fault that an expression of the rest of Jinja is."""
    if isinstance(node, nodes.Call):
        called = node.node
        word = getattr(called, "attr", getattr(called, "name", ""))
        owner = getattr(getattr(called, "node", None), "name", "")
        hint = f"Write `{owner} | {word}`." if owner and word in _SPELLINGS else _TAGS
        return _fault(node, word, f"A message cannot call {quoted(word) if word else 'anything'}.", hint)
    for kind, text, hint in _MORE:
        if isinstance(node, kind):
            return _fault(node, getattr(node, "name", ""), text, hint)
    return _fault(node, "", "This is more than a message can say.", _TAGS)


def _fault(
    node: nodes.Node, word: str, text: str, hint: str | None = None, choices: Sequence[str] = ()
) -> Fault:
    return Fault("bad-template", node.lineno, word, text, hint, choices)


def _no_variable(node: nodes.Node, name: str, choices: Sequence[str]) -> Fault:
    text = f"There is no variable {quoted(name)}."
    return Fault("unknown-variable", node.lineno, name, text, None, choices)
