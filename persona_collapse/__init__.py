"""Is a population of persona agents as varied as people are?

Nothing heavy is imported before it is used: `import persona_collapse` costs a few milliseconds.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from persona_collapse.api import compare, diagnose, measure, plan
    from persona_collapse.errors import InputError
    from persona_collapse.matrix import BehavioralTraitMatrix
    from persona_collapse.references import calibrated_2058
    from persona_collapse.report.terminal import comparison_table, table
    from persona_collapse.resources import metric_path
    from persona_collapse.results import Comparison, Diagnosis, Settings
    from persona_collapse.simulation import simulate
    from persona_collapse.study import run_study

    __version__: str

__all__ = [
    "BehavioralTraitMatrix",
    "Comparison",
    "Diagnosis",
    "InputError",
    "Settings",
    "__version__",
    "calibrated_2058",
    "compare",
    "comparison_table",
    "diagnose",
    "measure",
    "metric_path",
    "plan",
    "run_study",
    "simulate",
    "table",
]

_HOME = {
    "BehavioralTraitMatrix": "matrix",
    "Comparison": "results",
    "Diagnosis": "results",
    "InputError": "errors",
    "compare": "api",
    "comparison_table": "report",
    "diagnose": "api",
    "run_study": "study",
    "Settings": "results",
    "calibrated_2058": "references",
    "measure": "api",
    "metric_path": "resources",
    "plan": "api",
    "simulate": "simulation",
    "table": "report",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name == "__version__":
        return import_module("importlib.metadata").version("persona-collapse")
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
