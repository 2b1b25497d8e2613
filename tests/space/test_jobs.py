"""Jobs: on disk from the first moment, queued, limited, stopped, lost and found again; with real worker processes."""

import asyncio
import json
import time

import pytest

from persona_collapse.errors import InputError
from persona_collapse.results.files import read_records
from space.asking.runs import Run
from space.desk.job_folder import JobFolder
from space.desk.jobs import Desk
from space.desk.visitors import Visitor
from space.settings import SpaceSettings
from tests.support.waiting import until

ANN, BOB = Visitor("ann", "1"), Visitor("bob", "1")
QUICK = Run("simulated:caricature", "simulated", ("bfi44",), 24)
LONG = Run("simulated:human", "simulated", ("moral131", "bfi44"), 1144, samples=2)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    one = Desk(SpaceSettings(tmp_path_factory.mktemp("jobs"), workers=1, per_session=2, per_address=3, waiting=3))
    yield one
    one.close()


@pytest.fixture(autouse=True)
def nothing_left(request):
    """A test that fails leaves no job that would keep the places of the next tests."""
    yield
    if "desk" in request.fixturenames:
        one = request.getfixturevalue("desk")
        for id in list(one._in_hand):
            one.stop(id)
            reaches(one, id, over)


def reaches(desk, id, condition):
    """How a job stands, as soon as a condition holds for that."""
    return until(lambda: condition(now := desk.look(id)) and now, shown=lambda: desk.look(id))


def over(now):
    return now.is_over


def test_a_run_goes_through_to_its_results(desk):
    id = desk.submit(QUICK, ANN)
    seen = asyncio.run(_all(desk.watch(id, every=0.02)))
    assert seen[0].state in ("queued", "running")
    assert seen[-1].state == "finished"
    assert seen[-1].progress.done == seen[-1].progress.total == 24 * 44
    folder = desk.result(id, "bfi44")
    assert sorted(file.name for file in folder.iterdir()) == [
        "answers.csv",
        "answers.parquet",
        "report.html",
        "result.json",
    ]
    (record,) = read_records(folder / "result.json")
    assert record.population.source == "simulated:caricature"
    assert str(desk.settings.folder) not in (folder / "report.html").read_text(), "no path of the server"


async def _all(sightings):
    return [one async for one in sightings]


def test_limits_stop_and_going_on(desk):
    first = desk.submit(LONG, ANN)
    second = desk.submit(LONG, ANN)
    with pytest.raises(InputError, match="unfinished jobs as one visitor"):
        desk.submit(QUICK, ANN)
    third = desk.submit(QUICK, BOB)
    with pytest.raises(InputError, match="jobs are waiting"):
        desk.submit(QUICK, Visitor("eve", "2"))
    assert desk.look(third).ahead in (1, 2), "the first may have begun by now"
    desk.stop(second)
    assert desk.look(second).state == "stopped"
    reaches(desk, first, lambda now: now.progress.done > 500)
    with pytest.raises(InputError, match="already running"):
        desk.go_on(first, ANN)
    desk.stop(first)
    stopped = reaches(desk, first, over)
    assert stopped.state == "stopped"
    assert "replies are kept" in stopped.words
    assert stopped.progress.done < stopped.progress.total, "it stops before it has asked all"
    assert reaches(desk, third, over).state == "finished"
    _keeps_what_was_answered(desk, first)


def _keeps_what_was_answered(desk, id):
    before = desk.look(id).progress.done
    desk.go_on(id, ANN)
    later = reaches(desk, id, lambda now: now.state == "running" and now.progress.stage.startswith("asking"))
    assert later.progress.done >= before
    desk.stop(id)
    reaches(desk, id, over)


def test_a_killed_worker_takes_only_its_job_with_it(desk):
    id = desk.submit(LONG, ANN)
    reaches(desk, id, lambda now: now.progress.done > 100)
    desk._light._all[0]._process.kill()
    lost = reaches(desk, id, over)
    assert (lost.state, "process that worked on it ended" in lost.words) == ("failed", True)
    assert reaches(desk, desk.submit(QUICK, BOB), over).state == "finished"


def test_closing_the_app_leaves_a_job_to_go_on_with(tmp_path):
    desk = Desk(SpaceSettings(tmp_path, workers=1))
    id = desk.submit(LONG, ANN)
    reaches(desk, id, lambda now: now.state == "running")
    desk.close()
    assert reaches(desk, id, over).state == "interrupted"
    assert not any(one.is_alive for one in desk._light._all)


def test_a_restart_finds_every_job_again(desk):
    id = desk.submit(LONG, ANN)
    reaches(desk, id, lambda now: now.progress.done > 100)
    # the desk of before is gone with its processes; only the folder is there
    desk._light._all[0]._process.kill()
    reaches(desk, id, over)
    JobFolder(desk.settings.folder, id).reopen()
    after = Desk(desk.settings)
    try:
        assert after.look(id).state == "interrupted"
        after.go_on(id, BOB)
        reaches(after, id, lambda now: now.progress.stage.startswith("asking"))
    finally:
        after.close()


def test_nobody_finds_a_job_without_its_id(desk):
    for id in ("", "../../etc", "a" * 22, "x" * 400, "..", "a/b"):
        with pytest.raises(InputError, match="job"):
            desk.look(id)


def test_no_credential_is_written(desk):
    id = desk.submit(QUICK, BOB, credential="sk-very-secret")
    reaches(desk, id, over)
    for file in desk.settings.folder.rglob("*"):
        assert not file.is_file() or b"sk-very-secret" not in file.read_bytes()


def test_old_jobs_are_swept(desk):
    id = desk.submit(QUICK, BOB)
    reaches(desk, id, over)
    assert desk.sweep() == 0
    assert desk.sweep(time.time() + 31 * 86400) >= 1
    with pytest.raises(InputError, match="there is no job"):
        desk.look(id)


def test_a_job_is_written_before_it_is_begun(tmp_path):
    folder = JobFolder.new(tmp_path, "run", QUICK)
    assert json.loads((folder.path / "job.json").read_text())["request"]["model"] == "simulated:caricature"
    assert not list(folder.path.glob(".*")), "nothing half written is left"
