"""Instruments: the questions that respondents answer."""

from persona_collapse.instruments.catalogue import TRAITS, bfi44, moral131
from persona_collapse.instruments.files import instrument_beside, instrument_to_json, load_instrument, path_beside
from persona_collapse.instruments.instrument import Instrument, Item, as_column, unnamed_instrument
from persona_collapse.instruments.introduction import OpenQuestion, self_introduction
from persona_collapse.instruments.moral import import_moral
from persona_collapse.instruments.presentation import AS_PUBLISHED, Presentation
from persona_collapse.instruments.scale import AGREEMENT, ResponseScale

__all__ = [
    "AGREEMENT",
    "AS_PUBLISHED",
    "TRAITS",
    "Instrument",
    "Item",
    "OpenQuestion",
    "Presentation",
    "ResponseScale",
    "as_column",
    "bfi44",
    "import_moral",
    "instrument_beside",
    "instrument_to_json",
    "load_instrument",
    "moral131",
    "path_beside",
    "self_introduction",
    "unnamed_instrument",
]
