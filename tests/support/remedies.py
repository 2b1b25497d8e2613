"""A record of every remedy, written by hand: small, and complete enough for its page."""

from dataclasses import replace

from persona_collapse.results.advice import Advice, Step
from persona_collapse.results.calibration import Calibration, Distances
from persona_collapse.results.files import record_of
from persona_collapse.results.next_personas import AttributeAlone, LevelChosen, NextPersonas, Share
from persona_collapse.results.panel import Gain, Member, Panel, Reach
from persona_collapse.results.sweep import Change, Sweep, SweptWay
from persona_collapse.results.worth import Estimated, ItemWorth, Worth
from tests.golden.records import kept


def typed(words):
    return (f"persona-collapse {words}",)


PANEL = Panel(
    sources=("/home/me/runs/first", "second.csv"),
    reference="/data/people.csv",
    note="",
    goal="match",
    weighted=False,
    pool=600,
    people=400,
    near=10,
    members=(Member("7", "/home/me/runs/first", 1.0), *(Member(str(n), "second.csv", 1.0) for n in range(19))),
    effective_size=20.0,
    splits=4,
    seed=0,
    items=44,
    items_held_out=True,
    drawn=20,
    gains=(
        Gain("traits coverage", 0.4, 0.41, 0.62, 0.85, 0.21, 0.05, 0.44, 0.03),
        Gain("distance", 0.3, 0.31, 0.11, 0.02, -0.2, 0.02, -0.29, 0.03),
    ),
    judged_by="distance",
    verdict="gain",
    reach=Reach(0.18, 0.16, 0.2, 10, "traits"),
    version="0.1.0",
    commands=typed("panel /home/me/runs/first second.csv --size 20 --reference /data/people.csv"),
)


def _item(name, worth, low, high):
    mean = Estimated(3.2, 2.8, 3.6, 3.1, 2.9, 3.3, 3.9)
    return ItemWorth(name, 40, mean, (mean,) * 5, worth, low, high)


WORTH = Worth(
    source="/home/me/twins.csv",
    reference="/data/few.csv",
    note="",
    how="paired",
    personas=300,
    people=40,
    unanswered=260,
    worth=12.0,
    low=4.0,
    high=20.0,
    missed=0.31,
    alone=9.0,
    items=(_item("bfi44_1", 3.0, -4.0, 10.0), _item("bfi44_2", 21.0, 6.0, 36.0)),
    left_out=("bfi44_8",),
    version="0.1.0",
    commands=typed("worth /home/me/twins.csv --people /data/few.csv"),
)

NEXT = NextPersonas(
    sources=("/home/me/runs/first",),
    reference="/data/people.csv",
    note="",
    asked=150,
    people=400,
    pool="/data/pool.csv",
    left=850,
    space="traits",
    uncovered=0.29,
    uncovered_people=0.01,
    se=0.03,
    attributes=("town", "age"),
    left_out={"biography": "text"},
    explained=0.07,
    explained_each=(Share("Extraversion", 0.19), Share("Openness", None)),
    alone=(AttributeAlone("town", "Extraversion", 0.19),),
    p_value=0.01,
    way="towards people",
    reason="",
    levels=(
        LevelChosen("town", "G", 0.04, 0.57),
        LevelChosen("age", "<b>old</b>", 0.1, 0.4),
        LevelChosen("town", "H", 0.04, 0.2),
    ),
    chosen=("p9", "p4"),
    seed=0,
    version="0.1.0",
    commands=typed("personas next /home/me/runs/first --size 2 --pool /data/pool.csv"),
)


def _way(name, coverage, verdict, changes=()):
    return SweptWay(
        name,
        {"temperature": name},
        f"/home/me/runs/{name}",
        110,
        "mode collapse",
        "",
        {"coverage": coverage, "repeated_variance": 0.1, "noise_share": None},
        changes,
        verdict,
        "higher: coverage" if changes else "",
    )


SWEEP = Sweep(
    instrument="bfi44",
    reference="/data/people.csv",
    note="",
    people={"coverage": 0.97},
    ways=(
        _way("temperature 0.3", 0.2, "first way"),
        _way(
            "temperature 1.0",
            0.6,
            "adds noise only",
            (
                Change("coverage", 0.4, 0.3, 0.5, 0.0, 0.0, True),
                Change("repeated_variance", 0.0, -0.1, 0.1, 1.0, 1.0),
            ),
        ),
    ),
    version="0.1.0",
    commands=typed("sweep org/model --vary temperature=0.3,1.0 --json /home/me/sweep.json"),
)

ADVICE = Advice(
    "/home/me/answers.csv",
    "noise",
    (
        Step(
            "noisy", "70 % of the variation is new each time", "ask each question five times", "persona-collapse run m"
        ),
        Step("look", "", "read the page", ""),
    ),
    "0.1.0",
)


def calibration():
    """A calibration between two kept diagnoses."""
    before, after = (record_of(kept(name), name) for name in ("demo-caricature", "demo-human"))
    return Calibration(
        source="/home/me/answers.csv",
        reference="/data/people.csv",
        note="",
        personas=250,
        learned_from=200,
        measured_beside=200,
        items=43,
        items_by_scale=("bfi44_8",),
        changed=0.31,
        distances=Distances(0.8, 0.1, 0.3, 0.05),
        before=replace(before, warnings=("a warning of both", "one of the first")),
        after=replace(after, warnings=("a warning of both",)),
        seed=0,
        version="0.1.0",
        commands=typed("calibrate /home/me/answers.csv --people /data/people.csv --out out.csv"),
    )


def remedies():
    """Name of the command -> its record."""
    return {
        "panel": PANEL,
        "worth": WORTH,
        "personas next": NEXT,
        "sweep": SWEEP,
        "calibrate": calibration(),
        "advise": ADVICE,
    }


def pages_of(cli, record):
    """The page of a record that a command wrote, as the command `report` writes it: HTML and Markdown."""
    page = record.with_suffix(".html")
    code, _, err = cli("report", record, "--out", page)
    assert code == 0, err
    code, text, err = cli("report", record, "--out", "-")
    assert code == 0, err
    found = page.read_text(encoding="utf-8")
    assert "How to reproduce this" in found
    assert "What this does not say" in text
    assert "<script" not in found
    return found, text
