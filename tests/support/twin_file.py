"""Files of the shape of Twin-2K-500's first wave, with simulated respondents in them."""

import csv
import io

import numpy as np

from persona_collapse.references import FactorStatistics, factor_statistics, simulate_people
from persona_collapse.references.twin import DEMOGRAPHICS, ITEMS, RESPONDENT

RESPONDENTS = 60
ANSWERS = simulate_people(RESPONDENTS, seed=3)


def rounded(found):
    """The figures as they would be printed: four digits."""
    return FactorStatistics(
        found.respondents, found.traits, found.mean.round(4), found.sd.round(4), found.correlation.round(4)
    )


NORMS = rounded(factor_statistics(ANSWERS))


def rows(answers=ANSWERS):
    """Header, question texts, respondents; columns that nobody asked for stand among the others, one of them twice."""
    header = ["StartDate", RESPONDENT, "Timing", *DEMOGRAPHICS, *ITEMS, "Timing"]
    texts = [f"What is {name}?\nTell us, please" for name in header]
    people = [
        [
            "2024-01-01",
            f"T{number}",
            "",
            *[str(number % 2 + 1)] * len(DEMOGRAPHICS),
            *["" if np.isnan(one) else f"{one:.0f}" for one in row],
            "1.5",
        ]
        for number, row in enumerate(answers, start=1)
    ]
    return [header, texts, *people]


def text(table=None):
    content = io.StringIO()
    csv.writer(content, lineterminator="\n").writerows(rows() if table is None else table)
    return content.getvalue()


def written(folder, content=None, name="wave_1.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else (content or text()).encode())
    return path
