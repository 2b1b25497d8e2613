"""Instruments: items, their scale, and how items make up traits."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self

from persona_collapse.errors import InputError
from persona_collapse.instruments.scale import ResponseScale
from persona_collapse.measures.scaling import Keying, keying

UNDESIRED = frozenset({"Neuroticism"})
"""Undesirable traits of an instrument that does not say which of its traits are."""


@dataclass(frozen=True)
class Item:
    """One question.

    Attributes
    ----------
    number : its position in the published order, from 1
    text : as published, "is talkative"; empty where only its key may be published
    trait, key : its trait, and +1 or -1 (reversed); None and 0 for an item without a trait
    id : a name that stays the same when items are added, removed or moved; it is stored with every answer
    facet : the part of the trait it measures; empty where the instrument has no facets
    wordings : other texts with the same meaning, for `Instrument.reworded`
    columns : names that its column has in published tables, beside the instrument's spellings
    """

    number: int
    text: str
    trait: str | None = None
    key: int = 0
    id: str = ""
    facet: str = ""
    wordings: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

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
    title : for people, "Big Five Inventory, 44 items"
    language : of the texts, as in "pt-br"
    also : trait -> other names of it in the columns of personas, in any case
    undesired : traits that people would rather not have; None takes those in `UNDESIRED`
    references : names of the human samples that answered it

    Raises
    ------
    InputError : no items, two items of one name, an unknown trait, a trait without a key, or a key without a trait.
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
    title: str = ""
    language: str = "en"
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    undesired: tuple[str, ...] | None = None
    references: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.items:
            raise InputError(f"{self.id}: items: there are none; give at least one")
        if twice := [name for name, count in Counter(item.name for item in self.items).items() if count > 1]:
            raise InputError(f"{self.id}: items: two are called {twice[0]!r}; give every item its own id")
        for item in self.items:
            self._check(item)
        for name, given in (("also", self.also), ("undesired", self.undesired or ())):
            if unknown := [trait for trait in given if trait not in self.traits]:
                raise InputError(f"{self.id}: {name}: unknown trait {unknown[0]!r}; traits: {self._traits}")

    def _check(self, item: Item) -> None:
        place = f"{self.id}: item {item.number}" + (f" ({item.id})" if item.id else "")
        if item.key not in (-1, 0, 1):
            raise InputError(f"{place}: key {item.key}: give 1, or -1 for a reversed item")
        if item.trait is None:
            if item.key:
                raise InputError(f"{place}: a key of {item.key} without a trait; add the trait, or remove the key")
        elif item.trait not in self.traits:
            raise InputError(f"{place}: unknown trait {item.trait!r}; traits: {self._traits}")
        elif not item.key:
            raise InputError(f"{place}: trait {item.trait} without a key; give 1, or -1 for a reversed item")

    @property
    def _traits(self) -> str:
        return ", ".join(self.traits) or "none"

    def __len__(self) -> int:
        return len(self.items)

    @property
    def undesirable(self) -> frozenset[str]:
        """Traits that people would rather not have."""
        return UNDESIRED.intersection(self.traits) if self.undesired is None else frozenset(self.undesired)

    @property
    def can_be_asked(self) -> bool:
        """Whether every item has a text."""
        return all(item.text for item in self.items)

    @property
    def words(self) -> dict[str, Any]:
        """Everything a respondent may read, and how answers become scores: what a study's hash stands on.

        Fields of a later version stand in it only where they change what is read, so that runs of an earlier version
        keep their hash.
        """
        record = asdict(self)
        for one in record["items"]:
            for name in ("facet", "wordings", "columns"):
                del one[name]
        for name in ("title", "also", "undesired", "references"):
            del record[name]
        if self.language == "en":
            del record["language"]
        return record

    @property
    def stored(self) -> dict[str, Any]:
        """All fields as plain values, without those of a later version that are not used."""
        record = asdict(self)
        record["items"] = [_used(one, Item) for one in record["items"]]
        return _used(record, Instrument)

    @property
    def questions(self) -> tuple[Any, ...]:
        """What answers must share to be compared: version, items, keys and scale points, in whatever language."""
        items = tuple((item.name, item.trait, item.key) for item in self.items)
        return self.id, self.version, items, self.scale.points

    def answered_like(self, other: "Instrument") -> bool:
        """Whether answers to this one can be answers to another: the same item names, in order, and the same points."""
        names = [[item.name for item in one.items] for one in (self, other)]
        return names[0] == names[1] and self.scale.points == other.scale.points

    def prompt(self, item: Item) -> str:
        """The item as shown to a respondent.

        >>> from persona_collapse.instruments import bfi44
        >>> bfi44().prompt(bfi44().items[0])
        'I see myself as someone who is talkative'
        """
        return f"{self.stem} {item.text}".strip()

    def columns(self) -> list[list[str]]:
        """The accepted sets of item columns, a list per spelling; then the names that items have of their own."""
        spelled = [[spelling.format(item.number, id=item.id) for item in self.items] for spelling in self.spellings]
        own = min(len(item.columns) for item in self.items)
        return [*spelled, *([item.columns[place] for item in self.items] for place in range(own))]

    def column(self, item: Item) -> str:
        """The name of the item's column in tables this project writes: "bfi44_1"."""
        return self.spellings[0].format(item.number, id=item.id)

    def names_of(self, trait: str) -> tuple[str, ...]:
        """All names of a trait, in lower case, its own first; spaces and hyphens as underscores.

        >>> from persona_collapse.instruments import bfi44
        >>> bfi44().names_of("Openness")[:2]
        ('openness', 'openness_to_experience')
        """
        return tuple(dict.fromkeys(as_column(name) for name in (trait, *self.also.get(trait, ()))))

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

    def reworded(self, number: int) -> Self:
        """The instrument with another wording of each item, under another version.

        Parameters
        ----------
        number : 1 takes the first of each item's `wordings`; an item without that many keeps its text

        Raises
        ------
        InputError : no item has that many wordings.

        >>> item = Item(1, "is talkative", wordings=("likes to talk",))
        >>> again = Instrument("own", "1", (item,), ResponseScale(1, 5)).reworded(1)
        >>> again.items[0].text, again.version
        ('likes to talk', '1-wording-1')
        """
        most = max(len(item.wordings) for item in self.items)
        if not 1 <= number <= most:
            raise InputError(f"{self.id} has {most} other wordings of its items; wording {number} was asked for")
        items = (
            replace(item, text=item.wordings[number - 1]) if number <= len(item.wordings) else item
            for item in self.items
        )
        return replace(self, items=tuple(items), version=f"{self.version}-wording-{number}")


def as_column(name: str) -> str:
    """A name as it is compared with columns: lower case, with underscores.

    >>> as_column("Open-Mindedness"), as_column(" Negative emotionality")
    ('open_mindedness', 'negative_emotionality')
    """
    return "_".join(name.lower().replace("-", " ").replace("_", " ").replace("/", " ").split())


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


LATER = ("facet", "wordings", "columns", "title", "language", "also", "undesired", "references")
"""Fields that version 0.1.0 did not have."""


def _used(record: dict[str, Any], kind: type) -> dict[str, Any]:
    """A record without fields of a later version that have their default."""
    usual = {one.name: one.default for one in fields(kind)} | {"also": {}}
    return {name: one for name, one in record.items() if name not in LATER or one != usual[name]}
