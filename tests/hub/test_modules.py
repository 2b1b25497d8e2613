"""The `evaluate` modules, as a user types them."""

import json
import re
from dataclasses import fields, replace

import evaluate
import numpy as np
import pandas as pd
import pytest

import persona_collapse
from persona_collapse.diagnosis import axes, diagnose, measure
from persona_collapse.errors import InputError
from persona_collapse.hub.cards import ANSWER_MODULES as MODULES
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import jittered, uniform_answers
from persona_collapse.references import calibrated_2058
from persona_collapse.results import Settings, Tracked
from persona_collapse.results.numbers import NUMBERS, with_interval
from persona_collapse.simulation import simulate

KEYS = {
    "persona_coverage": [
        *("coverage", "density", "precision", "recall"),
        *("trait_coverage", "trait_density", "trait_precision", "trait_recall"),
    ],
    "persona_hopkins": ["hopkins", "hopkins_sd", "hyperspherical_uniformity"],
    "persona_lid": ["lid", "lid_distinct", "tied", "undefined", "distinct"],
    "persona_effective_likert": [
        *("effective_likert", "midpoint_share", "extreme_share", "zero_variance_items", "per_item"),
    ],
    "persona_fidelity_trap": [
        *("rho", "d", "superiority", "rho_ceiling", "d_reference", "caricature", "within_level_sd_ratio"),
        *("rho_attainable", "trapped", "trapped_traits", "per_trait"),
    ],
    "persona_attribution": [
        *(prefix + name for prefix in ("", "trait_") for name in (field.name for field in fields(Tracked))),
        "people_r2",
    ],
    "persona_items": [
        *("marginal_distance", "marginal_distance_per_item", "worst_items", "sd_ratio"),
        *("correlation_difference", "cronbach_alpha", "tucker_phi", "desirability_shift"),
    ],
    "persona_reliability": [
        *("noise_share", "persona", "item", "persona_item", "within", "icc", "icc_per_item", "undefined_items"),
        *("repeats", "incomplete_cells", "coverage", "precision", "recall", "lid", "people"),
    ],
    "persona_default_pull": [
        *("default_pull", "null_mean", "null_low", "null_high", "default_shift", "distance", "unanswered_items"),
    ],
}

KEYS["persona_diagnosis"] = [
    *NUMBERS,
    *("rho_ceiling", "d_reference", "within_level_sd_ratio_perfect", "distinct"),
    *(f"{name}_{end}" for name in with_interval() for end in ("low", "high")),
    *(f"people_{name}" for name, one in NUMBERS.items() if one.needs != "labels"),
    *(f"noise_{name}" for name, one in NUMBERS.items() if one.shuffled),
    *("human_likeness", "human_likeness_low", "human_likeness_high"),
    *("noise_share", "icc", "default_pull", "default_shift", "r2", "r2_chance", "p_value", "dominant"),
    *("n", "signature", "evidence", "also", "warnings"),
]

ONE_AXIS = tuple(name for name in MODULES if name != "persona_diagnosis")
"""What all modules do alike is tried with those that take a moment."""

WITHOUT_REFERENCE = ("persona_effective_likert", "persona_attribution")

POPULATION = simulate("shallow", 120)
PEOPLE = simulate("human", 90, seed=7)
TARGETS = [{trait: cells[i] for trait, cells in POPULATION.attributes.items()} for i in range(len(POPULATION))]
ASKED = np.vstack([POPULATION.values, jittered(POPULATION.values, low=1, high=5)])
PERSONAS = 2 * list(range(len(POPULATION)))
DEFAULT = np.where(np.arange(44) % 2 == 0, 5, 2)


def load(name, config="bfi44"):
    return evaluate.load(persona_collapse.metric_path(name), config, keep_in_memory=True)


def arguments(name, **others):
    own = {
        "persona_fidelity_trap": {"targets": TARGETS},
        "persona_attribution": {"attributes": POPULATION.attributes},
        "persona_reliability": {"predictions": ASKED, "personas": PERSONAS},
        "persona_default_pull": {"default": [DEFAULT]},
        "persona_diagnosis": {"draws": 5, "pairs": 5},
    }.get(name, {})
    return {"predictions": POPULATION.values, "references": PEOPLE.values, **own, **others}


@pytest.mark.parametrize("name", MODULES)
def test_keys_and_populations_of_two_sizes(name):
    found = load(name).compute(**arguments(name))
    assert sorted(found) == sorted(KEYS[name])


