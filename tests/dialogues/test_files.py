"""Files of dialogues: every fault is one sentence with the file, the line, the field, and what to type."""

import json

import pytest

from persona_collapse.dialogues import Conversation, Turn, bundled_dialogue, read_conversation
from persona_collapse.errors import InputError

HELLO = [{"role": "user", "content": "Hello."}, {"role": "assistant", "content": "Hello!"}]
LONGER = [*HELLO, {"role": "user", "content": "Rain again."}, {"role": "assistant", "content": "Since noon."}]


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Lines -> the file with these lines; what is not text is written as JSON."""
    monkeypatch.chdir(tmp_path)

    def write(*lines):
        texts = [one if isinstance(one, str) else json.dumps(one) for one in lines]
        (tmp_path / "talk.jsonl").write_text("\n".join(texts) + "\n", encoding="utf-8")
        return "talk.jsonl"

    return write


def said(*messages):
    return {"messages": list(messages)}


def test_one_line_is_the_dialogue_of_all(file):
    found = read_conversation(file("", said(*HELLO) | {"title": "unused"}))
    assert found == Conversation("talk.jsonl", (Turn("user", "Hello."), Turn("assistant", "Hello!")))
    assert found.before("7") == found.before("default") == found.shared
    assert found.missing(["7"]) == []


@pytest.mark.parametrize("field", ["persona", "respondent", "id", "agent_name"])
def test_a_line_per_persona_names_it_as_other_tables_do(file, field):
    found = read_conversation(file({field: 7, "messages": HELLO}, {field: "b", "messages": LONGER}))
    assert [len(found.before(one)) for one in ("7", "b", "c")] == [2, 4, 0]
    assert found.missing(["b", "c", "7", "d"]) == ["c", "d"]
    assert found.identity.in_words == "2 to 4 turns of talk.jsonl, a dialogue per persona"


def test_the_identity_is_that_of_what_is_read(file):
    first = read_conversation(file(said(*LONGER))).identity
    assert read_conversation(file(said(*LONGER) | {"note": "other"})).identity == first
    assert read_conversation(file(said(*HELLO))).identity.digest != first.digest
    assert read_conversation(file({"persona": "7", **said(*LONGER)})).identity.digest != first.digest
    assert read_conversation(file(said(*LONGER))).first(2).identity == read_conversation(file(said(*HELLO))).identity


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([""], "talk.jsonl has no dialogue; write one object per line"),
        (["{"], "talk.jsonl, line 1: not JSON ("),
        (["[" * 100_000], "talk.jsonl, line 1: not JSON (nested too deeply"),
        ([[1]], "talk.jsonl, line 1: not an object; write"),
        ([{"mesages": HELLO}], "talk.jsonl, line 1: no field messages (its fields are mesages); write"),
        ([said()], "talk.jsonl, line 1: messages is an empty list; write a list of messages"),
        ([{"messages": "Hello."}], "talk.jsonl, line 1: messages is a text; write"),
        ([said("Hello.")], "talk.jsonl, line 1, messages[1] is a text; write an object with role and content"),
        ([said({"content": "Hello."})], "messages[1].role is missing; use user or assistant"),
        ([said({"role": "tool", "content": "4"})], "messages[1].role is 'tool'; use user or assistant"),
        ([said({"role": "system", "content": "Be Ann."}, *HELLO)], "messages[1].role is system, where the text of the"),
        ([said(HELLO[1])], "messages[1].role is assistant, and it is the turn of the user; let user and assistant"),
        ([said(*HELLO, HELLO[1])], "messages[3].role is assistant, and it is the turn of the user"),
        ([said(*HELLO, HELLO[0])], "line 1: the last of the 3 messages is by the user, and the question follows"),
        ([said({"role": "user"})], "messages[1].content is missing; write the text"),
        ([said({"role": "user", "content": [{"type": "text"}]})], "messages[1].content is a list; write the text"),
        ([said({"role": "user", "content": " \n"})], "messages[1].content is empty; write the text"),
        (['{"messages": [{"role": "user", "content": "\\ud83d"}]}'], "messages[1].content has half of a character"),
        ([said(*HELLO), "", said(*LONGER)], "talk.jsonl, line 3: a second dialogue, and no field says whose it is"),
        (
            [{"id": 1, **said(*HELLO)}, said(*HELLO)],
            'line 2: no persona, and line 1 names one in its field id; add "id"',
        ),
        (
            [said(*HELLO), {"id": 1, **said(*HELLO)}],
            'line 1: no persona, and line 2 names one in its field id; add "id"',
        ),
        (
            [{"id": 1, **said(*HELLO)}, {"persona": 1, **said(*HELLO)}],
            "line 2: the persona is in the field persona, and in",
        ),
        (
            [{"id": 7, **said(*HELLO)}, {"id": "7", **said(*HELLO)}],
            "line 2: id is 7, as in line 1; give each persona one",
        ),
        ([{"persona": True, **said(*HELLO)}], "line 1: persona is true; write the id of the persona"),
        ([{"persona": "", **said(*HELLO)}], 'line 1: persona is ""; write the id of the persona'),
    ],
)
def test_a_wrong_file_is_one_sentence(file, lines, words):
    with pytest.raises(InputError) as refused:
        read_conversation(file(*lines))
    assert words in str(refused.value)
    assert "talk.jsonl" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        InputError, match=r"--after none.jsonl: file not found; give a JSON Lines file, or bundled:NAME"
    ):
        read_conversation("none.jsonl")
    with pytest.raises(InputError, match=r"--after \.: is a directory"):
        read_conversation(".")
    (tmp_path / "old.jsonl").write_bytes(b'{"messages": "\xe9"}')
    with pytest.raises(InputError, match=r"old.jsonl is not UTF-8 \(byte 15\); save it as UTF-8"):
        read_conversation("old.jsonl")
    with pytest.raises(InputError, match="--after bundled:bus: no such dialogue; names: bus-stop, lost-umbrella"):
        read_conversation("bundled:bus")


def test_the_first_turns_are_the_beginning_of_every_dialogue(file):
    whole = read_conversation("bundled:moving-house")
    assert whole.shared == bundled_dialogue("moving-house").turns
    assert whole.first(8).shared == whole.shared[:8]
    assert whole.first(24) == whole
    assert whole.first(0) is None
    own = read_conversation(file({"id": "a", **said(*HELLO)}, {"id": "b", **said(*LONGER)}))
    assert own.first(2).before("b") == own.before("a")
    for conversation, turns, words in (
        (whole, 26, "--after-turns 26: bundled:moving-house has 24 turns; give at most 24"),
        (whole, 3, "--after-turns 3: turn 3 is the user's, .*; give an even number: 2 or 4"),
        (whole, -1, "--after-turns -1: give 0 or more"),
        (own, 4, "--after-turns 4: talk.jsonl, the dialogue of persona a, has 2 turns; give at most 2"),
    ):
        with pytest.raises(InputError, match=words):
            conversation.first(turns)
