"""Simulated self-introductions: texts with known mentions, known similarity of openings, and known variation.

A text has an opening sentence, sentences about the persona's own attributes mixed with general sentences, and a closing
sentence. For each kind of respondent, three things are planted: a mention rate for every attribute, a share of texts
with the same opening form, and how the number of sentences varies between personas and between a persona's texts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from persona_collapse import resources
from persona_collapse.errors import InputError
from persona_collapse.measures.randomness import generator
from persona_collapse.personas import schema

SENTENCES = 24
"""Mean number of sentences in a text, including opening and closing."""

FAVOURITES = 15
"""Number of general sentences that are a persona's favourites."""

PUBLISHED = {
    "gender": 0.89,
    "country_of_residence": 0.86,
    "political_spectrum": 0.60,
    "age": 0.33,
    "social_class": 0.25,
}
"""Mention rates as printed in arXiv 2604.24698, means over its models."""


@dataclass(frozen=True)
class Habits:
    """How a kind of respondent introduces itself.

    Attributes
    ----------
    mention : column of an attribute -> share of texts that mention it
    template : share of texts that begin with the same form, with another name
    between, within : SD of the number of sentences: of personas' means, and of a persona's texts
    own : share of the other sentences that are the persona's favourites
    truthful : whether the values mentioned are the persona's own; otherwise they are drawn at random for every text
    """

    mention: Mapping[str, float]
    template: float
    between: float
    within: float
    own: float
    truthful: bool = True

    @property
    def icc(self) -> float:
        """ICC(1,1) of the number of sentences; rounding to whole sentences adds 1/12 to the variance within.

        >>> round(Habits({}, 0.0, 1.0, 1.0, 0.0).icc, 2)
        0.48
        """
        return self.between**2 / (self.between**2 + self.within**2 + 1 / 12)


def _every(rate: float, **others: float) -> dict[str, float]:
    return {one.column: others.get(one.column, rate) for one in schema()}


@cache
def habits(kind: str) -> Habits:
    """What is planted in the introductions of a kind of respondent.

    human : half of its attributes in each text, hardly any fixed form
    shallow : the paper's mean rates for its five attributes, a tenth for the others
    caricature : gender, country and all trait labels nearly always, hardly anything else
    collapsed : gender and country only, four in five texts with the same form
    noise : the same number of mentions as human, with random values

    Raises
    ------
    InputError : an unknown kind.
    """
    traits = {one.column: 0.95 for one in schema() if one.is_trait_label}
    kinds = {
        "human": Habits(_every(0.5), template=0.05, between=3.0, within=2.0, own=0.7),
        "shallow": Habits(_every(0.1, **PUBLISHED), template=0.3, between=1.5, within=3.0, own=0.3),
        "caricature": Habits(
            _every(0.1, gender=0.9, country_of_residence=0.9, **traits), template=0.3, between=2.0, within=2.0, own=0.5
        ),
        "collapsed": Habits(
            _every(0.0, gender=0.9, country_of_residence=0.9), template=0.8, between=1.0, within=1.0, own=0.1
        ),
        "noise": Habits(_every(0.5), template=0.05, between=0.0, within=3.0, own=0.0, truthful=False),
    }
    if kind not in kinds:
        raise InputError(f"unknown kind of simulated respondents {kind!r}; use {', '.join(kinds)}")
    return kinds[kind]


def introduction(kind: str, respondent: str, attributes: Mapping[str, str], sample: int, *, seed: int = 0) -> str:
    """A simulated self-introduction, the same for the same arguments.

    Parameters
    ----------
    kind : human, shallow, caricature, collapsed or noise
    respondent : its id, which determines its number of sentences and its favourites
    attributes : column -> value; attributes of other schemas are not mentioned
    sample : number of this text among the respondent's texts, from 1
    seed : another seed gives other texts

    Raises
    ------
    InputError : an unknown kind.

    >>> text = introduction("collapsed", "7", {"gender": "Female"}, 1)
    >>> text == introduction("collapsed", "7", {"gender": "Female"}, 1)
    True
    """
    how, words = habits(kind), _words()
    steady = generator(f"introductions of {respondent}", seed)
    own_length = how.between * steady.standard_normal()
    favourites = steady.choice(words["neutral"], FAVOURITES, replace=False)
    rng = generator(f"introduction {respondent} {sample}", seed)
    total = round(SENTENCES + own_length + how.within * rng.standard_normal())
    mentioned = _mentions(how, attributes, rng)
    others = _others(how, favourites, max(total - 2 - len(mentioned), 0), rng)
    middle = [*mentioned, *others]
    rng.shuffle(middle)
    sentences = [_opening(how, rng), *middle, str(rng.choice(words["closings"]))]
    return _in_paragraphs(sentences, rng)


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = resources.data("simulation/data/introductions.json")
    return words


def _mentions(how: Habits, attributes: Mapping[str, str], rng: np.random.Generator) -> list[str]:
    """A sentence for each attribute that this text mentions."""
    phrasings = _words()["phrasings"]
    mentioned = []
    for column, rate in how.mention.items():
        value = attributes.get(column)
        if value not in phrasings[column] or rng.random() >= rate:
            continue
        said = value if how.truthful else str(rng.choice(list(phrasings[column])))
        mentioned.append(str(rng.choice(phrasings[column][said])))
    return mentioned


def _others(how: Habits, favourites: Any, count: int, rng: np.random.Generator) -> list[str]:
    """General sentences, each at most once."""
    own = min(int(rng.binomial(count, how.own)), len(favourites))
    chosen = rng.choice(favourites, own, replace=False).tolist()
    rest = [one for one in _words()["neutral"] if one not in set(chosen)]
    return [*chosen, *rng.choice(rest, min(count - own, len(rest)), replace=False).tolist()]


def _opening(how: Habits, rng: np.random.Generator) -> str:
    words = _words()
    if rng.random() < how.template:
        return str(words["form"]).format(name=rng.choice(words["names"]))
    return str(rng.choice([*words["openings"], *words["neutral"]]))


def _in_paragraphs(sentences: list[str], rng: np.random.Generator) -> str:
    """Sentences in paragraphs of four to eight."""
    paragraphs, rest = [], sentences
    while rest:
        length = int(rng.integers(4, 9))
        paragraphs.append(" ".join(rest[:length]))
        rest = rest[length:]
    return "\n\n".join(paragraphs)
