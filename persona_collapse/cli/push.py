"""`persona-collapse push`: what this project has on the Hub, brought up to date."""

from pathlib import Path
from typing import Annotated

import typer

from persona_collapse.errors import InputError


def push(
    org: Annotated[str, typer.Option("--org", metavar="ORG", help="The organisation or user on the Hub.")],
    what: Annotated[
        str | None,
        typer.Option(
            metavar="PART,..",
            help="Some of datasets, metrics, space, results, requests and benchmarks; all but benchmarks by default.",
        ),
    ] = None,
    private: Annotated[bool, typer.Option("--private", help="Make new repositories private.")] = False,
    create_pr: Annotated[
        bool, typer.Option("--create-pr", help="Open pull requests instead of committing to repositories.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be pushed, and push nothing.")] = False,
    wheel: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The wheel that Spaces install, instead of one built from this checkout."),
    ] = None,
    released: Annotated[
        bool, typer.Option("--released", help="This version is on PyPI: Spaces install it from there.")
    ] = False,
) -> None:
    """Push datasets, modules and the app to the Hub: only what changed. Rerun the same command after a failure."""
    import tempfile

    from persona_collapse.cli._shared.output import say
    from persona_collapse.hub import publishing
    from persona_collapse.hub.token import endpoint, token

    parts = _parts(what)
    if released and wheel is not None:
        raise InputError("--released and --wheel are two ways to install this library; give one of them")
    own = token()
    if own is None and not dry_run:
        raise InputError("pushing needs a login; log in with hf auth login, or set HF_TOKEN")
    with tempfile.TemporaryDirectory() as place:
        if released or not {"metrics", "space"} & {*parts}:
            package = publishing.released()
        else:
            package = publishing.package_of(wheel or publishing.built_wheel(Path(place)), org, endpoint())
        contents = publishing.repositories(org, parts, package)
    if private and package.wheel:
        say("a Space cannot install a wheel from a private dataset: make it public, or push with --released")
    done = []
    for one in contents:
        found = publishing.push(one, own, private=private, create_pr=create_pr, dry_run=dry_run)
        done.append(found.state)
        files = ", ".join(found.files[:3]) + (f" and {len(found.files) - 3} more" if len(found.files) > 3 else "")
        typer.echo(f"{found.state:16} {found.place}{f': {files}' if files else ''} {found.address}".rstrip())
    typer.echo(", ".join(f"{done.count(state)} {state}" for state in dict.fromkeys(done)))


def _parts(what: str | None) -> tuple[str, ...]:
    """The parts that --what names."""
    from persona_collapse.hub.publishing import PARTS, USUAL

    if what is None:
        return USUAL
    given = [one.strip() for one in what.split(",") if one.strip()]
    unknown = [one for one in given if one not in PARTS]
    if unknown or not given:
        raise InputError(f"--what: unknown part {(unknown or [''])[0]!r}; choose from {', '.join(PARTS)}")
    return tuple(given)
