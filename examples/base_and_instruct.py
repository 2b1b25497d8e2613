"""Compare a base model with the instruct model that was made from it.

    python examples/base_and_instruct.py BASE INSTRUCT [--personas 100] [--out DIR] [--quick]

Both are names on the Hugging Face Hub or local folders. Without them two kinds of simulated respondents take their places,
to show what the output looks like.
"""

import argparse
import sys
from pathlib import Path

from commands import persona_collapse

import persona_collapse as pc
from persona_collapse.study import run_answers


def main() -> None:
    """Ask both models, compare once."""
    options = argparse.ArgumentParser(description="Compare a base model with its instruct model.")
    options.add_argument("models", nargs="*", metavar="BASE INSTRUCT")
    options.add_argument("--personas", type=int, default=100, help="the first N; coverage has intervals from 100 on")
    options.add_argument("--out", type=Path, default=Path("runs/base-and-instruct"))
    options.add_argument("--quick", action="store_true", help="fewer draws: faster, with less exact intervals")
    given = options.parse_args()
    if len(given.models) not in (0, 2):
        options.error("give two models, BASE INSTRUCT, or none")

    if not given.models:
        print("no models were given: both runs are simulated, so their difference says nothing about training")
    models = dict(zip(("base", "instruct"), given.models or ("simulated:human", "simulated:caricature"), strict=True))

    # a base model may not know when to stop, so the probabilities of 1 to 5 as the next token are read, from both. A model
    # without a chat template gets the same words as one text that ends in "Answer:"
    for name, model in models.items():
        run = ("run", model, "--mode", "probabilities", "--personas", given.personas, "--out", given.out / name)
        persona_collapse(*run)

    # how much of the probability is on 1 to 5 is also a result: below .8, read the answers with care
    runs = [str(given.out / name) for name in models]
    print()
    for name, run in zip(models, runs, strict=True):
        print(f"{name}: {run_answers(run).quality.answer_mass}")

    how = {"settings": pc.Settings(draws=10), "pairs": 5, "permutations": 99} if given.quick else {}
    print(f"\n{pc.comparison_table(pc.compare(runs, signatures=True, **how))}")


if __name__ == "__main__":
    try:
        main()
    except pc.InputError as mistake:
        sys.exit(f"base_and_instruct.py: {mistake}")
