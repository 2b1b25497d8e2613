"""How often the signature is right: run on demand, `python -m validity.signature --size 300 --seeds 100`.

Populations of known kinds from new seeds (of another questionnaire: `--instrument ipip50`), each read as `diagnose` would read it, without what no signature is read from
(intervals, Hopkins, the forest). `--people answers.csv` reads draws without replacement of real people instead: against the bundled
reference, where the questionnaire has one, and against the people who were not drawn (`--instrument ipip50 --people FILE --missing 0`).
The tables in docs/validity.md are made by this.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from persona_collapse import Settings, measures
from persona_collapse.columns import ReadAs
from persona_collapse.diagnosis import measure
from persona_collapse.diagnosis.axes import kernel_width, mean_vendi
from persona_collapse.diagnosis.crowding import crowding_interval
from persona_collapse.diagnosis.nulls import null_panel
from persona_collapse.diagnosis.preparation import prepare, rows_of
from persona_collapse.diagnosis.reread import reread_of
from persona_collapse.diagnosis.scorecard import bundled_reference
from persona_collapse.diagnosis.signature import Evidence, evidence, signature
from persona_collapse.instruments import Instrument, catalogue
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.drawn_distances import Distances
from persona_collapse.measures.randomness import generator
from persona_collapse.references import calibrated_2058, copula_of, is_bfi44
from persona_collapse.results import Diagnosis, NullPanel, Scorecard, Signature
from persona_collapse.simulation import simulate

FIRST_SEED = 20_000
"""Not the seeds of the bundled reference or of any test."""

REFERENCE = 2058
"""Simulated respondents of the reference, for a questionnaire without a bundled one."""

SLIPS = 0.1
"""Of a near-straight-liner, the share of answers that are a point off its line."""

WARNED = "warned"
"""Whatever the signature, a warning names the careless respondents."""

SIZES_OF_REAL_PEOPLE = (114, 150, 200)
EITHER = "human-like or mixed"
PART = "mode collapse in part"


def known_populations(size: int, seed: int, asked: Instrument) -> Iterator[tuple[str, BehavioralTraitMatrix, str]]:
    """Name, population and the signature it must have, of every kind."""

    def of(answers):
        return BehavioralTraitMatrix.from_arrays(answers, instrument=asked)

    people = copula_of(asked).sample(size, generator("people", seed))
    items, low, high = len(asked), asked.scale.low, asked.scale.high
    ends = {"low": low, "high": high}
    yield "people", of(people), "human-like"
    yield "people with labels", simulate("human", size, seed=seed, instrument=asked), "human-like"
    yield "shuffled people", of(measures.shuffled(people, seed=seed)), "noise"
    yield "uniform answers", of(measures.uniform_answers(size, items, seed=seed, **ends)), "noise"
    yield "clones", of(measures.clones(people, size)), "mode collapse"
    yield "jittered clones", of(measures.jittered_clones(people, size, seed=seed, **ends)), "mode collapse"
    yield "five archetypes", of(measures.archetypes(people, size, seed=seed)), "mode collapse"
    yield (
        "midpoint",
        of(measures.jittered(np.full((size, items), float((low + high) // 2)), seed=seed, **ends)),
        "mode collapse",
    )
    clones = measures.jittered_clones(people, size, seed=seed, **ends)
    yield "half jittered clones", of(with_clones(people, clones, size // 2)), PART
    yield "a fifth jittered clones", of(with_clones(people, clones, size // 5)), PART
    yield "shallow", simulate("shallow", size, seed=seed, instrument=asked), "shallow"
    yield "caricature", simulate("caricature", size, seed=seed, instrument=asked), "caricature"


def with_clones(people: Array, clones: Array, count: int) -> Array:
    """People (N, D) of whom the first `count` are clones instead."""
    return np.vstack([clones[:count], people[count:]])


def answering_populations(
    size: int, seed: int, asked: Instrument
) -> Iterator[tuple[str, BehavioralTraitMatrix, tuple[str, ...]]]:
    """Name, population and the signatures it may have, of people some of whom answer carelessly, or who use the scale otherwise.

    Careless ones are the first respondents; the others are people. `WARNED` stands for any signature but human-like with
    a warning about them.
    """
    rng = generator("careless respondents", seed)
    people = copula_of(asked).sample(size, generator("people", seed))
    low, high, items = asked.scale.low, asked.scale.high, len(asked)
    middle, keying = (low + high) / 2, asked.keying()
    assert keying is not None, "styles and reversed items are those of traits"

    def some(share: float, answers: Array) -> BehavioralTraitMatrix:
        count = round(share * size)
        return BehavioralTraitMatrix.from_arrays(np.vstack([answers[:count], people[count:]]), instrument=asked)

    def styled(answers: Array) -> BehavioralTraitMatrix:
        return BehavioralTraitMatrix.from_arrays(np.clip(answers, low, high), instrument=asked)

    turned = (keying.keys < 0).any(axis=0)
    line = np.repeat(rng.integers(low + 1, high, (size, 1)).astype(float), items, axis=1)
    slips = np.where(rng.random(line.shape) < SLIPS, rng.choice([-1.0, 1.0], line.shape), 0.0)
    uniform = rng.integers(low, high + 1, (size, items)).astype(float)
    apart = people - middle
    yield "25 % do not reverse", some(0.25, np.where(turned, low + high - people, people)), ("careless",)
    yield "15 % near-straight-liners", some(0.15, np.clip(line + slips, low, high)), ("careless",)
    yield "10 % uniform", some(0.1, uniform), ("careless", WARNED)
    yield "midpoint style", styled(middle + np.sign(apart) * (np.abs(apart) > 0)), ("response style",)
    yield "extreme style", styled(middle + np.sign(apart) * (high - middle)), ("response style",)
    yield "acquiescence + 1", styled(people + 1), ("response style",)


@dataclass(frozen=True)
class Known:
    """What signatures are read beside: the same for every population of one size against one reference.

    Attributes
    ----------
    people : the reference
    how : settings, with the matched size
    ceiling : held-out people
    panel : the null populations
    width, kinds : of the Vendi kernel, and people's Vendi score with it
    """

    people: BehavioralTraitMatrix
    how: Settings
    ceiling: Scorecard
    panel: NullPanel
    width: float
    kinds: float

    @classmethod
    def beside(cls, population: BehavioralTraitMatrix, people: BehavioralTraitMatrix, draws: int) -> "Known":
        """From any population of that size."""
        how = Settings(draws=draws)
        found = measure(population, people, settings=how, against_people=False)
        sides = prepare(population, people, found.settings)
        points = Distances.between(sides.spaces[0].reference, sides.spaces[0].reference)
        width = kernel_width(points, sides.draws)
        panel = null_panel(sides)
        return cls(people, how, found.held_out_people, panel, width, mean_vendi(points, sides.draws, width))


def read(population: BehavioralTraitMatrix, known: Known) -> Signature:
    """The signature that `diagnose` gives."""
    return measured_and_read(population, known)[1]


def measured_and_read(population: BehavioralTraitMatrix, known: Known) -> tuple[Diagnosis, Signature]:
    """The numbers and warnings, and the signature that `diagnose` gives."""
    found, seen = measured(population, known)
    return found, signature(seen)


def measured(population: BehavioralTraitMatrix, known: Known) -> tuple[Diagnosis, Evidence]:
    """The numbers and warnings, and what a signature and human-likeness are read from."""
    how, ceiling = known.how, known.ceiling
    found = measure(population, known.people, settings=how, against_people=False, held_out_people=ceiling)
    sides = prepare(population, known.people, found.settings)
    points = sides.spaces[0].population
    kinds = mean_vendi(Distances.between(points, points), sides.draws, known.width)
    seen = evidence(
        replace(found.values, spread=replace(found.values.spread, vendi=kinds, vendi_people=known.kinds)),
        ceiling,
        found.shuffled_population,
        known.panel,
        complete=len(sides.personas.complete),
        missing=0.0,
        crowding=crowding_interval(sides),
        reread=reread_of(sides, ceiling),
    )
    return found, seen


def simulated(size: int, seeds: range, draws: int, asked: Instrument) -> Iterator[tuple[str, str, str]]:
    """Kind, expected and found signature."""
    people = calibrated_2058() if is_bfi44(asked) else simulate("human", REFERENCE, instrument=asked)
    known = Known.beside(simulate("human", size, instrument=asked), people, draws)
    for seed in seeds:
        for kind, population, expected in known_populations(size, seed, asked):
            yield kind, expected, read(population, known).name


def answering(size: int, seeds: range, draws: int, asked: Instrument) -> Iterator[tuple[str, str, str]]:
    """Kind, expected and found signature of careless respondents and response styles; with people, who are neither."""
    people = calibrated_2058() if is_bfi44(asked) else simulate("human", REFERENCE, instrument=asked)
    known = Known.beside(simulate("human", size, instrument=asked), people, draws)
    for seed in seeds:
        first = next(known_populations(size, seed, asked))
        for kind, population, expected in ((*first[:2], (first[2],)), *answering_populations(size, seed, asked)):
            found, read_as = measured_and_read(population, known)
            warned = any(one.startswith("more respondents than among people") for one in found.warnings)
            yield kind, " or ".join(expected), f"{read_as.name}{', warned' if warned else ''}"


def real(people: BehavioralTraitMatrix, seeds: range, draws: int) -> Iterator[tuple[str, str, str]]:
    """The same for people drawn from real ones: each size against the bundled reference, half against the other half.

    Without a bundled reference of their questionnaire, only the latter.
    """
    reference = bundled_reference(people.instrument)
    beside = {
        size: Known.beside(simulate("human", size), reference, draws)
        for size in SIZES_OF_REAL_PEOPLE
        if reference is not None
    }
    for seed in seeds:
        order = np.random.default_rng(seed).permutation(len(people))
        for size, known in beside.items():
            some = rows_of(people, np.sort(order[:size]))
            yield f"{size} against {known.people.source}", EITHER, read(some, known).name
        half = len(people) // 2
        some, others = (rows_of(people, np.sort(rows)) for rows in (order[:half], order[half:]))
        yield f"{half} against the other {half}", EITHER, read(some, Known.beside(some, others, draws)).name


def people_of(path: Path, instrument: str | None, missing: str | None) -> BehavioralTraitMatrix:
    """Real people's answers in a file, read as the command line reads them; those who answered everything."""
    found = BehavioralTraitMatrix.read(path, read_as=ReadAs.typed(instrument, missing=missing))
    return rows_of(found, np.flatnonzero(~np.isnan(found.values).any(axis=1)))


