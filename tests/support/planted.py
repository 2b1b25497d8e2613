"""Simulated answers of four personas to the Mini-IPIP, which files of other tools hold; these files are made by other packages,
so that nothing here needs more than Python."""

import json
import random
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = ROOT / "tests" / "data" / "tools"
PERSONAS = ("Ada", "Ben", "Cyd", "Dov")
AGES = {"Ada": 31, "Ben": 44, "Cyd": 27, "Dov": 63}

_INSTRUMENT = json.loads(
    (ROOT / "persona_collapse" / "instruments" / "data" / "questionnaires" / "mini-ipip.json").read_text(
        encoding="utf-8"
    )
)
ITEMS = [one["text"] for one in _INSTRUMENT["items"]]
LABELS = [
    "Very inaccurate",
    "Moderately inaccurate",
    "Neither accurate nor inaccurate",
    "Moderately accurate",
    "Very accurate",
]
QUESTION = "How well does this describe you? {} Give a number from 1 to 5."

SAYINGS = ("{}", "I would say {}.", "{} - that is me.", "My answer: {}")


def planted(persona: str, item: int, sample: int = 1) -> int:
    """The answer of a persona to an item, counted from 1."""
    return random.Random(f"{persona} {item} {sample}").randint(1, 5)


def said(persona: str, item: int, sample: int = 1) -> str:
    """The same in words."""
    return SAYINGS[item % len(SAYINGS)].format(planted(persona, item, sample))
