"""How much of the response scale is in use?"""

try:
    import persona_collapse.hub.modules as modules
except ModuleNotFoundError as missing:
    if missing.name != "persona_collapse":
        raise
    raise ModuleNotFoundError(
        "persona_effective_likert needs a library that is not installed; type: pip install persona-collapse"
    ) from None

CARD = modules.Card(
    title="Persona Effective Likert",
    summary="Says how many points of the response scale a population effectively uses.",
    how="Per item 1 / sum p^2 over the shares p of its scale points (inverse Simpson), then the mean over items, over all "
    "answers given.",
    outputs={
        **modules.outputs_of(
            effective_likert="People 3.7 of 5, uniform answers 4.98.",
            midpoint_share="People .14. None for a scale without a midpoint.",
            extreme_share="People .39.",
            zero_variance_items="",
        ),
        "per_item": "effective Likert of each item, in order; None for an item without answers.",
    },
    limitations=(
        "It looks at items one by one: five stereotypes and a varied population can score alike.",
        "Noise scores highest; closeness to people's value is what to look for.",
        "References, draws and seed are accepted for uniformity of use and change nothing.",
    ),
    published=("effective_likert", "midpoint_share", "zero_variance_items"),
    sources=("Simpson 1949, Nature 163, 688; Hill 1973, Ecology 54, 427-432",),
    example="""import evaluate
import persona_collapse

population = persona_collapse.simulate("collapsed", 300)
likert = evaluate.load("persona-collapse/persona_effective_likert", "bfi44")
result = likert.compute(predictions=population.values)
print(round(result["effective_likert"], 2), round(result["midpoint_share"], 2), result["zero_variance_items"])
print([round(item, 1) for item in result["per_item"][:5]])
""",
)


class PersonaEffectiveLikert(modules.PopulationMetric):
    """How much of the response scale is in use?"""

    card = CARD
    needs_reference = False
    uses_reference = False

    def numbers(self, matrix, reference, beside, settings):
        """Effective Likert, midpoint and extreme shares, constant items, and the value of each item."""
        axis = modules.axes.effective_likert(matrix, reference, settings)
        keys = ("effective_likert", "midpoint_share", "extreme_share", "zero_variance_items")
        return {**modules.result(axis, *keys), "per_item": list(axis.per_item)}
