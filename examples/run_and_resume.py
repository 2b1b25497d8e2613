"""Ask a model, stop half way, resume: what was answered is kept, and nothing is asked twice.

    python examples/run_and_resume.py [MODEL] [--personas 20] [--out DIR]

MODEL is a name on the Hugging Face Hub or a local folder. Without it, simulated respondents answer. The run is stopped by
a limit of requests here, so that the example always stops at the same place. Ctrl-C, a crash or a power cut do the same.
"""

import argparse
import sys
from pathlib import Path

import pandas as pd
from commands import persona_collapse

from persona_collapse.instruments import bfi44

QUESTION = ["respondent", "item", "sample"]


def stored(run: Path) -> pd.DataFrame:
    """A run's replies: one row each, with the question that it answers."""
    table = run.with_name(f"{run.name}-replies.csv")
    persona_collapse("export", run, "--to", table, "--long")
    return pd.read_csv(table).set_index(QUESTION)


def main() -> None:
    """Ask in two parts, and count."""
    options = argparse.ArgumentParser(description="Ask a model, stop half way, resume.")
    options.add_argument("model", nargs="?", default="simulated:shallow")
    options.add_argument("--personas", type=int, default=20)
    options.add_argument("--out", type=Path, default=Path("runs/resumed"))
    given = options.parse_args()
    if given.out.exists():
        sys.exit(f"run_and_resume.py: {given.out} is there already; give another --out")

    questions = given.personas * len(bfi44())
    ask = ("run", given.model, "--mode", "probabilities", "--personas", given.personas, "--out", given.out)

    # the first part: it stops after half of the requests
    persona_collapse(*ask, "--max-requests", questions // 2)
    before = stored(given.out)

    # the second part: the same command. It may send as many requests as there are open questions, and not one more:
    # if it asked one question a second time, another would be left without a reply
    persona_collapse(*ask, "--max-requests", questions - len(before))
    after = stored(given.out)

    same = after.loc[before.index].equals(before)
    print(f"\nreplies after the first part: {len(before):,}; after the second: {len(after):,} of {questions:,}")
    print(f"questions with more than one reply: {after.index.duplicated().sum()}")
    print(f"replies of the first part are unchanged: {'yes' if same else 'no'}")


if __name__ == "__main__":
    main()
