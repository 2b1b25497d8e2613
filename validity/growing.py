"""What `personas next` gains over random drawing where the structure is known: run on demand, `python -m validity.growing --seeds 20`.

Of a pool of 1,000 personas 150 are asked. Then 60 more are asked: those that `personas next` chooses, or as many others in
the (random) order of the pool. Both populations of 210 are compared with people that were not used to choose. The answers
are those of simulated respondents with known labels:

labels           9 of 10 personas are extraverted and calm, so that few stand where other people do; the labels are attributes
one town         the same, and labels cannot be seen; a town of 40 personas tells those that stand elsewhere
even labels      every combination of labels is as frequent as any other, so there is little to gain
shuffled         as labels, but the attributes are shuffled among the personas: they explain nothing
noise            random answers

The table in docs/validity.md is made by this.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.personas import PersonaPool, Respondent
from persona_collapse.references import calibrated_2058
from persona_collapse.remedy import next_personas
from persona_collapse.remedy.scoring import Yardstick
from persona_collapse.remedy.spaces import Ruler, low_dimensional
from persona_collapse.remedy.uncovered import alone
from persona_collapse.results.next_personas import NextPersonas
from persona_collapse.simulation.conditioned import answer_probabilities

FIRST_SEED = 80_000
"""Not the seeds of the bundled reference or of any test."""

POOL, FIRST, NEXT = 1000, 150, 60
KINDS = ("labels", "one town", "even labels", "shuffled", "noise")
LEVELS = ("High", "Neutral", "Low")
USUAL = {"big_five_extraversion": (0.9, 0.07, 0.03), "big_five_neuroticism": (0.03, 0.07, 0.9)}

Labels = Mapping[str, str]


@dataclass(frozen=True)
class Grown:
    """A choice beside random choice.

    Attributes
    ----------
    found : what was chosen, and why
    before, chosen, random : share of held-out people without a persona near, and trait and item coverage of them: of those
        asked first, and with the personas chosen by either way
    """

    found: NextPersonas
    before: dict[str, float]
    chosen: dict[str, float]
    random: dict[str, float]


def labelled(kind: str, rng: np.random.Generator) -> list[Labels]:
    """The labels that answers depend on, of every persona of the pool."""
    if kind == "one town":
        elsewhere = rng.permutation(POOL) < POOL * 0.04
        return [dict(zip(USUAL, ("Low", "High") if one else ("High", "Low"), strict=True)) for one in elsewhere]
    shares = {name: (1 / 3, 1 / 3, 1 / 3) if kind == "even labels" else share for name, share in USUAL.items()}
    columns = {name: rng.choice(LEVELS, POOL, p=share) for name, share in shares.items()}
    return [{name: str(cells[row]) for name, cells in columns.items()} for row in range(POOL)]


def seen(kind: str, labels: list[Labels], rng: np.random.Generator) -> list[Labels]:
    """The attributes of every persona, as a table has them."""
    rows: list[dict[str, str]] = [dict(one) for one in labels]
    if kind == "shuffled":
        rows = [rows[place] for place in rng.permutation(POOL)]
    if kind == "one town":
        towns = rng.choice(list("ABCDEF"), POOL)
        rows = [
            {"town": "G" if one["big_five_extraversion"] == "Low" else str(town)}
            for one, town in zip(labels, towns, strict=True)
        ]
    beside = {name: rng.integers(0, count, POOL) for name, count in {"hobby": 8, "pet": 4, "street": 30}.items()}
    return [
        {**row, **{name: f"{name} {cells[place]}" for name, cells in beside.items()}} for place, row in enumerate(rows)
    ]


def answered(kind: str, labels: list[Labels], rows: Indices, seed: int) -> Array:
    """An answer sheet (n, 44) of some personas; that of a persona is always the same."""
    model = "noise" if kind == "noise" else "human"
    sheets = []
    for row in rows:
        below = answer_probabilities(model, bfi44(), f"p{row}", labels[row], seed=seed).cumsum(axis=1)
        drawn = np.random.default_rng([seed, 1, row]).random((len(below), 1))
        sheets.append(1 + (below[:, :-1] < drawn).sum(axis=1))
    return np.array(sheets, dtype=np.float64)


def grown(kind: str, seed: int, people: Array | None = None) -> Grown:
    """One pool: 150 personas asked, 60 chosen, and 60 others at random.

    Parameters
    ----------
    kind : of structure
    seed : of everything
    people : answers (M, D); the bundled reference by default
    """
    rng = np.random.default_rng(seed)
    labels = labelled(kind, rng)
    attributes, start = seen(kind, labels, rng), np.arange(FIRST)
    first = answered(kind, labels, start, seed)
    pool = PersonaPool("pool", tuple(Respondent(f"p{place}", "", "", one) for place, one in enumerate(attributes)))
    whole = calibrated_2058().values if people is None else people
    order = rng.permutation(len(whole))
    fitted, others = whole[order[: len(whole) // 2]], whole[order[len(whole) // 2 :]]
    asked = BehavioralTraitMatrix.from_arrays(
        first,
        instrument=bfi44(),
        respondents=[f"p{place}" for place in range(FIRST)],
        attributes={name: [one[name] for one in attributes[:FIRST]] for name in attributes[0]},
        source=kind,
    )
    reference = BehavioralTraitMatrix.from_arrays(fitted, instrument=bfi44(), source="people")
    found = next_personas([asked], reference, pool, NEXT, seed=seed)
    chosen = np.array([int(one[1:]) for one in found.chosen])
    by_either = [answered(kind, labels, rows, seed) for rows in (chosen, np.arange(FIRST, FIRST + NEXT))]
    return Grown(found, *(scored(one, others) for one in (first, *(np.vstack([first, more]) for more in by_either))))


def scored(answers: Array, people: Array) -> dict[str, float]:
    """How well personas reach people that were not used to choose."""
    keying = bfi44().keying()
    personas, persons = low_dimensional(answers, people, keying)
    ruler = Ruler.of(people, keying, np.arange(answers.shape[1]))
    found = Yardstick.of(ruler(answers), ruler(people)).score(np.arange(len(answers)), len(answers))
    return {
        "no persona near": float(alone(personas, persons).mean()),
        "trait coverage": found["traits coverage"],
        "coverage": found["items coverage"],
    }


def main() -> None:
    """Print for each structure how often attributes are used, and what the choice gains over random choice."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    options.add_argument("--seeds", type=int, default=20)
    options.add_argument("--first", type=int, default=FIRST_SEED)
    options.add_argument("--out", type=Path, help="keep the numbers of every pool, a line each")
    chosen = options.parse_args()
    print(f"{'structure':<13}{'by attributes':>14}   before, random, chosen; chosen less random (SE), better in")
    for kind in chosen.kinds:
        several = []
        for seed in range(chosen.first, chosen.first + chosen.seeds):
            several.append(grown(kind, seed))
            sys.stderr.write(f"\r{kind} {len(several)}")
            if chosen.out:
                one = several[-1]
                with chosen.out.open("a") as stream:
                    stream.write(json.dumps([kind, seed, one.before, one.random, one.chosen, one.found.reason]) + "\n")
        used = sum(one.found.way == "towards people" for one in several)
        print(f"\r{kind:<13}{used:>8} of {len(several)}")
        for name in several[0].before:
            table = np.array([[one.before[name], one.random[name], one.chosen[name]] for one in several])
            gain = table[:, 2] - table[:, 1]
            better = (gain < 0) if name == "no persona near" else (gain > 0)
            means = ", ".join(f"{mean:.3f}" for mean in table.mean(axis=0))
            se = gain.std(ddof=1) / np.sqrt(len(gain))
            print(f"  {name:<18}{means}; {gain.mean():+.3f} ({se:.3f}), {better.sum()} of {len(several)}")


if __name__ == "__main__":
    main()
