"""What the store takes for the replies of a whole study: to store them, a commit each, to resume, and to read them again.

    python benchmarks/store.py
    python benchmarks/store.py --replies 5_000_000 --folder /data

Personas answer the 44 items of the BFI-44 as simulated people who are shallow; 4,546 of them give 200,024 replies. Each
step is a process of its own, whose peak memory is printed beyond what it begins with (for commands in all); time is that of
the processor.
"""

import argparse
import os
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from persona_collapse.backends import Prompt, Reply
from persona_collapse.instruments import bfi44
from persona_collapse.personas import PersonaPool, Respondent
from persona_collapse.simulation import simulate
from persona_collapse.store import FILE, ResponseStore, open_run
from persona_collapse.study import Limits, Study, run_study

COMMAND = [sys.executable, "-m", "persona_collapse"]


class Sheets:
    """A backend that answers from a table, at once: its time is that of the library."""

    kind, model, revision = "sheets", "shallow", "1"

    def __init__(self, study: Study) -> None:
        names = [one.id for one in study.pool.respondents]
        answers = simulate("shallow", len(names), seed=0).values.astype(int)
        self._rows = dict(zip(names, answers, strict=True))
        self._columns = {name: column for column, name in enumerate(study.item_ids)}

    def reply(self, prompt: Prompt) -> Reply:
        """The answer to one question."""
        answer = self._rows[prompt.respondent][self._columns[prompt.item]]
        return Reply(str(answer), prompt_tokens=700, completion_tokens=1, finish_reason="stop")

    def replies(self, prompts, sampling):
        """One after another."""
        for place, prompt in enumerate(prompts):
            yield place, self.reply(prompt)

    def count_tokens(self, prompt, sampling):
        """Not known."""
        return None


def main() -> None:
    """Print time and memory of every step."""
    options = argparse.ArgumentParser()
    options.add_argument("--replies", type=int, default=200_000)
    options.add_argument("--folder", help="where the run is made, and removed; default: a temporary folder")
    given = options.parse_args()
    count = -(-given.replies // len(bfi44()))
    people = [Respondent(f"person-{number:07}", f"You are person {number}.", "", {}) for number in range(count)]
    study = Study(bfi44(), PersonaPool("people", tuple(people)))
    sheets = Sheets(study)
    with tempfile.TemporaryDirectory(dir=given.folder) as place:
        run = Path(place, "run")
        one_persona = Limits(requests=len(bfi44()))
        run_study(study, sheets, run, limits=one_persona, look=False)
        with open_run(run) as store:
            configuration = store.configuration

        def keep() -> None:
            with ResponseStore(run, write=True, configuration=configuration) as store:
                for person in people[1:-1]:
                    for item in study.item_ids:
                        prompt = Prompt(person.id, item, 1, "", "")
                        store.add(prompt, sheets.reply(prompt))

        def read() -> None:
            with open_run(run) as store:
                assert sum(1 for _ in store.replies()) == len(study)

        print(f"{len(study):,} replies of {count:,} personas")
        spent, peak = taken(keep)
        print(f"storing, a commit each: {1e6 * spent / len(study):.0f} microseconds each; memory {peak:,.0f} MB")
        spent, peak = taken(lambda: run_study(study, sheets, run, look=False))
        print(f"resuming for the last persona: {spent:.1f} s, {peak:,.0f} MB")
        size = (run / FILE).stat().st_size
        print(f"the file: {size / 1e6:,.0f} MB, {size / len(study):.0f} bytes for each reply")
        spent, peak = taken(read)
        print(f"reading all replies one by one: {spent:.1f} s, {peak:,.0f} MB")
        for words in (["export", run, "--to", Path(place, "answers.parquet")], ["measure", run]):
            spent, peak = taken(lambda words=words: os.execv(sys.executable, [*COMMAND, *map(str, words)]), whole=True)
            print(f"{words[0]}: {spent:.1f} s, {peak:,.0f} MB in all", flush=True)


def taken(step: Callable[[], object], *, whole: bool = False) -> tuple[float, float]:
    """Processor seconds and peak memory (MB) of a step in a process of its own, beyond what is there when it begins or all."""
    sys.stdout.flush()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    process = os.fork()
    if not process:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        step()
        os._exit(0)
    _, status, used = os.wait4(process, 0)
    if status:
        sys.exit("a step did not end as it should")
    return used.ru_utime + used.ru_stime, max(used.ru_maxrss - (0 if whole else before), 0) / 1024


if __name__ == "__main__":
    main()
