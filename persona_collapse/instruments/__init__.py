"""Instruments: what respondents are asked."""

from persona_collapse.instruments.instrument import TRAITS, UNDESIRED, Instrument, Item, bfi44, plain
from persona_collapse.instruments.scale import AGREEMENT, ResponseScale

__all__ = ["AGREEMENT", "TRAITS", "UNDESIRED", "Instrument", "Item", "ResponseScale", "bfi44", "plain"]
