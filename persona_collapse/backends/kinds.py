"""What a local path holds that is not a model transformers can load: an adapter, GGUF, quantised weights without their package."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError

ADAPTER = "adapter_config.json"

PACKAGES = {
    "gptq": "gptqmodel optimum",
    "awq": "gptqmodel",
    "bitsandbytes": "bitsandbytes accelerate",
    "compressed-tensors": "compressed-tensors",
    "aqlm": "aqlm",
    "auto-round": "auto-round",
    "eetq": "kernels",
    "fbgemm_fp8": "fbgemm-gpu",
    "higgs": "flute-kernel",
    "hqq": "hqq",
    "mxfp4": "kernels triton",
    "quanto": "optimum-quanto",
    "quark": "amd-quark",
    "spqr": "spqr_quant",
    "torchao": "torchao",
    "vptq": "vptq",
}
"""How weights are quantised -> the packages that read them."""

OTHERWISE = "give the model in full precision, or serve it (vllm serve) and use --base-url"


def check_path(name: str) -> None:
    """Refuse a local path that holds something else than a model for transformers; names on the Hub pass.

    Parameters
    ----------
    name : Hub id or path

    Raises
    ------
    InputError : a GGUF file or a folder of them, a single file of weights, or an adapter and no package for it.
    """
    path = Path(name)
    if path.suffix.lower() == ".gguf":
        raise InputError(_gguf(name, name))
    if path.is_file():
        raise InputError(f"{name} is one file; give the folder with config.json, the tokenizer and the weights")
    if not path.is_dir():
        return
    if (path / ADAPTER).is_file() and find_spec("peft") is None:
        raise InputError(
            f"{name} is an adapter of {_base(path)} ({ADAPTER}), not a whole model; pip install peft, or merge it into its "
            "base model (merge_and_unload) and give that folder"
        )
    files = sorted(path.glob("*.gguf"))
    if files and not (path / "config.json").is_file():
        raise InputError(_gguf(name, str(files[0])))


def _gguf(name: str, file: str) -> str:
    what = "is a GGUF file" if name == file else "holds GGUF files"
    return (
        f"{name} {what}, which llama.cpp runs: llama-server -m {file} --port 8080, then "
        "persona-collapse run MODEL --base-url http://localhost:8080/v1"
    )


def _base(folder: Path) -> str:
    """The model that an adapter was made for, as its settings name it."""
    try:
        named = json.loads((folder / ADAPTER).read_text(encoding="utf-8")).get("base_model_name_or_path")
    except (OSError, ValueError, AttributeError):
        named = None
    return str(named or "another model")


@contextmanager
def quantised(name: str, config: Any) -> Iterator[None]:
    """While a model is loaded: a failure of its quantisation names it, and what to install.

    Parameters
    ----------
    name : of the model, as given by the user
    config : as transformers loads it

    Raises
    ------
    InputError : the weights are quantised in a way that transformers does not read, or that needs a package or a device
        that is not here.
    """
    method = _method(config)
    if method and method not in _known():
        raise InputError(f"{name} is quantised with {method}, which transformers does not read; {OTHERWISE}")
    try:
        yield
    except ImportError as error:
        needs = f"is quantised with {method}" if method else "needs a package"
        install = f"pip install {PACKAGES[method]}, or " if method in PACKAGES else ""
        raise InputError(f"{name} {needs}: {_first_line(error)}; {install}{OTHERWISE}") from None
    except RuntimeError as error:
        if not method:
            raise
        raise InputError(f"{name} is quantised with {method}: {_first_line(error)}; {OTHERWISE}") from None


def _method(config: Any) -> str:
    """How weights are quantised; empty for weights that are not."""
    found = getattr(config, "quantization_config", None)
    if found is None:
        return ""
    record = found if isinstance(found, dict) else found.to_dict()
    if method := record.get("quant_method"):
        return str(getattr(method, "value", method)).lower().removesuffix("_4bit").removesuffix("_8bit")
    return "bitsandbytes" if record.get("load_in_4bit") or record.get("load_in_8bit") else "an unnamed method"


def _known() -> set[str]:
    """What transformers reads."""
    from transformers.quantizers.auto import AUTO_QUANTIZATION_CONFIG_MAPPING as known

    return {name.removesuffix("_4bit").removesuffix("_8bit") for name in known}


def _first_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200].rstrip(".")
