"""The colours of figures and pages, and the style sheet of figures."""

from functools import cache
from importlib.resources import files

LIGHT = {
    "ink": "#1b1f24",
    "muted": "#56606c",
    "grid": "#dfe3e8",
    "page": "#ffffff",
    "panel": "#f5f7f9",
    "population": "#0b62b5",
    "people": "#5f6772",
    "known": "#a84c05",
    "paper": "#74559f",
    "high": "#a84c05",
    "neutral": "#357a33",
    "low": "#0b62b5",
    "warn": "#8a4b00",
}
"""Role -> its colour on a light page and on paper."""

DARK = {
    "ink": "#e8ebef",
    "muted": "#a9b3be",
    "grid": "#3a424b",
    "page": "#14171b",
    "panel": "#1d2228",
    "population": "#6db3f8",
    "people": "#a4aebb",
    "known": "#f0a35e",
    "paper": "#c3afe3",
    "high": "#f0a35e",
    "neutral": "#8fcf8c",
    "low": "#6db3f8",
    "warn": "#f2c27b",
}
"""Role -> its colour on a dark page."""


@cache
def stylesheet(dark: str = "") -> str:
    """The style sheet of figures: colours as variables (`--pc-ink`, `--pc-population`, ..), then shapes and places.

    Parameters
    ----------
    dark : the selector of a dark page, such as ".dark"; by default a page is dark where its reader's screen is
    """
    selector = dark or ":root"
    colours = f"{selector} {{ {_variables(DARK)} }}"
    if not dark:
        colours = f"@media screen and (prefers-color-scheme: dark) {{ {colours} }}"
    shapes = files(__package__).joinpath("figures.css").read_text(encoding="utf-8")
    return f":root {{ {_variables(LIGHT)} }}\n{colours}\n{shapes}"


def _variables(colours: dict[str, str]) -> str:
    return " ".join(f"--pc-{role}: {colour};" for role, colour in colours.items())
