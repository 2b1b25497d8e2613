"""Makes the human references.

build.py                           data/calibrated-2058.parquet: simulated from published norms, not people
build.py twin2k500 [--from PATH]   data/twin2k500.parquet: the people of Twin-2K-500, downloaded and checked
"""

import sys
from pathlib import Path

from persona_collapse.hub import parquet, twin
from persona_collapse.references import TWIN, calibrated_2058

HERE = Path(__file__).resolve().parent


def build(folder: Path = HERE) -> None:
    """Write the bundled reference."""
    people = calibrated_2058()
    parquet.write(folder, people.source, *parquet.people(people, f"{people.source}: {people.note}"))


def main(arguments: list[str]) -> None:
    """Build the reference that is named first: the bundled one, or twin2k500."""
    if not arguments:
        build()
    elif arguments[0] == TWIN:
        in_a_checkout = (HERE.parents[1] / "pyproject.toml").exists()
        twin.main(arguments[1:], dataset=HERE if in_a_checkout else None)
    else:
        sys.stderr.write(f"build.py: {arguments[0]} is not known; say build.py, or build.py {TWIN} [--from PATH]\n")
        sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
