"""What each repository of an organisation on the Hub is to hold."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

from persona_collapse.errors import InputError
from persona_collapse.hub.cards import MODULES
from persona_collapse.hub.exchange.benchmark import FILE, benchmarks
from persona_collapse.hub.publishing.checks import check_card, check_dataset, check_wheel
from persona_collapse.hub.publishing.package import NAME, WHEELS, Package, app_files
from persona_collapse.hub.register import DATASETS, ORGANISATION
from persona_collapse.resources import folder

PARTS = ("datasets", "metrics", "space", "results", "requests", "benchmarks")
"""What can be pushed."""

USUAL = PARTS[:-1]
"""What is pushed by default. The Hub refuses a benchmark whose evaluation framework is not registered with it."""

KEPT = ("results", "requests")
"""Datasets that others write to: only their cards are ours."""

CARD = "README.md"
MODULE_FILES = (CARD, "app.py", "requirements.txt")

_OURS = re.compile(
    rf"\b{ORGANISATION}/({'|'.join(map(re.escape, (*DATASETS, *MODULES, *KEPT, WHEELS, NAME)))})(?![\w/-])"
)


@dataclass(frozen=True)
class Repository:
    """One repository.

    Attributes
    ----------
    kind : dataset or space
    name : ORG/NAME
    files : path -> content
    """

    kind: Literal["dataset", "space"]
    name: str
    files: Mapping[str, bytes]

    @property
    def place(self) -> str:
        """Its path on the Hub."""
        return f"{self.kind}s/{self.name}"


def repositories(organisation: str, parts: Collection[str], package: Package) -> list[Repository]:
    """Everything that is to be on the Hub, checked; in an order in which nothing refers to what comes later.

    Parameters
    ----------
    organisation : of the Hub
    parts : some of PARTS
    package : how Spaces install this library

    Raises
    ------
    InputError : a card lacks something, a table holds answers of people, or a part is not here.
    """
    found: list[Repository] = []
    if package.wheel and {"metrics", "space"} & {*parts}:
        for path, content in package.wheel.items():
            check_wheel(path, content)
        card = {CARD: _bundled_card(WHEELS)}
        found.append(_as_of(organisation, package, Repository("dataset", WHEELS, {**package.wheel, **card})))
    for part in (one for one in PARTS if one in parts):
        found += [_as_of(organisation, package, one) for one in _MAKERS[part]()]
    return found


def _datasets() -> Iterator[Repository]:
    for name in DATASETS:
        place = folder("datasets_scripts", name)
        paths = [CARD, *_declared((place / CARD).read_text(encoding="utf-8"))]
        files = {path: (place / path).read_bytes() for path in paths if (place / path).is_file()}
        check_dataset(name, files)
        yield Repository("dataset", name, files)


def _metrics() -> Iterator[Repository]:
    for name in MODULES:
        place = folder("metrics", name)
        files = {path: (place / path).read_bytes() for path in (f"{name}.py", *MODULE_FILES)}
        check_card(name, files[CARD].decode())
        yield Repository("space", name, files)


def _app() -> Iterator[Repository]:
    files = app_files()
    check_card("the app", files[CARD].decode())
    yield Repository("space", NAME, files)


def _results() -> Iterator[Repository]:
    yield Repository("dataset", "results", {CARD: _bundled_card("results")})


def _requests() -> Iterator[Repository]:
    yield Repository("dataset", "requests", {CARD: _bundled_card("requests")})


def _benchmarks() -> Iterator[Repository]:
    for one in benchmarks():
        yield Repository("dataset", one.questionnaire, {FILE: one.text.encode()})


_MAKERS = {
    "datasets": _datasets,
    "metrics": _metrics,
    "space": _app,
    "results": _results,
    "requests": _requests,
    "benchmarks": _benchmarks,
}


def _bundled_card(name: str) -> bytes:
    path = Path(__file__).parent / "cards" / f"{name}.md"
    text = path.read_text(encoding="utf-8")
    check_card(name, text)
    return text.encode()


def _declared(card: str) -> list[str]:
    """The files that the front matter of a dataset's card names."""
    front = yaml.safe_load(card.split("---")[1]) or {}
    return [file["path"] for one in front.get("configs", ()) for file in one["data_files"]]


def _as_of(organisation: str, package: Package, one: Repository) -> Repository:
    """A repository of an organisation: its texts name that organisation, and the package that is there."""
    if not re.fullmatch(r"[\w.-]+", organisation):
        raise InputError(f"{organisation!r} is not the name of an organisation; give --org NAME")
    files = {path: _text_of(organisation, package, path, content) for path, content in one.files.items()}
    return Repository(one.kind, f"{organisation}/{one.name}", files)


def _text_of(organisation: str, package: Package, path: str, content: bytes) -> bytes:
    if not path.endswith((".md", ".py", ".txt")):
        return content
    text = _OURS.sub(rf"{organisation}/\1", content.decode())
    if path == "requirements.txt":
        text = package.required_in(text)
    elif package.wheel:
        text = package.installed_in(text)
    return text.encode()
