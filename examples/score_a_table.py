"""Score a table of answers: print the signature and the main numbers, save the record and a page.

    python examples/score_a_table.py [ANSWERS.csv] [--people PEOPLE.csv] [--out DIR] [--quick]

The table has a row per persona and a column per item, named bfi44_1 .. bfi44_44 (docs/formats.md has other forms). Without
a table, 200 simulated respondents are written as one and scored.
"""

import argparse
import sys
from pathlib import Path

import persona_collapse as pc
from persona_collapse.report import html


def main() -> None:
    """Score one table."""
    options = argparse.ArgumentParser(description="Score a table of answers.")
    options.add_argument("answers", nargs="?", help="a table; without it, simulated respondents")
    options.add_argument("--people", help="people's answers; without it, simulated from published norms")
    options.add_argument("--out", type=Path, default=Path("runs/scored"), help="folder for the record and the page")
    options.add_argument("--quick", action="store_true", help="fewer draws: faster, with less exact intervals")
    given = options.parse_args()

    given.out.mkdir(parents=True, exist_ok=True)
    answers = given.answers
    if answers is None:
        answers = given.out / "simulated.csv"
        answers.write_text(pc.simulate("shallow", 200).to_csv(), encoding="utf-8")
        print(f"no table was given: 200 simulated respondents were written to {answers}\n")

    how = {"settings": pc.Settings(draws=10), "pairs": 10} if given.quick else {}
    found = pc.diagnose(answers, given.people, **how)

    # the main numbers; print(pc.table(found)) prints all of them
    print(found)

    # the signature is a reading of the numbers in a few words, with the numbers that it was read from
    print(f"\nsignature: {found.signature.name}")
    for number in found.signature.evidence:
        print(f"  {number}")

    # the record holds everything: pc.Diagnosis.from_json reads it again, `persona-collapse compare` and `advise` take it
    record, page = given.out / "diagnosis.json", given.out / "report.html"
    record.write_text(found.to_json() + "\n", encoding="utf-8")
    page.write_text(html([found]), encoding="utf-8")
    print(f"\nthe record is in {record}; open {page} in a browser")


if __name__ == "__main__":
    try:
        main()
    except pc.InputError as mistake:
        sys.exit(f"score_a_table.py: {mistake}")
