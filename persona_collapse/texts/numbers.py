"""Numbers in digits and in words: years of age, and amounts of money a year."""

import re
from collections.abc import Callable
from functools import cache
from typing import TypeAlias

from persona_collapse import resources

Reader: TypeAlias = Callable[[str], float | None]

# fmt: off
UNITS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SCALES = {
    "k": 1_000, "grand": 1_000, "thousand": 1_000, "lakh": 100_000, "lakhs": 100_000, "lac": 100_000, "million": 1_000_000,
    "m": 1_000_000, "crore": 10_000_000, "crores": 10_000_000, "billion": 1_000_000_000,
}
# fmt: on
VALUES = {**{word: number for number, word in enumerate(UNITS)}, **{word: 10 * (2 + n) for n, word in enumerate(TENS)}}
ORDINALS = {
    **{"first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12},
    **{f"{word}th": value for word, value in VALUES.items() if word not in TENS},
    **{f"{word[:-1]}ieth": value for word, value in VALUES.items() if word in TENS},
}
YEAR = 2025
"""The year in which a text with a year of birth is assumed to be written."""

TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?|(?<!')[a-z]+")  # the m of "I'm" is not a million
GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?!\d)")
BELOW, ABOVE = (
    re.compile(r"less than|under|below|up to|not even|no more than"),
    re.compile(r"more than|over|above|upwards"),
)
SHADE = 0.999
"""The factor for "less than 30,000"; "more than" is its inverse."""

PERIODS = {"hour": 2080, "hr": 2080, "day": 260, "week": 52, "fortnight": 26, "month": 12}
"""Paid periods in a year: 40 hours a week, 5 days a week."""


def number(words: str) -> float | None:
    """A number in digits or words; None if there is none.

    >>> number("thirty-four"), number("80k"), number("one hundred and fifty thousand"), number("12,500"), number("many")
    (34.0, 80000.0, 150000.0, 12500.0, None)
    """
    total, current, seen = 0.0, 0.0, False
    for token in TOKEN.findall(words):
        if token[0].isdigit():
            current, seen = current + float(token.replace(",", "")), True
        elif token in VALUES or token in ORDINALS:
            current, seen = current + VALUES.get(token, ORDINALS.get(token, 0)), True
        elif token == "hundred":
            current, seen = (current or 1) * 100, True
        elif token in SCALES and (seen or token not in ("k", "m")):
            total, current, seen = total + (current or 1) * SCALES[token], 0.0, True
    return total + current if seen else None


def years(words: str) -> float | None:
    """An age in years: "34", "thirty-four", "late thirties", "six decades", "born in 1947".

    Decades of age become one year, early, in the middle or late: "early thirties" 32, "thirties" 35, "late thirties"
    38. Years of birth are counted back from `YEAR`.

    >>> years("34"), years("early thirties"), years("60s"), years("late sixties"), years("seven decades")
    (34.0, 32.0, 65.0, 68.0, 72.0)
    >>> years("my seventy-fifth birthday"), years("born in 1947"), years("born in the early 2000s")
    (75.0, 78.0, 23.0)
    """
    decade = re.search(r"(twent|thirt|fort|fift|sixt|sevent|eight|ninet)ies|([1-9])0'?s|(teens)", words)
    shift = 2 if "early" in words else 8 if re.search("late|latter", words) else 5
    born = re.search(r"born.*?((?:19|20)\d\d)('?s)?", words)
    if born:
        return float(YEAR - int(born[1]) - (shift if born[2] else 0))
    if decade and decade[3]:
        return 15.0
    if decade:
        tens = int(decade[2]) if decade[2] else 2 + [one[:4] for one in TENS].index(decade[1][:4])
        return float(10 * tens + shift)
    found = number(words)
    if found is not None and "decades" in words:
        return found * 10 + (2 if found < 9 else 0)
    if found is not None and re.search(r"-?something|-odd", words):
        return found + 5
    return found


@cache
def _rates() -> dict[str, float]:
    rates: dict[str, float] = resources.data("texts/data/currencies.json")["dollars"]
    return rates


def dollars_a_year(words: str) -> float | None:
    """An amount of money as dollars a year, at round exchange rates; for a range, its lower end.

    >>> dollars_a_year("$80,000 a year"), dollars_a_year("2,000 dollars a month"), dollars_a_year("$75,000 - $149,999")
    (80000.0, 24000.0, 75000.0)
    >>> round(dollars_a_year("less than $30,000"))
    29970
    """
    low_end = re.split(r" ?(?:-|\u2014| to | and ) ?(?=[^a-z]*\d)", words, maxsplit=1)[0]
    scale = re.search(r"\d ?(k|thousand|lakhs?|million|crores?)\b", words)
    if low_end != words and scale and not re.search(r"[a-z]", low_end.replace("between", "").replace("from", "")):
        low_end += f" {scale[1]}"
    digits = GROUPED.sub(lambda found: found[0].replace(".", ""), low_end)
    found = number(re.sub(r"(?:us|r|a|c|ca)\$|less than|more than|one of", " ", digits))
    if found is None:
        return None
    rate = next((rate for sign, rate in _rates().items() if re.search(sign, words)), 1.0)
    period = next((times for name, times in PERIODS.items() if re.search(rf"\b(?:{name}|{name}ly)\b", words)), 1)
    shade = SHADE if BELOW.search(words) else 1 / SHADE if ABOVE.search(words) else 1.0
    return found * rate * period * shade


READERS: dict[str, Reader] = {"years": years, "dollars a year": dollars_a_year}
