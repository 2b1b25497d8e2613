"""What personas that answered several times are read as: run on demand, `python -m validity.repeats`.

Simulated people (and other kinds) are asked several times; a fifth of the variance of each latent answer is new each
time, an item retest of .80. Three questions: do few people that are asked often look collapsed, does an attribute that is
drawn at random for each persona look as if it explained answers, and do intervals over personas hold the truth? Each
is also answered with every row taken for a respondent, as `--repeats rows` does. The tables in docs/validity.md are made
by this.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from persona_collapse.diagnosis import measure
from persona_collapse.diagnosis.axes import attribution
from persona_collapse.diagnosis.intervals import estimates
from persona_collapse.diagnosis.nulls import null_panel
from persona_collapse.diagnosis.preparation import prepare
from persona_collapse.diagnosis.signature import evidence, signature
from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.references import calibrated_2058
from persona_collapse.results import Settings
from persona_collapse.results.settings import Repeated
from persona_collapse.simulation import answer_probabilities

FIRST_SEED = 40_000
"""Not the seeds of the bundled reference or of any test."""

READINGS: tuple[Repeated, ...] = ("personas", "rows")
SHARES = ("recall", "precision", "trait_recall", "lid")
ITEMS = ("effective_likert", "extreme_share", "midpoint_share", "marginal_distance", "sd_ratio", "rho", "d")


def asked(kind: str, personas: int, times: int, seed: int, labels: str = "") -> BehavioralTraitMatrix:
    """Simulated respondents, each asked several times; the column `persona` says which rows are whose.

    Labels are drawn for each persona ("drawn"), or one half of all personas has each ("halves"), or there are none ("").
    """
    rng, shown = np.random.default_rng([seed, personas, times]), {}
    if labels:
        both = np.resize(["High", "Low"], personas)
        shown = {
            trait: rng.choice(["High", "Low"], personas) if labels == "drawn" else rng.permutation(both)
            for trait in bfi44().traits
        }
    of = [{trait: str(column[one]) for trait, column in shown.items()} for one in range(personas)]
    shares = np.stack(
        [answer_probabilities(kind, bfi44(), f"persona {one}", of[one], seed=seed) for one in range(personas)]
    )
    chance = rng.random((times, personas, shares.shape[1], 1))
    answers = 1 + (shares.cumsum(axis=2) < chance).sum(axis=-1)
    beside = {"persona": [f"persona {one}" for one in range(personas)] * times}
    beside |= {trait: list(column) * times for trait, column in shown.items()}
    matrix = BehavioralTraitMatrix.from_arrays(answers.reshape(-1, shares.shape[1]), attributes=beside)
    return replace(matrix, persona_column="persona")


def read(matrix: BehavioralTraitMatrix, how: Settings) -> tuple[str, dict[str, float | None]]:
    """The signature that the rules give, however few personas there are, and numbers as shares of people's."""
    reference = calibrated_2058()
    found = measure(matrix, reference, settings=how)
    panel = null_panel(prepare(matrix, reference, replace(how, size=found.settings.size)))
    beside = found.held_out_people, found.shuffled_population, panel
    known = evidence(found.values, *beside, complete=1000, missing=0.0)
    return signature(known).name, {name: known.relative.get(name) for name in SHARES}


def signatures(personas: int, times: int, seeds: int, draws: int) -> Iterator[str]:
    """Signatures and mean shares of people's values, by both readings."""
    for reading in READINGS:
        names: Counter[str] = Counter()
        shares: dict[str, list[float]] = {}
        for seed in range(FIRST_SEED, FIRST_SEED + seeds):
            name, found = read(asked("human", personas, times, seed), Settings(draws=draws, repeats=reading))
            names[name] += 1
            for key, value in found.items():
                if value is not None:
                    shares.setdefault(key, []).append(value)
            sys.stderr.write(f"\r{reading}: {sum(names.values())} of {seeds}")
        means = ", ".join(f"{key} {np.mean(some):.2f} (SD {np.std(some):.2f})" for key, some in shares.items())
        yield f"{personas} people x {times}, {reading}: {dict(names)}; of people's: {means}"


def random_attributes(personas: int, times: int, seeds: int) -> Iterator[str]:
    """How often an attribute that is drawn at random for each persona has p under .05."""
    for reading in READINGS:
        small = 0
        for seed in range(FIRST_SEED, FIRST_SEED + seeds):
            matrix = asked("human", personas, times, seed)
            drawn = np.random.default_rng(seed).permutation(np.resize(["a", "b", "c", "d"], personas))
            matrix = replace(matrix, attributes={**matrix.attributes, "drawn": tuple(map(str, np.tile(drawn, times)))})
            p_value = attribution(matrix, ["drawn"], settings=Settings(repeats=reading)).items.p_value
            small += p_value is not None and p_value < 0.05
            sys.stderr.write(f"\r{reading}: {seed - FIRST_SEED + 1} of {seeds}")
        yield f"random attribute of {personas} personas x {times}, {reading}: p < .05 in {small} of {seeds}"


def intervals(kind: str, personas: int, times: int, populations: int, labels: str) -> Iterator[str]:
    """How often the interval of an item measure holds the mean over all populations, and its mean standard error."""
    people = calibrated_2058()
    found: dict[tuple[str, str], list[tuple[float, float, float, float]]] = {}
    for seed in range(FIRST_SEED, FIRST_SEED + populations):
        matrix = asked(kind, personas, times, seed, labels)
        for reading in READINGS:
            known = estimates(prepare(matrix, people, Settings(repeats=reading)), ITEMS, matrix.levels())
            for name in ITEMS:
                if name in known:
                    one = known[name].interval
                    found.setdefault((reading, name), []).append((one.value, one.low, one.high, one.se))
        sys.stderr.write(f"\r{kind}: {seed - FIRST_SEED + 1} of {populations}")
    for (reading, name), rows in found.items():
        value, low, high, se = np.array(rows).T
        held = ((low <= value.mean()) & (value.mean() <= high)).mean()
        yield (
            f"{kind}, {personas} x {times}, {reading}: {name:<18} {held:.3f} of {len(rows)}; "
            f"SE {se.mean():.4f}, SD of the values {value.std(ddof=1):.4f}"
        )


def main() -> None:
    """Print the three tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--personas", type=int, default=32)
    options.add_argument("--times", type=int, default=10)
    options.add_argument("--seeds", type=int, default=20, help="for signatures")
    options.add_argument("--attributes", type=int, default=100, help="populations with a random attribute")
    options.add_argument("--populations", type=int, default=200, help="for intervals")
    options.add_argument("--kinds", default="human,shallow", help="for intervals")
    options.add_argument("--labels", choices=["drawn", "halves"], default="drawn", help="for intervals")
    options.add_argument("--draws", type=int, default=20)
    chosen = options.parse_args()
    parts = [
        signatures(chosen.personas, chosen.times, chosen.seeds, chosen.draws),
        random_attributes(chosen.personas, chosen.times, chosen.attributes),
        *(
            intervals(kind, chosen.personas, chosen.times, chosen.populations, chosen.labels)
            for kind in chosen.kinds.split(",")
        ),
    ]
    for part in parts:
        for line in part:
            print(f"\r{line}", flush=True)


if __name__ == "__main__":
    main()
