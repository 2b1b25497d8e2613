"""The axis of mention: which attributes of personas survive in what they write."""

from collections.abc import Hashable, Mapping, Sequence

from persona_collapse.errors import InputError
from persona_collapse.measures.text.mention import Mention, mention
from persona_collapse.personas import schema
from persona_collapse.texts.detector import detect
from persona_collapse.texts.lexicons import lexicon
from persona_collapse.texts.recall import measured

BESIDE = ("id", "label", "description")
"""Columns of a persona table that are not attributes."""


def mentions(
    texts: Sequence[str],
    attributes: Mapping[str, Sequence[str | None]],
    personas: Sequence[Hashable] | None = None,
) -> tuple[Mention, ...]:
    """Says of each attribute how often texts mention it, beside how often the same words are in texts of other personas.

    `told` is the hit rate corrected for what the detector misses, as measured on sentences of other writers.

    Parameters
    ----------
    texts : T texts in English
    attributes : column or name of an attribute -> value of the persona of each text, None where unknown
    personas : (T,) the persona of each text; without, every text is of another persona

    Raises
    ------
    InputError : no attribute of the schema among the columns, or one that is none; lengths differ; a value that the
        attribute cannot have; a persona with two values of one attribute.

    >>> found = mentions(["I am a man.", "Good morning."], {"gender": ["Male", "Female"]})
    >>> found[0].attribute, found[0].hit, found[0].false_positive
    ('gender', 0.5, 0.0)
    """
    known = {spelling: one for one in schema() for spelling in (one.name, one.column)}
    for name in attributes:
        if name not in known and name not in BESIDE:
            raise InputError(f"there is no attribute {name!r}; attributes: {', '.join(one.column for one in schema())}")
    given = {known[name].column: values for name, values in attributes.items() if name in known}
    if not given:
        raise InputError('attributes are missing; give values by column, such as {"gender": ["Male", ...]}')
    owners = range(len(texts)) if personas is None else personas
    return tuple(
        mention(
            one.found,
            given[one.attribute],
            owners,
            one.values,
            attribute=one.attribute,
            recall=measured()[one.attribute],
        )
        for one in detect(texts, [lexicon(column) for column in given])
    )
