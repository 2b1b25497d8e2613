"""The answers of Twin-2K-500, downloaded, checked and kept on this machine: `python -m persona_collapse.hub.twin`."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.references import TWIN, FactorStatistics, read_twin2k500
from persona_collapse.references.twin import PEOPLE

REPOSITORY = "LLM-Digital-Twin/Twin-2K-500"
FILE = "raw_data/wave_1_numbers_anonymized.csv"
BUILD = "python -m persona_collapse.hub.twin"
"""What to type to have the reference on this machine."""

_CONFIGURATION = f"- config_name: {TWIN}\n  data_files: [{{split: train, path: data/{TWIN}.parquet}}]\n"


def local_file() -> Path:
    """Where the reference is kept on this machine, built or not: in HF_HOME."""
    from huggingface_hub import constants

    return Path(constants.HF_HOME) / "persona-collapse" / f"{TWIN}.parquet"


def local_twin2k500() -> BehavioralTraitMatrix | None:
    """The people of Twin-2K-500 as built on this machine; None when they were not.

    Raises
    ------
    InputError : the file is damaged.
    """
    path = local_file()
    if not path.exists():
        return None
    try:
        return replace(BehavioralTraitMatrix.read(path), source=TWIN)
    except InputError as problem:
        raise InputError(f"{problem}; build it again: {BUILD}") from None


def build(
    source: Path | None = None, *, dataset: Path | None = None, norms: FactorStatistics | None = None
) -> list[Path]:
    """Read and check the answers, then write them as Parquet.

    Parameters
    ----------
    source : the released CSV file; downloaded from the Hub when not given
    dataset : also a configuration of the dataset in this folder (its Parquet file, and its card says so)
    norms : as `read_twin2k500`

    Returns
    -------
    The files that were written; nothing is written unless all checks pass.

    Raises
    ------
    InputError : the file cannot be downloaded, is not the released one, or nothing can be written.
    """
    from persona_collapse.hub import parquet

    path = download() if source is None else source
    try:
        people = read_twin2k500(path, norms=norms)
    except InputError as problem:
        if source is None:
            raise InputError(f"{problem}; delete it and build again: {BUILD}") from None
        raise InputError(f"{problem}; give {FILE} of {REPOSITORY} unchanged, or omit --from") from None
    columns, features = parquet.people(people, f"{people.source}: {PEOPLE}")
    files = [local_file(), *([] if dataset is None else [dataset / "data" / f"{TWIN}.parquet"])]
    try:
        for file in files:
            file.parent.mkdir(parents=True, exist_ok=True)
            parquet.write_file(file, columns, features)
        return files + ([] if dataset is None else declare(dataset / "README.md"))
    except OSError as error:
        raise InputError(
            f"cannot write {file}: {error.strerror}; make its folder writable, or set HF_HOME to another"
        ) from None


def download() -> Path:
    """The released file, from the Hub or from where an earlier download put it.

    Raises
    ------
    InputError : no network, terms not accepted, no such file; the message says what to do.
    """
    from huggingface_hub import hf_hub_download

    from persona_collapse.hub.failures import in_words

    with in_words(REPOSITORY, f"download {FILE} elsewhere and give it with --from PATH"):
        return Path(hf_hub_download(REPOSITORY, FILE, repo_type="dataset"))


def declare(card: Path) -> list[Path]:
    """Name the configuration in the card of the dataset, unless it is named there.

    Parameters
    ----------
    card : its README.md, with configurations at the end of its front matter

    Returns
    -------
    The files that were written: the card, or none.
    """
    front, fence, text = card.read_text(encoding="utf-8").removeprefix("---\n").partition("---\n")
    if f"config_name: {TWIN}\n" in front:
        return []
    unfinished = card.with_name(f".{card.name}")
    unfinished.write_text(f"---\n{front}{_CONFIGURATION}{fence}{text}", encoding="utf-8")
    unfinished.replace(card)
    return [card]


def main(arguments: Sequence[str] | None = None, dataset: Path | None = None) -> None:
    """Build the reference; a user's mistake is one line on stderr and exit code 2.

    Parameters
    ----------
    arguments : of the command line, [] or ["--from", PATH]
    dataset : as `build`
    """
    parser = argparse.ArgumentParser(prog=BUILD, description=f"Build the reference {TWIN} from {REPOSITORY}.")
    parser.add_argument("--from", dest="source", type=Path, metavar="PATH", help=f"{FILE}, downloaded before")
    source = parser.parse_args(arguments).source
    try:
        for path in build(source, dataset=dataset):
            print(f"wrote {path}")
    except InputError as mistake:
        sys.stderr.write(f"{TWIN}: {mistake}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
