"""Are a population's answers among people's, and does it reach all their variety?"""

try:
    import persona_collapse.hub.modules as modules
except ModuleNotFoundError as missing:
    if missing.name != "persona_collapse":
        raise
    raise ModuleNotFoundError(
        "persona_coverage needs a library that is not installed; type: pip install persona-collapse"
    ) from None

CARD = modules.Card(
    title="Persona Coverage",
    summary="Says which part of human variety a population of personas reaches, and how much of it is human-like.",
    how="A ball around each reference respondent reaches to its fifth nearest other reference respondent. Coverage is the "
    "share of these balls that contain a persona. Precision is the share of personas inside a ball. Density is the number "
    "of balls that a persona is in, mean over personas, divided by 5. Recall is the share of reference respondents inside "
    "a ball made in the same way around a persona. All four are given in two spaces: the items, and (for the BFI-44) the "
    "trait scores, both standardised by the reference, at matched size.",
    outputs=modules.outputs_of(
        coverage="Held-out people .97, five archetypes copied .6.",
        density="",
        precision="Held-out people .80, uniform answers .0.",
        recall="Copies .00, but uniform answers .8.",
        trait_coverage="Its floor is high: uniform answers .3. None without traits.",
        trait_density="",
        trait_precision="Uniform answers .98.",
        trait_recall="Copies .00, but a caricature .99.",
    ),
    limitations=(
        "Do not interpret one number alone: clones of the average person reach coverage .2, five people copied a "
        "hundred times .6. Read recall only together with precision.",
        "The values depend on how many respondents are compared: compare two populations only at the same matched size n.",
        "persona_diagnosis gives the 95 % interval of each of these numbers.",
        "The bundled reference is simulated; use real people if you can.",
    ),
    published=("coverage",),
    sources=(
        "Naeem et al. 2020, Reliable Fidelity and Diversity Metrics for Generative Models, arXiv 2002.09797, section 3",
        "Kynkäänniemi et al. 2019, Improved Precision and Recall Metric for Assessing Generative Models, "
        "arXiv 1904.06991, section 2",
    ),
    example="""import evaluate
import persona_collapse

population = persona_collapse.simulate("shallow", 300)
coverage = evaluate.load("persona-collapse/persona_coverage", "bfi44")
for name, value in coverage.compute(predictions=population.values).items():
    print(name, round(value, 2) if isinstance(value, float) else value)
""",
)


class PersonaCoverage(modules.PopulationMetric):
    """Are a population's answers among people's, and does it reach all their variety?"""

    card = CARD

    def numbers(self, matrix, reference, beside, settings):
        """Coverage, density, precision and recall, in items and in traits."""
        axis = modules.axes.coverage(matrix, reference, settings)
        spaces = ("coverage", "density", "precision", "recall")
        return modules.result(axis, *spaces, *(f"trait_{name}" for name in spaces))
