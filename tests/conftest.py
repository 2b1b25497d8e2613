"""What tests share: no network, the bundled reference, and real answers where they are at hand."""

import os

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_EVALUATE_OFFLINE", "1")
os.environ.setdefault("HF_UPDATE_DOWNLOAD_COUNTS", "0")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "0")
os.environ.setdefault(
    "OMP_NUM_THREADS", "1"
)  # a test process per core and more: threads of their own would only wait for each other

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import certifi
import numpy as np
import pytest
import typer.main
from hypothesis import Phase, settings

from persona_collapse import measures
from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import Keying, Scaler, scaler
from persona_collapse.references import calibrated_2058
from persona_collapse.results import Settings

# no deadline: machines are shared; in CI the same examples every time, elsewhere new ones
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.register_profile("first-failure", settings.get_profile("ci"), phases=[Phase.explicit, Phase.generate])
settings.load_profile("ci" if os.environ.get("CI") else "here")

ROOT = Path(__file__).resolve().parent.parent

LONGEST = (
    "space/test_browser.py",
    "examples/test_notebooks.py",
    "cli/test_end_to_end.py",
    "study/test_kills.py",
    "hub/test_end_to_end.py",
    "examples/test_scripts.py",
    "diagnosis/test_diagnose.py",
    "reading/test_reading.py",
    "remedy/test_sweep.py",
    "backends/test_batches.py",
    "hub/test_datasets.py",
    "gates/test_training.py",
    "test_golden.py",
    "backends/test_transformers_backend.py",
    "cli/test_cli.py",
    "remedy/test_advise.py",
    "cli/test_probe.py",
    "backends/test_servers.py",
    "backends/test_api_backend.py",
    "remedy/test_worth.py",
    "backends/test_test_servers.py",
    "text/test_stories.py",
    "space/test_whole_app.py",
    "hub/test_twin.py",
    "replication/test_replication.py",
    "space/test_submit_tab.py",
    "hub/test_pages.py",
    "backends/test_ray_actors.py",
    "space/test_explore_page.py",
    "study/test_study.py",
    "diagnosis/test_weights.py",
    "space/test_api.py",
    "study/test_mass.py",
    "hub/test_evaluate_queue.py",
    "report/test_opening.py",
    "gates/test_action.py",
    "diagnosis/test_subgroups.py",
    "space/test_uploads.py",
    "diagnosis/test_support.py",
    "report/test_report.py",
    "space/test_deploy.py",
    "hub/test_answers.py",
    "hub/test_submission.py",
    "cli/test_tables_in_the_field.py",
    "test_new_number.py",
    "space/test_jobs.py",
    "test_new_questionnaire.py",
    "cli/test_persona_tables.py",
    "remedy/test_panel.py",
    "instruments/test_moral.py",
    "measures/test_twosample.py",
    "diagnosis/test_compare.py",
    "test_api.py",
    "diagnosis/test_answering.py",
    "hub/test_modules.py",
    "gates/test_assertions.py",
    "text/test_detector.py",
    "space/test_leaderboard.py",
)
"""Files that take long, the longest first: given out last, one would keep a worker busy while the others have nothing. Those
of the app come when test_browser.py has ended, and stand between others: two apps at once are more than two cores can serve
in time."""
COUNTED = (
    "tests/measures/",
    "tests/replication/",
    "tests/test_paper.py",
    *(f"tests/text/test_{name}.py" for name in ("identity", "mention", "style", "templates", "text_modules")),
    *(f"tests/diagnosis/test_{name}.py" for name in ("repeated_personas", "weights")),
)
"""The tests by which lines of measures and of the paper count as covered. The others reach hardly a line more, and
following every line that they run, in whatever library, would add a third to their time."""
REAL = ROOT.parent / "shared" / "data"
GPT = REAL / "llm" / "gpt-3.5-turbo-0613_bfi44.csv"
PEOPLE = REAL / "human" / "bfi228.csv"

WITHOUT = "the real answers (PersonaLLM's GPT-3.5, the 228 respondents of PolychoricRM) may not be shipped; not here"


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a test that waits for a process or a browser leaves room for another."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (cores or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first."""
    place = {f"tests/{file}": number for number, file in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(place)))


