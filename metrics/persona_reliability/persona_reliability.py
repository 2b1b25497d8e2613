"""Do personas give the same answers when they are asked again?"""

try:
    import persona_collapse.hub.modules as modules
except ModuleNotFoundError as missing:
    if missing.name != "persona_collapse":
        raise
    raise ModuleNotFoundError(
        "persona_reliability needs a library that is not installed; type: pip install persona-collapse"
    ) from None

CARD = modules.Card(
    title="Persona Reliability",
    summary="Says how much of the variance of answers is due to the persona, and how much is new each time a question is asked.",
    how="The same personas answer the same items two or more times. Variance components of persona, item, persona x item and "
    "within (generalizability theory, ANOVA estimators); noise_share is within / all components except item; ICC(1,1) is per item. Coverage "
    "and LID of the persona means show the result without noise.",
    outputs={
        "noise_share": "0 (a persona repeats its answers) .. 1 (only noise); None when nothing varies.",
        "persona": "variance component of personas over all items, squared scale points; the estimate may be negative.",
        "item": "of items over all personas; not part of noise_share, because it says nothing about personas.",
        "persona_item": "of personas, differently for each item (interaction): the part that makes a personality.",
        "within": "of repeated answers of one persona to one item.",
        "icc": "-1 / (R - 1) .. 1, mean over items: how well one answer represents the persona's answers; 0 for noise.",
        "icc_per_item": "the ICC of each item, in order; None where nothing varies.",
        "undefined_items": "number of items without an ICC.",
        "repeats": "R, the largest number of rows of a persona.",
        "incomplete_cells": "number of cells (persona and item) with fewer than R answers; excluded from all of the above.",
        "coverage": "of persona means, see persona_coverage; None with fewer than 12 personas or without a reference.",
        "precision": "of persona means; averaging noise raises it: uniform answers have .0 when asked once, .6 when asked three times.",
        "recall": "of persona means; averaging noise lowers it: uniform answers have .8 when asked once, .0 when asked three times.",
        "lid": "of persona means, see persona_lid; None with fewer than 42 personas on both sides.",
        "people": "coverage, precision, recall and lid of people against other people, at the same size as personas.",
    },
    limitations=(
        "It needs repeats: with one answer to each question, noise is unknown, not absent.",
        "At temperature 0 every repeat is a copy, and the noise share is 0 by construction.",
        "Clones have no noise either: a noise share of 0 means that answers are stable, not that personas differ.",
        "The people who are compared with persona means answered once, so their values include people's own noise.",
    ),
    published=(),
    sources=(
        "Cronbach, Gleser, Nanda & Rajaratnam 1972, The Dependability of Behavioral Measurements; Brennan 2001, "
        "Generalizability Theory, chapter 3",
        "Missing cells: Henderson 1953, Biometrics 9, 226-252, method 3",
        "Shrout & Fleiss 1979, Psychological Bulletin 86, 420-428, case 1",
    ),
    needs=("personas",),
    example="""import evaluate
import numpy as np
import persona_collapse
from persona_collapse.measures import jittered

people = persona_collapse.simulate("human", 300).values
asked = [jittered(people, low=1, high=5, probability=0.3, seed=seed) for seed in range(3)]
reliability = evaluate.load("persona-collapse/persona_reliability", "bfi44")
result = reliability.compute(predictions=np.vstack(asked), personas=3 * list(range(300)), draws=20)
for name in ("noise_share", "icc", "persona", "persona_item", "within", "coverage", "lid"):
    print(name, round(result[name], 2))
print("people", {name: round(value, 2) for name, value in result["people"].items()})
""",
)


class PersonaReliability(modules.PopulationMetric):
    """Do personas give the same answers when they are asked again?"""

    card = CARD
    needs_reference = False

    def numbers(self, matrix, reference, beside, settings):
        """Variance components, noise share, ICC, and the geometry of persona means compared with people's."""
        personas = modules.required(beside.personas, "personas")
        axis = modules.axes.reliability(
            modules.repeats_of(matrix.values, personas), matrix.instrument, reference, settings
        )
        if axis is None:
            raise modules.InputError(
                "every persona answered once; noise is unknown without repeats, so give at least two rows per persona"
            )
        components = ("noise_share", "persona", "item", "persona_item", "within", "icc")
        counts = ("undefined_items", "repeats", "incomplete_cells")
        return {
            **modules.result(axis, *components, *counts),
            "icc_per_item": list(axis.icc_per_item),
            **geometry(axis.coverage, axis.lid),
            "people": geometry(axis.people_coverage, axis.people_lid),
        }


def geometry(coverage, lid):
    """Coverage, precision, recall and LID; None for a missing axis."""
    return {
        **{name: coverage and getattr(coverage, name) for name in ("coverage", "precision", "recall")},
        "lid": lid and lid.lid,
    }
