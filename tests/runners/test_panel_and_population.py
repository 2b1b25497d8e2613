"""What every runner's task is made of: the questions of `run`, and the numbers of `diagnose`, or nan and a warning."""

from dataclasses import replace

import numpy as np
import pytest

from persona_collapse import api
from persona_collapse.backends import Reply, Sampling
from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44
from persona_collapse.results import Settings, Signature
from persona_collapse.runners import population
from persona_collapse.runners.panel import asked, names, questionnaire
from persona_collapse.runners.population import Answered, fits, numbers, population_numbers, read
from persona_collapse.store import open_run
from persona_collapse.study import read_manifest
from tests.pages import PAGES
from tests.runners import population_asked as simulated
from tests.support.asking import command


@pytest.fixture(scope="module")
def study():
    return simulated.study()


@pytest.fixture(scope="module")
def answered(study):
    """The readings of a simulated population's replies, the last persona first."""
    instrument, given = questionnaire(study), simulated.replies(study)
    places = {one.id: place for place, one in enumerate(study.personas_asked)}
    return [
        Answered(
            one.respondent,
            one.item,
            places[one.respondent],
            one.sample,
            read(Reply(given[one.respondent, one.item, 1]), str(one.presentation), instrument, study.sampling).answer,
        )
        for one in reversed(list(study.prompts()))
    ]


@pytest.fixture
def quick(monkeypatch):
    """Diagnoses with few draws; what was diagnosed is noted."""
    seen = []

    def diagnose(matrix, reference=None, **how):
        found = api.diagnose(matrix, reference, pairs=5, settings=Settings(draws=2), **how)
        seen.append((matrix, reference, how, found))
        return found

    monkeypatch.setattr(population, "diagnose", diagnose)
    return seen


def test_the_questions_are_those_of_run(tmp_path, monkeypatch, capsys):
    run = command(monkeypatch, capsys)
    options = ["--personas", "3", "--order", "random", "--seed", "4", "--no-trait-labels", "--samples", "2"]
    assert (
        run("run", "simulated:human", "--instrument", "mini-ipip", *options, "--out", tmp_path / "run").returncode == 0
    )
    with open_run(tmp_path / "run") as store:
        of_run = read_manifest(store)
    ours = asked("mini-ipip", personas="3", order="random", seed=4, trait_labels=False, samples=2)
    assert ours.hash == of_run.asked.study, "the hash is of every word, every persona and how replies are drawn"
    assert next(ours.prompts()) == of_run.example


def test_every_questionnaire_with_texts_is_asked_and_no_other():
    assert names() == ("bfi44", "moral131", "ipip-neo-120", "ipip50", "mini-ipip")
    with pytest.raises(InputError, match="cannot be asked"):
        asked("bfi2", personas=1)