def test_loading_by_a_relative_path(monkeypatch):
    # what the README types, from a checkout
    from tests.conftest import ROOT

    monkeypatch.chdir(ROOT)
    coverage = evaluate.load("metrics/persona_coverage", "bfi44")
    assert 0 < coverage.compute(predictions=POPULATION.values, references=PEOPLE.values)["coverage"] <= 1


@pytest.mark.parametrize("name", [name for name in ONE_AXIS if name != "persona_attribution"])
def test_a_module_is_the_axis_of_the_scorecard(name):
    found = load(name).compute(**arguments(name))
    axis = {
        "persona_coverage": "coverage",
        "persona_hopkins": "hopkins",
        "persona_lid": "lid",
        "persona_effective_likert": "likert",
        "persona_fidelity_trap": "fidelity",
        "persona_items": "items",
    }.get(name)
    if name == "persona_reliability":
        record = axes.reliability(ASKED.reshape(2, 120, 44), POPULATION.instrument, PEOPLE)
        spaces = {
            "coverage": record.coverage,
            "precision": record.coverage,
            "recall": record.coverage,
            "lid": record.lid,
        }
        assert {key: found[key] for key in spaces} == {key: getattr(one, key) for key, one in spaces.items()}
        assert (found["people"]["recall"], found["people"]["lid"]) == (
            record.people_coverage.recall,
            record.people_lid.lid,
        )
    elif name == "persona_default_pull":
        record, spaces = axes.default_pull(POPULATION, DEFAULT, PEOPLE), {}
    else:
        record, spaces = getattr(measure(POPULATION, PEOPLE, against_people=False).values, axis), {}
    for key in set(KEYS[name]) - {"per_trait", "per_item", "people", *spaces}:
        expected = getattr(record, key)
        assert found[key] == (list(expected) if isinstance(expected, tuple) else expected), key


@pytest.mark.parametrize("name", ONE_AXIS)
def test_arrays_lists_frames_and_batches_are_the_same(name):
    module = load(name)
    whole = module.compute(**arguments(name))
    others = {key: value for key, value in arguments(name).items() if key != "predictions"}
    rows = arguments(name)["predictions"]
    assert module.compute(predictions=rows.tolist(), **others) == whole
    assert module.compute(predictions=pd.DataFrame(rows), **others) == whole
    for part in (rows[:50], rows[50:]):
        module.add_batch(predictions=part)
    assert module.compute(**others) == whole


@pytest.mark.parametrize("name", ONE_AXIS)
def test_the_bundled_reference_is_named(name):
    found = load(name).compute(**{**arguments(name), "references": None})
    if name in WITHOUT_REFERENCE:
        assert "reference" not in found, "it needs no reference"
    else:
        assert found["reference"] == "calibrated-2058"
        assert found["note"] == "simulated from published norms, not people"
        against = load(name).compute(**{**arguments(name), "references": calibrated_2058().values})
        assert {key: found[key] for key in against} == against


