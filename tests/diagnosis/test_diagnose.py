"""The whole diagnosis: intervals, null populations, signatures, on populations whose nature is known."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_collapse import Settings, diagnose, measures, simulate, table
from persona_collapse.diagnosis.intervals import intervals
from persona_collapse.diagnosis.nulls import null_panel
from persona_collapse.diagnosis.preparation import prepare, rows_of
from persona_collapse.diagnosis.signature import Evidence, signature
from persona_collapse.instruments import TRAITS, bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.references import calibrated_2058, simulate_people
from persona_collapse.report.printed import text_of
from persona_collapse.results.numbers import NUMBERS
from persona_collapse.results.percent import percent
from validity.intervals import held
from validity.signature import WARNED, Known, answering_populations, known_populations, read, with_clones

N = 300
QUICK = Settings(draws=10)
FRESH = 5000
"""Seeds of fresh people, not those of the bundled reference."""


def of(answers, name):
    return BehavioralTraitMatrix.from_arrays(answers, source=name)


@pytest.fixture(scope="module")
def ceiling():
    return diagnose(simulate("human", N), settings=QUICK, pairs=2).held_out_people


@pytest.mark.parametrize(
    ("population", "name"), [pytest.param(*one, id=kind) for kind, *one in known_populations(N, FRESH, bfi44())]
)
def test_known_populations_are_called_what_they_are(population, name, ceiling):
    found = diagnose(population, settings=QUICK, pairs=2, held_out_people=ceiling)
    assert found.signature.name == name, found.signature
    assert found.signature.evidence
    assert f"signature: {name}" in table(found)


@pytest.mark.parametrize(
    ("population", "names"), [pytest.param(*one, id=kind) for kind, *one in answering_populations(N, FRESH, bfi44())]
)
def test_careless_respondents_and_styles_are_told_apart(population, names, ceiling):
    found = diagnose(population, settings=QUICK, pairs=2, held_out_people=ceiling)
    warned = any(one.startswith("more respondents than among people") for one in found.warnings)
    assert found.signature.name in names or (WARNED in names and warned), found.signature
    assert found.signature.name != "human-like" or WARNED in names
    assert warned or names == ("response style",)
    assert "re-read with people's use of the scale: coverage" in table(found)
    assert f"{percent(found.reread.changed)} of the answers change when mapped to" in table(found)


def test_the_long_run_reads_what_a_diagnosis_reads(ceiling):
    # validity/signature.py saves what no signature is read from; docs/validity.md has its table
    population = simulate("shallow", N, seed=FRESH)
    whole = diagnose(population, settings=QUICK, pairs=2, held_out_people=ceiling).signature
    found = read(population, Known.beside(population, calibrated_2058(), QUICK.draws))
    assert (found.name, found.evidence, found.also) == (whole.name, whole.evidence, whole.also)


LIKE_PEOPLE = dict.fromkeys(("coverage", "recall", "precision", "trait_coverage", "trait_recall", "lid"), 0.8)
STYLED = {
    "kinds": 0.34,
    "relative": {"trait_recall": 0.24},
    "styles": ("extreme share 0.00, people .33",),
    "reread": LIKE_PEOPLE,
    "reread_kept": 0.5,
}
"""Midpoint style: the raw numbers are those of a mode collapse, the re-read ones people's."""


def numbers(**changed):
    """What people score, with changes."""
    same = ("coverage", "precision", "recall", "trait_coverage", "trait_precision", "trait_recall", "lid")
    relative = {**dict.fromkeys((*same, "effective_likert"), 1.0), **changed.pop("relative", {})}
    people = Evidence(500, 0.0, 0.0, 1.0, 1.0, 0.7, relative, 1.0, 3.6, False, False, None, True)
    return replace(people, **changed)


