"""Builds the folder that becomes the Space's repository on the Hub: `python -m space.deploy FOLDER`.

In that folder `python app.py` starts the app, with nothing of a checkout but what is in the folder.
"""

import shutil
import sys
from pathlib import Path

from persona_collapse.errors import InputError

PACKAGE = Path(__file__).resolve().parent
STARTED, START = "app.py", "__main__.py"
"""What the Hub runs, as the README says, and the file of the package that it is a copy of."""

BESIDE = ("README.md", "requirements.txt")
"""Files that the Hub reads beside app.py."""

CARRIED = (".py", ".css", ".json", ".csv")
"""Endings of the files that the package consists of."""


def build_folder(folder: Path) -> list[Path]:
    """Write everything the Space consists of into a folder.

    Parameters
    ----------
    folder : an empty one, or one that does not exist yet

    Returns
    -------
    The files, as paths inside the folder.

    Raises
    ------
    InputError : the folder holds something.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} is not an empty folder; give another, or empty it first")
    package = sorted(file for file in PACKAGE.rglob("*") if file.suffix in CARRIED and file != Path(__file__).resolve())
    sources = {Path(PACKAGE.name, file.relative_to(PACKAGE)): file for file in package}
    sources |= {Path(name): PACKAGE / name for name in BESIDE} | {Path(STARTED): PACKAGE / START}
    for place, file in sources.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, folder / place)
    return list(sources)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("give the folder to build: python -m space.deploy FOLDER")
    try:
        build_folder(Path(sys.argv[1]))
    except InputError as reason:
        sys.exit(str(reason))
