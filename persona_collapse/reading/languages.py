"""The words of ten languages by which answers are announced, rejected, remembered or reported of other people.

One file per language in `data/languages`; every entry is a regular expression for a word or a short phrase. A reply is
read with the words of the languages that it is written in, and with those of the labels of its scale.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from persona_collapse import resources

CODES = ("en", "de", "fr", "es", "it", "pt", "nl", "zh", "ja", "ko")
"""The languages that are read, by their ISO 639-1 codes."""

FOLDER = "reading/data/languages"
SIGNS = (
    "numbers",
    "answer",
    "final",
    "conclusion",
    "negation",
    "past",
    "but",
    "between",
    "or_words",
    "corrected",
    "misread",
)
ANNOUNCING = ("answer_directly", "answer", "final", "conclusion", "self", "but", "articles")
TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]*)?")
NOT_BEFORE = re.compile(r"\(\?![^()]*\)\Z")
"""What may not follow a word, at the end of its expression."""
SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "zh": re.compile(r"[\u3400-\u9fff]"),
}
CJK = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True)
class Words:
    """The expressions of some languages together; each is searched in the text before or after a number.

    Attributes
    ----------
    answer, answer_directly, final, conclusion : announce an answer, directly before it,  the last answer, an answer that follows from what was said
    answer_after : follow the number of an answer
    negation, past, others, considered : before a number that is not the answer, or is only thought about
    past_after : after such a number
    source, told : everything in the sentence is somebody else's view, or in the clause what somebody said of itself
    own : the respondent speaks of itself
    third : directly before a label that somebody else is said to choose
    but : begins another clause
    count : follow a number that counts something
    refusal : the reply declines to answer
    things, rates : what is rated that is neither a statement nor a person, and the verbs of rating it
    withdrawn, neither : an answer is taken back (in any language), or neither of two is one
    between, pair, ends, of : "between", and what stands between two numbers: "or", "to", "out of"
    corrected : what was said before is taken back, if an answer follows directly
    misread : the same, where the answer may also begin the next sentence
    announced : words of an answer, wherever they stand
    announcing : words that may stand between a correction and its number
    articles, follows : words that may stand before the number of an answer, or after it
    """

    answer: re.Pattern[str]
    answer_directly: re.Pattern[str]
    final: re.Pattern[str]
    conclusion: re.Pattern[str]
    answer_after: re.Pattern[str]
    negation: re.Pattern[str]
    past: re.Pattern[str]
    past_after: re.Pattern[str]
    others: re.Pattern[str]
    source: re.Pattern[str]
    told: re.Pattern[str]
    considered: re.Pattern[str]
    own: re.Pattern[str]
    third: re.Pattern[str]
    but: re.Pattern[str]
    count: re.Pattern[str]
    refusal: re.Pattern[str]
    between: re.Pattern[str]
    corrected: re.Pattern[str]
    misread: re.Pattern[str]
    announced: re.Pattern[str]
    announcing: re.Pattern[str]
    withdrawn: re.Pattern[str]
    neither: re.Pattern[str]
    things: str
    rates: str
    pair: str
    ends: str
    of: str
    articles: str
    follows: frozenset[str]


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str]:
    """An expression made of the words of some languages, compiled once: `re` itself keeps too few."""
    return re.compile(pattern)


@cache
def language(code: str) -> dict[str, Any]:
    """The words of one language, as its file has them."""
    found: dict[str, Any] = resources.data(f"{FOLDER}/{code}.json")
    return found


@cache
def vocabulary(code: str) -> frozenset[str]:
    """Words that are a sign of a language: its commonest ones, its numbers, and the plain words of its expressions."""
    found = language(code)
    entries = [one for name in SIGNS for one in found[name]]
    plain = (NOT_BEFORE.sub("", one) for one in (*found["words"], *entries))
    return frozenset(one for one in plain if TOKEN.fullmatch(one))


def languages_of(text: str, labels: Iterable[str] = ()) -> tuple[str, ...]:
    """The languages of a text and of the labels of its scale; English if there is no sign of another.

    >>> languages_of("Ich würde 4 wählen, weil ich gern rede"), languages_of("4点です"), languages_of("4")
    (('de',), ('en', 'ja'), ('en',))
    """
    found = {code for code, letters in SCRIPTS.items() if letters.search(text)}
    if "ja" in found or "ko" in found:
        found.discard("zh")
    for part in (text, " ".join(labels)):
        tokens = {one.lower() for one in TOKEN.findall(part)}
        tokens |= {one[: one.index("'") + 1] for one in tokens if "'" in one}
        scores = {code: len(tokens & vocabulary(code)) for code in CODES}
        most = max(scores.values())
        found |= {code for code, score in scores.items() if most and score == most}
        if scores["en"] or (part is text and most < 2):
            found.add("en")
    return tuple(code for code in CODES if code in found)


@cache
def words(codes: tuple[str, ...]) -> Words:
    """The expressions of some languages."""
    before = r"[^.;!?\n\d]{0,25}\Z"
    return Words(
        answer=_any("answer", codes, rf"{before}", also=(r"ответ", r"\ue000")),
        answer_directly=_any("answer_directly", codes, r"\s*'?\Z"),
        final=_any("final", codes, r"[^.;!?\n\d]{0,40}\Z"),
        conclusion=_any("conclusion", codes, r"[^.;!?\n\d]{0,40}\Z"),
        answer_after=_any("answer_after", codes, starts=r"\s*"),
        negation=_any("negation", codes, r"[^.,;!?\n]{0,25}\Z"),
        past=_any("past", codes),
        past_after=_any("past_after", codes, starts=r"[^.,;!?\n\d]{0,12}"),
        others=_any("others", codes),
        source=_any("source", codes),
        told=_any("told", codes, r"[^.,;:!?\n]{0,40}\Z"),
        considered=_any("considered", codes),
        own=_any("self", codes),
        third=_any("third", codes, r"\s*'?\Z"),
        but=_any("but", codes),
        count=_any("count", codes, starts=r"[^\S\n]*"),
        refusal=_any("refusal", codes),
        between=_any("between", codes, r"[^.,;!?\n\d]{0,15}\Z"),
        corrected=_any(("corrected", "misread"), codes),
        misread=_any("misread", codes),
        announced=_any("answer", codes),
        announcing=_any(ANNOUNCING, codes),
        articles=_either("articles", codes),
        follows=frozenset(word for code in codes for name in ("words", "follows") for word in language(code)[name]),
        withdrawn=_any("withdrawn", CODES),
        neither=_any("neither", codes),
        things=_alternatives("things", codes),
        rates=_alternatives("rates", codes),
        pair=_either("or_words", codes),
        ends=_either("to_words", codes),
        of=_either("of_words", codes),
    )


@cache
def number_words(codes: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, int]]:
    """The number words of some languages, but for "one", which is also a pronoun or an article."""
    values = {
        word: value
        for code in codes
        if language(code)["script"] == "latin"
        for value, word in enumerate(language(code)["numbers"])
        if value != 1
    }
    return re.compile(
        r"(?i)\b(" + "|".join(sorted(values, key=len, reverse=True)) + r")\b"
    ) if values else NOTHING, values


@cache
def lone_number_words() -> dict[str, int]:
    """Every number word of every language, for a reply that consists of nothing else."""
    found: dict[str, int] = {}
    for code in CODES:
        for value, word in enumerate(language(code)["numbers"]):
            found.setdefault(word, value)
    return found | {"een": 1, "eine": 1, "una": 1, "uma": 1, "よん": 4, "일": 1, "이": 2, "삼": 3, "사": 4, "오": 5}


def lone_number_word(code: str, value: int) -> str:
    """A number word of a language."""
    return str(language(code)["numbers"][value])


def files() -> list[Path]:
    """The files of all languages."""
    return resources.files(FOLDER, ".json")


def _any(
    names: str | tuple[str, ...], codes: tuple[str, ...], ends: str = "", starts: str = "", also: tuple[str, ...] = ()
) -> re.Pattern[str]:
    """One expression for every entry of some languages; words of letters with a space between end where a word ends."""
    either = _alternatives(names, codes, also)
    return re.compile(rf"(?i){starts}(?:{either}){ends}") if either != NOTHING.pattern else NOTHING


def _alternatives(names: str | tuple[str, ...], codes: tuple[str, ...], also: tuple[str, ...] = ()) -> str:
    """The same, not yet compiled."""
    parts = list(also)
    for code in codes:
        kinds = [language(code)[name] for name in ((names,) if isinstance(names, str) else names)]
        entries = [one for kind in kinds for one in ([kind] if isinstance(kind, str) else kind)]
        if not entries:
            continue
        either = "|".join(entries)
        parts.append(rf"(?<!\w)(?:{either})(?!\w)" if language(code)["script"] == "latin" else rf"(?:{either})")
    return "|".join(parts) or NOTHING.pattern


def _either(name: str, codes: tuple[str, ...]) -> str:
    """The words of some languages as alternatives, longest first; nothing matches where there are none."""
    found = sorted({word for code in codes for word in language(code)[name]}, key=len, reverse=True)
    return "|".join(map(re.escape, found)) or "(?!)"
