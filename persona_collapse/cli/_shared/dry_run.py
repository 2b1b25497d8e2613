"""What `run --dry-run` prints: one full prompt, the number of requests and tokens, and the cost."""

from pathlib import Path
from typing import TYPE_CHECKING

from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.study import Limits, Study

COUNTED = 3
"""Respondents whose prompts are counted; the others are assumed to be as long."""


def dry_run(study: "Study", model: str, kind: str, limits: "Limits", folder: Path, *, batch: bool = False) -> str:
    """One full prompt, the number of requests and tokens, and the cost.

    Raises
    ------
    InputError : a model on this machine would not read persona and question.
    """
    from persona_collapse.backends.batch import DISCOUNT

    first = next(study.prompts())
    spoken = "\n\n".join(f"[{one['role']}]\n{one['content']}" for one in first.messages)
    lines = [spoken, "", f"requests    {len(study):,} ({len(study.respondents):,} respondents)"]
    tokens = _tokens(study, model, kind)
    most = 1 if study.sampling.mode == "probabilities" else study.sampling.max_tokens
    lines.append(
        f"tokens      {tokens if isinstance(tokens, str) else f'about {tokens:,} read'}, at most {most * len(study):,} written"
    )
    if limits.price is None or isinstance(tokens, str):
        unknown = "cost        unknown" + (" (batches: half the price)" if batch else "")
        lines.append(unknown if kind == "api" else "cost        none")
    else:
        share = DISCOUNT if batch else 1.0
        cost = share * (limits.price[0] * tokens + limits.price[1] * most * len(study)) / 1e6
        half = " (batches: at half the price)" if batch else ""
        lines.append(f"cost        at most {cost:,.2f} by the price given{half}")
    return "\n".join([*lines, f"directory   {folder}"])


def _tokens(study: "Study", model: str, kind: str) -> int | str:
    """Tokens of all prompts, counted by the model's tokenizer on a few respondents; or why they are unknown."""
    from importlib.util import find_spec
    from itertools import islice

    if kind == "simulated":
        return 0
    if find_spec("transformers") is None:
        return "unknown (transformers is not installed)"
    from persona_collapse.backends.tokens import PromptTokens

    try:
        tokenizer = PromptTokens.load(model)
    except InputError as error:
        return f"unknown ({error})"
    each, sampling = len(study) // len(study.respondents), study.sampling
    answers = sampling.mode == "probabilities"
    try:
        counted = [
            len(tokenizer.ids(one, sampling.thinking, answers=answers))
            for one in islice(study.prompts(), COUNTED * each)
        ]
    except InputError as error:
        if kind != "api":
            raise  # the run would be refused for the same reason
        return f"unknown ({error})"
    return round(sum(counted) / len(counted) * len(study))
