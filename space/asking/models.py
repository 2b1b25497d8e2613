"""Which model a visitor may run here: the form of its id, and well-known models that fit."""

from persona_collapse.hub.hardware import GB, Hardware
from persona_collapse.hub.models import check_name

SMALL = {
    "HuggingFaceTB/SmolLM2-135M-Instruct": 0.14,
    "HuggingFaceTB/SmolLM2-360M-Instruct": 0.36,
    "Qwen/Qwen2.5-0.5B-Instruct": 0.5,
    "Qwen/Qwen3-0.6B": 0.75,
    "Qwen/Qwen2.5-1.5B-Instruct": 1.5,
    "HuggingFaceTB/SmolLM2-1.7B-Instruct": 1.7,
    "Qwen/Qwen2.5-3B-Instruct": 3.1,
    "Qwen/Qwen3-4B-Instruct-2507": 4.0,
    "Qwen/Qwen2.5-7B-Instruct": 7.6,
}
"""Instruction-tuned models that anybody may fetch -> parameters in billions, roughly; two bytes each."""

SERVED = (
    "meta-llama/Llama-3.1-8B-Instruct",
    "Qwen/Qwen2.5-7B-Instruct",
    "Qwen/Qwen3-32B",
    "openai/gpt-oss-20b",
    "meta-llama/Llama-3.3-70B-Instruct",
)
"""Models that inference providers commonly serve; which of them do at a given hour, only the router knows."""


def named(model_id: str) -> str:
    """A Hub id, and nothing else: no folder, no address, no revision.

    Raises
    ------
    InputError : it has another form.
    """
    return check_name(model_id)


def suggestions(place: str = "", hardware: Hardware | None = None) -> list[str]:
    """Well-known instruction-tuned models for a place, the smallest first.

    Parameters
    ----------
    place : "here" or "providers"; otherwise those of both
    hardware : leaves out what does not fit here; None leaves out nothing

    >>> suggestions("here", Hardware(memory=3 * GB, gpu=0, disk=100 * GB))[-1]
    'Qwen/Qwen3-0.6B'
    """
    small = [name for name, billions in SMALL.items() if hardware is None or hardware.takes(round(billions * 2 * GB))]
    return list(dict.fromkeys([*(small if place != "providers" else ()), *(SERVED if place != "here" else ())]))
