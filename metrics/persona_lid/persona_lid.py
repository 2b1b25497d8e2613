"""How complex are the differences between respondents that are most alike?"""

try:
    import persona_collapse.hub.modules as modules
except ModuleNotFoundError as missing:
    if missing.name != "persona_collapse":
        raise
    raise ModuleNotFoundError(
        "persona_lid needs a library that is not installed; type: pip install persona-collapse"
    ) from None

CARD = modules.Card(
    title="Persona LID",
    summary="Says how complex the differences are between personas that are most alike.",
    how="Local intrinsic dimensionality by maximum likelihood over 20 nearest neighbours, which are other answer patterns, "
    "each counted once; a persona that shares its pattern with another has dimension 0. Median over personas, standardised "
    "by the reference, mean over draws at matched size.",
    outputs={
        **modules.outputs_of(lid="Copies 0, people 14 (at n = 500), uniform answers 22. None with too few patterns."),
        "lid_distinct": "the same over patterns, so that copies do not count against it.",
        **modules.outputs_of(tied=""),
        "undefined": "personas whose 20 neighbours all have the same distance, so that they have no value (mean per draw).",
        "distinct": "patterns / personas, in (0, 1] (of all).",
    },
    limitations=(
        "Noise has the highest dimension of all: more is better only up to people's value. Compare with the same answers "
        "shuffled item by item.",
        "It grows with the number of respondents: people 11 at n = 150, 14 at n = 500. Compare at equal n only.",
        "Jittered copies of one person reach 15: read it together with recall and effective Likert.",
        "Without a reference (other instruments than the BFI-44) distances are in raw scale points.",
    ),
    published=("lid",),
    sources=("Levina & Bickel 2004, Maximum Likelihood Estimation of Intrinsic Dimension, NeurIPS 17",),
    example="""import evaluate
import persona_collapse

population = persona_collapse.simulate("caricature", 300)
lid = evaluate.load("persona-collapse/persona_lid", "bfi44")
for name, value in lid.compute(predictions=population.values).items():
    print(name, round(value, 2) if isinstance(value, float) else value)
""",
)


class PersonaLID(modules.PopulationMetric):
    """How complex are the differences between respondents that are most alike?"""

    card = CARD
    needs_reference = False

    def numbers(self, matrix, reference, beside, settings):
        """Local intrinsic dimensionality and the counts beside it."""
        axis = modules.axes.lid(matrix, reference, settings)
        return modules.result(axis, "lid", "lid_distinct", "tied", "undefined", "distinct")
