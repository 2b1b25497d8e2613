"""Two personas, or two pools of personas, that should differ and give one answer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AttributeOfTwo:
    """An attribute in which two personas differ: its column, and what each has."""

    attribute: str
    first: str
    second: str


@dataclass(frozen=True)
class TwoPersonas:
    """Of the pairs of personas whose attributes differ most, the one whose answers are nearest.

    Attributes
    ----------
    first, second : their names
    differing : the attributes in which they differ
    attributes : how many were compared
    same, items : items that both answer alike, of how many
    on_average : items that two personas drawn at random answer alike
    personas, pairs : how many were compared, and how many pairs of them looked through
    people_on_average : items that two people answer alike; None without a reference
    people_nearest : items that the nearest of as many pairs of people answer alike; None without a reference
    """

    first: str
    second: str
    differing: tuple[AttributeOfTwo, ...]
    attributes: int
    same: int
    items: int
    on_average: float
    personas: int
    pairs: int
    people_on_average: float | None = None
    people_nearest: int | None = None


@dataclass(frozen=True)
class Pool:
    """Personas with one label: the label, how many there are, and their share on each scale point."""

    label: str
    personas: int
    shares: tuple[float, ...]


@dataclass(frozen=True)
class TwoPools:
    """The two extreme pools of a label, on the item on which their answers differ least.

    Attributes
    ----------
    attribute : the column of the label
    first, second : the pools
    item, text : the item's column and its text
    points : of the scale
    moved : share of the answers that would have to change for both pools to answer alike, 0..1
    items : that were compared: all, or those of the label's trait
    undistinguished : of these, those on which chance explains the difference (adjusted p .05 or more)
    people : people's share on each scale point; None without a reference
    """

    attribute: str
    first: Pool
    second: Pool
    item: str
    text: str
    points: tuple[int, ...]
    moved: float
    items: int
    undistinguished: int
    people: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Alike:
    """What a first reader sees of collapse: two personas, and two pools, with one answer.

    Attributes
    ----------
    personas : None where no persona has attributes
    pools : None where there is no label with two extremes
    """

    personas: TwoPersonas | None = None
    pools: TwoPools | None = None
