"""How many stated values the detector finds, in sentences by writers who have not seen the lexicons.

`python -m persona_collapse.texts.recall check_1=FILE.json check_2=FILE.json > persona_collapse/texts/data/recall.json`
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import TypeAlias

from persona_collapse import resources
from persona_collapse.measures.text.recall import DetectorRecall, WriterRecall, recalls
from persona_collapse.texts.detector import detect
from persona_collapse.texts.lexicons import lexicon

Phrasings: TypeAlias = Mapping[str, Mapping[str, Sequence[str]]]
"""Attribute -> value -> sentences that state it about their narrator."""


def read_phrasings(writer: str, phrasings: Phrasings) -> dict[str, WriterRecall]:
    """What the detector finds in one writer's sentences: attribute -> record.

    Parameters
    ----------
    writer : its name
    phrasings : attribute -> value -> sentences

    >>> found = read_phrasings("me", {"gender": {"Male": ["I am a man.", "Blue is my colour."], "Female": ["I am a woman."]}})
    >>> found["gender"].found, found["gender"].of, found["gender"].mistaken, found["gender"].others
    (2, 3, 0, 6)
    """
    return {attribute: _reading(writer, attribute, values) for attribute, values in phrasings.items()}


def _reading(writer: str, attribute: str, values: Mapping[str, Sequence[str]]) -> WriterRecall:
    stated = [value for value, texts in values.items() for _ in texts]
    of = detect([text for texts in values.values() for text in texts], [lexicon(attribute)])[0]
    found = sum(row[of.values.index(value)] for row, value in zip(of.found.tolist(), stated, strict=True))
    return WriterRecall(writer, found, len(stated), int(of.found.sum()) - found, len(stated) * (len(of.values) - 1))


TOO_NARROW = ("has_children",)
"""Attributes whose interval contained the planted rate in fewer than nine in ten of 60 populations of shallow respondents:
has children in 52, in 25 of the 30 in which that was noticed and in 27 of 30 others (docs/validity.md)."""


@cache
def measured() -> dict[str, DetectorRecall]:
    """The bundled detector's recall of every attribute, as measured on two writers.

    >>> 0.5 < measured()["age"].recall < measured()["religion"].recall
    True
    """
    listed = resources.data("texts/data/recall.json")["readings"]
    found = recalls({attribute: [WriterRecall(**one) for one in ones] for attribute, ones in listed.items()})
    return {attribute: replace(one, too_narrow=attribute in TOO_NARROW) for attribute, one in found.items()}


def data(phrasings: Mapping[str, Phrasings]) -> dict[str, object]:
    """The content of the bundled file.

    Parameters
    ----------
    phrasings : writer -> attribute -> value -> sentences
    """
    found = [read_phrasings(writer, said) for writer, said in phrasings.items()]
    return {
        "source": "persona-collapse: sentences by writers who have not seen the lexicons, read by the detector. "
        "found and of: sentences in which the stated value is found; mistaken and others: other values found, and possible.",
        "readings": {attribute: [asdict(one[attribute]) for one in found] for attribute in found[0]},
    }


def main(arguments: Sequence[str]) -> None:
    """Print the file, from NAME=FILE for each writer."""
    named = dict(one.split("=", 1) for one in arguments)
    said = {writer: json.loads(Path(file).read_text(encoding="utf-8")) for writer, file in named.items()}
    print(json.dumps(data(said), indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
