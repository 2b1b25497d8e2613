"""Which attributes of the personas predict their answers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AttributeShare:
    """What one attribute accounts for; means over items (or traits), None where none is defined or by the protocol.

    Attributes
    ----------
    eta2 : share of the variance between its groups, 0..1
    omega2 : the same less what chance gives, about 0 for noise
    eta2_chance : eta2 of noise
    eta2_items : items (or traits) that the three are means over
    incremental : its addition to R squared after the attributes before it
    shapley : its addition on average over all orders
    share : shapley / R squared
    share_chance : its share of the degrees of freedom, its share among noise
    levels : of the attribute, unknown included
    unknown : respondents whose value is unknown
    groups_left_out, respondents_left_out : groups of fewer than 6 and their respondents, excluded from eta2; at the item
        with the most
    p_value : how often shuffled values of this attribute alone explain as much, mean over items; 1 / (1 + B) .. 1
    omega2_interval : 95 % interval of omega2 over respondents
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
    p_value: float | None = None
    omega2_interval: tuple[float, float] | None = None


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
    """What predicts the answers: to items, and the trait scores of an instrument that has them.

    Attributes
    ----------
    attributes : columns, in the order of the incremental parts
    items, traits : how much they account for
    people_r2 : trait -> R squared of its score on political views, gender, region and income among the 2,058 people of
        Twin-2K-500, beside `traits.r2_each`; empty unless the four attributes of the paper are the ones measured
    permutations : behind each p-value; 0 by the paper's protocol, which has none
    """

    attributes: tuple[str, ...]
    items: Tracked
    traits: Tracked | None
    people_r2: dict[str, float]
    permutations: int
