"""`persona-collapse plan`: the number of personas, and of repeats, that is enough."""

from pathlib import Path
from typing import Annotated

import typer

from persona_collapse.cli._shared.options import Targets, labels_of
from persona_collapse.cli._shared.reading import Reading, reads_tables, say_contradictions, say_how_read


@reads_tables
def plan(
    pilot: Annotated[
        str | None,
        typer.Argument(
            help="Answers of some of the personas, at least 100: a table, a run directory or a Hub dataset, as for "
            "measure. Four simulated populations by default."
        ),
    ] = None,
    width: Annotated[
        float,
        typer.Option(
            metavar="W",
            help="Wanted full width of the 95 % interval: as a share of people's value for LID, participation ratio, effective "
            "Likert and d, as a share of the scale's length for marginal distance, acquiescence and acquiescence, SD, and in "
            "the number's own unit for all others.",
        ),
    ] = 0.05,
    measure: Annotated[
        str | None,
        typer.Option(
            metavar="NAME,...", help="Numbers to plan for; coverage,precision,lid,effective_likert,sd_ratio by default."
        ),
    ] = None,
    reference: Annotated[str | None, typer.Option(metavar="ID|PATH", help="People's answers, as for measure.")] = None,
    targets: Targets = None,
    reliability: Annotated[
        float, typer.Option(help="Wanted reliability of the mean of a persona's answers to the same question.")
    ] = 0.9,
    json: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Write the record here; - for stdout, without the text.")
    ] = None,
    *,
    reading: Reading,
) -> None:
    """Plan a study: how many personas make intervals narrow, and how many repeats make answers reliable."""
    from persona_collapse.cli._shared.output import progress, write_text
    from persona_collapse.diagnosis import plan as planned
    from persona_collapse.diagnosis.planning import KINDS, MEASURES
    from persona_collapse.inputs import read_population, read_reference, reference_for
    from persona_collapse.references import calibrated_2058
    from persona_collapse.report import plan_table

    given = None if pilot is None else read_population(pilot, reading.population)
    matrix = None if given is None else given.matrix
    people = reference_for(calibrated_2058() if matrix is None else matrix)
    if matrix is not None:
        say_how_read(matrix)
        say_contradictions(matrix)
    if reference is not None:
        asked = None if matrix is None else matrix.instrument
        people = read_reference(reference, instrument=asked, read_as=reading.reference)
        say_how_read(people)
        say_contradictions(people, reference=True)
    names = MEASURES if measure is None else tuple(name.strip() for name in measure.split(",") if name.strip())
    repeated = {} if given is None else given.beside
    with progress("plan", 1 if matrix is not None else len(KINDS)) as step:
        found = planned(
            width,
            matrix,
            people,
            names=names,
            targets=labels_of(targets),
            reliability=reliability,
            samples=repeated.get("samples"),
            distributions=repeated.get("distributions"),
            progress=step,
        )
    if json is not None:
        write_text(json, found.to_json() + "\n")
    if json is None or str(json) != "-":
        typer.echo(plan_table(found))
