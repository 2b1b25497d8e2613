"""Identity: does a persona write like itself, and differently from the others?

T texts, E dimensions of their vectors, P personas.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, Indices, mean_or_none, number_or_none, row_blocks
from persona_collapse.measures.intervals import Interval, of_resamples
from persona_collapse.measures.intrinsic_dimension import K, lid
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.spread import cosine_vendi, participation_ratio
from persona_collapse.measures.text.directions import Directions
from persona_collapse.measures.text.retrieval import SAME, Nearest

FEWEST = 10
"""Intervals need at least this number of personas with two texts."""

PERSONAS_PER_NEIGHBOUR = 5
"""Nearest neighbours are at most a fifth of the personas: more of them are not near."""

ALL_ASKED, MOST_PERSONAS = 6000, 2000
"""Of more personas than the first, LID is the median of so many, drawn once; their neighbours are found among all."""

RESAMPLED_BYTES = 64 * 2**20
"""Size of the weights of personas in resamples that are computed at once."""


@dataclass(frozen=True)
class PersonaMeans:
    """How varied personas are, with each persona represented by the mean direction of its texts.

    Attributes
    ----------
    lid : how complex the differences are between a persona and the 20 most similar ones; None with fewer than 100
        personas, or fewer than 21 different means
    vendi : effective number of personas, 1 .. P; None when the texts of a persona cancel out
    participation_ratio : effective number of directions in which they differ, 1 .. min(E, P - 1); None if they do not
        differ
    """

    lid: float | None
    vendi: float | None
    participation_ratio: float | None


@dataclass(frozen=True)
class Identity:
    """Whether texts identify their persona. Similarities are cosines, and all personas have equal weight.

    Attributes
    ----------
    within : mean similarity of two texts of the same persona; None when every persona has one text
    between : mean similarity of texts of two personas; None with one persona
    ratio : within / between (I/E): 1 means that a persona is no more similar to itself than to others, higher is
        better; None when between is not positive
    ratio_interval : 95 % interval over personas; None with fewer than 10 personas with two texts
    distance_ratio : (1 - within) / (1 - between): 0 (all texts of a persona alike) .. 1 (no difference between
        personas); None when all texts are alike
    distance_ratio_interval : as above
    retrieval : mean over personas of the share of their texts whose most similar other text is their own, 0 .. 1;
        decreases with P, so compare at equal numbers only; None with fewer than 5 personas
    retrieval_interval : as above, for a fixed set of texts to search
    retrieval_chance : mean retrieval of texts shuffled among personas
    means : geometry of persona means
    shuffled : the same with texts shuffled among personas, mean of 20 shuffles: the value without any identity
    texts, personas : T and P
    single : number of personas with one text; they count in `between`, in `means`, and as texts to search
    retrieval_p_value : share of shuffles of the texts among personas that reach this retrieval, the texts as they are
        included; small if texts show their persona; None without a retrieval, and in old records
    undefined : retrieval or lid -> why it is None; empty if neither is
    texts_asked : of very many texts, how many were drawn once for `retrieval`; each is compared with all. None where
        all were, and in old records
    personas_asked : likewise, personas whose neighbours are in `lid`
    """

    within: float | None
    between: float | None
    ratio: float | None
    ratio_interval: Interval | None
    distance_ratio: float | None
    distance_ratio_interval: Interval | None
    retrieval: float | None
    retrieval_interval: Interval | None
    retrieval_chance: float | None
    means: PersonaMeans
    shuffled: PersonaMeans
    texts: int
    personas: int
    single: int
    retrieval_p_value: float | None = None
    undefined: dict[str, str] = field(default_factory=dict)
    texts_asked: int | None = None
    personas_asked: int | None = None

    @property
    def sampled(self) -> str:
        """What was found from some texts and personas only, in a sentence without its full stop; empty where nothing was.

        >>> from dataclasses import replace
        >>> found = identity([[1, 0], [0, 1]], ["ann", "bob"])
        >>> found.sampled, replace(found, texts=9000, texts_asked=6000).sampled
        ('', 'retrieval is from 6,000 of 9,000 texts, drawn once and compared with all')
        """
        some = (
            ("retrieval", self.texts_asked, self.texts, "texts"),
            ("LID of persona means", self.personas_asked, self.personas, "personas"),
        )
        said = [f"{name} is from {asked:,} of {size:,} {whose}" for name, asked, size, whose in some if asked]
        return f"{', '.join(said)}, drawn once and compared with all" if said else ""


def identity(
    vectors: ArrayLike,
    personas: Sequence[Hashable],
    *,
    seed: int = 0,
    resamples: int = 1000,
    deals: int = 20,
    permutations: int = 999,
) -> Identity:
    """Whether two texts of one persona are more similar than texts of two, and whether a text identifies its persona.

    Rows are scaled to length 1. `within` is the mean over personas of the mean cosine over pairs of their texts, and
    `between` the mean over pairs of personas. Intervals are percentiles over personas drawn with replacement (a persona
    drawn twice does not form a pair with itself); that of retrieval is Wilson's, with the error of a mean over
    personas. Several equally similar texts share one hit. Neighbours are at most a fifth of the personas, or there is
    no number.

    Parameters
    ----------
    vectors : (T, E) of texts
    personas : (T,) the persona of each text
    seed : of resamples and shuffles; texts are sorted first, so their order does not matter
    resamples : number of resamples of personas, for the intervals
    deals : number of shuffles of texts among personas, for `shuffled`
    permutations : number of shuffles of texts among personas, for the p-value of retrieval

    Returns
    -------
    `Identity`.

    Raises
    ------
    InputError : the vectors are not a table of finite numbers, one has length 0, or there is not one persona per text.

    Source
    ------
    I/E and geometry of persona means: "The Chameleon's Limit" (arXiv 2604.24698); p-values of permutations: Phipson &
    Smyth 2010 (Statistical Applications in Genetics and Molecular Biology 9, 39); docs/texts.md, Identity.

    Ann's vectors both point east; Bob's point east and north. The cosines between them are 1, 0, 1, 0:

    >>> found = identity([[1, 0], [1, 0], [1, 0], [0, 1]], ["ann", "ann", "bob", "bob"])
    >>> found.within, found.between, found.ratio, found.distance_ratio
    (0.5, 0.5, 1.0, 1.0)
    >>> round(found.retrieval_chance, 3), found.retrieval, found.undefined["retrieval"]
    (0.333, None, 'it looks at the nearest text, for which 5 personas are needed; there are 2')
    """
    unit = Directions.of(vectors)
    codes = _codes(personas, unit.order)
    sizes = np.bincount(codes)
    means = unit.means(codes)
    own = _own_similarity(means, sizes)
    within, between = _similarities(means, own, np.ones((1, len(sizes))))
    rng = generator("identity", seed)
    within_drawn, between_drawn = _resampled(means, own, resamples, rng)
    enough = int((sizes > 1).sum()) >= FEWEST
    ratio, apart = _ratio(within, between), _ratio(1 - within, 1 - between)
    undefined = _undefined(sizes)
    near = None if "retrieval" in undefined else Nearest.of(unit, seed)
    found = None if near is None else near.found(codes)
    return Identity(
        within=number_or_none(within[0]),
        between=number_or_none(between[0]),
        ratio=number_or_none(ratio[0]),
        ratio_interval=of_resamples(ratio[0], _ratio(within_drawn, between_drawn)) if enough else None,
        distance_ratio=number_or_none(apart[0]),
        distance_ratio_interval=of_resamples(apart[0], _ratio(1 - within_drawn, 1 - between_drawn)) if enough else None,
        retrieval=None if found is None else found.mean,
        retrieval_interval=found.interval if enough and found is not None else None,
        retrieval_chance=float((sizes[sizes > 1] - 1).mean() / (len(unit) - 1)) if (sizes > 1).any() else None,
        means=_geometry(means, seed),
        shuffled=_shuffled_texts(unit, codes, deals, rng, seed),
        texts=len(unit),
        personas=len(sizes),
        single=int((sizes == 1).sum()),
        retrieval_p_value=None if near is None else near.p_value(codes, permutations, seed),
        undefined=undefined,
        texts_asked=None if near is None or len(near.asked) == len(unit) else len(near.asked),
        personas_asked=_asked(len(sizes)),
    )


def _codes(personas: Sequence[Hashable], order: Indices) -> Indices:
    """Personas of texts in this order (T,), numbered as they come: their names have no effect."""
    if len(personas) != len(order):
        raise InputError(f"there are {len(order)} texts and {len(personas)} personas; name one for each text")
    for row, one in enumerate(personas, start=1):
        if one is None or one != one:
            raise InputError(f"text {row} has no persona; name one for each text")
    number: dict[Hashable, int] = {}
    return np.array([number.setdefault(personas[row], len(number)) for row in order], dtype=np.intp)


def _own_similarity(means: Array, sizes: Indices) -> Array:
    """Mean cosine over pairs of a persona's texts (P,): (n |mean|^2 - 1) / (n - 1); nan with one text."""
    squares = (means**2).sum(axis=1)
    found: Array = np.divide(sizes * squares - 1, sizes - 1, out=np.full(len(sizes), np.nan), where=sizes > 1)
    return found


