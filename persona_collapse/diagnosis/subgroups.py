"""The scorecard of each level of an attribute: is one of them caricatured, or missing, among the others?"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from persona_collapse import measures
from persona_collapse.diagnosis.axes._attribution import attribute_columns
from persona_collapse.diagnosis.preparation import Sides, prepare, rows_of
from persona_collapse.diagnosis.scorecard import default_reference, measured
from persona_collapse.diagnosis.signature import evidence
from persona_collapse.diagnosis.support import likeness_of
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, Indices, complete_cases, complete_rows
from persona_collapse.measures.ball_coverage import K
from persona_collapse.measures.groups import (
    GroupCaricature,
    GroupCoverage,
    GroupNumber,
    GroupRecall,
    GroupSpread,
    GroupTest,
    group_tests,
)
from persona_collapse.measures.items import trait_sds
from persona_collapse.measures.label_fidelity import CARICATURED
from persona_collapse.measures.levels import level_name
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.rarefaction import LARGEST, Draws, Pair
from persona_collapse.measures.significance import adjusted, beyond_chance
from persona_collapse.results import Scorecard, Settings
from persona_collapse.results.subgroups import ByAttribute, Called, LevelNumber, Subgroup, Subgroups

FEWEST, ENOUGH = 50, 100
"""Personas that a level needs to be compared; fewer than the second are warned about."""

PERMUTATIONS = 999

MOST_DRAWS = 20
"""Draws of people, of at most as many as the settings say: a mean over them hardly moves with more."""

MOST_PEOPLE = 500
"""People that recall is measured over."""

MOST_PERSONAS, MOST_OF_A_LEVEL = 4000, 1000
"""Personas that are compared, of all levels together (though 50 of each) and of each; of more, these are drawn at random."""

TOO_LOW, TOO_HIGH = 0.8, 1.25
"""Shares of people's value below which a level vanishes or is narrow, and above which its spread is exaggerated."""


def by_attribute(
    matrix: BehavioralTraitMatrix,
    attributes: str | Sequence[str],
    reference: BehavioralTraitMatrix | None = None,
    *,
    targets: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    permutations: int = PERMUTATIONS,
    likeness: bool = True,
    progress: Callable[[str], None] | None = None,
) -> Subgroups:
    """Says which level of an attribute is caricatured, which vanishes, and whether chance explains it.

    Complete personas count, of repeats one answer sheet of each. All levels are measured at the size of the smallest one,
    and each beside the others together. For the p-values, personas are shuffled among the levels.

    Parameters
    ----------
    matrix, reference, targets, settings : as in `measure`
    attributes : one column, or several
    permutations : behind each p-value
    likeness : also human-likeness, which takes some seconds per level
    progress : called with the name of each level before it is measured

    Returns
    -------
    A table per attribute; p-values are adjusted over all of them.

    Raises
    ------
    InputError : no reference, a population that is the reference, weights, the paper's protocol, a column that is not there
        or differs among the rows of a persona, fewer than two levels of 50 personas.
    """
    how = settings or Settings()
    if how.protocol == "paper" or not how.rarefy:
        raise InputError(
            "levels are compared at equal size, by the calibrated protocol; omit --protocol paper, or --by"
        )
    if matrix.weighing is not None:
        raise InputError(
            f"{matrix.source} is weighted, and levels are compared without weights; omit --weight, or --by"
        )
    names = attribute_columns(matrix, [attributes] if isinstance(attributes, str) else attributes, how.by_persona)
    people = reference if reference is not None else default_reference(matrix)
    if people is None:
        raise InputError(f"{matrix.source}: levels are compared beside people; add --reference PATH, or omit --by")
    sides = prepare(matrix, people, how)
    if sides.with_itself:
        raise InputError(f"{matrix.source} is the reference itself; give other people by --reference, or omit --by")
    levels, say = matrix.levels(targets), progress or (lambda step: None)
    whole = [_Levels.of(matrix, people, sides, levels, name) for name in names]
    found = [_tested(one, permutations, say) for one in whole]
    assert sides.people is not None, "there is a reference"
    return Subgroups(
        source=matrix.source,
        reference=sides.people.source,
        note=sides.people.note,
        permutations=permutations,
        tables=tuple(
            _with_likeness(table, one, say) if likeness else table
            for table, one in zip(_adjusted(found), whole, strict=True)
        ),
    )


