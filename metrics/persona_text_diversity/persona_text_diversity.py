"""How much do personas' texts follow one filled-in template?"""

try:
    import persona_collapse.hub.text_modules as modules
except ModuleNotFoundError as missing:
    if missing.name != "persona_collapse":
        raise
    raise ModuleNotFoundError(
        "persona_text_diversity needs a library that is not installed; type: pip install 'persona-collapse[text]'"
    ) from None

CARD = modules.Card(
    title="Persona Text Diversity",
    summary="Says how much personas' texts follow one form: the same opening, or the same sentence with different names.",
    how="Openings are the first five words; skeletons are the first sentence with the persona's own values, numbers and capitalised "
    "words masked. Compression is that of zlib over all texts; self-repetition counts four-word sequences that are also in another "
    "persona's text; near-duplicates share four fifths of their five-word sequences.",
    outputs={
        "opening_diversity": "different openings / texts: 1 / T (one opening) .. 1 (all different).",
        "opening_share": "share of texts with the commonest opening, 1 / T .. 1.",
        "opening": "the commonest opening.",
        "skeleton_diversity": "different skeletons / texts, 1 / T .. 1.",
        "skeleton_share": "share of texts with the commonest skeleton, 1 / T .. 1.",
        "skeleton": "the commonest skeleton.",
        "compression_ratio": "bytes / compressed bytes; about 2.5 to 3.5 for varied English; higher means more alike.",
        "self_repetition": "share of a text's four-word sequences that another persona also wrote, 0 .. 1; None with one persona.",
        "near_duplicates": "share of texts that have a near-duplicate, 0 .. 1.",
        "near_duplicates_across": "share of texts in a group of near-duplicates with texts of another persona, 0 .. 1.",
        "headers": "mean number per text; also for paragraphs and list_items.",
        "paragraphs": "separated by empty lines.",
        "list_items": "lines that begin with a bullet or a number.",
        "same_layout": "share of texts with the commonest numbers of headers, paragraphs and list items, 1 / T .. 1.",
    },
    limitations=(
        "Compression ratio and self-repetition grow with the number and length of texts: compare like with like.",
        "Names at the start of a sentence are not masked, and names in a script without capitals are not found.",
        "The same form in other words is not detected; persona_text_identity compares meaning.",
    ),
    published=(),
    sources=(
        "Shaib et al. 2024, Standardizing the Measurement of Text Diversity (arXiv 2403.00553)",
        "Salkar et al. 2022, Self-Repetition in Abstractive Neural Summarizers (AACL)",
        "Broder 1997, On the resemblance and containment of documents",
    ),
    needs=("personas",),
    takes=("attributes",),
    texts=True,
    extra="text",
    example="""import evaluate

form = "Hello, my name is {} and I am a {} from {}. I value honesty, family and work above all in life."
people = [("Ann", "nurse", "Peru"), ("Bob Lee", "pilot", "Chad"), ("Zoe", "farmer", "New Zealand")]
texts = [form.format(*one) for one in people]
texts.append("Boats are what I build, mostly alone. When the yard went bankrupt I bought my tools back.")
personas = ["ann", "bob", "zoe", "max"]
attributes = {"job": ["Nurse", "Pilot", "Farmer", "Boatbuilder"], "country": ["Peru", "Chad", "New Zealand", "Norway"]}
diversity = evaluate.load("persona-collapse/persona_text_diversity")
result = diversity.compute(predictions=texts, personas=personas, attributes=attributes, fewest=15)
for name in ("skeleton", "skeleton_share", "opening_diversity", "self_repetition"):
    print(name, result[name] if name == "skeleton" else round(result[name], 2))
""",
)


class PersonaTextDiversity(modules.TextMetric):
    """How much do personas' texts follow one filled-in template?"""

    card = CARD

    def numbers(self, corpus, model, folder, seed):
        """Templates and near-duplicates."""
        found = modules.templates(corpus.texts, corpus.personas, modules.values_to_mask(corpus))
        doubles = modules.near_duplicates(corpus.texts, corpus.personas)
        layout = found.structure
        return {
            "opening_diversity": found.openings.distinct,
            "opening_share": found.openings.share,
            "opening": found.openings.form,
            "skeleton_diversity": found.skeletons.distinct,
            "skeleton_share": found.skeletons.share,
            "skeleton": found.skeletons.form,
            "compression_ratio": found.compression_ratio,
            "self_repetition": found.self_repetition,
            "near_duplicates": doubles.share,
            "near_duplicates_across": doubles.across,
            **{name: getattr(layout, name) for name in ("headers", "paragraphs", "list_items", "same_layout")},
        }
