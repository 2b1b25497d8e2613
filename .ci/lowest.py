"""Writes .ci/lowest.txt: every direct dependency at the lowest version that pyproject.toml promises.

python .ci/lowest.py
"""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / ".ci" / "lowest.txt"
EXTRAS = ("local", "api", "text", "figures", "formats", "space", "ray", "test")
"""Those that the tests install."""


def constraints() -> str:
    """One line per dependency, `name==lowest version`; where one is pinned exactly, that version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(one for extra in EXTRAS for one in project["optional-dependencies"][extra])]
    lowest: dict[str, str] = {}
    for one in asked:
        name, operator, version = re.fullmatch(
            r"([\w-]+)(?:\[[\w,-]+\])?(?:(>=|==)([\w.]+)(?:,<[\w.]+)?)?", one
        ).groups()
        if name != project["name"] and (operator == "==" or name not in lowest):
            lowest[name] = version
    return "".join(f"{name}=={lowest[name]}\n" for name in sorted(lowest, key=str.lower))


if __name__ == "__main__":
    FILE.write_text(constraints(), encoding="utf-8")
