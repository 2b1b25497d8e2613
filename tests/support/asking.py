"""What the tests of asking share: a backend that says what a test tells it, small studies, the command in this process."""

import json
import os
import random
import signal
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from persona_collapse.backends import Reply, Sampling, Simulated
from persona_collapse.instruments import bfi44
from persona_collapse.personas import PersonaPool, bundled_pool, draw
from persona_collapse.personas.pool import as_respondent
from persona_collapse.store import open_run
from persona_collapse.study import Study, run_study


class Says:
    """Says what `reply` returns for a prompt, a string or a Reply, and remembers what it was asked.

    `ahead` prompts are under way before the first reply comes, as with an endpoint.
    """

    kind, revision = "said", "1"

    def __init__(self, reply, model="says", ahead=1):
        self.reply, self.model, self.ahead, self.asked = reply, model, ahead, []

    def replies(self, prompts, sampling):
        waiting = []
        for place, prompt in enumerate(prompts):
            self.asked.append((prompt.respondent, prompt.item, prompt.sample))
            waiting.append((place, prompt))
            if len(waiting) >= self.ahead:
                yield self._next(waiting)
        while waiting:
            yield self._next(waiting)

    def _next(self, waiting):
        place, prompt = waiting.pop(0)
        said = self.reply(prompt)
        return place, Reply(said) if isinstance(said, str) else said

    def count_tokens(self, prompt, sampling):
        return None


def short(items):
    """The first items of the BFI-44."""
    return replace(bfi44(), items=bfi44().items[:items])


def small(personas=3, items=4, **options):
    """A study of a few questions."""
    return Study(options.pop("instrument", short(items)), options.pop("pool", bundled_pool()), personas, **options)


def stored(folder):
    """Key -> presentation, text and probabilities of every reply of a run, and how many there are."""
    with open_run(folder) as store:
        found = list(store.replies())
    return {one.key: (one.presentation, one.reply.text, one.reply.probabilities) for one in found}, len(found)


def measured(cli, run):
    """The record that `measure` writes of a run, without what the run is called and how it was made."""
    assert cli("measure", run, "--json", f"{run}.json").returncode == 0
    record = json.loads(Path(f"{run}.json").read_text())
    del record["population"]["source"], record["commands"]
    return record


def simulated(study, latency=0.0):
    """The simulated people a study asks."""
    personas = {one.id: one.attributes for one in study.pool.respondents}
    return Simulated("human", study.instrument, personas, seed=study.sampling.seed, latency=latency)


def long_study(mode):
    """528 questions, so that there is time to kill whoever asks them."""
    people = PersonaPool("people", tuple(as_respondent(draw(number)) for number in range(12)))
    return Study(bfi44(), people, sampling=Sampling(mode=mode), order="random")


def ask_and_log(folder, mode, log, most=None):
    """Ask the long study in a process of its own, and write down each question before it is answered.

    The process asks no more than `most` questions and then waits to be killed, so that no run ends before its last kill.
    """
    study = long_study(mode)
    people = simulated(study)
    file = os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    class Logged:
        kind, model, revision = people.kind, people.model, people.revision

        def replies(self, prompts, sampling):
            def noted():
                for number, prompt in enumerate(prompts):
                    if number == most:
                        signal.pause()
                    os.write(file, f"{prompt.respondent}\t{prompt.item}\t{prompt.sample}\n".encode())
                    time.sleep(random.uniform(0, 0.002))
                    yield prompt

            return people.replies(noted(), sampling)

    run_study(study, Logged(), folder)


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def command(monkeypatch, capsys):
    """The command line in this process: arguments -> Done."""
    from persona_collapse.cli import main

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["persona-collapse", *map(str, arguments)])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return run
