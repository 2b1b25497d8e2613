"""Simulated introductions, in which form, length and identity are planted: the layers find what is there."""

import numpy as np
import pytest

from persona_collapse.measures.text.style import lexical, style
from persona_collapse.measures.text.templates import templates
from persona_collapse.simulation.introductions import habits, introduction

PERSONAS = [str(number) for number in range(120) for _ in range(3)]


@pytest.fixture(scope="module")
def written():
    """Texts by kind, three of each of 120 personas."""
    return {
        kind: [introduction(kind, persona, {}, row % 3) for row, persona in enumerate(PERSONAS)]
        for kind in ("human", "shallow", "collapsed", "noise")
    }


@pytest.mark.parametrize("kind", ["human", "shallow", "collapsed"])
def test_the_form_is_the_commonest_skeleton(written, kind):
    found = templates(written[kind], PERSONAS).skeletons
    planted = habits(kind).template
    assert found.share == pytest.approx(planted, abs=3 * np.sqrt(planted * (1 - planted) / 360))
    if kind != "human":
        assert "<name>" in found.form, "names differ, the form does not"


@pytest.mark.parametrize("kind", ["human", "shallow", "noise"])
def test_the_icc_of_length_is_the_planted_one(written, kind):
    found = style(lexical(written[kind], first_person=["i"], hedges=[]), PERSONAS).features["sentences"]
    assert found.icc_low < habits(kind).icc < found.icc_high
    assert found.icc_high - found.icc_low < 0.25
