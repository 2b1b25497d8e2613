"""What `run` needs before it can ask: respondents, instruments, and a backend."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlparse

from persona_collapse.cli._shared.pairs import pairs
from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.backends import Backend
    from persona_collapse.cli._shared.run_options import Connection
    from persona_collapse.instruments import Instrument, OpenQuestion
    from persona_collapse.personas import PersonaPool, Selection
    from persona_collapse.study import Study

OWN_KEY = "PERSONA_COLLAPSE_API_KEY"

KEYS = {
    "openai.com": "OPENAI_API_KEY",
    "openrouter.ai": "OPENROUTER_API_KEY",
    "anthropic.com": "ANTHROPIC_API_KEY",
}
"""Host -> the environment variable with its key. A key is sent to its own host only."""


def instruments(
    name: str, language: str | None = None, wording: int | None = None
) -> "list[Instrument | OpenQuestion]":
    """The instruments of a name: a bundled questionnaire, self-introduction, all, or a file.

    Parameters
    ----------
    name : as typed; all is the three of arXiv 2604.24698
    language : of the items; None for the instrument's own
    wording : which other wording of each item is asked; None for the published one

    Raises
    ------
    InputError : an unknown instrument, or one without that language or wording.
    """
    from persona_collapse.cli._shared.output import say
    from persona_collapse.instruments import catalogue, self_introduction

    free = self_introduction()
    if name in ("all", free.id):
        if language is not None or wording is not None:
            raise InputError(
                f"--instrument {name} has one language and one wording; omit --language and --item-wording"
            )
        return [free] if name == free.id else [*map(catalogue.bundled, catalogue.FIRST), free]
    if name not in catalogue.names() and not Path(name).exists():
        known = ", ".join((*catalogue.names(), free.id))
        raise InputError(f"--instrument {name}: file not found; known names are {known} and all")
    found = catalogue.find(name, language=language)
    if known := catalogue.caution_of(found):
        say(f"{found.id} in {found.language}: {known} The translation is asked as it was published")
    return [found if wording is None else found.reworded(wording)]


def respondents(
    name: str | None, columns: str | None, tell: str | None, selection: "Selection"
) -> "tuple[PersonaPool, int | None]":
    """The pool of a name and how many of it: a number (the bundled pool), twin2k500, a file, or a Hub dataset.

    Parameters
    ----------
    name : of the pool
    columns, tell : options of a table of one's own, as typed
    selection : which of its personas

    Raises
    ------
    InputError : a file or dataset that is not there or holds no personas; options that a pool has no use for.
    """
    from persona_collapse.inputs import read_personas
    from persona_collapse.references import TWIN

    if name is None or name.isdecimal() or name == TWIN:
        for option, given in (("--persona-columns", columns), ("--tell", tell)):
            if given is not None:
                raise InputError(f"{option} needs your own table; add --personas PATH")
    mapping = dict(pairs("--persona-columns", columns or "", "FIELD=COLUMN", "id=uid,description=bio"))
    wanted = [] if tell is None else [one.strip() for one in tell.split(",") if one.strip()]
    return read_personas(name, selection, mapping, wanted)


def backend_kind(model: str, chosen: str | None, base_url: str | None) -> str:
    """Which backend is used: as chosen, else as the model and what is installed suggest.

    Raises
    ------
    InputError : an unknown backend, or one whose extra is not installed.
    """
    from persona_collapse.simulation import PREFIX

    if model.startswith(PREFIX):
        if chosen is not None:
            raise InputError(f"{model} is simulated; omit --backend")
        return "simulated"
    local, remote = all(map(find_spec, ("torch", "transformers"))), find_spec("openai") is not None
    if base_url:
        _check_address(base_url)
    kind = chosen or ("api" if base_url else "transformers" if local else "api")
    if kind not in ("transformers", "vllm", "api"):
        raise InputError(f"unknown backend {kind!r}; use transformers, vllm or api")
    if kind != "api" and base_url:
        raise InputError("--base-url needs --backend api; omit one of them")
    if kind == "transformers" and not local:
        raise InputError('models on this machine need PyTorch and transformers: pip install "persona-collapse[local]"')
    if kind == "vllm" and find_spec("vllm") is None:
        raise InputError('vLLM is not installed: pip install "persona-collapse[vllm]" (it needs a GPU)')
    if kind == "api" and not remote:
        raise InputError('endpoints need the openai client: pip install "persona-collapse[api]"')
    return kind


def _check_address(base_url: str) -> None:
    """Refuse half an address, and one with a password in it."""
    address = urlparse(base_url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise InputError(f"--base-url {base_url}: give the whole address, for example http://127.0.0.1:8000/v1")
    if "@" in address.netloc:
        raise InputError(f"--base-url has a password for {address.hostname} in it; set {OWN_KEY} instead")


def batches(protocol: str | None, base_url: str | None) -> tuple[str | None, str | None]:
    """The protocol of batches, if any, and the address of the server: where only one is given, it says the other.

    Raises
    ------
    InputError : an unknown protocol, or one without an address.
    """
    if protocol is None:
        return None, base_url
    if protocol not in ("auto", "openai", "anthropic"):
        raise InputError(f"--batch {protocol}: use openai or anthropic, or no word for what the address says")
    if protocol == "auto":
        protocol = "anthropic" if _within(urlparse(base_url or "").hostname or "", "anthropic.com") else "openai"
    if base_url is None and protocol == "openai":
        raise InputError("--batch needs the server's own address; add --base-url https://api.openai.com/v1")
    if base_url is None:
        from persona_collapse.backends.anthropic_batch import URL

        base_url = URL
    return protocol, base_url


def make_backend(kind: str, model: str, study: "Study", connection: "Connection") -> "Backend":
    """The backend, ready to be asked.

    Raises
    ------
    InputError : a model that is not available, no key for the endpoint, an unknown kind of respondent.
    """
    if kind == "simulated":
        return _simulated(model, study, connection.latency)
    if kind == "vllm":
        from persona_collapse.backends.vllm import Vllm

        return Vllm.load(model, trust_remote_code=connection.trust_remote_code, dtype=connection.dtype or "auto")
    if kind == "transformers":
        from persona_collapse.backends.checkpoint import Checkpoint
        from persona_collapse.backends.transformers import Transformers

        return Transformers(
            Checkpoint.load(
                model,
                trust_remote_code=connection.trust_remote_code,
                any_format=connection.any_format,
                dtype=connection.dtype or "auto",
            )
        )
    from persona_collapse.backends.api import ROUTER, Api

    url = connection.base_url or ROUTER
    if connection.batch is not None:
        return _batches(model, url, connection)
    key, many, timeout = _key(url), connection.concurrency, connection.timeout
    if connection.agents:
        from persona_collapse.backends.agents import Agents

        return Agents(model, known=connection.known, key=key, base_url=url, concurrency=many, timeout=timeout)
    return Api(model, key=key, base_url=url, concurrency=many, timeout=timeout)


def _batches(model: str, url: str, connection: "Connection") -> "Backend":
    from persona_collapse.backends.anthropic_batch import AnthropicBatches
    from persona_collapse.backends.api import Api
    from persona_collapse.backends.batch import Batches
    from persona_collapse.backends.openai_batch import OpenAIBatches
    from persona_collapse.cli._shared.output import say

    if connection.batch == "anthropic":
        anthropic = AnthropicBatches(model, key=_key(url), base_url=url, timeout=connection.timeout)
        return Batches(anthropic, progress=say)
    return Batches(OpenAIBatches(Api(model, key=_key(url), base_url=url, timeout=connection.timeout)), progress=say)


def _simulated(model: str, study: "Study", latency: float) -> "Backend":
    from persona_collapse.backends import Simulated, SimulatedIntroductions
    from persona_collapse.instruments import Instrument
    from persona_collapse.simulation import PREFIX

    personas = {one.id: one.attributes for one in study.pool.respondents}
    kind = model.removeprefix(PREFIX)
    if not isinstance(study.instrument, Instrument):
        return SimulatedIntroductions(kind, personas, latency=latency)
    return Simulated(kind, study.instrument, personas, seed=study.sampling.seed, latency=latency)


def _key(url: str) -> str:
    """The key for a server, ready to be sent.

    Raises
    ------
    InputError : it is missing, or has characters that no request can contain.
    """
    key = _found_key(url).strip()
    if not (key.isascii() and key.isprintable()):
        raise InputError(f"the key for {urlparse(url).hostname} has characters that a key cannot have; copy it again")
    return key


def _found_key(url: str) -> str:
    """The key for a server, from the environment; a key never goes to another host than its own."""
    if os.environ.get(OWN_KEY):
        return os.environ[OWN_KEY]
    host = urlparse(url).hostname or ""
    if _within(host, "huggingface.co"):
        from persona_collapse.hub.token import token

        found = token()
        if not found:
            raise InputError(
                "Hugging Face's router needs a token: hf auth login, or set HF_TOKEN; another server: --base-url URL"
            )
        return found
    for domain, name in KEYS.items():
        if _within(host, domain):
            if not os.environ.get(name):
                raise InputError(f"{host} needs a key: set {name}")
            return os.environ[name]
    return ""


def _within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
