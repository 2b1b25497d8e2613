"""What is compared: each case with its data, both calls, the bound, and whether both define the same number."""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from persona_collapse.instruments import bfi44
from persona_collapse.measures import kernel_scale, scaler
from persona_collapse.references.bfi44_copula import simulate_people
from persona_collapse.simulation.introductions import introduction

SIZES = (500, 1144, 4000, 16000, 100_000)
WARM = 300
"""Respondents of the call before the measured one, which loads and compiles whatever is loaded or compiled at first use."""

NOISE = 0.25
"""Added to whole answers, uniform to both sides: no two distances are equal then, and both must give the same number."""

PEOPLE = 2058
HEIGHTS = (256, 512, 1024)
"""Rows of a block of the product that is a bound; the fastest counts."""


@dataclass(frozen=True)
class Peer:
    """One peer of a case.

    Attributes
    ----------
    name : of its package
    environment : whose interpreter runs it; see environments/
    call : of theirs.py
    note : how it is called, and how its number differs
    same : the largest relative difference of the same number; None where it defines another number
    """

    name: str
    environment: str
    call: str
    note: str
    same: float | None = 1e-9


@dataclass(frozen=True)
class Bound:
    """What cannot be avoided, and nothing else.

    Attributes
    ----------
    call : of ours.py
    words : what it is
    times : how often it is needed
    ways : name -> settings of the call; the fastest counts
    shape : a name that cases have in common whose bound is the same call on tables of the same shape; empty for its own
    """

    call: str
    words: str
    times: int = 1
    ways: dict[str, dict[str, int]] = field(default_factory=lambda: {"bound": {}})
    shape: str = ""


@dataclass(frozen=True)
class Case:
    """One comparison.

    Attributes
    ----------
    name, title : on the command line, and on the page
    ours : a call of ours.py
    peers : whom it is compared with
    data : which of the data of this module it takes
    bound : what cannot be avoided
    left_out : sizes that are not measured, and why
    cores : sizes at which both cores are used too; none where neither ours nor a peer can use them
    note : what a reader must know
    """

    name: str
    title: str
    ours: str
    peers: tuple[Peer, ...]
    data: str
    bound: Bound
    left_out: dict[int, str] = field(default_factory=dict)
    cores: tuple[int, ...] = ()
    note: str = ""

    @property
    def sizes(self) -> tuple[int, ...]:
        """Numbers of respondents that are measured."""
        return tuple(one for one in SIZES if one not in self.left_out)


IN_BLOCKS = {f"bound, {rows:,} rows": {"rows": rows} for rows in HEIGHTS}
PRODUCT = Bound("products", "a product of matrices of the shape of the distances", ways=IN_BLOCKS, shape="N by N")
READING = Bound("bandwidth", "reading the table once from memory")
BOTH_CORES = (4000, 16_000)

