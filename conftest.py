"""Modules that cannot be imported without their library are not searched for examples where it is not installed."""

from importlib.util import find_spec

TASKS = {"inspect_ai": "inspect_tasks", "lighteval": "lighteval_tasks"}
"""Library -> the module of `persona_collapse/runners` that needs it."""

collect_ignore = [
    f"persona_collapse/runners/{module}.py" for library, module in TASKS.items() if find_spec(library) is None
]
