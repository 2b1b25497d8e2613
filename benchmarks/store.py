"""How long it takes to store the replies of a whole study, one commit each, and to read them again.

    python benchmarks/store.py

1,144 personas answer 175 items: 200,200 replies, stored as a run stores them, in a temporary folder. Beside it the time
that the same replies take to be asked of simulated respondents, stored included.
"""

import tempfile
from pathlib import Path

from timing import seconds

from persona_collapse.backends import Prompt, Reply, Simulated
from persona_collapse.instruments import bfi44
from persona_collapse.personas import FULL, bundled_pool
from persona_collapse.store import ResponseStore
from persona_collapse.study import Study, answers, run_study

ITEMS = 175


def main() -> None:
    """Print every time."""
    with tempfile.TemporaryDirectory() as place:
        people = [one.id for one in bundled_pool().first(FULL)]
        prompts = [Prompt(one, f"item-{item}", 1, "", "", tuple("12345")) for one in people for item in range(ITEMS)]
        replies = [
            Reply(str(1 + number % 5), prompt_tokens=700, finish_reason="stop") for number in range(len(prompts))
        ]

        def store() -> None:
            with ResponseStore(Path(place, "store"), write=True) as run:
                for prompt, reply in zip(prompts, replies, strict=True):
                    run.add(prompt, reply)

        def read() -> None:
            with ResponseStore(Path(place, "store")) as run:
                assert sum(1 for _ in run.replies()) == len(prompts)

        def ask() -> None:
            study = Study(bfi44(), bundled_pool())
            personas = {one.id: one.attributes for one in study.pool.respondents}
            run_study(study, Simulated("human", study.instrument, personas), Path(place, "run"))

        count = len(prompts)
        print(f"storing {count:,} replies, a commit each: {seconds(store):.1f} s")
        print(f"reading them: {seconds(read):.1f} s")
        print(f"asking {FULL * len(bfi44()):,} questions of simulated people, stored: {seconds(ask):.1f} s")
        print(f"finding their answers: {seconds(lambda: answers(Path(place, 'run'))):.1f} s")


if __name__ == "__main__":
    main()
