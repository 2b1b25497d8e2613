"""`run --after`: the questionnaire after a conversation, by the commands as they are typed."""

import json
from pathlib import Path

import pytest

from persona_collapse.dialogues import bundled_dialogue, bundled_dialogues
from persona_collapse.personas import bundled_pool
from persona_collapse.store import open_run
from persona_collapse.study import export, preflight, read_manifest
from tests.support.asking import Says, small

HOUSE = bundled_dialogue("moving-house").turns
FIRST, SECOND = (one.id for one in bundled_pool().first(2))


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "machine"))
    return tmp_path


def talk(text):
    return [{"role": "user", "content": f"{text}?"}, {"role": "assistant", "content": f"{text}!"}]


def written(*records):
    with open("talk.jsonl", "w", encoding="utf-8") as stream:
        stream.writelines(f"{json.dumps(one)}\n" for one in records)
    return "talk.jsonl"


def asked(cli, out, *options, model="simulated:human", personas=2):
    code, printed, err = cli("run", model, "--personas", personas, "--out", out, *options)
    assert code == 0, err
    return printed + err


def refused(cli, *options):
    code, _, err = cli("run", "simulated:human", "--personas", 3, "--out", "run", *options)
    assert code == 2, err
    assert err.count("\n") == 1
    return err


def test_the_bundled_conversations_are_listed_and_shown(cli):
    code, printed, _ = cli("dialogue", "list")
    assert code == 0
    assert [line.split()[0] for line in printed.splitlines()] == [f"bundled:{one.name}" for one in bundled_dialogues()]
    assert "bundled:moving-house       24 turns: boxes, a van and a sofa\n" in printed
    code, printed, _ = cli("dialogue", "show", "bundled:pea-soup")
    assert code == 0
    assert "licence  Apache-2.0\n" in printed
    assert [line.split()[0] for line in printed.splitlines()[-2:]] == ["user", "assistant"]
    code, printed, _ = cli("dialogue", "show", "moving-house", "--jsonl")
    Path("house.jsonl").write_text(printed, encoding="utf-8")
    assert "asked after 24 turns of house.jsonl" in read_manifest_of(cli, "--after", "house.jsonl").note
    code, _, err = cli("dialogue", "show", "bus")
    assert (code, err.startswith("persona-collapse: --after bundled:bus: no such dialogue; names: bus-stop")) == (
        2,
        True,
    )


def read_manifest_of(cli, *options):
    asked(cli, "of", *options)
    with open_run("of") as store:
        return read_manifest(store)


def test_it_is_in_the_prompt_the_manifest_and_everything_that_names_the_run(cli):
    after = ("--after", "bundled:moving-house", "--after-turns", 8)
    code, printed, _ = cli("run", "simulated:human", "--personas", 2, "--dry-run", *after)
    assert code == 0
    spoken = [f"[{one.role}]\n{one.content}" for one in HOUSE[:8]]
    assert "\n\n".join(spoken) + "\n\n[user]\nHow well does this statement" in printed
    assert HOUSE[8].content not in printed
    asked(cli, "run", *after)
    with open_run("run") as store:
        manifest = read_manifest(store)
    identity = manifest.study.conversation
    assert (identity.name, identity.turns, len(identity.digest)) == ("bundled:moving-house", 8, 64)
    assert manifest.conversation.before(FIRST) == HOUSE[:8] == manifest.example.turns
    assert export("run").manifest["study"]["conversation"]["digest"] == identity.digest
    assert "after       8 turns of bundled:moving-house\n" in cli("status", "run")[1]
    code, printed, _ = cli("show", "run", "--count", 2)
    first, second = printed.split("persona ")[1:]
    assert [line for line in first.splitlines() if line.startswith("  assistant: ")] == [
        f"  assistant: {one.content}" for one in HOUSE[1:8:2]
    ]
    assert "(after the same 8 turns)" in second
    assert HOUSE[0].content not in second
    cli("show", "run", "--count", 1, "--out", "page.html")
    assert "conversation before it, 8 turns" in Path("page.html").read_text(encoding="utf-8")


def test_another_conversation_is_another_run(cli):
    asked(cli, "run", "--after", "bundled:moving-house", "--after-turns", 8)
    again = asked(cli, "run", "--after", "bundled:moving-house", "--after-turns", 8)
    assert "88 replies are already stored" in again
    for options, words in (
        (("--after", "bundled:moving-house"), "not 24 turns of bundled:moving-house ("),
        (("--after", "bundled:dripping-tap"), "not 8 turns of bundled:dripping-tap ("),
        ((), "its conversation is 8 turns of bundled:moving-house ("),
        (("--after", "bundled:moving-house", "--after-turns", 0), ", not none)"),
    ):
        assert words in refused(cli, *options)


