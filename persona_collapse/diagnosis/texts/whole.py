"""The diagnosis of free texts: which attributes they mention, whether they identify their persona, and whether they are one form."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from persona_collapse.diagnosis.texts.mention import BESIDE, mentions
from persona_collapse.diagnosis.views import as_points, principal_axes, some
from persona_collapse.errors import InputError
from persona_collapse.measures.text.identity import identity
from persona_collapse.measures.text.mention import Mention
from persona_collapse.measures.text.style import style
from persona_collapse.measures.text.templates import skeleton, templates
from persona_collapse.measures.variance_explained import MOST
from persona_collapse.personas import schema
from persona_collapse.results import Asked
from persona_collapse.results.texts import Doubles, StyleFeature, TextDiagnosis, TextStyle
from persona_collapse.results.views import Points
from persona_collapse.texts.duplicates import near_duplicates
from persona_collapse.texts.embedding import DEFAULT, embed
from persona_collapse.texts.exclusions import FEWEST, Usable, usable
from persona_collapse.texts.style_words import style_table

EXAMPLES = 3
STEPS = 5
"""How often `progress` is called."""

SAID_BY_ALL = ("yes", "no")
"""Values that are words of every text, and are not masked in skeletons."""


def diagnose_texts(
    replies: Sequence[str | None],
    personas: Sequence[Hashable],
    attributes: Mapping[str, Sequence[str | None]] | None = None,
    *,
    source: str = "texts",
    note: str = "",
    model: str | None = DEFAULT,
    folder: Path | None = None,
    seed: int = 0,
    commands: Sequence[str] = (),
    asked: Asked | None = None,
    progress: Callable[[str], None] | None = None,
) -> TextDiagnosis:
    """Diagnoses free texts: mention of attributes, identity, templates and style, each beside what chance gives.

    Parameters
    ----------
    replies : as received; None where the request failed
    personas : the persona of each reply
    attributes : column of the persona schema -> value of the persona of each reply, None where unknown; other columns
        are ignored
    source, note : what to call the texts, and what must be said of them
    model : of the embedding, as in `texts.embedding.embed`; None leaves identity out
    folder : where vectors are kept, so that no text is embedded twice
    seed : of everything that is drawn
    commands : what was typed, kept in the record
    asked : what a run asked, kept in the record
    progress : called with the name of each step before it begins

    Raises
    ------
    InputError : no reply can be measured, lengths differ, a library of the extra `text` is missing.

    Source
    ------
    docs/texts.md.
    """
    say = progress or (lambda step: None)
    given = _known(attributes or {}, len(replies))
    if len(personas) != len(replies):
        raise InputError(f"there are {len(replies)} replies and {len(personas)} personas; give one persona per reply")
    kept = usable(replies)
    if not kept.texts:
        reasons = ", ".join(f"{count} {reason}" for reason, count in kept.excluded.items() if count)
        raise InputError(f"{source}: no reply can be measured ({reasons}); give texts of at least {FEWEST} words")
    owners = list(personas)
    whose = kept.of(owners)
    beside = {name: kept.of(cells) for name, cells in given.items()}
    say("mention")
    mentioned = _mentions(kept.in_english(), owners, given) if given and any(kept.english) else ()
    say("templates")
    masked = _masked(beside, len(kept.texts))
    form = templates(kept.texts, whose, masked)
    say("near-duplicates")
    doubles = asdict(near_duplicates(kept.texts, whose))
    say("style")
    written = _style(kept, whose, beside, seed)
    say("embedding")
    vectors = None if model is None else embed(kept.texts, model=model, folder=folder, progress=progress is not None)
    return TextDiagnosis(
        source=source,
        note=note,
        replies=len(replies),
        excluded={str(reason): count for reason, count in kept.excluded.items()},
        repaired=kept.repaired,
        texts=len(kept.texts),
        personas=len(set(whose)),
        mentions=mentioned,
        identity=None if vectors is None else identity(vectors.vectors, whose, seed=seed),
        model=None if vectors is None else vectors.model,
        means=() if vectors is None else _means(vectors.vectors, whose, seed),
        templates=form,
        doubles=Doubles(**{name: value for name, value in doubles.items() if name != "texts"}),
        style=written,
        examples=_examples(kept.texts, masked, form.skeletons.form),
        warnings=tuple(_warnings(kept, model)),
        commands=tuple(commands),
        version=version("persona-collapse"),
        asked=asked,
        not_english=kept.not_english,
        windowed=None if vectors is None else vectors.windowed,
    )


def _known(attributes: Mapping[str, Sequence[str | None]], replies: int) -> dict[str, list[str | None]]:
    """The columns that the persona schema has."""
    spellings = {spelling: one.column for one in schema() for spelling in (one.name, one.column)}
    found = {
        spellings[name]: list(cells) for name, cells in attributes.items() if name in spellings and name not in BESIDE
    }
    for name, cells in found.items():
        if len(cells) != replies:
            raise InputError(f"there are {replies} replies and {len(cells)} values of {name}; give one per reply")
    return found


def _masked(beside: Mapping[str, Sequence[str | None]], texts: int) -> list[list[str]]:
    """The values of each text's persona that are taken out of its skeleton."""
    return [
        [cells[row] or "" for cells in beside.values() if (cells[row] or "").lower() not in ("", *SAID_BY_ALL)]
        for row in range(texts)
    ]


