"""Gates: a population that has collapsed fails a test, a training run, or earns nothing.

- asserting, plugin: assertions for pytest, and fixtures of the same names
- training: a callback for `transformers.Trainer` and TRL's trainers (needs the extra `local`)
- reward: what each persona adds to the variety of a population, for TRL
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from persona_collapse.gates._reward import reward
    from persona_collapse.gates.asserting import assert_human_like, assert_not_collapsed
    from persona_collapse.gates.training import PersonaGate

__all__ = ["PersonaGate", "assert_human_like", "assert_not_collapsed", "reward"]

_HOME = {
    "PersonaGate": "training",
    "assert_human_like": "asserting",
    "assert_not_collapsed": "asserting",
    "reward": "_reward",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
