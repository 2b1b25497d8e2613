"""A GPU lent by the minute: a run goes on over as many loans as it takes. Here the decorator does nothing and the model is tiny."""

import math
import pickle
from itertools import count
from types import SimpleNamespace

import pytest

from persona_collapse.backends.checkpoint import Checkpoint
from persona_collapse.backends.transformers import Transformers
from persona_collapse.errors import InputError
from space.asking import gpu
from space.asking.runs import Run, studies_of
from space.desk import worker
from space.desk.job_folder import JobFolder
from space.desk.live import Live
from space.settings import SpaceSettings
from tests.support.checkpoint import make

RUN = Run("somebody/tiny", "here", ("bfi44",), 6, mode="probabilities")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model") / "tiny"
    make(folder)
    return Transformers(Checkpoint.load(str(folder)))


@pytest.fixture
def job(model, monkeypatch, tmp_path):
    """A job, and its model where a loan looks for it."""
    monkeypatch.setattr(worker, "backend", lambda *given: model)
    return JobFolder.new(tmp_path / "jobs", "run", RUN)


def asked(job, monkeypatch, seconds_a_question):
    """The loans it takes; their clock goes on by so much with every question, however slow the machine is."""
    clock, loans = count(0, seconds_a_question), []
    monkeypatch.setattr(gpu, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    lent = gpu.on_lent_gpu

    def in_another_process(ask):
        loans.append(lent(pickle.loads(pickle.dumps(ask))))
        return loans[-1]

    monkeypatch.setattr(gpu, "on_lent_gpu", in_another_process)
    (study,) = studies_of(RUN)
    worker._ask_on_lent_gpu(job, RUN, 0, study, Live(job, len(study)), SpaceSettings(job.path, zero_gpu=True), math.inf)
    return loans


def test_a_run_takes_as_many_loans_as_it_needs(job, monkeypatch):
    loans = asked(job, monkeypatch, 1)
    assert len(loans) == 3, "95 questions fit one loan, and there are 264"
    assert sum(loan.asked for loan in loans) == 6 * 44, "nothing is asked twice"
    assert (job.progress.done, job.progress.total) == (264, 264)


def test_a_loan_too_short_for_anything_ends_the_run(job, monkeypatch):
    with pytest.raises(InputError, match="lent for too short a time to ask anything"):
        asked(job, monkeypatch, 100)
