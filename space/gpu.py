"""Asking on a GPU that is lent by the minute (ZeroGPU). On any other machine the decorator does nothing."""

import time
from typing import Any

import spaces  # before anything that touches CUDA

from asking import backend, studies_of
from job import JobFolder, Run
from live import Live
from persona_collapse.study import Outcome
from settings import SpaceSettings
from worker import ask

SECONDS = 120
"""For which the GPU is asked for at a time."""

SPARE = 25
"""Of these, for what is under way when the time is nearly over."""

LATER = "the GPU was lent until now"


@spaces.GPU(duration=SECONDS)  # type: ignore[untyped-decorator]
def on_lent_gpu(folder: JobFolder, asked: Run, place: int, settings: SpaceSettings) -> Outcome:
    """Ask one of a run's studies for as long as the GPU is lent; the process that does so keeps replies on disk only.

    Parameters
    ----------
    folder, asked : of the job
    place : of the study among the run's
    settings : what the app may do
    """
    until = time.monotonic() + SECONDS - SPARE
    studies = studies_of(asked)
    study: Any = studies[place]
    live = Live(folder, sum(map(len, studies)), earlier=sum(map(len, studies[:place])))

    def enough() -> str:
        return "stopped" if folder.is_to_stop else LATER if time.monotonic() > until else ""

    return ask(study, backend(asked, study, None, settings, None), folder, live, enough)
