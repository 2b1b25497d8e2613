"""The axes of a scorecard: every number with the counts that say what it rests on.

A number that a record does not have is undefined, so records of older versions, which lack newer numbers, still read.
Counts are required: they say what the numbers rest on.
"""

from dataclasses import dataclass, field

from persona_collapse.measures.correlations import TraitPair
from persona_collapse.measures.label_fidelity import Fidelity
from persona_collapse.measures.trait_shape import TraitShape


@dataclass(frozen=True, kw_only=True)
class CoverageAxis:
    """Where a population is among people; see `persona_collapse.measures.Coverage` for each number.

    `n` is (personas, reference respondents) compared at once, `excluded` and `excluded_reference` those excluded for
    missing answers, `constant_items` the items to which the whole reference gave one answer.
    """

    coverage: float | None = None
    density: float | None = None
    precision: float | None = None
    recall: float | None = None
    trait_coverage: float | None = None
    trait_density: float | None = None
    trait_precision: float | None = None
    trait_recall: float | None = None
    n: tuple[int, int]
    excluded: int
    excluded_reference: int
    imputed: int
    constant_items: int


@dataclass(frozen=True, kw_only=True)
class HopkinsAxis:
    """Clumping: mean and SD over draws; `undefined` draws have no value, `without_direction` rows are at the centre."""

    hopkins: float | None = None
    hopkins_sd: float | None = None
    hyperspherical_uniformity: float | None = None
    undefined: int
    without_direction: int | None = None
    probes: int
    n: int
    excluded: int
    excluded_reference: int
    imputed: int


@dataclass(frozen=True, kw_only=True)
class LIDAxis:
    """Complexity: `tied` and `distinct` describe all respondents, `undefined` is the mean number per draw of n.

    `undefined_draws` have no value; as soon as there is one, `lid` is None.
    """

    lid: float | None = None
    lid_distinct: float | None = None
    lid_harmonic: float | None = None
    tied: int
    undefined: float
    undefined_draws: int
    distinct: float
    standardised: bool
    k: int
    n: int
    complete: int
    excluded: int
    excluded_reference: int
    imputed: int


@dataclass(frozen=True, kw_only=True)
class LikertAxis:
    """Use of the response scale, over all respondents, item by item."""

    effective_likert: float | None = None
    midpoint_share: float | None = None
    extreme_share: float | None = None
    zero_variance_items: int
    unanswered_items: int
    per_item: tuple[float | None, ...] = ()
    missing_answers: int


