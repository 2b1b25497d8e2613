"""A model on the Hub, looked at before its weights are fetched: whether it can be loaded safely, and how large it is."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi, constants, snapshot_download, try_to_load_from_cache
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.hf_api import ModelInfo
from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

from persona_collapse.errors import InputError
from persona_collapse.results import ModelCard

WEIGHTS, INDEX = "model.safetensors", "model.safetensors.index.json"
CONFIG, TOKENIZER, ADAPTER = "config.json", "tokenizer_config.json", "adapter_config.json"

MOST_JSON = 20_000_000
"""Bytes of a description that is read; an index of a thousand files has one or two million."""

MOST_BESIDE = 200_000_000
"""Bytes of all that is fetched beside the weights; the largest tokenizers have about 35 million."""

BESIDE = (".json", ".txt", ".model", ".jinja", ".tiktoken")

WRITERS = ("ForCausalLM", "LMHeadModel", "ForConditionalGeneration")
"""How classes of models that write text end."""

SIZES = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2}

LICENSE, RELATION = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,59}"), re.compile(r"[a-z]{1,20}")
"""Of what a card states, how it must be written; anything else is unknown."""

TIMEOUT = 10.0

FAILURES: tuple[type[BaseException], ...] = (*HfHubHTTPError.__bases__, ValueError, RuntimeError)
"""Of a look-up: the bases are OSError and the HTTP client's own error, whichever client that is."""


@dataclass(frozen=True)
class HubModel:
    """What is known of a model without its weights.

    Attributes
    ----------
    name, revision : its id, and the commit that was looked at: load this one
    parameters : how many
    files : bytes of its weights as they are stored
    missing : bytes of them that are not yet on this machine
    memory : bytes its weights take when loaded in the precision that its config names
    license, base, relation : as in `ModelCard`
    """

    name: str
    revision: str
    parameters: int
    files: int
    missing: int
    memory: int
    license: str = ""
    base: str = ""
    relation: str = ""

    @property
    def card(self) -> ModelCard:
        """What a result says of it."""
        return ModelCard(self.parameters, self.license, self.base, self.relation)


def cache_folder() -> Path:
    """Where models are kept on this machine."""
    return Path(constants.HF_HUB_CACHE)


def check_name(name: str) -> str:
    """A model's id, ORG/NAME and nothing else.

    Raises
    ------
    InputError : it has another form, or is a folder here.

    >>> check_name(" Qwen/Qwen2.5-0.5B-Instruct ")
    'Qwen/Qwen2.5-0.5B-Instruct'
    """
    given = name.strip()
    if not _is_id(given) or Path(given).exists():
        raise InputError(
            f"{given[:100]!r} is not an id of a model on the Hub; give one like Qwen/Qwen2.5-0.5B-Instruct"
        )
    return given


def _is_id(given: str) -> bool:
    try:
        validate_repo_id(given)
    except HFValidationError:
        return False
    return given.isascii() and given.count("/") == 1


class HubUnreachable(InputError):
    """The Hub does not answer; the same may succeed later."""


def look_up(name: str, token: str | None = None, revision: str | None = None) -> HubModel:
    """A model as it is on the Hub now; of its files only the small ones that describe it are fetched.

    Refused is what could run code of its own, or is not what it seems: code beside the weights, weights that are not
    safetensors, weights named by the config, an adapter (which names another model), quantised weights.

    Parameters
    ----------
    name : ORG/NAME
    token : of the visitor; None for no token, whatever token is on this machine
    revision : a branch, tag or commit; None the main branch

    Raises
    ------
    HubUnreachable : no connection.
    InputError : no such model, no access to it, or a model that is refused; says why.
    """
    name = check_name(name)
    access = token or False
    with _in_words(name):
        info = HfApi().model_info(name, revision=revision, files_metadata=True, timeout=TIMEOUT, token=access)
        if info.gated:  # files that one visitor fetched are in the cache, where another visitor would get them too
            HfApi().auth_check(name, token=access)
        sizes = {one.rfilename: one.size or 0 for one in info.siblings or ()}
        described = _Described(name, str(info.sha), access, sizes)
        _refuse_other_kinds(name, sizes, info.tags or ())
        config = described.json(CONFIG)
        tokenizer = described.json(TOKENIZER) if TOKENIZER in sizes else {}
        _refuse_code(name, config, tokenizer)
        files = _weights(name, sizes, described)
        counted = info.safetensors
    if counted is None or not counted.total:
        raise InputError(f"the Hub cannot read the weights of {name}; give another model")
    stated = _card_of(info)
    return HubModel(
        info.id,  # as the Hub writes it: it also finds other spellings, and former names
        str(info.sha),
        counted.total,
        sum(sizes[one] for one in files),
        sum(sizes[one] for one in files if not isinstance(try_to_load_from_cache(name, one, revision=info.sha), str)),
        max(sum(sizes[one] for one in files), counted.total * _size(config)),
        *(stated.license, stated.base, stated.relation),
    )


