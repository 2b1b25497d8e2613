"""Ask several models the same questions, put their scores side by side, and choose one panel from all their personas.

    python examples/several_models.py MODEL MODEL .. [--personas 100] [--size 60] [--out DIR] [--quick]

Each is a name on the Hugging Face Hub or a local folder. Without models three kinds of simulated respondents are asked.
"""

import argparse
import re
import sys
from collections import Counter
from pathlib import Path

import pandas as pd
from commands import persona_collapse

import persona_collapse as pc
from persona_collapse.remedy import panel, pooled
from persona_collapse.report import panel_table, side_by_side
from persona_collapse.study import answers


def main() -> None:
    """Ask each model, compare all, choose a panel."""
    options = argparse.ArgumentParser(description="Score several models, and choose a panel from all of them.")
    options.add_argument("models", nargs="*", metavar="MODEL")
    options.add_argument("--personas", type=int, default=100, help="the first N, of each model")
    options.add_argument("--size", type=int, default=60, help="personas in the panel")
    options.add_argument("--out", type=Path, default=Path("runs/several"))
    options.add_argument("--quick", action="store_true", help="fewer draws: faster, with less exact intervals")
    given = options.parse_args()

    if not given.models:
        print("no models were given: all personas are simulated")
    models = given.models or ["simulated:human", "simulated:shallow", "simulated:caricature"]
    runs = {model: given.out / re.sub(r"[^\w.-]+", "-", model).strip("-.") for model in models}
    for model, run in runs.items():
        persona_collapse("run", model, "--mode", "probabilities", "--personas", given.personas, "--out", run)

    # one column per model, held-out people last: the same people, settings and number of personas for all
    how = {"settings": pc.Settings(draws=10), "pairs": 10} if given.quick else {}
    diagnoses = [pc.diagnose(str(run), **how) for run in runs.values()]
    print(f"\n{side_by_side(diagnoses, models)}")

    # all personas of all models as one pool. A mixture of models can be nearer to people than each of them; the table
    # says whether it is, among people and items that the choice was not fitted to
    pool, people = pooled([answers(run) for run in runs.values()]), pc.calibrated_2058()
    chosen = panel(pool.matrix, people, given.size, sources=pool.sources, count=4 if given.quick else 20)
    print(f"\n{panel_table(chosen)}\n")
    for source, number in Counter(one.source for one in chosen.members).most_common():
        print(f"{number:>4} of the panel are from {source}")

    table = given.out / "panel.csv"
    pd.DataFrame(pool.table(chosen)).to_csv(table, index=False)
    print(f"the panel is in {table}, with the answers of its personas")


if __name__ == "__main__":
    try:
        main()
    except pc.InputError as mistake:
        sys.exit(f"several_models.py: {mistake}")
