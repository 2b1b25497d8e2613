"""However a question is laid out, an answer means the same."""

import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_collapse.backends import Sampling
from persona_collapse.errors import InputError
from persona_collapse.instruments import Presentation, bfi44, moral131
from persona_collapse.personas import bundled_pool
from persona_collapse.store import open_run
from persona_collapse.study import Study, answers, run_study
from persona_collapse.study.forms import STANDARD
from tests.support.asking import Says, simulated

LAYOUTS = [Presentation(swapped, descending) for swapped in (False, True) for descending in (False, True)]


def meanings(question):
    """What each number means, as the question prints it: A and B are replaced by what they stand for."""
    sides = dict(re.findall(r"^([AB]): (.+)$", question, re.M))
    labels = re.findall(r"^(\d) = (.+)$", question, re.M)
    return {int(point): re.sub(r"\b[AB]\b", lambda one: sides[one[0]], label) for point, label in labels}


@given(
    instrument=st.sampled_from([bfi44(), moral131()]),
    number=st.integers(0, 43),
    layout=st.sampled_from(LAYOUTS),
    point=st.integers(1, 5),
)
def test_answering_by_meaning_gives_the_same_published_answer(instrument, number, layout, point):
    if instrument.sides is None:
        layout = replace(layout, swapped=False)
    item = instrument.items[number]
    published = meanings(STANDARD.question(instrument, item, Presentation(), "Ann"))
    printed = meanings(STANDARD.question(instrument, item, layout, "Ann"))
    assert sorted(printed.values()) == sorted(published.values())
    (said,) = [one for one, meaning in printed.items() if meaning == published[point]]
    assert layout.back(said, instrument.scale) == point
    assert layout.back(layout.back(said, instrument.scale), instrument.scale) == said


def test_a_turned_scale_and_swapped_sides_are_printed_so():
    question = STANDARD.question(moral131(), moral131().items[0], Presentation(True, True), "Ann")
    assert "A: the others are wrong\nB: the author is wrong" in question
    assert "1 = Strongly favour B\n" in question


@pytest.mark.parametrize("instrument", [bfi44(), moral131()], ids=["bfi44", "moral131"])
@pytest.mark.parametrize("mode", ["generate", "probabilities"])
def test_people_who_answer_by_meaning_answer_the_same_in_any_order(tmp_path, instrument, mode):
    short = replace(instrument, items=instrument.items[:12])
    runs = {}
    for order in ("fixed", "random"):
        study = Study(short, bundled_pool(), 20, order=order, sampling=Sampling(mode=mode, temperature=0.0))
        if mode == "probabilities":
            backend = simulated(study)
        else:
            wanted = {}

            def by_meaning(prompt, wanted=wanted):
                number = short.items[[one.id for one in short.items].index(prompt.item)].number
                point = 1 + (int(prompt.respondent.split("-")[-1]) + number) % 5
                published = meanings(STANDARD.question(short, short.items[0], Presentation(), "x"))[point]
                wanted[prompt.respondent, prompt.item] = point
                return next(str(one) for one, meaning in meanings(prompt.question).items() if meaning == published)

            backend = Says(by_meaning)
        run_study(study, backend, tmp_path / order)
        runs[order] = answers(tmp_path / order).values
        if mode == "generate":
            assert list(runs[order].ravel()) == list(wanted.values())
    assert np.array_equal(runs["fixed"], runs["random"])
    assert len(np.unique(runs["fixed"])) == 5


def test_the_layout_is_drawn_per_respondent_and_item_and_recorded_with_each_reply(tmp_path):
    study = Study(replace(moral131(), items=moral131().items[:10]), bundled_pool(), 100, samples=2, order="random")
    run_study(study, Says(lambda prompt: "1"), tmp_path)
    with open_run(tmp_path) as store:
        recorded = {one.key: one.presentation for one in store.replies()}
    assert len(recorded) == 100 * 10 * 2
    for (respondent, item, sample), presentation in recorded.items():
        assert presentation == str(study.presentation(respondent, item))
        assert presentation == recorded[respondent, item, 3 - sample], "the same each time it is asked"
    # 1000 fair draws of four layouts: each 250, give or take four times 13.7
    shares = Counter(presentation for key, presentation in recorded.items() if key[2] == 1)
    assert set(shares) == {"", "swapped", "descending", "swapped descending"}
    assert all(count == pytest.approx(250, abs=55) for count in shares.values()), shares
    by_item, by_person = (
        Counter(key[place] for key, one in recorded.items() if "descending" in one and key[2] == 1) for place in (1, 0)
    )
    assert all(25 < count < 75 for count in by_item.values()), "no item is always turned"
    assert len(by_person) > 95, "nobody reads every scale one way"
    assert list(by_person.values()).count(10) < 3, "one in 1024 does by chance"


def test_without_sides_nothing_is_swapped_and_another_seed_draws_another_layout():
    study = Study(bfi44(), bundled_pool(), 50, order="random")
    drawn = [study.presentation(one.id, f"bfi44_{item}") for one in study.respondents for item in range(1, 11)]
    assert not any(one.swapped for one in drawn)
    assert sum(one.descending for one in drawn) == pytest.approx(250, abs=45)
    other = replace(study, sampling=Sampling(seed=1))
    again = [other.presentation(one.id, f"bfi44_{item}") for one in study.respondents for item in range(1, 11)]
    assert sum(one == two for one, two in zip(drawn, again, strict=True)) == pytest.approx(250, abs=45)
    fixed = replace(study, order="fixed")
    assert {str(fixed.presentation(one.id, "bfi44_1")) for one in study.respondents} == {""}


def test_a_presentation_of_another_name_is_refused():
    with pytest.raises(InputError, match="unknown presentation 'upside down'"):
        Presentation.named("upside down")
