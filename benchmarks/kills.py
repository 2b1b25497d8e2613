"""What is stored by runs that are killed a thousand times at random moments, while three of ten requests fail.

    python benchmarks/kills.py --kills 1000

Every kind of backend has its share of them, those whose processes begin slowly a small one; `--kills 120 --only vllm` does
more of one. Kills that find neither new replies nor a batch under way show little: too many of them, and the exit code is
1. `.ci/run` does a tenth.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.kills import KINDS, SLOW, killed, place_of, shares


def main() -> None:
    """Print what was seen for each backend; the first thing that is not true ends the program, with exit code 1."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=1000)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--only", choices=KINDS, help="one kind of backend")
    chosen = options.parse_args()
    wanted = shares(chosen.kills, KINDS if chosen.only is None else [chosen.only])
    idle = []
    with tempfile.TemporaryDirectory() as folder:
        # slow ones first: what they import is then loaded once, before any process is forked
        for kind, kills in sorted(wanted.items(), key=lambda one: one[0] not in SLOW):
            own = Path(folder, kind)
            own.mkdir()
            began = time.monotonic()
            with place_of(kind, own, chosen.seed) as place:
                seen = killed(kind, place, own, kills, chosen.seed)
            counted = ", ".join(f"{count:,} {name}" for name, count in seen.items())
            print(f"{kind:28} {counted}, {time.monotonic() - began:.0f} s", flush=True)
            if seen["with either"] < KINDS[kind].least * kills:
                idle.append(
                    f"{kind}: {seen['with either']} of {kills} kills found something, {KINDS[kind].least:.0%} must"
                )
    if idle:
        sys.exit("\n".join(idle))


if __name__ == "__main__":
    main()
