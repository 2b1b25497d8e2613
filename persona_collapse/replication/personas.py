"""The persona pool: how many personas the rules keep, and which inconsistencies they miss."""

import json
from dataclasses import dataclass
from itertools import product
from math import prod, sqrt
from pathlib import Path
from typing import Annotated, Any

from persona_collapse.errors import InputError
from persona_collapse.personas import PUBLISHED, STRICT, Persona, persona, published_margins, reasons, sample
from persona_collapse.replication.processes import ids_of_a_process
from persona_collapse.replication.record import (
    DIFFERENTLY,
    NOT_REPRODUCIBLE,
    REPRODUCED,
    Claim,
    Numbers,
    Released,
    Verdict,
    shown,
)
from persona_collapse.results.percent import percent
from persona_collapse.simulation import POPULATION

FLAGGED_IDS = "flagged_persona_ids.json"

RULED = (
    "age",
    "marital_status",
    "has_children",
    "occupation",
    "education_level",
    "annual_income",
    "social_class",
)
"""The attributes that the published rules use."""


@dataclass(frozen=True)
class Filter(Numbers):
    """The published rules on the published draws, where these are available."""

    printed_drawn: Annotated[float, "personas drawn, as printed"]
    printed_kept: Annotated[float, "personas kept, as printed"]
    drawn: Annotated[float | None, "personas in the released file"]
    kept: Annotated[float | None, "of these, kept by the six rules"]
    disagreeing: Annotated[float | None, "personas flagged by us or by the released list, but not by both"]

    def reading(self) -> Verdict:
        """Reproduced when the counts agree, and also every flagged id if the list is available."""
        if self.drawn is None or self.kept is None:
            return Verdict(
                NOT_REPRODUCIBLE,
                "The released personas have no licence and are not part of this package. If you have them, use "
                "--published-personas sampled_personas_2000.json.",
            )
        if (self.drawn, self.kept) != (self.printed_drawn, self.printed_kept) or self.disagreeing:
            return Verdict(
                NOT_REPRODUCIBLE,
                f"The six rules keep {shown(self.kept)} of {shown(self.drawn)} personas in this file, not {shown(self.printed_kept)} of "
                f"{shown(self.printed_drawn)}, or they keep other personas than the released list.",
            )
        same = (
            "the released list of flagged ids was not next to the file" if self.disagreeing is None else "the same ids"
        )
        return Verdict(
            REPRODUCED,
            f"The six rules flag {shown(self.drawn - self.kept)} of {shown(self.drawn)} personas and keep {shown(self.kept)} ({same}).",
        )


def filtered(released: Released) -> Filter:
    """The rules, applied to the given file."""
    if released.personas is None:
        return Filter(_drawn(), POPULATION, None, None, None)
    pool = read_released(released.personas)
    flagged = {one.id for one in pool if reasons(one.values)}
    listed = released.personas.with_name(FLAGGED_IDS)
    disagreeing = len(flagged ^ {str(one) for one in _json(listed)}) if listed.exists() else None
    return Filter(_drawn(), POPULATION, len(pool), len(pool) - len(flagged), disagreeing)


def read_released(path: Path) -> list[Persona]:
    """The personas of the paper's released file.

    Raises
    ------
    InputError : the file does not exist or is not a list of personas with their attributes.
    """
    content = _json(path)
    if not isinstance(content, list) or not all(
        isinstance(one, dict) and "persona_attributes" in one for one in content
    ):
        raise InputError(f"{path} is not the released list of personas; give its sampled_personas_2000.json")
    return [persona(str(one["id"]), one["persona_attributes"]) for one in content]


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}; check the name") from None
    except ValueError:
        raise InputError(f"{path} is not JSON; give the paper's sampled_personas_2000.json") from None


def _drawn() -> int:
    return sum(published_margins()["gender"].values())


