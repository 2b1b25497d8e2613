"""Which of its attributes does a persona mention?"""

try:
    import persona_collapse.hub.text_modules as modules
    from persona_collapse.diagnosis.texts import mentions
    from persona_collapse.measures.text.mention import hierarchy
except ModuleNotFoundError as missing:
    if missing.name != "persona_collapse":
        raise
    raise ModuleNotFoundError(
        "persona_attribute_mention needs a library that is not installed; type: pip install persona-collapse"
    ) from None

CARD = modules.Card(
    title="Persona Attribute Mention",
    summary="Says which of a persona's 26 attributes appear in its texts about itself, and how often the detector is wrong.",
    how="Our own lexicon for each value of each attribute is matched as whole words where a sentence is about its narrator. "
    "Statements that are denied, imagined, quoted or about another person are not counted; ages and incomes are read in digits and words. "
    "The hit rate is compared with the same detector's rate in texts of personas with another value; Youden's J is their "
    "difference, with a 95 % interval over personas. Attributes are named as in the dataset personas; unknown values are excluded.",
    outputs={
        "hierarchy": "attributes by youden, highest first: from the best to the least preserved.",
        "hit": "0..1, mean over attributes.",
        "false_positive": "0..1, mean over attributes.",
        "youden": "-1..1, mean over attributes; 0 when texts do not depend on the persona's value.",
        "per_attribute": "attribute -> hit, false_positive, youden with low and high (None where all personas have one value), "
        "personas, texts, unknown values (excluded), per_value: the same rates for each value, and told: the share of texts that "
        "state it, corrected for what the detector misses (rate, low, high, recall, confusion, and too_narrow: whether the interval of this attribute "
        "contained known rates less often than it should).",
    },
    limitations=(
        "English only; implied values are mostly missed. Of 984 sentences by two writers who had not seen the lexicons, 89 % are found, so a hit "
        "rate is a lower bound. told corrects it by that recall, assuming one such sentence per text.",
        "Measured false-positive rates (any value found) in the 131 dilemmas of this project: gender .015, country .046, political "
        "spectrum .000, age .031, annual income .000. All 26 are in docs/texts.md.",
        "Of 780 texts that state a value of another person, deny or imagine it, written without knowledge of the lexicons, 5.5 % were taken for "
        "the narrator's in the first test (social class 17 %), and 1.4 % after general corrections.",
        "The labels Neutral, no disability, no illness, no record and no service are hardly ever stated, so their hit rates are low.",
        "On 320 stories by GPT-3.5 with known Big Five labels (PersonaLLM): extraversion hit .94, false positives .08; agreeableness "
        ".62, .09; neuroticism .51, .11; conscientiousness .37, .07; openness .56, .22.",
        "An interval has width 0 where all texts of all personas agree.",
    ),
    published=("attribute_mention_mean",),
    sources=(
        "Youden 1950, Index for rating diagnostic tests, Cancer 3, 32-35",
        "Rogan & Gladen 1978, Estimating prevalence from the results of a screening test, Am J Epidemiology 107, 71-76",
    ),
    needs=("attributes",),
    takes=("personas",),
    texts=True,
    example="""import evaluate

texts = [
    "I am a nurse in Lagos, and at 34 I have seen a lot.",
    "As a retired teacher I like quiet mornings in Lyon. My neighbour is a nurse.",
    "Mornings in my kitchen in Enugu belong to me and my pots: I am a chef.",
    "Every day I try to be kind, and to learn something.",
]
attributes = {
    "occupation": ["Nurse", "Teacher", "Chef", "Nurse"],
    "country_of_residence": ["Nigeria", "France", "Nigeria", "France"],
    "age": ["Middle Adults (30-49)", "Seniors (70+)", "Middle Adults (30-49)", "Seniors (70+)"],
}
mention = evaluate.load("persona-collapse/persona_attribute_mention")
result = mention.compute(predictions=texts, attributes=attributes, fewest=10)
for name in result["hierarchy"]:
    one = result["per_attribute"][name]
    print(name, "hit", one["hit"], "false positives", one["false_positive"], "youden", one["youden"])
""",
)


class PersonaAttributeMention(modules.TextMetric):
    """Which of its attributes does a persona mention?"""

    card = CARD

    def numbers(self, corpus, model, folder, seed):
        """Hit rate, false-positive rate and their difference, attribute by attribute."""
        read = corpus.in_english()
        found = mentions(read.texts, read.attributes, read.personas)
        return {
            "hierarchy": [one.attribute for one in hierarchy(found)],
            **{name: mean([getattr(one, name) for one in found]) for name in ("hit", "false_positive", "youden")},
            "per_attribute": {one.attribute: rates(one) for one in found},
        }


def mean(values):
    """The mean of the defined values; None if there are none."""
    defined = [one for one in values if one is not None]
    return sum(defined) / len(defined) if defined else None


def rates(record):
    """A record as nested dictionaries, its values by name."""
    found = {name: one for name, one in modules.asdict(record).items() if name not in ("attribute", "per_value")}
    values = [modules.asdict(one) for one in record.per_value]
    return {**found, "per_value": {one.pop("value"): one for one in values}}
