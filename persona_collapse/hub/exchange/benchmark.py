"""The questionnaires that are benchmarks on the Hub: what their datasets declare there, in `eval.yaml`."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from persona_collapse.errors import InputError
from persona_collapse.hub.register import DATASETS, ORGANISATION
from persona_collapse.instruments import catalogue
from persona_collapse.resources import folder
from persona_collapse.results.more_is_better import MADE_FROM

FILE = "eval.yaml"
FRAMEWORK = "persona-collapse"
"""The evaluation framework, as it has to be registered with the Hub."""


@dataclass(frozen=True)
class Benchmark:
    """A questionnaire whose dataset is a benchmark on the Hub.

    Attributes
    ----------
    questionnaire : its name, and that of its dataset
    title : of the questionnaire, for people
    config, split : of the dataset, where its items are
    """

    questionnaire: str
    title: str
    config: str
    split: str

    @property
    def dataset(self) -> str:
        """Its place on the Hub."""
        return f"{ORGANISATION}/{self.questionnaire}"

    @property
    def text(self) -> str:
        """The file `eval.yaml`: a task per number of which more is better."""
        said = {
            "name": f"Persona Collapse: {self.questionnaire}",
            "description": (
                "Is a population of personas of a language model as varied as people are? Each model answers a "
                f"questionnaire ({self.title}) once as each of many personas. Every number is from 0 to 1, and more is "
                "better. human_likeness is the one to compare models by; the others say where a model falls short of it."
            ),
            "evaluation_framework": FRAMEWORK,
            "tasks": [{"id": name, "config": self.config, "split": self.split} for name in MADE_FROM],
        }
        return yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=100)


def benchmarks() -> Iterator[Benchmark]:
    """The questionnaires that people have answered, too; without people nothing says how human-like a model is.

    >>> [one.dataset for one in benchmarks()]
    ['persona-collapse/bfi44']
    """
    for one in catalogue.questionnaires():
        if one.can_be_asked and one.references and one.id in DATASETS:
            card = (folder("datasets_scripts", one.id) / "README.md").read_text(encoding="utf-8")
            config = next(each for each in yaml.safe_load(card.split("---")[1])["configs"] if each.get("default"))
            yield Benchmark(one.id, one.title, config["config_name"], config["data_files"][0]["split"])


def benchmark_of(questionnaire: str) -> Benchmark:
    """The benchmark of a questionnaire.

    Raises
    ------
    InputError : it is none.

    >>> benchmark_of("moral131")
    Traceback (most recent call last):
    ...
    persona_collapse.errors.InputError: no people have answered moral131 here, and without them no number says how human-like a model is; publish a result of bfi44
    """
    known = {one.questionnaire: one for one in benchmarks()}
    if questionnaire not in known:
        raise InputError(
            f"no people have answered {questionnaire} here, and without them no number says how human-like a model is; "
            f"publish a result of {' or '.join(known)}"
        )
    return known[questionnaire]
