"""HTML -> the lines that a reader sees; what was quoted begins with `> `."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

LONGEST = 400_000  # characters; newsletters are the longest mails there are
MOST_NODES = 60_000

_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "figure"),
    *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol"),
    *("p", "pre", "section", "table", "tbody", "td", "th", "tr", "ul"),
}
_APART = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "hr"}
_UNSEEN = {"style", "script", "head", "title", "template", "noscript", "svg", "object", "select", "-comment"}
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|max-height\s*:\s*0(?![.\d])|font-size\s*:\s*0(?![.\d])"
    r"|(?<!-)opacity\s*:\s*0(?![.\d])|mso-hide\s*:\s*all",
    re.IGNORECASE,
)
# How mail programs mark what they repeat: by class, by id.
_QUOTING = re.compile(
    r"gmail_quote|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra|tutanota_quote|WordSection2"
    r"|OLK_SRC_BODY_SECTION|divRplyFwdMsg|appendonsend|replySplit|mail-quote",
    re.IGNORECASE,
)
_SIGNING = re.compile(r"gmail_signature|moz-signature|protonmail_signature_block-user", re.IGNORECASE)
_TAGS = re.compile(
    r"</?(?:p|br|div|html|body|td|tr|table|span|a|b|strong|ul|li|h[1-6])\b[^<>]{0,500}>", re.IGNORECASE
)
_BLOCK_TAGS = re.compile(r"<(?:p|br|div|tr|li|h[1-6])\b", re.IGNORECASE)
_ENTITIES = re.compile(r"&(?:[a-z]{2,8}|#\d{2,5});", re.IGNORECASE)
_NESTING = re.compile(
    r"<(/?)(?:div|span|table|blockquote|b|i|u|em|strong|font|center|section|article)\b", re.IGNORECASE
)
_ANY_TAG = re.compile(r"<[^<>]*>")
DEEPEST = 1500
FEWEST_TAGS = 2
SIGNATURE = "-- "


def visible_text(markup: str) -> str:
    """Return the text of an HTML page as lines."""
    from selectolax.lexbor import LexborHTMLParser

    markup = markup[:LONGEST]
    if _nests_too_deep(markup):
        markup = _ANY_TAG.sub("<br>", markup)
    root = LexborHTMLParser(markup).root
    return _Lines().walk(root) if root is not None else ""


def _nests_too_deep(markup: str) -> bool:
    """Whether elements stand in elements deeper than any letter; parsing them takes the square of that."""
    depth = 0
    for match in _NESTING.finditer(markup):
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > DEEPEST:
            return True
    return False


def plain_text(text: str) -> str:
    """Return plain text as it was meant: programs also put HTML, or its entities, into it."""
    tags = _TAGS.findall(text)
    if len(tags) >= FEWEST_TAGS:
        return visible_text(text if _BLOCK_TAGS.search(text) else text.replace("\n", "<br>"))
    return html.unescape(text) if _ENTITIES.search(text) else text


class _Lines:
    """Gathers text into lines on the way through a tree, without recursion: pages nest very deep."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0

    def walk(self, root: LexborNode) -> str:
        node: LexborNode | None = root
        depth = 0
        for _ in range(MOST_NODES):
            assert node is not None  # noqa: S101  # the walk ends at the root
            inner = node.first_child if self._enters(node) else None
            if inner is not None:
                node, depth = inner, depth + 1
                continue
            self._leave(node)
            while node is not None and node.next is None and depth:
                node, depth = node.parent, depth - 1
                if node is not None:
                    self._leave(node)
            if not depth or node is None:
                break
            node = node.next
        self._end()
        return "\n".join(self._lines)

    def _enters(self, node: LexborNode) -> bool:
        """Take a node in; return whether what is inside of it is seen."""
        tag = node.tag or ""
        if tag == "-text":
            self._line.append(node.text_content or "")
            return False
        if tag in _UNSEEN or tag.startswith(("-comment", "!")):
            return False
        if tag == "br":
            self._end()
            return False
        if tag in _BLOCKS:
            self._end()
            if tag in _APART:
                self._apart()
        attributes = node.attributes if tag not in {"br", "b", "i", "strong"} else {}
        if "hidden" in attributes or _HIDING.search(attributes.get("style") or ""):
            return False
        if _SIGNING.search(attributes.get("class") or ""):
            self._end()
            self._lines.append(SIGNATURE)
        if _is_quote(tag, attributes):
            self._end()
            self._quotes += 1
        return True

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _BLOCKS:
            self._end()
            if tag in _APART:
                self._apart()
        if self._quotes and _is_quote(tag, node.attributes):
            self._end()
            self._quotes -= 1

    def _end(self) -> None:
        text = " ".join("".join(self._line).split())
        self._line.clear()
        if text:
            self._lines.append("> " * min(self._quotes, 3) + text)

    def _apart(self) -> None:
        if self._lines and self._lines[-1]:
            self._lines.append("")


def _is_quote(tag: str, attributes: dict[str, str | None]) -> bool:
    if tag == "blockquote" and (attributes.get("type") == "cite" or "cite" in attributes):
        return True
    marks = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return bool(_QUOTING.search(marks))
