"""Ask one model with thinking and without, and compare the two populations, persona by persona.

    python examples/thinking_on_and_off.py MODEL [--personas 100] [--max-tokens N] [--out DIR] [--quick]

MODEL is a name on the Hugging Face Hub or a local folder; its chat template needs a switch for thinking. Without a MODEL
two kinds of simulated respondents take the place of the two ways of asking, to show what the output looks like.
"""

import argparse
import sys
from pathlib import Path

from commands import persona_collapse

import persona_collapse as pc


def main() -> None:
    """Ask twice, compare once."""
    options = argparse.ArgumentParser(description="Compare a model with thinking on and off.")
    options.add_argument("model", nargs="?")
    options.add_argument("--personas", type=int, default=100, help="the first N; coverage has intervals from 100 on")
    options.add_argument("--max-tokens", type=int, help="length limit of a reply, its thinking included")
    options.add_argument("--out", type=Path, default=Path("runs/thinking"))
    options.add_argument("--quick", action="store_true", help="fewer draws: faster, with less exact intervals")
    given = options.parse_args()

    if given.model is None:
        print("no model was given: both runs are simulated, so their difference says nothing about thinking")
        ways = {"thinking-on": ["simulated:human"], "thinking-off": ["simulated:caricature"]}
    else:
        ways = {f"thinking-{switch}": [given.model, "--thinking", switch] for switch in ("on", "off")}
    limit = [] if given.max_tokens is None else ["--max-tokens", given.max_tokens]

    # the same personas, the same questions, answered in words both times: only the switch differs
    for name, way in ways.items():
        persona_collapse("run", *way, "--personas", given.personas, *limit, "--out", given.out / name)

    # a persona that is in both runs is compared with itself, which makes intervals narrow
    how = {"settings": pc.Settings(draws=10), "pairs": 5, "permutations": 99} if given.quick else {}
    compared = pc.compare([str(given.out / name) for name in ways], signatures=True, **how)
    print(f"\n{pc.comparison_table(compared)}")


if __name__ == "__main__":
    try:
        main()
    except pc.InputError as mistake:
        sys.exit(f"thinking_on_and_off.py: {mistake}")
