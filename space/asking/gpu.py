"""A GPU that is lent by the minute (ZeroGPU). On any other machine the decorator does nothing."""

import time
from collections.abc import Callable

import spaces  # before anything that touches CUDA

from persona_collapse.study import Outcome

SECONDS = 120
"""For which the GPU is asked for at a time."""

SPARE = 25
"""Of these, for what is under way when the time is nearly over."""

LATER = "the GPU was lent until now"


@spaces.GPU(duration=SECONDS)  # type: ignore[untyped-decorator]
def on_lent_gpu(ask: Callable[[Callable[[], str]], Outcome]) -> Outcome:
    """Ask for as long as the GPU is lent.

    Parameters
    ----------
    ask : is given a function that returns a reason to stop, empty while there is time; it runs in a process of its own,
        so it can be pickled, and what it keeps it keeps on disk
    """
    until = time.monotonic() + SECONDS - SPARE
    return ask(lambda: LATER if time.monotonic() > until else "")