@dataclass(frozen=True, eq=False)
class _Levels:
    """The personas of the levels that are large enough, in random order.

    Attributes
    ----------
    attribute : the column
    matrix, people : as given
    sides : both, prepared
    names : of the levels
    personas : (levels,) how many there are of each
    rows : (N,) of the matrix
    codes : (N,) the level of each
    trait_levels : (N, T) target levels; None without labels
    left_out, unknown : level -> personas of smaller levels; personas without a value
    """

    attribute: str
    matrix: BehavioralTraitMatrix
    people: BehavioralTraitMatrix
    sides: Sides
    names: tuple[str, ...]
    personas: tuple[int, ...]
    rows: Indices
    codes: Indices
    trait_levels: Array | None
    left_out: dict[str, int]
    unknown: int

    @classmethod
    def of(
        cls,
        matrix: BehavioralTraitMatrix,
        people: BehavioralTraitMatrix,
        sides: Sides,
        trait_levels: Array | None,
        attribute: str,
    ) -> "_Levels":
        rows = complete_rows(matrix.values)[sides.personas.once]
        cells = np.array([level_name(matrix.attributes[attribute][row]) for row in rows], dtype=object)
        counted = Counter(cells.tolist())
        unknown = counted.pop("", 0)
        names = tuple(sorted(name for name, count in counted.items() if count >= FEWEST))
        left_out = {name: count for name, count in sorted(counted.items()) if count < FEWEST}
        if len(names) < 2:
            raise InputError(_too_few(matrix.source, attribute, counted))
        kept = np.isin(cells, names)
        rows, codes = rows[kept], np.searchsorted(np.array(names, dtype=object), cells[kept]).astype(np.intp)
        rows, codes = (one[np.lexsort((codes, *matrix.values[rows].T[::-1]))] for one in (rows, codes))
        order = generator("order of personas in groups", sides.how.seed).permutation(len(rows))
        some = _at_most(codes[order], max(FEWEST, min(MOST_OF_A_LEVEL, MOST_PERSONAS // len(names))))
        rows, codes = rows[order][some], codes[order][some]
        labels = None if trait_levels is None else trait_levels[rows]
        return cls(
            attribute,
            matrix,
            people,
            sides,
            names,
            tuple(counted[name] for name in names),
            rows,
            codes,
            labels,
            left_out,
            unknown,
        )

    @cached_property
    def size(self) -> int:
        """Personas at a time."""
        assert self.sides.people is not None, "there is a reference"
        smallest, half = int(np.bincount(self.codes).min()), len(self.sides.people.complete) // 2
        if half < K + 1:
            raise InputError(f"{self.people.source} has {2 * half} complete respondents; levels need {2 * (K + 1)}")
        return min(self.sides.how.size or LARGEST, smallest, half)

    @property
    def draws(self) -> Draws:
        """Draws of people."""
        return Draws(self.size, min(self.sides.how.draws, MOST_DRAWS), self.sides.how.seed)

    @cached_property
    def numbers(self) -> dict[str, GroupNumber]:
        """Every number that these answers allow."""
        people, answers = self.sides.people, self.matrix.values[self.rows]
        assert people is not None, "there is a reference"
        pair = Pair(people.scale(answers), people.points)
        some = next(
            iter(Draws(min(MOST_PEOPLE, len(people.points)), 1, self.sides.how.seed).single(len(people.points)))
        )
        found: dict[str, GroupNumber] = {
            "coverage": GroupCoverage.of(pair, self.draws),
            "recall": GroupRecall.of(replace(pair, reference=people.points[some]), self.size),
        }
        keying = self.sides.keying
        if keying is not None:
            found["sd_ratio"] = GroupSpread(keying.scores(answers), trait_sds(people.complete_scores))
            if self.trait_levels is not None:
                sums = keying.sums(people.complete)
                found = {
                    "caricature": GroupCaricature.of(keying.sums(answers), self.trait_levels, sums),
                    **found,
                }
        return found

    @cached_property
    def of_people(self) -> dict[str, float]:
        """What held-out people have at this size."""
        people = self.sides.people
        assert people is not None, "there is a reference"
        found = measures.rarefied_coverage(measures.held_out(people.points), self.draws)
        return {"coverage": found.coverage, "recall": found.recall, "sd_ratio": 1.0, "caricature": 1.0}

    def people_of(self, level: str) -> tuple[int | None, float | None]:
        """How many people have this level, and their SD ratio; None where the reference does not know it or has too few."""
        cells = self.people.attributes.get(self.attribute)
        if cells is None or self.sides.keying is None or self.sides.people is None:
            return None, None
        there = np.array([level_name(cell) == level for cell in cells]) & complete_cases(self.people.values)
        if there.sum() < FEWEST:
            return None, None
        own = self.sides.keying.scores(self.people.values[there])
        return int(there.sum()), measures.sd_ratio(own, self.sides.people.complete_scores)


def _at_most(codes: Indices, most: int) -> Indices:
    """Places of the first so many of each level, in order.

    >>> _at_most(np.array([0, 1, 0, 0, 1]), 2).tolist()
    [0, 1, 2, 4]
    """
    first = [np.flatnonzero(codes == level)[:most] for level in range(int(codes.max()) + 1)]
    return np.sort(np.concatenate(first))


def _too_few(source: str, attribute: str, counted: Mapping[str, int]) -> str:
    there = ", ".join(f"{name} {count}" for name, count in sorted(counted.items())[:10]) or "none"
    more = f" and {len(counted) - 10} more" if len(counted) > 10 else ""
    return (
        f"{source}: {attribute} needs two levels of at least {FEWEST} complete personas each; its levels: {there}{more}; "
        "give more personas, merge levels, or name another column"
    )


def _tested(one: _Levels, permutations: int, say: Callable[[str], None]) -> ByAttribute:
    say(f"{one.attribute}: levels")
    found = group_tests(one.numbers, one.codes, permutations=permutations, seed=one.sides.how.seed)
    subgroups = [_subgroup(one, place, tests) for place, tests in enumerate(found)]
    return ByAttribute(one.attribute, one.size, tuple(subgroups), one.left_out, one.unknown)


def _subgroup(one: _Levels, place: int, tests: Mapping[str, GroupTest]) -> Subgroup:
    count, sd_ratio = one.people_of(one.names[place])
    of_people = one.of_people if sd_ratio is None else {**one.of_people, "sd_ratio": sd_ratio}
    numbers = {
        name: LevelNumber(test.value, test.others, of_people[name], test.p_value, None, False)
        for name, test in tests.items()
    }
    return Subgroup(one.names[place], one.personas[place], count, numbers, ())


def _adjusted(tables: Sequence[ByAttribute]) -> list[ByAttribute]:
    """The tables with adjusted p-values, over all of them, and with what may be said of each level."""
    p_values = iter(adjusted(number.p_value for number in _numbers(tables)))

    def judged(number: LevelNumber) -> LevelNumber:
        p_value = next(p_values)
        return replace(number, adjusted_p=p_value, differs=beyond_chance(p_value, None, None))

    return [replace(table, subgroups=tuple(_called(one, judged) for one in table.subgroups)) for table in tables]


def _numbers(tables: Sequence[ByAttribute]) -> Iterator[LevelNumber]:
    return (number for table in tables for one in table.subgroups for number in one.numbers.values())


def _called(one: Subgroup, judged: Callable[[LevelNumber], LevelNumber]) -> Subgroup:
    numbers = {name: judged(number) for name, number in one.numbers.items()}
    said: list[Called] = []
    if _above(numbers.get("caricature"), CARICATURED):
        said.append("caricatured")
    elif _above(numbers.get("sd_ratio"), TOO_HIGH):
        said.append("exaggerated")
    if _below(numbers["coverage"]) or _below(numbers["recall"]):
        said.append("vanishes")
    elif _below(numbers.get("sd_ratio")):
        said.append("narrow")
    return replace(one, numbers=numbers, called=tuple(said))


def _above(number: LevelNumber | None, limit: float) -> bool:
    """Whether a number differs, and is above that of the others and a multiple of people's."""
    if number is None or not number.differs or number.value is None or number.people is None:
        return False
    return number.value > limit * number.people and (number.others is None or number.value > number.others)


def _below(number: LevelNumber | None) -> bool:
    """Whether a number differs, and is below that of the others and a share of people's."""
    if number is None or not number.differs or number.value is None or number.people is None:
        return False
    return number.value < TOO_LOW * number.people and (number.others is None or number.value < number.others)


def _with_likeness(table: ByAttribute, one: _Levels, say: Callable[[str], None]) -> ByAttribute:
    """The table with the human-likeness of each level."""
    how = replace(one.sides.how, draws=one.draws.count)
    subgroups = []
    for place, level in enumerate(table.subgroups):
        say(f"{one.attribute}: {level.level}")
        some = rows_of(one.matrix, np.sort(one.rows[one.codes == place]))
        found = measured(
            prepare(some, one.sides.people, how, size=one.size),
            None,
            progress=lambda step: None,
            against_people=False,
        )
        subgroups.append(replace(level, human_likeness=_likeness(found.values, found.held_out_people)))
    return replace(table, subgroups=tuple(subgroups))


def _likeness(values: Scorecard, people: Scorecard | None) -> float | None:
    read = evidence(values, people, None, None, complete=0, missing=0.0)
    found = likeness_of(replace(read, beyond_people={**read.beyond_people, "crowding": values.spread.crowding}))
    return None if found is None else found.value
