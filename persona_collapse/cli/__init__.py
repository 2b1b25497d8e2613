"""The command line: one file per command, nothing imported before a command needs it."""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from persona_collapse.cli.compare import compare
from persona_collapse.cli.demo import demo
from persona_collapse.cli.export import export
from persona_collapse.cli.instrument import instrument
from persona_collapse.cli.measure import measure
from persona_collapse.cli.paper import paper
from persona_collapse.cli.personas import personas
from persona_collapse.cli.plan import plan
from persona_collapse.cli.register import register
from persona_collapse.cli.report import report
from persona_collapse.cli.run import run
from persona_collapse.cli.status import status
from persona_collapse.errors import InputError

app = typer.Typer(
    name="persona-collapse",
    help="Is a population of persona agents as varied as people are?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(run)
app.command()(status)
app.command()(export)
app.command()(measure)
app.command()(report)
app.command()(plan)
app.command()(compare)
app.command()(demo)
app.command()(paper)
app.command()(register)
app.add_typer(instrument, name="instrument")
app.add_typer(personas, name="personas")


def _print_version(wanted: bool) -> None:
    if wanted:
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
