"""Whether the weights of a checkpoint are those of its model: none missing, none of another shape, none unused."""

from collections.abc import Iterator, Mapping
from typing import Any

from torch import nn

from persona_collapse.errors import InputError

NAMED = 3
"""Number of weights that a message names."""


def check_weights(name: str, model: nn.Module, info: Mapping[str, Any]) -> None:
    """Refuse a model in which random numbers take the place of weights, or whose config leaves some of its own out.

    Parameters
    ----------
    name : of the model, as given by the user
    model : as loaded; weights of another shape are random
    info : what transformers says of loading it (`output_loading_info`); tied weights are not missing there

    Raises
    ------
    InputError : there are such weights; some of them are named.
    """
    shapes = {key: f"{key} {tuple(saved)} instead of {tuple(own)}" for key, saved, own in info["mismatched_keys"]}
    faults = [
        _counted(sorted(info["missing_keys"]), "is missing", "are missing"),
        _counted([shapes[key] for key in sorted(shapes)], "has another shape", "have another shape"),
        _counted(sorted(_unused(model, info["unexpected_keys"])), "is not used", "are not used"),
        *(str(one) for one in info.get("error_msgs", ())),
    ]
    if said := "; ".join(one for one in faults if one):
        raise InputError(
            f"{name} is not complete: {said}; its answers would be partly random: download or save the model again, "
            "with the config.json that belongs to it"
        )


def _counted(names: list[str], one: str, several: str) -> str:
    """A number of weights with the first names; empty for none.

    >>> _counted(["a", "b", "c", "d"], "is missing", "are missing"), _counted(["a"], "is missing", "are missing")
    ('4 weights are missing: a, b, c, ..', '1 weight is missing: a')
    """
    if not names:
        return ""
    more = ", .." if len(names) > NAMED else ""
    head = f"1 weight {one}" if len(names) == 1 else f"{len(names)} weights {several}"
    return f"{head}: {', '.join(names[:NAMED])}{more}"


def _unused(model: nn.Module, unexpected: Any) -> Iterator[str]:
    """Weights of the model's own layers that it does not use: a bias without its place, layers beyond the last.

    Other parts of a checkpoint (a value head, a vision tower, layers that predict further tokens) change no answer.
    """
    modules, buffers = dict(model.named_modules()), dict(model.named_buffers())
    further = getattr(model.config, "num_nextn_predict_layers", None) or 0
    for key in unexpected:
        parent, _, leaf = key.rpartition(".")
        if key not in buffers and leaf in ("weight", "bias") and (parent in modules or _beyond(key, modules, further)):
            yield key


def _beyond(key: str, modules: Mapping[str, nn.Module], further: int) -> bool:
    """Whether a weight belongs to a layer after the last one that the model has."""
    parts = key.split(".")
    for place, part in enumerate(parts):
        layers = modules.get(".".join(parts[:place]))
        if isinstance(layers, nn.ModuleList) and part.isdecimal():
            return int(part) >= len(layers) + further
    return False
