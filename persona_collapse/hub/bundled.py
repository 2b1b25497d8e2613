"""What comes with the package and what a result is compared with: questionnaires and personas, by the hashes of their words."""

from functools import cache

from persona_collapse.instruments import Instrument, catalogue
from persona_collapse.personas import bundled_pool
from persona_collapse.study.manifest import digest


@cache
def instruments() -> dict[str, Instrument]:
    """The questionnaires that a model can be asked, by name."""
    return {one.id: one for one in catalogue.questionnaires() if one.can_be_asked}


@cache
def wordings() -> dict[str, str]:
    """Name of a questionnaire -> the hash of all its words."""
    return {name: digest(one.words) for name, one in instruments().items()}


@cache
def known_pool() -> tuple[str, str]:
    """Name and hash of the personas."""
    return bundled_pool().name, bundled_pool().digest
