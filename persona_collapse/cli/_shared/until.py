"""`run --until-width`: stop asking once an interval is narrow enough."""

from pathlib import Path
from typing import TYPE_CHECKING

from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.study import Study

MEASURE = "effective_likert"
"""The interval that is cheapest to compute, defined for every questionnaire; used unless another number is named."""

EVERY = 25
"""Personas between two looks."""


def until(option: str | None, studies: "list[Study]") -> tuple[str, float] | None:
    """`[MEASURE=]W` as a number's name and a width; None when the option was not given.

    Raises
    ------
    InputError : an unknown number, not a width, or a number that needs a reference for an instrument without one.
    """
    from persona_collapse.diagnosis.planning import check_wanted
    from persona_collapse.instruments import OpenQuestion, catalogue
    from persona_collapse.references import CALIBRATED
    from persona_collapse.results.numbers import compared

    if option is None:
        return None
    name, equals, text = option.rpartition("=")
    name = name.strip() if equals else MEASURE
    try:
        width = float(text)
    except ValueError:
        raise InputError(
            f"--until-width {option}: {text!r} is not a width; use, for example, 0.05 or coverage=0.05"
        ) from None
    check_wanted(width, [name])
    for study in studies:
        alone = not isinstance(study.instrument, OpenQuestion) and CALIBRATED not in catalogue.references_of(
            study.instrument
        )
        without_people = [one.name for one in compared().values() if one.needs == "answers"]
        if alone and name not in without_people:
            raise InputError(
                f"--until-width {option}: {study.instrument.id} has no reference, and {name} needs one; use one of "
                f"{', '.join(without_people)}"
            )
    return name, width


class Enough:
    """Says, asked before every question, whether an interval of the run so far is narrow enough.

    The interval is computed before the first question (a resumed run may have enough) and then after the questions of
    every 25 personas. Stopping early has a cost, which docs/validity.md gives in numbers.

    Parameters
    ----------
    study, folder : the run
    name, width : of the number; widths as in `persona_collapse.diagnosis.plan`
    """

    def __init__(self, study: "Study", folder: Path, name: str, width: float) -> None:
        self._folder, self._name, self._width = folder, name, width
        self._between = EVERY * len(study.item_ids) * study.asked_samples
        self._since = self._between

    def __call__(self) -> str:
        """The reason to stop; empty to continue."""
        self._since += 1
        if self._since < self._between:
            return ""
        self._since = 0
        return self._looked()

    def _looked(self) -> str:
        from persona_collapse.diagnosis import plan
        from persona_collapse.inputs import read_answers, reference_for

        try:
            matrix = read_answers(str(self._folder))
            (row,) = plan(self._width, matrix, reference_for(matrix), names=[self._name]).rows
        except InputError:  # nothing can be read yet, or fewer than an interval needs
            return ""
        if row.width > row.wanted:
            return ""
        return (
            f"the interval of {self._name} is {row.width:.3f} wide with {row.respondents} personas, and "
            f"{row.wanted:.3f} was wanted; to continue, omit --until-width or give a smaller one"
        )
