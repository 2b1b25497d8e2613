"""Shards of a study, asked apart and merged, are the run of one process; a merge is whole or not there."""

import multiprocessing
import os
import signal
import sqlite3
from dataclasses import asdict, replace

import numpy as np
import pytest

from persona_collapse.backends import Reply, Sampling
from persona_collapse.errors import InputError
from persona_collapse.instruments import self_introduction
from persona_collapse.personas import PersonaPool, bundled_pool
from persona_collapse.results import Preflight, Trial
from persona_collapse.store import FILE, LOCK, gathering
from persona_collapse.study import DEFAULT, Shard, judge, merge, read_replies, run_answers, run_study, status
from persona_collapse.study.texts import run_texts
from tests.support.asking import Says, command, measured, simulated, small, stored
from tests.support.waiting import PATIENCE
from tests.test_golden import differences

HOW = ("begun", "command", "shards")
"""What a manifest says of how a run was run."""

STUDIES = {
    "in words": {"order": "random", "samples": 2, "with_default": True},
    "probabilities": {"sampling": Sampling(mode="probabilities"), "samples": 3},
    "texts": {"instrument": self_introduction()},
}


@pytest.fixture
def cli(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    return command(monkeypatch, capsys)


def people(study):
    """Probabilities of simulated people, or replies of which some hold no answer."""
    asked = simulated(study) if study.sampling.mode == "probabilities" else None

    class People(Says):
        def replies(self, prompts, sampling):
            return super().replies(prompts, sampling) if asked is None else asked.replies(prompts, sampling)

    return People(
        lambda one: ("3", "no idea", "5 or 4", "2")[sum(map(ord, "".join(map(str, (one.respondent, one.item))))) % 4]
    )


def shards(folder, study, of=3):
    """The folders of all shards of a study, asked in another order than theirs."""
    for number in (*range(2, of + 1), 1):
        part = replace(study, shard=Shard(number, of))
        run_study(part, people(part), folder / f"{number}")
    return [folder / f"{number}" for number in range(1, of + 1)]


def without_times(replies):
    """All that is known of replies except when they came."""
    return [(one.key, one.presentation, one.reply) for one in replies.stored]


@pytest.mark.parametrize("name", STUDIES)
def test_merged_shards_are_the_run_of_one_process(tmp_path, name):
    study = small(7, 10, **STUDIES[name])
    run_study(study, people(study), tmp_path / "one", command="alone")
    parts = shards(tmp_path, study)
    asked = [len(stored(one)[0]) for one in parts]
    assert sum(asked) == len(study) == merge(parts[::-1], tmp_path / "merged", command="together")
    one, merged = read_replies(tmp_path / "one"), read_replies(tmp_path / "merged")
    assert without_times(merged) == without_times(one)
    assert [(it.answer, it.reading, it.sample) for it in merged.answers] == [
        (it.answer, it.reading, it.sample) for it in one.answers
    ]
    record = dict(merged.manifest.record)
    assert [it["shard"] for it in record["shards"]] == ["1/3", "2/3", "3/3"]
    assert record["command"] == "together"
    assert {it: record[it] for it in record if it not in HOW} == {
        it: content for it, content in one.manifest.record.items() if it not in HOW
    }
    if name == "texts":
        texts = [replace(run_texts(it), source="", command="") for it in (one, merged)]
        assert texts[0] == texts[1]
        return
    ours, theirs = run_answers(merged), run_answers(one)
    assert np.array_equal(ours.samples, theirs.samples, equal_nan=True)
    assert (ours.quality, ours.asked, ours.attributes) == (theirs.quality, theirs.asked, theirs.attributes)


def test_four_shards_merged_measure_as_one_process(tmp_path, cli, few_pairs):
    """Simulated people, whose answers depend on their persona: the record of the diagnosis is the same to 1e-9."""
    study = small(100, 44, order="random", samples=2, with_default=True)
    run_study(study, simulated(study), tmp_path / "one")
    parts = [tmp_path / str(number) for number in range(1, 5)]
    for number, folder in enumerate(parts, start=1):
        part = replace(study, shard=Shard(number, 4))
        run_study(part, simulated(part), folder)
    assert merge(parts, tmp_path / "merged") == len(study) == 2 * 44 * 101
    one, merged = read_replies(tmp_path / "one"), read_replies(tmp_path / "merged")
    assert without_times(merged) == without_times(one)
    alone, together = measured(cli, "one"), measured(cli, "merged")
    assert alone["signature"]["name"] != "invalid"
    assert list(differences(alone, together)) == list(differences(together, alone)) == []


def test_a_shard_asks_its_own_personas_and_says_which(tmp_path, cli):
    study = small(7, 4, with_default=True)
    first, second = shards(tmp_path, study, 2)
    ids = [one.id for one in bundled_pool().first(7)]
    assert {key[0] for key in stored(first)[0]} == {*ids[::2], DEFAULT}
    assert {key[0] for key in stored(second)[0]} == {*ids[1::2]}
    assert status(second).expected == 12
    assert "shard       2/2 (3 of 7 personas)" in cli("status", second).stdout
    assert run_answers(second).asked.personas == 3, "what is measured of a shard is said of a shard"
    merge([first, second], tmp_path / "merged")
    assert "shards      merged from 2\n" in cli("status", tmp_path / "merged").stdout


def test_a_shard_resumes_and_more_personas_only_add_some(tmp_path):
    backend = Says(lambda one: "3")
    run_study(small(4, 2, shard=Shard(2, 2)), backend, tmp_path)
    run_study(small(4, 2, shard=Shard(2, 2)), backend, tmp_path)
    assert len(backend.asked) == 4
    run_study(small(8, 2, shard=Shard(2, 2)), backend, tmp_path)
    assert [key[0] for key in backend.asked[::2]] == [one.id for one in bundled_pool().first(8)[1::2]]


@pytest.mark.parametrize(
    ("begun", "then", "words"),
    [
        (Shard(1, 2), Shard(2, 2), "holds shard 1/2 of this run, not shard 2/2; give another --out"),
        (Shard(1, 2), None, "holds shard 1/2 of this run, not the whole; give another --out"),
        (None, Shard(1, 2), "holds the whole of this run, not shard 1/2; give another --out"),
    ],
)
def test_a_folder_holds_one_shard(tmp_path, begun, then, words):
    run_study(small(4, 2, shard=begun), Says(lambda one: "3"), tmp_path)
    backend = Says(lambda one: "3")
    with pytest.raises(InputError, match=words):
        run_study(small(4, 2, shard=then), backend, tmp_path)
    assert backend.asked == []


def other(tmp_path, number, of=2, personas=4, **options):
    """One more shard, of a study that may be another."""
    folder = tmp_path / f"other-{number}-of-{of}"
    run_study(small(personas, 2, shard=Shard(number, of), **options), Says(lambda one: "3"), folder)
    return folder


WITHOUT_NAMES = PersonaPool("personas", tuple(replace(one, attributes={}) for one in bundled_pool().respondents))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (lambda path, a, b: [a], "missing shards: 2/2; run them, and give all 2 to merge"),
        (lambda path, a, b: [b, a, b], "shard 2/2 is given 2 times: .*; give each shard once"),
        (
            lambda path, a, b: [a, other(path, 2, sampling=Sampling(seed=4))],
            r"different studies \(its seed is 4, not 0\)",
        ),
        (
            lambda path, a, b: [a, other(path, 2, order="random")],
            r"different studies \(its order is random, not fixed\)",
        ),
        (lambda path, a, b: [a, other(path, 2, of=3)], "are shards 2/3 and 1/2; give shards of the same number"),
        (lambda path, a, b: [a, other(path, 2, personas=6)], "do not ask the same: personas is 6 and 4; rerun both"),
        (lambda path, a, b: [a, other(path, 2, samples=2)], "do not ask the same: samples is 2 and 1; rerun both"),
        (lambda path, a, b: [a, other(path, 2, pool=WITHOUT_NAMES)], "other attributes of their personas; rerun both"),
        (lambda path, a, b: [a, path / "whole"], "whole is not a shard: it holds a whole run; give folders of"),
        (lambda path, a, b: [a, path / "nothing"], "nothing is not a run directory"),
    ],
)
def test_what_is_not_all_shards_of_one_study_is_refused(tmp_path, cli, given, words):
    for number in (1, 2):
        run_study(small(4, 2, shard=Shard(number, 2)), Says(lambda one: "3"), tmp_path / str(number))
    run_study(small(4, 2), Says(lambda one: "3"), tmp_path / "whole")
    done = cli("merge", *given(tmp_path, tmp_path / "1", tmp_path / "2"), "--out", "merged")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    with pytest.raises(InputError, match=words):
        merge(given(tmp_path, tmp_path / "1", tmp_path / "2"), tmp_path / "merged")
    assert not (tmp_path / "merged").exists()


