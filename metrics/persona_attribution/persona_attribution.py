"""What predicts the answers?"""

OF_ITEMS = {
    "r2": "0..1, share of the variance that all attributes explain; None when no item varies or there are too few personas.",
    "adjusted_r2": "r2 corrected for chance: about 0 for noise.",
    "r2_chance": "expected r2 of noise: degrees of freedom / (N - 1).",
    "p_value": "share of 1,000 permutations with an r2 at least as high; at least 1/1001.",
    "null_95": "the r2 that one in twenty permutations exceeds.",
    "dominant": "the attribute with the largest share of r2.",
    "dominance": "that share, 0..1; None when r2 is 0.",
    "dominance_chance": "the largest share of the degrees of freedom: the dominance expected in noise.",
    "undefined_items": "number of items without an r2: all answers are the same, or too few respondents answered.",
    "r2_each": "r2 of each item.",
    "per_attribute": "attribute -> eta2, omega2 and eta2_chance (groups of at least 6; smaller groups are counted), incremental, shapley, share, share_chance, levels, unknown values; p_value (1,000 permutations of this attribute alone) and omega2_interval (95 %, over personas).",
}

try:
    import persona_collapse.hub.modules as modules
except ModuleNotFoundError as missing:
    if missing.name != "persona_collapse":
        raise
    raise ModuleNotFoundError(
        "persona_attribution needs a library that is not installed; type: pip install persona-collapse"
    ) from None

CARD = modules.Card(
    title="Persona Attribution",
    summary="Says how much of the answers a persona's attributes explain, and whether one attribute, such as country, explains most of it.",
    how="R squared of each answer on the one-hot coded attributes, mean over items. Its parts are Shapley values (LMG), which do not "
    "depend on the order of attributes, and increments in the order given. They come with the values expected in noise, a p-value from "
    "shuffling whole rows of attributes, and eta squared of each attribute alone.",
    outputs={
        **OF_ITEMS,
        **{
            f"trait_{name}": f"{name} of trait scores; None unless there are 44 items; absent with traits=False."
            for name in OF_ITEMS
        },
        "people_r2": "trait -> R squared on political views, gender, region and income among the people of Twin-2K-500 (.03 to .07), when the attributes are political_spectrum, gender, country_of_residence and social_class.",
    },
    limitations=(
        "It finds differences between groups, whatever the reason: it does not distinguish a stereotype from a difference that people have too.",
        "Attributes are main effects: an effect only for women of one country is not included.",
        "It refuses more than 10 attributes; with almost as many levels as personas, nothing is defined.",
        "References, draws and rarefy are accepted for uniformity of use and change nothing.",
    ),
    published=("total_r2", "dominance", "dominant"),
    sources=(
        "Shares over all orders: Lindeman, Merenda & Gold 1980; Groemping 2007, The American Statistician 61, 139-147",
        "omega squared: Hays 1963; p-value: Phipson & Smyth 2010, SAGMB 9, 39",
    ),
    needs=("attributes", "traits"),
    example="""import evaluate
import persona_collapse

population = persona_collapse.simulate("caricature", 300)
attributes = {
    "mood": population.attributes["Neuroticism"],  # the label that these personas exaggerate
    "country": ["Chad", "Mali", "Peru"] * 100,  # which does not affect their answers
}
attribution = evaluate.load("persona-collapse/persona_attribution", "bfi44")
result = attribution.compute(predictions=population.values, attributes=attributes)
for name in ("r2", "r2_chance", "p_value", "trait_r2", "dominance", "dominance_chance"):
    print(name, round(result[name], 3))
print("dominant", result["dominant"])
for name, one in result["per_attribute"].items():
    print(name, "eta2", round(one["eta2"], 3), "by chance", round(one["eta2_chance"], 3))
""",
)


class PersonaAttribution(modules.PopulationMetric):
    """What predicts the answers?"""

    card = CARD
    needs_reference = False
    uses_reference = False

    def _compute(self, *, traits=True, **given):
        found = super()._compute(**given)
        return {name: one for name, one in found.items() if traits or not name.startswith("trait_")}

    def numbers(self, matrix, reference, beside, settings):
        """R squared of all attributes and its parts, of items and of trait scores."""
        if not matrix.attributes:
            raise modules.InputError('attributes are missing; give values by column, such as {"gender": ["Male", ...]}')
        axis = modules.axes.attribution(matrix, tuple(matrix.attributes), settings=settings)
        items = modules.fields(axis.items)
        traits = {name: None for name in items} if axis.traits is None else modules.fields(axis.traits)
        return {**items, **{f"trait_{name}": one for name, one in traits.items()}, "people_r2": axis.people_r2}
