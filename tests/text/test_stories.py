"""The layers on real stories: 320 by GPT-3.5, ten of each of 32 kinds of persona (PersonaLLM)."""

import re

import pytest

from examples.stories import about_form, about_style
from persona_collapse.measures.text.identity import identity
from persona_collapse.tables import read_table
from persona_collapse.texts.embedding import embed
from persona_collapse.texts.exclusions import usable
from tests.conftest import REAL, WITHOUT
from tests.pages import block

STORIES = REAL / "llm" / "gpt-3.5-turbo-0613_stories.jsonl"


@pytest.fixture(scope="module")
def stories():
    """Texts, and whose they are."""
    if not STORIES.exists():
        pytest.skip(WITHOUT)
    table = read_table(STORIES)
    kept = usable(table.columns["text"])
    assert sum(kept.excluded.values()) == 0, "320 stories, none of them refused"
    return list(kept.texts), kept.of(table.columns["persona"])


@pytest.fixture(scope="module")
def printed():
    return block("stories")


@pytest.mark.parametrize("lines", [about_form, about_style])
def test_the_page_prints_what_the_example_does(stories, printed, lines):
    assert "\n".join(lines(*stories)) in printed


def test_stories_hardly_tell_their_persona(stories, printed):
    # two of ten: all 320 take minutes
    texts, personas = (column[::5] for column in stories)
    found = identity(embed(texts).vectors, personas)
    within, between = row(printed, "similarity within and between")
    ratio, _, _ = row(printed, "I/E, their ratio")
    of_distances, _, _ = row(printed, "I/E of distances")
    assert 1 < found.ratio_interval.low < ratio < found.ratio_interval.high < 1.15
    assert found.distance_ratio_interval.low < of_distances < found.distance_ratio_interval.high < 1
    # 64 stories are less alike than 320, in both ways; what tells the two apart is their difference, .04
    assert (found.within, found.between) == pytest.approx((within, between), abs=0.05)
    assert found.within - found.between == pytest.approx(within - between, abs=0.02)
    assert found.ratio == pytest.approx(found.within / found.between)
    assert found.means.vendi > found.shuffled.vendi


def row(printed, label):
    """The numbers of one row of the page."""
    return [float(one) for one in re.findall(r"\d\.\d+", re.search(rf"(?m)^{label} (.*)$", printed).group(1))]