def test_a_merge_repeated_takes_in_what_came_since_and_never_loses_a_reply(tmp_path, cli):
    folders = [tmp_path / "1", tmp_path / "2"]
    answers = {}

    def ask(number, personas=None):
        study = small(4, 2, shard=Shard(number, 2))
        said = Says(lambda one: answers.get(one.item, Reply(error="made to fail")))
        return run_study(study, said, tmp_path / str(number))

    answers["bfi44_1"] = "3"
    ask(1), ask(2)
    assert "4 questions have no reply yet" in cli("merge", *folders, "--out", "merged").stderr
    assert status("merged").failures == {"made to fail": 4}
    answers["bfi44_2"] = "I cannot say"
    ask(2)
    (tmp_path / "merged" / "notes.txt").write_text("mine")
    assert cli("merge", *folders, "--out", "merged").returncode == 0
    assert (status("merged").replies, status("merged").failures) == (6, {"made to fail": 2})
    assert cli("merge", *folders, "--out", "merged").returncode == 0, "with nothing new"
    judge("merged", Says(lambda one: "4"))
    before = (tmp_path / "merged" / FILE).read_bytes()
    refused = cli("merge", *folders, "--out", "merged")
    assert "merged holds 2 judgements that the shards do not have" in refused.stderr
    assert (tmp_path / "merged" / FILE).read_bytes() == before
    run_study(small(4, 2), Says(lambda one: "5"), "merged")
    assert status("merged").replies == 8, "a merged run goes on like any other"
    assert "merged holds 2 replies that the shards do not have" in cli("merge", *folders, "--out", "merged").stderr
    for held in ("1", "whole"):
        run_study(small(4, 2), Says(lambda one: "3"), tmp_path / "whole")
        assert f"{held} holds a run that is not a merge of these shards" in cli("merge", *folders, "--out", held).stderr
    assert sorted(one.name for one in (tmp_path / "merged").iterdir()) == [LOCK, "notes.txt", FILE]


