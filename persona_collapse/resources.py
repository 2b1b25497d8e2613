"""Finds the folders that are part of the package: `evaluate` modules and data files."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from persona_collapse.arguments import TEXT, check
from persona_collapse.errors import InputError

_PACKAGE = Path(__file__).resolve().parent


def folder(kind: str, name: str) -> Path:
    """The bundled folder `kind/name`, in an installed wheel or in a checkout.

    Parameters
    ----------
    kind : "metrics"
    name : the folder's name, such as "persona_coverage"

    Raises
    ------
    InputError : the folder does not exist; the message lists the existing ones.

    >>> folder("metrics", "persona_lid").name
    'persona_lid'
    """
    for root in _roots(kind):
        if (root / name).is_dir():
            return root / name
    raise InputError(f"no {kind} folder called {name!r}; choose one of {', '.join(names(kind)) or 'none'}")


def names(kind: str) -> tuple[str, ...]:
    """The names of all bundled folders of a kind.

    >>> "persona_lid" in names("metrics")
    True
    """
    found = {path.name for root in _roots(kind) if root.is_dir() for path in root.iterdir() if path.name[:1].isalpha()}
    return tuple(sorted(found))


def _roots(kind: str) -> list[Path]:
    return [_PACKAGE / "_hub" / kind, _PACKAGE.parent / kind]


def checkout() -> Path | None:
    """The folder of the checkout that this package runs from; None where it is installed without one."""
    root = _PACKAGE.parent
    return root if (root / "pyproject.toml").is_file() and (root / "space" / "deploy.py").is_file() else None


def metric_path(name: str) -> str:
    """The folder of an `evaluate` module of this project, for `evaluate.load` without network or cache.

    >>> metric_path("persona_coverage").endswith("persona_coverage")
    True
    """
    check("metric_path", name=(name, TEXT))
    return str(folder("metrics", name))


@cache
def data(relative: str) -> Any:
    """The content of a bundled JSON file, by its path inside the package.

    >>> len(data("instruments/data/questionnaires/bfi44.json")["items"])
    44
    """
    return json.loads((_PACKAGE / relative).read_text(encoding="utf-8"))


def files(relative: str, ending: str) -> list[Path]:
    """The bundled files in a folder of the package, by their names.

    >>> [file.name for file in files("instruments/data", ".json")]
    ['self_introduction.json']
    """
    return sorted((_PACKAGE / relative).glob(f"*{ending}"))
