"""How the reader stands many damaged replies: run on demand, `python -m validity.reading 100000`.

Known replies are cut, joined, thinned, noised, reversed and repeated, and read on a scale from 1 to 5. Each is read without
an error; an answer is a scale point, and everything else has a reason. It prints how many of them have an answer.
"""

import random
import sys
from collections import Counter

from persona_collapse.reading import read_answer
from tests.reading.test_reading import SCALES, known_replies, mutated

SEED = 20


def main(count: int) -> None:
    """Read so many damaged replies."""
    rng = random.Random(SEED)
    rules: Counter[str] = Counter()
    for reply in mutated(known_replies(), rng, count):
        found = read_answer(reply, SCALES["agreement5"], cut=rng.random() < 0.2)
        assert (found.answer is None) != (found.reason == ""), reply
        assert found.answer is None or found.answer in SCALES["agreement5"].points, reply
        rules[found.rule or "no answer"] += 1
    for rule, number in rules.most_common():
        sys.stdout.write(f"{number:>8,}  {rule}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