def test_personas_are_chosen_as_by_run(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("id,persona\na,You are a baker in Rome.\nb,You are a diver.\nc,You are a judge.\n")
    assert [one.id for one in asked("bfi44", personas=str(file), first=2).personas_asked] == ["a", "b"]
    drawn = asked("bfi44", personas=str(file), sample=2, seed=3)
    assert len(drawn.personas_asked) == 2
    with pytest.raises(InputError, match="omit one of them"):
        asked("bfi44", personas=str(file), first=1, sample=2)


def test_the_numbers_are_those_of_diagnose(study, answered, tmp_path, quick):
    said = []
    reference = simulated.people(tmp_path)
    shown = population_numbers(answered, questionnaire(study), "here", reference, warn=said.append)
    ((matrix, people, how, found),) = quick
    assert np.array_equal(matrix.values, simulated.answers(study, simulated.replies(study))[0], equal_nan=True)
    assert matrix.respondents == tuple(one.id for one in study.personas_asked)
    assert len(people) == 300
    assert np.array_equal(how["samples"][0], matrix.values, equal_nan=True)
    simulated.same_numbers(shown, found)
    assert shown["personas (complete)"] == simulated.PERSONAS - 2
    assert shown["unreadable"] == 2 / len(answered)
    assert said == []


def unknown(shown):
    """Whether every number of the population is nan."""
    return all(np.isnan(value) for name, value in shown.items() if name not in ("personas (complete)", "unreadable"))


def test_with_too_few_complete_personas_every_number_is_nan_and_a_warning_says_why(study, answered, quick):
    said = []
    some = [one for one in answered if one.place < 100]  # two of these have an unreadable reply
    shown = population_numbers(some, questionnaire(study), "here", warn=said.append)
    assert unknown(shown)
    assert shown["personas (complete)"] == 98
    assert said == [
        "here: 98 of 100 personas have all answers so far (2 of 2,000 replies are unreadable), and it takes 100; the numbers of "
        "the population are nan"
    ]
    assert quick == [], "nothing was measured"


@pytest.mark.parametrize("found", [[], [Answered("a", "mini_ipip_1", 0, 1, None)]])
def test_without_an_answer_every_number_is_nan(study, found):
    said = []
    shown = population_numbers(found, questionnaire(study), "here", warn=said.append)
    assert unknown(shown)
    assert shown["unreadable"] == pytest.approx(1.0, nan_ok=True) if found else np.isnan(shown["unreadable"])
    assert said == [f"here: none of {len(found)} replies so far has an answer; the numbers of the population are nan"]


def test_answers_that_a_diagnosis_calls_invalid_have_no_numbers(study, answered, monkeypatch):
    invalid = Signature("invalid", ("40 % of the answers are missing",), ())

    def diagnose(matrix, reference=None, **how):
        found = api.measure(matrix, reference, settings=Settings(draws=2), against_people=False)
        return replace(found, signature=invalid)

    monkeypatch.setattr(population, "diagnose", diagnose)
    said = []
    assert unknown(population_numbers(answered, questionnaire(study), "here", warn=said.append))
    assert said == ["here: invalid (40 % of the answers are missing); the numbers of the population are nan"]


def test_what_a_diagnosis_refuses_is_a_warning_since_the_replies_are_there_already(study, answered, monkeypatch):
    def diagnose(matrix, reference=None, **how):
        raise InputError("people.csv has 3 respondents; give at least 20")

    monkeypatch.setattr(population, "diagnose", diagnose)
    said = []
    assert unknown(population_numbers(answered, questionnaire(study), "here", warn=said.append))
    assert said == ["here: people.csv has 3 respondents; give at least 20; the numbers of the population are nan"]


def test_nothing_is_measured_while_replies_are_to_come(study, answered, quick):
    said = []
    shown = population_numbers(answered, questionnaire(study), "here", underway=True, warn=said.append)
    assert unknown(shown)
    assert (shown["unreadable"], said, quick) == (2 / len(answered), [], [])


def test_a_signature_is_a_number_per_word():
    assert {name for name in numbers(None) if name.startswith("signature")} == {
        f"signature: {one}" for one in population.SIGNATURES
    }
    assert "human-like" in population.SIGNATURES
    assert "mode collapse" in population.SIGNATURES


def test_a_reply_is_read_as_by_run():
    thinking = "Let me think. Talkative people often choose 4, and she"
    scale = bfi44()
    assert read(Reply(thinking, finish_reason="max_tokens"), "", scale, Sampling()).reason == "cut before it ends"
    assert (
        read(Reply("", finish_reason="tool_calls"), "", scale, Sampling()).reason == "tool call in place of an answer"
    )
    assert read(Reply("Agree a little"), "descending", scale, Sampling()).answer == 4


def test_a_reference_that_does_not_fit_is_refused_before_anything_is_asked(study):
    with pytest.raises(InputError, match="answered bfi44 and mini-ipip is asked"):
        fits(questionnaire(study), "calibrated-2058")
    fits(bfi44(), "calibrated-2058")


def test_the_page_names_every_questionnaire_and_every_number():
    page = PAGES["docs/runners.md"]
    assert [one for one in (*names(), *population.SHOWN) if f"`{one}`" not in page] == []
