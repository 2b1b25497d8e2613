"""What there is to explore: the stored numbers are those of the simulated kinds, texts say what the numbers do."""

import math
import re

import pytest

from persona_collapse.backends.simulated import Simulated
from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44, moral131, self_introduction
from persona_collapse.measures import effective_likert
from persona_collapse.personas import bundled_pool, schema
from persona_collapse.references import published_results
from persona_collapse.report.figures import Mark
from persona_collapse.report.numbers import WORDS
from persona_collapse.results.numbers import BEYOND, NUMBERS
from persona_collapse.simulation import KINDS, simulate
from persona_collapse.study import Study
from space.explore import build_data, wording
from space.explore.answers import answer_bars, prompt_of, reading_examples, reading_words, simulated_reply
from space.explore.attributes import attributes_with
from space.explore.diagnoses import DATA, diagnoses, diagnosis_of
from space.explore.explanations import explanations
from space.explore.maps import about_mark, maps

COVERAGE, FIDELITY = maps()


@pytest.mark.parametrize("kind", KINDS)
def test_the_stored_numbers_are_those_of_the_population_they_name(kind):
    stored, population = diagnosis_of(kind), simulate(kind, seed=build_data.SEED)
    assert stored.population.respondents == len(population.values) == 1144
    shares = [(population.values == point).mean() for point in (3, 1, 5)]
    assert stored.values.likert.midpoint_share == pytest.approx(shares[0], abs=1e-4)
    assert stored.values.likert.extreme_share == pytest.approx(shares[1] + shares[2], abs=1e-4)
    used = effective_likert(population.values, low=1, high=5).mean
    assert stored.values.likert.effective_likert == pytest.approx(used, abs=1e-4)


def test_the_stored_records_are_small_and_call_themselves_simulated():
    assert DATA.stat().st_size < 300_000
    for one in diagnoses().values():
        assert one.population.source.startswith("simulated:")
        assert "simulated" in one.reference.note
        assert all(len(cloud.people) == len(cloud.personas) == 250 for cloud in one.views.projections)


def test_every_second_point_is_kept():
    found = diagnosis_of("noise")
    before, after = found.views.projections[0], build_data.thinned(found).views.projections[0]
    assert after.personas == before.personas[::2]
    assert after.people == before.people[::2]


def test_the_maps_hold_the_papers_models_as_printed():
    printed = {name: row for name, row in published_results().items() if not name.startswith("Human")}
    for figure, x, y in ((COVERAGE, "coverage", "lid"), (FIDELITY, "rho", "d")):
        shown = {one.label: (one.x, one.y) for one in figure.marks if one.group == "paper"}
        assert shown == {name: (row[x], row[y]) for name, row in printed.items()}
        assert len(shown) == 10


@pytest.mark.parametrize("figure", maps(), ids=["coverage", "fidelity"])
def test_whatever_is_simulated_says_so(figure):
    for one in figure.marks:
        assert ("simulated" in one.label) == (one.group in ("population", "people"))
        assert len({other.label for other in figure.marks if other.label == one.label}) == 1


@pytest.mark.parametrize(
    ("figure", "mark"),
    [(figure, mark) for figure in maps() for mark in figure.marks],
    ids=lambda one: getattr(one, "label", ""),
)
def test_every_mark_says_its_numbers_and_what_it_is(figure, mark: Mark):
    found = about_mark(figure, mark.label)
    assert f"<dd>{mark.x + 0:.2f}".replace("-0.00", "0.00") in found
    assert f"<dd>{mark.y + 0:.1f}".replace("-0.0", "0.0") in found or mark.y < -0.05
    own = [wording.KIND_WORDS[mark.label.split()[-1]]] if mark.group == "population" else []
    own += [wording.KNOWN_POPULATIONS[mark.label]] if mark.group == "known" else []
    for one in [*own, wording.MAP_GROUPS[mark.group]]:
        assert one.replace("'", "&#x27;") in found


def test_a_model_of_the_paper_brings_its_other_numbers():
    found = about_mark(COVERAGE, "HER-32B")
    assert "<dt>effective likert</dt><dd>2.52</dd>" in found
    assert "<dt>rho</dt><dd>0.921</dd>" in found


def test_a_mark_that_is_not_there_is_refused():
    with pytest.raises(InputError, match="no mark called '<b>'"):
        about_mark(COVERAGE, "<b>")


@pytest.mark.parametrize(
    ("instrument", "item"), [(bfi44(), "bfi44_44"), (moral131(), None), (self_introduction(), None)]
)
def test_a_prompt_is_what_a_run_sends(instrument, item):
    who = bundled_pool().respondents[7]
    sent = [one for one in Study(instrument, bundled_pool(), personas=8).prompts() if one.respondent == who.id]
    one = next(prompt for prompt in sent if prompt.item == (item or sent[-1].item))
    assert prompt_of(who.id, instrument.id, one.item) == one


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (("nobody", "bfi44", "bfi44_1"), "persona 'nobody'"),
        (("0-3", "mmpi", "1"), "instrument 'mmpi'"),
        (("0-3", "bfi44", "bfi44_45"), "item 'bfi44_45'"),
    ],
)
def test_what_cannot_be_asked_is_named(given, named):
    with pytest.raises(InputError, match=named):
        prompt_of(*given)


