"""Is the population as varied as people are? Every number, and one word."""

try:
    import persona_collapse.hub.modules as modules
    import persona_collapse.hub.whole as whole
    from persona_collapse.results.numbers import EVERY, NUMBERS, with_interval
except ModuleNotFoundError as missing:
    if missing.name != "persona_collapse":
        raise
    raise ModuleNotFoundError(
        "persona_diagnosis needs a library that is not installed; type: pip install persona-collapse"
    ) from None

CARD = modules.Card(
    title="Persona Diagnosis",
    summary="Says in one word whether a population of personas is as varied as people are, with every number behind it.",
    how="All axes of the scorecard in one call: coverage in items and traits, clumping, complexity, use of the scale, "
    "distance from people's answers, fidelity to labels. Each number is given with those of held-out people (its ceiling) and "
    "the shuffled population (its noise floor), and with a 95 % interval if its intervals proved reliable. The "
    "signature is the first rule that holds, printed with its evidence.",
    outputs={
        "signature": "human-like, shallow, caricature, careless, noise, mode collapse, mode collapse in part, response style, mixed, invalid (many answers missing), "
        "too few to say (fewer than 100 complete personas, or people), or unread (no reference); None by the paper's protocol.",
        "evidence, also": "lists: the numbers behind the signature in sentences; other signatures whose rule holds too.",
        "warnings": "list of sentences: numbers on their noise floor, respondents excluded, copies.",
        **modules.outputs_of(*NUMBERS, "human_likeness"),
        "distinct": "patterns of answers / respondents, in (0, 1].",
        "rho_ceiling, d_reference, within_level_sd_ratio_perfect": "what the labels and people allow; as in persona_fidelity_trap.",
        "noise_share, icc": "as in persona_reliability; None (noise unknown) unless personas have several rows.",
        "default_pull, default_shift": "as in persona_default_pull; None without default.",
        "r2, r2_chance, p_value, dominant": "as in persona_attribution, over items; None without attributes.",
        "n": "respondents compared at a time on each side.",
        "<name>_low, <name>_high": f"ends of the 95 % interval over respondents, for {', '.join(with_interval(EVERY.values()))}; None where "
        "the number is undefined, and under 100 respondents on either side.",
        "people_<name>, noise_<name>": "the same number of held-out people, and of the shuffled population.",
    },
    limitations=(
        "A signature is a reading of the numbers beside it, never a replacement for them.",
        "Intervals are over respondents, given the reference; none is known to hold for the other numbers.",
        "Without a reference only invalid, too few to say, mode collapse and noise can be read.",
        "The bundled reference is simulated; use real people where you can.",
        "It takes some ten seconds for 1,144 personas; `pairs` and `draws` make it quicker and rougher.",
    ),
    published=("coverage", "lid"),
    sources=(
        "Naeem et al. 2020, arXiv 2002.09797; Levina & Bickel 2004, NIPS 17; Friedman & Dieng 2023, arXiv 2210.02410",
        "Rules and intervals: docs/definitions.md and docs/validity.md of persona-collapse",
    ),
    takes=("targets", "attributes", "personas", "default", "pairs"),
    example="""import evaluate
import persona_collapse

population = persona_collapse.simulate("shallow", 200)
diagnosis = evaluate.load("persona-collapse/persona_diagnosis", "bfi44")
result = diagnosis.compute(predictions=population.values, draws=10, pairs=50)
print(result["signature"])
for reason in result["evidence"]:
    print("-", reason)
for name in ("coverage", "recall", "lid"):
    value, low, high, people, noise = (
        round(result[key], 2) for key in (name, f"{name}_low", f"{name}_high", f"people_{name}", f"noise_{name}")
    )
    print(f"{name} {value} ({low} to {high}), people {people}, noise {noise}")
""",
)


class PersonaDiagnosis(modules.PopulationMetric):
    """Is the population as varied as people are? Every number, and one word."""

    card = CARD
    needs_reference = False

    def numbers(self, matrix, reference, beside, settings):
        """The whole diagnosis, flat."""
        return whole.whole(matrix, reference, beside, settings)
