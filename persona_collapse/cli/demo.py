"""`persona-collapse demo`: five simulated populations, measured, in a minute and without a network."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from persona_collapse.matrix import BehavioralTraitMatrix
    from persona_collapse.results import Diagnosis


DRAWS = 50
"""Half of what `measure` takes, so that the demonstration is quick."""


def demo(
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Also write each population's answers (CSV) and record (JSON) here."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed simulates other respondents.")] = 0,
) -> None:
    """Simulate five populations, from human-like to noise, and measure each."""
    from persona_collapse.cli.output import make_folder, progress, say
    from persona_collapse.diagnosis import measure
    from persona_collapse.diagnosis.scorecard import COLUMN_STEPS
    from persona_collapse.references import calibrated_2058
    from persona_collapse.report import side_by_side
    from persona_collapse.results import Settings
    from persona_collapse.simulation import KINDS, POPULATION, simulate

    if out is not None:
        make_folder(out)
    people = calibrated_2058()
    say(f"five populations of {POPULATION}, against {people.source}; all are {people.note}")
    populations = {kind: simulate(kind, seed=seed) for kind in KINDS}
    diagnoses: dict[str, Diagnosis] = {}
    with progress("demo", COLUMN_STEPS * (2 * len(populations) + 1)) as step:
        ceiling = None
        for kind, population in populations.items():
            diagnoses[kind] = measure(
                population,
                people,
                settings=Settings(seed=seed, draws=DRAWS),
                against_people=False,
                held_out_people=ceiling,
                progress=_named(kind, step),
            )
            ceiling = diagnoses[kind].held_out_people
    if out is not None:
        _write(out, populations, diagnoses)
    typer.echo(side_by_side(list(diagnoses.values()), list(diagnoses)))
    typer.echo("")
    for kind, respond in KINDS.items():
        typer.echo(f"{kind}: {(respond.__doc__ or '').strip()}")


def _named(kind: str, step: "Callable[[str], None]") -> "Callable[[str], None]":
    return lambda what: step(f"{kind}, {what}")


def _write(out: Path, populations: "dict[str, BehavioralTraitMatrix]", diagnoses: "dict[str, Diagnosis]") -> None:
    """Answers and record of each population, in a folder."""
    from persona_collapse.cli.output import write_text

    for kind, population in populations.items():
        write_text(out / f"{kind}.csv", population.to_csv())
        write_text(out / f"{kind}.json", diagnoses[kind].to_json() + "\n")
