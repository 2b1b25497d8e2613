"""ANSWERS and --reference as datasets on the Hub: found over HTTP and in what was registered, refused in one line."""

import json
import os

import pytest

from persona_collapse.instruments import bfi44
from persona_collapse.simulation import simulate
from persona_collapse.tables import encoded
from tests.support.hub_double import Repository, hub_double
from tests.support.processes import in_a_process, python


@pytest.fixture
def hub():
    with hub_double() as server:
        yield server


def table(kind, respondents, seed=0, **beside):
    """A simulated population as the content of a Parquet file."""
    population = simulate(kind, respondents, seed=seed)
    return encoded(
        {
            **dict(zip(population.items, population.values.astype(int).T.tolist(), strict=True)),
            **{name: [cell] * respondents for name, cell in beside.items()},
        },
        ".parquet",
    )


def card(**configurations):
    """The front matter of a dataset: configuration -> its file."""
    lines = [
        f"- config_name: {name}\n  data_files: [{{split: train, path: {file}}}]\n"
        for name, file in configurations.items()
    ]
    return f"---\nconfigs:\n{''.join(lines)}---\n".encode()


def upload(hub, name, **files):
    hub.repositories["datasets", name] = Repository(name)
    hub.repositories["datasets", name].files = {path.replace("__", "/"): content for path, content in files.items()}


def labelled():
    """Two configurations; one has labels that are a class label, with a respondent who has none."""
    from datasets import ClassLabel, Dataset, Features, Value

    population = simulate("shallow", 60)
    columns = dict(zip(population.items, population.values.astype(int).T.tolist(), strict=True))
    features = Features({name: Value("int8") for name in columns} | {"openness": ClassLabel(names=["High", "Low"])})
    return Dataset.from_dict({**columns, "openness": [None, *[0, 1] * 29, 1]}, features=features)


def test_what_a_dataset_holds(hub, tmp_path):
    labelled().to_parquet(str(tmp_path / "labelled.parquet"))
    upload(
        hub,
        "org/answers",
        **{
            "README.md": card(plain="plain.parquet", labelled="labelled.parquet"),
            "plain.parquet": table("human", 50),
            "labelled.parquet": (tmp_path / "labelled.parquet").read_bytes(),
        },
    )
    upload(
        hub,
        "org/simulated",
        **{"a.parquet": table("human", 50, source="a: simulated from published norms, not people")},
    )
    script = """
from persona_collapse.hub.answers import load_answers
for name in ("org/answers:plain", "org/answers:labelled", "org/simulated"):
    found = load_answers(name)
    levels = found.levels()
    print(found.source, found.values.shape, found.instrument.id, found.note, None if levels is None else levels[:3, 4])
"""
    assert in_a_process(hub, tmp_path, script).splitlines() == [
        f"org/answers:plain (50, 44) {bfi44().id}  None",
        f"org/answers:labelled (60, 44) {bfi44().id}  [nan  3.  1.]",
        f"org/simulated (50, 44) {bfi44().id} simulated from published norms, not people None",
    ]


def test_what_cannot_be_used_is_one_sentence(hub, tmp_path):
    upload(hub, "org/two", **{"train.parquet": table("human", 50), "test.parquet": table("human", 50)})
    upload(hub, "org/configured", **{"README.md": card(a="a.csv", b="b.csv"), "a.csv": b"x\n1\n", "b.csv": b"x\n1\n"})
    upload(hub, "org/texts", **{"data.csv": b"name,text\na,b\n"})
    upload(hub, "org/wrong", **{"data.parquet": table("human", 50, bfi44_7=9)})
    upload(hub, "org/broken", **{"data.parquet": b"PAR1 and nothing else"})
    upload(hub, "org/empty", **{"README.md": b"# nothing\n"})
    upload(hub, "org/gated", **{"data.parquet": table("human", 50)})
    hub.repositories["datasets", "org/gated"].gated = True
    names = ["none", "two", "configured", "configured:c", "texts", "wrong", "broken", "empty", "gated"]
    script = f"""
from persona_collapse.errors import InputError
from persona_collapse.hub.answers import load_answers
for name in {names}:
    try:
        load_answers(f"org/{{name}}")
    except InputError as problem:
        print(problem)
"""
    capture = []
    lines = in_a_process(hub, tmp_path, script, capture=capture).splitlines()
    assert capture == [""], "no chatter"
    words = [
        "org/none is not available: the Hub has no such dataset, or it is private; check the name, log in",
        "org/two has the splits train, test; save the one you mean",
        "org/configured is not available: Config name is missing. Please pick one among the available configs: ['a', 'b']",
        "org/configured is not available: BuilderConfig 'c' not found. Available: ['a', 'b']",
        "org/texts has no complete set of item columns",
        "org/wrong, row 1, column bfi44_7: 9 is not on the scale",
        "org/broken is not available: ",
        "org/empty is not available: ",
        "org/gated is not available: its terms have to be accepted first; accept them at http",
    ]
    assert len(lines) == len(names), lines
    for line, word in zip(lines, words, strict=True):
        assert line.startswith(word), line


MAIN = "from persona_collapse.cli import main; main()"


def test_the_command_measures_datasets_and_compares_with_them(hub, tmp_path):
    upload(hub, "org/answers", **{"data.parquet": table("shallow", 60)})
    upload(hub, "org/people", **{"README.md": card(first="first.parquet"), "first.parquet": table("human", 70)})
    (tmp_path / "org").mkdir()
    (tmp_path / "org" / "local").write_text("a file of that name wins")
    run = f"import sys; sys.argv = ['persona-collapse', 'measure', *ARGUMENTS]; {MAIN}"
    arguments = ["org/answers", "--reference", "org/people:first", "--protocol", "paper", "--json", "-"]
    capture = []
    record = json.loads(in_a_process(hub, tmp_path, run.replace("ARGUMENTS", str(arguments)), capture=capture))
    assert (record["population"]["source"], record["reference"]["source"]) == ("org/answers", "org/people:first")
    assert capture == [""]
    ended = f"""
import contextlib, sys
for name in ("org/local", "org/none", "org/none.csv"):
    sys.argv = ["persona-collapse", "measure", name]
    with contextlib.suppress(SystemExit):
        {MAIN}
"""
    in_a_process(hub, tmp_path, ended, capture=capture)
    local, none, csv = capture[-1].splitlines()
    assert "org/local ends in nothing" in local
    assert "org/none is not available: the Hub has no such dataset" in none
    assert none.endswith("or give a file (there is none called org/none)")
    assert "file not found: org/none.csv" in csv


def test_offline_what_was_registered_is_found(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    environment |= {"HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "1", "HF_EVALUATE_OFFLINE": "1"}

    def run(*arguments):
        return python(MAIN, *arguments, cwd=tmp_path, env=environment)

    before = run("measure", "persona-collapse/human-reference")
    assert before.returncode == 2
    assert before.stderr.count("\n") == 1
    assert "persona-collapse/human-reference is not available: the Hub cannot be reached; connect" in before.stderr
    assert run("register").returncode == 0
    done = run("measure", "persona-collapse/human-reference:calibrated-2058", "--protocol", "paper", "--json", "-")
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)["population"]
    assert record["source"] == "persona-collapse/human-reference:calibrated-2058"
    assert (record["respondents"], record["note"]) == (2058, "simulated from published norms, not people")
    assert done.stderr.count("\n") == 1
    no_answers = run("measure", "persona-collapse/personas")
    assert (no_answers.returncode, no_answers.stderr.count("\n")) == (2, 1)
    assert "persona-collapse/personas has no complete set of item columns" in no_answers.stderr
