"""Does a sweep say what a way of asking does? Run on demand, `python -m validity.sweep --seeds 20`.

Simulated models whose answers depend on how they are asked, so that the right verdict is known: one whose collapse a higher
temperature cures, one where it only adds noise, one that overdoes trait labels if they are in the prompt, and three that no
temperature changes. Best of 4 is asked of models that answer as themselves in some replies only, or by chance in some, and of
three that give it nothing to choose. Each seed asks other personas.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from persona_collapse import Settings
from persona_collapse.backends import Prompt, Simulated
from persona_collapse.inputs import read_population
from persona_collapse.instruments import bfi44
from persona_collapse.measures.arrays import Array
from persona_collapse.personas import Selection, bundled_pool
from persona_collapse.references import calibrated_2058
from persona_collapse.remedy import AskedWay, sweep
from persona_collapse.simulation import answer_probabilities
from persona_collapse.study import Manner, run_study
from persona_collapse.study.ways import Way, factors, ways

FIRST_SEED = 70_000
"""Not the seeds of the bundled reference, of any test or of other programs here."""

COLD, WARM = 0.3, 1.0
LABEL = "Big Five"
"""What stands in a prompt with trait labels."""


class Dependent(Simulated):
    """A simulated model that answers as one kind in one way of asking, and as another in others.

    Parameters
    ----------
    kind : cured (collapsed, and human when warm), noisy (collapsed, and half at random when warm), labelled (caricature with
        labels in the prompt, human without), hidden (collapsed in three replies of five, human in two), unsteady (collapsed
        in three, at random in two), worded (collapsed in numbers, human in words), or a kind of `simulated:`, whatever the temperature
    way : gives personas, temperature and whether labels are in the prompt
    seed : of the model
    """

    def __init__(self, kind: str, way: Way, seed: int) -> None:
        personas = {one.id: one.attributes for one in way.study.pool.respondents}
        super().__init__("human", bfi44(), personas, seed=seed)
        self._kind, self._personas, self._seed = kind, personas, seed
        self._warmth = float(np.clip((way.study.sampling.temperature - COLD) / (WARM - COLD), 0, 1))
        self._in_words = way.study.sampling.mode == "text"
        self._known: dict[tuple[str, str], Array] = {}

    def _of(self, kind: str, respondent: str) -> Array:
        if (kind, respondent) not in self._known:
            self._known[kind, respondent] = answer_probabilities(
                kind, bfi44(), respondent, self._personas.get(respondent, {}), seed=self._seed
            )
        return self._known[kind, respondent]

    def _printed(self, prompt: Prompt) -> Array:
        respondent, warmth = prompt.respondent, self._warmth
        if self._kind == "cured":
            own = (1 - warmth) * self._of("collapsed", respondent) + warmth * self._of("human", respondent)
        elif self._kind == "noisy":
            own = (1 - warmth / 2) * self._of("collapsed", respondent) + warmth / 2 / 5
        elif self._kind == "hidden":
            own = 0.6 * self._of("collapsed", respondent) + 0.4 * self._of("human", respondent)
        elif self._kind == "unsteady":
            own = 0.6 * self._of("collapsed", respondent) + 0.4 / 5
        elif self._kind == "worded":
            own = self._of("human" if self._in_words else "collapsed", respondent)
        elif self._kind == "labelled":
            own = self._of("caricature" if LABEL in (prompt.system or "") else "human", respondent)
        else:
            own = self._of(self._kind, respondent)
        found: Array = own[self._places[prompt.item]]
        return found[::-1] if prompt.presentation.mirrored else found


TEMPERATURE = f"temperature={COLD},{WARM}"
BEST_OF = "best-of=1,4"
ELICIT = "elicit=number,text"
ANYTHING_ELSE = "not restored"
"""What is expected where there is no variety to be restored: any other verdict."""
EXPECTED = (
    ("cured", TEMPERATURE, "restores variety"),
    ("noisy", TEMPERATURE, "adds noise only"),
    ("labelled", "labels=on,off", "restores variety"),
    ("labelled", "labels=off,on", "exaggerates labels"),
    ("human", TEMPERATURE, "nothing"),
    ("collapsed", TEMPERATURE, "nothing"),
    ("shallow", TEMPERATURE, "nothing"),
    ("worded", ELICIT, "restores variety"),
    ("collapsed", ELICIT, ANYTHING_ELSE),
    ("human", ELICIT, ANYTHING_ELSE),
    ("hidden", BEST_OF, "restores variety"),
    ("unsteady", BEST_OF, "adds noise only"),
    ("human", BEST_OF, ANYTHING_ELSE),
    ("collapsed", BEST_OF, ANYTHING_ELSE),
    ("shallow", BEST_OF, ANYTHING_ELSE),
)
"""Simulated model, what is varied, and the verdict about the second way."""


def verdicts(
    seed: int, personas: int, cases: Iterable[tuple[str, str, str]] = EXPECTED, draws: int = 100
) -> Iterator[tuple[str, str, str, str]]:
    """Model, what is varied, expected and found verdict, of one seed."""
    pool = bundled_pool().chosen(Selection(sample=personas, seed=seed))
    for kind, varied, expected in cases:
        planned = ways(f"simulated:{kind}", bfi44(), pool, None, Manner(samples=2), factors([varied]))
        with tempfile.TemporaryDirectory() as folder:
            asked = []
            for number, way in enumerate(planned):
                # with one seed for both ways, answers that do not depend on the way would not differ even by chance
                study = replace(way.study, sampling=replace(way.study.sampling, seed=number))
                run_study(study, Dependent(kind, way, seed), place := Path(folder) / way.folder)
                found = read_population(place)
                asked.append(AskedWay(way.name, way.settings, found.matrix, samples=found.beside["samples"]))
        yield kind, varied, expected, sweep(asked, calibrated_2058(), settings=Settings(draws=draws)).ways[1].verdict


def main() -> None:
    """Print, for each model, how often each verdict was given."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--personas", type=int, default=150)
    options.add_argument("--seeds", type=int, default=20)
    options.add_argument("--first", type=int, default=FIRST_SEED)
    options.add_argument("--vary", help="only the cases that vary this: temperature, labels, best-of")
    options.add_argument("--out", type=Path, help="keep every verdict, a line each")
    chosen = options.parse_args()
    cases = [one for one in EXPECTED if chosen.vary is None or one[1].startswith(f"{chosen.vary}=")]
    called: dict[tuple[str, str, str], Counter[str]] = {}
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        for kind, varied, expected, found in verdicts(seed, chosen.personas, cases):
            called.setdefault((kind, varied, expected), Counter())[found] += 1
            if chosen.out:
                with chosen.out.open("a") as stream:
                    stream.write(json.dumps([seed, kind, varied, expected, found]) + "\n")
        sys.stderr.write(f"\r{seed - chosen.first + 1} seeds")
    print(f"\n{chosen.personas} personas asked twice, {chosen.seeds} seeds")
    for (kind, varied, expected), names in called.items():
        said = ", ".join(f"{name} {count}" for name, count in names.most_common())
        print(f"{kind:<12}{varied:<24}{expected:<22}{said}")


if __name__ == "__main__":
    main()
