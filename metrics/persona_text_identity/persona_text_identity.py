"""Does a persona write like itself, and differently from the others?"""

try:
    import persona_collapse.hub.text_modules as modules
except ModuleNotFoundError as missing:
    if missing.name != "persona_collapse":
        raise
    raise ModuleNotFoundError(
        "persona_text_identity needs a library that is not installed; type: pip install 'persona-collapse[text]'"
    ) from None

CARD = modules.Card(
    title="Persona Text Identity",
    summary="Says whether two texts of one persona are more similar than texts of two, in content and in style.",
    how="A sentence-transformers model converts texts into vectors (long ones in overlapping windows, averaged); similarity is their cosine, and all personas have equal weight. "
    "Style is measured per text, and ICC(1,1) says how well one text represents its persona. Intervals (95 %) are over personas.",
    outputs={
        "within": "mean similarity of two texts of one persona; None when every persona has one text.",
        "between": "mean similarity of texts of two personas.",
        "ratio": "within / between (I/E): 1 no difference between personas, higher is better; with ratio_low and ratio_high.",
        "ratio_low": "lower end of the 95 % interval; ends are None with fewer than 10 personas with two texts.",
        "ratio_high": "see ratio_low.",
        "distance_ratio": "(1 - within) / (1 - between): 0 (a persona always writes the same) .. 1 (no difference between personas).",
        "distance_ratio_low": "see ratio_low.",
        "distance_ratio_high": "see ratio_low.",
        "retrieval": "share of a persona's texts whose most similar other text is its own, mean over personas, 0 .. 1; decreases with the number of personas; None with fewer than 5.",
        "retrieval_low": "see ratio_low.",
        "retrieval_high": "see ratio_low.",
        "retrieval_chance": "mean retrieval of texts shuffled among personas.",
        "retrieval_p_value": "share of 999 such shuffles, and of the texts as they are, with at least this retrieval.",
        "means": "lid (None with fewer than 100 personas), vendi and participation_ratio of persona means: how varied personas are.",
        "shuffled": "the same with texts shuffled among personas.",
        "undefined": "retrieval or lid -> why it is None; neighbours are at most a fifth of the personas.",
        "sampled": "of more than 6,000 texts or personas: from how many drawn ones retrieval and LID are; otherwise empty.",
        "windowed": "number of texts longer than the model reads at once (256 tokens by default); their vector is the mean over windows.",
        "style_icc": "ICC(1,1), mean over features of style: 0 noise .. 1; None with one text per persona.",
        "style": "feature -> mean, sd, icc with its interval, and eta2, omega2 and chance by attribute.",
        "style_r2": "share of the variance of personas' style that all attributes (at most ten) explain together; None without attributes.",
        "style_r2_chance": "expected value of noise.",
        "style_p_value": "by shuffling attributes.",
    },
    limitations=(
        "Retrieval decreases with the number of personas: compare equal numbers only.",
        "The ratio of similarities is near 1 for any texts of one kind; the ratio of distances is not.",
        "There are no texts of people to compare with: coverage and Hopkins are undefined.",
        "Word lists of style and the default model are English.",
    ),
    published=(),
    sources=(
        "all-MiniLM-L6-v2: Reimers & Gurevych 2019, Sentence-BERT (EMNLP)",
        "Vendi score: Friedman & Dieng 2023 (arXiv 2210.02410)",
        "Shrout & Fleiss 1979, Psychological Bulletin 86, 420-428, case 1",
        "McCarthy & Jarvis 2010, Behavior Research Methods 42, 381-392 (MTLD); Hutto & Gilbert 2014, ICWSM (VADER)",
    ),
    needs=("personas",),
    takes=("attributes", "model", "folder"),
    texts=True,
    extra="text",
    example="""import evaluate

texts = [
    "I paint the sea in oils every single morning, before the light gets hard and the gulls wake up the village.",
    "Each morning I make oil paintings of the ocean, while the light is soft and the village is still asleep.",
    "I repair old tractors on my farm in the hills, and I sell the ones that run again to my neighbours.",
    "On the farm, fixing vintage tractors is my work; the neighbours buy whatever I can get to run once more.",
]
identity = evaluate.load("persona-collapse/persona_text_identity")
result = identity.compute(predictions=texts, personas=["ann", "ann", "bob", "bob"], fewest=15)
for name in ("within", "between", "distance_ratio"):
    print(name, round(result[name], 1))
print("no retrieval:", result["undefined"]["retrieval"])
""",
)


class PersonaTextIdentity(modules.TextMetric):
    """Does a persona write like itself, and differently from the others?"""

    card = CARD

    def numbers(self, corpus, model, folder, seed):
        """Identity of vectors, and of style."""
        embedded = modules.embed(corpus.texts, model=model, folder=folder, progress=True)
        found = modules.identity(embedded.vectors, corpus.personas, seed=seed)
        table = modules.style_table(corpus.texts, corpus.english)
        written = modules.style(table, corpus.personas, corpus.attributes, seed=seed)
        together = written.attribution
        ratios = ("ratio", "distance_ratio", "retrieval")
        return {
            **{
                name: getattr(found, name)
                for name in ("within", "between", *ratios, "retrieval_chance", "retrieval_p_value")
            },
            **{
                key: end
                for name in ratios
                for key, end in modules.spans(name, getattr(found, f"{name}_interval")).items()
            },
            "means": modules.asdict(found.means),
            "shuffled": modules.asdict(found.shuffled),
            "undefined": found.undefined,
            "sampled": found.sampled,
            "windowed": embedded.windowed,
            "style_icc": written.icc,
            "style": {name: modules.asdict(one) for name, one in written.features.items()},
            "style_r2": together and together.r2,
            "style_r2_chance": together and together.chance,
            "style_p_value": together and together.p_value,
        }
