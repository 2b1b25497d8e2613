"""Replies on disk: every one once, before anything reads it, one writer at a time, and nothing lost when something breaks."""

import resource
import signal
import sqlite3
import subprocess
import sys
import tracemalloc

import pytest

from persona_collapse.backends import Prompt, Reply
from persona_collapse.errors import InputError
from persona_collapse.instruments import Presentation
from persona_collapse.store import FILE, ResponseStore, is_run, open_run
from persona_collapse.study import Limits, run_study, status
from tests.support.asking import Says, command, small, stored
from tests.support.processes import run as in_a_process


def prompt(respondent="7", item="bfi44_1", sample=1, **others):
    return Prompt(respondent, item, sample, "", "Talkative?", **others)


@pytest.fixture
def cli(monkeypatch, capsys):
    return command(monkeypatch, capsys)


def test_a_reply_comes_back_as_it_came(tmp_path):
    full = Reply(
        text='4 \u2014 "so"\n',
        reasoning="hm",
        probabilities=(0.1, 0.2, 0.3, 0.15, 0.05),
        prompt_tokens=12,
        completion_tokens=3,
        cost=0.25,
        latency=1.5,
        finish_reason="stop",
        model="m-1",
    )
    turned = Presentation(swapped=True, descending=True)
    with ResponseStore(tmp_path, write=True) as store:
        store.add(prompt(presentation=turned), full)
        store.add(prompt(sample=2), Reply(""))
    with ResponseStore(tmp_path) as store:
        first, second = store.replies()
    assert (first.key, first.presentation, first.reply) == (("7", "bfi44_1", 1), str(turned), full)
    assert (second.key, second.presentation, second.reply) == (("7", "bfi44_1", 2), "", Reply(""))
    assert first.received <= second.received


def test_a_key_is_stored_once(tmp_path):
    with ResponseStore(tmp_path, write=True) as store:
        store.add(prompt(), Reply("4"))
        with pytest.raises(sqlite3.IntegrityError):
            store.add(prompt(), Reply("5"))
        for other in (prompt(respondent="8"), prompt(item="bfi44_2"), prompt(sample=2)):
            store.add(other, Reply("5"))
        assert [one.reply.text for one in store.replies()] == ["4", "5", "5", "5"]
        assert len(store.done()) == 4


def test_configurations_do_not_see_each_other(tmp_path):
    for name in ("one", "two"):
        with ResponseStore(tmp_path, write=True, configuration=name) as store:
            assert set(store.done()) == set()
            store.add(prompt(), Reply(name, cost=1.0))
            store.add(prompt(item="bfi44_9"), Reply(error=name))
            assert [one.reply.text for one in store.replies()] == [name]
            assert store.cost() == 1.0
            assert store.failures() == {("7", "bfi44_9", 1): name}


def test_a_reply_is_on_disk_before_anybody_is_told_of_it(tmp_path):
    study, seen = small(2, 3), []

    def told(prompt, reply):
        # a connection of one's own: what it sees is committed
        seen.append((prompt.respondent, prompt.item, prompt.sample))
        assert set(stored(tmp_path)[0]) == set(seen)

    run_study(study, Says(lambda prompt: "3"), tmp_path, listener=told)
    assert len(seen) == 6


def many(folder, respondents=400, items=44):
    """Replies as of a run, in the order of asking backwards."""
    with ResponseStore(folder, write=True) as store:
        store._connection.execute("BEGIN")
        for number in range(respondents * items)[::-1]:
            store.add(prompt(f"persona-{number // items:05}", f"bfi44_{number % items + 1}"), Reply("4"))
        store._connection.execute("COMMIT")


def test_keys_and_replies_stay_on_disk_until_they_are_taken(tmp_path):
    """Neither takes memory for each reply, so that tens of millions of them can be resumed."""
    many(tmp_path)
    with ResponseStore(tmp_path) as store:
        done, replies = store.done(), store.replies()
        tracemalloc.start()
        assert len(done) == sum(1 for _ in done) == sum(1 for _ in replies) == 400 * 44
        assert done
        assert all((f"persona-{who:05}", f"bfi44_{item}", 1) in done for who in range(400) for item in range(1, 45))
        assert ("persona-00007", "bfi44_45", 1) not in done
        assert ("persona-00007", "bfi44_4", 2) not in done
        assert ("persona-00400", "bfi44_1", 1) not in done
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 10 * 400 * 44, "bytes; as a set, each key took 256"
        first = next(store.replies())
        assert (first.respondent, first.item) == ("persona-00399", "bfi44_44"), "in order of arrival, not of the key"


