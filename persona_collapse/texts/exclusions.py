"""Which replies are texts to measure, and why the others are excluded."""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import Literal, TypeAlias, TypeVar

from persona_collapse.cleaning import own_turn, without_thinking
from persona_collapse.errors import InputError
from persona_collapse.measures.text.words import length
from persona_collapse.texts.language import is_english

T = TypeVar("T")

Reason: TypeAlias = Literal["error", "empty", "cut while thinking", "refusal", "too short"]

FEWEST = 20
"""Number of words of the shortest text that is measured; in scripts without spaces, twice as many characters."""

REFUSAL = re.compile(
    r"(?i)\bas an? (?:ai|artificial intelligence)(?:[ -]language[ -]model| model| assistant| system|[,.;]| i\b)"
    r"|\bi(?: am|['\u2019]m)(?: just| only)? an? (?:(?:ai|artificial intelligence)(?: language model| model| assistant|[,.;]| and\b| without\b)"
    r"|(?:large )?language model\b)"
    r"|\b(?:sorry|apologi[sz]e|unfortunately)\b[^.!?\n]{0,40}\b(?:can(?:no|['\u2019])?t|can not|unable|not able|won['\u2019]t)\b"
    r"|\bi(?: cannot| can not| can['\u2019]t| won['\u2019]t| am unable to| am not able to|['\u2019]m unable to|['\u2019]m not able to)"
    r" (?:assist|comply|fulfil+|role-?play|pretend to be|impersonate|help (?:you|with)|adopt (?:a|this|that|the) persona)\b"
)
BEGINNING = 300
"""Number of characters in which a refusal is searched; later, these words are part of the story."""

SHOWN = re.compile(
    r"(?i)</?(?:p|br|h[1-6]|li|ul|ol|div|b|i|em|strong|span|html|body|head|table|tr|td|script|style)\b[^<>]*>"
)
HIDDEN = re.compile(r"(?i)<(?:(script|style|head)\b[^<>]*>|!--)")
ENDS = {
    **{name: re.compile(rf"(?i)</{name}\s*>") for name in ("script", "style", "head")},
    "comment": re.compile("-->"),
}
"""Where the parts of a page that are not shown begin and end."""
AS_LINES = (
    (re.compile(r"(?i)<h[1-6]\b[^<>]*>"), "\n\n# "),
    (re.compile(r"(?i)<li\b[^<>]*>"), "\n- "),
    (re.compile(r"(?i)<br\b[^<>]*>"), "\n"),
    (re.compile(r"(?i)</?(?:p|h[1-6]|ul|ol|div|tr)\b[^<>]*>"), "\n\n"),
    (re.compile(r"</?[A-Za-z][^<>]*>"), ""),
)


@dataclass(frozen=True)
class Usable:
    """The texts that can be measured.

    Attributes
    ----------
    texts : what the model says, without thinking, special tokens, HTML and control characters
    rows : position of each text among the replies
    excluded : reason -> number of replies excluded for it; all reasons are listed
    repaired : number of texts from which control characters (such as null bytes) or broken characters were removed
    english : whether each text is in English; what is read with English words is not asked of the others
    """

    texts: tuple[str, ...]
    rows: tuple[int, ...]
    excluded: dict[Reason, int]
    repaired: int
    english: tuple[bool, ...]

    @property
    def not_english(self) -> int:
        """Number of texts in other languages."""
        return self.english.count(False)

    def of(self, column: Sequence[T]) -> list[T]:
        """The values of a column of the replies that belong to the texts.

        >>> usable(["", "I am Ann and I paint"], fewest=5).of(["a", "b"])
        ['b']
        """
        return [column[row] for row in self.rows]

    def in_english(self) -> "Usable":
        """The texts in English alone; the counts stay those of all replies.

        >>> found = usable(["Ich male ein Haus", "I paint a house"], fewest=4).in_english()
        >>> found.texts, found.of(["a", "b"])
        (('I paint a house',), ['b'])
        """
        return replace(
            self,
            texts=tuple(compress(self.texts, self.english)),
            rows=tuple(compress(self.rows, self.english)),
            english=tuple(filter(None, self.english)),
        )