def card_of(name: str, token: str | None = None, revision: str | None = None) -> ModelCard | None:
    """What the Hub says of a model, whatever weights it has; None where there is no such model to be read.

    Parameters
    ----------
    name : ORG/NAME
    token : for the Hub; None for no token
    revision : a commit; None the main branch

    Raises
    ------
    HubUnreachable : no connection.
    """
    try:
        with _in_words(name):
            return _card_of(
                HfApi().model_info(check_name(name), revision=revision, timeout=TIMEOUT, token=token or False)
            )
    except HubUnreachable:
        raise
    except InputError:
        return None


def _card_of(info: ModelInfo) -> ModelCard:
    """Counted parameters, and what the card states; where it states no base model, or several, there is none."""
    stated = {} if info.card_data is None else dict(vars(info.card_data))
    based = stated.get("base_model")
    base = str(based[0] if isinstance(based, list) and len(based) == 1 else based or "")
    if not _is_id(base) or base == info.id:
        return ModelCard(_parameters(info), _plainly(stated.get("license"), LICENSE))
    tagged = [
        one.split(":")[1] for one in info.tags or () if one.startswith("base_model:") and one.endswith(f":{base}")
    ]
    relation = stated.get("base_model_relation") or next((one for one in tagged if RELATION.fullmatch(one)), "")
    return ModelCard(_parameters(info), _plainly(stated.get("license"), LICENSE), base, _plainly(relation, RELATION))


def _parameters(info: ModelInfo) -> int | None:
    return info.safetensors.total or None if info.safetensors is not None else None


def _plainly(stated: object, written: re.Pattern[str]) -> str:
    """What is stated, if it is written as it must be; otherwise nothing."""
    found = str(stated or "").lower()
    return found if written.fullmatch(found) else ""


@dataclass(frozen=True)
class _Described:
    """The small files of one commit."""

    name: str
    revision: str
    access: str | bool
    sizes: Mapping[str, int]

    def json(self, file: str) -> dict[str, Any]:
        """What one of them says."""
        if self.sizes[file] > MOST_JSON:
            raise InputError(
                f"{file} of {self.name} has {self.sizes[file]:,} bytes, which is too many; give another model"
            )
        place = HfApi().hf_hub_download(
            self.name, file, revision=self.revision, token=self.access, etag_timeout=TIMEOUT
        )
        try:
            found = json.loads(Path(place).read_text(encoding="utf-8"))
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise InputError(f"{file} of {self.name} cannot be read; give another model")
        return found


def _refuse_other_kinds(name: str, sizes: Mapping[str, int], tags: Sequence[str]) -> None:
    if "custom_code" in tags:
        raise _with_code(name)
    if ADAPTER in sizes:
        raise InputError(f"{name} is an adapter to another model; give a whole model, with the adapter merged into it")
    if CONFIG not in sizes:
        raise InputError(f"{name} has no {CONFIG}, so transformers cannot load it; give another model")
    beside = sum(size for file, size in sizes.items() if "/" not in file and file.endswith(BESIDE))
    if beside > MOST_BESIDE:
        raise InputError(
            f"{name} has {beside / 1e6:,.0f} MB besides its weights, which is too many; give another model"
        )