@pytest.mark.parametrize("kind", KINDS)
def test_a_simulated_reply_is_what_a_run_gets(kind):
    who = bundled_pool().respondents[0]
    prompt = prompt_of(who.id, "bfi44", "bfi44_3")
    study = Study(bfi44(), bundled_pool(), personas=1)
    backend = Simulated(kind, bfi44(), {who.id: who.attributes})
    replies = {
        prompt.item: reply.text
        for prompt, (_, reply) in zip(study.prompts(), backend.replies(study.prompts(), study.sampling), strict=True)
    }
    assert simulated_reply(prompt, "bfi44", kind) == replies["bfi44_3"]
    bars = answer_bars(prompt, "bfi44", kind)
    assert math.fsum(one.share for one in bars.bars) == pytest.approx(1)
    assert [one.name for one in bars.bars][:2] == ["1 Disagree strongly", "2 Disagree a little"]
    assert kind in bars.title
    assert "simulated" in bars.title


def test_an_introduction_is_a_text_without_bars():
    prompt = prompt_of("0-3", "self-introduction", "self-introduction")
    assert len(simulated_reply(prompt, "self-introduction", "human").split()) > 50
    assert answer_bars(prompt, "self-introduction", "human") is None
    assert reading_examples("self-introduction") == ""


def test_an_unknown_kind_is_refused():
    with pytest.raises(InputError, match="robot"):
        simulated_reply(prompt_of("0-3", "bfi44", "bfi44_1"), "bfi44", "robot")
    with pytest.raises(InputError, match="'robot'"):
        diagnosis_of("robot")


@pytest.mark.parametrize(
    ("reply", "instrument", "read"),
    [
        ("4", "bfi44", "4, Agree a little (found by the rule “alone”)"),
        ("Strongly favour B", "moral131", "5, Strongly favour B (found by the rule “alone”)"),
        ("", "bfi44", "no answer: empty"),
        ("As an AI I have no personality.", "bfi44", "no answer: refusal"),
        ("I am Ann.", "self-introduction", "free text: it is kept as it is, and no answer is read in it"),
    ],
)
def test_a_reply_is_read_or_the_reason_told(reply, instrument, read):
    assert reading_words(reply, instrument) == read


def test_a_reply_without_end_is_refused():
    with pytest.raises(InputError, match="4001 characters"):
        reading_words("4" * 4001, "bfi44")


def test_examples_of_replies_show_answers_and_reasons():
    for name in ("bfi44", "moral131"):
        found = reading_examples(name)
        assert found.count("<tr>") == 1 + len(wording.REPLIES)
        assert found.count("no answer:") == 2


def test_shares_are_those_of_the_pool():
    found = attributes_with("")
    assert [one.title for one in found] == [one.name for one in schema()]
    for one in found:
        assert math.fsum(bar.share for bar in one.bars) == pytest.approx(1)
    women = sum(who.attributes["gender"] == "Female" for who in bundled_pool().respondents)
    (gender,) = attributes_with("GENDER")
    assert next(bar for bar in gender.bars if bar.name == "Female").share == women / 1144


def test_a_search_wants_all_its_words():
    assert [one.title for one in attributes_with("big open")] == ["Big Five Openness"]
    assert attributes_with("nurse buddhism") == []


def test_every_number_of_the_register_is_explained_and_no_other():
    shown = [one for _, some in explanations() for one, _ in some]
    assert shown == [*NUMBERS.values(), *BEYOND.values()]


@pytest.mark.parametrize("name", [*NUMBERS, *BEYOND])
def test_explanations_are_whole_sentences_and_formulas_close(name):
    one = WORDS[name]
    assert one.says.endswith(".")
    assert one.direction.endswith(".")
    assert one.formula.count("{") == one.formula.count("}")
    assert len(re.findall(r"\\left(?![a-z])", one.formula)) == len(re.findall(r"\\right(?![a-z])", one.formula))


def test_what_explanations_say_of_people_and_noise_is_so():
    found = diagnosis_of("human")
    panel, dealt, people = found.null_panel, found.shuffled_population, found.held_out_people
    assert panel.row("clones").coverage == pytest.approx(0.2, abs=0.05), "about a fifth"
    assert panel.row("clones").precision == 1, "of copies of the average person"
    assert panel.row("uniform answers").recall > 0.7 > 0.1 > panel.row("uniform answers").precision
    assert dealt.coverage.trait_coverage == pytest.approx(0.6, abs=0.03)
    assert dealt.coverage.trait_precision > 0.95, "noise scores nearly 1"
    assert diagnosis_of("caricature").values.coverage.trait_recall > 0.95, "a caricature has it too"
    assert dealt.lid.lid > people.lid.lid, "noise has the highest value of all"
    assert dealt.spread.participation_ratio > people.spread.participation_ratio
    assert diagnosis_of("noise").values.spread.vendi_ratio > 2, "noise is far above"
    assert found.values.fidelity.rho_ceiling == pytest.approx(0.943, abs=1e-3), "thirds"
    assert people.lid.tied == 0, "people share no pattern"
