"""Records of a diagnosis: every number with the counts that say what it rests on. None means undefined, never 0."""

import dataclasses
import json
import math
from dataclasses import dataclass
from numbers import Integral
from typing import Any, Literal, TypeAlias, get_args

from persona_collapse.errors import InputError
from persona_collapse.measures import TraitFidelity
from persona_collapse.measures.intervals import Interval

SCHEMA = "persona-collapse/diagnosis/1"

Protocol: TypeAlias = Literal["calibrated", "paper"]


@dataclass(frozen=True)
class Settings:
    """How the numbers were obtained.

    Attributes
    ----------
    protocol : "calibrated" (the definitions to trust) or "paper" (the published ones)
    seed : of every draw
    draws : number of draws a rarefied value is the mean of
    rarefy : compare at matched size (`size`), or use all respondents
    size : respondents per draw on each side; None until known, or without rarefaction

    Raises
    ------
    InputError : an unknown protocol, or a seed, number of draws or size that is not a whole number large enough.
    """

    protocol: Protocol = "calibrated"
    seed: int = 0
    draws: int = 100
    rarefy: bool = True
    size: int | None = None

    def __post_init__(self) -> None:
        if self.protocol not in get_args(Protocol):
            raise InputError(f'protocol is {self.protocol!r}; say "calibrated" or "paper"')
        for name, least in (("seed", 0), ("draws", 1), ("size", 1)):
            value = getattr(self, name)
            whole = isinstance(value, Integral) and int(value) >= least
            if not whole and not (name == "size" and value is None):
                raise InputError(f"{name} is {value!r}; give a whole number from {least} up")


@dataclass(frozen=True)
class CoverageAxis:
    """Where a population stands among people; see `persona_collapse.measures.Coverage` for each number.

    `n` is (personas, reference respondents) compared at once, `excluded` and `excluded_reference` those left out for
    missing answers, `constant_items` the items to which the whole reference gave one answer.
    """

    coverage: float | None
    density: float | None
    precision: float | None
    recall: float | None
    trait_coverage: float | None
    trait_density: float | None
    trait_precision: float | None
    trait_recall: float | None
    n: tuple[int, int]
    excluded: int
    excluded_reference: int
    imputed: int
    constant_items: int


@dataclass(frozen=True)
class HopkinsAxis:
    """Clumping: mean and SD over draws; `undefined` draws have no value, `without_direction` rows are at the centre."""

    hopkins: float | None
    hopkins_sd: float | None
    hyperspherical_uniformity: float | None
    undefined: int
    without_direction: int | None
    probes: int
    n: int
    excluded: int
    excluded_reference: int
    imputed: int


@dataclass(frozen=True)
class LIDAxis:
    """Complexity: `tied` and `distinct` describe all respondents, `undefined` is the mean number per draw of n.

    `undefined_draws` have no value; as soon as there is one, `lid` is None.
    """

    lid: float | None
    lid_distinct: float | None
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


@dataclass(frozen=True)
class LikertAxis:
    """Use of the response scale, over all respondents, item by item."""

    effective_likert: float | None
    midpoint_share: float | None
    extreme_share: float | None
    zero_variance_items: int
    unanswered_items: int
    per_item: tuple[float | None, ...]
    missing_answers: int


@dataclass(frozen=True)
class ItemsAxis:
    """How items and traits differ from people's; lists are per item (D) or per trait (T)."""

    sd_ratio: float | None
    marginal_distance: float | None
    marginal_distance_per_item: tuple[float | None, ...]
    worst_items: tuple[int, ...]
    cronbach_alpha: dict[str, float | None]
    tucker_phi: dict[str, float | None]
    desirability_shift: float | None


@dataclass(frozen=True)
class SpreadAxis:
    """Further geometry; `vendi_ratio` is `vendi` over held-out people's at the same n, `separability` an area under a ROC curve.

    `energy_distance` is a mean over draws; its p-value and `separability` are those of the first draw. What is measured
    against people has matched size (`n_against_people`), with rarefaction or without. `undefined_draws` is the number
    of draws without a participation ratio.
    """

    participation_ratio: float | None
    mean_nearest_neighbour_distance: float | None
    vendi: float | None
    vendi_people: float | None
    vendi_ratio: float | None
    energy_distance: float | None
    energy_p_value: float | None
    separability: float | None
    undefined_draws: int
    n: int
    n_against_people: int | None


