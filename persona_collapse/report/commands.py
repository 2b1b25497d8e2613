"""Commands as a shared page shows them: files by their names, without the folders of the machine they were typed on."""

import re
import shlex
from pathlib import PurePosixPath, PureWindowsPath

ON_A_MACHINE = re.compile(r"^(/|~|\.{1,2}[/\\]|[A-Za-z]:[/\\]|\\\\)")
"""Begins a path that only one machine has; a name of the Hub, ORG/NAME, begins otherwise."""

A_FILE = re.compile(
    r"\.(csv|tsv|parquet|feather|jsonl?|xlsx|sav|dta|db|sqlite|html|md|txt|toml|ya?ml)(\.gz)?$", re.IGNORECASE
)


def without_folders(command: str) -> str:
    """A command line whose files and folders are named by their last part.

    Parameters
    ----------
    command : as it was typed

    >>> without_folders("persona-collapse measure /home/me/study/answers.csv --reference data/people.csv --json=../out.json")
    'persona-collapse measure answers.csv --reference people.csv --json=out.json'
    >>> without_folders("persona-collapse run org/model --out /mnt/runs/first")
    'persona-collapse run org/model --out first'
    """
    try:
        words = shlex.split(command)
    except ValueError:  # a quotation mark that stays open: nothing that a shell would take
        words = command.split()
    return shlex.join(map(_shortened, words))


def _shortened(word: str) -> str:
    option, sign, value = word.partition("=") if word.startswith("-") else ("", "", word)
    return f"{option}{sign}{file_name(value)}"


def file_name(given: str) -> str:
    """The last part of a path; what is no path of a machine stays as it is.

    >>> file_name("/home/me/answers.csv"), file_name("C:\\\\data\\\\answers.csv"), file_name("org/name"), file_name("https://a.org/b")
    ('answers.csv', 'answers.csv', 'org/name', 'https://a.org/b')
    """
    if "://" in given or not (ON_A_MACHINE.match(given) or A_FILE.search(given)):
        return given
    kind = PureWindowsPath if "\\" in given else PurePosixPath
    return kind(given).name or given
