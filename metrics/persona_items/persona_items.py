"""Item by item and trait by trait: are these people's answers?"""

try:
    import persona_collapse.hub.modules as modules
except ModuleNotFoundError as missing:
    if missing.name != "persona_collapse":
        raise
    raise ModuleNotFoundError(
        "persona_items needs a library that is not installed; type: pip install persona-collapse"
    ) from None

CARD = modules.Card(
    title="Persona Items",
    summary="Says on which items personas answer differently from people, and whether the items of a trait are consistent.",
    how="For each item, the first Wasserstein distance between the population's and people's answers; then the mean over "
    "items and the five worst items. For all pairs of items, the root mean square difference of their correlations from "
    "people's, without the part that chance makes. For the BFI-44 also, for each trait, Cronbach's alpha and Tucker's congruence with "
    "people's factors (principal components, Procrustes rotation), and over traits the ratio of SDs and the shift of "
    "means towards what is socially desirable.",
    outputs={
        **modules.outputs_of(marginal_distance="People against other people .05, uniform answers .7."),
        "marginal_distance_per_item": "the same for each item, in order; None where either side did not answer.",
        "worst_items": "numbers of the five items farthest from people's answers, the worst first.",
        **modules.outputs_of(correlation_difference="People 0, uniform answers .26. None where no two items vary."),
        **modules.outputs_of(sd_ratio="Uniform answers .6. None without traits."),
        "cronbach_alpha": "trait -> up to 1, consistency of its items; below 0, items contradict each other; None for constant answers.",
        "tucker_phi": "trait -> -1..1, congruence of its factor with people's; from .95 up the factors are the same; None where too few directions vary.",
        **modules.outputs_of(desirability_shift="Uniform answers -.7. None without traits."),
    },
    limitations=(
        "Marginal distance compares items one by one: people's answers, shuffled among respondents, have 0. The correlations of "
        "items show it.",
        "Balanced High and Low labels move means towards the midpoint, which looks like a negative shift: use the shift only "
        "for personas without trait labels.",
        "An alpha above people's is not better: stereotypes have such values.",
        "Draws and seed are accepted for uniformity of use and change nothing.",
    ),
    published=(),
    sources=(
        "Cronbach 1951, Psychometrika 16, 297-334, equation 2",
        "Tucker's phi after Procrustes rotation: McCrae et al. 1996, JPSP 70, 552-566; its limits: Lorenzo-Seva & ten Berge "
        "2006, Methodology 2, 57-64",
    ),
    example="""import evaluate
import persona_collapse

population = persona_collapse.simulate("shallow", 300)
items = evaluate.load("persona-collapse/persona_items", "bfi44")
result = items.compute(predictions=population.values)
for name in ("marginal_distance", "correlation_difference", "sd_ratio", "desirability_shift"):
    print(name, round(result[name], 2))
print("worst items", result["worst_items"])
for trait, alpha in result["cronbach_alpha"].items():
    print(trait, "alpha", round(alpha, 2), "phi", round(result["tucker_phi"][trait], 2))
""",
)


class PersonaItems(modules.PopulationMetric):
    """Item by item and trait by trait: are these people's answers?"""

    card = CARD

    def numbers(self, matrix, reference, beside, settings):
        """Marginal distance item by item, correlations of items, SD ratio, alpha, phi and desirability shift."""
        axis = modules.axes.items(matrix, reference, settings)
        lists = ("marginal_distance_per_item", "worst_items")
        traits = ("cronbach_alpha", "tucker_phi")
        return {
            **modules.result(
                axis, "marginal_distance", "correlation_difference", "sd_ratio", "desirability_shift", *traits
            ),
            **{name: list(getattr(axis, name)) for name in lists},
        }
