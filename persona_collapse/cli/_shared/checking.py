"""`run --check`, and the trial questions before a run."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.backends import Backend
    from persona_collapse.results import Preflight, Trial
    from persona_collapse.study import Limits, Study

SHOWN = 60
"""Letters of a reply that are printed."""


def check_only(
    studies: "Sequence[Study]", backends: "Sequence[Backend]", folders: Sequence[Path], limits: "Limits"
) -> None:
    """Ask the trial questions of each study and print them; a run that exists keeps the result.

    Raises
    ------
    InputError : there is nothing to check, or too few replies can be read.
    """
    from persona_collapse.study import preflight
    from persona_collapse.study.trials import is_checked

    asked = [one for one in zip(studies, backends, folders, strict=True) if is_checked(*one[:2])]
    if not asked:
        raise InputError(
            f"{backends[0].model} has no trial questions: they need a model, and a questionnaire with a scale; omit --check"
        )
    refused = ""
    for study, backend, folder in asked:
        found = preflight(study, backend, limits)
        _keep(found, study, backend, folder)
        typer.echo("\n".join(_shown(found, study, backend)))
        refused = refused or found.refused
    if refused:
        raise InputError(refused)


def tell(found: "Preflight", study: "Study", backend: "Backend") -> None:
    """State the result of the trial questions before a run."""
    from persona_collapse.cli._shared.output import say

    say(f"pre-flight: {found}")
    say(f"pre-flight: {_expected(found, study, backend)}")
    for line in found.warnings:
        say(f"warning: {line}")


def _keep(found: "Preflight", study: "Study", backend: "Backend", folder: Path) -> None:
    """Write the result into a run that exists; nothing where there is none, or another one."""
    from persona_collapse.store import ResponseStore, is_run
    from persona_collapse.study.manifest import Configuration
    from persona_collapse.study.trials import keep

    if not is_run(folder):
        return
    own = Configuration(study.hash, backend.kind, backend.model, backend.revision, study.sampling).hash
    with ResponseStore(folder, write=True, configuration=own) as store:
        if store.manifest.get("configuration") == own:
            keep(store, found)


def _shown(found: "Preflight", study: "Study", backend: "Backend") -> list[str]:
    """The trial questions with their replies, and what they mean, a line each."""
    scale = study.instrument.scale  # type: ignore[union-attr]  # an open question has no trial questions
    return [
        f"{backend.model} ({backend.kind}, {study.sampling.mode}), {study.instrument.id}: {scale.low} to {scale.high}",
        *map(_line, found.trials),
        "",
        f"result      {found}",
        f"a reply     {_each(found)}",
        f"the run     {_expected(found, study, backend)}",
        *(f"warning     {line}" for line in found.warnings),
    ]


def _line(one: "Trial") -> str:
    """A statement, of whom it was asked, and its reply."""
    of = "a persona" if one.persona else "no persona"
    rating = "-" if one.rating is None else f"{one.rating:.1f}".removesuffix(".0")
    reply = " ".join(one.reply.split())
    shown = f"{reply[:SHOWN]}.." if len(reply) > SHOWN else reply
    why = f"  ({one.reason})" if one.reason else ""
    return f"{'true' if one.true else 'false':<12}{one.statement:<36}{of:<12}{rating:<5}{shown}{why}"


def _each(found: "Preflight") -> str:
    read, written = (
        "an unknown number of" if one is None else f"{one:,.0f}"
        for one in (found.prompt_tokens, found.completion_tokens)
    )
    return f"{read} tokens read, {written} written, {found.seconds:.2g} s"


def _expected(found: "Preflight", study: "Study", backend: "Backend") -> str:
    """What the whole run takes, if every reply takes as much; replies of batches cost less than the trial questions."""
    from persona_collapse.backends.batch import DISCOUNT
    from persona_collapse.study.trials import hands_in

    questions = len(study)
    share = DISCOUNT if hands_in(backend) else 1.0
    parts = []
    if found.prompt_tokens is not None and found.completion_tokens is not None:
        parts.append(f"about {_round((found.prompt_tokens + found.completion_tokens) * questions)} tokens")
    if found.cost is not None:
        parts.append(f"a cost of about {share * found.cost / len(found.trials) * questions:,.2f}")
    if hands_in(backend):
        parts.append("up to a day, as batches")
    else:
        parts.append(_duration(found.seconds * questions / max(1, getattr(backend, "concurrency", 1))))
    return f"{questions:,} questions take {', '.join(parts)}"


def _round(number: float) -> str:
    """Two significant digits, with a comma every three digits."""
    return f"{float(f'{number:.2g}'):,.0f}"


def _duration(seconds: float) -> str:
    """In the largest unit of which there is more than one.

    >>> [_duration(one) for one in (40, 600, 7200, 400_000)]
    ['about 40 s', 'about 10 min', 'about 2.0 h', 'about 4.6 days']
    """
    if seconds < 100:
        return f"about {seconds:.0f} s"
    if seconds < 6000:
        return f"about {seconds / 60:.0f} min"
    return f"about {seconds / 3600:.1f} h" if seconds < 172_800 else f"about {seconds / 86_400:.1f} days"