def test_a_file_that_breaks_while_it_is_read_is_one_sentence(tmp_path):
    many(tmp_path)
    with ResponseStore(tmp_path) as store:
        keys = iter(store.done())
        next(keys)
        break_middle(tmp_path / FILE)
        with pytest.raises(InputError, match="is damaged or not a store of replies"):
            list(keys)


def test_failures_are_listed_until_there_is_a_reply(tmp_path):
    with ResponseStore(tmp_path, write=True) as store:
        store.add(prompt(), Reply(error="busy"))
        store.add(prompt(item="bfi44_2"), Reply(error="busy"))
        store.add(prompt(), Reply(error="gone"))
        assert store.failures() == {("7", "bfi44_1", 1): "gone", ("7", "bfi44_2", 1): "busy"}
        assert set(store.done()) == set()
        store.add(prompt(), Reply("2"))
        assert store.failures() == {("7", "bfi44_2", 1): "busy"}
        assert set(store.done()) == {("7", "bfi44_1", 1)}


def test_judgements_are_kept_beside_the_replies(tmp_path):
    key = ("7", "bfi44_1", 1)
    with ResponseStore(tmp_path, write=True) as store:
        store.add(prompt(), Reply("well"))
        store.add_judgement(key, "first", "4")
        store.add_judgement(key, "second", "none")
        with pytest.raises(sqlite3.IntegrityError):
            store.add_judgement(key, "first", "5")
        assert store.judgements() == {key: ("second", "none")}
        assert [one.reply.text for one in store.replies()] == ["well"]


def test_the_cost_is_the_sum_of_what_was_reported(tmp_path):
    with ResponseStore(tmp_path, write=True) as store:
        assert store.cost() == 0.0
        store.add(prompt(), Reply("1", prompt_tokens=10, completion_tokens=1, cost=0.5))
        store.add(prompt(sample=2), Reply("1", prompt_tokens=20))
        store.add(prompt(sample=3), Reply(error="busy", cost=9.0))
        assert store.cost() == 0.5


def test_a_second_process_is_refused_in_one_line_and_readers_are_not(tmp_path, cli):
    folder, study = tmp_path / "run", small(2, 3)
    run_study(study, Says(lambda prompt: "3"), folder)
    with open_run(folder) as reading:
        configuration = reading.configuration
    with ResponseStore(folder, write=True, configuration=configuration) as writing:
        done = in_a_process("run", "simulated:human", "--personas", 2, "--out", folder)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            f"persona-collapse: another process writes to {folder}; wait for it, or give another --out\n"
        )
        writing.add(prompt(), Reply("5"))
        assert "replies     7 of 6" in in_a_process("status", folder).stdout, "the one just written is seen"
        writing.add(prompt(sample=2), Reply("5"))
        assert stored(folder)[1] == 8
    with ResponseStore(folder, write=True):
        pass


def test_reading_writes_nothing(tmp_path):
    with ResponseStore(tmp_path, write=True) as store:
        store.write_manifest("configuration", "")
    with open_run(tmp_path) as store, pytest.raises(InputError, match="cannot be used: attempt to write a readonly"):
        store.add(prompt(), Reply("4"))


@pytest.mark.parametrize("reader", ["status", "export", "measure"])
def test_what_is_no_run_is_one_line(tmp_path, cli, reader):
    (tmp_path / "folder").mkdir()
    (tmp_path / "answers.csv").write_text("a\n1\n")
    more = ("--to", tmp_path / "out.csv") if reader == "export" else ()
    for name in ("folder", "nowhere"):
        done = cli(reader, tmp_path / name, *more)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        if reader != "measure":
            assert f"{tmp_path / name} is not a run directory (it has no {FILE})" in done.stderr
    assert not is_run(tmp_path / "answers.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.csv", "folder"]
    assert list((tmp_path / "folder").iterdir()) == []


@pytest.mark.parametrize("begun", ["an empty file", "only the tables"])
def test_a_run_killed_at_its_very_beginning_can_be_begun_again(tmp_path, cli, begun):
    folder = tmp_path / "run"
    folder.mkdir()
    if begun == "an empty file":
        (folder / FILE).write_bytes(b"")
    else:
        ResponseStore(folder, write=True).close()
    for arguments in (["status", folder], ["export", folder, "--to", tmp_path / "out.csv"]):
        done = cli(*arguments)
        assert (done.returncode, done.stderr) == (
            2,
            f"persona-collapse: {folder}: this run has not begun; start it again with persona-collapse run\n",
        )
    done = cli("run", "simulated:noise", "--personas", 1, "--out", folder)
    assert done.returncode == 0, done.stderr
    assert "replies     44 of 44" in done.stderr


