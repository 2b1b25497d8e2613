"""The axes of the scorecard, one file each, named after the axis behind an underscore.

`NAME(matrix, reference, settings)` measures tables of answers (from_matrices), by the protocol asked for;
`NAME_of(sides)` measures sides that are prepared, by our definitions. The paper's definitions are in
`persona_collapse.diagnosis.published`; definitions chooses between the two.
"""

from persona_collapse.diagnosis.axes._answering import (
    answering_of,
    styles_of,
    styles_of_each,
)
from persona_collapse.diagnosis.axes._attribution import ATTRIBUTES, attribution_of, default_columns
from persona_collapse.diagnosis.axes._coverage import coverage_of
from persona_collapse.diagnosis.axes._default import default_pull_of
from persona_collapse.diagnosis.axes._definitions import Definitions, definitions
from persona_collapse.diagnosis.axes._fidelity import fidelity_of
from persona_collapse.diagnosis.axes._hopkins import hopkins_of
from persona_collapse.diagnosis.axes._items import items_of, likert_of
from persona_collapse.diagnosis.axes._lid import lid_of
from persona_collapse.diagnosis.axes._reliability import reliability_of, reliability_of_shares
from persona_collapse.diagnosis.axes._spread import (
    kernel_width,
    mean_vendi,
    recognition_of,
    spread_of,
    vendi_of_people,
)
from persona_collapse.diagnosis.axes.from_matrices import (
    attribution,
    coverage,
    default_pull,
    effective_likert,
    fidelity,
    hopkins,
    items,
    lid,
    reliability,
    reliability_of_distributions,
    spread,
)

__all__ = [
    "ATTRIBUTES",
    "Definitions",
    "answering_of",
    "attribution",
    "attribution_of",
    "coverage",
    "coverage_of",
    "default_columns",
    "default_pull",
    "default_pull_of",
    "definitions",
    "effective_likert",
    "fidelity",
    "fidelity_of",
    "hopkins",
    "hopkins_of",
    "items",
    "items_of",
    "kernel_width",
    "lid",
    "lid_of",
    "likert_of",
    "mean_vendi",
    "recognition_of",
    "reliability",
    "reliability_of",
    "reliability_of_distributions",
    "reliability_of_shares",
    "spread",
    "spread_of",
    "styles_of",
    "styles_of_each",
    "vendi_of_people",
]
