"""Answers that are a dataset on the Hub: `ORG/NAME`, `ORG/NAME:config`, either with `@revision`."""

from dataclasses import replace

from huggingface_hub import constants, hf_hub_download
from huggingface_hub.errors import LocalEntryNotFoundError, RemoteEntryNotFoundError, RepositoryNotFoundError

from persona_collapse.columns import ReadAs
from persona_collapse.errors import InputError
from persona_collapse.hub.export import INSTRUMENT
from persona_collapse.hub.failures import in_words
from persona_collapse.hub.register import ORGANISATION
from persona_collapse.hub.tables import columns_of, dataset_named, load_splits
from persona_collapse.instruments import Instrument, load_instrument
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.references import with_note


def load_answers(name: str, read_as: ReadAs | None = None) -> BehavioralTraitMatrix:
    """The table of a dataset as a matrix: items found by name as in a file, class labels by their names.

    Parameters
    ----------
    name : "ORG/NAME", "ORG/NAME:config" for a configuration other than the default, either with "@revision"
    read_as : what is declared about its columns

    Raises
    ------
    InputError : the dataset is not available, has several splits or no complete set of item columns, or a cell is
        not an answer.

    A dataset that `export` made of a run carries its own questionnaire, which is used unless another one is declared. One
    whose column `source` says that its respondents are simulated from published norms keeps that note.
    """
    splits = load_splits(name)
    if len(splits) != 1:
        raise InputError(
            f"{name} has the splits {', '.join(splits)}; save the one you mean as a file: "
            f"load_dataset({dataset_named(name).repository!r}, split={next(iter(splits))!r}).to_parquet('answers.parquet')"
        )
    (split,) = splits.values()
    columns = columns_of(split)
    asked = read_as or ReadAs()
    if asked.instrument is None and not asked.items:
        asked = replace(asked, instrument=_carried(name))
    return with_note(BehavioralTraitMatrix.from_columns(columns, source=name, read_as=asked))


def _carried(name: str) -> Instrument | None:
    """The questionnaire that `export` wrote into a dataset; None where it has none, or was registered or kept here."""
    named = dataset_named(name)
    with in_words(named.repository, "give its file, and its questionnaire with --instrument FILE"):
        try:
            path = hf_hub_download(named.repository, INSTRUMENT, repo_type="dataset", revision=named.revision)
        except (RemoteEntryNotFoundError, RepositoryNotFoundError):
            return None
        except LocalEntryNotFoundError:
            if constants.HF_HUB_OFFLINE or named.repository.startswith(f"{ORGANISATION}/"):
                return None
            raise
    return load_instrument(path)
