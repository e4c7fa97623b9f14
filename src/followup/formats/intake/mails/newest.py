"""The text of a mail taken apart: what was written now, what is repeated, the signature, the footer.

By the marks that mail programs set (`> `, `On ... wrote:`, blocks of headers, `-- `) and by the closings
and notices that letters end with.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import NamedTuple

MOST_LINES = 3000
ATTRIBUTION_LINES = 3
LONGEST_ATTRIBUTION = 300
HEADER_LINES = 7
FEWEST_HEADERS = 2
LONGEST_CLOSING = 70
LONGEST_NAME = 5  # words
LONGEST_FAREWELL = 4
OPENING = 2  # paragraphs: the salutation and the one after it
ENOUGH_TEXT = 30  # characters before a footer can begin


class Apart(NamedTuple):
    """The text of a mail by what it is; `forwarded` says that it passes another mail on."""

    text: str
    quoted: str
    signature: str
    footer: str
    forwarded: bool


_ATTRIBUTION = re.compile(
    r"(?:(?:on|am|le|el|il|em|op|den|on behalf of)\s.{4,}?\b(?:wrote|writes|schrieb|schreibt|écrit"
    r"|escribió|scritto"
    r"|escreveu|schreef|skrev)\b.{0,120}"
    r"|.{4,60}\d{4}.{0,60}<[^<>\s]+@[^<>\s]+>)\s?:",
    re.IGNORECASE,
)
# The name first: `Ann Lee <ann@acme.example> wrote on 3 May:`; on one line only, for any line can precede.
_NAMED = re.compile(
    r".{3,120}\s(?:wrote|schrieb|a écrit|escribió)(?:\s(?:on|am|le|el)\s.{4,60})?\s?:", re.IGNORECASE
)
_PASSED_ON = re.compile(
    r"[-_*\s]*(?:begin forwarded message|forwarded message|weitergeleitete nachricht|anfang der "
    r"weitergeleiteten"
    r" (?:nachricht|e-?mail)|message transféré|mensaje reenviado|début du message (?:réexpédié"
    r"|transféré))[-_*:\s]*",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"[-_*\s]*(?:original(?:e)? (?:message|nachricht|appointment)|ursprüngliche nachricht|originalnachricht"
    r"|message d'origine|message original|mensaje original)[-_*:\s]*",
    re.IGNORECASE,
)
_FROM = re.compile(r"\*?(?:from|von|de|da|van)\s?:\*?\s?\S", re.IGNORECASE)
_HEADER = re.compile(
    r"\*?(?:sent|date|to|cc|subject|reply-to|gesendet|datum|an|betreff|envoyé|à|objet|enviado|para"
    r"|asunto|fecha"
    r"|verzonden|aan|onderwerp)\s?:\*?(?:\s|$)",
    re.IGNORECASE,
)
_PASSED_ON_SUBJECT = re.compile(r"\s*(?:fwd?|wg|tr|rv|wtr)\s?:", re.IGNORECASE)

_CLOSING = re.compile(
    r"(?:(?:with )?(?:my |our )?(?:very )?(?:best|kind(?:est)?|warm(?:est)?|many|friendly) (?:regards"
    r"|wishes|thanks)"
    r"|kindly|regards|best|all the best|cheers|(?:yours )?(?:sincerely|truly|faithfully)(?: yours)?"
    r"|respectfully"
    r"|(?:many )?thanks(?: (?:again|and (?:best|kind) regards|so much|in advance))?|thank you(?: "
    r"(?:again|and (?:best"
    r"|kind) regards|very much|so much))?|warmly|cordially|talk soon|speak soon|(?:with )?gratitude|take care"
    r"|mit (?:freundlichen|besten|vielen|herzlichen|lieben|kollegialen) gr(?:ü|ue)(?:ß|ss)en"
    r"|(?:(?:viele|beste|liebe|herzliche|freundliche|schöne|sonnige) )?gr(?:ü|ue)(?:ß|ss)e(?: aus "
    r".{2,30})?|mfg|lg|vg"
    r"|(?:lieben |schönen |herzlichen )?gru(?:ß|ss)|ihr(?:e)? (?:team|recruiting|hr|personal).{0,40}"
    r"|(?:bien )?cordialement|bien à vous|sincères salutations|salutations distinguées|bien cordialement"
    r"|(?:un )?(?:cordial saludo|saludo cordial)|saludos(?: cordiales)?|atentamente|un saludo|reciba "
    r"un.{0,30}saludo)",
    re.IGNORECASE,
)
_WEAK = re.compile(r"(?:many )?thanks|thank you|best|kindly|cheers", re.IGNORECASE)
_AFTERTHOUGHT = re.compile(r"p\.?\s?s\.?\s?[:.\s]", re.IGNORECASE)
_DEVICE = re.compile(
    r"(?:sent from my|von meinem .{2,30} gesendet|envoyé de mon|enviado desde mi)\b.{0,60}", re.IGNORECASE
)

# From here on a mail speaks of itself, not to the reader.
_FOOTER = re.compile(
    r"unsubscribe|manage (?:your )?(?:e-?mail |notification |alert )*(?:preferences|settings|alerts"
    r"|subscriptions)"
    r"|you(?:'re| are| have| were)? ?(?:getting|got|get|receiv(?:e|ed|ing)) (?:this|these)(?: (?:e-?mails?"
    r"|messages?|alerts?|notices?|notifications?)| because| as )"
    r"|this (?:e-?mail|message|communication)(?: \(?(?:and|including) any .{0,40})? (?:is|may be|may "
    r"contain|contains)"
    r" .{0,60}(?:confidential|privileged|intended)|this (?:e-?mail|message) was (?:sent to|intended for)"
    r"|confidentiality notice|all rights reserved|^(?:©|\(c\)|copyright)|^powered by\b"
    r"|equal(?:[- ]employment)?[- ]opportunity employer|if you (?:are not|believe you are not) the "
    r"intended recipient"
    r"|diese (?:e-?mail|nachricht) (?:\(.{0,40}\) )?(?:enthält|kann|ist) .{0,40}vertraulich|newsletter "
    r"abbestellen"
    r"|vom newsletter abmelden|e-?mail-benachrichtigungen|sie erhalten diese (?:e-?mail|nachricht)"
    r"|(?:sitz der gesellschaft|registergericht|handelsregister|geschäftsführer(?:in)?|amtsgericht|hrb "
    r"\d|ust-?id)\b"
    r"|se désabonner|se désinscrire|vous recevez ce|darse de baja|cancelar (?:la )?suscripción|recibe "
    r"este correo"
    r"|este (?:mensaje|correo).{0,60}confidencial|ce (?:message|courriel).{0,60}confidentiel"
    r"|registered (?:office|in england)|company (?:number|registration)",
    re.IGNORECASE,
)
# A paragraph that speaks of the law speaks of everybody; what stands below it may be the letter again.
_LEGAL = re.compile(
    r"equal (?:employment )?opportunit|reasonable accommodation|(?:privacy|data protection) (?:policy|notice"
    r"|statement|information|declaration)|(?:process|protect|store|use)\w* (?:of )?your (?:personal )?data\b"
    r"|\bgdpr\b|data controller|recruitment (?:fraud|scam)s?|beware of (?:fraud|scam)"
    r"|datenschutz(?:hinweis|erklärung|information)|\bdsgvo\b|personenbezogene\w* daten"
    r"|protection des données|\brgpd\b|protección de datos",
    re.IGNORECASE,
)
# These stand at the top as often as at the end; only they themselves are no text.
_NOTICE = re.compile(
    r"(?:please )?do not (?:reply|respond)(?: directly)? to this|this is an? (?:automated|automatic"
    r"|auto-?generated|system)(?!.{0,30}\b(?:to (?:let|confirm|inform|acknowledge|say|tell)|that|confirm))"
    r"|this (?:e-?mail|message|inbox|mailbox|address) (?:was|is|has been) (?:sent automatically"
    r"|automatically|auto-?generated"
    r"|not monitored|unmonitored)|view (?:this (?:e-?mail|message) )?(?:in|online)(?: your)? ?(?:browser)?$"
    r"|bitte antworten sie nicht auf diese|diese (?:e-?mail|nachricht) wurde automatisch"
    r"|(?:dies|das) ist eine automatisch|ne pas répondre à ce|no responda a este"
    r"|^\[?(?:external|caution|externe? (?:e-?mail|nachricht))\b.{0,12}$|caution: this (?:e-?mail"
    r"|message) originated",
    re.IGNORECASE,
)


def taken_apart(lines: list[str], subject: str = "") -> Apart:
    """Return the cleaned lines of a mail by what they are."""
    own, quoted, passed_on = _without_quotes(lines[:MOST_LINES])
    own, footer = _without_footer(own)
    own, legal = _without_legal(own)
    own, signature = _without_signature(own)
    footer = legal + footer
    passed_on = passed_on or bool(quoted and _PASSED_ON_SUBJECT.match(subject))
    return Apart(_joined(own), _joined(quoted), _joined(signature), _joined(footer), passed_on)


def _joined(lines: list[str]) -> str:
    return "\n".join(line for i, line in enumerate(lines) if line or (i and lines[i - 1])).strip("\n")


def _without_quotes(lines: list[str]) -> tuple[list[str], list[str], bool]:
    own: list[str] = []
    quoted: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith((">", "|>")):
            quoted.append(line.lstrip(">| "))
            at += 1
            continue
        if _PASSED_ON.fullmatch(line):
            return own, quoted + lines[at + 1 :], True
        if _ORIGINAL.fullmatch(line) or _is_header_block(lines, at):
            return own, quoted + lines[at:], False
        length = _attribution(lines, at)
        if length:
            rest = lines[at + length :]
            following = next((each for each in rest if each), "")
            if not following.startswith(">"):
                return own, quoted + rest, False
            at += length
            continue
        own.append(line)
        at += 1
    return own, quoted, False


def _is_header_block(lines: list[str], at: int) -> bool:
    if not _FROM.match(lines[at]):
        return False
    following = [line for line in lines[at + 1 : at + 1 + HEADER_LINES] if line]
    return sum(bool(_HEADER.match(line)) for line in following) >= FEWEST_HEADERS


def _attribution(lines: list[str], at: int) -> int:
    """Return how many lines from `at` on say who wrote what follows; 0 where they do not."""
    for length in range(1, ATTRIBUTION_LINES + 1):
        taken = lines[at : at + length]
        if not taken[-1] or taken[-1].startswith(">"):
            return 0
        if not taken[-1].endswith(":"):
            continue
        text = " ".join(taken)
        if len(text) > LONGEST_ATTRIBUTION or not any(character.isdigit() for character in text):
            return 0
        named = length == 1 and _NAMED.fullmatch(text)
        return length if named or _ATTRIBUTION.fullmatch(text) else 0
    return 0


def _without_footer(lines: list[str]) -> tuple[list[str], list[str]]:
    own: list[str] = []
    footer: list[str] = []
    length = 0
    for at, whole in enumerate(lines):
        line = whole
        begins = _FOOTER.search(line)
        if begins is not None and length >= ENOUGH_TEXT:
            before = line[: begins.start()].rpartition(". ")[0]  # a letter may stand on one line
            return [*own, before] if before else own, footer + lines[at:]
        notice = _NOTICE.search(line)
        if notice is not None and len(line[notice.end() :].partition(".")[2]) < ENOUGH_TEXT // 2:
            footer.append(line[notice.start() :])
            line = line[: notice.start()].rstrip()
            if len(line) < ENOUGH_TEXT // 2:
                continue
        own.append(line)
        length += len(line)
    return own, footer


def _without_legal(lines: list[str]) -> tuple[list[str], list[str]]:
    """Return the lines without the paragraphs that speak of the law, and those: no letter begins so."""
    own: list[str] = []
    legal: list[str] = []
    count = 0
    for blank, group in groupby(lines, key=lambda line: not line):
        paragraph = list(group)
        count += not blank
        is_legal = count > OPENING and any(_LEGAL.search(line) for line in paragraph)
        (legal if is_legal and not blank else own).extend(paragraph)
    return own, legal


def _without_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    for at, line in enumerate(lines):
        if line in {"--", "__", "---"} and at:
            return lines[:at], lines[at + 1 :]
        if at and (_is_closing(lines, at) or _DEVICE.fullmatch(line)):
            rest = lines[at:]
            afterthought = next((i for i, each in enumerate(rest) if _AFTERTHOUGHT.match(each)), None)
            extra = rest[afterthought:] if afterthought is not None else []
            return [*lines[:at], *extra], rest
    return lines, []


def _is_closing(lines: list[str], at: int) -> bool:
    line = lines[at].rstrip(" ,.!")
    if not line or len(line) > LONGEST_CLOSING:
        return False
    if _is_set_off(lines, at):
        return True
    found = _CLOSING.fullmatch(line) or _CLOSING.match(line)
    if not found:
        return False
    following = next((each for each in lines[at + 1 :] if each), "")
    if found.end() == len(line):
        is_name = len(following.split()) <= LONGEST_NAME and not following.endswith((".", "?", ":"))
        return is_name or not _WEAK.fullmatch(line)
    rest = line[found.end() :]
    # `Best regards, Anna` on one line
    return (
        rest.startswith((",", " -", " –"))
        and len(rest.split()) <= LONGEST_NAME
        and not _WEAK.fullmatch(found[0])
    )


def _is_set_off(lines: list[str], at: int) -> bool:
    """Whether a few words with a comma stand apart above a name, as every closing does: `Fair winds,`."""
    before = [line for line in lines[:at] if line]
    following = lines[at + 1 :][:2]
    return (
        lines[at].endswith(",")
        and not lines[at - 1]
        and len(lines[at].split()) <= LONGEST_FAREWELL
        and len(before) >= OPENING
        and bool(following and following[0])
        and len(following[0].split()) <= LONGEST_NAME
        and not following[0].endswith((".", "?", ":", ","))
    )
