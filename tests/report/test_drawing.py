"""Figures as pages show them: places by hand and by law, what is hostile, what is missing; the same in file and Space."""

import re
import sys
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_collapse.errors import InputError
from persona_collapse.report.courses import Course, Courses
from persona_collapse.report.drawing import NOTHING, drawn, gallery, stylesheet
from persona_collapse.report.drawing.axes import ticks
from persona_collapse.report.drawing.files import write_figures
from persona_collapse.report.drawing.mark_names import DESK, LETTER, NOWHERE, PHONE, SIDES, WIDE, Box, _at, beside
from persona_collapse.report.drawing.palette import DARK, LIGHT
from persona_collapse.report.figures import Bar, Bars, Cloud, Histograms, Map, Mark, Scale, Scales
from persona_collapse.report.section import Section
from persona_collapse.results.views import Projection, TraitScores

HOSTILE = "<img src=x onerror=alert(1)>\"' ${1} {{x}}"
TWO = Map(
    "Two",
    "coverage",
    "LID",
    (Mark("mine", "population", 0.0, 5.0, (0.0, 1.0), (4.0, 6.0)), Mark("people", "people", 2.0, 15.0)),
)
CLOUD = Cloud("Axes", Projection("PCA", (0.5, 0.25), people=((0.0, 0.0), (1.0, 1.0)), personas=((1.0, 0.0),)))
SCORES = TraitScores("Openness", (1.0, 2.0, 3.0), population=(1, 3), people=(2, 2), by_level={})
BARS = Bars("Track", "share", (Bar("gender", 0.4, 0.1), Bar("class", 0.2)))
SCALES = Scales(
    "Key",
    (
        Scale("coverage", "0.50", "0.40 to 0.60", 0.5, 0.4, 0.6, "0.00", "1.00"),
        Scale("LID", "4.0", "", 3.0, None, None, "20.0", "12.0"),
    ),
)
COURSES = Courses(
    "Order",
    ("personality", "dilemmas", "introductions"),
    (
        Course("a", (1, 2, None), ("0.9", "0.2", ""), changes=True),
        Course("b", (2, 1, None), ("0.8", "0.3", ""), changes=True),
        Course("c", (3, None, 1), ("0.1", "", "0.5")),
    ),
)
EVERY = (TWO, CLOUD, Histograms(SCORES), BARS, SCALES, COURSES)


def tree(figure, chosen="", buttons=True):
    """What is drawn, read strictly: nothing left open, nothing unescaped."""
    return ElementTree.fromstring(drawn(figure, buttons=buttons, chosen=chosen))


def marks(found):
    return [one for one in found.iter("button") if "mark" in one.get("class").split()]


def percent(mark, side):
    return float(re.search(rf"{side}:([\d.]+)%", mark.get("style")).group(1))


def test_a_mark_stands_where_its_numbers_say():
    mine, people = marks(tree(TWO))
    # 7 % of the range is free on each side: 0 stands at .07 / 1.14 of the axis
    assert percent(mine, "left") == percent(mine, "bottom") == pytest.approx(100 * 0.07 / 1.14, abs=0.01)
    assert percent(people, "left") == percent(people, "bottom") == pytest.approx(100 * 1.07 / 1.14, abs=0.01)


def test_lines_of_models_lead_from_place_to_place_and_past_a_domain_without_one():
    # three places, in the middles of thirds; domains at 6, 32 and 58 percent of the width
    lines = [(one.get("class"), one.get("d")) for one in tree(COURSES).iter("path")]
    assert lines == [
        ("course keeps", "M6.0 83.33L58.0 16.67"),
        ("course changes", "M6.0 16.67L32.0 50.0"),
        ("course changes", "M6.0 50.0L32.0 16.67"),
    ], "those that change places are drawn last, above the others"
    assert "dilemmas: 1. b 0.3, 2. a 0.2" in COURSES.alternative
    assert len(COURSES.legend) == 2


