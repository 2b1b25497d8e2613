"""Why a model is not available, in one line that says what to do."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from safetensors import SafetensorError
from transformers.utils.logging import disable_progress_bar

from persona_collapse.errors import InputError


@contextmanager
def in_words(name: str) -> Iterator[None]:
    """Turn a failure to load a model into one sentence, and suppress the libraries' own messages on stderr.

    Progress bars appear only on terminals.

    Parameters
    ----------
    name : of the model, as given by the user

    Raises
    ------
    InputError : the model does not exist or is not accessible, there is no connection, or nothing can be loaded.

    >>> with in_words("ORG/NAME"):
    ...     raise ValueError("its config.json is empty")
    Traceback (most recent call last):
    ...
    persona_collapse.errors.InputError: ORG/NAME cannot be loaded: its config.json is empty; give a causal language model
    """
    chatter = {one: one.level for one in map(logging.getLogger, ("transformers", "huggingface_hub"))}
    if not sys.stderr.isatty():
        disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        for logger in chatter:
            logger.setLevel(logging.CRITICAL)
        yield
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise InputError(_why(name, error)) from None
    finally:
        for logger, level in chatter.items():
            logger.setLevel(level)


def _why(name: str, error: BaseException) -> str:
    chain = list(_causes(error))
    kinds = {type(one).__name__ for one in chain}
    said = " ".join(str(error).split())
    message = said.replace(name, "")  # a name may contain any of the words below
    if "GatedRepoError" in kinds:
        return (
            f"{name} is gated: accept its terms on its page on the Hub, then log in with hf auth login or set HF_TOKEN"
        )
    if "RepositoryNotFoundError" in kinds or "not a valid model identifier" in message:
        return f"no accessible model {name} on the Hub and no such folder; check the name, or set HF_TOKEN"
    if "connect" in message.lower() or "offline" in message.lower():
        return (
            f"{name} could not be downloaded: no connection to the Hub; give a local folder, or try again when online"
        )
    if "SafetensorError" in kinds:
        return f"{name} has weights that cannot be read ({said}); download or save them again"
    if "file named config.json" in message or "Should have a `model_type` key" in message:
        return (
            f"{name} has no config.json that names its kind of model: merge an adapter into its base model, run GGUF files "
            "with llama.cpp and use --base-url, or give another model"
        )
    if "safetensors" in message:
        return f"{name} has no safetensors weights; give another revision, or use --any-format if you trust its files"
    if "trust_remote_code" in message:
        return f"{name} comes with its own code; use --trust-remote-code if you trust it"
    if "gguf" in name.lower():
        return (
            f"{name} seems to hold GGUF files, which llama.cpp runs: llama-server -hf {name} --port 8080, then "
            f"persona-collapse run {name} --base-url http://localhost:8080/v1"
        )
    return f"{name} cannot be loaded: {said[:200].rstrip('.') or type(error).__name__}; give a causal language model"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and its causes."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