def _refuse_code(name: str, config: dict[str, Any], tokenizer: dict[str, Any]) -> None:
    """Refuse a config that names its own code or files."""
    said = [*_entries(config), *_entries(tokenizer)]
    if any(key == "auto_map" or (key.endswith("_implementation") and "/" in str(value)) for key, value in said):
        raise _with_code(name)
    if "transformers_weights" in config:
        raise InputError(f"{name} names its own weight files; give a model whose weights are in {WEIGHTS}")
    if any(key == "quantization_config" and value for key, value in said):
        raise InputError(
            f"{name} is quantised, which needs libraries that are not installed here; give the model it was made from"
        )
    kinds = [str(one) for one in config.get("architectures") or ()]
    if kinds and not any(kind.endswith(WRITERS) for kind in kinds):
        raise InputError(f"{name} is a {kinds[0][:60]}, which writes no text; give a causal language model")


def _with_code(name: str) -> InputError:
    return InputError(f"{name} comes with its own code, which is not run here; give a model without code")


def _entries(record: Any) -> Iterator[tuple[str, Any]]:
    """Every key with its value, however deep."""
    waiting = [record]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield from one.items()
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def _weights(name: str, sizes: Mapping[str, int], described: _Described) -> list[str]:
    """The files that loading fetches: one, or those that the index names."""
    if WEIGHTS in sizes:
        return [WEIGHTS]
    if INDEX not in sizes:
        raise InputError(f"{name} has no safetensors weights, and others can run code; give a model that has them")
    named = described.json(INDEX).get("weight_map")
    files = sorted({str(one) for one in named.values()}) if isinstance(named, dict) else []
    if not files or any(one not in sizes or not one.endswith(".safetensors") for one in files):
        raise InputError(f"{INDEX} of {name} names weights that do not exist; give another model")
    return files


def _size(config: dict[str, Any]) -> int:
    """Bytes of a parameter in the precision the config names; 0 where it names none, and the files' own is taken."""
    inner = config.get("text_config")
    named = [one.get(key) for one in (config, inner) if isinstance(one, dict) for key in ("dtype", "torch_dtype")]
    return max((SIZES.get(str(one).removeprefix("torch."), 4) for one in named if one), default=0)


@contextmanager
def _in_words(name: str) -> Iterator[None]:
    """Why a model cannot be looked up, for a visitor who sees only the page."""
    try:
        yield
    except InputError:
        raise
    except GatedRepoError:
        page = f"{constants.ENDPOINT}/{name}"
        raise InputError(f"{name} is gated; accept its terms at {page}, and log in with that account") from None
    except RevisionNotFoundError:
        raise InputError(f"{name} has no such revision; give a branch, a tag or a commit of it, or none") from None
    except RepositoryNotFoundError:
        raise InputError(f"there is no model {name} on the Hub that you may read; check its id, or log in") from None
    except FAILURES as failure:
        raise HubUnreachable(
            f"{name} cannot be looked up, the Hub does not answer ({type(failure).__name__}); try again later"
        ) from failure


def fetch(found: HubModel, token: str | None = None) -> None:
    """Fetch the files that loading a model needs, at the commit that was looked at.

    Parameters
    ----------
    found : what `look_up` returned
    token : for the Hub; None for no token

    Raises
    ------
    HubUnreachable : no connection.
    InputError : no access.
    """
    wanted = ["model*.safetensors", *(f"*{ending}" for ending in BESIDE)]
    with _in_words(found.name):
        snapshot_download(
            found.name, revision=found.revision, token=token or False, allow_patterns=wanted, ignore_patterns=["*/*"]
        )


def search(words: str, most: int = 8) -> list[str]:
    """Ids of models on the Hub that write text and whose id holds some letters, the most downloaded first.

    Parameters
    ----------
    words : as typed
    most : of them

    Raises
    ------
    HubUnreachable : no connection.
    """
    with _in_words("the list of models"):
        found = HfApi().list_models(
            search=words.strip()[:100], pipeline_tag="text-generation", sort="downloads", limit=most, token=False
        )
        return [one.id for one in islice(found, most)]
