"""Instruments: items, their scale, and how items make up traits."""

from dataclasses import dataclass
from functools import cache

from persona_collapse import resources
from persona_collapse.instruments.scale import ResponseScale
from persona_collapse.measures.scaling import Keying, keying

TRAITS = ("Extraversion", "Agreeableness", "Conscientiousness", "Neuroticism", "Openness")
"""The five traits of the BFI-44, in the order of every table of this project."""

UNDESIRED = frozenset({"Neuroticism"})
"""Undesirable traits."""


@dataclass(frozen=True)
class Item:
    """One question.

    Attributes
    ----------
    number : its position in the published order, from 1
    text : as published, "is talkative"
    trait, key : its trait, and +1 or -1 (reversed); None and 0 for an item without a trait
    id : a name that stays the same when items are added, removed or moved; it is stored with every answer
    """

    number: int
    text: str
    trait: str | None = None
    key: int = 0
    id: str = ""

    @property
    def name(self) -> str:
        """The item's name wherever its answers are stored: its id, or its number if it has none.

        >>> Item(7, "is talkative").name, Item(7, "is talkative", id="bfi44_1").name
        ('7', 'bfi44_1')
        """
        return self.id or str(self.number)


@dataclass(frozen=True)
class Instrument:
    """A questionnaire; a reworded prompt needs a new version.

    Attributes
    ----------
    id : "bfi44"
    version : changes with every change of the words that a respondent reads
    items : in published order
    scale : the response scale
    traits : names of the trait scores; empty when the instrument has none
    stem : the words before each item's text
    lead : the question that an item answers, printed above it
    sides : the meaning of A and B for a scale between them, else None
    source, terms : its origin and its licence
    spellings : accepted column names, with "{}" for the item's number and "{id}" for its id
    """

    id: str
    version: str
    items: tuple[Item, ...]
    scale: ResponseScale
    traits: tuple[str, ...] = ()
    stem: str = ""
    lead: str = ""
    sides: tuple[str, str] | None = None
    source: str = ""
    terms: str = ""
    spellings: tuple[str, ...] = ("{}",)

    def __len__(self) -> int:
        return len(self.items)

    def prompt(self, item: Item) -> str:
        """The item as shown to a respondent.

        >>> bfi44().prompt(bfi44().items[0])
        'I see myself as someone who is talkative'
        """
        return f"{self.stem} {item.text}".strip()

    def columns(self) -> list[list[str]]:
        """The accepted sets of item columns, a list per spelling."""
        return [[spelling.format(item.number, id=item.id) for item in self.items] for spelling in self.spellings]

    def column(self, item: Item) -> str:
        """The name of the item's column in tables this project writes: "bfi44_1"."""
        return self.spellings[0].format(item.number, id=item.id)

    def keying(self) -> Keying | None:
        """How items make up trait scores; None when the instrument has no traits."""
        if not self.traits:
            return None
        return keying(
            [item.trait or "" for item in self.items],
            [item.key for item in self.items],
            self.traits,
            low=self.scale.low,
            high=self.scale.high,
        )


@cache
def bfi44() -> Instrument:
    """The Big Five Inventory: 44 items, five traits, 1 Disagree strongly .. 5 Agree strongly.

    Source
    ------
    John, Donahue & Kentle 1991; John & Srivastava 1999. Copyright Oliver P. John, free for research use.

    >>> len(bfi44()), bfi44().items[5].trait, bfi44().items[5].key
    (44, 'Extraversion', -1)
    """
    published = resources.data("instruments/data/bfi44.json")
    points = sorted(published["scale"], key=int)
    return Instrument(
        id="bfi44",
        version="1",
        items=tuple(
            Item(one["number"], one["text"], one["trait"], one["key"], f"bfi44_{one['number']}")
            for one in published["items"]
        ),
        scale=ResponseScale(int(points[0]), int(points[-1]), tuple(published["scale"][point] for point in points)),
        traits=TRAITS,
        stem=published["stem"],
        lead="How well does this statement describe you?",
        source=published["source"],
        terms=published["terms"],
        spellings=("bfi44_{}", "BFI_Q{}", "{}"),
    )


def unnamed_instrument(items: int, low: int = 1, high: int = 5) -> Instrument:
    """An instrument defined only by its number of items and its scale.

    >>> unnamed_instrument(131).traits, len(unnamed_instrument(131))
    ((), 131)
    """
    return Instrument(
        id=f"items-{items}",
        version="1",
        items=tuple(Item(number, "") for number in range(1, items + 1)),
        scale=ResponseScale(low, high, labels=()),
    )