@pytest.mark.parametrize(
    ("changed", "name", "also"),
    [
        ({}, "human-like", ()),
        ({"complete": 99}, "too few to say", ()),
        ({"missing": 0.21}, "invalid", ()),
        ({"answer_mass": 0.49}, "invalid", ()),
        ({"answer_mass": 0.5}, "human-like", ()),
        ({"copies": 0.51}, "mode collapse", ("human-like",)),
        ({"kinds": 0.34, "relative": {"trait_recall": 0.24}}, "mode collapse", ()),
        ({"kinds": 0.34}, "human-like", ()),
        ({"structure": 0.24}, "noise", ("human-like",)),
        ({"noise_share": 0.51}, "noise", ("human-like",)),
        ({"trapped": True, "labels": True}, "caricature", ("human-like",)),
        ({"sd_ratio": 1.3, "relative": {"lid": 0.7}}, "caricature", ("shallow",)),
        ({"sd_ratio": 1.3, "relative": {"lid": 0.7}, "labels": True}, "shallow", ()),
        ({"relative": {"recall": 0.4, "precision": 0.8}}, "shallow", ()),
        ({"relative": {"recall": 0.4, "precision": 0.7}}, "mixed", ()),
        ({"crowding": 0.6, "least_crowding": 0.51}, "mode collapse", ("human-like",)),
        ({"crowding": 0.6, "least_crowding": 0.5}, "mode collapse in part", ("human-like",)),
        ({"crowding": 0.1, "least_crowding": 0.051}, "mode collapse in part", ("human-like",)),
        ({"crowding": 0.1, "least_crowding": 0.05}, "human-like", ()),
        ({"crowding": 0.09, "least_crowding": 0.06}, "human-like", ()),
        ({"crowding": 0.2, "least_crowding": 0.1, "relative": {"lid": 0.7}}, "shallow", ("mode collapse in part",)),
        ({"relative": {"effective_likert": 1.2}}, "mixed", ()),
        ({"excluded": 0.21}, "invalid", ()),
        ({"careless": ("25 % do not reverse",)}, "careless", ("human-like",)),
        ({"careless": ("all do",), "structure": 0.24}, "noise", ("careless", "human-like")),
        ({"careless": ("all do",), "copies": 0.51}, "mode collapse", ("careless", "human-like")),
        ({**STYLED}, "response style", ("mode collapse",)),
        ({**STYLED, "styles": ()}, "mode collapse", ()),
        ({**STYLED, "careless": ("15 % straight lines",)}, "mode collapse", ("careless",)),
        ({**STYLED, "structure": 0.24}, "mode collapse", ("noise",)),
        ({**STYLED, "reread": {**LIKE_PEOPLE, "lid": 0.79}}, "mode collapse", ()),
        ({**STYLED, "reread_kept": 0.49}, "mode collapse", ()),
        ({**STYLED, "reread_crowding": 0.1}, "mode collapse", ()),
        ({**STYLED, "trapped": True}, "mode collapse", ("caricature",)),
        ({**STYLED, "reread": {**LIKE_PEOPLE, "trait_recall": 0.79}}, "mode collapse", ()),
        ({"styles": ("extreme share .8",), "reread": LIKE_PEOPLE, "reread_kept": 1.0}, "human-like", ()),
        ({"reference": False, "relative": {}}, "unread", ()),
        ({"reference": False, "effective_likert": 1.4}, "mode collapse", ()),
        ({"reference": False, "of_shuffled": 0.8}, "noise", ()),
        ({"reference": False, "of_shuffled": 0.79}, "unread", ()),
    ],
)
def test_each_rule(changed, name, also):
    found = signature(numbers(**changed))
    assert (found.name, found.also) == (name, also)
    assert all(found.evidence)


