"""Are trait labels followed, and are they overdone?"""

try:
    import persona_collapse.hub.modules as modules
except ModuleNotFoundError as missing:
    if missing.name != "persona_collapse":
        raise
    raise ModuleNotFoundError(
        "persona_fidelity_trap needs a library that is not installed; type: pip install persona-collapse"
    ) from None

CARD = modules.Card(
    title="Persona Fidelity Trap",
    summary="Says whether personas behave as their trait labels say, and whether they become caricatures of them.",
    how="rho is the Spearman correlation of label (High, Neutral, Low) and trait score, d the distance between High and "
    "Low personas in pooled SDs, both means over traits. They come with two values for comparison: the highest rho that "
    "tied labels allow, and the d of people cut into the same label shares by their own scores.",
    outputs={
        **modules.outputs_of(
            rho="None when labels or scores do not vary.", d="Infinite when personas with the same label do not vary."
        ),
        "rho_ceiling": "the highest rho that such labels allow for scores without ties: .943 for three equal levels, .866 for two; tied scores raise it a little (rho_attainable).",
        "d_reference": "d of people cut at the same label shares; about 4.6 for thirds, 2.8 for halves.",
        **modules.outputs_of(caricature="", within_level_sd_ratio="Perfect labels leave .42 (thirds) or .58 (halves)."),
        "superiority": "share of pairs of a High and a Low persona in which High scores higher, a tie as half, 0..1; mean over traits. Unlike d, a few personas on the wrong side hardly move it.",
        "rho_attainable": "rho of these labels and these scores, both sorted.",
        **modules.outputs_of(trapped="", trapped_traits="None where it cannot be determined."),
        "per_trait": "trait -> the same values, with the number of respondents and of unlabelled ones.",
    },
    limitations=(
        "It needs labels: a population without trait labels cannot be judged.",
        "A high rho is not a fault by itself; the trap is following labels as closely as possible *and* overdoing them.",
        "Items that repeat the label's words make following it easy; the label is then its own answer key.",
    ),
    published=("rho", "d"),
    sources=(
        "Spearman's rho with ties: Kendall 1970, Rank Correlation Methods, chapter 3; d: Cohen 1988; superiority: Cliff 1993",
    ),
    needs=("targets",),
    example="""import evaluate
import persona_collapse

population = persona_collapse.simulate("caricature", 300)
labels = population.attributes
targets = [{trait: labels[trait][i] for trait in labels} for i in range(len(population))]
trap = evaluate.load("persona-collapse/persona_fidelity_trap", "bfi44")
result = trap.compute(predictions=population.values, targets=targets)
for name in ("rho", "rho_ceiling", "d", "d_reference", "caricature"):
    print(name, round(result[name], 2))
print("trapped", result["trapped"], result["trapped_traits"], result["reference"])
""",
)


class PersonaFidelityTrap(modules.PopulationMetric):
    """Are trait labels followed, and are they overdone?"""

    card = CARD

    def numbers(self, matrix, reference, beside, settings):
        """rho, d, what is possible, and whether the population is trapped."""
        axis = modules.axes.fidelity(matrix, modules.required(beside.levels, "targets"), reference, settings)
        known = ("superiority", "rho_ceiling", "d_reference", "caricature", "within_level_sd_ratio", "rho_attainable")
        per_trait = {trait: modules.fields(one) for trait, one in axis.per_trait.items()}
        return {**modules.result(axis, "rho", "d", *known, "trapped", "trapped_traits"), "per_trait": per_trait}
