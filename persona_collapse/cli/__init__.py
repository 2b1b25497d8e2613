"""The command line: one file per command, nothing imported before a command needs it."""

import sys
from typing import Annotated

import typer

from persona_collapse.cli import (
    advise,
    calibrate,
    compare,
    demo,
    dialogue,
    evaluate_queue,
    export,
    instrument,
    measure,
    merge,
    panel,
    paper,
    personas,
    plan,
    probe,
    publish,
    push,
    reference,
    register,
    report,
    run,
    show,
    status,
    sweep,
    worth,
)
from persona_collapse.cli._shared.optional_word import BatchCommand
from persona_collapse.errors import InputError

app = typer.Typer(
    name="persona-collapse",
    help="Is a population of persona agents as varied as people are?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command(cls=BatchCommand)(run.run)
app.command()(status.status)
app.command()(show.show)
app.command()(merge.merge)
app.command()(export.export)
app.command()(measure.measure)
app.command()(report.report)
app.command()(plan.plan)
app.command()(compare.compare)
app.command()(probe.probe)
app.command()(advise.advise)
app.command()(sweep.sweep)
app.command()(panel.panel)
app.command()(worth.worth)
app.command()(calibrate.calibrate)
app.command()(demo.demo)
app.command()(paper.paper)
app.command()(register.register)
app.command()(evaluate_queue.evaluate_queue)
app.command()(push.push)
app.command()(publish.publish)
app.add_typer(instrument.instrument, name="instrument")
app.add_typer(reference.reference, name="reference")
app.add_typer(dialogue.dialogue, name="dialogue")
app.add_typer(personas.personas, name="personas")


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # which loads the modules of e-mail

        typer.echo(version("persona-collapse"))
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Is a population of persona agents as varied as people are?"""


def main() -> None:
    """Run the command line; a user's mistake is one line on stderr and exit code 2."""
    try:
        app()
    except InputError as mistake:
        sys.stderr.write(f"persona-collapse: {mistake}\n")
        sys.exit(2)
