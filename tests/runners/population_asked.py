"""A simulated population for the tests of runners: what it replies to the questions of a study, some of it unreadable."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from persona_collapse.backends.simulated import Simulated
from persona_collapse.results import Diagnosis
from persona_collapse.runners.panel import asked, questionnaire
from persona_collapse.runners.population import BESIDE, SHOWN
from persona_collapse.simulation import simulate
from persona_collapse.study import Study

PERSONAS = 102
BROKEN = {0: "I would rather not say.", 25: "3 or 4"}
"""The number of a question -> its reply, in which there is no answer."""

NEEDS = (
    "{} needs pydantic 2.13 or newer, and the extra space (gradio[mcp]) 2.12.5 or older: .ci/run installs it in an environment "
    "of its own and runs this there"
)


def study(samples: int = 1, personas: int = PERSONAS) -> Study:
    """A short questionnaire, asked of as many personas as a diagnosis needs, and two more."""
    return asked("mini-ipip", personas=personas, samples=samples, order="random")


def people(folder) -> str:
    """A file of simulated respondents who answered the same items."""
    asked_of = questionnaire(study())
    file = folder / "people.csv"
    file.write_text(simulate("human", 300, instrument=asked_of, seed=11).to_csv(), encoding="utf-8")
    return str(file)


def replies(of: Study) -> dict[tuple[str, str, int], str]:
    """(persona, item, sample) -> the reply."""
    prompts = list(of.prompts())
    backend = Simulated("human", questionnaire(of), {one.id: one.attributes for one in of.personas_asked}, seed=5)
    texts = [reply.text for _, reply in backend.replies(prompts, of.sampling)]
    for place, text in BROKEN.items():
        texts[place] = text
    return {(one.respondent, one.item, one.sample): text for one, text in zip(prompts, texts, strict=True)}


def answers(of: Study, given: Mapping[tuple[str, str, int], str]) -> np.ndarray:
    """The answers (R, N, D) on the published scale, by plain reading: a reply is its number or has no answer."""
    instrument, names = questionnaire(of), [one.id for one in of.personas_asked]
    low, high = instrument.scale.low, instrument.scale.high
    values = np.full((of.samples, len(names), len(instrument)), np.nan)
    for (name, item, sample), text in given.items():
        if text.isdigit():
            mirrored = of.presentation(name, item).mirrored
            place = (sample - 1, names.index(name), of.item_ids.index(item))
            values[place] = low + high - int(text) if mirrored else int(text)
    return values


def same_numbers(shown: Mapping[str, float], found: Diagnosis) -> None:
    """That a runner shows exactly the numbers of a diagnosis."""
    cards: dict[str, Sequence[object]] = {
        "": (found.values,),
        **{f" ({one})": (getattr(found, of),) for one, of in BESIDE.items()},
    }
    expected = {"human_likeness": found.likeness.human_likeness, "noise_share": np.nan}
    if found.reliability is not None:
        expected["noise_share"] = found.reliability.noise_share
    for ending, (card,) in cards.items():
        expected |= {f"{name}{ending}": getattr(card.coverage, name) for name in ("coverage", "precision", "recall")}
        expected |= {f"hopkins{ending}": card.hopkins.hopkins, f"lid{ending}": card.lid.lid}
        expected |= {f"sd_ratio{ending}": card.items.sd_ratio}
    assert set(SHOWN) <= set(expected), "every number that is shown is compared"
    for name, value in expected.items():
        assert shown[name] == pytest.approx(np.nan if value is None else value, abs=0, nan_ok=True), name
    word = found.signature.name
    held = {name for name, value in shown.items() if value == 1 and name.startswith("signature")}
    assert held == {f"signature: {one}" for one in (word, *found.signature.also)}
