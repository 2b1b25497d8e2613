"""Do respondents clump together more than random answers would?"""

try:
    import persona_collapse.hub.modules as modules
except ModuleNotFoundError as missing:
    if missing.name != "persona_collapse":
        raise
    raise ModuleNotFoundError(
        "persona_hopkins needs a library that is not installed; type: pip install persona-collapse"
    ) from None

CARD = modules.Card(
    title="Persona Hopkins",
    summary="Says whether personas clump together, leaving most of the response space empty.",
    how="Probes answer every item with a uniform whole scale point; the Hopkins statistic compares their distance to the "
    "nearest persona (U) with the distance of personas to their nearest other (W): sum U / (sum U + sum W), distances "
    "standardised by the reference, mean over draws at matched size. Hyperspherical uniformity is the logarithm of the "
    "mean of exp(-2 |x - y|^2) over pairs of standardised rows brought to length 1.",
    outputs={
        **modules.outputs_of(hopkins="Uniform answers .50, people .61. None when all answers are equal."),
        "hopkins_sd": "SD of the statistic over the draws (Monte Carlo spread, not an interval).",
        **modules.outputs_of(hyperspherical_uniformity="People -3.4."),
    },
    limitations=(
        "People are not at .50: they clump around common characters, so closeness to people's value is what to look for.",
        "In trait scores the statistic cannot distinguish people from noise, so it is given in items only.",
        "The exponent is 1. With the exponent D of the theory it saturates near 1 at 44 items.",
        "Values above .5 only say that there is clumping, not how many clumps there are.",
    ),
    published=("hopkins",),
    sources=(
        "Hopkins & Skellam 1954, Annals of Botany 18, 213-227; exponents: Wright 2022, R Journal 2022-055",
        "Wang & Isola 2020, arXiv 2005.10242, section 4.1.2",
    ),
    example="""import evaluate
import persona_collapse

population = persona_collapse.simulate("collapsed", 300)
hopkins = evaluate.load("persona-collapse/persona_hopkins", "bfi44")
for name, value in hopkins.compute(predictions=population.values).items():
    print(name, round(value, 2) if isinstance(value, float) else value)
""",
)


class PersonaHopkins(modules.PopulationMetric):
    """Do respondents clump together more than random answers would?"""

    card = CARD
    needs_reference = False

    def numbers(self, matrix, reference, beside, settings):
        """The Hopkins statistic, its spread over draws, and hyperspherical uniformity."""
        axis = modules.axes.hopkins(matrix, reference, settings)
        return modules.result(axis, "hopkins", "hopkins_sd", "hyperspherical_uniformity")
