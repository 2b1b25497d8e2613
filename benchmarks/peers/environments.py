"""Environments of the peers: one per file in environments/, since some need versions that others do not allow."""

import os
import subprocess
import sys
from pathlib import Path

FILES = {one.stem: one for one in (Path(__file__).resolve().parent / "environments").glob("*.txt")}
MADE = "made-from.txt"


def interpreter(name: str, folder: Path) -> str:
    """The interpreter of an environment, which is made if it is missing or was made from other versions.

    Raises
    ------
    CalledProcessError : pip could not install it; its words are on standard error.
    """
    place, wanted = folder / name, FILES[name].read_text(encoding="utf-8")
    python = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    made = place / MADE
    if not made.exists() or made.read_text(encoding="utf-8") != wanted:
        print(f"making the environment {name} in {place}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "-r", str(FILES[name])], check=True)
        made.write_text(wanted, encoding="utf-8")
    return str(python)