@dataclass(frozen=True, kw_only=True)
class ItemsAxis:
    """How items and traits differ from people's; lists are per item (D) or per trait (T).

    `cronbach_alpha_interval` has 95 % intervals over respondents (None under 50 respondents and of weighted answers);
    `worst_trait_pairs` are those whose items' correlations are farthest from people's, the worst first.
    """

    sd_ratio: float | None = None
    marginal_distance: float | None = None
    marginal_distance_per_item: tuple[float | None, ...] = ()
    worst_items: tuple[int, ...] = ()
    cronbach_alpha: dict[str, float | None] = field(default_factory=dict)
    cronbach_alpha_interval: dict[str, tuple[float, float] | None] = field(default_factory=dict)
    tucker_phi: dict[str, float | None] = field(default_factory=dict)
    desirability_shift: float | None = None
    per_trait: dict[str, TraitShape] = field(default_factory=dict)
    correlation_difference: float | None = None
    worst_trait_pairs: tuple[TraitPair, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SpreadAxis:
    """Further geometry; `vendi_ratio` is `vendi` over held-out people's at the same n, `separability` an area under a ROC curve.

    `energy_distance` is a mean over draws; its p-value and `separability` are those of the first draw. What is measured
    against people has matched size (`n_against_people`), with rarefaction or without. `undefined_draws` is the number
    of draws without a participation ratio.
    """

    participation_ratio: float | None = None
    mean_nearest_neighbour_distance: float | None = None
    crowding: float | None = None
    vendi: float | None = None
    vendi_people: float | None = None
    vendi_ratio: float | None = None
    energy_distance: float | None = None
    energy_p_value: float | None = None
    separability: float | None = None
    undefined_draws: int
    n: int
    n_against_people: int | None = None


@dataclass(frozen=True)
class AnsweringIndex:
    """How many respondents are beyond the cut of an index of answering.

    Attributes
    ----------
    share : of the respondents that have a value
    respondents : that have one
    cut, people_beyond, people : the value that few people are beyond, how many are, and how many people have a value
    p_value : how often as many of a sample of people are beyond it (one-sided, exact)
    reread_share, reread_p_value : the same of the answers mapped to people's distribution, item by item: what the use of
        the scale does not explain
    """

    share: float
    respondents: int
    cut: float
    people_beyond: int
    people: int
    p_value: float
    reread_share: float
    reread_p_value: float


@dataclass(frozen=True, kw_only=True)
class AnsweringAxis:
    """How carefully respondents answered, beside people: shares beyond people's own cuts, see `persona_collapse.measures.beyond`.

    Attributes
    ----------
    inconsistent_share : of respondents that answer reversed items as if they were not, over all traits
    long_string_share : of those that give one answer to many consecutive items
    low_variability_share : of those whose answers hardly vary
    unusual_share : of those with a combination of answers far from all people's
    unlike_pairs_share : of those that answer items alike in meaning differently
    indices : name of the share -> what it rests on
    opposite_sides : trait -> share of respondents on opposite sides of people's means with its two halves, re-read; traits
        with items of both keys only
    not_reversed : the traits of which these are more than half, by more than chance
    """

    inconsistent_share: float | None = None
    long_string_share: float | None = None
    low_variability_share: float | None = None
    unusual_share: float | None = None
    unlike_pairs_share: float | None = None
    indices: dict[str, AnsweringIndex] = field(default_factory=dict)
    opposite_sides: dict[str, float | None] = field(default_factory=dict)
    not_reversed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StyleAxis:
    """How respondents use the scale, whatever they are asked; the means of the first two are in `LikertAxis`.

    `extreme_share_sd`, `midpoint_share_sd` and `acquiescence_sd` are spreads between respondents. `acquiescence` is the
    mean answer to balanced pairs of opposite key, less the midpoint, in scale points.
    """

    extreme_share_sd: float | None = None
    midpoint_share_sd: float | None = None
    acquiescence: float | None = None
    acquiescence_sd: float | None = None


@dataclass(frozen=True, kw_only=True)
class ReliabilityAxis:
    """What repeated answers say: how much of them is the persona, and the geometry of persona means.

    Attributes
    ----------
    persona, item, persona_item, within : variance components, squared scale points; negative where estimated so; None
        where too few cells are complete (see `persona_collapse.measures.Components`)
    noise_share : within / (all but item), negative components taken as 0
    icc : ICC(1,1), mean over the items that have a value; `icc_per_item` has None for the `undefined_items`
    repeats : answers to each question; None where the answers are distributions
    personas : those with at least one complete cell (one persona's answers to one item)
    incomplete_cells : cells with fewer answers, excluded from components and ICC
    coverage, lid : of persona means; None where they are undefined
    people_coverage, people_lid : of held-out people at the same size
    excluded : personas without any answer to some item, excluded from coverage and LID
    """

    persona: float | None = None
    item: float | None = None
    persona_item: float | None = None
    within: float | None = None
    noise_share: float | None = None
    icc: float | None = None
    icc_per_item: tuple[float | None, ...] = ()
    undefined_items: int
    repeats: int | None = None
    personas: int
    incomplete_cells: int
    coverage: CoverageAxis | None = None
    lid: LIDAxis | None = None
    people_coverage: CoverageAxis | None = None
    people_lid: LIDAxis | None = None
    excluded: int
    excluded_reference: int


@dataclass(frozen=True, kw_only=True)
class DefaultAxis:
    """How near personas stay to what their model answers without a persona.

    Attributes
    ----------
    default_pull : 1 - mean distance of personas from the default / that of people; see `persona_collapse.measures`
    null_mean, null_low, null_high : the same pull towards `held_out` people instead, mean and 2.5th and 97.5th
        percentiles: a pull within them is one towards any person
    undefined_null : held-out people without such a value, excluded from the three
    default_shift : 0 the population's mean is people's, 1 it is the default; None for a default nearer than 2.5
        standardised units to people's mean
    distance : of the default from people's mean, in those units
    samples : answers to each question that the default is the mean of, at most
    unanswered_items : items the default never answered; with any, nothing above is defined
    profile : trait -> how far the default and the mean persona are above people's mean, in people's SDs; no trait that
        all people share
    """

    default_pull: float | None = None
    null_mean: float | None = None
    null_low: float | None = None
    null_high: float | None = None
    undefined_null: int
    default_shift: float | None = None
    distance: float | None = None
    held_out: int
    samples: int
    unanswered_items: int
    n: tuple[int, int]
    excluded: int
    excluded_reference: int
    imputed: int
    profile: dict[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Scorecard:
    """All axes of one set of respondents; None where an axis lacks what it needs.

    `further` holds the numbers whose entry in the register (`persona_collapse.results.numbers`) has their measure.
    `answering` and `styles` are None in records of older versions, and by the paper's protocol.
    """

    coverage: CoverageAxis | None
    hopkins: HopkinsAxis
    lid: LIDAxis
    likert: LikertAxis
    items: ItemsAxis | None
    spread: SpreadAxis
    fidelity: Fidelity | None
    further: dict[str, float | None] = field(default_factory=dict)
    answering: AnsweringAxis | None = None
    styles: StyleAxis | None = None
