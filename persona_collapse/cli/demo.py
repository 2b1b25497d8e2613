"""`persona-collapse demo`: five simulated populations, diagnosed, in a minute and without a network."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from persona_collapse.matrix import BehavioralTraitMatrix
    from persona_collapse.results import Diagnosis


RESPONDENTS = 500
DRAWS = 50
PAIRS = 100
"""Fewer of each than `measure` takes, so that the demonstration is quick."""

PAGE = "report.html"


def demo(
    out: Annotated[
        Path,
        typer.Option(metavar="DIR", help="Where to write the page, each population's answers (CSV) and record (JSON)."),
    ] = Path("persona-collapse-demo"),
    seed: Annotated[int, typer.Option(help="Another seed simulates other respondents.")] = 0,
) -> None:
    """Simulate five populations, from human-like to noise, diagnose each, and write a page about them."""
    from persona_collapse.cli._shared.output import make_folder, say, write_text
    from persona_collapse.references import calibrated_2058
    from persona_collapse.report import html, side_by_side
    from persona_collapse.simulation import KINDS, simulate

    make_folder(out)
    people = calibrated_2058()
    say(f"five populations of {RESPONDENTS}, against {people.source}; all are {people.note}")
    populations = {kind: simulate(kind, RESPONDENTS, seed=seed) for kind in KINDS}
    diagnoses = _diagnosed(populations, seed)
    for kind, population in populations.items():
        write_text(out / f"{kind}.csv", population.to_csv())
        write_text(out / f"{kind}.json", diagnoses[kind].to_json() + "\n")
    write_text(out / PAGE, html(list(diagnoses.values()), list(diagnoses)))
    typer.echo(side_by_side(list(diagnoses.values()), list(diagnoses)))
    typer.echo("")
    for kind, respond in KINDS.items():
        typer.echo(f"{kind}: {(respond.__doc__ or '').strip()}")
    say(f"open {out / PAGE} in a browser for the plots, the intervals and what each number means")


def _diagnosed(populations: "dict[str, BehavioralTraitMatrix]", seed: int) -> "dict[str, Diagnosis]":
    """Each population diagnosed; what people score is computed once."""
    from persona_collapse.cli._shared.output import progress
    from persona_collapse.diagnosis import diagnose
    from persona_collapse.diagnosis.scorecard import COLUMN_STEPS
    from persona_collapse.diagnosis.whole import STEPS
    from persona_collapse.references import calibrated_2058
    from persona_collapse.results import Settings

    diagnoses: dict[str, Diagnosis] = {}
    with progress("demo", (3 * COLUMN_STEPS + STEPS) * len(populations)) as step:
        for kind, population in populations.items():
            diagnoses[kind] = diagnose(
                population,
                calibrated_2058(),
                settings=Settings(seed=seed, draws=DRAWS),
                pairs=PAIRS,
                commands=["persona-collapse demo" + (f" --seed {seed}" if seed else "")],
                progress=_named(kind, step),
            )
    return diagnoses


def _named(kind: str, step: "Callable[[str], None]") -> "Callable[[str], None]":
    return lambda what: step(f"{kind}, {what}")
