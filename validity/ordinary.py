"""Ordinary texts that hold no decision: how many of them are read as an answer?

`python -m validity.ordinary Translation-de.bz2 Translation-fr.bz2 ..` reads descriptions of Debian's packages, which people
wrote and translated for another purpose: whole ones, their summaries, and their paragraphs. The files lie in
`dists/bookworm/main/i18n/` of a mirror of Debian. `--with-points` draws only from texts with a number from 1 to 5 in them.
"""

import argparse
import bz2
import lzma
import random
import re
from pathlib import Path

from persona_collapse.instruments import AGREEMENT, ResponseScale
from persona_collapse.reading import read_answer

ENTRY = re.compile(r"^Description-(?!md5)\w+: (.*)((?:\n .*)*)", re.M)
POINT = re.compile(r"(?<![\d.])[1-5](?![\d.])")
SHORTEST, LONGEST = 3, 1500


def texts(path: Path) -> list[str]:
    """Every different text of a file, between the shortest and the longest number of letters."""
    opened = (bz2.open if path.suffix == ".bz2" else lzma.open)(path, "rt", encoding="utf-8")
    with opened as file:
        written = file.read()
    found: dict[str, None] = {}
    for summary, body in ENTRY.findall(written):
        lines = ["" if line.strip() == "." else line[1:] for line in body.split("\n")[1:]]
        whole = "\n".join(lines)
        found |= dict.fromkeys(one.strip() for one in (summary, whole, *whole.split("\n\n")))
    return [one for one in found if SHORTEST <= len(one) <= LONGEST]


def main() -> None:
    """Print how many of the texts of each file are read, and those texts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--texts", type=int, default=300, help="texts of each file")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--with-points", action="store_true")
    given = parser.parse_args()
    scale, rng, drawn = ResponseScale(1, 5, AGREEMENT), random.Random(given.seed), 0
    read: list[str] = []
    for path in given.files:
        every = [one for one in texts(path) if not given.with_points or POINT.search(one)]
        some = rng.sample(every, min(given.texts, len(every)))
        taken = [one for one in some if read_answer(one, scale).answer is not None]
        print(f"{path.name}: {len(taken)} of {len(some):,} are read as an answer")
        drawn, read = drawn + len(some), [*read, *taken]
    print(f"together: {len(read)} of {drawn:,}")
    for one in read:
        print("---", read_answer(one, scale).answer, one.replace("\n", " "), sep="\n")


if __name__ == "__main__":
    main()
