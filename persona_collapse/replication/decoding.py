"""Whether decoding restores variety or adds noise: what simulated models can show of a question that the paper leaves open."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.randomness import generator
from persona_collapse.personas import Selection, bundled_pool
from persona_collapse.references import calibrated_2058
from persona_collapse.remedy import AskedWay, sweep
from persona_collapse.replication.record import (
    DIFFERENTLY,
    NOT_REPRODUCIBLE,
    Claim,
    Numbers,
    Released,
    Verdict,
    shown,
)
from persona_collapse.results import Settings
from persona_collapse.results.sweep import SweptWay
from persona_collapse.simulation import answer_probabilities

PERSONAS = 110
"""Enough for coverage to have an interval."""

AT_RANDOM = 0.5
"""Share of the answers that noise takes over."""


@dataclass(frozen=True)
class Decoding(Numbers):
    """A collapsed simulated model, the same cured, and the same with noise."""

    personas: Annotated[int, "simulated personas, asked twice in each way"]
    collapsed: Annotated[float, "coverage (section 1 of definitions.md) of collapsed answers"]
    cured: Annotated[float, "the same, when each persona answers as itself"]
    noisy: Annotated[float, "the same, when every other answer is at random"]
    repeated: Annotated[float, "variance that repeats in a second sample, squared scale points, of collapsed answers"]
    repeated_cured: Annotated[float, "the same, when each persona answers as itself"]
    repeated_noisy: Annotated[float, "the same, when every other answer is at random"]
    told_cured: Annotated[int, "1 if `sweep` says of the cure that it restores variety"]
    told_noisy: Annotated[int, "1 if `sweep` says of the noise that it adds noise only"]

    def reading(self) -> Verdict:
        """Coverage alone does not answer the question where it does not rise with the cure."""
        if not (self.told_cured and self.told_noisy):
            return Verdict(NOT_REPRODUCIBLE, "A simulated cure and simulated noise are not told apart here.")
        if self.cured > max(self.collapsed, self.noisy):
            return Verdict(
                NOT_REPRODUCIBLE, "Coverage rises with the cure alone; which way a model goes has to be asked."
            )
        return Verdict(
            DIFFERENTLY,
            f"Coverage does not answer it: a cure takes it from {shown(self.collapsed)} to {shown(self.cured)}, because a few "
            "stereotypes reach many people. Variance that repeats does: it rises from "
            f"{shown(self.repeated)} to {shown(self.repeated_cured)} with the cure and is {shown(self.repeated_noisy)} with noise, and "
            "`persona-collapse sweep` tells the two apart. These are simulated models; what a real model does has to be asked of it.",
        )


def decoding(released: Released) -> Decoding:
    """Three ways in which simulated personas answer, as a sweep reads them."""
    pool = bundled_pool().chosen(Selection(sample=PERSONAS, seed=0))
    collapsed, people = (
        np.array([answer_probabilities(kind, bfi44(), one.id, one.attributes) for one in pool.respondents])
        for kind in ("collapsed", "human")
    )
    noisy = (1 - AT_RANDOM) * collapsed + AT_RANDOM / collapsed.shape[2]
    names = [one.id for one in pool.respondents]
    ways = [
        _asked(name, names, chances)
        for name, chances in (("collapsed", collapsed), ("cured", people), ("noisy", noisy))
    ]
    first, cured, noise = sweep(ways, calibrated_2058(), settings=Settings(draws=50)).ways
    return Decoding(
        personas=PERSONAS,
        collapsed=_number(first, "coverage"),
        cured=_number(cured, "coverage"),
        noisy=_number(noise, "coverage"),
        repeated=_number(first, "repeated_variance"),
        repeated_cured=_number(cured, "repeated_variance"),
        repeated_noisy=_number(noise, "repeated_variance"),
        told_cured=int(cured.verdict == "restores variety"),
        told_noisy=int(noise.verdict == "adds noise only"),
    )


def _asked(name: str, names: list[str], chances: Array) -> AskedWay:
    """Two samples of every answer, from the chances (N, D, K) of the points of the scale."""
    rng, below = generator(f"replication {name}", 0), chances.cumsum(axis=2)[..., :-1]
    samples = np.array([1.0 + (below < rng.random((*chances.shape[:2], 1))).sum(axis=2) for _ in range(2)])
    answers = BehavioralTraitMatrix.from_arrays(samples[0], instrument=bfi44(), respondents=names, source=name)
    return AskedWay(name, {}, answers, samples=samples)


def _number(way: SweptWay, name: str) -> float:
    found = way.numbers[name]
    assert found is not None, "there are personas enough"
    return found


CLAIMS = (
    Claim(
        "decoding",
        "questions left open",
        "It is open whether decoding or prompting (temperature, best of K) recovers coverage or adds noise.",
        "Simulated personas with five stereotypes' answers, with answers of their own, and with every other answer at random; "
        "read by `sweep` against `calibrated-2058`.",
        decoding,
    ),
)