def usable(replies: Sequence[str | None], *, fewest: int = FEWEST) -> Usable:
    """Find the replies that are texts to measure, and count the others by reason.

    The reasons are checked in this order: no reply (`error`), thinking that never ends (`cut while thinking`), no text
    (`empty`), a refusal in the first 300 characters (`refusal`), fewer words than `fewest` (`too short`; two characters
    of a script without spaces between words are as long as a word). Texts in other languages than English are kept.

    Parameters
    ----------
    replies : as received; None where the request failed
    fewest : number of words of the shortest text to measure

    Raises
    ------
    InputError : a reply that is neither text nor None.

    >>> found = usable([None, "<think>well", " ", "I'm sorry, but I can't do that.", "Hi.", "<p>I am Ann.</p>"], fewest=3)
    >>> found.texts, list(found.excluded.values())
    (('I am Ann.',), [1, 1, 1, 1, 1])
    """
    texts, rows, reasons, repaired = [], [], Counter[Reason](), 0
    for row, reply in enumerate(replies):
        if reply is not None and not isinstance(reply, str):
            raise InputError(f"reply {row + 1} is a {type(reply).__name__}; give text, or None for a missing reply")
        text, changed = ("", False) if reply is None else _printable(reply)
        text, reason = ("", "error") if reply is None else _read(text, fewest)
        if reason is None:
            texts.append(text)
            rows.append(row)
            repaired += changed
        else:
            reasons[reason] += 1
    named: tuple[Reason, ...] = ("error", "cut while thinking", "empty", "refusal", "too short")
    english = tuple(map(is_english, texts))
    return Usable(tuple(texts), tuple(rows), {reason: reasons[reason] for reason in named}, repaired, english)


def html_as_text(text: str) -> str:
    """HTML as plain lines: headers begin with # and list items with -. Other texts are unchanged.

    >>> html_as_text("<h2>Me</h2><p>Ann &amp; co<br>paint</p>"), html_as_text("1 < 2 &amp; 3 > 2")
    ('# Me\\n\\nAnn & co\\npaint', '1 < 2 &amp; 3 > 2')
    """
    if not SHOWN.search(text):
        return text
    text = _shown(text)
    for pattern, line in AS_LINES:
        text = pattern.sub(line, text)
    return re.sub(r"\n{3,}", "\n\n", html.unescape(text)).strip()


def _shown(text: str) -> str:
    """The text without scripts, styles, heads and comments; an unclosed one hides nothing.

    >>> _shown("<style>p {}</style>I <!-- am --> paint<script>")
    'I  paint<script>'
    """
    kept, at, endless = [], 0, set()
    for begin in HIDDEN.finditer(text):
        name = (begin.group(1) or "comment").lower()
        if begin.start() < at or name in endless:
            continue
        end = ENDS[name].search(text, begin.end())
        if end is None:
            endless.add(name)  # a later one is not closed either; searching again for each would take quadratic time
            continue
        kept.append(text[at : begin.start()])
        at = end.end()
    return "".join([*kept, text[at:]])


def _read(reply: str, fewest: int) -> tuple[str, Reason | None]:
    """The text of a reply, and why it is excluded."""
    said = without_thinking(reply)
    if said is None:
        return "", "cut while thinking"
    text = html_as_text(own_turn(said)).strip()
    count = length(text)
    if count == 0:
        return "", "empty"
    if REFUSAL.search(text[:BEGINNING]):
        return "", "refusal"
    return (text, None) if count >= fewest else ("", "too short")


def _printable(text: str) -> tuple[str, bool]:
    """The text without control characters and incomplete characters, and whether there were any."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs"))
    return kept, len(kept) < len(text)
