"""How much of the model's own character is left in its personas?"""

import persona_collapse.hub.modules as modules

CARD = modules.Card(
    title="Persona Default Pull",
    summary="Says how strongly personas are pulled to what their model answers without any persona.",
    how="The default is the model's mean answer to each item in a control run without a persona. default_pull is 1 - mean "
    "distance of personas from it / mean distance of people from it, beside the same pull towards 200 held-out people; "
    "default_shift says how far the population's mean has moved from people's mean towards the default. Items only, "
    "standardised by the reference.",
    outputs={
        "default_pull": "up to 1 (all at the default), 0 as far as people, below 0 farther; None when all people stand at the default.",
        "null_mean": "the mean pull towards held-out people: clones are pulled .3 towards anybody.",
        "null_low": "2.5th percentile of those; a default_pull between them is no pull towards the default in particular.",
        "null_high": "97.5th percentile of those.",
        "default_shift": "0 the mean is people's, 1 it is the default; None for a default less than 2.5 from people's mean.",
        "distance": "0 and up, of the default from people's mean, in reference SDs over all items.",
        "unanswered_items": "items the default never answered; with any, all of the above is None.",
    },
    limitations=(
        "It needs a control run: the answers of the same model, asked the same way, without a persona.",
        "A narrow population is near everything, its model's default included: read the pull beside the null.",
        "A default like the average person has no direction, and personas like people are near it by right.",
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
answers = np.where(drawn_in, default, people)  # four answers in ten are the model's own
pull = evaluate.load(persona_collapse.metric_path("persona_default_pull"), "bfi44")
for name, value in pull.compute(predictions=answers, default=[default]).items():
    print(name, round(value, 2) if isinstance(value, float) else value)
""",
)


class PersonaDefaultPull(modules.PopulationMetric):
    """How much of the model's own character is left in its personas?"""

    card = CARD

    def numbers(self, matrix, reference, beside, settings):
        """Pull, its null, shift, and how far the default is from people."""
        default = modules.required(beside.default, "default")
        axis = modules.axes.default_pull(matrix, default, reference, settings)
        null = ("null_mean", "null_low", "null_high")
        return modules.result(axis, "default_pull", *null, "default_shift", "distance", "unanswered_items")