def _mentions(
    kept: Usable, owners: Sequence[Hashable], attributes: Mapping[str, Sequence[str | None]]
) -> tuple[Mention, ...]:
    """What texts mention; owners and attributes are those of all replies."""
    return mentions(kept.texts, {name: kept.of(cells) for name, cells in attributes.items()}, kept.of(owners))


def _style(kept: Usable, whose: list[Hashable], beside: Mapping[str, list[str | None]], seed: int) -> TextStyle:
    """Style on the attributes of which several values are known; at most 10 of them together."""
    varied = {
        name: [cell or "unknown" for cell in cells] for name, cells in beside.items() if len(set(cells) - {None}) > 1
    }
    found = style(style_table(kept.texts, kept.english), whose, dict(list(varied.items())[:MOST]), seed=seed)
    together = found.attribution
    return TextStyle(
        features=tuple(
            StyleFeature(
                name,
                one.mean,
                one.icc,
                one.icc_low,
                one.icc_high,
                {attribute: effect.omega2 for attribute, effect in one.by_attribute.items()},
            )
            for name, one in found.features.items()
        ),
        icc=found.icc,
        r2=None if together is None else together.r2,
        r2_chance=None if together is None else together.chance,
        p_value=None if together is None else together.p_value,
        together=found.together,
    )


def _means(vectors: NDArray[np.floating], whose: Sequence[Hashable], seed: int) -> Points:
    """Personas' mean vectors on their two principal axes, at most 500 of them."""
    names = list(dict.fromkeys(whose))
    place = {name: number for number, name in enumerate(names)}
    sums = np.zeros((len(names), vectors.shape[1]))
    np.add.at(sums, [place[one] for one in whose], vectors)
    centred = sums / np.linalg.norm(sums, axis=1, keepdims=True).clip(1e-12)
    centred = centred - centred.mean(axis=0)
    if min(centred.shape) < 2:
        return ()
    two, _ = principal_axes(centred)
    return as_points(some(centred, "personas", seed) @ two.T)


def _examples(texts: Sequence[str], masked: Sequence[Sequence[str]], commonest: str) -> tuple[str, ...]:
    """The first few texts that have the commonest skeleton, if several have."""
    having = [text for text, values in zip(texts, masked, strict=True) if skeleton(text, values) == commonest]
    return tuple(having[:EXAMPLES]) if len(having) > 1 else ()


def _warnings(kept: Usable, model: str | None) -> Iterator[str]:
    """What a reader must know before believing a number."""
    if kept.not_english and model == DEFAULT:
        yield (
            f"the embedding model {DEFAULT} reads English, and {kept.not_english} of {len(kept.texts)} texts are in other "
            "languages; identity is that of texts as it understands them"
        )
