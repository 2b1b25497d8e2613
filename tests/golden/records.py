"""The records that no change of structure may change: what they are computed from, and how they are kept.

`python -m tests.golden.records` writes them anew with the code as it is. Do that only in a commit that is meant to move
numbers, and list those in CHANGELOG.md, "Numbers that move". The records whose name begins with "gpt" need the real
answers, which may not be shipped; of them only aggregates are kept, no respondent's.
"""

import gzip
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from threadpoolctl import threadpool_limits

from examples.personallm import labels_of
from persona_collapse.diagnosis import compare, diagnose, plan
from persona_collapse.diagnosis.preparation import rows_of
from persona_collapse.diagnosis.texts import diagnose_texts
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.personas import bundled_pool
from persona_collapse.references import calibrated_2058
from persona_collapse.replication import replicate, to_json
from persona_collapse.results import Diagnosis, Scorecard, Settings
from persona_collapse.simulation import KINDS, simulate
from persona_collapse.simulation.introductions import introduction

FOLDER = Path(__file__).parent
REAL = Path(__file__).parents[3] / "shared" / "data"
GPT, PEOPLE = REAL / "llm" / "gpt-3.5-turbo-0613_bfi44.csv", REAL / "human" / "bfi228.csv"
QUICK = Settings(draws=20)
ROWS = Settings(repeats="rows")
"""The reading of repeats that these records of GPT-3.5 were written with: every row is a respondent."""
HELD_OUT: dict[Settings, Scorecard] = {}


def demo(kind: str) -> str:
    """One of the five populations of the demonstration, with fewer draws."""
    return beside_people(kind, QUICK, tsne=kind == "human")


def published(kind: str) -> str:
    """The same by the published protocol."""
    return beside_people(kind, Settings(protocol="paper"))


def beside_people(kind: str, settings: Settings, tsne: bool = False) -> str:
    """A diagnosis beside the bundled reference; what people score is the same for every kind and computed once."""
    found = diagnose(
        simulate(kind, 500),
        calibrated_2058(),
        settings=settings,
        pairs=30,
        tsne=tsne,
        held_out_people=HELD_OUT.get(settings),
    )
    HELD_OUT.setdefault(settings, found.held_out_people)
    return found.to_json()


def repeated() -> str:
    """A diagnosis with repeats, a control run, and no rarefaction."""
    rng = np.random.default_rng(5)
    personas = simulate("shallow", 150)
    others = [np.clip(personas.values + rng.integers(-1, 2, personas.values.shape), 1, 5) for _ in range(2)]
    samples = np.stack([personas.values, *others])
    default = rng.integers(2, 5, (3, 44)).astype(float)
    found = diagnose(
        personas, calibrated_2058(), settings=replace(QUICK, rarefy=False), pairs=30, samples=samples, default=default
    )
    return found.to_json()


def alone() -> str:
    """A diagnosis of answers to other items, for which there is no reference."""
    answers = np.random.default_rng(7).integers(1, 6, (200, 30)).astype(float)
    return diagnose(
        BehavioralTraitMatrix.from_arrays(answers, source="thirty items"), settings=QUICK, pairs=30
    ).to_json()


def compared() -> str:
    """A pipeline of three simulated populations."""
    steps = [simulate(kind, 160) for kind in ("human", "shallow", "collapsed")]
    return compare(steps, calibrated_2058(), settings=QUICK, pairs=30, permutations=19).to_json()


def planned() -> str:
    """A plan from a simulated pilot, for every number that is planned by default, and some others."""
    names = ("coverage", "precision", "lid", "effective_likert", "sd_ratio", "hopkins", "marginal_distance")
    return plan(0.05, simulate("shallow", 150), names=names, pairs=30).to_json()


def planned_alone() -> str:
    """A plan from a pilot for which there is no reference."""
    answers = np.random.default_rng(7).integers(1, 6, (200, 30)).astype(float)
    pilot = BehavioralTraitMatrix.from_arrays(answers, source="thirty items")
    return plan(0.05, pilot, names=("lid", "effective_likert"), pairs=30).to_json()


def texts(kind: str) -> str:
    """Introductions of 40 simulated personas, without an embedding."""
    people = bundled_pool().respondents[:40]
    rows = [(one, sample) for one in people for sample in (1, 2)]
    replies = [introduction(kind, one.id, one.attributes, sample) for one, sample in rows]
    attributes = {name: [one.attributes[name] for one, _ in rows] for name in people[0].attributes}
    return diagnose_texts(replies, [one.id for one, _ in rows], attributes, model=None).to_json()


def paper() -> str:
    """Every claim of the paper, with its numbers."""
    return to_json(replicate())


def named(path: Path) -> BehavioralTraitMatrix:
    """Answers of a file under its name alone, wherever the folder lies."""
    return replace(BehavioralTraitMatrix.read(path), source=path.name)


def gpt_beside_people() -> str:
    """GPT-3.5's answers with their labels, against 228 people, every row a respondent; nobody's answers are kept."""
    found = diagnose(labels_of(named(GPT)), named(PEOPLE), settings=ROWS)
    return without_respondents(found).to_json()


def gpt_beside_the_bundled_reference() -> str:
    """The same without labels, against the bundled reference."""
    return without_respondents(diagnose(named(GPT), settings=replace(QUICK, repeats="rows"), pairs=30)).to_json()


def gpt_compared() -> str:
    """GPT-3.5's first 160 rows and its others, every row a respondent."""
    both = labels_of(named(GPT))
    halves = [replace(rows_of(both, np.arange(start, start + 160)), source=f"from {start}") for start in (0, 160)]
    return compare(halves, settings=replace(QUICK, repeats="rows"), pairs=30, permutations=19).to_json()


def without_respondents(found: Diagnosis) -> Diagnosis:
    """The record without what stands for single respondents: points, and the pair of personas."""
    views = None if found.views is None else replace(found.views, projections=())
    return replace(found, views=views, alike=None if found.alike is None else replace(found.alike, personas=None))


RECORDS: dict[str, Callable[[], str]] = {
    **{f"demo-{kind}": (lambda kind=kind: demo(kind)) for kind in KINDS},
    **{f"published-{kind}": (lambda kind=kind: published(kind)) for kind in KINDS},
    "repeated": repeated,
    "alone": alone,
    "compared": compared,
    "planned": planned,
    "planned-alone": planned_alone,
    "texts-human": lambda: texts("human"),
    "texts-collapsed": lambda: texts("collapsed"),
    "paper": paper,
    "gpt-people": gpt_beside_people,
    "gpt-bundled": gpt_beside_the_bundled_reference,
    "gpt-compared": gpt_compared,
}
"""Name -> how it is computed."""


def computed(name: str) -> Any:
    """A record, computed now on one thread."""
    with threadpool_limits(limits=1):
        return json.loads(RECORDS[name]())


def kept(name: str) -> Any:
    """A record as it was."""
    return json.loads(gzip.decompress((FOLDER / f"{name}.json.gz").read_bytes()))


if __name__ == "__main__":
    for one in RECORDS:
        text = json.dumps(computed(one), ensure_ascii=False)
        (FOLDER / f"{one}.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
        print(one, f"{len(text):,}")
