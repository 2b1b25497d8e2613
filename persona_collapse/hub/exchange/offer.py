"""What is proposed to a model's page: a result that may stand there, and the files made from it."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.hub.as_given import not_as_given
from persona_collapse.hub.checks import Check, checks, diagnosis_of, model_of, shown
from persona_collapse.hub.exchange.benchmark import FILE, FRAMEWORK, Benchmark, benchmark_of
from persona_collapse.hub.exchange.eval_results import FOLDER, file_of
from persona_collapse.hub.exchange.record import as_text, exchange_record, path_of_record
from persona_collapse.hub.refusal import refuse
from persona_collapse.hub.register import ORGANISATION
from persona_collapse.results import Asked, Diagnosis
from persona_collapse.results.more_is_better import more_is_better

RESULTS = f"{ORGANISATION}/results"
"""The dataset of results, where those of models without a page stay."""


@dataclass(frozen=True)
class Offer:
    """The numbers of a result for the page of its model.

    Attributes
    ----------
    found : the result
    model, commit : that answered, on the Hub
    record : of Every Eval Ever
    record_path : of the record, in a collection of records
    """

    found: Diagnosis
    model: str
    commit: str
    record: Mapping[str, Any]
    record_path: str

    folder = FOLDER
    benchmark_file = FILE

    @property
    def questionnaire(self) -> str:
        """That was answered."""
        return self.found.instrument

    @property
    def benchmark(self) -> str:
        """The dataset whose page orders models by these numbers."""
        return benchmark_of(self.questionnaire).dataset

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Path -> content of what is proposed to the repository of the model."""
        path, text = file_of(dict(self.record))
        return {path: text.encode()}

    @property
    def title(self) -> str:
        """Of the pull request; it names the content, so that the same is not proposed twice."""
        digest = hashlib.sha256(b"\0".join(part for path, text in self.files.items() for part in (path.encode(), text)))
        return f"Evaluation results of {FRAMEWORK} on {self.questionnaire} ({digest.hexdigest()[:12]})"

    @property
    def description(self) -> str:
        """Of the pull request, for the owner of the model."""
        numbers = [f"- `{one.name}`: {one.label}" for one in more_is_better(self.found)]
        return "\n".join(
            [
                f"How varied the personas of this model are beside people, measured by {FRAMEWORK} {self.found.version} "
                f"at commit {self.commit}. Each number is from 0 to 1, and more is better:",
                "",
                *numbers,
                "",
                "The notes of each number say how it was measured. Nothing else in the repository changes. Close this pull "
                "request if you do not want it; the same numbers are not proposed again.",
            ]
        )

    @property
    def files_here(self) -> dict[str, bytes]:
        """Path -> content of what is written in a folder: the files for the model, and the record."""
        return {**self.files, self.record_path: as_text(dict(self.record)).encode()}


def offer_of(text: str, source: str, model: str, created: int) -> Offer:
    """The numbers of a result for the page of its model.

    Parameters
    ----------
    text : a result.json
    source : what to call it in messages
    model : ORG/NAME on the Hub, as the user names it
    created : when the result was written, in seconds since 1970 (UTC)

    Raises
    ------
    InputError : the result may not stand on the page of this model; it says why, and what to do.
    """
    done = checks(text)
    found = _result(text, source, done)
    asked = found.asked
    assert asked is not None, "a checked result says what was asked"
    _refuse_other_model(asked, source, model)
    benchmark = _benchmark(asked, source)
    try:
        refuse(done)
    except InputError as error:
        raise InputError(f"{source} cannot be published: {error}; docs/leaderboard.md lists all checks") from None
    if found.likeness is None or found.likeness.human_likeness is None:
        raise InputError(
            f"{source} cannot be published: human-likeness, by which models are compared, is undefined in it; see which "
            f"numbers are with persona-collapse report {source}"
        )
    record = exchange_record(found, benchmark, created)
    return Offer(found, model, _commit_of(asked, source), record, path_of_record(found))


def _result(text: str, source: str, done: Sequence[Check]) -> Diagnosis:
    """The result of a run that asked in the common way.

    Raises
    ------
    InputError : not a result; of a table, or of answers that are not as the model gave them.
    """
    if len(done) < 3:  # no record
        raise InputError(f"{source} cannot be published: {done[-1].found}; give what measure RUN --json FILE wrote")
    found = diagnosis_of(text)
    if (why := not_as_given(found)) is not None:
        raise InputError(f"{source} cannot be published: it holds {shown(why[0])}; a model's page shows {why[1]}")
    if found.asked is None or found.quality is None:
        raise InputError(
            f"{source} cannot be published: it does not say what was asked, and of which model; give the result of a run: "
            "persona-collapse measure RUN --json FILE"
        )
    if found.asked.conversation is not None:
        raise InputError(
            f"{source} cannot be published: the personas answered after a conversation "
            f"({shown(found.asked.conversation.in_words)}); give the result of a run without --after"
        )
    return found


def _refuse_other_model(asked: Asked, source: str, model: str) -> None:
    """Refuse a result of no model with a page, and of another one than is named."""
    if asked.backend == "simulated" or asked.model.startswith("simulated:"):
        raise InputError(
            f"{source} cannot be published: its answers are simulated, no model gave them; ask one with "
            f"persona-collapse run {shown(model)}"
        )
    if asked.backend == "api":
        raise InputError(
            f"{source} cannot be published: {shown(asked.model)} was asked over an API, which can answer with any model "
            f"under this name; such results stay in the dataset {RESULTS}, submit it there (docs/leaderboard.md)"
        )
    if model_of(asked) != model:
        raise InputError(
            f"{source} is a result of {shown(asked.model)}, not of {shown(model)}; give --model {shown(model_of(asked))}, "
            "or the result of the other model"
        )


def _benchmark(asked: Asked, source: str) -> Benchmark:
    """The benchmark of the questionnaire that was asked.

    Raises
    ------
    InputError : it is none.
    """
    try:
        return benchmark_of(asked.instrument)
    except InputError as error:
        raise InputError(f"{source} cannot be published: {error}") from None


def _commit_of(asked: Asked, source: str) -> str:
    """The commit of the model that answered.

    Raises
    ------
    InputError : the model was a folder of a machine, or its version is not known.
    """
    found = re.match(r"[0-9a-f]{40}\b", asked.revision)
    if found is None:
        version = f"{shown(asked.revision)}, no commit" if asked.revision else "not known"
        raise InputError(
            f"{source} cannot be published: {shown(asked.model)} was not loaded from the Hub (its version is {version}); "
            "ask the model as it is there"
        )
    return found[0]