def test_intervals_reach_their_ends():
    across, up = (one.get("d") for one in tree(TWO).iter("path") if one.get("class") == "population")
    left, middle = 100 * 0.07 / 1.14, 100 * 0.57 / 1.14
    assert [float(one) for one in re.findall(r"[\d.]+", across)] == pytest.approx([left, 100 - left, middle], abs=0.01)
    # 10 from 5 to 15 and .7 free on each side: 4 lies below the plot and stands at its edge, 6 at 1.7 / 11.4
    assert [float(one) for one in re.findall(r"[\d.]+", up)] == pytest.approx(
        [left, 100, 100 * (1 - 1.7 / 11.4)], abs=0.01
    )


def test_every_mark_is_a_button_with_its_name_and_numbers():
    mine, people = marks(tree(TWO, chosen="people"))
    said = [one.findall("span")[-1].text for one in (mine, people)]
    assert said[0] == "mine: coverage 0.00 (95 % interval 0.00 to 1.00), LID 5.0 (95 % interval 4.0 to 6.0)"
    assert said[1] == "people: coverage 2.00, LID 15.0"
    assert [one.get("aria-pressed") for one in (mine, people)] == ["false", "true"]
    assert [one.get("data-mark") for one in (mine, people)] == ["mine", "people"]
    assert {one.get("type") for one in (mine, people)} == {"button"}, "no button may send a form"


def test_models_of_the_paper_are_numbered_and_the_numbers_explained():
    figure = Map("", "coverage", "LID", (Mark("One", "paper", 0.1, 1.0), Mark("Other", "paper", 0.2, 2.0)))
    found = tree(figure)
    assert [one.find("span").text for one in marks(found)] == ["1", "2"]
    assert "As published: 1 One, 2 Other." in "".join(found.itertext())


def test_a_path_and_a_ceiling_are_drawn_and_said():
    steps = (TWO.marks[0], Mark("then", "population", 1.0, 10.0))
    found = tree(replace(TWO, marks=steps, path=True, ceiling=0.5))
    names = [one.get("class") for one in found.iter("path")]
    assert names.count("way") == 1
    assert names.count("ceiling") == 1
    said = "".join(found.itertext())
    assert "The line leads from mine to then." in said
    assert "The dotted line is the largest coverage there can be." in said


def test_bars_are_as_long_as_their_shares():
    styles = [one.get("style") for one in tree(BARS).iter("span") if one.get("style")]
    assert styles == ["width:100.0%", "left:25.0%", "width:50.0%"], "the largest is as wide as there is room"
    assert "what chance gives 10.0 %" in drawn(BARS), "said, not only drawn"


def test_key_numbers_stand_between_their_floor_and_people():
    placed = [(one.get("class"), one.get("style")) for one in tree(SCALES).iter("span") if one.get("style")]
    # the line is from -.25 to 2.25: the floor, 0, is at 10 % of it and people, 1, in its middle
    assert placed == [
        *(("rule floor", "left:10.0%"), ("rule ceiling", "left:50.0%")),
        *(("within", "left:26.0%;width:8.0%"), ("dot", "left:30.0%")),
        *(("rule floor", "left:10.0%"), ("rule ceiling", "left:50.0%")),
        ("dot over", "left:100.0%"),
    ]
    said = "".join(tree(SCALES).itertext())
    assert "0.50 (0.40 to 0.60), people 1.00, shuffled population 0.00" in said, "said, not only drawn"
    assert "measured, 95 % interval" in said


def test_the_steps_of_a_histogram():
    people, personas = (one.get("d") for one in tree(Histograms(SCORES)).iter("path") if "curve" in one.get("class"))
    # shares .5 and .5, .25 and .75, under a top of 1.05 * .75
    assert people == "M0.0 100V36.51H50.0V36.51H100.0V100"
    assert personas == "M0.0 100V68.25H50.0V4.76H100.0V100"


def test_a_cloud_has_a_dot_for_everybody():
    people, personas = (one.get("d") for one in tree(CLOUD).iter("path") if "dots" in one.get("class"))
    assert (people.count("M"), personas.count("M")) == (2, 1)
    assert "axis 1, 50 % of the variance" in drawn(CLOUD)