def test_the_share_that_collapsed_is_said(ceiling):
    people = simulate_people(N, FRESH)
    clones = measures.jittered_clones(people, N, low=1, high=5)
    found = diagnose(
        of(with_clones(people, clones, N // 5), "a fifth"), settings=QUICK, pairs=2, held_out_people=ceiling
    )
    assert found.signature.name == "mode collapse in part"
    assert found.signature.evidence[0].startswith("20 % of the personas") or found.signature.evidence[0].startswith(
        "21 %"
    )
    spread = found.values.spread
    assert (spread.crowding, found.held_out_people.spread.crowding) == (
        pytest.approx(0.2, abs=0.02),
        pytest.approx(0, abs=0.02),
    )
    assert found.shuffled_population.spread.crowding == 0.0
    interval = found.intervals["crowding"]
    assert 0.14 < interval.low < spread.crowding == interval.value < interval.high < 0.28
    assert "crowding" in table(found)


def test_gpt_is_shallow_and_two_of_its_traits_are_caricatured(gpt, people):
    from examples.personallm import labels_of

    found = diagnose(labels_of(gpt), people, settings=replace(QUICK, repeats="rows"), pairs=2)
    assert found.signature.name == "shallow"
    as_personas = diagnose(labels_of(gpt), people, settings=QUICK, pairs=2)
    assert as_personas.signature.name == "too few to say"  # 32 personas asked ten times
    assert {t for t, one in found.values.fidelity.per_trait.items() if one.trapped} == {"Extraversion", "Agreeableness"}


def test_real_people_are_never_called_collapsed(people):
    rng, beside = np.random.default_rng(0), None
    for _ in range(3):
        some = rows_of(people, np.sort(rng.choice(len(people), 200, replace=False)))
        found = diagnose(some, settings=QUICK, pairs=2, held_out_people=beside)
        # students use the ends of the scale less than the people of the reference (extreme share .27 and .39)
        assert found.signature.name in ("human-like", "mixed", "response style"), found.signature
        beside = found.held_out_people


def test_the_null_panel_is_what_is_known():
    sides = prepare(simulate("human", N), calibrated_2058(), QUICK)
    panel = null_panel(sides)
    assert panel.n == 150
    people, noise, clones = (panel.row(name) for name in ("held-out people", "uniform answers", "clones"))
    assert people.coverage > 0.9
    assert people.lid < 0.75 * people.lid_shuffled
    assert people.participation_ratio < 0.3 * people.participation_ratio_shuffled
    assert panel.row("shuffled people").participation_ratio == pytest.approx(44, rel=0.05), "no item is related"
    assert (noise.precision < 0.1, noise.recall > 0.7) == (True, True)
    assert (clones.lid, clones.recall, clones.effective_likert) == (0.0, 0.0, 1.0)


def test_without_a_reference():
    rng = np.random.default_rng(0)
    noise = of(rng.integers(1, 6, (200, 20)), "noise")
    found = diagnose(noise, settings=QUICK, pairs=10)
    assert found.signature.name == "noise"
    assert {"effective_likert", "lid", "hopkins"} <= set(found.intervals)
    assert "coverage" not in found.intervals
    assert [row.name for row in found.null_panel.rows] == ["uniform answers"]


def test_too_few_for_an_interval():
    found = diagnose(simulate("human", 90), settings=QUICK, pairs=2)
    assert found.intervals is None
    assert found.signature.name == "too few to say"  # fewer than 100 complete respondents
    few = rows_of(calibrated_2058(), np.arange(90))
    against_few = diagnose(simulate("human", 200), few, settings=QUICK, pairs=2)
    assert against_few.signature.name == "too few to say"
    assert "45 respondents" in against_few.signature.evidence[0]


def test_the_record_holds_all_of_it(ceiling):
    found = diagnose(simulate("shallow", N, seed=1), settings=QUICK, pairs=5, held_out_people=ceiling)
    record = json.loads(found.to_json())
    assert record["intervals"]["coverage"]["low"] < record["values"]["coverage"]["coverage"]
    assert record["signature"]["name"] == "shallow"
    assert len(record["null_panel"]["rows"]) == 6
    again = diagnose(simulate("shallow", N, seed=1), settings=QUICK, pairs=5, held_out_people=ceiling)
    assert found == again, "the same seeds, the same record"


def test_the_published_protocol_has_no_intervals_and_no_signature():
    found = diagnose(simulate("human", 120), settings=Settings(protocol="paper"))
    assert (found.intervals, found.signature, found.null_panel) == (None, None, None)


def test_labels_in_the_signature_come_from_the_columns(ceiling):
    acted = simulate("caricature", N, seed=FRESH)
    assert set(acted.attributes) == set(TRAITS)
    found = diagnose(replace(acted, attributes={}), settings=QUICK, pairs=2, held_out_people=ceiling)
    assert "read without labels" in found.signature.evidence[0]


def test_intervals_hold_the_truth():
    # quick: 30 populations of 120; validity/intervals.py is the long one (docs/validity.md has its table)
    people = calibrated_2058()
    of_distances = ("hyperspherical_uniformity", "mean_nearest_neighbour_distance")
    names = ("coverage", "precision", "recall", "lid", "effective_likert", *of_distances)
    records = []
    for seed in range(30):
        population = of(simulate_people(120, FRESH + 1 + seed), "people")
        found = intervals(prepare(population, people, Settings(seed=seed, draws=30)), pairs=60, names=names)
        records.append({name: [one.value, one.low, one.high] for name, one in found.items()})
    for name in names:
        assert held(records)[name][0] >= 25 / 30, name


kinds = st.sampled_from(["people", "clones", "uniform", "midpoint"])


@settings(max_examples=8, deadline=None)
@given(kinds, kinds, st.integers(0, 104), st.integers(0, 99))
def test_no_interval_ends_outside_the_range_of_its_number(first, second, some, seed):
    people = simulate_people(104, FRESH + seed)
    made = {
        "people": people,
        "clones": measures.clones(people, 104),
        "uniform": measures.uniform_answers(104, 44, low=1, high=5, seed=seed),
        "midpoint": np.full((104, 44), 3.0),
    }
    mixed = of(np.vstack([made[first][:some], made[second][some:]]), "mixed")
    levels = np.random.default_rng(seed).integers(1, 4, (104, 5)).astype(float)
    sides = prepare(mixed, BehavioralTraitMatrix.from_arrays(simulate_people(120, 1)), Settings(draws=3))
    found = intervals(sides, pairs=3, levels=levels)
    assert {"coverage", "recall", "crowding", "effective_likert"} <= set(found)
    for name, one in found.items():
        low, high = NUMBERS[name].bounds(5)
        assert low <= one.low <= one.high <= high, name
        assert one.low - 1e-9 <= one.value <= one.high + 1e-9, name


def test_recall_of_scattered_personas_is_not_to_be_read(ceiling):
    noise = of(measures.uniform_answers(N, 44, low=1, high=5), "noise")
    found = diagnose(noise, settings=QUICK, pairs=2, held_out_people=ceiling)
    (said,) = [one for one in found.warnings if one.startswith("recall ")]
    assert re.search(r"neighbourhoods 1\.[5-9] times as wide as people's, with a precision of 0\.0", said)
    assert not [one for one in diagnose(simulate("human", N), settings=QUICK, pairs=2).warnings if "as wide" in one]


def test_the_smallest_p_is_printed_as_a_bound():
    energy = NUMBERS["energy_p_value"]
    card = diagnose(simulate("shallow", 120), settings=QUICK, pairs=2)
    assert card.values.spread.energy_p_value == 0.005
    assert text_of(energy, card.values) == "<= 0.005"
    assert "<= 0.005" in table(card)
    assert text_of(energy, card.held_out_people) not in ("<= 0.005", "-")


def test_repeats_and_the_control_run_are_read(ceiling):
    population = simulate("human", N, seed=2)
    rng = np.random.default_rng(0)
    noisy = np.stack([population.values, rng.integers(1, 6, population.values.shape).astype(float)])
    steady = np.stack([population.values, population.values])
    default = np.full((2, 44), 5.0)
    quick = {"settings": QUICK, "pairs": 2, "held_out_people": ceiling, "default": default}
    chance, same = (diagnose(population, samples=one, **quick) for one in (noisy, steady))
    assert (chance.reliability.noise_share > 0.5, chance.signature.name) == (True, "noise")
    assert (same.reliability.noise_share, same.signature.name) == (0.0, "human-like")
    assert "new each time" in chance.signature.evidence[0]
    assert same.default_pull.samples == 2
    assert "pull to the model without a persona" in table(same)
    # all items agreed with: Extraversion has 8 items, 3 of them reversed: (5 * 5 + 3 * 1) / 8
    keying, people = population.instrument.keying(), calibrated_2058().values
    scores = keying.scores(people)[:, 0]
    alone, personas = same.default_pull.profile["Extraversion"]
    assert alone == pytest.approx((3.5 - scores.mean()) / scores.std())
    assert personas == pytest.approx((keying.scores(population.values)[:, 0].mean() - scores.mean()) / scores.std())


def test_the_model_without_a_persona_is_described(ceiling):
    # a control run that answers as people do on average, and one that agrees with everything agreeable
    keys = bfi44().keying().keys[bfi44().traits.index("Agreeableness")]
    average = calibrated_2058().values[:300]
    agreeable = np.where(keys > 0, 5, np.where(keys < 0, 1, average))
    quick = {"settings": QUICK, "pairs": 2, "held_out_people": ceiling}
    population = simulate("human", N, seed=2)
    found = table(diagnose(population, default=agreeable, **quick))
    said = [line for line in found.splitlines() if "without a persona the model answers" in line]
    assert re.fullmatch(
        r" *without a persona the model answers as a person of high Agreeableness \(\+\d\.\d SDs from people's mean; personas [+-]\d\.\d\)",
        said[0],
    )
    plain = table(diagnose(population, default=average, **quick))
    assert "without a persona the model answers as an average person" in plain


def test_without_repeats_noise_is_unknown(ceiling):
    found = diagnose(
        simulate("human", N, seed=2),
        settings=QUICK,
        pairs=2,
        held_out_people=ceiling,
        samples=[simulate("human", N, seed=2).values],
    )
    assert (found.reliability, found.default_pull) == (None, None)


def test_distributions_go_before_samples(ceiling):
    population = simulate("human", N, seed=2)
    sure = np.eye(5)[population.values.astype(int) - 1]
    found = diagnose(population, settings=QUICK, pairs=2, held_out_people=ceiling, distributions=sure)
    assert (found.reliability.repeats, found.reliability.noise_share) == (None, 0.0)


def test_attributes_beside_the_answers_are_tracked(ceiling):
    population = simulate("human", N, seed=2)
    lean = np.where(population.values[:, 0] > 3, "Right Liberal", "Left Liberal")
    told = replace(population, attributes={"political_spectrum": tuple(lean)})
    found = diagnose(told, settings=QUICK, pairs=2, held_out_people=ceiling)
    assert found.attribution.attributes == ("political_spectrum",)
    assert found.attribution.items.p_value == pytest.approx(1 / 1001), "the first item decides it"
    assert "items predicted by political_spectrum: R2" in table(found)
    assert diagnose(population, settings=QUICK, pairs=2, held_out_people=ceiling).attribution is None