@dataclass(frozen=True)
class FidelityAxis:
    """Labels followed and overdone; see `persona_collapse.measures.Fidelity`."""

    rho: float | None
    d: float | None
    rho_ceiling: float | None
    rho_attainable: float | None
    d_reference: float | None
    caricature: float | None
    within_level_sd_ratio: float | None
    within_level_sd_ratio_perfect: float | None
    trapped: bool | None
    trapped_traits: int | None
    undefined_traits: int
    per_trait: dict[str, TraitFidelity]


@dataclass(frozen=True)
class ReliabilityAxis:
    """What repeated answers say: how much of them is the persona, and how the personas stand with the noise averaged out.

    Attributes
    ----------
    persona, item, persona_item, within : variance components, squared scale points; negative where estimated so; None
        where too few cells are complete (see `persona_collapse.measures.Components`)
    noise_share : within / (all but item), negative components taken as 0
    icc : ICC(1,1), mean over the items that have a value; `icc_per_item` has None for the `undefined_items`
    repeats : answers to each question; None where they came as distributions
    personas : those with at least one complete cell (one persona's answers to one item)
    incomplete_cells : cells with fewer answers, left out of components and ICC
    coverage, lid : of persona means; None where they are undefined
    people_coverage, people_lid : of held-out people at the same size
    excluded : personas who never answered some item, left out of coverage and LID
    """

    persona: float | None
    item: float | None
    persona_item: float | None
    within: float | None
    noise_share: float | None
    icc: float | None
    icc_per_item: tuple[float | None, ...]
    undefined_items: int
    repeats: int | None
    personas: int
    incomplete_cells: int
    coverage: CoverageAxis | None
    lid: LIDAxis | None
    people_coverage: CoverageAxis | None
    people_lid: LIDAxis | None
    excluded: int
    excluded_reference: int


@dataclass(frozen=True)
class DefaultAxis:
    """How near personas stay to what their model answers without a persona.

    Attributes
    ----------
    default_pull : 1 - mean distance of personas from the default / that of people; see `persona_collapse.measures`
    null_mean, null_low, null_high : the same pull towards `held_out` people instead, mean and 2.5th and 97.5th
        percentiles: a pull within them is one towards anybody
    undefined_null : held-out people without such a value, left out of the three
    default_shift : 0 the population's mean is people's, 1 it is the default; None for a default nearer than 2.5
        standardised units to people's mean
    distance : of the default from people's mean, in those units
    samples : answers to each question that the default is the mean of, at most
    unanswered_items : items the default never answered; with any, nothing above is defined
    """

    default_pull: float | None
    null_mean: float | None
    null_low: float | None
    null_high: float | None
    undefined_null: int
    default_shift: float | None
    distance: float | None
    held_out: int
    samples: int
    unanswered_items: int
    n: tuple[int, int]
    excluded: int
    excluded_reference: int
    imputed: int


@dataclass(frozen=True)
class AttributeShare:
    """What one attribute accounts for; means over items (or traits), None where none is defined or by the protocol.

    Attributes
    ----------
    eta2 : share of the variance between its groups, 0..1
    omega2 : the same less what chance gives, about 0 for noise
    eta2_chance : eta2 of noise
    eta2_items : items (or traits) that the three are means over
    incremental : what it adds to R squared after the attributes before it
    shapley : what it adds on average over all orders
    share : shapley / R squared
    share_chance : its share of the degrees of freedom, its share among noise
    levels : of the attribute, unknown included
    unknown : respondents whose value is unknown
    groups_left_out, respondents_left_out : in groups of fewer than 6, which have no part in eta2; at the item where most are
    """

    eta2: float | None
    omega2: float | None
    eta2_chance: float | None
    eta2_items: int
    incremental: float | None
    shapley: float | None
    share: float | None
    share_chance: float | None
    levels: int
    unknown: int
    groups_left_out: int
    respondents_left_out: int


@dataclass(frozen=True)
class Tracked:
    """What all attributes account for together; see `persona_collapse.measures.Attribution`.

    `dominant` names the attribute with the largest share; `r2_each` holds R squared of every item (or trait), None
    where undefined, and `undefined_items` counts those.
    """

    r2: float | None
    adjusted_r2: float | None
    r2_chance: float | None
    p_value: float | None
    null_95: float | None
    dominant: str | None
    dominance: float | None
    dominance_chance: float | None
    per_attribute: dict[str, AttributeShare]
    r2_each: tuple[float | None, ...]
    undefined_items: int


