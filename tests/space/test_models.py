"""Which model a visitor may run here: what fits, what is refused before it is fetched, and what a run will take."""

import json

import pytest

from persona_collapse.errors import InputError
from persona_collapse.hub.hardware import GB, Hardware
from persona_collapse.personas import bundled_pool
from persona_collapse.study import Manner, studies
from space.asking.estimates import estimate, estimated
from space.asking.models import named, suggestions
from space.asking.runs import ALL, INSTRUMENTS, PLACES, Run


def asked(*names, personas=24, **manner):
    return studies([INSTRUMENTS[name]() for name in names], bundled_pool(), personas, Manner(**manner))


def test_what_is_no_id_is_refused():
    with pytest.raises(InputError, match="is not an id"):
        named("somebody/tiny@refs/pr/1")


# suggestions


def test_suggestions_have_valid_ids_and_fit():
    everything = suggestions("here")
    assert [named(one) for one in (*everything, *suggestions("providers"))] == [*everything, *suggestions("providers")]
    small = suggestions("here", Hardware(2 * GB, 0, GB))
    assert small == everything[: len(small)]
    assert 0 < len(small) < len(everything)
    assert suggestions("here", Hardware(200 * GB, 80 * GB, GB)) == everything


# estimates


def test_requests_and_tokens_of_the_prompts_themselves():
    [study] = asked("bfi44", personas=3)
    letters = sum(len(one.system) + len(one.question) for one in study.prompts())
    found = estimate([study], "endpoint")
    assert found.requests == 3 * 44
    assert found.prompt_tokens == pytest.approx(letters / 4, abs=1)
    assert found.written_tokens == 3 * 44 * 3
    assert found.seconds == pytest.approx((132 + 396 / 50) / 8)
    assert "8 requests at once" in found.assumption


def test_a_few_respondents_stand_for_all():
    [study] = asked("bfi44", personas=200)
    letters = sum(len(one.system) + len(one.question) for one in study.prompts())
    assert estimate([study], "providers").prompt_tokens == pytest.approx(letters / 4, rel=0.1)


def test_repeats_and_modes():
    once, thrice = (estimate(asked("bfi44", samples=number), "endpoint") for number in (1, 3))
    assert (thrice.requests, thrice.written_tokens) == (3 * once.requests, 3 * once.written_tokens)
    assert thrice.prompt_tokens == pytest.approx(3 * once.prompt_tokens, abs=2)
    shares = estimate(asked("bfi44", samples=3, mode="probabilities"), "endpoint")
    assert (shares.requests, shares.written_tokens) == (once.requests, once.requests), (
        "one question each, one token each"
    )


def test_three_instruments_are_summed():
    whole = estimate(asked(*ALL), "endpoint")
    parts = [estimate(asked(name), "endpoint") for name in ALL]
    assert whole.requests == sum(one.requests for one in parts) == 24 * (44 + 131 + 3)
    assert whole.seconds == pytest.approx(sum(one.seconds for one in parts))


def test_a_model_here_takes_time_by_its_size():
    small, large = (estimate(asked("bfi44"), "here", size) for size in (10**8, 10**9))
    assert large.seconds == pytest.approx(10 * small.seconds)
    assert estimate(asked("bfi44"), "here", 10**9, gpu=True).seconds < large.seconds / 100
    assert estimate(asked("bfi44"), "here").seconds is None
    assert "1 billion parameters" in large.assumption


@pytest.mark.parametrize(
    ("place", "model", "told"),
    [
        ("endpoint", "any", "written. Roughly 2 min, if 8 requests at once take 1 s each"),
        ("here", "Qwen/Qwen2.5-0.5B-Instruct", "if 0.5 billion parameters meet 0.1 trillion operations a second."),
        ("here", "somebody/unknown", "written. The time depends on the model's size."),
    ],
)
def test_an_estimate_in_words(place, model, told):
    said = estimated(Run(model, place, ("bfi44",), 24))
    assert said.startswith("1,056 requests, about ")
    assert told in said


def test_simulated_respondents_read_nothing():
    found = estimate(asked("bfi44", personas=1144), "simulated")
    assert (found.requests, found.prompt_tokens, found.written_tokens) == (1144 * 44, 0, 0)
    assert found.seconds == pytest.approx(5.03, abs=0.01)


@pytest.mark.parametrize("place", PLACES)
def test_an_estimate_is_plain_data(place):
    assert json.dumps(vars(estimate(asked("self-introduction"), place, 10**9)), allow_nan=False)
