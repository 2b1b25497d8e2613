"""What the library says about its options, in the words of the page, or of a function that is called by program."""

import re
from collections.abc import Callable

from persona_collapse.columns import ITEMS
from persona_collapse.instruments import catalogue

TEXTS = "texts"
KINDS = {
    **{one.id: one.title for one in catalogue.questionnaires()},
    ITEMS: "No questionnaire: items without traits",
    TEXTS: "Free texts, one per row",
}
"""What a file may hold -> what the page calls it."""

CONTROLS = {
    "instrument": "Questionnaire",
    "map": "All items in order, from column",
    "missing": "Codes that mean no answer",
    "labels": "Answers are words of the scale",
    "scale": "Scale in the table",
    "reversed_already": "Reversed items are already reverse-scored",
    "where": "Only the rows with",
    "size": "Number of personas",
    "pool": "Personas to choose from",
    "reference_map": "All items in order, from column",
    "reference_scale": "Scale in the table of people",
    "reference_reversed_already": "Reversed items are already reverse-scored in the table of people",
    "reference_where": "Only the rows with",
}
"""Name of an option of the command line -> the control of the page that declares the same."""

_VALUES = {
    "instrument": r"[\w-]+",
    "map": r'"[^"]*"|[A-Z]+\|[A-Z]+',
    "missing": r"-?\d+(?:,-?\d+)*",
    "scale": r"-?\d+(?:-|to|\.\.|:)-?\d+|LOW-HIGH",
    "where": r"(?:(?!: use )[^;)])+",
    "size": r"\d+",
    "pool": "PATH",
}
"""Name of an option -> how a value of it looks in a message."""

FLAGS = ("labels", "texts", "reversed_already", "reference_reversed_already")
"""Options without a value."""

_OPTION = re.compile(
    r"(?P<set>\b(?:add|use) )?--(?P<name>(?:reference-)?(?:"
    + "|".join(
        [*(rf"{name}(?: (?:{value})(?![\w-]))?" for name, value in _VALUES.items()), "labels|texts|reversed-already"]
    )
    + "))"
)
_FILE = re.compile(r"(\b(?:add|use) )?--instrument FILE(?: \(docs/instruments\.md\))?")
_NEEDS_FILE = re.compile(r" \(--instrument FILE, (docs/instruments\.md)\)")
_SHOW = re.compile(r" \(persona-collapse [^)]*\)")


def in_page_words(said: str) -> str:
    """A message of the library without options of the command line: each is named as the control of the page.

    >>> in_page_words("0 is not on the scale; add --scale 0-4 if that is its scale, or --missing 0 if that means no answer")
    '0 is not on the scale; set “Scale in the table” to 0-4 if that is its scale, or set “Codes that mean no answer” to 0 \
if that means no answer'
    >>> in_page_words("a.csv: 44 columns Q1..Q44 may be bfi44; if they are, add --instrument bfi44")
    'a.csv: 44 columns Q1..Q44 may be bfi44; if they are, set “Questionnaire” to “Big Five Inventory, 44 items”'
    >>> in_page_words("the panel needs 200; use a smaller --size, or give more runs")
    'the panel needs 200; use a smaller “Number of personas”, or give more runs'
    """

    def named(name: str, value: str, before: str) -> str:
        if name == "texts":
            name, value = "instrument", TEXTS
        label = f"“{CONTROLS[name]}”"
        if value == "NAME":
            return f"choose it under {label}"
        if name in FLAGS:
            return f"{'tick ' if before == 'set' else ''}{label}"
        shown = _on_page(name, value)
        if not shown:
            return label
        return f"set {label} to {shown}" if before in ("set", "or") else f"{label}{' to' if before else ':'} {shown}"

    return _spoken(said, named)


_IN_A_RUN = (
    (
        r"use --max-tokens (\d+), or --thinking off",
        r"choose a model that does not think first, or ask it on the command line with \1 tokens or with thinking switched off",
    ),
    (r"use --mode generate --max-tokens \d+", "choose “Replies in words”"),
    (r"\b(?:use|add) --mode generate", "choose “Replies in words”"),
    (r"\b(?:use|add) --mode probabilities", "choose “Probabilities of the answers”"),
    (r"--mode generate", "“Replies in words”"),
    (r"--mode probabilities", "“Probabilities of the answers”"),
    (r"\b(?:use|add) --temperature ([\d.]+)", r"set “Temperature” to \1"),
    (r"\buse another --temperature", "choose another “Temperature”"),
    (r"--temperature", "“Temperature”"),
    (r"--base-url", "“Base URL”"),
    (r"\bgive another revision, or use --any-format\b[^;]*", "choose another model"),
    (r"\buse --trust-remote-code\b[^;]*", "choose another model"),
    (r"\blower --max-tokens, or give a model", "choose a model"),
    (r"\brerun the same command(?: to resume)?", "press Continue"),
)
"""What the library says of a run -> what a visitor of the page can do about it; in this order."""