@dataclass(frozen=True)
class AttributionAxis:
    """What the answers track: items, and trait scores of an instrument that has them.

    Attributes
    ----------
    attributes : columns, in the order of the incremental parts
    items, traits : what they account for
    people_r2 : trait -> R squared of its score on political views, gender, region and income among the 2,058 people of
        Twin-2K-500, beside `traits.r2_each`; empty unless the four attributes of the paper are the ones measured
    permutations : behind each p-value; 0 by the paper's protocol, which has none
    """

    attributes: tuple[str, ...]
    items: Tracked
    traits: Tracked | None
    people_r2: dict[str, float]
    permutations: int


@dataclass(frozen=True)
class Scorecard:
    """All axes of one set of respondents; None where an axis needs what is not there."""

    coverage: CoverageAxis | None
    hopkins: HopkinsAxis
    lid: LIDAxis
    likert: LikertAxis
    items: ItemsAxis | None
    spread: SpreadAxis
    fidelity: FidelityAxis | None


@dataclass(frozen=True)
class Sample:
    """Who was measured: where the answers come from, what must be said of them, and how many are complete."""

    source: str
    note: str
    respondents: int
    complete: int
    missing_answers: int
    imputed: int


@dataclass(frozen=True)
class NullRow:
    """The numbers of a population whose collapse, or noise, is known; a mean over a few of its kind."""

    name: str
    coverage: float | None
    precision: float | None
    recall: float | None
    trait_coverage: float | None
    trait_precision: float | None
    trait_recall: float | None
    lid: float | None
    lid_shuffled: float | None
    effective_likert: float | None


@dataclass(frozen=True)
class NullPanel:
    """Known populations of `n` respondents against `n` people."""

    n: int
    rows: tuple[NullRow, ...]

    def row(self, name: str) -> NullRow:
        """The row of a population."""
        return next(row for row in self.rows if row.name == name)


@dataclass(frozen=True)
class Signature:
    """What a population is like in one word.

    Attributes
    ----------
    name : human-like, shallow, caricature, noise, mode collapse, mixed, invalid, or unread where nothing can be said
    evidence : the numbers behind it, in words
    also : other readings whose rule holds too
    """

    name: str
    evidence: tuple[str, ...]
    also: tuple[str, ...]


@dataclass(frozen=True)
class Diagnosis:
    """The scorecard of a population between its ceiling and its floor.

    Attributes
    ----------
    population : who was measured
    reference : against whom; None without a reference
    instrument : id and number of items
    settings : how
    values : the population's numbers
    held_out_people : the reference's, measured against other people of the reference: the ceiling
    shuffled_population : those of the same answers dealt anew among respondents, item by item: the noise floor; None
        where answers were filled in, which cannot be dealt
    warnings : sentences, one per number that sits on its noise floor, and one per thing that was left out
    intervals : name of a number -> its 95 % interval; None from `measure`, or with fewer than 50 at a time
    signature : what the population is like in one word; None from `measure`
    null_panel : known populations at the same size; None from `measure`
    reliability : what repeats say; None without repeats (noise unknown), and from `measure`
    default_pull : how near personas stay to their model's default; None without a control run, and from `measure`
    attribution : what answers track of the paper's attributes; None where none is beside the answers, and from `measure`
    """

    population: Sample
    reference: Sample | None
    instrument: str
    n_items: int
    settings: Settings
    values: Scorecard
    held_out_people: Scorecard | None
    shuffled_population: Scorecard | None
    warnings: tuple[str, ...]
    version: str
    intervals: dict[str, Interval] | None = None
    signature: Signature | None = None
    attribution: AttributionAxis | None = None
    reliability: ReliabilityAxis | None = None
    default_pull: DefaultAxis | None = None
    null_panel: NullPanel | None = None
    schema: str = SCHEMA

    def to_json(self) -> str:
        """The record as JSON: undefined values are null, an infinite d is the word "infinite"."""
        return json.dumps(plain(dataclasses.asdict(self)), indent=2, allow_nan=False, ensure_ascii=False)


def plain(value: Any) -> Any:
    """Nested records as JSON can hold them.

    >>> plain({"a": (1.0, float("nan")), "d": float("inf")})
    {'a': [1.0, None], 'd': 'infinite'}
    """
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else "infinite" if value > 0 else "-infinite"
    return value