def test_no_turns_ask_what_is_asked_without_a_conversation(cli):
    plain = cli("run", "simulated:human", "--personas", 2, "--dry-run")[1]
    after = ("--after", "bundled:moving-house", "--after-turns")
    assert cli("run", "simulated:human", "--personas", 2, "--dry-run", *after, 0)[1] == plain
    assert cli("run", "simulated:human", "--personas", 2, "--dry-run", *after, 2)[1] != plain


def test_each_persona_reads_its_own_dialogue(cli):
    file = written({"persona": SECOND, "messages": talk("Snow")}, {"persona": FIRST, "messages": talk("Rain") * 2})
    asked(cli, "run", "--after", file)
    for persona, turns, word in ((FIRST, 4, "Rain"), (SECOND, 2, "Snow")):
        shown = cli("show", "run", "--persona", persona, "--count", 1)[1]
        assert [line.strip() for line in shown.splitlines() if "user: " in line or "assistant: " in line] == [
            f"user: {word}?",
            f"assistant: {word}!",
        ] * (turns // 2)
    assert "after       2 to 4 turns of talk.jsonl, a dialogue per persona\n" in cli("status", "run")[1]


def test_what_cannot_be_asked_is_refused_before_anything_is_asked(cli, place):
    file = written({"persona": FIRST, "messages": talk("Rain")})
    lost = ", ".join(one.id for one in bundled_pool().first(3)[1:])
    assert f"talk.jsonl has no dialogue for 2 of 3 personas: {lost}; add a line for each" in refused(
        cli, "--after", file
    )
    whole = written(*({"persona": one.id, "messages": talk("Rain")} for one in bundled_pool().first(3)))
    assert "--with-default also asks without a persona, and talk.jsonl has no dialogue for 'default'" in refused(
        cli, "--after", whole, "--with-default"
    )
    assert "--after-turns 8 needs a conversation; add --after" in refused(cli, "--after-turns", 8)
    assert "--after-turns 7: turn 7 is the user's" in refused(cli, "--after", "bundled:slow-film", "--after-turns", 7)
    assert "--after-turns 10: bundled:slow-film has 8 turns" in refused(
        cli, "--after", "bundled:slow-film", "--after-turns", 10
    )
    with open(file, "a", encoding="utf-8") as stream:
        stream.write('{"persona": "9", "messages": [{"role": "system", "content": "Be Ann."}]}\n')
    assert "talk.jsonl, line 4, messages[1].role is system" in refused(cli, "--after", file)
    assert not (place / "run").exists()


def test_trial_questions_come_after_it_too():
    from persona_collapse.dialogues import read_conversation

    said = []
    study = small(2, with_default=True, conversation=read_conversation("bundled:pea-soup"))
    preflight(study, Says(lambda one: said.append(one) or "5", model="says"))
    assert [len(one.turns) for one in said] == [2] * 5
    assert said[-1].messages[-2]["content"] == bundled_dialogue("pea-soup").turns[-1].content


@pytest.fixture
def few(monkeypatch):
    """No scorecard after a run, and comparisons with few pairs of draws and relabellings: a test looks at something else."""
    from persona_collapse.diagnosis import compare

    def quick(*given, **options):
        return compare(*given, **{**options, "pairs": 5, "permutations": 9, "signatures": False})

    monkeypatch.setattr("persona_collapse.cli.run._show_scorecard", lambda *given: None)
    monkeypatch.setattr("persona_collapse.diagnosis.compare", quick)


def test_planted_drift_is_found_and_none_where_there_is_none(cli, few):
    after = ("--after", "bundled:moving-house", "--after-turns")
    for kind in ("drifting", "human"):
        for turns in (0, 24):
            asked(cli, f"{kind}-{turns}", *after, turns, model=f"simulated:{kind}", personas=100)
        code, printed, err = cli("compare", f"{kind}-0", f"{kind}-24", "--json", f"{kind}.json")
        assert code == 0, err
        first, second, *_ = printed.splitlines()
        assert "asked after" not in first
        assert "asked after 24 turns of bundled:moving-house" in second
    drift, none = (json.loads(Path(f"{kind}.json").read_text(encoding="utf-8")) for kind in ("drifting", "human"))
    found = {one["name"]: one for one in drift["steps"][0]["differences"]}
    for name in ("sd_ratio", "rho", "d"):
        assert found[name]["difference"] < 0, name
    assert found["sd_ratio"]["high"] < 0, "the interval of the difference does not hold 0"
    for one in none["steps"][0]["differences"]:
        assert one["difference"] in (0, None), "a conversation changes nothing of a human respondent"
        assert not one["differs"]
        assert one["low"] is None or one["low"] <= 0 <= one["high"]