def _similarities(means: Array, own: Array, weights: Array) -> tuple[Array, Array]:
    """Similarity within and between personas (B,), personas weighted (B, P); a persona and its copy are not a pair."""
    of_copies = weights**2 @ (means**2).sum(axis=1)
    pairs = weights.sum(axis=1) ** 2 - (weights**2).sum(axis=1)
    total = ((weights @ means) ** 2).sum(axis=1) - of_copies
    between = np.divide(total, pairs, out=np.full(len(weights), np.nan), where=pairs > 0)
    return _weighted(own, weights), between


def _resampled(means: Array, own: Array, resamples: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Similarity within and between personas, each (resamples,), of personas drawn with replacement."""
    personas = len(means)
    within, between = np.empty(resamples), np.empty(resamples)
    for rows in row_blocks(resamples, max(1, RESAMPLED_BYTES // (8 * personas))):
        drawn = rng.multinomial(personas, np.full(personas, 1 / personas), size=rows.stop - rows.start)
        within[rows], between[rows] = _similarities(means, own, drawn.astype(np.float64))
    return within, between


def _weighted(values: Array, weights: Array) -> Array:
    """Weighted means (B,) of the values that are defined; nan without any."""
    there = ~np.isnan(values)
    weight = weights[:, there].sum(axis=1)
    total = weights[:, there] @ values[there]
    found: Array = np.divide(total, weight, out=np.full(len(weights), np.nan), where=weight > 0)
    return found


def _ratio(above: Array, below: Array) -> Array:
    found: Array = np.divide(above, below, out=np.full(len(above), np.nan), where=below > SAME)
    return found


def _undefined(sizes: Indices) -> dict[str, str]:
    """Number -> why it has no value, for personas with these numbers of texts."""
    found = {}
    for name, neighbours in (("retrieval", 1), ("lid", K)):
        needed = PERSONAS_PER_NEIGHBOUR * neighbours
        if len(sizes) < needed:
            looked_at = "the nearest text" if neighbours == 1 else f"the {neighbours} nearest personas"
            found[name] = f"it looks at {looked_at}, for which {needed} personas are needed; there are {len(sizes)}"
    if "retrieval" not in found and sizes.max() == 1:
        found["retrieval"] = "every persona has one text"
    return found


def _asked(personas: int) -> int | None:
    """Of how many personas LID is the median; None for all."""
    return None if personas <= ALL_ASKED else MOST_PERSONAS


def _geometry(means: Array, seed: int) -> PersonaMeans:
    digits = np.round(means, 6)
    enough = len(means) >= PERSONAS_PER_NEIGHBOUR * K
    return PersonaMeans(
        lid(digits, sample=_asked(len(means)), seed=seed).median if enough else None,
        cosine_vendi(digits),
        participation_ratio(digits),
    )


def _shuffled_texts(unit: Directions, codes: Indices, deals: int, rng: np.random.Generator, seed: int) -> PersonaMeans:
    found = [_geometry(unit.means(rng.permutation(codes)), seed) for _ in range(deals)]
    return PersonaMeans(
        *(mean_or_none(getattr(one, name) for one in found) for name in ("lid", "vendi", "participation_ratio"))
    )
