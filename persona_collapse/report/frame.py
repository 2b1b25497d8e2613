"""Records as pandas DataFrames: a row per number, unrounded, undefined values as missing."""

from functools import singledispatch
from typing import TYPE_CHECKING, Any

from persona_collapse.measures.arrays import number_or_nan
from persona_collapse.report.numbers import by_section
from persona_collapse.report.rows import rows
from persona_collapse.results import Comparison, Diagnosis, Difference
from persona_collapse.results.number import Number

if TYPE_CHECKING:
    from pandas import DataFrame


@singledispatch
def show(record: object) -> "DataFrame":
    """The numbers of a record.

    Parameters
    ----------
    record : a Diagnosis or a Comparison
    """
    raise TypeError(f"a {type(record).__name__} has no table of numbers")


@show.register(Diagnosis)
def _of_diagnosis(diagnosis: Diagnosis) -> "DataFrame":
    import pandas as pd

    return pd.DataFrame(
        {
            **_names(row.number, row.section),
            "value": number_or_nan(row.value),
            "low": number_or_nan(row.low),
            "high": number_or_nan(row.high),
            "held_out_people": number_or_nan(row.people),
            "shuffled_population": number_or_nan(row.shuffled),
            "unit": row.number.unit,
        }
        for row in rows(diagnosis)
    )


@show.register(Comparison)
def _of_comparison(comparison: Comparison) -> "DataFrame":
    import pandas as pd

    named = [(title, one) for title, numbers in by_section() for one in numbers]
    lines = []
    for step in comparison.steps:
        found = {one.name: one for one in step.differences}
        between = {"first_population": step.first, "second_population": step.second}
        lines += [
            {**between, **_names(one, title), **_values(found[one.name]), "unit": one.unit}
            for title, one in named
            if one.name in found
        ]
    return pd.DataFrame(lines)


def _names(one: Number, section: str) -> dict[str, Any]:
    return {"name": one.name, "label": one.label, "section": section}


def _values(one: Difference) -> dict[str, Any]:
    numbers = ("first", "second", "difference", "low", "high", "p_value", "adjusted_p")
    return {
        **{name: number_or_nan(getattr(one, name)) for name in numbers},
        "differs": one.differs,
        "sentence": one.sentence,
    }
