"""The engine ray on a real Ray of this machine: the same run as one process gives, also if an actor is killed half way."""

import os
import signal
from collections import Counter
from dataclasses import replace
from functools import partial

import pytest

from persona_collapse.backends import Reply, ray_actors
from persona_collapse.backends.ray_actors import RayActors, _number
from persona_collapse.errors import InputError
from persona_collapse.study import Limits, read_replies, run_study
from tests.support.asking import Says, command, measured, simulated, small, stored
from tests.test_golden import differences

ray = pytest.importorskip("ray")


@pytest.fixture(scope="module", autouse=True)
def cluster():
    """One CPU is for Ray's own work, so there are two actors."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    ray.init(address="local", num_cpus=3, include_dashboard=False, log_to_driver=False, logging_level="WARNING")
    yield
    ray.shutdown()


@pytest.fixture
def cli(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    return command(monkeypatch, capsys)


class Logged:
    """A backend that writes down what it is asked, and whose process is killed before a question, the first time."""

    def __init__(self, backend, log, mortal=""):
        self._backend, self._log, self._mortal = backend, log, mortal
        self.kind, self.model, self.revision = backend.kind, backend.model, backend.revision

    def replies(self, prompts, sampling):
        def noted():
            for prompt in prompts:
                name = f"{prompt.respondent} {prompt.item}"
                if name == self._mortal and not (self._log / "killed").exists():
                    (self._log / "killed").touch()
                    os.kill(os.getpid(), signal.SIGKILL)
                with (self._log / f"{os.getpid()}.log").open("a") as file:
                    file.write(f"{name}\n")
                yield prompt

        return self._backend.replies(noted(), sampling)

    def count_tokens(self, prompt, sampling):
        return None


def logged(study, log, mortal=""):
    return Logged(simulated(study, latency=0.01), log, mortal)


def asked(log):
    return Counter(line for file in log.glob("*.log") for line in file.read_text().splitlines())


def test_an_actor_killed_half_way_changes_nothing(tmp_path, cli, few_pairs):
    study = small(24, 44, order="random")
    run_study(study, simulated(study), tmp_path / "one")
    (tmp_path / "log").mkdir()
    third = study.respondents[2].id
    with RayActors(partial(logged, study, tmp_path / "log", f"{third} bfi44_31"), actors=2) as backend:
        outcome = run_study(study, backend, tmp_path / "ray")
    assert (outcome.asked, outcome.received, outcome.failed, outcome.open) == (1056, 1056, 0, 0)
    assert stored(tmp_path / "ray") == stored(tmp_path / "one")
    assert list(differences(measured(cli, "one"), measured(cli, "ray"))) == []
    found, alone = read_replies(tmp_path / "ray").manifest, read_replies(tmp_path / "one").manifest
    assert replace(found, begun=0, record={}) == replace(alone, begun=0, record={})
    assert (tmp_path / "log" / "killed").exists()
    assert len(list((tmp_path / "log").glob("*.log"))) > 1, "another process has asked the rest"
    again = {name for name, times in asked(tmp_path / "log").items() if times > 1}
    assert {name.split()[0] for name in again} <= {third}, "of no other persona is anything asked again"
    assert len(again) < 30, "what had arrived is not asked again either"
    assert set(asked(tmp_path / "log")) == {f"{key[0]} {key[1]}" for key in stored(tmp_path / "one")[0]}


class Loses:
    """Ray, but what an actor hands over is lost, each time for another reason."""

    def __init__(self, errors):
        self.errors = errors

    def __getattr__(self, name):
        return getattr(ray, name)

    def get(self, reference):
        found = ray.get(reference)
        if self.errors and isinstance(found, list) and found:
            raise self.errors.pop()
        return found


def test_an_actor_is_replaced_whatever_it_was_lost_for(tmp_path):
    """Also for lack of memory: Ray has other errors for that, and for machines that are gone, than that of an actor."""
    error = ray.exceptions
    losing = Loses(
        [
            error.OutOfMemoryError("1 worker(s) were killed due to the node running low on memory."),
            error.NodeDiedError("the node is dead"),
            error.LocalRayletDiedError(),
            error.WorkerCrashedError(),
            error.ActorUnschedulableError("the node of the actor is gone"),
        ]
    )
    study = small(8, 10)
    run_study(study, simulated(study), tmp_path / "one")
    (tmp_path / "log").mkdir()
    with RayActors(partial(logged, study, tmp_path / "log"), actors=2) as backend:
        backend._crew._ray = losing
        outcome = run_study(study, backend, tmp_path / "ray")
    assert losing.errors == []
    assert (outcome.received, outcome.failed, outcome.open) == (80, 0, 0)
    assert stored(tmp_path / "ray") == stored(tmp_path / "one")
    assert sum(asked(tmp_path / "log").values()) <= 80 + 5 * 10, "for each loss, one persona at most is asked again"


def without_a_place(crew, monkeypatch):
    """From now on the cluster has no place for another actor."""
    monkeypatch.setattr(ray_actors, "BEGINS_WITHIN", 2.0)
    monkeypatch.setattr(crew, "_new", ray.remote(num_cpus=64)(ray_actors._Asker).remote)


def test_the_others_continue_while_a_lost_actor_has_no_place(tmp_path, monkeypatch):
    study = small(6, 20)
    (tmp_path / "log").mkdir()
    mortal = f"{study.respondents[2].id} bfi44_11"
    with RayActors(partial(logged, study, tmp_path / "log", mortal), actors=2) as backend:
        without_a_place(backend._crew, monkeypatch)
        assert run_study(study, backend, tmp_path / "ray").received == 120
    assert (tmp_path / "log" / "killed").exists()


def test_a_cluster_that_is_gone_is_not_waited_for(tmp_path, monkeypatch):
    study = small(6, 20)
    (tmp_path / "log").mkdir()
    mortal = f"{study.respondents[2].id} bfi44_11"
    no_place = "had no place for an actor in 2 seconds: .*add a machine or wait for one, then rerun the same command"
    with RayActors(partial(logged, study, tmp_path / "log", mortal), actors=1) as backend:
        without_a_place(backend._crew, monkeypatch)
        with pytest.raises(InputError, match=no_place):
            run_study(study, backend, tmp_path / "ray")
    there = stored(tmp_path / "ray")[1]
    assert 40 <= there < 60, "what had arrived is stored"
    assert run_study(study, simulated(study), tmp_path / "ray").received == 120 - there


def test_a_run_resumes_with_either_engine(tmp_path):
    study = small(6, 10)
    make = partial(simulated, study)
    run_study(study, make(), tmp_path / "one")
    with RayActors(make, actors=1) as backend:
        first = run_study(study, backend, tmp_path / "run", limits=Limits(requests=23))
        assert (first.received, first.open, first.stopped) == (23, 37, "23 requests were made, the limit")
        assert run_study(small(5, 10), make(), tmp_path / "run").received == 27
        last = run_study(study, backend, tmp_path / "run")
    assert (last.received, last.open) == (10, 0)
    assert stored(tmp_path / "run") == stored(tmp_path / "one")


def ill(study):
    """A backend whose process does not survive its first question."""
    return Says(lambda one: os.kill(os.getpid(), signal.SIGKILL))


class Elsewhere:
    """What a machine without its package cannot load."""

    def __reduce__(self):
        return __import__, ("a_package_that_is_not_there",)


def refused(study):
    def say(one):
        raise InputError(f"{one.item} cannot be asked; omit it")

    return Says(say)


def not_there(study):
    raise InputError("no such model; give another")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (not_there, "^no such model; give another$"),
        (refused, "^bfi44_1 cannot be asked; omit it$"),
        (ill, r"^2 Ray actors were lost in a row .*; if memory ran out, use fewer --actors; rerun the same command"),
    ],
)
def test_what_cannot_go_on_is_one_sentence(tmp_path, monkeypatch, make, words):
    monkeypatch.setattr(ray_actors, "LOST_IN_A_ROW", 1)
    study = small(2, 4)
    with pytest.raises(InputError, match=words), RayActors(partial(make, study), actors=1) as backend:
        run_study(study, backend, tmp_path / "run")


def test_a_machine_without_the_packages_is_named_at_once():
    missing = (
        "a Ray actor could not begin: .*No module named 'a_package_that_is_not_there'; every machine of the cluster"
    )
    with pytest.raises(InputError, match=missing), RayActors(partial(Says, Elsewhere()), actors=1):
        pass


def test_failures_are_stored_and_asked_again(tmp_path):
    study = small(2, 4)
    with RayActors(partial(Says, _one_fails), actors=1) as backend:
        assert run_study(study, backend, tmp_path / "run").failed == 2
    assert run_study(study, Says(lambda one: "3"), tmp_path / "run").received == 2


def _one_fails(prompt):
    return Reply(error="made to fail") if prompt.item == "bfi44_2" else "3"


def test_the_command_gives_the_run_of_one_process(tmp_path, cli):
    given = ("run", "simulated:human", "--personas", 4, "--with-default", "--order", "random")
    assert cli(*given, "--out", "one").returncode == 0
    done = cli(*given, "--engine", "ray", "--actors", 2, "--out", "ray")
    assert done.returncode == 0, done.stderr
    assert "220 questions to 5 respondents; replies go to ray\n" in done.stderr
    assert "replies     220 of 220\n" in done.stderr
    for run in ("one", "ray"):
        assert cli("export", run, "--to", f"{run}.csv").returncode == 0
    assert (tmp_path / "ray.csv").read_text() == (tmp_path / "one.csv").read_text()
    assert (tmp_path / "ray.replies.csv").read_text() == (tmp_path / "one.replies.csv").read_text()
    assert ray.is_initialized(), "a cluster that was there before stays"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--engine", "dask"), "unknown engine 'dask'; use local or ray"),
        (("--actors", 2), "--actors needs --engine ray; add it, or omit --actors"),
        (("--gpus-per-actor", 1), "--gpus-per-actor needs --engine ray; add it, or omit --gpus-per-actor"),
        (("--engine", "ray", "--actors", 0), "--actors 0: give at least 1"),
        (("--engine", "ray", "--gpus-per-actor", 2), "--gpus-per-actor 2: an actor uses at most one GPU; give 0 to 1"),
        (("--engine", "ray", "--actors", 3), "--actors 3: the cluster has 3 CPUs, of which one is left for Ray"),
    ],
)
def test_what_ray_cannot_do_is_refused_before_anything_is_asked(tmp_path, cli, arguments, words):
    done = cli("run", "simulated:human", "--personas", 3, *arguments)
    assert (done.returncode, done.stderr.count("\n"), done.stdout) == (2, 1, "")
    assert words in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_server_is_asked_from_one_process(cli):
    done = cli("run", "m", "--base-url", "http://127.0.0.1:9/v1", "--engine", "ray")
    assert (
        "m is on a server, which is asked from one process; omit --engine ray, and raise --concurrency" in done.stderr
    )


def test_without_ray_the_command_says_what_to_install(cli, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    done = cli("run", "simulated:human", "--engine", "ray")
    assert done.stderr == 'persona-collapse: the engine ray needs Ray: pip install "persona-collapse[ray]"\n'
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("wanted", "each", "cpus", "gpus", "expected", "because"),
    [
        (None, 0.0, 8, 0, 7, "one CPU is left for Ray"),
        (None, 1.0, 16, 4, 4, "one per GPU"),
        (None, 0.25, 8, 1, 4, "four on a GPU"),
        (None, 0.1, 4, 1, 3, "CPUs are fewer than parts of a GPU"),
        (2, 1.0, 16, 4, 2, "as typed"),
    ],
)
def test_the_number_of_actors(wanted, each, cpus, gpus, expected, because):
    assert _number(wanted, each, cpus, gpus) == expected, because
