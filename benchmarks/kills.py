"""What is stored by runs that are killed a thousand times at random moments, while three of ten requests fail.

    python benchmarks/kills.py --kills 1000

Half of them while simulated respondents are asked, half while an endpoint is. `tests/study/test_kills.py` does 20.
"""

import argparse
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.kills import LONGEST, killed, places


def main() -> None:
    """Print what was seen for each backend; the first thing that is not true ends the program."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=1000)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, places() as place:
        for number, kind in enumerate(LONGEST):
            kills = chosen.kills // len(LONGEST) + (number < chosen.kills % len(LONGEST))
            seen = killed(kind, place[kind], Path(folder, kind), kills, random.Random(chosen.seed + number))
            print(f"{kind:16} " + ", ".join(f"{count:,} {name}" for name, count in seen.items()), flush=True)


if __name__ == "__main__":
    main()