_TERMINAL = re.compile(r"--[a-z]|persona-collapse [a-z]|pip install|\b[A-Z]{2,}_[A-Z_]+")
"""What only a terminal has."""


def of_a_run(said: str, otherwise: str = "") -> str:
    """What the library says of a run, for the page: options are named as its controls, and what only a terminal has is omitted.

    Parameters
    ----------
    said : a sentence of the library: what is wrong, then what can be done about it
    otherwise : what can be done on the page where everything that is said of it needs a terminal

    Returns
    -------
    The sentence in words of the page.

    >>> of_a_run("the server sent no probabilities; use --mode generate")
    'the server sent no probabilities; choose “Replies in words”'
    >>> of_a_run("another process writes to this job; wait for it, or give another --out")
    'another process writes to this job; wait for it'
    >>> of_a_run("the Hub cannot be reached; connect to the network (and unset HF_HUB_OFFLINE), or continue with the copy")
    'the Hub cannot be reached; connect to the network, or continue with the copy'
    >>> of_a_run("--temperature 0.5 is not supported by this server: use --temperature 1")
    '“Temperature” 0.5 is not supported by this server: set “Temperature” to 1'
    >>> of_a_run("it needs its own code; pip install it, or set SOME_FOLDER", "choose another model")
    'it needs its own code; choose another model'
    """
    for option, control in _IN_A_RUN:
        said = re.sub(option, control, said)
    said = re.sub(r" \([^()]*(?:--[a-z]|\b[A-Z]{2,}_[A-Z_]+|persona-collapse |pip )[^()]*\)", "", said)
    wrong, *rest = re.split(r"(; |: (?=(?:use|add|set|give|choose|llama-server) )|, or |, and |, then )", said)
    steps = [(joined, step) for joined, step in zip(rest[::2], rest[1::2], strict=True) if not _TERMINAL.search(step)]
    if rest and not steps and otherwise:
        steps = [("; ", otherwise)]
    if steps and rest[0] in ("; ", ": ") and steps[0][0] not in ("; ", ": "):
        steps[0] = (rest[0], steps[0][1])  # the steps before it are omitted
    wrong = re.sub(r"--([a-z]+(?:-[a-z]+)*)", lambda option: option[1].replace("-", " "), wrong)
    return wrong + "".join(joined + step for joined, step in steps)


def in_program_words(said: str) -> str:
    """The same for a function that is called by program: each option is named as its argument.

    >>> in_program_words("for the labels of the scale add --labels"), in_program_words("--scale 4-0: use LOW-HIGH")
    ('for the labels of the scale set labels=True', 'scale="4-0": use LOW-HIGH')
    """

    def named(name: str, value: str, before: str) -> str:
        if name == "texts":
            name, value = "instrument", TEXTS
        given = "True" if name in FLAGS else f'"{value}"' if value not in ("", "NAME") else ""
        return f"{'set ' if before == 'set' else ''}{name}{f'={given}' if given else ''}"

    return _spoken(said, named)


def _spoken(said: str, named: Callable[[str, str, str], str]) -> str:
    """A message whose options are named otherwise, each by its name, its value, and what is before it: set, or, and."""

    def option(found: re.Match[str]) -> str:
        name, _, value = found["name"].partition(" ")
        above = said[: found.start()]
        before = "set" if found["set"] else next((one for one in ("or", "and") if above.endswith(f" {one} ")), "")
        return named(name.replace("-", "_"), value.strip('"'), before)

    said = _NEEDS_FILE.sub(r" on the command line (\1)", said)
    said = _FILE.sub("measure it on the command line with an instrument file (docs/instruments.md)", said)
    said = said.replace(f"--instrument {ITEMS} --scale", f"--instrument {ITEMS} and --scale")
    said = _SHOW.sub("", said)
    return _OPTION.sub(option, said)


def _on_page(name: str, value: str) -> str:
    """A value as it is chosen or typed on the page; empty where it only says what kind of value it is."""
    if name == "instrument":
        return f"“{KINDS[value]}”" if value in KINDS else value
    if name == "pool":
        return ""
    if name.endswith("map"):
        return "" if value == "PATTERN|FILE" else _first_column(value)
    return value


def _first_column(pattern: str) -> str:
    """The column of the first item.

    >>> _first_column("Q{:02}"), _first_column("{id}")
    ('Q01', '{id}')
    """
    return pattern if "{id}" in pattern else pattern.format(1)
