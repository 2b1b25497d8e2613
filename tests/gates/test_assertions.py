"""Gates on the command line and in tests: collapse, caricature and noise do not pass, people do."""

import json
from functools import cache

import numpy as np
import pytest

from persona_collapse import diagnose
from persona_collapse.diagnosis.gate import COLLAPSED, WORDS, gate_words, refused_by
from persona_collapse.diagnosis.signature import RULES
from persona_collapse.errors import InputError
from persona_collapse.gates import assert_human_like, assert_not_collapsed
from persona_collapse.results import Settings
from persona_collapse.simulation import simulate

QUICK = {"settings": Settings(draws=10), "pairs": 20}


@cache
def population(kind, seed=0, respondents=200):
    return simulate(kind, respondents, seed=seed)


@pytest.fixture(scope="module", autouse=True)
def once():
    """A population that several gates look at is diagnosed once, where nothing but the gates differs."""
    known = {}

    def diagnosed(answers, reference, **how):
        if (reference, how) != (None, QUICK):
            return diagnose(answers, reference, **how)
        if id(answers) not in known:
            known[id(answers)] = answers, diagnose(answers, reference, **how)
        return known[id(answers)][1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("persona_collapse.gates.asserting.diagnose", diagnosed)
        yield


@pytest.mark.parametrize("kind", ["collapsed", "caricature", "noise"])
def test_what_has_collapsed_does_not_pass(kind):
    with pytest.raises(AssertionError, match=r"collapse|caricature|noise"):
        assert_not_collapsed(population(kind), **QUICK)
    with pytest.raises(AssertionError, match="is not human-like but"):
        assert_human_like(population(kind), **QUICK)


def test_people_pass_and_the_diagnosis_comes_back():
    found = assert_not_collapsed(population("human"), recall=0.5, precision=0.8, **QUICK)
    assert found.signature.name == "human-like"
    again = simulate("human", 200)  # not the same object, so it is diagnosed
    assert assert_human_like(again, **QUICK).values == found.values


def test_recall_with_precision():
    with pytest.raises(AssertionError, match=r"precision 0\.0\d \(.*\) is below 50 % of people's"):
        assert_not_collapsed(population("noise"), fail_on=(), recall=0.5, precision=0.5, **QUICK)
    with pytest.raises(AssertionError, match=r"recall 0\.\d+ \(.*\) is below 80 % of people's"):
        assert_not_collapsed(population("shallow"), fail_on=(), recall=0.8, precision=0.5, **QUICK)
    for alone in ({"recall": 0.5}, {"precision": 0.5}):
        with pytest.raises(InputError, match="give recall and precision together"):
            assert_not_collapsed(population("noise"), **alone, **QUICK)


def test_the_noise_share_needs_repeats():
    people = population("human")
    with pytest.raises(InputError, match="noise_share needs repeats"):
        assert_not_collapsed(people, noise_share=0.5, **QUICK)
    again = np.stack([people.values, population("human", seed=5).values])
    with pytest.raises(AssertionError, match=r"the noise share 0\.\d+ is above 0\.50"):
        assert_not_collapsed(people, fail_on=(), noise_share=0.5, samples=again, **QUICK)


def test_words():
    assert set(COLLAPSED) <= set(WORDS)
    assert {"invalid", "too few to say", "human-like"}.isdisjoint(WORDS)
    assert {name for name, _ in RULES} | {"mixed"} == {*WORDS, "invalid", "too few to say", "human-like"}
    for given in ("collapse", "", ["noise", "nonsense"], "human-like"):
        with pytest.raises(
            InputError, match=r"unknown signature .*; choose from .*mode collapse, noise, careless, caricature"
        ):
            gate_words(given)


def test_what_is_not_known_does_not_pass():
    few = assert_not_collapsed  # 60 respondents cannot be read
    with pytest.raises(AssertionError, match=r"too few to say \(60 complete respondents; 100 are needed"):
        few(population("human", respondents=60), fail_on="noise", **QUICK)
    rng = np.random.default_rng(0)
    answers = rng.integers(1, 6, (200, 12))
    found = diagnose(answers, **QUICK)
    assert found.reference is None
    assert "caricature cannot be read without people to compare with" in refused_by(found, ("caricature",))


def test_the_command_ends_with_3(cli, few_pairs, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for kind in ("human", "collapsed", "noise"):
        (tmp_path / f"{kind}.csv").write_text(population(kind).to_csv())
    options = ("--fail-on", "mode collapse,caricature")
    code, _, said = cli("measure", "human.csv", *options)
    assert (code, "does not pass" in said) == (0, False)
    code, printed, said = cli("measure", "collapsed.csv", "noise.csv", *options, "--json", "found.json")
    assert code == 3
    assert "collapsed.csv does not pass: mode collapse (" in said
    assert "noise.csv does not pass" not in said
    assert "signature: mode collapse" in printed
    assert len(json.loads((tmp_path / "found.json").read_text())) == 2
    mistakes = {
        ("--fail-on", "collapse"): "--fail-on: unknown signature 'collapse'; choose from response style, mode collapse",
        ("--fail-on", "noise", "--protocol", "paper"): "omit --protocol paper",
    }
    for arguments, words in mistakes.items():
        code, _, said = cli("measure", "human.csv", *arguments)
        assert code == 2
        assert words in said


pytest_plugins = ["pytester"]


def test_the_plugin_has_both_as_fixtures(pytester):
    pytester.makepyfile(
        """
        import pytest
        from persona_collapse import Settings, simulate

        QUICK = {"settings": Settings(draws=5), "pairs": 10}

        def test_people(assert_not_collapsed, assert_human_like):
            assert assert_not_collapsed(simulate("human", 200), **QUICK).signature.name == "human-like"

        def test_copies(assert_not_collapsed):
            assert_not_collapsed(simulate("collapsed", 200), **QUICK)
        """
    )
    ran = pytester.runpytest_subprocess("-p", "no:xdist")  # it is loaded because the package is installed
    ran.assert_outcomes(passed=1, failed=1)
    ran.stdout.fnmatch_lines(["*AssertionError: simulated:collapsed: mode collapse (*"])