@contextmanager
def uncounted(config: pytest.Config) -> Iterator[None]:
    """Coverage, where it is measured, pauses.

    In a worker, pytest-cov has started a measurement of its own before the worker's, and would go on with it.
    """
    plugin = config.pluginmanager.getplugin("_cov")
    if plugin is None:
        yield
        return
    plugin.cov_controller.pause()
    from coverage import Coverage

    while (before := Coverage.current()) is not None:
        before.stop()
    try:
        yield
    finally:
        plugin.cov_controller.resume()


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """Everything is imported without coverage, but for what it is about, and without the search for garbage.

    What was imported stays to the end, so no later search looks at it again: there are a million objects.
    """
    import_module("persona_collapse.paper")
    for module in walk_packages(measures.__path__, f"{measures.__name__}."):
        import_module(module.name)
    gc.disable()
    try:
        with uncounted(session.config):
            return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Coverage counts a test of COUNTED, and pauses for any other."""
    if item.nodeid.startswith(COUNTED):
        return (yield)
    with uncounted(item.config):
        return (yield)


@pytest.fixture(scope="session", autouse=True)
def one_authority(tmp_path_factory) -> Iterator[None]:
    """One authority is trusted, not the 140 that every HTTP client reads, for 20 ms: no test but pip speaks to a server they know."""
    known = certifi.where()
    first, end = Path(known).read_text(encoding="utf-8").partition("-----END CERTIFICATE-----")[:2]
    file = tmp_path_factory.mktemp("authorities") / "one.pem"
    file.write_text(f"{first}{end}\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(certifi, "where", lambda: str(file))
        patched.setenv("PIP_CERT", os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE") or known)
        patched.setenv("SSL_CERT_FILE", str(file))
        yield


@pytest.fixture(scope="session", autouse=True)
def one_parser() -> Iterator[None]:
    """The parser of the command line is built once, not for every command that is called in this process."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(typer.main, "get_command", cache(typer.main.get_command))
        yield


@pytest.fixture(scope="session")
def reference() -> np.ndarray:
    """Answers (2058, 44) of the bundled reference."""
    return calibrated_2058().values


@pytest.fixture(scope="session")
def keying() -> Keying:
    found = bfi44().keying()
    assert found is not None
    return found


@pytest.fixture(scope="session")
def standardise(reference) -> Scaler:
    return scaler(reference)


@pytest.fixture(scope="session")
def gpt() -> BehavioralTraitMatrix:
    """320 answer sheets of 32 GPT-3.5 personas; `persona` holds their targets."""
    if not GPT.exists():
        pytest.skip(WITHOUT)
    return BehavioralTraitMatrix.read(GPT)


@pytest.fixture(scope="session")
def people() -> BehavioralTraitMatrix:
    """228 real respondents."""
    if not PEOPLE.exists():
        pytest.skip(WITHOUT)
    return BehavioralTraitMatrix.read(PEOPLE)


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory) -> Path:
    """A tiny chat model with random weights."""
    from tests.support.checkpoint import make

    return make(tmp_path_factory.mktemp("checkpoint") / "tiny")


@pytest.fixture
def cli(capsys, monkeypatch):
    """The command line in this process: arguments in; exit code, stdout and stderr out."""
    from persona_collapse.cli import main

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["persona-collapse", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return ended.value.code, told.out, told.err

    return call


@pytest.fixture
def few_pairs(monkeypatch):
    """For `cli`: few draws, intervals from few pairs of draws, and few permutations, where a test looks at something else."""
    from persona_collapse.diagnosis import compare, diagnose

    def quick(*given, settings=None, **beside):
        how = Settings() if settings is None else settings
        fewer = min(how.draws, 10) if how.protocol == "calibrated" else how.draws
        return diagnose(*given, settings=replace(how, draws=fewer), **{"pairs": 5, **beside})

    monkeypatch.setattr("persona_collapse.diagnosis.diagnose", quick)
    monkeypatch.setattr("persona_collapse.diagnosis.compare", partial(compare, pairs=2, permutations=9))