@pytest.mark.parametrize("name", ONE_AXIS)
def test_the_bundled_reference_is_used_whatever_lies_in_a_cache(name, monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    (tmp_path / "calibrated-2058.csv").write_text("not people")
    found = load(name).compute(**{**arguments(name), "references": None})
    assert found.get("reference", "calibrated-2058") == "calibrated-2058"


@pytest.mark.parametrize("name", ONE_AXIS)
def test_seed_draws_rarefy_and_protocol(name):
    module = load(name)
    quick = arguments(name, draws=5)
    assert module.compute(**quick, seed=1) == module.compute(**quick, seed=1)
    if name in ("persona_coverage", "persona_hopkins", "persona_lid"):
        assert module.compute(**quick, seed=1) != module.compute(**quick, seed=2)
        assert module.compute(**quick, rarefy=False) != module.compute(**quick)
        assert module.compute(**quick, protocol="paper") != module.compute(**quick)
    with pytest.raises(InputError, match="calibrated"):
        module.compute(**quick, protocol="best")


def test_the_papers_protocol_leaves_undefined_what_it_does_not_define():
    found = load("persona_coverage").compute(**arguments("persona_coverage", protocol="paper"))
    assert found["recall"] is None
    assert found["trait_coverage"] is None
    trap = load("persona_fidelity_trap").compute(**arguments("persona_fidelity_trap", protocol="paper"))
    assert (trap["rho_ceiling"], trap["d_reference"], trap["trapped"], trap["trapped_traits"]) == (None,) * 4


@pytest.mark.parametrize("name", ["persona_hopkins", "persona_lid", "persona_effective_likert"])
def test_other_instruments_need_no_reference(name):
    found = load(name, "default").compute(predictions=uniform_answers(100, 131, low=1, high=5))
    assert "reference" not in found
    if name == "persona_effective_likert":
        assert len(found["per_item"]) == 131


def test_other_instruments_and_scales_against_people_of_their_own():
    ours, theirs = uniform_answers(60, 12, low=0, high=10), uniform_answers(50, 12, low=0, high=10, seed=1)
    found = load("persona_coverage", "default").compute(predictions=ours, references=theirs, scale=(0, 10))
    assert found["coverage"] > 0.5
    assert found["trait_coverage"] is None, "nothing is known about traits"


def test_excluded_respondents_are_counted():
    answers = POPULATION.values.copy()
    answers[:3, 5] = np.nan
    found = load("persona_lid").compute(predictions=answers, references=PEOPLE.values)
    assert found["excluded"] == 3


def test_combined_modules_take_the_same_arguments():
    both = evaluate.combine([load("persona_coverage"), load("persona_default_pull")])
    found = both.compute(predictions=POPULATION.values, references=PEOPLE.values, default=DEFAULT, draws=5)
    assert {"coverage", "default_pull"} <= set(found)


@pytest.mark.parametrize(
    ("name", "config", "given", "words"),
    [
        (
            "persona_coverage",
            "bfi44",
            {"predictions": np.ones((30, 40))},
            "40 items and bfi44 has 44",
        ),
        ("persona_coverage", "bfi44", {"references": np.ones((30, 40))}, "references answered 40 items"),
        ("persona_coverage", "default", {"references": np.ones((30, 40))}, "44 items and the reference references 40"),
        ("persona_coverage", "default", {"predictions": np.ones((30, 9)), "references": None}, "people's answers"),
        ("persona_coverage", "bfi44", {"predictions": np.full((30, 44), 7)}, "answered 7 to item 1"),
        ("persona_coverage", "bfi44", {"predictions": [["x"] * 44]}, "not a number"),
        ("persona_coverage", "bfi44", {"predictions": np.ones((9, 44))}, "at least 12"),
        ("persona_lid", "bfi44", {"predictions": np.ones((20, 44))}, "at least 21"),
        ("persona_hopkins", "bfi44", {"predictions": np.full((30, 44), np.nan)}, "every answer is missing"),
        ("persona_fidelity_trap", "bfi44", {}, "targets are missing"),
        ("persona_fidelity_trap", "bfi44", {"targets": [None] * 120}, "target 1 is None; give one dictionary"),
        ("persona_fidelity_trap", "bfi44", {"targets": ["High"] * 120}, "target 1 is 'High'"),
        ("persona_coverage", "default", {"references": None, "scale": (1, 7)}, "44 items from 1 to 7"),
        ("persona_coverage", "bfi44", {"seed": -1}, "seed is -1"),
        ("persona_hopkins", "bfi44", {"draws": 0, "rarefy": False}, "draws is 0"),
        ("persona_fidelity_trap", "bfi44", {"targets": TARGETS[:5]}, "120 personas and 5 targets"),
        ("persona_fidelity_trap", "bfi44", {"targets": [{"Mood": "High"}] * 120}, "'Mood', which is not a trait"),
        ("persona_fidelity_trap", "bfi44", {"targets": [{"Openness": "Big"}] * 120}, "persona 1, Openness: 'Big'"),
        ("persona_attribution", "bfi44", {}, "attributes are missing"),
        ("persona_attribution", "bfi44", {"attributes": [["Male"]] * 120}, "attributes are a list"),
        (
            "persona_attribution",
            "bfi44",
            {"attributes": {"gender": ["Male"] * 5}},
            "120 rows of answers and 5 of gender",
        ),
        (
            "persona_fidelity_trap",
            "default",
            {"predictions": np.ones((30, 9)), "references": np.ones((30, 9))},
            "targets",
        ),
        ("persona_reliability", "bfi44", {}, "personas are missing; give whose answers each row"),
        ("persona_reliability", "bfi44", {"personas": range(120)}, "every persona answered once"),
        ("persona_reliability", "bfi44", {"personas": PERSONAS}, "120 rows of predictions and 240 personas"),
        ("persona_reliability", "bfi44", {"personas": ["a"] * 119 + [np.nan]}, "row 120 of predictions has no persona"),
        ("persona_default_pull", "bfi44", {}, "default is missing; give what the model answers"),
        ("persona_default_pull", "bfi44", {"default": np.ones(40)}, "the default answered 40 items"),
        ("persona_default_pull", "bfi44", {"default": np.full(44, 9)}, "answered 9 to item 1"),
        ("persona_items", "default", {"predictions": np.ones((30, 9)), "references": None}, "people's answers"),
    ],
)
def test_wrong_input(name, config, given, words):
    inputs = {"predictions": POPULATION.values, "references": PEOPLE.values, **given}
    with pytest.raises(InputError, match=words):
        load(name, config).compute(**inputs)


def test_attribution_is_the_axis_and_json():
    found = load("persona_attribution").compute(**arguments("persona_attribution"))
    axis = axes.attribution(POPULATION, tuple(POPULATION.attributes))
    assert (found["r2"], found["p_value"], found["dominant"]) == (
        axis.items.r2,
        axis.items.p_value,
        axis.items.dominant,
    )
    assert (found["trait_r2"], found["trait_p_value"]) == (axis.traits.r2, axis.traits.p_value)
    assert found["per_attribute"]["Openness"]["eta2"] == axis.items.per_attribute["Openness"].eta2
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    frame = pd.DataFrame(POPULATION.attributes)
    assert load("persona_attribution").compute(predictions=POPULATION.values, attributes=frame) == found


def test_attribution_with_and_without_traits():
    module = load("persona_attribution", "default")
    few = {"predictions": POPULATION.values[:, :9], "attributes": {"mood": POPULATION.attributes["Neuroticism"]}}
    found = module.compute(**few)
    assert found["trait_r2"] is None, "nothing is known about traits"
    assert found["dominance"] == 1, "there is no other"
    assert not any(name.startswith("trait_") for name in module.compute(**few, traits=False))


def test_the_papers_attribution_has_no_chance_level():
    found = load("persona_attribution").compute(**arguments("persona_attribution", protocol="paper"))
    assert found["r2"] > 0
    assert (found["p_value"], found["adjusted_r2"], found["trait_r2"]) == (None, None, None)


def test_frames_are_read_by_the_names_of_their_columns():
    frame = pd.DataFrame(POPULATION.values, columns=[f"BFI_Q{n}" for n in range(1, 45)])
    whole = load("persona_coverage").compute(**arguments("persona_coverage"))
    mixed = frame[sorted(frame.columns)].assign(note="x")
    assert load("persona_coverage").compute(predictions=mixed, references=PEOPLE.values) == whole
    assert load("persona_coverage").compute(predictions=POPULATION, references=PEOPLE) == whole, "matrices"
    with pytest.raises(InputError, match=r"not a number \(column note\)"):
        load("persona_coverage").compute(predictions=frame.rename(columns={"BFI_Q1": "x"}).assign(note="x"))


def test_pandas_missing_values_are_missing():
    frame = pd.DataFrame(POPULATION.values).astype("Int64")
    frame.iloc[0, 0] = pd.NA
    assert load("persona_lid").compute(predictions=frame, references=PEOPLE.values)["excluded"] == 1
    targets = [*TARGETS[:-1], {"Openness": pd.NA}]
    trap = load("persona_fidelity_trap").compute(**{**arguments("persona_fidelity_trap"), "targets": targets})
    assert trap["per_trait"]["Openness"]["unlabelled"] == 1
    frame_of_targets = pd.DataFrame(TARGETS)
    assert load("persona_fidelity_trap").compute(
        **{**arguments("persona_fidelity_trap"), "targets": frame_of_targets}
    ) == load("persona_fidelity_trap").compute(**arguments("persona_fidelity_trap"))


def test_repeats_in_any_order_and_unequal():
    module = load("persona_reliability")
    whole = module.compute(**arguments("persona_reliability", draws=5))
    names = [f"persona {one}" for one in PERSONAS]
    assert module.compute(**arguments("persona_reliability", draws=5, personas=pd.Series(names))) == whole
    order = np.random.default_rng(0).permutation(len(ASKED))
    mixed = {"predictions": ASKED[order], "personas": [PERSONAS[row] for row in order]}
    found = module.compute(**arguments("persona_reliability", draws=5, **mixed))
    assert found["noise_share"] == pytest.approx(whole["noise_share"])
    assert found["coverage"] == whole["coverage"]
    fewer = {"predictions": ASKED[:-10], "personas": PERSONAS[:-10]}
    assert load("persona_reliability").compute(**arguments("persona_reliability", **fewer))["incomplete_cells"] == 440


def test_a_diagnosis_is_the_record_that_diagnose_makes():
    people, settings = simulate("human", 110, seed=7), Settings(draws=5)
    asked = {"predictions": np.vstack([POPULATION.values, ASKED[120:]]), "personas": PERSONAS, "targets": TARGETS * 2}
    found = load("persona_diagnosis").compute(
        **asked, references=people.values, default=DEFAULT, attributes={"mood": ["a", "b"] * 120}, draws=5, pairs=5
    )
    labels = {name: cells * 2 for name, cells in POPULATION.attributes.items()}
    rows = BehavioralTraitMatrix.from_arrays(asked["predictions"], attributes={**labels, "personas": PERSONAS})
    repeated = replace(rows, source=POPULATION.source, persona_column="personas")
    record = diagnose(repeated, people, settings=settings, pairs=5, default=[DEFAULT])
    assert record.population.personas == 120
    assert found["signature"] == record.signature.name
    assert found["evidence"] == list(record.signature.evidence)
    assert found["warnings"] == list(record.warnings)
    assert (found["lid_low"], found["lid_high"]) == (record.intervals["lid"].low, record.intervals["lid"].high)
    assert found["coverage"] == record.values.coverage.coverage
    assert found["people_recall"] == record.held_out_people.coverage.recall
    assert found["noise_lid"] == record.shuffled_population.lid.lid
    assert (found["rho"], found["d"]) == (record.values.fidelity.rho, record.values.fidelity.d)
    assert found["noise_share"] == record.reliability.noise_share
    assert found["default_pull"] == record.default_pull.default_pull
    moody = replace(repeated, attributes={"mood": ("a", "b") * 120, "personas": tuple(PERSONAS)})
    mood = axes.attribution(moody, ("mood",), settings=settings)
    assert found["r2"] == mood.items.r2
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_a_diagnosis_of_dilemmas_needs_no_reference():
    found = load("persona_diagnosis", "default").compute(
        predictions=uniform_answers(120, 131, low=1, high=5), draws=5, pairs=5
    )
    assert (found["signature"], found["coverage"], found["people_lid"]) == ("noise", None, None)
    assert found["lid_low"] < found["lid_high"]
    assert sorted(found) == sorted(KEYS["persona_diagnosis"]), "the same keys, whatever is known"


def test_the_default_as_a_row_rows_or_a_frame():
    module = load("persona_default_pull")
    whole = module.compute(**arguments("persona_default_pull"))
    for default in (DEFAULT, DEFAULT.tolist(), [DEFAULT, DEFAULT], pd.DataFrame([DEFAULT])):
        assert module.compute(**arguments("persona_default_pull", default=default)) == whole


def test_references_cannot_be_lost_in_a_batch():
    module = load("persona_coverage")
    with pytest.raises(InputError, match="references cannot be added"):
        module.add_batch(predictions=POPULATION.values, references=PEOPLE.values)
    with pytest.raises(InputError, match="references cannot be added"):
        module.add(prediction=POPULATION.values[0], reference=PEOPLE.values[0])
    for row in POPULATION.values:
        module.add(prediction=row)
    assert module.compute(references=PEOPLE.values) == module.compute(**arguments("persona_coverage"))


def test_what_was_left_out_or_filled_in_is_there():
    people = PEOPLE.values.copy()
    people[:20, 3] = np.nan
    found = load("persona_coverage").compute(predictions=POPULATION.values, references=people)
    assert found["excluded_reference"] == 20
    holes = POPULATION.values[:40].copy()
    holes[:, 0] = np.nan
    assert load("persona_lid").compute(predictions=holes, references=PEOPLE.values, protocol="paper")["imputed"] == 40


def test_an_unknown_configuration():
    with pytest.raises(InputError, match=r"unknown configuration 'bfi45'; use bfi44, moral131, .*, default"):
        load("persona_coverage", "bfi45")


def test_an_unknown_module():
    with pytest.raises(InputError, match="choose one of persona_attribute_mention, persona_attribution"):
        persona_collapse.metric_path("persona_mood")


@pytest.mark.parametrize("name", MODULES)
def test_help_says_what_goes_in_and_comes_out(name):
    module = load(name)
    heads = re.findall(r"^    (\S.*?): ", module.inputs_description, re.MULTILINE)
    explained = {key for head in heads for key in head.split(", ")}
    for key in ("predictions", "references", "protocol", *KEYS[name]):
        number = re.sub("^(people|noise)_|_(low|high)$", "", key)  # explained once for all numbers of a diagnosis
        assert key in explained or (number in explained and "<name>_low" in explained), key
    assert "2604.24698" in module.citation
    assert module.compute.__doc__.count("predictions") >= 1