CASES = (
    Case(
        "distances",
        "All distances",
        "distances",
        (),
        "points",
        PRODUCT,
        note="Among N respondents and 44 items, in blocks; nothing is done with them.",
    ),
    Case(
        "near",
        "Which respondents are near each other",
        "near",
        (),
        "points",
        PRODUCT,
        note="What coverage needs: squared distances, and which of them are within an edge; no roots are taken.",
    ),
    Case(
        "coverage",
        "Coverage, density, precision and recall of all respondents",
        "coverage",
        (Peer("prdc", "geometry", "prdc", "`compute_prdc`; it takes 8 threads and no other number"),),
        "two",
        replace(PRODUCT, words="four products of matrices of the shape of the distances", times=4),
        cores=BOTH_CORES,
        note="N people and N personas, k = 5, edges left out on both sides, as prdc does.",
    ),
    Case(
        "lid",
        "Local intrinsic dimension from 20 neighbours",
        "lid",
        (
            Peer("scikit-dimension", "geometry", "skdim", "`MLE`, and the median over points"),
            Peer("scikit-learn", "geometry", "neighbours", "the same formula on what `NearestNeighbors` finds"),
            Peer(
                "dadapy",
                "dadapy",
                "dadapy",
                "finds the same 20 neighbours; its number (`compute_id_2NN`) is that of the two nearest",
                same=None,
            ),
        ),
        "points",
        PRODUCT,
        cores=BOTH_CORES,
    ),
    Case(
        "hopkins",
        "Hopkins statistic, 100 probes",
        "hopkins",
        (
            Peer(
                "pyclustertend",
                "geometry",
                "pyclustertend",
                "its direction is opposite (turned here), and its probes are uniform within the range of the answers, while "
                "ours are whole scale points; both are drawn",
                same=None,
            ),
        ),
        "answers",
        READING,
    ),
    Case(
        "vendi",
        "Vendi score, Gaussian kernel",
        "vendi",
        (Peer("vendi-score", "geometry", "vendi_kernel", "`score_K` of scikit-learn's `rbf_kernel`"),),
        "scaled",
        Bound("eigenvalues", "the eigenvalues of a table of that size"),
        left_out={16_000: "eigenvalues take 64 times as long as of 4,000, more than a call may take"},
        cores=BOTH_CORES[:1],
        note="Neither can take a large population whole: the table is N by N, and the time of its eigenvalues grows as N^3. A diagnosis takes the mean of 100 draws of 500 "
        "instead, at any N.",
    ),
    Case(
        "vendi-cosine",
        "Vendi score, cosines",
        "cosine_vendi",
        (Peer("vendi-score", "geometry", "vendi_cosine", "`score_dual`, which is its way for many points"),),
        "points",
        READING,
        cores=BOTH_CORES,
    ),
    Case(
        "alpha",
        "Cronbach's alpha of the five traits",
        "alpha",
        (Peer("pingouin", "geometry", "alpha", "`cronbach_alpha` for each trait"),),
        "keyed",
        READING,
    ),
    Case(
        "icc",
        "Intraclass correlation of an item, two answers of each persona",
        "icc",
        (Peer("pingouin", "geometry", "icc", "`intraclass_corr`, which gives all six kinds and their intervals"),),
        "repeats",
        READING,
    ),
    Case(
        "texts",
        "Compression ratio of self-introductions",
        "compression",
        (
            Peer(
                "diversity",
                "diversity",
                "diversity",
                "`compression_ratio`, which compresses by gzip what is already compressed by gzip, rounds, and keeps the order "
                "of the texts, which ours sorts",
                same=None,
            ),
        ),
        "texts",
        Bound("packing", "zlib alone"),
    ),
    Case(
        "loop",
        "Coverage, density, precision and recall at a matched size of 500",
        "rarefied",
        (
            Peer(
                "scikit-learn",
                "geometry",
                "loop",
                "a loop of 100 draws of 500 on each side with `NearestNeighbors`, which sees some of the personas; ours is "
                "exact over all of them but for recall, so the numbers agree within the chance of the draws",
                same=None,
            ),
        ),
        "beside",
        replace(PRODUCT, shape=""),
        left_out={500: "a draw of 500 would be all personas"},
        cores=BOTH_CORES,
        note=f"N personas beside {PEOPLE:,} people.",
    ),
)


def files(case: Case, size: int, folder: Path) -> dict[str, str]:
    """The data of a case at a size, each argument in a file of its own; made once."""
    found = {}
    for name, value in DATA[case.data](size).items():
        kind = "json" if isinstance(value, list) else "npy"
        path = folder / f"{case.data}-{size}-{name}.{kind}"
        if kind == "npy":
            np.save(path, value)
        else:
            path.write_text(json.dumps(value), encoding="utf-8")
        found[name] = str(path)
    return found


def warm(case: Case) -> int:
    """Respondents of the call before the measured one."""
    return PEOPLE if case.data == "beside" else WARM


def answers(size: int, seed: int = 0) -> np.ndarray:
    """Whole answers (N, 44) of simulated people."""
    return simulate_people(size, seed)


def points(size: int, seed: int = 0) -> np.ndarray:
    """Answers with noise, standardised."""
    whole = answers(size, seed)
    noisy = whole + np.random.default_rng(seed).uniform(-NOISE, NOISE, whole.shape)
    return scaler(noisy)(noisy)


def _scaled(size: int) -> dict[str, Any]:
    some = points(size)
    return {"points": some, "scale": np.array(kernel_scale(some[:2000]))}


def _beside(size: int) -> dict[str, Any]:
    people = answers(PEOPLE, 1)
    standardise = scaler(people)
    return {"people": standardise(people), "personas": standardise(answers(size))}


def _texts(size: int) -> dict[str, Any]:
    return {"texts": [introduction("human", str(number), {}, 1) for number in range(size)]}


def _repeats(size: int) -> dict[str, Any]:
    first = answers(size)
    other = np.random.default_rng(0).integers(1, 6, first.shape)
    again = np.where(np.random.default_rng(1).random(first.shape) < 0.7, first, other)
    return {"repeats": np.stack([first, again])}


DATA = {
    "two": lambda size: {"people": points(size), "personas": points(size, 1)},
    "points": lambda size: {"points": points(size)},
    "answers": lambda size: {"answers": answers(size)},
    "keyed": lambda size: {"answers": answers(size), "keys": np.sign(bfi44().keying().keys)},
    "scaled": _scaled,
    "repeats": _repeats,
    "texts": _texts,
    "beside": _beside,
}