@dataclass(frozen=True)
class Expected(Numbers):
    """How many the rules keep when attributes are drawn independently."""

    printed_kept: Annotated[float, "personas kept, as printed"]
    expected: Annotated[float, "kept on average when attributes are independent with the published margins"]
    sd: Annotated[float, "SD of that number over pools"]

    def reading(self) -> Verdict:
        """Reproduced when the count agrees with independence."""
        if abs(self.printed_kept - self.expected) <= 2 * self.sd:
            return Verdict(
                REPRODUCED,
                f"Independent attributes with the published margins leave {shown(self.expected)} personas, plus or minus "
                f"{2 * self.sd:.0f}; {shown(self.printed_kept)} were kept.",
            )
        return Verdict(
            NOT_REPRODUCIBLE,
            f"Independent attributes would leave {shown(self.expected)} personas, plus or minus {2 * self.sd:.0f}, and "
            f"{shown(self.printed_kept)} were kept: attributes were not drawn independently, or the rules were different.",
        )


def expected(released: Released) -> Expected:
    """Every combination of the attributes that the rules use, weighted by the margins."""
    margins = published_margins()
    drawn = _drawn()
    share = 0.0
    for values in product(*(margins[column] for column in RULED)):
        who = dict(zip(RULED, values, strict=True))
        if not reasons(who):
            share += prod(margins[column][value] / drawn for column, value in who.items())
    return Expected(POPULATION, drawn * share, sqrt(drawn * share * (1 - share)))


@dataclass(frozen=True)
class LeftStanding(Numbers):
    """What stricter rules exclude from a pool that passed the published ones."""

    pool: Annotated[float, "personas of our own pool that pass the six published rules"]
    refused: Annotated[float, "of these, excluded by six more rules"]
    children: Annotated[float, "of these, children who are veterans or have a degree"]

    def reading(self) -> Verdict:
        """Read differently when inconsistent personas stay."""
        if not self.refused:
            return Verdict(REPRODUCED, "Stricter rules find nothing more.")
        return Verdict(
            DIFFERENTLY,
            f"In a pool made the same way, {shown(self.refused)} of {shown(self.pool)} personas ({percent(self.refused / self.pool)}) break one of six further "
            f"rules, {shown(self.children)} of them children who are veterans or have a degree. A model that answers as a more plausible person "
            f"counts as collapsed.",
        )


def left_standing(released: Released) -> LeftStanding:
    """Our own pool, made by the published rules and checked with the strict ones."""
    pool = [one.persona for one in sample(POPULATION) if one.consistent]
    why = [reasons(one.values, STRICT[len(PUBLISHED) :]) for one in pool]
    children = sum(any(reason.startswith("a child") for reason in one) for one in why)
    return LeftStanding(len(pool), sum(bool(one) for one in why), children)


@dataclass(frozen=True)
class Ids(Numbers):
    """Persona ids in two processes."""

    personas: Annotated[float, "personas given an id"]
    kept: Annotated[float, "ids that are the same in a second process"]

    def reading(self) -> Verdict:
        """Read differently when ids change."""
        if self.kept == self.personas:
            return Verdict(REPRODUCED, "Ids are the same in every process.")
        return Verdict(
            DIFFERENTLY,
            f"Of {shown(self.personas)} ids made with Python's hash of a text, {shown(self.kept)} are the same in a second process. Files of two "
            f"runs cannot be joined by these ids.",
        )


def ids(released: Released) -> Ids:
    """The same personas' ids, computed by two processes."""
    first, second = (ids_of_a_process(POPULATION, seed) for seed in (1, 2))
    return Ids(POPULATION, sum(one == other for one, other in zip(first, second, strict=True)))


CLAIMS = (
    Claim(
        "persona-filter",
        "persona pool",
        f"Of {_drawn():,} personas drawn, six consistency rules keep {POPULATION:,}.",
        "Our version of the six rules on the paper's released personas; flagged ids compared with its released list.",
        filtered,
    ),
    Claim(
        "persona-margins",
        "persona pool",
        "Attributes are drawn independently with nearly uniform margins.",
        "Exact: all combinations of the seven attributes that the rules use, weighted by how often each value was drawn.",
        expected,
    ),
    Claim(
        "persona-consistency",
        "persona pool",
        "The personas that are kept are consistent.",
        "Our own pool, drawn the same way and kept by the same six rules (seed 0), checked with six more: no child veterans, "
        "no degrees of children, occupations that match education, incomes that match unemployment, no blind pilots, no widows under 30.",
        left_standing,
    ),
    Claim(
        "persona-ids",
        "released code, personas",
        "A persona is identified by its id.",
        "Python's hash of the same 1,144 texts in two processes.",
        ids,
    ),
)