KINDS = {"collapse": simulated, "answering": answering}
"""Option -> the known populations."""


def main() -> None:
    """Print, for each kind, how many were called what."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", type=int, default=300)
    options.add_argument("--seeds", type=int, default=100)
    options.add_argument("--first", type=int, default=FIRST_SEED)
    options.add_argument("--draws", type=int, default=100)
    options.add_argument(
        "--instrument", help="a questionnaire with traits: a name or a file; bfi44, or that of --people"
    )
    options.add_argument(
        "--kinds", choices=("collapse", "answering"), default="collapse", help="which known populations"
    )
    options.add_argument("--people", type=Path, help="answers of real people, in place of known kinds")
    options.add_argument("--missing", help="codes in the file of people that mean no answer, as in 0,99")
    options.add_argument("--out", type=Path, help="keep every signature, a line each")
    chosen = options.parse_args()
    seeds = range(chosen.first, chosen.first + chosen.seeds)
    asked = chosen.instrument or catalogue.USUAL
    read_ones = (
        real(people_of(chosen.people, chosen.instrument, chosen.missing), seeds, chosen.draws)
        if chosen.people
        else KINDS[chosen.kinds](chosen.size, seeds, chosen.draws, catalogue.find(asked))
    )
    called: dict[tuple[str, str], Counter[str]] = {}
    for number, (kind, expected, name) in enumerate(read_ones, 1):
        called.setdefault((kind, expected), Counter())[name] += 1
        sys.stderr.write(f"\r{number}")
        if chosen.out:
            with chosen.out.open("a") as stream:
                stream.write(json.dumps([kind, expected, name]) + "\n")
    print(f"\n{chosen.people or f'{asked}, {chosen.size} respondents'}, {chosen.seeds} seeds, {chosen.draws} draws")
    for (kind, expected), names in called.items():
        print(f"{kind:<34}{expected:<22}{', '.join(f'{name} {count}' for name, count in names.most_common())}")


if __name__ == "__main__":
    main()
