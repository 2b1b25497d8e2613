"""Asked again, do personas answer as themselves, or anew?"""

import persona_collapse.hub.modules as modules

CARD = modules.Card(
    title="Persona Reliability",
    summary="Says how much of personas' answers is theirs, and how much is new each time they are asked.",
    how="The same personas answer the same items two or more times. Variance components of persona, item, persona x item and "
    "within (generalizability theory, ANOVA estimators); noise_share is within / all but item; ICC(1,1) per item. Coverage "
    "and LID of the persona means show what is left when noise is averaged out.",
    outputs={
        "noise_share": "0 (asked again, a persona answers alike) .. 1 (nothing but noise); None when nothing varies.",
        "persona": "variance component of personas over all items, squared scale points; the estimate may be negative.",
        "item": "of items over all personas; in no share, because it says nothing about personas.",
        "persona_item": "of what a persona answers to that item in particular: where personalities live.",
        "within": "of the answers of one persona to one item.",
        "icc": "-1 / (R - 1) .. 1, mean over items: how well one answer stands for the persona's answers; noise 0.",
        "icc_per_item": "the ICC of each item, in order; None where nothing varies.",
        "undefined_items": "items without an ICC.",
        "repeats": "R, the most rows that a persona has.",
        "incomplete_cells": "answers of a persona to an item of which there are fewer than R; left out of all of the above.",
        "coverage": "of persona means, see persona_coverage; None with fewer than 12 personas or without a reference.",
        "precision": "of persona means; averaged noise gains it: uniform answers .0 asked once, .8 asked three times.",
        "recall": "of persona means; averaged noise loses it: uniform answers .9 asked once, .0 asked three times.",
        "lid": "of persona means, see persona_lid; None with fewer than 42 personas on both sides.",
        "people": "coverage, precision, recall and lid of people against other people, as many at once as personas.",
    },
    limitations=(
        "It needs repeats: with one answer to each question noise is unknown, not absent.",
        "At temperature 0 every repeat is a copy and the noise share 0 by construction.",
        "Clones have no noise either: a noise share of 0 says that answers are steady, not that personas differ.",
        "People beside persona means answered once, so their values hold people's own noise.",
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
reliability = evaluate.load(persona_collapse.metric_path("persona_reliability"), "bfi44")
result = reliability.compute(predictions=np.vstack(asked), personas=3 * list(range(300)), draws=20)
for name in ("noise_share", "icc", "persona", "persona_item", "within", "coverage", "lid"):
    print(name, round(result[name], 2))
print("people", {name: round(value, 2) for name, value in result["people"].items()})
""",
)


class PersonaReliability(modules.PopulationMetric):
    """Asked again, do personas answer as themselves, or anew?"""

    card = CARD
    needs_reference = False

    def numbers(self, matrix, reference, beside, settings):
        """Variance components, noise share, ICC, and the geometry of persona means beside people's."""
        personas = modules.required(beside.personas, "personas")
        axis = modules.axes.reliability(
            modules.repeats_of(matrix.values, personas), matrix.instrument, reference, settings
        )
        if axis is None:
            raise modules.InputError(
                "every persona answered once, and without repeats noise is unknown; give at least two rows per persona"
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
    """Coverage, precision, recall and LID; None for an axis that is not there."""
    return {
        **{name: coverage and getattr(coverage, name) for name in ("coverage", "precision", "recall")},
        "lid": lid and lid.lid,
    }
