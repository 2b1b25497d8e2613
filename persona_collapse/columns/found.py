"""Which columns of a table can be the items of an instrument, by spelling, by item id, by own names, by item text."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from persona_collapse.columns.families import Family, families, key_of, names_the, span
from persona_collapse.instruments import Instrument
from persona_collapse.tables import Table


@dataclass(frozen=True)
class Found:
    """A complete set of item columns.

    Attributes
    ----------
    instrument : whose items they are
    columns : one per item, in published order
    names_it : whether the spelling names the instrument, rather than only fitting its number of items
    by_text : whether they are known by the texts of the items
    """

    instrument: Instrument
    columns: tuple[str, ...]
    names_it: bool
    by_text: bool = False

    @property
    def printed(self) -> str:
        """The columns in a few words."""
        long = any(" " in name for name in self.columns)
        named = (
            f"{len(self.columns)} questions"
            if self.by_text and long
            else f"{len(self.columns)} columns {span(self.columns)}"
        )
        return f"{named}, by their texts," if self.by_text else named


def sets_of(table: Table, instrument: Instrument) -> list[Found]:
    """Every complete set of columns that can be the items of an instrument, best first: those that name it.

    >>> from persona_collapse.instruments import bfi44
    >>> table = Table("a.csv", {f"q{number}": [3] for number in range(1, 45)}, ["row 1"])
    >>> [(found.columns[0], found.names_it) for found in sets_of(table, bfi44())]
    [('q1', False)]
    """
    there = families(table.columns)
    every = [*_spelled(table, instrument, there), *_by_prefix(instrument, there), *_by_text(table, instrument)]
    kept: dict[tuple[str, ...], Found] = {}
    for found in sorted(every, key=lambda one: not one.names_it):
        kept.setdefault(found.columns, found)
    return list(kept.values())


def _spelled(table: Table, instrument: Instrument, there: Sequence[Family]) -> Iterator[Found]:
    """As the instrument spells its columns, exactly or in another case, separator and padding."""
    by_prefix = {family.prefix: family for family in there}
    by_key: dict[tuple[str, int] | str, list[str]] = {}
    for name in table.columns:
        by_key.setdefault(key_of(name) or name.strip().lower(), []).append(name)
    for spelling, columns in zip_spellings(instrument):
        keys = [key_of(column) or column.lower() for column in columns]
        last: dict[str, int] = {}
        for key in keys:
            if isinstance(key, tuple):
                last[key[0]] = max(key[1], last.get(key[0], 0))
        if any(prefix in by_prefix and by_prefix[prefix].longer(most) for prefix, most in last.items()):
            continue
        exact = all(column in table.columns for column in columns)
        if not exact and not all(len(by_key.get(key, ())) == 1 for key in keys):
            continue
        found = tuple(columns if exact else [by_key[key][0] for key in keys])
        named = len(last) != 1 or spelling == "{}" or names_the(instrument, next(iter(last)))
        yield Found(instrument, found, named and not (len(last) == 1 and has_own_names(instrument)))


def has_own_names(instrument: Instrument) -> bool:
    """Whether items go by names of their own (E1, N1), so that plain numbers may be in another order: never taken unasked.

    >>> from persona_collapse.instruments import catalogue
    >>> [has_own_names(catalogue.find(name)) for name in ("ipip50", "bfi44")]
    [True, False]
    """
    return all(item.columns for item in instrument.items)


def zip_spellings(instrument: Instrument) -> Iterator[tuple[str | None, list[str]]]:
    """Each accepted set of columns with its spelling; None where items have names of their own."""
    for place, columns in enumerate(instrument.columns()):
        yield (instrument.spellings[place] if place < len(instrument.spellings) else None), columns


def _by_prefix(instrument: Instrument, there: Sequence[Family]) -> Iterator[Found]:
    """Numbered from 1 to the number of items, with any prefix."""
    for family in there:
        if family.complete(len(instrument)):
            columns = tuple(family.columns[number] for number in range(1, len(instrument) + 1))
            if [item.number for item in instrument.items] == list(range(1, len(instrument) + 1)):
                named = names_the(instrument, family.prefix) and not has_own_names(instrument)
                yield Found(instrument, columns, named)


def _by_text(table: Table, instrument: Instrument) -> Iterator[Found]:
    """Columns whose name, or whose question in the file, ends in the text of an item, or else holds that of one item."""
    named = {_plain(item.text): item.name for item in instrument.items}
    if not all(named) or len(named) < len(instrument):
        return
    for item_of in (_at_the_end, _within):
        of_items: dict[str, list[str]] = {}
        for column in table.columns:
            name = item_of((_plain(column), _plain(table.texts.get(column, ""))), named)
            if name is not None:
                of_items.setdefault(name, []).append(column)
        if all(len(of_items.get(item.name, ())) == 1 for item in instrument.items):
            columns = tuple(of_items[item.name][0] for item in instrument.items)
            yield Found(instrument, columns, names_it=True, by_text=True)
            return


def _at_the_end(said: Iterable[str], named: Mapping[str, str]) -> str | None:
    """The item in whose text a question ends."""
    ends = (" ".join(words[start:]) for words in map(str.split, said) for start in range(len(words)))
    return next((named[end] for end in ends if end in named), None)


def _within(said: Iterable[str], named: Mapping[str, str]) -> str | None:
    """The only item whose text a question holds; an item within the text of a longer one is not meant.

    >>> _within(["how well does this describe you talk a lot reply with 1 to 5"], {"talk": "a", "talk a lot": "b"})
    'b'
    """
    for question in said:
        padded = f" {question} "
        held = [text for text in named if len(text) < len(question) and f" {text} " in padded]
        longest = [text for text in held if not any(text != other and f" {text} " in f" {other} " for other in held)]
        if len(longest) == 1:
            return named[longest[0]]
    return None


@lru_cache(20_000)
def _plain(text: str) -> str:
    """Words in lower case, without marks and without "I" at the beginning.

    >>> _plain("I am the life of the party.")
    'am the life of the party'
    """
    return " ".join(re.findall(r"[^\W_]+", text.lower())).removeprefix("i ")
