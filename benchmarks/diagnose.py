"""How long a whole diagnosis takes, beside the plain way to draw, in the same run.

    python benchmarks/diagnose.py

Ours is `diagnose` of 1,144 personas with labels and attributes against 2,058 respondents (simulated, both): three columns, 1,000
draws for the intervals, every null population, the forest, attributes permuted 1,000 times. The plain way is a loop that draws 500
of each side and asks scikit-learn's NearestNeighbors anew for coverage, precision and recall (items and traits) and LID, which is a part of
what the draws give; DRAWS of its draws are timed and counted up to 1,000. The peak of memory is that of this program before the loop
begins. Then 1,144 answers to the 131 dilemmas, without a reference.

One run on two cores that others used too (Python 3.11, one thread): 36.1 s, the loop 200.3 s, ratio 5.5; 131 dilemmas 16.3 s; peak 356 MiB.
In processor time, which depends less on the others: 18.9 s, 83.1 s, ratio 4.4; 5.6 s.
"""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.neighbors import NearestNeighbors
from timing import seconds

from persona_collapse import diagnose
from persona_collapse.instruments import bfi44, moral131
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import scaler
from persona_collapse.references import calibrated_2058
from persona_collapse.simulation import answer_probabilities, simulate

SIZE, N = 1144, 500
DRAWS, ALL_DRAWS = 50, 1000
ATTRIBUTES = {"political_spectrum": 4, "gender": 3, "country": 6, "social_class": 3}
"""The paper's attributes, and how many levels each has here."""


def main() -> None:
    """Print our time and memory, the loop's time, and their ratio."""
    ours = seconds(lambda: diagnose(_with_attributes(simulate("human", SIZE))))
    print(f"diagnose, {SIZE} by 44: {ours:.1f} s, peak {_peak():.0f} MiB")
    loop = seconds(_plain_loop) * ALL_DRAWS / DRAWS
    print(f"NearestNeighbors in each of {ALL_DRAWS} draws: {loop:.1f} s; loop / whole diagnosis = {loop / ours:.1f}")
    dilemmas = seconds(lambda: diagnose(_with_attributes(_dilemmas())))
    print(f"diagnose, {SIZE} by 131, no reference: {dilemmas:.1f} s")


def _plain_loop() -> None:
    rng = np.random.default_rng(0)
    answers, people, keying = simulate("human", SIZE).values, calibrated_2058().values, bfi44().keying()
    assert keying is not None, "the BFI-44 has traits"
    spaces = [(answers, people), (keying.scores(answers), keying.scores(people))]
    for _ in range(DRAWS):
        ours, theirs = rng.choice(SIZE, N, replace=False), rng.choice(len(people), N, replace=False)
        for population, reference in spaces:
            standardise = scaler(reference)
            _overlap(standardise(population[ours]), standardise(reference[theirs]))
        _lid(scaler(people)(answers[ours]))


def _overlap(personas: np.ndarray, people: np.ndarray) -> tuple[float, float, float]:
    """Coverage, precision and recall by scikit-learn."""
    of_personas, of_people = (NearestNeighbors(n_neighbors=6).fit(one) for one in (personas, people))
    radius_of_people = of_people.kneighbors(people)[0][:, -1]
    radius_of_personas = of_personas.kneighbors(personas)[0][:, -1]
    distance, nearest = of_people.kneighbors(personas, n_neighbors=len(people))
    inside = np.zeros(distance.shape, dtype=bool)
    np.put_along_axis(inside, nearest, distance <= radius_of_people[nearest], axis=1)
    to_personas, which = of_personas.kneighbors(people, n_neighbors=len(personas))
    reached = (to_personas <= radius_of_personas[which]).any(axis=1)
    return float(inside.any(axis=0).mean()), float(inside.any(axis=1).mean()), float(reached.mean())


def _lid(points: np.ndarray) -> float:
    distance = NearestNeighbors(n_neighbors=21).fit(points).kneighbors(points)[0][:, 1:]
    return float(np.median(-1 / np.log(distance[:, :-1] / distance[:, -1:]).mean(axis=1)))


def _dilemmas() -> BehavioralTraitMatrix:
    """Simulated answers to the 131 dilemmas."""
    rng, asked = np.random.default_rng(0), moral131()
    shares = (answer_probabilities("human", asked, str(number), {}).cumsum(axis=1) for number in range(SIZE))
    answers = [asked.scale.low + (one[:, :-1] < rng.random((len(one), 1))).sum(axis=1) for one in shares]
    return BehavioralTraitMatrix.from_arrays(np.array(answers, dtype=float), instrument=asked, source="dilemmas")


def _with_attributes(matrix: BehavioralTraitMatrix) -> BehavioralTraitMatrix:
    rng = np.random.default_rng(0)
    cells = {
        name: tuple(f"level {one}" for one in rng.integers(0, levels, SIZE)) for name, levels in ATTRIBUTES.items()
    }
    return replace(matrix, attributes={**matrix.attributes, **cells})


def _peak() -> float:
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) / 2**10


if __name__ == "__main__":
    main()
