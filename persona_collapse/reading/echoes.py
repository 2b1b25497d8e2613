"""Repetitions of the scale in a reply: its ends, its points in a row, its points with their meaning."""

import re
from functools import lru_cache

from persona_collapse.instruments import ResponseScale
from persona_collapse.reading.languages import Words, compiled

UNIT = r"\s*(?:分|点|點|점|번|から|段階)?\s*"
TO = r"-|~|\.\.+|to|and|through|thru|or|bis|und|oder|à|et|ou|a|y|o|e|al|tot|en|até|hasta|到|至|和|或|から|と|か|에서|부터|와|과|〜"
MEANING = r"(?:\s*\([^()\d]*\))?"
MEANS = r"=|:|\bmeans?\b|\bmeaning\b|\bbeing\b|\bis\b|\bstands? for\b|\bfor\b|\bbedeutet\b|\bheißt\b|\bsteht für\b|\bsignifie\b|\bsignifica\b|\bes\b|\bé\b|\bè\b|\best\b|\bist\b|\bbetekent\b|表示|代表|是|が|は|は|은|는|이"
OF_TOP = r"(?:分|点|點|점|段階|つ|级|級)?\s*(?:评价|評価|척도|制)?\s*(?:中の?(?!立)|满分|満点(?:で|中)?|滿分|만점에?서?|(?<=점)으로 (?:되어|구성|이루어|나뉘)|중에?서?|で(?=\s*\d))"


def without_scale(text: str, scale: ResponseScale, words: Words) -> str:
    """The text without repetitions of the scale: "from 1 to 5", "1, 2, 3, 4, 5", "1 = .., 5 = ..", "out of 5"."""
    if not any(letter.isdigit() for letter in text):
        return text
    for pattern, by in _patterns(scale.low, scale.high, words.ends, words.pair):
        text = pattern.sub(by, text)
    for start, end in [*repeated_points(text, scale), *defined_ends(text, scale, words)]:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


@lru_cache(maxsize=256)
def _patterns(low: int, high: int, to: str, pair: str) -> list[tuple[re.Pattern[str], str]]:
    """What repeats a scale, and what stands in its place. `to` and `pair` are the words of some languages."""
    points = range(low, high + 1)
    number = r"(?<!\d)(?<!\d[.,])(?:{})(?![\d]|[.,]\d)"
    first, last = number.format(low), number.format(high)
    ends = rf"{first}{MEANING}{UNIT}(?:{TO}|{to}|{pair}){UNIT}{last}{MEANING}|{last}{UNIT}(?:to|bis|à|a|tot|到|から|에서){UNIT}{first}"
    row = r"(?<!\d)" + r"[\s,;]+(?:and |or )?".join(map(str, points)) + r"(?!\d)"
    meaning = r"\s*(?:\([^()\d]{1,40}\)|[-=:.)]\s*[^\d,;:.()\n]{2,40})"
    each = r"(?<!\d)" + rf"[\s,;/|]*(?:(?:{TO})\s+)?".join(f"{point}{meaning}" for point in points)
    said = rf"{first}\s+[=:-]?\s*[^\d.;\n]{{4,45}}?\s*(?:[-,/]|{TO}|{to})\s*{last}\s+[=:-]?\s*[^\d.;\n]{{4,45}}(?=[\n.;)]|\Z)"
    bracketed = rf"[^.;!?\n\d]{{0,60}}\({low}\)\s*(?:{TO}|{to}|{pair})\s*[^.;!?\n\d]{{2,60}}\({high}\)"
    top = rf"{last}\s*{OF_TOP}|(?:满分|満点|滿分|만점)(?:[是はが]|[은이가])?\s*{high}\s*[分点점]?"
    found = [(re.compile(rf"(?i){one}"), " the scale ") for one in (each, row, ends, said, bracketed)]
    return [*found, (re.compile(rf"(?i){top}"), ", ")]


def repeated_points(text: str, scale: ResponseScale) -> list[tuple[int, int]]:
    """The places of three or more points with their labels, which repeat the scale and are not an answer."""
    spelled = [
        f"{point}\\s*[-=:.)(]*\\s*'?{re.escape(american(scale.label(point)))}" for point in scale.points if scale.labels
    ]
    pairs = [found.span() for one in spelled for found in compiled(rf"(?i)(?<!\d){one}(?!\w)").finditer(text)]
    return pairs if len({text[start:end] for start, end in pairs}) > 2 else []


def defined_ends(text: str, scale: ResponseScale, words: Words) -> list[tuple[int, int]]:
    """The places where both ends, or points in brackets, are said to mean something: "(1 = no, 5 = yes)".

    A point that is said to be the respondent's own answer is none of them: "1 means no, 3 is my answer, 5 means yes".
    """
    each = {
        end: [
            found.span()
            for found in compiled(rf"(?i)(?<!\d)(?<!\d[.,]){end}\s*(?:{MEANS})[^,;.()\n\d]*").finditer(text)
            if not _chosen(found.group(), words)
        ]
        for end in scale.points
    }
    if sum(map(bool, each.values())) < len(scale.points) - 1:
        each = {end: _between(spans, each[scale.low], each[scale.high], text) for end, spans in each.items()}
    found = [place for spans in each.values() for place in spans] if each[scale.low] and each[scale.high] else []
    for bracket in re.finditer(r"\(([^()]*\d\s*(?:=|means|being|is the)[^()]*)\)", text):
        if re.search(r"\d", text[: bracket.start()]) or re.search(r"\d", text[bracket.end() :]):
            found.append(bracket.span())
    return found


def _chosen(said: str, words: Words) -> bool:
    """Whether a point and what it is said to be, as in "3 is what I pick", are the respondent's own answer."""
    return bool(words.own.search(said) and words.announced.search(said))


def _between(
    spans: list[tuple[int, int]], low: list[tuple[int, int]], high: list[tuple[int, int]], text: str
) -> list[tuple[int, int]]:
    """The places of a defined point that is an end of the scale, or stands between both ends in one sentence."""
    if spans in (low, high) or not (low and high):
        return spans if spans in (low, high) else []
    first, last = sorted((low[0], high[0]))
    whole = not re.search(r"[.!?\n]", text[first[0] : last[0]])
    return [one for one in spans if whole and first[1] <= one[0] <= last[0]]


def american(text: str) -> str:
    """The spelling in which texts are compared."""
    return text.replace("avour", "avor")
