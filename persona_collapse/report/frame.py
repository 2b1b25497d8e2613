"""Records as pandas DataFrames: a row per number, unrounded, undefined values as missing."""

from functools import singledispatch
from typing import TYPE_CHECKING, Any

from persona_collapse.measures.arrays import number_or_nan
from persona_collapse.report.numbers import by_section
from persona_collapse.report.rows import rows
from persona_collapse.results import Comparison, Diagnosis, Difference
from persona_collapse.results.calibration import Calibration
from persona_collapse.results.next_personas import NextPersonas
from persona_collapse.results.number import Number
from persona_collapse.results.panel import Panel
from persona_collapse.results.sweep import Sweep, label
from persona_collapse.results.worth import Worth

if TYPE_CHECKING:
    from pandas import DataFrame


@singledispatch
def show(record: object) -> "DataFrame":
    """The numbers of a record.

    Parameters
    ----------
    record : a Diagnosis, a Comparison, a Panel and so on
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


@show.register(Panel)
def _of_panel(panel: Panel) -> "DataFrame":
    import pandas as pd

    return pd.DataFrame([vars(one) for one in panel.gains])


@show.register(Worth)
def _of_worth(worth: Worth) -> "DataFrame":
    import pandas as pd

    return pd.DataFrame(
        {
            "item": one.item,
            "respondents": one.respondents,
            **vars(one.mean),
            **{name: number_or_nan(getattr(one, name)) for name in ("worth", "low", "high")},
        }
        for one in worth.items
    )


@show.register(NextPersonas)
def _of_next(found: NextPersonas) -> "DataFrame":
    """The personas to ask, in order, and of which pool they are."""
    import pandas as pd

    return pd.DataFrame({"pool": found.pool, "respondent": list(found.chosen)})


@show.register(Sweep)
def _of_sweep(found: Sweep) -> "DataFrame":
    import pandas as pd

    lines = []
    for way in found.ways:
        changes = {one.name: one for one in way.changes}
        for name, value in way.numbers.items():
            change = changes.get(name)
            lines.append(
                {
                    "way": way.name,
                    "name": name,
                    "label": label(name),
                    "value": number_or_nan(value),
                    "held_out_people": number_or_nan(found.people.get(name)),
                    **{one: number_or_nan(getattr(change, one, None)) for one in CHANGED},
                    "differs": change is not None and change.differs,
                    "verdict": way.verdict,
                }
            )
    return pd.DataFrame(lines)


CHANGED = ("difference", "low", "high", "p_value", "adjusted_p")
"""Of a way, against the first one."""


@show.register(Calibration)
def _of_calibration(found: Calibration) -> "DataFrame":
    before, after = show(found.before), show(found.after)
    beside = before[["name", "label", "section", "held_out_people", "unit"]]
    return beside.assign(as_given=before["value"], calibrated=after["value"])


def _names(one: Number, section: str) -> dict[str, Any]:
    return {"name": one.name, "label": one.label, "section": section}


def _values(one: Difference) -> dict[str, Any]:
    numbers = ("first", "second", "difference", "low", "high", "p_value", "adjusted_p")
    return {
        **{name: number_or_nan(getattr(one, name)) for name in numbers},
        "differs": one.differs,
        "sentence": one.sentence,
    }