def merge_and_die(folders, out):
    """A process that is killed when the new store is complete and about to take its place."""
    gathering._put = lambda unfinished, out: os.kill(os.getpid(), signal.SIGKILL)
    merge(folders, out)


@pytest.mark.parametrize("there", [True, False])
def test_a_merge_that_is_killed_leaves_what_was_there(tmp_path, there):
    study = small(4, 2)
    folders = shards(tmp_path, study, 2)
    if there:
        merge(folders, tmp_path / "merged")
    before = stored(tmp_path / "merged") if there else None
    dies = multiprocessing.get_context("fork").Process(target=merge_and_die, args=(folders, tmp_path / "merged"))
    dies.start()
    dies.join(PATIENCE)
    assert dies.exitcode == -signal.SIGKILL
    assert (tmp_path / "merged" / gathering.UNFINISHED).is_file(), "it was killed in the middle"
    if there:
        assert stored(tmp_path / "merged") == before
    else:
        with pytest.raises(InputError, match="not a run directory"):
            read_replies(tmp_path / "merged")
    assert merge(folders, tmp_path / "merged") == len(study)
    assert not (tmp_path / "merged" / gathering.UNFINISHED).exists()


def test_a_merge_waits_for_no_reader_and_no_writer(tmp_path):
    folders = shards(tmp_path, small(4, 2), 2)
    merge(folders, tmp_path / "merged")
    run_study(small(4, 2), Says(lambda one: "3"), tmp_path / "merged")
    reader = sqlite3.connect(tmp_path / "merged" / FILE)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM replies").fetchall()
    with pytest.raises(InputError, match=r"another process reads .*; wait for it, then merge again"):
        merge(folders, tmp_path / "merged")
    reader.close()
    assert merge(folders, tmp_path / "merged") == 8


