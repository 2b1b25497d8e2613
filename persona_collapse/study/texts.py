"""The free texts of a run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from persona_collapse.errors import InputError
from persona_collapse.results import Asked
from persona_collapse.store import open_run
from persona_collapse.study.answers import SIMULATED
from persona_collapse.study.asked import what_was_asked
from persona_collapse.study.study import DEFAULT


@dataclass(frozen=True)
class RunTexts:
    """What the respondents of a run wrote; the one without a persona is left out.

    Attributes
    ----------
    replies : T texts, None where a request failed
    personas : who wrote each
    attributes : column -> value of the persona of each; None where unknown
    source, note : what to call them, and what must be said of them
    command : what was typed to ask; empty where that is not known
    asked : of whom what was asked, and how; None for texts from elsewhere
    """

    replies: tuple[str | None, ...] = field(repr=False)
    personas: tuple[str, ...] = field(repr=False)
    attributes: Mapping[str, tuple[str | None, ...]] = field(repr=False)
    source: str
    note: str
    command: str
    asked: Asked | None = None


def asks_for_texts(run: str | Path) -> bool:
    """Whether a run directory holds answers to an open question."""
    with open_run(run) as store:
        return "items" not in store.manifest["instrument"]


def run_texts(run: str | Path) -> RunTexts:
    """The texts of a run directory, those that could not be had among them.

    Raises
    ------
    InputError : no run directory, nothing stored in it, or a questionnaire.
    """
    with open_run(run) as store:
        manifest = store.manifest
        if "items" in manifest["instrument"]:
            raise InputError(f"{run} holds answers to {manifest['instrument']['id']}; measure it without --texts")
        had = [(one.respondent, one.reply.text) for one in store.replies() if one.respondent != DEFAULT]
        failed = [respondent for respondent, _, _ in store.failures() if respondent != DEFAULT]
    if not had:
        raise InputError(f"{run} holds no text yet; go on with the same persona-collapse run command")
    pool = manifest["pool"]
    personas = [*(respondent for respondent, _ in had), *failed]
    columns = dict.fromkeys(column for name in pool for column in pool[name])
    return RunTexts(
        replies=(*(text for _, text in had), *(None for _ in failed)),
        personas=tuple(personas),
        attributes={column: tuple(pool[name].get(column) or None for name in personas) for column in columns},
        source=str(run),
        note=SIMULATED if manifest["asked"]["backend"] == "simulated" else "",
        command=manifest.get("command", ""),
        asked=what_was_asked(manifest),
    )
