"""Measure PersonaLLM's GPT-3.5 answers (Jiang et al. 2024, arXiv 2305.02547) against people.

    python examples/personallm.py ANSWERS.csv PEOPLE.csv

PersonaLLM's table has one column `persona` such as "extr_agre_cons_emot_clos", which holds a label for each trait. This
turns it into a column per trait, which is all that `measure` needs to say how well labels are followed.
"""

import sys
from dataclasses import replace

import persona_collapse
from persona_collapse.instruments import TRAITS
from persona_collapse.matrix import BehavioralTraitMatrix

HIGH_AND_LOW = {
    "Extraversion": ("extr", "intr"),
    "Agreeableness": ("agre", "anta"),
    "Conscientiousness": ("cons", "unco"),
    "Neuroticism": ("neur", "emot"),
    "Openness": ("open", "clos"),
}


def labels_of(answers: BehavioralTraitMatrix) -> BehavioralTraitMatrix:
    """The same answers with a High/Low label per trait, read from the column `persona`."""
    if "persona" not in answers.attributes:
        raise persona_collapse.InputError(f"{answers.source} has no column persona, which holds PersonaLLM's labels")
    parts = [persona.split("_") for persona in answers.attributes["persona"]]
    labels = {trait: tuple(_label(trait, part[t]) for part in parts) for t, trait in enumerate(TRAITS)}
    return replace(answers, attributes={**answers.attributes, **labels})


def _label(trait: str, code: str) -> str:
    return ("High", "Low")[HIGH_AND_LOW[trait].index(code)]


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        answers, people = (BehavioralTraitMatrix.read(path) for path in sys.argv[1:3])
        print(persona_collapse.table(persona_collapse.diagnose(labels_of(answers), people)))
    except persona_collapse.InputError as mistake:
        sys.exit(f"personallm.py: {mistake}")
