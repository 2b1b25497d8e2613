"""The catalogue of bundled questionnaires: a file each in `data/questionnaires`, and the only list of them.

Whatever needs to know which questionnaires there are (command line, app, leaderboard, modules, simulator, cards) asks
here. A new questionnaire is a new file in that folder.
"""

import os
from functools import cache
from pathlib import Path

from persona_collapse import resources
from persona_collapse.errors import InputError
from persona_collapse.instruments.files import caution, instrument_from_record, languages, load_instrument
from persona_collapse.instruments.instrument import Instrument

FOLDER = "instruments/data/questionnaires"
FIRST = ("bfi44", "moral131")
"""The questionnaires of arXiv 2604.24698, which stand first wherever questionnaires are listed."""

USUAL = FIRST[0]
"""The questionnaire that is asked where none is named."""


@cache
def names() -> tuple[str, ...]:
    """The names of all bundled questionnaires.

    >>> names()[:2]
    ('bfi44', 'moral131')
    """
    found = sorted(file.stem for file in resources.files(FOLDER, ".json"))
    return tuple(sorted(found, key=lambda name: (name not in FIRST, name)))


def questionnaires() -> tuple[Instrument, ...]:
    """All bundled questionnaires."""
    return tuple(map(bundled, names()))


def bundled(name: str, language: str | None = None) -> Instrument:
    """A bundled questionnaire.

    Parameters
    ----------
    name : one of `names()`
    language : of its texts; None for the language it was published in

    Raises
    ------
    InputError : there is none of that name, or it has no texts in that language.

    >>> bundled("ipip-neo-120", "de").items[1].text
    'Ich gewinne leicht Freunde'
    """
    if name not in names():
        raise InputError(f"no bundled questionnaire is called {name!r}; names: {', '.join(names())}")
    return _read(name, language)


@cache
def _read(name: str, language: str | None) -> Instrument:
    return instrument_from_record(resources.data(f"{FOLDER}/{name}.json"), language=language)


def languages_of(name: str) -> tuple[str, ...]:
    """The languages of a bundled questionnaire's texts, the published one first.

    >>> languages_of("bfi44"), len(languages_of("ipip-neo-120"))
    (('en',), 31)
    """
    return languages(resources.data(f"{FOLDER}/{name}.json"))


def caution_of(instrument: Instrument) -> str:
    """What is known to be wrong with the texts of a bundled questionnaire in its language; empty where nothing is known.

    >>> caution_of(bundled("ipip-neo-120", "ca"))
    'Item 119 lacks its "not" and runs against its key.'
    """
    if instrument.id not in names():
        return ""
    return caution(resources.data(f"{FOLDER}/{instrument.id}.json"), instrument.language)


def find(name: str | Path, *, language: str | None = None, option: str = "--instrument") -> Instrument:
    """A questionnaire by its name or its file; a bundled name wins over a file of that name.

    Parameters
    ----------
    name : one of `names()`, or a JSON or YAML file
    language : of its texts; None for its own
    option : what it was given as, for messages

    Raises
    ------
    InputError : there is neither, or the file is not an instrument; the message lists the names.
    """
    if isinstance(name, str) and name in names():
        return bundled(name, language)
    if not os.path.exists(name):
        raise InputError(
            f"{option} {name}: file not found; bundled questionnaires: {', '.join(names())}; "
            "or give an instrument file (docs/instruments.md)"
        )
    return load_instrument(name, language=language)


def known(instrument: Instrument) -> bool:
    """Whether answers to the instrument are answers to the bundled one of its name: the same items and scale points."""
    return instrument.id in names() and instrument.answered_like(bundled(instrument.id))


def references_of(instrument: Instrument) -> tuple[str, ...]:
    """Names of the human samples that answered an instrument; those of the bundled one of its name, if there is one.

    >>> references_of(bfi44())
    ('calibrated-2058', 'twin2k500')
    """
    return bundled(instrument.id).references if instrument.id in names() else instrument.references


def bfi44() -> Instrument:
    """The Big Five Inventory: 44 items, five traits, 1 Disagree strongly .. 5 Agree strongly.

    Source
    ------
    John, Donahue & Kentle 1991; John & Srivastava 1999. Copyright Oliver P. John, free for research use.

    >>> len(bfi44()), bfi44().items[5].trait, bfi44().items[5].key
    (44, 'Extraversion', -1)
    """
    return bundled("bfi44")


def moral131() -> Instrument:
    """131 first-person accounts of everyday conflicts, judged from outside: is the author wrong (A), or the others (B)?

    All texts were written for this project.

    >>> len(moral131()), moral131().traits
    (131, ())
    """
    return bundled("moral131")


TRAITS = bfi44().traits
"""The five traits of the BFI-44, in the order of every table of this project."""
