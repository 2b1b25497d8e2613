"""A study is asked, with what a terminal shows of it: the bar, how it ended, and where its replies are."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from persona_collapse.backends import Backend, Prompt, Reply
    from persona_collapse.study import Limits, Outcome, RunReplies, Shard, Study


def administered(
    study: "Study",
    backend: "Backend",
    folder: Path,
    limits: "Limits",
    narrow: tuple[str, float] | None,
    *,
    trial: bool = True,
    look: bool = True,
) -> "Outcome":
    """Ask a study, with a bar on a terminal; asked again with the same arguments, it resumes.

    Parameters
    ----------
    study, backend, folder, limits : what is asked, of which model, where replies go, and when to stop
    narrow : the number and the width of its interval at which to stop; None asks everything
    trial : whether trial questions are asked first
    look : whether to stop when most of the first replies hold no answer

    Raises
    ------
    InputError : as `run_study`.
    """
    from tqdm import tqdm

    from persona_collapse.cli._shared.checking import tell
    from persona_collapse.cli._shared.output import say, typed
    from persona_collapse.cli._shared.until import Enough
    from persona_collapse.study import run_study

    enough = None if narrow is None else Enough(study, folder, *narrow)
    failed = 0
    bar: Any = None

    def begun(there: int) -> None:
        nonlocal bar
        say(f"{len(study):,} questions to {len(study.respondents):,} respondents; replies go to {folder}")
        if there:
            say(f"{there:,} replies are already stored and are not asked again")
        bar = tqdm(
            total=len(study), initial=there, desc=study.instrument.id, unit="reply", file=sys.stderr, disable=None
        )

    def heard(prompt: "Prompt", reply: "Reply") -> None:
        nonlocal failed
        failed += bool(reply.error)
        bar.update(not reply.error)
        if failed:
            bar.set_postfix_str(f"{failed} failed")

    try:
        return run_study(
            study,
            backend,
            folder,
            limits=limits,
            listener=heard,
            begun=begun,
            enough=enough,
            trial=(lambda found: tell(found, study, backend)) if trial else None,
            look=look,
            command=typed(),
        )
    finally:
        if bar is not None:
            bar.close()


def say_outcome(outcome: "Outcome", folder: Path) -> "RunReplies":
    """Say how asking ended, and what came back, which is read once."""
    from persona_collapse.cli._shared.left_out import warnings
    from persona_collapse.cli._shared.output import say
    from persona_collapse.study import read_replies, status

    replies = read_replies(folder, progress=sys.stderr.isatty())
    if outcome.stopped:
        say(f"stopped: {outcome.stopped}")
        if "--max-tokens" in outcome.stopped:
            say(f"with --out {folder} and more tokens, what was read is kept and the rest is asked again")
    if outcome.warning:
        say(f"warning: {outcome.warning}")
    for line in status(replies).lines():
        say(line)
    for line in warnings(replies.manifest.left_out):
        say(line)
    if outcome.open:
        say(f"{outcome.open:,} questions have no reply yet; rerun the same command to ask them")
    return replies


def run_folder(out: Path | None, model: str, study: "Study", *, several: bool) -> Path:
    """The run directory, by default from model, instrument and study: the same command finds it again."""
    if out is not None:
        return out / study.instrument.id if several else out
    local = Path(model).name if Path(model).is_dir() else model
    name = re.sub(r"[^\w.-]+", "--", local).strip("-.") or "model"
    part = "" if study.shard is None else f"-shard-{study.shard.number}-of-{study.shard.of}"
    return Path("runs") / name / f"{study.instrument.id}-{study.hash[:8]}{part}"


def merge_command(folder: Path, shard: "Shard") -> str:
    """How the shards are merged: all folders named like this one, where its name says which shard it is.

    >>> from persona_collapse.study import Shard
    >>> merge_command(Path("runs/m/bfi44-1a2b-shard-2-of-4"), Shard(2, 4))
    'persona-collapse merge runs/m/bfi44-1a2b-shard-*-of-4 --out runs/m/bfi44-1a2b'
    """
    own = f"-shard-{shard.number}-of-{shard.of}"
    if not folder.name.endswith(own):
        return "persona-collapse merge SHARD... --out RUN"
    whole = str(folder).removesuffix(own)
    return f"persona-collapse merge {whole}-shard-*-of-{shard.of} --out {whole}"
