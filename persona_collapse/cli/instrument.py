"""`persona-collapse instrument`: which questionnaires there are, what one asks, whether a file is one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from persona_collapse.instruments import Instrument

instrument = typer.Typer(
    help="List, show and check questionnaires, and import your own dilemmas.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Language = Annotated[str | None, typer.Option(metavar="CODE", help="Language of the texts: de, fr, ..")]


@instrument.callback()
def _root() -> None:
    """List, show and check questionnaires, and import your own dilemmas."""


@instrument.command("list")
def list_() -> None:
    """List the bundled questionnaires."""
    from persona_collapse.instruments import catalogue

    for name in catalogue.names():
        one = catalogue.bundled(name)
        codes = catalogue.languages_of(name)
        spoken = codes[0] if len(codes) == 1 else f"{len(codes)} languages"
        asked = "" if one.can_be_asked else "; can be measured, not asked"
        traits = f"{len(one.traits)} traits" if one.traits else "no traits"
        typer.echo(
            f"{name:14} {len(one):3} items, {traits}, {one.scale.low} to {one.scale.high}, {spoken}: {one.title}{asked}"
        )


@instrument.command("show")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME|FILE", help="A bundled questionnaire, or an instrument file.")],
    language: Language = None,
) -> None:
    """Show a questionnaire: origin, terms, scale, and each item with its trait and key."""
    from persona_collapse.instruments import catalogue

    found = catalogue.find(name, language=language, option="NAME")
    head = {
        "title": found.title,
        "version": found.version,
        "language": _languages(name, found),
        "caution": catalogue.caution_of(found),
        "source": found.source,
        "terms": found.terms,
        "question": found.lead,
        "columns": " or ".join(f"{columns[0]}..{columns[-1]}" for columns in found.columns()),
        "traits": ", ".join(_trait(found, trait) for trait in found.traits),
        "scale": found.scale.printed.replace("\n", "\n           "),
    }
    typer.echo(f"{found.id}\n" + "\n".join(f"{field:10} {text}" for field, text in head.items() if text))
    typer.echo("")
    for item in found.items:
        of = (
            f"{'-' if item.key < 0 else '+'} {item.trait}{f', {item.facet}' if item.facet else ''}"
            if item.trait
            else ""
        )
        typer.echo(f"{item.name:12} {found.prompt(item) or '(no text)'}{f'  [{of}]' if of else ''}")


def _trait(found: "Instrument", trait: str) -> str:
    return f"{trait} (people would rather not have it)" if trait in found.undesirable else trait


def _languages(name: str, found: "Instrument") -> str:
    from persona_collapse.instruments import catalogue

    known = catalogue.languages_of(name) if name in catalogue.names() else (found.language,)
    others = [code for code in known if code != found.language]
    return found.language + (f"; also {', '.join(others)} (--language)" if others else "")


@instrument.command("check")
def check(
    path: Annotated[str, typer.Argument(metavar="FILE", help="A JSON or YAML file (docs/instruments.md).")],
    language: Language = None,
) -> None:
    """Check an instrument file, and show one question as a model will read it."""
    from persona_collapse.instruments import load_instrument
    from persona_collapse.study.forms import form

    found = load_instrument(path, language=language)
    reversed_items = sum(item.key < 0 for item in found.items)
    typer.echo(
        f"{path} is an instrument: {found.id}, {len(found)} items ({reversed_items} reversed), "
        f"{', '.join(found.traits) or 'no traits'}, {found.scale.low} to {found.scale.high}"
    )
    if not found.can_be_asked:
        typer.echo("Some items have no text: answers can be measured, and the questionnaire cannot be asked.")
        return
    from persona_collapse.instruments import AS_PUBLISHED

    typer.echo("\nIts first question:\n")
    typer.echo(form("standard", found.language).question(found, found.items[0], AS_PUBLISHED, ""))


@instrument.command("import-moral")
def import_moral(
    path: Annotated[str, typer.Argument(help="JSON Lines: an object per line with id and scenario.")],
    out: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="The file to write; <name>.instrument.json in this folder by default."),
    ] = None,
) -> None:
    """Turn a file of moral dilemmas into a local instrument; each item keeps its id."""
    from persona_collapse.cli._shared.output import say, write_text
    from persona_collapse.instruments import import_moral as read
    from persona_collapse.instruments import instrument_to_json

    imported = read(path)
    target = out or Path(f"{imported.id}.instrument.json")
    write_text(target, instrument_to_json(imported))
    say(f"{len(imported)} dilemmas from {path} in {target}")
