"""What the commands share: results on stdout, everything else on stderr, files whole or not at all."""

import os
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from persona_collapse.errors import InputError


def say(line: str) -> None:
    """Write one line to stderr, apart from the results."""
    sys.stderr.write(line + "\n")


def typed() -> str:
    """The command line of this process, as a user would type it again."""
    return shlex.join(["persona-collapse", *sys.argv[1:]])


@contextmanager
def progress(name: str, steps: int) -> Iterator[Callable[[str], None]]:
    """A progress bar on a terminal's stderr; call what it yields with the name of each step as it begins."""
    from tqdm import tqdm

    on_terminals_only = None
    shape = "{desc}: {bar:20} {n}/{total} {postfix}"
    with tqdm(total=steps, desc=name, file=sys.stderr, leave=False, bar_format=shape, disable=on_terminals_only) as bar:
        begun = False

        def step(what: str) -> None:
            nonlocal begun
            if begun:
                bar.update()
            begun = True
            bar.set_postfix_str(what)

        yield step


def make_folder(path: Path) -> None:
    """Make a folder and those above it.

    Raises
    ------
    InputError : it cannot be made, or a file of that name is in the way.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot make the folder {path}: {error.strerror}; give another path") from None


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all; - is stdout.

    Raises
    ------
    InputError : the folder does not exist or cannot be written to.
    """
    if str(path) == "-":
        sys.stdout.write(text)
    else:
        write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    InputError : the folder does not exist or cannot be written to.
    """
    if path.is_dir():
        raise InputError(f"cannot write {path}: it is a folder; give a file name")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise InputError(f"cannot write {path}: {error.strerror}; give another path") from None