@pytest.mark.parametrize("figure", EVERY, ids=lambda one: type(one).__name__)
def test_every_figure_stands_with_its_words(figure):
    found = tree(figure)
    assert found.find("details/p").text == figure.alternative
    assert found.find("figcaption").text == figure.title


@pytest.mark.parametrize("figure", [CLOUD, Histograms(SCORES)], ids=["cloud", "histograms"])
def test_what_is_only_looked_at_is_one_picture_with_words(figure):
    (plot,) = [one for one in tree(figure).iter("div") if one.get("class") == "plot"]
    assert (plot.get("role"), plot.get("aria-label")) == ("img", figure.alternative)


@pytest.mark.parametrize(
    "figure",
    [
        None,
        replace(TWO, marks=()),
        replace(BARS, bars=()),
        replace(SCALES, scales=()),
        Cloud("", Projection("PCA", None, people=(), personas=())),
        Histograms(replace(SCORES, people=None, population=(0, 0))),
    ],
    ids=["none", "map", "bars", "scales", "cloud", "histograms"],
)
def test_without_data_there_is_a_sentence(figure):
    assert NOTHING in drawn(figure)


def test_without_figures_there_is_a_sentence():
    assert NOTHING in gallery([])


@pytest.mark.parametrize(
    "figure",
    [
        Map(HOSTILE, HOSTILE, HOSTILE, (Mark(HOSTILE, "population", 0.0, 0.0), Mark(HOSTILE, "paper", 1.0, 1.0))),
        Bars(HOSTILE, HOSTILE, (Bar(HOSTILE, 0.5, 0.1),), line=HOSTILE),
        Scales(HOSTILE, (replace(SCALES.scales[0], label=HOSTILE),)),
        replace(COURSES, domains=(HOSTILE,) * 3, courses=(replace(COURSES.courses[0], label=HOSTILE),)),
        replace(CLOUD, title=HOSTILE),
        Histograms(replace(SCORES, trait=HOSTILE, by_level={"High": (1, 2)})),
    ],
    ids=["map", "bars", "scales", "courses", "cloud", "histograms"],
)
def test_names_stay_text(figure):
    found = tree(figure, chosen=HOSTILE)
    assert not list(found.iter("img"))
    assert HOSTILE in "".join(found.itertext())


@pytest.mark.parametrize("bars", [(Bar("none", 0.0),), (Bar("less than none", -0.01), Bar("some", 0.1))])
def test_shares_of_nothing_and_less_draw_no_bar(bars):
    assert "width:0.0%" in drawn(replace(BARS, bars=bars))


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0, 1e6)), min_size=1, max_size=8))
def test_marks_keep_their_order_and_their_plot(points):
    figure = Map("", "x", "y", tuple(Mark(str(place), "known", x, y) for place, (x, y) in enumerate(points)))
    found = marks(tree(figure))
    for side, axis in (("left", 0), ("bottom", 1)):
        at = [percent(one, side) for one in found]
        assert all(0 <= one <= 100 for one in at)
        order = sorted(range(len(points)), key=lambda place: points[place][axis])
        assert [at[place] for place in order] == sorted(at)


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3))
def test_ticks_lie_between_the_ends_at_equal_steps(low, width):
    found = ticks(low, low + width)
    assert 2 <= len(found) <= 9
    assert all(low - 1e-6 * width <= one <= low + width * (1 + 1e-6) for one in found)
    steps = [there - here for here, there in pairwise(found)]
    assert steps == pytest.approx([steps[0]] * len(steps), rel=1e-5)


names = st.text("abcdefgh", min_size=1, max_size=20)
spots = st.tuples(st.floats(0, 100), st.floats(0, 100))


@given(st.lists(st.tuples(names, spots), max_size=12), st.sampled_from([PHONE, DESK, WIDE]))
def test_no_name_covers_another(some, plot):
    labels, points = [one for one, _ in some], [one for _, one in some]
    found = beside(labels, points, *plot)
    places = [(plot[0] * x / 100, plot[1] * y / 100) for x, y in points]
    boxes = [
        _at(side, place, LETTER * len(name))
        for side, place, name in zip(found, places, labels, strict=True)
        if side != NOWHERE
    ]
    assert all(isinstance(one, Box) and not one.meets(other) for n, one in enumerate(boxes) for other in boxes[:n])
    assert set(found) <= {*SIDES, NOWHERE}


