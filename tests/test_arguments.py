"""Arguments of another kind are refused by the function that was called, before it begins."""

import inspect
import re

import numpy as np
import pytest

import persona_collapse as pc
from persona_collapse.arguments import FUNCTION, LABELS, NUMBERS, SIZES, SWITCH, TEXTS, check, whole

FUNCTIONS = (
    "diagnose",
    "measure",
    "compare",
    "plan",
    "simulate",
    "table",
    "comparison_table",
    "metric_path",
    "run_study",
)
KNOWN = {
    "diagnose": {"matrix": [[1, 2]]},
    "measure": {"matrix": [[1, 2]]},
    "compare": {"populations": []},
    "plan": {"width": 0.1, "pilot": [[1, 2]]},
    "simulate": {"kind": "human"},
    "run_study": {"study": None, "backend": None, "folder": "x"},
}
PLACES = [(name, argument) for name in FUNCTIONS for argument in inspect.signature(getattr(pc, name)).parameters]


@pytest.mark.parametrize(("name", "argument"), PLACES)
def test_no_argument_takes_an_object_of_another_kind(name, argument, monkeypatch):
    if name == "run_study":
        monkeypatch.setattr("persona_collapse.study.run.check", _only(argument))
    with pytest.raises(pc.InputError) as refused:
        getattr(pc, name)(**{**KNOWN.get(name, {}), argument: object()})
    role = "" if argument in ("matrix", "populations", "pilot") else f" as {argument}"
    assert str(refused.value).startswith(f"{name} was given an object{role}; give "), refused.value


def _only(argument):
    """`check` of one argument, where others would have to be a study and a model."""
    return lambda function, **given: check(function, **{argument: given[argument]})


def test_the_functions_are_all_that_take_something():
    offered = [getattr(pc, one) for one in pc.__all__]
    functions = {one.__name__ for one in offered if callable(one) and not inspect.isclass(one)}
    assert functions - set(FUNCTIONS) == {"calibrated_2058"}
    assert not inspect.signature(pc.calibrated_2058).parameters


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda m: pc.plan("x"), "plan was given 'x' as width; give a number, such as 0.05"),
        (
            lambda m: pc.plan(0.1, names="coverage"),
            "plan was given 'coverage' as names; give a list of texts, such as [",
        ),
        (
            lambda m: pc.plan(0.1, reliability="high"),
            "plan was given 'high' as reliability; give a number between 0 and 1",
        ),
        (lambda m: pc.plan(0.1, sizes=120), "plan was given 120 as sizes; give a tuple of whole numbers"),
        (lambda m: pc.plan(0.1, m, samples="x"), "plan was given 'x' as samples; give an array of numbers, or None"),
        (lambda m: pc.diagnose(m, pairs=0), "diagnose was given 0 as pairs; give a whole number from 1 up"),
        (lambda m: pc.diagnose(m, pairs=2.5), "diagnose was given 2.5 as pairs; give a whole number"),
        (lambda m: pc.diagnose(m, commands="abc"), "diagnose was given 'abc' as commands; give a list of texts"),
        (
            lambda m: pc.diagnose(m, attributes="gender"),
            "diagnose was given 'gender' as attributes; give a list of columns",
        ),
        (lambda m: pc.measure(m, settings="paper"), "measure was given 'paper' as settings; give a Settings, such as"),
        (
            lambda m: pc.measure(m, targets=["a"]),
            "measure was given a list as targets; give a dict from column to trait",
        ),
        (
            lambda m: pc.measure(m, targets={"a": 1}),
            "measure was given a dict as targets; give a dict from column to trait",
        ),
        (lambda m: pc.measure(m, progress=True), "measure was given True as progress; give a function, such as print"),
        (
            lambda m: pc.compare([m, m], permutations=-1),
            "compare was given -1 as permutations; give a whole number from 0",
        ),
        (lambda m: pc.simulate("human", 0), "simulate was given 0 as respondents; give a whole number from 1 up"),
        (lambda m: pc.simulate(["human"]), "simulate was given a list as kind; give text"),
        (lambda m: pc.table([m]), "table was given a list as diagnosis; give what diagnose or measure returns"),
        (lambda m: pc.metric_path(3), "metric_path was given 3 as name; give text"),
        (lambda m: pc.plan("x" * 90), f"plan was given '{'x' * 56}.. as width"),
    ],
)
def test_a_mistake_names_what_was_given_and_what_to_give(call, said):
    with pytest.raises(pc.InputError, match=re.escape(said)):
        call([[1, 2]])


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (whole(0), np.int64(0)),
        (TEXTS, {"coverage"}),
        (TEXTS, np.array(["coverage"])),
        (LABELS, {}),
        (NUMBERS, [[1, None], [2.5, float("nan")]]),
        (NUMBERS, np.zeros((2, 2), dtype=np.uint8)),
        (SWITCH, np.bool_(True)),
        (SWITCH, 1),
        (SIZES, [120]),
        (FUNCTION, print),
    ],
)
def test_what_worked_before_still_does(kind, given):
    check("f", x=(given, kind))
    assert not kind.holds(object())