def break_middle(file):
    """Everything but the first page of a database, replaced by nonsense."""
    content = file.read_bytes()
    assert len(content) > 3 * 4096
    file.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))


@pytest.mark.parametrize("damage", ["not a database", "broken pages", "half a file"])
def test_a_damaged_file_is_one_line_and_stays_as_it_is(tmp_path, cli, damage):
    folder = tmp_path / "run"
    assert cli("run", "simulated:human", "--personas", 3, "--out", folder).returncode == 0
    file = folder / FILE
    if damage == "not a database":
        file.write_bytes(b"respondent,item,answer\n" * 1000)
    elif damage == "broken pages":
        break_middle(file)
    else:
        file.write_bytes(file.read_bytes()[:6000])
    before = file.read_bytes()
    for arguments in (
        ["status", folder],
        ["export", folder, "--to", tmp_path / "out.csv"],
        ["measure", folder],
        ["run", "simulated:human", "--personas", 3, "--out", folder],
    ):
        done = cli(*arguments)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), (arguments, done)
        assert f"{file} is damaged or not a store of replies" in done.stderr
    assert file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run"]


def test_a_file_that_breaks_while_it_is_written_is_one_sentence(tmp_path):
    run_study(small(12, 44), Says(lambda prompt: "3"), tmp_path)
    break_middle(tmp_path / FILE)
    with (
        ResponseStore(tmp_path, write=True) as store,
        pytest.raises(InputError, match="is damaged or not a store of replies"),
    ):
        store.add(prompt(), Reply("4"))


def test_a_full_disk_stops_the_run_and_the_same_command_goes_on(tmp_path, monkeypatch):
    study, folder = small(10, 44), tmp_path / "run"
    said = Says(lambda prompt: f"{prompt.item[-1]} " + "because " * 50)

    class OnASmallDisk(ResponseStore):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            (pages,) = self._connection.execute("PRAGMA page_count").fetchone()
            self._connection.execute(f"PRAGMA max_page_count = {pages + 10}")

    run_study(study, said, folder, limits=Limits(requests=2))
    with monkeypatch.context() as patch:
        patch.setattr("persona_collapse.study.run.ResponseStore", OnASmallDisk)
        with pytest.raises(InputError, match=rf"no space left for {folder / FILE}; make room, then rerun the same"):
            run_study(study, said, folder)
    before, count = stored(folder)
    assert 2 < count < len(study)
    assert status(folder).replies == count
    with open_run(folder) as store:
        assert store._rows("PRAGMA integrity_check") == [("ok",)]

    again = Says(said.reply)
    outcome = run_study(study, again, folder)
    assert (outcome.open, outcome.received) == (0, len(study) - count)
    assert not set(again.asked) & set(before)
    run_study(study, Says(said.reply), tmp_path / "whole")
    assert stored(folder) == stored(tmp_path / "whole")


def test_a_file_that_may_not_grow_ends_the_command_in_one_line(tmp_path, cli):
    folder = tmp_path / "run"
    arguments = ["run", "simulated:human", "--personas", "11", "--out", str(folder)]

    def little_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_500_000, 2_500_000))

    script = "from persona_collapse.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, preexec_fn=little_room
    )
    assert (done.returncode, done.stdout) == (2, "")
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"persona-collapse: no space left for {folder / FILE}"), done.stderr
    assert "Traceback" not in done.stderr
    count = stored(folder)[1]
    assert 0 < count < 11 * 44
    again = cli(*arguments)
    assert again.returncode == 0, again.stderr
    assert stored(folder)[1] == 11 * 44


def test_a_directory_that_cannot_be_made_is_one_line(tmp_path, cli):
    (tmp_path / "file").write_text("mine")
    done = cli("run", "simulated:human", "--personas", 1, "--out", tmp_path / "file" / "run")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "cannot write to" in done.stderr
    assert "give another --out" in done.stderr
    done = cli("run", "simulated:human", "--personas", 1, "--out", tmp_path / "file")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert (tmp_path / "file").read_text() == "mine"
