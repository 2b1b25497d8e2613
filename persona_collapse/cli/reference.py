"""`persona-collapse reference`: the samples of people that populations can be compared with, and fetching them."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from persona_collapse.errors import InputError

reference = typer.Typer(
    help="List the samples of people, and fetch those that are not bundled.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@reference.callback()
def _root() -> None:
    """List the samples of people, and fetch those that are not bundled."""


@reference.command("list")
def list_() -> None:
    """List the samples of people, with what is on this machine."""
    from persona_collapse.hub.samples import local_file
    from persona_collapse.hub.twin import local_file as twin_file
    from persona_collapse.instruments import catalogue
    from persona_collapse.references import CALIBRATED, SIMULATED, TWIN
    from persona_collapse.references.samples import samples

    ours = {name: one.id for one in catalogue.questionnaires() for name in one.references}
    typer.echo(f"{CALIBRATED:26} {ours[CALIBRATED]:13} bundled: 2,058 respondents {SIMULATED}")
    rows = [(TWIN, ours[TWIN], "2,058 people of Twin-2K-500", twin_file())]
    rows += [(one.name, one.instrument, one.title, local_file(one.name)) for one in samples().values()]
    for name, instrument, title, path in rows:
        state = "on this machine" if path.exists() else f"persona-collapse reference fetch {name}"
        typer.echo(f"{name:26} {instrument:13} {title}: {state}")


@reference.command("fetch")
def fetch(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name of persona-collapse reference list.")],
    source: Annotated[
        Path | None, typer.Option("--from", metavar="PATH", help="The published file, downloaded before.")
    ] = None,
    size: Annotated[int, typer.Option(help="How many people are kept of a larger sample.")] = 2058,
    seed: Annotated[int, typer.Option(help="Seed of the draw.")] = 0,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before anything is downloaded.")] = False,
) -> None:
    """Download answers of people from where they are published, check them, and keep them on this machine."""
    from persona_collapse.cli._shared.output import say
    from persona_collapse.references import CALIBRATED, TWIN
    from persona_collapse.references.samples import samples

    if name == TWIN:
        from persona_collapse.hub.twin import build

        for path in build(source):
            say(f"wrote {path}")
        return
    if name not in samples():
        known = ", ".join([TWIN, *samples()])
        bundled = f"{CALIBRATED} is bundled; " if name == CALIBRATED else f"no sample of people is called {name!r}; "
        raise InputError(f"{bundled}to fetch: {known}")
    if size < 1:
        raise InputError(f"--size {size}: give at least 1")
    from tqdm import tqdm

    from persona_collapse.hub import samples as kept

    sample = samples()[name]
    say(
        f"{sample.name}: {sample.title}, {sample.respondents}\nfrom {sample.address}\nSHA-256 {sample.sha256}\n"
        f"terms: {sample.terms}\ncite: {sample.citation}"
    )
    if not yes and source is None:
        if not sys.stdin.isatty():
            raise InputError(f"nothing was downloaded; to download it: persona-collapse reference fetch {name} --yes")
        typer.confirm("Download it?", abort=True, err=True)
    on_terminals_only = None
    with tqdm(desc=name, unit="B", unit_scale=True, leave=False, disable=on_terminals_only) as bar:
        path = kept.fetch(sample, source, size=size, seed=seed, progress=lambda arrived: bar.update(arrived - bar.n))
    say(f"wrote {path}; use it: --reference {name}")