def test_shards_as_they_are_typed(tmp_path, cli):
    for number in (1, 2):
        done = cli("run", "simulated:human", "--personas", 5, "--shard", f"{number}/2")
        assert done.returncode == 0, done.stderr
        assert done.stdout == "", "a shard has no scorecard"
    said = done.stderr.splitlines()[-1]
    assert said.startswith("when all 2 shards are done: persona-collapse merge runs/simulated--human/bfi44-")
    command = said.split("persona-collapse merge ")[1]
    pattern, _, whole = command.split()
    found = sorted(tmp_path.glob(pattern))
    assert [one.name.rpartition("-shard-")[2] for one in found] == ["1-of-2", "2-of-2"]
    assert cli("merge", *found, "--out", whole).returncode == 0
    alone = cli("run", "simulated:human", "--personas", 5, "--out", "alone")
    assert cli("show", whole, "--count", 0).stdout == cli("show", "alone", "--count", 0).stdout
    cli("export", whole, "--to", "a.csv")
    cli("export", "alone", "--to", "b.csv")
    assert (tmp_path / "a.csv").read_text() == (tmp_path / "b.csv").read_text()
    assert (tmp_path / "a.replies.csv").read_text() == (tmp_path / "b.replies.csv").read_text()
    assert alone.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--shard", "0/2"), "--shard 0/2: there is no such shard; the first is 1/2, the last 2/2"),
        (("--shard", "two"), "--shard two: use I/N with I from 1 to N, for example 1/4"),
        (("--shard", "1/0"), "--shard 1/0: use I/N"),
        (("--shard", "1/4"), "--shard 1/4: 3 personas are asked; split them into at most 3"),
        (("--shard", "1/2", "--until-width", "0.1"), "a shard has some; omit one of them"),
    ],
)
def test_what_is_no_shard_is_refused_before_anything_is_asked(tmp_path, cli, arguments, words):
    done = cli("run", "simulated:human", "--personas", 3, *arguments)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert words in done.stderr
    assert list(tmp_path.iterdir()) == []


def trials(tokens, seconds, read, count=4, **others):
    """Trial questions of which some could be read, with a persona and without."""
    asked = (
        Trial("2 + 2 = 4.", True, number > 0, "5", 5.0 if number < read else None, "", None) for number in range(count)
    )
    return Preflight(tuple(asked), tokens, 2.0, seconds, **others)


def test_the_trial_questions_of_shards_are_one(tmp_path):
    """Costs are added up, means are those of all trial questions, and no warning of any shard is lost."""
    folders = shards(tmp_path, small(6, 2), 3)
    odd, slow = "true statements are not rated higher", "slow"
    asked = [
        trials(100.0, 1.0, 4, cost=0.25, warnings=(slow,)),
        trials(200.0, 3.0, 1, count=2, cost=0.5, warnings=(odd, slow), refused="not enough"),
        replace(trials(None, 9.0, 0, cost=None, warnings=(slow,)), trials=(), completion_tokens=None),
    ]
    for number, (folder, one) in enumerate(zip(folders, asked, strict=True), start=1):
        with gathering.sqlite3.connect(folder / FILE) as store:
            for name, content in (("preflight", asdict(one)), ("left_out", [f"seed {number}"])):
                store.execute("INSERT OR REPLACE INTO manifest VALUES (?, ?)", (name, gathering.json.dumps(content)))
    merge(folders, tmp_path / "merged")
    found = read_replies(tmp_path / "merged").manifest
    assert found.left_out == ("seed 1", "seed 2", "seed 3")
    assert (found.preflight.cost, found.preflight.refused) == (0.75, "shard 2/3: not enough")
    assert found.preflight.warnings == (slow, f"shard 2/3: {odd}")
    assert (len(found.preflight.trials), found.preflight.read) == (6, 5)
    assert (found.preflight.prompt_tokens, found.preflight.completion_tokens) == (125.0, 2.0), "3 and 1 with a persona"
    assert found.preflight.seconds == pytest.approx((4 * 1.0 + 2 * 3.0) / 6), (
        "a shard that asked nothing has no part in the mean"
    )
    assert f"            shard 2/3: {odd}" in status(tmp_path / "merged").lines()


def test_a_full_disk_is_that_of_the_merged_run(tmp_path, monkeypatch):
    folders = shards(tmp_path, small(40, 4), 2)
    begin = gathering._begin

    def on_a_small_disk(store, out, manifest):
        begin(store, out, manifest)
        store.execute("PRAGMA max_page_count = 12")

    monkeypatch.setattr(gathering, "_begin", on_a_small_disk)
    with pytest.raises(InputError, match=f"no space left for {tmp_path / 'merged' / FILE}; make room"):
        merge(folders, tmp_path / "merged")


def test_a_damaged_shard_is_named(tmp_path):
    folders = shards(tmp_path, small(40, 4), 2)
    with sqlite3.connect(folders[1] / FILE) as store:
        store.execute("PRAGMA journal_mode=DELETE")
        ((page,),) = store.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'replies'").fetchall()
    content = bytearray((folders[1] / FILE).read_bytes())
    content[4096 * (page - 1) : 4096 * page] = b"\xff" * 4096
    (folders[1] / FILE).write_bytes(content)
    with pytest.raises(InputError, match=f"{folders[1] / FILE} is damaged or not a store of replies"):
        merge(folders, tmp_path / "merged")