def test_a_lone_name_stands_beside_its_mark_and_a_number_nowhere():
    assert beside(["people", "1"], [(50, 50), (10, 10)], *PHONE) == ["ne", NOWHERE]
    assert beside(["people"], [(99, 50)], *PHONE) == ["nw"], "not over the edge"


def test_marks_without_room_for_a_name_are_named_below():
    crowd = tuple(Mark(f"population {place}", "population", 0.5, place / 100) for place in range(6))
    found = tree(Map("", "x", "y", (*crowd, Mark("far", "known", 0.5, 9.0))))
    notes = {one.get("class"): one.text for one in found.iter("p") if "only" in one.get("class", "")}
    assert set(notes) == {f"note {width}-only" for width in ("phone", "desk", "wide")}
    for width in ("phone", "desk", "wide"):
        unnamed = [one.get("data-mark") for one in marks(found) if f"{width}-{NOWHERE}" in one.get("class").split()]
        assert unnamed
        assert all(f"{name} 0.50, " in notes[f"note {width}-only"] for name in unnamed)
        assert "far" not in notes[f"note {width}-only"]


WIDE_MAP = replace(TWO, marks=(*TWO.marks, Mark(HOSTILE, "paper", 1.0, 9.0)), path=True, ceiling=1.5)


@pytest.mark.parametrize("figure", [*EVERY, WIDE_MAP], ids=lambda one: type(one).__name__)
def test_the_file_and_the_space_draw_the_same_apart_from_the_buttons(figure):
    file, space = tree(figure, buttons=False), tree(figure, buttons=True, chosen="people")
    assert not [*file.iter("button"), *file.iter("script")]
    assert [ElementTree.tostring(one) for one in file.iter("svg")] == [
        ElementTree.tostring(one) for one in space.iter("svg")
    ]
    for one in space.iter("button"):
        one.tag = "span"
        for attribute in ("type", "data-place", "data-mark", "aria-pressed"):
            del one.attrib[attribute]
    for plots in (file, space):
        for one in plots.iter("div"):
            one.attrib.pop("role", None)
            one.attrib.pop("aria-label", None)
    assert ElementTree.tostring(file) == ElementTree.tostring(space)


def test_a_map_in_a_file_is_a_picture_with_words():
    (plot,) = [one for one in tree(TWO, buttons=False).iter("div") if one.get("class") == "plot"]
    assert (plot.get("role"), plot.get("aria-label")) == ("img", TWO.alternative)


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_are_readable_on_their_page(colours):
    assert set(colours) == set(LIGHT)
    for role in set(colours) - {"page", "panel", "grid"}:
        lighter, darker = sorted((luminance(colours[role]), luminance(colours["page"])), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, role


def test_a_stylesheet_is_dark_by_the_screen_or_by_a_class():
    assert "@media screen and (prefers-color-scheme: dark) { :root {" in stylesheet()
    assert "prefers-color-scheme" not in stylesheet(".dark")
    assert ".dark { --pc-ink: " in stylesheet(".dark")


@pytest.mark.parametrize("figure", [*EVERY, WIDE_MAP], ids=lambda one: type(one).__name__)
def test_matplotlib_writes_every_kind_of_figure(figure, tmp_path):
    written = write_figures([Section("part0", "", figures=(figure,))], tmp_path / "new")
    assert [one.suffix for one in written] == [".png", ".svg", ".pdf"]
    begins = [one.read_bytes()[:5] for one in written]
    assert begins == [b"\x89PNG\r", b"<?xml", b"%PDF-"]
    assert all(one.parent == tmp_path / "new" and one.name.startswith("part0") for one in written)


def test_without_matplotlib_figures_as_files_say_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(InputError, match=re.escape('pip install "persona-collapse[figures]"')):
        write_figures([Section("part", "", figures=(BARS,))], tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="choose another folder"):
        write_figures([Section("part", "", figures=(BARS,))], tmp_path / "file" / "below")
