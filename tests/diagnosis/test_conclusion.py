"""What a comparison comes to: signatures first, then the largest differences."""

from dataclasses import replace

import numpy as np
import pytest

from persona_collapse import Settings, measures
from persona_collapse.diagnosis import compare
from persona_collapse.diagnosis.comparison.conclusion import LARGEST, conclusion, largest
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.references import simulate_people
from persona_collapse.report import comparison_table
from persona_collapse.results import Difference, Signature

GAP = Difference("recall", 0.5, 0.7, 0.2, 0.1, 0.3, None, 0.001, 0.001, True, "recall")


def gap(name, difference, **changed):
    return replace(GAP, name=name, second=0.5 + difference, difference=difference, sentence=name, **changed)


def test_differences_are_ordered_by_how_far_people_of_two_studies_differ():
    # apart: coverage .075, recall .19, extreme_share .14; another questionnaire: a fifth of the larger value
    found = [gap("recall", 0.19), gap("coverage", 0.15), gap("extreme_share", -0.21), gap("lid", 9.0, differs=False)]
    assert [one.name for one in largest(found, "bfi44")] == ["coverage", "extreme_share", "recall"]
    assert [one.name for one in largest(found, "ipip50")] == ["extreme_share", "recall", "coverage"]
    assert len(largest(found * 3, "bfi44")) == LARGEST


def test_signatures_come_first():
    read = [
        ("A", Signature("human-like", ("as people",), (), {"human-like": 1.0})),
        ("B", Signature("noise", ("so",), ())),
    ]
    assert conclusion([gap("recall", 0.2)], read, "bfi44") == (
        "A is human-like (100 % of draws): as people",
        "B is noise: so",
        "recall",
    )
    assert conclusion([gap("recall", 0.2)], [("A", None), ("B", None)], "bfi44") == ()


@pytest.fixture(scope="module")
def compared():
    """People, and the same people of whom a fifth became jittered clones."""
    people = simulate_people(300, 91)
    clones = measures.jittered_clones(people, 300, seed=91, low=1, high=5)
    named = tuple(str(number) for number in range(300))
    before, after = (
        BehavioralTraitMatrix.from_arrays(answers, respondents=named)
        for answers in (people, np.vstack([clones[:60], people[60:]]))
    )
    return compare([before, after], settings=Settings(draws=20), pairs=60, permutations=99, signatures=True)


def test_a_fifth_that_collapsed_is_said_first(compared):
    first, second = (one.signature.name for one in compared.populations)
    assert (first, second) == ("human-like", "mode collapse in part")
    said = compared.steps[0].conclusion
    assert said[0].startswith("A is human-like (")
    assert said[1].startswith("B is mode collapse in part (")
    assert 2 < len(said) <= 2 + LARGEST
    lines = comparison_table(compared).splitlines()
    places = [next(at for at, line in enumerate(lines) if sentence in line) for sentence in said]
    assert places == sorted(places)
    assert places[-1] < next(at for at, line in enumerate(lines) if "adjusted p" in line)


def test_nothing_whose_interval_holds_0_is_called_a_difference(compared):
    for one in compared.steps[0].differences:
        if one.low is not None and one.low <= 0 <= one.high:
            assert not one.differs
            assert "no significant difference" in one.sentence or one.difference == 0


def test_without_signatures_there_is_no_conclusion(compared):
    plain = replace(compared, steps=tuple(replace(step, conclusion=()) for step in compared.steps))
    assert "A is human-like" not in comparison_table(plain)
