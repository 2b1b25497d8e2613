"""How strongly are personas pulled towards the model's own answers?"""

try:
    import persona_collapse.hub.modules as modules
except ModuleNotFoundError as missing:
    if missing.name != "persona_collapse":
        raise
    raise ModuleNotFoundError(
        "persona_default_pull needs a library that is not installed; type: pip install persona-collapse"
    ) from None

CARD = modules.Card(
    title="Persona Default Pull",
    summary="Says how strongly personas are pulled towards their model's answers without a persona.",
    how="The default is the model's mean answer to each item in a control run without a persona. default_pull is 1 - mean "
    "distance of personas from it / mean distance of people from it, compared with the same pull towards 200 held-out people; "
    "default_shift says how far the population's mean has moved from people's mean towards the default. Items only, "
    "standardised by the reference.",
    outputs={
        "default_pull": "up to 1 (all at the default); 0 as far away as people, below 0 farther away; None when all people are at the default.",
        "null_mean": "the mean pull towards held-out people; clones have .3 towards any respondent.",
        "null_low": "2.5th percentile of the pulls towards held-out people; a default_pull between null_low and null_high is not specific to the default.",
        "null_high": "97.5th percentile of the pulls towards held-out people.",
        "default_shift": "0 when the mean equals people's mean, 1 when it equals the default; None for a default less than 2.5 from people's mean.",
        "distance": "distance of the default from people's mean, 0 upwards, in reference SDs over all items.",
        "unanswered_items": "number of items that the default never answered; if there are any, all of the above are None.",
    },
    limitations=(
        "It needs a control run: the answers of the same model, asked the same way, without a persona.",
        "A narrow population is close to everything, including its model's default: compare the pull with the null.",
        "The direction of a default like the average person is undefined, and personas like people are naturally close to it.",
        "Draws and rarefy are accepted for uniformity of use and change nothing.",
    ),
    published=(),
    sources=("docs/definitions.md of this project, section 4",),
    needs=("default",),
    example="""import evaluate
import numpy as np
import persona_collapse

people = persona_collapse.simulate("human", 300).values
default = np.where(np.arange(44) % 2 == 0, 5, 2)
drawn_in = np.random.default_rng(0).random(people.shape) < 0.4
answers = np.where(drawn_in, default, people)  # four in ten answers are the model's own
pull = evaluate.load("persona-collapse/persona_default_pull", "bfi44")
for name, value in pull.compute(predictions=answers, default=[default]).items():
    print(name, round(value, 2) if isinstance(value, float) else value)
""",
)


class PersonaDefaultPull(modules.PopulationMetric):
    """How strongly are personas pulled towards the model's own answers?"""

    card = CARD

    def numbers(self, matrix, reference, beside, settings):
        """Pull, its null, shift, and the distance of the default from people."""
        default = modules.required(beside.default, "default")
        axis = modules.axes.default_pull(matrix, default, reference, settings)
        null = ("null_mean", "null_low", "null_high")
        return modules.result(axis, "default_pull", *null, "default_shift", "distance", "unanswered_items")
